<?cs var:trf("Your account at %s will be deleted|" + Mail.site) ?>

<?cs var:trf("Hello %s,|" + Mail.name) ?>

<?cs if:Mail.comments ?><?cs var:tr("your account was paused, and will be deleted with all that you wrote.") ?><?cs else ?><?cs var:tr("your account was paused, and will be deleted; what you wrote stays, without your name.") ?><?cs /if ?> <?cs var:tr("Until then you can log in and keep it:") ?>
<?cs var:Mail.until ?>
<?cs var:Mail.origin ?>/account/login

<?cs var:tr("When:") ?> <?cs var:Mail.now ?>
<?cs var:tr("Address:") ?> <?cs var:Mail.address ?><?cs if:string.length(Mail.device) ?>
<?cs var:tr("Browser:") ?> <?cs var:Mail.device ?><?cs /if ?>

<?cs var:tr("If it was not you: log in, keep the account and set a new password at once.") ?>

-- 
<?cs var:Mail.site ?>
<?cs var:Mail.origin ?>/

