<?cs set:Page.about = Site.tagline ?><?cs include:"layout/head.cs" ?><?cs include:"forum/lists.cs" ?>
<div class="welcome">
<h1><bdi><?cs var:Site.title ?></bdi></h1>
<?cs if:string.length(Site.tagline) ?><p class="tagline" dir="auto"><?cs var:Site.tagline ?></p><?cs /if ?>
<?cs if:!User.id ?><p><a class="button" href="/account/register"><?cs var:tr("Join the community") ?></a></p><?cs /if ?>
</div>
<?cs call:announcements() ?>
<section aria-labelledby="boards">
<h2 id="boards"><?cs var:tr("Boards") ?></h2>
<?cs if:Boards ?>
<table class="list boards">
<thead><tr><th scope="col"><?cs var:tr("Board") ?></th><th scope="col" class="number"><?cs
  var:tr("Threads") ?></th><th scope="col" class="number"><?cs
  var:tr("Replies") ?></th><th scope="col"><?cs var:tr("Last post") ?></th></tr></thead>
<tbody><?cs each:board = Boards ?>
<tr>
<td class="what"><a class="name" href="/forum/<?cs var:board.name ?>/"><bdi><?cs var:board.title ?></bdi></a><?cs
if:board.archived ?> <span class="by"><?cs var:tr("archived") ?></span><?cs /if ?><?cs
if:board.private ?> <span class="by"><?cs var:tr("not for everybody") ?></span><?cs /if ?><?cs
if:string.length(board.description) ?> <span class="about" dir="auto"><?cs var:board.description ?></span><?cs /if ?></td>
<td class="number"><?cs var:board.threads ?> <span class="unit"><?cs var:trn("thread|threads|" + board.threads) ?></span></td>
<td class="number"><?cs var:board.answers ?> <span class="unit"><?cs var:trn("reply|replies|" + board.answers) ?></span></td>
<td class="last"><?cs if:string.length(board.last_author) ?><a href="/forum/comment/<?cs var:board.last_id ?>"><bdi><?cs
  var:board.last_title ?></bdi></a> <span class="by"><?cs call:by(board.last_author, board.last_created) ?></span><?cs
else ?><span class="by"><?cs var:tr("Nothing yet") ?></span><?cs /if ?></td>
</tr><?cs /each ?>
</tbody>
</table>
<?cs else ?>
<p class="empty"><?cs var:tr("This community has no boards yet. Whoever runs it makes them in the administration.") ?></p>
<?cs /if ?>
</section>
<section aria-labelledby="recent">
<h2 id="recent"><?cs var:tr("Latest conversations") ?></h2>
<?cs if:Recent ?><?cs call:thread_table(Recent, "1") ?><?cs
else ?><p class="empty"><?cs var:tr("Nothing was written yet. Choose a board and start the first thread.") ?></p><?cs /if ?>
</section>
<?cs include:"layout/foot.cs" ?>
