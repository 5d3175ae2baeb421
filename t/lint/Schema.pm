package Schema;

# The database's tables as the migrations leave them, and whose each is (db/owners): the floor of lib/ that
# alone may put into words what is in it, and those above it.

use v5.36;
use File::Basename qw(basename);

use Exporter qw(import);

use CSource;
use Floors;

our @EXPORT = qw(migration table_owners table_floor test_data);

my $OWNERS = 'db/owners';

# Migrations run in one order, and each says why it exists.
sub migration ($tree) {
    my ($previous, @findings) = 0;
    for my $path (migrations($tree)) {
        if ($tree->{$path}{text} !~ m{\A--\s+\S}) {
            push @findings, [ $path, 1, 'does not begin with a -- comment that says why' ];
        }
        my ($number) = basename($path) =~ m{^([0-9]{4})-[A-Za-z0-9_-]+\.sql$};
        push @findings, [ $path, 1, 'is not named NNNN-name.sql' ] if !defined $number;
        next if !defined $number;
        my $next = sprintf '%04d', $previous + 1;
        push @findings, [ $path, 1, "number $number is there twice" ] if $number > 0 && $number == $previous;
        push @findings, [ $path, 1, "number $next is missing before it" ] if $number > $next;
        $previous = $number;
    }
    return @findings;
}

# Every table has an owner, every owner is a floor, and no table refers to one of a higher floor.
sub table_owners ($tree) {
    my $tables = tables($tree);
    my $owners = owners($tree);
    my @findings;
    for my $name (sort keys %$tables) {
        my $table = $tables->{$name};
        push @findings, [ $table->{path}, $table->{line}, "table $name has no owner in $OWNERS" ] if !$owners->{$name};
    }
    for my $name (sort keys %$owners) {
        my $owner = $owners->{$name};
        push @findings, [ $OWNERS, $owner->{line}, "lib/$owner->{floor} is no floor" ] if !defined floor_rank($owner->{floor});
        push @findings, [ $OWNERS, $owner->{line}, "no migration leaves a table $name" ] if !$tables->{$name};
        push @findings, [ $OWNERS, $owner->{line}, "$name has two owners" ] if $owner->{again};
    }
    for my $name (sort keys %$tables) {
        for my $reference ($tables->{$name}{references}->@*) {
            my ($target, $path, $line) = ($reference->{table}{name}, $reference->@{qw(path line)});
            next if !defined $target || !higher($owners->{$target}, $owners->{$name}{floor});
            push @findings, [ $path, $line, "$name refers to $target, a table of the higher floor $owners->{$target}{floor}" ];
        }
    }
    return @findings;
}

# What SQL a floor has names its own tables and those of the floors below.
sub table_floor ($file, $tree) {
    my $floor  = floor_of($file->{path}) // return;
    my $owners = owners($tree);
    my $source = c_source($file);
    my @sql    = sql_extents($source);
    my (@findings, %seen);
    for my $literal ($source->{literals}->@*) {
        # As it stands in the file, so that what a macro adds stays apart from what stands beside it.
        my $text = substr $source->{code}, $literal->{start}, $literal->{end} - $literal->{start};
        my $part = grep { $literal->{start} > $_->[0] && $literal->{start} < $_->[1] } @sql;
        for my $named (tables_named($text =~ tr/"/ /r, $part, $owners)) {
            my ($table, $at) = @$named;
            next if !higher($owners->{$table}, $floor) || $seen{$table}++;
            my $line = $literal->{line} + (substr($text, 0, $at) =~ tr/\n//);
            push @findings, [ $line, "lib/$floor names $table, a table of the higher floor $owners->{$table}{floor} ($OWNERS)" ];
        }
    }
    return @findings;
}

# Tests write what they need by what the product offers: its commands, forms and API. Which tables a file writes
# by SQL all the same, and why, stands at its beginning: `# Written by SQL: session, entry; why`.
sub test_data ($file, $tree) {
    state %table = map { $_->{path} =~ m{^db/} ? ($_->{name} => 1) : () } values tables($tree)->%*;
    my %told = map { $_ => 0 } map { split /,\s*/ } $file->{text} =~ m{^(?:\#|//) Written by SQL: ([\w, ]+); \S}mg;
    my @findings;
    my $number = 0;
    for my $line (split /\n/, $file->{text}) {
        $number++;
        while ($line =~ /\b(?:INSERT\s+(?:IGNORE\s+)?INTO|REPLACE\s+INTO|UPDATE|DELETE\s+(?:\w+\s+)?FROM|TRUNCATE(?:\s+TABLE)?|ALTER\s+TABLE)\s+(\w+)/g) {
            next if !$table{$1} || exists $told{$1} && ++$told{$1};
            push @findings, [$number, "writes $1 by SQL: make it by what the product offers, or say why not at the file's beginning: Written by SQL: $1; why"];
        }
    }
    return @findings, map { [1, "says that $_ is written by SQL, and does not write it"] } grep { !$told{$_} } sort keys %told;
}

# Tables named in a literal as [name, offset]: where SQL wants one, or alone as what a statement's macro is given.
sub tables_named ($text, $part, $owners) {
    state $TABLE = qr{\b(?:(?:FROM|JOIN|INTO|UPDATE|TABLE|IGNORE|USING)\s+)+\(*\s*};
    my @named;
    push @named, [ $1, $-[1] ] if $part && $text =~ m{^\s*(\w+)\s*$} && $owners->{$1};
    while ($text =~ m{$TABLE(\w+)}g) {
        push @named, [ $1, $-[1] ] if $owners->{$1};
        # Others after commas, each perhaps with an alias.
        while ($text =~ m{\G(?:\s+(?:AS\s+)?[a-z]\w*)?\s*,\s*([a-z_]\w*)}gc) {
            push @named, [ $1, $-[1] ] if $owners->{$1};
        }
    }
    return @named;
}

sub higher ($owner, $floor) {
    my ($theirs, $own) = map { defined $_ ? floor_rank($_) : undef } $owner ? $owner->{floor} : undef, $floor;
    return defined $theirs && defined $own && $theirs > $own;
}

sub migrations ($tree) {
    return grep { m{^db/migrations/[^/]+\.sql$} } sort keys %$tree;
}

# db/owners as table => {floor, line}.
sub owners ($tree) {
    my $file = $tree->{$OWNERS} // return {};
    return $file->{owners} //= do {
        my ($line, %owners) = 0;
        for my $text (split m{\n}, $file->{text}) {
            $line++;
            my ($floor, @tables) = split ' ', $text =~ s{\#.*}{}r;
            $owners{$_} = { floor => $floor, line => $line, again => !!$owners{$_} } for @tables;
        }
        \%owners;
    };
}

# The tables and sequences that are there after all migrations, as name => {name, path, line, references}, and
# those that a statement of lib/store/ itself creates.
sub tables ($tree) {
    my %tables;
    my $add = sub ($name, $path, $line) {
        $tables{$name} = { name => $name, path => $path, line => $line, references => [] };
    };
    for my $path (migrations($tree)) {
        my $text = $tree->{$path}{text} =~ s{--[^\n]*}{ $& =~ s/./ /gr }ger;
        while ($text =~ m{([^;]+);?}g) {
            my ($statement, $start) = ($1, $-[1]);
            my $line = text_line($text, $start + ($statement =~ m{^\s*} ? $+[0] : 0));
            my $table;
            if ($statement =~ m{^\s*CREATE\s+(?:TABLE|SEQUENCE|VIEW)\s+(?:IF\s+NOT\s+EXISTS\s+)?(\w+)}) {
                $table = $add->($1, $path, $line);
            }
            elsif ($statement =~ m{^\s*DROP\s+(?:TABLE|SEQUENCE|VIEW)\s+(?:IF\s+EXISTS\s+)?([\w\s,]+)}) {
                undef +(delete $tables{$_} // {})->{name} for split m{[\s,]+}, $1;
            }
            elsif ($statement =~ m{^\s*ALTER\s+TABLE\s+(?:IF\s+EXISTS\s+)?(\w+)}) {
                $table = $tables{$1};
                renamed(\%tables, $1, $2) if $statement =~ m{TABLE\s+(?:IF\s+EXISTS\s+)?(\w+)\s+RENAME\s+TO\s+(\w+)};
            }
            elsif ($statement =~ m{^\s*RENAME\s+TABLE\s}) {
                renamed(\%tables, $1, $2) while $statement =~ m{(\w+)\s+TO\s+(\w+)}g;
            }
            while ($table && $statement =~ m{\bREFERENCES\s+(\w+)}g) {
                my $target = $tables{$1} // next;
                push $table->{references}->@*, { table => $target, path => $path, line => text_line($text, $start + $-[1]) };
            }
        }
    }
    for my $path (grep { m{^lib/store/.*\.c$} } sort keys %$tree) {
        for my $literal (c_source($tree->{$path})->{literals}->@*) {
            $add->($1, $path, $literal->{line}) if $literal->{text} =~ m{^\s*CREATE TABLE (?:IF NOT EXISTS )?(\w+)};
        }
    }
    return \%tables;
}

sub renamed ($tables, $from, $to) {
    my $table = delete $tables->{$from} // return;
    $table->{name} = $to;
    $tables->{$to} = $table;
    return;
}

1;
