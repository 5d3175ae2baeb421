<?cs set:Page.title = Claim.account ?><?cs set:Page.unlisted = "1" ?><?cs set:Label.answer = tr("Answer") ?><?cs
include:"layout/head.cs" ?><?cs include:"admin/frame.cs" ?>
<div class="admin">
<?cs call:sections() ?>
<div class="narrow">
<h1><?cs var:trf("Claim of %s|" + Claim.account) ?></h1>
<?cs call:errors() ?>
<p><a href="<?cs var:Claim.path ?>"><bdi><?cs var:Claim.account ?></bdi></a> · <?cs call:moment(Claim.created) ?> · <?cs var:Claim.state ?></p>
<p><?cs var:tr("Says to be") ?> <b><bdi><?cs var:Claim.author ?></bdi></b> · <bdi><?cs var:Claim.source ?></bdi></p>
<blockquote class="appeal" dir="auto"><?cs var:Claim.proof ?></blockquote>
<?cs if:string.length(Claim.link) ?><p><a href="<?cs var:Claim.link ?>" rel="noopener noreferrer nofollow"><bdi><?cs var:Claim.link ?></bdi></a></p><?cs /if ?>
<?cs if:Claim.decided ?><p><bdi><?cs var:Claim.by ?></bdi> · <?cs call:moment(Claim.decided) ?> · <bdi><?cs var:Claim.answer ?></bdi></p><?cs /if ?>
<?cs if:May.decide ?>
<p><?cs var:trf("This becomes %s's:|" + Claim.account) ?> <?cs call:comments(Reach.comments) ?>, <?cs var:trn("%d thread|%d threads|" + Reach.threads) ?>, <?cs var:trn("%d vote|%d votes|" + Reach.votes) ?><?cs if:Reach.doubles ?> · <?cs
var:trn("%d vote goes, as both voted or it would be for their own comment|%d votes go, as both voted or they would be for their own comments|" + Reach.doubles) ?><?cs /if ?></p>
<form method="post" action="/admin/claims/<?cs var:Claim.id ?>">
<?cs call:token() ?><input type="hidden" name="seen" value="<?cs var:Reach.seen ?>">
<?cs call:line("answer", Label.answer, "text", Form.answer, "off", tr("Whoever claimed it reads it.")) ?>
<p class="actions"><button class="button" type="submit" name="act" value="accept"><?cs var:tr("Accept") ?></button> <button class="button quiet" type="submit" name="act" value="decline"><?cs
  var:tr("Decline") ?></button></p>
</form><?cs /if ?>
</div>
</div>
<?cs include:"layout/foot.cs" ?>
