<?cs # One act about a whole thread: what it touches, and what it needs. ?><?cs
set:Label.reason = tr("Reason") ?><?cs set:Label.title = tr("Title") ?><?cs set:Label.days = tr("Days") ?><?cs
set:Label.minutes = tr("Minutes") ?><?cs set:Label.board = tr("Board") ?><?cs set:Label.version = tr("Thread") ?><?cs
set:Page.unlisted = "1" ?><?cs
if:Form.act == "lock" && Thread.locked ?><?cs set:Page.title = tr("Unlock the thread") ?><?cs
elif:Form.act == "lock" ?><?cs set:Page.title = tr("Lock the thread") ?><?cs
elif:Form.act == "pin" && Thread.pinned ?><?cs set:Page.title = tr("Unpin the thread") ?><?cs
elif:Form.act == "pin" ?><?cs set:Page.title = tr("Pin the thread") ?><?cs
elif:Form.act == "announce" ?><?cs set:Page.title = tr("Announce the thread") ?><?cs
elif:Form.act == "slow" ?><?cs set:Page.title = tr("Slow mode") ?><?cs
elif:Form.act == "rename" ?><?cs set:Page.title = tr("Rename the thread") ?><?cs
elif:Form.act == "move" ?><?cs set:Page.title = tr("Move the thread") ?><?cs
else ?><?cs set:Page.title = tr("Moderate") ?><?cs /if ?><?cs
include:"layout/head.cs" ?><?cs
def:reason(hint) ?><?cs call:line("reason", Label.reason, "text", Form.reason, "off", hint) ?><?cs /def ?><?cs
def:begin(act) ?><form class="write" method="post" action="/forum/thread/<?cs var:Thread.id ?>/<?cs var:act ?>"><?cs
  call:token() ?><input type="hidden" name="version" value="<?cs var:Form.version ?>"><?cs /def ?><?cs
def:finish(text) ?><p class="actions"><button class="button" type="submit"><?cs var:text ?></button> <a class="button quiet" href="<?cs
  var:Thread.path ?>"><?cs var:tr("Cancel") ?></a></p>
</form><?cs /def ?>
<nav class="crumbs" aria-label="<?cs var:tr("Where this stands") ?>"><a href="/forum/"><?cs var:tr("Boards") ?></a><?cs
if:string.length(Board.name) ?> <a href="/forum/<?cs var:Board.name ?>/"><bdi><?cs var:Board.title ?></bdi></a><?cs
/if ?> <a href="<?cs var:Thread.path ?>"><bdi><?cs var:Thread.title ?></bdi></a></nav>
<h1><?cs var:Page.title ?></h1>
<?cs call:errors() ?>
<p class="reach"><b dir="auto"><?cs var:Thread.title ?></b>: <?cs call:comments(Thread.comments) ?>, <?cs
  var:trn("%d author|%d authors|" + Thread.authors) ?>.</p><?cs
if:Form.act == "lock" && Thread.locked ?>
<?cs call:begin("unlock") ?>
<p><?cs var:tr("Everybody can write here again.") ?></p>
<?cs call:reason("") ?><?cs call:finish(tr("Unlock")) ?><?cs
elif:Form.act == "lock" ?>
<?cs call:begin("lock") ?>
<p><?cs var:tr("Nobody can add a comment or edit theirs. Everything stays readable, and votes still count. Who may lock threads can still write.") ?></p>
<?cs call:reason(tr("It stands at the top of the thread.")) ?><?cs call:finish(tr("Lock")) ?><?cs
elif:Form.act == "pin" && Thread.pinned ?>
<?cs call:begin("unpin") ?>
<p><?cs var:tr("It goes back to its place among the other threads.") ?></p>
<?cs call:finish(tr("Unpin")) ?><?cs
elif:Form.act == "pin" ?>
<?cs call:begin("pin") ?>
<p><?cs var:tr("It stands at the top of its board, before all threads that are not pinned.") ?></p>
<?cs call:finish(tr("Pin")) ?><?cs
elif:Form.act == "announce" ?><?cs if:string.length(Thread.announced) ?>
<?cs call:begin("unannounce") ?>
<p><?cs var:tr("It is announced until") ?> <?cs call:moment(Thread.announced) ?>.</p>
<?cs call:finish(tr("End the announcement")) ?><?cs /if ?>
<?cs call:begin("announce") ?>
<p><?cs var:tr("It stands at the top of the front page and of every board of this site.") ?></p>
<?cs call:line("days", Label.days, "number", Form.days, "off", tr("It ends by itself after so many days, at most 365.")) ?>
<?cs call:finish(tr("Announce")) ?><?cs
elif:Form.act == "slow" ?>
<?cs call:begin("slow") ?><?cs
if:Thread.slow != "0" ?>
<p><?cs var:trn("Now everybody can post here once in %d minute.|Now everybody can post here once in %d minutes.|" + Thread.slow) ?></p><?cs /if ?>
<?cs call:line("minutes", Label.minutes, "number", Form.minutes, "off", tr("Everybody can post here once in so many minutes. 0 ends slow mode.")) ?>
<?cs call:reason("") ?><?cs call:finish(tr("Save")) ?><?cs
elif:Form.act == "rename" ?>
<?cs call:begin("rename") ?>
<?cs call:line("title", Label.title, "text", Form.title, "off", tr("Old links lead to the new address.")) ?><?cs
if:!Form.own ?><?cs call:reason(tr("It stands at the top of the thread, with the former title.")) ?><?cs /if ?>
<?cs call:finish(tr("Rename")) ?><?cs
elif:Form.act == "move" ?><?cs if:Boards ?>
<?cs call:begin("move") ?>
<p class="field"><label for="f-board"><?cs var:Label.board ?></label>
<select id="f-board" name="board"><?cs each:board = Boards ?><option value="<?cs var:board.name ?>"<?cs if:board.chosen ?> selected<?cs /if ?>><?cs
  var:board.title ?></option><?cs /each ?></select><?cs call:wrong("board") ?></p>
<p><?cs var:tr("Its address stays, with all its comments and votes. It is no longer pinned.") ?></p>
<?cs call:reason(tr("It stands at the top of the thread.")) ?><?cs call:finish(tr("Move")) ?><?cs
else ?><p class="empty"><?cs var:tr("There is no other board that you may move it to.") ?></p><?cs /if ?><?cs /if ?>
<?cs include:"layout/foot.cs" ?>
