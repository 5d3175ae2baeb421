<?cs # What lets somebody in besides the password, each with a tick to end it. ?><?cs
def:ways_in() ?><?cs if:subcount(Ways) ?><fieldset class="ways-in">
<legend><?cs var:tr("What else lets you in") ?></legend>
<p class="hint"><?cs var:tr("These stand, also with a new password. If somebody else had your password, they may have added one: end what is not yours.") ?></p>
<?cs each:way = Ways ?>
<?cs if:way.ends ?><label class="choice"><input type="checkbox" name="<?cs var:way.field ?>" value="1"<?cs if:way.chosen ?> checked<?cs /if ?>> <span><?cs
  var:tr("End:") ?> <bdi><?cs var:way.title ?></bdi> · <?cs var:tr("added") ?> <?cs call:moment(way.created) ?></span></label><?cs
else ?><p><bdi><?cs var:way.title ?></bdi> · <?cs var:tr("added") ?> <?cs call:moment(way.created) ?><br><span class="hint"><?cs
  var:tr("It is asked for at your next login, and cannot be ended by a link from a mail.") ?></span></p><?cs /if ?><?cs /each ?>
</fieldset><?cs /if ?><?cs /def ?>
