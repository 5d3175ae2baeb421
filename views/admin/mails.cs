<?cs set:Page.title = tr("Mails") ?><?cs set:Page.unlisted = "1" ?><?cs set:Label.address = tr("Send a test mail to") ?><?cs include:"layout/head.cs" ?><?cs include:"admin/frame.cs" ?>
<div class="admin">
<?cs call:sections() ?>
<h1><?cs var:Page.title ?></h1>
<?cs call:list_errors() ?>
<?cs if:Done == "test" ?><p class="done" role="status"><?cs var:tr("The test mail waits with the others; here is what becomes of it.") ?></p><?cs
elif:Done == "retry" ?><p class="done" role="status"><?cs var:tr("All of them are tried now.") ?></p><?cs /if ?>
<?cs if:Queue.unsent ?><p class="problem" role="status"><?cs var:tr("No mail server is named in the configuration (Mail.Server): mails wait.") ?></p><?cs /if ?>
<?cs call:filtered_list(Page.title, tr("No mail was sent yet.")) ?>
<?cs if:May.edit ?><section class="sheet" aria-labelledby="act">
<h2 id="act"><?cs var:tr("Do something about it") ?></h2>
<?cs if:Queue.all ?><form method="post" action="/admin/mails"><?cs call:token() ?>
<p><?cs var:trn("%d mail waits or has failed.|%d mails wait or have failed.|" + Queue.all) ?><?cs if:Queue.more ?> <?cs var:tr("Beyond 10,000 of a kind they are not counted: there are more.") ?><?cs /if ?></p>
<p class="actions"><button class="button" type="submit" name="act" value="retry"><?cs var:tr("Try all of them now") ?></button></p></form><?cs /if ?>
<form method="post" action="/admin/mails"><?cs call:token() ?>
<p class="actions"><button class="button quiet" type="submit" form="mine" name="act" value="mine"><?cs var:tr("Send a test mail to me") ?></button></p>
<?cs call:line("address", Label.address, "text", Form.address, "off", tr("It takes the way that all mails take.")) ?>
<p class="actions"><button class="button" type="submit" name="act" value="test"><?cs var:tr("Send a test mail") ?></button></p></form>
<form id="mine" method="post" action="/admin/mails"><?cs call:token() ?></form>
</section><?cs /if ?>
</div>
<?cs include:"layout/foot.cs" ?>
