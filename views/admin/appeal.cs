<?cs set:Page.title = Appeal.account ?><?cs set:Page.unlisted = "1" ?><?cs set:Label.answer = tr("Answer") ?><?cs
include:"layout/head.cs" ?><?cs include:"admin/frame.cs" ?><?cs include:"admin/ban_facts.cs" ?>
<div class="admin">
<?cs call:sections() ?>
<div class="narrow">
<h1><?cs var:trf("Appeal of %s|" + Appeal.account) ?></h1>
<?cs call:errors() ?>
<p><a href="<?cs var:Appeal.path ?>"><bdi><?cs var:Appeal.account ?></bdi></a> · <?cs call:moment(Appeal.created) ?> · <?cs var:Appeal.state ?></p>
<blockquote class="appeal" dir="auto"><?cs var:Appeal.body ?></blockquote>
<?cs if:Appeal.decided ?><p><?cs if:string.length(Appeal.by) ?><bdi><?cs var:Appeal.by ?></bdi><?cs else ?><?cs var:tr("the operator") ?><?cs /if ?> · <?cs call:moment(Appeal.decided) ?> · <bdi><?cs var:Appeal.answer ?></bdi></p><?cs /if ?>
<section class="sheet" aria-labelledby="the-ban">
<h2 id="the-ban"><a href="<?cs var:Ban.address ?>"><?cs var:tr("The ban") ?></a></h2>
<?cs call:ban_facts() ?>
</section>
<?cs if:May.decide ?>
<form method="post" action="/admin/appeals/<?cs var:Appeal.id ?>">
<?cs call:token() ?>
<?cs call:line("answer", Label.answer, "text", Form.answer, "off", tr("Whoever appealed reads it.")) ?>
<p class="actions"><button class="button" type="submit" name="act" value="accept"><?cs var:tr("Accept, and lift the ban") ?></button> <button class="button quiet" type="submit" name="act" value="decline"><?cs
  var:tr("Decline") ?></button></p>
</form><?cs /if ?>
</div>
</div>
<?cs include:"layout/foot.cs" ?>
