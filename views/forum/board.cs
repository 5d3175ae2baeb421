<?cs set:Page.title = Board.title ?><?cs set:Page.about = Board.description ?><?cs
include:"layout/head.cs" ?><?cs include:"forum/lists.cs" ?><?cs set:Start = "/forum/" + Board.name + "/new" ?><?cs
if:Board.partial ?><?cs set:First = "/forum/" + Board.name + "/" ?><?cs /if ?>
<nav class="crumbs" aria-label="<?cs var:tr("Where this stands") ?>"><a href="/forum/"><?cs var:tr("Boards") ?></a></nav>
<div class="title-bar">
<div>
<h1><bdi><?cs var:Board.title ?></bdi></h1>
<?cs if:string.length(Board.description) ?><p class="tagline" dir="auto"><?cs var:Board.description ?></p><?cs /if ?>
</div>
<?cs if:May.start ?><a class="button" href="<?cs var:Start ?>"><?cs var:tr("Start a thread") ?></a><?cs /if ?>
</div>
<?cs if:Board.archived ?><p class="notice"><?cs var:tr("This board is archived: it can be read, and nobody can write.") ?></p><?cs /if ?><?cs
if:Board.private ?><p class="notice"><?cs var:tr("Not everybody can see this board.") ?></p><?cs /if ?>
<?cs call:announcements() ?><?cs if:Threads ?><?cs call:thread_table(Threads, "") ?><?cs
elif:Board.partial ?><p class="empty"><?cs var:tr("There are no older threads.") ?></p><?cs
elif:!May.start ?><p class="empty"><?cs var:tr("Nobody has written here yet.") ?></p><?cs
else ?><p class="empty"><?cs var:tr("Nobody has written here yet.") ?> <a href="<?cs var:Start ?>"><?cs
  var:tr("Start the first thread") ?></a></p><?cs /if ?>
<?cs if:User.moderates ?><p class="actions"><a class="button quiet" rel="nofollow" href="/admin/comments?board=<?cs var:Board.name ?>"><?cs var:tr("Moderate comments") ?></a></p><?cs /if ?>
<?cs call:pages(Next, tr("Older threads"), First, tr("Newest threads")) ?>
<?cs include:"layout/foot.cs" ?>
