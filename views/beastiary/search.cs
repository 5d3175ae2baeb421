<?cs if:string.length(Search.q) ?><?cs set:Page.title = Search.q ?><?cs else ?><?cs set:Page.title = tr("Search") ?><?cs /if ?><?cs
include:"layout/head.cs" ?><?cs include:"beastiary/parts.cs" ?><?cs include:"talk/thread.cs" ?>
<div class="searched">
<h1><?cs if:string.length(Search.q) ?><?cs var:trf("Search for “%s”|" + Search.q) ?><?cs else ?><?cs var:tr("Search") ?><?cs /if ?></h1>
<?cs if:Search.max ?><p class="left-out"><?cs var:trf("Only the beginning was looked for: a search takes %s characters.|" + Search.max) ?></p><?cs /if ?>
<?cs if:!string.length(Search.q) ?><p class="empty"><?cs var:tr("Type a name above: of a creature, an item, a zone, a thread, or somebody who writes here.") ?></p>
<?cs elif:Search.nothing ?><div class="empty"><p><?cs var:tr("Nothing is called that, and nobody has written it.") ?></p><?cs
if:Near ?><p><?cs var:tr("Did you mean one of these?") ?></p><?cs else ?><p><?cs var:tr("Try fewer letters, or another word of the name.") ?></p><?cs /if ?></div><?cs
/if ?>
<?cs if:Ids ?>
<section class="kind-hits">
<h2><?cs var:tr("With this id") ?></h2>
<ul class="hits"><?cs each:hit = Ids ?>
<li><?cs call:entry_sign(hit.sign, hit.icon) ?><?cs call:entry_link(hit) ?> <span class="count"><?cs var:number(hit.label) ?></span></li><?cs /each ?>
</ul>
</section><?cs /if ?>
<?cs each:group = Kinds ?>
<section class="kind-hits">
<h2><?cs call:kind_icon(group.icon) ?><?cs var:group.plural ?> <span class="count"><?cs var:number(group.total) ?></span></h2>
<ul class="hits"><?cs each:hit = group.entries ?>
<li><?cs if:hit.sign ?><?cs call:entry_sign(hit.sign, "") ?><?cs /if ?><?cs call:entry_link(hit) ?></li><?cs /each ?>
</ul>
<?cs if:group.more ?><p><a href="<?cs var:group.url ?>"><?cs var:trf("All %s|" + group.total) ?></a></p><?cs /if ?>
</section><?cs /each ?>
<?cs if:LeftOut ?>
<p class="left-out"><?cs var:tr("Left out of the search of talk:") ?><?cs each:part = LeftOut ?> <q dir="auto"><?cs var:part.text ?></q><?cs /each ?></p><?cs /if ?><?cs if:Search.newest_only ?>
<p class="left-out"><?cs var:trf("These words are very common: only the newest %s comments were searched. A rarer word finds older ones.|" + number(Search.newest_only)) ?></p><?cs /if ?>
<?cs if:Threads ?>
<section>
<h2><?cs var:tr("Discussions") ?></h2>
<ul class="hits long"><?cs each:thread = Threads ?>
<li><a href="<?cs var:thread.url ?>"><bdi><?cs var:thread.title ?></bdi></a><?cs call:note(thread.note) ?> <span class="count"><?cs call:comments(thread.comments) ?> · <?cs call:moment(thread.activity) ?></span></li><?cs /each ?>
</ul>
</section><?cs /if ?>
<?cs if:Comments ?>
<section>
<h2><?cs var:tr("Comments") ?></h2>
<ul class="hits long"><?cs each:comment = Comments ?>
<li><a href="<?cs var:comment.url ?>"><bdi><?cs var:comment.title ?></bdi></a><?cs call:note(comment.note) ?> <span class="count"><bdi><?cs var:comment.author ?></bdi> · <?cs call:moment(comment.created) ?></span>
<p dir="auto"><?cs var:comment.excerpt ?></p></li><?cs /each ?>
</ul>
</section><?cs /if ?>
<?cs if:People ?>
<section>
<h2><?cs var:tr("People") ?></h2>
<ul class="hits"><?cs each:person = People ?>
<li><b dir="auto"><?cs var:person.name ?></b> <span class="count"><?cs call:comments(person.comments) ?></span></li><?cs /each ?>
</ul>
</section><?cs /if ?>
<?cs if:Near ?>
<section class="kind-hits"><?cs if:!Search.nothing ?>
<h2><?cs var:tr("Similar names") ?></h2><?cs /if ?>
<ul class="hits"><?cs each:hit = Near ?>
<li><?cs call:entry_sign(hit.sign, hit.icon) ?><?cs call:entry_link(hit) ?> <span class="count"><?cs var:number(hit.label) ?></span></li><?cs /each ?>
</ul>
</section><?cs /if ?>
</div>
<?cs call:thread_block() ?>
<?cs include:"layout/foot.cs" ?>
