<?cs set:Page.title = tr("Imports") ?><?cs include:"layout/head.cs" ?><?cs include:"beastiary/parts.cs" ?>
<?cs call:crumbs() ?>
<div class="title-bar">
<h1><?cs var:tr("Imports") ?></h1>
<a class="button quiet" type="application/atom+xml" href="/beastiary/imports.atom"><?cs var:tr("Feed") ?></a>
</div>
<?cs if:Imports ?>
<table class="list imports" role="table">
<thead role="rowgroup"><tr role="row"><th role="columnheader" scope="col"><?cs var:tr("Source") ?></th><th role="columnheader" scope="col" class="number"><?cs
  var:tr("Added") ?></th><th role="columnheader" scope="col" class="number"><?cs
  var:tr("Changed") ?></th><th role="columnheader" scope="col" class="number"><?cs
  var:tr("Vanished") ?></th><th role="columnheader" scope="col" class="number"><?cs
  var:tr("Rejected") ?></th><th role="columnheader" scope="col"><?cs var:tr("When") ?></th></tr></thead>
<tbody role="rowgroup"><?cs each:run = Imports ?>
<tr role="row"><td role="cell" class="what"><a class="name" href="/beastiary/imports/<?cs var:run.id ?>"><?cs var:run.source ?></a></td>
<td role="cell" class="number"><span class="unit"><?cs var:tr("Added") ?></span> <?cs var:run.added ?></td>
<td role="cell" class="number"><span class="unit"><?cs var:tr("Changed") ?></span> <?cs var:run.changed ?></td>
<td role="cell" class="number"><span class="unit"><?cs var:tr("Vanished") ?></span> <?cs var:run.vanished ?></td>
<td role="cell" class="number"><span class="unit"><?cs var:tr("Rejected") ?></span> <?cs var:run.rejected ?></td>
<td role="cell"><?cs if:run.finished ?><?cs call:moment(run.finished) ?><?cs else ?><?cs var:tr("not finished") ?><?cs /if ?></td></tr><?cs /each ?>
</tbody>
</table>
<?cs else ?>
<p class="empty"><?cs var:tr("Nothing was imported yet.") ?></p>
<?cs /if ?>
<?cs include:"layout/foot.cs" ?>
