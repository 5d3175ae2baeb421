<?cs # Lists of threads, on the home page and on a board's. ?><?cs

# By whom, and when. ?><?cs
def:by(author, at) ?><?cs var:trf("by %s|" + author) ?>, <?cs call:moment(at) ?><?cs /def ?><?cs

# What the site's moderators want everybody to see. ?><?cs
def:announcements() ?><?cs if:Announced ?>
<section class="announcements" aria-label="<?cs var:tr("Announcements") ?>"><ul><?cs each:thread = Announced ?>
<li><a href="<?cs var:thread.url ?>"><bdi><?cs var:thread.title ?></bdi></a> <span class="by"><?cs
  call:by(thread.author, thread.created) ?></span></li><?cs /each ?>
</ul></section><?cs /if ?><?cs /def ?><?cs

# On a phone each row is a card: what the column heads say is then in the cells' `unit`. WITH_BOARD "1"
names each thread's board. ?><?cs
def:thread_table(threads, with_board) ?>
<table class="list threads">
<thead><tr><th scope="col"><?cs var:tr("Thread") ?></th><th scope="col" class="number"><?cs
  var:tr("Replies") ?></th><th scope="col"><?cs var:tr("Last post") ?></th></tr></thead>
<tbody><?cs each:thread = threads ?>
<tr>
<td class="what"><a class="name" href="<?cs var:thread.url ?>"><bdi><?cs var:thread.title ?></bdi></a> <?cs
if:thread.pinned ?><span class="flag"><?cs var:tr("pinned") ?></span> <?cs /if ?><?cs
if:thread.locked ?><span class="flag"><?cs var:tr("locked") ?></span> <?cs /if ?><span class="about"><?cs
if:with_board && thread.board_name ?><a href="/forum/<?cs var:thread.board_name ?>/"><bdi><?cs var:thread.board_title ?></bdi></a> <?cs
/if ?><?cs if:string.length(thread.author) ?><?cs call:by(thread.author, thread.created) ?><?cs /if ?></span></td>
<td class="number"><?cs var:thread.answers ?> <span class="unit"><?cs var:trn("reply|replies|" + thread.answers) ?></span></td>
<td class="last"><?cs if:string.length(thread.last_author) ?><span class="unit"><?cs var:tr("last by") ?></span> <a href="/forum/comment/<?cs var:thread.last_id ?>"><bdi><?cs
  var:thread.last_author ?></bdi></a> <span class="by"><?cs call:moment(thread.activity) ?></span><?cs /if ?></td>
</tr><?cs /each ?>
</tbody>
</table>
<?cs /def ?>
