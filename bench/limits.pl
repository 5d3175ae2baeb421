#!/usr/bin/env perl
# What a budget costs a request, beside a libfcgi answer from memory and a page out of the cache.
use v5.36;
use utf8;
use FindBin qw($Bin);
use lib $Bin;
use Hall;

my $ROUNDS  = $ENV{LOREHALL_BENCH_ROUNDS}  // 5;
my $SECONDS = $ENV{LOREHALL_BENCH_SECONDS} // 2;
my $AIM     = 2;                                    # microseconds

say_machine();
my ($thread) = make_threads('limits', 1, 100);
my $page     = get($thread->{path});
my $answer   = "$TEMPORARY/answer";
spew($answer, "Status: 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<!doctype html><title>x</title>\n");

my $floor  = pool('memory', program('floor'), $answer);
my $forum  = pool('forum', "$BUILD/cgi/forum/forum", '--config', "$DIRECTORY/site.hdf");
my %port   = nginx('', memory => "fastcgi_pass unix:$floor;", forum => "fastcgi_pass unix:$forum;");
my @spends = map { [ (split /\|/)[ 1, 2 ] ] } split /\n/, run_program('spender', '--memory', "$TEMPORARY/shared", '--rounds', $ROUNDS);
my $least  = cost('memory', '/');
my $hit    = cost('forum',  $thread->{path});

say '';
table(
    [ 'a budget', 'µs', 'of a libfcgi answer', 'of a kept page', 'aim' ],
    map {
        my $us = $_->[1] / 1000;
        [ $_->[0], sprintf('%.3f', $us), percent($us / $least), percent($us / $hit), "< $AIM µs" ]
    } @spends
);
say sprintf 'processor time of the workers: %.1f µs for a libfcgi answer of 33 bytes from memory, %.1f µs for a page of 100 comments out of the cache',
    $least, $hit;
exit((grep { $_->[1] / 1000 >= $AIM } @spends) ? 1 : 0);

sub percent ($share) { sprintf '%.2f %%', 100 * $share }

# Microseconds of processor time that an answer takes the pool's workers, the median of the rounds.
sub cost ($name, $path) {
    my @us;
    for my $round (0 .. $ROUNDS) {
        my @workers = workers($name);
        my $before  = 0;
        $before += busy_seconds($_) for @workers;
        my $run   = wrk($port{$name}, $path, undef, 16, $round ? $SECONDS : 1);
        my $after = 0;
        $after += busy_seconds($_) for @workers;
        push @us, ($after - $before) * 1e6 / ($run->{rate} * ($round ? $SECONDS : 1)) if $round;
    }
    return median(@us);
}

# The processes of a pool that was started here.
sub workers ($name) {
    my $pattern = $name eq 'memory' ? "$BUILD/bench/floor $answer" : "$BUILD/cgi/forum/forum --config $DIRECTORY/site.hdf";
    my %pool    = map { $_ => 1 } $name eq 'memory' ? () : workers_of('forum');
    my @mine;
    for my $process (map {m{^/proc/(\d+)/cmdline$}} glob '/proc/[0-9]*/cmdline') {
        my $command = slurp("/proc/$process/cmdline") =~ tr/\0/ /r =~ s/ +$//r;
        push @mine, $process if $command eq $pattern && !$pool{$process};
    }
    die "no workers of $name\n" if !@mine;
    return @mine;
}
