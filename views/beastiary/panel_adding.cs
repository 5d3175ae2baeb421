<?cs # The fields that a list can be asked for as well. ?><?cs
if:Fields ?><p class="asked"><label for="a-add"><?cs var:tr("Add filter") ?></label>
<select id="a-add" name="add"><option value="">–</option><?cs each:field = Fields ?>
<option value="<?cs var:field.name ?>"><?cs var:field.label ?></option><?cs /each ?>
</select></p><?cs /if ?>