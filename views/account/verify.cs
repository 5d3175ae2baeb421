<?cs set:Page.title = tr("Your e-mail address") ?><?cs set:Page.entrance = "1" ?><?cs set:Page.unlisted = "1" ?><?cs
set:Label.email = tr("E-mail address") ?><?cs include:"layout/head.cs" ?>
<div class="narrow sheet">
<h1><?cs var:tr("Your e-mail address") ?></h1>
<?cs if:Done ?><p class="done" role="status"><?cs var:tr("Thank you: this address is now your account's.") ?> <b><?cs var:Link.email ?></b></p>
<p><a href="/account/settings"><?cs var:tr("Settings") ?></a></p>
<?cs else ?><?cs call:errors() ?>
<p id="f-email" tabindex="-1"><b><?cs var:Link.email ?></b> <?cs var:tr("is to be the address of the account:") ?> <b><bdi><?cs var:Link.name ?></bdi></b></p>
<form method="post" action="/account/verify">
<?cs call:token() ?><input type="hidden" name="token" value="<?cs var:Link.token ?>">
<p class="actions"><button class="button" type="submit"><?cs var:tr("Yes, this is my address") ?></button></p>
</form>
<?cs /if ?>
</div>
<?cs include:"layout/foot.cs" ?>
