<?cs set:Page.title = Ban.target ?><?cs set:Page.unlisted = "1" ?><?cs set:Label.reason = tr("Why it is lifted") ?><?cs
include:"layout/head.cs" ?><?cs include:"admin/frame.cs" ?><?cs include:"admin/ban_facts.cs" ?>
<div class="admin">
<?cs call:sections() ?>
<div class="narrow">
<h1><bdi><?cs var:Ban.target ?></bdi></h1>
<?cs if:Done == "made" ?><p class="done" role="status"><?cs var:tr("Banned. It is felt at the next click.") ?></p><?cs
elif:Done == "lifted" ?><p class="done" role="status"><?cs var:tr("Lifted. It is felt at the next click.") ?></p><?cs /if ?>
<?cs call:errors() ?>
<?cs call:ban_facts() ?>
<?cs if:May.lift ?>
<form method="post" action="<?cs var:Ban.address ?>">
<?cs call:token() ?>
<?cs call:line("reason", Label.reason, "text", Form.reason, "off", tr("Whoever appealed reads it as the answer.")) ?>
<p class="actions"><button class="button" type="submit"><?cs var:tr("Lift the ban") ?></button><?cs
  if:Ban.account ?> <a class="button quiet" href="<?cs var:Ban.account ?>/ban"><?cs var:tr("Change the end and the reason") ?></a><?cs /if ?></p>
</form><?cs /if ?>
<p class="actions"><a class="button quiet" href="/admin/bans"><?cs var:tr("All bans") ?></a></p>
</div>
</div>
<?cs include:"layout/foot.cs" ?>
