<?cs set:Page.title = trf("Import %s|" + Import.0.id) ?><?cs include:"layout/head.cs" ?><?cs include:"beastiary/parts.cs" ?>
<nav class="crumbs" aria-label="<?cs var:tr("Where this stands") ?>"><a href="/beastiary/"><?cs var:tr("Database")
  ?></a> <a href="/beastiary/imports/"><?cs var:tr("Imports") ?></a></nav>
<div class="title-bar">
<div>
<h1><bdi><?cs var:Import.0.source ?></bdi></h1>
<p class="tagline"><?cs
  var:trn("%d added|%d added|" + Import.0.added) ?> · <?cs
  var:trn("%d changed|%d changed|" + Import.0.changed) ?> · <?cs
  var:trn("%d removed|%d removed|" + Import.0.vanished) ?> · <?cs
  var:trn("%d unchanged|%d unchanged|" + Import.0.unchanged) ?> · <?cs
  var:trn("%d rejected|%d rejected|" + Import.0.rejected) ?> · <?cs call:moment(Import.0.started) ?></p>
</div>
<a class="button quiet" type="application/atom+xml" href="/beastiary/imports/<?cs var:Import.0.id ?>/changes.atom"><?cs var:tr("Feed") ?></a>
</div>
<?cs if:Changes ?>
<ol class="revisions"><?cs each:change = Changes ?>
<li>
<p class="revision"><?cs call:entry_link(change) ?> <span class="by"><?cs var:change.label ?> · <?cs var:change.what ?></span></p><?cs
call:changes(change) ?>
</li><?cs /each ?>
</ol><?cs
else ?>
<p class="empty"><?cs if:First ?><?cs var:tr("Nothing more was changed.") ?><?cs else ?><?cs var:tr("Nothing was changed.") ?><?cs /if ?></p><?cs /if ?>
<?cs call:pages(Next, tr("More changes"), First, tr("First changes")) ?>
<?cs include:"layout/foot.cs" ?>
