<?cs include:"layout/head.cs" ?><?cs include:"beastiary/parts.cs" ?><?cs include:"talk/thread.cs" ?>
<?cs uvar:Entry.body_html ?>
<?cs call:compare_bar() ?>
<?cs uvar:Talk.block_html ?>
<?cs call:thread_block() ?>
<?cs include:"layout/foot.cs" ?>
