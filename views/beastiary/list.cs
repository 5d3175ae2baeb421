<?cs set:Page.broad = "1" ?><?cs include:"layout/head.cs" ?><?cs include:"beastiary/parts.cs" ?><?cs include:"beastiary/panel.cs" ?><?cs include:"talk/thread.cs" ?>
<?cs call:crumbs() ?>
<div class="hunt">
<div class="title-bar">
<h1><?cs call:kind_icon(List.icon) ?><?cs var:Page.title ?></h1>
<a class="button quiet to-filters" href="#filters"><?cs var:tr("Filters") ?></a>
</div>
<?cs if:Faults ?>
<div class="problem" role="alert">
<p><?cs if:List.typed ?><?cs var:tr("Please have another look:") ?><?cs else ?><?cs var:tr("This address asks for something that there is not:") ?><?cs /if ?></p>
<ul><?cs each:fault = Faults ?>
<li><?cs if:fault.field ?><a href="#p-<?cs var:fault.name ?>"><?cs call:field_label(fault) ?></a>:<?cs
  else ?><code dir="auto"><?cs var:fault.name ?></code><?cs /if ?> <?cs var:fault.message ?></li><?cs /each ?>
</ul><?cs if:Rows ?>
<p><?cs var:tr("This is the list without it:") ?></p><?cs /if ?>
</div>
<?cs /if ?>
<div class="results">
<?cs if:Chips && (Rows || Faults) ?><ul class="chips" aria-label="<?cs var:tr("Filtered by") ?>"><?cs each:chip = Chips ?>
<li><a href="<?cs var:chip.url ?>"><span><?cs var:chip.label ?>: <b dir="auto"><?cs var:chip.text ?></b></span> <span class="hidden"><?cs
  var:tr("Take this filter away") ?></span><span aria-hidden="true">×</span></a></li><?cs /each ?><?cs
if:subcount(Chips) > #1 ?>
<li><a class="clear" href="<?cs var:List.path ?>"><?cs var:tr("Reset all") ?></a></li><?cs /if ?>
</ul><?cs /if ?>
<?cs if:Rows ?>
<div class="found">
<p class="total"><?cs var:trf("%s in all|" + List.total) ?><?cs
if:List.sorted_by ?> · <?cs var:trf("sorted by “%s”, the last column|" + List.sorted_by) ?><?cs /if ?></p>
<?cs call:chooser() ?>
<p class="files"><a href="<?cs var:List.csv ?>" rel="nofollow">CSV</a> <a href="<?cs var:List.json ?>" rel="nofollow">JSON</a></p>
</div>
<div class="grid" tabindex="0" role="region" aria-label="<?cs var:Page.title ?>">
<table>
<thead><tr><?cs if:List.comparable ?><th scope="col" class="pick"><span class="hidden"><?cs var:tr("Compare") ?></span></th><?cs /if ?><?cs each:column = Columns ?>
<th scope="col"<?cs if:column.number ?> class="number"<?cs /if ?><?cs if:column.sort ?> aria-sort="<?cs var:column.sort ?>"<?cs
  /if ?>><?cs if:column.url ?><a href="<?cs var:column.url ?>" rel="nofollow"<?cs if:column.title != column.label ?> title="<?cs var:column.title ?>"<?cs
  /if ?>><?cs var:column.label ?></a><?cs else ?><span<?cs if:column.title != column.label ?> title="<?cs var:column.title ?>"<?cs /if ?>><?cs
  var:column.label ?></span><?cs /if ?></th><?cs /each ?></tr></thead>
<tbody><?cs each:row = Rows ?>
<tr><?cs if:List.comparable ?><td class="pick"><?cs call:compare_box(row) ?></td><?cs /if ?><th scope="row"><?cs if:row.icon ?><?cs call:entry_sign(row.sign, row.icon) ?><?cs /if ?><?cs call:entry_link(row) ?><?cs if:row.hidden ?> <span class="gone"><?cs var:tr("unused") ?></span><?cs /if ?></th><?cs
each:cell = row.cells ?><td<?cs if:cell.number ?> class="number"<?cs /if ?><?cs if:string.length(cell.title) ?> title="<?cs var:cell.title ?>"<?cs
  /if ?>><?cs var:cell.value ?></td><?cs /each ?></tr><?cs /each ?></tbody>
</table>
</div>
<?cs if:List.comparable ?><?cs call:compare_form() ?><?cs call:compare_bar() ?><?cs /if ?>
<?cs call:pages(Next, tr("Next"), First, tr("From the beginning")) ?><?cs
elif:!Faults ?><div class="empty">
<p><?cs if:First ?><?cs var:tr("There are no more.") ?> <a href="<?cs var:First ?>"><?cs var:tr("From the beginning") ?></a><?cs
  elif:Chips ?><?cs var:tr("Nothing here fits all of that.") ?><?cs
  else ?><?cs var:tr("There is nothing of this kind yet.") ?><?cs /if ?></p><?cs
if:Chips && !First ?>
<p><?cs var:tr("Without one of the filters there would be:") ?></p>
<ul class="loosen"><?cs each:chip = Chips ?>
<li><?cs if:chip.loosens ?><a href="<?cs var:chip.url ?>"><?cs else ?><span><?cs /if ?><?cs var:chip.label ?>: <bdi><?cs var:chip.text ?></bdi><?cs
  if:chip.loosens ?></a><?cs else ?></span><?cs /if ?> <b><?cs var:number(chip.total) ?></b></li><?cs /each ?>
</ul>
<p><a class="button quiet" href="<?cs var:List.path ?>"><?cs var:tr("Reset all") ?></a></p><?cs /if ?>
</div><?cs /if ?>
<?cs if:!Faults ?><p class="other"><a href="<?cs var:List.other ?>" rel="nofollow"><?cs if:List.all ?><?cs var:tr("Leave out unused and removed") ?><?cs
  else ?><?cs var:tr("Include unused and removed") ?><?cs /if ?></a></p><?cs /if ?>
</div>
<?cs call:panel() ?>
</div>
<?cs uvar:Talk.block_html ?><?cs call:thread_block() ?>
<?cs include:"layout/foot.cs" ?>
