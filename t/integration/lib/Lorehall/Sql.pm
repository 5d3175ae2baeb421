# One connection to the instance's database, through the client that ./dev sql starts. Each call's
# answer ends where the client prints a mark that is asked for with it.
package Lorehall::Sql;
use v5.36;
use utf8;

use Carp qw(croak);
use Encode qw(decode encode);
use IPC::Open3 qw(open3);

sub new ($class, @command) {
    my $pid = open3(my $in, my $out, undef, @command,
        qw(--batch --skip-column-names --unbuffered --force --default-character-set=utf8mb4));
    $in->autoflush(1);
    return bless { pid => $pid, in => $in, out => $out, owner => $$, calls => 0 }, $class;
}

# A value as SQL: numbers as they are, NULL, anything else by its bytes.
sub quote ($value) {
    return 'NULL' unless defined $value;
    return $value if $value =~ /^-?\d+\z/a;
    return length $value ? "X'" . unpack('H*', utf8::is_utf8($value) ? encode('UTF-8', $value) : $value) . "'" : "''";
}

# Runs one statement, with ? standing for values; gives its rows as array references.
sub rows ($self, $text, @values) {
    local $SIG{PIPE} = 'IGNORE';
    my $mark = sprintf 'end of call %d', ++$self->{calls};
    $text =~ s/\?/@values ? quote(shift @values) : croak "a value is missing: $text"/ge;
    print { $self->{in} } encode('UTF-8', $text), ";\nSELECT '$mark';\n";
    my (@rows, $error);
    while (defined(my $line = readline $self->{out})) {
        chomp $line;
        if ($line eq $mark) {
            croak "$error: $text" if defined $error;
            return @rows;
        }
        $error //= $line if $line =~ /^ERROR \d+/;
        # After these the client answers nothing any more, not even the mark.
        last if $line =~ /^ERROR (?:2006|2013|1927|4031)\b/;
        push @rows, [map { cell($_) } split /\t/, decode('UTF-8', $line), -1];
    }
    $self->{gone} = 1;
    croak 'the database has gone: ' . ($error // 'no answer');
}

sub value ($self, $text, @values) { my ($row) = $self->rows($text, @values); return $row ? $row->[0] : undef }

sub cell ($text) {
    return undef if $text eq 'NULL';
    state %plain = (n => "\n", t => "\t", 0 => "\0", '\\' => '\\');
    return $text =~ s/\\([nt0\\])/$plain{$1}/gr;
}

sub alive ($self) { !$self->{gone} && $self->{owner} == $$ }

sub close ($self) {
    CORE::close $_ for delete @$self{qw(in out)};
    waitpid $self->{pid}, 0;
    $self->{gone} = 1;
}

sub DESTROY ($self) {
    local ($?, $!);
    $self->close if $self->{in} && $self->{owner} == $$;
}

1;
