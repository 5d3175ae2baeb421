<?cs # Imported authors: who says that they are one. ?><?cs
set:Page.title = tr("Imported posts") ?><?cs set:Page.unlisted = "1" ?><?cs set:Label.name = tr("Your name there") ?><?cs
set:Label.proof = tr("How can we see that it is you?") ?><?cs set:Label.link = tr("Address of a page that shows it") ?><?cs include:"layout/head.cs" ?>
<div class="narrow">
<h1><?cs var:Page.title ?></h1>
<?cs if:Done == "made" ?><p class="done" role="status"><?cs var:tr("Your claim is sent. The answer will stand here.") ?></p><?cs
elif:Done == "withdrawn" ?><p class="done" role="status"><?cs var:tr("Taken back.") ?></p><?cs /if ?>
<?cs call:errors() ?>
<section class="sheet" aria-labelledby="find">
<h2 id="find"><?cs var:tr("Claim what you wrote elsewhere") ?></h2>
<p><?cs var:tr("Posts that came from another forum are marked “imported”. If you wrote them, they can become yours. An administrator looks at each claim.") ?></p>
<form method="get" action="/account/claims">
<?cs call:line("name", Label.name, "text", Form.name, "off", tr("The whole name, as it was written there.")) ?>
<p class="actions"><button class="button" type="submit"><?cs var:tr("Find") ?></button></p>
</form><?cs if:Searched && !subcount(Authors) ?>
<p class="empty"><?cs var:tr("Nobody of that name was imported, or they are somebody's already.") ?></p><?cs /if ?><?cs if:subcount(Authors) ?>
<form method="post" action="/account/claims">
<?cs call:token() ?><input type="hidden" name="name" value="<?cs var:Form.name ?>">
<fieldset id="f-author" tabindex="-1">
<legend><?cs var:tr("Which one is you?") ?></legend><?cs call:wrong("author") ?><?cs
each:author = Authors ?><label class="choice"><input type="radio" name="author" value="<?cs var:author.id ?>"<?cs if:Form.author == author.id || subcount(Authors) == #1 ?> checked<?cs /if ?>> <span><b><bdi><?cs
  var:author.name ?></bdi></b> · <bdi><?cs var:author.source ?></bdi> · <?cs call:comments(author.comments) ?></span></label><?cs /each ?>
</fieldset>
<?cs call:line("proof", Label.proof, "text", Form.proof, "off", tr("For instance: what your profile there says of you here, or who of us knows you from there.")) ?>
<?cs call:line("link", Label.link, "url", Form.link, "off", tr("Best of all your profile there, with your name here written in it.")) ?>
<p class="actions"><button class="button" type="submit"><?cs var:tr("Send the claim") ?></button></p>
</form><?cs /if ?>
</section><?cs if:subcount(Claims) ?>
<section class="sheet" aria-labelledby="claims">
<h2 id="claims"><?cs var:tr("Your claims") ?></h2>
<ul><?cs each:claim = Claims ?>
<li><b><bdi><?cs var:claim.author ?></bdi></b> · <bdi><?cs var:claim.source ?></bdi> · <?cs call:moment(claim.created) ?> · <?cs
if:claim.state == "open" ?><?cs var:tr("It waits for a decision.") ?>
<form class="inline" method="post" action="/account/claims/<?cs var:claim.id ?>"><?cs call:token() ?><button class="button quiet" type="submit"><?cs var:tr("Take it back") ?></button></form><?cs
elif:claim.state == "accepted" ?><?cs var:tr("It was accepted.") ?><?cs elif:claim.state == "declined" ?><?cs var:tr("It was declined.") ?><?cs
else ?><?cs var:tr("You took it back.") ?><?cs /if ?> <bdi><?cs var:claim.answer ?></bdi></li><?cs /each ?>
</ul>
</section><?cs /if ?>
<p><a href="/account/settings"><?cs var:tr("Settings") ?></a></p>
</div>
<?cs include:"layout/foot.cs" ?>
