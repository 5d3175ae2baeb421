<?cs set:Page.title = trf("History of %s|" + Entry.name) ?><?cs set:Page.unlisted = "1" ?><?cs include:"layout/head.cs" ?><?cs include:"beastiary/parts.cs" ?>
<?cs call:crumbs() ?>
<h1><?cs var:trf("History of %s|" + Entry.name) ?></h1><?cs call:title_note(Entry.note) ?><?cs
if:Compared.from ?>
<section aria-labelledby="between">
<h2 id="between"><?cs var:trf("From revision %s|" + Compared.from) ?> <?cs var:trf("to revision %s|" + Compared.to) ?></h2><?cs
if:Difference.count == #0 ?>
<p class="empty"><?cs var:tr("These two are the same.") ?></p><?cs
else ?><?cs call:changes(Between.0) ?><?cs /if ?>
</section><?cs /if ?>
<form class="history" method="get" action="<?cs var:Entry.path ?>/history">
<ol class="revisions"><?cs each:revision = Revisions ?>
<li>
<p class="revision"><?cs
if:Picked.to ?><span class="pick"><label><input type="radio" name="from" value="<?cs var:revision.number ?>"<?cs
  if:Picked.from == revision.number ?> checked<?cs /if ?>> <?cs var:tr("from") ?></label> <label><input type="radio" name="to" value="<?cs var:revision.number ?>"<?cs
  if:Picked.to == revision.number ?> checked<?cs /if ?>> <?cs var:tr("to") ?></label></span><?cs /if ?>
<a href="<?cs var:Entry.path ?>/history/<?cs var:revision.number ?>"><?cs var:trf("Revision %s|" + revision.number) ?></a> <span class="by"><?cs
  call:revision_line(revision) ?></span></p><?cs
if:string.length(revision.why) ?>
<p class="why" dir="auto"><?cs var:revision.why ?></p><?cs /if ?><?cs call:changes(revision) ?>
</li><?cs /each ?>
</ol><?cs
if:!Revisions ?>
<p class="empty"><?cs var:tr("Nothing was recorded before this.") ?></p><?cs
elif:Picked.to ?>
<p class="actions"><button class="button quiet" type="submit"><?cs var:tr("Compare the chosen two") ?></button></p><?cs /if ?>
</form>
<?cs call:pages(Next, tr("Older revisions"), First, tr("Newest revisions")) ?>
<?cs include:"layout/foot.cs" ?>
