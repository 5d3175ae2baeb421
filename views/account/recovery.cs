<?cs # Recovery codes, shown once. ?><?cs set:Page.title = tr("Recovery codes") ?><?cs set:Page.unlisted = "1" ?><?cs include:"layout/head.cs" ?>
<div class="narrow sheet">
<h1><?cs var:Page.title ?></h1>
<?cs if:Codes.first ?><p class="done" role="status"><?cs var:tr("Added. You are logged out everywhere else.") ?></p><?cs /if ?>
<p class="lead"><?cs var:tr("Print them or write them down now: they are not shown again.") ?> <?cs
  var:tr("Each lets you in once when your device is lost.") ?></p>
<ol class="codes"><?cs each:item = Codes ?><?cs if:item.code ?>
<li><code><?cs var:item.code ?></code></li><?cs /if ?><?cs /each ?>
</ol>
<?cs if:!Codes.first ?><p><?cs var:tr("Those that you had before no longer work.") ?></p><?cs /if ?>
<p class="actions"><a class="button" href="<?cs if:Form.next ?><?cs var:Form.next ?><?cs else ?>/account/factors<?cs /if ?>"><?cs var:tr("I have them") ?></a></p>
</div>
<?cs include:"layout/foot.cs" ?>
