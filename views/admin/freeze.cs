<?cs set:Page.title = tr("Read-only") ?><?cs set:Page.unlisted = "1" ?><?cs set:Label.reason = tr("Reason") ?><?cs
include:"layout/head.cs" ?><?cs include:"admin/frame.cs" ?>
<div class="admin">
<?cs call:sections() ?>
<div class="narrow">
<h1><?cs var:Page.title ?></h1>
<?cs if:Done == "lifted" ?><p class="done" role="status"><?cs var:tr("It can be written again.") ?></p><?cs
elif:Done ?><p class="done" role="status"><?cs var:tr("It can only be read now.") ?></p><?cs /if ?>
<?cs call:errors() ?>
<p><?cs var:tr("Everything can be read, and nothing be written by anybody: no posts, votes, registrations, settings or moderation. Logging in and out, ending sessions and this switch go on working. Who sends something is told the reason and keeps what they typed.") ?></p>
<?cs each:switch = Switches ?>
<section class="sheet" aria-labelledby="s-<?cs var:switch.where ?>">
<h2 id="s-<?cs var:switch.where ?>"><bdi><?cs var:switch.title ?></bdi></h2>
<form method="post" action="/admin/freeze">
<?cs call:token() ?><input type="hidden" name="where" value="<?cs var:switch.where ?>">
<?cs if:switch.since ?>
<p><b><?cs var:tr("It can only be read now.") ?></b> <bdi><?cs var:switch.reason ?></bdi> <span class="by"><?cs
  if:string.length(switch.by) ?><bdi><?cs var:switch.by ?></bdi><?cs else ?><?cs var:tr("the operator") ?><?cs /if ?> <?cs call:moment(switch.since) ?></span></p>
<p class="actions"><button class="button" type="submit" name="act" value="lift"><?cs var:tr("Let it be written again") ?></button></p>
<?cs else ?>
<p class="field"><label for="<?cs var:switch.id ?>"><?cs var:Label.reason ?></label>
<input id="<?cs var:switch.id ?>" dir="auto" name="reason" type="text" value="<?cs
  if:Form.where == switch.where ?><?cs var:Form.reason ?><?cs /if ?>" autocomplete="off" maxlength="300"></p>
<p class="hint"><?cs var:tr("Everybody is shown it on every page: what happens, and until when.") ?></p>
<p class="actions"><button class="button" type="submit" name="act" value="freeze"><?cs var:tr("Make it read-only") ?></button></p>
<?cs /if ?>
</form>
</section><?cs /each ?>
</div>
</div>
<?cs include:"layout/foot.cs" ?>
