<?cs include:"layout/head.cs" ?><?cs include:"beastiary/parts.cs" ?><?cs include:"talk/thread.cs" ?>
<?cs if:Found.url ?><p class="way-back"><a href="<?cs var:Found.url ?>" rel="nofollow"><?cs var:trf("All results for “%s”|" + Found.text) ?></a></p><?cs /if ?>
<?cs uvar:Entry.body_html ?>
<?cs call:compare_bar() ?>
<?cs uvar:Talk.block_html ?>
<?cs call:thread_block() ?>
<?cs include:"layout/foot.cs" ?>
