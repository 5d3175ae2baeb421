<?cs # A warning of the moderators, before anything else. ?><?cs
set:Page.title = tr("A warning from the moderators") ?><?cs set:Page.unlisted = "1" ?><?cs include:"layout/head.cs" ?>
<div class="narrow sheet">
<h1><?cs var:Page.title ?></h1>
<p class="note"><?cs var:trf("From %s|" + Warning.by) ?>, <?cs call:moment(Warning.created) ?></p>
<blockquote class="answered"><p dir="auto"><?cs var:Warning.reason ?></p></blockquote>
<?cs if:Warning.path ?><p><?cs var:tr("It is about a comment of yours:") ?> <code><?cs var:Warning.path ?></code></p><?cs /if ?>
<p><?cs var:tr("Please keep to the rules here: whoever does not may lose their account.") ?></p>
<form method="post" action="/account/warning"><?cs call:token() ?><input type="hidden" name="id" value="<?cs var:Warning.id ?>"><input type="hidden" name="next" value="<?cs
  var:Form.next ?>">
<p class="actions"><button class="button" type="submit"><?cs var:tr("I have read this") ?></button></p>
</form>
</div>
<?cs include:"layout/foot.cs" ?>
