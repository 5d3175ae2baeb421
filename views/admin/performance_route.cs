<?cs set:Page.title = tr("Performance") ?><?cs set:Page.unlisted = "1" ?><?cs set:Performance.here = "route" ?><?cs
include:"layout/head.cs" ?><?cs include:"admin/frame.cs" ?><?cs include:"admin/performance_parts.cs" ?>
<div class="admin">
<?cs call:sections() ?>
<h1><bdi><?cs var:Route.name ?></bdi></h1>
<?cs call:performance_nav() ?>
<?cs call:since(Route.path) ?>
<?cs call:host_figures() ?>
<?cs each:chart = Charts ?><?cs call:chart(chart) ?><?cs /each ?>
<h2><?cs var:tr("Slowest requests") ?></h2>
<?cs call:slow_requests() ?>
</div>
<?cs include:"layout/foot.cs" ?>
