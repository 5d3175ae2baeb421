<?cs # One comment by itself, for pages that are open (lib/talk/live.h). ?><?cs
include:"talk/comment.cs" ?><?cs each:c = Comments ?><?cs call:comment(c) ?><?cs /each ?>
