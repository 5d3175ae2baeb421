<?cs set:Page.title = tr("Word filters") ?><?cs set:Page.unlisted = "1" ?><?cs
include:"layout/head.cs" ?><?cs include:"admin/frame.cs" ?>
<div class="admin">
<?cs call:sections() ?>
<h1><?cs var:Page.title ?></h1>
<?cs if:Done == "deleted" ?><p class="done" role="status"><?cs var:tr("The filter is deleted.") ?></p><?cs /if ?>
<p><?cs var:tr("Words and patterns that hold a post until a moderator has looked at it, or tell the moderators of it.") ?></p>
<p class="actions"><a class="button" href="/admin/filters/new"><?cs var:tr("Make a filter") ?></a></p>
<?cs call:list_errors() ?>
<?cs call:filtered_list(Page.title, tr("There are no filters yet.")) ?>
</div>
<?cs include:"layout/foot.cs" ?>
