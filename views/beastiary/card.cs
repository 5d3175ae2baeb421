<?cs include:"macros.cs" ?><?cs include:"beastiary/parts.cs" ?><article class="card">
<header><?cs call:entry_sign(Entry.sign, Entry.icon) ?><b dir="auto"><?cs var:Entry.name ?></b> <span><?cs var:Entry.label ?></span><?cs call:note(Entry.note) ?></header><?cs
if:Entry.several ?>
<p class="quiet"><?cs var:tr("One of several that are called so.") ?></p><?cs /if ?><?cs if:Entry.vanished ?>
<p class="gone"><?cs var:tr("removed") ?></p><?cs /if ?><?cs if:Lines ?>
<dl><?cs each:line = Lines ?>
<div><dt><?cs call:field_label(line) ?></dt><dd><?cs var:line.value ?></dd></div><?cs /each ?>
</dl><?cs /if ?>
</article>
