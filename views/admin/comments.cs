<?cs set:Page.title = tr("All comments") ?><?cs set:Page.unlisted = "1" ?><?cs set:Label.author = tr("Author") ?><?cs set:Label.text = tr("Text") ?><?cs
set:Label.board = tr("Board") ?><?cs set:List.choice = "choice" ?><?cs
include:"layout/head.cs" ?><?cs include:"admin/frame.cs" ?>
<div class="admin">
<?cs call:sections() ?>
<h1><?cs var:Page.title ?></h1>
<?cs call:errors() ?>
<form class="filters" method="get" action="/admin/comments" role="search" aria-label="<?cs var:tr("Search comments") ?>">
<?cs call:line("author", Label.author, "text", Form.author, "off", tr("The whole name.")) ?>
<p class="field"><label for="f-board"><?cs var:Label.board ?></label>
<select id="f-board" name="board"><option value=""><?cs var:tr("All of them") ?></option><?cs each:board = Boards ?><option value="<?cs var:board.name ?>"<?cs
  if:board.chosen ?> selected<?cs /if ?>><?cs var:board.title ?></option><?cs /each ?></select></p>
<?cs call:line("text", Label.text, "text", Form.text, "off", tr("What they hold, among the 20,000 that come first.")) ?>
<?cs call:filter_order() ?><p class="actions"><button class="button" type="submit"><?cs var:tr("Search") ?></button><?cs
  if:List.filtered ?> <a class="button quiet" href="/admin/comments"><?cs var:tr("Reset") ?></a><?cs /if ?></p>
</form>
<?cs if:!Errors ?><?cs call:rows(Page.title, tr("There are no comments yet.")) ?>
<?cs if:subcount(List.rows) ?><form id="choice" class="choice-bar" method="post" action="/admin/moderate"><?cs call:token() ?>
<p class="actions"><span><?cs var:tr("The selected ones:") ?></span> <button class="button quiet" type="submit" name="act" value="hide"><?cs
  var:tr("Hide …") ?></button> <button class="button" type="submit" name="act" value="remove"><?cs
  var:tr("Remove …") ?></button> <button class="button quiet" type="submit" name="act" value="restore"><?cs var:tr("Restore …") ?></button></p>
</form><?cs /if ?><?cs /if ?>
</div>
<?cs include:"layout/foot.cs" ?>
