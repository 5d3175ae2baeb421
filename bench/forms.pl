#!/usr/bin/env perl
# Filtering, sorting and counting a game's database in several physical forms, and finding names.
use v5.36;
use utf8;
use Encode  qw(decode);
use FindBin qw($Bin);
use lib $Bin;
use Hall;

my $ITEMS  = $ENV{LOREHALL_BENCH_ITEMS}  // 100_000;
my $NAMES  = $ENV{LOREHALL_BENCH_NAMES}  // 150_000;
my $ROUNDS = $ENV{LOREHALL_BENCH_ROUNDS} // 20;

say_machine();
my %lines;
my $output = run_program(
    'forms',       '--config', "$DIRECTORY/migrate.hdf", '--directory',
    "$TEMPORARY",  '--items',  $ITEMS,                '--names',
    $NAMES,        '--rounds', $ROUNDS
);
for my $line (split /\n/, decode('UTF-8', $output)) {
    my ($what, @fields) = split /\|/, $line;
    push @{ $lines{$what} }, \@fields;
}
print_queries();
print_scans();
print_builds();
print_names();

sub milliseconds (@values) {
    return map { sprintf $_ < 0.1 ? '%.3f' : $_ < 10 ? '%.2f' : '%.0f', $_ } @values;
}

sub megabytes ($bytes) { return sprintf '%.1f', $bytes / 1e6 }

sub print_queries () {
    my ($least, $mean, $most) = map { number($_) } @{ $lines{found}[0] };
    say '';
    table(
        [ 'ms for page, total and 6 facets of ' . number($ITEMS), 'asked', 'p50', 'p99', 'max' ],
        map { [ @$_[ 0, 1 ], milliseconds(@$_[ 2 .. 4 ]) ] } @{ $lines{query} }
    );
    say "the aim: p99 < 10; 30 questions, which find $least to $most, $mean on average";
    say '';
    table(
        [ 'SQLite: times what columns in a file take', 'least', 'median', 'most' ],
        @{ $lines{ratio} }
    );
    say 'processor time of the same question by turns';
    say '';
    table([ 'µs for a change', 'changes', 'p50', 'p99', 'max' ],
        map { [ @$_[ 0, 1 ], map { sprintf '%.1f', 1000 * $_ } @$_[ 2 .. 4 ] ] } @{ $lines{change} });
}

sub print_scans () {
    say '';
    table([ 'loops over ' . number($ITEMS) . ' rows', 'µs' ], @{ $lines{scan} });
}

sub print_builds () {
    say '';
    table([ 'a snapshot from MariaDB', 'ms', 'of it, to write', 'MB' ],
        map { [ @$_[ 0 .. 2 ], megabytes($_->[3]) ] } @{ $lines{build} });
}

sub print_names () {
    my ($count, $time, $plain) = @{ $lines{trigrams}[0] };
    say '';
    table(
        [ 'ms for ten of ' . number($NAMES) . ' names', 'asked', 'p50', 'p99', 'max', 'meant one shown' ],
        map { [ @$_[ 0, 1 ], milliseconds(@$_[ 2 .. 4 ]), "$_->[5] %" ] } @{ $lines{name} }
    );
    say 'the aim: p99 < 5';
    say "the names' catalogue: made in $time ms; lists of ", megabytes($plain), ' MB';
}
