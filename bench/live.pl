#!/usr/bin/env perl
# How soon do 1,000 open pages of one thread have a comment, counted from the answer to its post?
use v5.36;
use utf8;
use FindBin qw($Bin);
use lib $Bin;
use Hall;

my $PAGES = $ENV{LOREHALL_BENCH_PAGES} // 1_000;
my $POSTS = $ENV{LOREHALL_BENCH_POSTS} // 200;
my $AIM   = 100;                                   # ms, p99

say_machine();
my ($thread) = make_threads('live', 1, 50);
my $writer   = account('bench-writer-1');
my %figure;
for (split /\n/, run_program('listener', '--port', $PORT, '--host', $HOST, '--subject', $thread->{subject},
        '--token', $writer->{token}, '--pages', $PAGES, '--posts', $POSTS)) {
    my ($name, @values) = split ' ';
    $figure{$name} = \@values;
}

say sprintf '%s posts one at a time, %s pages open, %s events of %s bytes, %s lost', number($POSTS),
    number($PAGES), number($figure{events}[0]), number($figure{bytes}[0]), number($figure{lost}[0]);
table(
    [ 'ms from the answer to the post until', 'p50', 'p95', 'p99', 'max' ],
    [ 'a page has it',                        @{ $figure{each} } ],
    [ 'the last page has it',                 @{ $figure{last} } ],
);
my $p99 = $figure{each}[2];
say sprintf 'p99 %.1f ms; the aim is below %d ms: %s', $p99, $AIM, $p99 < $AIM ? 'reached' : 'missed';
exit($p99 < $AIM && $figure{lost}[0] == 0 ? 0 : 1);
