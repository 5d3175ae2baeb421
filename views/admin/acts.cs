<?cs set:Page.title = tr("What moderators did") ?><?cs set:Page.unlisted = "1" ?><?cs include:"layout/head.cs" ?><?cs
include:"admin/frame.cs" ?><?cs include:"talk/act_lines.cs" ?>
<div class="admin">
<?cs call:sections() ?>
<h1><?cs var:Page.title ?></h1>
<?cs call:list_errors() ?>
<?cs call:filter_form() ?>
<?cs if:!Errors ?><?cs if:Acts ?><?cs call:act_lines() ?><?cs else ?><?cs call:list_empty(tr("Nothing was moderated here yet.")) ?><?cs /if ?>
<?cs call:list_pages() ?><?cs /if ?>
</div>
<?cs include:"layout/foot.cs" ?>
