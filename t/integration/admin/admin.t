# The administration: who sees what of it, the audit log and its file, accounts with their roles and sessions, roles
# made and changed, and why somebody may something.
# Written by SQL: session, activity, account, site_page, site_page_revision, source, word_filter, comment; an e-mail address without its mail; how long ago somebody gave their password, and what was going on days ago, as nobody
# waits here; of each list of the administration a page and more, which nobody makes one by one.
use v5.36;
use utf8;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Test::More;
use Lorehall;
use Lorehall::Lists;

sub does (@words) {
    my ($status, $output) = lorehall('', @words);
    is $status, 0, "lorehall @words" or diag $output;
    return $output;
}

my $admin    = administrator();
my $member   = member(agent => 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:128.0) Gecko/20100101 Firefox/128.0');
my $guest    = visitor();
my $role     = unique('archivist') =~ tr/A-Z_/a-z-/r;
my $watchman = unique('watch') =~ tr/A-Z_/a-z-/r;
does('role', 'create', $watchman, '--title', 'Watchman', qw(account.see audit.see session.end));
my $watch = member();
does('role', 'grant', $watch->{name}, $watchman, '--site', 'everquest');

# The number that a role has, by its name.
sub role_id ($name) { value('SELECT id FROM role WHERE name = ?', $name) }

sub granted ($who, $name) {
    return value('SELECT COUNT(*) FROM membership m JOIN role r ON r.id = m.role_id WHERE m.account_id = ? AND r.name = ?', $who->{id}, $name);
}

# The hidden fields of the first form in a page's own part.
sub hidden ($answer) { return { ($answer->{text} =~ m{<main.*?<form method="post"(.*?)</form>}s)[0] =~ /<input type="hidden" name="((?!csrf|as)\w+)" value="([^"]*)"/g } }

subtest 'each is led to the pages that they may see, and to no other' => sub {
    my $front = $admin->get('/forum/');
    like $front->{text}, qr{<a href="/admin/">Administration</a>}, 'an administrator has a link to the dashboard';
    like $watch->get('/forum/')->{text}, qr{<a href="/admin/accounts">Administration</a>}, 'who may not see it is led to what they may';
    unlike $_->get('/forum/')->{text}, qr{/admin/}, 'others have none' for $member, $guest;
    unlike $watch->at('camelot')->get('/forum/')->{text}, qr{/admin/}, 'nor does who may it on another site';
    my $page = $watch->get('/admin/accounts');
    like $page->{text}, qr{href="/admin/audit"}, 'the navigation leads on';
    unlike $page->{text}, qr{href="/admin/roles"}, 'but not to what is not for them';
};

subtest 'the dashboard says what needs somebody now' => sub {
    my ($before) = $admin->get('/admin/')->{text} =~ m{<b>([\d,]+)</b> <a href="/admin/audit\?act=login\.failed};
    visitor()->post('/account/login', { name => $member->{name}, password => 'not the password' });
    my $page = $admin->get('/admin/');
    my ($after) = $page->{text} =~ m{<b>([\d,]+)</b> <a href="/admin/audit\?act=login\.failed&amp;from=\d{4}-\d\d-\d\d">Failed logins};
    is $after =~ tr/,//dr, 1 + $before =~ tr/,//dr, 'a failed login is counted';
    my $failed = sub ($who) { $who->get('/admin/')->{text} =~ m{<b>([\d,]+)</b> <a href="/admin/audit\?act=login\.failed} ? $1 =~ tr/,//dr : undef };
    my $local  = member();
    is +(lorehall('', qw(role grant), $local->{name}, qw(administrator --site everquest)))[0], 0, 'somebody looks after one site';
    my @counts = map { $failed->($_) } $admin, $local;
    visitor(site => 'camelot')->post('/account/login', { name => $local->{name}, password => 'not the password' });
    is_deeply [map { $failed->($_) } $admin, $local], [1 + $counts[0], $counts[1]], 'one at another site, by who looks after that';
    like $page->{text}, qr{Mails that wait}, 'and mails that wait';
    like $page->{text}, qr{<a href="/admin/performance\?sort=errors">Errors in the last hours</a>}, 'and errors';
    like $page->{text}, qr{<h2>Hosts</h2>.*<td><bdi>[^<]+</bdi></td><td class="number"><span class="unit">Journal rows behind</span> \d}s, 'and how far the followers are';
};

subtest 'an account is found by a name of now or before, its number, its e-mail address and where it came from' => sub {
    my $someone = member();
    my ($before, $now) = ($someone->{name}, unique('renamed'));
    does(qw(user rename), $before, $now);
    my $email = unique('found') . '@example.org';
    sql('UPDATE account SET email = ? WHERE id = ?', $email, $someone->{id});
    my $found = sub ($who, $text) { return $who->get('/admin/accounts?q=' . ($text =~ s{([^\w.-])}{sprintf '%%%02X', ord $1}ger)) };
    my $row = qr{href="/admin/accounts/$someone->{id}"><bdi>$now</bdi>};
    like $found->($admin, $_)->{text}, $row, "by $_" for substr($now, 0, -1), $before, uc $before, "#$someone->{id}", $email, '127.0.0.1', '127.0.0.0/8';
    like $admin->get("/admin/accounts?sort=newest&q=$before")->{text}, $row, 'also in the other order';
    unlike $found->($admin, $_)->{text}, $row, "not by $_" for '#1' . $someone->{id}, "x$email", '203.0.113.0/24', unique('nobody');
    for my $address ($email, '127.0.0.1') {
        my $answer = $found->($watch, $address);
        is $answer->{status}, 422, "who looks after one site does not search by $address";
        unlike $answer->{text}, $row, 'and finds nobody';
    }
    like $admin->get("/admin/accounts?format=csv&q=$before")->{content}, qr{"$now"}, 'the file has the same';
};

subtest 'notes on an account are added, read by who may write them, and never changed' => sub {
    my $keeper = member();
    does('role', 'grant', $keeper->{name}, 'moderator', '--site', 'everquest');
    my $note = unique('Note') . ' <b>of</b> mine';
    is $keeper->post("/admin/accounts/$member->{id}/notes", { text => $note })->location, "/admin/accounts/$member->{id}?done=noted", 'one is added';
    (my $escaped = $note) =~ s{([<>])}{ {'<' => '&lt;', '>' => '&gt;'}->{$1} }ge;
    like $keeper->get("/admin/accounts/$member->{id}")->{text}, qr{<b class="author" dir="auto">$keeper->{name}</b>.*<p class="reason" dir="auto">\Q$escaped\E}s, 'it is there, by whom';
    unlike $watch->get("/admin/accounts/$member->{id}")->{text}, qr{\Q$escaped\E}, 'but not for who may only see the account';
    is $watch->post("/admin/accounts/$member->{id}/notes", { text => 'x' })->{status}, 403, 'who writes none either';
    my $elsewhere = member();
    does('role', 'grant', $elsewhere->{name}, 'moderator', '--site', 'camelot');
    unlike $elsewhere->at('camelot')->get("/admin/accounts/$member->{id}")->{text}, qr{\Q$escaped\E}, 'nor for who looks after another site';
    like $admin->at('camelot')->get("/admin/accounts/$member->{id}")->{text}, qr{\Q$escaped\E}, 'who looks after all has all';
    is $keeper->post("/admin/accounts/$member->{id}/notes", { text => $_ })->{status}, 422, 'none that is empty or too long' for '', 'x' x 2001;
    like $keeper->post("/admin/accounts/$member->{id}/notes", { text => 'x' x 2001 })->{text}, qr/value="x{2001}"/, 'and what was typed is still there';
    my $audit = does(qw(audit list --limit 5 --account), $keeper->{name});
    like $audit, qr{"act":"account\.note"}, 'that there is one is recorded';
    unlike $audit, qr{\Q$note\E}, 'but not what it says';
    my $own = $member->get('/account/data.json');
    is $own->{status}, 200, 'the file of all that is known of somebody';
    unlike $own->{text}, qr{account\.note}, 'does not tell them of it';
};

subtest 'reports that are open are counted on their site, and lead to the queue' => sub {
    my $open    = sub ($who) { my ($count) = $who->get('/admin/')->{text} =~ m{<b>([\d,]+)\+?</b> <a href="/admin/queue">Reported comments}; $count };
    my $before  = $open->($admin);
    my $comment = reply_to($member, start_thread($member), 'To be reported.');
    member()->post("/forum/comment/$comment/report", { reason => 'spam' });
    is $open->($admin), $before + 1, 'one more';
    is $open->($admin->at('camelot')), value("SELECT COUNT(*) FROM report_case c JOIN site s ON s.id = c.site_id WHERE s.name = 'camelot' AND c.state = 0"), 'elsewhere not';
};

subtest 'what has been going on is drawn of sums, as pictures with a table each' => sub {
    sql('INSERT INTO activity (grain, started, measure, count) VALUES (1, UTC_DATE() - INTERVAL 3 DAY, 2, 4321) ON DUPLICATE KEY UPDATE count = 4321');
    my $day  = value('SELECT UTC_DATE() - INTERVAL 3 DAY');
    my $text = $admin->get('/admin/')->{text};
    like $text, qr{<title id="posts-t">Posts of the last 30 days</title><desc id="posts-d">[\d,]+ in all, at most [\d,]+ in a day}, 'with a title and what it shows';
    like $text, qr{<rect x="\d+" y="\d+" width="\d+" height="\d+"><title>$day: 4,?321</title></rect>}, 'a bar for the day';
    like $text, qr{<tr><td>$day</td><td class="number">4,?321</td></tr>}, 'and its row';
    my @charts = $text =~ m{<svg [^>]*role="img"}g;
    is @charts, 3, 'requests, posts and registrations';
    unlike $text, qr{ style=}, 'no style in the page';
};

subtest 'the audit log is looked through by account, act and day, and goes on by key' => sub {
    my $page = $admin->get("/admin/audit?account=$member->{name}&act=login.failed");
    like $page->{text}, qr{Failed to log in\.</bdi>}, 'each act is told in words';
    my @rows = $page->{text} =~ /<tr><td><span class="unit">When/g;
    is @rows, 1, 'only what was asked for';
    like $admin->get("/admin/audit?account=$member->{name}&to=2001-01-01")->{text}, qr{Nothing fits these filters}, 'nothing happened before';
    my $today = substr value('SELECT UTC_TIMESTAMP()'), 0, 10;
    like $admin->get("/admin/audit?account=$member->{name}&from=$today&to=$today")->{text}, qr{Logged in\.</bdi>}, 'but today';
    is $admin->get('/admin/audit?from=yesterday')->{status}, 422, 'a day that is none is told';
    is $admin->get('/admin/audit?account=nobody-of-this-name')->{status}, 422, 'and an account that is none';
    like $admin->get("/admin/audit?account=$member->{name}", headers => {})->{text}, qr{/admin/accounts/$member->{id}"}, 'who it was leads to their page';

    my $busy = member();
    $busy->post('/account/sessions', { all => 1 }) for 1 .. 55;
    my ($path, @seen) = ("/admin/audit?account=$busy->{name}");
    while ($path) {
        my $answer = $admin->get($path);
        push @seen, [$answer->{text} =~ m{<tr><td><span class="unit">}g];
        ($path) = map {s/&amp;/&/gr} $answer->{text} =~ m{rel="next" href="([^"]+)"};
    }
    is @seen, 2, 'in two pages';
    my $all = value('SELECT COUNT(*) FROM audit WHERE account_id = ? OR about_id = ?', $busy->{id}, $busy->{id});
    is @{ $seen[0] } + @{ $seen[1] }, $all, "with all $all records, each once";
};

subtest 'who sees the audit log of one site sees what was done there, and no more' => sub {
    my $elsewhere = member(site => 'camelot');
    unlike $watch->get("/admin/audit?account=$elsewhere->{name}")->{text}, qr{Logged in\.</bdi>}, 'not what was done on another';
    like $admin->get("/admin/audit?account=$elsewhere->{name}")->{text}, qr{Logged in\.</bdi>}, 'which an administrator of all sees';
    unlike $watch->get("/admin/accounts/$elsewhere->{id}")->{text}, qr{<h2 id="sessions">}, 'nor the sessions, which are of all sites';
    is $watch->post("/admin/accounts/$elsewhere->{id}/sessions", { all => 1 })->{status}, 403, 'nor can they end any';
};

subtest 'a list is a file, too, in which nothing runs as a formula' => sub {
    visitor()->post('/account/login', { name => '=cmd()', password => 'wrong' });
    my $answer = $admin->get('/admin/audit?act=login.failed&format=csv');
    is $answer->{status}, 200, 'the audit log as CSV';
    like $answer->header('content-type'), qr{^text/csv}, 'is one';
    like $answer->header('content-disposition'), qr{filename="audit\.csv"}, 'with a name';
    my @lines = split /\r\n/, $answer->{content};
    is $lines[0], "\xEF\xBB\xBFtime,account,act,about,subject,address,before,after,reason", 'its head';
    ok((grep {/,"'=cmd\(\)",/} @lines), 'a formula has lost its meaning');
    is_deeply [grep { !/,"Failed to log in\.",/ } @lines[1 .. $#lines]], [], 'and only what was asked for';
    like does('audit', 'list', '--act', 'export', '--limit', 1), qr{"subject":"/admin/audit\?act=login\.failed"}, 'that it was downloaded is recorded';
    my $accounts = $admin->get("/admin/accounts?q=$member->{name}&format=csv");
    like $accounts->{content}, qr{\r\n"\Q$member->{name}\E","}, 'accounts likewise';
};

subtest 'accounts are found by the beginning of their names, in either order' => sub {
    my $word  = unique('Q') =~ tr/-/_/r;
    my @three = map { member(name => substr("$word$_", 0, 24)) } qw(b a c);
    my $by    = sub ($query) { [$admin->get("/admin/accounts?$query")->{text} =~ m{<bdi>(\Q$word\E\w)</bdi>}g] };
    is_deeply $by->("q=$word"), [map {"$word$_"} qw(a b c)], 'by name';
    is_deeply $by->('q=' . lc $word), [map {"$word$_"} qw(a b c)], 'whatever the case';
    is_deeply $by->("q=$word&sort=newest"), [map {"$word$_"} qw(c a b)], 'by age';
    is_deeply $by->("q=$word&after=$three[1]{id}"), [map {"$word$_"} qw(b c)], 'behind one of them';
    like $admin->get("/admin/accounts?q=$word-nobody")->{text}, qr{Nothing fits}, 'none is told';
    is $admin->get('/admin/accounts/999999999999')->{status}, 404, 'a page of nobody is none';
};

subtest 'a role is made in the browser, granted after a look at what it gives, felt, and revoked' => sub {
    my $made = $admin->post('/admin/roles/new', { name => $role, title => 'Archivist', 'may.audit.see' => 1, 'may.dashboard.see' => 1 });
    is $made->{status}, 303, 'it is made';
    my $id = role_id($role);
    is $made->location, "/admin/roles/$id?done=made", 'and shown';
    like $admin->get('/admin/roles')->{text}, qr{<a href="/admin/roles/$id"><bdi>Archivist</bdi></a>}, 'it stands in the matrix';
    like $admin->post('/admin/roles/new', { name => $role, title => '' })->{text}, qr{There is a role of this name already}, 'a name is taken once';
    is $member->get('/admin/audit')->{status}, 403, 'before, the member may not';

    my $form = $admin->get("/admin/accounts/$member->{id}/role?role=$id&where=0");
    like $form->{text}, qr{<li>See the audit log\.</li>}, 'what it gives is said beforehand';
    my %fields = %{ hidden($form) };
    is_deeply [sort keys %fields], [qw(role seen where)], 'the form knows what it was about';
    my $granted = $admin->post("/admin/accounts/$member->{id}/role", { %fields, act => 'grant', reason => 'for the archive' });
    is $granted->location, "/admin/accounts/$member->{id}?done=roles", 'it is granted';
    is $member->get('/admin/audit')->{status}, 200, 'and felt at the next click';
    my $page = $admin->get("/admin/accounts/$member->{id}");
    like $page->{text}, qr{Archivist.*everywhere.*\Q$admin->{name}\E.*for ever.*for the archive}s, 'the page tells by whom and why';
    like $page->{text}, qr{Granted a role\.}, 'and the history';
    like $page->{text}, qr{Firefox on Windows}, 'sessions have their device';

    my $late = $admin->post("/admin/accounts/$member->{id}/role", { %fields, act => 'grant', reason => 'also me' });
    is $late->{status}, 409, 'who looked at it before is told';
    like $late->{text}, qr{Somebody granted, changed or revoked this role since}, 'so';
    like $late->{text}, qr{for the archive}, 'sees what was made of it';
    like $late->{text}, qr{value="also me"}, 'and keeps what was typed';
    $admin->post("/admin/accounts/$member->{id}/role", { %{ hidden($late) }, act => 'revoke' });
    is granted($member, $role), 0, 'then it is revoked';
    is $member->get('/admin/audit')->{status}, 403, 'which is felt as well';
    is $admin->post("/admin/accounts/$member->{id}/role", { %{ hidden($late) }, seen => 0, act => 'grant', until => '2001-01-01' })->{status}, 422, 'an end in the past is refused';
    like does('audit', 'list', '--account', $member->{name}), qr{"act":"role\.revoke"}, 'all of it is recorded';
};

subtest 'two accounts of one person become one, and two again' => sub {
    my ($one, $two, $other) = map { member() } 1 .. 3;
    my $thread  = start_thread($one, title => 'By the first account');
    my $mine    = reply_to($one,   $thread, 'A word of the first.');
    my $second  = reply_to($two,   $thread, 'A word of the second.');
    my $theirs  = reply_to($other, $thread, 'A word of somebody else.');
    my $score   = sub ($comment) { value('SELECT score FROM comment WHERE id = ?', $comment) };
    $_->[0]->post("/forum/comment/$_->[1]/rating", { value => 1 }) for [$one, $theirs], [$two, $theirs], [$two, $mine], [$one, $second], [$other, $mine];
    is_deeply [map { $score->($_) } $mine, $second, $theirs], [2, 1, 2], 'both vote, also for each other';
    $admin->post("/admin/accounts/$one->{id}/notes", { text => 'Has another account' });
    does('role', 'grant', $one->{name}, 'suspended', '--site', 'everquest', '--reason', 'spam');
    my $rows = sub { [rows('SELECT account_id, comment_id, value FROM rating WHERE account_id IN (?, ?) ORDER BY account_id, comment_id', $one->{id}, $two->{id})] };
    my $votes = $rows->();

    like $admin->get("/admin/accounts/$one->{id}/merge?into=nobody-there")->complaint, qr/no such account/, 'whom there is not is said';
    my $page = $admin->get("/admin/accounts/$one->{id}/merge?into=$two->{name}");
    like $page->{text}, qr/$_/, "it says what it touches: $_" for '2 comments, 1 thread', '2 votes', '3 votes go', '1 ban, which holds for both';
    my %fields = %{ hidden($page) };
    is $admin->post("/admin/accounts/$one->{id}/merge", { %fields, reason => '' })->{status}, 422, 'a reason is wanted';
    is $admin->post("/admin/accounts/$one->{id}/merge", { %fields, seen => '1.1.1.1.1', reason => 'x' })->{status}, 409, 'who saw something else is told';
    is $admin->post("/admin/accounts/$one->{id}/merge", { %fields, reason => 'one person' })->location, "/admin/accounts/$two->{id}?done=merged", 'merged';
    is_deeply [rows('SELECT author_id FROM comment WHERE id = ? UNION ALL SELECT author_id FROM thread WHERE id = ?', $mine, $thread)], [([$two->{id}]) x 2], 'what the first wrote and opened is the second\'s';
    is_deeply [map { $score->($_) } $mine, $second, $theirs], [1, 0, 1], 'votes that are there twice, or for their own, are gone from the scores';
    is_deeply $rows->(), [[$two->{id}, $theirs, 1]], 'one vote for each comment is left';
    unlike visitor()->get("/forum/thread/$thread/by-the-first-account")->{text}, qr/>\Q$one->{name}\E</, 'pages show it at once';
    is $one->get('/account/settings')->{status}, 303, 'the first is logged out';
    is visitor()->post('/account/login', { name => $one->{name}, password => $Lorehall::PASSWORD })->{status}, 422, 'and cannot log in';
    is granted($two, 'suspended'), 1, 'what kept the first out keeps out the second';
    is value('SELECT COUNT(*) FROM ban WHERE account_id = ? AND standing = 1', $two->{id}), 1, 'as a ban that is listed';
    like $admin->get("/admin/accounts/$two->{id}")->{text}, qr/Has another account/, 'notes are the second\'s, too';
    is $admin->post("/admin/accounts/$one->{id}/merge", { %fields, reason => 'again' })->{status}, 409, 'once';
    like does('audit', 'list', '--act', 'account.merge'), qr/"reason":"one person"/, 'it is recorded';

    my ($undo) = $admin->get("/admin/accounts/$two->{id}")->{text} =~ m{action="(/admin/merges/\d+/undo)"};
    is $admin->post($undo, {})->{status}, 303, 'it is undone';
    is_deeply [map { $score->($_) } $mine, $second, $theirs], [2, 1, 2], 'scores are as they were';
    is_deeply $rows->(), $votes, 'and votes';
    is_deeply [rows('SELECT author_id FROM comment WHERE id IN (?, ?) ORDER BY id', $mine, $second)], [[$one->{id}], [$two->{id}]], 'each has what they wrote';
    is $admin->post($undo, {})->{status}, 409, 'once';
    is granted($_, 'suspended'), 1, 'a ban is lifted by no merge' for $one, $two;
    is visitor()->post('/account/login', { name => $one->{name}, password => $Lorehall::PASSWORD })->{status}, 303, 'the first can log in again';

    my $boss = administrator();
    my $half = unique('merger') =~ tr/A-Z_/a-z-/r;
    does('role', 'create', $half, '--title', 'Merger', qw(account.see account.merge));
    my $clerk = member();
    does('role', 'grant', $clerk->{name}, $half);
    for my $pair ([$boss, $other], [$other, $boss]) {
        my ($from, $into) = @$pair;
        my %form = %{ hidden($clerk->get("/admin/accounts/$from->{id}/merge?into=$into->{name}")) };
        like $clerk->post("/admin/accounts/$from->{id}/merge", { %form, reason => 'mine' })->complaint, qr/may more than you/, 'whoever administers is merged only by who holds as much';
    }
    my %own = %{ hidden($clerk->get("/admin/accounts/$clerk->{id}/merge?into=$other->{name}")) };
    is $clerk->post("/admin/accounts/$clerk->{id}/merge", { %own, reason => 'me' })->{status}, 409, 'nobody closes their own by it';
    does('role', 'grant', $watch->{name}, $half, '--site', 'everquest');
    is $watch->get("/admin/accounts/$one->{id}/merge")->{status}, 403, 'accounts are of all sites, and so is who merges them';
    does('role', 'revoke', $watch->{name}, $half, '--site', 'everquest');
};

subtest 'a member is given what they wrote where it was imported from' => sub {
    my ($me, $rival, $name) = (member(), member(), unique('Oldtimer'));
    my @posts = map { { id => $_, parent => $_ eq 'o' ? undef : 'o', thread => 't', author => $_ eq 'o' ? 'Someone' : $name, created => '2015-01-01T00:00:00Z', body => "Old word $_." , $_ eq 'o' ? (title => 'An old thread') : () } } qw(o a b);
    my $source = import_threads(@posts);
    my ($author) = map { $_->[0] } rows('SELECT a.id FROM account a JOIN source s ON s.id = a.source_id WHERE s.name = ? AND a.name = ?', $source, $name);
    my $form = $me->get("/account/claims?name=$name");
    like $form->{text}, qr{name="author" value="$author" checked>.*\Q$source\E.*2 comments}s, 'they find the author with source and comments';
    like $me->get("/account/claims?name=nobody-$name")->{text}, qr/Nobody of that name was imported/, 'whom there is not they do not';
    my %claim = (author => $author, name => $name, proof => 'My profile there says so');
    is $me->post('/account/claims', { %claim, proof => '' })->{status}, 422, 'a proof is wanted';
    is $me->post('/account/claims', { %claim, link => $_ })->{status}, 422, "no address of a page: $_" for 'javascript:alert(1)', 'old.example/me', 'https://old.example/"x';
    is $me->post('/account/claims', { %claim, author => $rival->{id} })->{status}, 422, 'nobody claims an account of ours';
    is $_->post('/account/claims', { %claim, link => 'https://old.example/me' })->location, '/account/claims?done=made', 'two claim the same' for $me, $rival;
    is $me->post('/account/claims', \%claim)->{status}, 422, 'nobody twice';
    my ($mine, $theirs) = map { value('SELECT id FROM author_claim WHERE account_id = ?', $_->{id}) } $me, $rival;
    is $rival->post("/account/claims/$mine", {})->{status}, 404, 'nor takes another\'s back';
    is $me->get('/admin/claims')->{status}, 403, 'who decides is an administrator';
    like $admin->get('/admin/claims')->{text}, qr{href="/admin/claims/$mine"}, 'who has a list of them';
    my $page = $admin->get("/admin/claims/$mine");
    like $page->{text}, qr{My profile there says so.*href="https://old\.example/me".*2 comments}s, 'with what is said, and what it touches';
    is $admin->post("/admin/claims/$theirs", { act => 'decline', answer => 'Not enough' })->{status}, 303, 'one is declined';
    like $rival->get('/account/claims')->{text}, qr/It was declined\.\s*<bdi>Not enough/, 'which they read';
    my %fields = %{ hidden($page) };
    is $admin->post("/admin/claims/$mine", { %fields, act => 'accept', answer => 'Welcome back' })->{status}, 303, 'the other is accepted';
    is value('SELECT COUNT(*) FROM comment WHERE author_id = ?', $me->{id}), 2, 'the comments are theirs';
    my $thread = value('SELECT t.id FROM thread t JOIN source s ON s.id = t.source_id WHERE s.name = ?', $source);
    my $shown = visitor()->follow("/forum/thread/$thread/x")->{text};
    is scalar(() = $shown =~ m{<b class="author"[^>]*>\Q$me->{name}\E</b> <a}g), 2, 'under their name, and not marked any more';
    is $admin->post("/admin/claims/$mine", { %fields, act => 'accept', answer => 'Again' })->{status}, 409, 'once';
    ok grep({ $_->{proof} eq 'My profile there says so' } @{ $me->get('/account/data.json')->json->{claims} }), 'it is in the file of their data';
    my ($undo) = $admin->get("/admin/accounts/$me->{id}")->{text} =~ m{action="(/admin/merges/\d+/undo)"};
    is $admin->post($undo, {})->{status}, 303, 'it is undone as a merge is';
    is value('SELECT COUNT(*) FROM comment WHERE author_id = ?', $author), 2, 'and they are the author\'s again';
};

subtest 'an account\'s history tells what became of it only where its reader may see the audit log' => sub {
    my ($auditor, $all, $whom) = (member(), member(), member());
    does('role', 'grant', $_->{name}, 'moderator') for $auditor, $all;
    does('role', 'grant', $auditor->{name}, $watchman, '--site', 'everquest');
    does('role', 'grant', $all->{name}, $watchman);
    my %site = map { @$_ } rows('SELECT name, id FROM site');
    for my $at ([everquest => '2098-01-01'], [camelot => '2099-01-01']) {
        my $there = $admin->at($at->[0]);
        my $path  = "/admin/accounts/$whom->{id}/role";
        my $asked = $there->get("$path?role=@{[role_id('trusted')]}&where=$site{$at->[0]}");
        is $there->post($path, { %{ hidden($asked) }, act => 'grant', until => $at->[1], reason => "since $at->[0]" })->{status}, 303, "something happens on $at->[0]";
    }
    my $history = sub ($who) { ($who->get("/admin/accounts/$whom->{id}")->{text} =~ m{<h2 id="history">(.*?)</section>}s)[0] };
    like $history->($auditor), qr/since camelot/, 'who moderates everywhere sees that it happened';
    like $history->($auditor), qr/until 2098/, 'and what became of it where they audit';
    unlike $history->($auditor), qr/until 2099/, 'but not elsewhere';
    like $history->($all), qr/until 2099.*until 2098/s, 'who audits everywhere does';
};

subtest 'nobody grants what they do not hold, and the last administrator stays' => sub {
    my $clerk = unique('clerk') =~ tr/A-Z_/a-z-/r;
    does('role', 'create', $clerk, qw(account.see role.grant role.edit));
    my $who = member();
    does('role', 'grant', $who->{name}, $clerk);
    my $id     = role_id('administrator');
    my $answer = $who->post("/admin/accounts/$who->{id}/role", { role => $id, where => 0, seen => 0, act => 'grant' });
    is $answer->{status}, 403, 'not to themselves either';
    like $answer->{text}, qr{You cannot give or take what you do not hold yourself}, 'and is told why';
    is $who->post('/admin/roles/new', { name => "$clerk-2", title => '', 'may.site.edit' => 1 })->{status}, 403, 'nor makes a role of it';
    is $admin->post("/admin/roles/$id", { title => '', version => 1 })->{status}, 422, 'what administrators may cannot be changed';
};

subtest 'of two who change a role at once the second sees both' => sub {
    my $id     = role_id($role);
    my %fields = (%{ hidden($admin->get("/admin/roles/$id")) }, name => $role, title => 'Archivist');
    is $admin->post("/admin/roles/$id", { %fields, 'may.audit.see' => 1, 'may.mail.see' => 1 })->{status}, 303, 'the first changes it';
    my $second = $admin->post("/admin/roles/$id", { %fields, title => 'Keeper', 'may.audit.see' => 1, 'may.job.see' => 1 });
    is $second->{status}, 409, 'the second is told';
    like $second->{text}, qr{name="may\.job\.see" value="1" checked.*?Now it is not ticked}s, 'what they wanted stands';
    like $second->{text}, qr{name="may\.mail\.see" value="1">.*?Now it is ticked}s, 'beside what it is';
    like $second->{text}, qr{Its title is now:</?[^>]*> *<bdi>Archivist|Its title is now: <bdi>Archivist}, 'its title too';
    my %again = (%fields, %{ hidden($second) }, title => 'Keeper', 'may.job.see' => 1);
    is $admin->post("/admin/roles/$id", \%again)->{status}, 303, 'and can have it so now';
    is value('SELECT GROUP_CONCAT(permission) FROM role_permission WHERE role_id = ?', $id), 'job.see', 'which it is';
};

subtest 'a role that is held is deleted only when it is said what becomes of those who have it' => sub {
    my $id = role_id($role);
    does('role', 'grant', $member->{name}, $role);
    like $admin->get("/admin/roles/$id")->{text}, qr{1 account has this role}, 'how many is said beforehand';
    like $admin->post("/admin/roles/$id", { act => 'delete', holders => 'keep' })->{text}, qr{The role is held}, 'refused';
    is $admin->post("/admin/roles/$id", { act => 'delete', holders => role_id('trusted') })->location, '/admin/roles?done=deleted', 'they get another one';
    is granted($member, 'trusted'), 1, 'which they have';
    is $admin->get("/admin/roles/$id")->{status}, 404, 'and it is gone';
};

subtest 'why somebody may, or may not, is told role by role' => sub {
    my $no = $admin->get("/admin/why?account=$member->{name}&permission=audit.see&where=0");
    like $no->{text}, qr{No, they may not\.}, 'not';
    my $site = value("SELECT id FROM site WHERE name = 'everquest'");
    my $yes  = $admin->get("/admin/why?account=$watch->{name}&permission=audit.see&where=$site");
    like $yes->{text}, qr{Yes, they may\.}, 'but the watchman, there';
    like $yes->{text}, qr{<b><bdi>Watchman</bdi></b> gives it}, 'by this role';
    my $other = value("SELECT id FROM site WHERE name = 'camelot'");
    like $admin->get("/admin/why?account=$watch->{name}&permission=audit.see&where=$other")->{text}, qr{No, they may not\..*Watchman</bdi></b> holds elsewhere}s, 'elsewhere not';
    like $admin->get('/admin/why?account=&permission=site.read')->{text}, qr{Yes, they may\..*A guest}s, 'guests too';
    is $admin->get('/admin/why?account=&permission=moon.walk')->{status}, 422, 'what is no permission is told';
};

subtest 'of routes of all areas it is told why somebody may ask for them, or not' => sub {
    my $ask    = sub ($who, $route) { $admin->get('/admin/why?account=' . $who . '&route=' . ($route =~ s{([^\w.-])}{sprintf '%%%02X', ord $1}ger)) };
    my @listed = map { my @route = split /\s+/; "$route[0] $route[1] $route[2]" } split /\n/, does('check', '--routes');
    my %there  = map { $_ => 1 } $admin->get('/admin/why')->{text} =~ /<option value="(\w+ (?:GET|POST) [^"]+)">/g;
    my @said   = grep { /^\w+ (?:GET|POST) / } @listed;
    ok @said > 100, 'of all that there are';
    is_deeply [grep { !$there{$_} } @said], [], 'each is offered';
    my $yes = $ask->($member->{name}, 'forum POST /forum/reply');
    like $yes->{text}, qr{Yes, they may\..*<code>forum POST /forum/reply</code>}s, 'by its line';
    like $yes->{text}, qr{At most \d+ times in \d+ seconds, in the class “write”\.}, 'with what its class lets them do';
    like $ask->($member->{name}, 'POST /admin/roles/9')->{text}, qr{No, they may not\..*admin POST /admin/roles/:id.*must have been given within}s, 'by a path, of another area, with the password that it asks for again';
    like $ask->('', '/forum/')->{text}, qr{Yes, they may\..*A guest}s, 'a page';
    is $ask->('', 'POST /moon/walk')->{status}, 422, 'what there is none for is told';
    like $ask->('', 'POST /moon/walk')->{text}, qr{id="w-route"}, 'beside the field';
    my $clumsy = member();
    does('role', 'grant', $clumsy->{name}, 'suspended', '--site', 'everquest');
    like $ask->($clumsy->{name}, 'POST /forum/reply')->{text}, qr{No, they may not\..*Suspended</bdi></b> takes it away}s, 'whoever is suspended may not';
};

subtest 'sessions are ended at the next click, by who gave their password just now' => sub {
    my $victim = member();
    my $again  = member(account => $victim->{id}, name => $victim->{name});
    my ($one)  = $admin->get("/admin/accounts/$victim->{id}")->{text} =~ /<button[^>]*name="id" value="(\d+)"/;
    $admin->post("/admin/accounts/$victim->{id}/sessions", { id => $one });
    is_deeply [sort map { $_->get('/account/settings')->{status} } $victim, $again], [200, 303], 'one of two is over';
    sql('UPDATE session SET authenticated = authenticated - INTERVAL 11 MINUTE WHERE account_id = ?', $admin->{id});
    journal_account($admin->{id});
    my $stale = $admin->post("/admin/accounts/$victim->{id}/sessions", { all => 1 });
    like $stale->{text}, qr{/account/confirm}, 'a password of long ago is asked for again';
    my $fresh = member(account => $admin->{id}, name => $admin->{name});
    is $fresh->post("/admin/accounts/$victim->{id}/sessions", { all => 1 })->location, "/admin/accounts/$victim->{id}?done=sessions", 'then all are ended';
    is_deeply [map { $_->get('/account/settings')->{status} } $victim, $again], [303, 303], 'so they are';
    like does('audit', 'list', '--account', $victim->{name}), qr{"act":"session\.end-all"}, 'and it is recorded';
};

subtest 'an account is renamed after a look at what that touches, told, and given its name back' => sub {
    my ($admin, $troll) = (administrator(), member(name => unique('Rude')));
    my ($old, $new) = ($troll->{name}, unique('Kind'));
    my $path = "/admin/accounts/$troll->{id}/name";
    reply_to($troll, start_thread($troll), 'One more.');
    like $admin->get("/admin/accounts/$troll->{id}")->{text}, qr{href="\Q$path\E"}, "the account's page leads there";
    my $page = $admin->get($path);
    like $page->{text}, qr/2 comments bear the new name/, 'which says what it touches';
    is $admin->post($path, { %{ hidden($page) }, name => $new, reason => '' })->{status}, 422, 'a reason is asked for';
    is $admin->post($path, { %{ hidden($page) }, name => 'Moderator', reason => 'x' })->{status}, 422, 'a reserved name is none, here too';
    is $admin->post($path, { was => 'Another', name => $new, reason => 'x' })->{status}, 409, 'nor is what was renamed meanwhile renamed again';
    is $admin->post($path, { %{ hidden($page) }, name => $new, reason => 'The former one insults.' })->{status}, 303, 'it is renamed';
    like $troll->get('/forum/')->{text}, qr/\Q$new\E/, 'which holds at the next click';
    like $troll->post('/account/name', { was => $new, name => $old })->complaint, qr/is taken/, 'who had it does not take it back';
    $page = $admin->get("/admin/accounts/$troll->{id}");
    like $page->{text}, qr/Former names:.*\Q$old\E/, 'its page knows the former name';
    like $page->{text}, qr/Changed the name\..*The former one insults\./s, 'and why';
    my ($back) = $page->{text} =~ m{href="(\Q$path\E\?name=[^"]+)"};
    is $admin->post($path, { %{ hidden($admin->get($back)) }, name => $old, reason => 'A mistake.' })->{status}, 303, 'it is given back from there';
    is value('SELECT name FROM account WHERE id = ?', $troll->{id}), $old, 'as it was';
    my $local = member();
    does('role', 'create', my $namer = unique('namer') =~ tr/A-Z_/a-z-/r, qw(account.see account.edit));
    does('role', 'grant', $local->{name}, $namer, '--site', 'everquest');
    is $local->get($path)->{status}, 403, 'who may do that on one site may not: an account is of all';
    does('user', 'rename', $old, $new);
    is value('SELECT name FROM account WHERE id = ?', $troll->{id}), $new, 'the command line renames, too';
};

# ---- every list ----

# What shows many rows and is no list: each has its reason.
my %whole = (
    '/admin/accounts/N'           => 'one account, with what belongs to it',
    '/admin/performance/routes/N' => 'one route',
    '/admin/performance/slow'     => 'a host keeps only so many',
    '/admin/roles'                => 'a matrix is seen as a whole',
    '/admin/throttles'            => 'a host keeps only so many',
);

subtest 'every list below /admin filters, sorts, pages by key and exports' => sub {
    my $site   = value("SELECT id FROM site WHERE name = 'everquest'");
    my $word   = unique('row') =~ tr/A-Z_/a-z-/r;
    my $who    = member();
    my $thread = start_thread($who);
    my $now    = 'UTC_TIMESTAMP(6)';
    my $page   = value("SELECT IFNULL(MAX(id), 0) + 1 FROM site_page");
    my $imported = member()->{id};
    my $source   = value('INSERT INTO source (name) VALUES (?) RETURNING id', $word);
    sql('UPDATE account SET source_id = ? WHERE id = ?', $source, $imported);
    my $filter = value('SELECT IFNULL(MAX(id), 0) + 1 FROM word_filter');
    sql('INSERT INTO word_filter (id, site_id, kind, state, note, text) VALUES (?, ?, 0, 0, ?, ?)', $filter, $site, $word, "of-$word");
    # What is reported: a case is of a comment that is there.
    sql("INSERT INTO comment (id, thread_id, branch_id, top_comment_id, root_id, level, author_id, created, body, html) SELECT 3999999000 + seq, $thread, 3999999000 + seq, 3999999000 + seq, 3999999000 + seq, 0, $who->{id}, $now, '$word', CONCAT('<p>=cmd() $word ', seq, '</p>') FROM seq_1_to_63");
    sql('INSERT INTO site_page (id, site_id, slug) VALUES (?, ?, ?), (?, ?, ?)', $page, $site, "a-$word", $page + 1, $site, "p-$word");
    # What a list's rows are made of, so many of them, and how they go again. Records of the audit trail, routes and
    # statements there are enough by themselves; a formula is among what is written.
    my %made = (
        '/admin/accounts'      => ["account (handle, name, created, state) SELECT CONCAT('$word', seq), CONCAT('$word', seq), $now, 1", "account WHERE handle LIKE '$word%'"],
        '/admin/comments'      => ["comment (id, thread_id, branch_id, top_comment_id, root_id, level, author_id, created, body, html) SELECT 4000000000 + seq, $thread, 4000000000 + seq, 4000000000 + seq, 4000000000 + seq, 0, $who->{id}, $now, CONCAT('=cmd() $word ', seq), CONCAT('<p>=cmd() $word ', seq, '</p>')", "comment WHERE body LIKE '=cmd() $word%'"],
        '/admin/acts'          => ["moderation_act (created, kind, account_id, site_id, about_id, thread_id, reason) SELECT $now, IF(seq % 9, 'hide', 'lock'), $admin->{id}, $site, $who->{id}, $thread, CONCAT('=cmd() $word ', seq)", "moderation_act WHERE reason LIKE '=cmd() $word%'"],
        '/admin/bans'          => ["ban (kind, level, target, reason, created, standing, lifted) SELECT 3, 1, CONCAT('$word', seq, '.example'), '=cmd()', $now, IF(seq = 3, NULL, 1), IF(seq = 3, $now, NULL)", "ban WHERE target LIKE '$word%'"],
        '/admin/appeals'       => ["ban_appeal (ban_id, account_id, created, body, state) SELECT b.id, $who->{id}, $now, CONCAT('=cmd() ', seq), seq = 3", "ban_appeal WHERE account_id = $who->{id}", "JOIN ban b ON b.target = CONCAT('$word', seq, '.example')"],
        '/admin/invitations'   => ["invitation (code, site_id, account_id, created, until, uses_max, uses) SELECT CONCAT('$word', seq), $site, $who->{id}, $now, $now + INTERVAL seq DAY, seq + 1, seq % 2 * (seq + 1)", "invitation WHERE code LIKE '$word%'"],
        '/admin/imports'       => ["job (verb, trial, site_id, file, size, modified, allow_shrink, created, state, told) SELECT 'peq', 1, $site, CONCAT('=cmd() $word', seq), 1, $now, 0, $now, IF(seq % 2, 'done', 'failed'), seq", "job WHERE file LIKE '=cmd() $word%'"],
        '/admin/jobs'          => ["lore_import (game_id, source, fingerprint, started, finished, parts, counts) SELECT (SELECT MIN(id) FROM game), CONCAT('=cmd() $word', seq), '', $now, IF(seq % 2, $now, NULL), '', '{}'", "lore_import WHERE source LIKE '=cmd() $word%'"],
        '/admin/mails'         => ["mail (created, kind, sender, recipient, language, subject, expires, state, answer) SELECT $now, 'test', 'a\@example.org', CONCAT('=$word', seq, '\@example.org'), 'en', '', $now, IF(seq % 2, 'sent', 'dropped'), CONCAT('=cmd() $word', seq)", "mail WHERE answer LIKE '=cmd() $word%'"],
        '/admin/site/changes'  => ["site_revision (site_id, account_id, made) SELECT $site, $admin->{id}, $now + INTERVAL seq SECOND", "site_revision WHERE account_id = $admin->{id} AND id NOT IN (SELECT revision_id FROM site_revision_value)"],
        "/admin/pages/$page/revisions" => ["site_page_revision (page_id, account_id, made, slug) SELECT $page, $admin->{id}, $now + INTERVAL seq SECOND, 'p-$word'", "site_page_revision WHERE page_id = $page"],
        '/admin/queue'         => ["report_case (comment_id, site_id, weight, reports, opened, filter_id, found) SELECT 3999999000 + seq, $site, seq % 5, seq % 2, $now + INTERVAL seq SECOND, IF(seq % 2, NULL, $filter), '=cmd() $word'", "report_case WHERE found = '=cmd() $word'"],
        '/admin/held'          => ["held_post (id, kind, site_id, thread_id, author_id, created, title, body, filter_id, found) SELECT 4000002000 + seq, 0, $site, $thread, $who->{id}, $now, '', CONCAT('=cmd() $word ', seq), $filter, '=cmd() $word'", "held_post WHERE found = '=cmd() $word'"],
        '/admin/claims'        => ["author_claim (account_id, author_id, created, proof, state) SELECT $who->{id}, $imported, $now, CONCAT('=cmd() $word ', seq), IF(seq = 3, 1, 0)", "author_claim WHERE account_id = $who->{id}"],
        '/admin/game/hidden'   => ["entry_withheld (entry_id, since, account_id, reason) SELECT e.id, $now + INTERVAL seq SECOND, $admin->{id}, CONCAT('=cmd() $word ', seq)", "entry_withheld WHERE reason LIKE '=cmd() $word%'", "JOIN (SELECT id, ROW_NUMBER() OVER (ORDER BY id) AS n FROM entry WHERE game_id = (SELECT MIN(id) FROM game WHERE name = 'everquest')) e ON e.n = seq"],
        '/admin/filters'       => ["word_filter (site_id, kind, state, note, text) SELECT $site, 0, 0, CONCAT('=cmd() $word ', seq), '$word'", "word_filter WHERE text = '$word'"],
        '/admin/boards'        => ["board (site_id, name, title, position, archived) SELECT $site, CONCAT('$word-', seq), CONCAT('=cmd() $word ', seq), 1000 - seq, IF(seq = 3, $now, NULL)", "board WHERE name LIKE '$word%'"],
    );
    my $make = sub ($path, $from, $to) { my ($columns, undef, $join) = @{ $made{$path} }; sql("INSERT INTO $columns FROM seq_${from}_to_$to " . ($join // '')) };
    $make->($_, 1, /bans/ ? 63 : 60) for sort { ($a =~ /appeals/) <=> ($b =~ /appeals/) } keys %made;
    sql("UPDATE site_page SET revision_id = (SELECT $_->[1](id) FROM site_page_revision WHERE page_id = ?) WHERE id = ?", $page, $_->[0]) for [$page, 'MIN'], [$page + 1, 'MAX'];
    sql('UPDATE site_page_revision r JOIN site_page p ON p.revision_id = r.id SET r.removed = 1 WHERE p.id = ?', $page);

    my $pages = pages_below_admin($admin);
    # A list is what shows many rows, or goes on by pages, or has filters, or says that it is one; whether it offers a
    # file is seen below.
    my @lists = sort grep { !$whole{$_ =~ s/\d+/N/gr} && shows_a_list($pages->{$_}) } keys %$pages;
    my $is    = sub ($path) { $path =~ s{^/admin/pages/\d+}{/admin/pages/N}r };
    for my $expected ((map { $is->($_) } keys %made), '/admin/audit', '/admin/pages', '/admin/performance', '/admin/performance/statements') {
        ok((grep { $is->($_) eq $expected } @lists), "$expected is found to be a list");
    }
    is_deeply [grep { my $whole = $_; !grep { ($_ =~ s/\d+/N/gr) eq $whole && shows_a_list($pages->{$_}) } keys %$pages } sort keys %whole], [], 'what is said to be whole shows many rows';

    for my $path (@lists) {
        my ($key) = $path eq "/admin/pages/" ? () : grep { $is->($_) eq $is->($path) } keys %made;
        # What is counted is put in order anew at each look; of the audit trail, each file is a record of its own.
        my $moves = $path =~ /performance|audit/;
        my $at    = $key // $path;
        my $first = $admin->get($at);
        my @rows  = list_rows($first);
        ok @rows > 0, "$path has rows";

        my @filters = $first->{text} =~ m{.*<form class="filters" method="get"(.*?)</form>}s ? $1 =~ /<(?:select|input) id="f-(?!sort)(\w+)"/g : ();
        my $changed = 0;
        for my $filter (@filters) {
            my @values = choices($first, $filter);
            $changed ||= grep { join("\n", list_rows($admin->get("$at?$filter=$_"))) ne join("\n", @rows) } @values ? @values : ($filter eq 'q' ? 'zzzz-nobody' : $who->{name});
            is $admin->get("$at?$filter=moon.walk")->{status}, 422, "$path?$filter= tells what is none of the choices" if @values;
        }
        ok $changed, "$path: @filters: a filter changes what is shown";

        my @sorts = choices($first, 'sort');
        ok @sorts >= 2, "$path has orders: @sorts";
        ok((grep { join("\n", list_rows($admin->get("$at?sort=$_"))) ne join("\n", @rows) } @sorts[1 .. $#sorts]), "$path: which differ");
        for my $bad ('sort=moon', 'after=x', 'after=-1', 'format=exe') {
            my $answer = $admin->get("$at?$bad");
            is $answer->{status}, 422, "$path?$bad is none";
            like $answer->{text}, qr{role="alert"}, 'which is said';
        }

        my ($file) = map {s/&amp;/&/gr} $first->{text} =~ m{href="([^"]+format=csv)"};
        my @file = csv_rows($admin->get($file));
        is_deeply [grep { grep {/^[=+\@\t]|^-(?!\d)/} @$_ } @file], [], "$path: nothing in the file is a formula";
        next if $moves;

        for my $sort (@sorts[0, 1], grep { $_ eq 'newest' } @sorts[2 .. $#sorts]) {
            my $answer = $admin->get("$at?sort=$sort");
            my (@all, $added) = list_rows($answer);
            while (my ($next) = list_next($answer)) {
                my @before = $added ? () : list_rows($admin->get($next));
                if ($made{$at} && !$added++ && $sort eq 'newest') {
                    $make->($at, $at =~ /bans/ ? (64, 66) : (61, 63));
                    is_deeply [list_rows($admin->get($next))], \@before, "$path: the next page stays when rows are added";
                }
                $answer = $admin->get($next);
                push @all, list_rows($answer);
            }
            is scalar(keys %{ { map { $_ => 1 } @all } }), @all, "$path by $sort: no row twice";
            my @whole = csv_rows($admin->get("$at?sort=$sort&format=csv"));
            is @whole - ($added && $sort eq 'newest' ? 3 : 0), @all, 'and as many as the file has';
            next if $path =~ /acts/;
            my @links = map { m{<blockquote[^>]*>(.*?)</blockquote>} ? $1 : m{<a [^>]*><bdi>([^<]*)</bdi></a>} ? $1 : '' } @all;
            my @cells = map { join "\n", @$_ } $added && $sort eq 'newest' ? @whole[3 .. $#whole] : @whole;
            is scalar(grep { index($cells[$_] // '', $links[$_] =~ s/&#39;/'/gr =~ s/&amp;/&/gr) < 0 } 0 .. $#all), 0, 'in the same order';
        }
    }
    sql("DELETE FROM $made{$_}[1]") for sort keys %made;
    sql('DELETE FROM site_page WHERE id IN (?, ?)', $page, $page + 1);
    sql('DELETE FROM comment WHERE id BETWEEN 3999999001 AND 3999999063');
    sql('DELETE FROM word_filter WHERE id = ?', $filter);
};

subtest 'it speaks German' => sub {
    my $german = administrator(language => 'de');
    like $german->get('/admin/')->{text}, qr{Fehlgeschlagene Anmeldungen}, 'the dashboard';
    like $german->get("/admin/audit?account=$member->{name}")->{text}, qr{Angemeldet\.}, 'and each act';
};

done_testing;
