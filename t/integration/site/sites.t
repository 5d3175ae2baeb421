# The Host header picks the site, and nothing of one site is to be had at another.
use v5.36;
use utf8;
use FindBin;
use lib "$FindBin::Bin/../lib";
use File::Temp qw(tempfile);
use Test::More;
use Lorehall;
use Lorehall::Lore;

my %home = map { $_ => visitor(site => $_) } qw(everquest camelot eqbeastiary);
my $port = $home{everquest}{port};

# What a Host header is answered with, as it is sent.
sub ask ($host, $path = '/', $method = 'GET', $more = '', $body = '') {
    my $line = defined $host ? "Host: $host\r\n" : '';
    my $version = defined $host ? '1.1' : '1.0';
    return visitor()->raw("$method $path HTTP/$version\r\n${line}${more}Connection: close\r\n\r\n$body");
}

subtest 'there are three sites, each with boards and a look of its own' => sub {
    my (%title, %accent, %boards);
    for my $site (sort keys %home) {
        is $home{$site}->follow('/')->{path}, $site eq 'eqbeastiary' ? '/beastiary/' : '/', "$site opens on its front";
        my $page = $home{$site}->get('/forum/');
        is $page->{status}, 200, 'and has boards';
        my ($head) = $page->html->all('h1');
        $title{ $head->text }++;
        my ($root) = $page->html->all('html');
        $accent{ $root->attribute('data-accent') }++;
        like $home{$site}->get('/health')->{text}, qr/\Aok \Q$site\E\n/, 'and is well';
        my $list = $home{$site}->get('/api/v1/boards')->json;
        cmp_ok $list->{total}, '>=', 3, 'with boards';
        $boards{$_}++ for map { $_->{title} } @{ $list->{boards} };
        my ($here) = map { $_->text } grep { $_->attribute('aria-current') } $page->html->all('a');
        is $here, $head->text, 'the list of sites says where one is';
        my @others = map { $_->attribute('href') } grep { ($_->attribute('href') // '') =~ m{^http://} } $page->html->all('a');
        is_deeply [sort @others], [sort map {"http://$_.localhost:$port/"} keys %home], 'and leads to all of them';
    }
    is keys %title,  3, 'three names';
    is keys %accent, 3, 'three accents';
    cmp_ok keys %boards, '>=', 9, 'boards of their own';
};

subtest 'an address without its slash leads to the one with it, and nowhere else' => sub {
    for my $path (qw(/forum /beastiary /account /beastiary/npc)) {
        my $answer = ask("everquest.localhost:$port", "$path?a=b");
        is $answer->{status}, 301, "$path: for good";
        is $answer->location, "$path/?a=b", 'to the same with a slash, at whatever the reader calls us';
        $answer = ask('evil.example', $path);
        is $answer->{status}, 302, 'of a host that is none of ours';
        like $answer->location, qr{^http://(?:camelot|everquest|eqbeastiary)\.localhost:$port/$}, 'to the first site';
    }
    unlike ask('evil.example', $_)->location // '', qr/evil/, "$_ does not lead there either" for '/u', '/static', '/static/errors', '/static/css', '/live-stream', '/forum/', '/search';
};

subtest 'a host is the same in another case and with the dot of the root' => sub {
    for my $host ("everquest.localhost.:$port", 'everquest.localhost.', 'EVERQUEST.LocalHost.') {
        is ask($host, '/forum/')->{status}, 200, $host;
    }
    my $answer = ask("everquest.localhost.:$port", '/account/login', 'POST', "Origin: http://everquest.localhost.:$port\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 0\r\n");
    unlike $answer->complaint, qr/another site/, 'and its pages are our own';
    is ask("$_:$port", '/forum/')->{status}, 400, "$_ is none" for 'everquest.localhost..', 'everquest..localhost', '.';
    is ask("everquest.localhost:0$port", '/forum/')->{status}, 302, 'nor has a port zeros before it';
};

subtest 'the host in a request line goes before the field, and what stands behind # is nobody\'s here' => sub {
    like ask('camelot.localhost', "http://everquest.localhost:$port/forum/")->{text}, qr/data-accent="ember"/, 'everquest it is';
    is ask('everquest.localhost', 'http://evil.example/forum/')->{status}, 302, 'and a foreign one is foreign';
    is ask("everquest.localhost:$port", '/forum/#x')->{status}, 200, 'a fragment is passed over';
    is ask("everquest.localhost:$port", '/forum#x')->location, '/forum/', 'and goes nowhere';
};

subtest 'each site has an icon' => sub {
    for my $site (sort keys %home) {
        my $icon = $home{$site}->get('/favicon.ico');
        is $icon->{status}, 200, "$site has one where browsers look for it";
        is $icon->header('content-type'), 'image/x-icon', 'which says what it is';
        is unpack('H8', $icon->{content}), '00000100', 'and is it';
        my ($link) = grep { ($_->attribute('rel') // '') eq 'icon' } $home{$site}->follow('/')->html->all('link');
        like $link->attribute('href'), qr{^data:image/svg\+xml,}, 'and pages that bring it along';
    }
};

my $member = member();
my $title  = unique('Secret') . ' of EverQuest';
my $thread = start_thread($member, title => $title);
my ($opening) = thread_ids($thread);
my $comment = reply_to($member, $thread, 'Said at everquest.');

subtest "one site's threads are not to be had at another" => sub {
    my $abroad = $member->at('camelot');
    my $guest  = $home{camelot};
    ok $home{everquest}->follow("/forum/thread/$thread")->{status} == 200, 'a thread of everquest can be read there';
    my $voter  = member(site => 'camelot');
    my $before = written();
    for my $path ("/forum/thread/$thread", "/forum/thread/$thread/secret", "/forum/comment/$comment", "/api/v1/threads/thread:$thread",
        "/forum/thread/$thread/secret?under=$comment") {
        for my $who ($guest, $abroad) {
            my $answer = $who->get($path);
            is $answer->{status}, 404, "$path is not at camelot";
            unlike $answer->{text}, qr/\Q$title\E|Said at/, 'and nothing of it is told';
        }
    }
    is $abroad->get("/forum/reply?subject=thread:$thread")->{status}, 404, 'nobody can answer it there';
    is $abroad->post('/forum/reply', { subject => "thread:$thread", body => 'x' })->{status}, 404, 'by no form';
    is $abroad->post('/forum/reply', { subject => "thread:$thread", parent => $comment, body => 'x' })->{status}, 404, 'with a parent or without';
    is $abroad->get("/forum/comment/$comment/edit")->{status}, 404, 'or edit what they wrote themselves';
    is $abroad->post("/forum/comment/$comment/edit", { body => 'x' })->{status}, 404, 'by a form';
    is $voter->post("/forum/comment/$comment/rating", { value => 1 })->{status}, 404, 'or rate it';
    is $voter->api(POST => "/api/v1/comments/$comment/rating", { value => 1 })->{status}, 404, 'by the API';
    is $voter->api(POST => '/api/v1/comments', { subject => "thread:$thread", body => 'x' })->{status}, 404, 'or comment by it';
    is_deeply written(), $before, 'nothing was written';
    unlike $guest->get($_)->{text}, qr/\Q$title\E/, "$_ does not list it" for '/', '/forum/', '/forum/general/', '/api/v1/boards/general/threads';
    like $home{everquest}->get($_)->{text}, qr/\Q$title\E/, "but everquest's does" for '/', '/forum/', '/forum/general/', '/api/v1/boards/general/threads';
};

subtest 'boards of the same name are different boards' => sub {
    my $here = start_thread($member->at('camelot'), title => unique('Camelot') . ' only');
    my $name = value('SELECT title FROM thread WHERE id = ?', $here);
    like $home{camelot}->get('/forum/general/')->{text}, qr/\Q$name\E/, 'a thread is on the board of its site';
    unlike $home{everquest}->get('/forum/general/')->{text}, qr/\Q$name\E/, 'not on the other of that name';
    is $home{eqbeastiary}->get('/forum/general/')->{status}, 404, 'and some sites have no such board';
    is $home{eqbeastiary}->get('/forum/sightings/')->{status}, 200, 'but others';
};

subtest 'one account is good for all sites' => sub {
    like $member->at($_)->get('/forum/')->{text}, qr/\Q$member->{name}\E/, "the same session at $_" for sort keys %home;
    my $local = member();
    is((lorehall('', 'user', 'role', $local->{name}, 'administrator', '--site', 'camelot'))[0], 0, 'somebody becomes administrator of one');
    like $local->at('camelot')->get('/forum/')->header('server-timing'), qr/queries/, 'an administrator of camelot';
    unlike $local->get('/forum/')->header('server-timing'), qr/queries/, 'is none at everquest';
};

subtest 'the host may be written in any case and with any port' => sub {
    for my $host ("everquest.localhost:$port", 'everquest.localhost', "EverQuest.LOCALHOST:$port", 'EVERQUEST.localhost:99') {
        my $answer = ask($host, '/forum/');
        is $answer->{status}, 200, $host;
        like $answer->{text}, qr/EverQuest Lore/, 'is everquest';
    }
    is ask("everquest.localhost:$port", "/forum/thread/$thread/wrong")->location, "/forum/thread/$thread/" . lc($title =~ s/[^A-Za-z0-9]+/-/gr),
        'its redirects keep to the host by naming none';
};

subtest 'an unknown host gets nothing but the way to the first site' => sub {
    for my $host ('localhost', 'evil.example', 'everquest.evil.example', "xeverquest.localhost:$port", 'everquest.localhost.evil.example', 'everquest',
        'a.everquest.localhost', '.localhost', '127.0.0.1', "[::1]:$port", '.everquest.localhost', '', undef) {
        my $name = $host // 'none at all';
        for my $path ('/', "/forum/thread/$thread", '/forum/general/', '/api/v1/boards', "/api/v1/threads/thread:$thread", '/account/login', "/live?subjects=thread:$thread") {
            my $answer = ask($host, $path);
            # An empty one nginx refuses by itself.
            my $refused = defined $host && $host eq '';
            is $answer->{status}, $refused ? 400 : 302, "'$name' $path: $answer->{status}";
            is $answer->location, $refused ? undef : "http://everquest.localhost:$port/", $refused ? 'leads nowhere' : 'leads to the first site';
            unlike $answer->{text}, qr/\Q$title\E|boards|<form/, 'and shows no data';
        }
        my $before = written();
        ask($host, '/forum/reply', 'POST', "Content-Type: application/x-www-form-urlencoded\r\nCookie: lorehall=$member->{token}\r\nContent-Length: 3\r\n", 'a=b');
        is_deeply written(), $before, 'or takes any';
    }
};

subtest 'no host can write itself into what others are shown' => sub {
    my $path = "/forum/thread/$thread/" . lc($title =~ s/[^A-Za-z0-9]+/-/gr);
    for my $host ("everquest.localhost:$port\@evil.example", 'everquest.localhost:evil.example', 'everquest.localhost:8080:evil', "everquest.localhost:$port/evil",
        "everquest.localhost:$port\"><script>", "everquest.localhost:99999999999", "everquest.localhost:1 evil.example", 'everquest.localhost:666') {
        my $fresh = reply_to($member, $thread, 'So that no page is known.');
        for my $page ('/', $path, '/forum/general/') {
            ask($host, $page);
            my $next = $home{everquest}->get($page);
            my ($foreign) = grep {/evil|:666\b|99999999999|</} $next->{text} =~ /(?:href|action|src)="(https?:[^"]*)"/g;
            is $foreign, undef, "after '$host', $page is as it was for the next guest";
        }
        my $answer = ask($host, '/api/v1/boards');
        unlike $answer->{text}, qr/evil|<script>/, 'nor is it repeated by the API';
    }
};

subtest 'a path that lacks its last slash, or has one too many, leads to the page' => sub {
    my $guest = visitor();
    for my $path ('/forum', '/forum/zones', '/beastiary', '/beastiary/npc', '/beastiary/imports', '/account') {
        my $answer = $guest->get("$path?sort=x");
        is $answer->{status}, 301, "$path is moved";
        like $answer->location, qr{^(?:http://everquest\.localhost:$port)?\Q$path\E/\?sort=x$}, 'to the same with a slash and what else was asked';
    }
    for my $path ('/forum/comment/1', '/beastiary/npc/1', '/beastiary/npc/1/anything/map', '/account/login') {
        my $answer = $guest->get("$path/?sort=x");
        is $answer->{status}, 301, "$path with a slash too many is moved";
        like $answer->location, qr{^(?:http://everquest\.localhost:$port)?\Q$path\E\?sort=x$}, 'to the same without it';
    }
    is $guest->get('/account/')->location, '/account/login?next=%2Faccount%2F', '/account/ leads a guest to the login';
    is member()->get('/account/')->location, '/account/settings', 'and a member to the settings';
    is $guest->get('/nothing')->{status}, 404, 'what there is not with a slash either is not found';
    is $guest->get('//forum')->{status}, 404, 'and no address of another host is made';
    is $guest->get('/api/v1')->{status}, 404, 'the API has one address for each thing';
};

# ---- games that come and go -----------------------------------------------------------------------

# Imports the sample's sites with these games, by the sites' names; '' is none.
sub give_games (%games) {
    my $sites = source_text('db/sample/sites.hdf');
    for my $site (keys %games) {
        my $game = $games{$site} eq '' ? '' : "game = $games{$site}";
        $sites =~ s/^(\h*\Q$site\E \{.*?^\h*)game = \w+/$1$game/ms or die "no $site with a game";
    }
    my ($handle, $file) = tempfile(UNLINK => 1, SUFFIX => '.hdf');
    print $handle $sites;
    close $handle;
    is((lorehall('', 'import', 'sites', $file))[0], 0, 'sites have ' . (join(', ', map {"$_ $games{$_}"} sort keys %games) || 'their own games again'));
    return;
}

sub said ($who, $subject) {
    my $answer = $who->api(GET => "/api/v1/threads/$subject");
    return $answer->{status} == 200 ? [map { $_->{body} } @{ $answer->json->{comments} }] : $answer->{status};
}

sub say_below ($who, $subject, $body) {
    my $answer = $who->api(POST => '/api/v1/comments', { subject => $subject, body => $body });
    is $answer->{status}, 201, "somebody says something below $subject at $who->{host}" or diag $answer->complaint;
    return $answer->json->{id};
}

subtest "a game's talk stays with the game, whatever sites have it" => sub {
    my $word = join '', 'q', map { chr(97 + rand 26) } 1 .. 11;
    my %at   = map { $_ => $member->at($_) } keys %home;
    my $item = make_entry('item', unique('Shield '));
    my $mob  = make_entry('mob', unique('Merrow '), {}, game => 'camelot');
    my $id   = say_below($at{everquest}, "item:$item", "A shield, $word.");
    my $own  = say_below($at{camelot}, "mob:$mob", "A merrow, $word.");
    say_below($at{$_}, 'search:1', "The search of $_, $word.") for qw(everquest camelot);
    my $search = sub ($site) { [grep {/\Q$word\E/} @{ said($home{$site}, 'search:1') }] };
    my $found = sub ($site) { join ' ', sort map { $_->{id} } grep {1} map { @{ $_->{results} } } grep { $_->{kind} eq 'comment' }
        @{ $home{$site}->api(GET => "/api/v1/search?q=$word")->json->{groups} } };
    my @first = ("A shield, $word.");
    followed();
    wait_until(patience(10), sub { $found->('everquest') =~ /\b$id\b/ && $found->('camelot') =~ /\b$own\b/ });
    my %before = map { $_ => $found->($_) } qw(everquest camelot);

    give_games(everquest => 'camelot');
    is_deeply said($home{camelot}, "mob:$mob"), ["A merrow, $word."], 'camelot keeps its talk';
    is_deeply $search->('camelot'), ["The search of camelot, $word."], 'also below its search';
    is_deeply said($home{everquest}, "mob:$mob"), ["A merrow, $word."], 'and everquest has it now, too';
    is_deeply $search->('everquest'), ["The search of camelot, $word."], 'all of it';
    is_deeply said($home{eqbeastiary}, "item:$item"), \@first, 'while eqbeastiary keeps that of the other game';
    for my $site (qw(everquest camelot)) {
        my $who = $at{$site};
        is said($home{$site}, "item:$item"), 404, "$site has nothing below a page that it has not";
        is $who->get($_)->{status}, 404, "nor at $_"
            for "/forum/comment/$id", "/forum/comment/$id/edit", "/forum/reply?subject=item:$item", "/forum/reply?subject=item:$item&parent=$id", "/beastiary/item/$item/x";
        is $who->post("/forum/comment/$id/edit", { body => 'x', version => 0 })->{status}, 404, 'nor to edit';
        is member(site => $site)->api(POST => "/api/v1/comments/$id/rating", { value => 1 })->{status}, 404, 'or to rate';
        unlike $who->get("/live/missed?subjects=item:$item&since=1")->{text}, qr/\Q$word\E/, 'nor is it told as it comes';
        is $found->($site), $before{camelot}, 'the search finds what the site shows';
    }
    is $found->('eqbeastiary'), $before{everquest}, 'and at eqbeastiary as before';
    push @first, "Meanwhile, $word.";
    my $meanwhile = say_below($at{eqbeastiary}, "item:$item", $first[-1]);
    is $home{eqbeastiary}->get("/forum/comment/$meanwhile")->{status}, 302, 'which has its address';

    give_games();
    is_deeply said($home{$_}, "item:$item"), \@first, "$_ has all of it, what was said meanwhile, too" for qw(everquest eqbeastiary);
    is said($home{everquest}, "mob:$mob"), 404, "and nothing of camelot's";
    is_deeply $search->('everquest'), ["The search of everquest, $word."], 'as before';
    is_deeply $search->('camelot'), ["The search of camelot, $word."], 'on both';

    give_games(everquest => '');
    is said($home{everquest}, "item:$item"), 404, 'a site without a game has nothing of any';
    is $at{everquest}->api(POST => '/api/v1/comments', { subject => "item:$item", body => 'x' })->{status}, 404, 'and takes nothing';
    is_deeply said($home{eqbeastiary}, "item:$item"), \@first, 'another keeps it';
    push @first, "Without, $word.";
    say_below($at{eqbeastiary}, "item:$item", $first[-1]);
    give_games();
    is_deeply said($home{$_}, "item:$item"), \@first, "given one again, nobody loses anything: $_" for qw(everquest eqbeastiary);
};
give_games();

done_testing;
