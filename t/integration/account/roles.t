# Roles: made and granted by the command line, felt at the next click, on a site and on a board; why somebody may;
# and the password once more before what is dangerous, in the area t/echo/echo.c, which nothing but tests has.
# Written by SQL: session; how long ago somebody gave their password, as nobody waits for ten minutes here.
use v5.36;
use utf8;
use FindBin;
use lib "$FindBin::Bin/../lib";
use File::Temp qw(tempdir);
use Test::More;
use Lorehall;
use Lorehall::Lore;
use Lorehall::Nginx;
use Lorehall::Routes;
use Lorehall::Worker;

# That lorehall does as told; gives what it says.
sub does (@words) {
    my ($status, $output) = lorehall('', @words);
    is $status, 0, "lorehall @words" or diag $output;
    return $output;
}

sub refuses ($why, @words) {
    my ($status, $output) = lorehall('', @words);
    is $status, 1, "lorehall @words is refused";
    like $output, $why, 'and says why';
}

my $admin  = administrator();
my $member = member();
my $herald = unique('herald') =~ tr/A-Z_/a-z-/r;

subtest 'a role is made, changed, given to somebody else and deleted' => sub {
    does('role', 'create', $herald, '--title', 'Herald', 'thread.announce', 'thread.pin');
    like does('role', 'list'), qr/^\Q$herald\E +Herald +gives 2 permissions$/m, 'it is in the list';
    does('role', 'take', $herald, 'thread.pin');
    does('role', 'add', $herald, 'entry.edit');
    my $shown = does('role', 'show', $herald);
    like $shown, qr/^  thread\.announce +Make announcements of threads\.$/m, 'what it may is explained';
    is_deeply [$shown =~ /^  (\S+)/mg], [qw(entry.edit thread.announce)], 'and is what was said';
    does('role', 'grant', $member->{name}, $herald, '--site', 'everquest', '--until', '2130-01-31T00:00:00Z', '--reason', 'for the festival');
    like does('role', 'of', $member->{name}), qr/^gives +\Q$herald\E, everquest, granted \S+ by the operator, until 2130-01-31T00:00:00Z: for the festival$/m, 'who has it is told where, until when and why';
    refuses(qr/The role is held.*|--lose takes it from all/, 'role', 'delete', $herald);
    does('role', 'rename', $herald, "$herald-2");
    does('role', 'create', "$herald-3", 'thread.pin');
    does('role', 'delete', "$herald-2", '--to', "$herald-3");
    like does('role', 'of', $member->{name}), qr/^gives +\Q$herald-3\E, everquest/m, 'its holders have another one';
    does('role', 'delete', "$herald-3", '--lose');
    unlike does('role', 'of', $member->{name}), qr/\Q$herald\E/, 'and then none';
    my $records = does('audit', 'list', '--account', $member->{name});
    like $records, qr/"act":"role\.grant".*"subject":"role:\Q$herald\E site:\d+".*"reason":"for the festival"/, 'the audit trail has it';
    like does('audit', 'list', '--act', 'role.delete', '--limit', 2), qr/"subject":"role:\Q$herald-2\E"/, 'and roles that were deleted';
    does('audit', 'verify');
};

subtest 'what cannot be' => sub {
    refuses(qr/built-in role keeps its name and cannot be deleted/, qw(role delete moderator));
    refuses(qr/Administrators may do everything/,                 qw(role take administrator site.edit));
    refuses(qr/Guests can read and log in/,                       qw(role add guest comment.write));
    refuses(qr/Guests can read and log in/,                       qw(role take guest session.open));
    refuses(qr/There is a role of this name already/,             qw(role create moderator));
    refuses(qr/does not have this role there/,                    'role', 'revoke', $member->{name}, 'moderator');
    refuses(qr/The end lies in the past/,                         'role', 'grant', $member->{name}, 'moderator', '--until', '2001-01-01T00:00:00Z');
    refuses(qr/there is no board tavern/,                         'role', 'grant', $member->{name}, qw(moderator --site everquest --board tavern));
    is_deeply [(lorehall('', 'role', 'grant', $member->{name}, qw(moderator --board general)))[0]], [2], 'a board without its site is not understood';
};

subtest 'a role is felt at the next click, with another token for the same session' => sub {
    my $visitor = member();
    my $entry   = make_entry('item', unique('Herald\'s Horn'));
    my $path    = entry_path($entry) . '/history';
    my $form    = $visitor->csrf;
    my $old     = $visitor->{token};
    is $visitor->post($path, { csrf => $form })->{status}, 403, 'before, nothing can be reverted';
    does('role', 'grant', $visitor->{name}, 'reviewer', '--site', 'everquest');
    is $visitor->post($path, { csrf => $form })->{status}, 404, 'after, only what to revert is missing; the form is still good';
    isnt $visitor->{token}, $old, 'the browser has another token';
    is scalar(() = $visitor->get('/account/sessions')->{text} =~ /name="id"/g), 1, 'of the one session that it had';
    my $late = visitor(name => $visitor->{name}, token => $old);
    my $page = $late->get('/account/settings');
    is $page->{status}, 200, 'what was on its way with the former one still arrives';
    is $late->post($path, { csrf => $form })->{status}, 403, 'but does not have the role';
    is member(site => 'camelot', account => $visitor->{id}, name => $visitor->{name})->post("/forum/general/new", {})->{status}, 422, 'on another site, what members may';
    does('role', 'revoke', $visitor->{name}, 'reviewer', '--site', 'everquest');
    is $visitor->post($path, { csrf => $form })->{status}, 403, 'and when it is taken, not any more';
};

subtest 'a suspended member reads, and nothing else' => sub {
    my $troll  = member();
    my $thread = start_thread($troll);
    my $theirs = reply_to($troll, $thread, 'Of their own.');
    my $other  = reply_to($member, $thread, 'Of another.');
    my $bearer = api_token($troll);
    does('role', 'grant', $troll->{name}, 'suspended', '--site', 'everquest', '--reason', 'Spam.');
    my $page = $troll->get("/forum/thread/$thread/x");
    $page = $troll->get($page->location) if $page->{status} == 301;
    is $page->{status}, 200, 'the thread can be read';
    unlike $page->{text}, qr/name="body"/, 'without a box to reply in';
    my %tries = (
        'a reply'            => sub { $troll->post('/forum/reply', { subject => "thread:$thread", body => 'x' }) },
        'one by the API'     => sub { $troll->api(POST => '/api/v1/comments', { subject => "thread:$thread", body => 'x' }) },
        'one by a token'     => sub { $troll->api(POST => '/api/v1/comments', { subject => "thread:$thread", body => 'x' }, bearer => $bearer) },
        'a thread'           => sub { $troll->post('/forum/general/new', { title => 'A thread', body => 'x' }) },
        'an edit'            => sub { $troll->post("/forum/comment/$theirs/edit", { body => 'y' }) },
        'a vote'             => sub { $troll->post("/forum/comment/$other/rating", { value => 1 }) },
        'a vote by the API'  => sub { $troll->api(POST => "/api/v1/comments/$other/rating", { value => 1 }) },
        'a preview'          => sub { $troll->api(POST => '/api/v1/preview', { body => 'x' }) },
    );
    is $tries{$_}->()->{status}, 403, "$_ is refused" for sort keys %tries;
    is $troll->get('/account/settings')->{status}, 200, 'their own settings are theirs';
    my $elsewhere = member(site => 'camelot', account => $troll->{id}, name => $troll->{name});
    is $elsewhere->post('/forum/general/new', { title => 'A thread', body => 'x' })->{status}, 303, 'on another site they are as before';
    does('role', 'revoke', $troll->{name}, 'suspended', '--site', 'everquest');
    is $troll->post('/forum/reply', { subject => "thread:$thread", body => 'I am back.' })->{status}, 303, 'and back when it is over';
};

subtest 'a role on a board gives there, or takes there' => sub {
    my ($quiet, $starter) = map { "$herald-$_" } qw(quiet starter);
    does('role', 'create', $quiet, '--denies', qw(comment.write comment.rate comment.edit-own thread.start));
    my $who    = member();
    my %thread = map { $_ => start_thread($who, board => $_) } qw(general zones);
    my %theirs = map { $_ => reply_to($who, $thread{$_}, 'Of their own.') } keys %thread;
    my %other  = map { $_ => reply_to($member, $thread{$_}, 'Of another.') } keys %thread;
    does('role', 'grant', $who->{name}, $quiet, qw(--site everquest --board general));
    my %tries = (
        'a reply'           => sub ($board) { $who->post('/forum/reply', { subject => "thread:$thread{$board}", body => 'x', key => unique('key') }) },
        'the form of one'   => sub ($board) { $who->get("/forum/reply?subject=thread:$thread{$board}") },
        'one by the API'    => sub ($board) { $who->api(POST => '/api/v1/comments', { subject => "thread:$thread{$board}", body => unique('x') }) },
        'a thread'          => sub ($board) { $who->post("/forum/$board/new", { title => unique('A thread'), body => 'x', key => unique('key') }) },
        'the form of one '  => sub ($board) { $who->get("/forum/$board/new") },
        'an edit'           => sub ($board) { $who->post("/forum/comment/$theirs{$board}/edit", { body => 'y' }) },
        'a vote'            => sub ($board) { $who->post("/forum/comment/$other{$board}/rating", { value => 1 }) },
        'a vote by the API' => sub ($board) { $who->api(POST => "/api/v1/comments/$other{$board}/rating", { value => 1 }) },
    );
    for my $try (sort keys %tries) {
        is $tries{$try}->('general')->{status}, 403, "$try is refused where it was taken";
        like $tries{$try}->('zones')->{status}, qr/^(?:200|201|303)$/, 'and not on another board';
    }
    my %page = map { $_ => $who->follow("/forum/thread/$thread{$_}")->{text} } keys %thread;
    unlike $page{general}, qr/name="body"/, 'there the thread has no box to reply in';
    like $page{zones}, qr/name="body"/, 'elsewhere it has';
    unlike $who->get('/forum/general/')->{text}, qr{href="/forum/general/new"}, 'nor the board a button to start one';
    like $who->get('/forum/zones/')->{text}, qr{href="/forum/zones/new"}, 'which the other has';

    does('role', 'create', $starter, 'thread.start');
    does('role', 'take', 'member', 'thread.start');
    my $plain = member();
    my $in    = member();
    does('role', 'grant', $in->{name}, $starter, qw(--site everquest --board zones));
    my %status = map { my $board = $_; $board => [map { $_->post("/forum/$board/new", { title => unique('A thread'), body => 'x' })->{status} } $plain, $in] } qw(general zones);
    does('role', 'add', 'member', 'thread.start');
    is_deeply \%status, { general => [403, 403], zones => [403, 303] }, 'what members may not is given on one board';
    is $plain->get('/forum/general/new')->{status}, 200, 'what is given back to members is felt at once';
};

subtest 'why somebody may' => sub {
    my $who = member();
    my $ask = sub (@words) { my ($status, $output) = lorehall('', 'check', '--why', @words); return "$status: $output" };
    does('role', 'grant', $who->{name}, qw(suspended --site everquest --reason Spam.));
    like $ask->($who->{name}, qw(POST /forum/reply --site everquest)),
        qr{^1: POST /forum/reply needs comment\.write, on the board that it is about\ncomment\.write: not held\ngives +member, as everybody has it\ntakes +suspended, everquest, granted \S+ by the operator: Spam\.$}m,
        'a role that takes is named, with who granted it and why';
    like $ask->($who->{name}, qw(POST /forum/reply --site camelot)), qr/^0: .*\ncomment\.write: held\n.*\nelsewhere +suspended, everquest/, 'on another site it is of no account';
    like $ask->($admin->{name}, qw(entry.edit --site everquest)), qr/^0: entry\.edit: held\nlacks +member.*\ngives +administrator, everywhere/, 'a permission can be asked for by its name';
    like $ask->('-', qw(GET /account/settings --site everquest)), qr{^1: GET /account/settings needs account\.edit-own\naccount\.edit-own: not held\nlacks +guest}, 'and a guest be asked about';
    like $ask->('-', qw(GET /forum/general/ --site everquest)), qr{^0: GET /forum/:board/ needs site\.read\n}, 'a path is taken by its pattern';
    like $ask->($who->{name}, qw(GET /nothing/here/at/all --site everquest)), qr{^1: .*no route for GET /nothing}, 'what is no route is said';
};

subtest 'what routes ask for is what their sources say' => sub {
    my ($head, @lines) = split /\n/, does('check', '--routes');
    is_deeply [split ' ', $head], [qw(area method pattern permission on csrf fresh rate body files)], 'a table';
    my @routes = map { my $route = $_; $route->{permission} = lc($route->{permission}) =~ s/_/./r =~ tr/_/-/r; $route } routes();
    is_deeply [sort map { join ' ', (split)[0 .. 7] } @lines],
        [sort map { join ' ', @$_{qw(area method pattern permission)}, $_->{flags} =~ /ROUTE_BOARD/ ? 'board' : 'site', $_->{method} eq 'POST' ? 'csrf' : '-', $_->{flags} =~ /ROUTE_FRESH/ ? 'fresh' : '-', lc $_->{rate} } @routes],
        'of all ' . @routes . ' routes';
};

subtest 'before what is dangerous the password is asked for once more' => sub {
    my $work = tempdir(DIR => instance_file('tmp'), CLEANUP => 1);
    # The shared memory of the instance, whose follower tells what changes.
    my ($shared) = do { open my $in, '<', instance_file('site.hdf') or die $!; local $/; readline($in) =~ /^Shared\.File = (.+)$/m };
    my $pool = Lorehall::Worker->new('echo', program => 't/echo/echo', 'Shared.File' => $shared);
    my ($port) = start_nginx($work, areas => "echo 1\n    /echo/\n    /api/v1/echo/\n", sockets => { echo => $pool->{socket} });
    my $who  = member();
    my $echo = visitor(name => $who->{name}, token => $who->{token}, port => $port);
    $echo->{csrf} = $who->csrf;
    is $echo->get('/echo/danger')->{status}, 200, 'who has just logged in has just given it';
    my $stale = sub {
        sql('UPDATE session SET authenticated = authenticated - INTERVAL 11 MINUTE WHERE account_id = ?', $who->{id});
        journal_account($who->{id});
    };
    $stale->();
    my $sent = $echo->get('/echo/danger?a=1');
    is_deeply [$sent->{status}, $sent->location], [303, '/account/confirm?next=%2Fecho%2Fdanger%3Fa%3D1'], 'eleven minutes later they are asked for it';
    my $page = $who->get($sent->location);
    is $page->{status}, 200, 'on a page of its own';
    like $page->{text}, qr{name="next" value="/echo/danger\?a=1"}, 'that knows the way back';
    my $wrong = $who->post('/account/confirm', { password => 'not this one', next => '/echo/danger?a=1' });
    is $wrong->{status}, 422, 'a wrong one is refused';
    like $wrong->{text}, qr/This is not your password\./, 'and told';
    is $echo->get('/echo/danger')->{status}, 303, 'and opens nothing';
    my $right = $who->post('/account/confirm', { password => $Lorehall::PASSWORD, next => '/echo/danger?a=1' });
    is_deeply [$right->{status}, $right->location], [303, '/echo/danger?a=1'], 'the right one leads back';
    is $echo->get('/echo/danger?a=1')->{status}, 200, 'where all is open now';

    $stale->();
    my $origin = { origin => $echo->origin };
    my $form   = { what => "Erase <b>all</b>\nof it", more => 'ä' };
    my $kept   = $echo->post('/echo/danger', $form, headers => $origin);
    is $kept->{status}, 403, 'a form that was sent too late is not done';
    my %field = map { $_->{attributes}{name} => $_->{attributes}{value} } grep { ($_->{attributes}{name} // '') =~ /^again/ } @{ [$kept->html->all('input')] };
    is_deeply \%field, { again => '/echo/danger', 'again.what' => $form->{what}, 'again.more' => $form->{more} }, 'the page for the password keeps it';
    my $again = $who->post('/account/confirm', { %field, password => 'not this one' });
    like $again->{text}, qr/name="again\.more" value="ä"/, 'also over a wrong one';
    $again = $who->post('/account/confirm', { %field, password => $Lorehall::PASSWORD });
    is $again->{status}, 200, 'behind the right one it is offered to be sent';
    like $again->{text}, qr{<form method="post" action="/echo/danger">}, 'to where it was meant for';
    my %fields = map { $_->{attributes}{name} => $_->{attributes}{value} } grep { ($_->{attributes}{name} // '') =~ /^(?:what|more)$/ } @{ [$again->html->all('input')] };
    is_deeply \%fields, $form, 'as it was';
    is $echo->post('/echo/danger', \%fields)->{text}, $form->{what} =~ s/\n/\r\n/r =~ s/\r\n/\n/r, 'and then it is done';
    like $who->post('/account/confirm', { again => '//evil.example/', password => $Lorehall::PASSWORD })->{text}, qr{action="/"}, 'nothing leads to another site';
    my $answer = $echo->api(POST => '/api/v1/echo/danger', {}, bearer => api_token($who));
    is_deeply [$answer->{status}, $answer->json->{error}{code}], [403, 'password'], 'an API token cannot give one';
    like does('audit', 'list', '--account', $who->{name}, '--act', 'password.confirmed'), qr/"subject":"session:\d+"/, 'the audit trail has it';
};

done_testing;
