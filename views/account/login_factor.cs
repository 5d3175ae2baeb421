<?cs # The second factor, for whose password was right. ?><?cs
set:Page.title = tr("Log in") ?><?cs set:Page.entrance = "1" ?><?cs set:Page.unlisted = "1" ?><?cs
set:Label.code = tr("Code") ?><?cs include:"layout/head.cs" ?>
<div class="narrow sheet">
<h1><?cs var:tr("Second factor") ?></h1>
<?cs call:errors() ?>
<p class="lead"><?cs var:trf("Hello %s. One thing more, and you are in.|" + Form.name) ?></p>
<form method="post" action="/account/login/factor">
<?cs call:token() ?><input type="hidden" name="next" value="<?cs var:Form.next ?>"><input type="hidden" name="name" value="<?cs var:Form.name ?>"><?cs
if:Form.keep ?><input type="hidden" name="keep" value="1"><?cs /if ?>
<?cs call:code_line("code", Label.code) ?>
<p class="actions"><button class="button" type="submit"><?cs var:tr("Log in") ?></button> <a class="button quiet" href="/account/login<?cs call:next_here() ?>"><?cs
  var:tr("As somebody else") ?></a></p>
</form>
<p><?cs var:tr("Lost your device and your recovery codes? An administrator can take the second factor away.") ?></p>
</div>
<?cs include:"layout/foot.cs" ?>
