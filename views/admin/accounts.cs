<?cs set:Page.title = tr("Accounts") ?><?cs set:Page.unlisted = "1" ?><?cs set:Label.q = tr("Name, number or address") ?><?cs
include:"layout/head.cs" ?><?cs include:"admin/frame.cs" ?>
<div class="admin">
<?cs call:sections() ?>
<h1><?cs var:Page.title ?></h1>
<?cs call:errors() ?>
<form class="filters" method="get" action="/admin/accounts" role="search" aria-label="<?cs var:tr("Search accounts") ?>">
<?cs call:line("q", Label.q, "text", Form.q, "off", tr("How a name of now or before begins, #12 for the account with that number, an e-mail address, or an address or network such as 203.0.113.0/24.")) ?>
<?cs call:filter_order() ?><p class="actions"><button class="button" type="submit"><?cs var:tr("Search") ?></button><?cs
  if:List.filtered ?> <a class="button quiet" href="/admin/accounts"><?cs var:tr("Reset") ?></a><?cs /if ?></p>
</form>
<?cs if:!Errors ?><?cs call:rows(Page.title, tr("There are no accounts yet.")) ?><?cs /if ?>
</div>
<?cs include:"layout/foot.cs" ?>
