<?cs set:Page.title = tr("Logo") ?><?cs set:Page.unlisted = "1" ?><?cs set:Label.logo = tr("Picture") ?><?cs include:"layout/head.cs" ?><?cs include:"admin/frame.cs" ?>
<div class="admin">
<?cs call:sections() ?>
<div class="narrow">
<nav class="crumbs" aria-label="<?cs var:tr("Where this stands") ?>"><a href="/admin/site"><?cs var:tr("Site") ?></a></nav>
<h1><?cs var:Page.title ?></h1>
<?cs if:Done == "removed" ?><p class="done" role="status"><?cs var:tr("The logo was taken away.") ?></p><?cs
elif:Done ?><p class="done" role="status"><?cs var:tr("Saved.") ?> <?cs var:tr("It is felt at the next click.") ?></p><?cs /if ?>
<?cs call:errors() ?>
<p><?cs var:tr("It stands at the head of every page of this site, in place of the book and the name, which is read out for it.") ?></p>
<?cs if:Logo.path ?><p class="logo-samples"><span class="logo-dark"><img src="<?cs var:Logo.path ?>" width="<?cs var:Logo.width ?>" height="<?cs
  var:Logo.height ?>" alt="<?cs var:tr("The logo in the dark theme") ?>"></span> <span class="logo-light"><img src="<?cs var:Logo.path ?>" width="<?cs
  var:Logo.width ?>" height="<?cs var:Logo.height ?>" alt="<?cs var:tr("The logo in the light theme") ?>"></span></p>
<?cs else ?><p><?cs var:tr("This site has no logo.") ?></p><?cs /if ?>
<form method="post" action="/admin/site/logo" enctype="multipart/form-data">
<?cs call:token() ?><input type="hidden" name="seen" value="<?cs var:Form.seen ?>">
<p class="field"><label for="f-logo"><?cs var:Label.logo ?></label>
<input id="f-logo" name="logo" type="file" accept="image/png,image/jpeg,image/webp"<?cs if:Wrong.logo ?> aria-invalid="true" aria-describedby="w-logo"<?cs /if ?>> <?cs call:wrong("logo") ?></p>
<p class="hint"><?cs var:tr("PNG, JPEG or WebP of at most 1 MB, on a transparent ground if it can be. It is shown 32 pixels high and at most 160 wide; a larger one is made smaller, and nothing but its colors is kept.") ?></p>
<p class="actions"><button class="button" type="submit"><?cs var:tr("Use this picture") ?></button><?cs
if:Logo.path ?> <button class="button quiet" type="submit" name="act" value="remove"><?cs var:tr("Take the logo away") ?></button><?cs /if ?></p>
</form>
<p><?cs var:tr("What was there before comes back by undoing the change.") ?> <a href="/admin/site/changes"><?cs var:tr("What was changed, and undo it") ?></a></p>
</div>
</div>
<?cs include:"layout/foot.cs" ?>
