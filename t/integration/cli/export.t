# What is exported can be taken in elsewhere and comes to the same; maps come from players' files.
use v5.36;
use utf8;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Encode qw(decode encode);
use Encode ();
use Test::More;
use Lorehall;
use Lorehall::Command;
use Lorehall::Probe;

my @world = (
    { export => 'lorehall', kinds => [qw(npc item zone)], relations => [qw(drops says)], places => JSON::PP::true },
    { kind => 'zone', external_id => 'hill', name => 'The Hill', values => {} },
    { kind => 'zone', external_id => 'dale', name => 'The "Dale", lower', values => { level => 3 } },
    (map { { kind => 'npc', external_id => "$_", name => "Monster Ü$_", values => { level => $_, speed => $_ / 4, tale => "Line 1, \"quoted\"\nline $_ 🐀" } } } 1 .. 600),
    { kind => 'npc', external_id => 'gone', name => 'Gone', state => 'vanished', hidden => JSON::PP::true, values => { level => 9 } },
    (map { { kind => 'item', external_id => "i-$_", name => "Thing $_", values => { slots => 1 + $_ % 7 } } } 1 .. 30),
    (map { { relation => 'drops', from => "$_", to => 'i-' . (1 + $_ % 30), values => { chance => $_ / 10 } } } 1 .. 600),
    { relation => 'drops', from => 'gone', to => 'i-1', values => { chance => 100 } },
    { relation => 'drops', from => '7', to => 'i-1', values => { chance => 0 } },
    (map { { relation => 'says', from => '1', to => '2', values => { words => $_ } } } qw(one two three two)),
    (map { { place => 'hill', kind => 'npc', external_id => "$_", x => $_ * 1234.5678, y => -$_ / 3, z => 0, group => "g$_", chance => 33.3, respawn => 640, variance => 10 } } 1 .. 50),
    { map => 'hill', text => "L 0, 0, 0, 10, 10, 0, 255, 0, 0\nP 1, 2, 3, 0, 0, 0, 2, A_label\n" },
);

# An export, without the head, which names the game.
sub export_of ($game, @arguments) {
    my $said = probe_says($game, 'export', 'entries', @arguments);
    is $said->{status}, 0, 'the export ends well' or diag $said->{err};
    return $said->{out} =~ s/\A\{"export".*\n//r;
}

# The same file, of another game: here games alone tell installations apart.
sub make_of ($file, $game) {
    open my $in, '<:raw', $file or die "$file: $!";
    my $text = do { local $/; <$in> };
    open my $out, '>:raw', $file or die "$file: $!";
    print $out $text =~ s/\A(\{"export":"lorehall","game":)"[^"]*"/$1"$game"/r;
    close $out or die "$file: $!";
}

subtest 'an export of another game is refused at its first line' => sub {
    my ($from, $to) = (probe(), probe());
    probe_counts($from, @world);
    my $file = instance_file('tmp/' . unique('export') . '.jsonl');
    is probe_says($from, 'export', 'entries', '--output', $file)->{status}, 0, 'one is written';
    for my $verb ('entries', 'table') {
        my $said = probe_says($to, 'import', $verb, $file);
        is $said->{status}, 1, "import $verb";
        is $said->{err}, "lorehall: $file, line 1: this is of the game $from, the site $to is of $to\n", 'one line says why, and no more';
    }
    is value('SELECT COUNT(*) FROM entry WHERE game_id = ?', probe_number($to)), 0, 'nothing of it is taken';
    unlink $file;
};

subtest 'whose an export is counts, however its first line is written' => sub {
    my ($from, $to) = (probe(), probe());
    probe_counts($_, @world) for $from, $to;
    my $there = sub { [map { value($_, probe_number($to)) } 'SELECT COUNT(*) FROM entry WHERE game_id = ?', 'SELECT COUNT(*) FROM revision r JOIN entry e ON e.id = r.entry_id WHERE e.game_id = ?'] };
    my $before = $there->();
    my $foreign = probe_says($from, 'export', 'entries')->{out};
    my $own     = probe_says($to, 'export', 'entries')->{out};
    my $mark    = "\x{FEFF}";
    my $file    = instance_file('tmp/' . unique('export') . '.jsonl');
    my $take    = sub ($text) {
        open my $out, '>:raw', $file or die "$file: $!";
        print $out ref $text ? $$text : Encode::encode('UTF-8', $text);
        close $out or die "$file: $!";
        return probe_says($to, 'import', 'entries', $file);
    };
    my $lines = 1 + ($own =~ tr/\n//);
    my $head  = qr/this should say whose file it is, and cannot be read: it is not JSON/;
    for (['behind a byte order mark', "$mark$foreign", 1, qr/this is of the game \Q$from\E/], ['behind empty lines', "$mark\n\n$foreign", 3, qr/this is of the game \Q$from\E/],
        ['behind another file', "$own$mark$foreign", $lines, qr/this is of the game \Q$from\E/],
        ['in UTF-16', \Encode::encode('UTF-16', $foreign), 1, $head], ['cut off', substr($foreign, 20), 1, $head],
        ['of two games', $foreign =~ s/"game":/"game":"$to","game":/r, 1, $head], ['of a game that is no name', $foreign =~ s/"game":"[^"]*"/"game":5/r, 1, qr/.*cannot be read: "game" must be a text/],
        ['no object', "[1]\n$foreign", 1, qr/.*cannot be read: it is not a JSON object/], ['of two games, behind another file', $own . $foreign =~ s/"places":true/"places":1/r, $lines, qr/.*cannot be read: "places" must be/]) {
        my ($how, $text, $line, $why) = @$_;
        my $said = $take->($text);
        is $said->{status}, 1, "$how: refused";
        like $said->{err}, qr/\Alorehall: \Q$file\E, line $line: $why.*\n\z/, 'which one line says';
    }
    is_deeply $there->(), $before, 'nothing of any is taken';
    my $counts = counts($take->("$mark$own"));
    is_deeply [@$counts{qw(added changed unchanged vanished rejected)}], [0, 0, $before->[0], 0, 0], "the site's own is taken with a mark, too";
    unlink $file;
};

subtest 'an export that is taken in elsewhere is exported the same, byte for byte' => sub {
    my ($from, $to) = (probe(), probe());
    my $made  = probe_counts($from, @world);
    is $made->{added}, 633, 'a world';
    my $file  = instance_file('tmp/' . unique('export') . '.jsonl');
    is probe_says($from, 'export', 'entries', '--output', $file)->{out}, '', 'goes to a file';
    make_of($file, $to);
    my $taken = counts(probe_says($to, 'import', 'entries', $file));
    is_deeply [@$taken{qw(read added rejected)}], [633, 633, 0], 'every entry goes in elsewhere';
    is_deeply [@{ $taken->{relations} }{qw(read added rejected)}], [606, 606, 0], 'every relation';
    is_deeply [@{ $taken->{places} }{qw(read added rejected)}], [50, 50, 0], 'every place';
    my ($one, $two) = (export_of($from), export_of($to));
    ok $one eq $two, 'both are the same';
    is scalar(split /\n/, $one), 633 + 606 + 50 + 1, 'a line for each';
    is probe_entry($to, 'npc', 'gone')->{state}, 1, 'what had vanished has vanished there, too';
    make_of($file, $from);
    my $again = counts(probe_says($from, 'import', 'entries', $file));
    is_deeply [@$again{qw(added changed unchanged vanished revisions)}], [0, 0, 633, 0, 0], 'taken in where it comes from, it changes nothing';
    is_deeply [map { $again->{$_}{unchanged} } qw(relations places)], [606, 50], 'of relations and places neither';
    my $third = probe();
    make_of($file, $third);
    is_deeply [@{ counts(probe_says($third, 'import', 'table', $file)) }{qw(read added)}], [633, 633], 'it is taken in as a table, too';
    ok export_of($third) eq $one, 'and comes to the same';
    unlink $file;
};

subtest 'a kind goes out as a table and comes in again' => sub {
    my ($from, $to) = (probe(), probe());
    probe_counts($from, @world);
    my $file = instance_file('tmp/' . unique('export') . '.csv');
    is probe_says($from, 'export', 'entries', '--kind', 'npc', '--format', 'csv', '--output', $file)->{status}, 0, 'it is written';
    open my $in, '<:encoding(UTF-8)', $file or die $!;
    my @lines = <$in>;
    is $lines[0], "\x{FEFF}external_id,name,hidden,state,level,speed,tale\r\n", 'under the names of its fields, as UTF-8 that spreadsheets know';
    my $taken = counts(probe_says($to, 'import', 'table', $file, '--kind', 'npc'));
    is_deeply [@$taken{qw(read added rejected)}], [601, 601, 0], 'every row goes in elsewhere';
    ok export_of($from, '--kind', 'npc') eq export_of($to, '--kind', 'npc'), 'and is the same there';
    my $again = counts(probe_says($from, 'import', 'table', $file, '--kind', 'npc'));
    is_deeply [@$again{qw(added changed unchanged vanished)}], [0, 0, 601, 0], 'where it comes from, it changes nothing';
    is value('SELECT COUNT(*) FROM entry WHERE game_id = ? AND kind = ? AND state = 0', probe_number($from), 'item'), 30, 'and other kinds stay as they are';
    my $odd = jsonl("external_id,name,depth\n", "1,x,3\n");
    rename $odd, "$odd.csv";
    like probe_says($to, 'import', 'table', "$odd.csv", '--kind', 'npc')->{err}, qr/a npc has no field depth/, 'a column that is no field is told';
    like probe_says($to, 'import', 'table', $file, '--kind', 'dragon')->{err}, qr/has no kind dragon/, 'and a kind that there is not';
    like probe_says($to, 'import', 'table', $file)->{err}, qr/--map/, 'and that it must be said how to read it';
    my $bad = jsonl('external_id,name,level,tale', qq(1,One,1,"two\nlines,\n\nand more"), '2,Two,high,', '1,Twin,1,', ',None,1,');
    rename $bad, "$bad.csv";
    my $said = probe_says($to, 'import', 'table', "$bad.csv", '--kind', 'npc', '--allow-shrink');
    like $said->{err}, qr/line 6: "high" is no value of level\nline 7: the same is there already\nline 8: its id is missing/, 'bad rows are told with the lines that they begin on';
    is_deeply [@{ counts($said) }{qw(read changed unchanged rejected)}], [4, 1, 0, 3], 'and counted';
    is value('SELECT state FROM entry WHERE game_id = ? AND kind = ? AND external_id = ?', probe_number($to), 'npc', 2), 0, 'what is refused has not vanished';
    unlink $file, "$odd.csv", "$bad.csv";
};

subtest 'what players’ clients write is a table, too' => sub {
    my $directory = "$FindBin::Bin/../../../../shared/data/inventory";
    -d $directory or return not_looked_at("no real data in $directory");
    my $map = instance_file('tmp/' . unique('inventory') . '.hdf');
    for my $file (glob "$directory/*.txt") {
        my $to = probe();
        open my $in, '<:encoding(UTF-8)', $file or die "$file: $!";
        my @rows = map { [split /\t/, s/\r?\n\z//r, -1] } <$in>;
        my ($odd) = grep { @{ $rows[$_] } && @{ $rows[$_] } != @{ $rows[0] } } 1 .. $#rows;
        my %column = map { $rows[0][$_] => $_ } 0 .. $#{ $rows[0] };
        my ($table) = $file =~ m{([^/]+)\.txt\z};
        open my $out, '>', $map or die "$map: $!";
        print $out "Game = $to\nKinds {\n  item {\n    Table = $table\n    Id = ID\n    Name = Name\n    Where = ID > 0\n    Repeats = 1\n  }\n}\n";
        close $out or die "$map: $!";
        my $said = probe_says($to, 'import', 'table', $file, '--map', $map);
        my %here = map { @$_ } rows('SELECT external_id, name FROM entry WHERE game_id = ? AND kind = ?', probe_number($to) // 0, 'item');
        # Some clients write a second table, of key rings, behind the first.
        if (defined $odd) {
            like $said->{err}, qr/$table\.txt:@{[$odd + 1]}: the row has \d+ values instead of \d+/, 'another table behind it is told, with its line';
            is_deeply \%here, {}, 'and nothing is taken';
        } elsif (!defined $column{ID}) {
            # Spell books lie beside the inventories, and players send either.
            like $said->{err}, qr/there is no column ID\b/, 'a list of something else is refused by the column that it lacks';
            is_deeply \%here, {}, 'and nothing of it is taken';
        } else {
            is $said->{status}, 0, "$table goes in" or diag $said->{err};
            my ($id, $called) = ($column{ID}, $column{Name} // $column{ID});
            my %name = map { $_->[$id] => $_->[$called] } grep { $_->[$id] > 0 } reverse @rows[1 .. $#rows];
            is_deeply \%here, \%name, 'each item once, by its number';
            is counts(probe_says($to, 'import', 'table', $file, '--map', $map))->{changed}, 0, 'and nothing changes a second time';
        }
    }
    unlink $map;
};

subtest 'an export says what it cannot do' => sub {
    my $game = probe();
    like probe_says($game, 'export', 'entries', '--kind', 'dragon')->{err}, qr/has no kind dragon/, 'a kind that there is not';
    is probe_says($game, 'export', 'entries', '--format', 'csv')->{status}, 2, 'rows of no kind';
    my $kept = instance_file('tmp/' . unique('kept'));
    open my $out, '>', $kept or die $!;
    print $out 'kept';
    close $out or die $!;
    isnt probe_says($game, 'export', 'entries', '--output', $kept, @$_)->{status}, 0, "@$_ is refused" for ['--format', 'csv'], ['--kind', 'dragon'];
    is -s $kept, 4, 'before the file that it named is written over';
    unlink $kept;
    is probe_says($game, 'export', 'entries', '--format', 'xml')->{status}, 2, 'another format';
    like probe_says($game, 'export', 'entries', '--output', '/nowhere/at/all')->{err}, qr/No such file/, 'a place that is not there';
};

subtest 'an export that does not come to its end leaves what was there' => sub {
    my $game = probe();
    probe_counts($game, @world);
    my $kept = instance_file('tmp/' . unique('kept'));
    open my $out, '>', $kept or die $!;
    print $out 'kept';
    close $out or die $!;
    my $config = instance_file("tmp/$game.hdf");
    my $program = program();
    for my $signal ('', q{trap '' XFSZ; }) {
        isnt system('bash', '-c', "${signal}ulimit -f 8; exec '$program' --config '$config' export entries --site $game --output '$kept' 2>/dev/null"), 0, 'there is no room for it';
        is -s $kept, 4, 'what was there stands';
        my @beside = glob instance_file('tmp/.lorehall.*');
        is scalar @beside, 0, 'and nothing lies beside it';
    }
    is system('bash', '-c', "exec '$program' --config '$config' export entries --site $game --output /dev/stdout > '$kept'"), 0, 'where it goes may be open already';
    cmp_ok -s $kept, '>', 8192, 'and has it';
    unlink $kept;
};

subtest 'maps are taken from files named after their zones' => sub {
    my $game      = probe();
    my $directory = instance_file('tmp/' . unique('maps'));
    my $put       = sub ($name, $text) { open my $out, '>:raw', "$directory/$name" or die $!; print $out $text };
    probe_counts($game, @world[0 .. 2]);
    mkdir $directory or die $!;
    $put->('hill.txt', "L 1, 2, 3, 4, 5, 6, 0, 0, 0\r\n");
    $put->('hill_1.txt', "\xEF\xBB\xBFP 1, 2, 3, 0, 0, 0, 2, To_the_Dale");
    $put->('Hill_2.TXT', "P 7, 8, 9, 0, 0, 0, 2, Well\n");
    $put->('dale.txt', "L 1, 2, 3, 4, 5, 6, 0, 0, 0\n" x 3);
    $put->('dale_1.txt', "L 1, 2, 3, 4, 5, 6, 0, 0, 0\nL 1, 2, 3\n");
    $put->('nowhere.txt', "L 1, 2, 3, 4, 5, 6, 0, 0, 0\n");
    $put->('notes.md', "Nothing.\n");
    my $said = probe_says($game, 'import', 'maps', $directory);
    is_deeply counts($said), { read => 3, added => 1, changed => 0, unchanged => 0, rejected => 2 }, 'what came of them';
    like $said->{err}, qr/^dale: dale_1\.txt: line 2 is no line of a map$/m, 'a map that is none is told, with its file and line';
    like $said->{err}, qr/^nowhere: there is nothing with this id/m, 'and a zone that is not there';
    my $text = value('SELECT text FROM map WHERE entry_id = ?', probe_entry($game, 'zone', 'hill')->{id});
    like $text, qr/^L 1.*^P 1.*To_the_Dale\n^P 7/ms, 'its layers are one, whatever the case of their names';
    is counts(probe_says($game, 'import', 'maps', $directory))->{unchanged}, 1, 'again, nothing changes';
    $put->('Hill_2.TXT', "P 7, 8, 9, 0, 0, 0, 2, Dry_well\n");
    is counts(probe_says($game, 'import', 'maps', $directory))->{changed}, 1, 'a layer that differs changes it';
    unlink glob "$directory/*";
    rmdir $directory;
};

done_testing;
