<?cs var:trf("A new password at %s|" + Mail.site) ?>

<?cs var:trf("Hello %s,|" + Mail.name) ?>

<?cs var:tr("somebody, we hope you, has asked for a new password for your account. This link lets you set one:") ?>

<?cs var:Mail.link ?>

<?cs var:tr("It is good for an hour, once. A new password logs you out everywhere. What else lets somebody in, such as passkeys, is shown there, to be ended with it.") ?>

<?cs var:tr("If it was not you, do nothing: your password stays as it is, and nobody else has got this link. It was asked for from here:") ?>
<?cs var:tr("When:") ?> <?cs var:Mail.now ?>
<?cs var:tr("Address:") ?> <?cs var:Mail.address ?><?cs if:string.length(Mail.device) ?>
<?cs var:tr("Browser:") ?> <?cs var:Mail.device ?><?cs /if ?>

-- 
<?cs var:Mail.site ?>
<?cs var:Mail.origin ?>/

