<?cs set:Page.title = tr("Invitations") ?><?cs set:Page.unlisted = "1" ?><?cs set:Label.days = tr("Days") ?><?cs set:Label.uses = tr("Accounts") ?><?cs include:"layout/head.cs" ?>
<div class="narrow">
<h1><?cs var:tr("Invite others") ?></h1>
<p class="tagline"><?cs var:tr("Whoever has the link can register. Administrators see who came by whose invitation.") ?></p>
<?cs if:Done ?><p class="done" role="status"><?cs var:tr("Made: send the link to whom you invite.") ?></p><?cs /if ?>
<?cs call:errors() ?>
<form class="sheet" method="post" action="/account/invitations">
<?cs call:token() ?>
<?cs call:line("days", tr("How many days it holds"), "number", Form.days, "off", tr("1 to 90")) ?>
<?cs call:line("uses", tr("How many accounts"), "number", Form.uses, "off", tr("1 to 20")) ?>
<p class="actions"><button class="button" type="submit"><?cs var:tr("Make an invitation") ?></button></p>
</form>
<?cs if:subcount(Invitations) ?><ul class="acts"><?cs each:invitation = Invitations ?>
<li><?cs if:invitation.state == "open" ?><label for="link-<?cs var:invitation.id ?>"><?cs var:tr("Link") ?></label> <input class="link" id="link-<?cs var:invitation.id ?>" type="text" readonly value="<?cs var:invitation.link ?>"><?cs
elif:invitation.state == "used" ?><b><?cs var:tr("used up") ?></b><?cs
elif:invitation.state == "over" ?><b><?cs var:tr("has ended") ?></b><?cs else ?><b><?cs var:tr("withdrawn") ?></b><?cs /if ?>
<p class="note"><?cs var:tr("Until") ?> <?cs call:moment(invitation.until) ?> · <?cs var:invitation.uses ?>/<?cs var:invitation.max ?><?cs
  if:string.length(invitation.invited) ?> · <?cs var:tr("Who came") ?>: <bdi><?cs var:invitation.invited ?></bdi><?cs /if ?></p><?cs
if:invitation.state == "open" ?>
<form method="post" action="/account/invitations/<?cs var:invitation.id ?>"><?cs call:token() ?><button class="button quiet" type="submit"><?cs
  var:tr("Withdraw") ?></button></form><?cs /if ?></li><?cs /each ?>
</ul><?cs else ?><p class="empty"><?cs var:tr("You have not invited anybody yet.") ?></p><?cs /if ?>
</div>
<?cs include:"layout/foot.cs" ?>
