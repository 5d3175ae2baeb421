# By what an account is used: API tokens with their scopes, and sessions.
# Written by SQL: session, api_token, account, rating; time is made to pass, there is only one administrator, and
# somebody rated more than one piece of a file holds.
use v5.36;
use utf8;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Digest::SHA qw(sha256);
use Test::More;
use Lorehall;
use Lorehall::Stream;
use Time::HiRes qw(time);

my $admin = administrator();

# Makes a token in the browser; the token, or the answer where there is none.
sub made ($who, %fields) {
    my $answer = $who->post('/account/tokens', { name => 'A program', days => 30, 'scope.read' => 1, %fields },
        headers => { origin => $who->origin });
    return $answer->{status} == 200 && $answer->{text} =~ /value="([0-9a-f]{32})" readonly/ ? $1 : $answer;
}

sub asks ($token, $method, $path, $document = undef) { visitor()->api($method => $path, $document, bearer => $token) }
sub status ($token) { asks($token, GET => '/api/v1/session')->{status} }
sub token_ids ($who) { map { $_->[0] } rows('SELECT id FROM api_token WHERE account_id = ? ORDER BY id', $who->{id}) }

subtest 'somebody makes a token for what a program is to do, and it can do no more' => sub {
    my $me     = member();
    my $thread = start_thread($me, title => 'For programs');
    my $form   = $me->get('/account/tokens');
    is $form->{status}, 200, 'there is a page for tokens';
    like $form->{text}, qr{You have no API tokens}, 'which says that there is none yet';
    like $me->get('/account/settings')->{text}, qr{href="/account/tokens"}, 'the settings lead there';
    my @offered = $form->{text} =~ /name="scope\.(\w+)"/g;
    is_deeply \@offered, [qw(read post)], 'what somebody may not do is not offered for their tokens' or diag "@offered";

    my $reader = made($me);
    like $reader, qr/^[0-9a-f]{32}$/, 'it is shown as it is made';
    is value('SELECT COUNT(*) FROM api_token WHERE token_hash = ?', sha256($reader)), 1, 'only a hash of it is kept';
    unlike $me->get('/account/tokens')->{text}, qr/\Q$reader\E/, 'and never shown again';
    is status($reader), 200, 'it reads';
    my $refused = asks($reader, POST => '/api/v1/comments', { subject => "thread:$thread", body => 'by a program' });
    is_deeply [$refused->{status}, $refused->json->{error}{code}], [403, 'scope'], 'but does not write';
    is $refused->header('www-authenticate'), 'Bearer error="insufficient_scope"', 'and is told why, as programs know it';
    my $writer = made($me, 'scope.read' => undef, 'scope.post' => 1);
    is asks($writer, POST => '/api/v1/comments', { subject => "thread:$thread", body => 'by a program' })->{status}, 201, 'one for posting does';
    is asks($writer, GET => "/api/v1/threads/thread:$thread")->{status}, 200, 'and reads what it is about';
    my $both = made($me, 'scope.post' => 1, name => 'Both');
    my $told = asks($both, GET => '/api/v1/session')->json->{token};
    is_deeply $told->{scopes}, [qw(read post)], 'a program is told what its token is for';
    like $told->{expires}, qr/^20\d\d-/, 'and how long';
    is asks($both, GET => '/account/settings')->{status}, 303, 'pages are not for programs';
};

subtest 'a scope gives nothing that its owner does not hold' => sub {
    my $moderator = member(role => 'moderator');
    my $victim    = member();
    my $thread    = start_thread($victim, title => 'To be moderated');
    my ($mine, $theirs) = (reply_to($victim, $thread, 'One.'), reply_to($victim, $thread, 'Two.'));
    my $token = made($moderator, 'scope.moderate' => 1, 'scope.post' => 1);
    my $post  = made($moderator, 'scope.post' => 1);
    my $plain = made(member(), 'scope.moderate' => 1, 'scope.post' => 1);
    my $remove = sub ($token, $id) { asks($token, POST => "/api/v1/comments/$id/remove", { reason => 'by a program' })->{status} };
    is $remove->($plain, $mine), 403, "a member's is not a moderator's";
    is $remove->($post, $mine), 403, "nor is a moderator's that is for posting";
    is $remove->($token, $mine), 200, "a moderator's for moderating is";
    lorehall('', qw(role revoke), $moderator->{name}, 'moderator');
    is $remove->($token, $theirs), 403, 'and no more once its owner is none' or diag((lorehall('', qw(role show moderator)))[1]);
    lorehall('', qw(role grant), $moderator->{name}, 'suspended');
    is asks($post, POST => '/api/v1/comments', { subject => "thread:$thread", body => 'x' })->{status}, 403, "a suspended one's may not write";
    is $moderator->get('/account/tokens')->{status}, 200, 'whose owner still sees it';
    is $moderator->post('/account/tokens', { name => 'another', days => 1, 'scope.read' => 1 })->{status}, 403, 'but makes none';
};

subtest 'what is wrong with a token that is asked for is said, and what was typed is kept' => sub {
    my $me = member();
    for (
        ['no name',            { name => ' ' },                  'name'],
        ['a name of 61',       { name => 'x' x 61 },             'name'],
        ['nothing that it is for', { 'scope.read' => undef },    'scopes'],
        ['more than a year',   { days => 366 },                  'days'],
        ['no day',             { days => 0 },                    'days'],
    ) {
        my ($what, $fields, $field) = @$_;
        my $answer = made($me, name => 'Kept', 'scope.post' => 1, $field eq 'scopes' ? ('scope.post' => undef) : (), %$fields);
        ok ref $answer && $answer->{status} == 422, "$what is refused";
        ok $answer->html->id("w-$field"), 'at its field';
        like $answer->{text}, qr/name="scope\.post" value="1" checked/, 'what was ticked still is' if $field ne 'scopes';
    }
    is scalar token_ids($me), 0, 'none of them was made';
    sql('UPDATE session SET authenticated = UTC_TIMESTAMP(6) - INTERVAL 11 MINUTE WHERE account_id = ?', $me->{id});
    journal_account($me->{id});
    my $stale = made($me);
    is $stale->{status}, 403, 'a password given longer ago is asked for once more';
    like $stale->{text}, qr/name="again\.scope\.read"/, 'with the form at hand';
};

subtest 'a token ends on its day, by its owner, by an administrator, with the password and with all sessions' => sub {
    my $me = member();
    my %token = map { $_ => made($me, name => $_) } qw(day own admin password);
    is_deeply [map { status($token{$_}) } sort keys %token], [(200) x 4], 'four are good';
    sql('UPDATE api_token SET expires = UTC_TIMESTAMP(6) - INTERVAL 1 SECOND WHERE account_id = ? AND name = ?', $me->{id}, 'day');
    journal_account($me->{id});
    is status($token{day}), 401, 'one has had its day';
    my $page = $me->get('/account/tokens');
    like $page->{text}, qr{has expired}, 'which the page says';
    like $page->{text}, qr{Read.*This network}s, 'beside what each is for and where it was used';

    my %id = map { $_->[1] => $_->[0] } rows('SELECT id, name FROM api_token WHERE account_id = ?', $me->{id});
    my $alien = member();
    $alien->post('/account/tokens/end', { id => $id{own} });
    is status($token{own}), 200, 'nobody ends the token of another';
    is $me->post('/account/tokens/end', { id => $id{own} })->{status}, 303, 'its owner does';
    is status($token{own}), 401, 'with the next request';
    is $me->post('/account/tokens/end', { id => '' })->{status}, 422, 'naming none is an error';

    like $admin->get("/admin/accounts/$me->{id}")->{text}, qr{<h2 id="tokens">API tokens</h2>.*<bdi>admin</bdi>}s, 'an administrator sees them';
    is member(role => 'moderator')->post("/admin/accounts/$me->{id}/tokens", { id => $id{admin} })->{status}, 403, 'a moderator may not end them';
    is $admin->post("/admin/accounts/$me->{id}/tokens", { id => $id{admin} })->{status}, 303, 'an administrator may';
    is status($token{admin}), 401, 'with the next request';
    like +(lorehall('', qw(audit list --act token.end --account), $me->{name}))[1], qr/"before":"admin"/, 'which is recorded by its name';

    is status($token{password}), 200, 'the last one is good';
    my $word = 'another good password';
    $me->post('/account/settings', { action => 'password', current => $Lorehall::PASSWORD, password => $word, repeat => $word });
    is status($token{password}), 401, 'until the password is another';
    my $last = made($me);
    is status($last), 200, 'a new one';
    $me->post('/account/sessions', { all => 1 });
    is status($last), 401, 'ends with all other sessions';
};

subtest 'somebody stays logged in on a device or until the browser ends, as they chose' => sub {
    my $me  = member();
    my $log = sub (%fields) {
        my $visitor = visitor(name => $me->{name}, id => $me->{id});
        my $answer  = $visitor->post('/account/login', { name => $me->{name}, password => $Lorehall::PASSWORD, %fields });
        return ($visitor, grep {/^lorehall=/} $answer->headers('set-cookie'));
    };
    my $form = visitor()->get('/account/login')->{text};
    like $form, qr/<input type="checkbox" name="keep" value="1">/, 'the form asks, and takes nothing for granted';
    my ($kept, $cookie) = $log->(keep => 1);
    like $cookie, qr/; Max-Age=7776000;/, 'one is kept by the browser';
    (my $passing, $cookie) = $log->();
    unlike $cookie, qr/Max-Age|Expires/i, 'the other goes with it';
    is_deeply [map { $_->[0] } rows('SELECT kept FROM session WHERE account_id = ? ORDER BY id', $me->{id})], [0, 1, 0], 'and ends sooner here';
    my $wrong = visitor()->post('/account/login', { name => $me->{name}, password => 'no', keep => 1 });
    like $wrong->{text}, qr/name="keep" value="1" checked/, 'a wrong password keeps the choice';

    lorehall('', qw(role grant), $me->{name}, 'trusted');
    ok wait_until(2, sub { ($cookie) = grep {/^lorehall=/} $kept->get('/account/settings')->headers('set-cookie') }), 'a new role renews the token';
    like $cookie, qr/; Max-Age=7776000;/, 'of one that is kept for as long';
    ($cookie) = grep {/^lorehall=/} $passing->get('/account/settings')->headers('set-cookie');
    unlike $cookie, qr/Max-Age|Expires/i, 'of the other for no longer';
    my $word   = 'another good password';
    my $answer = $kept->post('/account/settings', { action => 'password', current => $Lorehall::PASSWORD, password => $word, repeat => $word });
    like +(grep {/^lorehall=/} $answer->headers('set-cookie'))[0], qr/; Max-Age=7776000;/, 'and so does a new password';
};

subtest 'each session says where from, as far as an address tells, and what with' => sub {
    my $me = member(agent => 'Mozilla/5.0 (X11; Linux x86_64; rv:133.0) Gecko/20100101 Firefox/133.0');
    member(name => $me->{name}, account => $me->{id}) for 1 .. 3;
    my @id = map { $_->[0] } rows('SELECT id FROM session WHERE account_id = ? ORDER BY id', $me->{id});
    sql('UPDATE session SET address = ? WHERE id = ?', @$_) for ['203.0.113.9', $id[1]], ['192.168.7.7', $id[2]], ['2001:db8::9', $id[3]];
    my $page = $me->get('/account/sessions');
    my %from = map { /From<\/span> ([^<]+)<.*name="id" value="(\d+)"/s ? ("$2" => "$1") : () } split /<tr>/, $page->{text};
    is_deeply [@from{@id}], ['This network', 'Another network', 'A local network', 'Another network'], 'in words';
    like $page->{text}, qr/203\.0\.113\.9/, 'with the address itself';
    like $page->{text}, qr/until the browser ends/, 'and whether it is kept';
    like $admin->get("/admin/accounts/$me->{id}")->{text}, qr/A local network.*Firefox on Linux/s, 'an administrator sees the same';
};

subtest 'an open live stream ends with its session and with what it was let in by, and no other does' => sub {
    my ($me, $other) = (member(), member());
    my $thread = start_thread($me, title => 'Listened to');
    my $listen = sub ($who) { Lorehall::Stream->new($who, "/live?subjects=thread:$thread") };
    my $ended  = sub ($stream, $seconds) {
        my $deadline = time + patience($seconds);
        1 while $stream->read_some(0.1) && time < $deadline;
        return $stream->{ended};
    };
    followed();
    my $elsewhere = member(name => $me->{name}, account => $me->{id});
    followed();
    my ($mine, $theirs, $guests) = map { $listen->($_) } $me, $other, visitor();
    is_deeply [map { $_->status } $mine, $theirs, $guests], [200, 200, 200], 'three listen';
    my ($id) = map { $_->[0] } rows('SELECT id FROM session WHERE account_id = ? ORDER BY id LIMIT 1', $me->{id});
    $elsewhere->post('/account/sessions', { id => $id });
    ok $ended->($mine, 10), 'the one whose session was ended from elsewhere hears no more';
    reply_to($other, $thread, 'Do you hear me?');
    ok wait_until(10, sub { $_->read_some(0.1); grep { ($_->{json}{html} // '') =~ /Do you hear me/ } @{ $_->{events} } }), 'another still does' for $theirs, $guests;
    my $word = unique('ear') =~ tr/A-Z_/a-z-/r;
    lorehall('', qw(role create), $word, '--denies', 'site.read');
    ok $ended->($theirs, 10) && $ended->($guests, 10), 'where roles change all come again';
    $theirs = $listen->($other);
    lorehall('', qw(role grant), $other->{name}, $word);
    ok $ended->($theirs, 10), 'and where one is given to somebody, that one';
    is $listen->($other)->status, 403, 'who is not let in again without the right to read';
};

subtest 'an account is paused by its owner, found by nobody, and resumed by logging in' => sub {
    my $me  = member();
    my $api = made($me);
    my $log = sub (%fields) {
        my $visitor = visitor(name => $me->{name}, id => $me->{id});
        return ($visitor, $visitor->post('/account/login', { name => $me->{name}, password => $Lorehall::PASSWORD, next => '/forum/', %fields }));
    };
    my ($elsewhere) = $log->();
    my $finds = sub { visitor()->get("/search?q=$me->{name}")->{text} =~ /<bdi>\Q$me->{name}\E|>\Q$me->{name}\E</ };
    my $thread = start_thread($me, title => 'Written before the pause');
    ok wait_until(10, $finds), 'before, they are found';
    like $me->get('/account/settings')->{text}, qr{action="/account/pause"}, 'the settings offer a pause';
    is $me->post('/account/pause', {})->location, '/account/login?paused=1', 'it is paused';
    is $_->get('/account/settings')->{status}, 303, 'all sessions have ended' for $me, $elsewhere;
    is status($api), 401, 'and API tokens';
    ok !$finds->(), 'nobody finds them';
    like visitor()->get("/forum/thread/$thread/written-before-the-pause")->{text}, qr/\Q$me->{name}\E/, 'what they wrote stays, with their name';
    like $admin->get("/admin/accounts/$me->{id}")->{text}, qr/Its owner has paused it/, 'an administrator sees why';

    my ($back, $asked) = $log->(password => 'not the password');
    is $asked->{status}, 422, 'a wrong password tells nothing of it';
    unlike $asked->{text}, qr/paused/, 'not a word';
    ($back, $asked) = $log->(keep => 1);
    is $asked->{status}, 200, 'the right one';
    like $asked->{text}, qr/this account is paused/, 'asks whether they are back';
    ok !grep({/^lorehall=/} $asked->headers('set-cookie')), 'and logs nobody in yet';
    my ($text) = $asked->{text} =~ /name="resume" value="([^"]+)"/;
    my ($id, $seconds, $signature) = split /\./, $text;
    my $resume = sub ($text) { $back->post('/account/resume', { resume => $text, next => '/forum/', keep => 1 }) };
    is $resume->($_)->{status}, 422, 'what nobody was given resumes nothing' for '', 'x', "$id.$seconds.", ($admin->{id} . ".$seconds.$signature"), ("$id." . ($seconds - 700) . ".$signature");
    my $answer = $resume->($text);
    is $answer->location, '/forum/', 'who says so is logged in, and where they wanted to go';
    like +(grep {/^lorehall=/} $answer->headers('set-cookie'))[0], qr/Max-Age=7776000/, 'as they chose';
    is $back->get('/account/settings')->{status}, 200, 'in their account';
    ok $finds->(), 'where others find them again';
    my $other = visitor();
    is $other->post('/account/resume', { resume => $text })->{status}, 409, 'and the same does not open it once more';
    is_deeply [(lorehall('', qw(audit list --account), $me->{name}))[1] =~ /"act":"(account\.(?:pause|resume))"/g], [qw(account.resume account.pause)], 'both are recorded';
};

subtest 'somebody takes all of their data along in one file, and nothing of others' => sub {
    my ($me, $other) = (member(), member());
    my $thread = start_thread($me, title => 'My own words');
    my $theirs = reply_to($other, $thread, 'Not mine to take.');
    my @mine   = map { reply_to($me, $thread, "Word number $_, \"quoted\".") } 1 .. 3;
    $me->post("/forum/comment/$theirs/rating", { value => 1 });
    $me->post("/forum/comment/$theirs/report", { reason => 'spam', note => 'Look at this' });
    made($me, name => 'Wiki');
    visitor()->post('/account/login', { name => $me->{name}, password => 'guessed' });
    $admin->post("/admin/accounts/$me->{id}/sessions", { id => 999_999_999 });
    lorehall('', qw(role grant), $me->{name}, 'trusted', '--reason', 'helps');
    followed();
    my $answer = $me->get('/account/data.json');
    is $answer->{status}, 200, 'it is there';
    like $answer->header('content-disposition'), qr/attachment; filename="lorehall\.json"/, 'as a file';
    my $data = $answer->json;
    is_deeply [sort keys %$data], [qw(account appeals bans comments factors former_names identities invitations ratings records reports roles sessions tokens warnings)], 'with all parts';
    is $data->{account}{name}, $me->{name}, 'the account';
    is_deeply [map { $_->{body} } @{ $data->{comments} }[1 .. 3]], [map {"Word number $_, \"quoted\"."} 1 .. 3], 'what they wrote, as they wrote it';
    is scalar @{ $data->{comments} }, 4, 'and no more';
    is_deeply [map { [@$_{qw(comment value)}] } @{ $data->{ratings} }], [[$theirs, 1]], 'what they rated';
    is_deeply [map { [@$_{qw(comment reason note)}] } @{ $data->{reports} }], [[$theirs, 'spam', 'Look at this']], 'and reported';
    is $data->{tokens}[0]{name}, 'Wiki', 'tokens';
    is_deeply [map { [@$_{qw(role reason)}] } @{ $data->{roles} }], [['member', ''], ['trusted', 'helps']], 'roles' or diag explain $data->{roles};
    my %act = map { $_->{act} => $_ } @{ $data->{records} };
    ok $act{$_}, "what is recorded: $_" for qw(login login.failed token.make role.grant account.data);
    is_deeply [@{ $act{'login.failed'} }{qw(own address)}], [JSON::PP::false(), undef], 'of others only what they did';
    unlike $answer->{text}, qr/Not mine to take|\Q$other->{name}\E|token_hash|argon2/, 'nothing of anybody else, and no secret';

    sql('INSERT INTO rating (account_id, comment_id, thread_id, value, created) SELECT ?, id, thread_id, 1, created FROM comment WHERE author_id <> ? AND id <> ? LIMIT 450',
        $me->{id}, $me->{id}, $theirs);
    my $rated = value('SELECT COUNT(*) FROM rating WHERE account_id = ?', $me->{id});
    is scalar @{ $me->get('/account/data.json')->json->{ratings} }, $rated, "each of $rated ratings is in it once";
    sql('UPDATE session SET authenticated = UTC_TIMESTAMP(6) - INTERVAL 11 MINUTE WHERE account_id = ?', $me->{id});
    journal_account($me->{id});
    is $me->get('/account/data.json')->location, '/account/confirm?next=%2Faccount%2Fdata.json', 'who gave the password longer ago gives it once more';
};

subtest 'the last administrator cannot pause their account' => sub {
    my @others = map { $_->[0] } rows("SELECT DISTINCT m.account_id FROM membership m JOIN role r ON r.id = m.role_id JOIN account a ON a.id = m.account_id WHERE r.name = 'administrator' AND m.site_id = 0 AND a.state = 0 AND a.id <> ?", $admin->{id});
    sql('UPDATE account SET state = 1 WHERE id = ?', $_) for @others;
    my $answer = $admin->post('/account/pause', {});
    sql('UPDATE account SET state = 0 WHERE id = ?', $_) for @others;
    is $answer->{status}, 409, 'it is refused';
    like $answer->complaint, qr/last administrator/, 'and said why';
    is $admin->get('/admin/')->{status}, 200, 'they are still one';
    my $second = administrator();
    is $second->post('/account/pause', {})->{status}, 303, 'another may';
};

done_testing;
