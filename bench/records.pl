#!/usr/bin/env perl
# Records (values of entries and relations as JSON) read by our own parser, beside jansson.
use v5.36;
use utf8;
use Encode  qw(decode);
use FindBin qw($Bin);
use lib $Bin;
use Hall;

my $ROUNDS = $ENV{LOREHALL_BENCH_ROUNDS} // 20;
my $AIM    = 1.5;    # what jansson may take, for ours to go

say_machine();
my $real = "$Bin/../../shared/data/peq/peq-merged.sql.gz";
lorehall(qw(import peq --site everquest --allow-shrink --quiet), $real) if -e $real;
my @ratios = (
    compare('entries',   'SELECT kind, record FROM entry WHERE game_id = 1'),
    compare('relations', 'SELECT r.relation, r.record FROM relation r'
            . ' JOIN entry e ON e.id = r.from_id WHERE e.game_id = 1'),
);
say sprintf 'jansson beside ours: %s (ours goes where that is at most %.1f)',
    join(' and ', map { sprintf '%.2f', $_ } @ratios), $AIM;

# Times the records of a query; the least that jansson takes, as a multiple of ours.
sub compare ($what, $query) {
    my (%lines, @parsers);
    my $text = Hall::run_dev("$query;", 'sql', '-N', '-B', '-r');
    spew("$TEMPORARY/records", decode('UTF-8', $text));
    my $output = run_program('records', '--game', "$Bin/../games/everquest.hdf",
        '--records', "$TEMPORARY/records", '--rounds', $ROUNDS);
    for my $line (split /\n/, decode('UTF-8', $output)) {
        my ($kind, @fields) = split /\|/, $line;
        push @{ $lines{$kind} }, \@fields;
    }
    my ($count, $bytes) = @{ $lines{records}[0] };
    my ($ours, @others) = map { $_->[1] } @{ $lines{parser} };
    say '';
    table(
        [ sprintf('%s %s of %.0f bytes', number($count), $what, $bytes / $count), 'µs a record', 'times ours' ],
        map { [ $_->[0], sprintf('%.2f', $_->[1]), sprintf('%.2f', $_->[1] / $ours) ] } @{ $lines{parser} }
    );
    return (sort { $a <=> $b } map { $_ / $ours } @others)[0];
}
