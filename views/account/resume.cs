<?cs # A paused account, of whoever has just given its password. ?><?cs
set:Page.title = tr("Welcome back") ?><?cs set:Page.entrance = "1" ?><?cs set:Page.unlisted = "1" ?><?cs include:"layout/head.cs" ?>
<div class="narrow sheet">
<h1><?cs var:Page.title ?></h1>
<p><bdi><b><?cs var:Resume.name ?></b></bdi>: <?cs if:Resume.due ?><?cs var:tr("this account will be deleted at the time below. Until then you can keep it.") ?></p>
<p><?cs call:moment(Resume.due) ?><?cs else ?><?cs var:tr("this account is paused. Nobody finds it until you resume it.") ?><?cs /if ?></p>
<form method="post" action="/account/resume">
<?cs call:token() ?><input type="hidden" name="resume" value="<?cs var:Resume.text ?>"><input type="hidden" name="next" value="<?cs var:Form.next ?>"><?cs
if:Form.keep ?><input type="hidden" name="keep" value="1"><?cs /if ?>
<p class="actions"><button class="button" type="submit"><?cs if:Resume.due ?><?cs var:tr("Keep the account and log in") ?><?cs else ?><?cs var:tr("Resume and log in") ?><?cs /if ?></button> <a class="button quiet" href="/"><?cs if:Resume.due ?><?cs var:tr("Have it deleted") ?><?cs else ?><?cs var:tr("Leave it paused") ?><?cs /if ?></a></p>
</form>
</div>
<?cs include:"layout/foot.cs" ?>
