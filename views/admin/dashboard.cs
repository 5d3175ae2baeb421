<?cs set:Page.title = tr("Administration") ?><?cs set:Page.unlisted = "1" ?><?cs include:"layout/head.cs" ?><?cs include:"admin/frame.cs" ?>
<div class="admin">
<?cs call:sections() ?>
<h1><?cs var:tr("What needs somebody now") ?></h1>
<?cs if:Done == "setup" ?><p class="done" role="status"><?cs var:tr("The site is set up. Here is what needs somebody from now on.") ?></p><?cs /if ?><?cs
if:Setup.offered ?><div class="notice"><p><b><?cs var:tr("This site is new.") ?></b> <a href="/admin/setup"><?cs var:tr("Set it up in a few short steps") ?></a></p></div><?cs /if ?>
<?cs if:subcount(Health) ?><div class="problem" role="status">
<p><?cs var:tr("Not everything is well:") ?></p>
<ul><?cs each:line = Health ?>
<li><?cs var:line.text ?></li><?cs /each ?>
</ul>
</div><?cs /if ?>
<h2><?cs var:tr("In the last 24 hours, and now") ?></h2>
<ul class="figures"><?cs each:figure = Figures ?>
<li<?cs if:figure.urgent ?> class="urgent"<?cs /if ?>><b><?cs var:number(figure.count) ?><?cs if:figure.more ?>+<?cs /if ?></b> <?cs
  if:figure.path ?><a href="<?cs var:figure.path ?>"><?cs var:figure.title ?></a><?cs else ?><span><?cs var:figure.title ?></span><?cs /if ?><?cs
  if:figure.urgent ?> <em><?cs var:tr("Have a look") ?></em><?cs /if ?></li><?cs /each ?>
</ul>
<h2><?cs var:tr("What has been going on") ?></h2>
<div class="charts"><?cs each:chart = Charts ?><?cs call:chart(chart) ?><?cs /each ?></div>
<?cs if:subcount(Followers) ?><h2><?cs var:tr("Hosts") ?></h2>
<table class="list admin-list">
<thead><tr><th scope="col"><?cs var:tr("Host") ?></th><th scope="col" class="number"><?cs var:tr("Journal rows behind") ?></th></tr></thead>
<tbody><?cs each:follower = Followers ?>
<tr><td><bdi><?cs var:follower.host ?></bdi></td><td class="number"><span class="unit"><?cs var:tr("Journal rows behind") ?></span> <?cs
  var:number(follower.behind) ?></td></tr><?cs /each ?>
</tbody>
</table><?cs /if ?>
</div>
<?cs include:"layout/foot.cs" ?>
