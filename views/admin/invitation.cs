<?cs set:Page.title = Invitation.account ?><?cs set:Page.unlisted = "1" ?><?cs include:"layout/head.cs" ?><?cs include:"admin/frame.cs" ?>
<div class="admin">
<?cs call:sections() ?>
<div class="narrow">
<h1><?cs var:trf("Invitation by %s|" + Invitation.account) ?></h1>
<dl class="facts">
<div><dt><?cs var:tr("By") ?></dt><dd><a href="<?cs var:Invitation.path ?>"><bdi><?cs var:Invitation.account ?></bdi></a></dd></div>
<div><dt><?cs var:tr("Made") ?></dt><dd><?cs call:moment(Invitation.created) ?></dd></div>
<div><dt><?cs var:tr("Until") ?></dt><dd><?cs call:moment(Invitation.until) ?></dd></div>
<div><dt><?cs var:tr("Used") ?></dt><dd><?cs var:Invitation.uses ?></dd></div><?cs
if:string.length(Invitation.invited) ?>
<div><dt><?cs var:tr("Who came") ?></dt><dd><bdi><?cs var:Invitation.invited ?></bdi></dd></div><?cs /if ?>
<div><dt><?cs var:tr("State") ?></dt><dd><?cs var:Invitation.state ?></dd></div>
</dl>
<?cs if:May.withdraw ?>
<form method="post" action="/admin/invitations/<?cs var:Invitation.id ?>"><?cs call:token() ?>
<p><?cs var:tr("Who came by it keeps the account; nobody else comes by it.") ?></p>
<p class="actions"><button class="button" type="submit"><?cs var:tr("Withdraw") ?></button></p>
</form><?cs /if ?>
<p class="actions"><a class="button quiet" href="/admin/invitations"><?cs var:tr("All invitations") ?></a></p>
</div>
</div>
<?cs include:"layout/foot.cs" ?>
