<?cs set:Page.title = tr("Bans") ?><?cs set:Page.unlisted = "1" ?><?cs
set:Label.q = tr("Who or what") ?><?cs set:Label.kind = tr("Kind") ?><?cs set:Label.state = tr("State") ?><?cs
include:"layout/head.cs" ?><?cs include:"admin/frame.cs" ?>
<div class="admin">
<?cs call:sections() ?>
<h1><?cs var:Page.title ?></h1>
<?cs call:errors() ?>
<?cs if:May.edit ?><p class="actions"><a class="button" href="/admin/bans/new"><?cs var:tr("Ban a network or a mail domain") ?></a></p><?cs /if ?>
<p class="tagline"><?cs var:tr("An account is suspended from its own page.") ?> <a href="/admin/accounts"><?cs var:tr("Accounts") ?></a></p>
<form class="filters" method="get" action="/admin/bans">
<?cs call:line("q", Label.q, "text", Form.q, "off", tr("How a name, a network or a domain begins.")) ?>
<?cs if:May.edit ?><p class="field"><label for="f-kind"><?cs var:Label.kind ?></label>
<select id="f-kind" name="kind"><option value=""><?cs var:tr("Anything") ?></option><option value="account"<?cs
  if:Form.kind == "account" ?> selected<?cs /if ?>><?cs var:tr("Account") ?></option><option value="network"<?cs
  if:Form.kind == "network" ?> selected<?cs /if ?>><?cs var:tr("Network") ?></option><option value="domain"<?cs
  if:Form.kind == "domain" ?> selected<?cs /if ?>><?cs var:tr("Mail domain") ?></option></select></p><?cs /if ?>
<p class="field"><label for="f-state"><?cs var:Label.state ?></label>
<select id="f-state" name="state"><option value=""><?cs var:tr("in force") ?></option><option value="all"<?cs
  if:Form.state == "all" ?> selected<?cs /if ?>><?cs var:tr("all, also lifted and ended ones") ?></option></select></p>
<?cs call:filter_actions() ?>
</form>
<?cs if:!Errors ?><?cs call:rows(Page.title, tr("Nobody is banned.")) ?><?cs /if ?>
</div>
<?cs include:"layout/foot.cs" ?>
