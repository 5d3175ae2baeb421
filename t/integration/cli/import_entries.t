# Taking a game's database in: what goes in, what differs the second time, what is refused, and that an
# interrupted import changes nothing and goes on.
# Written by SQL: entry_source, entry; a change by people here, of a game that no page shows.
use v5.36;
use utf8;
use FindBin;
use lib "$FindBin::Bin/../lib";
use POSIX qw(mkfifo);
use Test::More;
use Time::HiRes qw(sleep);
use Lorehall;
use Lorehall::Command;
use Lorehall::Probe;

my $HEAD = { export => 'lorehall', kinds => [qw(npc item zone)], relations => [qw(drops says)], places => JSON::PP::true };

sub npc  ($id, %values) { { kind => 'npc', external_id => "$id", name => delete $values{name} // "Monster $id", values => {%values} } }
sub item ($id, %values) { { kind => 'item', external_id => "$id", name => "Thing $id", values => {%values} } }
sub zone ($id) { { kind => 'zone', external_id => $id, name => "Zone $id", values => {} } }
sub drops ($from, $to, $chance) { { relation => 'drops', from => "$from", to => "$to", values => { chance => $chance } } }
sub place ($zone, $npc, $x) { { place => $zone, kind => 'npc', external_id => "$npc", x => $x, y => 2, z => 3, group => '', chance => 100, respawn => 60, variance => 0 } }

sub is_npc ($line, $id = undef) { ($line->{kind} // '') eq 'npc' && !$line->{place} && (!defined $id || $line->{external_id} eq $id) }

# The figures of entries, in one line.
sub brief ($counts) { join ' ', map { "$_ " . ($counts->{$_} // '?') } qw(read added changed unchanged vanished returned rejected) }

sub revisions ($name, $kind, $external) {
    my $entry = probe_entry($name, $kind, $external) or return 'not there';
    return join ' | ', map { "$_->[0]: $_->[1]" } rows('SELECT kind, diff FROM revision WHERE entry_id = ? ORDER BY number', $entry->{id});
}

my @world = ($HEAD, zone('hill'), (map { npc($_, level => $_) } 1 .. 20), (map { item($_, slots => 3) } 1 .. 10),
    (map { drops($_, 1 + $_ % 10, 10) } 1 .. 20), { relation => 'says', from => '1', to => '2', values => { words => 'a' } },
    { relation => 'says', from => '1', to => '2', values => { words => 'b' } }, map { place('hill', $_, $_ / 2) } 1 .. 20);

subtest 'the same again changes nothing' => sub {
    my $game  = probe();
    my $first = probe_counts($game, @world);
    is brief($first), 'read 31 added 31 changed 0 unchanged 0 vanished 0 returned 0 rejected 0', 'everything is new at first';
    is brief($first->{relations}), 'read 22 added 22 changed 0 unchanged 0 vanished 0 returned 0 rejected 0', 'relations too';
    is brief($first->{places}), 'read 20 added 20 changed 0 unchanged 0 vanished 0 returned 0 rejected 0', 'and places';
    is revisions($game, 'npc', 1), '0: {}', 'a new entry has one revision';
    my $second = probe_counts($game, @world[0, reverse 1 .. $#world]);
    is brief($second), 'read 31 added 0 changed 0 unchanged 31 vanished 0 returned 0 rejected 0', 'the second time nothing is, in whatever order';
    is brief($second->{relations}), 'read 22 added 0 changed 0 unchanged 22 vanished 0 returned 0 rejected 0', 'nor a relation, also of those that repeat';
    is brief($second->{places}), 'read 20 added 0 changed 0 unchanged 20 vanished 0 returned 0 rejected 0', 'nor a place';
};

subtest 'what differs is a revision each, what is gone is marked, what is back is unmarked' => sub {
    my $game = probe();
    probe_counts($game, @world);
    my %id = map { $_ => probe_entry($game, 'npc', $_)->{id} } 1 .. 5;
    my @next = grep { !is_npc($_, 5) && !is_npc($_, 1) && ($_->{from} // '') ne '4' && ($_->{from} // '') ne '5' } @world;
    @next = grep { !$_->{place} || ($_->{external_id} ne '3' && $_->{external_id} ne '5') } @next;
    my $counts = probe_counts($game, @next, npc(1, level => 7, name => 'Renamed'), drops(2, 9, 33.5), drops(4, 5, 12));
    is brief($counts), 'read 30 added 0 changed 3 unchanged 27 vanished 1 returned 0 rejected 0', 'what came of it';
    is $counts->{revisions}, 4, 'a revision each, and no more';
    is revisions($game, 'npc', 1), '0: {} | 1: {"":["Monster 1","Renamed"],"level":["1","7"]}', 'fields and the name';
    is revisions($game, 'npc', 2), '0: {} | 1: {"drops[]":[["","Thing 9 (Chance 33.5)"]]}', 'a relation that came';
    is revisions($game, 'npc', 4), '0: {} | 1: {"drops[]":[["Thing 5 (Chance 10)","Thing 5 (Chance 12)"]]}', 'one that changed';
    is revisions($game, 'npc', 5), '0: {} | 2: {}', 'an entry that is gone';
    is probe_entry($game, 'npc', 5)->{state}, 1, 'it is marked';
    is value('SELECT COUNT(*) FROM relation WHERE from_id = ?', $id{5}), 1, 'and keeps what it was related to';
    is value('SELECT COUNT(*) FROM place WHERE entry_id = ?', $id{3}), 0, 'a place that is gone is gone';
    my $back = probe_counts($game, @world);
    is brief($back), 'read 31 added 0 changed 3 unchanged 27 vanished 0 returned 1 rejected 0', 'all of it comes back';
    is probe_entry($game, 'npc', 5)->{id}, $id{5}, 'with the same id';
    is revisions($game, 'npc', 5), '0: {} | 2: {} | 3: {}', 'which is a revision, too';
    is value('SELECT COUNT(*) FROM revision r JOIN entry e ON e.id = r.entry_id WHERE e.game_id = ? AND e.revision <> (SELECT MAX(number) FROM revision WHERE entry_id = e.id)',
        probe_number($game)), 0, 'every entry knows its last revision';
};

subtest 'a hundred edits are a hundred revisions' => sub {
    my $game = probe();
    my @many = ($HEAD, map { npc($_, level => 1) } 1 .. 700);
    probe_counts($game, @many);
    my $counts = probe_counts($game, $HEAD, map { npc($_, level => $_ % 7 ? 1 : 2) } 1 .. 700);
    is $counts->{changed}, 100, 'so many entries changed';
    is $counts->{revisions}, 100, 'and so many revisions were made';
    is value('SELECT COUNT(*) FROM revision r JOIN lore_import i ON i.id = r.import_id WHERE i.id = ?', $counts->{import}), 100, 'in the history, too';
};

subtest 'what people here changed stays, unless the source changed that very thing' => sub {
    my $game = probe();
    probe_counts($game, $HEAD, npc(1, level => 5, tale => 'Old.'), npc(2, level => 5));
    my $id = probe_entry($game, 'npc', 1)->{id};
    sql("INSERT INTO entry_source SELECT id, name, hidden, record FROM entry WHERE id = ?", $id);
    sql("UPDATE entry SET name = 'Named here', record = '{\"level\":6,\"tale\":\"Told here.\"}' WHERE id = ?", $id);
    is probe_counts($game, $HEAD, npc(1, level => 5, tale => 'Old.'), npc(2, level => 5))->{changed}, 0, 'the same source again changes nothing';
    is probe_entry($game, 'npc', 1)->{name}, 'Named here', 'not even what was edited';
    is probe_counts($game, $HEAD, npc(1, level => 9, tale => 'Old.'), npc(2, level => 5))->{changed}, 1, 'a source that changed one field';
    my $entry = probe_entry($game, 'npc', 1);
    is_deeply $entry->{values}, { level => 9, tale => 'Told here.' }, 'changes that one';
    is $entry->{name}, 'Named here', 'and leaves the rest';
    is value('SELECT COUNT(*) FROM entry_source WHERE entry_id = ?', $id), 1, 'what the source had is remembered';
    probe_counts($game, $HEAD, npc(1, level => 9, tale => 'Told here.', name => 'Named here'), npc(2, level => 5));
    is value('SELECT COUNT(*) FROM entry_source WHERE entry_id = ?', $id), 0, 'until both say the same';
};

subtest 'what is not right is left out with its line and a reason, and the rest goes in' => sub {
    my $game = probe();
    my @bad  = (
        ['{"kind": "npc", ',                                            qr/not JSON/],
        ['[1]',                                                         qr/not a JSON object/],
        ['{}',                                                          qr/no entry, relation, place or map/],
        [qq({"kind":"npc","external_id":"x","name":"\xFF\xFE"}),        qr/not JSON: unable to decode byte/],
        ['{"kind":"npc","kind":"npc"}',                                 qr/not JSON: duplicate/],
        [{ %{ npc(8) }, kind => 'dragon' },                             qr/"kind" is none of the game's/],
        [{ %{ npc(8) }, external_id => undef },                         qr/"external_id" must be a text/],
        [{ %{ npc(8) }, external_id => '' },                            qr/its id is missing/],
        [{ %{ npc(8) }, external_id => ' 8' },                          qr/its id is missing, .* or no plain text/],
        [{ %{ npc(8) }, external_id => 'x' x 65 },                      qr/longer than 64 characters/],
        [{ %{ npc(8) }, name => undef },                                qr/"name" must be a text/],
        [{ %{ npc(8) }, name => '' },                                   qr/its name is missing/],
        [{ %{ npc(8) }, name => 'ä' x 201 },                            qr/longer than 200 characters/],
        [{ %{ npc(8) }, name => "two\nlines" },                         qr/no line of text/],
        [{ %{ npc(8) }, hidden => 'yes' },                              qr/"hidden" must be true or false/],
        [{ %{ npc(8) }, state => 'dead' },                              qr/"state" must be current or vanished/],
        [npc(8, level => 'high'),                                       qr/"level" cannot hold that/],
        [npc(8, depth => 3),                                            qr/"depth" is no field/],
        [npc(1, level => 3),                                            qr/the same is there already/],
        [{ %{ drops(1, 1, 5) }, relation => 'eats' },                   qr/"relation" is none of the game's/],
        [{ %{ drops(1, 1, 5) }, from => undef },                        qr/"from" must be a text/],
        [{ %{ place('hill', 1, 0) }, x => 'left' },                     qr/"x" must be a number/],
        [{ %{ place('hill', 1, 0) }, respawn => -5 },                   qr/"respawn" must be a whole number/],
    );
    push @bad, [drops(1, 1, 5), undef], [drops(1, 99, 5), qr/drops: item 99 of npc 1: there is no such item/], [drops(99, 1, 5), qr/drops: item 1 of npc 99: there is no such npc/],
        [drops(1, 1, 6), qr/the same is there already/], [place('hill', 1, 1), undef], [place('dale', 1, 1), qr/places: npc 1 in zone dale: there is no such zone/],
        [place('hill', 1, 1), qr/the same is there already/], [{ map => 'hill', text => "L 1, 2\n" }, qr/line 1 is no line of a map/], [{ map => 'dale', text => "P 1, 2, 3, 0, 0, 0, 2, here\n" }, qr/nothing with this id that could have a map/];
    my $file   = jsonl($HEAD, npc(1), item(1), zone('hill'), map { $_->[0] } @bad);
    my $report = "$file.report";
    my $said   = probe_says($game, 'import', 'entries', $file, '--report', $report);
    my $counts = counts($said);
    open my $in, '<:encoding(UTF-8)', $report or die $!;
    my %reason = map { /^line (\d+): (.+)$/ ? ($1 => $2) : () } my @lines = <$in>;
    chomp @lines;
    my @odd = grep { !/^line/ } @lines;
    unlink $file, $report;
    is $said->{status}, 0, 'the import ends well';
    for my $i (keys @bad) { like $reason{ $i + 5 } // 'taken', $bad[$i][1] // qr/^taken$/, $bad[$i][1] // 'what is right is taken' }
    is_deeply \@odd, ['9 lines cannot be read at all: what is here and not in the others has not vanished'], 'and what follows from what cannot be read';
    is scalar keys %reason, (grep { $_->[1] } @bad), 'no others are in the report';
    is $counts->{added}, 3, 'what was right is in';
    is $counts->{read}, $counts->{added} + $counts->{rejected}, 'all that was read is counted';
    is $counts->{rejected} + $counts->{relations}{rejected} + $counts->{places}{rejected}, (grep { $_->[1] } @bad), 'and all that was rejected';
    is value("SELECT JSON_VALUE(counts, '\$.entries.rejected') FROM lore_import WHERE id = ?", $counts->{import}), $counts->{rejected} - 2, 'in the history, too, but for maps, which come after it';
    is brief($counts->{relations}), 'read 4 added 1 changed 0 unchanged 0 vanished 0 returned 0 rejected 3', 'ends that dangle and a pair that is there twice are counted';
    is brief($counts->{places}), 'read 5 added 1 changed 0 unchanged 0 vanished 0 returned 0 rejected 4', 'places nowhere, too';
    like probe_says($game, 'import', 'entries', '/nowhere/at/all')->{err}, qr/No such file/, 'a file that is not there is told';
    like finish(begin({ config => instance_file('site.hdf') }, 'import', 'entries', '/dev/null', '--site', 'nowhere'))->{err}, qr/there is no site nowhere/, 'and a site';
};

subtest 'a trial counts maps as its import does, also those of entries that are not there yet' => sub {
    my $game = probe();
    my $map  = sub ($zone, $to) { { map => $zone, text => "L 0, 0, 0, $to, 1, 0, 0, 0, 0\n" } };
    probe_counts($game, $HEAD, zone('hill'), zone('dale'), $map->('hill', 1), $map->('dale', 1));
    my @lines = ($HEAD, zone('hill'), zone('dale'), zone('moor'), $map->('hill', 1), $map->('dale', 2), $map->('moor', 1), $map->('fen', 1));
    my $maps = sub { my $file = jsonl(@lines); counts(probe_says($game, 'import', 'entries', $file, @_))->{maps} };
    my $want = { read => 4, added => 1, changed => 1, unchanged => 1, rejected => 1 };
    is_deeply $maps->('--trial'), $want, 'in a trial';
    is value('SELECT COUNT(*) FROM map m JOIN entry e ON e.id = m.entry_id WHERE e.game_id = ?', probe_number($game)), 2, 'which writes none';
    is_deeply $maps->(), $want, 'and in the import';
    is_deeply $maps->(), { %$want, added => 0, changed => 0, unchanged => 3 }, 'after which all is as it is';
};

subtest 'what is refused for what is said of it has not vanished' => sub {
    my $game = probe();
    probe_counts($game, $HEAD, map { npc($_, level => 1) } 1 .. 5);
    my $counts = probe_counts($game, $HEAD, npc(1, level => 2), { %{ npc(2) }, name => 'ä' x 201 }, npc(3, level => 'high'), npc(4, level => 1), { %{ npc(5) }, name => '' }, npc(5, level => 3));
    is $counts->{vanished}, 0, 'nothing has';
    is_deeply [map { probe_entry($game, 'npc', $_)->{values}{level} } 1 .. 5], [2, 1, 1, 1, 3], 'what is refused stays, and gives way to what is right';
    $counts = probe_counts($game, $HEAD, { %{ npc(9) }, name => '' }, map { npc($_) } 1 .. 4);
    is_deeply [@$counts{qw(added vanished)}, probe_entry($game, 'npc', 9)], [0, 1, undef], 'nothing comes of it alone';
};

sub says ($from, $to, $words) { { relation => 'says', from => "$from", to => "$to", values => { words => $words } } }

subtest 'nor has a relation, or a place' => sub {
    my $game   = probe();
    my @others = ($HEAD, zone('hill'), map { npc($_) } 1 .. 4);
    my @there  = (says(1, 2, 'a'), says(1, 2, 'b'), says(2, 3, 'c'), says(3, 4, 'd'), drops(1, 1, 5), drops(2, 1, 5), place('hill', 1, 1), place('hill', 1, 2), place('hill', 2, 1));
    my $stands = sub {
        join ' ', (map { $_->[0] } rows('SELECT CONCAT(f.external_id, t.external_id, JSON_VALUE(r.record, ?)) FROM relation r JOIN entry f ON f.id = r.from_id JOIN entry t ON t.id = r.to_id WHERE f.game_id = ? AND r.relation = ? ORDER BY 1', '$.words', probe_number($game), 'says')),
            (map { "drops$_->[0]" } rows('SELECT f.external_id FROM relation r JOIN entry f ON f.id = r.from_id WHERE f.game_id = ? AND r.relation = ? ORDER BY 1', probe_number($game), 'drops')),
            map { "at$_->[0],$_->[1]" } rows('SELECT e.external_id, p.x FROM place p JOIN entry e ON e.id = p.entry_id WHERE e.game_id = ? ORDER BY 1, 2', probe_number($game));
    };
    my $all = '12a 12b 23c 34d drops1 drops2 at1,1 at1,2 at2,1';
    probe_counts($game, @others, item(1), @there);
    is $stands->(), $all, 'all stand';
    my $counts = probe_counts($game, @others, item(1), says(1, 2, 'ä' x 2100), says(2, 3, 7), drops(1, 1, 'often'), { %{ place('hill', 1, 1) }, x => 1e10 });
    is_deeply [map { $counts->{$_}{vanished} } qw(relations places)], [3 - 1, 1], 'what the source does not have is gone';
    is $stands->(), '12a 12b 23c drops1 at1,1 at1,2', 'what it has and is refused stands';
    is_deeply [map { @{ $counts->{$_} }{qw(read rejected)} } qw(relations places)], [3, 3, 1, 1], 'and is counted';
    probe_counts($game, @others, item(1), @there);
    is $stands->(), $all, 'all stand again';
    $counts = probe_counts($game, @others, item(1), says(3, 4, 'e'), '{"relation":"says","from":"1",');
    is_deeply [@$counts{qw(vanished rejected)}, map { $counts->{$_}{vanished} } qw(relations places)], [0, 1, 0, 0], 'of a line that cannot be read nobody knows what it was: nothing is gone';
    is $stands->(), $all =~ s/34d/34d 34e/r, 'not even what is not in the others';
    probe_counts($game, @others, item(1), @there);
    is $stands->(), $all, 'until the source can be read';
    $counts = probe_counts($game, @others, item(1), (map { says(1, 2, "word $_") } 1 .. 3), (map { says(1, 2, 'again') } 1 .. 1002), @there[2 .. $#there]);
    is_deeply [@{ $counts->{relations} }{qw(read rejected)}], [1009, 2], 'more than a thousand of the same are refused one by one';
    like $counts->{said}, qr/line \d+: there are more than 1000 of the same two/, 'and named';
};

subtest 'a kind that would lose more than half is refused' => sub {
    my $game = probe();
    probe_counts($game, $HEAD, map { npc($_) } 1 .. 5);
    for my $left (0, 2) {
        my $said = probe_says($game, 'import', 'entries', jsonl($HEAD, map { npc($_) } 1 .. $left));
        is $said->{status}, 1, "from five to $left";
        like $said->{err}, qr/npc would shrink from 5 to $left\n.*--allow-shrink/, 'which is told, with what allows it';
    }
    is probe_counts($game, $HEAD, map { npc($_) } 1 .. 3)->{vanished}, 2, 'but not to three';
    is counts(probe_says($game, 'import', 'entries', jsonl($HEAD), '--allow-shrink'))->{vanished}, 3, 'and with the option to nothing';
};

subtest 'relations and places that would lose more than half are refused like a kind' => sub {
    my $game    = probe();
    my @entries = ($HEAD, zone('hill'), (map { npc($_) } 1 .. 6), map { item($_) } 1 .. 6);
    my @drops   = map { drops($_, $_, 5) } 1 .. 6;
    my @says    = map { says($_, 1, 'word') } 2 .. 3;
    my @places  = map { place('hill', $_, $_) } 1 .. 6;
    my $state   = sub {
        [map { value($_, probe_number($game)) } 'SELECT COUNT(*) FROM relation r JOIN entry f ON f.id = r.from_id WHERE f.game_id = ?',
            'SELECT COUNT(*) FROM place p JOIN entry m ON m.id = p.map_id WHERE m.game_id = ?', 'SELECT SUM(revision) FROM entry WHERE game_id = ?'];
    };
    probe_counts($game, @entries, @drops, @says, @places);
    my $before  = $state->();
    my $refused = sub ($what, $lines, @expected) {
        my $said = probe_says($game, 'import', 'entries', jsonl(@$lines));
        is $said->{status}, 1, $what;
        is_deeply [$said->{err} =~ /^(\w+ would shrink from .*)$/mg], \@expected, 'which is told, with its numbers';
        like $said->{err}, qr/--allow-shrink/, 'and with what allows it';
        is_deeply $state->(), $before, 'nothing has changed';
    };
    $refused->('a file that ends behind its entries', \@entries, 'drops would shrink from 6 to 0', 'says would shrink from 2 to 0', 'places would shrink from 6 to 0');
    $refused->('two of six', [@entries, @drops[0 .. 1], @says, @places], 'drops would shrink from 6 to 2');
    $refused->('two of six places', [@entries, @drops, @says, @places[4 .. 5]], 'places would shrink from 6 to 2');
    $refused->('ends that are nowhere', [@entries, (map { drops("no$_", $_, 5) } 1 .. 6), @says, @places], 'drops would shrink from 6 to 0');
    $refused->('kinds too', [@entries[0 .. 3], @says, @places], 'npc would shrink from 6 to 2', 'item would shrink from 6 to 0', 'drops would shrink from 6 to 0');
    my $counts = probe_counts($game, @entries, @drops[0 .. 2], @says[0 .. 0], @places[0 .. 2]);
    is_deeply [map { $_->{vanished} } @$counts{qw(relations places)}], [3 + 1, 3], 'but not a half of them';
    probe_counts($game, @entries, @drops, @says, @places);
    $counts = probe_counts($game, { %$HEAD, relations => ['says'], places => JSON::PP::false }, @entries[1 .. $#entries], @says);
    is_deeply [map { $_->{vanished} } @$counts{qw(relations places)}], [0, 0], 'of what a source does not speak nothing is lost';
    $counts = probe_counts($game, @entries, (map { drops($_, $_, 'often') } 1 .. 6), (map { says($_, 1, 7) } 2 .. 3), map { { %{ place('hill', $_, 1) }, x => 1e10 } } 1 .. 6);
    is_deeply [map { @$_{qw(vanished rejected)} } @$counts{qw(relations places)}], [0, 8, 0, 6], 'nor is what is refused for its value';
    is probe_counts($game, @entries, (map { drops($_, 7 - $_, 5) } 1 .. 6), @says, @places)->{relations}{added}, 6, 'others instead of them are no loss';
    $counts = counts(probe_says($game, 'import', 'entries', jsonl(@entries), '--allow-shrink'));
    is_deeply [map { $_->{vanished} } @$counts{qw(relations places)}], [8, 6], 'and with the option all may go';
};

subtest 'an import that is killed changes nothing, and the next one does it all' => sub {
    for my $fault (qw(import-part import-staged import-halfway import-before-commit)) {
        my $game = probe();
        probe_counts($game, @world);
        my @state = rows('SELECT kind, external_id, name, state, revision, record FROM entry WHERE game_id = ? ORDER BY id', probe_number($game));
        my @next  = map { is_npc($_) ? npc($_->{external_id}, level => 50) : $_ } @world;
        my $file  = jsonl(@next);
        open my $out, '>', instance_file("faults/$fault") or die $!;
        close $out;
        is probe_says($game, 'import', 'entries', $file)->{status}, 128 + 9, "$fault: it is killed";
        is_deeply [rows('SELECT kind, external_id, name, state, revision, record FROM entry WHERE game_id = ? ORDER BY id', probe_number($game))], \@state,
            'the old state is whole';
        is value('SELECT COUNT(*) FROM revision r JOIN entry e ON e.id = r.entry_id WHERE e.game_id = ? AND r.number > 1', probe_number($game)), 0, 'without a revision';
        my $counts = counts(probe_says($game, 'import', 'entries', $file));
        is brief($counts), 'read 31 added 0 changed 20 unchanged 11 vanished 0 returned 0 rejected 0', 'the next one does what is to be done';
        is value('SELECT COUNT(*) FROM staged_entry') + value('SELECT COUNT(*) FROM staged_relation'), 0, 'and leaves nothing lying about';
        unlink $file;
    }
};

# An import that has staged something and waits for more: the run, and where more is written to.
sub begin_halfway ($game) {
    my $pipe = instance_file('tmp/' . unique('pipe'));
    mkfifo($pipe, 0600) or die "$pipe: $!";
    my $run = probe_begin($game, 'import', 'entries', $pipe);
    open my $out, '>', $pipe or die "$pipe: $!";
    unlink $pipe;
    $out->autoflush(1);
    print $out map { json->encode($_) . "\n" } $HEAD, map { npc($_, level => 50) } 1 .. 2500;
    ok wait_until(10, sub { value('SELECT COUNT(*) FROM staged_entry') > 0 }), 'an import is halfway';
    return ($run, $out);
}

subtest 'an import that loses the database does not go on without its lock' => sub {
    local $SIG{PIPE} = 'IGNORE';
    my %loss = (
        'its connection is cut' => sub { sql('KILL CONNECTION ' . value("SELECT IS_USED_LOCK('lorehall.lore.import')")) },
        'the database is killed and started again' => sub {
            my $pid = pool('mysql');
            kill KILL => $pid;
            wait_until(10, sub { !kill 0, $pid });
            my ($status, $output) = dev('up');
            is $status, 0, 'the database is there again' or diag $output;
        },
    );
    for my $loss (sort keys %loss) {
        my $game = probe();
        probe_counts($game, @world);
        my ($run, $out) = begin_halfway($game);
        $loss{$loss}->();
        print $out map { json->encode($_) . "\n" } map { npc($_, level => 50) } 2501 .. 5000;
        close $out;
        my $said = finish($run);
        is $said->{status}, 1, "$loss: the import ends";
        like $said->{err}, qr/the connection to the database was lost; run it again$/, 'and says why, without a promise to go on';
        is value('SELECT COUNT(*) FROM entry WHERE game_id = ?', probe_number($game)), 31, 'nothing was changed';
        is probe_counts($game, $HEAD, @world[1 .. $#world], npc(21))->{added}, 1, 'the next one is not hindered';
    }
};

subtest 'an account that may only read and write rows can import' => sub {
    my $game = probe();
    my $config = instance_file("tmp/$game.hdf");
    # The workers' account, which may not empty a table at once.
    my ($games) = content_of($config) =~ /^(Games\.Directory = .+)$/m;
    open my $out, '>', $config or die $!;
    print $out '#include "', instance_file('site.hdf'), qq{"\n$games\n};
    close $out or die $!;
    is probe_counts($game, @world)->{added}, 31, 'all of it goes in';
    my $counts = probe_counts($game, @world);
    is brief($counts), 'read 31 added 0 changed 0 unchanged 31 vanished 0 returned 0 rejected 0', 'and again';
    unlike $counts->{said}, qr/left for the next one/, 'what was staged';
    is value("SELECT COUNT(*) FROM $_"), 0, "is gone from $_" for qw(staged_entry staged_relation staged_place staged_refusal staged_touch staged_change);
};

subtest 'two imports at once are one too many' => sub {
    my $game = probe();
    my $file = jsonl($HEAD, npc(1));
    my $busy = sql_connection();
    my ($got) = $busy->rows("SELECT GET_LOCK('lorehall.lore.import', 5)");
    is $got->[0], 1, 'one runs';
    my $said = probe_says($game, 'import', 'entries', $file);
    is $said->{status}, 1, 'the second ends';
    like $said->{err}, qr/another import is running, of this game or another.*or it was killed and is still ending, which takes/, 'and says why, and how long that may last';
    my $waiting = fork // die "fork: $!";
    POSIX::_exit(probe_says($game, 'import', 'entries', $file)->{status}) if !$waiting;
    sleep 0.5;
    $busy->rows("SELECT RELEASE_LOCK('lorehall.lore.import')");
    waitpid $waiting, 0;
    is $? >> 8, 0, 'one that is ending is waited for';
    undef $busy;
    unlink $file;
};

done_testing;
