<?cs set:Page.title = tr("Switch off a part of the site?") ?><?cs set:Page.unlisted = "1" ?><?cs include:"layout/head.cs" ?><?cs include:"admin/frame.cs" ?>
<div class="admin">
<?cs call:sections() ?>
<div class="narrow">
<h1><?cs var:Page.title ?></h1>
<p><?cs var:tr("Nothing was changed yet.") ?></p>
<?cs if:Off.forum ?><h2><?cs var:tr("Boards and discussions") ?></h2>
<p><?cs var:trn("%d thread on the site's boards can no longer be reached by anybody.|%d threads on the site's boards can no longer be reached by anybody.|" + Off.threads) ?> <?cs
  var:trn("%d comment stands in them.|%d comments stand in them.|" + Off.comments) ?><?cs if:Off.page_comments ?> <?cs
  var:trn("Nor can %d comment below pages of the database.|Nor can %d comments below pages of the database.|" + Off.page_comments) ?><?cs /if ?></p>
<p><?cs var:tr("Nobody can write, vote or report; moderators, too, see nothing of it until it is switched on again.") ?></p>
<?cs /if ?><?cs if:Off.database ?><h2><?cs var:tr("Database") ?></h2>
<p><?cs var:trn("%d entry can no longer be reached by anybody.|%d entries can no longer be reached by anybody.|" + Off.entries) ?><?cs if:Off.page_comments ?> <?cs
  var:trn("Nor can %d comment below pages of the database.|Nor can %d comments below pages of the database.|" + Off.page_comments) ?><?cs /if ?></p>
<?cs /if ?><p><?cs var:tr("Menus, the search, feeds and programs no longer lead there; who follows an old link is told. Nothing is deleted: switch it on again, and all is as it was. Other sites are not touched.") ?></p>
<?cs if:Off.front ?><p><?cs if:Off.front == "/beastiary/" ?><?cs var:tr("The site will open on the database.") ?><?cs else ?><?cs var:tr("The site will open on the boards.") ?><?cs /if ?></p>
<?cs /if ?><form method="post" action="<?cs var:Again.action ?>">
<?cs call:token() ?><?cs each:field = Again.fields ?><input type="hidden" name="<?cs var:field.name ?>" value="<?cs var:field.value ?>"><?cs /each ?><input type="hidden" name="sure" value="1">
<p class="actions"><button class="button" type="submit"><?cs var:tr("Switch it off") ?></button> <a class="button quiet" href="/admin/site"><?cs var:tr("Cancel") ?></a></p>
</form>
</div>
</div>
<?cs include:"layout/foot.cs" ?>
