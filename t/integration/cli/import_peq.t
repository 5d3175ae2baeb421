# A game server's database becomes a game's: what is taken, what is left out and why, and that it can be
# done again. The game is one of this test's own, with EverQuest's declarations.
use v5.36;
use utf8;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Encode qw(encode);
use IO::Compress::Gzip qw(gzip);
use Test::More;
use Time::HiRes qw(sleep);
use Lorehall;
use Lorehall::Command;

my $game = unique('peq') =~ s/-//gr;
my $site = $game;
my $home = instance_file("tmp/$game");
mkdir $home or die "$home: $!";

# The installation with this game beside the others, the mapping of this game, and a site about it.
spew("games/$game.hdf", source_text('games/everquest.hdf'));
spew("games/$_.hdf", source_text("games/$_.hdf")) for qw(everquest camelot);
spew('map.hdf', source_text('db/import/peq.hdf') =~ s/^Game = everquest$/Game = $game/mr);
spew('site.hdf', importing("$home/games"));
make_site($site, 'PEQ', "$home/site.hdf");
END { local $?; eval { unmake_site($site) } if defined $site }

sub spew ($name, $text) {
    mkdir "$home/games";
    open my $out, '>:raw', "$home/$name" or die "$home/$name: $!";
    print $out utf8::is_utf8($text) ? encode('UTF-8', $text) : $text;
    close $out or die "$home/$name: $!";
    return "$home/$name";
}

# Imports a dump's text, or a place; gives what it said, with its counts. Options: arguments, map, begin.
sub import_peq ($source, %options) {
    my $place = $source =~ m{^(?:/|mysql:)} ? $source : spew('d.sql', $source);
    my @words = ('import', 'peq', $place, '--site', $site, '--map', $options{map} // "$home/map.hdf", @{ $options{arguments} // [] });
    return begin({ config => "$home/site.hdf" }, @words) if $options{begin};
    my $said = lorehall_with({ config => "$home/site.hdf" }, @words);
    $said->{counts} = counts($said);
    return $said;
}

sub changes ($said) { return { map { $_ => $said->{counts}{$_} } qw(read added changed unchanged vanished rejected revisions) } }

# Everything that the game has: entries, relations and places, without the ids that they have here.
sub content () {
    my $number = value('SELECT id FROM game WHERE name = ?', $game) // 0;
    return {
        entries => [rows('SELECT kind, external_id, name, state, hidden, record FROM entry WHERE game_id = ? ORDER BY 1, 2', $number)],
        relations => [rows('SELECT r.relation, f.external_id, t.external_id, r.record FROM relation r JOIN entry f ON f.id = r.from_id'
                . ' JOIN entry t ON t.id = r.to_id WHERE f.game_id = ? ORDER BY 1, 2, 3, r.nth', $number)],
        places => [rows('SELECT m.external_id, e.external_id, p.x, p.y, p.z, p.grouping, p.chance, p.respawn, p.variance FROM place p'
                . ' JOIN entry m ON m.id = p.map_id JOIN entry e ON e.id = p.entry_id WHERE e.game_id = ? ORDER BY 1, 2, 3, 4, 5', $number)],
    };
}

sub entry ($kind, $id) {
    my ($row) = grep { $_->[0] eq $kind && $_->[1] eq $id } @{ content()->{entries} };
    return $row ? { name => $row->[2], state => $row->[3], hidden => $row->[4], %{ json->decode(encode('UTF-8', $row->[5])) } } : undef;
}

# What a relation says: { "from to" => fields }.
sub related ($relation) {
    return { map { ("$_->[1] $_->[2]" => json->decode(encode('UTF-8', $_->[3]))) } grep { $_->[0] eq $relation } @{ content()->{relations} } };
}

# The same of one entry alone.
sub related_of ($relation, $from) {
    my $all = related($relation);
    return { map { $_ => $all->{$_} } grep {/^$from /} keys %$all };
}

# A small world. %edit: replaces in its text.
sub world (%edit) {
    my $text = <<'END';
-- MariaDB dump 10.19  Distrib 10.11.6-MariaDB
/*!40101 SET NAMES utf8mb4 */;
DROP TABLE IF EXISTS `npc_types`;
CREATE TABLE `npc_types` (
  `id` int(11) NOT NULL,
  `name` text NOT NULL,
  `lastname` varchar(32) DEFAULT NULL,
  `level` tinyint(2) unsigned NOT NULL DEFAULT 0,
  `race` smallint(5) NOT NULL, `class` tinyint NOT NULL, `hp` bigint(11) NOT NULL,
  `loottable_id` int, `merchant_id` int, `npc_spells_id` int, `npc_faction_id` int,
  `special_abilities` text, `raid_target` tinyint, `rare_spawn` tinyint, `bodytype` int, `skip_global_loot` tinyint,
  `maxlevel` tinyint,
  PRIMARY KEY (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=latin1;
INSERT INTO `npc_types` VALUES
(1001,'#Lord_Grimrot','the Foul',50,60,1,32000,10,0,5,7,'1,1^2,1,10^17,0',1,0,3,0,52),
(1002,'a_decaying_skeleton',NULL,1,60,1,20,11,0,0,7,'',0,0,3,0,0),
(1003,'Merchant_O''Dell','',20,1,41,900,0,300,0,0,NULL,0,0,1,1,0),
(1004,'an_invisible_helper','',1,127,1,1,0,0,0,0,'',0,0,11,1,0);
CREATE TABLE `items` (`id` int, `Name` varchar(64), `price` int, `ldonprice` int, `classes` int, `scrolleffect` int, `ac` int);
INSERT INTO `items` VALUES (20,'Rusty Short Sword',100,0,1,-1,0),(21,'Bone Chips',10,0,65535,-1,0),(22,'Spell: Minor Healing',400,0,2,200,0),
(23,'Crown of Grimrot',0,0,65535,-1,12),(24,'Iron Ore',30,0,0,0,0),(25,'Dagger',300,0,0,0,0),(26,'Kit',0,0,0,0,0);
CREATE TABLE `zone` (`short_name` varchar(32), `long_name` text, `zoneidnumber` int, `version` int, `expansion` int);
INSERT INTO `zone` VALUES ('qeynos2','North Qeynos',2,0,1),('Qeytoqrg','The Qeynos Hills',4,0,1),('qeynos2','North Qeynos (other)',2,1,1);
CREATE TABLE `spells_new` (`id` int, `name` varchar(64), `mana` int, `classes1` int, `classes2` int, `components1` int, `component_counts1` int, `teleport_zone` varchar(64));
INSERT INTO `spells_new` VALUES (200,'Minor Healing',10,255,1,21,2,''),(201,'Lifetap',8,255,255,-1,1,''),(202,'Call Bones',50,255,255,0,0,'skel1');
CREATE TABLE `pets` (`type` varchar(64), `petpower` int, `npcID` int, `temp` tinyint);
INSERT INTO `pets` VALUES ('skel1',-1,1002,0);
CREATE TABLE `loottable` (`id` int, `mincash` int, `maxcash` int);
INSERT INTO `loottable` VALUES (10,50,500),(11,0,0);
CREATE TABLE `loottable_entries` (`loottable_id` int, `lootdrop_id` int, `multiplier` int, `probability` float);
INSERT INTO `loottable_entries` VALUES (10,100,1,100),(10,101,1,50),(11,101,1,100);
CREATE TABLE `lootdrop` (`id` int, `min_expansion` int, `max_expansion` int, `content_flags` varchar(100), `content_flags_disabled` varchar(100));
INSERT INTO `lootdrop` VALUES (100,-1,-1,NULL,NULL),(101,-1,-1,NULL,NULL);
CREATE TABLE `lootdrop_entries` (`lootdrop_id` int, `item_id` int, `chance` float, `equip_item` int, `multiplier` int);
INSERT INTO `lootdrop_entries` VALUES (100,23,40,1,1),(100,21,50,0,1),(101,21,50,0,1),(101,20,0,0,1),(101,999,5,0,1);
CREATE TABLE `merchantlist` (`merchantid` int, `slot` int, `item` int, `faction_required` int);
INSERT INTO `merchantlist` VALUES (300,1,20,-1100),(300,2,22,100),(301,1,20,0);
CREATE TABLE `npc_spells` (`id` int, `name` text, `parent_list` int);
INSERT INTO `npc_spells` VALUES (5,'own',6),(6,'parent',0);
CREATE TABLE `npc_spells_entries` (`id` int, `npc_spells_id` int, `spellid` int, `type` int, `minlevel` int, `maxlevel` int, `priority` int, `recast_delay` int);
INSERT INTO `npc_spells_entries` VALUES (1,5,201,1,1,255,3,-1),(2,6,200,2,1,60,1,30),(3,6,202,2,55,60,1,30);
CREATE TABLE `npc_faction` (`id` int, `primaryfaction` int);
INSERT INTO `npc_faction` VALUES (7,70);
CREATE TABLE `npc_faction_entries` (`npc_faction_id` int, `faction_id` int, `value` int, `npc_value` int, `temp` int);
INSERT INTO `npc_faction_entries` VALUES (7,70,-10,1,0),(7,71,5,-1,0);
CREATE TABLE `faction_list` (`id` int, `name` varchar(50), `base` int);
INSERT INTO `faction_list` VALUES (70,'Bloodsabers',-100),(71,'Guards of Qeynos',0);
CREATE TABLE `spawngroup` (`id` int, `name` varchar(200));
INSERT INTO `spawngroup` VALUES (500,'x');
CREATE TABLE `spawnentry` (`spawngroupID` int, `npcID` int, `chance` int);
INSERT INTO `spawnentry` VALUES (500,1001,10),(500,1002,90),(500,7777,0);
CREATE TABLE `spawn2` (`id` int, `spawngroupID` int, `zone` varchar(32), `version` int, `x` float, `y` float, `z` float, `respawntime` int, `variance` int, `min_expansion` int, `max_expansion` int, `content_flags` varchar(100), `content_flags_disabled` varchar(100));
INSERT INTO `spawn2` VALUES (1,500,'qeynos2',0,1.5,-20,3,400,40,-1,-1,NULL,NULL),(2,500,'QEYNOS2',0,5,5,5,600,0,-1,-1,NULL,NULL),
(3,500,'qeytoqrg',0,5,5,5,600,0,5,-1,NULL,NULL),(4,500,'qeytoqrg',0,6,6,6,600,0,-1,-1,'party',NULL),(5,500,'nowhere',0,0,0,0,1,1,-1,-1,NULL,NULL);
CREATE TABLE `rule_values` (`ruleset_id` int, `rule_name` varchar(64), `rule_value` varchar(30));
INSERT INTO `rule_values` VALUES (1,'Expansion:CurrentExpansion','2');
CREATE TABLE `content_flags` (`id` int, `flag_name` varchar(75), `enabled` tinyint);
INSERT INTO `content_flags` VALUES (1,'party',0),(2,'summer',1);
CREATE TABLE `global_loot` (`id` int, `loottable_id` int, `enabled` int, `min_level` int, `max_level` int, `rare` int, `raid` int, `race` text, `class` text, `bodytype` text, `zone` text);
INSERT INTO `global_loot` VALUES (1,12,1,1,10,NULL,NULL,'12|60',NULL,NULL,NULL),(2,13,1,1,60,NULL,1,NULL,NULL,'3',NULL),(3,14,1,1,60,NULL,NULL,NULL,NULL,NULL,'1|2'),(4,12,0,1,60,NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO `loottable` VALUES (12,0,0),(13,0,0),(14,0,0);
INSERT INTO `loottable_entries` VALUES (12,112,1,100),(13,113,1,100),(14,114,1,100);
INSERT INTO `lootdrop` VALUES (112,-1,-1,NULL,NULL),(113,-1,-1,NULL,NULL),(114,-1,-1,NULL,NULL);
INSERT INTO `lootdrop_entries` VALUES (112,24,20,0,1),(113,25,30,0,1),(114,26,10,0,1);
CREATE TABLE `tradeskill_recipe` (`id` int, `name` varchar(64), `tradeskill` int, `trivial` int, `enabled` int);
INSERT INTO `tradeskill_recipe` VALUES (40,'Dagger',63,30,1);
CREATE TABLE `tradeskill_recipe_entries` (`id` int, `recipe_id` int, `item_id` int, `successcount` int, `failcount` int, `componentcount` int, `iscontainer` int);
INSERT INTO `tradeskill_recipe_entries` VALUES (1,40,24,0,0,2,0),(2,40,25,1,0,0,0),(3,40,17,0,0,0,1),(4,40,26,0,1,1,0);
CREATE TABLE `object` (`id` int, `zoneid` int, `xpos` float, `ypos` float, `zpos` float, `type` int, `icon` int, `display_name` varchar(64));
INSERT INTO `object` VALUES (1,2,1,2,3,17,1115,''),(2,2,4,5,6,17,1115,'');
CREATE TABLE `zone_points` (`id` int, `zone` varchar(32), `x` float, `y` float, `z` float, `target_zone_id` int);
INSERT INTO `zone_points` VALUES (1,'qeynos2',1,2,3,4),(2,'qeytoqrg',9,9,9,2),(3,'qeytoqrg',8,8,8,2);
CREATE TABLE `forage` (`id` int, `zoneid` int, `Itemid` int, `level` int, `chance` int);
INSERT INTO `forage` VALUES (1,4,24,0,10),(2,4,24,5,15);
CREATE TABLE `fishing` (`id` int, `zoneid` int, `Itemid` int, `skill_level` int, `chance` int, `npc_id` int, `npc_chance` int);
INSERT INTO `fishing` VALUES (1,4,21,5,20,1002,3);
CREATE TABLE `ground_spawns` (`id` int, `zoneid` int, `version` int, `max_x` float, `max_y` float, `max_z` float, `min_x` float, `min_y` float, `item` int, `max_allowed` int, `respawn_timer` int);
INSERT INTO `ground_spawns` VALUES (1,4,0,10,20,5,0,0,21,3,300);
CREATE TABLE `tasks` (`id` int, `title` varchar(100), `min_level` int, `max_level` int, `rewardid` int, `rewardmethod` int);
INSERT INTO `tasks` VALUES (900,'Bring bones',1,10,20,0);
CREATE TABLE `activities` (`taskid` int, `activityid` int, `activitytype` int, `goalid` int, `goalmethod` int, `goalcount` int, `delivertonpc` int, `zoneid` int);
INSERT INTO `activities` VALUES (900,0,1,21,0,4,1003,2);
CREATE TABLE `unheard_of` (`a` int);
-- Dump completed on 2026-01-01  0:00:00
END
    for my $from (sort keys %edit) {
        (my $count = () = $text =~ /\Q$from\E/g) or die "the world has no $from";
        $text =~ s/\Q$from\E/$edit{$from}/;
    }
    return $text;
}

my $entries = 4 + 7 + 2 + 3 + 2 + 1 + 1 + 1 + 1; # npcs, items, zones, spells, factions, recipe, task, pet, object

subtest 'a dry run tells what would be, and writes nothing' => sub {
    my $before = content();
    my $said   = import_peq(world(), arguments => ['--dry-run']);
    is $said->{status}, 0, 'it goes well' or diag $said->{err};
    like $said->{out}, qr/^Tables that are left alone:\n\s+spawngroup \(1\), unheard_of \(0\)$/m, 'tables that nothing is made of';
    like $said->{out}, qr/^    npc_faction_entries|^    spawn2: id$/m, 'columns that are left alone';
    like $said->{out}, qr/map\.hdf:\d+: there is no column learned|map\.hdf:\d+: there is no column tradeskill_recipe\.learned_by_item_id: nothing of learned_from/, 'what is missing, and what follows';
    like $said->{out}, qr/^    expansion = 2\n    flags_on: 1\n    flags_off: 1$/m, 'the settings';
    like $said->{out}, qr/  drops\n.*?dangle: what they lead to is not there:\n\s+npc_types row 1: item 999 of npc 1001/s, 'dangling references, with examples';
    like $said->{out}, qr/^npc +4 +4 +0$/m, 'and the table';
    is_deeply content(), $before, 'nothing was written';
};

subtest 'a world is taken in as it is' => sub {
    my $said = import_peq(world());
    is_deeply changes($said), { read => $entries, added => $entries, changed => 0, unchanged => 0, vanished => 0, rejected => 0, revisions => $entries },
        'all entries are new' or diag $said->{err}, $said->{out};
    my $lord = entry('npc', 1001);
    is $lord->{name}, 'Lord Grimrot', 'a name without its marks';
    is_deeply [@$lord{qw(named last_name level level_most hp raid coin_least coin_most special_abilities)}],
        [1, 'the Foul', 50, 52, 32000, 1, 50, 500, 1 << 1 | 1 << 2], 'fields, from its own row and its purse';
    is entry('npc', 1004)->{hidden}, 1, 'a helper is hidden';
    is entry('zone', 'qeytoqrg')->{name}, 'The Qeynos Hills', 'a zone goes by its short name';
    is entry('zone', 'qeynos2')->{name}, 'North Qeynos', 'and is not one of its other versions';
    is entry('spell', 200)->{level_cleric}, 1, 'spells have levels by class';
    is entry('object', 17)->{name}, 'Forge', 'several forges are one object';
    is_deeply related('drops'), {
        '1001 23' => { chance => 40, equipped => 1 },
        '1001 21' => { chance => 62.5 },
        '1002 21' => { chance => 50 },
        '1002 24' => { chance => 20 },
        '1001 25' => { chance => 30 },
        '1001 26' => { chance => 10 },
        '1002 26' => { chance => 10 },
    }, 'chances are combined; loot of the whole world goes to whom it is meant for, once';
    is_deeply related('sells'), { '1003 20' => { price => 100, slot => 1 }, '1003 22' => { price => 400, slot => 2, faction => 100 } }, 'merchants sell';
    is_deeply [sort keys %{ related('casts') }], ['1001 200', '1001 201'], 'spells are inherited, those of its level';
    is_deeply related('found_in')->{'1002 qeynos2'}, { points => 2, chance => 90, respawn_least => 380, respawn_most => 600 }, 'where it lives, and how often';
    is_deeply [sort keys %{ related('found_in') }], ['1001 qeynos2', '1002 qeynos2'], 'not what belongs to other expansions or is switched off';
    is_deeply related('gives_faction')->{'1002 70'}, { value => -10, assists => 1 }, 'factions';
    is_deeply [sort keys %{ related('member_of') }], ['1001 70', '1002 70'], 'and membership';
    is_deeply related('teaches'), { '22 200' => {} }, 'a scroll teaches';
    is_deeply [map { related($_) } qw(uses makes returns made_at made_in)],
        [{ '40 24' => { count => 2 }, '40 26' => { count => 1 } }, { '40 25' => { count => 1 } }, { '40 26' => { count => 1 } }, { '40 17' => {} }, {}],
        'a recipe: what it uses, makes, gives back; a forge is no item';
    is_deeply [sort keys %{ related('leads_to') }], ['qeynos2 qeytoqrg', 'qeytoqrg qeynos2'], 'neighbours';
    is_deeply related('foraged_in'), { '24 qeytoqrg' => { chance => 25 } }, 'forage, of two rows one';
    is_deeply [map { keys %{ related($_) } } qw(fished_in bites_in lies_in summons is_npc needs_component)],
        ['21 qeytoqrg', '1002 qeytoqrg', '21 qeytoqrg', '202 skel1', 'skel1 1002', '200 21'], 'fish, ground, pets, components';
    is_deeply [map { related($_) } qw(task_wants task_rewards task_involves task_zone)],
        [{ '900 21' => { count => 4 } }, { '900 20' => {} }, { '900 1003' => {} }, { '900 qeynos2' => {} }], 'tasks, in the words of an older source';
    is_deeply [map { join ' ', @$_[0, 1, 5, 6, 7, 8] } grep { $_->[1] eq '1001' } @{ content()->{places} }],
        ['qeynos2 1001 500 10 400 20', 'qeynos2 1001 500 10 600 0'], 'places';
};

# A dump of tables: { name => [columns, rows …] }, as the game has to have them.
sub dump_of (%tables) {
    my $text = "SET NAMES utf8mb4;\n";
    for my $name (sort keys %tables) {
        my ($columns, @rows) = @{ $tables{$name} };
        $text .= "CREATE TABLE `$name` (" . join(',', map { "`$_` " . (/name|zone|title|description|list/ ? 'text' : 'float') } split ' ', $columns) . ");\n";
        $text .= "INSERT INTO `$name` VALUES " . join(',', map { '(' . join(',', map { defined $_ ? "'$_'" : 'NULL' } @$_) . ')' } @rows) . ";\n" if @rows;
    }
    return "$text-- Dump completed\n";
}

subtest 'what the server does is what is shown' => sub {
    my %tables = (
        npc_types => ['id name level maxlevel loottable_id npc_aggro', [6001, 'a_rat', 3, 0, 1, 1], [6002, 'a_wolf', 48, 52, 1, 0], [6003, 'a_bear', 9, 0, 2, 0]],
        items => ['id Name', map { [$_, "Thing $_"] } 6100 .. 6110],
        zone => ['short_name long_name zoneidnumber version', ['oldz', 'Old', 91, 0], ['oldz', 'Old, again', 91, 1], ['catz', 'Cats', 92, 0]],
        spawnentry => ['spawngroupID npcID chance', [1, 6001, 100], [2, 6002, 100], [3, 6003, 100]],
        spawn2 => ['id spawngroupID zone version x y z respawntime variance', [1, 1, 'oldz', 0, 1, 2, 3, 600, 201], [2, 2, 'oldz', 1, 1, 2, 3, 600, 0], [3, 3, 'oldz', -1, 1, 2, 3, 600, 0]],
        loottable => ['id mincash maxcash', [1, 0, 0], [2, 0, 0]],
        loottable_entries => ['loottable_id lootdrop_id multiplier droplimit mindrop probability multiplier_min',
            [1, 1, 1, 0, 0, 100, 0], [1, 2, 2, 0, 0, 50, 0], [1, 3, 1, 1, 0, 100, 0], [1, 4, 1, 2, 1, 100, 0], [1, 5, 3, 0, 0, 50, 1], [1, 6, 1, 0, 0, 0, 0], [1, 7, 0, 0, 0, 100, 0], [2, 8, 1, 1, 0, 100, 0], [2, 9, 1, 0, 1, 100, 0]],
        lootdrop => ['id name', map { [$_, "d$_"] } 1 .. 9],
        lootdrop_entries => ['lootdrop_id item_id chance multiplier npc_min_level npc_max_level',
            [1, 6100, 30, 1, 50, 0], [1, 6101, 30, 1, 0, 10],                             # by level
            [2, 6102, 20, 2, 0, 0],                                                       # twice, each half of the time, two tries each
            [3, 6103, 20, 1, 0, 0], [3, 6104, 60, 1, 0, 10], [3, 6999, 50, 1, 0, 0],     # one of them at most
            [4, 6105, 10, 1, 0, 0], [4, 6106, 30, 1, 0, 0],                               # one for sure, perhaps a second
            [5, 6107, 40, 1, 0, 0],                                                       # the first of three for sure
            [6, 6108, 100, 1, 0, 0], [7, 6108, 100, 1, 0, 0],                             # never
            [8, 6109, 100, 1, 0, 0], [8, 6110, 300, 1, 0, 0],                             # certain to give one
            [9, 6108, 5, 0, 0, 0],                                                        # in a pool of which one always comes
        ],
        tasks => ['id title type description reward_id_list rewardmethod rewardid', [6200, 'Rats', 0, '[1,Kill rats.][2,3,Bring swords.] See [him]<br>soon[4]', '6100|6101|6102|6103|6104|6105', 2, 0]],
        task_activities => ['taskid activityid activitytype goalid goalmethod goalcount delivertonpc zones', [6200, 0, 2, 7, 1, 10, 0, '91;92'], [6200, 1, 3, 8, 1, 2, 6003, ''], [6200, 2, 1, 6102, 0, 3, 0, '0']],
        goallists => ['listid entry', [7, 6001], [7, 6002], [8, 6101]],
        spells_new => ['id name classes1 classes2 classes12', [6300, 'Fire', 0, 255, 8], [6301, 'Never', 255, 0, 255]],
        doors => ['id zone dest_zone version', [1, 'oldz', 'catz', 2], [2, 'catz', 'oldz', -1]],
    );
    my $said = import_peq(dump_of(%tables), arguments => ['--allow-shrink']);
    is $said->{status}, 0, 'it goes in' or diag $said->{err};
    is_deeply [@{ related('found_in')->{'6001 oldz'} }{qw(respawn_least respawn_most)}], [500, 700], 'what spawns comes after its time and half of the variance more or less';
    is_deeply [map { "$_->[1] $_->[8]" } grep { $_->[0] eq 'oldz' } @{ content()->{places} }], ['6001 100', '6003 0'], 'on maps, too';
    is_deeply [grep {/oldz/} sort keys %{ related('found_in') }], ['6001 oldz', '6003 oldz'], 'of other versions of a zone nothing is there, of all versions it is';
    is_deeply [grep {/catz|oldz/} sort keys %{ related('leads_to') }], ['catz oldz'], 'nor are their doors';
    my %drops = map { $_ => related('drops')->{$_}{chance} } keys %{ related('drops') };
    is_deeply [map { exists $drops{$_} ? 1 : 0 } '6001 6100', '6001 6101', '6002 6100', '6002 6101'], [0, 1, 1, 0], 'who drops something has the level that it asks for';
    my %right = (
        '6001 6101' => 30,
        '6001 6102' => 100 * (1 - (1 - 0.5 * (1 - 0.8**2))**2),
        '6001 6103' => 100 * (1 - 0.8 * 0.4) * 20 / 80,
        '6002 6103' => 20,
        '6001 6104' => 100 * (1 - 0.8 * 0.4) * 60 / 80,
        '6001 6105' => 100 * (1 - (1 - 0.25) * (1 - (1 - 0.9 * 0.7) * 0.25)),
        '6001 6107' => 100 * (1 - 0.6 * (1 - 0.5 * 0.4)**2),
        '6003 6109' => 25,
        '6003 6110' => 75,
        '6003 6108' => 100,
    );
    is sprintf('%.3f', $drops{$_} // -1), sprintf('%.3f', $right{$_}), "the chance of $_" for sort keys %right;
    ok !exists $drops{'6001 6108'}, 'what is never rolled is no drop';
    is_deeply related_of('task_involves', 6200), { '6200 6001' => {}, '6200 6002' => {}, '6200 6003' => {} }, "a task's goals by list, and whom to bring it to";
    is_deeply related_of('task_wants', 6200), { '6200 6101' => { count => 2 }, '6200 6102' => { count => 3 } }, 'what it wants by list and by itself';
    is_deeply [sort keys %{ related_of('task_zone', 6200) }], ['6200 catz', '6200 oldz'], 'and all of its zones';
    is scalar keys %{ related_of('task_rewards', 6200) }, 6, 'all that it may give';
    is entry('task', 6200)->{description}, "Kill rats.\nBring swords.\n See [him] soon", 'its text without the marks of its steps';
    is_deeply [map { entry('npc', $_)->{faction_aggro} // 0 } 6001, 6003], [1, 0], 'who attacks, also where the source has one column less';
    is_deeply [@{ entry('spell', 6300) }{qw(classes level_least level_wizard)}], [1 << 11, 8, 8], 'a class with level 0 has none';
    is entry('spell', 6301)->{level_least}, undef, 'nor has a spell that nobody can cast';
    import_peq(world(), arguments => ['--allow-shrink']);
};

subtest 'the same again changes nothing' => sub {
    my $before = content();
    my $said   = import_peq(world());
    is_deeply changes($said), { read => $entries, added => 0, changed => 0, unchanged => $entries, vanished => 0, rejected => 0, revisions => 0 }, 'not one entry';
    is_deeply [@{ $said->{counts}{relations} }{qw(added changed vanished)}], [0, 0, 0], 'nor relation';
    is_deeply content(), $before, 'everything is as it was';
};

subtest "a game's fields may change places" => sub {
    my $text = source_text('games/everquest.hdf');
    $text =~ s/^(      last_name \{\n.*?^      \}\n)(      level \{\n.*?^      \}\n)/$2$1/ms or die 'no such fields';
    spew("games/$game.hdf", $text);
    is import_peq(world())->{counts}{revisions}, 0, 'and nobody is told of a change';
    spew("games/$game.hdf", source_text('games/everquest.hdf'));
    is import_peq(world())->{counts}{revisions}, 0, 'nor when they change back';
};

subtest 'what the server sets decides' => sub {
    import_peq(world(), arguments => [qw(--expansion 5)]);
    is_deeply [grep {/qeytoqrg/} sort keys %{ related('found_in') }], ['1001 qeytoqrg', '1002 qeytoqrg'], 'a later expansion brings its spawns';
    import_peq(world("(1,'party',0)" => "(1,'party',1)"));
    is related('found_in')->{'1002 qeytoqrg'}{points}, 1, 'and a flag that is switched on those of its own';
    import_peq(world());
    ok !related('found_in')->{'1002 qeytoqrg'}, 'and back';
};

subtest 'columns in another order, renamed, missing or unheard of do no harm' => sub {
    my $before = content();
    my $lord   = entry('npc', 1001);
    my $said   = import_peq(world(
        '`short_name` varchar(32), `long_name` text, `zoneidnumber` int, `version` int, `expansion` int)' => '`expansion` int, `new_one` int, `LONG_NAME` text, `zoneidnumber` int, `version` int, `short_name` text)',
        "('qeynos2','North Qeynos',2,0,1),('Qeytoqrg','The Qeynos Hills',4,0,1),('qeynos2','North Qeynos (other)',2,1,1)" =>
            "(1,7,'North Qeynos',2,0,'qeynos2'),(1,7,'The Qeynos Hills',4,0,'Qeytoqrg'),(1,7,'North Qeynos (other)',2,1,'qeynos2')",
        '`activities` (' => '`task_activities` (', 'INTO `activities`' => 'INTO `task_activities`',
    ));
    is $said->{counts}{unchanged}, $entries, 'the same comes of it';
    is_deeply content(), $before, 'all of it';
    $said = import_peq(world('`hp` bigint(11)' => '`hit_points` bigint(11)'));
    is_deeply [@{ $said->{counts} }{qw(changed unchanged)}], [0, $entries], 'what a missing column told stays';
    is_deeply content(), $before, 'all of it';
    like $said->{err}, qr/there is no column hp in npc_types: npc\.hp stays as it is/, 'which is said before';
    $said = import_peq(world('`hp` bigint(11)' => '`hit_points` bigint(11)', '`name` text NOT NULL' => '`called` text NOT NULL', '`mincash` int' => '`least` int', "'the Foul',50," => "'the Foul',51,"));
    is_deeply [@{ $said->{counts} }{qw(changed revisions)}], [1, 1], 'an entry that changes beside it changes in that alone';
    is_deeply { %{ entry('npc', 1001) }, level => 50 }, $lord, 'and keeps its name, its hit points and its coins';
    $said = import_peq(world('`chance` int);' => '`odds` int);'));
    is $said->{status}, 0, 'and so it is within a join';
    import_peq(world());
};

subtest 'a table that is not there leaves what it gave before' => sub {
    my $said = import_peq(world('CREATE TABLE `merchantlist`' => 'CREATE TABLE `shops`', 'INSERT INTO `merchantlist`' => 'INSERT INTO `shops`',
        'CREATE TABLE `faction_list`' => 'CREATE TABLE `factions`', 'INSERT INTO `faction_list`' => 'INSERT INTO `factions`'));
    is_deeply [@{ $said->{counts} }{qw(vanished changed)}], [0, 0], 'nothing vanishes';
    is scalar keys %{ related('sells') }, 2, 'merchants sell what they sold';
    is entry('faction', 70)->{state}, 0, 'factions stay';
};

subtest 'bad rows are left out, named, and cost nothing else' => sub {
    my $report = "$home/report";
    my $said   = import_peq(world("(21,'Bone Chips'," => "(NULL,'No id',0,0,0,0,0),(20,'Twin',0,0,0,0,0),(21,NULL,", '(500,7777,0)' => '(500,7777,NULL)', '40,1,1)' => 'NULL,1,1)'),
        arguments => ['--report', $report]);
    is $said->{counts}{rejected}, 2, 'a row without an id and the second of one id';
    is entry('item', 20)->{name}, 'Rusty Short Sword', 'the first of them counts';
    is entry('item', 21)->{name}, '21', 'what has no name goes by its id';
    ok !related('drops')->{'1001 23'}, 'a chance of NULL is none';
    my $told = do { open my $in, '<', $report or die $!; local $/; <$in> };
    like $told, qr/^items row 3: item 20 is there already$/m, 'the report names the twin';
    like $told, qr/^npc_types row 1: item 999 of npc 1001: there is no such item$/m, 'and what dangles';
    import_peq(world());
};

subtest 'encodings' => sub {
    my $e = "\xE9"; # é in Latin-1
    my $said = import_peq(encode('UTF-8', world()) =~ s/Lord_Grimrot/Lord_Grimr${e}t/r);
    is entry('npc', 1001)->{name}, "Lord Grimr\x{E9}t", 'Latin-1 in a dump that says UTF-8: the table tells';
    import_peq(encode('UTF-8', world('SET NAMES utf8mb4' => 'SET NAMES latin1')) =~ s/Lord_Grimrot/Lord_Grimr${e}t\x92s/r);
    is entry('npc', 1001)->{name}, "Lord Grimr\x{E9}t\x{2019}s", 'or the dump does';
    $said = import_peq(world('SET NAMES utf8mb4' => 'SET NAMES koi8r'));
    is $said->{status}, 1, 'an encoding that is not known is refused';
    like $said->{err}, qr/d\.sql:2: the dump is in the encoding koi8r/, 'with its line';
    import_peq(world());
};

subtest 'a source that is broken changes nothing' => sub {
    my $before = content();
    my $whole  = world();
    for my $case (
        [substr($whole, 0, 1800), qr/d\.sql:\d+: the dump ends within the statement that begins on line \d+/, 'cut in a row'],
        [substr($whole, 0, index $whole, 'CREATE TABLE `items`'), qr/d\.sql:\d+: the dump was cut: its last line, "Dump completed", is missing/, 'cut between statements'],
        [world('`lastname` varchar(32)' => '`NAME` varchar(32)'), qr/d\.sql:4: the table npc_types has two columns named NAME/, 'a column that is there twice'],
        [world("(1004,'an_inv" => "('an_inv"), qr/d\.sql:\d+: row 4 of the table npc_types has 16 values instead of 17/, 'a value that is missing'],
        ["CREATE TABLE `x` (`a` int);\n", qr/the source has nothing that/, 'nothing of it'],
    ) {
        my $said = import_peq($case->[0]);
        is $said->{status}, 1, "$case->[2] is refused";
        like $said->{err}, $case->[1], 'and told';
    }
    gzip(\$whole => "$home/d.sql.gz") or die;
    truncate "$home/d.sql.gz", 1500 or die $!;
    like import_peq("$home/d.sql.gz")->{err}, qr/d\.sql\.gz:\d+: the dump cannot be read on: it was cut or damaged/, 'a gzip that was cut';
    is import_peq("$home/none.sql")->{status}, 1, 'a file that is not there';
    is import_peq('/etc/passwd')->{status}, 1, 'a file that is no source';
    is_deeply content(), $before, 'everything is as it was';
};

subtest 'a mapping that names what is not there is refused line by line' => sub {
    my $before = content();
    my $text   = source_text('db/import/peq.hdf') =~ s/^Game = everquest$/Game = $game/mr;
    for my $case (
        ['  npc {', '  beast {', qr/map2\.hdf:\d+: the game $game has no kind beast/],
        ['    level = level', '    charm = level', qr/map2\.hdf:\d+: npc has no field charm/],
        ['  drops {', '  loses {', qr/map2\.hdf:\d+: the game $game has no relation loses/],
        ['Where = id > 0 || !given(id)', 'Where = id >', qr/map2\.hdf:\d+: Where: a value is missing at "the end"/],
        ["Game = $game", 'Game = everquest', qr/map2\.hdf:\d+: the mapping is not one of the game $game/],
    ) {
        my $said = import_peq(world(), map => spew('map2.hdf', $text =~ s/\Q$case->[0]\E/$case->[1]/r));
        is $said->{status}, 1, "$case->[1] is refused";
        like $said->{err}, $case->[2], 'with its line';
    }
    is_deeply content(), $before, 'nothing was written';
};

subtest 'a mapping changes what it names' => sub {
    my $before = content();
    my $small  = "Game = $game\nKinds {\n  npc {\n    Table = npc_types\n    Id = id\n    Name = name\n    NameSpaces = _\n    NameStrip = #\n    Fields {\n      level = level + 1\n    }\n  }\n}\n";
    my $places = "Places {\n  ground {\n    Start = ground_spawns\n    Kind = item\n    Map = \"qeynos2\"\n    Id = item\n    X = 1\n    Y = 2\n  }\n}\n";
    my $said   = import_peq(world(), map => spew('small.hdf', $small . $places));
    is_deeply [@{ $said->{counts} }{qw(changed vanished)}], [4, 0], 'all NPCs have another level';
    my $after = content();
    my ($was, $is) = map { { map { ("$_->[0] $_->[1]" => json->decode(encode('UTF-8', $_->[5]))) } @{ $_->{entries} } } } $before, $after;
    $was->{"npc $_"}{level}++ for 1001 .. 1004;
    is_deeply $is, $was, 'and nothing else: no field, nor another kind';
    is_deeply $after->{relations}, $before->{relations}, 'nor a relation';
    is_deeply [grep { $_->[1] ne '21' } @{ $after->{places} }], [grep { $_->[1] ne '21' } @{ $before->{places} }], 'nor a place of another kind';
    isnt scalar(grep { $_->[0] eq 'qeynos2' && $_->[1] eq '21' } @{ $after->{places} }), 0, 'those of the kind that it names are its own';
    import_peq(world());
    is_deeply content()->{entries}, $before->{entries}, 'and back';

    my $drops = "${small}Relations {\n  drops {\n    Start = npc_types\n    From = npc_types.id\n    To = lootdrop_entries.item_id\n    Steps {\n"
        . "      loottable_entries {\n        Table = loottable_entries\n        Key = loottable_id\n        On = npc_types.loottable_id\n      }\n"
        . "      lootdrop_entries {\n        Table = lootdrop_entries\n        Key = lootdrop_id\n        On = loottable_entries.lootdrop_id\n      }\n    }\n    Fields {\n      chance = 50\n    }\n  }\n}\n";
    my $records = sub { +{ map { ("$_->[1] $_->[2]" => json->decode(encode('UTF-8', $_->[3]))) } grep { $_->[0] eq 'drops' } @{ content()->{relations} } } };
    my $had     = $records->();
    import_peq(world(), map => spew('drops.hdf', $drops));
    my $has  = $records->();
    my @both = grep { $has->{$_} && $has->{$_}{chance} == 50 } sort keys %$had;
    is_deeply [map { $has->{$_} } @both], [map { +{ %{ $had->{$_} }, chance => 50 } } @both], 'a relation keeps the fields that it does not speak of';
    ok scalar(grep { keys %{ $has->{$_} } > 1 } @both), 'which some have';
    is import_peq(world(), map => spew('drops.hdf', $drops))->{counts}{relations}{changed}, 0, 'the same again changes none';
    import_peq(world());
    is_deeply $records->(), $had, 'and back again';
};

subtest 'what leads to something that neither source nor site has is told' => sub {
    my %tables = (
        tradeskill_recipe => ['id name', [41, 'Bread'], [40, 'Dagger']],
        tradeskill_recipe_entries => ['recipe_id item_id componentcount successcount failcount salvagecount iscontainer', [41, 13001, 1, 0, 0, 0, 0], [41, 24, 1, 0, 0, 0, 0]],
    );
    my $said = import_peq(dump_of(%tables), arguments => ['--dry-run']);
    like $said->{out}, qr/^uses +2 +1 +1$/m, 'a dry run counts it' or diag $said->{out};
    like $said->{out}, qr/tradeskill_recipe row 1: item 13001 of recipe 41/, 'and names it';
    my $report = "$home/report";
    $said = import_peq(dump_of(%tables), arguments => ['--report', $report, '--allow-shrink']);
    is $said->{counts}{relations}{rejected}, 1, 'so does the import';
    like do { open my $in, '<', $report or die $!; local $/; <$in> }, qr/^tradeskill_recipe row 1: item 13001 of recipe 41: there is no such item$/m, 'in its report';
    import_peq(world());
};

subtest 'the documentation has every word that a mapping may use' => sub {
    my $parser = source_text('lib/import/mapping/mapping.c');
    my %words  = map { $_ => 1 } map {/"(\w+)"/g} $parser =~ /static const char \*const (?:way_)?(?:keys|outputs|names)\[\] = \{(.*?)\}/gs;
    $words{$_} = 1 for source_text('lib/import/mapping/expression_function.c') =~ /^    \{"(\w+)", \d/mg;
    cmp_ok scalar keys %words, '>', 60, 'there are many';
    my ($told) = source_text('doc/add-a-game.md') =~ /^(# What a mapping may say.*)/ms;
    my @missing = grep { $told !~ /`[^`\n]*\b$_\b[^`\n]*`/ } sort keys %words;
    is_deeply \@missing, [], 'none is missing';
};

subtest 'a hundred edits are a hundred revisions' => sub {
    my $many = sub ($level) {
        my $rows = join ',', map { sprintf "(%d,'rat_%d','',%d,1,1,10,0,0,0,0,'',0,0,1,1,0)", 5000 + $_, $_, $_ <= 100 ? $level : 3 } 1 .. 150;
        return world("(1004,'an_invisible_helper'" => "$rows,(1004,'an_invisible_helper'");
    };
    is import_peq($many->(3))->{counts}{added}, 150, 'a hundred and fifty rats';
    my $said = import_peq($many->(4));
    is_deeply changes($said), { read => $entries + 150, added => 0, changed => 100, unchanged => $entries + 50, vanished => 0, rejected => 0, revisions => 100 },
        'of which a hundred change';
    is value('SELECT COUNT(*) FROM revision WHERE import_id = ?', $said->{counts}{import}), 100, 'each with a revision of its own';
    is value("SELECT diff FROM revision r JOIN entry e ON e.id = r.entry_id WHERE r.import_id = ? AND e.external_id = '5001'", $said->{counts}{import}),
        '{"level":["3","4"]}', 'that tells what';
    my $before = content();
    for my $dry ([], ['--dry-run']) {
        $said = import_peq(world(), arguments => $dry);
        is $said->{status}, 1, 'a source that has lost more than half of a kind is refused' . (@$dry ? ', in a dry run, too' : '');
        like $said->{err}, qr/npc would shrink from 154 to 4.*--allow-shrink/s, 'with its numbers';
    }
    is_deeply content(), $before, 'nothing has changed';
    $said = import_peq(world(), arguments => ['--allow-shrink']);
    is $said->{counts}{vanished}, 150, 'what the source has no more is marked';
    is entry('npc', 5001)->{state}, 1, 'and kept';
    is import_peq($many->(4))->{counts}{returned}, 150, 'until it is there again';
    import_peq(world(), arguments => ['--allow-shrink']);
};

subtest 'a dump that was taken with tables of relations empty is refused, in a dry run, too' => sub {
    import_peq(world());
    my $before  = content();
    my $emptied = world() =~ s/^INSERT INTO `(?:lootdrop_entries|spawn2)` [^;]*;$//mgr;
    isnt $emptied, world(), 'neither what is dropped nor where who stands is in it';
    for my $dry ([], ['--dry-run']) {
        my $said = import_peq($emptied, arguments => $dry);
        is $said->{status}, 1, "@$dry it is refused";
        like $said->{err}, qr/^$_ would shrink from \d+ to \d$/m, "@$dry $_" for qw(drops found_in places);
        unlike $said->{err}, qr/^(?:npc|sells) would/m, 'and no more than that';
    }
    is_deeply content(), $before, 'nothing has changed';
    import_peq(world());
};

subtest 'an import that is interrupted leaves the old state whole and goes on' => sub {
    my $before = content();
    my $next   = world('Lord_Grimrot' => 'Lord_Grimrotten', "(20,'Rusty Short Sword'" => "(20,'Rusted Short Sword'");
    my $held   = sql_connection();
    $held->rows('LOCK TABLES entry READ'); # what is staged cannot be put in its place
    my $run = import_peq($next, begin => 1);
    ok wait_until(20, sub { value("SELECT COUNT(*) FROM lore_import i JOIN game g ON g.id = i.game_id WHERE g.name = ? AND i.finished IS NULL AND i.parts LIKE '%stands_in=%'", $game) }),
        'it is staged';
    kill 'KILL', $run->{pid};
    finish($run);
    $held->rows('UNLOCK TABLES');
    my $open = value('SELECT MAX(i.id) FROM lore_import i JOIN game g ON g.id = i.game_id WHERE g.name = ? AND i.finished IS NULL', $game);
    is_deeply content(), $before, 'nobody sees any of it';
    my $said = import_peq("$home/d.sql"); # the same file
    is $said->{counts}{import}, $open, 'called again it is the same import' or diag substr $said->{err}, -800;
    is $said->{counts}{changed}, 2, 'which ends as it would have';
    is entry('npc', 1001)->{name}, 'Lord Grimrotten', 'with what the source has';
    is_deeply [rows('SELECT (SELECT COUNT(*) FROM staged_entry), (SELECT COUNT(*) FROM staged_relation), (SELECT COUNT(*) FROM staged_place)')], [[0, 0, 0]], 'and nothing is left lying';
    import_peq(world());
};

subtest 'a live server gives the same as its dump' => sub {
    my $schema = "${game}src";
    my ($status, $output) = Lorehall::command("CREATE DATABASE $schema; USE $schema;\n" . world(), $ENV{LOREHALL_DEV}, '--dir', $Lorehall::DIRECTORY, 'sql');
    is $status, 0, 'a server has the world' or diag $output;
    my $before = content();
    my $user   = getpwuid $<;
    my $place  = "mysql://$user\@/$schema?socket=" . instance_file('run/mysql.sock');
    my $said   = import_peq($place);
    is_deeply changes($said), { read => $entries, added => 0, changed => 0, unchanged => $entries, vanished => 0, rejected => 0, revisions => 0 }, 'nothing differs'
        or diag $said->{err};
    is_deeply content(), $before, 'in nothing';
    is value('SELECT source FROM lore_import WHERE id = ?', $said->{counts}{import}), "/$schema", 'the history names it without who asked';
    sql("UPDATE $schema.npc_types SET level = 51 WHERE id = 1001");
    is import_peq($place)->{counts}{changed}, 1, 'a change there is one here';
    like import_peq($place =~ s/$schema/nosuchthing/r)->{err}, qr/the database: Unknown database/, 'a database that is not there is told';
    sql("DROP DATABASE $schema");
};

subtest 'who is called named' => sub {
    my %named = (
        'Lord_Grimrot' => 1, 'Grimrot' => 1, 'Grim_the_foul' => 1, 'Grimrot_Bane_of_rats' => 1, '#a_marked_hare' => 1, '#_Grimrot' => 1,
        'a_moor_hare' => 0, 'An_Ashen_Hare' => 0, 'some_Hares' => 0, 'a_Grimrot_priest' => 0, 'moor_hare' => 0, 'Grimrot_exile' => 0, 'Guard_Grimrot' => 0,
    );
    my @names = sort keys %named;
    my $dump  = sub ($columns, @rows) { "CREATE TABLE `npc_types` (`id` int, `name` text$columns);\nINSERT INTO `npc_types` VALUES " . join(',', @rows) . ";\n-- Dump completed\n" };
    my $here  = sub { return { map { $_ => entry('npc', 2001 + $_)->{named} // 0 } 0 .. $_[0] - 1 } };
    import_peq($dump->('', map { sprintf "(%d,'%s')", 2001 + $_, $names[$_] } 0 .. $#names));
    my $said = $here->(scalar @names);
    is $said->{$_}, $named{ $names[$_] }, $names[$_] for 0 .. $#names;
    import_peq($dump->(', `class` int, `rare_spawn` int, `raid_target` int, `unique_spawn_by_name` int', q{(2001,'Lord_Grimrot',41,0,0,0)},
        q{(2002,'Lord_Grimrot',16,0,0,0)}, q{(2003,'a_hare',1,1,0,0)}, q{(2004,'a_hare',1,0,1,0)}, q{(2005,'a_hare',1,0,0,1)}, q{(2006,'a_hare',1,0,0,0)}), arguments => ['--allow-shrink']);
    is_deeply $here->(6), { 0 => 0, 1 => 1, 2 => 1, 3 => 1, 4 => 1, 5 => 0 }, 'no merchant, but whom the source says to be rare, a raid or the only one';
    import_peq(world(), arguments => ['--allow-shrink']);
};

subtest 'a real database' => sub {
    my $file = "$FindBin::Bin/../../../../shared/data/peq/peq-merged.sql.gz";
    -e $file or return not_looked_at("no real data at $file");
    sanitized() and return not_looked_at('real data takes too long under sanitizers');
    my $said = import_peq($file, arguments => ['--allow-shrink']);
    is $said->{status}, 0, 'goes in' or diag $said->{err};
    my %kinds = (npc => 10_824, item => 12_944, zone => 481, spell => 3_909, faction => 2_102, recipe => 7_171, task => 163, pet => 196, object => 26);
    my %here  = map { @$_ } rows('SELECT kind, COUNT(*) FROM entry e JOIN game g ON g.id = e.game_id WHERE g.name = ? AND e.state = 0 GROUP BY kind', $game);
    is_deeply \%here, \%kinds, 'all of every kind';
    my %relations = map { @$_ } rows('SELECT relation, COUNT(*) FROM relation r JOIN entry e ON e.id = r.from_id JOIN game g ON g.id = e.game_id'
            . ' JOIN entry t ON t.id = r.to_id WHERE g.name = ? AND e.state = 0 AND t.state = 0 GROUP BY relation', $game);
    my %counted = (drops => 124_805, sells => 10_052, found_in => 9_422, gives_faction => 28_080, uses => 25_302, made_in => 4_524, leads_to => 864);
    is $relations{$_}, $counted{$_}, "as many $_ as the source's own tables join to" for sort keys %counted;
    my ($peak) = $said->{err} =~ /(\d+) KB at the most/;
    cmp_ok $peak, '<', 100_000, "in $peak KB";
    $said = import_peq($file);
    is_deeply [@{ $said->{counts} }{qw(added changed vanished revisions)}], [0, 0, 0, 0], 'a second time nothing changes';
};

done_testing;
