<?cs set:Page.title = tr("Merge") ?><?cs set:Page.unlisted = "1" ?><?cs
set:Label.into = tr("Into which account") ?><?cs set:Label.reason = tr("Reason") ?><?cs
include:"layout/head.cs" ?><?cs include:"admin/frame.cs" ?>
<div class="admin">
<?cs call:sections() ?>
<div class="narrow">
<h1><?cs var:trf("Merge %s into another account|" + Account.name) ?></h1>
<?cs call:errors() ?>
<?cs if:Into.name ?>
<p><?cs var:trf("This becomes %s's:|" + Into.name) ?></p>
<ul>
<li><?cs call:comments(Reach.comments) ?>, <?cs var:trn("%d thread|%d threads|" + Reach.threads) ?></li>
<li><?cs var:trn("%d vote|%d votes|" + Reach.votes) ?></li><?cs if:Reach.doubles ?>
<li><?cs var:trn("%d vote goes, as both voted or it would be for their own comment|%d votes go, as both voted or they would be for their own comments|" + Reach.doubles) ?></li><?cs /if ?><?cs if:Reach.bans ?>
<li><?cs var:trn("%d ban, which holds for both|%d bans, which hold for both|" + Reach.bans) ?></li><?cs /if ?>
<li><?cs var:tr("Notes and warnings, which both have then") ?></li>
</ul>
<p><?cs var:trf("%s is closed and logged out. Its roles and the ways to log in stay with it. It can be undone; bans, notes and warnings stay with both then.|" + Account.name) ?></p>
<form method="post" action="/admin/accounts/<?cs var:Account.id ?>/merge">
<?cs call:token() ?><input type="hidden" name="into" value="<?cs var:Into.name ?>"><input type="hidden" name="seen" value="<?cs var:Reach.seen ?>">
<?cs call:line("reason", Label.reason, "text", Form.reason, "off", "") ?>
<p class="actions"><button class="button" type="submit"><?cs var:tr("Merge") ?></button> <a class="button quiet" href="/admin/accounts/<?cs
  var:Account.id ?>"><?cs var:tr("Cancel") ?></a></p>
</form>
<?cs else ?>
<form method="get" action="/admin/accounts/<?cs var:Account.id ?>/merge">
<?cs call:line("into", Label.into, "text", Form.into, "off", tr("The whole name.")) ?>
<p class="actions"><button class="button" type="submit"><?cs var:tr("Look at what it touches") ?></button> <a class="button quiet" href="/admin/accounts/<?cs
  var:Account.id ?>"><?cs var:tr("Cancel") ?></a></p>
</form>
<?cs /if ?>
</div>
</div>
<?cs include:"layout/foot.cs" ?>
