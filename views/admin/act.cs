<?cs set:Page.title = tr("One act of moderation") ?><?cs set:Page.unlisted = "1" ?><?cs include:"layout/head.cs" ?><?cs
include:"admin/frame.cs" ?><?cs include:"talk/act_lines.cs" ?>
<div class="admin">
<?cs call:sections() ?>
<h1><?cs var:Page.title ?></h1>
<?cs if:Done ?><p class="done" role="status"><?cs var:tr("Done.") ?></p><?cs /if ?>
<?cs call:act_lines() ?>
<p class="actions"><?cs if:About.path ?><a class="button quiet" href="<?cs var:About.path ?>"><?cs var:trf("To the account %s|" + About.name) ?></a> <?cs /if ?><?cs if:About.ban ?><a class="button" href="<?cs var:About.ban ?>"><?cs var:tr("Suspend") ?></a> <?cs /if ?><a class="button quiet" href="/admin/queue"><?cs
  var:tr("To the moderation queue") ?></a> <a class="button quiet" href="/admin/acts"><?cs var:tr("What moderators did") ?></a></p>
<?cs if:subcount(Comments) ?>
<h2><?cs var:tr("Comments") ?></h2>
<ul class="acts"><?cs each:comment = Comments ?>
<li><a href="/forum/comment/<?cs var:comment.id ?>"><bdi><?cs var:comment.title ?></bdi></a> <span class="note"><?cs
  var:trf("by %s|" + comment.author) ?></span>
<blockquote dir="auto"><?cs var:comment.text ?></blockquote></li><?cs /each ?>
</ul><?cs if:More ?><p class="note"><?cs var:trf("Only the first %s are listed here.|" + More) ?></p><?cs /if ?><?cs /if ?>
</div>
<?cs include:"layout/foot.cs" ?>
