<?cs # A discussion on a page, whosever page it is: thread_block() after lib/talk/block.h's. ?><?cs

# Where to write at a discussion's end, or at that of its branch, if its reader may. Scripts copy it to where "Reply" was chosen. ?><?cs
def:reply_box() ?><?cs if:Thread.locked ?>
<p class="invitation"><?cs var:tr("This thread is locked: nothing can be added or edited here.") ?></p><?cs
elif:Thread.closed ?>
<p class="invitation"><?cs var:tr("Only some players can write here.") ?><?cs if:!User.id ?> <a class="button" href="/account/login<?cs
  call:next_here() ?>"><?cs var:tr("Log in") ?></a><?cs /if ?></p><?cs
elif:User.id ?>
<form class="write" method="post" action="/forum/reply" data-write>
<h2 data-heading><?cs if:Thread.branch.author ?><?cs var:trf("Reply to %s|" + Thread.branch.author) ?><?cs else ?><?cs var:tr("Join in") ?><?cs /if ?></h2>
<?cs call:token() ?><input type="hidden" name="subject" value="<?cs var:Thread.subject
  ?>"><input type="hidden" name="parent" value="<?cs var:Thread.under ?>"><input type="hidden" name="key" value="<?cs var:Form.key ?>">
<?cs call:draft() ?><?cs call:text(tr("Your comment"), "", #6) ?>
<p class="problem" role="alert" data-problem hidden></p>
<section class="preview" aria-live="polite" data-preview hidden><h3><?cs var:tr("Preview") ?></h3><div class="prose" dir="auto"></div></section>
<p class="actions"><button class="button" type="submit"><?cs var:tr("Post comment")
  ?></button> <button class="button quiet" type="submit" name="preview" value="1"><?cs var:tr("Preview")
  ?></button> <button class="button quiet" type="button" data-cancel hidden><?cs var:tr("Cancel") ?></button></p>
</form><?cs
else ?>
<p class="invitation"><a class="button" href="/account/login<?cs call:next_here() ?>"><?cs var:tr("Log in to join in") ?></a> <?cs
  var:tr("New here?") ?> <a href="/account/register<?cs call:next_here() ?>"><?cs var:tr("Register") ?></a></p><?cs
/if ?><?cs /def ?><?cs

# What its reader may do to the whole thread, each on a page of its own that says what it touches. ?><?cs
def:act_title(act) ?><?cs if:act == "lock" ?><?cs var:tr("Lock or unlock") ?><?cs
elif:act == "slow" ?><?cs var:tr("Slow mode") ?><?cs
elif:act == "pin" ?><?cs var:tr("Pin or unpin") ?><?cs
elif:act == "announce" ?><?cs var:tr("Announce") ?><?cs
elif:act == "rename" ?><?cs var:tr("Rename") ?><?cs
elif:act == "move" ?><?cs var:tr("Move to another board") ?><?cs
elif:act == "merge" ?><?cs var:tr("Merge into another thread") ?><?cs
elif:act == "split" ?><?cs var:tr("Split off replies") ?><?cs
elif:act == "acts" ?><?cs var:tr("What was done") ?><?cs /if ?><?cs /def ?><?cs

def:thread_menu() ?><?cs if:Menu ?>
<details class="menu thread-menu"><summary><?cs var:tr("Moderate") ?></summary>
<ul><?cs each:item = Menu ?>
<li><a rel="nofollow" href="/forum/thread/<?cs var:Thread.number ?>/moderate/<?cs var:item.act ?>"><?cs
  call:act_title(item.act) ?></a></li><?cs /each ?>
<li><a rel="nofollow" href="/forum/thread/<?cs var:Thread.number ?>/moderate/acts"><?cs call:act_title("acts") ?></a></li>
</ul></details><?cs /if ?><?cs /def ?><?cs

# The forms that the comments' buttons belong to, the discussion, and what the scripts say. A guest's
click leads to the login and back. ?><?cs
def:thread_block() ?><?cs if:Thread.block_html ?>
<?cs if:!Thread.closed ?><form id="vote" action="/forum/" method="<?cs if:User.id ?>post<?cs else ?>get<?cs /if ?>"><?cs if:User.id ?><?cs
  call:token() ?><?cs /if ?></form>
<form id="reply" action="/forum/reply" method="get"><input type="hidden" name="subject" value="<?cs var:Thread.subject ?>"></form>
<?cs /if ?><form id="report" action="/forum/report" method="<?cs if:User.id ?>post<?cs else ?>get<?cs /if ?>"><?cs if:User.id ?><?cs
  call:token() ?><?cs /if ?></form>
<?cs call:thread_menu() ?><?cs uvar:Thread.block_html ?><?cs uvar:Thread.own_html ?>
<?cs call:reply_box() ?>
<div class="toast" role="status" data-live data-worker="<?cs var:Static.live_worker_js ?>" data-new="<?cs var:tr("New comment by %s") ?>" data-new-many="<?cs
  var:trn("%d new comment|%d new comments|2") ?>" data-elsewhere-one="<?cs
  var:trn("%d new comment on another page of this discussion.|%d new comments on other pages of this discussion.|1")
  ?>" data-elsewhere-many="<?cs
  var:trn("%d new comment on another page of this discussion.|%d new comments on other pages of this discussion.|2")
  ?>" data-read="<?cs var:tr("Read it") ?>" data-reset="<?cs var:tr("Much has been written since.")
  ?>" data-moderated="<?cs var:tr("This discussion was changed.")
  ?>" data-reload="<?cs var:tr("Load this page again") ?>" data-continue-one="<?cs
  var:trn("Continue this conversation (%d reply)|Continue this conversation (%d replies)|1")
  ?>" data-continue-many="<?cs
  var:trn("Continue this conversation (%d reply)|Continue this conversation (%d replies)|2") ?>" data-removed="<?cs
  var:tr("This comment was removed.") ?>" data-failed="<?cs
  var:tr("No answer came from the server. Please try again.") ?>" data-log-in="<?cs var:tr("Log in") ?>" data-other="<?cs
  var:tr("You are now logged in as %s.") ?>" data-post-as="<?cs var:tr("Post as %s") ?>" data-log-in-as="<?cs
  var:tr("Log in as %s") ?>" data-edit="<?cs var:tr("Edit")
  ?>" data-remove="<?cs var:tr("Remove") ?>" data-moderate="<?cs var:tr("Moderate") ?>" data-reported="<?cs
  var:tr("Reported. Moderators will look at it.") ?>" data-take-back="<?cs var:tr("Take back") ?>" data-took-back="<?cs
  var:tr("Your report is taken back.") ?>" data-answer="<?cs var:tr("Reply to %s") ?>" data-fold="<?cs var:tr("Comment with its replies") ?>"></div>
<?cs /if ?><?cs /def ?>
