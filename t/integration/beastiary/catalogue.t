# The catalogue: what changes is seen by the next request of every worker, and nothing that becomes of
# its file changes what lists say.
# Written by SQL: entry; what the catalogue makes of rows, in whatever order and number they change, is the test.
use v5.36;
use utf8;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Test::More;
use Lorehall;
use Lorehall::Lore;
use Lorehall::Worker;

my $guest = visitor();
my $word  = join '', 'Qua', map { chr(97 + rand 26) } 1 .. 8;
my $file  = instance_file('lore/everquest.catalogue');
my @beast = map { make_entry('npc', "$word beast $_", { level => $_ }) } 1 .. 3;
journal_entries(@beast);

# The names that a list of ours has, in its order.
sub names ($by = $guest) {
    return join ', ', $by->get("/beastiary/npc/?q=$word&sort=name")->{text} =~ /($word [a-z]+ \d)<\/bdi><\/a>/g;
}
sub list (@numbers) { join ', ', map {"$word beast $_"} @numbers }
sub identity () { my @of = stat $file; return @of ? "$of[1] $of[9] $of[7]" : 'none' }

# Whether the file is whole, as lorehall check sees it.
sub is_whole () {
    my ($status, $output) = lorehall('', 'check');
    return -s $file && $output =~ /^ok   catalogues$/m;
}

subtest 'a change is seen by every worker at the next request' => sub {
    my $seen = sub ($want, $what) {
        on_each_worker('beastiary', sub ($worker) { is names(), $want, "$what, by worker $worker" });
    };
    $seen->(list(1, 2, 3), 'as they were made');
    sql('UPDATE entry SET name = ? WHERE id = ?', "$word beast 9", $beast[1]);
    journal_entries($beast[1]);
    $seen->(list(1, 3, 9), 'a new name, in its place');
    sql('UPDATE entry SET state = 1 WHERE id = ?', $beast[0]);
    journal_entries($beast[0]);
    $seen->(list(3, 9), 'one that vanished');
    push @beast, make_entry('npc', "$word beast 4");
    journal_entries($beast[3]);
    $seen->(list(3, 4, 9), 'one that is new');
};

subtest 'the follower makes a file, and makes it anew when it is none any more' => sub {
    ok wait_until(patience(30), sub { is_whole() }), 'there is one';
    my %harm = (
        'wiped'                  => sub ($copy) { unlink $copy },
        'cut off'                => sub ($copy) { truncate $copy, (-s $copy) / 2 },
        'cut off in its header'  => sub ($copy) { truncate $copy, 40 },
        'empty'                  => sub ($copy) { truncate $copy, 0 },
        'of another declaration' => sub ($copy) { patch($copy, 40, 12_345) },
        'of another database'    => sub ($copy) { patch($copy, 64, 1) },
        'of other sizes'         => sub ($copy) { patch($copy, 88, 1 << 40) },
    );
    for my $what (sort keys %harm) {
        # As a file comes into its place: nobody writes to one that others have mapped.
        system 'cp', $file, "$file.harmed";
        $harm{$what}->("$file.harmed");
        -e "$file.harmed" ? rename "$file.harmed", $file : unlink $file;
        is names(), list(3, 4, 9), "$what: lists are the same";
        ok wait_until(patience(30), sub { is_whole() }), 'and there is a whole one again';
        sql('UPDATE entry SET hidden = 0 WHERE id = ?', $beast[2]);
        journal_entries($beast[2]);
        is names(), list(3, 4, 9), 'with which they are the same too';
    }
};

subtest 'what is no catalogue is not written over' => sub {
    my ($mark, $text) = ({ %{ log_mark() }, journald => -s instance_file('log/journald.log') // 0 }, "Dear diary,\n");
    rename $file, "$file.away" or die "$file: $!";
    open my $out, '>', "$file.mine" or die "$file.mine: $!";
    print {$out} $text;
    close $out or die "$file.mine: $!";
    rename "$file.mine", $file or die "$file: $!";
    is names(), list(3, 4, 9), 'lists are the same';
    ok wait_until(patience(30), sub { grep {/everquest\.catalogue: this is no catalogue of ours/} log_lines($mark) }), 'the log says what is in the way';
    ok !is_whole(), 'and so does lorehall check';
    open my $in, '<', $file or die "$file: $!";
    is join('', readline $in), $text, 'the file is what it was';
    unlink $file;
    ok wait_until(patience(30), sub { is_whole() }), 'once it is gone, there is a catalogue again';
    unlink "$file.away";
};

# Writes a number over one of the header's and puts the checksum right (lib/catalogue/snapshot.h).
sub patch ($copy, $at, $number) {
    use integer;
    open my $out, '+<:raw', $copy or die "$copy: $!";
    read $out, my $bytes, -s $copy;
    substr($bytes, $at, 8) = pack 'Q', $number;
    my ($kinds, $columns) = unpack 'x20 L Q', $bytes;
    my $sum = -3750763034362895579;    # FNV-1a
    $sum = ($sum ^ $_) * 1_099_511_628_211 for unpack 'C*', substr $bytes, 16, 136 + 16 * $kinds + 48 * $columns;
    substr($bytes, 8, 8) = pack 'q', $sum;
    seek $out, 0, 0;
    print {$out} $bytes;
    close $out;
    return;
}

subtest 'a worker that cannot write there has its columns in memory' => sub {
    # Its shared memory is its own, so that it finds no page that others have made.
    my $worker = Lorehall::Worker->new('beastiary', 'Lore.Directory' => '/proc/none');
    my $page   = $worker->ask($guest, "/beastiary/npc/?q=$word&sort=name");
    is join(', ', $page->{text} =~ /($word [a-z]+ \d)<\/bdi><\/a>/g), list(3, 4, 9), 'and answers the same';
};

subtest 'many changes make a new file; who dies of making it leaves the old one' => sub {
    my $game = game_number('everquest');
    my $before = identity();
    open my $out, '>', instance_file('faults/catalogue-written') or die $!;
    close $out;
    sql("INSERT INTO entry (game_id, kind, external_id, name, state, hidden, created, updated, changed, record)"
            . " SELECT ?, 'npc', CONCAT(?, seq), CONCAT(?, ' crowd ', seq), 0, 0, UTC_TIMESTAMP(6), UTC_TIMESTAMP(6),"
            . " (SELECT MAX(id) FROM journal), '{}' FROM seq_1_to_2500", $game, $word, $word);
    journal_entries($beast[2]);
    sql("UPDATE entry SET changed = (SELECT MAX(id) FROM journal WHERE entry_id = ?) WHERE name LIKE ?", $beast[2], "$word crowd %");
    journal_entries($beast[2]);
    is crowd(), 2500, 'they are all there at once';
    ok wait_until(patience(30), sub { !-e instance_file('faults/catalogue-written') }), 'one who makes a file is killed';
    is identity(), $before, 'the old one is untouched';
    ok wait_until(patience(40), sub { identity() ne $before && is_whole() }), 'another one makes it';
    is crowd(), 2500, 'lists are the same';
    my $with = identity();
    sql('UPDATE entry SET state = 1, changed = (SELECT MAX(id) + 1 FROM journal) WHERE name LIKE ?', "$word crowd %");
    journal_entries($beast[2]);
    is crowd(), 0, 'and when they have vanished';
    # Who comes next shall not meet one that is being made.
    ok wait_until(patience(40), sub { identity() ne $with && is_whole() }), 'of which a file is made, too';
    ok whole_again(), 'health is fine';
};

# How many of the many a list has.
sub crowd () {
    my ($total) = $guest->get("/beastiary/npc/?q=$word%20crowd")->{text} =~ /<p class="total">([\d,]+)/;
    return ($total // 0) =~ s/,//gr;
}

done_testing;
