<?cs set:Page.title = tr("Your API token") ?><?cs set:Page.unlisted = "1" ?><?cs include:"layout/head.cs" ?>
<div class="narrow sheet">
<h1><?cs var:Page.title ?></h1>
<p><?cs var:tr("Copy it now: it is not shown again. Whoever has it may use it.") ?></p>
<p class="field"><label for="f-token"><bdi><?cs var:Made.name ?></bdi></label>
<input id="f-token" class="token" type="text" value="<?cs var:Made.token ?>" readonly autocomplete="off" spellcheck="false"></p>
<p><?cs var:tr("May") ?>: <?cs var:Made.scopes ?> · <?cs var:tr("Ends") ?> <?cs call:moment(Made.expires) ?></p>
<p><?cs var:tr("A program sends it in the header field") ?> <code>Authorization: Bearer …</code></p>
<p class="actions"><a class="button" href="/account/tokens"><?cs var:tr("Done") ?></a></p>
</div>
<?cs include:"layout/foot.cs" ?>
