<?cs if:Written.edit ?><?cs set:Page.title = Written.title ?><?cs else ?><?cs set:Page.title = tr("Write a page") ?><?cs /if ?><?cs set:Page.unlisted = "1" ?><?cs
set:Label.slug = tr("Address") ?><?cs set:Label.place = tr("Place in the footer") ?><?cs each:text = Texts ?><?cs
set:text_field = "title." + text.language ?><?cs set:Label[text_field] = tr("Title") + " (" + text.language + ")" ?><?cs
set:text_field = "body." + text.language ?><?cs set:Label[text_field] = tr("Text") + " (" + text.language + ")" ?><?cs /each ?><?cs
include:"layout/head.cs" ?><?cs include:"admin/frame.cs" ?><?cs

def:now(value) ?><?cs if:string.length(value) ?><p class="wrong"><?cs var:tr("It is now:") ?> <bdi><?cs var:value ?></bdi></p><?cs /if ?><?cs /def ?><?cs

def:language_name(language) ?><?cs if:language == "de" ?>Deutsch<?cs elif:language == "en" ?>English<?cs else ?><?cs var:language ?><?cs /if ?><?cs /def ?>
<div class="admin">
<?cs call:sections() ?>
<div class="narrow">
<nav class="crumbs" aria-label="<?cs var:tr("Where this stands") ?>"><a href="/admin/pages"><?cs var:tr("Pages") ?></a></nav>
<h1><bdi><?cs var:Page.title ?></bdi></h1>
<?cs if:Done == "made" ?><p class="done" role="status"><?cs var:tr("The page is there.") ?></p><?cs
elif:Done == "removed" ?><p class="done" role="status"><?cs var:tr("The page is removed.") ?></p><?cs
elif:Done == "restored" ?><p class="done" role="status"><?cs var:tr("The page is there again.") ?></p><?cs
elif:Done ?><p class="done" role="status"><?cs var:tr("Saved.") ?> <?cs var:tr("It is felt at the next click.") ?></p><?cs /if ?>
<?cs call:errors() ?>
<?cs if:Written.removed ?><p class="notice"><?cs var:tr("This page is removed: nobody sees it, and all that it said is kept here.") ?></p><?cs
elif:Written.edit ?><p><a href="<?cs var:Written.path ?>"><?cs var:tr("See the page") ?></a></p><?cs /if ?>
<?cs each:text = Previews ?><section class="preview" aria-labelledby="preview-<?cs var:text.language ?>">
<h2 id="preview-<?cs var:text.language ?>"><?cs var:tr("Preview") ?> (<?cs call:language_name(text.language) ?>)</h2>
<h3><bdi><?cs var:text.title ?></bdi></h3>
<div class="prose" dir="auto" lang="<?cs var:text.language ?>"><?cs uvar:text.body_html ?></div>
</section>
<?cs /each ?>
<form method="post" action="<?cs if:Written.edit ?><?cs var:Written.edit ?><?cs else ?>/admin/pages/new<?cs /if ?>">
<?cs call:token() ?><?cs if:Written.edit ?><input type="hidden" name="version" value="<?cs var:Written.version ?>"><?cs /if ?>
<?cs call:line("slug", Label.slug, "text", Form.slug, "off", tr("Small letters, digits and hyphens: rules, privacy and about are at /rules, /privacy and /about, others at /page/ADDRESS.")) ?><?cs call:now(Now.slug) ?>
<?cs each:text = Texts ?><fieldset>
<legend><?cs call:language_name(text.language) ?></legend>
<?cs set:text_field = "title." + text.language ?><?cs call:line(text_field, tr("Title"), "text", text.title, "off", "") ?><?cs call:now(text.now_title) ?>
<?cs set:text_field = "body." + text.language ?><p class="field"><label for="f-<?cs var:text_field ?>"><?cs var:tr("Text") ?></label>
<textarea dir="auto" id="f-<?cs var:text_field ?>" name="<?cs var:text_field ?>" rows="14" aria-describedby="<?cs if:Wrong[text_field] ?>w-<?cs var:text_field ?> <?cs /if ?>h-markdown"<?cs if:Wrong[text_field] ?> aria-invalid="true"<?cs /if ?>>
<?cs var:text.body ?></textarea><?cs call:wrong(text_field) ?></p>
<?cs if:string.length(text.now_body) ?><p class="wrong" id="n-<?cs var:text_field ?>"><?cs var:tr("It is now:") ?></p>
<pre class="now" dir="auto" tabindex="0" aria-labelledby="n-<?cs var:text_field ?>"><?cs var:text.now_body ?></pre><?cs /if ?>
</fieldset><?cs /each ?>
<p class="hint" id="h-markdown"><?cs var:tr("Markdown works:") ?> <code># <?cs var:tr("heading") ?></code> <code>**<?cs var:tr("strong") ?>**</code> <code>- <?cs var:tr("list") ?></code> <code>[<?cs
  var:tr("name") ?>](https://…)</code>. <?cs var:tr("A language that is left empty shows the other one.") ?></p>
<?cs call:line("place", Label.place, "number", Form.place, "off", tr("1 is the first. Empty: the footer of every page does not link to it.")) ?><?cs call:now(Now.place) ?>
<p class="actions"><button class="button" type="submit"><?cs var:tr("Save") ?></button> <button class="button quiet" type="submit" name="act" value="preview"><?cs var:tr("Preview") ?></button> <a class="button quiet" href="/admin/pages"><?cs
  var:tr("Cancel") ?></a></p>
</form>
<?cs if:Written.edit ?><section class="sheet" aria-labelledby="more">
<h2 id="more"><?cs var:tr("What it was before, and removing it") ?></h2>
<p class="actions"><a class="button quiet" href="<?cs var:Written.edit ?>/revisions"><?cs var:tr("Its revisions") ?></a></p>
<form method="post" action="<?cs var:Written.edit ?>">
<?cs call:token() ?><input type="hidden" name="version" value="<?cs var:Written.version ?>">
<p class="actions"><?cs if:Written.removed ?><button class="button quiet" type="submit" name="act" value="restore"><?cs var:tr("Restore this page") ?></button><?cs
else ?><button class="button quiet" type="submit" name="act" value="remove"><?cs var:tr("Remove this page") ?></button><?cs /if ?></p>
</form>
</section><?cs /if ?>
</div>
</div>
<?cs include:"layout/foot.cs" ?>
