<?cs # The password once more, before a dangerous act; with the form that was refused for want of it. ?><?cs
if:Confirm.passwordless ?><?cs set:Page.title = tr("Confirm that it is you") ?><?cs
else ?><?cs set:Page.title = tr("Confirm your password") ?><?cs /if ?><?cs set:Page.unlisted = "1" ?><?cs
set:Label.password = tr("Password") ?><?cs set:Passkey.alone = "1" ?><?cs set:Label.code = tr("Code") ?><?cs set:Label.mail_code = tr("Code from the mail") ?><?cs include:"layout/head.cs" ?>
<div class="narrow sheet">
<h1><?cs var:Page.title ?></h1>
<p class="lead"><?cs if:Confirm.message ?><?cs var:Confirm.message ?><?cs
elif:Confirm.passwordless ?><?cs var:tr("Please confirm that it is you before you do this.") ?><?cs
elif:Confirm.factor ?><?cs var:tr("Please give your password and second factor once more before you do this.") ?><?cs
else ?><?cs var:tr("Please give your password once more before you do this.") ?><?cs /if ?><?cs
if:Confirm.refused ?> <?cs var:tr("Nothing was changed yet.") ?><?cs /if ?></p>
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
elif:Confirm.mailed ?><p role="status"><?cs var:tr("A code is on its way to your e-mail address. It is good for ten minutes, in this browser.") ?></p>
<?cs call:line("mail_code", Label.mail_code, "text", "", "one-time-code", "") ?><?cs
else ?><p id="f-password"><?cs var:tr("Your account has no password.") ?> <?cs
  if:Confirm.mail ?><?cs var:tr("Log in once more at the site that you log in with, or have a code sent to your e-mail address.") ?><?cs
  elif:subcount(Providers) ?><?cs var:tr("Log in once more at the site that you log in with. If that site does not say that you did, only whoever runs this one can help you: your account has no e-mail address that a code could be sent to.") ?><?cs
  else ?><?cs var:tr("Only whoever runs this site can help you: it has no e-mail address that a code could be sent to.") ?><?cs /if ?></p><?cs /if ?><?cs
if:Confirm.factor ?><?cs call:code_line("code", Label.code) ?><?cs /if ?>
<p class="actions"><?cs if:!Confirm.passwordless || Confirm.mailed ?><button class="button" type="submit"><?cs var:tr("Confirm") ?></button><?cs
else ?><?cs each:provider = Providers ?><button class="button" type="submit" name="provider" value="<?cs var:provider.name ?>"><?cs
  var:trf("Log in with %s|" + provider.label) ?></button> <?cs /each ?><?cs /if ?><?cs
if:Confirm.mail ?> <button class="button<?cs if:Confirm.mailed ?> quiet<?cs /if ?>" type="submit" name="mail" value="1" id="f-mail" formnovalidate><?cs
  if:Confirm.mailed ?><?cs var:tr("Send another code") ?><?cs else ?><?cs var:tr("Send me a code") ?><?cs /if ?></button><?cs
/if ?> <a class="button quiet" href="/"><?cs var:tr("Cancel") ?></a></p>
</form>
<?cs /if ?>
</div>
<?cs include:"layout/foot.cs" ?>
