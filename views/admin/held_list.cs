<?cs set:Page.title = tr("Held posts") ?><?cs set:Page.unlisted = "1" ?><?cs if:May.remove ?><?cs set:List.choice = "held-choice" ?><?cs /if ?><?cs
include:"layout/head.cs" ?><?cs include:"admin/frame.cs" ?><?cs include:"admin/held_parts.cs" ?>
<div class="admin">
<?cs call:sections() ?>
<nav class="crumbs" aria-label="<?cs var:tr("Where this stands") ?>"><a href="/admin/queue"><?cs var:tr("Moderation queue") ?></a></nav>
<h1><?cs var:Page.title ?></h1>
<?cs call:list_errors() ?>
<?cs call:filtered_list(Page.title, tr("No post is held.")) ?>
<?cs if:May.remove && subcount(List.rows) ?><?cs call:held_choice() ?><?cs /if ?>
</div>
<?cs include:"layout/foot.cs" ?>
