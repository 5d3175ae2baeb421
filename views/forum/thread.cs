<?cs include:"layout/head.cs" ?><?cs include:"talk/thread.cs" ?>
<?cs if:Board.archived ?><p class="notice"><?cs var:tr("This board is archived: it can be read, and nobody can write.") ?></p>
<?cs /if ?><?cs call:thread_block() ?>
<?cs include:"layout/foot.cs" ?>
