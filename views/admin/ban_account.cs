<?cs set:Page.title = Account.name ?><?cs set:Page.unlisted = "1" ?><?cs
set:Label.where = tr("Where") ?><?cs set:Label.days = tr("How long") ?><?cs set:Label.reason = tr("Reason") ?><?cs
include:"layout/head.cs" ?><?cs include:"admin/frame.cs" ?>
<div class="admin">
<?cs call:sections() ?>
<div class="narrow">
<h1><?cs var:trf("Suspend %s|" + Account.name) ?></h1>
<p><?cs var:tr("A suspended account can read, and see to its own settings: it can neither write nor rate, whatever its other roles say. It reads the reason, and can appeal once.") ?></p>
<dl class="facts">
<div><dt><?cs var:tr("Registered") ?></dt><dd><?cs call:moment(Account.created) ?></dd></div>
<div><dt><?cs var:tr("Sessions") ?></dt><dd><?cs var:number(Account.sessions) ?></dd></div>
<div><dt><?cs var:tr("Other roles") ?></dt><dd><?cs var:number(Account.roles) ?></dd></div><?cs
each:present = Present ?>
<div><dt><?cs var:tr("Suspended already") ?></dt><dd><bdi><?cs var:present.where ?></bdi> · <?cs call:moment(present.created) ?> · <?cs
  if:string.length(present.by) ?><bdi><?cs var:present.by ?></bdi><?cs else ?><?cs var:tr("the operator") ?><?cs /if ?> · <?cs
  if:present.until ?><?cs var:tr("Until") ?> <?cs call:moment(present.until) ?><?cs else ?><?cs var:tr("for ever") ?><?cs /if ?> · <bdi><?cs var:present.reason ?></bdi></dd></div><?cs /each ?>
</dl>
<?cs call:errors() ?>
<form method="post" action="/admin/accounts/<?cs var:Account.id ?>/ban">
<?cs call:token() ?><input type="hidden" name="next" value="<?cs var:Form.next ?>"><?cs
# What is seen here of what holds: nobody's end and reason are replaced unseen. ?><input type="hidden" name="seen" value="<?cs
  var:Form.seen ?>"><input type="hidden" name="seen_all" value="<?cs var:Form.seen_all ?>"><?cs
if:Form.as_now ?><input type="hidden" name="as_now" value="<?cs var:Form.as_now ?>"><?cs /if ?>
<p class="field"><label for="f-where"><?cs var:Label.where ?></label>
<select id="f-where" name="where"><?cs each:place = Places ?><option value="<?cs var:place.value ?>"<?cs if:place.chosen ?> selected<?cs /if ?>><?cs var:place.title ?></option><?cs /each ?></select><?cs call:wrong("where") ?></p>
<p class="field"><label for="f-days"><?cs var:Label.days ?></label>
<select id="f-days" name="days"><?cs each:length = Lengths ?><option value="<?cs var:length.days ?>"<?cs if:length.chosen ?> selected<?cs /if ?>><?cs var:length.title ?></option><?cs /each ?></select><?cs call:wrong("days") ?></p>
<?cs call:line("reason", Label.reason, "text", Form.reason, "off", tr("Whoever is banned reads it.")) ?>
<p class="actions"><button class="button" type="submit"><?cs if:subcount(Present) ?><?cs var:tr("Change the end and the reason") ?><?cs else ?><?cs var:tr("Suspend") ?><?cs /if ?></button> <a class="button quiet" href="<?cs if:Form.next != "/" ?><?cs var:Form.next ?><?cs else ?>/admin/accounts/<?cs
  var:Account.id ?><?cs /if ?>"><?cs var:tr("Cancel") ?></a></p>
</form>
</div>
</div>
<?cs include:"layout/foot.cs" ?>
