<?cs set:Page.title = tr("Why may I (not)?") ?><?cs set:Page.unlisted = "1" ?><?cs
set:Label.account = tr("Account") ?><?cs set:Label.permission = tr("Permission") ?><?cs set:Label.where = tr("Where") ?><?cs set:Label.route = tr("Route") ?><?cs
include:"layout/head.cs" ?><?cs include:"admin/frame.cs" ?>
<div class="admin">
<?cs call:sections() ?>
<div class="narrow">
<h1><?cs var:Page.title ?></h1>
<?cs call:errors() ?>
<form method="get" action="/admin/why">
<?cs call:line("account", Label.account, "text", Form.account, "off", tr("Empty: somebody who is not logged in.")) ?>
<p class="field"><label for="f-route"><?cs var:Label.route ?></label>
<input id="f-route" name="route" type="text" list="routes" value="<?cs var:Form.route ?>" autocomplete="off" spellcheck="false" aria-describedby="<?cs if:Wrong.route ?>w-route<?cs else ?>h-route<?cs /if ?>"<?cs
  if:Wrong.route ?> aria-invalid="true"<?cs /if ?>><?cs call:wrong("route") ?><?cs if:!Wrong.route ?><span class="hint" id="h-route"><?cs
  var:tr("What somebody asked for: begin to type and choose, or write it as POST /forum/reply. Empty: the permission below is meant.") ?></span><?cs /if ?>
<datalist id="routes"><?cs each:route = Routes ?><option value="<?cs var:route.title ?>"></option><?cs /each ?></datalist></p>
<p class="field"><label for="f-permission"><?cs var:Label.permission ?></label>
<select id="f-permission" name="permission"><?cs each:permission = Permissions ?><option value="<?cs var:permission.name ?>"<?cs
  if:permission.chosen ?> selected<?cs /if ?>><?cs var:permission.sentence ?></option><?cs /each ?></select></p>
<p class="field"><label for="f-where"><?cs var:Label.where ?></label>
<select id="f-where" name="where"><?cs each:place = Places ?><option value="<?cs var:place.value ?>"<?cs
  if:place.chosen ?> selected<?cs /if ?>><?cs var:place.title ?></option><?cs /each ?></select></p>
<p class="actions"><button class="button" type="submit"><?cs var:tr("Ask") ?></button></p>
</form>
<?cs if:Why.answer ?><section class="sheet" aria-labelledby="answer">
<h2 id="answer"><?cs if:Why.answer == "yes" ?><?cs var:tr("Yes, they may.") ?><?cs else ?><?cs var:tr("No, they may not.") ?><?cs /if ?></h2>
<p><?cs if:Why.path ?><a href="<?cs var:Why.path ?>"><bdi><?cs var:Why.account ?></bdi></a><?cs else ?><?cs var:tr("A guest") ?><?cs /if ?> · <?cs
  var:Why.sentence ?> · <bdi><?cs var:Why.where ?></bdi></p>
<?cs if:Why.route ?><p><code><?cs var:Why.route ?></code></p>
<?cs /if ?><?cs if:subcount(Checks) ?><ul class="reasons"><?cs each:check = Checks ?>
<li data-effect="<?cs var:check.name ?>"><?cs var:check.text ?></li><?cs /each ?>
</ul>
<?cs /if ?><ul class="reasons"><?cs each:reason = Reasons ?>
<li data-effect="<?cs var:reason.name ?>"><b><bdi><?cs var:reason.title ?></bdi></b> <?cs var:reason.effect ?><?cs
  if:reason.granted ?> · <bdi><?cs var:reason.where ?></bdi> · <?cs var:tr("Granted") ?> <?cs call:moment(reason.granted) ?> · <?cs
  if:string.length(reason.by) ?><bdi><?cs var:reason.by ?></bdi><?cs else ?><?cs var:tr("the operator") ?><?cs /if ?><?cs
  if:reason.until ?> · <?cs var:tr("Until") ?> <?cs call:moment(reason.until) ?><?cs /if ?><?cs
  if:string.length(reason.reason) ?> · <bdi><?cs var:reason.reason ?></bdi><?cs /if ?><?cs /if ?></li><?cs /each ?>
</ul>
<?cs if:Why.due ?><p><?cs if:Why.overdue ?><?cs var:tr("Withheld: a second factor is missing, which was asked for by") ?><?cs
  else ?><?cs var:tr("A second factor is missing. Without one it is withheld from") ?><?cs /if ?> <?cs call:moment(Why.due) ?></p>
<?cs /if ?></section><?cs /if ?>
</div>
</div>
<?cs include:"layout/foot.cs" ?>
