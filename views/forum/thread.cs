<?cs include:"layout/head.cs" ?><?cs include:"talk/thread.cs" ?>
<?cs call:thread_block() ?>
<?cs include:"layout/foot.cs" ?>
