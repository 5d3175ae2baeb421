<?cs set:Page.title = tr("Bans") ?><?cs set:Page.unlisted = "1" ?><?cs set:Label.body = tr("Your appeal") ?><?cs include:"layout/head.cs" ?>
<div class="narrow">
<h1><?cs var:tr("What you are banned from") ?></h1>
<?cs if:Done ?><p class="done" role="status"><?cs var:tr("Your appeal is sent. The answer will stand here.") ?></p><?cs /if ?>
<?cs call:errors() ?>
<?cs if:subcount(Bans) == #0 ?><p class="empty"><?cs var:tr("You are not banned from anything.") ?></p><?cs /if ?><?cs
each:ban = Bans ?>
<section class="sheet" aria-labelledby="ban-<?cs var:ban.id ?>">
<h2 id="ban-<?cs var:ban.id ?>"><?cs var:ban.what ?></h2>
<dl class="facts">
<div><dt><?cs var:tr("Why") ?></dt><dd><bdi><?cs if:string.length(ban.reason) ?><?cs var:ban.reason ?><?cs else ?><?cs var:tr("No reason was given.") ?><?cs /if ?></bdi></dd></div>
<div><dt><?cs var:tr("Where") ?></dt><dd><bdi><?cs var:ban.where ?></bdi></dd></div>
<div><dt><?cs var:tr("Since") ?></dt><dd><?cs call:moment(ban.created) ?></dd></div>
<div><dt><?cs var:tr("Until") ?></dt><dd><?cs if:ban.ended ?><?cs call:moment(ban.ended) ?><?cs elif:ban.until ?><?cs call:moment(ban.until) ?><?cs else ?><?cs var:tr("for ever") ?><?cs /if ?></dd></div>
</dl>
<?cs if:ban.appealed ?>
<h3><?cs var:tr("Your appeal") ?> · <?cs call:moment(ban.appealed) ?></h3>
<blockquote class="appeal" dir="auto"><?cs var:ban.body ?></blockquote>
<?cs if:ban.decided ?><p><b><?cs if:ban.accepted ?><?cs var:tr("It was accepted.") ?><?cs else ?><?cs var:tr("It was declined.") ?><?cs /if ?></b> <bdi><?cs
  var:ban.answer ?></bdi></p><?cs else ?><p><?cs var:tr("It waits for a decision.") ?></p><?cs /if ?><?cs
else ?>
<form method="post" action="/account/bans/<?cs var:ban.id ?>">
<?cs call:token() ?>
<?cs if:ban.tried ?><?cs set:Field = "f-body" ?><?cs else ?><?cs set:Field = "body-" + ban.id ?><?cs /if ?>
<p class="field"><label for="<?cs var:Field ?>"><?cs var:Label.body ?></label>
<textarea id="<?cs var:Field ?>" name="body" rows="6" dir="auto" maxlength="2000"<?cs
  if:ban.tried && Wrong.body ?> aria-invalid="true" aria-describedby="w-body"<?cs /if ?>>
<?cs var:ban.typed ?></textarea>
<?cs if:ban.tried ?><?cs call:wrong("body") ?><?cs /if ?><span class="hint"><?cs var:tr("You can appeal once. Say what you want the moderators to know.") ?></span></p>
<p class="actions"><button class="button" type="submit"><?cs var:tr("Send the appeal") ?></button></p>
</form><?cs /if ?>
</section><?cs /each ?>
</div>
<?cs include:"layout/foot.cs" ?>
