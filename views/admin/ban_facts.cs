<?cs # What there is to know of a ban. ?><?cs
def:ban_facts() ?>
<dl class="facts">
<div><dt><?cs var:Ban.kind ?></dt><dd><?cs if:Ban.account ?><a href="<?cs var:Ban.account ?>"><bdi><?cs var:Ban.target ?></bdi></a><?cs else ?><bdi><?cs var:Ban.target ?></bdi><?cs /if ?></dd></div>
<div><dt><?cs var:tr("Kept from") ?></dt><dd><?cs var:Ban.from ?></dd></div>
<div><dt><?cs var:tr("Where") ?></dt><dd><bdi><?cs var:Ban.where ?></bdi></dd></div>
<div><dt><?cs var:tr("Reason") ?></dt><dd><bdi><?cs var:Ban.reason ?></bdi></dd></div>
<div><dt><?cs var:tr("Banned") ?></dt><dd><?cs call:moment(Ban.created) ?> · <?cs if:string.length(Ban.by) ?><bdi><?cs var:Ban.by ?></bdi><?cs else ?><?cs var:tr("the operator") ?><?cs /if ?></dd></div>
<div><dt><?cs var:tr("Until") ?></dt><dd><?cs if:Ban.until ?><?cs call:moment(Ban.until) ?><?cs else ?><?cs var:tr("for ever") ?><?cs /if ?></dd></div>
<div><dt><?cs var:tr("State") ?></dt><dd><?cs var:Ban.state ?><?cs if:Ban.lifted ?> · <?cs call:moment(Ban.lifted) ?> · <?cs
  if:string.length(Ban.lifted_by) ?><bdi><?cs var:Ban.lifted_by ?></bdi><?cs else ?><?cs var:tr("the operator") ?><?cs /if ?><?cs
  if:string.length(Ban.lift_reason) ?> · <bdi><?cs var:Ban.lift_reason ?></bdi><?cs /if ?><?cs /if ?></dd></div>
</dl>
<?cs /def ?>
