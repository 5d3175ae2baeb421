<?cs # What the pages of performance share. ?><?cs

def:performance_nav() ?><nav class="tabs" aria-label="<?cs var:tr("Performance") ?>">
<a href="/admin/performance"<?cs if:Performance.here == "routes" ?> aria-current="page"<?cs /if ?>><?cs var:tr("Host and routes") ?></a>
<a href="/admin/performance/slow"<?cs if:Performance.here == "slow" ?> aria-current="page"<?cs /if ?>><?cs var:tr("Slowest requests") ?></a>
<a href="/admin/performance/statements"<?cs if:Performance.here == "statements" ?> aria-current="page"<?cs /if ?>><?cs var:tr("Statements") ?></a>
</nav><?cs /def ?><?cs

def:since(path) ?><form class="filters" method="get" action="<?cs var:path ?>">
<p class="field"><label for="f-since"><?cs var:tr("Counted") ?></label>
<select id="f-since" name="since"><option value="hour"><?cs var:tr("in this hour and the one before") ?></option><option value="start"<?cs
  if:Form.since == "start" ?> selected<?cs /if ?>><?cs var:tr("since the start") ?></option></select></p>
<p class="actions"><button class="button" type="submit"><?cs var:tr("Apply") ?></button></p>
</form><?cs /def ?><?cs

def:host_figures() ?><ul class="figures"><?cs each:figure = Figures ?>
<li><b><?cs var:figure.value ?></b> <span><?cs var:figure.title ?></span><?cs if:figure.note ?> <small><?cs var:figure.note ?></small><?cs /if ?></li><?cs /each ?>
</ul><?cs /def ?><?cs

def:slow_requests() ?><?cs if:subcount(Slow) ?><ol class="slow"><?cs each:slow = Slow ?>
<li><details><summary><b><?cs var:slow.took ?> ms</b> <bdi><?cs var:slow.route ?></bdi><?cs if:string.length(slow.numbers) ?> <span class="unit"><?cs
  var:slow.numbers ?></span><?cs /if ?> · <?cs call:moment(slow.answered) ?></summary>
<p><?cs var:trf("Status %s|" + slow.status) ?> · <?cs if:slow.guest ?><?cs var:tr("a guest") ?><?cs else ?><?cs var:tr("somebody logged in") ?><?cs /if ?> · <?cs
  var:trf("waited %s ms for the database|" + slow.waited) ?> · <?cs var:trn("%d query|%d queries|" + slow.queries) ?> · <?cs
  var:trf("found in the cache: %s|" + slow.hits) ?> · <?cs var:trf("not found: %s|" + slow.misses) ?><?cs
  if:string.length(slow.id) ?> · <?cs var:trf("%s in the log|" + slow.id) ?><?cs /if ?><?cs
  if:slow.path && Performance.here == "slow" ?> · <a href="<?cs var:slow.path ?>"><?cs var:tr("This route") ?></a><?cs /if ?></p>
<?cs if:subcount(slow.runs) ?><table class="list admin-list">
<caption class="hidden"><?cs var:tr("Statements") ?></caption>
<thead><tr><th scope="col"><?cs var:tr("Statement") ?></th><th scope="col" class="number"><?cs var:tr("Calls") ?></th><th scope="col" class="number"><?cs
  var:tr("Time in all, ms") ?></th><th scope="col" class="number"><?cs var:tr("Rows") ?></th></tr></thead>
<tbody><?cs each:run = slow.runs ?><tr><td><?cs if:run.path ?><a href="<?cs var:run.path ?>"><?cs var:run.name ?></a><?cs else ?><?cs var:run.name ?><?cs /if ?></td><td class="number"><span class="unit"><?cs
  var:tr("Calls") ?></span> <?cs var:run.calls ?></td><td class="number"><span class="unit"><?cs var:tr("Time in all, ms") ?></span> <?cs var:run.took ?></td><td class="number"><span class="unit"><?cs
  var:tr("Rows") ?></span> <?cs var:run.rows ?></td></tr><?cs /each ?></tbody>
</table><?cs else ?><p class="empty"><?cs var:tr("It asked nothing of the database.") ?></p><?cs /if ?></details></li><?cs /each ?>
</ol><?cs else ?><p class="empty"><?cs var:tr("Nothing was slow in the last day.") ?></p><?cs /if ?><?cs /def ?>
