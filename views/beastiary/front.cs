<?cs set:Page.title = tr("Database") ?><?cs set:Page.about = Site.tagline ?><?cs include:"layout/head.cs" ?><?cs include:"beastiary/parts.cs" ?><?cs include:"talk/recent.cs" ?>
<div class="welcome">
<h1><?cs if:string.length(Game.title) ?><?cs var:trf("%s database|" + Game.title) ?><?cs else ?><?cs var:tr("Database") ?><?cs /if ?></h1>
<?cs if:string.length(Site.tagline) ?><p class="tagline" dir="auto"><?cs var:Site.tagline ?></p><?cs /if ?>
<?cs if:Kinds ?><?cs call:search_box("") ?><?cs /if ?>
</div>
<?cs if:Kinds ?>
<nav class="kinds" aria-label="<?cs var:tr("Kinds of entries") ?>">
<ul><?cs each:kind = Kinds ?>
<li><a href="<?cs var:kind.url ?>"><?cs call:kind_icon(kind.icon) ?><span><?cs var:kind.label ?></span><?cs
  if:kind.count ?> <span class="count"><?cs var:number(kind.count) ?></span><?cs /if ?></a></li><?cs /each ?>
</ul>
</nav>
<div class="relations">
<section class="relation" aria-labelledby="lately">
<h2 id="lately"><?cs var:tr("What changed lately") ?></h2><?cs
if:Imports ?>
<ul class="lines"><?cs each:run = Imports ?>
<li><a href="/beastiary/imports/<?cs var:run.id ?>"><bdi><?cs var:run.source ?></bdi></a> <span class="by"><?cs
  var:trn("%d entry changed|%d entries changed|" + run.changed) ?> · <?cs call:moment(run.when) ?></span></li><?cs /each ?>
</ul><?cs /if ?><?cs
if:RecentChanges ?>
<ul class="lines"><?cs each:entry = RecentChanges ?>
<li><?cs call:entry_link(entry) ?> <span class="by"><?cs var:entry.label ?> · <?cs call:moment(entry.changed) ?></span></li><?cs /each ?>
</ul><?cs /if ?><?cs
if:Imports ?>
<p class="all"><a href="/beastiary/imports/"><?cs var:tr("All imports") ?></a></p><?cs
elif:!RecentChanges ?>
<p class="empty"><?cs var:tr("Nothing has changed yet. Whoever runs this site fills the database with the command lorehall import.") ?></p><?cs /if ?>
</section>
<?cs if:Site.forum ?><section class="relation" aria-labelledby="talked">
<h2 id="talked"><?cs var:tr("What is talked about") ?></h2><?cs
if:Talk ?><?cs call:talk_lines() ?><?cs
else ?>
<p class="empty"><?cs var:tr("Nothing was said below an entry yet. Open one and be the first.") ?></p><?cs /if ?>
</section><?cs /if ?>
</div>
<?cs else ?>
<p class="empty"><?cs var:tr("This community has no game's database yet. Whoever runs it can bring one in with the command lorehall import.") ?> <a href="/forum/"><?cs
  var:tr("To the boards") ?></a></p>
<?cs /if ?>
<?cs include:"layout/foot.cs" ?>
