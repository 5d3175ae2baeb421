<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="<?cs var:Page.language ?>">
<title><?cs var:Thread.title ?></title>
<id><?cs var:Feed.tag ?>thread:<?cs var:Thread.id ?>:comments</id>
<link rel="self" href="<?cs var:Feed.self ?>"/>
<link href="<?cs var:Page.origin ?><?cs var:Thread.path ?>"/><?cs if:Feed.next ?>
<link rel="next" href="<?cs var:Feed.next ?>"/><?cs /if ?>
<updated><?cs if:Lines.0.updated ?><?cs var:Lines.0.updated ?><?cs else ?><?cs var:Thread.created ?><?cs /if ?></updated><?cs each:line = Lines ?>
<entry>
<title><?cs var:isolated(line.author) ?>: <?cs var:isolated(Thread.title) ?></title>
<id><?cs var:Feed.tag ?>comment:<?cs var:line.id ?></id>
<link href="<?cs var:Page.origin ?>/forum/comment/<?cs var:line.id ?>"/>
<author><name><?cs var:line.author ?></name></author>
<published><?cs var:line.created ?></published>
<updated><?cs var:line.updated ?></updated>
<content type="html" xml:base="<?cs var:Page.origin ?>/"><?cs var:line.content ?></content>
</entry><?cs /each ?>
</feed>
