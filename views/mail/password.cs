<?cs var:trf("Your password at %s was changed|" + Mail.site) ?>

<?cs var:trf("Hello %s,|" + Mail.name) ?>

<?cs if:string.length(Mail.everywhere) ?><?cs var:tr("your account has a new password. All its sessions and API tokens have ended.") ?><?cs
else ?><?cs var:tr("your account has a new password. All its other sessions, and its API tokens, have ended.") ?><?cs /if ?><?cs
if:string.length(Mail.ended) ?>

<?cs var:tr("Ended, too:") ?> <?cs var:Mail.ended ?><?cs /if ?><?cs
if:string.length(Mail.standing) ?>

<?cs var:tr("Still there, and not ended by the new password:") ?> <?cs var:Mail.standing ?><?cs /if ?>

<?cs var:tr("When:") ?> <?cs var:Mail.now ?>
<?cs var:tr("Address:") ?> <?cs var:Mail.address ?><?cs if:string.length(Mail.device) ?>
<?cs var:tr("Browser:") ?> <?cs var:Mail.device ?><?cs /if ?>

<?cs var:tr("If it was not you: set a new password at once, as if you had forgotten yours. That ends all sessions, and the page for it lets you end what else lets somebody in.") ?>
<?cs var:Mail.origin ?>/account/forgot

-- 
<?cs var:Mail.site ?>
<?cs var:Mail.origin ?>/

