<?cs set:Page.title = tr("Rename") ?><?cs set:Page.unlisted = "1" ?><?cs
set:Label.name = tr("New name") ?><?cs set:Label.reason = tr("Reason") ?><?cs
include:"layout/head.cs" ?><?cs include:"admin/frame.cs" ?>
<div class="admin">
<?cs call:sections() ?>
<div class="narrow">
<h1><?cs var:trf("Rename %s|" + Account.name) ?></h1>
<?cs call:errors() ?>
<p><?cs var:trn("%d comment bears the new name at once, and the account logs in by it.|%d comments bear the new name at once, and the account logs in by it.|" + Account.comments) ?> <?cs
  var:tr("The present name stays reserved: nobody else gets it, and its owner only from here. Whoever has a verified address is told by mail, with the reason.") ?></p>
<form method="post" action="/admin/accounts/<?cs var:Account.id ?>/name">
<?cs call:token() ?><input type="hidden" name="was" value="<?cs var:Account.name ?>">
<?cs call:line("name", Label.name, "text", Form.name, "off", tr("2 to 24 letters, digits, hyphens or underscores.")) ?>
<?cs call:line("reason", Label.reason, "text", Form.reason, "off", "") ?>
<p class="actions"><button class="button" type="submit"><?cs var:tr("Rename") ?></button> <a class="button quiet" href="/admin/accounts/<?cs
  var:Account.id ?>"><?cs var:tr("Cancel") ?></a></p>
</form>
</div>
</div>
<?cs include:"layout/foot.cs" ?>
