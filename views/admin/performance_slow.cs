<?cs set:Page.title = tr("Performance") ?><?cs set:Page.unlisted = "1" ?><?cs set:Performance.here = "slow" ?><?cs
include:"layout/head.cs" ?><?cs include:"admin/frame.cs" ?><?cs include:"admin/performance_parts.cs" ?>
<div class="admin">
<?cs call:sections() ?>
<h1><?cs var:tr("Slowest requests") ?></h1>
<?cs call:performance_nav() ?>
<p class="tagline"><?cs var:tr("Of the last day, on this host. Nothing that anybody typed is kept: of addresses the numbers only.") ?></p>
<?cs call:slow_requests() ?>
</div>
<?cs include:"layout/foot.cs" ?>
