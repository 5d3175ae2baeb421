<?cs var:trf("Your address at %s was removed|" + Mail.site) ?>

<?cs var:trf("Hello %s,|" + Mail.name) ?>

<?cs var:tr("your account has no address any more. Without one nobody can be sent a new password for it.") ?>

<?cs var:tr("When:") ?> <?cs var:Mail.now ?>
<?cs var:tr("Address:") ?> <?cs var:Mail.address ?><?cs if:string.length(Mail.device) ?>
<?cs var:tr("Browser:") ?> <?cs var:Mail.device ?><?cs /if ?>

<?cs var:tr("If it was not you, log in, set a new password and name your own address again; if you cannot log in any more, write to who runs this site.") ?>
<?cs var:Mail.origin ?>/account/settings

-- 
<?cs var:Mail.site ?>
<?cs var:Mail.origin ?>/

