<?cs set:Page.title = tr("A mail") ?><?cs set:Page.unlisted = "1" ?><?cs include:"layout/head.cs" ?><?cs include:"admin/frame.cs" ?>
<div class="admin">
<?cs call:sections() ?>
<h1><?cs var:Page.title ?></h1>
<?cs if:Done == "retry" ?><p class="done" role="status"><?cs var:tr("It is tried now.") ?></p><?cs
elif:Done == "drop" ?><p class="done" role="status"><?cs var:tr("It is dropped, with its text.") ?></p><?cs /if ?>
<?cs if:Queue.unsent && Mail.next_try ?><p class="problem" role="status"><?cs var:tr("No mail server is named in the configuration (Mail.Server): mails wait.") ?></p><?cs /if ?>
<table class="list admin-list">
<caption class="hidden"><?cs var:Page.title ?></caption>
<tbody>
<tr><th scope="row"><?cs var:tr("Kind") ?></th><td><?cs var:Mail.kind ?></td></tr>
<tr><th scope="row"><?cs var:tr("Recipient") ?></th><td><bdi><?cs var:Mail.to ?></bdi></td></tr>
<tr><th scope="row"><?cs var:tr("From") ?></th><td><bdi><?cs var:Mail.sender ?></bdi></td></tr>
<tr><th scope="row"><?cs var:tr("State") ?></th><td><?cs var:Mail.state ?></td></tr>
<tr><th scope="row"><?cs var:tr("When") ?></th><td><?cs call:moment(Mail.created) ?></td></tr>
<tr><th scope="row"><?cs var:tr("Not worth sending after") ?></th><td><?cs call:moment(Mail.expires) ?></td></tr>
<tr><th scope="row"><?cs var:tr("Tries") ?></th><td><?cs var:Mail.tries ?></td></tr><?cs if:Mail.next_try ?>
<tr><th scope="row"><?cs var:tr("Next try") ?></th><td><?cs call:moment(Mail.next_try) ?></td></tr><?cs /if ?><?cs if:string.length(Mail.answer) ?>
<tr><th scope="row"><?cs var:tr("What the server said") ?></th><td><bdi><?cs var:Mail.answer ?></bdi></td></tr><?cs /if ?>
</tbody>
</table>
<?cs if:May.edit && Asked == "drop" ?><form method="post" action="<?cs var:Mail.path ?>"><?cs call:token() ?>
<p><?cs var:tr("What is dropped is never sent, and its text is gone at once. Nothing brings it back.") ?></p>
<p class="actions"><button class="button" type="submit" name="act" value="drop"><?cs var:tr("Drop it") ?></button> <a class="button quiet" href="<?cs
  var:Mail.path ?>"><?cs var:tr("Cancel") ?></a></p></form><?cs elif:May.edit ?><form method="post" action="<?cs var:Mail.path ?>"><?cs call:token() ?>
<p class="actions"><button class="button" type="submit" name="act" value="retry"><?cs var:tr("Try it now") ?></button> <a class="button quiet" href="<?cs
  var:Mail.path ?>?ask=drop"><?cs var:tr("Drop it …") ?></a></p></form><?cs /if ?>
</div>
<?cs include:"layout/foot.cs" ?>
