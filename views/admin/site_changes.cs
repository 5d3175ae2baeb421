<?cs set:Page.title = tr("Changes of the settings") ?><?cs set:Page.unlisted = "1" ?><?cs include:"layout/head.cs" ?><?cs include:"admin/frame.cs" ?>
<div class="admin">
<?cs call:sections() ?>
<h1><?cs var:Page.title ?></h1>
<?cs call:list_errors() ?>
<p><?cs var:tr("What was changed of this site's settings, by whom, and what they were before. Each change can be undone by itself.") ?></p>
<?cs call:filtered_list(Page.title, tr("Nothing was changed yet.")) ?>
<p class="actions"><a class="button quiet" href="/admin/site"><?cs var:tr("To the settings") ?></a></p>
</div>
<?cs include:"layout/foot.cs" ?>
