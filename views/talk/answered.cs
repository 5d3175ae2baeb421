<?cs # What a comment answers, by itself, for pages that are open (lib/talk/live.h). ?><?cs
include:"talk/comment.cs" ?><?cs each:c = Comments ?><?cs call:answered(c) ?><?cs /each ?>
