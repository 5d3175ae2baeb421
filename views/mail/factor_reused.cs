<?cs var:trf("A code was used twice for your account at %s|" + Mail.site) ?>

<?cs var:trf("Hello %s,|" + Mail.name) ?>

<?cs var:tr("a code of your authenticator app that had been used was given once more, and refused. If you sent a form twice, that is all. Else somebody has seen your code, and knows your password.") ?>

<?cs var:tr("When:") ?> <?cs var:Mail.now ?>
<?cs var:tr("Address:") ?> <?cs var:Mail.address ?><?cs if:string.length(Mail.device) ?>
<?cs var:tr("Browser:") ?> <?cs var:Mail.device ?><?cs /if ?>

<?cs var:tr("If it was not you: set a new password at once, as if you had forgotten yours.") ?>
<?cs var:Mail.origin ?>/account/forgot

-- 
<?cs var:Mail.site ?>
<?cs var:Mail.origin ?>/

