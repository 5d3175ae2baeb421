<?cs # The latest talk below other pages (lib/talk/recent.h). ?><?cs include:"macros.cs" ?><?cs
include:"talk/recent.cs" ?><?cs
if:Talk ?>
<section class="latest"><h2><?cs var:tr("Latest comments") ?></h2>
<?cs call:talk_lines() ?>
</section><?cs /if ?>
