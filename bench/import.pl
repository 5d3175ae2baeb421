#!/usr/bin/env perl
# Rows a second of an import of a game server's database, beside LOAD DATA of the same rows into the
# same tables; and how long a page takes while the import runs.
use v5.36;
use utf8;
use FindBin qw($Bin);
use lib $Bin;
use Hall;
use JSON::PP   qw(decode_json);
use POSIX      ();
use Time::HiRes qw(sleep time);

my $AIM    = 0.25;
my $NPCS   = $ENV{LOREHALL_BENCH_NPCS} // 10_000;    # where there is no real database
my @TABLES = qw(entry relation place revision);

say_machine();
my $source = real_source() // made_source();
my $path   = first_page();
my $before = count_rows();
my $quiet  = latencies(3);
my ($first, $during)   = import_watched();
my $rows = count_rows() - $before;
my ($again, $meanwhile) = import_watched();
my ($loaded, $seconds) = load_data();

table(
    ['',                              'rows',          'seconds',                          'rows/s'],
    ['import, into nothing',          number($rows),   sprintf('%.1f', $first->{seconds}), number($rows / $first->{seconds})],
    ['the same again: nothing to do', number($rows),   sprintf('%.1f', $again->{seconds}), number($rows / $again->{seconds})],
    ['LOAD DATA of the same tables',  number($loaded), sprintf('%.1f', $seconds),          number($loaded / $seconds)],
);
my $ratio = ($rows / $first->{seconds}) / ($loaded / $seconds);
say sprintf 'ratio: %.2f (aim: %.2f)', $ratio, $AIM;
say "memory of the import: $first->{memory}";
say '';
table(
    ["$path, in ms",     'requests',                     'p50',                  'p99'],
    ['before',           number(scalar @$quiet),     milliseconds($quiet)],
    ['during an import', number(scalar @$during),    milliseconds($during)],
    ['during the next',  number(scalar @$meanwhile), milliseconds($meanwhile)],
);
exit($again->{counts}{changed} + $again->{counts}{added} == 0 ? 0 : 1);

# The page of a quest of the samples, of which the import knows nothing; where its short address leads.
sub first_page () {
    my ($entry) = sql("SELECT id FROM entry WHERE kind = 'quest' AND state = 0 LIMIT 1");
    return '/beastiary/' if !$entry;
    my $answer = Hall::request('GET', "/beastiary/quest/$entry->[0]/-", {});
    return ($answer->{headers}{location} // die "there is no page of the entry $entry->[0]\n") =~ s{^https?://[^/]+}{}r;
}

# The database beside the project, where it is.
sub real_source () {
    my $file = "$Bin/../../shared/data/peq/peq-merged.sql.gz";
    return -e $file ? $file : undef;
}

# A dump of invented creatures, things and spawns.
sub made_source () {
    my $file = "$TEMPORARY/made.sql";
    my @dump = (
        ['npc_types (id int, name text, level int, hp int, loottable_id int)', map { "($_,'creature_$_'," . $_ % 60 . ',' . $_ * 7 . ",$_)" } 1 .. $NPCS],
        ['items (id int, Name text, ac int, price int)',                     map { "($_,'Thing $_'," . $_ % 50 . ",$_)" } 1 .. $NPCS],
        ['zone (short_name text, long_name text, zoneidnumber int)',         map { "('zone$_','Zone $_',$_)" } 1 .. 100],
        ['loottable (id int)',                                               map { "($_)" } 1 .. $NPCS],
        ['loottable_entries (loottable_id int, lootdrop_id int, multiplier int, probability int)', map { "($_,$_,1,100)" } 1 .. $NPCS],
        ['lootdrop (id int)',                                                map { "($_)" } 1 .. $NPCS],
        ['lootdrop_entries (lootdrop_id int, item_id int, chance int, multiplier int)',
            map { my $id = $_; map { "($id," . (1 + ($id * 31 + $_ * 977) % $NPCS) . ',' . ($_ * 7) . ',1)' } 1 .. 8 } 1 .. $NPCS],
        ['spawnentry (spawngroupID int, npcID int, chance int)',             map { "($_,$_,100)" } 1 .. $NPCS],
        ['spawn2 (id int, spawngroupID int, zone text, x int, y int, z int, respawntime int, variance int)',
            map { "($_," . (1 + $_ % $NPCS) . ",'zone" . (1 + $_ % 100) . "',$_,$_,0,400,0)" } 1 .. 3 * $NPCS],
    );
    my $text = '';
    for my $table (@dump) {
        my ($definition, @rows) = @$table;
        my ($name) = $definition =~ /^(\w+)/;
        $text .= "CREATE TABLE $definition;\n";
        $text .= "INSERT INTO $name VALUES " . join(',', splice @rows, 0, 1000) . ";\n" while @rows;
    }
    spew($file, $text);
    return $file;
}

sub count_rows () {
    my $count = 0;
    $count += (sql("SELECT COUNT(*) FROM $_"))[0][0] for @TABLES;
    return $count;
}

# Milliseconds that the page took, asked one by one for so many seconds, or until $going says no.
sub latencies ($for, $going = undef) {
    my $end = time + $for;
    my @took;
    while ($going ? $going->() : time < $end) {
        my $start = time;
        get($path);
        push @took, (time - $start) * 1000;
        sleep 0.01;
    }
    return \@took;
}

# Imports, and asks for the page as long as that takes.
sub import_watched () {
    my $start = time;
    my $pid   = fork // die "$!\n";
    if (!$pid) {
        open STDOUT, '>', "$TEMPORARY/import.out" or POSIX::_exit(126);
        open STDERR, '>', "$TEMPORARY/import.err" or POSIX::_exit(126);
        exec "$BUILD/lorehall", '--config', "$DIRECTORY/import.hdf", qw(import peq --site everquest --allow-shrink), $source
            or POSIX::_exit(127);
    }
    my ($ended, $status) = (0, 0);
    my $took = latencies(0, sub {
        return 0 if $ended;
        if (waitpid($pid, POSIX::WNOHANG()) == $pid) { ($ended, $status) = (time, $?) }
        return !$ended;
    });
    my $error = slurp("$TEMPORARY/import.err");
    die "the import failed: $error\n" if $status;
    my ($memory) = $error =~ /^memory: (.*)$/m;
    my ($line)   = slurp("$TEMPORARY/import.out") =~ /^(\{.*\})$/m;
    return ({ seconds => $ended - $start, memory => $memory, counts => decode_json($line) }, $took);
}

# Writes all rows of the tables out, empties them and loads them again: as many, in so many seconds. The
# files lie where the server puts them.
sub load_data () {
    my ($directory) = sql('SELECT @@datadir');
    my %file = map { $_ => "$directory->[0]bench-$_.$$" } @TABLES;
    sql("SELECT * INTO OUTFILE '$file{$_}' CHARACTER SET utf8mb4 FROM $_") for @TABLES;
    sql('SET foreign_key_checks = 0; ' . join ' ', map {"TRUNCATE TABLE $_;"} reverse @TABLES);
    my ($start, $count) = (time, 0);
    sql("LOAD DATA INFILE '$file{$_}' INTO TABLE $_ CHARACTER SET utf8mb4") for @TABLES;
    my $seconds = time - $start;
    unlink values %file;
    return (count_rows(), $seconds);
}

sub milliseconds ($took) {
    my @sorted = sort { $a <=> $b } @$took;
    return map { sprintf '%.2f', $sorted[ int($#sorted * $_) ] } 0.5, 0.99;
}
