<?cs # What all pages of the administration have around them, and how they show lists. ?><?cs

def:sections() ?><nav class="admin-nav" aria-label="<?cs var:tr("Administration") ?>">
<ul><?cs each:section = Sections ?>
<li><a href="<?cs var:section.path ?>"<?cs if:section.here ?> aria-current="page"<?cs /if ?>><?cs var:section.title ?></a></li><?cs /each ?>
</ul>
</nav>
<?cs /def ?><?cs

# A list as cgi/admin/list.h gives it: NONE is what is said where it is empty. With List.choice each row can be ticked for
the form of that name. ?><?cs
def:list_empty(none) ?><p class="empty"><?cs if:List.filtered ?><?cs var:tr("Nothing fits these filters.") ?><?cs else ?><?cs var:none ?><?cs /if ?></p><?cs /def ?><?cs

def:list_pages() ?>
<?cs call:pages(List.next, tr("Next"), List.first, tr("Back to the beginning")) ?>
<?cs if:subcount(List.rows) ?><p class="actions"><a class="button quiet" href="<?cs var:List.csv ?>"><?cs var:tr("Download as CSV") ?></a></p><?cs /if ?><?cs /def ?><?cs

def:rows(caption, none) ?><?cs if:subcount(List.rows) == #0 ?>
<?cs call:list_empty(none) ?><?cs else ?>
<table class="list admin-list">
<caption class="hidden"><?cs var:caption ?></caption>
<thead><tr><?cs if:List.choice ?><th scope="col"><span class="hidden"><?cs var:tr("Selected") ?></span></th><?cs /if ?><?cs each:column = List.columns ?><th scope="col"<?cs if:column.sorted ?> aria-sort="<?cs
  if:List.descending ?>descending<?cs else ?>ascending<?cs /if ?>"<?cs /if ?>><?cs
  if:column.address ?><a href="<?cs var:column.address ?>"><?cs var:column.title ?></a><?cs else ?><?cs var:column.title ?><?cs /if ?></th><?cs /each ?></tr></thead>
<tbody><?cs each:row = List.rows ?>
<tr><?cs if:List.choice ?><td class="tick"><input type="checkbox" form="<?cs var:List.choice ?>" name="id" value="<?cs var:row.key ?>" aria-label="<?cs
  var:trf("Select number %s|" + row.key) ?>"></td><?cs /if ?><?cs each:cell = row.cells ?><?cs if:string.length(cell.text) ?><td<?cs if:cell.number ?> class="number"<?cs /if ?>><span class="unit"><?cs
  var:cell.title ?></span> <?cs if:cell.time ?><?cs call:moment(cell.text) ?><?cs elif:cell.path ?><a href="<?cs var:cell.path ?>"><bdi><?cs
  var:cell.text ?></bdi></a><?cs else ?><bdi><?cs var:cell.text ?></bdi><?cs /if ?></td><?cs else ?><td class="none"></td><?cs /if ?><?cs /each ?></tr><?cs /each ?>
</tbody>
</table><?cs /if ?>
<?cs call:list_pages() ?>
<?cs /def ?><?cs

# The orders of a list, which on a phone no titles of columns lead to; and what a form of filters ends with. ?><?cs
def:filter_order() ?><?cs if:subcount(List.orders) > #1 ?><p class="field"><label for="f-sort"><?cs var:tr("Order") ?></label>
<select id="f-sort" name="sort"><?cs each:order = List.orders ?><option value="<?cs var:order.name ?>"<?cs if:order.chosen ?> selected<?cs /if ?>><?cs
  var:order.title ?></option><?cs /each ?></select></p>
<?cs /if ?><?cs /def ?><?cs

def:filter_actions() ?><?cs call:filter_order() ?><p class="actions"><button class="button" type="submit"><?cs var:tr("Apply") ?></button><?cs
  if:List.filtered ?> <a class="button quiet" href="<?cs var:List.path ?>"><?cs var:tr("Reset") ?></a><?cs /if ?></p><?cs /def ?><?cs

# A list with its filters, as list_choose and list_account offer them, and what is wrong with them. ?><?cs
def:list_errors() ?><?cs each:filter = Filters ?><?cs set:Label[filter.name] = filter.title ?><?cs /each ?><?cs call:errors() ?><?cs /def ?><?cs

def:filter_form() ?><?cs if:subcount(Filters) ?>
<form class="filters" method="get" action="<?cs var:List.path ?>">
<?cs each:filter = Filters ?><?cs if:subcount(filter.choices) ?><p class="field"><label for="f-<?cs var:filter.name ?>"><?cs var:filter.title ?></label>
<select id="f-<?cs var:filter.name ?>" name="<?cs var:filter.name ?>"><?cs each:choice = filter.choices ?><option value="<?cs var:choice.name ?>"<?cs
  if:choice.chosen ?> selected<?cs /if ?>><?cs var:choice.title ?></option><?cs /each ?></select></p>
<?cs else ?><?cs call:line(filter.name, filter.title, "text", filter.value, "off", "") ?><?cs /if ?><?cs /each ?><?cs call:filter_actions() ?>
</form><?cs /if ?><?cs /def ?><?cs

def:filtered_list(caption, none) ?><?cs call:filter_form() ?>
<?cs if:!Errors ?><?cs call:rows(caption, none) ?><?cs /if ?>
<?cs /def ?><?cs

# A chart as cgi/admin/bars.h draws it. ?><?cs
def:chart(chart) ?><figure class="chart">
<figcaption><?cs var:chart.title ?></figcaption>
<?cs if:subcount(chart.bars) ?><div class="plot"><span class="most"><?cs var:chart.max ?></span>
<svg viewBox="0 0 600 120" preserveAspectRatio="none" role="img" aria-labelledby="<?cs var:chart.name ?>-t <?cs var:chart.name ?>-d">
<title id="<?cs var:chart.name ?>-t"><?cs var:chart.title ?></title><desc id="<?cs var:chart.name ?>-d"><?cs var:chart.summary ?></desc>
<path class="ground" d="M0 119.5H600"/><?cs each:bar = chart.bars ?><?cs if:bar.drawn ?><rect x="<?cs var:bar.x ?>" y="<?cs var:bar.y ?>" width="<?cs
  var:bar.width ?>" height="<?cs var:bar.height ?>"><title><?cs var:bar.label ?>: <?cs var:bar.value ?></title></rect><?cs /if ?><?cs /each ?>
</svg>
<p class="axis"><span><?cs var:chart.first ?></span> <span><?cs var:chart.last ?></span></p></div>
<p class="summary"><?cs var:chart.summary ?></p>
<details><summary><?cs var:tr("As a table") ?></summary>
<table class="list"><thead><tr><th scope="col"><?cs var:chart.labels ?></th><th scope="col" class="number"><?cs var:chart.values ?></th></tr></thead>
<tbody><?cs each:bar = chart.bars ?><tr><td><?cs var:bar.label ?></td><td class="number"><?cs var:bar.value ?></td></tr><?cs /each ?></tbody></table>
</details><?cs else ?><p class="empty"><?cs var:tr("Nothing was counted yet.") ?></p><?cs /if ?>
</figure><?cs /def ?>
