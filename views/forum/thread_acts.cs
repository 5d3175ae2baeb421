<?cs set:Page.title = tr("What moderators did") ?><?cs set:Page.unlisted = "1" ?><?cs include:"layout/head.cs" ?><?cs
include:"talk/act_lines.cs" ?>
<nav class="crumbs" aria-label="<?cs var:tr("Where this stands") ?>"><a href="/forum/"><?cs var:tr("Boards") ?></a><?cs
if:string.length(Board.name) ?> <a href="/forum/<?cs var:Board.name ?>/"><bdi><?cs var:Board.title ?></bdi></a><?cs
/if ?> <a href="<?cs var:Thread.path ?>"><bdi><?cs var:Thread.title ?></bdi></a></nav>
<h1><?cs var:tr("What moderators did") ?></h1>
<?cs if:Acts ?><?cs call:act_lines() ?><?cs else ?><p class="empty"><?cs var:tr("Nothing was moderated here yet.") ?></p><?cs /if ?>
<?cs include:"layout/foot.cs" ?>
