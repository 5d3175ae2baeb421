<?cs set:Page.title = tr("A change of the settings") ?><?cs set:Page.unlisted = "1" ?><?cs include:"layout/head.cs" ?><?cs include:"admin/frame.cs" ?>
<div class="admin">
<?cs call:sections() ?>
<h1><?cs var:Page.title ?></h1>
<?cs call:errors() ?>
<p><?cs if:string.length(Change.by) ?><bdi><?cs var:Change.by ?></bdi> · <?cs /if ?><?cs call:moment(Change.made) ?><?cs
if:Change.undoes ?> · <a href="<?cs var:Change.undoes ?>"><?cs var:tr("It undoes this change.") ?></a><?cs /if ?><?cs
if:Change.undone ?> · <a href="<?cs var:Change.undone ?>"><?cs var:tr("It was undone by this change.") ?></a><?cs /if ?></p>
<table class="list admin-list">
<caption class="hidden"><?cs var:Page.title ?></caption>
<thead><tr><th scope="col"><?cs var:tr("Setting") ?></th><th scope="col"><?cs var:tr("Before") ?></th><th scope="col"><?cs var:tr("After") ?></th><?cs
if:Change.changed_since ?><th scope="col"><?cs var:tr("Now") ?></th><?cs /if ?></tr></thead>
<tbody><?cs each:value = Values ?>
<tr><td><span class="unit"><?cs var:tr("Setting") ?></span> <bdi><?cs var:value.title ?></bdi></td><td><span class="unit"><?cs var:tr("Before") ?></span> <bdi><?cs
  var:value.before ?></bdi></td><td><span class="unit"><?cs var:tr("After") ?></span> <bdi><?cs var:value.after ?></bdi></td><?cs
if:Change.changed_since ?><?cs if:string.length(value.now) ?><td><span class="unit"><?cs var:tr("Now") ?></span> <bdi><?cs var:value.now ?></bdi></td><?cs
  else ?><td class="none"></td><?cs /if ?><?cs /if ?></tr><?cs /each ?>
</tbody>
</table>
<?cs if:Change.changed_since ?><p id="f-undo" tabindex="-1"><?cs var:tr("Some of this was changed again since, as the last column says: it cannot be undone by itself.") ?></p><?cs
else ?><form method="post" action="<?cs var:Change.path ?>"><?cs call:token() ?>
<p><?cs var:tr("Undoing it gives these settings back what they had before, on every page of this site.") ?></p>
<p class="actions"><button class="button" id="f-undo" type="submit"><?cs var:tr("Undo this change") ?></button></p>
</form><?cs /if ?>
<p class="actions"><a class="button quiet" href="/admin/site/changes"><?cs var:tr("All changes") ?></a> <a class="button quiet" href="/admin/site"><?cs var:tr("To the settings") ?></a></p>
</div>
<?cs include:"layout/foot.cs" ?>
