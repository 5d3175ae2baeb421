<?cs var:trf("Your account at %s needs a second factor|" + Mail.site) ?>

<?cs var:trf("Hello %s,|" + Mail.name) ?>

<?cs var:trf("you have the role %s now: whoever administers needs a second factor beside the password, such as an authenticator app or a passkey.|" + Mail.role) ?>

<?cs var:tr("Please add one until:") ?> <?cs var:Mail.until ?>
<?cs var:Mail.origin ?>/account/factors

<?cs var:tr("From then on what administers is withheld from you until you have one.") ?>

-- 
<?cs var:Mail.site ?>
<?cs var:Mail.origin ?>/

