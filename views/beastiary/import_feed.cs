<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="<?cs var:Page.language ?>">
<title><?cs var:isolated(Site.title) ?>: <?cs var:isolated(Import.0.source) ?></title>
<id><?cs var:Feed.tag ?>import:<?cs var:Import.0.id ?>:changes</id>
<link rel="self" href="<?cs var:Feed.self ?>"/><?cs if:Feed.next ?>
<link rel="next" href="<?cs var:Feed.next ?>"/><?cs /if ?>
<link href="<?cs var:Page.origin ?>/beastiary/imports/<?cs var:Import.0.id ?>"/>
<author><name><?cs var:Site.title ?></name></author>
<updated><?cs var:Import.0.started ?></updated><?cs each:change = Changes ?>
<entry>
<title><?cs var:isolated(change.name) ?><?cs if:string.length(change.note) ?> (<?cs var:change.note ?>)<?cs /if ?></title>
<id><?cs var:Feed.tag ?>entry:<?cs var:change.entry ?>:<?cs var:change.number ?></id>
<link href="<?cs var:Page.origin ?><?cs var:change.url ?>"/>
<updated><?cs var:change.when ?></updated>
<summary><?cs var:change.what ?><?cs each:difference = change.changes ?>; <?cs var:difference.label ?>: <?cs if:string.length(difference.from) ?><?cs var:isolated(difference.from) ?><?cs else ?>–<?cs /if ?> → <?cs if:string.length(difference.to) ?><?cs var:isolated(difference.to) ?><?cs else ?>–<?cs /if ?><?cs /each ?></summary>
</entry><?cs /each ?>
</feed>
