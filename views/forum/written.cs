<?cs include:"layout/head.cs" ?>
<div class="narrow written">
<h1><bdi><?cs var:Page.title ?></bdi></h1>
<div class="prose" dir="auto"<?cs if:Written.language ?> lang="<?cs var:Written.language ?>"<?cs /if ?>><?cs uvar:Written.body_html ?></div>
<p class="note"><?cs var:tr("Last changed:") ?> <?cs call:moment(Written.made) ?><?cs if:Written.edit ?> · <a href="<?cs var:Written.edit ?>"><?cs var:tr("Edit this page") ?></a><?cs /if ?></p>
</div>
<?cs include:"layout/foot.cs" ?>
