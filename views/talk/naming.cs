<?cs # Comments elsewhere that name this page's subject (lib/talk/naming.h). ?><?cs include:"macros.cs" ?><?cs
include:"talk/recent.cs" ?><?cs
if:Talk.0.title ?>
<section class="named"><h2><?cs var:tr("Named in") ?></h2>
<?cs call:talk_lines() ?>
</section><?cs /if ?>
