<?cs set:Page.title = tr("Imports") ?><?cs set:Page.unlisted = "1" ?><?cs set:Label.file = tr("File") ?><?cs set:Label.import = tr("Take it in as") ?><?cs
set:Label.mapping = tr("Mapping") ?><?cs set:Label.kind = tr("Kind") ?><?cs set:Label.board = tr("Board") ?><?cs include:"layout/head.cs" ?><?cs include:"admin/frame.cs" ?>
<div class="admin">
<?cs call:sections() ?>
<h1><?cs var:Page.title ?></h1>
<?cs call:list_errors() ?>
<section class="sheet" aria-labelledby="ready">
<h2 id="ready"><?cs var:tr("Ready to be imported") ?></h2>
<?cs if:Imports.stray ?><p class="problem" role="status"><?cs var:trf("What lies in %s itself belongs to no site and is not offered: move it to the folder of its site, or to _all for whoever may import on all of them.|" + Imports.directory) ?></p><?cs /if ?>
<?cs if:!Imports.directory ?><p class="empty"><?cs var:tr("No directory of files to import is named in the configuration (Import.Directory).") ?></p><?cs
elif:Imports.unreadable ?><p class="problem" role="status"><?cs var:trf("The directory %s cannot be read.|" + Imports.directory) ?></p><?cs
elif:subcount(Ready) == #0 ?><p class="empty"><?cs var:trf("Nothing is ready: an operator puts files into %s.|" + Imports.own) ?></p><?cs
elif:subcount(Verbs) == #0 ?><p class="empty"><?cs var:tr("What is there can be imported only by who may do so on all sites of this game.") ?></p><?cs
else ?><form method="post" action="/admin/imports"><?cs call:token() ?>
<fieldset class="field"><legend><?cs var:Label.file ?></legend>
<table class="list admin-list">
<caption class="hidden"><?cs var:tr("Ready to be imported") ?></caption>
<thead><tr><th scope="col"><?cs var:Label.file ?></th><th scope="col" class="number"><?cs var:tr("Size") ?></th><th scope="col"><?cs var:tr("Changed") ?></th></tr></thead>
<tbody><?cs each:file = Ready ?>
<tr><td><label class="choice"><input type="radio"<?cs if:first(file) ?> id="f-file"<?cs /if ?> name="file" value="<?cs var:file.name ?>"<?cs if:file.chosen ?> checked<?cs /if ?>> <bdi><?cs
  var:file.name ?></bdi><?cs if:file.folder ?> (<?cs var:tr("folder") ?>)<?cs /if ?></label></td><td class="number"><?cs var:file.size ?></td><td><?cs call:moment(file.modified) ?></td></tr><?cs /each ?>
</tbody>
</table><?cs call:wrong("file") ?>
<?cs if:Imports.more ?><p class="hint"><?cs var:tr("There is more than is shown.") ?></p><?cs /if ?>
</fieldset>
<p class="field"><label for="f-import"><?cs var:Label.import ?></label>
<select id="f-import" name="import"><?cs each:verb = Verbs ?><option value="<?cs var:verb.name ?>"<?cs if:verb.chosen ?> selected<?cs /if ?>><?cs var:verb.title ?></option><?cs /each ?></select><?cs call:wrong("import") ?></p>
<?cs if:subcount(Mappings) ?><p class="field"><label for="f-mapping"><?cs var:Label.mapping ?></label>
<select id="f-mapping" name="mapping"><option value=""><?cs var:tr("The one that comes along, or none") ?></option><?cs each:mapping = Mappings ?><option value="<?cs var:mapping.name ?>"<?cs
  if:mapping.chosen ?> selected<?cs /if ?>><?cs var:mapping.name ?></option><?cs /each ?></select><?cs call:wrong("mapping") ?></p><?cs /if ?>
<?cs if:subcount(Kinds) ?><p class="field"><label for="f-kind"><?cs var:Label.kind ?></label>
<select id="f-kind" name="kind" aria-describedby="h-kind"><option value=""><?cs var:tr("None") ?></option><?cs each:kind = Kinds ?><option<?cs if:kind.chosen ?> selected<?cs /if ?>><?cs var:kind.name ?></option><?cs /each ?></select><?cs
  call:wrong("kind") ?><span class="hint" id="h-kind"><?cs var:tr("Of a table without a mapping.") ?></span></p><?cs /if ?>
<?cs if:subcount(Boards) ?><p class="field"><label for="f-board"><?cs var:Label.board ?></label>
<select id="f-board" name="board" aria-describedby="h-board"><option value=""><?cs var:tr("The first") ?></option><?cs each:board = Boards ?><option value="<?cs var:board.name ?>"<?cs if:board.chosen ?> selected<?cs /if ?>><?cs var:board.title ?></option><?cs /each ?></select><?cs
  call:wrong("board") ?><span class="hint" id="h-board"><?cs var:tr("Of threads that name none.") ?></span></p><?cs /if ?>
<p><label class="choice"><input type="checkbox" name="allow_shrink" value="1"<?cs if:Form.allow_shrink ?> checked<?cs /if ?>> <?cs var:tr("It may leave less than half of what there is") ?></label></p>
<?cs if:Imports.all ?><p class="hint"><?cs var:trf("What is in %s is offered on every site, to whoever may import on all of them.|" + Imports.all) ?></p><?cs /if ?>
<p class="hint"><?cs var:tr("First it is only tried: you are told what would change, and nothing is changed.") ?></p>
<p class="actions"><button class="button" type="submit"><?cs var:tr("Try it") ?></button></p>
</form><?cs /if ?>
</section>
<?cs call:filtered_list(Page.title, tr("Nothing was imported from the browser yet.")) ?>
</div>
<?cs include:"layout/foot.cs" ?>
