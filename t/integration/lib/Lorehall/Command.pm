# The deployer's command line, with what it prints on either channel apart.
# Written by SQL: board, site, journal; there is no command that takes a site away.
package Lorehall::Command;
use v5.36;
use utf8;

use Carp qw(croak);
use Encode qw(decode encode);
use Exporter qw(import);
use POSIX ();
use Test::More ();

use Lorehall;

our @EXPORT = qw(program begin finish lorehall_with lorehall_says configured migrating importing refused content_of counts jsonl make_site unmake_site);

# The program itself, so that it can be killed and given another configuration.
sub program { build_file('lorehall') }

# Begins `lorehall ARGUMENT…`; finish waits for it. Options: input, config (a file).
sub begin ($options, @arguments) {
    my %file = map { $_ => "$Lorehall::DIRECTORY/tmp/" . unique($_) } qw(in out err);
    open my $in, '>', $file{in} or croak "$file{in}: $!";
    print $in encode('UTF-8', $options->{input} // '');
    close $in or croak "$file{in}: $!";
    my $pid = fork // croak $!;
    if (!$pid) {
        $ENV{LOREHALL_FAULTS} = instance_file('faults');
        open STDIN,  '<', $file{in}  or POSIX::_exit(126);
        open STDOUT, '>', $file{out} or POSIX::_exit(126);
        open STDERR, '>', $file{err} or POSIX::_exit(126);
        my @config = defined $options->{config} ? ('--config', $options->{config}) : ();
        { no warnings 'exec'; exec program(), @config, map { encode('UTF-8', $_) } @arguments }
        POSIX::_exit(127);
    }
    return { pid => $pid, file => \%file };
}

# { status, out, err }: status is the exit status, or 128 and the signal that ended it.
sub finish ($run) {
    waitpid $run->{pid}, 0;
    my %said = (status => $? >> 8 | ($? & 127 ? 128 | $? & 127 : 0));
    for my $channel (qw(out err)) {
        open my $in, '<', $run->{file}{$channel} or croak $!;
        $said{$channel} = decode('UTF-8', do { local $/; <$in> } // '');
    }
    unlink values %{ $run->{file} };
    return \%said;
}

sub lorehall_with ($options, @arguments) { finish(begin($options, @arguments)) }

# The same with the instance's own configuration for that command.
sub lorehall_says (@arguments) {
    my %account = (import => 'import', stats => 'reader', export => 'reader');
    return lorehall_with({ config => instance_file(($account{ $arguments[0] // '' } // 'site') . '.hdf') }, @arguments);
}

# The instance's configuration with other values; undef leaves the key out. Gives the file.
sub configured (%other) {
    open my $in, '<:encoding(UTF-8)', instance_file('site.hdf') or croak "site.hdf: $!";
    my @lines = map {
        my ($key) = /^([\w.]+) =/;
        !defined $key || !exists $other{$key} ? $_ : defined $other{$key} ? "$key = " . delete($other{$key}) . "\n" : ();
    } <$in>;
    my $file = "$Lorehall::DIRECTORY/tmp/" . unique('site') . '.hdf';
    open my $out, '>:encoding(UTF-8)', $file or croak "$file: $!";
    print $out @lines, map { defined $other{$_} ? "$_ = $other{$_}\n" : () } sort keys %other;
    close $out or croak "$file: $!";
    return $file;
}

# The account that may make tables, as settings.
sub migrating () { ('Database.User' => 'lorehall_migrate', 'Database.Password' => content_of(instance_file('migrate-password')) =~ s/\n//r) }

sub content_of ($file) { open my $in, '<:encoding(UTF-8)', $file or croak "$file: $!"; local $/; return scalar <$in> }

# That a command fails as said, and that it says why on standard error only.
sub refused ($said, $status, $why, $what) {
    Test::More::is $said->{status}, $status, $what;
    Test::More::like $said->{err}, $why, 'and says why';
    Test::More::is $said->{out}, '', 'on standard error only';
}

# The text of a configuration for imports of the games in a directory.
sub importing ($games) {
    open my $in, '<', instance_file('import.hdf') or croak "import.hdf: $!";
    return do { local $/; <$in> } . "Games.Directory = $games\n";
}

# Makes a site about a game by the command line, by this configuration; its name is the game's.
sub make_site ($name, $title, $config) {
    my $file = "$Lorehall::DIRECTORY/tmp/" . unique('site') . '.hdf';
    open my $out, '>:encoding(UTF-8)', $file or croak "$file: $!";
    print $out "Sites {\n $name {\n title = $title\n accent = ember\n game = $name\n }\n}\n";
    close $out or croak "$file: $!";
    my $said = lorehall_with({ config => $config }, 'import', 'sites', $file);
    unlink $file;
    croak "lorehall import sites: $said->{err}" if $said->{status};
    return;
}

# Takes it away again, for which there is no command.
sub unmake_site ($name) {
    sql('DELETE b FROM board b JOIN site s ON s.id = b.site_id WHERE s.name = ?', $name);
    sql('DELETE FROM site WHERE name = ?', $name);
    sql("INSERT INTO journal (created, kind) VALUES (UTC_TIMESTAMP(6), 'site')");
    return;
}

# The figures of an import: the last line that it prints.
sub counts ($said) {
    my $last = (split /\n/, $said->{out})[-1] // '';
    return eval { json->decode(encode('UTF-8', $last)) } // { failed => "$said->{status}: $last$said->{err}" };
}

# A file of these lines: hashes, or text that goes in as it is (bytes). Gives its path.
sub jsonl (@lines) {
    my $file = "$Lorehall::DIRECTORY/tmp/" . unique('lines') . '.jsonl';
    open my $out, '>:raw', $file or croak "$file: $!";
    print $out ref $_ ? json->encode($_) : $_, "\n" for @lines;
    close $out or croak "$file: $!";
    return $file;
}

1;
