<?cs set:Page.title = tr("Accounts") ?><?cs set:Page.unlisted = "1" ?><?cs set:Label.q = tr("Name") ?><?cs
include:"layout/head.cs" ?><?cs include:"admin/frame.cs" ?>
<div class="admin">
<?cs call:sections() ?>
<h1><?cs var:Page.title ?></h1>
<?cs call:errors() ?>
<form class="filters" method="get" action="/admin/accounts" role="search" aria-label="<?cs var:tr("Search accounts") ?>">
<?cs call:line("q", Label.q, "text", Form.q, "off", tr("How the name begins.")) ?>
<p class="actions"><button class="button" type="submit"><?cs var:tr("Search") ?></button><?cs
  if:List.filtered ?> <a class="button quiet" href="/admin/accounts"><?cs var:tr("Reset") ?></a><?cs /if ?></p>
</form>
<?cs if:!Errors ?><?cs call:rows(Page.title, tr("There are no accounts yet.")) ?><?cs /if ?>
</div>
<?cs include:"layout/foot.cs" ?>
