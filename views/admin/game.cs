<?cs set:Page.title = tr("Game") ?><?cs set:Page.unlisted = "1" ?><?cs include:"layout/head.cs" ?><?cs include:"admin/frame.cs" ?>
<div class="admin">
<?cs call:sections() ?>
<h1><?cs var:Page.title ?></h1>
<p class="actions"><a class="button" href="/admin/game/hidden"><?cs var:tr("Hidden entries") ?></a><?cs
  if:May.import ?> <a class="button" href="/admin/imports"><?cs var:tr("Imports") ?></a><?cs /if ?></p>
<h2><?cs var:tr("What is there") ?></h2>
<?cs if:subcount(Kinds) == #0 ?><p class="empty"><?cs var:tr("There are no entries yet: an import brings them.") ?></p><?cs else ?><table class="list admin-list">
<caption class="hidden"><?cs var:tr("What is there") ?></caption>
<thead><tr><th scope="col"><?cs var:tr("Kind") ?></th><th scope="col" class="number"><?cs var:tr("Entries") ?></th><th scope="col" class="number"><?cs var:tr("Hidden entries") ?></th></tr></thead>
<tbody><?cs each:kind = Kinds ?>
<tr><td><a href="<?cs var:kind.path ?>"><?cs var:kind.title ?></a></td><td class="number"><span class="unit"><?cs var:tr("Entries") ?></span> <?cs var:kind.entries ?></td><td class="number"><span class="unit"><?cs
  var:tr("Hidden entries") ?></span> <a href="<?cs var:kind.hidden_path ?>"><?cs var:kind.hidden ?></a></td></tr><?cs /each ?>
</tbody>
</table><?cs /if ?>
<h2><?cs var:tr("The last import") ?></h2>
<?cs if:subcount(Last) == #0 ?><p class="empty"><?cs var:tr("Nothing was imported yet.") ?></p><?cs else ?><?cs each:last = Last ?><dl class="facts">
<div><dt><?cs var:tr("Source") ?></dt><dd><a href="<?cs var:last.path ?>"><bdi><?cs var:last.source ?></bdi></a></dd></div>
<div><dt><?cs var:tr("Finished") ?></dt><dd><?cs call:moment(last.finished) ?></dd></div>
<div><dt><?cs var:tr("Added") ?></dt><dd><?cs var:last.added ?></dd></div>
<div><dt><?cs var:tr("Changed") ?></dt><dd><?cs var:last.changed ?></dd></div>
<div><dt><?cs var:tr("Gone") ?></dt><dd><?cs var:last.vanished ?></dd></div>
<div><dt><?cs var:tr("Rejected") ?></dt><dd><?cs var:last.rejected ?></dd></div>
</dl><?cs /each ?><?cs /if ?>
</div>
<?cs include:"layout/foot.cs" ?>
