<?cs set:Page.title = tr("Register") ?><?cs set:Page.entrance = "1" ?><?cs set:Page.unlisted = "1" ?><?cs
set:Label.name = tr("Name") ?><?cs set:Label.password = tr("Password") ?><?cs set:Label.repeat = tr("Password again") ?><?cs set:Label.email = tr("E-mail address") ?><?cs set:Label.invitation = tr("Invitation") ?><?cs set:Label.answer = Register.question ?><?cs set:Label.rules = tr("Rules") ?><?cs set:Label.homepage = tr("Please leave this empty") ?><?cs
include:"layout/head.cs" ?>
<div class="narrow sheet">
<h1><?cs var:tr("Register") ?></h1>
<p><?cs var:tr("One account for all communities here; on each site you log in once. A name and a password are all that it needs.") ?></p>
<?cs call:errors() ?>
<?cs if:Register.mode == "closed" ?><p class="lead"><?cs var:tr("Nobody can register here at the moment.") ?></p><?cs else ?>
<form method="post" action="/account/register">
<?cs call:token() ?><input type="hidden" name="next" value="<?cs var:Form.next ?>"><input type="hidden" name="begun" value="<?cs var:Form.begun ?>">
<?cs call:line("name", Label.name, "text", Form.name, "username", tr("2 to 24 letters, digits, hyphens or underscores. Everybody sees it beside what you write.")) ?>
<?cs call:line("password", Label.password, "password", "", "new-password", tr("At least 12 characters; a few words in a row do well.")) ?>
<?cs call:line("repeat", Label.repeat, "password", "", "new-password", "") ?>
<?cs if:Mail.sent ?><?cs call:line("email", Label.email, "email", Form.email, "email", tr("If you like: by it you get a new password when you have forgotten yours. Nobody sees it.")) ?><?cs /if ?>
<?cs if:string.length(Register.question) ?><?cs call:line("answer", Register.question, "text", Form.answer, "off", tr("So that this site knows that you are here for it.")) ?><?cs /if ?>
<?cs if:Register.mode == "invited" || string.length(Form.invitation) ?><?cs call:line("invitation", Label.invitation, "text", Form.invitation, "off", tr("A member can send you one.")) ?><?cs /if ?>
<p><label class="choice"><input type="checkbox" name="keep" value="1"<?cs if:Form.keep ?> checked<?cs /if ?>> <span><?cs
  var:tr("Keep me logged in on this device") ?></span></label></p>
<?cs include:"account/accept_rules.cs" ?><?cs # Nobody sees it, hears of it or has it filled in, but a program may; without styles its label tells. ?><div<?cs
  if:!Wrong.homepage ?> class="unseen"<?cs /if ?>><?cs call:line("homepage", Label.homepage, "text", "", "off", "") ?></div>
<p class="actions"><button class="button" type="submit"><?cs var:tr("Register") ?></button></p>
</form><?cs /if ?>
<p><?cs var:tr("Been here before?") ?> <a href="/account/login<?cs call:next_here() ?>"><?cs var:tr("Log in") ?></a></p>
</div>
<?cs include:"layout/foot.cs" ?>
