<?cs set:Page.title = tr("Performance") ?><?cs set:Page.unlisted = "1" ?><?cs set:Performance.here = "statement" ?><?cs
include:"layout/head.cs" ?><?cs include:"admin/frame.cs" ?><?cs include:"admin/performance_parts.cs" ?>
<div class="admin">
<?cs call:sections() ?>
<h1><?cs var:Statement.name ?></h1>
<?cs call:performance_nav() ?>
<p class="tagline"><?cs var:tr("Calls") ?>: <?cs var:Statement.calls ?> · <?cs var:tr("Each, ms") ?>: <?cs var:Statement.mean ?> · <?cs
  var:tr("Longest, ms") ?>: <?cs var:Statement.longest ?> · <?cs var:tr("Rows") ?>: <?cs var:Statement.rows ?></p>
<?cs if:string.length(Statement.text) ?><pre class="sql" translate="no"><code><?cs var:Statement.text ?></code></pre><?cs else ?><p class="empty"><?cs
  var:tr("Its text is not known.") ?></p><?cs /if ?>
<?cs if:Statement.writes ?><p><?cs var:tr("Only what reads has a plan to be shown.") ?></p><?cs else ?>
<h2><?cs var:tr("Plan") ?></h2>
<p><?cs var:tr("Asked for with the numbers of its slowest call. Texts are never kept: the letter a stands for each.") ?></p>
<?cs if:subcount(Examples) ?><ol class="examples" translate="no"><?cs each:example = Examples ?><li><code><?cs var:example.value ?></code></li><?cs /each ?></ol><?cs /if ?>
<?cs if:Statement.refused ?><p class="problem" role="status"><?cs var:tr("The server gives no plan for it; the log tells why.") ?></p><?cs /if ?>
<?cs if:subcount(Plan) ?><table class="list admin-list" translate="no">
<thead><tr><th scope="col">id</th><th scope="col">select_type</th><th scope="col">table</th><th scope="col">type</th><th scope="col">possible_keys</th><th scope="col">key</th><th scope="col">rows</th><th scope="col">Extra</th></tr></thead>
<tbody><?cs each:step = Plan ?>
<tr><td><span class="unit">id</span> <?cs var:step.id ?></td><td><span class="unit">select_type</span> <?cs var:step.select_type ?></td><td><span class="unit">table</span> <?cs
  var:step.table ?></td><td><span class="unit">type</span> <?cs var:step.type ?></td><td><span class="unit">possible_keys</span> <?cs var:step.possible_keys ?></td><td><span class="unit">key</span> <?cs
  var:step.key ?></td><td><span class="unit">rows</span> <?cs var:step.rows ?></td><td><span class="unit">Extra</span> <?cs var:step.extra ?></td></tr><?cs /each ?>
</tbody>
</table><?cs /if ?>
<form method="get" action="<?cs var:Statement.path ?>"><p class="actions"><button class="button" type="submit" name="plan" value="1"><?cs var:tr("Ask the server") ?></button></p></form><?cs /if ?>
</div>
<?cs include:"layout/foot.cs" ?>
