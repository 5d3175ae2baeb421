<?cs set:Page.title = tr("What moderators did") ?><?cs set:Page.unlisted = "1" ?><?cs include:"layout/head.cs" ?><?cs
include:"forum/act_lines.cs" ?>
<nav class="crumbs" aria-label="<?cs var:tr("Where this stands") ?>"><a href="/forum/"><?cs var:tr("Boards") ?></a></nav>
<h1><?cs var:tr("What moderators did") ?></h1>
<?cs if:Acts ?><?cs call:act_lines() ?><?cs else ?><p class="empty"><?cs var:tr("Nothing was moderated here yet.") ?></p><?cs /if ?>
<?cs call:pages(Next, tr("Earlier"), First, tr("Latest")) ?>
<?cs include:"layout/foot.cs" ?>
