#!/usr/bin/env perl
# Has two scanners from outside, wapiti and sqlmap, look at a site as guest, as member and as administrator, and
# prints what they found, each with why it is none, or that nobody explained it: then it fails.
#
#     scan.pl [SECONDS]
#
# is how long each may take, for each role; ./dev scan starts the instance that it works on, and whose texts,
# settings and accounts it leaves in any state. The requests that wapiti finds by its crawl are what sqlmap
# changes.
use v5.36;
use utf8;
use FindBin;
use lib "$FindBin::Bin/../integration/lib";
use JSON::PP ();
use Lorehall;

my $seconds = $ARGV[0] // 300;

# What scanners report though nothing is wrong: the text that it is known by, and why.
my @explained = (
    ['Strict-Transport-Security is not set', 'the instance has no TLS; with it nginx sends the header (doc/deploy.md)'],
    ['X-XSS-Protection is not set',          'browsers have dropped the filter that it switched; CSP stands in its place'],
    ['X-Frame-Options is not set',           "CSP's frame-ancestors says who may frame a page"],
    ['false positive or unexploitable',      'sqlmap takes it back: another word finds something else'],
    [qr{Secure flag is not set in the cookie}, 'the instance has no TLS; with it the cookie is Secure and named __Host-'],
);

# Modules that need no server of the scanner's makers; those of words from outside (nikto, buster) know of PHP alone.
my $modules = 'backup,blindsql,cookieflags,crlf,csp,exec,file,htaccess,http_headers,methods,permanentxss,redirect,shellshock,sql,xss';

# What would end the scan by what it does: the session that it has, or the account.
my @left = qw(/account/logout /account/sessions /account/pause /account/resume /account/delete /account/password
    /account/name /account/factors /admin/freeze /live);
my @entrances = qw(/account/login /account/register);  # each ends the session that the browser had

sub role ($visitor, $name, @starts) { return { visitor => $visitor, name => $name, starts => [map { $visitor->origin . $_ } @starts] } }

my $author = member();
my $thread = start_thread($author, title => 'What scanners look at', body => 'A first comment.');
my $comment = reply_to($author, $thread, 'An answer.');

my @roles = (
    role(visitor(),       'guest',         '/', '/search?q=gnoll&talk_sort=new', '/account/login'),
    role(member(),        'member',        '/', "/forum/thread/$thread/x", '/account/settings'),
    role(administrator(), 'administrator', '/admin/', '/account/settings', "/forum/thread/$thread/x"),
);

# What pages do not lead to: the API, whose forms are JSON.
sub api ($visitor) {
    my $origin = $visitor->origin;
    my @get    = map { { method => 'GET', url => "$origin/api/v1/$_" } } 'entries?kind=npc&level=1-20&sort=-level&limit=3', 'search?q=gnoll',
        'boards/general/threads?limit=2', "threads/thread:$thread?sort=best&limit=3";
    my @post   = (
        { url => 'comments', data => qq({"subject":"thread:$thread","body":"From a scanner.","idempotency_key":"x"}) },
        { url => 'preview',  data => '{"body":"From a scanner."}' },
        { url => "comments/$comment/rating", data => '{"value":1}' },
        { url => "comments/$comment/report", data => '{"reason":"spam","note":"From a scanner."}' },
    );
    return @get, map { { method => 'POST', url => "$origin/api/v1/$_->{url}", data => $_->{data} } } @post;
}

# Runs a command with its output in a file; what it printed.
sub printed ($file, $limit, @command) {
    my $pid = fork // die "fork: $!";
    if ($pid == 0) {
        open STDIN,  '<', '/dev/null' or die $!;
        open STDOUT, '>', $file       or die "$file: $!";
        open STDERR, '>&', \*STDOUT   or die $!;
        exec 'timeout', '-k', '10', $limit, @command or die "$command[0]: $!";
    }
    waitpid $pid, 0;
    open my $in, '<:encoding(UTF-8)', $file or die "$file: $!";
    local $/;
    return readline $in;
}

# nginx answers what asks it as a proxy, so that no scanner need know the names of sites.
my $proxy = "http://127.0.0.1:$Lorehall::PORT";

# The cookies of a visitor as wapiti keeps them.
sub cookie_file ($visitor, $file) {
    my %cookie = map { my ($name, $value) = split /=/, $_, 2; ($name => { version => 0, value => $value, secure => JSON::PP::false, expires => undef, port => undef }) } $visitor->cookies;
    open my $out, '>', $file or die "$file: $!";
    print $out json()->encode({ ".$visitor->{host}" => { '/' => \%cookie } });
    close $out or die "$file: $!";
    return $file;
}

# The findings and the requests that wapiti made out.
sub wapiti ($role, $directory) {
    my $visitor = $role->{visitor};
    my $origin  = $visitor->origin;
    my $text    = printed("$directory/wapiti.log", 5 * $seconds + 120, "$FindBin::Bin/wapiti.py", '-u', "$origin/", '-p', $proxy, '--scope', 'domain', '-m', $modules,
        (map { ('-s', $_) } @{ $role->{starts} }), (map { ('-x', "$origin$_*") } @left, defined $visitor->{token} ? @entrances : ()),
        '-c', cookie_file($visitor, "$directory/cookies"),
        '--max-scan-time', int($seconds / 2), '--max-attack-time', int($seconds / 30) + 1, '--max-files-per-dir', 12, '--max-links-per-page', 100, '-d', 5, '--max-parameters', 30,
        '-f', 'json', '-o', "$directory/wapiti.json", '--flush-session', '--store-session', "$directory/session", '--store-config', "$directory/config",
        '--no-bugreport', '-v', 1);
    open my $in, '<', "$directory/wapiti.json" or die "wapiti wrote no report for $role->{name}; it said:\n" . substr($text, -2000);
    my $report = json()->decode(do { local $/; readline $in });
    my @findings;
    for my $sort (qw(vulnerabilities anomalies)) {
        for my $category (sort keys %{ $report->{$sort} }) {
            push @findings, map {"$category: $_->{method} $_->{path}" . (length($_->{parameter} // '') ? " ($_->{parameter})" : '') . ": $_->{info}"} @{ $report->{$sort}{$category} };
        }
    }
    my @requests;
    push @requests, { method => $1, url => $2, data => $3 } while $text =~ /^\[\+\] (GET|POST) (\S+) \(\d+\)\n(?:\tdata: (.*)\n)?/mg;
    return (\@findings, \@requests);
}

# One of those requests that differ in the numbers and the words of their addresses alone.
sub unlike (@requests) {
    my %seen;
    return grep { !$seen{ shape($_) }++ } grep { $_->{url} !~ m{/static/} && ($_->{method} eq 'POST' || $_->{url} =~ /[?]|\d/) } @requests;
}

sub shape ($request) {
    my ($path, $query) = split /\?/, $request->{url}, 2;
    $path =~ s{/\d+(?:/[^/]+)?}{/N}g;
    return join ' ', $request->{method}, $path, map { s/=.*//r } sort split /&/, join '&', $query // (), $request->{data} // ();
}

# A request as the scanner reads it. Numbers of paths are changed too, where the asterisk stands.
sub raw ($request, $visitor) {
    my $path = $request->{url} =~ s{^http://[^/]*}{}r;
    $path =~ s{^([^?]*/\d+)}{$1*} unless $path =~ /\?/ || defined $request->{data};
    my $csrf = $visitor->csrf;
    my $data = ($request->{data} // '') =~ s/\bcsrf=[^&]*/csrf=$csrf/r;
    my @head = ("Host: $visitor->{host}:$Lorehall::PORT", $visitor->cookies ? 'Cookie: ' . join '; ', $visitor->cookies : (),
        $data =~ /^\{/ ? ('Content-Type: application/json', "X-CSRF-Token: $csrf") : length $data ? 'Content-Type: application/x-www-form-urlencoded' : ());
    return join "\n", "$request->{method} $path HTTP/1.1", @head, '', $data;
}

# What sqlmap found in REQUESTS, how many of them it had time for, and in how many it saw something to change.
sub sqlmap ($role, $directory, @requests) {
    mkdir "$directory/requests" or die "$directory/requests: $!";
    for my $number (1 .. @requests) {
        my $file = "$directory/requests/$number-request";
        open my $out, '>:encoding(UTF-8)', $file or die "$file: $!";
        print $out raw($requests[$number - 1], $role->{visitor});
        close $out or die "$file: $!";
    }
    my $text = printed("$directory/sqlmap.log", $seconds, 'sqlmap', '-l', "$directory/requests", '--ignore-stdin', '--batch', '--proxy', $proxy, '--dbms', 'mysql',
        '--technique', 'BEU', '--level', 2, '--risk', 1, '--skip', 'csrf,begun,key,idempotency_key', '--ignore-code', '400,401,403,404,409,410,422', '--ignore-redirects',
        '--drop-set-cookie', '--disable-coloring', '--flush-session', '--output-dir', "$directory/sqlmap", '--results-file', "$directory/sqlmap.csv");
    my @findings;
    if (open my $in, '<', "$directory/sqlmap.csv") {
        push @findings, map {"injection: $_"} grep { /^http/ } map { chomp; $_ } readline $in;
    }
    push @findings, map {"injection: $_"} $text =~ /^sqlmap identified the following injection point.*?\n---\n(.*?)\n---/msg;
    my ($taken) = $text =~ /sqlmap parsed (\d+)/;
    my $tested = () = $text =~ /\[INFO\] testing URL /g;
    return (\@findings, $tested, $taken // 0);
}

# Prints findings; how many nobody explained.
sub print_findings (@findings) {
    my (%count, $open);
    $count{$_}++ for @findings;
    for my $finding (sort keys %count) {
        my ($known) = grep { ref $_->[0] ? $finding =~ $_->[0] : index($finding, $_->[0]) >= 0 } @explained;
        $open += !$known;
        say "    $finding\n        ", $known ? "explained: $known->[1]" : 'NOT EXPLAINED';
    }
    return $open // 0;
}

binmode STDOUT, ':encoding(UTF-8)';
STDOUT->autoflush(1);
my $root = instance_file('log/scan');
mkdir $root or die "$root: $!";
my ($open, $all) = (0, 0);
for my $role (@roles) {
    my $directory = "$root/$role->{name}";
    mkdir $directory or die "$directory: $!";
    my $mark = log_mark();
    my ($findings, $requests) = wapiti($role, $directory);
    say sprintf '%s: wapiti crawled %d requests and reports %d findings', $role->{name}, scalar @$requests, scalar @$findings;
    $open += print_findings(@$findings);
    my @unlike = unlike(@$requests, api($role->{visitor}));
    my ($injections, $tested, $taken) = sqlmap($role, $directory, @unlike);
    say sprintf '%s: sqlmap tried %d of %d unlike requests with parameters and reports %d findings', $role->{name}, $tested, $taken, scalar @$injections;
    $open += print_findings(@$injections);
    my @errors = grep {/\b(?:error|crit|alert)\b/i} log_lines($mark);
    say sprintf '%s: %d errors in the logs', $role->{name}, scalar @errors;
    $open += print_findings(map {"log: $_"} @errors);
    $all += @$findings + @$injections + @errors;
    next if !defined $role->{visitor}{token} || $role->{visitor}->get('/account/settings')->{status} == 200;
    say "$role->{name}: NOT EXPLAINED: what was tried ended the session";
    $open++;
}
say "scan: $all findings, ", $open ? "$open kinds of them not explained" : 'each explained';
exit !!$open;
