# The areas and their routes, as their sources have them, so that a new one is tested from its first day.
package Lorehall::Routes;
use v5.36;
use utf8;

use Carp qw(croak);
use Cwd qw(abs_path);
use Exporter qw(import);
use File::Basename qw(basename dirname);

our @EXPORT = qw(areas routes sources_of);

my $CHECKOUT = abs_path(dirname(__FILE__) . '/../../../..');

# What the macros of web/route.h are given, and what they set by themselves.
my %MACROS = (
    ROUTE        => [[qw(method pattern permission rate flags body handler)]],
    ROUTE_KEPT   => [[qw(pattern permission rate reads handler)], method => 'GET', flags => 'ROUTE_KEEP', body => 'BODY_NONE'],
    ROUTE_UPLOAD => [[qw(pattern permission flags body files handler)], method => 'POST', rate => 'UPLOAD'],
);

# The names in cgi/areas.
sub areas () {
    state @areas = split ' ', `'$CHECKOUT/build-aux/areas' names`;
    return @areas;
}

# An area's C files: path in the checkout and text of each.
sub sources_of ($area) {
    return map {
        open my $in, '<:encoding(UTF-8)', $_ or croak "$_: $!";
        local $/;
        [substr($_, 1 + length $CHECKOUT), scalar readline $in];
    } sort glob "$CHECKOUT/cgi/$area/*.c";
}

# Every line of every table: area, method, pattern, permission, rate, flags, body, handler and, of pages that are
# kept, reads. Dies of one that is not understood.
sub routes () {
    my @routes;
    for my $area (areas()) {
        for (sources_of($area)) {
            my ($file, $text) = @$_;
            push @routes, map { { area => $area, %$_ } } map { route($file, @$_) } calls($text);
        }
    }
    return @routes;
}

# The macros that a text calls, with their arguments.
sub calls ($text) {
    state $argument = qr{(?:"(?:[^"\\]|\\.)*"|[^"(),])+};
    my @calls;
    while ($text =~ /\b(ROUTE(?:_[A-Z]+)?)\(($argument(?:,$argument)*)\)/g) {
        my ($macro, $arguments) = ($1, $2);
        push @calls, [$macro, map {s/^\s+|\s+$//gr} $arguments =~ /($argument)(?:,|$)/g];
    }
    return @calls;
}

sub route ($file, $macro, @arguments) {
    my ($names, %fixed) = @{ $MACROS{$macro} // croak "$file: nobody told the tests of $macro (Lorehall::Routes)" };
    @arguments == @$names or croak "$file: $macro(@arguments)";
    my %route = (%fixed, map { $names->[$_] => $arguments[$_] } 0 .. $#arguments);
    $route{pattern} =~ s/^"(.*)"$/$1/ or croak "$file: $macro(@arguments)";
    return \%route;
}

1;
