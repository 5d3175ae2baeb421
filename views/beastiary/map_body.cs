<?cs # The map of a zone: kept by the cache and given to every reader, so nothing in it may depend on who
asks. ?><?cs include:"macros.cs" ?><?cs include:"beastiary/parts.cs" ?><?cs

# What a dot says: who takes turns there, where, and how long it takes. ?><?cs
def:dot_title(dot) ?><title><?cs each:member = dot.members ?><?cs if:!first(member) ?>, <?cs /if ?><?cs var:isolated(member.name) ?><?cs
  if:string.length(member.note) ?> · <?cs var:member.note ?><?cs /if ?><?cs if:member.chance ?> (<?cs var:member.chance ?>)<?cs /if ?><?cs /each ?><?cs if:dot.more ?> <?cs var:trn("and %d more|and %d more|" + dot.more)
  ?><?cs /if ?> · <?cs var:dot.spot ?><?cs if:dot.respawn ?> · <?cs var:tr("Respawn") ?> <?cs var:dot.respawn ?><?cs
  if:dot.variance ?> ± <?cs var:dot.variance ?><?cs /if ?><?cs /if ?></title><?cs /def ?><?cs

def:dot(dot) ?>
<a href="<?cs var:dot.url ?>" tabindex="-1" class="dot<?cs if:dot.marked ?> marked<?cs /if ?><?cs if:dot.shown ?> shown<?cs
  /if ?>" data-ids="<?cs var:dot.ids ?>"><?cs call:dot_title(dot) ?><path class="rim" d="M<?cs var:dot.x ?> <?cs var:dot.y ?>h0"/><path d="M<?cs
  var:dot.x ?> <?cs var:dot.y ?>h0"/></a><?cs /def ?><?cs

def:picture() ?>
<svg class="map<?cs if:Map.chosen ?> chosen<?cs /if ?>" viewBox="<?cs var:Map.view ?>" role="group" aria-label="<?cs
  var:trf("Map of %s|" + Map.name) ?>" data-map data-axes="<?cs if:Map.inverted ?>inverted<?cs else ?>plain<?cs /if ?>"><?cs each:stroke = Strokes ?>
<path class="stroke <?cs var:stroke.pen ?>" d="<?cs var:stroke.path ?>"/><?cs /each ?>
<g class="dots"><?cs each:dot = Dots ?><?cs call:dot(dot) ?><?cs /each ?>
</g>
<g font-size="<?cs var:Map.letter ?>"><g class="labels"><?cs each:label = Labels ?>
<text x="<?cs var:label.x ?>" y="<?cs var:label.y ?>" text-anchor="<?cs var:label.anchor ?>"<?cs if:label.later ?> class="later"<?cs
  /if ?>><?cs var:label.text ?></text><?cs /each ?>
</g></g>
</svg><?cs /def ?><?cs

# Who is on the map; the sign before a name shows where. ?><?cs
def:who() ?>
<ul class="who" data-who><?cs each:one = Who ?>
<li<?cs if:one.shown ?> class="shown"<?cs /if ?>><a class="find" rel="nofollow" href="<?cs if:one.shown ?><?cs var:Map.path ?><?cs else ?>?show=<?cs
  var:one.id ?><?cs /if ?>" data-show="<?cs var:one.id ?>"<?cs if:one.shown ?> aria-current="true"<?cs /if ?>><span class="hidden"><?cs
  var:trf("Show %s on the map|" + one.name) ?></span><svg viewBox="0 0 24 24" width="20" height="20" aria-hidden="true"><path d="M12 21s7-6.5 7-12a7 7 0 0 0-14 0c0 5.5 7 12 7 12z"/><circle cx="12" cy="9" r="2.5"/></svg></a> <span class="name"><?cs
  call:entry_name(one) ?><?cs if:one.marked ?> <span class="named" title="<?cs var:tr("Stands out on the map") ?>">◆</span><?cs /if ?></span><?cs call:note(one.note) ?> <span class="count"><?cs
  var:one.spots ?></span></li><?cs /each ?>
</ul><?cs /def ?><nav class="crumbs" aria-label="<?cs var:tr("Where this stands") ?>"><a href="/beastiary/"><?cs var:tr("Database")
  ?></a> <a href="<?cs var:Map.list ?>"><bdi><?cs var:Map.kind ?></bdi></a> <a href="<?cs var:Map.zone ?>"><bdi><?cs var:Map.name ?></bdi></a></nav>
<h1><?cs call:kind_icon(Map.icon) ?><?cs var:trf("Map of %s|" + Map.name) ?></h1><?cs call:title_note(Map.note) ?><?cs
if:!Map.view ?>
<p class="empty"><?cs var:tr("Nobody has drawn this map yet, and nothing is known to stand here. Say below what you have seen, with your coordinates.") ?></p><?cs
else ?>
<div class="map-page">
<figure class="map-box" data-map-box>
<p class="map-shown" data-map-shown<?cs if:!Map.shown ?> hidden<?cs /if ?>><?cs var:tr("Showing:") ?> <b dir="auto" data-shown-name><?cs
  var:Map.shown ?></b><span class="note" data-shown-note><?cs if:Map.shown_note ?> <?cs var:Map.shown_note ?><?cs /if ?></span> <a class="away" href="<?cs var:Map.path ?>" aria-label="<?cs
  var:tr("Show everybody again") ?>">×</a></p>
<p class="map-tools" data-map-tools><button type="button" class="button quiet" data-zoom="in" aria-label="<?cs var:tr("Nearer") ?>">+</button><button type="button" class="button quiet" data-zoom="out" aria-label="<?cs
  var:tr("Farther") ?>">−</button><button type="button" class="button quiet" data-zoom="all"><?cs var:tr("Whole map") ?></button> <output aria-hidden="true" data-map-at></output></p><?cs
call:picture() ?>
<figcaption><?cs if:Map.named ?><span class="legend"><span class="named" aria-hidden="true">●</span> <?cs var:tr("Named") ?></span> <?cs
if:Map.common ?><span class="legend"><span class="common" aria-hidden="true">●</span> <?cs var:tr("Others") ?></span> <?cs /if ?><?cs /if ?><span><?cs if:Map.inverted ?><?cs
  var:tr("Coordinates are Y, X, Z as /loc tells them: Y grows to the north, X to the west.") ?><?cs else ?><?cs
  var:tr("Coordinates are X, Y, Z: X grows to the east, Y to the south.") ?><?cs /if ?></span></figcaption>
</figure>
<section class="map-side" aria-labelledby="who">
<h2 id="who"><?cs var:tr("Who is here") ?></h2>
<form class="map-search" method="get" action="<?cs var:Map.path ?>" data-map-search>
<label class="hidden" for="map-q"><?cs var:tr("Part of a name") ?></label>
<input id="map-q" dir="auto" name="q" type="search" maxlength="100" value="<?cs var:Map.q ?>" placeholder="<?cs var:tr("Part of a name") ?>" autocomplete="off">
<button class="button" type="submit"><?cs var:tr("Search") ?></button>
</form><?cs if:Map.chosen ?>
<p class="all"><a href="<?cs var:Map.path ?>"><?cs var:tr("Show everybody again") ?></a></p><?cs /if ?><?cs
if:Who ?><?cs call:who() ?><?cs
elif:string.length(Map.q) ?>
<p class="empty"><?cs var:trf("Nobody here is called anything like “%s”.|" + Map.q) ?></p><?cs
else ?>
<p class="empty"><?cs var:tr("Nothing is known to stand here.") ?></p><?cs /if ?>
</section>
</div><?cs /if ?>
