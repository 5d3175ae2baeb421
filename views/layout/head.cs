<?cs include:"macros.cs" ?><?cs
# Where to come back to after logging in: here, or where a form for entering leads anyway. ?><?cs
def:next_here() ?><?cs if:!Page.entrance ?>?next=<?cs escape:"url" ?><?cs var:Page.target ?><?cs /escape ?><?cs
elif:Form.next && Form.next != "/" ?>?next=<?cs escape:"url" ?><?cs var:Form.next ?><?cs /escape ?><?cs /if ?><?cs /def ?><!doctype html>
<html lang="<?cs var:Page.language ?>" data-accent="<?cs var:Site.accent ?>">
<head>
<meta charset="utf-8">
<title><?cs if:string.length(Page.title) ?><?cs var:isolated(Page.title) ?><?cs if:string.length(Page.note) ?> (<?cs var:Page.note ?>)<?cs /if ?> · <?cs /if ?><?cs var:isolated(Site.title) ?></title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="dark light">
<?cs if:string.length(Page.about) ?><meta name="description" content="<?cs var:Page.about ?>">
<?cs /if ?><?cs if:Page.unlisted ?><meta name="robots" content="noindex">
<?cs /if ?><?cs if:Page.canonical ?><link rel="canonical" href="<?cs var:Page.origin ?><?cs var:Page.canonical ?>">
<meta property="og:url" content="<?cs var:Page.origin ?><?cs var:Page.canonical ?>">
<meta property="og:title" content="<?cs if:string.length(Page.title) ?><?cs var:Page.title ?><?cs if:string.length(Page.note) ?> (<?cs var:Page.note ?>)<?cs /if ?><?cs else ?><?cs var:Site.title ?><?cs /if ?>">
<meta property="og:type" content="<?cs if:Page.type ?><?cs var:Page.type ?><?cs else ?>website<?cs /if ?>">
<meta property="og:site_name" content="<?cs var:Site.title ?>">
<?cs if:string.length(Page.about) ?><meta property="og:description" content="<?cs var:Page.about ?>">
<?cs /if ?><?cs if:Page.image ?><meta property="og:image" content="<?cs var:Page.origin ?><?cs var:Page.image ?>">
<?cs /if ?><?cs /if ?><?cs each:feed = Feeds ?><link rel="alternate" type="application/atom+xml" title="<?cs var:feed.title ?>" href="<?cs var:feed.path ?>">
<?cs /each ?><script src="<?cs var:Static.theme_js ?>"></script>
<link rel="stylesheet" href="<?cs var:Static.site_css ?>">
<?cs if:Site.accent_css ?><link rel="stylesheet" href="<?cs var:Site.accent_css ?>">
<?cs /if ?><link rel="stylesheet" href="<?cs var:Static.parts_css ?>">
<link rel="stylesheet" href="<?cs var:Static.forms_css ?>">
<link rel="stylesheet" href="<?cs var:Static.talk_css ?>">
<link rel="stylesheet" href="<?cs var:Static.lore_css ?>">
<link rel="stylesheet" href="<?cs var:Static.lists_css ?>">
<link rel="stylesheet" href="<?cs var:Static.map_css ?>">
<?cs if:subcount(Sections) ?><link rel="stylesheet" href="<?cs var:Static.admin_css ?>">
<?cs /if ?><link rel="stylesheet" href="<?cs var:Static.print_css ?>" media="print">
<link rel="icon" type="image/svg+xml" href="data:image/svg+xml,%3Csvg%20xmlns='http://www.w3.org/2000/svg'%20viewBox='0%200%2032%2032'%3E%3Crect%20width='32'%20height='32'%20rx='6'%20fill='%2324190f'/%3E%3Cpath%20d='M16%209c-3-2-7-2-10-1v15c3-1%207-1%2010%201%203-2%207-2%2010-1V8c-3-1-7-1-10%201zm0%200v15'%20fill='none'%20stroke='%23e0a458'%20stroke-width='2.4'%20stroke-linejoin='round'/%3E%3C/svg%3E">
<script type="module" src="<?cs var:Static.main_js ?>"></script>
</head>
<body<?cs if:Page.broad ?> class="broad-page"<?cs /if ?><?cs if:User.id ?> data-account="<?cs var:User.id ?>"<?cs /if ?><?cs if:User.moderates ?> data-moderates<?cs elif:User.reports_nothing ?> data-reports-nothing<?cs /if ?>>
<a class="skip" href="#main"><?cs var:tr("Skip to the content") ?></a>
<header class="masthead">
<div class="band">
<div class="brand">
<a class="site" href="/"><?cs if:Site.logo ?><img src="<?cs var:Site.logo ?>" width="<?cs var:Site.logo_width ?>" height="<?cs var:Site.logo_height ?>" alt="<?cs var:Site.title ?>"><?cs else ?><svg viewBox="0 0 32 32" width="28" height="28" aria-hidden="true"><path d="M16 8c-3.5-2.2-8-2.2-12-1v18c4-1.2 8.5-1.2 12 1 3.5-2.2 8-2.2 12-1V7c-4-1.2-8.5-1.2-12 1zm0 0v18M8 12.5c1.6-.3 3.2-.2 4.6.3M8 17c1.6-.3 3.2-.2 4.6.3M19.4 12.8c1.4-.5 3-.6 4.6-.3M19.4 17.3c1.4-.5 3-.6 4.6-.3"/></svg> <span><?cs var:Site.title ?></span><?cs /if ?></a><?cs
if:subcount(Sites) > #1 ?>
<details class="menu" data-menu>
<summary><span class="hidden"><?cs var:tr("Other communities") ?></span></summary>
<ul><?cs each:site = Sites ?>
<li><a href="<?cs var:site.url ?>"<?cs if:site.here ?> aria-current="true"<?cs /if ?>><?cs var:site.title ?></a></li><?cs /each ?>
</ul>
</details><?cs /if ?>
</div>
<nav class="main-nav" aria-label="<?cs var:tr("Main") ?>">
<?cs if:Site.game ?><a href="/beastiary/"><?cs var:tr("Database") ?></a>
<?cs /if ?><?cs if:Site.forum ?><a href="/forum/"><?cs var:tr("Boards") ?></a>
<?cs /if ?></nav>
<form class="seek" role="search" method="get" action="/search"<?cs if:Site.game ?> data-suggest="/beastiary/suggest" data-icons="<?cs
  var:Static.kinds_svg ?>" data-signs="<?cs var:Static.items_svg ?>" data-none="<?cs var:tr("No name fits") ?>" data-some="<?cs
  var:trn("%d name fits|%d names fit|2") ?>" data-one="<?cs var:trn("%d name fits|%d names fit|1") ?>"<?cs /if ?>>
<label class="hidden" for="search-box"><?cs var:tr("Search") ?></label>
<input id="search-box" dir="auto" name="q" type="search" maxlength="2000" placeholder="<?cs var:tr("Search") ?>" value="<?cs
  var:Search.q ?>" autocomplete="off" autocapitalize="none" spellcheck="false">
<button type="submit" aria-label="<?cs var:tr("Search") ?>"><svg viewBox="0 0 24 24" width="18" height="18" aria-hidden="true"><circle cx="10.5" cy="10.5" r="6"/><path d="m15 15 5.5 5.5"/></svg></button>
</form>
<div class="account">
<button class="theme" type="button" data-theme-switch aria-label="<?cs var:tr("Theme") ?>" data-system="<?cs
  var:tr("Theme: as the system") ?>" data-dark="<?cs var:tr("Theme: dark") ?>" data-light="<?cs
  var:tr("Theme: light") ?>"></button><?cs
if:User.id ?>
<details class="menu" data-menu>
<summary><span><?cs var:User.name ?></span></summary>
<ul>
<li><a href="/account/settings"><?cs var:tr("Settings") ?></a></li>
<li><a href="/account/sessions"><?cs var:tr("Sessions") ?></a></li><?cs if:User.invites ?>
<li><a href="/account/invitations"><?cs var:tr("Invitations") ?></a></li><?cs /if ?><?cs if:User.administration ?>
<li><a href="<?cs var:User.administration ?>"><?cs var:tr("Administration") ?></a></li><?cs /if ?>
<li><form method="post" action="/account/logout"><?cs call:token() ?><button type="submit"><?cs var:tr("Log out") ?></button></form></li>
</ul>
</details><?cs
else ?>
<a href="/account/login<?cs call:next_here() ?>"><?cs var:tr("Log in") ?></a>
<a href="/account/register<?cs call:next_here() ?>"><?cs var:tr("Register") ?></a><?cs
/if ?>
</div>
</div>
</header>
<?cs if:User.id && Banned.path ?><p class="banned"><a href="<?cs var:Banned.path ?>"><?cs if:User.suspended ?><?cs
  var:tr("Your account is suspended: see why, and until when.") ?><?cs else ?><?cs
  var:tr("Your network is banned: see why, and until when.") ?><?cs /if ?></a></p>
<?cs /if ?><?cs if:Demanded.banner ?><aside class="notice banner-warning" aria-label="<?cs var:tr("Second factor") ?>"><p><?cs if:Demanded.overdue ?><?cs
  var:tr("Your role asks for a second factor. Until you add one, you cannot use what it gives you to administrate.") ?><?cs
  else ?><?cs var:trn("Your role asks for a second factor: you have %d day left to add one.|Your role asks for a second factor: you have %d days left to add one.|" + Demanded.days) ?><?cs
  /if ?> <a href="/account/factors"><?cs var:tr("Add a second factor") ?></a></p></aside>
<?cs /if ?><?cs if:Frozen.since ?><div class="notice" role="status"><p><b><?cs var:tr("This site can only be read for now.") ?></b> <bdi><?cs
  var:Frozen.reason ?></bdi></p></div>
<?cs /if ?><?cs if:Banner.text ?><aside class="notice banner-<?cs var:Banner.level ?>" aria-label="<?cs var:tr("Notice") ?>"><p><?cs if:Banner.level == "warning" ?><b><?cs var:tr("Attention:") ?></b> <?cs /if ?><bdi><?cs var:Banner.text ?></bdi></p></aside>
<?cs /if ?><main id="main" tabindex="-1">
