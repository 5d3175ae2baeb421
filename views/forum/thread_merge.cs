<?cs # Merging a thread into another, or splitting comments off: first what goes where, then what that touches. ?><?cs
set:Label.reason = tr("Reason") ?><?cs set:Label.title = tr("Title of the new thread") ?><?cs set:Label.board = tr("Board") ?><?cs
set:Label.into = tr("Into which thread") ?><?cs set:Label.comments = tr("Comments") ?><?cs set:Label.version = tr("Thread") ?><?cs
set:Page.unlisted = "1" ?><?cs
if:Form.act == "merge" ?><?cs set:Page.title = tr("Merge the thread") ?><?cs else ?><?cs set:Page.title = tr("Split the thread") ?><?cs /if ?><?cs
include:"layout/head.cs" ?>
<nav class="crumbs" aria-label="<?cs var:tr("Where this stands") ?>"><a href="/forum/"><?cs var:tr("Boards") ?></a> <a href="/forum/<?cs
  var:Board.name ?>/"><bdi><?cs var:Board.title ?></bdi></a> <a href="<?cs var:From.0.path ?>"><bdi><?cs var:From.0.title ?></bdi></a></nav>
<h1><?cs var:Page.title ?></h1>
<?cs call:errors() ?>
<form class="write" method="get" action="/forum/thread/<?cs var:From.0.id ?>/moderate/<?cs var:Form.act ?>"><?cs
if:Form.act == "merge" ?><?cs call:line("into", Label.into, "text", Form.named, "off", tr("Its address or number. All comments of this thread go there.")) ?><?cs
else ?><?cs call:line("comments", Label.comments, "text", Form.named, "off", tr("Their addresses or numbers, with blanks between. Each takes all replies to it along.")) ?><?cs /if ?>
<p class="actions"><button class="button<?cs if:Reach.comments ?> quiet<?cs /if ?>" type="submit"><?cs var:tr("Check") ?></button><?cs
if:!Reach.comments ?> <a class="button quiet" href="<?cs var:From.0.path ?>"><?cs var:tr("Cancel") ?></a><?cs /if ?></p>
</form><?cs
if:Reach.comments ?>
<form class="write" method="post" action="/forum/thread/<?cs var:From.0.id ?>/<?cs var:Form.act ?>"><?cs call:token() ?><input type="hidden" name="version" value="<?cs
  var:From.0.version ?>">
<p class="reach"><?cs if:Form.act == "merge" ?><b dir="auto"><?cs var:From.0.title ?></b> → <b dir="auto"><?cs var:Into.0.title ?></b> <span class="note">(<bdi><?cs
  var:Into.0.board ?></bdi>)</span>: <?cs else ?><b dir="auto"><?cs var:From.0.title ?></b>: <?cs /if ?><?cs call:comments(Reach.comments) ?>, <?cs
  var:trn("%d author|%d authors|" + Reach.authors) ?>.</p><?cs
if:Form.act == "merge" ?><input type="hidden" name="into" value="<?cs var:Form.named ?>"><input type="hidden" name="into_version" value="<?cs var:Into.0.version ?>">
<p><?cs var:tr("The first post becomes a reply to the first post there. The address of this thread leads to it from now on, and every comment keeps its own address.") ?></p>
<?cs call:line("reason", Label.reason, "text", Form.reason, "off", tr("It stands at the top of the thread.")) ?>
<p class="actions"><button class="button" type="submit"><?cs var:tr("Merge") ?></button><?cs
else ?><input type="hidden" name="comments" value="<?cs var:Form.named ?>">
<p><?cs var:tr("The oldest of these comments opens the new thread. Every comment keeps its own address.") ?></p>
<?cs call:line("title", Label.title, "text", Form.title, "off", "") ?>
<p class="field"><label for="f-board"><?cs var:Label.board ?></label>
<select id="f-board" name="board"><?cs each:board = Boards ?><option value="<?cs var:board.name ?>"<?cs if:board.chosen ?> selected<?cs /if ?>><?cs
  var:board.title ?></option><?cs /each ?></select><?cs call:wrong("board") ?></p>
<?cs call:line("reason", Label.reason, "text", Form.reason, "off", tr("It stands at the top of both threads.")) ?>
<p class="actions"><button class="button" type="submit"><?cs var:tr("Split off") ?></button><?cs
/if ?> <a class="button quiet" href="<?cs var:From.0.path ?>"><?cs var:tr("Cancel") ?></a></p>
</form><?cs
/if ?>
<?cs include:"layout/foot.cs" ?>
