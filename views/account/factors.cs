<?cs set:Page.title = tr("Second factor") ?><?cs set:Page.unlisted = "1" ?><?cs include:"layout/head.cs" ?>
<div class="narrow">
<h1><?cs var:Page.title ?></h1>
<?cs if:Done == "added" ?><p class="done" role="status"><?cs var:tr("Added.") ?></p><?cs
elif:Done == "removed" ?><p class="done" role="status"><?cs var:tr("Removed.") ?></p><?cs /if ?>
<p class="lead"><?cs var:tr("Who learns your password still cannot log in without it.") ?></p>
<?cs if:Demanded.due ?><p class="problem"><?cs if:Demanded.overdue ?><?cs
  var:tr("Your role asks for a second factor. Until you add one, you cannot use what it gives you to administrate.") ?><?cs
  else ?><?cs var:trn("Your role asks for a second factor: you have %d day left to add one.|Your role asks for a second factor: you have %d days left to add one.|" + Demanded.days) ?><?cs /if ?></p><?cs /if ?>
<?cs if:Form.next && Factors.any ?><p class="actions"><a class="button" href="<?cs var:Form.next ?>"><?cs var:tr("Go on") ?></a></p>
<?cs /if ?><section class="sheet" aria-labelledby="app">
<h2 id="app"><?cs var:tr("Authenticator app") ?></h2>
<?cs if:Factors.app ?>
<p><?cs var:tr("Added") ?> <?cs call:moment(Factors.app) ?></p>
<p class="actions"><a class="button quiet" href="/account/factors/app/remove"><?cs var:tr("Remove") ?></a></p>
<?cs else ?>
<p><?cs var:tr("An app on your phone or computer shows a code that is another one every half minute.") ?></p>
<p class="actions"><a class="button" href="/account/factors/app<?cs if:Form.next ?>?next=<?cs escape:"url" ?><?cs var:Form.next ?><?cs /escape ?><?cs /if ?>"><?cs var:tr("Add an app") ?></a></p>
<?cs /if ?>
</section>
<section class="sheet" aria-labelledby="passkeys">
<h2 id="passkeys"><?cs var:tr("Passkeys") ?></h2>
<?cs if:subcount(Passkeys) ?><ul class="passkeys"><?cs each:item = Passkeys ?>
<li><a href="<?cs var:item.path ?>"><bdi><?cs var:item.name ?></bdi></a> <span class="hint"><?cs var:tr("Added") ?> <?cs call:moment(item.created) ?> · <?cs
  if:item.used ?><?cs var:tr("Last used") ?> <?cs call:moment(item.used) ?><?cs else ?><?cs var:tr("never used") ?><?cs /if ?><?cs
  if:item.backed_up ?> · <?cs var:tr("on several devices") ?><?cs /if ?><?cs
  if:item.elsewhere ?> · <?cs var:trf("for %s only|" + item.elsewhere) ?><?cs /if ?></span><?cs
  if:item.regressed ?> <span class="problem"><?cs var:tr("There may be a copy of it.") ?></span><?cs /if ?></li><?cs /each ?>
</ul>
<?cs else ?><p><?cs var:tr("A passkey lies on your phone, computer or security key. It lets you in by a finger, your face or a PIN, without a password, and nobody can ask you for it on a faked page.") ?></p>
<?cs /if ?><p class="actions"><a class="button<?cs if:subcount(Passkeys) ?> quiet<?cs /if ?>" href="/account/factors/passkey<?cs
  if:Form.next ?>?next=<?cs escape:"url" ?><?cs var:Form.next ?><?cs /escape ?><?cs /if ?>"><?cs var:tr("Add a passkey") ?></a></p>
</section>
<?cs if:Factors.any ?><section class="sheet" aria-labelledby="recovery">
<h2 id="recovery"><?cs var:tr("Recovery codes") ?></h2>
<p><?cs var:trn("%d code is left.|%d codes are left.|" + Factors.codes) ?> <?cs var:tr("Each lets you in once when your device is lost.") ?></p>
<form method="post" action="/account/factors/recovery"><?cs call:token() ?>
<p class="actions"><button class="button quiet" type="submit"><?cs var:tr("Make new codes") ?></button></p></form>
</section><?cs /if ?>
<p><a href="/account/settings"><?cs var:tr("Settings") ?></a></p>
</div>
<?cs include:"layout/foot.cs" ?>
