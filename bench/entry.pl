#!/usr/bin/env perl
# The page of an entry with 500 relations: out of the database, and beside its bytes from memory.
use v5.36;
use utf8;
use FindBin qw($Bin);
use lib $Bin;
use Hall;
use Time::HiRes qw(time);

my $ROUNDS    = $ENV{LOREHALL_BENCH_ROUNDS}  // 5;
my $SECONDS   = $ENV{LOREHALL_BENCH_SECONDS} // 2;
my $ENTRIES   = $ENV{LOREHALL_BENCH_READS}   // 300;
my $RELATIONS = 500;
my $CLIENTS   = 16;

say_machine();
my @paths = fill();
my ($median, $late, $queries) = cold();
my $page  = get($paths[0]);
my %rate  = warm();

say '';
table(
    [ "an entry with $RELATIONS relations", 'size', 'queries', 'p50 ms', 'p99 ms', 'pages/s', 'floor/s', 'ratio' ],
    [ 'cold: each entry once', size(), sprintf('%.1f', $queries), (map { sprintf '%.2f', $_ } $median, $late), '', '', '' ],
    [ 'warm, guest', size(), '0', '', '', number($rate{warm}), number($rate{memory}), sprintf '%.2f', $rate{warm} / $rate{memory} ],
);

sub size () { sprintf '%.1f KB', length($page->{content}) / 1000 }

# NPCs that each drop and sell as many items; the addresses of their pages.
sub fill () {
    my $tell = q[INSERT INTO journal (created, kind, game_id) SELECT UTC_TIMESTAMP(6), 'lore', id FROM game WHERE name = 'everquest';];
    my $row  = q[INSERT INTO entry (game_id, kind, external_id, name, created, updated, changed, record) SELECT g.id, '%s',]
        . q[ CONCAT('related', seq), CONCAT('Bench ', seq), UTC_TIMESTAMP(6), UTC_TIMESTAMP(6), (SELECT MAX(id) FROM journal), '%s']
        . q[ FROM game g, seq_1_to_%d WHERE g.name = 'everquest';];

    sql(q[INSERT IGNORE INTO game (name) VALUES ('everquest');] . $tell
            . sprintf($row, 'npc',  '{"level":50,"race":1,"class":1,"hp":32000}', $ENTRIES)
            . sprintf($row, 'item', '{"ac":12,"weight":2.5}',                     $RELATIONS)
            . q[INSERT INTO relation (relation, from_id, to_id, record) SELECT IF(i.id % 2 = 0, 'drops', 'sells'), n.id, i.id, '{}']
            . q[ FROM entry n, entry i WHERE n.kind = 'npc' AND n.external_id LIKE 'related%' AND i.kind = 'item'  AND i.external_id LIKE 'related%';]
            . $tell);
    return map {"/beastiary/npc/$_->[0]/bench-$_->[1]"}
        sql(q[SELECT id, SUBSTRING(external_id, 8) FROM entry WHERE kind = 'npc' AND external_id LIKE 'related%' ORDER BY id]);
}

# Each page once, one after the other: p50 and p99 in ms, and the queries of one.
sub cold () {
    my $before = metrics();
    my @times;
    for my $path (@paths) {
        my $start = time;
        get($path);
        push @times, 1000 * (time - $start);
    }
    my $after = metrics();
    @times = sort { $a <=> $b } @times;
    return ($times[ $#times / 2 ], $times[ $#times * 0.99 ],
        ($after->{queries_total} - $before->{queries_total}) / @paths);
}

# The page as the floor sends it: what nginx adds by itself is left out.
sub capture () {
    my $file   = "$TEMPORARY/page.answer";
    my %fields = $page->{headers}->%*;
    delete @fields{qw(server date connection keep-alive)};
    open my $stream, '>:raw', $file or die "$file: $!\n";
    print {$stream} "Status: 200 OK\r\n", (map {"$_: $fields{$_}\r\n"} sort keys %fields), "\r\n", $page->{content};
    close $stream or die "$file: $!\n";
    return $file;
}

# Pages a second of one entry and of the floor, by turns.
sub warm () {
    my %socket = (
        warm   => pool('warm',   "$BUILD/cgi/beastiary/beastiary", '--config', "$DIRECTORY/site.hdf"),
        memory => pool('memory', program('floor'), capture()),
    );
    my %port = nginx('', map { $_ => "limit_req zone=requests burst=120 nodelay; fastcgi_pass unix:$socket{$_};" } keys %socket);
    my %rates;
    for my $round (0 .. $ROUNDS) {
        for my $name ($round % 2 ? qw(memory warm) : qw(warm memory)) {
            # Round 0 only warms up.
            my $run = wrk($port{$name}, $paths[0], undef, $CLIENTS, $round ? $SECONDS : 1);
            die "$name: $run->{size} bytes an answer cannot be the page\n" if $run->{size} < 0.5 * length $page->{content};
            push @{ $rates{$name} }, $run->{rate} if $round;
        }
    }
    return map { $_ => median(@{ $rates{$_} }) } keys %rates;
}
