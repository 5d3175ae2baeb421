<?cs set:Page.title = tr("Add an authenticator app") ?><?cs set:Page.unlisted = "1" ?><?cs
set:Label.code = tr("Code") ?><?cs include:"layout/head.cs" ?>
<div class="narrow sheet">
<h1><?cs var:Page.title ?></h1>
<?cs call:errors() ?>
<p class="lead"><?cs var:tr("Scan the picture with your app, then type the code that it shows.") ?></p><?cs if:App.picture ?>
<p><svg class="qr" viewBox="0 0 <?cs var:App.size ?> <?cs var:App.size ?>" width="220" height="220" role="img" aria-label="<?cs
  var:tr("QR code with the key") ?>" shape-rendering="crispEdges"><path fill="#fff" stroke="none" d="M0 0h<?cs var:App.size ?>v<?cs var:App.size ?>h-<?cs
  var:App.size ?>z"/><path fill="#000" stroke="none" d="<?cs var:App.picture ?>"/></svg></p><?cs /if ?>
<p><?cs var:tr("No camera? This is the key:") ?> <code class="key"><?cs var:App.shown ?></code> <a href="<?cs var:App.uri ?>"><?cs var:tr("Open in an app on this device") ?></a></p>
<form method="post" action="/account/factors/app">
<?cs call:token() ?><input type="hidden" name="key" value="<?cs var:App.key ?>"><?cs
if:Form.next ?><input type="hidden" name="next" value="<?cs var:Form.next ?>"><?cs /if ?>
<?cs call:line("code", Label.code, "text", "", "one-time-code", tr("Six digits. They prove that the app has the key; before that, nothing changes.")) ?>
<p class="actions"><button class="button" type="submit"><?cs var:tr("Add") ?></button> <a class="button quiet" href="/account/factors"><?cs var:tr("Cancel") ?></a></p>
</form>
<p><?cs var:tr("You will be logged out everywhere else.") ?></p>
</div>
<?cs include:"layout/foot.cs" ?>
