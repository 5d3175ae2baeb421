<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="<?cs var:Page.language ?>">
<title><?cs var:isolated(Site.title) ?>: <?cs var:trf("Imports of %s|" + Game.title) ?></title>
<id><?cs var:Feed.tag ?><?cs var:Site.game ?>:imports</id>
<link rel="self" href="<?cs var:Feed.self ?>"/><?cs if:Feed.next ?>
<link rel="next" href="<?cs var:Feed.next ?>"/><?cs /if ?>
<link href="<?cs var:Page.origin ?>/beastiary/imports/"/>
<author><name><?cs var:Site.title ?></name></author>
<updated><?cs if:Imports.0.started ?><?cs var:Imports.0.started ?><?cs else ?>1970-01-01T00:00:00Z<?cs /if ?></updated><?cs each:run = Imports ?>
<entry>
<title><?cs var:run.source ?></title>
<id><?cs var:Feed.tag ?>import:<?cs var:run.id ?></id>
<link href="<?cs var:Page.origin ?>/beastiary/imports/<?cs var:run.id ?>"/>
<updated><?cs if:run.finished ?><?cs var:run.finished ?><?cs else ?><?cs var:run.started ?><?cs /if ?></updated>
<summary><?cs var:trn("%d added|%d added|" + run.added) ?>, <?cs var:trn("%d changed|%d changed|" + run.changed) ?>, <?cs
  var:trn("%d removed|%d removed|" + run.vanished) ?></summary>
</entry><?cs /each ?>
</feed>
