# What an import may be given: dumps as the server's own tools write them, several files, folders, and
# tables as spreadsheets of other countries write them. Each comes to the same.
use v5.36;
use utf8;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Encode qw(encode);
use File::Path qw(make_path remove_tree);
use IO::Compress::Gzip qw(gzip);
use Test::More;
use Lorehall;
use Lorehall::Command;
use Lorehall::Probe;

my $home = instance_file('tmp/' . unique('sources'));
make_path($home);
END { remove_tree($home) if defined $home }

sub spew ($name, $text) {
    open my $out, '>:raw', "$home/$name" or die "$home/$name: $!";
    print $out encode('UTF-8', $text);
    close $out or die "$home/$name: $!";
    return "$home/$name";
}

# A mapping of NPCs.
sub mapping ($game, $fields, $start = 'Table = mob', $head = '') {
    return spew("$game.hdf", "Game = $game\n${head}Kinds {\n  npc {\n    $start\n    Id = id\n    Name = name\n    Fields {\n$fields    }\n  }\n}\n");
}

sub entries ($game) {
    return { map { $_->[0] => [@$_[1, 2]] } rows('SELECT external_id, name, record FROM entry WHERE game_id = ? AND kind = ? AND state = 0', probe_number($game) // 0, 'npc') };
}

subtest 'a dump of the server’s own tool comes to the same, whatever it was told' => sub {
    my $schema = unique('dumped') =~ s/-//gr;
    my ($status, $output) = Lorehall::command(<<"END", $ENV{LOREHALL_DEV}, '--dir', $Lorehall::DIRECTORY, 'sql');
CREATE DATABASE $schema; USE $schema;
CREATE TABLE mob (id int PRIMARY KEY, name varchar(60) NOT NULL, level tinyint DEFAULT NULL, speed decimal(6,2), flags bit(12), picture blob, ordering int, tale text) CHARSET=utf8mb4;
INSERT INTO mob VALUES (1, 'A rat', 3, 1.25, b'101', X'00FF27225C0A09', 1, 'Line 1\\n"two" it''s \\\\N\\\\\\ttab; -- no /* comment */'),
  (2, 'Ümläut 🐀', NULL, NULL, NULL, NULL, NULL, NULL), (3, 'NULL', -1, -0.50, b'100000000001', '', 2, ''), (4, '\\\\N', 9, 0, b'1100', 'x', 3, 'end\\\\');
CREATE VIEW seen AS SELECT name FROM mob;
CREATE TRIGGER keep BEFORE INSERT ON mob FOR EACH ROW SET NEW.level = NEW.level;
END
    is $status, 0, 'a server has the table' or diag $output;
    my @tool = ('mariadb-dump', '--no-defaults', '--socket', instance_file('run/mysql.sock'), '--user', scalar getpwuid $<);
    my $game = probe();
    my $map  = mapping($game, "      level = flags\n      speed = speed\n      tale = tale\n");
    my $dump = sub ($name, @options) {
        my ($failed, $said) = Lorehall::command('', @tool, "--result-file=$home/$name.sql", @options, $schema);
        is $failed, 0, "@options" or diag $said;
        return "$home/$name.sql";
    };
    my $taken = probe_says($game, 'import', 'peq', $dump->('plain'), '--map', $map);
    is counts($taken)->{added}, 4, 'four are there' or diag $taken->{err};
    my $first = entries($game);
    is $first->{2}[0], 'Ümläut 🐀', 'a name with letters of anywhere';
    my %tale = map { $_ => json->decode(encode('UTF-8', $first->{$_}[1])) } 1 .. 4;
    is $tale{1}{level}, 5, 'bits are a number';
    my $n = 0;
    for my $options (
        ['--compact'], ['--complete-insert'], ['--skip-extended-insert'], ['--hex-blob'], ['--skip-quote-names'], ['--skip-opt'], ['--insert-ignore'],
        ['--replace'], ['--skip-comments'], ['--order-by-primary', '--tz-utc'], ['--routines', '--events', '--triggers'],
        ['--skip-set-charset'], (map { ["--compatible=$_", '--default-character-set=utf8mb4'] } qw(ansi mysql40 oracle postgresql no_table_options)), ['--databases'],
      )
    {
        my $said = probe_says($game, 'import', 'peq', $dump->('n' . $n++, @$options), '--map', $map);
        is_deeply [@{ counts($said) }{qw(read changed unchanged vanished rejected)}], [4, 0, 4, 0, 0], "@$options: nothing differs" or diag $said->{err};
    }
    like probe_says($game, 'import', 'peq', $dump->('bare', '--no-create-info'), '--map', $map)->{err},
        qr/there are rows of the table mob, but not what its columns are/, 'without what makes the tables it is told what is missing';
    my $other = probe();
    is counts(probe_says($other, 'import', 'peq', $dump->('named', '--no-create-info', '--complete-insert'), '--map', mapping($other, "      tale = tale\n")))->{added}, 4,
        'unless the rows name their columns';
    is_deeply { map { $_ => [entries($other)->{$_}[0], json->decode(encode('UTF-8', entries($other)->{$_}[1]))->{tale}] } 1 .. 4 },
        { map { $_ => [$first->{$_}[0], $tale{$_}{tale}] } 1 .. 4 }, 'whose texts are the same';
    like probe_says($game, 'import', 'peq', $dump->('xml', '--xml'), '--map', $map)->{err}, qr/this is XML; make the dump without --xml/, 'XML is told';

    make_path("$home/tab");
    my ($failed, $said) = Lorehall::command('', @tool, "--tab=$home/tab", $schema);
    is $failed, 0, '--tab' or diag $said;
    $said = probe_says($game, 'import', 'peq', "$home/tab", '--map', $map);
    is_deeply [@{ counts($said) }{qw(read changed unchanged vanished rejected)}], [4, 0, 4, 0, 0], 'a folder of tables comes to the same' or diag $said->{err};
    gzip("$home/tab/mob.$_" => "$home/tab/mob.$_.gz") && unlink "$home/tab/mob.$_" for qw(sql txt);
    $said = probe_says($game, 'import', 'peq', "$home/tab", '--map', $map);
    is_deeply [@{ counts($said) }{qw(read changed unchanged)}], [4, 0, 4], 'packed, too' or diag $said->{err};
    unlink "$home/tab/mob.txt.gz";
    spew('tab/mob.txt', "1\tA rat\t3\t1.25\n");
    like probe_says($game, 'import', 'peq', "$home/tab", '--map', $map)->{err}, qr/mob\.txt:1: the row has too few values; the last whole row is number 0 of the table mob/, 'rows of another table are refused';
    spew('tab/mob.txt', "1\tA rat");
    like probe_says($game, 'import', 'peq', "$home/tab", '--map', $map)->{err}, qr/mob\.txt:1: the file ends within a row/, 'and a file that was cut';
    is_deeply entries($game), $first, 'none of it changed anything';
    sql("DROP DATABASE $schema");
};

subtest 'several files are one source, and steps lead from one to the other' => sub {
    my $game = probe();
    my $map  = mapping($game, "      level = kinds.level\n      tale = told\n", "Table = mob\n    Steps {\n      kinds {\n        Table = kinds\n        On = kind\n        Key = code\n        Optional = 1\n      }\n    }");
    my $mob = spew('mob.csv', "id,name,kind,told\n1,A rat,r,\"Small, brown\"\n2,A bat,b,\n3,A thing,,odd\n");
    my $kinds = spew('kinds.csv', "code;level\nr;3\nb;4\n");
    my $said  = probe_says($game, 'import', 'table', $mob, $kinds, '--map', $map);
    is counts($said)->{added}, 3, 'all are there' or diag $said->{err};
    my %level = map { $_ => json->decode(entries($game)->{$_}[1])->{level} } 1 .. 3;
    is_deeply \%level, { 1 => 3, 2 => 4, 3 => undef }, 'with what the other file says of them';
    is value('SELECT source FROM lore_import WHERE id = ?', counts($said)->{import}), 'mob.csv, kinds.csv', 'the history names both';
    my $long = $mob =~ s/mob\.csv$/'m' x 240 . '.csv'/er;
    rename $mob, $long;
    $said = probe_says($game, 'import', 'table', $long, $kinds, '--map', spew("$game.hdf", do { open my $in, '<', $map or die $!; local $/; <$in> } =~ s/Table = mob/'Table = ' . 'm' x 240/er));
    is_deeply [@{ counts($said) }{qw(read changed unchanged)}], [3, 0, 3], 'names of files may be long' or diag $said->{err};
    rename $long, $mob;
    $map = mapping($game, "      level = kinds.level\n      tale = told\n", "Table = mob\n    Steps {\n      kinds {\n        Table = kinds\n        On = kind\n        Key = code\n        Optional = 1\n      }\n    }");
    make_path("$home/folder");
    rename $_, $_ =~ s{$home}{$home/folder}r for $mob, $kinds;
    $said = probe_says($game, 'import', 'table', "$home/folder", '--map', $map);
    is_deeply [@{ counts($said) }{qw(read changed unchanged)}], [3, 0, 3], 'their folder is the same' or diag $said->{err};
    like probe_says($game, 'import', 'table', "$home/folder", "$home/folder/mob.csv", '--map', $map)->{err}, qr{folder/mob\.csv: the table mob is made a second time, after \Q$home\E/folder\. If these are two databases, import each by itself}, 'a table comes once';
    like probe_says($game, 'import', 'table', "$home/folder/mob.csv", "$home/nowhere.csv", '--map', $map)->{err}, qr/nowhere\.csv: No such file/, 'what is not there is told';
    make_path("$home/empty");
    like probe_says($game, 'import', 'table', "$home/empty", '--map', $map)->{err}, qr/empty holds no file that ends in/, 'and a folder of nothing';
};

subtest 'a mapping says how a table parts its values and writes its numbers' => sub {
    my $game   = probe();
    my $fields = "      level = level\n      speed = speed\n      tale = name\n";
    my $table  = spew('mob.csv', "id;name;level;speed\n1;1.000 rats;1.050;1.234,5\n2;Two;7;,5\n3;Three;1 050;0,25\n");
    my $level  = sub { return { map { my $e = json->decode(encode('UTF-8', entries($game)->{$_}[1])); ($_ => [@$e{qw(level speed)}]) } 1 .. 3 } };
    my $import = sub ($head) { probe_says($game, 'import', 'table', $table, '--map', mapping($game, $fields, 'Table = mob', $head), '--report', "$home/report") };
    my $said   = $import->("Thousands = .\nDecimal = ,\n");
    is $said->{status}, 0, 'it is taken' or diag $said->{err};
    is_deeply $level->(), { 1 => [1050, '1234.5'], 2 => [7, undef], 3 => [1050, '0.25'] }, 'numbers are what they are there';
    is json->decode(encode('UTF-8', entries($game)->{1}[1]))->{tale}, '1.000 rats', 'texts stay as they are';
    open my $in, '<', "$home/report" or die $!;
    like join('', <$in>), qr/mob row 2: ",5" is no speed/, 'what is none is told';
    $table = spew('mob.csv', "id|name|level|speed\n1|One|1,050|1.5\n2|Two, the second|1,05|2\n3|Three|3|3\n");
    $import->("Thousands = ,\n");
    is_deeply $level->(), { 1 => [1050, '1.5'], 2 => [undef, 2], 3 => [3, 3] }, 'a sign between thousands alone makes the other the point';
    $import->('');
    is $level->()->{1}[0], undef, 'unsaid, what may be one or the other is no value';
    $table = spew('mob.csv', "id|name|level|speed\n");
    like $import->("Separator = ,\n")->{err}, qr/there is no column id/, 'what was said to part values does';
    like $import->("Separator = x\n")->{err}, qr/:2: Separator cannot be "x"/, 'what cannot is refused by its line';
    like $import->("Thousands = .\nDecimal = .\n")->{err}, qr/:3: Decimal is the same as Thousands/, 'and one sign for both';
};

subtest 'tables that have lost more than half of a relation or of the places are refused, in a dry run, too' => sub {
    my $game = probe();
    mapping($game, "      level = level\n");
    open my $more, '>>', "$home/$game.hdf" or die $!;
    print $more "Relations {\n  says {\n    Start = said\n    From = who\n    To = of\n    Fields {\n      words = words\n    }\n  }\n}\n"
        . "Places {\n  npcs {\n    Start = spot\n    Kind = npc\n    Map = zone\n    Id = npc\n    X = x\n    Y = y\n  }\n}\n";
    close $more or die $!;
    my $run = sub ($said, $spots, @options) {
        my @files = (spew('mob.csv', "id,name,level\n1,One,1\n2,Two,2\n3,Three,3\n"), spew('said.csv', "who,of,words\n$said"), spew('spot.csv', "zone,npc,x,y\n$spots"));
        my $got = probe_says($game, 'import', 'table', @files, '--map', "$home/$game.hdf", @options);
        return [$got->{status}, $got->{err} =~ /^(\w+ would shrink .*)$/mg];
    };
    my ($said, $spots) = ("1,2,a\n2,3,b\n3,1,c\n", "hill,1,1,1\nhill,2,2,2\nhill,3,3,3\n");
    probe_counts($game, { kind => 'zone', external_id => 'hill', name => 'Hill', values => {} });
    for my $dry ([], ['--dry-run']) {
        is_deeply $run->($said, $spots), [0], 'three of each';
        is_deeply $run->('', $spots, @$dry), [1, 'says would shrink from 3 to 0'], "no relation is left @$dry";
        is_deeply $run->($said, "hill,1,1,1\n", @$dry), [1, 'places would shrink from 3 to 1'], "one place of three @$dry";
        is_deeply $run->("1,2,a\n2,9,b\n9,1,c\n", $spots, @$dry), [1, 'says would shrink from 3 to 1'], "what leads nowhere is none @$dry";
        is_deeply $run->("1,2,a\n2,3,b\n", $spots, @$dry), [0], "two of three will do @$dry";
    }
    is_deeply $run->('', '', '--allow-shrink'), [0], 'and with the option nothing';
};

subtest 'whatever is refused is counted and named, a dry run says the same, and nothing of it has vanished' => sub {
    my $game = probe();
    my $says = "Relations {\n  says {\n    Start = said\n    From = who\n    To = of\n    Fields {\n      words = words\n    }\n  }\n}\n"
        . "Places {\n  npcs {\n    Start = spot\n    Kind = npc\n    Map = zone\n    Id = npc\n    X = x\n    Y = y\n    Group = grp\n    Respawn = respawn\n  }\n}\n";
    mapping($game, "      level = level\n      tale = tale\n");
    open my $more, '>>', "$home/$game.hdf" or die $!;
    print $more $says;
    close $more;
    my $run = sub ($mobs, $said, $spots, @options) {
        my @files = (spew('mob.csv', "id,name,level,tale\n$mobs"), spew('said.csv', "who,of,words\n$said"), spew('spot.csv', "zone,npc,x,y,grp,respawn\n$spots"));
        my $got = probe_says($game, 'import', 'table', @files, '--map', "$home/$game.hdf", '--report', "$home/report", @options);
        is $got->{status}, 0, 'it runs' or diag $got->{err};
        open my $in, '<:encoding(UTF-8)', "$home/report" or die $!;
        $got->{told} = [sort grep { /\brow \d+[:,]/ && !/^ / } <$in>];
        chomp @{ $got->{told} };
        $got->{table} = { map { /^places +(\d+) +(\d+)/ ? (places => "$1 $2") : /^(\S+) +(\d+) +(\d+) +(\d+)/ ? ($1 => "$3 $4") : () } split /\n/, "$got->{out}\n$got->{err}" };
        return $got;
    };
    my $stands = sub {
        return [map { "@$_" } rows('SELECT f.external_id, t.external_id, LENGTH(r.record) FROM relation r JOIN entry f ON f.id = r.from_id JOIN entry t ON t.id = r.to_id WHERE f.game_id = ? ORDER BY 1, 2', probe_number($game)),
            rows('SELECT e.external_id, p.x FROM place p JOIN entry e ON e.id = p.entry_id WHERE e.game_id = ? ORDER BY 1, 2', probe_number($game))];
    };
    probe_counts($game, { kind => 'zone', external_id => 'hill', name => 'Hill', values => {} });
    $run->("1,One,1,\n2,Two,2,\n3,Three,3,\n", "1,2,a\n2,3,b\n", "hill,1,1,1,g,60\nhill,2,2,2,g,60\n");
    my $before = $stands->();
    is @$before, 4, 'two relations and two places stand';

    my $long  = 'ä' x 2100;
    my $mobs  = "1,One,1,\n2," . 'n' x 201 . ",2,\n3,Three,3," . 'x' x 1_100_000 . "\n4,Four,4," . 'x' x 1_100_000 . "\n,None,1,\n1,Twin,1,\n" . 'i' x 65 . ",Id,1,\n";
    my $said  = "1,2,$long\n2,3,b\n1,9,dangles\n9,1,dangles\n" . 'i' x 65 . ",1,a\n4,1,lost\n";
    my $spots = "hill,1,left,1,g,60\nhill,2,2,2,g,60\nhill,2,2,2,g,60\ndale,2,1,1,g,60\nhill,9,1,1,g,60\nhill,3,,1,g,60\nhill,3,1,2,g g,6e9\nhill,4,1,1,g,60\n";
    my @told  = (
        'mob row 2: npc 2: its name is missing, longer than 200 characters or no line of text',
        'mob row 3: npc 3: it holds more than there is room for, or no text',
        'mob row 4: npc 4: it holds more than there is room for, or no text',
        'mob row 5: it has no id',
        'mob row 6: npc 1 is there already',
        'mob row 7: what should be an id is none',
        "said row 1: npc 2 of npc 1: it holds more than there is room for, or no text",
        'said row 3: npc 9 of npc 1: there is no such npc',
        'said row 4: npc 1 of npc 9: there is no such npc',
        'said row 5: what should be an id is none',
        'spot row 1: npc 1 in zone hill: a number of it is missing, or too large',
        'spot row 3: npc 2 in zone hill: the same is there already',
        'spot row 4: npc 2 in zone dale: there is no such zone',
        'spot row 5: npc 9 in zone hill: there is no such npc',
        'spot row 6: npc 3 in zone hill: a number of it is missing, or too large',
        'spot row 7: "6e9" is no respawn',
        'spot row 7: "g g" is no group',
    );
    my @late = map { qr/^row $_, (?:says|places): .*there is no such npc/ } 6, 8;
    my %table = (npc => '1 6', says => '1 5', 'places.npcs' => '3 5', places => '2 6');
    my $dry = $run->($mobs, $said, $spots, '--dry-run');
    my $named = sub ($got) {
        my @rest = grep { !/^row / } @{ $got->{told} };
        is_deeply \@rest, \@told, 'every row is named';
        for my $late (@late) { ok scalar(grep { $_ =~ $late } @{ $got->{told} }), "also $late, for what it leads to is refused" }
    };
    $named->($dry);
    is_deeply $dry->{table}, \%table, 'and counts them';
    my $done = $run->($mobs, $said, $spots);
    $named->($done);
    is_deeply $done->{table}, \%table, 'with the same counts';
    my $counts = counts($done);
    is_deeply [@$counts{qw(read changed unchanged rejected vanished)}, map { @{ $counts->{$_} }{qw(read unchanged rejected vanished)} } qw(relations places)], [7, 0, 1, 6, 0, 6, 1, 5, 0, 8, 1, 6, 0], 'all that was read is counted, and nothing vanished';
    is_deeply [grep { $_ ne '3 1' } @{ $stands->() }], $before, 'what stood stands' or diag explain $stands->();
    is value("SELECT JSON_VALUE(counts, '\$.kinds.npc.rejected') FROM lore_import WHERE id = ?", $counts->{import}), 6, 'the history has the same numbers';
};

subtest 'small inputs that failed once' => sub {
    my $cases = "$FindBin::Bin/../../../../shared/cases/import";
    -d $cases or return not_looked_at("no cases in $cases");
    my $norrath = probe(source_text('games/everquest.hdf'));
    my $peq     = spew('peq.hdf', source_text('db/import/peq.hdf') =~ s/^Game = everquest$/Game = $norrath/mr);
    my $here    = sub ($game, $kind) {
        return { map { @$_ } rows('SELECT external_id, name FROM entry WHERE game_id = ? AND kind = ?', probe_number($game) // 0, $kind) };
    };
    my %name = ('01-bom-set-names' => 'Café Society', '03-no-set-names-utf8' => 'Café Society', '11-unused-table-like' => 'Café Society', '15-nul' => 'South Qeynos');
    for my $case (sort keys %name) {
        my $said = probe_says($norrath, 'import', 'peq', "$cases/$case.sql", '--map', $peq);
        is $said->{status}, 0, $case or diag $said->{err};
        is $here->($norrath, 'faction')->{3}, $name{$case}, 'its name is right';
    }
    my $map = spew('semicolon.hdf', do { open my $in, '<', "$cases/18-csv/map-semicolon.hdf" or die $!; local $/; <$in> } =~ s/^Game = .*$/Game = $norrath/mr);
    my $said = probe_says($norrath, 'import', 'table', "$cases/18-csv/semicolon.csv", '--map', $map, '--allow-shrink');
    is $here->($norrath, 'faction')->{1}, 'Guards; of Qeynos, old', 'semicolons' or diag $said->{err};
    $said = probe_says($norrath, 'import', 'table', "$cases/18-csv/thousands.csv", '--map', $map, '--allow-shrink');
    my $record = value(q{SELECT record FROM entry WHERE game_id = ? AND kind = 'faction' AND external_id = '1'}, probe_number($norrath));
    is json->decode($record)->{base}, undef, 'a number that may be two is none' or diag $said->{err};
    like probe_says($norrath, 'import', 'table', "$cases/18-csv/id-column-missing.csv", '--map', $map)->{err}, qr/there is no column id in id-column-missing/, 'a missing column is named';

    my ($file) = source_text('doc/add-a-game.md') =~ m{^Write `games/anglers\.hdf`:\n\n```hdf\n(.*?)^```}ms;
    my $anglers = probe($file);
    probe_counts($anglers, (map { { kind => 'water', external_id => $_, name => $_, values => {} } } qw(mill elm)), { kind => 'fish', external_id => '1', name => 'Minnow', values => {} });
    my $pairs = spew('pairs.hdf', do { open my $in, '<', "$cases/17-csv-link-table/map.hdf" or die $!; local $/; <$in> } =~ s/^Game = .*$/Game = $anglers/mr);
    $said = probe_says($anglers, 'import', 'table', "$cases/17-csv-link-table/lives.csv", '--map', $pairs);
    is counts($said)->{relations}{added}, 2, 'pairs alone' or diag $said->{err};

    probe_counts($norrath, { kind => 'zone', external_id => 'wakening', name => 'The Wakening Land', values => {} });
    my $maps = counts(probe_says($norrath, 'import', 'maps', "$cases/maps-case"));
    is_deeply [@$maps{qw(added rejected)}], [1, 0], 'a map’s layers in any case';
    like value('SELECT m.text FROM map m JOIN entry e ON e.id = m.entry_id WHERE e.game_id = ?', probe_number($norrath)), qr/to_Skyshrine/, 'with their labels';
};

done_testing;
