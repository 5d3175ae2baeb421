<?cs set:Page.title = tr("Add a passkey") ?><?cs set:Page.unlisted = "1" ?><?cs
set:Label.name = tr("Name") ?><?cs include:"layout/head.cs" ?>
<div class="narrow sheet">
<h1><?cs var:Page.title ?></h1>
<?cs call:errors() ?>
<p class="lead"><?cs var:tr("Your browser asks a device of yours to make a key. Its secret stays there; we get what it takes to recognise it.") ?></p>
<form method="post" action="/account/factors/passkey">
<?cs call:token() ?><?cs if:Form.next ?><input type="hidden" name="next" value="<?cs var:Form.next ?>"><?cs /if ?>
<?cs call:line("name", Label.name, "text", Form.name, "off", tr("So that you know it again: the device, or where the key lies.")) ?>
<div class="passkey" data-passkey-new="<?cs var:Passkey.options ?>" data-failed="<?cs
  var:tr("No passkey was made. You can try again.") ?>" data-known="<?cs var:tr("This device has a passkey for your account already.") ?>" data-unable="<?cs
  var:tr("This browser cannot make passkeys.") ?>">
<input type="hidden" name="passkey" value="">
<p class="actions"><button class="button" type="submit"><?cs var:tr("Make the passkey") ?></button> <a class="button quiet" href="/account/factors"><?cs var:tr("Cancel") ?></a></p>
<p role="status"></p>
</div>
</form>
<p class="hint without-scripts"><?cs var:tr("Passkeys need JavaScript. Without it, add an authenticator app.") ?> <a href="/account/factors/app"><?cs var:tr("Add an app") ?></a></p>
<p><?cs var:tr("If it is your first second factor, you will be logged out everywhere else.") ?></p>
</div>
<?cs include:"layout/foot.cs" ?>
