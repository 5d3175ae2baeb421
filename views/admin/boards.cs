<?cs set:Page.title = tr("Boards") ?><?cs set:Page.unlisted = "1" ?><?cs
include:"layout/head.cs" ?><?cs include:"admin/frame.cs" ?>
<div class="admin">
<?cs call:sections() ?>
<h1><?cs var:Page.title ?></h1>
<?cs call:list_errors() ?>
<?cs if:Done == "deleted" ?><p class="done" role="status"><?cs var:tr("The board is deleted.") ?></p><?cs /if ?>
<?cs if:May.make ?><p class="actions"><a class="button" href="/admin/boards/new"><?cs var:tr("Make a board") ?></a></p><?cs /if ?>
<?cs if:!Site.forum ?><p class="notice"><?cs var:tr("This site does not show boards and discussions at the moment.") ?> <a href="/admin/site"><?cs var:tr("To the settings") ?></a></p><?cs /if ?>
<?cs call:filtered_list(Page.title, tr("This site has no boards yet. Make the first one.")) ?>
</div>
<?cs include:"layout/foot.cs" ?>
