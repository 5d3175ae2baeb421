<?cs set:Page.title = tr("What moderators did") ?><?cs set:Page.unlisted = "1" ?><?cs include:"layout/head.cs" ?><?cs
include:"admin/frame.cs" ?><?cs include:"talk/act_lines.cs" ?>
<div class="admin">
<?cs call:sections() ?>
<h1><?cs var:Page.title ?></h1>
<?cs if:Acts ?><?cs call:act_lines() ?><?cs else ?><p class="empty"><?cs var:tr("Nothing was moderated here yet.") ?></p><?cs /if ?>
<?cs call:pages(Next, tr("Earlier"), First, tr("Latest")) ?>
</div>
<?cs include:"layout/foot.cs" ?>
