<?cs set:Page.title = tr("Forgot your password?") ?><?cs set:Page.entrance = "1" ?><?cs set:Page.unlisted = "1" ?><?cs
set:Label.who = tr("Name or e-mail address") ?><?cs include:"layout/head.cs" ?>
<div class="narrow sheet">
<h1><?cs var:tr("Forgot your password?") ?></h1>
<?cs if:Sent ?><p class="done" role="status"><?cs var:tr("If an account with a verified address goes by that, a link is on its way there. It is good for an hour.") ?></p>
<p><?cs var:tr("Nothing came? Look into the spam folder. An account without a verified address cannot be reached: ask who runs this site.") ?></p>
<?cs elif:!Mail.sent ?><p><?cs var:tr("This site sends no mails. Ask who runs it for a new password.") ?></p>
<?cs else ?><p><?cs var:tr("We send a link to your account's address, by which you set a new one.") ?></p>
<?cs call:errors() ?>
<form method="post" action="/account/forgot">
<?cs call:token() ?>
<?cs call:line("who", Label.who, "text", Form.who, "username", "") ?>
<p class="actions"><button class="button" type="submit"><?cs var:tr("Send the link") ?></button></p>
</form>
<?cs /if ?>
<p><a href="/account/login"><?cs var:tr("Log in") ?></a></p>
</div>
<?cs include:"layout/foot.cs" ?>
