<?cs set:Page.title = tr("Invitations") ?><?cs set:Page.unlisted = "1" ?><?cs include:"layout/head.cs" ?><?cs include:"admin/frame.cs" ?>
<div class="admin">
<?cs call:sections() ?>
<h1><?cs var:Page.title ?></h1>
<?cs call:list_errors() ?>
<?cs call:filtered_list(Page.title, tr("Nobody has been invited yet.")) ?>
</div>
<?cs include:"layout/foot.cs" ?>
