<?cs # What went wrong, and what was typed, so that it is not lost. ?><?cs
if:Error.status == "404" ?><?cs set:Page.title = tr("Nothing here") ?><?cs
elif:Error.status == "401" ?><?cs set:Page.title = tr("Please log in") ?><?cs
elif:Error.status == "403" ?><?cs set:Page.title = tr("Not allowed") ?><?cs
elif:Error.status == "429" ?><?cs set:Page.title = tr("Too many tries") ?><?cs
elif:Error.status == "500" || Error.status == "503" ?><?cs set:Page.title = tr("Out of order") ?><?cs
else ?><?cs set:Page.title = tr("This did not work") ?><?cs /if ?><?cs
set:Page.unlisted = "1" ?><?cs include:"layout/head.cs" ?>
<div class="narrow">
<p class="code"><?cs var:Error.status ?></p>
<h1><?cs var:Page.title ?></h1>
<p class="lead"><?cs var:Error.message ?></p>
<?cs if:Typed ?>
<section class="kept" aria-labelledby="kept">
<h2 id="kept"><?cs var:tr("What you wrote") ?></h2>
<p><?cs var:tr("It was not saved. Copy it, so that it is not lost.") ?></p><?cs each:typed = Typed ?>
<p class="field">
<label for="t-<?cs var:typed.name ?>"><?cs if:typed.name == "title" ?><?cs var:tr("Title") ?><?cs
  else ?><?cs var:tr("Your text") ?><?cs /if ?></label>
<textarea dir="auto" id="t-<?cs var:typed.name ?>" rows="<?cs if:typed.name == "title" ?>2<?cs else ?>10<?cs /if ?>" readonly>
<?cs var:typed.value ?></textarea>
</p><?cs /each ?>
</section>
<?cs /if ?>
<?cs if:Error.status == "404" && Site.game ?><?cs call:search_box("") ?><?cs /if ?>
<p class="actions"><?cs if:Error.code == "login" ?><a class="button" href="/account/login"<?cs
  if:Typed ?> target="_blank"<?cs /if ?>><?cs if:Typed ?><?cs var:tr("Log in (in a new tab)") ?><?cs
  else ?><?cs var:tr("Log in") ?><?cs /if ?></a> <?cs /if ?><a class="button quiet" href="/forum/"><?cs var:tr("To the boards") ?></a></p>
</div>
<?cs include:"layout/foot.cs" ?>
