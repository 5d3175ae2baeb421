<?cs set:Page.title = tr("Claims") ?><?cs set:Page.unlisted = "1" ?><?cs
include:"layout/head.cs" ?><?cs include:"admin/frame.cs" ?>
<div class="admin">
<?cs call:sections() ?>
<h1><?cs var:Page.title ?></h1>
<?cs call:list_errors() ?>
<?cs call:filtered_list(Page.title, tr("Nobody waits for an answer.")) ?>
</div>
<?cs include:"layout/foot.cs" ?>
