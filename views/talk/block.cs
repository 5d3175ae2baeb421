<?cs # A discussion, or one page of it: kept by the cache and given to every reader, so nothing in it may
depend on who asks. Live pages go by the data attributes (static/js/live.js). ?><?cs
include:"talk/comment.cs" ?><?cs include:"talk/recent.cs" ?><?cs

def:sort_name(name) ?><?cs if:name == "newest" ?><?cs var:tr("Newest first") ?><?cs
elif:name == "best" ?><?cs var:tr("Best first") ?><?cs else ?><?cs var:tr("Threaded") ?><?cs /if ?><?cs /def ?><?cs

if:Board.name ?><nav class="crumbs" aria-label="<?cs var:tr("Where this stands") ?>"><a href="/forum/"><?cs
  var:tr("Boards") ?></a> <a href="/forum/<?cs var:Board.name ?>/"><bdi><?cs var:Board.title ?></bdi></a></nav>
<?cs /if ?><?cs if:!Thread.below ?><h1 dir="auto"><?cs var:Thread.title ?></h1><?cs /if ?><?cs
if:Notices || Thread.slow ?>
<div class="notices"><?cs each:notice = Notices ?>
<p><?cs if:notice.kind == "lock" ?><?cs var:tr("Locked") ?><?cs
  elif:notice.kind == "move" && !string.length(notice.before) ?><?cs var:tr("Moved here") ?><?cs
  elif:notice.kind == "move" ?><?cs var:trf("Moved here from %s|" + notice.before) ?><?cs
  elif:notice.kind == "rename" ?><?cs var:trf("Renamed; it was called “%s”|" + notice.before) ?><?cs
  elif:notice.kind == "merge" && !string.length(notice.before) ?><?cs var:tr("Merged with another thread") ?><?cs
  elif:notice.kind == "merge" ?><?cs var:trf("Merged with “%s”|" + notice.before) ?><?cs
  elif:notice.kind == "split" ?><?cs if:notice.other ?><a href="<?cs var:notice.other ?>"><?cs /if ?><?cs
    if:notice.new && string.length(notice.before) ?><?cs var:trf("Split off from “%s”|" + notice.before) ?><?cs
    elif:notice.new ?><?cs var:tr("Split off from another thread") ?><?cs
    elif:string.length(notice.before) ?><?cs var:trf("Comments were split off into “%s”|" + notice.before) ?><?cs
    else ?><?cs var:tr("Comments were split off into another thread") ?><?cs /if ?><?cs if:notice.other ?></a><?cs /if ?><?cs /if ?> <?cs
  var:trf("by %s|" + notice.name) ?><?cs
  if:string.length(notice.reason) ?>: <q dir="auto"><?cs var:notice.reason ?></q><?cs /if ?> <?cs call:moment(notice.created) ?></p><?cs /each ?><?cs
if:Thread.slow ?>
<p><?cs var:trn("Slow mode: everybody can post once in %d minute here.|Slow mode: everybody can post once in %d minutes here.|" + Thread.slow) ?></p><?cs /if ?>
</div><?cs /if ?><?cs
if:Talk ?>
<section class="naming"><h2><?cs var:tr("Named in") ?></h2><?cs call:talk_lines() ?>
</section><?cs /if ?><?cs
if:Thread.under ?>
<aside class="branch">
<p><?cs if:string.length(Thread.branch.text) ?><?cs var:trf("The branch of this discussion that answers %s:|" + Thread.branch.author)
  ?></p>
<blockquote dir="auto"><?cs var:Thread.branch.text ?></blockquote><?cs
else ?><?cs var:tr("A branch of this discussion, below a comment that was removed.") ?></p><?cs /if ?>
<p><a href="/forum/comment/<?cs var:Thread.branch.id ?>"><?cs var:tr("See where it branches off") ?></a> <a href="<?cs
  var:Thread.path ?><?cs if:Thread.below ?>#talk<?cs /if ?>"><?cs var:tr("The whole discussion") ?></a></p>
</aside><?cs
/if ?>
<section class="thread"<?cs if:Thread.below ?> id="talk"<?cs /if ?> aria-label="<?cs var:tr("Discussion") ?>" data-subject="<?cs var:Thread.subject
  ?>" data-since="<?cs var:Thread.since ?>" data-version="<?cs var:Thread.version ?>" data-sort="<?cs var:Thread.sort ?>" data-path="<?cs var:Thread.path
  ?>" data-levels="<?cs var:Thread.levels ?>"<?cs
if:Thread.below ?> data-prefix="talk_"<?cs /if ?><?cs
if:Thread.under ?> data-under="<?cs var:Thread.under ?>" data-room="<?cs var:Thread.under ?>"<?cs
elif:Thread.opening ?> data-room="<?cs var:Thread.opening ?>"<?cs /if ?><?cs
if:Thread.later ?> data-later<?cs /if ?><?cs if:Thread.quiet ?> data-quiet<?cs /if ?><?cs
if:Thread.next ?> data-next="<?cs var:Thread.next ?>"<?cs /if ?>><?cs
if:Opening.0.id ?>
<div class="opening"><?cs each:c = Opening ?><?cs call:comment(c) ?><?cs /each ?></div><?cs
/if ?>
<div class="thread-bar">
<?cs if:Thread.under ?><h2><?cs var:tr("Replies") ?></h2><?cs
elif:Thread.opening ?><h2 data-total data-opening data-one="<?cs call:answers("1") ?>" data-many="<?cs
  call:answers("2") ?>"><?cs call:answers(Thread.answers) ?></h2><?cs
else ?><h2 data-total data-one="<?cs call:comments("1") ?>" data-many="<?cs call:comments("2") ?>"><?cs
  call:comments(Thread.answers) ?></h2><?cs /if ?>
<nav class="sorts" aria-label="<?cs var:tr("Order") ?>"><?cs each:sort = Thread.sorts ?>
<a href="<?cs var:sort.url ?>"<?cs if:sort.here ?> aria-current="true"<?cs /if ?>><?cs call:sort_name(sort.name) ?></a><?cs /each ?>
</nav>
</div><?cs
if:Thread.later ?>
<p class="elsewhere"><a rel="first" href="<?cs var:Thread.path ?><?cs if:Thread.under ?>?under=<?cs var:Thread.under
  ?><?cs /if ?>"><?cs var:tr("Comments before these are on an earlier page.") ?></a></p><?cs
/if ?>
<div class="room" data-room-place><?cs each:c = Comments ?><?cs call:comment(c) ?><?cs /each ?><?cs
if:!Comments ?>
<p class="empty" data-empty><?cs if:Thread.closed && Thread.below ?><?cs var:tr("No comments yet.") ?><?cs
  elif:Thread.closed ?><?cs var:tr("No replies yet.") ?><?cs
  elif:Thread.below ?><?cs var:tr("No comments yet. Be the first.") ?><?cs
  else ?><?cs var:tr("No replies yet. Be the first.") ?><?cs /if ?></p><?cs
/if ?></div><?cs
if:Thread.next ?>
<p class="pages"><a class="button more" rel="next" href="<?cs var:Thread.next ?>"><?cs var:tr("More comments") ?></a></p><?cs
/if ?>
</section>
