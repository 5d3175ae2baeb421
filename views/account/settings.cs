<?cs set:Page.title = tr("Settings") ?><?cs set:Page.unlisted = "1" ?><?cs
set:Label.language = tr("Language") ?><?cs set:Label.current = tr("Present password") ?><?cs
set:Label.email = tr("E-mail address") ?><?cs set:Label.email_password = tr("Present password") ?><?cs
set:Label.password = tr("New password") ?><?cs set:Label.code = tr("Code") ?><?cs set:Label.email_code = tr("Code") ?><?cs set:Label.repeat = tr("New password again") ?><?cs
include:"layout/head.cs" ?><?cs include:"account/ways_in.cs" ?><?cs

def:language(code, name) ?>
<label class="choice"><input type="radio" name="language" value="<?cs var:code ?>"<?cs
  if:Form.language == code ?> checked<?cs /if ?><?cs if:code ?> lang="<?cs var:code ?>"<?cs /if ?>> <?cs var:name ?></label><?cs /def ?>
<?cs # Of who has none, that they are themselves: it was shown lately, or is to be. ?><?cs
def:present_password(field, label) ?><?cs if:!Confirm.passwordless ?><?cs call:line(field, label, "password", "", "current-password", "") ?><?cs
elif:Confirm.stale ?><p id="f-<?cs var:field ?>"><?cs call:wrong(field) ?> <a href="/account/confirm?next=/account/settings"><?cs
  var:tr("Confirm that it is you") ?></a></p><?cs /if ?><?cs /def ?>
<div class="narrow">
<h1><?cs var:tr("Settings") ?></h1>
<?cs if:Saved == "mail" ?><p class="done" role="status"><?cs var:tr("A mail is on its way to that address. It counts once you have opened the link in it, within 24 hours.") ?></p><?cs
elif:Saved ?><p class="done" role="status"><?cs var:tr("Saved.") ?></p><?cs /if ?>
<?cs if:Weak ?><div class="problem" role="status"><p><?cs var:tr("Your password could be guessed: it is short, on lists of common ones, or made of your name. Please choose another.") ?></p>
<p><a href="#password"><?cs var:tr("Change password") ?></a> · <a href="<?cs var:Form.next ?>"><?cs var:tr("Not now") ?></a></p></div><?cs /if ?>
<?cs call:errors() ?>
<section class="sheet" aria-labelledby="name">
<h2 id="name"><?cs var:tr("Name") ?></h2>
<p><b><bdi><?cs var:User.name ?></bdi></b> · <a href="/account/name"><?cs var:tr("Change name") ?></a></p>
</section>
<section class="sheet" aria-labelledby="language">
<h2 id="language"><?cs var:tr("Language") ?></h2>
<form method="post" action="/account/settings">
<?cs call:token() ?><input type="hidden" name="action" value="language">
<fieldset id="f-language" tabindex="-1">
<legend><?cs var:tr("Show Lorehall in") ?></legend><?cs
call:language("", tr("what my browser asks for")) ?><?cs call:language("en", "English") ?><?cs call:language("de", "Deutsch") ?>
</fieldset>
<p class="actions"><button class="button" type="submit"><?cs var:tr("Save language") ?></button></p>
</form>
</section>
<section class="sheet" aria-labelledby="email">
<h2 id="email"><?cs var:tr("E-mail address") ?></h2>
<?cs if:!Mail.sent ?><p><?cs var:tr("This site sends no mails.") ?></p>
<?cs else ?><p><?cs if:string.length(Email.verified) ?><?cs var:tr("By it you get a new password when you have forgotten yours, and hear of what happens to your account. Nobody sees it.") ?><?cs
else ?><?cs var:tr("Without one nobody can send you a new password when you have forgotten yours.") ?><?cs /if ?></p>
<?cs if:string.length(Email.pending) ?><p><b><?cs var:Email.pending ?></b>: <?cs var:tr("open the link in the mail that was sent there.") ?></p>
<?cs /if ?><form method="post" action="/account/settings">
<?cs call:token() ?><input type="hidden" name="action" value="email">
<?cs call:line("email", Label.email, "email", Form.email, "email", tr("Leave it empty to have none.")) ?>
<?cs call:present_password("email_password", Label.email_password) ?><?cs
if:Confirm.factor ?><?cs call:code_line("email_code", Label.email_code) ?><?cs /if ?>
<p class="actions"><button class="button" type="submit"><?cs var:tr("Save address") ?></button></p>
</form>
<?cs /if ?></section>
<section class="sheet" aria-labelledby="password">
<h2 id="password"><?cs var:tr("Password") ?></h2>
<p><?cs if:Confirm.passwordless ?><?cs var:tr("Your account has none: you log in with another site's account. With one you can do without that.") ?><?cs
else ?><?cs var:tr("A new password logs you out everywhere else, and ends all API tokens.") ?><?cs /if ?></p>
<form method="post" action="/account/settings">
<?cs call:token() ?><input type="hidden" name="action" value="password"><input class="hidden" type="text" name="name" value="<?cs
  var:User.name ?>" autocomplete="username" aria-label="<?cs var:tr("Name") ?>" tabindex="-1" readonly>
<?cs call:present_password("current", Label.current) ?>
<?cs if:Confirm.factor ?><?cs call:code_line("code", Label.code) ?><?cs /if ?><?cs call:line("password", Label.password, "password", "", "new-password", tr("At least 12 characters; a few words in a row do well.")) ?>
<?cs call:line("repeat", Label.repeat, "password", "", "new-password", "") ?>
<?cs call:ways_in() ?>
<p class="actions"><button class="button" type="submit"><?cs var:tr("Change password") ?></button></p>
</form>
</section>
<section class="sheet" aria-labelledby="data">
<h2 id="data"><?cs var:tr("Your data") ?></h2>
<p><?cs var:tr("All that is kept of you here, in one file: your account, what you wrote, rated and reported, where you are logged in, and what is recorded of your account.") ?></p>
<p class="actions"><a class="button quiet" href="/account/data.json" download="lorehall.json"><?cs var:tr("Download your data") ?></a></p>
</section>
<section class="sheet" aria-labelledby="pause">
<h2 id="pause"><?cs var:tr("Pause the account") ?></h2>
<p><?cs var:tr("You are logged out everywhere, your API tokens end, and nobody finds you in the search. What you wrote stays. Log in to resume it.") ?></p>
<form method="post" action="/account/pause">
<?cs call:token() ?>
<p class="actions"><button class="button quiet" type="submit"><?cs var:tr("Pause the account") ?></button></p>
</form>
</section>
<section class="sheet" aria-labelledby="delete">
<h2 id="delete"><?cs var:tr("Delete the account") ?></h2>
<p><?cs var:tr("Your account and all that makes it yours go, a week after you ask for it. What becomes of your comments you choose.") ?></p>
<p class="actions"><a class="button quiet" href="/account/delete"><?cs var:tr("Delete the account…") ?></a></p>
</section>
<p><a href="/account/sessions"><?cs var:tr("Where you are logged in") ?></a> · <a href="/account/tokens"><?cs var:tr("API tokens") ?></a> · <a href="/account/factors"><?cs var:tr("Second factor") ?></a> · <a href="/account/identities"><?cs var:tr("Linked logins") ?></a> · <a href="/account/claims"><?cs var:tr("Imported posts") ?></a></p>
</div>
<?cs include:"layout/foot.cs" ?>
