<?cs # What is known of an entry: kept by the cache and given to every reader, so nothing in it may depend
on who asks. ?><?cs include:"macros.cs" ?><?cs include:"beastiary/parts.cs" ?><?cs

# The rows of a relation's table. Where it is folded, its second part has the heads for listeners only. ?><?cs
def:relation_rows(table, rows, inner) ?>
<table class="list related"<?cs if:inner ?> aria-labelledby="r-<?cs var:table.name ?>"<?cs
  else ?> aria-labelledby="r-<?cs var:table.name ?>"<?cs /if ?>>
<thead<?cs if:inner || !table.columns ?> class="hidden"<?cs /if ?>><tr><th scope="col"><?cs
  var:table.kind ?></th><?cs each:column = table.columns ?><th scope="col"<?cs if:column.number ?> class="number"<?cs
  /if ?>><?cs var:column.label ?></th><?cs /each ?></tr></thead>
<tbody><?cs each:row = rows ?>
<tr><td class="what"><?cs call:entry_link(row) ?></td><?cs each:cell = row.cells ?><td<?cs
  if:cell.number ?> class="number"<?cs /if ?>><?cs if:string.length(cell.value) ?><span class="unit"><?cs var:cell.label ?></span> <bdi><?cs
  var:cell.value ?></bdi><?cs /if ?></td><?cs /each ?></tr><?cs /each ?>
</tbody>
</table><?cs /def ?><?cs

def:relation(table) ?>
<section class="relation<?cs if:subcount(table.columns) > #2 ?> broad<?cs /if ?>" id="<?cs var:table.name ?>">
<h2 id="r-<?cs var:table.name ?>"><?cs call:kind_icon(table.icon) ?><?cs var:table.label ?> <span class="count"><?cs var:number(table.total) ?></span></h2><?cs
call:relation_rows(table, table.rows, "") ?><?cs
if:table.folded ?>
<details class="rest"><summary><?cs var:trn("%d more|%d more|" + table.more) ?></summary><?cs call:relation_rows(table, table.folded, "1") ?>
</details><?cs /if ?><?cs
if:table.all ?>
<p class="all"><a href="<?cs var:table.all ?>"><?cs var:trf("All %s in a list|" + table.total) ?></a></p><?cs /if ?>
</section><?cs /def ?><?cs

# A group of spots: who takes turns there, where, and how long it takes. ?><?cs
def:turns(map, group) ?>
<tr><td class="what"><?cs each:member = group.members ?>
<span class="member"><?cs if:member.here ?><b dir="auto"><?cs var:member.name ?></b><?cs call:note(member.note) ?><?cs else ?><?cs call:entry_link(member) ?><?cs /if ?> <span class="chance"><?cs
  var:member.chance ?></span></span><?cs /each ?></td>
<td class="spots"><span class="unit"><?cs var:map.axes ?></span><?cs each:spot = group.spots ?> <span><?cs var:spot.at ?></span><?cs /each ?><?cs
  if:group.more ?> <?cs var:trn("and %d more|and %d more|" + group.more) ?><?cs /if ?></td>
<td><?cs if:group.respawn ?><span class="unit"><?cs var:tr("Respawn") ?></span> <?cs var:group.respawn ?><?cs
  if:group.respawn_max ?> – <?cs var:group.respawn_max ?><?cs /if ?><?cs if:group.variance ?> ± <?cs var:group.variance ?><?cs /if ?><?cs /if ?></td></tr><?cs /def ?><?cs

# One map's groups. Where it is folded, its second part has the heads for listeners only. ?><?cs
def:spawn_table(map, groups, inner) ?>
<table class="list related">
<thead<?cs if:inner ?> class="hidden"<?cs /if ?>><tr><th scope="col"><?cs var:tr("Spawn group (placeholders)") ?></th><th scope="col"><?cs
  var:map.axes ?></th><th scope="col"><?cs var:tr("Respawn") ?></th></tr></thead>
<tbody><?cs each:group = groups ?><?cs call:turns(map, group) ?><?cs /each ?>
</tbody>
</table><?cs /def ?><?cs

def:map_of(map) ?>
<section class="relation broad">
<h3><?cs call:entry_link(map) ?> <span class="count"><?cs var:trn("%d spot|%d spots|" + map.spots) ?></span><?cs
if:map.url ?> <a class="to-map" href="<?cs var:map.url ?>/map?show=<?cs var:Entry.id ?>"><?cs var:tr("Map") ?></a><?cs /if ?></h3>
<?cs call:spawn_table(map, map.groups, "") ?><?cs if:map.folded ?>
<details class="rest"><summary><?cs var:trn("%d more|%d more|" + map.more_groups) ?></summary><?cs call:spawn_table(map, map.folded, "1") ?>
</details><?cs /if ?>
</section><?cs /def ?><?cs

# The zones that it stands in, the rest of many folded. ?><?cs
def:where() ?>
<section class="where" aria-labelledby="where">
<h2 id="where" class="part"><?cs var:tr("Found in") ?> <span class="count"><?cs var:number(Places.count) ?></span></h2>
<div class="relations"><?cs each:map = Maps ?><?cs call:map_of(map) ?><?cs /each ?>
</div><?cs if:FoldedMaps ?>
<details class="rest"><summary><?cs var:trn("%d more|%d more|" + Places.more) ?></summary>
<div class="relations"><?cs each:map = FoldedMaps ?><?cs call:map_of(map) ?><?cs /each ?>
</div>
</details><?cs /if ?>
</section><?cs /def ?><?cs

# Of what a recipe gives back, how much that is. ?><?cs
def:given_back(thing) ?><?cs if:thing.kept && thing.kept == thing.count ?> <span class="gone"><?cs
  var:tr("not used up") ?></span><?cs elif:thing.kept ?> <span class="gone"><?cs
  var:trf("%s of it not used up|" + thing.kept) ?></span><?cs /if ?><?cs /def ?><?cs

# A recipe down to what is bought or found, and what that comes to. ?><?cs
def:recipe() ?>
<div class="relations">
<section class="relation">
<h2><?cs var:tr("Step by step") ?></h2>
<ul class="tree"><?cs each:line = Tree ?>
<li><b class="times"><?cs var:number(line.count) ?> ×</b> <?cs call:entry_link(line) ?><?cs call:given_back(line) ?><?cs
if:line.again ?> <span class="gone"><?cs var:tr("see above") ?></span><?cs elif:line.made_url ?> <a class="made" href="<?cs var:line.made_url ?>"><?cs
  var:tr("recipe") ?></a><?cs /if ?><?cs
if:line.opens ?><ul><?cs else ?></li><?cs /if ?><?cs if:line.closes ?><?cs loop:i = #1, line.closes, #1 ?></ul></li><?cs /loop ?><?cs /if ?><?cs /each ?>
</ul>
</section>
<section class="relation">
<h2><?cs var:tr("Shopping list") ?></h2>
<ul class="tree shopping"><?cs each:thing = Shopping ?>
<li><b class="times"><?cs var:number(thing.count) ?> ×</b> <?cs call:entry_link(thing) ?><?cs call:given_back(thing) ?></li><?cs /each ?>
</ul>
</section>
</div><?cs /def ?><?cs

# Leads to a list of what does better in the same place. ?><?cs
def:better() ?>
<details class="better"><summary><?cs var:tr("Find upgrades") ?></summary>
<form method="get" action="<?cs var:Better.action ?>"><?cs each:field = Better.fields ?>
<p class="field"><label for="b-<?cs var:field.name ?>"><?cs var:field.label ?></label>
<select id="b-<?cs var:field.name ?>" name="<?cs var:field.name ?>"><?cs each:option = field.options ?>
<option value="<?cs var:option.value ?>"><?cs var:option.label ?></option><?cs /each ?>
</select></p><?cs /each ?>
<p class="field"><label for="b-sort"><?cs var:tr("Best by") ?></label>
<select id="b-sort" name="sort"><?cs each:option = Better.sorts ?>
<option value="<?cs var:option.value ?>"><?cs var:option.label ?></option><?cs /each ?>
</select></p>
<p class="actions"><button class="button quiet" type="submit"><?cs var:tr("Show upgrades") ?></button></p>
</form>
</details><?cs /def ?><?cs

# ---- the page ---- ?><nav class="crumbs" aria-label="<?cs var:tr("Where this stands") ?>"><a href="/beastiary/"><?cs var:tr("Database")
  ?></a> <a href="<?cs var:Entry.list ?>"><bdi><?cs var:Entry.plural ?></bdi></a></nav>
<div class="title-bar">
<div>
<h1><?cs call:entry_sign(Entry.sign, Entry.icon) ?><bdi><?cs var:Entry.name ?></bdi></h1><?cs call:title_note(Entry.note) ?>
</div>
<p class="entry-actions"><?cs if:Entry.map ?><a class="button" href="<?cs var:Entry.map ?>"><?cs var:tr("Map") ?></a> <?cs /if ?><?cs
  if:Entry.comparable ?><?cs call:compare_link(Entry.id, Entry.kind) ?><?cs /if ?></p>
</div>
<p class="notice" data-changed="<?cs var:Entry.journal ?>" hidden><?cs var:tr("This entry has changed.") ?> <a href="<?cs
  var:Entry.path ?>"><?cs var:tr("Load this page again") ?></a></p><?cs
if:Entry.vanished ?>
<p class="notice"><?cs var:tr("Removed from the game. Its page stays for what was said about it.") ?></p><?cs
elif:Entry.hidden ?>
<p class="notice"><?cs var:tr("Unused: players do not meet it in the game. Lists leave it out.") ?></p><?cs /if ?>
<?cs if:Places.first ?><?cs call:where() ?><?cs /if ?>
<div class="entry"><?cs call:entry_fields() ?><?cs if:!Groups ?>
<p class="empty"><?cs var:tr("Nothing more is known about it yet. Say what you know below.") ?></p><?cs /if ?>
</div><?cs
if:Entry.drawn ?>
<p class="map-small"><a href="<?cs var:Entry.map ?>"><img src="<?cs var:Entry.map ?>.svg" width="640" height="288" loading="lazy" alt="<?cs
  var:tr("Map") ?>"></a></p><?cs /if ?><?cs
if:Better.action ?><?cs call:better() ?><?cs /if ?><?cs
if:Tree ?><?cs call:recipe() ?><?cs /if ?><?cs
if:Relations ?>
<div class="relations"><?cs each:table = Relations ?><?cs call:relation(table) ?><?cs /each ?>
</div><?cs /if ?><?cs
if:Places.count && !Places.first ?><?cs call:where() ?><?cs /if ?>
<p class="last-change"><a href="<?cs var:Entry.path ?>/history"><?cs
  var:trn("History (%d revision)|History (%d revisions)|" + Entry.revision) ?></a> · <?cs var:tr("last change:") ?> <?cs call:moment(Entry.changed) ?></p>
