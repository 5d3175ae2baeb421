# Whatever directories ./configure is given, what is installed names those and no others.
use v5.36;
use utf8;
use FindBin;
use File::Find qw(find);
use File::Temp qw(tempdir);
use Test::More;

my $work = tempdir('directories.XXXXXX', DIR => $ENV{LOREHALL_TEST_ROOT}, CLEANUP => 1);
my %given = (prefix => '/opt/hall', sysconfdir => '/conf', localstatedir => '/state', runstatedir => '/volatile');

sub run (@command) {
    my $status = system "cd '$work' && { @command; } >>'$work/log' 2>&1";
    is $status, 0, $command[0] or BAIL_OUT(scalar `tail -n 20 '$work/log'`);
    return;
}

run("$FindBin::Bin/../../configure", '--quiet', map {"--$_=$given{$_}"} sort keys %given);
run('make', '-j2', 'CFLAGS=-O0', 'install', "DESTDIR=$work/root");

my (@outside, @foreign, %seen);
# What is the system's own, or another program's.
my $own = qr{^/(?:opt/hall|conf/lorehall|state/cache/lorehall|volatile/lorehall)(?:/|$)};
my $other = qr{^/(?:run/(?:mysqld/mysqld\.sock|nginx\.pid)|var/tmp|var/(?:log|lib)/nginx(?:/[a-z]+(?:\.log)?)?)$};
find({ no_chdir => 1, wanted => sub {
    my $name = s{^\Q$work\E/root}{}r;
    return if -d;
    push @outside, $name if $name !~ $own;
    return if $name =~ m{/(?:README|HACKING|LICENSE|NOTICE|[a-z-]+\.md)$};    # which tell of Debian's
    open my $in, '<:raw', $_ or die "$_: $!";
    local $/;
    my $text = <$in>;
    while ($text =~ /(?<![\w.\@:\/*)}-])(\/(?:usr\/local|etc|var|run|opt|conf|state|volatile)\/[\w.\/%\@-]*\w)/g) {
        my $path = $1;
        $seen{$path} = 1;
        push @foreign, "$name: $path" if $path !~ $own && $path !~ $other;
    }
} }, "$work/root");
is_deeply \@outside, [], 'every file is below the prefix';
is_deeply \@foreign, [], 'and names no directory of another configuration';
ok $seen{$_}, "$_ is named" for '/conf/lorehall/site.hdf', '/state/cache/lorehall', '/volatile/lorehall/shared', '/volatile/lorehall/publish.sock';
is((map { chomp; $_ } `'$work/root/opt/hall/bin/lorehall' stats 2>&1`)[0] =~ m{(/\S+/site\.hdf)} && $1, '/conf/lorehall/site.hdf', 'where the command looks for its configuration');

done_testing;
