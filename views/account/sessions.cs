<?cs set:Page.title = tr("Sessions") ?><?cs set:Page.unlisted = "1" ?><?cs include:"layout/head.cs" ?><?cs include:"account/session_list.cs" ?>
<h1><?cs var:tr("Where you are logged in") ?></h1>
<p class="tagline"><?cs var:tr("A session that you do not know? End it, then change your password.") ?> <a href="/account/settings"><?cs
  var:tr("Settings") ?></a> · <a href="/account/tokens"><?cs var:tr("API tokens") ?></a></p>
<form method="post" action="/account/sessions">
<?cs call:token() ?>
<?cs call:session_list() ?>
<?cs if:subcount(Sessions) > #1 ?><p class="actions"><button class="button" type="submit" name="all" value="1"><?cs
  var:tr("End all other sessions") ?></button></p><?cs /if ?>
</form>
<?cs include:"layout/foot.cs" ?>
