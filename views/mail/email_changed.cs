<?cs var:trf("Your address at %s was changed|" + Mail.site) ?>

<?cs var:trf("Hello %s,|" + Mail.name) ?>

<?cs var:tr("your account has another address now. This one gets no more mails for it.") ?>
<?cs var:Mail.email ?>

<?cs var:tr("When:") ?> <?cs var:Mail.now ?>
<?cs var:tr("Address:") ?> <?cs var:Mail.address ?><?cs if:string.length(Mail.device) ?>
<?cs var:tr("Browser:") ?> <?cs var:Mail.device ?><?cs /if ?>

<?cs var:tr("If it was not you, log in, set a new password and name your own address again; if you cannot log in any more, write to who runs this site.") ?>
<?cs var:Mail.origin ?>/account/settings

-- 
<?cs var:Mail.site ?>
<?cs var:Mail.origin ?>/

