<?cs var:trf("A second factor at %s was removed|" + Mail.site) ?>

<?cs var:trf("Hello %s,|" + Mail.name) ?>

<?cs var:tr("a second factor was removed from your account. If it was the last one, your password alone logs in.") ?>

<?cs var:tr("When:") ?> <?cs var:Mail.now ?>
<?cs var:tr("Address:") ?> <?cs var:Mail.address ?><?cs if:string.length(Mail.device) ?>
<?cs var:tr("Browser:") ?> <?cs var:Mail.device ?><?cs /if ?>

<?cs var:tr("If it was not you, nor anybody whom you asked: set a new password at once, as if you had forgotten yours. That logs everybody out, everywhere.") ?>
<?cs var:Mail.origin ?>/account/forgot

-- 
<?cs var:Mail.site ?>
<?cs var:Mail.origin ?>/

