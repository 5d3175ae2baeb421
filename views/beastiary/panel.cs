<?cs # The forms beside a list, as cgi/beastiary/panel.c sets them. ?><?cs

# What a form keeps of what the other asks. ?><?cs
def:kept(form) ?><?cs each:field = Hidden ?><?cs if:field.form == form ?><input type="hidden" name="<?cs var:field.name
  ?>" value="<?cs var:field.value ?>"><?cs /if ?><?cs /each ?><?cs /def ?><?cs

# One field: a range, a choice of some, yes or no, or text. ?><?cs
def:asked_field(field) ?><?cs
if:field.type == "choice" ?>
<details class="asked" id="p-<?cs var:field.name ?>"<?cs if:field.asked || field.wrong ?> open<?cs /if ?>>
<summary><?cs call:field_label(field) ?></summary>
<?cs if:field.wrong ?><p class="wrong"><?cs var:field.wrong ?></p><?cs /if ?><?cs
if:field.values ?><ul><?cs each:value = field.values ?>
<li><label><input type="checkbox" name="<?cs var:field.name ?>" value="<?cs var:value.name ?>"<?cs if:value.chosen ?> checked<?cs
  /if ?>> <?cs var:value.label ?><?cs if:string.length(value.count) ?> <span class="count"><?cs var:number(value.count) ?></span><?cs /if ?></label></li><?cs /each ?>
</ul><?cs else ?><p class="hint"><?cs var:tr("Nothing to choose from here.") ?></p><?cs /if ?>
</details><?cs
else ?>
<p class="asked" id="p-<?cs var:field.name ?>">
<label for="a-<?cs var:field.name ?>"><?cs call:field_label(field) ?></label><?cs
if:field.type == "flag" ?>
<select id="a-<?cs var:field.name ?>" name="<?cs var:field.name ?>">
<option value=""><?cs var:tr("Any") ?></option>
<option value="yes"<?cs if:field.value == "yes" ?> selected<?cs /if ?>><?cs var:tr("Yes") ?><?cs if:string.length(field.yes) ?> (<?cs var:number(field.yes) ?>)<?cs /if ?></option>
<option value="no"<?cs if:field.value == "no" ?> selected<?cs /if ?>><?cs var:tr("No") ?><?cs if:string.length(field.no) ?> (<?cs var:number(field.no) ?>)<?cs /if ?></option>
</select><?cs
else ?>
<input id="a-<?cs var:field.name ?>" dir="auto" name="<?cs var:field.name ?>" type="text" value="<?cs var:field.value ?>" autocomplete="off"<?cs
  if:field.range ?> placeholder="<?cs var:field.range ?>"<?cs /if ?><?cs
  if:field.wrong ?> aria-invalid="true" aria-describedby="w-<?cs var:field.name ?>"<?cs
  elif:field.type == "number" ?> aria-describedby="ranges"<?cs /if ?>><?cs
/if ?><?cs if:field.wrong ?><span class="wrong" id="w-<?cs var:field.name ?>"><?cs var:field.wrong ?></span><?cs /if ?>
</p><?cs /if ?><?cs /def ?><?cs

# All filters of a list. ?><?cs
def:panel() ?>
<form class="panel" id="filters" method="get" action="<?cs var:List.path ?>" data-panel>
<h2><?cs var:tr("Filters") ?></h2>
<?cs call:kept("filters") ?><input type="hidden" name="typed" value="1">
<p class="asked"><label for="a-q"><?cs var:tr("Name") ?></label>
<input id="a-q" dir="auto" name="q" type="search" value="<?cs var:List.words ?>" autocomplete="off"></p>
<p class="hint" id="ranges"><?cs var:tr("Of numbers:") ?> <code>50</code> <code>50-60</code> <code>50-</code> <code>-60</code></p>
<?cs each:field = Panel ?><?cs call:asked_field(field) ?><?cs /each ?>
<?cs uvar:List.adding_html ?>
<p class="actions"><button class="button" type="submit"><?cs var:tr("Apply") ?></button> <a class="button quiet" href="<?cs
  var:List.path ?>"><?cs var:tr("Reset") ?></a></p>
</form><?cs /def ?><?cs

# Which columns the table has. ?><?cs
def:chooser() ?>
<details class="chooser" data-menu>
<summary><?cs var:tr("Columns") ?></summary>
<form method="get" action="<?cs var:List.path ?>">
<?cs call:kept("columns") ?>
<?cs uvar:List.columns_html ?>
<p class="actions"><button class="button" type="submit"><?cs var:tr("Apply") ?></button></p>
</form>
</details><?cs /def ?>
