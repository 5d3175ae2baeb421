<?cs if:Role.id ?><?cs set:Page.title = Role.title ?><?cs else ?><?cs set:Page.title = tr("Make a role") ?><?cs /if ?><?cs set:Page.unlisted = "1" ?><?cs
set:Label.name = tr("Name") ?><?cs set:Label.title = tr("Title") ?><?cs set:Label.permissions = tr("Permissions") ?><?cs
set:Label.holders = tr("Those who have it") ?><?cs
include:"layout/head.cs" ?><?cs include:"admin/frame.cs" ?>
<div class="admin">
<?cs call:sections() ?>
<div class="narrow">
<h1><bdi><?cs var:Page.title ?></bdi></h1>
<?cs if:Done ?><p class="done" role="status"><?cs var:tr("Saved.") ?> <?cs var:tr("It is felt at the next click.") ?></p><?cs /if ?>
<?cs call:errors() ?>
<?cs if:Role.id ?><p><?cs var:trn("%d account has this role, and is changed with it.|%d accounts have this role, and are changed with it.|" + Role.holders) ?></p><?cs /if ?>
<form method="post" action="/admin/roles/<?cs if:Role.id ?><?cs var:Role.id ?><?cs else ?>new<?cs /if ?>">
<?cs call:token() ?><?cs if:Role.id ?><input type="hidden" name="version" value="<?cs var:Role.version ?>"><?cs /if ?>
<?cs if:!Role.built_in ?><?cs call:line("name", Label.name, "text", Form.name, "off", tr("Small letters, digits and hyphens: how commands call it.")) ?><?cs /if ?>
<?cs call:line("title", Label.title, "text", Form.title, "off", tr("How people call it; empty: as its name.")) ?>
<?cs if:Role.now_title ?><p class="wrong"><?cs var:tr("Its title is now:") ?> <bdi><?cs var:Role.now_title ?></bdi></p><?cs /if ?>
<?cs if:!Role.id ?><p><label class="choice"><input type="checkbox" name="denies" value="1"<?cs if:Form.denies ?> checked<?cs /if ?>> <?cs
  var:tr("It takes its permissions away instead of giving them.") ?></label></p><?cs
elif:Form.denies ?><p><?cs var:tr("This role takes away what is ticked here.") ?></p><?cs /if ?>
<fieldset id="f-permissions" tabindex="-1">
<legend><?cs var:Label.permissions ?></legend><?cs each:permission = Permissions ?>
<label class="choice"><input type="checkbox" name="may.<?cs var:permission.name ?>" value="1"<?cs if:permission.held ?> checked<?cs /if ?>> <span><?cs
  var:permission.sentence ?><?cs if:permission.now_on ?> <b class="wrong"><?cs var:tr("Now it is ticked.") ?></b><?cs
  elif:permission.now_off ?> <b class="wrong"><?cs var:tr("Now it is not ticked.") ?></b><?cs /if ?></span></label><?cs /each ?>
</fieldset>
<p class="actions"><button class="button" type="submit"><?cs if:Role.id ?><?cs var:tr("Save") ?><?cs else ?><?cs var:tr("Make the role") ?><?cs /if ?></button> <a class="button quiet" href="/admin/roles"><?cs
  var:tr("Cancel") ?></a></p>
</form>
<?cs if:Role.id && !Role.built_in ?><section class="sheet" aria-labelledby="delete">
<h2 id="delete"><?cs var:tr("Delete this role") ?></h2>
<form method="post" action="/admin/roles/<?cs var:Role.id ?>">
<?cs call:token() ?><input type="hidden" name="act" value="delete">
<p class="field"><label for="f-holders"><?cs var:Label.holders ?></label>
<select id="f-holders" name="holders"><option value="keep"><?cs var:tr("keep it: then it stays while somebody has it") ?></option><option value="lose"><?cs
  var:tr("lose it") ?></option><?cs each:role = Successors ?><option value="<?cs var:role.id ?>"><?cs var:trf("get another: %s|" + role.title) ?></option><?cs /each ?></select></p>
<p class="actions"><button class="button" type="submit"><?cs var:tr("Delete this role") ?></button></p>
</form>
</section><?cs /if ?>
</div>
</div>
<?cs include:"layout/foot.cs" ?>
