<?cs set:Page.title = trf("Revision %s|" + Then.number) + " · " + isolated(Entry.name) ?><?cs set:Page.unlisted = "1" ?><?cs include:"layout/head.cs" ?><?cs include:"beastiary/parts.cs" ?>
<?cs call:crumbs() ?>
<h1><bdi><?cs var:Then.name ?></bdi></h1><?cs call:title_note(Entry.note) ?>
<p class="notice"><?cs if:Then.now ?><?cs var:trf("Revision %s, as the entry is now.|" + Then.number) ?><?cs
  else ?><?cs var:trf("Revision %s, as the entry was then.|" + Then.number) ?><?cs /if ?> <a href="<?cs var:Entry.path ?>/history"><?cs
  var:tr("All revisions") ?></a></p>
<div class="entry"><?cs call:entry_fields() ?>
</div><?cs
if:!Then.now ?>
<section aria-labelledby="since">
<h2 id="since"><?cs var:tr("What has changed since") ?></h2><?cs
if:Difference.count == #0 ?>
<p class="empty"><?cs var:tr("Nothing: the entry is the same again.") ?></p><?cs
else ?><?cs call:changes(Between.0) ?><?cs /if ?>
</section><?cs
if:May.edit_entry && Difference.count != #0 ?>
<form class="sheet" method="post" action="<?cs var:Entry.path ?>/history">
<h2><?cs var:tr("Take the entry back to this") ?></h2>
<?cs call:errors() ?>
<?cs call:token() ?><input type="hidden" name="number" value="<?cs var:Then.number ?>">
<?cs call:line("why", tr("Why"), "text", Form.why, "off", tr("It is shown in the history.")) ?>
<p class="actions"><button class="button" type="submit"><?cs var:tr("Take back") ?></button></p>
</form><?cs /if ?><?cs /if ?>
<?cs include:"layout/foot.cs" ?>
