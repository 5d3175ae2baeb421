<?cs # A passkey of one's own. ?><?cs set:Page.title = tr("Passkey") ?><?cs set:Page.unlisted = "1" ?><?cs
set:Label.name = tr("Name") ?><?cs include:"layout/head.cs" ?><?cs each:item = Passkeys ?>
<div class="narrow">
<h1><?cs var:Page.title ?>: <bdi><?cs var:item.name ?></bdi></h1>
<?cs call:errors() ?>
<p><?cs var:tr("Added") ?> <?cs call:moment(item.created) ?> · <?cs if:item.used ?><?cs var:tr("Last used") ?> <?cs
  call:moment(item.used) ?><?cs else ?><?cs var:tr("never used") ?><?cs /if ?></p>
<?cs if:item.regressed ?><p class="problem"><?cs var:tr("Its counter went back when it was used last. That is so when there is a copy of the device: unless you know why, remove it.") ?> <?cs
  call:moment(item.regressed) ?></p>
<?cs /if ?><form class="sheet" method="post" action="<?cs var:item.path ?>">
<?cs call:token() ?><?cs call:line("name", Label.name, "text", Form.name, "off", "") ?>
<p class="actions"><button class="button" type="submit" name="action" value="rename"><?cs var:tr("Rename") ?></button></p>
</form>
<form class="sheet" method="post" action="<?cs var:item.path ?>">
<?cs call:token() ?><p><?cs var:tr("When you remove it, it lets nobody in any more, and your recovery codes go with your last second factor. Take it off your device too.") ?></p>
<?cs if:Remove.demanded ?><p class="problem"><?cs
  var:tr("Your role asks for a second factor: without one, you cannot use what it gives you to administrate.") ?></p>
<?cs /if ?><p class="actions"><button class="button quiet" type="submit" name="action" value="remove"><?cs var:tr("Remove") ?></button> <a class="button quiet" href="/account/factors"><?cs
  var:tr("Cancel") ?></a></p>
</form>
</div><?cs /each ?>
<?cs include:"layout/foot.cs" ?>
