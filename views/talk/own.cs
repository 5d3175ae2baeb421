<?cs # What one reader has done in a discussion. It works as it stands; static/js/votes.js reads it to mark
the buttons instead. ?><?cs each:held = Held ?>
<p class="notice"><?cs if:held.refused ?><?cs if:string.length(held.reason) ?><?cs
  var:trf("A moderator did not publish a post of yours: %s|" + held.reason) ?><?cs else ?><?cs
  var:tr("A moderator did not publish a post of yours.") ?><?cs /if ?><?cs else ?><?cs
  var:tr("A post of yours here waits for review. Only you and the moderators see it.") ?><?cs /if ?> <a href="/forum/held/<?cs
  var:held.id ?>"><?cs var:tr("See it") ?></a></p><?cs /each ?><?cs if:Own ?><details class="own" data-own>
<summary><?cs var:tr("Your votes and comments here") ?></summary>
<ul><?cs each:own = Own ?><?cs if:own.removed ?>
<li class="removed" data-gone="<?cs var:own.id ?>"><span data-why><?cs if:string.length(own.reason) ?><?cs
  var:trf("A moderator removed your comment: %s|" + own.reason) ?><?cs else ?><?cs
  var:tr("A moderator removed your comment.") ?><?cs /if ?></span> <a href="/forum/comment/<?cs var:own.id ?>/moderate"><?cs
  var:tr("About this comment") ?></a></li><?cs
elif:own.hidden ?>
<li class="removed" data-gone="<?cs var:own.id ?>"><span data-why><?cs if:string.length(own.reason) ?><?cs
  var:trf("Only you and the moderators see your comment: %s|" + own.reason) ?><?cs else ?><?cs
  var:tr("Your comment waits for review. Only you and the moderators see it.") ?><?cs /if ?></span> <a href="/forum/comment/<?cs var:own.id ?>/moderate"><?cs
  var:tr("About this comment") ?></a></li><?cs
elif:own.withdrawn ?>
<li class="removed" data-gone="<?cs var:own.id ?>"><span data-why><?cs var:tr("You removed this comment.") ?></span> <a href="/forum/comment/<?cs
  var:own.id ?>/moderate"><?cs var:tr("Restore") ?></a></li><?cs
elif:own.mine ?>
<li><a href="/forum/comment/<?cs var:own.id ?>"><?cs var:trf("Your comment %s|" + own.id) ?></a> <a href="/forum/comment/<?cs
  var:own.id ?>/edit"><?cs var:tr("Edit") ?></a> <a href="/forum/comment/<?cs var:own.id ?>/moderate"><?cs var:tr("Remove") ?></a><?cs if:string.length(own.reason) ?> <a href="/forum/comment/<?cs
  var:own.id ?>/moderate"><?cs var:trf("A moderator changed your comment: %s|" + own.reason) ?></a><?cs /if ?></li><?cs
else ?>
<li data-comment="<?cs var:own.id ?>" data-value="<?cs var:own.value ?>"><a href="/forum/comment/<?cs var:own.id ?>"><?cs
  if:own.value == "1" ?><?cs var:trf("Comment %s: helpful|" + own.id) ?><?cs
  else ?><?cs var:trf("Comment %s: not helpful|" + own.id) ?><?cs /if
  ?></a> <button form="vote" formaction="/forum/comment/<?cs var:own.id ?>/rating" name="value" value="0"><?cs
  var:tr("Take back") ?></button></li><?cs
/if ?><?cs /each ?>
</ul>
</details><?cs /if ?>
