<?cs var:trf("A code for your account at %s|" + Mail.site) ?>

<?cs var:trf("Hello %s,|" + Mail.name) ?>

<?cs var:tr("this code confirms that it is you, on the page that asks for it:") ?>

    <?cs var:Mail.code ?>

<?cs var:tr("It is good for ten minutes, once, in the browser that it was asked for with. Give it to nobody.") ?>

<?cs var:tr("When:") ?> <?cs var:Mail.now ?>
<?cs var:tr("Address:") ?> <?cs var:Mail.address ?><?cs if:string.length(Mail.device) ?>
<?cs var:tr("Browser:") ?> <?cs var:Mail.device ?><?cs /if ?>

<?cs var:tr("If it was not you, somebody is logged in to your account: end all sessions.") ?>
<?cs var:Mail.origin ?>/account/sessions

-- 
<?cs var:Mail.site ?>
<?cs var:Mail.origin ?>/

