<?cs var:trf("Your account at %s has a second factor|" + Mail.site) ?>

<?cs var:trf("Hello %s,|" + Mail.name) ?>

<?cs var:tr("a second factor was added to your account: from now on it is asked for when you log in.") ?>

<?cs var:tr("When:") ?> <?cs var:Mail.now ?>
<?cs var:tr("Address:") ?> <?cs var:Mail.address ?><?cs if:string.length(Mail.device) ?>
<?cs var:tr("Browser:") ?> <?cs var:Mail.device ?><?cs /if ?>

<?cs var:tr("If it was not you: somebody knows your password. Set a new one at once, as if you had forgotten yours, and ask an administrator to take the second factor away.") ?>
<?cs var:Mail.origin ?>/account/forgot

-- 
<?cs var:Mail.site ?>
<?cs var:Mail.origin ?>/

