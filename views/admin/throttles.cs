<?cs set:Page.title = tr("Limits") ?><?cs set:Page.unlisted = "1" ?><?cs set:Label.name = tr("Name") ?><?cs set:Label.address = tr("Address") ?><?cs
include:"layout/head.cs" ?><?cs include:"admin/frame.cs" ?>
<div class="admin">
<?cs call:sections() ?>
<h1><?cs var:Page.title ?></h1>
<?cs if:Done ?><p class="done" role="status"><?cs if:Done == "name" ?><?cs var:tr("Lifted for all addresses together. Who tried too often from one address waits on, unless you lift it with that address.") ?><?cs
elif:Done == "free" ?><?cs var:tr("Lifted: they have all of it again.") ?><?cs elif:Done == "over" ?><?cs var:tr("That had ended by itself.") ?><?cs else ?><?cs var:tr("Lifted: they can try again at once.") ?><?cs /if ?></p><?cs /if ?>
<?cs call:list_errors() ?>
<?cs if:List.path ?><h2><?cs var:tr("Who is held back on this host") ?></h2>
<?cs call:filtered_list(tr("Who is held back on this host"), tr("Nobody is held back.")) ?>
<?cs if:subcount(List.rows) ?><form id="choice" class="choice-bar" method="post" action="/admin/throttles"><?cs call:token() ?>
<p class="actions"><span><?cs var:tr("The selected ones:") ?></span> <button class="button" type="submit" name="act" value="lift"><?cs
  var:tr("Lift the limit") ?></button></p>
</form><?cs /if ?><?cs /if ?>
<section class="sheet" aria-labelledby="again">
<h2 id="again"><?cs var:tr("Let somebody log in again") ?></h2>
<p><?cs var:tr("After too many wrong passwords a name, an address or both together must wait for a quarter of an hour. The audit log says from where somebody tried.") ?></p>
<form class="filters" method="post" action="/admin/throttles">
<?cs call:token() ?>
<?cs call:line("name", Label.name, "text", Form.name, "off", "") ?>
<?cs call:line("address", Label.address, "text", Form.address, "off", "") ?>
<p class="actions"><button class="button" type="submit"><?cs var:tr("Lift the wait") ?></button></p>
</form>
</section>
<h2 id="budgets"><?cs var:tr("How often something can be done") ?></h2>
<div class="matrix"><table class="list" aria-labelledby="budgets">
<thead><tr><th scope="col"><?cs var:tr("What") ?></th><th scope="col"><?cs var:tr("Not logged in") ?></th><th scope="col"><?cs var:tr("New accounts") ?></th><th scope="col"><?cs
  var:tr("Members") ?></th><th scope="col"><?cs var:tr("Trusted") ?></th><th scope="col"><?cs var:tr("Refused on this host") ?></th></tr></thead>
<tbody><?cs each:budget = Budgets ?><?cs if:budget.title ?>
<tr><th scope="row"><?cs var:budget.title ?></th><?cs each:holder = budget.holders ?><td><?cs var:holder.text ?></td><?cs /each ?><td class="number"><?cs var:number(budget.spent) ?></td></tr><?cs /if ?><?cs /each ?>
</tbody>
</table></div>
</div>
<?cs include:"layout/foot.cs" ?>
