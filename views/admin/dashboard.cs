<?cs set:Page.title = tr("Administration") ?><?cs set:Page.unlisted = "1" ?><?cs include:"layout/head.cs" ?><?cs include:"admin/frame.cs" ?>
<div class="admin">
<?cs call:sections() ?>
<h1><?cs var:tr("What needs somebody now") ?></h1>
<?cs if:subcount(Health) ?><div class="problem" role="status">
<p><?cs var:tr("Not everything is well:") ?></p>
<ul><?cs each:line = Health ?>
<li><?cs var:line.text ?></li><?cs /each ?>
</ul>
</div><?cs /if ?>
<h2><?cs var:tr("In the last 24 hours, and now") ?></h2>
<ul class="figures"><?cs each:figure = Figures ?>
<li<?cs if:figure.urgent ?> class="urgent"<?cs /if ?>><b><?cs var:number(figure.count) ?></b> <?cs
  if:figure.path ?><a href="<?cs var:figure.path ?>"><?cs var:figure.title ?></a><?cs else ?><span><?cs var:figure.title ?></span><?cs /if ?><?cs
  if:figure.urgent ?> <em><?cs var:tr("Have a look") ?></em><?cs /if ?></li><?cs /each ?>
</ul>
</div>
<?cs include:"layout/foot.cs" ?>
