<?cs set:Page.title = tr("Jobs") ?><?cs set:Page.unlisted = "1" ?><?cs include:"layout/head.cs" ?><?cs include:"admin/frame.cs" ?>
<div class="admin">
<?cs call:sections() ?>
<h1><?cs var:Page.title ?></h1>
<?cs call:list_errors() ?>
<h2><?cs var:tr("In the background now") ?></h2>
<ul><li><?cs if:Background.comments ?><?cs var:trf("All comments are being made anew, the newest first; those with numbers below %s are still to do.|" + number(Background.comments)) ?><?cs
  else ?><?cs var:tr("No comments are being made anew.") ?><?cs /if ?></li>
<li><?cs var:trn("The follower is %d row of the journal behind.|The follower is %d rows of the journal behind.|" + Background.journal) ?></li></ul>
<h2><?cs var:tr("Imports") ?></h2>
<?cs call:filtered_list(tr("Imports"), tr("Nothing was imported yet.")) ?>
</div>
<?cs include:"layout/foot.cs" ?>
