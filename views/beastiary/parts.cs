<?cs # Small pieces that the beastiary's views share. After macros.cs. ?><?cs

# The way back. ?><?cs
def:crumbs() ?><nav class="crumbs" aria-label="<?cs var:tr("Where this stands") ?>"><?cs each:crumb = Crumbs ?>
<a href="<?cs var:crumb.url ?>"><bdi><?cs var:crumb.label ?></bdi></a><?cs /each ?>
</nav><?cs /def ?><?cs

# The sign of a kind. ?><?cs
def:kind_icon(icon) ?><?cs if:Static.kinds_svg ?><svg class="kind" viewBox="0 0 24 24" width="20" height="20" aria-hidden="true"><use href="<?cs
  var:Static.kinds_svg ?>#<?cs var:icon ?>"/></svg> <?cs /if ?><?cs /def ?><?cs

# The sign of an entry: its own where it has one, else its kind's. ?><?cs
def:entry_sign(sign, icon) ?><?cs if:sign && Static.items_svg ?><svg class="kind" viewBox="0 0 24 24" width="20" height="20" aria-hidden="true"><use href="<?cs
  var:Static.items_svg ?>#<?cs var:sign ?>"/></svg> <?cs else ?><?cs call:kind_icon(icon) ?><?cs /if ?><?cs /def ?><?cs

# What tells an entry from others of its name. ?><?cs
def:note(text) ?><?cs if:string.length(text) ?> <span class="note"><?cs var:text ?></span><?cs /if ?><?cs /def ?><?cs

# The same below the heading of its page. ?><?cs
def:title_note(text) ?><?cs if:string.length(text) ?>
<p class="tagline note"><?cs var:text ?></p><?cs /if ?><?cs /def ?><?cs

# Another entry: X has url, name, card. ?><?cs
def:entry_name(x) ?><?cs if:x.url ?><a href="<?cs var:x.url ?>" data-card="<?cs var:x.card ?>"><bdi><?cs var:x.name ?></bdi></a><?cs
  else ?><bdi><?cs var:x.name ?></bdi><?cs /if ?><?cs if:x.vanished ?> <span class="gone"><?cs var:tr("removed") ?></span><?cs /if ?><?cs /def ?><?cs

# The same with what tells it from others of its name: X has note, too. ?><?cs
def:entry_link(x) ?><?cs call:entry_name(x) ?><?cs call:note(x.note) ?><?cs /def ?><?cs

# Takes an entry into the comparison; static/js/compare.js makes it a switch. ?><?cs
def:compare_link(id, kind) ?><a class="button quiet" rel="nofollow" href="/beastiary/compare?ids=<?cs var:id
  ?>" data-compare="<?cs var:id ?>" data-kind="<?cs var:kind ?>" data-chosen="<?cs var:tr("Compared") ?>"><?cs var:tr("Compare") ?></a><?cs /def ?><?cs

# The same for a row of a list: X has id and name. Without scripts the boxes belong to the form below. ?><?cs
def:compare_box(x) ?><label><input type="checkbox" form="compare" name="ids" value="<?cs var:x.id ?>" data-compare="<?cs
  var:x.id ?>" data-kind="<?cs var:List.kind ?>" aria-label="<?cs var:trf("Compare %s|" + x.name) ?>"></label><?cs /def ?><?cs
def:compare_form() ?><form class="compare-chosen" id="compare" method="get" action="/beastiary/compare"><button class="button quiet" type="submit"><?cs
  var:tr("Compare what is ticked") ?></button></form><?cs /def ?><?cs

# What was chosen for the comparison, on lists and entries; shown by static/js/compare.js. ?><?cs
def:compare_bar() ?><div class="compare-bar" data-compare-bar hidden><a class="button" rel="nofollow" href="/beastiary/compare" data-label="<?cs
  var:tr("Compare (%d)") ?>"></a> <button class="button quiet" type="button"><?cs var:tr("Reset") ?></button></div><?cs /def ?><?cs

# The groups of an entry's fields, as definition lists that become columns where there is room. ?><?cs
def:entry_fields() ?><?cs each:group = Groups ?>
<?cs if:string.length(group.label) ?><section class="group">
<h2><?cs var:group.label ?></h2><?cs else ?><div class="group"><?cs /if ?>
<?cs if:group.fields ?><dl class="facts"><?cs each:field = group.fields ?>
<div<?cs if:field.long ?> class="long"<?cs /if ?>><dt><?cs call:field_label(field) ?></dt><dd><?cs if:field.url ?><a href="<?cs
  var:field.url ?>"><?cs var:field.value ?></a><?cs else ?><?cs var:field.value ?><?cs /if ?></dd></div><?cs /each ?>
</dl><?cs /if ?><?cs
if:group.flags ?>
<ul class="flags"><?cs each:flag = group.flags ?>
<li><?cs call:field_label(flag) ?></li><?cs /each ?>
</ul><?cs /if ?>
<?cs if:string.length(group.label) ?></section><?cs else ?></div><?cs /if ?><?cs /each ?><?cs /def ?><?cs

# What a revision changed, field by field. ?><?cs
def:changes(x) ?><?cs if:x.changes ?>
<ul class="changes"><?cs each:change = x.changes ?>
<li><b><?cs var:change.label ?></b> <?cs if:string.length(change.from) ?><del dir="auto"><?cs var:change.from ?></del><?cs /if ?><?cs
  if:string.length(change.from) && string.length(change.to) ?> <span aria-hidden="true">→</span> <?cs /if ?><?cs if:string.length(change.to) ?><ins dir="auto"><?cs var:change.to ?></ins><?cs /if ?></li><?cs /each ?><?cs
if:x.more ?>
<li class="quiet"><?cs var:trn("and %d more|and %d more|" + x.more) ?></li><?cs /if ?>
</ul><?cs /if ?><?cs /def ?><?cs

# When it was, by whom or by which import, and why. ?><?cs
def:revision_line(x) ?><?cs var:x.what ?><?cs if:string.length(x.who) ?> · <bdi><?cs var:x.who ?></bdi><?cs /if ?><?cs
  if:x.import ?> · <a href="/beastiary/imports/<?cs var:x.import ?>"><?cs var:trf("import %s|" + x.import) ?></a><?cs /if ?> · <?cs call:moment(x.when) ?><?cs /def ?>
