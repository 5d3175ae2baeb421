<?cs set:Page.title = tr("Pages") ?><?cs set:Page.unlisted = "1" ?><?cs include:"layout/head.cs" ?><?cs include:"admin/frame.cs" ?>
<div class="admin">
<?cs call:sections() ?>
<h1><?cs var:Page.title ?></h1>
<?cs call:list_errors() ?>
<p><?cs var:tr("What you write for everybody, beside the boards: rules, privacy, whatever else this site has to say. Whoever registers accepts the page at /rules, where there is one.") ?></p>
<p class="actions"><a class="button" href="/admin/pages/new"><?cs var:tr("Write a page") ?></a></p>
<?cs call:filtered_list(Page.title, tr("No page was written yet. Begin with the rules.")) ?>
</div>
<?cs include:"layout/foot.cs" ?>
