package HouseTree;

# Trees for the tests of the house lint: written, linted, and their findings compared.

use v5.36;
use Exporter       qw(import);
use File::Basename qw(dirname);
use File::Path     qw(make_path);
use File::Temp     qw(tempdir);
use Test::More;

our @EXPORT = qw($HOUSE house house_run file_write finds passes);

our $HOUSE = dirname(__FILE__) . '/house';

# A tree with a README in every folder of lib/, which all rules but one want nothing of; none where it is undef.
sub whole (%files) {
    my %whole = ((map { m{^(lib/.*)/} ? ("$1/README.md" => "What is here.\n") : () } keys %files), %files);
    delete @whole{ grep { !defined $whole{$_} } keys %whole };
    return %whole;
}

# Writes a tree and runs the lint over it. Returns its exit status and its lines.
sub house (%files) {
    %files = whole(%files);
    my $root = tempdir(CLEANUP => 1);
    file_write($root, $_, $files{$_}) for keys %files;
    return house_run($root);
}

sub house_run($root) {
    open my $out, '-|', $^X, $HOUSE, '--root', $root or die "house: $!";
    chomp(my @lines = readline $out);
    close $out;
    return ($? >> 8, @lines);
}

sub file_write ($root, $path, $text) {
    make_path(dirname("$root/$path"));
    open my $file, '>:raw', "$root/$path" or die "$path: $!";
    print {$file} $text;
    close $file or die "$path: $!";
    return;
}

# Asserts that a tree has exactly the findings that begin like these.
sub finds ($name, $files, @expected) {
    my ($status, @lines) = house(%$files);
    my @starts = map { my $line = $lines[$_]; substr $line, 0, length($expected[$_] // $line) } 0 .. $#lines;
    is_deeply(\@starts, [@expected], $name) or diag join "\n", @lines;
    is($status, 1, "$name: exit status");
    return;
}

sub passes ($name, $files) {
    my ($status, @lines) = house(%$files);
    my %whole = whole(%$files);
    is_deeply(\@lines, [ 'house: ' . keys(%whole) . ' files, no findings' ], $name);
    is($status, 0, "$name: exit status");
    return;
}

1;
