<?cs set:Page.title = Role.title ?><?cs set:Page.unlisted = "1" ?><?cs
set:Label.role = tr("Role") ?><?cs set:Label.until = tr("Until") ?><?cs set:Label.reason = tr("Reason") ?><?cs
include:"layout/head.cs" ?><?cs include:"admin/frame.cs" ?>
<div class="admin">
<?cs call:sections() ?>
<div class="narrow">
<h1 id="f-role" tabindex="-1"><bdi><?cs var:Role.title ?></bdi></h1>
<dl class="facts">
<div><dt><?cs var:tr("Account") ?></dt><dd><a href="/admin/accounts/<?cs var:Account.id ?>"><bdi><?cs var:Account.name ?></bdi></a></dd></div>
<div><dt><?cs var:tr("Where") ?></dt><dd><bdi><?cs var:Where.title ?></bdi></dd></div><?cs
if:Present.granted ?>
<div><dt><?cs var:tr("Granted") ?></dt><dd><?cs call:moment(Present.granted) ?> · <?cs
  if:string.length(Present.by) ?><bdi><?cs var:Present.by ?></bdi><?cs else ?><?cs var:tr("the operator") ?><?cs /if ?></dd></div>
<div><dt><?cs var:tr("Until") ?></dt><dd><?cs if:Present.until ?><?cs call:moment(Present.until) ?><?cs else ?><?cs var:tr("for ever") ?><?cs /if ?></dd></div><?cs
if:string.length(Present.reason) ?>
<div><dt><?cs var:tr("Reason") ?></dt><dd><bdi><?cs var:Present.reason ?></bdi></dd></div><?cs /if ?><?cs /if ?>
</dl>
<?cs call:errors() ?>
<section class="sheet" aria-labelledby="gives">
<h2 id="gives"><?cs if:Role.denies ?><?cs var:tr("What it takes away there") ?><?cs else ?><?cs var:tr("What it gives there") ?><?cs /if ?></h2>
<ul class="permissions"><?cs each:permission = Permissions ?>
<li<?cs if:permission.already ?> class="quiet"<?cs /if ?>><?cs var:permission.sentence ?><?cs if:permission.already ?> <em><?cs
  if:Role.denies ?>(<?cs var:tr("they do not have it") ?>)<?cs else ?>(<?cs var:tr("they have it without this role") ?>)<?cs /if ?></em><?cs /if ?></li><?cs /each ?>
</ul>
</section>
<form method="post" action="/admin/accounts/<?cs var:Account.id ?>/role">
<?cs call:token() ?><input type="hidden" name="role" value="<?cs var:Role.id ?>"><input type="hidden" name="where" value="<?cs
  var:Where.value ?>"><input type="hidden" name="seen" value="<?cs var:Form.seen ?>">
<?cs if:Wrong.until ?><?cs set:Kind = "text" ?><?cs else ?><?cs set:Kind = "date" ?><?cs /if ?><?cs call:line("until", Label.until, Kind, Form.until, "off", tr("The last day; empty: for ever.")) ?>
<?cs call:line("reason", Label.reason, "text", Form.reason, "off", tr("It is told to whoever looks at this account.")) ?>
<p class="actions"><button class="button" type="submit" name="act" value="grant"><?cs
  if:Present.granted ?><?cs var:tr("Change the end and the reason") ?><?cs else ?><?cs var:tr("Grant this role") ?><?cs /if ?></button><?cs
if:Present.granted ?> <button class="button" type="submit" name="act" value="revoke"><?cs var:tr("Revoke this role") ?></button><?cs /if ?> <a class="button quiet" href="/admin/accounts/<?cs
  var:Account.id ?>"><?cs var:tr("Cancel") ?></a></p>
</form>
</div>
</div>
<?cs include:"layout/foot.cs" ?>
