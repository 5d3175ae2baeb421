#!/usr/bin/env perl
# Talk searched among 100,000 comments: rare words, common ones, all that an asker could think of to make it
# slow. Through the whole stack, one request at a time.
use v5.36;
use utf8;
use FindBin qw($Bin);
use lib $Bin;
use Hall;
use Time::HiRes qw(time sleep);

my $THREADS = $ENV{LOREHALL_BENCH_THREADS} // 2_000;
my $EACH    = 50;
my $ASKED   = $ENV{LOREHALL_BENCH_READS} // 40;
my $AIM     = 100;

# Words by how often they are written, as in any language: the n-th 1/n as often as the first.
my @COMMON = qw(
    the of and to a in is it you that he was for on are with as I his they be at one have this from or had by hot
    but some what there we can out other were all your when up use word how said an each she which do their time
    if will way about many then them would write like so these her long make thing see him two has look more day
    could go come did my sound no most number who over know water than call first people may down side been now
    find any new work part take get place made live where after back little only round man year came show every
    good me give our under
);
my @SYLLABLES = qw(ka ro men dul vax sil tor ena gra phi bel os quin ur lith mar zed ov ant ish con con pre sta ing er);
srand 7;
my @WORDS = (@COMMON, map {
    join '', map { $SYLLABLES[ rand @SYLLABLES ] } 1 .. 2 + int rand 3
} 1 .. 40_000);
my @HAN = map { chr(0x4E00 + int(rand()**2 * 3000)) } 1 .. 3000;
my @before = do { my $sum = 0; map { $sum += 1 / ($_ + 3.7) } 0 .. $#WORDS };

say_machine();
fill();
srand 11;
my %asked = (
    'a rare word'                         => [ map { $WORDS[ 5000 + int rand 30_000 ] } 1 .. $ASKED ],
    'two words'                           => [ map { word() . ' ' . word() } 1 .. $ASKED ],
    'a very common word'                  => [ map { $COMMON[ rand 10 ] } 1 .. $ASKED ],
    'two very common words'               => [ map { two() . ' ' } 1 .. $ASKED ],
    'a phrase of two very common words'   => [ map { quoted(two()) } 1 .. $ASKED ],
    'a phrase of five common words'       => [ map { my $at = int rand 40; quoted(join ' ', @COMMON[ $at, $at + 9, $at + 3, $at + 2, $at + 7 ]) } 1 .. $ASKED ],
    'three phrases of two common words'   => [ map { join ' ', map { quoted(two()) } 1 .. 3 } 1 .. $ASKED ],
    'twelve common words'                 => [ map { join ' ', map { substr $COMMON[ rand 90 ], 0, 7 } 1 .. 12 } 1 .. $ASKED ],
    'one letter'                          => [ map { $_, "$_ " } qw(a i I x e t 1) ],
    'a beginning of three letters'        => [ map { substr word(), 0, 3 } 1 .. $ASKED ],
    'a common word and a beginning'       => [ map { "$COMMON[ rand 5 ] con" . substr 'drsp', rand 4, 1 } 1 .. $ASKED ],
    'a pair of characters'                => [ map { han(2) } 1 .. $ASKED ],
    'one common character'                => [ map { $HAN[ rand 30 ] } 1 .. $ASKED ],
    'eight characters'                    => [ map { han(8) } 1 .. $ASKED ],
);
my (@rows, $late);
for my $what (sort keys %asked) {
    my ($found, @times) = times_of(@{ $asked{$what} });
    my $slow = $times[ $#times * 0.99 ];
    $late ||= $slow >= $AIM;
    push @rows, [ $what, scalar @times, $found, map { sprintf '%.1f', $_ } $times[ $#times / 2 ], $slow, $times[-1] ];
}
say '';
table([ 'ms a request', 'asked', 'found something', 'p50', 'p99', 'max' ], @rows);
say "aim: p99 < $AIM ms for any of them";
exit !!$late;

sub fill () {
    my ($there) = map { $_->[0] } sql('SELECT COUNT(*) FROM comment_words');
    if ($there < $THREADS * $EACH) {
        my $file = "$TEMPORARY/words.jsonl";
        open my $stream, '>', $file or die "$file: $!\n";
        print {$stream} thread($_) for 1 .. $THREADS;
        close $stream or die "$file: $!\n";
        lorehall('import', 'threads', $file, '--site', 'everquest', '--source', 'words', '--quiet');
    }
    for (1 .. 3000) {
        return if (sql('SELECT COUNT(*) FROM comment_words'))[0][0] >= $THREADS * $EACH;
        sleep 0.5;
    }
    die "the follower did not write all words\n";
}

sub thread ($number) {
    my $json = JSON::PP->new->canonical->utf8;
    return map { $json->encode({
        id      => "w-$number-$_",
        thread  => "w-$number",
        parent  => $_ ? "w-$number-" . int rand $_ : undef,
        author  => 'Author' . int rand 40,
        score   => 0,
        created => POSIX::strftime('%Y-%m-%dT%H:%M:%SZ', gmtime 1_600_000_000 + $number * 1000 + $_ * 20),
        body    => comment(15 + int(-log(1 - rand) * 45)),
        $_ ? () : (title => ucfirst join ' ', map { word() } 1 .. 6),
    }) . "\n" } 0 .. $EACH - 1;
}

# One of ten is Chinese.
sub comment ($words) { rand() < 0.1 ? han($words) : ucfirst(join ' ', map { word() } 1 .. $words) . '.' }
sub han ($count) { join '', map { $HAN[ int(rand()**2 * @HAN) ] } 1 .. $count }

sub word () {
    my ($at, $low, $high) = (rand $before[-1], 0, $#before);
    while ($low < $high) {
        my $middle = int(($low + $high) / 2);
        if   ($before[$middle] < $at) { $low  = $middle + 1 }
        else                          { $high = $middle }
    }
    return $WORDS[$low];
}
sub two ()         { "$COMMON[ rand 10 ] $COMMON[ rand 10 ]" }
sub quoted ($text) { qq{"$text"} }

# How many found something, and what each took in ms, the longest last.
sub times_of (@texts) {
    my ($found, @times) = (0);
    for my $text (@texts) {
        my $start  = time;
        my $answer = get('/api/v1/search?kind=comment&q=' . Hall::escaped($text));
        push @times, 1000 * (time - $start);
        $found += $answer->{content} =~ /"kind"/;
    }
    return ($found, sort { $a <=> $b } @times);
}
