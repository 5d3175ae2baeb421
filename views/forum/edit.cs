<?cs if:Comment.author ?><?cs set:Page.title = trf("Edit the comment by %s|" + Comment.author) ?><?cs set:Label.body = tr("The comment") ?><?cs
else ?><?cs set:Page.title = tr("Edit your comment") ?><?cs set:Label.body = tr("Your comment") ?><?cs /if ?><?cs set:Label.reason = tr("Reason") ?><?cs set:Page.unlisted = "1" ?><?cs include:"layout/head.cs" ?>
<h1><?cs var:Page.title ?></h1>
<?cs call:errors() ?>
<?cs if:Now.edited ?>
<section class="kept problem" role="alert" aria-labelledby="now">
<h2 id="now"><?cs var:tr("This comment was changed since you opened this form") ?></h2>
<p><?cs var:tr("Nothing of yours was saved yet.") ?> <?cs var:tr("Last changed:") ?> <?cs call:moment(Now.edited) ?></p>
<p><?cs var:tr("This is how it reads now:") ?></p>
<textarea dir="auto" rows="8" readonly aria-labelledby="now">
<?cs var:Now.body ?></textarea>
<p><?cs var:tr("This is what your text would change of it:") ?></p>
<p class="changed-words" dir="auto"><?cs each:run = Runs ?><?cs if:run.change == "removed" ?><del><?cs var:run.text ?></del><?cs
  elif:run.change == "added" ?><ins><?cs var:run.text ?></ins><?cs else ?><?cs var:run.text ?><?cs /if ?><?cs /each ?></p>
<p><?cs var:tr("Below is what you wrote. If you save it, it takes the place of the text above.") ?></p>
</section>
<?cs /if ?>
<?cs call:preview() ?>
<form class="write" method="post" action="/forum/comment/<?cs var:Comment.id ?>/edit">
<?cs call:token() ?><input type="hidden" name="version" value="<?cs var:Form.version ?>">
<?cs call:draft() ?><?cs call:text(Label.body, Form.body, #12) ?><?cs
if:Comment.author ?><?cs call:line("reason", Label.reason, "text", Form.reason, "off", tr("Whoever wrote it reads this, and what it said before is kept.")) ?><?cs /if ?>
<p class="actions"><button class="button" type="submit"><?cs var:tr("Save")
  ?></button> <button class="button quiet" type="submit" name="preview" value="1"><?cs var:tr("Preview")
  ?></button> <a class="button quiet" data-cancel href="/forum/comment/<?cs var:Comment.id ?>"><?cs var:tr("Cancel") ?></a></p>
</form>
<?cs include:"layout/foot.cs" ?>
