<?cs set:Page.title = tr("About this comment") ?><?cs set:Label.reason = tr("Reason") ?><?cs set:Page.unlisted = "1" ?><?cs
include:"layout/head.cs" ?><?cs include:"talk/act_lines.cs" ?><?cs include:"talk/report_reasons.cs" ?>
<nav class="crumbs" aria-label="<?cs var:tr("Where this stands") ?>"><a href="/forum/"><?cs
  var:tr("Boards") ?></a> <a href="/forum/comment/<?cs var:Comment.id ?>"><?cs var:tr("Back to the comment") ?></a></nav>
<h1><?cs var:tr("About this comment") ?></h1>
<?cs call:errors() ?>
<blockquote class="answered">
<p class="by"><?cs if:Comment.account ?><a class="author" href="<?cs var:Comment.account ?>"><bdi><?cs var:Comment.author ?></bdi></a> <?cs
  elif:string.length(Comment.author) ?><b class="author" dir="auto"><?cs var:Comment.author ?></b> <?cs
  /if ?><a href="/forum/comment/<?cs var:Comment.id ?>"><?cs call:moment(Comment.created) ?></a></p>
<?cs if:string.length(Comment.text) ?><p dir="auto"><?cs var:Comment.text ?></p><?cs /if ?><?cs
if:Comment.removed ?><p class="placeholder"><?cs var:tr("This comment was removed.") ?></p><?cs
elif:Comment.folded ?><p class="placeholder"><?cs var:tr("Folded: reported by several trusted members.") ?></p><?cs
elif:Comment.hidden ?><p class="placeholder"><?cs var:tr("This comment is held back: only its author and moderators see it.") ?></p><?cs /if ?>
</blockquote>
<?cs if:Comment.reported ?>
<p class="note"><?cs var:tr("You reported this comment. Moderators will look at it.") ?></p>
<form method="post" action="/forum/comment/<?cs var:Comment.id ?>/report/withdraw"><?cs call:token() ?>
<p class="actions"><button class="button quiet" type="submit"><?cs var:tr("Take back") ?></button></p>
</form><?cs
/if ?><?cs if:Reasons ?>
<section><h2><?cs var:tr("Report to the moderators") ?></h2>
<form method="post" action="/forum/comment/<?cs var:Comment.id ?>/report"><?cs call:token() ?>
<p class="field"><label for="f-note"><?cs var:tr("What moderators should know") ?></label>
<textarea id="f-note" dir="auto" name="note" rows="2" aria-describedby="h-note"></textarea>
<span class="hint" id="h-note"><?cs var:tr("You can leave this empty.") ?></span></p>
<p><?cs var:tr("What is wrong with it?") ?></p>
<p class="actions"><?cs each:reason = Reasons ?><button class="button quiet" type="submit" name="reason" value="<?cs
  var:reason.name ?>"><?cs call:reason_name(reason.name) ?></button> <?cs /each ?></p>
</form></section><?cs
/if ?><?cs if:May.withdraw ?>
<section><h2><?cs var:tr("Remove your comment") ?></h2>
<form method="post" action="/forum/comment/<?cs var:Comment.id ?>/remove"><?cs call:token() ?>
<p><?cs var:tr("Its place stays, and what others answered. You can restore it.") ?></p>
<p class="actions"><button class="button" type="submit"><?cs var:tr("Remove") ?></button></p>
</form></section><?cs
/if ?><?cs if:May.return ?>
<section><h2><?cs var:tr("You removed this comment") ?></h2>
<form method="post" action="/forum/comment/<?cs var:Comment.id ?>/restore"><?cs call:token() ?>
<p class="actions"><button class="button" type="submit"><?cs var:tr("Restore") ?></button></p>
</form></section><?cs
/if ?><?cs if:May.remove && !May.withdraw ?>
<section><h2><?cs var:tr("Remove as a moderator") ?></h2>
<form method="post" action="/forum/comment/<?cs var:Comment.id ?>/remove"><?cs call:token() ?>
<?cs call:line("reason", Label.reason, "text", Form.reason, "off", tr("Whoever wrote it reads this.")) ?>
<p class="actions"><button class="button" type="submit" name="scope" value="comment"><?cs var:tr("Remove")
  ?></button> <button class="button quiet" type="submit" name="scope" value="branch"><?cs var:tr("Remove with all replies")
  ?></button><?cs if:May.hide ?> <button class="button quiet" type="submit" name="scope" value="comment" formaction="/forum/comment/<?cs
  var:Comment.id ?>/hide"><?cs var:tr("Hide") ?></button><?cs /if ?></p>
<p class="note"><?cs var:tr("What is hidden keeps its place; only whoever wrote it and moderators read it.") ?></p>
</form></section><?cs
/if ?><?cs if:May.edit ?>
<p class="actions"><a class="button quiet" href="/forum/comment/<?cs var:Comment.id ?>/edit"><?cs var:tr("Edit as a moderator") ?></a></p><?cs
/if ?><?cs if:May.split ?>
<p class="actions"><a class="button quiet" href="/forum/thread/<?cs var:May.split ?>/moderate/split?comments=<?cs var:Comment.id ?>"><?cs
  var:tr("Split off into a new thread") ?></a></p><?cs
/if ?><?cs if:May.warn ?>
<section><h2><?cs var:tr("Warn whoever wrote it") ?></h2>
<form method="post" action="/admin/accounts/<?cs var:Comment.author_id ?>/warn"><?cs call:token() ?><input type="hidden" name="comment" value="<?cs var:Comment.id ?>">
<p class="field"><label for="f-warning"><?cs var:tr("What they are warned for") ?></label>
<input id="f-warning" dir="auto" name="reason" type="text" autocomplete="off" aria-describedby="h-warning">
<span class="hint" id="h-warning"><?cs var:tr("They must read it before they see any other page.") ?></span></p>
<p class="actions"><button class="button quiet" type="submit"><?cs var:tr("Warn") ?></button><?cs if:Comment.account ?> <a class="button quiet" href="<?cs var:Comment.account ?>"><?cs
  var:tr("More about the account, bans too") ?></a><?cs /if ?></p>
</form></section><?cs
/if ?><?cs if:May.ban && Comment.account ?>
<section><h2><?cs var:tr("Suspend whoever wrote it") ?></h2>
<p class="actions"><a class="button quiet" href="<?cs var:Comment.account ?>/ban?next=/forum/comment/<?cs var:Comment.id ?>/moderate"><?cs
  var:tr("Suspend …") ?></a></p></section><?cs
/if ?><?cs if:May.restore ?>
<section><h2><?cs var:tr("Restore as a moderator") ?></h2>
<form method="post" action="/forum/comment/<?cs var:Comment.id ?>/restore"><?cs call:token() ?>
<p class="actions"><button class="button" type="submit" name="scope" value="comment"><?cs var:tr("Restore")
  ?></button> <button class="button quiet" type="submit" name="scope" value="branch"><?cs var:tr("Restore with all replies")
  ?></button></p>
</form></section><?cs
/if ?><?cs if:Corrections ?>
<section><h2><?cs var:tr("What it said before") ?></h2><?cs each:correction = Corrections ?>
<p><?cs var:trf("%s changed it|" + correction.by) ?>, <?cs call:moment(correction.created) ?>: <span dir="auto"><?cs var:correction.reason ?></span></p>
<textarea dir="auto" rows="6" readonly aria-label="<?cs var:tr("What it said before") ?>">
<?cs var:correction.before ?></textarea><?cs /each ?>
</section><?cs
/if ?><?cs if:Acts ?>
<section><h2><?cs var:tr("What was done") ?></h2>
<?cs call:act_lines() ?></section><?cs
/if ?>
<?cs include:"layout/foot.cs" ?>
