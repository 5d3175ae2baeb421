package CSource;

# C read without compiling it: what is comment, literal and code, and which functions there are.
# A file is a hash of its `path` and `text`, in which what was found is kept.

use v5.36;
use Exporter qw(import);

our @EXPORT = qw(c_source literal_line macro_extents sql_extents declarations functions_by_braces text_line);

# A C file taken apart once: `code` without comments, `bare` also without the contents of
# literals and headers' names (both as long as the text, so offsets and lines agree),
# `includes` as [line, name], and `literals`, adjacent ones as one.
sub c_source($file) {
    return $file->{c} //= do {
        my ($line, $code, $bare, @includes, @literals) = (1, '', '');
        for ($file->{text}) {
            pos = 0;
            while (pos() < length) {
                my ($start, $in_code, $in_bare) = (pos, 1, 0);
                if (m{\G^[ \t]*\#[ \t]*include[ \t]*(?:"([^"\n]*)"|<([^>\n]*)>)}gcm) {
                    push @includes, [ $line, $1 // $2 ];
                }
                elsif (m{\G(?:"((?:[^"\\\n]|\\.)*)"?|'(?:[^'\\\n]|\\.)*'?)}gcs) {
                    push @literals, { start => $start, end => pos, line => $line, text => unescape($1) }
                        if defined $1;
                }
                elsif (m{\G(?:/\*.*?(?:\*/|\z)|//(?:[^\\\n]|\\.)*)}gcs) {
                    $in_code = 0;
                }
                else {
                    m{\G(?:\n|[^\n"'/]+|/)}gc;
                    $in_bare = 1;
                }
                my $token = substr $_, $start, pos() - $start;
                $code .= $in_code ? $token : blank($token);
                $bare .= $in_bare ? $token : blank($token);
                $line += $token =~ tr/\n//;
            }
        }
        { code => $code, bare => $bare, includes => \@includes, literals => literals_joined($code, @literals) };
    };
}

# Joins literals that the compiler would: nothing but space, or a macro such as PRIu64
# (which then stands for itself), between them. `pieces` tell where each line begins.
sub literals_joined ($code, @literals) {
    my @joined;
    for my $literal (@literals) {
        my $last = $joined[-1];
        my $gap  = $last ? substr $code, $last->{end}, $literal->{start} - $last->{end} : ';';
        if ($gap =~ m{^\s*(?:[A-Z][A-Za-z0-9_]*\s*)*$}) {
            $last->{text} .= $gap =~ s{\s+}{}gr;
            push $last->{pieces}->@*, [ length $last->{text}, $literal->{line} ];
            $last->{text} .= $literal->{text};
            $last->{end} = $literal->{end};
        }
        else {
            push @joined, { %$literal, pieces => [ [ 0, $literal->{line} ] ] };
        }
    }
    return \@joined;
}

# The line on which offset OFFSET of a joined literal stands.
sub literal_line ($literal, $offset) {
    return (grep { $_->[0] <= $offset } $literal->{pieces}->@*)[-1][1];
}

# [start, end] of each invocation of a macro, from its name to its closing parenthesis.
sub macro_extents ($source, $macro) {
    my @extents;
    for ($source->{bare}) {
        pos = 0;
        while (m{\b\Q$macro\E\s*\(}g) {
            my ($start, $depth) = ($-[0], 1);
            $depth += $1 eq '(' ? 1 : -1 while $depth > 0 && m{([()])}g;
            push @extents, [ $start, pos() // length ];
            last if $depth > 0;
        }
    }
    return @extents;
}

# Where SQL may stand: in STATEMENT(...), STATEMENT_OF(...), STATEMENTS_BY_KEY(...) and TRANSACTION(...), and in a `#define ..._SQL` that several of them share.
sub sql_extents ($source) {
    my @extents = map { macro_extents($source, $_) } qw(STATEMENT STATEMENT_OF STATEMENTS_BY_KEY TRANSACTION);
    push @extents, [ $-[0], $+[0] ] while $source->{bare} =~ m{^\#define\s+\w+_SQL\b(?:[^\\\n]|\\.)*}gms;
    return @extents;
}

# A header's functions as [line, name], and the set of lines that may stand between one and
# the comment above its group: other declarations and macros.
sub declarations($file) {
    my $bare = c_source($file)->{bare};
    my (@functions, %group);
    my $mark = sub ($start, $end) { $group{$_} = 1 for text_line($bare, $start) .. text_line($bare, $end) };

    while ($bare =~ m{^[ \t]*\#(?:[^\\\n]|\\.)*}gms) {
        my ($start, $end, $directive) = ($-[0], $+[0], $&);
        $mark->($start, $end - 1) if $directive =~ m{\#\s*define\b};
        substr $bare, $start, $end - $start, blank($directive);
        pos($bare) = $end;
    }
    1 while $bare =~ s<\{([^{}]*)\}>< "\x01" . blank($1) . "\x02" >e;

    while ($bare =~ m{\G\s*([^;\x01]*)(;|\x01[^\x02]*\x02(?:\s*;|[^;\x01]*;)?)}g) {
        my ($head, $tail, $start, $after, $end) = ($1, $2, $-[1], $-[2], $+[0]);
        my $braces = $tail =~ m{^\x01};
        if ($braces && $head =~ m{\)\s*$}) {    # a function's body ends it, no semicolon
            $end = $after + index($tail, "\x02") + 1;
            pos($bare) = $end;
        }
        $mark->($start, $end - 1) unless $braces && $head !~ m{\)\s*$};
        my $name = function_name($head);
        push @functions, [ text_line($bare, $start), $name ] if defined $name;
    }
    return (\@functions, \%group);
}

# The function that a declaration up to its semicolon or body names; undef for anything else.
sub function_name($head) {
    state $PARENS = qr{(\((?:[^()]++|(?-1))*+\))};
    $head =~ s{\b__attribute__\s*$PARENS}{}g;
    $head =~ s{^\s*[A-Z][A-Z0-9_]*\s*$PARENS(?=\s*\w)}{};
    return if $head =~ m{^\s*(?:typedef|_Static_assert|static_assert)\b} || $head =~ m{=};
    return $head =~ m{^\s*(?:\w+[\s*]+)+(\w+)\s*\((?!\s*\*)} ? $1 : undef;
}

# Functions as [path, name, first line, last line], found by counting braces. A brace in column 1 always ends
# a function, which mends what conditional compilation may have upset.
sub functions_by_braces($file) {
    my $bare = c_source($file)->{bare} =~ s{^[ \t]*\#(?:[^\\\n]|\\.)*}{blank($&)}gmser;
    my ($depth, $after, $open, @functions) = (0, 0);
    while ($bare =~ m{([{}])}g) {
        my ($brace, $at) = ($1, $-[0]);
        if ($brace eq '{') {
            next if $depth++ > 0;
            my $head = substr($bare, $after, $at - $after) =~ s{^.*;}{ blank($&) }ser;
            my $name = $head =~ m{\)\s*$} ? function_name($head) // next : next;
            $head =~ m{\b$name\s*\(};
            $open = [ $file->{path}, $name, text_line($bare, $after + $-[0]) ];
            next;
        }
        $depth = $depth <= 1 || $at == 0 || substr($bare, $at - 1, 1) eq "\n" ? 0 : $depth - 1;
        next if $depth > 0;
        push @functions, [ @$open, text_line($bare, $at) ] if $open;
        ($open, $after) = (undef, $at + 1);
    }
    return @functions;
}

# Spaces for everything but line ends.
sub blank($text) {
    return $text =~ tr/\n/ /cr;
}

sub text_line ($text, $offset) {
    return 1 + (substr($text, 0, $offset) =~ tr/\n//);
}

# A C literal's text as the compiler would see it.
sub unescape($text) {
    state %CHARACTER = (n => "\n", t => "\t", r => "\r", "\n" => '');
    return $text =~ s{\\(?:x([0-9A-Fa-f]+)|([0-7]{1,3})|(.))}{
        defined $1 ? chr(hex(substr $1, -2)) : defined $2 ? chr(oct($2) & 255) : $CHARACTER{$3} // $3
    }gesr;
}

1;
