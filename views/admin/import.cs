<?cs set:Page.title = tr("An import") ?><?cs set:Page.unlisted = "1" ?><?cs include:"layout/head.cs" ?><?cs include:"admin/frame.cs" ?>
<div class="admin">
<?cs call:sections() ?>
<h1><?cs if:Job.trial ?><?cs var:trf("Trial of %s|" + Job.file) ?><?cs else ?><?cs var:trf("Import of %s|" + Job.file) ?><?cs /if ?></h1>
<?cs call:errors() ?>
<?cs if:Done == "stop" ?><p class="done" role="status"><?cs var:tr("It is stopped as soon as it can be.") ?></p><?cs /if ?>
<?cs if:Job.lives ?><p role="status"><b><?cs var:Job.state ?></b><?cs if:Job.runs ?> <progress max="100" value="<?cs var:Job.percent ?>"><?cs var:Job.percent ?> %</progress> <?cs
  var:Job.percent ?> % <bdi><?cs var:Job.step ?></bdi><?cs /if ?></p>
<p class="hint"><?cs var:tr("This page asks for itself again every three seconds.") ?></p><?cs /if ?>
<table class="list admin-list">
<caption class="hidden"><?cs var:Page.title ?></caption>
<tbody>
<tr><th scope="row"><?cs var:tr("File") ?></th><td><bdi><?cs var:Job.file ?></bdi></td></tr>
<tr><th scope="row"><?cs var:tr("As") ?></th><td><?cs var:Job.verb ?></td></tr><?cs if:Job.mapping ?>
<tr><th scope="row"><?cs var:tr("Mapping") ?></th><td><bdi><?cs var:Job.mapping ?></bdi></td></tr><?cs /if ?><?cs if:Job.kind ?>
<tr><th scope="row"><?cs var:tr("Kind") ?></th><td><?cs var:Job.kind ?></td></tr><?cs /if ?><?cs if:Job.board ?>
<tr><th scope="row"><?cs var:tr("Board") ?></th><td><?cs var:Job.board ?></td></tr><?cs /if ?><?cs if:Job.allow_shrink ?>
<tr><th scope="row"><?cs var:tr("It may leave less than half of what there is") ?></th><td><?cs var:tr("yes") ?></td></tr><?cs /if ?>
<tr><th scope="row"><?cs var:tr("State") ?></th><td><?cs var:Job.state ?></td></tr>
<tr><th scope="row"><?cs var:tr("By") ?></th><td><bdi><?cs var:Job.by ?></bdi></td></tr>
<tr><th scope="row"><?cs var:tr("Asked for") ?></th><td><?cs call:moment(Job.created) ?></td></tr><?cs if:Job.started ?>
<tr><th scope="row"><?cs var:tr("Started") ?></th><td><?cs call:moment(Job.started) ?></td></tr><?cs /if ?><?cs if:Job.finished ?>
<tr><th scope="row"><?cs var:tr("Finished") ?></th><td><?cs call:moment(Job.finished) ?></td></tr><?cs /if ?><?cs if:Job.trial_path ?>
<tr><th scope="row"><?cs var:tr("Trial") ?></th><td><a href="<?cs var:Job.trial_path ?>"><?cs var:tr("What it said would change") ?></a></td></tr><?cs /if ?>
</tbody>
</table>
<?cs if:subcount(Result) ?><h2><?cs if:Job.trial ?><?cs var:tr("What would change") ?><?cs else ?><?cs var:tr("What changed") ?><?cs /if ?></h2>
<table class="list admin-list">
<caption class="hidden"><?cs if:Job.trial ?><?cs var:tr("What would change") ?><?cs else ?><?cs var:tr("What changed") ?><?cs /if ?></caption>
<thead><tr><th scope="col"></th><?cs each:count = Counts ?><th scope="col" class="number"><?cs var:count.title ?></th><?cs /each ?></tr></thead>
<tbody><?cs each:result = Result ?><tr><th scope="row"><?cs var:result.title ?></th><?cs each:count = result.counts ?><td class="number<?cs if:!string.length(count.number) ?> none<?cs /if ?>"><?cs
  if:string.length(count.number) ?><span class="unit"><?cs var:count.title ?></span> <?cs var:count.number ?><?cs /if ?></td><?cs /each ?></tr><?cs /each ?></tbody>
</table>
<?cs if:Job.changes ?><p><a href="<?cs var:Job.changes ?>"><?cs var:tr("See each change") ?></a></p><?cs /if ?><?cs /if ?>
<?cs if:May.import || May.stop || Job.following ?><form method="post" action="<?cs var:Job.path ?>"><?cs call:token() ?>
<?cs if:May.import ?><p><?cs var:tr("An import cannot be undone as a whole: what a database said before can be imported again, and entries keep their history.") ?></p>
<p class="actions"><button class="button" type="submit" name="act" value="import" id="f-act"><?cs var:tr("Import it now") ?></button> <a class="button quiet" href="/admin/imports"><?cs var:tr("Cancel") ?></a></p><?cs
elif:Job.following ?><p class="actions"><a class="button" href="<?cs var:Job.following ?>"><?cs var:tr("See its import") ?></a></p><?cs
else ?><p><?cs var:tr("A game's database stays as it was when its import is stopped; threads, comments and maps that were taken in until then stay.") ?></p>
<p class="actions"><button class="button" type="submit" name="act" value="stop" id="f-act"><?cs var:tr("Stop it") ?></button></p><?cs /if ?></form><?cs /if ?>
<h2><?cs var:tr("What it told") ?></h2>
<?cs if:subcount(Lines) ?><ol class="told"><?cs each:line = Lines ?><li><bdi><?cs var:line.text ?></bdi></li><?cs /each ?></ol>
<?cs call:pages(Pages.next, tr("Next"), Pages.first, tr("Back to the beginning")) ?><?cs
elif:Job.forgotten ?><p class="empty"><?cs var:trn("It was forgotten after %d day.|It was forgotten after %d days.|" + Job.forgotten) ?></p><?cs
else ?><p class="empty"><?cs var:tr("Nothing.") ?></p><?cs /if ?>
<?cs if:Job.unkept ?><p class="hint"><?cs var:trf("%s more were counted and not kept.|" + Job.unkept) ?></p><?cs /if ?>
</div>
<?cs include:"layout/foot.cs" ?>
