<?cs set:Page.title = tr("Ban a network or a mail domain") ?><?cs set:Page.unlisted = "1" ?><?cs
set:Label.target = tr("Network or mail domain") ?><?cs set:Label.kind = tr("Kind") ?><?cs set:Label.level = tr("Kept from") ?><?cs
set:Label.where = tr("Where") ?><?cs set:Label.days = tr("How long") ?><?cs set:Label.reason = tr("Reason") ?><?cs
include:"layout/head.cs" ?><?cs include:"admin/frame.cs" ?>
<div class="admin">
<?cs call:sections() ?>
<div class="narrow">
<h1><?cs var:Page.title ?></h1>
<?cs call:errors() ?><?cs
if:Ban.existing ?><p><a href="<?cs var:Ban.existing ?>"><?cs var:tr("See the ban that there is") ?></a></p><?cs /if ?>
<form method="get" action="/admin/bans/new">
<p class="field"><label for="f-kind"><?cs var:Label.kind ?></label>
<select id="f-kind" name="kind"><option value="network"><?cs var:tr("Network") ?></option><option value="domain"<?cs
  if:Form.kind == "domain" ?> selected<?cs /if ?>><?cs var:tr("Mail domain") ?></option></select></p>
<?cs call:line("target", Label.target, "text", Form.target, "off", tr("203.0.113.7, 203.0.113.0/24, 2001:db8:1234::/48 or example.org")) ?>
<p class="actions"><button class="button<?cs if:Ban.target ?> quiet<?cs /if ?>" type="submit"><?cs var:tr("See whom it touches") ?></button></p>
</form>
<?cs if:Ban.target ?>
<section class="sheet" aria-labelledby="touches">
<h2 id="touches"><bdi><?cs var:Ban.target ?></bdi></h2>
<?cs if:Form.kind == "network" ?><ul>
<li><?cs var:trn("%d account is logged in from there|%d accounts are logged in from there|" + Reach.accounts) ?> · <?cs var:trn("%d session|%d sessions|" + Reach.sessions) ?></li>
<li><?cs var:trn("%d account was registered there in the last 30 days|%d accounts were registered there in the last 30 days|" + Reach.registered) ?></li>
</ul><?cs else ?><p><?cs var:tr("Nobody registers with a mail address of this domain, or of one below it, nor changes to one.") ?> <?cs var:trn("%d account has such an address, and keeps it.|%d accounts have such an address, and keep it.|" + Reach.addresses) ?></p><?cs /if ?>
<form method="post" action="/admin/bans/new">
<?cs call:token() ?><input type="hidden" name="kind" value="<?cs var:Form.kind ?>"><input type="hidden" name="target" value="<?cs var:Ban.target ?>">
<?cs if:Form.kind == "network" ?><p class="field"><label for="f-level"><?cs var:Label.level ?></label>
<select id="f-level" name="level"><option value="register"<?cs if:Form.level == "register" ?> selected<?cs /if ?>><?cs var:tr("registering") ?></option><option value="write"<?cs
  if:Form.level == "write" ?> selected<?cs /if ?>><?cs var:tr("registering and writing") ?></option><option value="read"<?cs
  if:Form.level == "read" ?> selected<?cs /if ?>><?cs var:tr("everything, also reading") ?></option></select></p><?cs /if ?>
<p class="field"><label for="f-where"><?cs var:Label.where ?></label>
<select id="f-where" name="where"><?cs each:place = Places ?><option value="<?cs var:place.value ?>"<?cs if:place.chosen ?> selected<?cs /if ?>><?cs var:place.title ?></option><?cs /each ?></select><?cs call:wrong("where") ?></p>
<p class="field"><label for="f-days"><?cs var:Label.days ?></label>
<select id="f-days" name="days"><?cs each:length = Lengths ?><option value="<?cs var:length.days ?>"<?cs if:length.chosen ?> selected<?cs /if ?>><?cs var:length.title ?></option><?cs /each ?></select></p>
<?cs call:line("reason", Label.reason, "text", Form.reason, "off", tr("Whoever is banned reads it.")) ?>
<p class="actions"><button class="button" type="submit"><?cs var:tr("Ban") ?></button> <a class="button quiet" href="/admin/bans"><?cs var:tr("Cancel") ?></a></p>
</form>
</section><?cs /if ?>
</div>
</div>
<?cs include:"layout/foot.cs" ?>
