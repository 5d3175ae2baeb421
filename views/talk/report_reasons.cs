<?cs # What a comment is reported for. ?><?cs
def:reason_name(name) ?><?cs if:name == "spam" ?><?cs var:tr("Spam") ?><?cs
elif:name == "abuse" ?><?cs var:tr("Insults or threats") ?><?cs
elif:name == "off-topic" ?><?cs var:tr("Off topic") ?><?cs
elif:name == "spoiler" ?><?cs var:tr("Spoils the game") ?><?cs
else ?><?cs var:tr("Something else") ?><?cs /if ?><?cs /def ?>
