<?cs set:Page.title = tr("Appeals") ?><?cs set:Page.unlisted = "1" ?><?cs set:Label.state = tr("State") ?><?cs
include:"layout/head.cs" ?><?cs include:"admin/frame.cs" ?>
<div class="admin">
<?cs call:sections() ?>
<h1><?cs var:Page.title ?></h1>
<?cs call:errors() ?>
<form class="filters" method="get" action="/admin/appeals">
<p class="field"><label for="f-state"><?cs var:Label.state ?></label>
<select id="f-state" name="state"><option value=""><?cs var:tr("waits") ?></option><option value="all"<?cs
  if:Form.state == "all" ?> selected<?cs /if ?>><?cs var:tr("all, also decided ones") ?></option></select></p>
<p class="actions"><button class="button" type="submit"><?cs var:tr("Apply") ?></button></p>
</form>
<?cs if:!Errors ?><?cs call:rows(Page.title, tr("Nobody waits for an answer.")) ?><?cs /if ?>
</div>
<?cs include:"layout/foot.cs" ?>
