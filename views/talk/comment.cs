<?cs # One comment, the same for every reader: who is asking, their votes and tokens are not in it. Its
buttons belong to the page's forms `vote`, `reply` and `report` (talk/thread.cs); where their readers may not write there
are none. The texts are set once, for
there may be a hundred comments. ?><?cs include:"macros.cs" ?><?cs
set:Text.rating = tr("Rating") ?><?cs
set:Text.up = tr("Helpful") ?><?cs
set:Text.down = tr("Not helpful") ?><?cs
set:Text.reply = tr("Reply") ?><?cs
set:Text.parent = tr("Jump to parent") ?><?cs
set:Text.edited = tr("edited") ?><?cs
set:Text.orphaned = tr("in reply to an earlier comment") ?><?cs
set:Text.report = tr("Report") ?><?cs
set:Text.spam = tr("Spam") ?><?cs
set:Text.abuse = tr("Insults or threats") ?><?cs
set:Text.off_topic = tr("Off topic") ?><?cs
set:Text.spoiler = tr("Spoils the game") ?><?cs
set:Text.more = tr("Something else …") ?><?cs
set:Text.removed = tr("This comment was removed.") ?><?cs
set:Text.imported = tr("imported") ?><?cs
set:Text.hidden = tr("This comment is held back.") ?><?cs
set:Text.folded = tr("Folded: reported by several trusted members.") ?><?cs
set:Text.manage = tr("Moderate") ?><?cs

# Where a comment stands apart from what it answers: whose that is and how it begins, where that is known. ?><?cs
def:answered(c) ?><?cs if:c.orphaned ?> <a class="orphaned" href="/forum/comment/<?cs var:c.parent ?>"><?cs
if:string.length(c.answered_author) ?><?cs var:trf("in reply to %s|" + c.answered_author) ?>: <q dir="auto"><?cs var:c.answered ?></q><?cs
else ?><?cs var:Text.orphaned ?><?cs /if ?></a><?cs /if ?><?cs /def ?><?cs

# One press reports, for the reason that the button is called by (enum report_reason). Short, for there may be
a hundred of it. ?><?cs
def:report(c) ?><details class="report"><summary><?cs var:Text.report ?></summary><button form="report" name="spam" value="<?cs
  var:c.id ?>"><?cs var:Text.spam ?></button><button form="report" name="abuse" value="<?cs
  var:c.id ?>"><?cs var:Text.abuse ?></button><button form="report" name="off-topic" value="<?cs
  var:c.id ?>"><?cs var:Text.off_topic ?></button><button form="report" name="spoiler" value="<?cs
  var:c.id ?>"><?cs var:Text.spoiler ?></button><a class="moderate" rel="nofollow" href="/forum/comment/<?cs var:c.id ?>/moderate"><?cs
  var:Text.more ?></a></details><?cs /def ?><?cs

# Opens the comment's element and, as C.closes says, closes it with those around it or opens a place
for the replies that follow. ?><?cs
def:comment(c) ?>
<article class="comment<?cs if:c.removed ?> removed<?cs /if ?>" id="c-<?cs var:c.id ?>" data-depth="<?cs
  var:c.depth ?>" data-score="<?cs var:c.score ?>" data-author="<?cs var:c.author_id ?>"><div class="post">
<header><?cs if:!c.removed ?><b class="author" dir="auto"><?cs var:c.author ?></b> <?cs if:c.imported ?><span class="by imported"><?cs var:Text.imported ?></span> <?cs /if ?><?cs /if ?><a href="/forum/comment/<?cs
  var:c.id ?>"><?cs call:moment(c.created) ?></a><?cs
if:c.edited && !c.removed ?> <time class="edited" datetime="<?cs var:c.edited ?>" title="<?cs var:c.edited
  ?>" data-label><?cs var:Text.edited ?></time><?cs /if ?><?cs
call:answered(c) ?></header><?cs
if:c.removed ?>
<p class="placeholder"><?cs if:c.hidden ?><?cs var:Text.hidden ?><?cs else ?><?cs var:Text.removed ?><?cs /if ?> <a class="manage" rel="nofollow" href="/forum/comment/<?cs
  var:c.id ?>/moderate"><?cs var:Text.manage ?></a></p><?cs
else ?>
<?cs if:c.folded ?><details class="flagged"><summary><?cs var:Text.folded ?></summary><?cs /if ?><div class="prose" dir="auto"><?cs uvar:c.body_html ?></div><?cs if:c.folded ?></details><?cs /if ?>
<footer><span class="votes" role="group" aria-label="<?cs var:Text.rating ?>"><?cs
if:!Thread.closed ?><button form="vote" formaction="/forum/comment/<?cs var:c.id ?>/rating" name="value" value="1"><?cs
  var:Text.up ?></button><?cs /if ?><b class="score"><?cs var:c.score ?></b><?cs
if:!Thread.closed ?><button form="vote" formaction="/forum/comment/<?cs var:c.id ?>/rating" name="value" value="-1"><?cs
  var:Text.down ?></button><?cs /if ?></span><?cs
if:!Thread.closed && !Thread.locked ?><button form="reply" name="parent" value="<?cs var:c.id ?>"><?cs var:Text.reply ?></button><?cs /if ?><?cs
if:c.parent && !c.orphaned ?><a class="parent" href="#c-<?cs var:c.parent ?>"><?cs var:Text.parent ?></a><?cs /if ?><?cs
call:report(c) ?></footer><?cs
/if ?><?cs
if:c.deeper ?>
<p><a class="continue" rel="nofollow" href="<?cs var:c.continue ?>" data-count="<?cs var:c.deeper ?>"><?cs
  var:trn("Continue this conversation (%d reply)|Continue this conversation (%d replies)|" + c.deeper) ?></a></p><?cs
/if ?></div><?cs
if:c.closes ?></article><?cs loop:i = #2, c.closes, #1 ?></div></article><?cs /loop ?><?cs
else ?><div class="replies"><?cs /if ?><?cs
/def ?>
