<?cs set:Page.title = tr("Remove the authenticator app") ?><?cs set:Page.unlisted = "1" ?><?cs
set:Label.password = tr("Password") ?><?cs set:Label.code = tr("Code") ?><?cs include:"layout/head.cs" ?>
<div class="narrow sheet">
<h1><?cs var:Page.title ?></h1>
<?cs call:errors() ?>
<p class="lead"><?cs var:tr("Without it, your password alone lets anybody in. Your recovery codes go with your last second factor.") ?></p>
<?cs if:Remove.demanded ?><p class="problem"><?cs
  var:tr("Your role asks for a second factor: without one, you cannot use what it gives you to administrate.") ?></p><?cs /if ?>
<form method="post" action="/account/factors/app/remove">
<?cs call:token() ?><input class="hidden" type="text" name="name" value="<?cs
  var:User.name ?>" autocomplete="username" aria-label="<?cs var:tr("Name") ?>" tabindex="-1" readonly>
<?cs call:line("password", Label.password, "password", "", "current-password", "") ?><?cs call:code_line("code", Label.code) ?>
<p class="actions"><button class="button" type="submit"><?cs var:tr("Remove") ?></button> <a class="button quiet" href="/account/factors"><?cs var:tr("Cancel") ?></a></p>
</form>
</div>
<?cs include:"layout/foot.cs" ?>
