<?cs set:Page.title = tr("Reports") ?><?cs set:Page.unlisted = "1" ?><?cs include:"layout/head.cs" ?><?cs
include:"forum/report_reasons.cs" ?>
<nav class="crumbs" aria-label="<?cs var:tr("Where this stands") ?>"><a href="/forum/"><?cs var:tr("Boards") ?></a> <a href="/forum/acts"><?cs
  var:tr("What moderators did") ?></a></nav>
<h1><?cs var:tr("Reports") ?></h1>
<?cs if:Cases ?><ul class="acts"><?cs each:case = Cases ?>
<li id="case-<?cs var:case.id ?>"><a href="/forum/comment/<?cs var:case.id ?>"><bdi><?cs var:case.title ?></bdi></a> <span class="note"><?cs
  var:trf("by %s|" + case.author) ?></span>
<blockquote dir="auto"><?cs var:case.text ?></blockquote>
<p class="reason"><?cs each:reason = case.reasons ?><b><?cs call:reason_name(reason.name) ?></b> <?cs /each ?><?cs
  var:trn("%d report|%d reports|" + case.reports) ?>, <?cs var:trf("weight %s|" + case.weight) ?>, <?cs call:moment(case.opened) ?></p><?cs
if:string.length(case.notes) ?>
<p class="reason" dir="auto"><?cs var:case.notes ?></p><?cs /if ?><?cs
if:string.length(case.claimed) ?>
<p class="note"><?cs var:trf("%s is looking at this.|" + case.claimed) ?></p><?cs
else ?>
<div class="actions"><?cs if:!case.mine ?>
<form method="post" action="/forum/reports/<?cs var:case.id ?>/claim"><?cs call:token() ?><button class="button quiet" type="submit"><?cs
  var:tr("Claim") ?></button></form><?cs /if ?>
<form method="post" action="/forum/reports/<?cs var:case.id ?>/keep"><?cs call:token() ?><button class="button quiet" type="submit"><?cs
  var:tr("Keep the comment") ?></button></form><?cs if:May.remove ?>
<a class="button" href="/forum/comment/<?cs var:case.id ?>/moderate"><?cs var:tr("Remove …") ?></a><?cs /if ?></div><?cs
/if ?></li><?cs /each ?>
</ul><?cs else ?><p class="empty"><?cs var:tr("Nothing is reported.") ?></p><?cs /if ?>
<?cs include:"layout/foot.cs" ?>
