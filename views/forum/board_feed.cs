<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="<?cs var:Page.language ?>">
<title><?cs var:isolated(Site.title) ?>: <?cs var:isolated(Board.title) ?></title>
<?cs if:string.length(Board.description) ?><subtitle><?cs var:Board.description ?></subtitle>
<?cs /if ?><id><?cs var:Feed.tag ?>board:<?cs var:Board.id ?></id>
<link rel="self" href="<?cs var:Feed.self ?>"/>
<link href="<?cs var:Page.origin ?>/forum/<?cs var:Board.name ?>/"/><?cs if:Feed.next ?>
<link rel="next" href="<?cs var:Feed.next ?>"/><?cs /if ?>
<updated><?cs if:Lines.0.updated ?><?cs var:Lines.0.updated ?><?cs else ?>1970-01-01T00:00:00Z<?cs /if ?></updated><?cs each:line = Lines ?>
<entry>
<title><?cs var:line.title ?></title>
<id><?cs var:Feed.tag ?>thread:<?cs var:line.id ?></id>
<link href="<?cs var:Page.origin ?>/forum/thread/<?cs var:line.id ?>"/>
<author><name><?cs var:line.author ?></name></author>
<published><?cs var:line.created ?></published>
<updated><?cs var:line.updated ?></updated><?cs if:line.content ?>
<content type="html" xml:base="<?cs var:Page.origin ?>/"><?cs var:line.content ?></content><?cs /if ?>
</entry><?cs /each ?>
</feed>
