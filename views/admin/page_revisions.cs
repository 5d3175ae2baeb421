<?cs set:Page.title = trf("Revisions of %s|" + Written.title) ?><?cs set:Page.unlisted = "1" ?><?cs include:"layout/head.cs" ?><?cs include:"admin/frame.cs" ?>
<div class="admin">
<?cs call:sections() ?>
<nav class="crumbs" aria-label="<?cs var:tr("Where this stands") ?>"><a href="/admin/pages"><?cs var:tr("Pages") ?></a> › <a href="<?cs var:Written.edit ?>"><bdi><?cs var:Written.title ?></bdi></a></nav>
<h1><?cs var:Page.title ?></h1>
<?cs call:list_errors() ?>
<?cs call:filtered_list(Page.title, "") ?>
</div>
<?cs include:"layout/foot.cs" ?>
