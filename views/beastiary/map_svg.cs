<svg xmlns="http://www.w3.org/2000/svg" viewBox="<?cs if:Map.view ?><?cs var:Map.view ?><?cs else ?>0 0 100 60<?cs /if ?>" fill="none" stroke="#8d7c66" stroke-linecap="round">
<title><?cs var:Map.name ?></title><?cs each:stroke = Strokes ?>
<path stroke-width="1" vector-effect="non-scaling-stroke"<?cs if:stroke.pen == "water" ?> stroke="#6d93b8"<?cs elif:stroke.pen == "growth" ?> stroke="#7f9a62"<?cs
  elif:stroke.pen == "fire" ?> stroke="#c4603c"<?cs /if ?> d="<?cs var:stroke.path ?>"/><?cs /each ?><?cs each:dot = Dots ?>
<path stroke-width="4" vector-effect="non-scaling-stroke" stroke="<?cs if:dot.marked ?>#cf5a3c<?cs else ?>#c8923f<?cs /if ?>" d="M<?cs var:dot.x ?> <?cs
  var:dot.y ?>h0"/><?cs /each ?>
</svg>
