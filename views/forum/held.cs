<?cs set:Page.title = tr("Posts that wait for review") ?><?cs set:Page.unlisted = "1" ?><?cs include:"layout/head.cs" ?>
<h1><?cs if:One ?><?cs var:tr("Your post waits for review") ?><?cs else ?><?cs var:Page.title ?><?cs /if ?></h1>
<?cs if:!Posts ?><p class="empty"><?cs var:tr("Nothing of yours waits for review.") ?></p><?cs /if ?>
<?cs each:post = Posts ?><article class="sheet" id="post-<?cs var:post.id ?>">
<h2><?cs if:post.thread ?><a href="/forum/thread/<?cs var:post.thread ?>"><bdi><?cs var:post.title ?></bdi></a><?cs elif:post.title ?><bdi><?cs var:post.title ?></bdi><?cs else ?><?cs
  var:tr("Where you cannot read now") ?><?cs /if ?></h2>
<?cs if:post.refused ?><p class="notice"><?cs if:string.length(post.reason) ?><?cs
  var:trf("A moderator did not publish this: %s|" + post.reason) ?><?cs else ?><?cs var:tr("A moderator did not publish this.") ?><?cs /if ?></p><?cs
elif:post.waits ?><p class="notice" role="status"><?cs if:post.comment ?><?cs
  var:tr("A moderator looks at your change first, because of words in it. Until then your comment stays as it is.") ?> <a href="/forum/comment/<?cs
  var:post.comment ?>"><?cs var:tr("Your comment as it is") ?></a><?cs else ?><?cs
  var:tr("A moderator looks at it first, because of words in it. Until then only you and the moderators see it.") ?><?cs /if ?></p><?cs
else ?><p class="notice"><?cs var:tr("You took this back, or changed the comment since.") ?></p><?cs /if ?>
<p class="note"><?cs call:moment(post.created) ?></p>
<div class="prose" dir="auto"><?cs uvar:post.body_html ?></div>
<?cs if:post.waits ?><form method="post" action="/forum/held/<?cs var:post.id ?>"><?cs call:token() ?>
<p class="actions"><button class="button quiet" type="submit"><?cs var:tr("Take it back") ?></button></p></form><?cs /if ?>
</article><?cs /each ?>
<?cs include:"layout/foot.cs" ?>
