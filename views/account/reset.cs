<?cs set:Page.title = tr("New password") ?><?cs set:Page.entrance = "1" ?><?cs set:Page.unlisted = "1" ?><?cs
set:Label.password = tr("New password") ?><?cs set:Label.repeat = tr("New password again") ?><?cs include:"layout/head.cs" ?><?cs include:"account/ways_in.cs" ?>
<div class="narrow sheet">
<h1><?cs var:tr("New password") ?></h1>
<p><?cs var:tr("For the account:") ?> <b><bdi><?cs var:Link.name ?></bdi></b>. <?cs var:tr("A new password logs you out everywhere, and ends all API tokens.") ?></p>
<?cs call:errors() ?>
<form method="post" action="/account/reset">
<?cs call:token() ?><input type="hidden" name="token" value="<?cs var:Link.token ?>"><input class="hidden" type="text" name="name" value="<?cs
  var:Link.name ?>" autocomplete="username" aria-label="<?cs var:tr("Name") ?>" tabindex="-1" readonly>
<?cs call:line("password", Label.password, "password", "", "new-password", tr("At least 12 characters; a few words in a row do well.")) ?>
<?cs call:line("repeat", Label.repeat, "password", "", "new-password", "") ?>
<?cs call:ways_in() ?>
<p class="actions"><button class="button" type="submit"><?cs var:tr("Set the password") ?></button></p>
</form>
</div>
<?cs include:"layout/foot.cs" ?>
