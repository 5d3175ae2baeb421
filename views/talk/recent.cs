<?cs # What was said lately, one line a discussion: talk_show() (lib/talk/recent.h) sets Talk. ?><?cs
def:talk_lines() ?>
<ul class="talk-lines"><?cs each:line = Talk ?>
<li><a class="title" href="/forum/comment/<?cs var:line.last_id ?>"><bdi><?cs var:line.title ?></bdi></a><?cs
  if:string.length(line.note) ?> <span class="note"><?cs var:line.note ?></span><?cs /if ?>
<p class="excerpt" dir="auto"><?cs var:line.excerpt ?></p>
<p class="by"><b class="author" dir="auto"><?cs var:line.author ?></b> <?cs call:moment(line.created) ?></p></li><?cs /each ?>
</ul><?cs /def ?>
