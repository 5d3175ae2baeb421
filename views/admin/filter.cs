<?cs if:Filter.id ?><?cs set:Page.title = Filter.note ?><?cs else ?><?cs set:Page.title = tr("Make a filter") ?><?cs /if ?><?cs set:Page.unlisted = "1" ?><?cs
set:Label.note = tr("What it is for") ?><?cs set:Label.text = tr("Looks for") ?><?cs set:Label.kind = tr("Kind") ?><?cs
set:Label.state = tr("State") ?><?cs set:Label.where = tr("Where") ?><?cs
include:"layout/head.cs" ?><?cs include:"admin/frame.cs" ?>
<div class="admin">
<?cs call:sections() ?>
<div class="narrow">
<nav class="crumbs" aria-label="<?cs var:tr("Where this stands") ?>"><a href="/admin/filters"><?cs var:tr("Word filters") ?></a></nav>
<h1><bdi><?cs var:Page.title ?></bdi></h1>
<?cs if:Done ?><p class="done" role="status"><?cs var:tr("Saved.") ?> <?cs var:tr("It is felt at the next click.") ?></p><?cs /if ?>
<?cs if:Filter.gone ?><p class="notice"><?cs var:tr("This filter is deleted. One of its versions below brings it back.") ?></p><?cs /if ?>
<?cs call:errors() ?>
<?cs if:Preview ?><section class="sheet" aria-labelledby="preview">
<h2 id="preview"><?cs var:tr("What it would have caught in the last 30 days") ?></h2>
<p role="status"><b><?cs var:trn("%d comment|%d comments|" + Preview.caught) ?></b> <?cs var:trf("of %s that were looked at.|" + Preview.looked) ?><?cs
if:Preview.gave_up ?> <?cs var:trn("With %d it took too long to tell, and that one would be held.|With %d it took too long to tell, and those would be held.|" + Preview.gave_up) ?><?cs /if ?></p>
<?cs if:Preview.before ?><p><?cs if:Preview.reached ?><?cs var:tr("That was as many as can be looked at at once, back to:") ?> <?cs call:moment(Preview.reached) ?><?cs
else ?><?cs var:tr("That was as many as can be looked at at once.") ?><?cs /if ?>
<button class="button quiet" form="filter" type="submit" name="act" value="more"><?cs var:tr("Look further back") ?></button></p><?cs /if ?>
<?cs if:Preview.samples ?><ul class="acts"><?cs each:sample = Preview.samples ?>
<li><a href="/forum/comment/<?cs var:sample.id ?>"><bdi><?cs var:sample.title ?></bdi></a> <span class="note"><?cs var:tr("by") ?> <bdi><?cs
  var:sample.author ?></bdi> <?cs call:moment(sample.created) ?></span><?cs if:string.length(sample.found) ?> <mark><bdi><?cs var:sample.found ?></bdi></mark><?cs /if ?>
<blockquote dir="auto"><?cs var:sample.text ?></blockquote></li><?cs /each ?></ul><?cs /if ?>
</section><?cs /if ?>
<form id="filter" method="post" action="/admin/filters/<?cs if:Filter.id ?><?cs var:Filter.id ?><?cs else ?>new<?cs /if ?>">
<?cs call:token() ?><?cs if:Filter.id ?><input type="hidden" name="version" value="<?cs var:Form.version ?>"><?cs /if ?><?cs
if:Form.tried ?><input type="hidden" name="tried" value="<?cs var:Form.tried ?>"><?cs /if ?><?cs
if:Preview.before ?><input type="hidden" name="before" value="<?cs var:Preview.before ?>"><input type="hidden" name="looked" value="<?cs
  var:Preview.looked ?>"><input type="hidden" name="caught" value="<?cs var:Preview.caught ?>"><input type="hidden" name="gave_up" value="<?cs
  if:Preview.gave_up ?><?cs var:Preview.gave_up ?><?cs else ?>0<?cs /if ?>"><?cs /if ?>
<?cs call:line("note", Label.note, "text", Form.note, "off", tr("Moderators see this beside what it holds.")) ?>
<p class="field"><label for="f-kind"><?cs var:Label.kind ?></label>
<select id="f-kind" name="kind"><option value="words"><?cs var:tr("words") ?></option><option value="pattern"<?cs
  if:Form.kind == "pattern" ?> selected<?cs /if ?>><?cs var:tr("pattern") ?></option></select><?cs call:wrong("kind") ?></p>
<p class="field"><label for="f-text"><?cs var:Label.text ?></label>
<textarea dir="auto" id="f-text" name="text" rows="6" spellcheck="false" aria-describedby="h-text">
<?cs var:Form.text ?></textarea><?cs call:wrong("text") ?>
<span class="hint" id="h-text"><?cs var:tr("Words: one or several in each line; * at an end stands for more letters. A pattern: one regular expression (PCRE2). Capitals, accents, look-alike letters and digits for letters make no difference.") ?></span></p>
<p><label class="choice"><input type="checkbox" name="spelled" value="1"<?cs if:Form.spelled ?> checked<?cs /if ?>> <span><?cs
  var:tr("Find words whose letters are written apart, too (g o l d)") ?></span></label></p>
<p class="field"><label for="f-where"><?cs var:Label.where ?></label>
<select id="f-where" name="where"><option value="site"><?cs var:tr("this site") ?></option><?cs if:May.everywhere ?><option value="all"<?cs
  if:Form.where == "all" ?> selected<?cs /if ?>><?cs var:tr("all sites") ?></option><?cs /if ?></select><?cs call:wrong("where") ?></p>
<p class="field"><label for="f-state"><?cs var:Label.state ?></label>
<select id="f-state" name="state"><option value="off"><?cs var:tr("off") ?></option><option value="tell"<?cs
  if:Form.state == "tell" ?> selected<?cs /if ?>><?cs var:tr("publish, and tell the moderators") ?></option><option value="hold"<?cs
  if:Form.state == "hold" ?> selected<?cs /if ?>><?cs var:tr("hold until a moderator has looked") ?></option></select><?cs call:wrong("state") ?></p>
<p><label class="choice"><input type="checkbox" name="everyone" value="1"<?cs if:Form.everyone ?> checked<?cs /if ?>> <span><?cs
  var:tr("Also what trusted members write") ?></span></label></p>
<p class="actions"><button class="button" type="submit" name="act" value="save"><?cs var:tr("Save") ?></button> <button class="button quiet" type="submit" name="act" value="try"><?cs
  var:tr("What would it have caught?") ?></button> <a class="button quiet" href="/admin/filters"><?cs var:tr("Cancel") ?></a></p>
<p class="hint"><?cs var:tr("A filter that is on is saved after you have seen what it would have caught.") ?></p>
</form>
<?cs if:Theirs.state ?><section class="sheet" aria-labelledby="theirs">
<h2 id="theirs"><?cs var:tr("What it is now") ?></h2>
<dl class="facts">
<div><dt><?cs var:Label.note ?></dt><dd><bdi><?cs var:Theirs.note ?></bdi></dd></div>
<div><dt><?cs var:Label.text ?></dt><dd><bdi><?cs var:Theirs.text ?></bdi></dd></div>
<div><dt><?cs var:Label.state ?></dt><dd><?cs var:Theirs.state ?></dd></div>
</dl>
</section><?cs /if ?>
<?cs if:Filter.id ?><section class="sheet" aria-labelledby="versions">
<h2 id="versions"><?cs var:tr("Versions") ?></h2>
<ul class="acts"><?cs each:version = Versions ?>
<li><b class="author" dir="auto"><?cs var:version.by ?></b> <?cs call:moment(version.created) ?> <span class="note"><?cs var:version.state ?></span>
<p class="reason" dir="auto"><?cs var:version.text ?></p><?cs if:!version.now ?>
<form method="post" action="/admin/filters/<?cs var:Filter.id ?>"><?cs call:token() ?><input type="hidden" name="version" value="<?cs var:Form.version ?>"><input type="hidden" name="of" value="<?cs
  var:version.version ?>"><button class="button quiet" type="submit" name="act" value="restore"><?cs var:tr("Bring it back") ?></button></form><?cs /if ?></li><?cs /each ?>
</ul>
<?cs if:!Filter.gone ?><form method="post" action="/admin/filters/<?cs var:Filter.id ?>"><?cs call:token() ?><input type="hidden" name="version" value="<?cs var:Form.version ?>">
<p class="actions"><button class="button quiet" type="submit" name="act" value="delete"><?cs var:tr("Delete this filter") ?></button></p></form><?cs /if ?>
</section><?cs /if ?>
</div>
</div>
<?cs include:"layout/foot.cs" ?>
