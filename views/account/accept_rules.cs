<?cs # That who registers accepts the rules, where the site has some. ?><?cs if:string.length(Register.rules) ?><p><label class="choice"><input type="checkbox" id="f-rules" name="rules" value="1" required<?cs if:Form.rules ?> checked<?cs /if ?><?cs
  if:Wrong.rules ?> aria-invalid="true" aria-describedby="w-rules"<?cs /if ?>> <span><?cs var:tr("I have read the rules and accept them:") ?> <a href="/rules" target="_blank" rel="noopener"><bdi><?cs
  var:Register.rules ?></bdi></a></span></label><?cs call:wrong("rules") ?></p>
<?cs /if ?>