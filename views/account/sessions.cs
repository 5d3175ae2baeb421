<?cs set:Page.title = tr("Sessions") ?><?cs set:Page.unlisted = "1" ?><?cs include:"layout/head.cs" ?>
<h1><?cs var:tr("Where you are logged in") ?></h1>
<p class="tagline"><?cs var:tr("A session that you do not know? End it, then change your password.") ?> <a href="/account/settings"><?cs
  var:tr("Settings") ?></a></p>
<form method="post" action="/account/sessions">
<?cs call:token() ?>
<table class="list sessions">
<thead><tr><th scope="col"><?cs var:tr("Browser") ?></th><th scope="col"><?cs
  var:tr("Address") ?></th><th scope="col"><?cs var:tr("Logged in") ?></th><th scope="col"><?cs
  var:tr("Last used") ?></th><th scope="col"><span class="hidden"><?cs var:tr("Actions") ?></span></th></tr></thead>
<tbody><?cs each:session = Sessions ?>
<tr>
<td class="what"><?cs if:session.here ?><b class="here"><?cs var:tr("This browser") ?></b> <?cs /if ?><span class="agent"<?cs
  if:string.length(session.device) ?> title="<?cs var:session.agent ?>"><?cs var:session.device ?><?cs elif:string.length(session.agent) ?>><?cs var:session.agent ?><?cs else ?>><?cs var:tr("It does not say what it is.") ?><?cs /if ?></span></td>
<td><span class="unit"><?cs var:tr("Address") ?></span> <?cs var:session.address ?></td>
<td><span class="unit"><?cs var:tr("Logged in") ?></span> <?cs call:moment(session.created) ?></td>
<td><span class="unit"><?cs var:tr("Last used") ?></span> <?cs call:moment(session.seen) ?></td>
<td><button class="button quiet" type="submit" name="id" value="<?cs var:session.id ?>"><?cs
  if:session.here ?><?cs var:tr("Log out") ?><?cs else ?><?cs var:tr("End") ?><?cs /if ?></button></td>
</tr><?cs /each ?>
</tbody>
</table>
<?cs if:subcount(Sessions) > #1 ?><p class="actions"><button class="button" type="submit" name="all" value="1"><?cs
  var:tr("End all other sessions") ?></button></p><?cs /if ?>
</form>
<?cs include:"layout/foot.cs" ?>
