# What the site costs, as the administration shows it: processes, routes, the slowest requests with their statements,
# and the server's plan for one, without anything that anybody typed.
use v5.36;
use utf8;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Test::More;
use Lorehall;

my $admin  = administrator();
my $member = member();
my $thread = start_thread($admin);
my $secret = unique('typedword');

sub cells ($page, $name) {
    my ($row) = grep {m{<bdi>\Q$name\E</bdi>}} $page->{text} =~ m{<tr>(.*?)</tr>}gs;
    return map {s/<[^>]*>//gr =~ s/^\s+|\s+$//gr} ($row // '') =~ m{<td[^>]*>(?:<span class="unit">[^<]*</span>)?(.*?)</td>}gs;
}

subtest 'each route is counted, with what it took and what it asked for' => sub {
    my ($name, $before) = cells($admin->get('/admin/performance?since=start'), 'forum GET /forum/thread/:id/*');
    $admin->get("/forum/thread/$thread/x") for 1 .. 3;
    my $page = $admin->get('/admin/performance?since=start&sort=requests');
    is $page->{status}, 200, 'there is a page of it';
    my @now = cells($page, 'forum GET /forum/thread/:id/*');
    is number($now[1]), 3 + number($before // 0), 'three more requests';
    like $now[$_], qr/^\d+\.\d{3}$/, "column $_ is a time" for 4 .. 8;
    ok number($now[4]) <= number($now[5]) && number($now[5]) <= number($now[6]), 'p50, p95 and p99 rise';
    my @errors = map { number((cells($page, "forum GET $_"))[3] // 0) } '/forum/thread/:id/*';
    $admin->get('/forum/thread/999999999/x');
    is number((cells($admin->get('/admin/performance?since=start&sort=requests'), 'forum GET /forum/thread/:id/*'))[3]), $errors[0] + 1, 'what is refused is told';
    like $page->{text}, qr{<h2 id="workers">Processes</h2>.*<td>forum</td>.*<td>journald</td>}s, 'and each process of the host';
    like $page->{text}, qr{<b>[\d,]+</b> <span>Live connections</span>}, 'connections too';
    my $file = $admin->get('/admin/performance?since=start&format=csv');
    like $file->{content}, qr/route,requests,errors,refused,p50_ms/, 'it is a file as well';
    like $file->{content}, qr{^"forum GET /forum/thread/:id/\*","\d+",}m, 'of all routes';
};

sub number ($text) { return $text =~ tr/,//dr }

subtest 'one route: how long it takes, as a picture and as a table' => sub {
    my $all = $admin->get('/admin/performance?since=start&sort=requests')->{text};
    my ($path) = $all =~ m{<a href="(/admin/performance/routes/\d+)"><bdi>forum GET /forum/thread/:id/\*};
    my $page = $admin->get("$path?since=start");
    like $page->{text}, qr{<svg[^>]*role="img" aria-labelledby="durations-t durations-d">\s*<title id="durations-t">[^<]+</title><desc id="durations-d">Half took up to [\d.]+ ms}, 'a picture that says what it shows';
    my ($requests) = $page->{text} =~ m{<b>([\d,]+)</b> <span>Requests</span>};
    my $sum = 0;
    $sum += number($_) for $page->{text} =~ m{<tr><td>up to [\d.,]+ ms</td><td class="number">([\d,]+)</td></tr>}g;
    is $sum, number($requests), 'the table has each of them once';
    unlike $page->{text}, qr/style=/, 'no style in the page';
    is $admin->get('/admin/performance/routes/9999')->{status}, 404, 'what is no route is not found' ;
    is $admin->get('/admin/performance/routes/0')->{status},   404, 'nor is 0';
};

subtest 'the slowest requests tell their statements, and nothing that was typed' => sub {
    $admin->get("/search?q=$secret");
    $member->post('/account/login', { name => $secret, password => $secret });
    $admin->get("/u/$secret");
    my $page = $admin->get('/admin/performance/slow');
    like $page->{text}, qr{<summary><b>[\d.,]+ ms</b> <bdi>\w+ (?:GET|POST) /}, 'some are there';
    like $page->{text}, qr{<a href="/admin/performance/statements/\d+">[A-Z_]+</a>}, 'with their statements';
    unlike $page->{text}, qr{\Q$secret}, 'no word of a search, a form or an address';
};

# Where a statement is looked at, by its name.
sub statement ($name) {
    my $next = '/admin/performance/statements?since=start&sort=calls';
    while ($next) {
        my $text = $admin->get($next)->{text};
        return $1 if $text =~ m{<a href="([^"]+)"><bdi>\Q$name\E</bdi>};
        ($next) = map {s/&amp;/&/gr} $text =~ m{rel="next" href="([^"]+)"};
    }
    return;
}

subtest 'a statement shows what it costs, and the plan that the server has for it' => sub {
    my $path = statement('SESSION_BY_HASH');
    ok defined $path, 'each is in the list' or return;
    my $page = $admin->get($path);
    like $page->{text}, qr{<pre class="sql" translate="no"><code>SELECT.*\?}s, 'its text has question marks';
    unlike $page->{text}, qr{possible_keys}, 'no plan before somebody asks';
    my $plan = $admin->get("$path?plan=1");
    like $plan->{text}, qr{<span class="unit">table</span> \w+}, 'and one when somebody does';
    like $plan->{text}, qr{<li><code>a</code></li>}, 'a token, which nobody has kept, stands as "a"';
    like $admin->get(statement('SESSION_INSERT') . '?plan=1')->{text}, qr{Only what reads has a plan}, 'what writes has none';
};

subtest 'who may not see it is told so, and Prometheus may ask' => sub {
    is $member->get($_)->{status}, 403, $_ for qw(/admin/performance /admin/performance/slow /admin/performance/statements);
    my $text = visitor()->get('/metrics')->{text};
    like $text, qr{^lorehall_route_seconds\{area="forum",route="GET /forum/thread/:id/\*",quantile="0\.99"\} \d+\.\d{6}$}m, 'quantiles of each route';
    like $text, qr{^lorehall_route_seconds_count\{area="forum",route="GET /forum/thread/:id/\*"\} \d+$}m, 'and how many';
};

subtest 'it speaks German' => sub {
    like administrator(language => 'de')->get('/admin/performance')->{text}, qr{Anfragen}, 'with German words';
};

done_testing;
