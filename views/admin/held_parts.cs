<?cs # What is told of a post that a filter holds. ?><?cs
def:held_kind(kind) ?><?cs if:kind == "thread" ?><?cs var:tr("New thread") ?><?cs elif:kind == "edit" ?><?cs var:tr("Change of a comment") ?><?cs else ?><?cs var:tr("Reply") ?><?cs /if ?><?cs /def ?><?cs
def:held_by(held) ?><span class="note"><?cs var:tr("by") ?> <?cs if:held.account ?><a href="<?cs var:held.account ?>"><bdi><?cs
  var:held.author ?></bdi></a><?cs else ?><bdi><?cs var:held.author ?></bdi><?cs /if ?>, <?cs call:moment(held.created) ?></span><?cs /def ?><?cs
def:held_why(held) ?><p class="reason"><b><?cs call:held_kind(held.kind) ?></b> <?cs if:held.filter ?><a href="<?cs var:held.filter ?>"><bdi><?cs var:held.note ?></bdi></a><?cs else ?><bdi><?cs
  var:held.note ?></bdi><?cs /if ?> <?cs if:string.length(held.found) ?><mark><bdi><?cs var:held.found ?></bdi></mark><?cs else ?><?cs var:tr("it took too long to tell") ?><?cs /if ?></p><?cs /def ?><?cs
def:held_item(held) ?><li id="held-<?cs var:held.id ?>"><?cs if:May.remove ?><input type="checkbox" form="held-choice" name="id" value="<?cs var:held.id ?>"<?cs
  if:held.chosen ?> checked<?cs /if ?> aria-label="<?cs
  var:trf("Select the post by %s|" + held.author) ?>"> <?cs /if ?><a href="/admin/held/<?cs var:held.id ?>"><bdi><?cs var:held.title ?></bdi></a> <?cs call:held_by(held) ?>
<blockquote dir="auto"><?cs var:held.text ?></blockquote>
<?cs call:held_why(held) ?></li><?cs /def ?><?cs
def:held_choice() ?><form id="held-choice" class="choice-bar" method="post" action="/admin/held"><?cs call:token() ?>
<?cs call:line("reason", tr("Reason"), "text", Form.reason, "off", tr("Needed to refuse. Whoever wrote it reads this.")) ?>
<p class="actions"><span><?cs var:tr("The selected ones:") ?></span> <button class="button" type="submit" name="act" value="release"><?cs
  var:tr("Publish") ?></button> <button class="button quiet" type="submit" name="act" value="refuse"><?cs var:tr("Refuse") ?></button></p>
</form><?cs /def ?>
