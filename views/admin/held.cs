<?cs set:Page.title = tr("Held post") ?><?cs set:Page.unlisted = "1" ?><?cs include:"layout/head.cs" ?><?cs
include:"admin/frame.cs" ?><?cs include:"admin/held_parts.cs" ?>
<div class="admin">
<?cs call:sections() ?>
<nav class="crumbs" aria-label="<?cs var:tr("Where this stands") ?>"><a href="/admin/queue"><?cs var:tr("Moderation queue") ?></a></nav>
<h1><?cs var:Page.title ?></h1>
<?cs each:held = Held ?><article class="sheet">
<h2><?cs if:held.thread ?><a href="/forum/thread/<?cs var:held.thread ?>"><bdi><?cs var:held.title ?></bdi></a><?cs else ?><bdi><?cs var:held.title ?></bdi><?cs /if ?> <?cs call:held_by(held) ?></h2>
<?cs call:held_why(held) ?>
<?cs if:held.comment ?><p><a href="/forum/comment/<?cs var:held.comment ?>"><?cs var:tr("The comment as it is") ?></a></p><?cs /if ?>
<div class="prose" dir="auto"><?cs uvar:held.body_html ?></div>
<?cs if:held.bar ?><p class="notice"><?cs var:tr("It cannot be published now.") ?> <?cs var:held.bar ?></p><?cs /if ?>
<?cs if:held.waits && May.decide ?><form method="post" action="/admin/held"><?cs call:token() ?><input type="hidden" name="id" value="<?cs var:held.id ?>">
<?cs call:line("reason", tr("Reason"), "text", "", "off", tr("Needed to refuse. Whoever wrote it reads this.")) ?>
<p class="actions"><?cs if:!held.bar ?><button class="button" type="submit" name="act" value="release"><?cs var:tr("Publish") ?></button> <?cs /if ?><button class="button quiet" type="submit" name="act" value="refuse"><?cs
  var:tr("Refuse") ?></button></p></form><?cs
elif:held.act ?><p class="notice"><a href="/admin/acts/<?cs var:held.act ?>"><?cs var:tr("It was decided.") ?></a></p><?cs
elif:!held.waits ?><p class="notice"><?cs var:tr("Whoever wrote it took it back.") ?></p><?cs /if ?>
</article><?cs /each ?>
</div>
<?cs include:"layout/foot.cs" ?>
