<?cs set:Page.title = tr("Set this site up") ?><?cs set:Page.unlisted = "1" ?><?cs
set:Label.title = tr("Name") ?><?cs set:Label.tagline = tr("Tagline") ?><?cs set:Label.name = tr("Address") ?><?cs set:Label.mode = tr("Who can register") ?><?cs
if:Step == "boards" ?><?cs set:Label.title = tr("Title") ?><?cs /if ?><?cs
include:"layout/head.cs" ?><?cs include:"admin/frame.cs" ?>
<div class="admin">
<?cs call:sections() ?>
<div class="narrow">
<h1><?cs var:Page.title ?></h1>
<p><?cs var:tr("A few short steps. Each can be skipped, and all of it be changed later; you can leave and go on another day.") ?></p>
<ol><?cs each:step = Steps ?>
<li><a href="/admin/setup?step=<?cs var:step.name ?>"<?cs if:step.here ?> aria-current="step"<?cs /if ?>><?cs var:step.title ?></a><?cs if:step.done ?> (<?cs var:tr("done or skipped") ?>)<?cs /if ?></li><?cs /each ?>
</ol>
<?cs if:Done == "board" ?><p class="done" role="status"><?cs var:tr("The board is made.") ?></p><?cs elif:Done ?><p class="done" role="status"><?cs var:tr("On to the next step.") ?></p><?cs /if ?>
<?cs call:errors() ?>
<?cs if:Step ?><section class="sheet" aria-labelledby="step">
<?cs if:Step == "boards" ?><h2 id="step"><?cs var:tr("Boards") ?></h2>
<?cs if:subcount(Boards) ?><ul><?cs each:board = Boards ?><li><a href="<?cs var:board.path ?>"><bdi><?cs var:board.title ?></bdi></a></li><?cs /each ?></ul><?cs
else ?><p class="empty"><?cs var:tr("There is no board yet: make the first one.") ?></p><?cs /if ?>
<form method="post" action="/admin/setup"><?cs call:token() ?><input type="hidden" name="step" value="boards">
<?cs call:line("title", Label.title, "text", Form.title, "off", "") ?>
<?cs call:line("name", Label.name, "text", Form.name, "off", tr("What stands in its address: small letters, digits and hyphens.")) ?>
<p class="actions"><button class="button" type="submit"><?cs var:tr("Make the board") ?></button> <button class="button quiet" type="submit" name="act" value="skip"><?cs var:tr("Go on") ?></button></p>
</form><?cs
elif:Step == "registration" ?><h2 id="step"><?cs var:tr("Registration") ?></h2>
<form method="post" action="/admin/setup"><?cs call:token() ?><input type="hidden" name="step" value="registration"><input type="hidden" name="version" value="<?cs var:Form.version ?>">
<p class="field"><label for="f-mode"><?cs var:Label.mode ?></label>
<select id="f-mode" name="mode"><option value="open"><?cs var:tr("everybody") ?></option><option value="invited"<?cs if:Form.mode == "invited" ?> selected<?cs /if ?>><?cs
  var:tr("who is invited") ?></option><option value="closed"<?cs if:Form.mode == "closed" ?> selected<?cs /if ?>><?cs var:tr("nobody") ?></option></select><?cs call:wrong("mode") ?></p>
<p class="actions"><button class="button" type="submit"><?cs var:tr("Save and go on") ?></button> <button class="button quiet" type="submit" name="act" value="skip"><?cs var:tr("Skip") ?></button></p>
</form><?cs
elif:Step == "mail" ?><h2 id="step"><?cs var:tr("Mails") ?></h2>
<p><?cs if:Mail.sent ?><?cs var:tr("Mails are sent: by them, members get a new password and are told of changes.") ?><?cs
else ?><?cs var:tr("No mail server is named in the configuration (Mail.Server): mails wait.") ?><?cs /if ?></p>
<?cs if:Mail.may ?><?cs if:string.length(Mail.mine) ?><form method="post" action="/admin/mails"><?cs call:token() ?>
<p class="actions"><button class="button quiet" type="submit" name="act" value="mine"><?cs var:tr("Send a test mail to me") ?></button></p></form><?cs
else ?><p><a href="/account/settings"><?cs var:tr("With an e-mail address of your own, you can send yourself a test mail.") ?></a></p><?cs /if ?><?cs /if ?>
<form method="post" action="/admin/setup"><?cs call:token() ?><input type="hidden" name="step" value="mail">
<p class="actions"><button class="button" type="submit"><?cs var:tr("Go on") ?></button></p>
</form><?cs
else ?><h2 id="step"><?cs var:tr("Name") ?></h2>
<form method="post" action="/admin/setup"><?cs call:token() ?><input type="hidden" name="step" value="name"><input type="hidden" name="version" value="<?cs var:Form.version ?>">
<?cs call:line("title", Label.title, "text", Form.title, "off", "") ?>
<?cs call:line("tagline", Label.tagline, "text", Form.tagline, "off", tr("One line below the name.")) ?>
<p class="actions"><button class="button" type="submit"><?cs var:tr("Save and go on") ?></button> <button class="button quiet" type="submit" name="act" value="skip"><?cs var:tr("Skip") ?></button></p>
</form><?cs /if ?>
</section><?cs /if ?>
<form method="post" action="/admin/setup"><?cs call:token() ?>
<p class="actions"><button class="button quiet" type="submit" name="act" value="finish"><?cs var:tr("End the set-up") ?></button></p></form>
</div>
</div>
<?cs include:"layout/foot.cs" ?>
