<?cs set:Page.title = tr("Roles") ?><?cs set:Page.unlisted = "1" ?><?cs
include:"layout/head.cs" ?><?cs include:"admin/frame.cs" ?>
<div class="admin">
<?cs call:sections() ?>
<h1><?cs var:Page.title ?></h1>
<?cs if:Done == "deleted" ?><p class="done" role="status"><?cs var:tr("The role is deleted.") ?></p><?cs /if ?>
<p class="actions"><a class="button" href="/admin/roles/new"><?cs var:tr("Make a role") ?></a></p>
<div class="matrix" role="region" tabindex="0" aria-label="<?cs var:tr("Roles and what they may") ?>">
<table class="list">
<thead><tr><th scope="col"><?cs var:tr("Permission") ?></th><?cs each:role = Roles ?><th scope="col"><a href="/admin/roles/<?cs
  var:role.id ?>"><bdi><?cs var:role.title ?></bdi></a></th><?cs /each ?></tr></thead>
<tbody><?cs each:permission = Permissions ?>
<tr><th scope="row" id="p-<?cs var:permission.name ?>"><?cs var:permission.sentence ?></th><?cs each:cell = permission.cells ?><td><?cs
  if:cell.gives ?><span role="img" aria-label="<?cs var:tr("gives it") ?>">✓</span><?cs
  elif:cell.takes ?><span role="img" aria-label="<?cs var:tr("takes it away") ?>">✗</span><?cs /if ?></td><?cs /each ?></tr><?cs /each ?>
</tbody>
</table>
</div>
</div>
<?cs include:"layout/foot.cs" ?>
