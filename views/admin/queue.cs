<?cs set:Page.title = tr("Moderation queue") ?><?cs set:Page.unlisted = "1" ?><?cs include:"layout/head.cs" ?><?cs
include:"admin/frame.cs" ?><?cs include:"talk/report_reasons.cs" ?><?cs include:"admin/held_parts.cs" ?>
<div class="admin">
<?cs call:sections() ?>
<h1><?cs var:Page.title ?></h1>
<?cs if:Kept ?><div class="done" role="status"><p><?cs var:tr("Kept.") ?></p><?cs if:May.remove ?>
<form method="post" action="/admin/acts/<?cs var:Kept ?>/undo"><?cs call:token() ?><input type="hidden" name="next" value="/admin/queue"><button class="button quiet" type="submit"><?cs
  var:tr("Undo") ?></button></form><?cs /if ?></div><?cs /if ?>
<?cs if:Queue.decided ?><div class="done" role="status"><p><a href="/admin/acts/<?cs var:Queue.decided ?>"><?cs var:tr("Done.") ?></a><?cs if:Queue.left > #0 ?> <?cs
  var:trn("%d post waits still: why is told on its page.|%d posts wait still: why is told on their pages.|" + Queue.left) ?><?cs /if ?></p><?cs if:May.remove ?>
<form method="post" action="/admin/acts/<?cs var:Queue.decided ?>/undo"><?cs call:token() ?><input type="hidden" name="next" value="/admin/queue"><button class="button quiet" type="submit"><?cs
  var:tr("Undo") ?></button></form><?cs /if ?></div><?cs /if ?>
<?cs if:Held ?><section aria-labelledby="held">
<h2 id="held"><?cs var:tr("Held posts") ?></h2>
<ul class="acts queue"><?cs each:held = Held ?>
<?cs call:held_item(held) ?><?cs /each ?>
</ul><?cs if:May.remove ?>
<?cs call:held_choice() ?><?cs /if ?>
<p class="actions"><a class="button quiet" href="/admin/held"><?cs
  var:tr("All held posts") ?></a></p>
</section>
<h2><?cs var:tr("Reported comments") ?></h2><?cs else ?><p class="note"><?cs var:tr("No post is held.") ?> <a href="/admin/held"><?cs var:tr("Held posts") ?></a></p><?cs /if ?>
<?cs call:list_errors() ?>
<?cs call:filter_form() ?>
<?cs if:Cases ?><ul class="acts queue"><?cs each:case = Cases ?>
<li id="case-<?cs var:case.id ?>"><?cs if:May.remove ?><input type="checkbox" form="choice" name="id" value="<?cs var:case.id ?>" aria-label="<?cs
  var:trf("Select the comment by %s|" + case.author) ?>"> <?cs /if ?><a href="/forum/comment/<?cs var:case.id ?>"><bdi><?cs
  var:case.title ?></bdi></a> <span class="note"><?cs var:tr("by") ?> <?cs if:case.account ?><a href="<?cs var:case.account ?>"><bdi><?cs
  var:case.author ?></bdi></a><?cs else ?><bdi><?cs var:case.author ?></bdi><?cs /if ?></span><?cs
if:case.hidden ?> <b><?cs var:tr("hidden") ?></b><?cs /if ?>
<blockquote dir="auto"><?cs var:case.text ?></blockquote>
<p class="reason"><?cs if:string.length(case.filter) ?><b><?cs var:trf("Word filter: %s|" + case.filter) ?></b> <?cs if:string.length(case.found) ?><mark><bdi><?cs
  var:case.found ?></bdi></mark> <?cs /if ?><?cs /if ?><?cs each:reason = case.reasons ?><b><?cs call:reason_name(reason.name) ?></b> <?cs /each ?><?cs
  if:case.reports > #0 ?><?cs var:trn("%d report|%d reports|" + case.reports) ?>, <?cs /if ?><?cs var:trf("weight %s|" + case.weight) ?>, <?cs call:moment(case.opened) ?></p><?cs
if:string.length(case.notes) ?>
<p class="reason" dir="auto"><?cs var:case.notes ?></p><?cs /if ?><?cs
if:string.length(case.claimed) ?>
<p class="note"><?cs var:trf("%s is looking at this.|" + case.claimed) ?></p><?cs
else ?>
<div class="actions"><?cs if:!case.mine ?>
<form method="post" action="/admin/queue/<?cs var:case.id ?>/claim"><?cs call:token() ?><button class="button quiet" type="submit"><?cs
  var:tr("Claim") ?></button></form><?cs /if ?>
<form method="post" action="/admin/queue/<?cs var:case.id ?>/keep"><?cs call:token() ?><button class="button quiet" type="submit"><?cs
  var:tr("Keep the comment") ?></button></form><?cs if:May.ban && case.account ?>
<a class="button quiet" href="<?cs var:case.account ?>/ban?next=/admin/queue"><?cs var:tr("Suspend …") ?></a><?cs /if ?><?cs if:May.remove ?>
<a class="button" href="/forum/comment/<?cs var:case.id ?>/moderate"><?cs var:tr("Decide …") ?></a><?cs /if ?></div><?cs
/if ?></li><?cs /each ?>
</ul><?cs if:May.remove ?>
<form id="choice" class="choice-bar" method="post" action="/admin/moderate"><?cs call:token() ?>
<p class="actions"><span><?cs var:tr("The selected ones:") ?></span> <button class="button quiet" type="submit" name="act" value="keep"><?cs
  var:tr("Keep …") ?></button> <button class="button quiet" type="submit" name="act" value="hide"><?cs
  var:tr("Hide …") ?></button> <button class="button" type="submit" name="act" value="remove"><?cs var:tr("Remove …") ?></button></p>
</form><?cs /if ?><?cs elif:!Errors ?><?cs call:list_empty(tr("Nothing is reported.")) ?><?cs /if ?>
<?cs if:!Errors ?><?cs call:list_pages() ?><?cs /if ?>
</div>
<?cs include:"layout/foot.cs" ?>
