#!/usr/bin/env perl
# What counting costs a request.
use v5.36;
use utf8;
use FindBin qw($Bin);
use lib $Bin;
use Hall;

my $ROUNDS = $ENV{LOREHALL_BENCH_ROUNDS} // 5;
my $AIM    = 1;                                   # microseconds

say_machine();
my @records = map { [ (split /\|/)[ 1, 2 ] ] } split /\n/,
    run_program('recorder', '--memory', "$TEMPORARY/shared", '--rounds', $ROUNDS);
say '';
table([ 'counted', 'µs', 'aim' ], map { [ $_->[0], sprintf('%.3f', $_->[1] / 1000), "< $AIM µs" ] } @records);
exit((grep { $_->[1] / 1000 >= $AIM } @records) ? 1 : 0);
