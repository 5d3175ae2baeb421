<?cs set:Page.title = tr("Edit your comment") ?><?cs set:Label.body = tr("Your comment") ?><?cs set:Page.unlisted = "1" ?><?cs include:"layout/head.cs" ?>
<h1><?cs var:tr("Edit your comment") ?></h1>
<?cs call:errors() ?>
<?cs call:preview() ?>
<form class="write" method="post" action="/forum/comment/<?cs var:Comment.id ?>/edit">
<?cs call:token() ?>
<?cs call:text(Label.body, Form.body, #12) ?>
<p class="actions"><button class="button" type="submit"><?cs var:tr("Save")
  ?></button> <button class="button quiet" type="submit" name="preview" value="1"><?cs var:tr("Preview")
  ?></button> <a class="button quiet" href="/forum/comment/<?cs var:Comment.id ?>"><?cs var:tr("Cancel") ?></a></p>
</form>
<?cs include:"layout/foot.cs" ?>
