<?cs set:Page.title = tr("Boards") ?><?cs set:Page.unlisted = "1" ?><?cs set:Label.state = tr("State") ?><?cs
include:"layout/head.cs" ?><?cs include:"admin/frame.cs" ?>
<div class="admin">
<?cs call:sections() ?>
<h1><?cs var:Page.title ?></h1>
<?cs if:Done == "deleted" ?><p class="done" role="status"><?cs var:tr("The board is deleted.") ?></p><?cs /if ?>
<?cs if:May.make ?><p class="actions"><a class="button" href="/admin/boards/new"><?cs var:tr("Make a board") ?></a></p><?cs /if ?>
<?cs call:errors() ?>
<form class="filters" method="get" action="/admin/boards">
<p class="field"><label for="f-state"><?cs var:Label.state ?></label>
<select id="f-state" name="state"><option value="all"><?cs var:tr("All of them") ?></option><option value="open"<?cs
  if:Form.state == "open" ?> selected<?cs /if ?>><?cs var:tr("open") ?></option><option value="archived"<?cs
  if:Form.state == "archived" ?> selected<?cs /if ?>><?cs var:tr("archived") ?></option></select></p>
<p class="actions"><button class="button" type="submit"><?cs var:tr("Apply") ?></button><?cs
  if:List.filtered ?> <a class="button quiet" href="/admin/boards"><?cs var:tr("Reset") ?></a><?cs /if ?></p>
</form>
<?cs if:!Errors ?><?cs call:rows(Page.title, tr("This site has no boards yet. Make the first one.")) ?><?cs /if ?>
</div>
<?cs include:"layout/foot.cs" ?>
