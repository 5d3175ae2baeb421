<?cs set:Page.title = trf("Map of %s|" + Map.name) ?><?cs set:Page.about = Page.title ?><?cs include:"layout/head.cs" ?><?cs include:"beastiary/parts.cs" ?><?cs include:"talk/thread.cs" ?>
<?cs uvar:Map.body_html ?>
<?cs call:thread_block() ?>
<?cs include:"layout/foot.cs" ?>
