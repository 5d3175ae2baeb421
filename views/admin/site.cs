<?cs set:Page.title = tr("Site") ?><?cs set:Page.unlisted = "1" ?><?cs
set:Label.title = tr("Name") ?><?cs set:Label.tagline = tr("Tagline") ?><?cs set:Label.accent = tr("Accent") ?><?cs set:Label.front = tr("Opens on") ?><?cs
set:Label.database = tr("Database") ?><?cs set:Label.fold = tr("Reports that fold a comment") ?><?cs set:Label.banner = tr("Banner") ?><?cs set:Label.banner_until = tr("Until") ?><?cs set:Label.banner_level = tr("Looks like") ?><?cs
include:"layout/head.cs" ?><?cs include:"admin/frame.cs" ?><?cs

# What a setting is now, where somebody else changed it meanwhile. ?><?cs each:difference = Differing ?><?cs
set:Now[difference.name] = difference.now ?><?cs /each ?><?cs
def:now(field) ?><?cs if:string.length(Now[field]) ?><p class="wrong"><?cs var:tr("It is now:") ?> <bdi><?cs var:Now[field] ?></bdi></p><?cs /if ?><?cs /def ?>
<div class="admin">
<?cs call:sections() ?>
<div class="narrow">
<h1><?cs var:Page.title ?></h1>
<?cs if:Done ?><p class="done" role="status"><?cs if:Done == "undone" ?><?cs var:tr("The change was undone.") ?><?cs else ?><?cs var:tr("Saved.") ?><?cs /if ?> <?cs var:tr("It is felt at the next click.") ?></p><?cs /if ?>
<?cs call:errors() ?>
<p><?cs var:tr("What is changed here stands on every page of this site, for everybody.") ?></p>
<form method="post" action="/admin/site">
<?cs call:token() ?><input type="hidden" name="version" value="<?cs var:Form.version ?>">
<?cs call:line("title", Label.title, "text", Form.title, "off", "") ?><?cs call:now("title") ?>
<?cs call:line("tagline", Label.tagline, "text", Form.tagline, "off", tr("One line below the name.")) ?><?cs call:now("tagline") ?>
<?cs each:text = Texts ?><fieldset>
<legend><?cs if:text.language == "de" ?>Deutsch<?cs else ?><?cs var:text.language ?><?cs /if ?></legend>
<?cs set:text_field = "title." + text.language ?><?cs call:line(text_field, Label.title, "text", text.title, "off", tr("Empty: as above.")) ?><?cs call:now(text_field) ?>
<?cs set:text_field = "tagline." + text.language ?><?cs call:line(text_field, Label.tagline, "text", text.tagline, "off", "") ?><?cs call:now(text_field) ?>
</fieldset><?cs /each ?>
<fieldset id="f-accent" tabindex="-1">
<legend><?cs var:Label.accent ?></legend><?cs each:accent = Accents ?>
<label class="choice"><input type="radio" name="accent" value="<?cs var:accent.name ?>"<?cs if:accent.chosen ?> checked<?cs /if ?>> <span><?cs var:accent.title ?></span></label><?cs /each ?>
<label class="choice"><input type="radio" name="accent" value="own"<?cs if:Form.own_color ?> checked<?cs /if ?>> <span><?cs var:tr("A color of your own:") ?></span></label>
<p class="field"><label class="hidden" for="f-color"><?cs var:tr("A color of your own:") ?></label><input id="f-color" name="color" type="color" value="<?cs var:Form.color ?>"></p>
<p class="hint"><?cs var:tr("Text in it must be legible on what it stands on (a contrast of 4.5 to 1, as WCAG asks). Where a theme needs it, the color is made lighter or darker there until it is.") ?></p><?cs
each:shade = Shades ?><figure class="shade"><svg viewBox="0 0 260 56" width="260" height="56" role="img" aria-label="<?cs var:shade.color ?>"><?cs
if:shade.theme == "dark" ?><rect width="260" height="56" rx="6" fill="#241f19"/><text x="14" y="34" fill="<?cs var:shade.color ?>" font-size="16"><?cs var:tr("A link") ?></text><rect x="128" y="12" width="118" height="32" rx="6" fill="<?cs
  var:shade.color ?>"/><text x="187" y="33" text-anchor="middle" fill="#1b1713" font-size="15"><?cs var:tr("A button") ?></text><?cs
else ?><rect width="260" height="56" rx="6" fill="#fbf7ef"/><text x="14" y="34" fill="<?cs var:shade.color ?>" font-size="16"><?cs var:tr("A link") ?></text><rect x="128" y="12" width="118" height="32" rx="6" fill="<?cs
  var:shade.color ?>"/><text x="187" y="33" text-anchor="middle" fill="#fffaf1" font-size="15"><?cs var:tr("A button") ?></text><?cs /if ?></svg>
<figcaption><?cs if:shade.theme == "dark" ?><?cs var:tr("Dark theme:") ?><?cs else ?><?cs var:tr("Light theme:") ?><?cs /if ?> <code><?cs var:shade.color ?></code>, <?cs
  var:trf("contrast %s to 1|" + shade.contrast) ?><?cs if:shade.adjusted ?>; <?cs if:shade.theme == "dark" ?><?cs var:tr("made lighter, as the color itself would be hard to read here") ?><?cs else ?><?cs
  var:tr("made darker, as the color itself would be hard to read here") ?><?cs /if ?><?cs /if ?></figcaption></figure><?cs /each ?>
<?cs call:now("accent") ?></fieldset>
<p class="field"><label for="f-front"><?cs var:Label.front ?></label>
<select id="f-front" name="front"><?cs each:front = Fronts ?><option value="<?cs var:front.value ?>"<?cs if:front.chosen ?> selected<?cs /if ?>><?cs var:front.title ?></option><?cs /each ?></select>
<?cs call:wrong("front") ?></p><?cs call:now("front") ?>
<?cs if:Form.has_database ?><fieldset id="f-forum" tabindex="-1">
<legend><?cs var:tr("What the site shows") ?></legend>
<p><label class="choice"><input type="checkbox" name="forum" value="1"<?cs if:Form.forum ?> checked<?cs /if ?>> <span><?cs
  var:tr("Boards and discussions. Without them there are no boards, nothing is said below other pages, and nobody can write; nothing of it is lost.") ?></span></label></p><?cs call:now("forum") ?>
<p><label class="choice"><input type="checkbox" name="database" value="1"<?cs if:Form.database ?> checked<?cs /if ?>> <span><?cs
  var:tr("The database. Without it its pages, what is said below them, and their part of the search are not there on this site; nothing of it is lost.") ?></span></label></p><?cs call:now("database") ?>
<?cs call:wrong("forum") ?></fieldset><?cs /if ?>
<?cs call:line("fold", Label.fold, "number", Form.fold, "off", tr("A comment is folded to one line once reports of trusted members weigh so much together: one counts 3, a moderator's 5. Moderators unfold it. 0: never.")) ?><?cs call:now("fold") ?>
<?cs call:line("banner", Label.banner, "text", Form.banner, "off", tr("Stands above every page. Empty: none.")) ?><?cs call:now("banner") ?>
<p class="field"><label for="f-banner_level"><?cs var:Label.banner_level ?></label>
<select id="f-banner_level" name="banner_level"><option value="info"><?cs var:tr("news") ?></option><option value="warning"<?cs
  if:Form.banner_level == "warning" ?> selected<?cs /if ?>><?cs var:tr("a warning") ?></option></select></p><?cs call:now("banner_level") ?>
<?cs if:Form.banner_over ?><p class="note"><?cs var:tr("This banner's last day is over: nobody sees it any more.") ?></p><?cs /if ?>
<?cs call:line("banner_until", Label.banner_until, "date", Form.banner_until, "off", tr("The last day that it is shown. Empty: until you take it away.")) ?><?cs call:now("banner_until") ?>
<p class="actions"><button class="button" type="submit"><?cs var:tr("Save") ?></button> <button class="button quiet" type="submit" name="act" value="preview"><?cs var:tr("Show what the color looks like") ?></button></p>
</form>
<p class="actions"><a class="button quiet" href="/admin/site/changes"><?cs var:tr("What was changed, and undo it") ?></a> <a class="button quiet" href="/admin/site/logo"><?cs var:tr("Logo") ?></a> <a class="button quiet" href="/admin/setup?step=name"><?cs var:tr("Guided set-up") ?></a></p>
</div>
</div>
<?cs include:"layout/foot.cs" ?>
