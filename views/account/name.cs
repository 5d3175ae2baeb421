<?cs set:Page.title = tr("Your name") ?><?cs set:Page.unlisted = "1" ?><?cs
set:Label.name = tr("Name") ?><?cs include:"layout/head.cs" ?>
<div class="narrow">
<h1><?cs var:tr("Your name") ?></h1>
<?cs call:errors() ?>
<section class="sheet">
<?cs if:Name.silenced ?><p><?cs var:tr("Whoever may not write here may not change their name either.") ?></p>
<?cs elif:Name.from ?><p><?cs var:tr("A name can be changed once in 30 days.") ?> <?cs var:tr("Again:") ?> <?cs call:moment(Name.from) ?></p>
<?cs else ?><p><?cs var:tr("It changes everywhere at once, also where you have written already, and you log in by it. Your present name stays reserved for you; nobody else gets it. You can change your name once in 30 days.") ?></p>
<form method="post" action="/account/name">
<?cs call:token() ?><input type="hidden" name="was" value="<?cs var:Name.present ?>">
<?cs call:line("name", Label.name, "text", Form.name, "username", tr("2 to 24 letters, digits, hyphens or underscores. Everybody sees it beside what you write.")) ?>
<p class="actions"><button class="button" type="submit"><?cs var:tr("Change name") ?></button> <a class="button quiet" href="/account/settings"><?cs var:tr("Cancel") ?></a></p>
</form><?cs /if ?><?cs if:subcount(Former) ?>
<p><?cs var:tr("Former names:") ?> <?cs each:former = Former ?><?cs if:!first(former) ?>, <?cs /if ?><bdi><?cs var:former.name ?></bdi><?cs /each ?></p><?cs /if ?>
</section>
<p><a href="/account/settings"><?cs var:tr("Settings") ?></a></p>
</div>
<?cs include:"layout/foot.cs" ?>
