<?cs var:trf("New recovery codes for your account at %s|" + Mail.site) ?>

<?cs var:trf("Hello %s,|" + Mail.name) ?>

<?cs var:tr("your account has new recovery codes. Those of before are worth nothing any more.") ?>

<?cs var:tr("When:") ?> <?cs var:Mail.now ?>
<?cs var:tr("Address:") ?> <?cs var:Mail.address ?><?cs if:string.length(Mail.device) ?>
<?cs var:tr("Browser:") ?> <?cs var:Mail.device ?><?cs /if ?>

<?cs var:tr("If it was not you: somebody is logged in to your account. Set a new password at once, as if you had forgotten yours.") ?>
<?cs var:Mail.origin ?>/account/forgot

-- 
<?cs var:Mail.site ?>
<?cs var:Mail.origin ?>/

