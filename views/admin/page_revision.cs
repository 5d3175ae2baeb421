<?cs set:Page.title = trf("A revision of %s|" + Written.title) ?><?cs set:Page.unlisted = "1" ?><?cs include:"layout/head.cs" ?><?cs include:"admin/frame.cs" ?>
<div class="admin">
<?cs call:sections() ?>
<div class="narrow">
<nav class="crumbs" aria-label="<?cs var:tr("Where this stands") ?>"><a href="/admin/pages"><?cs var:tr("Pages") ?></a> › <a href="<?cs var:Written.edit ?>"><bdi><?cs var:Written.title ?></bdi></a> › <a href="<?cs var:Written.edit ?>/revisions"><?cs var:tr("Its revisions") ?></a></nav>
<h1><?cs var:Page.title ?></h1>
<?cs call:errors() ?>
<p><?cs if:string.length(Revision.by) ?><bdi><?cs var:Revision.by ?></bdi> · <?cs /if ?><?cs call:moment(Revision.made) ?> · <code><?cs var:Revision.path ?></code><?cs
if:Revision.removed ?> · <?cs var:tr("removed") ?><?cs /if ?><?cs if:Revision.shown ?> · <?cs var:tr("shown now") ?><?cs /if ?></p>
<?cs each:text = Texts ?><section class="preview" lang="<?cs var:text.language ?>" aria-labelledby="t-<?cs var:text.language ?>">
<h2 id="t-<?cs var:text.language ?>"><bdi><?cs var:text.title ?></bdi> (<?cs var:text.language ?>)</h2>
<div class="prose" dir="auto"><?cs uvar:text.body_html ?></div>
<details><summary><?cs var:tr("As it was typed") ?></summary><pre dir="auto"><?cs var:text.body ?></pre></details>
</section><?cs /each ?>
<?cs if:!Revision.shown ?><form method="post" action="<?cs var:Written.edit ?>/revisions/<?cs var:Revision.id ?>">
<?cs call:token() ?><input type="hidden" name="version" value="<?cs var:Written.version ?>">
<p><?cs var:tr("Restored, this is what everybody sees. What is shown now stays among the revisions.") ?></p>
<p class="actions"><button class="button" id="f-restore" type="submit"><?cs var:tr("Restore this revision") ?></button></p>
</form><?cs /if ?>
</div>
</div>
<?cs include:"layout/foot.cs" ?>
