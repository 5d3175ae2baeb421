<?cs # What went wrong, and what was typed, so that it is not lost. ?><?cs
if:Error.status == "404" ?><?cs set:Page.title = tr("Nothing here") ?><?cs
elif:Error.status == "401" ?><?cs set:Page.title = tr("Please log in") ?><?cs
elif:Error.code == "other" ?><?cs set:Page.title = tr("Somebody else is logged in") ?><?cs
elif:Error.status == "403" ?><?cs set:Page.title = tr("Not allowed") ?><?cs
elif:Error.status == "429" ?><?cs set:Page.title = tr("A little slower, please") ?><?cs
elif:Error.code == "frozen" ?><?cs set:Page.title = tr("Read-only") ?><?cs
elif:Error.status == "500" || Error.status == "503" ?><?cs set:Page.title = tr("Out of order") ?><?cs
else ?><?cs set:Page.title = tr("This did not work") ?><?cs /if ?><?cs
set:Page.unlisted = "1" ?><?cs include:"layout/head.cs" ?><?cs

def:typed_texts(readonly) ?><?cs each:typed = Typed ?>
<p class="field">
<label for="t-<?cs var:typed.name ?>"><?cs if:typed.name == "title" ?><?cs var:tr("Title") ?><?cs
  else ?><?cs var:tr("Your text") ?><?cs /if ?></label>
<textarea dir="auto" id="t-<?cs var:typed.name ?>" name="<?cs var:typed.name ?>" rows="<?cs if:typed.name == "title" ?>2<?cs
  else ?>10<?cs /if ?>"<?cs if:readonly ?> readonly<?cs /if ?>>
<?cs var:typed.value ?></textarea>
</p><?cs /each ?><?cs /def ?>
<div class="narrow">
<p class="code"><?cs var:Error.status ?></p>
<h1><?cs var:Page.title ?></h1>
<p class="lead"><?cs var:Error.message ?></p><?cs
if:(Error.code == "banned" || Error.code == "suspended") && Banned.path ?>
<p class="actions"><a class="button" href="<?cs var:Banned.path ?>"><?cs if:User.id ?><?cs
  var:tr("See why, and appeal") ?><?cs else ?><?cs var:tr("Log in to appeal") ?><?cs /if ?></a></p><?cs /if ?><?cs
if:Error.status == "429" && User.id ?>
<p><?cs var:tr("Was that not you?") ?> <a href="/account/sessions"><?cs var:tr("See where you are logged in.") ?></a></p><?cs /if ?>
<?cs if:Error.code == "factor" ?><p class="actions"><a class="button" href="/account/factors"><?cs var:tr("Add a second factor") ?></a></p>
<?cs /if ?><?cs if:Again.action ?>
<form class="kept" method="post" action="<?cs var:Again.action ?>">
<input type="hidden" name="csrf" value="<?cs var:Again.csrf ?>"><?cs if:Again.as && Error.code != "other" ?><input type="hidden" name="as" value="<?cs
  var:Again.as ?>"><?cs /if ?><?cs each:field = Again.fields ?><input type="hidden" name="<?cs var:field.name ?>" value="<?cs
  var:field.value ?>"><?cs /each ?>
<?cs if:Typed ?><h2><?cs var:tr("What you wrote") ?></h2><?cs call:typed_texts("") ?><?cs /if ?>
<p class="actions"><?cs if:Error.code == "other" ?><button class="button" type="submit" name="as" value="<?cs
  var:User.name ?>"><?cs var:trf("Send it as %s|" + User.name) ?></button> <button class="button quiet" type="submit" form="switch"><?cs
  var:trf("Log in as %s (in a new tab)|" + Again.as) ?></button> <button class="button quiet" type="submit" name="as" value="<?cs
  var:Again.as ?>"><?cs var:trf("Send it as %s|" + Again.as) ?></button></p>
</form>
<form id="switch" method="post" action="/account/logout" target="_blank"><?cs call:token() ?><input type="hidden" name="next" value="/account/login"><?cs
  else ?><?cs if:Error.code == "login" ?><a class="button" href="/account/login" target="_blank"><?cs
  var:tr("Log in (in a new tab)") ?></a> <?cs /if ?><button class="button<?cs
  if:Error.code == "login" ?> quiet<?cs /if ?>" type="submit"><?cs var:tr("Send it again") ?></button></p><?cs /if ?>
</form>
<?cs elif:Typed ?>
<section class="kept" aria-labelledby="kept">
<h2 id="kept"><?cs var:tr("What you wrote") ?></h2>
<p><?cs var:tr("It was not saved. Copy it, so that it is not lost.") ?></p><?cs call:typed_texts("readonly") ?>
</section>
<?cs /if ?>
<?cs if:Error.status == "404" && Site.game ?><?cs call:search_box("") ?><?cs /if ?>
<p class="actions"><?cs if:Error.code == "login" && !Again.action ?><a class="button" href="/account/login"<?cs
  if:Typed ?> target="_blank"<?cs /if ?>><?cs if:Typed ?><?cs var:tr("Log in (in a new tab)") ?><?cs
  else ?><?cs var:tr("Log in") ?><?cs /if ?></a> <?cs /if ?><?cs if:Site.forum ?><a class="button quiet" href="/forum/"><?cs var:tr("To the boards") ?></a><?cs
else ?><a class="button quiet" href="/"><?cs var:tr("To the front page") ?></a><?cs /if ?></p>
</div>
<?cs include:"layout/foot.cs" ?>
