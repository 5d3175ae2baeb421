<?cs # Sessions, each with the button that ends it: their owner's page and the administration have them. ?><?cs
def:session_list() ?>
<table class="list sessions">
<thead><tr><th scope="col"><?cs var:tr("Browser") ?></th><th scope="col"><?cs
  var:tr("From") ?></th><th scope="col"><?cs var:tr("Logged in") ?></th><th scope="col"><?cs
  var:tr("Last used") ?></th><th scope="col"><span class="hidden"><?cs var:tr("Actions") ?></span></th></tr></thead>
<tbody><?cs each:session = Sessions ?>
<tr>
<td class="what"><?cs if:session.here ?><b class="here"><?cs var:tr("This browser") ?></b> <?cs /if ?><span class="agent"<?cs
  if:string.length(session.device) ?> title="<?cs var:session.agent ?>"><?cs var:session.device ?><?cs elif:string.length(session.agent) ?>><?cs var:session.agent ?><?cs else ?>><?cs var:tr("It does not say what it is.") ?><?cs /if ?></span></td>
<td><span class="unit"><?cs var:tr("From") ?></span> <?cs var:session.where ?><br><span class="unit"></span> <small><?cs var:session.address ?></small></td>
<td><span class="unit"><?cs var:tr("Logged in") ?></span> <?cs call:moment(session.created) ?><?cs if:!session.kept ?><br><span class="unit"></span> <small><?cs
  var:tr("until the browser ends") ?></small><?cs /if ?></td>
<td><span class="unit"><?cs var:tr("Last used") ?></span> <?cs call:moment(session.seen) ?></td>
<td><button class="button quiet" type="submit" name="id" value="<?cs var:session.id ?>"><?cs
  if:session.here ?><?cs var:tr("Log out") ?><?cs else ?><?cs var:tr("End") ?><?cs /if ?></button></td>
</tr><?cs /each ?>
</tbody>
</table><?cs /def ?>
