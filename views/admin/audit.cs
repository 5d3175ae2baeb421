<?cs set:Page.title = tr("Audit log") ?><?cs set:Page.unlisted = "1" ?><?cs
set:Label.account = tr("Account") ?><?cs set:Label.act = tr("What") ?><?cs set:Label.from = tr("From") ?><?cs set:Label.to = tr("To") ?><?cs
include:"layout/head.cs" ?><?cs include:"admin/frame.cs" ?>
<div class="admin">
<?cs call:sections() ?>
<h1><?cs var:Page.title ?></h1>
<?cs call:errors() ?>
<form class="filters" method="get" action="/admin/audit">
<?cs call:line("account", Label.account, "text", Form.account, "off", tr("Who did it, or to whom it was done.")) ?>
<p class="field"><label for="f-act"><?cs var:Label.act ?></label>
<select id="f-act" name="act"><option value=""><?cs var:tr("Anything") ?></option><?cs each:act = Acts ?><option value="<?cs
  var:act.name ?>"<?cs if:act.name == Form.act ?> selected<?cs /if ?>><?cs var:act.title ?></option><?cs /each ?></select></p>
<?cs if:Wrong.from ?><?cs set:Kind = "text" ?><?cs else ?><?cs set:Kind = "date" ?><?cs /if ?><?cs call:line("from", Label.from, Kind, Form.from, "off", "") ?>
<?cs if:Wrong.to ?><?cs set:Kind = "text" ?><?cs else ?><?cs set:Kind = "date" ?><?cs /if ?><?cs call:line("to", Label.to, Kind, Form.to, "off", "") ?>
<?cs call:filter_actions() ?>
</form>
<?cs if:!Errors ?><?cs call:rows(Page.title, tr("Nothing has been recorded yet.")) ?><?cs /if ?>
</div>
<?cs include:"layout/foot.cs" ?>
