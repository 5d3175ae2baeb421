<?cs if:Board.id ?><?cs set:Page.title = Board.title ?><?cs else ?><?cs set:Page.title = tr("Make a board") ?><?cs /if ?><?cs set:Page.unlisted = "1" ?><?cs
set:Label.name = tr("Address") ?><?cs set:Label.title = tr("Title") ?><?cs set:Label.description = tr("Description") ?><?cs
set:Label.place = tr("Position") ?><?cs set:Label.access = tr("Who may read and write") ?><?cs
include:"layout/head.cs" ?><?cs include:"admin/frame.cs" ?><?cs

# What a field is by now, where somebody else changed it. ?><?cs
def:now(value) ?><?cs if:string.length(value) ?><p class="wrong"><?cs var:tr("It is now:") ?> <bdi><?cs var:value ?></bdi></p><?cs /if ?><?cs /def ?><?cs

def:act_title(act) ?><?cs if:act == "read" ?><?cs var:tr("Read") ?><?cs elif:act == "reply" ?><?cs var:tr("Reply") ?><?cs
else ?><?cs var:tr("Start threads") ?><?cs /if ?><?cs /def ?>
<div class="admin">
<?cs call:sections() ?>
<div class="narrow">
<nav class="crumbs" aria-label="<?cs var:tr("Where this stands") ?>"><a href="/admin/boards"><?cs var:tr("Boards") ?></a></nav>
<h1><bdi><?cs var:Page.title ?></bdi></h1>
<?cs if:Done == "made" ?><p class="done" role="status"><?cs var:tr("The board is made.") ?></p><?cs
elif:Done ?><p class="done" role="status"><?cs var:tr("Saved.") ?> <?cs var:tr("It is felt at the next click.") ?></p><?cs /if ?>
<?cs call:errors() ?>
<?cs if:Board.id ?><p><a href="/forum/<?cs var:Board.name ?>/"><?cs var:tr("See the board") ?></a> · <?cs
  var:trn("%d thread is on it and is touched by what is changed here.|%d threads are on it and are touched by what is changed here.|" + Board.threads) ?></p><?cs /if ?>
<?cs if:Board.archived ?><p class="notice"><?cs var:tr("This board is archived: it can be read, and nobody can write.") ?> <?cs
  call:moment(Board.archived) ?></p><?cs /if ?>
<form method="post" action="/admin/boards/<?cs if:Board.id ?><?cs var:Board.id ?><?cs else ?>new<?cs /if ?>">
<?cs call:token() ?><?cs if:Board.id ?><input type="hidden" name="version" value="<?cs var:Board.version ?>"><input type="hidden" name="place_seen" value="<?cs var:Board.place ?>"><?cs /if ?>
<?cs call:line("title", Label.title, "text", Form.title, "off", "") ?><?cs call:now(Now.title) ?>
<?cs if:Board.id ?><?cs call:line("name", Label.name, "text", Form.name, "off", tr("What stands in its address. Links to the former one then lead nowhere.")) ?><?cs
else ?><?cs call:line("name", Label.name, "text", Form.name, "off", tr("What stands in its address: small letters, digits and hyphens.")) ?><?cs /if ?><?cs call:now(Now.name) ?>
<?cs call:line("description", Label.description, "text", Form.description, "off", tr("What it is for, in one line.")) ?><?cs call:now(Now.description) ?>
<?cs call:line("place", Label.place, "number", Form.place, "off", tr("1 is the first. Empty: where it is, or the last.")) ?><?cs call:now(Now.place) ?>
<fieldset id="f-access" tabindex="-1">
<legend><?cs var:Label.access ?></legend>
<p class="hint"><?cs var:tr("Where guests or members are ticked, everybody may who may on the whole site. Otherwise only those may who have one of the ticked roles, here or on the whole site. Who may not read a board finds it nowhere.") ?></p>
<table class="list admin-list access">
<thead><tr><th scope="col"><?cs var:tr("Role") ?></th><th scope="col"><?cs call:act_title("read") ?></th><th scope="col"><?cs
  call:act_title("reply") ?></th><th scope="col"><?cs call:act_title("start") ?></th></tr></thead>
<tbody><?cs each:role = Roles ?>
<tr><th scope="row"><bdi><?cs var:role.title ?></bdi><?cs if:role.holders ?> <span class="by"><?cs var:trn("%d account|%d accounts|" + role.holders) ?></span><?cs /if ?></th><?cs
each:cell = role.cells ?><td><?cs if:cell.field ?><label class="choice"><input type="checkbox" name="<?cs var:cell.field ?>" value="1"<?cs
  if:cell.ticked ?> checked<?cs /if ?><?cs if:cell.fixed ?> disabled<?cs /if ?>> <span><?cs call:act_title(cell.act) ?><?cs
  if:cell.now_on ?> <b class="wrong"><?cs var:tr("Now it is ticked.") ?></b><?cs elif:cell.now_off ?> <b class="wrong"><?cs
  var:tr("Now it is not ticked.") ?></b><?cs /if ?></span></label><?cs /if ?></td><?cs /each ?></tr><?cs /each ?>
</tbody>
</table>
</fieldset>
<p class="actions"><button class="button" type="submit"><?cs if:Board.id ?><?cs var:tr("Save") ?><?cs else ?><?cs var:tr("Make the board") ?><?cs /if ?></button> <a class="button quiet" href="/admin/boards"><?cs
  var:tr("Cancel") ?></a></p>
</form>
<?cs if:Board.id ?><section class="sheet" aria-labelledby="more">
<h2 id="more"><?cs var:tr("Move, archive, delete") ?></h2>
<form method="post" action="/admin/boards/<?cs var:Board.id ?>">
<?cs call:token() ?>
<p class="actions"><button class="button quiet" type="submit" name="act" value="up"><?cs var:tr("Move up") ?></button> <button class="button quiet" type="submit" name="act" value="down"><?cs
  var:tr("Move down") ?></button></p>
<p><?cs if:Board.archived ?><?cs var:tr("Taken out of the archive, it can be written on again as before.") ?><?cs
else ?><?cs var:tr("An archived board can be read, and nobody writes, edits or rates there. That can be taken back.") ?><?cs /if ?></p>
<p class="actions"><?cs if:Board.archived ?><button class="button quiet" type="submit" name="act" value="restore"><?cs var:tr("Take it out of the archive") ?></button><?cs
else ?><button class="button quiet" type="submit" name="act" value="archive"><?cs var:tr("Archive this board") ?></button><?cs /if ?></p>
<p><?cs var:tr("Only a board without threads can be deleted.") ?></p>
<p class="actions"><button class="button quiet" type="submit" name="act" value="delete"><?cs var:tr("Delete this board") ?></button></p>
</form>
</section><?cs /if ?>
</div>
</div>
<?cs include:"layout/foot.cs" ?>
