<?cs set:Page.title = tr("Beastiary") ?><?cs include:"layout/head.cs" ?>
<h1><?cs var:tr("Beastiary") ?></h1>
<p class="empty"><?cs var:tr("This community has no game's database yet. Whoever runs it can bring one in with the command lorehall import.") ?></p>
<?cs include:"layout/foot.cs" ?>
