# Who may do what: every route of every area, as every kind of visitor; and that none of them falls over
# its own parameters. The routes, their permissions and what they read are those of the areas' own sources
# (Lorehall::Routes).
# Written by SQL: lore_import, entry, revision, comment, thread, account; what no form or import lets in, as if it had been in the database for long.
use v5.36;
use utf8;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Test::More;
use Lorehall;
use Lorehall::Granted;
use Lorehall::Lore;
use Lorehall::Routes;

# Which permissions each role has, as the migrations should have made it, and one that is made here. What else
# somebody may have: a role elsewhere, which gives nothing here, and one on a board, which takes there.
my @member    = qw(site.read ban.appeal account.edit-own token.make comment.write comment.rate comment.edit-own comment.remove-own comment.report thread.start);
my @trusted   = (@member, qw(comment.fold limit.pass invitation.make));
my @reviewer  = (@trusted, qw(entry.edit entry.review entry.hide alias.edit));
my @moderator = (
    @reviewer, qw(comment.edit comment.remove thread.lock thread.pin thread.move thread.merge thread.slow queue.work),
    qw(account.see account.note account.warn account.ban session.end dashboard.see)
);
my @all       = lorehall_permissions();
my $librarian = unique('librarian') =~ tr/A-Z_/a-z-/r;
my %may       = map { my ($role, @set) = @$_; $role => { map { $_ => 1 } @set } } (
    [guest => qw(site.read host.probe session.open account.register)], [member => @member], [trusted => @trusted], [reviewer => @reviewer],
    [moderator => @moderator], [administrator => grep { $_ ne 'session.open' && $_ ne 'account.register' } @all], [suspended => qw(site.read ban.appeal account.edit-own)],
    [librarian => @member, 'entry.edit'], [elsewhere => @member], [silenced => @member],
);
my @roles = sort keys %may;

sub lorehall_permissions () {
    my ($status, $output) = lorehall('', qw(role permissions));
    return $output =~ /^  (\S+) /mg;
}

sub lorehall_does (@words) {
    my ($status, $output) = lorehall('', @words);
    is $status, 0, "lorehall @words" or diag $output;
}

lorehall_does('role', 'create', $librarian, 'entry.edit');
my $quiet = "$librarian-q";
lorehall_does('role', 'create', $quiet, '--denies', qw(comment.write thread.start comment.rate comment.edit-own));
is_deeply [map { (split ' ')[0] } grep {/built in/} split /\n/, (lorehall('', qw(role list)))[1]],
    [qw(guest member trusted reviewer moderator administrator suspended)], 'there are just these built-in roles';
cmp_ok @all, '>', 40, 'and ' . @all . ' permissions';

my @routes = routes();
cmp_ok @routes, '>=', 30, 'the tables have ' . @routes . ' routes';
$_->{permission} = lc($_->{permission}) =~ s/_/./r =~ tr/_/-/r for @routes;
is_deeply [grep { my $permission = $_->{permission}; !grep { $_ eq $permission } @all } @routes], [], 'each names a permission that there is';

is_deeply [grep { !$granted{ $_->{area} }{"$_->{method} $_->{pattern}"} } @routes], [], 'what each answers is told (Lorehall::Granted)';
is_deeply [sort map {"$_->{area} $_->{method} $_->{pattern}"} @routes],
    [sort map { my $area = $_; map {"$area $_"} keys %{ $granted{$area} } } keys %granted], 'and of no other';

# What a role is called, where it is another one than its visitors are called here by, or granted elsewhere.
my %granted_as = (
    librarian => [$librarian],
    elsewhere => [qw(administrator --site camelot)],
    silenced  => [$quiet, qw(--site everquest --board general)],
);

sub somebody ($role) {
    return visitor() if $role eq 'guest';
    my $grant   = $granted_as{$role};
    my $visitor = member(role => $grant || $role eq 'member' ? undef : $role);
    lorehall_does('role', 'grant', $visitor->{name}, @$grant) if $grant;
    return $visitor;
}
my %visitor;
$visitor{$_} = somebody($_) for @roles;

# Somebody who is banned, and appeals.
my $banned = member();
lorehall_does(qw(role grant), $banned->{name}, qw(suspended --site everquest --reason rude));
my $ban = value('SELECT id FROM ban WHERE account_id = ?', $banned->{id});
$banned->post("/account/bans/$ban", { body => 'I was not.' });
my $appeal = value('SELECT id FROM ban_appeal WHERE ban_id = ?', $ban);

# Something of each visitor's own to act upon, and a guest something of the member's.
my (%thread, %comment);
for my $role (@roles) {
    my $owner = $visitor{ $role =~ /^(?:guest|suspended|silenced)$/ ? 'member' : $role };
    $thread{$role}  = start_thread($owner, title => 'Permissions');
    $comment{$role} = reply_to($owner, $thread{$role}, 'Something of my own.');
}

# Entries of the game's database.
my $number = unique_number();
my $entry  = make_entry('item', 'Permission Slip', { lore_text => 'NEVER' }, external => $number);
my $zone   = make_entry('zone', 'Hall of Permissions');
journal_entries($entry, $zone);
sql("INSERT INTO lore_import (game_id, source, fingerprint, started, finished, parts, counts) VALUES (?, 'permissions', '', UTC_TIMESTAMP(6), UTC_TIMESTAMP(6), '', '{}')",
    game_number());
my $import = value('SELECT MAX(id) FROM lore_import');

# What no text may hold, in all that these pages show, as if it had been in the database for long: noncharacters
# and controls, as they are and in a record's escapes.
my $never = "CONVERT(X'EFBFBEEFB790F09FBFBF01C29B' USING utf8mb4)";
my $odd   = make_entry('item', 'Permission Slip of Old', { lore_text => 'NEVER' });
sql("UPDATE entry SET name = CONCAT(name, ' ', $never), record = REPLACE(record, 'NEVER', CONCAT($never, ?)) WHERE id = ?", '\ufffe\ufdd0\u0001', $odd);
sql("UPDATE entry SET record = REPLACE(record, 'NEVER', CONCAT($never, ?)) WHERE id IN (?, ?)", '\ufffe\ufdd0\u0001', $entry, $zone);
sql("INSERT INTO revision (entry_id, number, kind, created, why, diff) VALUES (?, ?, ?, UTC_TIMESTAMP(6), CONCAT('Why ', $never), REPLACE(?, 'NEVER', $never))",
    $entry, @$_) for [1, 0, '{}'], [2, 5, '{"lore_text":["NEVER\\ufffe","NEVER\\u0001"]}'];
journal_entries($odd, $entry, $zone);
my $writer = member();
for my $role (@roles) {
    sql("UPDATE comment SET body = CONCAT(body, $never), html = CONCAT('<p>', $never, '</p>') WHERE thread_id = ?", $thread{$role});
    sql("UPDATE thread SET title = CONCAT(title, ' ', $never) WHERE id = ?", $thread{$role});
    reply_to($writer, $thread{$role}, 'Makes the pages anew.');
}
sql("UPDATE account SET name = CONCAT(name, $never) WHERE handle = ?", lc $writer->{name});
my $forbidden = qr/\xEF\xB7[\x90-\xAF]|\xEF\xBF[\xBE\xBF]|[\xF0-\xF4][\x8F\x9F\xAF\xBF]\xBF[\xBE\xBF]|\xC2[\x80-\x9F]|[\x00-\x08\x0B\x0C\x0E-\x1F\x7F]/;

# The path of a route for a visitor.
sub path_for ($route, $role) {
    my $path = $route->{pattern};
    $path =~ s{^/beastiary/:kind/:id/:slug(?=/map)}{entry_path($zone)}e;
    $path =~ s{/accounts/:name}{/accounts/$writer->{name}};
    $path =~ s{/accounts/:id}{/accounts/$writer->{id}};
    $path =~ s{/(?:performance/\w+|mails)\K/:id}{/999999999};
    $path =~ s{/admin/bans/:id}{/admin/bans/$ban};
    $path =~ s{/appeals/:id}{/appeals/$appeal};
    $path =~ s{/roles/:id}{'/roles/' . value('SELECT id FROM role WHERE name = ?', $librarian)}e;
    $path .= '?where=0&role=' . value('SELECT id FROM role WHERE name = ?', $librarian) if $path =~ m{^/admin/accounts/\d+/role$} && $route->{method} eq 'GET';
    $path =~ s{/:kind/:id/:slug}{entry_path($entry) =~ s{^/beastiary}{}r}e;
    $path =~ s{/:kind/:id}{/item/$entry};
    $path =~ s{:kind}{item};
    $path =~ s{/:number}{/1};
    $path =~ s{/game/hidden/:id}{/game/hidden/999999999};
    $path =~ s{/admin/imports/:id}{/admin/imports/999999999};
    $path =~ s{/imports/:id}{/imports/$import};
    $path =~ s{^/forum/thread/:id/\*$}{/forum/thread/$thread{$role}/permissions};
    $path =~ s{/(threads?)/:id}{/$1/$thread{$role}};
    $path =~ s{/moderate/:act$}{/moderate/rename};
    $path =~ s{/comments?\K/:id}{/$comment{$role}};
    $path =~ s{/queue/:id}{/queue/999999999};
    $path =~ s{/acts/:id}{/acts/999999999};
    $path =~ s{:subject}{thread:$thread{$role}};
    $path =~ s{^/admin/boards/\K:id}{value("SELECT b.id FROM board b JOIN site s ON s.id = b.site_id WHERE s.name = 'everquest' AND b.name = 'general'")}e;
    $path =~ s{:board}{general};
    $path =~ s{^/sitemap/(thread|entrie)s/\K:part}{1 + int(($1 eq 'thread' ? $thread{$role} : $entry) / 5000)}e;
    $path = "/?a=item&id=$number" if $path eq '/' && $route->{area} eq 'beastiary';
    $path .= "?subject=thread:$thread{$role}" if $path eq '/forum/reply' && $route->{method} eq 'GET';
    $path = "/db/item.html?item=$number" if $path eq '/db/*';
    $path = "/item.html?id=$number"     if $path eq '/:page';
    $path .= '?name=Permission%20Slip'  if $path eq '/beastiary/card';
    $path .= '?kind=item'               if $path eq '/api/v1/entries';
    $path .= '?q=permission'           if $path eq '/api/v1/search';
    $path .= "?subjects=thread:$thread{$role}" if $path =~ m{^/live};
    return $path;
}

# The rule of who gets what (route_access in web/route.h): nothing where ROLE may have the route, else the
# status, and where a redirect leads.
sub refusal ($route, $role) {
    my $permission = $route->{permission};
    $role = 'guest' if $route->{flags} =~ /ROUTE_BARE/; # nobody is asked who they are
    return if $may{$role}{$permission};
    return $permission =~ /^(?:session\.open|account\.register)$/ ? (303, qr{^/$}) : 403 if $role ne 'guest';
    return $route->{method} eq 'GET' && $route->{flags} !~ /ROUTE_API/ ? (303, qr{^/account/login\?next=%2F}) : 401;
}

# Whether the route is about a board that has taken from ROLE what else they hold: what is sent here says which
# board in these; of others it is wrong before that is asked. What is removed here is another's, to boot.
sub taken_there ($route, $role) {
    return $role eq 'silenced' && $route->{flags} =~ /ROUTE_BOARD/ && "$route->{method} $route->{pattern}" =~ m{/(?:new|edit|remove|restore|rename|:act)$|^GET /forum/reply$};
}

my $file = { name => 'permissions.txt', bytes => 'Anything.' };

# The answer's status, of which a live stream is the beginning only.
sub ask ($visitor, $route, $path, %options) {
    if ($route->{pattern} eq '/live') {
        my $answer = $visitor->raw("GET $path HTTP/1.1\r\nHost: $visitor->{host}:$visitor->{port}\r\n"
                . ($visitor->{token} ? "Cookie: lorehall=$visitor->{token}\r\n" : '')
                . "Accept: text/event-stream\r\nConnection: close\r\n\r\n", head => 1);
        return $answer // fail("no answer: $path");
    }
    return $visitor->get($path) if $route->{method} eq 'GET';
    return $visitor->upload($path, [file => $file]) if $route->{files};
    my $api = $path =~ m{^/api/};
    return $api ? $visitor->api(POST => $path, {}, %options) : $visitor->post($path, { %{ $options{fields} // {} } });
}

# How many answers were compared with the table, and how many were others.
my ($checked, $wrong) = (0, 0);

sub held_to ($right) {
    $checked++;
    $wrong++ unless $right;
}

for my $route (@routes) {
    my ($method, $pattern, $permission) = @$route{qw(method pattern permission)};
    subtest "$method $pattern of $route->{area} needs $permission" => sub {
        for my $role (@roles) {
            # Logging out would end what the other routes are asked with.
            my $visitor
                = $pattern =~ m{/(?:logout|pause)$} && $role ne 'guest'
                ? somebody($role)
                : $visitor{$role};
            my $path   = path_for($route, $role);
            my $answer = ask($visitor, $route, $path);
            my $status = $answer->{status};
            unlike $answer->{content} // '', $forbidden, 'nothing in it that is no text' if ($answer->header('content-type') // '') !~ m{^(?:image/(?!svg)|font/)};
            my ($expected, $to) = taken_there($route, $role) ? 403 : refusal($route, $role);
            if (!$expected) {
                ($expected, $to, my %differs) = map { ref $_ ? @$_ : $_ } $granted{ $route->{area} }{"$method $pattern"};
                $to = $differs{$role} // $to;
                held_to(is $status, $expected, "$role may: $expected");
            }
            else {
                held_to(is $status, $expected, "$role may not: $expected");
            }
            if ($to) {
                like $answer->location // '', $to, 'and is led on';
            }
            else {
                is $answer->location, undef, 'and is led nowhere';
            }
        }
    };
}

# A part of an address as others may write it.
sub misspelled ($part) {
    my $number = $part =~ /\d/ ? [$part =~ s/(?=\d)/0/r, $part =~ s/(?=\d)/+/r, $part =~ s/(?=\d)/%2B/r] : [];
    return grep { $_ ne $part } uc $part, ucfirst $part, "$part%20", "%20$part", "$part+", "$part%00", "$part.", @$number;
}

subtest 'what has an address is shown at no other spelling of it' => sub {
    my ($asked, $visitor) = (0, $visitor{administrator});
    for my $route (grep { $_->{method} eq 'GET' && $_->{pattern} =~ m{/[:*]} } @routes) {
        my ($path, $query) = split /(?=\?)/, path_for($route, 'administrator');
        my @parts = split m{/}, $path, -1;
        my @names = split m{/}, $route->{pattern}, -1;
        my @found;
        for my $at (grep { $names[$_] =~ /^[:*]/ } 0 .. $#names) {
            for my $other (misspelled($parts[$at])) {
                my $address = join('/', @parts[0 .. $at - 1], $other, @parts[$at + 1 .. $#parts]) . ($query // '');
                my $answer  = $visitor->raw("GET $address HTTP/1.1\r\nHost: $visitor->{host}:$visitor->{port}\r\nCookie: lorehall=$visitor->{token}\r\nConnection: close\r\n\r\n");
                push @found, "$address: $answer->{status}" if $answer->{status} !~ /^(?:30[123]|40[04])$/;
                $asked++;
            }
        }
        push @found, map {"$_: 200"} grep { $visitor->get($_ . ($query // ''))->{status} == 200 } "$path//", $path =~ s{/}{//}r;
        is_deeply \@found, [], $route->{pattern};
    }
    cmp_ok $asked, '>', 100, "$asked were asked for";
};

subtest 'what is no text was there to be shown' => sub {
    my $thread = $visitor{guest}->get("/forum/thread/$thread{member}/permissions");
    like $thread->{content}, qr/Permissions \xEF\xBF\xBD/, 'a title';
    like $thread->{content}, qr/<p>(?:\xEF\xBF\xBD){5}/, 'comments';
    like $visitor{guest}->get(entry_path($entry))->{content}, qr/(?:\xEF\xBF\xBD){8}/, 'a record, escaped and not';
    like $visitor{guest}->get('/beastiary/item/?q=permission%20slip%20of')->{content}, qr/Permission Slip of Old \xEF\xBF\xBD/, 'a name in lists';
};

subtest 'no state is changed without the token of a form' => sub {
    for my $route (grep { $_->{method} ne 'GET' } @routes) {
        my $before = written();
        for my $role (@roles) {
            my $visitor = $visitor{$role};
            my $path    = path_for($route, $role);
            my $answer
                = $route->{files} ? $visitor->upload($path, [csrf => undef, file => $file])
                : $path =~ m{^/api/}
                ? $visitor->api(POST => $path, {}, headers => { 'x-csrf-token' => '' })
                : $visitor->post($path, { csrf => undef });
            my $status = (refusal($route, $role))[0] // 403;
            held_to(is $answer->{status}, $status, "POST $path by $role: $status");
        }
        is_deeply written(), $before, 'nothing was written by any of them';
    }
};

figure(sprintf '%d routes × %d roles × 2 ways (with a form\'s token, and what changes anything without): %d checks, %d wrong',
    scalar @routes, scalar @roles, $checked, $wrong);

# The parameters that a route may read: those of its handler's file, of lists, and of the talk below.
my %read_by;
for (map { sources_of($_) } areas()) {
    my $text  = $_->[1];
    my @names = $text =~ /\b(?:query|form)_(?:int|id|line|text|choice|password|has)\(r, "(\w+)"/g;
    @names = (@names, qw(q sort columns add all after level class named found_in)) if $text =~ /\blist_query_read\(/;
    @names = (@names, map {"talk_$_"} qw(sort after under)) if $text =~ /\bthread_answer\(/;
    @names = (@names, qw(subject parent title body idempotency_key version value)) if $text =~ /\bposting_reply\(/;
    @names = (@names, qw(reason note)) if $text =~ /\breport_comment\(/;
    @names = (@names, qw(reason version title days minutes board)) if $text =~ /\bmoderating_thread\(/;
    @names = (@names, qw(reason scope)) if $text =~ /\bmoderating_remove\(/;
    $read_by{$1} = [sort keys %{ { map { $_ => 1 } @names } }] while $text =~ /^enum http_status (\w+)\(/mg;
}

subtest 'no parameter of a route, bad or given twice, ends a worker' => sub {
    my $visitor = $visitor{moderator};
    my %workers = map { $_ => [workers($_)] } areas();
    my ($asked, %by_status) = 0;
    for my $route (grep { $_->{pattern} !~ m{^/(?:live|account/logout|account/sessions|account/pause)$} } @routes) {
        my ($path, $names) = (path_for($route, 'moderator'), $read_by{ $route->{handler} });
        for my $name (@$names) {
            for my $values (['%00x', ''], ['1', '%FF'], ['x' x 200, '-'], ['hp', 'x'], ['-x', '-1']) {
                my $pairs = join '&', map {"$name=$_"} @$values;
                my $answer
                    = $route->{method} eq 'GET'
                    ? $visitor->get($path . ($path =~ /\?/ ? '&' : '?') . $pairs)
                    : $visitor->request(POST => $path, type => 'application/x-www-form-urlencoded', content => "csrf=@{[Lorehall::Visitor::escape($visitor->csrf)]}&$pairs");
                my $whole = $answer->{status} < 500 && ($answer->{status} < 400 || length $answer->complaint);
                $asked++;
                $by_status{ int $answer->{status} / 100 }++;
                ok 0, "$route->{method} $path $pairs: $answer->{status}" unless $whole;
            }
        }
    }
    cmp_ok $asked, '>', 300, "$asked requests were answered";
    cmp_ok $by_status{4}, '>', $asked / 3, 'many with what is wrong';
    is_deeply { map { $_ => [workers($_)] } areas() }, \%workers, 'every worker lives';
};

subtest 'what is not in a table is not there' => sub {
    for my $role (@roles) {
        my $visitor = $visitor{$role};
        is $visitor->get($_)->{status}, 404, "$role: $_"
            for '/nothing', '/forum/nothing/', '/forum/general/new/x', '/account/nothing',
            '/admin/nothing', '/u/nobody', '/api/v1/nothing', '/api/v2/boards', '/live/x', '/live-stream/1.en.thread:1', '/publish/x';
        is $visitor->post('/forum/general/', {})->{status}, 405, "$role: POST to a page";
        is $visitor->request('DELETE', "/forum/comment/$comment{member}/edit")->{status}, 405, "$role: DELETE";
        is $visitor->request('PUT', '/api/v1/comments')->{status}, 405, "$role: PUT";
    }
};

subtest 'every error page shows members as members, and guests as guests' => sub {
    my $member = $visitor{member};
    my $form   = 'application/x-www-form-urlencoded';
    my %send   = (
        'a page that is not there'  => sub ($who) { $who->get('/forum/nothing/') },
        'an address of no area'     => sub ($who) { $who->get('/a/b/c/d') },
        'an entry that is not'      => sub ($who) { $who->get('/beastiary/item/999999999999') },
        'what is not text'          => sub ($who) { $who->get('/forum/%FF/') },
        'an address too long'       => sub ($who) { $who->get('/forum/?' . 'a' x 7_990 . '=' . 'b' x 100) },
        'too many parameters'       => sub ($who) { $who->get('/forum/?' . join '&', map {"p$_=1"} 1 .. 300) },
        'a bad parameter'           => sub ($who) { $who->get('/forum/general/?after=x') },
        'another method'            => sub ($who) { $who->post('/forum/general/', {}) },
        'a form too large'          => sub ($who) { $who->request(POST => '/forum/reply', type => $form, content => 'a' x 300_000) },
        'content that is no form'   => sub ($who) { $who->request(POST => '/forum/reply', type => 'text/plain', content => 'a') },
        'a form without its token'  => sub ($who) { $who->post('/forum/reply', { csrf => undef }) },
    );
    for my $what (sort keys %send) {
        my ($theirs, $guests) = map { $send{$what}->($_) } $member, $visitor{guest};
        cmp_ok $theirs->{status}, '>=', 400, "$what: $theirs->{status}";
        like $theirs->{text}, qr{action="/account/logout"}, 'a member can log out there';
        like $guests->{text}, qr{href="/account/login}, 'and a guest log in';
        unlike $guests->{text}, qr{/account/logout}, 'and not out';
    }
};

subtest 'an error comes with a page that leads on' => sub {
    my $answer = visitor()->get('/forum/nothing/');
    is $answer->{status}, 404, 'a page that is not there';
    like $answer->header('content-type'), qr{^text/html}, 'is a page nevertheless';
    ok $answer->html->all('a'), 'with links';
    ok visitor()->get('/forum/', cookie => 'lorehall=')->{status} == 200, 'an empty cookie is a guest';
    my $wrong = visitor()->post('/forum/general/', {});
    is $wrong->header('allow'), 'GET, HEAD', 'a wrong method is told which are right';
};

done_testing;
