<?cs # Small pieces that many views share. ?><?cs

# When something was: the date for all, made relative by static/js/time.js. AT is RFC 3339, UTC. ?><?cs
def:moment(at) ?><time class="moment" datetime="<?cs var:at ?>" title="<?cs var:string.slice(at, #0, #10) ?> <?cs
  var:string.slice(at, #11, #16) ?> UTC"><?cs var:string.slice(at, #0, #10) ?></time><?cs /def ?><?cs

# The token that every form carries, and whose form it is. ?><?cs
def:token() ?><input type="hidden" name="csrf" value="<?cs var:Page.csrf ?>"><?cs if:User.id ?><input type="hidden" name="as" value="<?cs
  var:User.name ?>"><?cs /if ?><?cs /def ?><?cs

# What is wrong, said once above a form, with links to the fields, each by the name that the view gave it
in Label.FIELD; Wrong.FIELD is then set for them. ?><?cs
def:errors() ?><?cs if:Errors ?><?cs each:error = Errors ?><?cs
  set:Wrong[error.field] = error.message ?><?cs /each ?>
<div class="problem" role="alert">
<p><?cs var:tr("Please have another look:") ?></p>
<ul><?cs each:error = Errors ?>
<li><a href="#f-<?cs var:error.field ?>"><?cs if:Label[error.field] ?><?cs var:Label[error.field] ?>: <?cs
  /if ?><?cs var:error.message ?></a></li><?cs /each ?>
</ul>
</div>
<?cs /if ?><?cs /def ?><?cs

# What is wrong with one field, beside it. ?><?cs
def:wrong(field) ?><?cs if:Wrong[field] ?><span class="wrong" id="w-<?cs var:field ?>"><?cs
  var:Wrong[field] ?></span><?cs /if ?><?cs /def ?><?cs

# One line of input. KIND is the input's type, FILL what a browser may fill in. ?><?cs
def:line(field, label, kind, value, fill, hint) ?>
<p class="field">
<label for="f-<?cs var:field ?>"><?cs var:label ?></label>
<input id="f-<?cs var:field ?>" dir="auto" name="<?cs var:field ?>" type="<?cs var:kind ?>" value="<?cs
  var:value ?>" autocomplete="<?cs var:fill ?>"<?cs if:fill == "username" || fill == "username webauthn" ?> autocapitalize="none" spellcheck="false"<?cs
  /if ?><?cs if:Wrong[field] ?> aria-invalid="true" aria-describedby="w-<?cs var:field ?>"<?cs
  elif:hint ?> aria-describedby="h-<?cs var:field ?>"<?cs /if ?>>
<?cs if:kind == "password" ?><button class="reveal" type="button" data-reveal="f-<?cs var:field ?>" aria-pressed="false" aria-label="<?cs
  var:tr("Reveal what is typed") ?>" hidden><?cs var:tr("Reveal") ?></button>
<?cs /if ?><?cs call:wrong(field) ?><?cs if:hint && !Wrong[field] ?><span class="hint" id="h-<?cs var:field ?>"><?cs
  var:hint ?></span><?cs /if ?><?cs if:fill == "new-password" && field != "repeat" ?>
<span class="strength hint" data-strength="f-<?cs var:field ?>" data-short="<?cs var:tr("Too short yet") ?>" data-weak="<?cs
  var:tr("Could be guessed") ?>" data-fair="<?cs var:tr("Good") ?>" data-strong="<?cs var:tr("Very good") ?>" hidden><meter min="0" max="4" value="0" low="2" high="3" optimum="4" aria-hidden="true"></meter> <span aria-live="polite"></span></span><?cs /if ?>
</p>
<?cs /def ?><?cs

# A passkey in the place of a code, or of the password too, as static/js/passkey.js asks for one. ?><?cs
def:passkey_line(options) ?><p class="passkey" data-passkey="<?cs var:options ?>"<?cs if:!Passkey.alone ?> data-passkey-beside<?cs /if ?> data-failed="<?cs
  var:tr("No passkey was used. You can try again.") ?>" hidden><button class="button quiet" type="button"><?cs
  var:tr("Use a passkey") ?></button><input type="hidden" name="passkey" value=""> <span role="status"></span></p>
<p class="hint without-scripts"><?cs var:tr("Passkeys need JavaScript. Without it, a recovery code does.") ?></p>
<?cs /def ?><?cs

# The second factor. ?><?cs
def:code_line(field, label) ?><?cs call:line(field, label, "text", "", "one-time-code", tr("The six digits that your authenticator app shows now, or one of your recovery codes.")) ?>
<?cs if:User.id ?><?cs call:passkey_line("/account/confirm/passkey") ?><?cs
  else ?><?cs call:passkey_line("/account/login/factor/passkey") ?><?cs /if ?><?cs /def ?><?cs

# Where a form's text comes from when a script has filled it from a draft (static/js/drafts.js). ?><?cs
def:draft() ?><p class="draft" data-draft hidden><span data-text="<?cs var:tr("Unsaved draft (%s)") ?>"></span> <button class="button quiet" type="button" data-discard><?cs
  var:tr("Discard") ?></button></p>
<?cs /def ?><?cs

# The text of a comment, with what Markdown offers. ?><?cs
def:text(label, value, rows) ?>
<p class="field">
<label for="f-body"><?cs var:label ?></label>
<textarea dir="auto" id="f-body" name="body" rows="<?cs var:rows ?>"<?cs
  if:Wrong.body ?> aria-invalid="true" aria-describedby="w-body"<?cs else ?> aria-describedby="h-body"<?cs /if ?>>
<?cs var:value ?></textarea>
<?cs call:wrong("body") ?><span class="hint" id="h-body"><?cs
  var:tr("Markdown works:") ?> <code>*<?cs var:tr("emphasis") ?>*</code> <code>**<?cs var:tr("strong")
  ?>**</code> <code>&gt; <?cs var:tr("quote") ?></code> <code>- <?cs var:tr("list") ?></code> <code>`<?cs
  var:tr("code") ?>`</code><?cs if:Site.game ?> <code>[[<?cs var:tr("name") ?>]]</code><?cs /if ?></span>
</p>
<?cs /def ?><?cs

# What a comment would look like. ?><?cs
def:preview() ?><?cs if:Preview.body_html ?>
<section class="preview" aria-labelledby="preview">
<h2 id="preview"><?cs var:tr("Preview") ?></h2>
<div class="prose" dir="auto"><?cs uvar:Preview.body_html ?></div>
</section>
<?cs /if ?><?cs /def ?><?cs

# The search over entries and talk, with what was looked for. ?><?cs
def:search_box(words) ?>
<form class="finder" role="search" aria-label="<?cs var:tr("Search everything") ?>" method="get" action="/search">
<label class="hidden" for="find"><?cs var:tr("Search everything") ?></label>
<input id="find" dir="auto" name="q" type="search" value="<?cs var:words ?>" maxlength="2000" autocomplete="off" placeholder="<?cs
  var:tr("Monsters, items, zones …") ?>">
<button class="button" type="submit"><?cs var:tr("Search") ?></button>
</form>
<?cs /def ?><?cs

# What a field is called: an abbreviation has its long form on hover. ?><?cs
def:field_label(x) ?><?cs if:x.title ?><abbr title="<?cs var:x.title ?>"><?cs var:x.label ?></abbr><?cs else ?><?cs var:x.label ?><?cs /if ?><?cs /def ?><?cs

# How many answers there are to what opens a discussion, or comments where nothing does. ?><?cs
def:answers(count) ?><?cs var:trn("%d reply|%d replies|" + count) ?><?cs /def ?><?cs
def:comments(count) ?><?cs var:trn("%d comment|%d comments|" + count) ?><?cs /def ?><?cs

# From one page of a list to the next, and from any back to the first. ?><?cs
def:pages(next, next_text, first, first_text) ?><?cs if:next || first ?>
<nav class="pages" aria-label="<?cs var:tr("Pages") ?>"><?cs
if:first ?><a class="button quiet" rel="first" href="<?cs var:first ?>"><?cs var:first_text ?></a><?cs /if ?><?cs
if:next ?><a class="button more" rel="next" href="<?cs var:next ?>"><?cs var:next_text ?></a><?cs /if ?></nav>
<?cs /if ?><?cs /def ?>
