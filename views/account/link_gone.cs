<?cs set:Page.title = tr("This link is not good any more") ?><?cs set:Page.entrance = "1" ?><?cs set:Page.unlisted = "1" ?><?cs include:"layout/head.cs" ?>
<div class="narrow sheet">
<h1><?cs var:tr("This link is not good any more") ?></h1>
<p><?cs var:tr("It was used, its time is over, or another took its place. Ask for a new one:") ?></p>
<ul>
<li><a href="/account/forgot"><?cs var:tr("Forgot your password?") ?></a></li>
<li><a href="/account/settings#email"><?cs var:tr("Your e-mail address") ?></a></li>
</ul>
</div>
<?cs include:"layout/foot.cs" ?>
