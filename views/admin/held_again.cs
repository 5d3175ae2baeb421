<?cs set:Page.title = tr("Held posts") ?><?cs set:Page.unlisted = "1" ?><?cs set:May.remove = "1" ?><?cs set:Label.id = tr("Held posts") ?><?cs set:Label.reason = tr("Reason") ?><?cs
include:"layout/head.cs" ?><?cs include:"admin/frame.cs" ?><?cs include:"admin/held_parts.cs" ?>
<div class="admin">
<?cs call:sections() ?>
<nav class="crumbs" aria-label="<?cs var:tr("Where this stands") ?>"><a href="/admin/queue"><?cs var:tr("Moderation queue") ?></a></nav>
<h1><?cs var:Page.title ?></h1>
<?cs call:errors() ?>
<?cs if:Held ?><ul class="acts queue" id="f-id"><?cs each:held = Held ?>
<?cs call:held_item(held) ?><?cs /each ?>
</ul>
<?cs call:held_choice() ?><?cs else ?><p class="note"><?cs var:tr("No post is held.") ?></p><?cs /if ?>
</div>
<?cs include:"layout/foot.cs" ?>
