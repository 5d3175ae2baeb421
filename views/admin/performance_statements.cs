<?cs set:Page.title = tr("Performance") ?><?cs set:Page.unlisted = "1" ?><?cs set:Performance.here = "statements" ?><?cs
include:"layout/head.cs" ?><?cs include:"admin/frame.cs" ?><?cs include:"admin/performance_parts.cs" ?>
<div class="admin">
<?cs call:sections() ?>
<h1><?cs var:tr("Statements") ?></h1>
<?cs call:performance_nav() ?>
<?cs call:list_errors() ?>
<?cs call:filtered_list(tr("Statements"), tr("Nothing was asked of the database yet.")) ?>
</div>
<?cs include:"layout/foot.cs" ?>
