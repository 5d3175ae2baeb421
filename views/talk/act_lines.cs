<?cs # What moderators did: one line an act, with a button that undoes it for whom it may. ?><?cs
def:act_votes(act) ?><?cs if:act.votes ?> <?cs var:tr("and") ?> <?cs var:trn("%d vote|%d votes|" + act.votes) ?><?cs /if ?><?cs /def ?><?cs

def:act_name(act) ?><?cs if:act.kind == "remove" ?><?cs var:trn("removed %d comment|removed %d comments|" + act.comments) ?><?cs call:act_votes(act) ?><?cs
elif:act.kind == "restore" ?><?cs var:trn("restored %d comment|restored %d comments|" + act.comments) ?><?cs call:act_votes(act) ?><?cs
elif:act.kind == "hide" ?><?cs var:trn("hid %d comment|hid %d comments|" + act.comments) ?><?cs
elif:act.kind == "keep" ?><?cs var:trn("kept %d reported comment|kept %d reported comments|" + act.comments) ?><?cs
elif:act.kind == "reopen" ?><?cs var:trn("took back that %d reported comment was kept|took back that %d reported comments were kept|" + act.comments) ?><?cs
elif:act.kind == "release" ?><?cs var:trn("published %d held post|published %d held posts|" + act.comments) ?><?cs
elif:act.kind == "refuse" ?><?cs var:trn("refused %d held post|refused %d held posts|" + act.comments) ?><?cs
elif:act.kind == "review" ?><?cs var:trn("let %d post wait for review again|let %d posts wait for review again|" + act.comments) ?><?cs
elif:act.kind == "edit" ?><?cs var:tr("changed a comment") ?><?cs
elif:act.kind == "remove-own" ?><?cs var:tr("removed their own comment") ?><?cs
elif:act.kind == "restore-own" ?><?cs var:tr("restored their own comment") ?><?cs
elif:act.kind == "lock" ?><?cs var:tr("locked a thread") ?><?cs
elif:act.kind == "unlock" ?><?cs var:tr("unlocked a thread") ?><?cs
elif:act.kind == "pin" ?><?cs var:tr("pinned a thread") ?><?cs
elif:act.kind == "unpin" ?><?cs var:tr("unpinned a thread") ?><?cs
elif:act.kind == "announce" ?><?cs var:tr("announced a thread") ?><?cs
elif:act.kind == "unannounce" ?><?cs var:tr("ended an announcement") ?><?cs
elif:act.kind == "slow" && act.after == "0" ?><?cs var:tr("ended slow mode") ?><?cs
elif:act.kind == "slow" ?><?cs var:trn("set slow mode to %d minute|set slow mode to %d minutes|" + act.after) ?><?cs
elif:act.kind == "rename" ?><?cs var:trf("renamed a thread that was called “%s”|" + act.before) ?><?cs
elif:act.kind == "rename-own" ?><?cs var:trf("renamed their own thread that was called “%s”|" + act.before) ?><?cs
elif:act.kind == "move" && !string.length(act.before) ?><?cs var:tr("moved a thread here") ?><?cs
elif:act.kind == "move" ?><?cs var:trf("moved a thread here from %s|" + act.before) ?><?cs
elif:act.kind == "merge" && string.length(act.before) ?><?cs var:trf("merged “%s” into this thread|" + act.before) ?><?cs
elif:act.kind == "merge" ?><?cs var:tr("merged another thread into this one") ?><?cs
elif:act.kind == "unmerge" ?><?cs var:tr("undid a merge") ?><?cs
elif:act.kind == "split" && string.length(act.after) ?><?cs var:trf("split off “%s”|" + act.after) ?><?cs
elif:act.kind == "split" ?><?cs var:tr("split off a thread") ?><?cs
elif:act.kind == "unsplit" ?><?cs var:tr("undid a split") ?><?cs
/if ?><?cs /def ?><?cs

def:act_lines() ?>
<ul class="acts"><?cs each:act = Acts ?>
<li id="act-<?cs var:act.id ?>"><b class="author" dir="auto"><?cs var:act.name ?></b> <?cs call:act_name(act) ?><?cs
  if:string.length(act.about) && !act.own ?> <span class="note"><?cs var:trf("by %s|" + act.about) ?></span><?cs /if ?><?cs
  if:act.thread ?> <a href="/forum/thread/<?cs var:act.thread ?>"><?cs call:moment(act.created) ?></a><?cs
  elif:act.comment ?> <a href="/forum/comment/<?cs var:act.comment ?>/moderate"><?cs call:moment(act.created) ?></a><?cs
  elif:act.undo || act.undone ?> <a href="/admin/acts/<?cs var:act.id ?>"><?cs call:moment(act.created) ?></a><?cs
  else ?> <?cs call:moment(act.created) ?><?cs /if ?><?cs
  if:act.undone ?> <span class="note"><?cs var:tr("undone since") ?></span><?cs /if ?><?cs
  if:string.length(act.reason) ?>
<p class="reason" dir="auto"><?cs var:act.reason ?></p><?cs /if ?><?cs
  if:act.undo ?>
<form method="post" action="/admin/acts/<?cs var:act.id ?>/undo"><?cs call:token() ?><button class="button quiet" type="submit"><?cs
  var:tr("Undo") ?></button></form><?cs /if ?></li><?cs /each ?>
</ul><?cs /def ?>
