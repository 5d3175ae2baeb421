#!/usr/bin/env perl
# A list of 100,000 items, filtered by three fields, sorted, with the counts of all its filters; and names
# suggested while they are typed. Through the whole stack, one request at a time.
use v5.36;
use utf8;
use FindBin qw($Bin);
use lib $Bin;
use Hall;
use Time::HiRes qw(time sleep);

my $ITEMS  = $ENV{LOREHALL_BENCH_ITEMS}  // 100_000;
my $NPCS   = $ENV{LOREHALL_BENCH_NPCS}   // 50_000;
my $ASKED  = $ENV{LOREHALL_BENCH_READS}  // 1_000;
my %AIM    = (list => 10, suggest => 5);
my $failed = 0;

say_machine();
fill();
srand 1;
my %asked = (
    'three filters, sorted, all counts' => [ list    => map { filtered() } 1 .. $ASKED ],
    'one filter, sorted, all counts'    => [ list    => map { "/beastiary/item/?slots=" . one_of(@{ slots() }) . "&sort=-ac&hp=-" . (500 + $_) } 1 .. $ASKED ],
    'a beginning of 1 to 6 letters'     => [ suggest => map { suggested(substr word_of($_), 0, 1 + int rand 6) } 1 .. $ASKED ],
    'two words'                         => [ suggest => map { suggested(word_of($_) . ' ' . substr(word_of($_ + 7), 0, 3)) } 1 .. $ASKED ],
    'misspelt'                          => [ suggest => map { suggested(misspelt(word_of($_) . ' ' . word_of($_ + 3))) } 1 .. $ASKED ],
);
my @rows;
for my $what (sort keys %asked) {
    my ($kind, @paths) = @{ $asked{$what} };
    my ($bare) = times_of(map {'/beastiary/suggest?q='} 1 .. 200);
    push @rows, [ $what, scalar @paths, (map { sprintf '%.2f', $_ } times_of(@paths)), sprintf('%.2f', $bare), "p99 < $AIM{$kind}" ];
}
say '';
table([ 'ms a request', 'asked', 'p50', 'p99', 'max', 'an empty one, p50', 'aim' ], @rows);
exit $failed;

# The game's entries: made by the database, the same in every run.
sub fill () {
    my $record = q[CONCAT('{"item_type":', CRC32(CONCAT(seq, 'a')) % 40, ',"slots":', 1 << CRC32(CONCAT(seq, 'b')) % 20,]
        . q[ ',"classes":', CRC32(CONCAT(seq, 'c')) & 65535, ',"races":', CRC32(CONCAT(seq, 'd')) & 65535,]
        . q[ ',"level_required":', 1 + CRC32(CONCAT(seq, 'e')) % 64, ',"ac":', 1 + CRC32(CONCAT(seq, 'f')) % 90,]
        . q[ ',"hp":', 1 + CRC32(CONCAT(seq, 'g')) % 500, ',"damage":', 1 + CRC32(CONCAT(seq, 'h')) % 60,]
        . q[ ',"delay":', 18 + CRC32(CONCAT(seq, 'i')) % 40, ',"magic":', 1, ',"weight":', CRC32(CONCAT(seq, 'j')) % 20 + 0.5, '}')];
    my $name = q{CONCAT(ELT(1 + seq % 40, }
        . join(', ', map {"'$_'"} map { word_of($_) } 0 .. 39) . q{), ' ', ELT(1 + CRC32(seq) % 40, }
        . join(', ', map {"'$_'"} map { word_of($_) } 40 .. 79) . q{), ' ', SUBSTRING(MD5(seq), 1, 6))};
    my $row = q{INSERT INTO entry (game_id, kind, external_id, name, created, updated, changed, record)}
        . q{ SELECT g.id, '%s', CONCAT('bench', seq), %s, UTC_TIMESTAMP(6), UTC_TIMESTAMP(6), (SELECT MAX(id) FROM journal), %s}
        . q{ FROM game g, seq_1_to_%d WHERE g.name = 'everquest';};
    my $tell = q{INSERT INTO journal (created, kind, game_id) SELECT UTC_TIMESTAMP(6), 'lore', id FROM game WHERE name = 'everquest';};

    # In the journal first, for its number, and again when all is there.
    sql(q{INSERT IGNORE INTO game (name) VALUES ('everquest');} . $tell . sprintf($row, 'item', $name, $record, $ITEMS)
            . sprintf($row, 'npc', $name, q[CONCAT('{"level":', 1 + seq % 70, '}')], $NPCS) . $tell);
    for (1 .. 600) {
        return if lorehall('stats') =~ /^catalogue everquest: (\d+) entries.*, 0 changes/m && $1 >= $ITEMS + $NPCS;
        sleep 0.2;
    }
    die "the follower made no catalogue\n";
}

# Made-up words of two or three syllables.
sub word_of ($number) {
    my @syllable = qw(ka ro men dul vax sil tor ena gra phi bel os quin ur lith mar zed ov ant ish);
    my $word = $syllable[ $number % 20 ] . $syllable[ ($number * 7 + int $number / 20) % 20 ];
    $word .= $syllable[ ($number * 3) % 20 ] if $number % 3;
    return ucfirst $word;
}

sub misspelt ($text) {
    my $at = 2 + int rand(length($text) - 4);
    return substr($text, 0, $at) . substr($text, $at + 1, 1) . substr($text, $at, 1) . substr $text, $at + 2;
}
sub one_of (@list) { $list[ int rand @list ] }

# Choices of the slots filter.
sub slots () { return [qw(ear head face neck shoulders arms back wrist hands primary secondary finger chest legs feet waist)] }

sub filtered () {
    my $low = 1 + int rand 60;
    return sprintf '/beastiary/item/?slots=%s,%s&level_required=%d-%d&hp=%d-&sort=%s', one_of(@{ slots() }), one_of(@{ slots() }),
        $low, $low + 5 + int rand 20, 1 + int rand 400, one_of(qw(-ac -hp ac -damage name));
}
sub suggested ($text) { '/beastiary/suggest?q=' . $text =~ s/ /%20/gr }

# p50, p99 and the longest of what each took, in ms.
sub times_of (@paths) {
    my @times;
    for my $path (@paths) {
        my $start = time;
        get($path);
        push @times, 1000 * (time - $start);
    }
    @times = sort { $a <=> $b } @times;
    return ($times[ $#times / 2 ], $times[ $#times * 0.99 ], $times[-1]);
}
