<?cs set:Page.title = tr("Compare") ?><?cs set:Page.unlisted = "1" ?><?cs include:"layout/head.cs" ?><?cs include:"beastiary/parts.cs" ?>
<?cs call:crumbs() ?>
<h1><?cs var:tr("Side by side") ?></h1>
<?cs call:errors() ?>
<?cs if:Compared ?>
<div class="wide-box" role="region" tabindex="0" aria-label="<?cs var:tr("Side by side") ?>">
<table class="list compare">
<thead><tr><th scope="col"><span class="hidden"><?cs var:tr("Property") ?></span></th><?cs each:x = Compared ?>
<th scope="col" data-compared="<?cs var:x.id ?>"><?cs call:entry_link(x) ?> <a class="remove" rel="nofollow" href="<?cs var:x.without ?>" data-remove="<?cs var:x.id ?>"><?cs
  var:tr("Remove") ?><span class="hidden"> <bdi><?cs var:x.name ?></bdi></span></a></th><?cs /each ?></tr></thead>
<tbody><?cs each:row = Rows ?>
<tr><th scope="row"><?cs call:field_label(row) ?></th><?cs each:cell = row.cells ?>
<td class="<?cs if:cell.best ?>best<?cs /if ?><?cs if:cell.differs ?> differs<?cs /if ?>"><?cs if:string.length(cell.value) ?><bdi><?cs var:cell.value ?></bdi><?cs
  else ?><span aria-hidden="true">–</span><span class="hidden"><?cs var:tr("none") ?></span><?cs /if ?><?cs
  if:cell.best ?> <span class="mark"><?cs var:tr("best") ?></span><?cs /if ?><?cs
  if:string.length(cell.difference) ?> <span class="difference <?cs var:cell.verdict ?>"><?cs var:cell.difference ?></span><?cs /if ?></td><?cs /each ?></tr><?cs /each ?>
</tbody>
</table>
</div>
<?cs else ?>
<p class="empty"><?cs var:tr("Nothing is compared yet. Name what you want to compare, or choose Compare on the pages of entries.") ?></p>
<?cs /if ?>
<?cs if:Which ?>
<section class="which" aria-labelledby="which">
<h2 id="which"><?cs if:Compare.near ?><?cs var:tr("Did you mean one of these?") ?><?cs else ?><?cs var:trf("Several are called “%s”. Which one?|" + Compare.add) ?><?cs /if ?></h2>
<ul class="lines"><?cs each:one = Which ?>
<li><?cs call:entry_link(one) ?> <span class="by"><?cs var:one.label ?> #<bdi><?cs var:one.external ?></bdi></span> <a class="button quiet" rel="nofollow" href="<?cs var:one.with ?>"><?cs
  var:tr("Add") ?><span class="hidden"> <bdi><?cs var:one.name ?></bdi></span></a></li><?cs /each ?>
</ul>
</section>
<?cs /if ?>
<?cs if:Compare.more ?>
<form class="add" method="get" action="/beastiary/compare" data-suggest="/beastiary/suggest" data-suggest-fills data-suggest-kind="<?cs
  var:Compare.kind ?>" data-icons="<?cs var:Static.kinds_svg ?>" data-signs="<?cs var:Static.items_svg ?>" data-none="<?cs var:tr("No name fits") ?>" data-some="<?cs
  var:trn("%d name fits|%d names fit|2") ?>" data-one="<?cs var:trn("%d name fits|%d names fit|1") ?>"><?cs if:Compare.ids ?>
<input type="hidden" name="ids" value="<?cs var:Compare.ids ?>"><?cs /if ?>
<?cs call:line("add", tr("Add another by name"), "text", Compare.add, "off", "") ?>
<p class="actions"><button class="button quiet" type="submit"><?cs var:tr("Add") ?></button></p>
</form>
<?cs /if ?>
<?cs include:"layout/foot.cs" ?>
