<?cs set:Page.title = tr("Reply") ?><?cs set:Label.body = tr("Your comment") ?><?cs set:Page.unlisted = "1" ?><?cs include:"layout/head.cs" ?>
<nav class="crumbs" aria-label="<?cs var:tr("Where this stands") ?>"><a href="/forum/"><?cs
  var:tr("Boards") ?></a> <a href="<?cs var:Thread.path ?>"><bdi><?cs var:Thread.title ?></bdi><?cs if:string.length(Thread.note) ?> <span class="note"><?cs var:Thread.note ?></span><?cs /if ?></a></nav>
<h1><?cs if:string.length(Parent.author) ?><?cs var:trf("Reply to %s|" + Parent.author) ?><?cs else ?><?cs var:tr("Reply") ?><?cs /if ?></h1>
<?cs call:errors() ?>
<?cs if:Parent.id ?>
<blockquote class="answered">
<p class="by"><a href="/forum/comment/<?cs var:Parent.id ?>"><?cs call:moment(Parent.created) ?></a></p>
<div class="prose" dir="auto"><?cs uvar:Parent.body_html ?></div>
</blockquote>
<?cs /if ?>
<?cs call:preview() ?>
<form class="write" method="post" action="/forum/reply">
<?cs call:token() ?><input type="hidden" name="subject" value="<?cs var:Thread.subject
  ?>"><input type="hidden" name="parent" value="<?cs var:Parent.id ?>"><input type="hidden" name="key" value="<?cs var:Form.key ?>">
<?cs call:draft() ?><?cs call:text(Label.body, Form.body, #10) ?>
<p class="actions"><?cs if:!Thread.locked ?><button class="button" type="submit"><?cs var:tr("Post comment")
  ?></button> <?cs /if ?><button class="button quiet" type="submit" name="preview" value="1"><?cs var:tr("Preview")
  ?></button> <a class="button quiet" data-cancel href="<?cs if:Parent.id ?>/forum/comment/<?cs var:Parent.id ?><?cs
  else ?><?cs var:Thread.path ?><?cs /if ?>"><?cs var:tr("Cancel") ?></a></p>
</form>
<?cs include:"layout/foot.cs" ?>
