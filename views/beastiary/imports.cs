<?cs set:Page.title = tr("Imports") ?><?cs include:"layout/head.cs" ?><?cs include:"beastiary/parts.cs" ?>
<?cs call:crumbs() ?>
<div class="title-bar">
<h1><?cs var:tr("Imports") ?></h1>
<a class="button quiet" type="application/atom+xml" href="/beastiary/imports.atom"><?cs var:tr("Feed") ?></a>
</div>
<?cs if:Imports ?>
<table class="list imports">
<thead><tr><th scope="col"><?cs var:tr("Source") ?></th><th scope="col" class="number"><?cs
  var:tr("Added") ?></th><th scope="col" class="number"><?cs
  var:tr("Changed") ?></th><th scope="col" class="number"><?cs
  var:tr("Removed") ?></th><th scope="col" class="number"><?cs
  var:tr("Rejected") ?></th><th scope="col"><?cs var:tr("When") ?></th></tr></thead>
<tbody><?cs each:run = Imports ?>
<tr><td class="what"><a class="name" href="/beastiary/imports/<?cs var:run.id ?>"><bdi><?cs var:run.source ?></bdi></a></td>
<td class="number"><span class="unit"><?cs var:tr("Added") ?></span> <?cs var:number(run.added) ?></td>
<td class="number"><span class="unit"><?cs var:tr("Changed") ?></span> <?cs var:number(run.changed) ?></td>
<td class="number"><span class="unit"><?cs var:tr("Removed") ?></span> <?cs var:number(run.vanished) ?></td>
<td class="number"><span class="unit"><?cs var:tr("Rejected") ?></span> <?cs var:number(run.rejected) ?></td>
<td><?cs if:run.finished ?><?cs call:moment(run.finished) ?><?cs else ?><?cs var:tr("not finished") ?><?cs /if ?></td></tr><?cs /each ?>
</tbody>
</table>
<?cs else ?>
<p class="empty"><?cs if:First ?><?cs var:tr("There are no older imports.") ?><?cs else ?><?cs var:tr("Nothing was imported yet.") ?><?cs /if ?></p>
<?cs /if ?>
<?cs call:pages(Next, tr("Older imports"), First, tr("Newest imports")) ?>
<?cs include:"layout/foot.cs" ?>
