<?cs set:Page.title = tr("Performance") ?><?cs set:Page.unlisted = "1" ?><?cs set:Performance.here = "routes" ?><?cs
include:"layout/head.cs" ?><?cs include:"admin/frame.cs" ?><?cs include:"admin/performance_parts.cs" ?>
<div class="admin">
<?cs call:sections() ?>
<h1><?cs var:Page.title ?></h1>
<?cs call:performance_nav() ?>
<?cs call:list_errors() ?>
<?cs call:host_figures() ?>
<h2><?cs var:tr("Routes") ?></h2>
<?cs call:filtered_list(tr("Routes"), tr("Nothing was asked for yet.")) ?>
<section class="sheet" aria-labelledby="workers">
<h2 id="workers"><?cs var:tr("Processes") ?></h2>
<table class="list admin-list">
<thead><tr><th scope="col"><?cs var:tr("Pool") ?></th><th scope="col"><?cs var:tr("Process") ?></th><th scope="col"><?cs
  var:tr("Started") ?></th><th scope="col" class="number"><?cs var:tr("Requests") ?></th><th scope="col" class="number"><?cs
  var:tr("Memory of its own, MB") ?></th><th scope="col"><?cs var:tr("Starts, deaths") ?></th></tr></thead>
<tbody><?cs each:pool = Pools ?><?cs if:subcount(pool.workers) == #0 ?>
<tr><td><?cs var:pool.name ?></td><td><?cs var:tr("none is there") ?></td><td class="none"></td><td class="none"></td><td class="none"></td><td><span class="unit"><?cs
  var:tr("Starts, deaths") ?></span> <?cs var:number(pool.starts) ?>, <?cs var:number(pool.deaths) ?></td></tr><?cs /if ?><?cs each:worker = pool.workers ?>
<tr><td><?cs var:pool.name ?></td><td><span class="unit"><?cs var:tr("Process") ?></span> <?cs var:worker.process ?></td><td><span class="unit"><?cs
  var:tr("Started") ?></span> <?cs call:moment(worker.started) ?></td><td class="number"><span class="unit"><?cs
  var:tr("Requests") ?></span> <?cs var:number(worker.served) ?></td><td class="number<?cs if:!worker.memory ?> none<?cs /if ?>"><?cs if:worker.memory ?><span class="unit"><?cs
  var:tr("Memory of its own, MB") ?></span> <?cs var:number(worker.memory) ?><?cs /if ?></td><td><span class="unit"><?cs
  var:tr("Starts, deaths") ?></span> <?cs var:number(pool.starts) ?>, <?cs var:number(pool.deaths) ?></td></tr><?cs /each ?><?cs /each ?>
</tbody>
</table>
</section>
</div>
<?cs include:"layout/foot.cs" ?>
