<?cs set:Page.title = tr("Registration") ?><?cs set:Page.unlisted = "1" ?><?cs
set:Label.mode = tr("Who can register") ?><?cs set:Label.question = tr("Question") ?><?cs set:Label.answers = tr("Right answers") ?><?cs
include:"layout/head.cs" ?><?cs include:"admin/frame.cs" ?><?cs
def:mode_name(mode) ?><?cs if:mode == "closed" ?><?cs var:tr("nobody") ?><?cs elif:mode == "invited" ?><?cs var:tr("who is invited") ?><?cs else ?><?cs var:tr("everybody") ?><?cs /if ?><?cs /def ?>
<div class="admin">
<?cs call:sections() ?>
<div class="narrow">
<h1><?cs var:Page.title ?></h1>
<?cs if:Done ?><p class="done" role="status"><?cs var:tr("Saved.") ?></p><?cs /if ?>
<p><?cs var:tr("Who registers on this site. An account that is made here can be used on the others, too.") ?></p>
<?cs call:errors() ?>
<form method="post" action="/admin/registration">
<?cs call:token() ?><input type="hidden" name="version" value="<?cs var:Form.version ?>">
<p class="field"><label for="f-mode"><?cs var:Label.mode ?></label>
<select id="f-mode" name="mode"><option value="open"><?cs call:mode_name("open") ?></option><option value="invited"<?cs
  if:Form.mode == "invited" ?> selected<?cs /if ?>><?cs call:mode_name("invited") ?></option><option value="closed"<?cs
  if:Form.mode == "closed" ?> selected<?cs /if ?>><?cs call:mode_name("closed") ?></option></select><?cs call:wrong("mode") ?></p>
<?cs call:line("question", Label.question, "text", Form.question, "off", tr("Something that players know and programs don't; empty: none.")) ?>
<p class="field"><label for="f-answers"><?cs var:Label.answers ?></label>
<textarea dir="auto" id="f-answers" name="answers" rows="4" aria-describedby="h-answers">
<?cs var:Form.answers ?></textarea><?cs call:wrong("answers") ?>
<span class="hint" id="h-answers"><?cs var:tr("One in each line; capitals, accents and spaces do not matter.") ?></span></p>
<p class="actions"><button class="button" type="submit"><?cs var:tr("Save") ?></button></p>
</form>
<?cs if:Theirs.mode ?><section class="sheet" aria-labelledby="theirs">
<h2 id="theirs"><?cs var:tr("What it is now") ?></h2>
<dl class="facts">
<div><dt><?cs var:Label.mode ?></dt><dd><?cs call:mode_name(Theirs.mode) ?></dd></div>
<div><dt><?cs var:Label.question ?></dt><dd><bdi><?cs var:Theirs.question ?></bdi></dd></div>
<div><dt><?cs var:Label.answers ?></dt><dd><bdi><?cs var:Theirs.answers ?></bdi></dd></div>
</dl>
</section><?cs /if ?>
</div>
</div>
<?cs include:"layout/foot.cs" ?>
