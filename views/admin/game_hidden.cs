<?cs set:Page.title = tr("Hidden entries") ?><?cs set:Page.unlisted = "1" ?><?cs set:Label.entry = tr("Entry") ?><?cs include:"layout/head.cs" ?><?cs include:"admin/frame.cs" ?>
<div class="admin">
<?cs call:sections() ?>
<h1><?cs var:Page.title ?></h1>
<?cs call:list_errors() ?>
<p class="tagline"><?cs var:tr("Nobody finds them, nor what is said about them: spoilers, test data, what is broken. A new import leaves them hidden.") ?></p>
<form class="filters" method="get" action="/admin/game/hidden">
<?cs call:line("entry", Label.entry, "text", Form.entry, "off", tr("The address of its page, or its number.")) ?>
<p class="actions"><button class="button" type="submit"><?cs var:tr("Go on") ?></button></p>
</form>
<?cs call:filtered_list(Page.title, tr("No entry is hidden.")) ?>
<p class="actions"><a class="button quiet" href="/admin/game"><?cs var:tr("The game") ?></a></p>
</div>
<?cs include:"layout/foot.cs" ?>
