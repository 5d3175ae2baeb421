<?cs var:trf("Is there a copy of your passkey for %s?|" + Mail.site) ?>

<?cs var:trf("Hello %s,|" + Mail.name) ?>

<?cs var:tr("you were logged in, or confirmed something, by a passkey whose counter went back. That is so when somebody has a copy of the device that it lies on.") ?>

<?cs var:tr("When:") ?> <?cs var:Mail.now ?>
<?cs var:tr("Address:") ?> <?cs var:Mail.address ?><?cs if:string.length(Mail.device) ?>
<?cs var:tr("Browser:") ?> <?cs var:Mail.device ?><?cs /if ?>

<?cs var:tr("Unless you know why: remove this passkey, and look where you are logged in.") ?>
<?cs var:Mail.origin ?>/account/factors

-- 
<?cs var:Mail.site ?>
<?cs var:Mail.origin ?>/

