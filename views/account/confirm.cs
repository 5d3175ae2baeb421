<?cs # The password once more, before a dangerous act; with the form that was refused for want of it. ?><?cs
set:Page.title = tr("Confirm your password") ?><?cs set:Page.unlisted = "1" ?><?cs
set:Label.password = tr("Password") ?><?cs set:Passkey.alone = "1" ?><?cs set:Label.code = tr("Code") ?><?cs include:"layout/head.cs" ?>
<div class="narrow sheet">
<h1><?cs var:Page.title ?></h1>
<?cs if:Confirm.message ?><p class="lead"><?cs var:Confirm.message ?></p><?cs /if ?>
<?cs call:errors() ?>
<?cs if:Confirm.done ?>
<form method="post" action="<?cs var:Again.action ?>">
<?cs call:token() ?><?cs each:field = Again.fields ?><input type="hidden" name="<?cs var:field.name ?>" value="<?cs var:field.value ?>"><?cs /each ?>
<p class="actions"><button class="button" type="submit"><?cs var:tr("Send it now") ?></button> <a class="button quiet" href="/"><?cs var:tr("Cancel") ?></a></p>
</form>
<?cs else ?>
<form method="post" action="/account/confirm">
<?cs call:token() ?><input type="hidden" name="next" value="<?cs var:Form.next ?>"><?cs
if:Again.action ?><input type="hidden" name="again" value="<?cs var:Again.action ?>"><?cs
each:field = Again.fields ?><input type="hidden" name="again.<?cs var:field.name ?>" value="<?cs var:field.value ?>"><?cs /each ?><?cs /if ?>
<input class="hidden" type="text" name="name" value="<?cs
  var:User.name ?>" autocomplete="username" aria-label="<?cs var:tr("Name") ?>" tabindex="-1" readonly>
<?cs if:!Confirm.passwordless ?><?cs call:line("password", Label.password, "password", "", "current-password", "") ?><?cs
else ?><p id="f-password"><?cs var:tr("Your account has no password: log in once more instead.") ?></p><?cs /if ?><?cs
if:Confirm.factor ?><?cs call:code_line("code", Label.code) ?><?cs /if ?>
<p class="actions"><?cs if:!Confirm.passwordless ?><button class="button" type="submit"><?cs var:tr("Confirm") ?></button><?cs
else ?><?cs each:provider = Providers ?><button class="button" type="submit" name="provider" value="<?cs var:provider.name ?>"><?cs
  var:trf("Log in with %s|" + provider.label) ?></button> <?cs /each ?><?cs /if ?> <a class="button quiet" href="/"><?cs var:tr("Cancel") ?></a></p>
</form>
<?cs /if ?>
</div>
<?cs include:"layout/foot.cs" ?>
