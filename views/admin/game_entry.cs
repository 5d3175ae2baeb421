<?cs set:Page.title = Entry.name ?><?cs set:Page.unlisted = "1" ?><?cs set:Label.reason = tr("Why") ?><?cs include:"layout/head.cs" ?><?cs include:"admin/frame.cs" ?>
<div class="admin">
<?cs call:sections() ?>
<div class="narrow">
<h1><bdi><?cs var:Entry.name ?></bdi></h1>
<?cs call:errors() ?>
<?cs if:Done == "hide" ?><p class="done" role="status"><?cs var:tr("Nobody finds it any more.") ?></p><?cs
elif:Done == "show" ?><p class="done" role="status"><?cs var:tr("It is shown again.") ?></p><?cs /if ?>
<dl class="facts">
<div><dt><?cs var:tr("Kind") ?></dt><dd><?cs var:Entry.kind ?></dd></div>
<div><dt><?cs var:tr("Its source's id") ?></dt><dd><bdi><?cs var:Entry.external ?></bdi></dd></div><?cs if:Entry.since ?>
<div><dt><?cs var:tr("Hidden") ?></dt><dd><?cs call:moment(Entry.since) ?></dd></div>
<div><dt><?cs var:tr("By") ?></dt><dd><bdi><?cs var:Entry.by ?></bdi></dd></div>
<div><dt><?cs var:Label.reason ?></dt><dd><bdi><?cs var:Entry.reason ?></bdi></dd></div><?cs else ?>
<div><dt><?cs var:tr("Page") ?></dt><dd><a href="<?cs var:Entry.page ?>"><bdi><?cs var:Entry.name ?></bdi></a></dd></div><?cs /if ?>
<div><dt><?cs var:tr("Relations") ?></dt><dd><?cs var:Entry.relations ?></dd></div>
<div><dt><?cs var:tr("Places") ?></dt><dd><?cs var:Entry.places ?></dd></div>
<div><dt><?cs var:tr("Comments") ?></dt><dd><?cs var:Entry.comments ?></dd></div>
</dl>
<form method="post" action="<?cs var:Entry.path ?>"><?cs call:token() ?>
<p><?cs if:Entry.since ?><?cs var:tr("Everybody finds it again, and what belongs to it.") ?><?cs
else ?><?cs var:tr("Nobody finds it any more, in no list, search, map or address; what belongs to it goes with it. It can be shown again.") ?><?cs /if ?></p>
<?cs call:line("reason", Label.reason, "text", Form.reason, "off", "") ?>
<p class="actions"><?cs if:Entry.since ?><button class="button" type="submit" name="act" value="show" id="f-act"><?cs var:tr("Show it again") ?></button><?cs
else ?><button class="button" type="submit" name="act" value="hide" id="f-act"><?cs var:tr("Hide it") ?></button><?cs /if ?> <a class="button quiet" href="/admin/game/hidden"><?cs var:tr("Hidden entries") ?></a></p>
</form>
</div>
</div>
<?cs include:"layout/foot.cs" ?>
