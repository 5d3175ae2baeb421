<?cs set:Page.title = Account.name ?><?cs set:Label.reason = tr("What they are warned for") ?><?cs set:Label.text = tr("New note") ?><?cs set:Page.unlisted = "1" ?><?cs
include:"layout/head.cs" ?><?cs include:"admin/frame.cs" ?><?cs include:"account/session_list.cs" ?><?cs include:"account/token_list.cs" ?>
<div class="admin">
<?cs call:sections() ?>
<h1><bdi><?cs var:Account.name ?></bdi></h1>
<?cs call:errors() ?>
<?cs if:Done == "roles" ?><p class="done" role="status"><?cs var:tr("The role is changed. It is felt at the next click.") ?></p><?cs
elif:Done == "name" ?><p class="done" role="status"><?cs var:tr("Renamed.") ?></p><?cs
elif:Done == "banned" ?><p class="done" role="status"><?cs var:tr("Suspended. It is felt at the next click.") ?></p><?cs
elif:Done == "warned" ?><p class="done" role="status"><?cs var:tr("The account is warned. Whoever it is reads it with their next click.") ?></p><?cs
elif:Done == "noted" ?><p class="done" role="status"><?cs var:tr("The note is added.") ?></p><?cs
elif:Done == "factors" ?><p class="done" role="status"><?cs var:tr("Their password alone lets them in now.") ?></p><?cs
elif:Done == "merged" ?><p class="done" role="status"><?cs var:tr("The accounts are merged.") ?></p><?cs
elif:Done == "sessions" ?><p class="done" role="status"><?cs var:tr("Ended.") ?></p><?cs /if ?>
<p class="tagline"><?cs var:tr("Registered") ?> <?cs call:moment(Account.created) ?><?cs
  if:Inviter.name ?> · <?cs var:tr("Invited by") ?> <a href="<?cs var:Inviter.path ?>"><bdi><?cs var:Inviter.name ?></bdi></a><?cs /if ?><?cs
  if:Account.closed ?> · <b><?cs var:tr("This account is closed.") ?></b><?cs
  elif:Account.deleted ?> · <b><?cs var:tr("Its owner has it deleted:") ?></b> <?cs call:moment(Account.deleted) ?><?cs
  elif:Account.paused ?> · <b><?cs var:tr("Its owner has paused it.") ?></b><?cs /if ?> · <a href="/admin/why?account=<?cs
  escape:"url" ?><?cs var:Account.name ?><?cs /escape ?>"><?cs var:tr("Why may they (not)?") ?></a><?cs if:May.rename ?> · <a href="/admin/accounts/<?cs var:Account.id ?>/name"><?cs var:tr("Rename") ?></a><?cs /if ?><?cs if:May.merge && !Account.closed ?> · <a href="/admin/accounts/<?cs var:Account.id ?>/merge"><?cs var:tr("Merge") ?></a><?cs /if ?></p><?cs if:subcount(Merges) ?>
<ul><?cs each:merge = Merges ?>
<li><?cs if:merge.into ?><?cs var:trf("Became %s|" + merge.into) ?><?cs else ?><?cs var:trf("Took in %s|" + merge.from) ?><?cs /if ?><?cs if:merge.source ?> (<bdi><?cs var:merge.source ?></bdi>)<?cs /if ?><?cs if:merge.path ?> · <a href="<?cs var:merge.path ?>"><?cs var:tr("Look at it") ?></a><?cs /if ?> · <?cs call:moment(merge.created) ?><?cs if:merge.by ?> · <bdi><?cs var:merge.by ?></bdi><?cs /if ?> · <bdi><?cs var:merge.reason ?></bdi> · <?cs call:comments(merge.comments) ?>, <?cs var:trn("%d vote|%d votes|" + merge.votes) ?><?cs
if:merge.undone ?> · <?cs var:tr("undone") ?> <?cs call:moment(merge.undone) ?><?cs elif:May.merge ?>
<form class="inline" method="post" action="/admin/merges/<?cs var:merge.id ?>/undo"><?cs call:token() ?><button class="button quiet" type="submit"><?cs var:tr("Undo") ?></button></form><?cs /if ?></li><?cs /each ?>
</ul><?cs /if ?><?cs if:subcount(Former) ?>
<p class="tagline"><?cs var:tr("Former names:") ?> <?cs each:former = Former ?><?cs if:!first(former) ?>, <?cs /if ?><bdi><?cs var:former.name ?></bdi> (<?cs
  var:tr("until") ?> <?cs call:moment(former.given_up) ?><?cs if:May.rename ?>; <a href="/admin/accounts/<?cs var:Account.id ?>/name?name=<?cs escape:"url" ?><?cs var:former.name ?><?cs /escape ?>"><?cs
  var:tr("give it back") ?></a><?cs /if ?>)<?cs /each ?></p><?cs /if ?>
<?cs if:May.ban && !Account.closed ?><p class="actions"><a class="button" href="/admin/accounts/<?cs var:Account.id ?>/ban"><?cs var:tr("Suspend") ?></a> <a class="button quiet" href="/admin/bans?state=all&amp;q=<?cs
  escape:"url" ?><?cs var:Account.name ?><?cs /escape ?>"><?cs var:tr("Bans so far") ?></a></p><?cs /if ?>

<?cs if:May.remove ?><section class="sheet" aria-labelledby="contributions">
<h2 id="contributions"><?cs var:tr("Comments and votes here") ?></h2>
<p><a href="/admin/comments?author=<?cs escape:"url" ?><?cs var:Account.name ?><?cs /escape ?>"><?cs var:tr("See the comments") ?></a></p>
<form method="post" action="/admin/moderate"><?cs call:token() ?><input type="hidden" name="account" value="<?cs var:Account.id ?>">
<div class="filters">
<?cs call:line("last", tr("Only the last"), "number", "", "off", tr("How many comments; empty: all.")) ?>
<?cs call:line("since", tr("Since"), "text", "", "off", tr("A day, or a day and a time (UTC); empty: ever.")) ?>
</div>
<p><label class="choice"><input type="checkbox" name="votes" value="1" checked> <?cs var:tr("Take back the votes since then, too, when removing.") ?></label></p>
<p class="actions"><button class="button" type="submit" name="act" value="remove"><?cs var:tr("Remove …") ?></button> <button class="button quiet" type="submit" name="act" value="hide"><?cs
  var:tr("Hide …") ?></button> <button class="button quiet" type="submit" name="act" value="restore"><?cs var:tr("Restore …") ?></button></p>
</form>
</section><?cs /if ?>

<?cs if:May.warn || subcount(Warnings) ?><section class="sheet" aria-labelledby="warnings">
<h2 id="warnings"><?cs var:tr("Warnings") ?></h2>
<?cs if:subcount(Warnings) ?><ul class="acts"><?cs each:warning = Warnings ?>
<li><b class="author" dir="auto"><?cs var:warning.by ?></b> <?cs if:warning.path ?><a href="<?cs var:warning.path ?>"><?cs call:moment(warning.created) ?></a><?cs
  else ?><?cs call:moment(warning.created) ?><?cs /if ?> <span class="note"><?cs if:warning.read ?><?cs var:tr("read") ?> <?cs call:moment(warning.read) ?><?cs
  else ?><?cs var:tr("not read yet") ?><?cs /if ?></span>
<p class="reason" dir="auto"><?cs var:warning.reason ?></p></li><?cs /each ?>
</ul><?cs /if ?>
<?cs if:May.warn ?><form method="post" action="/admin/accounts/<?cs var:Account.id ?>/warn"><?cs call:token() ?><?cs if:Form.comment ?><input type="hidden" name="comment" value="<?cs var:Form.comment ?>"><?cs /if ?>
<?cs call:line("reason", Label.reason, "text", Form.reason, "off", tr("They must read it before they see any other page.")) ?>
<p class="actions"><button class="button quiet" type="submit"><?cs var:tr("Warn") ?></button></p>
</form><?cs /if ?>
</section><?cs /if ?>

<?cs if:May.note ?><section class="sheet" aria-labelledby="notes">
<h2 id="notes"><?cs var:tr("Notes") ?></h2>
<?cs if:subcount(Notes) ?><ul class="acts"><?cs each:note = Notes ?>
<li><b class="author" dir="auto"><?cs var:note.by ?></b> <?cs call:moment(note.created) ?><?cs if:note.where ?> <span class="note"><bdi><?cs var:note.where ?></bdi></span><?cs /if ?>
<p class="reason" dir="auto"><?cs var:note.text ?></p></li><?cs /each ?>
</ul><?cs /if ?>
<form method="post" action="/admin/accounts/<?cs var:Account.id ?>/notes"><?cs call:token() ?>
<?cs call:line("text", Label.text, "text", Form.text, "off", tr("Whoever may write notes reads it, and nobody else. Nobody can change or remove it.")) ?>
<p class="actions"><button class="button quiet" type="submit"><?cs var:tr("Add the note") ?></button></p>
</form>
</section><?cs /if ?>

<section class="sheet" aria-labelledby="roles">
<h2 id="roles"><?cs var:tr("Roles") ?></h2>
<?cs if:subcount(Grants) ?>
<table class="list admin-list">
<thead><tr><th scope="col"><?cs var:tr("Role") ?></th><th scope="col"><?cs var:tr("Where") ?></th><th scope="col"><?cs
  var:tr("Granted") ?></th><th scope="col"><?cs var:tr("By") ?></th><th scope="col"><?cs var:tr("Until") ?></th><th scope="col"><?cs
  var:tr("Reason") ?></th></tr></thead>
<tbody><?cs each:grant = Grants ?>
<tr><td><?cs if:May.grant ?><a href="<?cs var:grant.path ?>"><bdi><?cs var:grant.title ?></bdi></a><?cs else ?><bdi><?cs var:grant.title ?></bdi><?cs /if ?></td>
<td><span class="unit"><?cs var:tr("Where") ?></span> <bdi><?cs var:grant.where ?></bdi></td>
<td><span class="unit"><?cs var:tr("Granted") ?></span> <?cs call:moment(grant.granted) ?></td>
<td><span class="unit"><?cs var:tr("By") ?></span> <?cs if:string.length(grant.by) ?><bdi><?cs var:grant.by ?></bdi><?cs else ?><?cs var:tr("the operator") ?><?cs /if ?></td>
<td><span class="unit"><?cs var:tr("Until") ?></span> <?cs if:grant.over ?><?cs var:tr("has ended") ?><?cs elif:grant.until ?><?cs call:moment(grant.until) ?><?cs else ?><?cs var:tr("for ever") ?><?cs /if ?></td>
<td<?cs if:!string.length(grant.reason) ?> class="none"<?cs /if ?>><bdi><?cs var:grant.reason ?></bdi></td></tr><?cs /each ?>
</tbody>
</table><?cs else ?>
<p class="empty"><?cs var:tr("What all members may, and no more.") ?></p><?cs /if ?>
<?cs if:May.grant ?>
<form class="filters" method="get" action="/admin/accounts/<?cs var:Account.id ?>/role">
<p class="field"><label for="f-role"><?cs var:tr("Role") ?></label>
<select id="f-role" name="role"><?cs each:role = Roles ?><option value="<?cs var:role.id ?>"><?cs var:role.title ?></option><?cs /each ?></select></p>
<p class="field"><label for="f-where"><?cs var:tr("Where") ?></label>
<select id="f-where" name="where"><?cs each:place = Places ?><option value="<?cs var:place.value ?>"<?cs
  if:place.chosen ?> selected<?cs /if ?>><?cs var:place.title ?></option><?cs /each ?></select></p>
<p class="actions"><button class="button" type="submit"><?cs var:tr("See what it gives") ?></button></p>
</form><?cs /if ?>
</section>

<?cs if:May.end ?><section class="sheet" aria-labelledby="sessions">
<h2 id="sessions"><?cs var:tr("Sessions") ?></h2>
<?cs if:subcount(Sessions) ?>
<form method="post" action="/admin/accounts/<?cs var:Account.id ?>/sessions">
<?cs call:token() ?>
<?cs call:session_list() ?>
<p class="actions"><button class="button" type="submit" name="all" value="1"><?cs
  var:tr("End all sessions and API tokens") ?></button></p>
</form><?cs else ?>
<p class="empty"><?cs var:tr("Logged in nowhere.") ?></p>
<form method="post" action="/admin/accounts/<?cs var:Account.id ?>/sessions"><?cs call:token() ?>
<p class="actions"><button class="button quiet" type="submit" name="all" value="1"><?cs var:tr("End all sessions and API tokens") ?></button></p></form><?cs /if ?>
</section><?cs /if ?>

<?cs if:May.end_tokens ?><section class="sheet" aria-labelledby="tokens">
<h2 id="tokens"><?cs var:tr("API tokens") ?></h2>
<?cs if:subcount(Tokens) ?><form method="post" action="/admin/accounts/<?cs var:Account.id ?>/tokens">
<?cs call:token() ?><?cs call:token_list() ?>
</form><?cs else ?><p class="empty"><?cs var:tr("No program uses this account.") ?></p><?cs /if ?>
</section><?cs /if ?>

<?cs if:Factors.shown ?><section class="sheet" aria-labelledby="factors">
<h2 id="factors"><?cs var:tr("Second factor") ?></h2>
<?cs if:Factors.since ?>
<p><?cs if:Factors.app ?><?cs var:tr("Authenticator app, added") ?> <?cs call:moment(Factors.app) ?> · <?cs /if ?><?cs
  if:Factors.passkeys ?><?cs var:trn("%d passkey|%d passkeys|" + Factors.passkeys) ?> · <?cs /if ?><?cs
  var:trn("%d recovery code left|%d recovery codes left|" + Factors.codes) ?></p><?cs if:May.unfactor ?>
<form method="post" action="/admin/accounts/<?cs var:Account.id ?>/factors"><?cs call:token() ?>
<p><?cs var:tr("For whoever has lost their device: they log in with their password and can add another. Make sure that it is them who ask.") ?></p>
<p class="field"><label for="f-unfactor"><?cs var:tr("Reason") ?></label>
<input id="f-unfactor" dir="auto" name="reason" type="text" autocomplete="off"></p>
<p class="actions"><button class="button quiet" type="submit"><?cs var:tr("Take the second factor away") ?></button></p>
</form><?cs /if ?><?cs else ?>
<p class="empty"><?cs var:tr("None.") ?></p><?cs /if ?>
</section><?cs /if ?>

<section class="sheet" aria-labelledby="history">
<h2 id="history"><?cs var:tr("History") ?></h2>
<?cs if:subcount(History) ?>
<table class="list admin-list">
<thead><tr><th scope="col"><?cs var:tr("When") ?></th><th scope="col"><?cs var:tr("Who") ?></th><th scope="col"><?cs
  var:tr("What") ?></th><th scope="col"><?cs var:tr("Whom") ?></th><th scope="col"><?cs var:tr("Which") ?></th><th scope="col"><?cs
  var:tr("Reason") ?></th></tr></thead>
<tbody><?cs each:record = History ?>
<tr><td><?cs call:moment(record.time) ?></td><td><bdi><?cs var:record.by ?></bdi></td><td><?cs var:record.act ?></td>
<td<?cs if:!string.length(record.about) ?> class="none"<?cs /if ?>><bdi><?cs var:record.about ?></bdi></td>
<td<?cs if:!string.length(record.subject) ?> class="none"<?cs /if ?>><bdi><?cs var:record.subject ?></bdi> <bdi><?cs var:record.after ?></bdi></td>
<td<?cs if:!string.length(record.reason) ?> class="none"<?cs /if ?>><bdi><?cs var:record.reason ?></bdi></td></tr><?cs /each ?>
</tbody>
</table><?cs else ?>
<p class="empty"><?cs var:tr("Nothing has been recorded yet.") ?></p><?cs /if ?>
<?cs if:May.audit ?><p class="actions"><a class="button quiet" href="/admin/audit?account=<?cs escape:"url" ?><?cs var:Account.name ?><?cs /escape ?>"><?cs
  var:tr("All of it in the audit log") ?></a></p><?cs /if ?>
</section>
</div>
<?cs include:"layout/foot.cs" ?>
