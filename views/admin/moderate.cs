<?cs set:Page.title = tr("Several comments at once") ?><?cs set:Label.reason = tr("Reason") ?><?cs set:Label.id = tr("Comments") ?><?cs
set:Label.since = tr("Since") ?><?cs set:Label.last = tr("Only the last") ?><?cs set:Page.unlisted = "1" ?><?cs
include:"layout/head.cs" ?><?cs include:"admin/frame.cs" ?>
<div class="admin">
<?cs call:sections() ?>
<div class="narrow">
<h1><?cs if:Form.act == "remove" ?><?cs var:tr("Remove comments") ?><?cs elif:Form.act == "hide" ?><?cs var:tr("Hide comments") ?><?cs
  elif:Form.act == "keep" ?><?cs var:tr("Keep comments") ?><?cs else ?><?cs var:tr("Restore comments") ?><?cs /if ?></h1>
<?cs call:errors() ?>
<?cs if:Reach ?>
<p><?cs if:Form.act == "remove" ?><?cs var:tr("This removes:") ?><?cs elif:Form.act == "hide" ?><?cs var:tr("This hides from everybody but their authors and moderators:") ?><?cs
  elif:Form.act == "keep" ?><?cs var:tr("This keeps and shows:") ?><?cs else ?><?cs var:tr("This restores:") ?><?cs /if ?></p>
<ul class="reach">
<li><?cs call:comments(Reach.comments) ?><?cs if:Reach.author ?> <?cs var:trf("by %s|" + Reach.author) ?><?cs elif:Reach.several ?> <?cs var:tr("by several authors") ?><?cs /if ?><?cs
  if:Reach.threads ?>, <?cs var:trn("in %d thread|in %d threads|" + Reach.threads) ?><?cs /if ?></li><?cs
if:Reach.openings ?>
<li><?cs var:trn("%d of them began a thread; the thread stays listed where others wrote in it.|%d of them began threads; a thread stays listed where others wrote in it.|" + Reach.openings) ?></li><?cs /if ?><?cs
if:Reach.asked_votes ?>
<li><?cs var:trn("%d vote|%d votes|" + Reach.votes) ?></li><?cs /if ?>
</ul>
<p class="note"><?cs var:tr("It is one act, and is undone as one.") ?></p>
<form method="post" action="/admin/moderate"><?cs call:token() ?><?cs
each:field = Choice ?><input type="hidden" name="<?cs var:field.name ?>" value="<?cs var:field.value ?>"><?cs /each ?>
<input type="hidden" name="act" value="<?cs var:Form.act ?>"><input type="hidden" name="seen" value="<?cs var:Form.seen ?>">
<?cs if:Form.act == "remove" || Form.act == "hide" ?><?cs call:line("reason", Label.reason, "text", Form.reason, "off", tr("Whoever wrote it reads this.")) ?><?cs /if ?>
<p class="actions"><button class="button" type="submit"><?cs if:Form.act == "remove" ?><?cs var:tr("Remove them") ?><?cs
  elif:Form.act == "hide" ?><?cs var:tr("Hide them") ?><?cs elif:Form.act == "keep" ?><?cs var:tr("Keep them") ?><?cs
  else ?><?cs var:tr("Restore them") ?><?cs /if ?></button> <a class="button quiet" href="/admin/queue"><?cs var:tr("Cancel") ?></a></p>
</form><?cs else ?><p class="actions"><a class="button" href="<?cs if:Back ?><?cs var:Back ?><?cs else ?>/admin/queue<?cs /if ?>"><?cs var:tr("Back") ?></a></p><?cs /if ?>
</div>
</div>
<?cs include:"layout/foot.cs" ?>
