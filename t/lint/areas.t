# The list of areas (cgi/areas), and that what nginx makes of it brings every request where it is answered.
use v5.36;
use utf8;
use FindBin;
use lib "$FindBin::Bin/../integration/lib";
use File::Path qw(make_path);
use File::Temp qw(tempdir);
use IO::Socket::UNIX;
use Test::More;
use Time::HiRes qw(sleep);
use Lorehall;
use Lorehall::Routes;

my $checkout = "$FindBin::Bin/../..";
my $work     = tempdir(CLEANUP => 1);

sub put ($path, $text) {
    open my $out, '>', "$work/$path" or die "$path: $!";
    print {$out} $text;
    close $out or die "$path: $!";
    return;
}

# ---- the list and what is there -------------------------------------------------------------------

is_deeply [sort(areas())], [map {s{^.*/(\w+)/$}{$1}r} sort glob "$checkout/cgi/*/"], 'every folder of cgi/ is an area of the list, and every area has one';

for my $area (areas()) {
    my %sources = map { $_ => 1 } "cgi/$area/$area.c", source_text("cgi/$area/sources.am") =~ m{\bcgi/\S+\.[ch]\b}g;
    is_deeply [sort keys %sources], [map {s{^.*/(?=cgi/)}{}r} sort glob "$checkout/cgi/$area/*.[ch]"], "$area: sources.am names its files";
    like source_text("cgi/$area/$area.c"), qr/\.name = "$area"/, 'its workers call themselves so';
    my @tests = split /\n/, -e "$checkout/t/areas/$area" ? source_text("t/areas/$area") : '';
    ok @tests > 0, 'it has tests';
    for (grep { !m{^unit/fuzz_} } @tests) {
        my @files = m{/$} ? glob "$checkout/t/$_*.t" : glob "$checkout/t/$_.{c,t,mjs}";
        ok((grep { -e } @files), "$_ is one");
    }
}

# ---- through nginx --------------------------------------------------------------------------------

# The instance's own nginx.conf, with pools that say their name.
my $port = $Lorehall::PORT;
my $conf = source_of(instance_file('nginx/nginx.conf'));
my $run  = readlink instance_file('run') || instance_file('run');
$conf =~ s{\bfastcgi_pass (\S+);}{return 200 "pool $1";}g;
$conf =~ s{\blisten 127\.0\.0\.1:$port\b}{listen unix:$work/socket};
$conf =~ s{"(?:unix:)?\K(?:\Q$run\E|\Q@{[instance_file('log')]}\E|\Q@{[instance_file('run')]}\E)(?=/)}{$work}g;
put('nginx.conf', $conf);

sub source_of ($path) {
    open my $in, '<', $path or die "$path: $!";
    local $/;
    return scalar <$in>;
}

my $nginx = fork // die "fork: $!";
exec 'nginx', '-e', "$work/error.log", '-c', "$work/nginx.conf", '-g', 'daemon off;' or die "nginx: $!" unless $nginx;
END {
    local $?;
    kill(TERM => $nginx), waitpid $nginx, 0 if $nginx;
}
wait_until(10, sub { IO::Socket::UNIX->new("$work/socket") }) or die source_of("$work/error.log");

# The pool that nginx would hand a request for ADDRESS to; its status where it answers by itself.
sub pool_of ($address) {
    my $socket = IO::Socket::UNIX->new("$work/socket") or die "nginx: $!";
    print {$socket} "GET $address HTTP/1.0\r\nHost: everquest.localhost\r\n\r\n";
    my $answer = do { local $/; readline $socket };
    return $answer =~ /\r\n\r\npool (\w+)$/ ? $1 : $answer =~ m{^HTTP/\S+ (\d+)} ? $1 : undef;
}

# The pools that get what fits a pattern, as it is, as the page of an older program, and with a query.
sub pools_of ($pattern) {
    my $path = $pattern =~ s{:\w+|\*$}{x}gr;
    return map { pool_of($_) } $path, "$path.html", "$path?x";
}

for my $route (routes()) {
    my %pools = map { $_ => 1 } pools_of($route->{pattern});
    ok $pools{ $route->{area} }, "$route->{method} $route->{pattern} comes to $route->{area}" or diag 'it goes to: ', join ', ', sort keys %pools;
    is index($route->{pattern}, '/api/') == 0, $route->{flags} =~ /ROUTE_API/ ? !!1 : !!0, 'and is of the API by its path and by its flag' if $route->{pattern} =~ /api/i || $route->{flags} =~ /API/;
}
is_deeply [pools_of('/nowhere/:id')], [('forum') x 3], 'a route that no path of its area leads to would be noticed';
is pool_of('/'), 'forum', 'the front page';
is pool_of('/?item=1'), 'beastiary', 'and an old link to it';
is pool_of('/live-stream/1.en.thread:1'), 404, 'what is internal stays so';

# Whether nginx's log of errors has a request that it refuses.
sub is_logged ($address) {
    my $socket = IO::Socket::UNIX->new("$work/socket") or die "nginx: $!";
    print {$socket} "POST $address HTTP/1.0\r\nHost: everquest.localhost\r\nContent-Length: 999999999\r\n\r\n";
    readline $socket;
    return source_of("$work/nginx.log") =~ /\Q$address\E/ ? 1 : 0;
}

is is_logged('/account/settings?token=seen'), 1, 'what is refused is logged with its query';
is is_logged("$_=hidden"), 0, "but not where that lets somebody in: $_" for '/account/reset?token', '/account/verify?token', '/account/provider/castle/callback?code';

# ---- what is wrong in the list --------------------------------------------------------------------

make_path("$work/house/cgi", "$work/house/build-aux");
put('house/build-aux/areas', source_of("$checkout/build-aux/areas"));

# What build-aux/areas says of this list, this template and these routes.
sub said ($list, $template = '', $routes = '') {
    put('house/cgi/areas', $list);
    put('house/template', $template);
    put('house/routes', $routes);
    open my $out, '-|', 'sh', '-c', 'perl "$1/build-aux/areas" nginx "$1/template" "$1/routes" 2>&1; echo $?', 'sh', "$work/house" or die "sh: $!";
    local $/;
    return readline($out) =~ s{\S*\Q$work\E/house/}{}gr;
}

my $block = "# \@each pages\nlocation \@LOCATION\@ { \@POOL\@; }\n# \@end\n# \@each area\n# \@end\n";
is said("one 1\n /x/\n /y\n# no\n\ntwo 10\n ~^/[a-z]+\$\n", $block), "location /x/ { one; }\nlocation = /x { one; }\nlocation = /y { one; }\nlocation ~ ^/[a-z]+\$ { two; }\n0\n", 'paths become locations';
is said("one 1\n /x/\n /x\n", $block), "location /x/ { one; }\nlocation = /x { one; }\n0\n", 'an address without its slash is the area\'s too, once';
is said("one 1\n\t/ rest\n", "# \@each rest pages\n\@LOCATION\@\@PORT\@\n# \@end\n# \@each area\n\@POOL\@\n# \@end\n"), "/\@PORT\@\none\n0\n", 'of several classes, in one block';
like said($$_[0], $block), qr/^\Q$$_[1]\E.*\n1\n\z/, $$_[1]
    for ["one 1\ntwo\n", 'cgi/areas:2: error: neither'], ["/x\n", 'cgi/areas:1: error: neither'], ["one 0\n", 'cgi/areas:1: error: neither'], ["one 1\n x\n", 'cgi/areas:2: error: neither'],
    ["one 1\none 2\n", 'cgi/areas:2: error: one is there twice'], ["one 1\n /x\ntwo 1\n /x\n", 'cgi/areas:4: error: /x pages is there twice'],
    ["one 1\n /x quick\n", 'template: error: no block @each quick'];
my $uploads = "# \@each upload\nlocation \@LOCATION\@ { \@LIMIT\@ \@POOL\@; }\n# \@end\n# \@each uploader\n\@too_large_\@POOL\@\n# \@end\n# \@each area\n# \@end\n";
my $table   = join '', map {"$_\n"} "one\tGET\t/a\tread\tpage\t0\t0", "one\tPOST\t/a.b/:id/up\town\twrite\t99\t2", "one\tPOST\t/c/*\town\twrite\t7\t1", "two\tPOST\t/d\town\twrite\t5\t0";
is said("one 1\ntwo 1\n", $uploads, $table), "location ~ ^/a[.]b/[^/]+/up\$ { 99 one; }\nlocation ~ ^/c/.*\$ { 7 one; }\n\@too_large_one\n0\n", 'routes that take files become locations with their limit';
is said("one 1\n", $uploads), "0\n", 'where there are none, so be it';
like said("one 1\n", "# \@each area\n# \@end\n", $table), qr/^template: error: no block \@each upload, of which/, 'but they want their block';
like said("one 1\n", $uploads, "one POST\n"), qr/^routes: error: no route: one POST\n1\n\z/, 'what is no route';
like said("one 1\n /x\n", "# \@each area\n# \@end\n# \@each pages\n"), qr/^template: error: a block without its end: \@each pages\n1\n\z/, 'a block without an end';

done_testing;
