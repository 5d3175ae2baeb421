<?cs var:trf("Your name at %s was changed|" + Mail.site) ?>

<?cs var:trf("Hello %s,|" + Mail.was) ?>

<?cs var:trf("your account is called %s from now on, also where you have written already.|" + Mail.name) ?>
<?cs var:tr("You log in by the new name.") ?>

<?cs if:Mail.by_admin ?><?cs var:tr("An administrator changed it.") ?><?cs if:string.length(Mail.reason) ?>
<?cs var:tr("Reason:") ?> <?cs var:Mail.reason ?><?cs /if ?><?cs else ?><?cs var:tr("When:") ?> <?cs var:Mail.now ?>
<?cs var:tr("Address:") ?> <?cs var:Mail.address ?><?cs if:string.length(Mail.device) ?>
<?cs var:tr("Browser:") ?> <?cs var:Mail.device ?><?cs /if ?>

<?cs var:tr("If it was not you: set a new password at once, as if you had forgotten yours. That logs everybody out, everywhere.") ?>
<?cs var:Mail.origin ?>/account/forgot<?cs /if ?>

-- 
<?cs var:Mail.site ?>
<?cs var:Mail.origin ?>/

