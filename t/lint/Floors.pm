package Floors;

# What lies where in lib/ and cgi/, and what may name what: the house's folders as the lint knows them.
# A tree is a hash of files by path (house); findings are as a rule's there.

use v5.36;
use File::Basename qw(basename dirname);
use FindBin        ();

use Exporter qw(import);

use CSource;

our @EXPORT = qw(folder floor floor_of floor_rank header_private helper_once type_floor type_once);

# The folders of lib/, lowest first: none calls one that comes after it. What lies in a folder that is not
# listed belongs to the one above it.
my @FLOORS = qw(
    base store game catalogue auth web talk talk/import lore
    import/source import/mapping import/staging import characters
);
my %RANK  = map { $FLOORS[$_] => $_ } 0 .. $#FLOORS;
my @AREAS = split ' ', qx('$FindBin::Bin/../../build-aux/areas' names);

my $MAX_FOLDER_FILES = 40;
my $MAX_README_LINES = 10;

# The floor that a path below lib/ lies on ("talk/import" for "lib/talk/import/batch.c"); undef: on none.
sub floor_of ($path) {
    my $folder = $path =~ m{^lib/(.+)/[^/]*$} ? $1 : return;
    $folder =~ s{/?[^/]+$}{} while length $folder && !exists $RANK{$folder};
    return length $folder ? $folder : undef;
}

# How high a floor lies; undef: it is none.
sub floor_rank ($floor) {
    return $RANK{$floor};
}

# A folder of lib/ can be seen at a glance, and says what it is.
sub folder ($tree) {
    my (%files, @findings);
    $files{ dirname($_) }++ for grep { m{^lib/.*/} } keys %$tree;
    for my $folder (sort keys %files) {
        my $readme = $tree->{"$folder/README.md"};
        my $lines  = $readme ? $readme->{text} =~ tr/\n// : 0;
        push @findings, [ $folder, 1, "$files{$folder} files, at most $MAX_FOLDER_FILES" ] if $files{$folder} > $MAX_FOLDER_FILES;
        push @findings, [ $folder, 1, 'has no README.md' ] if !$readme;
        push @findings, [ "$folder/README.md", $MAX_README_LINES + 1, "$lines lines, at most $MAX_README_LINES" ]
            if $lines > $MAX_README_LINES;
    }
    return @findings;
}

# No floor calls upward, lib/ knows no area or tool, no area knows another.
sub floor ($file, $tree) {
    my $path = $file->{path};
    my ($house, $area) = $path =~ m{^(lib|cgi)/(?:([^/]+)/)?};
    my %areas = map { $_ => 1 } @AREAS, map { m{^cgi/([^/]+)/} ? $1 : () } keys %$tree;
    my $own   = floor_of($path);

    if ($house eq 'cgi' && $path !~ m{^cgi/[^/]+/[^/]+$}) {
        return [ 1, q{an area's files lie directly in cgi/AREA/} ];
    }
    if ($house eq 'lib' && !defined $own) {
        return [ 1, "lies on no floor of lib/ (@FLOORS)" ];
    }

    my @findings;
    for my $include (c_source($file)->{includes}->@*) {
        my ($line,  $name) = @$include;
        my $target = include_path($path, $name, \%areas) // next;
        my ($where, $what) = split m{/}, $target;
        my $floor   = floor_of($target);
        my $message
            = $house eq 'lib' && $where ne 'lib'                  ? "lib/ includes $where/: $name"
            : $house eq 'lib' && !defined $floor                  ? "lib/$what is no floor: $name"
            : $house eq 'lib' && $RANK{$floor} > $RANK{$own}      ? "lib/$own includes the higher floor $floor: $name"
            : $house eq 'cgi' && $where eq 'cgi' && $what ne $area ? "area $area includes area $what: $name"
            :                                                       next;
        push @findings, [ $line, $message ];
    }
    return @findings;
}

# The path of what an include means ("lib/web/view.h", "cgi/forum/forum.h"); undef if that is outside the
# house, or a neighbour named without its folder.
sub include_path ($path, $name, $areas = {}) {
    if ($name =~ m{(?:^|/)\.\.?/}) {
        my @parts = split m{/}, dirname($path);
        for my $part (split m{/}, $name) {
            if    ($part eq '..') { pop @parts }
            elsif ($part ne '.')  { push @parts, $part }
        }
        $name = join '/', @parts;
    }
    return       if $name =~ m{^cgi/[^/]+\.h$};    # ClearSilver's own cgi/ has files only
    return $name if $name =~ m{^(?:lib|cgi|cli|services|tools)/};
    my $first = $name =~ m{^([^/]+)/} ? $1 : return;
    return exists $RANK{$first} || defined floor_of("lib/$name") ? "lib/$name" : $areas->{$first} ? "cgi/$name" : undef;
}

# What the files of one folder share with nobody else is in its internal.h. Tests and benches may look inside.
# A header that says "Only A.c and B.c include this" is included by no other either.
sub header_private ($tree) {
    my (@findings, %only);
    for my $path (grep { m{^lib/.*\.h$} } sort keys %$tree) {
        push @findings, [ $path, 1, q{what a folder keeps to itself is in its internal.h} ]
            if basename($path) =~ m{^(?:private|.*[_-](?:internal|private))\.h$};
        my ($names) = $tree->{$path}{text} =~ m{\A/\*(?:(?!\*/).)*\bOnly\s+(.+?)\s+(?:\*\s+)?includes?\s+this\b}s or next;
        $only{$path} = { map { $_ => 1 } $names =~ m{[\w.]+\.[ch]\b}g };
        push @findings, [ $path, 1, "says that $_ includes it, which is not there" ]
            for grep { !$tree->{ dirname($path) . "/$_" } } sort keys $only{$path}->%*;
    }
    for my $path (grep { m{^(?:lib|cgi|cli|services)/.*\.[ch]$} } sort keys %$tree) {
        for my $include (c_source($tree->{$path})->{includes}->@*) {
            my ($line, $name) = @$include;
            my $target = include_path($path, $name) // dirname($path) . "/$name";
            push @findings, [ $path, $line, "includes another folder's internal.h: $name" ]
                if basename($name) eq 'internal.h' && dirname($target) ne dirname($path);
            push @findings, [ $path, $line, "is not among those who include $name" ]
                if $only{$target} && !$only{$target}{ basename($path) } && $path ne $target =~ s{h$}{c}r;
        }
    }
    return @findings;
}

# No floor names a type that a higher one defines, though it may know it by a forward declaration alone.
sub type_floor ($tree) {
    my ($defined, @findings) = types_defined($tree);
    for my $path (grep { m{^lib/.*\.[ch]$} } sort keys %$tree) {
        my $own  = floor_of($path) // next;
        my $bare = c_source($tree->{$path})->{bare};
        my %seen;
        while ($bare =~ m{\b(?:struct|union|enum)\s+(\w+)}g) {
            my ($type, $line) = ($1, $-[0]);
            next if $seen{$type}++ || !$defined->{$type};
            my @where = map { floor_of($_->[0]) // dirname($_->[0]) } $defined->{$type}->@*;
            next if grep { ($RANK{$_} // @FLOORS) <= $RANK{$own} } @where;
            push @findings, [ $path, text_line($bare, $line), "lib/$own names $type, a type of $where[0]" ];
        }
    }
    return @findings;
}

# A tag means one thing in the whole tree.
sub type_once ($tree) {
    my ($defined, @findings) = types_defined($tree);
    for my $type (sort keys %$defined) {
        my ($first, @others) = $defined->{$type}->@*;
        push @findings, [ @$_, "$type is another type in $first->[0]" ] for @others;
    }
    return @findings;
}

# A static function of two files is two things under one name, or one thing that is written twice. Each program's
# main() aside.
sub helper_once ($tree) {
    my (%defined, @findings);
    for my $path (grep { m{^(?:lib|cgi|cli|services)/.*\.[ch]$} } sort keys %$tree) {
        my $bare = c_source($tree->{$path})->{bare};
        push $defined{$1}->@*, [ $path, text_line($bare, $-[1]) ]
            while $bare =~ m/^static (?:inline )?[^;={}()]*?\b(\w+)\([^{};]*\)\s*(?:__attribute__[^{;]*)?\{/mg;
    }
    for my $name (sort keys %defined) {
        my ($first, @others) = $defined{$name}->@*;
        push @findings, [ @$_, "$name() is another function in $first->[0]" ] for grep { $_->[0] ne $first->[0] } @others;
    }
    return @findings;
}

# Where each tag is defined: tag => [[path, line]…].
sub types_defined ($tree) {
    my %defined;
    for my $path (grep { m{^(?:lib|cgi|cli|services)/.*\.[ch]$} } sort keys %$tree) {
        my $bare = c_source($tree->{$path})->{bare};
        push $defined{$1}->@*, [ $path, text_line($bare, $-[0]) ]
            while $bare =~ m{\b(?:struct|union|enum)\s+(\w+)\s*\{}g;
    }
    return \%defined;
}

1;
