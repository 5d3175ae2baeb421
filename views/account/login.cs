<?cs set:Page.title = tr("Log in") ?><?cs set:Page.entrance = "1" ?><?cs set:Page.unlisted = "1" ?><?cs
set:Label.name = tr("Name") ?><?cs set:Label.password = tr("Password") ?><?cs include:"layout/head.cs" ?>
<div class="narrow sheet">
<h1><?cs var:tr("Log in") ?></h1>
<?cs if:Reset ?><p class="done" role="status"><?cs var:tr("Your password is changed. Log in with the new one.") ?></p><?cs /if ?>
<?cs if:Deleted ?><p class="done" role="status"><?cs var:tr("Your account will be deleted in a week. Log in to keep it.") ?></p><?cs /if ?><?cs if:Paused ?><p class="done" role="status"><?cs var:tr("Your account is paused. Log in to resume it.") ?></p><?cs /if ?>
<?cs call:errors() ?>
<form method="post" action="/account/login">
<?cs call:token() ?><input type="hidden" name="next" value="<?cs var:Form.next ?>">
<?cs call:line("name", Label.name, "text", Form.name, "username webauthn", "") ?>
<?cs call:line("password", Label.password, "password", "", "current-password", "") ?>
<p><label class="choice"><input type="checkbox" name="keep" value="1"<?cs if:Form.keep ?> checked<?cs /if ?>> <span><?cs
  var:tr("Keep me logged in on this device") ?></span></label></p>
<p class="actions"><button class="button" type="submit"><?cs var:tr("Log in") ?></button></p><?cs include:"account/providers.cs" ?><?cs call:providers() ?>
<p class="actions passkey" data-passkey="/account/login/passkey" data-passkey-automatic data-failed="<?cs
  var:tr("No passkey was used. You can try again, or log in with your password.") ?>" data-unable="<?cs
  var:tr("This browser cannot use passkeys.") ?>"><button class="button quiet" type="submit" formaction="/account/login/passkey"><?cs
  var:tr("Log in with a passkey") ?></button><input type="hidden" name="passkey" value=""> <span role="status"></span></p>
<p class="hint without-scripts"><?cs var:tr("Passkeys need JavaScript. Without it, log in with your password.") ?></p>
</form>
<p><a href="/account/forgot"><?cs var:tr("Forgot your password?") ?></a></p>
<p><?cs var:tr("New here?") ?> <a href="/account/register<?cs call:next_here() ?>"><?cs var:tr("Register") ?></a></p>
</div>
<?cs include:"layout/foot.cs" ?>
