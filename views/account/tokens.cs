<?cs set:Page.title = tr("API tokens") ?><?cs set:Page.unlisted = "1" ?><?cs
set:Label.name = tr("What is it for?") ?><?cs set:Label.days = tr("It is good for") ?><?cs set:Label.scopes = tr("It may") ?><?cs
include:"layout/head.cs" ?><?cs include:"account/token_list.cs" ?>
<h1><?cs var:Page.title ?></h1>
<p class="tagline"><?cs var:tr("With a token a program uses the API as you. It may only what it was made for and what you may yourself, and ends when you change your password.") ?> <a href="/account/settings"><?cs
  var:tr("Settings") ?></a></p>
<?cs if:Done ?><p class="done" role="status"><?cs var:tr("Ended.") ?></p><?cs /if ?>
<?cs call:errors() ?>
<?cs if:subcount(Tokens) ?><form method="post" action="/account/tokens/end">
<?cs call:token() ?><?cs call:token_list() ?>
</form><?cs else ?><p class="empty"><?cs var:tr("You have no API tokens.") ?></p><?cs /if ?>
<?cs if:May.make ?><section class="sheet narrow" aria-labelledby="make">
<h2 id="make"><?cs var:tr("Make a token") ?></h2>
<form method="post" action="/account/tokens">
<?cs call:token() ?>
<?cs call:line("name", Label.name, "text", Form.name, "off", tr("Such as the program that uses it.")) ?>
<fieldset id="f-scopes" tabindex="-1"<?cs if:Wrong.scopes ?> aria-describedby="w-scopes"<?cs /if ?>>
<legend><?cs var:Label.scopes ?></legend><?cs call:wrong("scopes") ?><?cs each:scope = Scopes ?>
<label class="choice"><input type="checkbox" name="scope.<?cs var:scope.name ?>" value="1"<?cs if:scope.held ?> checked<?cs /if ?>> <span><b><?cs
  var:scope.title ?></b> <?cs var:scope.sentence ?></span></label><?cs /each ?>
</fieldset>
<p class="field"><label for="f-days"><?cs var:Label.days ?></label>
<select id="f-days" name="days"><?cs each:lifetime = Lifetimes ?><option value="<?cs var:lifetime.days ?>"<?cs
  if:lifetime.days == Form.days ?> selected<?cs /if ?>><?cs var:trn("%d day|%d days|" + lifetime.days) ?></option><?cs /each ?></select><?cs call:wrong("days") ?></p>
<p class="actions"><button class="button" type="submit"><?cs var:tr("Make the token") ?></button></p>
</form>
</section><?cs /if ?>
<?cs include:"layout/foot.cs" ?>
