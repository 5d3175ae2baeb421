#!/usr/bin/env perl
# Is every read at least as new as the last answered write? 100,000 checked reads under writes.
use v5.36;
use utf8;
use FindBin qw($Bin);
use lib $Bin;
use Hall;

my $READS   = $ENV{LOREHALL_BENCH_READS} // 100_000;
my $SECONDS = 200;                                     # at most
my $WRITERS = 4;
my $RATED   = 2;                                       # comments of a thread that each writer rates
my @KINDS   = ('posts', 'edits', 'ratings', 'own votes');

say_machine();
my $seen = self_test();
my $fine = measure();
exit($seen && $fine ? 0 : 1);

# Accounts, threads, comments to edit and to rate: the plan that bench/checker.c reads.
sub prepare ($what, $count) {
    my $name    = $what . time;    # threads of this run's own: a full first page has no room for more
    # Administrators, because their answers tell how many queries they took.
    my @writers = map { account("bench-checker-$_", 'administrator') } 1 .. $WRITERS;
    my @threads = make_threads($name, $count, 40);
    my @lines   = map { "writer $_->{token} $_->{cookie} $_->{csrf}" } @writers;

    push @lines, map { "thread $_->{id} $_->{path}" } @threads;
    for my $t (0 .. $#threads) {
        my @comments = sql("SELECT id FROM comment WHERE thread_id = $threads[$t]{id} ORDER BY id LIMIT "
                . $RATED * $WRITERS);
        for my $w (0 .. $#writers) {
            my $made = post_json('/api/v1/comments', $writers[$w]{token},
                { subject => $threads[$t]{subject}, body => 'A comment to be edited, v0v.' });
            push @lines, "edited $w $t $made->{id}";
            for my $comment (splice @comments, 0, $RATED) {
                my $rated = post_json("/api/v1/comments/$comment->[0]/rating", $writers[$w]{token},
                    { value => 1 });
                push @lines, "rated $w $t $comment->[0] $rated->{score}";
            }
        }
    }
    my $file = "$TEMPORARY/$name.plan";
    open my $stream, '>', $file or die "$file: $!\n";
    say {$stream} $_ for @lines;
    close $stream or die "$file: $!\n";
    return $file;
}

# One run of the checker: its figures.
sub check ($port, $plan, $reads, $seconds, @options) {
    my %figures;
    for (split /\n/, run_program('checker', '--port', $port, '--host', $HOST, '--plan', $plan,
            '--reads', $reads, '--seconds', $seconds, @options)) {
        if (my ($kind, @counts) = /^kind ([^|]+)\|(\d+)\|(\d+)\|(\d+)\|(\d+)$/) {
            @{ $figures{$kind} }{qw(answered verified checks stale)} = @counts;
        } elsif (/^(\w+) ([\d.]+)$/) {
            $figures{$1} = $2;
        }
    }
    return \%figures;
}

# A check that cannot fail proves nothing: through a cache that keeps every page for a second, it
# must find stale reads of every kind.
sub self_test () {
    my $plan  = prepare('freshtest', 6);
    my $cache = <<~"END";
        fastcgi_cache kept;
                    fastcgi_cache_key "\$request_uri \$http_cookie \$http_accept_language \$http_accept_encoding";
                    fastcgi_cache_valid 200 1s;
                    fastcgi_ignore_headers Cache-Control Expires Set-Cookie Vary;
                    fastcgi_pass unix:$DIRECTORY/run/forum.sock;
        END
    my %port = nginx("fastcgi_cache_path $TEMPORARY/pages keys_zone=kept:1m;", kept => $cache);
    my $figures = check($port{kept}, $plan, 5_000, 30, '--tell', 0);
    my @blind   = grep { !$figures->{$_}{stale} } @KINDS;

    say sprintf 'self-test: through a cache that keeps pages for a second, %s of %s reads were found stale (%s)',
        number($figures->{stale}), number($figures->{reads}),
        join ', ', map { number($figures->{$_}{stale}) . " $_" } @KINDS;
    say "self-test FAILED: no stale @blind were found, where there must be some" if @blind;
    return !@blind;
}

sub measure () {
    my $plan    = prepare('fresh', 24);
    my @workers = workers_of('forum');
    my %busy    = map { $_ => busy_seconds($_) } @workers;
    my $before  = metrics();
    my $figures = check($PORT, $plan, $READS, $SECONDS);
    my $after   = metrics();
    my ($hits, $misses) = map { $after->{$_} - $before->{$_} } qw(cache_hits_total cache_misses_total);
    my $writes = 0;
    $writes += $figures->{$_}{answered} for @KINDS;

    say '';
    say sprintf 'stale reads: %s of %s', number($figures->{stale}), number($figures->{reads});
    say sprintf '%s reads/s beside %s writes/s for %.0f s; %d refused', number($figures->{reads} / $figures->{seconds}),
        number($writes / $figures->{seconds}), $figures->{seconds}, $figures->{refused};
    say sprintf 'cache: %s look-ups hit, %s missed (%.0f %% hit)', number($hits), number($misses),
        100 * $hits / ($hits + $misses || 1);
    say sprintf '%s of the %s logged-in reads found the thread in the cache', number($figures->{kept}),
        number($figures->{telling});
    say sprintf 'workers: %d, busy for %s s', scalar @workers,
        join ', ', map { sprintf '%.1f', busy_seconds($_) - $busy{$_} } @workers;
    table(
        [ '', 'writes answered', 'verified before the next', 'comparisons', 'stale' ],
        map { [ $_, map { number($_) } @{ $figures->{$_} }{qw(answered verified checks stale)} ] } @KINDS
    );
    my @unproven = grep { !$figures->{$_}{verified} } @KINDS;
    say "NOT PROVEN: no @unproven were verified"                       if @unproven;
    say "NOT PROVEN: only $figures->{reads} reads in $SECONDS s"       if $figures->{reads} < $READS;
    return !@unproven && $figures->{stale} == 0 && $figures->{refused} == 0 && $figures->{reads} >= $READS;
}
