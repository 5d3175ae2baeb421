<?cs # Before an account is deleted: what of it goes. ?><?cs
set:Page.title = tr("Delete the account") ?><?cs set:Page.unlisted = "1" ?><?cs include:"layout/head.cs" ?><?cs

def:comments_choice(value, words) ?><label class="choice"><input type="radio" name="comments" value="<?cs var:value ?>"<?cs
  if:Form.comments == value ?> checked<?cs /if ?>> <span><?cs var:words ?></span></label><?cs /def ?>
<div class="narrow sheet">
<h1><?cs var:Page.title ?></h1>
<?cs call:errors() ?>
<p><?cs var:trn("You are logged out everywhere at once, and nobody finds you. For %d day you can log in and keep the account.|You are logged out everywhere at once, and nobody finds you. For %d days you can log in and keep the account.|" + Reach.days) ?> <?cs
var:tr("Then it is final.") ?></p>
<h2><?cs var:tr("What is deleted") ?></h2>
<ul>
<li><?cs var:tr("Your name, e-mail address, password and settings") ?></li>
<li><?cs var:tr("Where you were logged in, and on what") ?></li><?cs
if:Reach.identities ?>
<li><?cs var:trn("%d linked login|%d linked logins|" + Reach.identities) ?></li><?cs /if ?><?cs
if:Reach.passkeys ?>
<li><?cs var:trn("%d passkey|%d passkeys|" + Reach.passkeys) ?></li><?cs /if ?><?cs
if:Reach.tokens ?>
<li><?cs var:trn("%d API token|%d API tokens|" + Reach.tokens) ?></li><?cs /if ?><?cs
if:Reach.roles ?>
<li><?cs var:trn("%d role|%d roles|" + Reach.roles) ?></li><?cs /if ?>
</ul>
<h2><?cs var:tr("What stays") ?></h2>
<ul>
<li><?cs var:tr("Your name stays taken: nobody can come back as you, not even you.") ?></li><?cs
if:Reach.reports ?>
<li><?cs var:trn("%d report to the moderators|%d reports to the moderators|" + Reach.reports) ?></li><?cs /if ?>
<li><?cs var:tr("What moderators decided, and the audit log, which only administrators read") ?></li>
</ul>
<form method="post" action="/account/delete">
<?cs call:token() ?>
<fieldset id="f-comments" tabindex="-1">
<legend><?cs call:comments(Reach.comments) ?>, <?cs var:trn("%d thread|%d threads|" + Reach.threads) ?>, <?cs var:trn("%d vote|%d votes|" + Reach.votes) ?></legend><?cs
call:wrong("comments") ?><?cs
call:comments_choice("stay", tr("They stay, without your name: “deleted” and a number stand in its place.")) ?><?cs
call:comments_choice("go", tr("They go: each text and each vote. Replies of others stay where they are, and so does the title of a thread that others replied in.")) ?>
</fieldset>
<p><label class="choice"><input type="checkbox" id="f-sure" name="sure" value="1"> <span><?cs var:tr("I want my account to be deleted.") ?></span></label><?cs call:wrong("sure") ?></p>
<p class="actions"><button class="button" type="submit"><?cs var:tr("Delete the account") ?></button> <a class="button quiet" href="/account/settings"><?cs var:tr("Cancel") ?></a></p>
</form>
<p><a href="/account/data.json" download="lorehall.json"><?cs var:tr("Download your data") ?></a> · <a href="/account/settings#pause"><?cs var:tr("Pause the account") ?></a></p>
</div>
<?cs include:"layout/foot.cs" ?>
