<?cs # API tokens, each with the button that ends it: its owner's page and the administration have it. ?><?cs
def:token_list() ?>
<table class="list sessions">
<thead><tr><th scope="col"><?cs var:tr("Name") ?></th><th scope="col"><?cs var:tr("May") ?></th><th scope="col"><?cs
  var:tr("Made") ?></th><th scope="col"><?cs var:tr("Last used") ?></th><th scope="col"><?cs var:tr("Ends") ?></th><th scope="col"><span class="hidden"><?cs
  var:tr("Actions") ?></span></th></tr></thead>
<tbody><?cs each:token = Tokens ?>
<tr>
<td class="what"><bdi><?cs var:token.name ?></bdi></td>
<td><span class="unit"><?cs var:tr("May") ?></span> <?cs var:token.scopes ?></td>
<td><span class="unit"><?cs var:tr("Made") ?></span> <?cs call:moment(token.created) ?></td>
<td><span class="unit"><?cs var:tr("Last used") ?></span> <?cs if:token.used ?><?cs call:moment(token.used) ?> <span title="<?cs
  var:token.network ?>"><?cs var:token.where ?></span><?cs else ?><?cs var:tr("never") ?><?cs /if ?></td>
<td><span class="unit"><?cs var:tr("Ends") ?></span> <?cs if:token.over ?><b><?cs var:tr("has expired") ?></b> <?cs /if ?><?cs call:moment(token.expires) ?></td>
<td><button class="button quiet" type="submit" name="id" value="<?cs var:token.id ?>"><?cs
  if:token.over ?><?cs var:tr("Remove") ?><?cs else ?><?cs var:tr("End") ?><?cs /if ?></button></td>
</tr><?cs /each ?>
</tbody>
</table><?cs /def ?>
