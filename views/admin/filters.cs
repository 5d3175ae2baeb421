<?cs set:Page.title = tr("Word filters") ?><?cs set:Page.unlisted = "1" ?><?cs set:Label.state = tr("State") ?><?cs
include:"layout/head.cs" ?><?cs include:"admin/frame.cs" ?>
<div class="admin">
<?cs call:sections() ?>
<h1><?cs var:Page.title ?></h1>
<?cs if:Done == "deleted" ?><p class="done" role="status"><?cs var:tr("The filter is deleted.") ?></p><?cs /if ?>
<p><?cs var:tr("Words and patterns that hold a post until a moderator has looked at it, or tell the moderators of it.") ?></p>
<p class="actions"><a class="button" href="/admin/filters/new"><?cs var:tr("Make a filter") ?></a></p>
<?cs call:errors() ?>
<form class="filters" method="get" action="/admin/filters">
<p class="field"><label for="f-state"><?cs var:Label.state ?></label>
<select id="f-state" name="state"><option value="all"><?cs var:tr("All of them") ?></option><option value="hold"<?cs
  if:Form.state == "hold" ?> selected<?cs /if ?>><?cs var:tr("holds posts") ?></option><option value="tell"<?cs
  if:Form.state == "tell" ?> selected<?cs /if ?>><?cs var:tr("tells the moderators") ?></option><option value="off"<?cs
  if:Form.state == "off" ?> selected<?cs /if ?>><?cs var:tr("off") ?></option><option value="deleted"<?cs
  if:Form.state == "deleted" ?> selected<?cs /if ?>><?cs var:tr("deleted") ?></option></select></p>
<p class="actions"><button class="button" type="submit"><?cs var:tr("Apply") ?></button><?cs
  if:List.filtered ?> <a class="button quiet" href="/admin/filters"><?cs var:tr("Reset") ?></a><?cs /if ?></p>
</form>
<?cs if:!Errors ?><?cs call:rows(Page.title, tr("There are no filters yet.")) ?><?cs /if ?>
</div>
<?cs include:"layout/foot.cs" ?>
