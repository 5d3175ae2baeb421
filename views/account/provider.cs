<?cs # On the way to a provider of logins, and back. ?><?cs
set:Page.title = tr("Log in") ?><?cs set:Page.entrance = "1" ?><?cs set:Page.unlisted = "1" ?><?cs include:"layout/head.cs" ?>
<div class="narrow sheet">
<h1><?cs var:tr("Log in") ?></h1>
<?cs if:Provider.failed ?><p class="problem" role="alert"><?cs var:Provider.failed ?></p>
<p class="actions"><a class="button" href="<?cs var:Provider.back ?>"><?cs var:tr("Back") ?></a></p>
<?cs elif:Provider.line ?><p role="status"><?cs var:tr("Many logins from your network are on their way. This page goes on by itself in a moment.") ?></p>
<?cs elif:Provider.waiting ?><p role="status"><?cs var:trf("One moment: we are asking %s who you are.|" + Provider.label) ?></p>
<p><a href="/account/provider/wait"><?cs var:tr("Go on") ?></a></p>
<?cs else ?><p role="status"><?cs var:trf("You are being sent to %s.|" + Provider.label) ?></p>
<p><a href="<?cs var:Provider.address ?>" rel="noreferrer"><?cs var:tr("Go on") ?></a></p>
<?cs /if ?>
</div>
<?cs include:"layout/foot.cs" ?>
