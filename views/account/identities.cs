<?cs set:Page.title = tr("Linked logins") ?><?cs set:Page.unlisted = "1" ?><?cs set:Label.id = Page.title ?><?cs include:"layout/head.cs" ?>
<div class="narrow">
<h1><?cs var:Page.title ?></h1>
<?cs if:Done == "added" ?><p class="done" role="status"><?cs var:tr("Linked.") ?></p><?cs
elif:Done == "removed" ?><p class="done" role="status"><?cs var:tr("Unlinked.") ?></p><?cs /if ?>
<p class="lead"><?cs var:tr("Log in here with an account that you have elsewhere. Whoever can log in there can log in here.") ?></p>
<?cs call:errors() ?>
<section class="sheet" aria-labelledby="f-id">
<h2 id="f-id" tabindex="-1"><?cs var:tr("Linked to your account") ?></h2>
<?cs if:subcount(Identities) ?><form method="post" action="/account/identities/end"><?cs call:token() ?>
<ul><?cs each:identity = Identities ?>
<li><p><b><?cs var:identity.title ?></b><?cs if:string.length(identity.label) ?> <bdi><?cs var:identity.label ?></bdi><?cs /if ?><br><?cs
  var:tr("Linked") ?> <?cs call:moment(identity.created) ?><?cs if:identity.used ?> · <?cs var:tr("Last used") ?> <?cs call:moment(identity.used) ?><?cs /if ?></p>
<?cs if:Account.password ?><p class="actions"><button class="button quiet" type="submit" name="id" value="<?cs var:identity.id ?>"><?cs
  var:tr("Unlink") ?><span class="hidden"> <?cs var:identity.title ?> <?cs var:identity.label ?></span></button></p><?cs /if ?></li><?cs /each ?>
</ul></form>
<?cs if:!Account.password ?><p><?cs var:tr("You can unlink a login once your account has a password.") ?> <a href="/account/settings#password"><?cs var:tr("Set a password") ?></a></p><?cs /if ?>
<?cs else ?><p class="empty"><?cs var:tr("None.") ?></p><?cs /if ?>
</section>
<?cs if:subcount(Providers) ?><section class="sheet" aria-labelledby="link">
<h2 id="link"><?cs var:tr("Link another") ?></h2>
<form method="post" action="/account/identities"><?cs call:token() ?>
<p class="actions"><?cs each:provider = Providers ?><button class="button" type="submit" name="provider" value="<?cs var:provider.name ?>"><?cs
  var:trf("Link %s|" + provider.label) ?></button> <?cs /each ?></p>
</form>
</section><?cs /if ?>
<p><a href="/account/settings"><?cs var:tr("Settings") ?></a></p>
</div>
<?cs include:"layout/foot.cs" ?>
