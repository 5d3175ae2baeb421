<?cs var:trf("Your address at %s|" + Mail.site) ?>

<?cs var:trf("Hello %s,|" + Mail.name) ?>

<?cs var:tr("somebody, we hope you, has named this address for an account here. It counts once you open this link and press the button:") ?>

<?cs var:Mail.link ?>

<?cs var:tr("The link is good for 24 hours, once. If it was not you, do nothing: this address gets no other mail then.") ?>

-- 
<?cs var:Mail.site ?>
<?cs var:Mail.origin ?>/

