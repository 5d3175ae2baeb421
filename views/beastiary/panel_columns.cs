<?cs # The fields that can be columns of a list. ?>
<ul><?cs each:field = Fields ?>
<li><label><input type="checkbox" name="columns" value="<?cs var:field.name ?>"<?cs if:field.chosen ?> checked<?cs /if ?>> <?cs
  var:field.label ?></label></li><?cs /each ?>
</ul>