<?cs set:Page.title = tr("Invitations") ?><?cs set:Page.unlisted = "1" ?><?cs include:"layout/head.cs" ?><?cs include:"admin/frame.cs" ?>
<div class="admin">
<?cs call:sections() ?>
<h1><?cs var:Page.title ?></h1>
<?cs call:errors() ?>
<?cs if:!Errors ?><?cs call:rows(Page.title, tr("Nobody has been invited yet.")) ?><?cs /if ?>
</div>
<?cs include:"layout/foot.cs" ?>
