<?cs var:trf("A test mail from %s|" + Mail.site) ?>

<?cs var:tr("This mail was sent to see whether mails arrive. It did.") ?>

<?cs var:tr("When:") ?> <?cs var:Mail.now ?>

-- 
<?cs var:Mail.site ?>
<?cs var:Mail.origin ?>/
