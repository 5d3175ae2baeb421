<?cs set:Page.title = tr("Start a thread") ?><?cs set:Label.title = tr("Title") ?><?cs set:Label.body = tr("Your text") ?><?cs set:Page.unlisted = "1" ?><?cs include:"layout/head.cs" ?>
<nav class="crumbs" aria-label="<?cs var:tr("Where this stands") ?>"><a href="/forum/"><?cs
  var:tr("Boards") ?></a> <a href="/forum/<?cs var:Board.name ?>/"><bdi><?cs var:Board.title ?></bdi></a></nav>
<h1><?cs var:tr("Start a thread") ?></h1>
<?cs call:errors() ?>
<?cs call:preview() ?>
<form class="write" method="post" action="/forum/<?cs var:Board.name ?>/new">
<?cs call:token() ?><input type="hidden" name="key" value="<?cs var:Form.key ?>">
<?cs call:draft() ?><?cs call:line("title", Label.title, "text", Form.title, "off", tr("Say what it is about: names of places, items and monsters help others to find it.")) ?>
<?cs call:text(Label.body, Form.body, #12) ?>
<p class="actions"><button class="button" type="submit"><?cs var:tr("Post thread")
  ?></button> <button class="button quiet" type="submit" name="preview" value="1"><?cs var:tr("Preview")
  ?></button> <a class="button quiet" data-cancel href="/forum/<?cs var:Board.name ?>/"><?cs var:tr("Cancel") ?></a></p>
</form>
<?cs include:"layout/foot.cs" ?>
