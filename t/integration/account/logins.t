# By what an account is used: API tokens with their scopes, and sessions.
# Written by SQL: session, api_token, account, account_deletion, identity, mail, rating; time is made to pass, there is only one administrator, and
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

# Columns that name an account, and what becomes of them when it is deleted.
my %personal = map { $_ => 1 } qw(
    account_deletion.account_id author_claim.account_id account_link.account_id api_token.account_id identity.account_id login_pending.account_id
    membership.account_id passkey.account_id provider_login.account_id recovery_code.account_id session.account_id totp.account_id);
my %kept = (
    (map { $_ => 'names nobody any more' }
        qw(comment.author_id thread.author_id held_post.author_id rating.account_id merged_vote.account_id report.account_id moderated_vote.account_id revision.account_id journal.account_id)),
    (map { $_ => 'is what was decided, and by whom' }
        qw(moderation_act.account_id moderation_act.about_id report_case.claimed_id report_case.decided_id ban.account_id ban.created_by ban.lifted_by
        ban_appeal.account_id ban_appeal.decided_by account_warning.account_id account_warning.given_by account_note.account_id account_note.written_by
        audit.account_id audit.about_id membership.granted_by invitation.account_id invitation.withdrawn_by invited.account_id site_freeze.account_id
        site_revision.account_id site_page_revision.account_id word_filter_version.account_id account.merged_id account_merge.from_id account_merge.into_id
        account_merge.merged_by account_merge.undone_by entry_withheld.account_id author_claim.author_id author_claim.decided_by job.account_id job.started_by)),
    'former_name.account_id' => 'keeps others from the name');

subtest 'an account that is to be deleted waits for a week, and its owner can keep it' => sub {
    my $me     = member();
    my $thread = start_thread($me, title => 'Before I go');
    reply_to($me, $thread, 'One word.');
    made($me);
    my $page = $me->get('/account/delete');
    like $page->{text}, qr/\Q$_\E/, "the page says what goes: $_" for '2 comments', '1 thread', '0 votes', '1 API token';
    is $me->post('/account/delete', { sure => 1 })->{status}, 422, 'without a choice nothing is done';
    is $me->post('/account/delete', { comments => 'go' })->{status}, 422, 'nor unless they are sure';
    is $me->post('/account/delete', { comments => 'all', sure => 1 })->{status}, 422, 'nor by a choice that there is not';
    is value('SELECT state FROM account WHERE id = ?', $me->{id}), 0, 'none of these touched it';
    my $leave = sub ($who, $comments) { $who->post('/account/delete', { comments => $comments, sure => 1 })->location };
    is $leave->($me, 'go'), '/account/login?deleted=1', 'both, and it is';
    is $me->get('/account/settings')->{status}, 303, 'they are logged out';
    like visitor()->get('/account/login?deleted=1')->{text}, qr/will be deleted in a week/, 'and read how long it waits';
    unlike visitor()->get("/search?q=$me->{name}")->{text}, qr{>\Q$me->{name}\E<}, 'nobody finds them';
    like visitor()->get("/forum/thread/$thread/before-i-go")->{text}, qr/One word/, 'what they wrote is still there';
    like $admin->get("/admin/accounts/$me->{id}")->{text}, qr/Its owner has it deleted/, 'an administrator sees what it waits for';
    is value('SELECT COUNT(*) FROM account_deletion WHERE account_id = ? AND due BETWEEN UTC_TIMESTAMP() + INTERVAL 167 HOUR AND UTC_TIMESTAMP() + INTERVAL 169 HOUR', $me->{id}), 1, 'a week';

    my $back  = visitor(name => $me->{name}, id => $me->{id});
    my $asked = $back->post('/account/login', { name => $me->{name}, password => $Lorehall::PASSWORD, next => '/forum/' });
    like $asked->{text}, qr/this account will be deleted.*Keep the account and log in/s, 'who logs in is asked whether they want to keep it';
    my ($text) = $asked->{text} =~ /name="resume" value="([^"]+)"/;
    is $back->post('/account/resume', { resume => $text, next => '/forum/' })->location, '/forum/', 'and can';
    is value('SELECT COUNT(*) FROM account_deletion WHERE account_id = ?', $me->{id}), 0, 'nothing waits any more';
    is_deeply [(lorehall('', qw(audit list --account), $me->{name}))[1] =~ /"act":"(account\.(?:leave|stay|resume))"/g], [qw(account.stay account.leave)], 'both are recorded';

    sql('UPDATE session SET authenticated = UTC_TIMESTAMP(6) - INTERVAL 11 MINUTE WHERE account_id = ?', $me->{id});
    journal_account($me->{id});
    is $back->get('/account/delete')->location, '/account/confirm?next=%2Faccount%2Fdelete', 'who gave the password longer ago gives it first';
    is $back->post('/account/delete', { comments => 'go', sure => 1 })->{status}, 403, 'and nothing is deleted without';
    is value('SELECT state FROM account WHERE id = ?', $me->{id}), 0, 'it is open';
};

subtest 'when its time has come nothing is left that makes it somebody\'s' => sub {
    my ($goes, $stays, $other) = map { member() } 1 .. 3;
    my $thread   = start_thread($goes, title => 'Opened by who goes', body => 'The opening of who goes.');
    my $alone    = start_thread($goes, title => 'Nobody answered qqalone');
    my $theirs   = reply_to($other, $thread, 'A reply of another.');
    my $answer   = reply_to($goes, $thread, 'A word qqgone of who goes.', $theirs);
    my $below    = reply_to($other, $thread, 'A reply below it.', $answer);
    my $removed  = reply_to($goes, $thread, 'Removed by a moderator.');
    my $kept     = reply_to($stays, $thread, 'A word that stays.');
    $admin->post("/forum/comment/$removed/remove", { reason => 'off topic', scope => 'comment' });
    $goes->post("/forum/comment/$_/rating", { value => 1 }) for $theirs, $kept;
    $stays->post("/forum/comment/$theirs/rating", { value => 1 });
    is value('SELECT score FROM comment WHERE id = ?', $theirs), 2, 'two voted for a comment';
    for my $who ($goes, $stays) {
        made($who);
        lorehall('', qw(role grant), $who->{name}, 'trusted');
        sql('UPDATE account SET email = ? WHERE id = ?', "$who->{name}\@example.org", $who->{id});
        sql("INSERT INTO identity (account_id, issuer, subject, created) VALUES (?, 'https://id.example', ?, UTC_TIMESTAMP(6))", $who->{id}, $who->{name});
    }
    lorehall('', qw(role grant), $goes->{name}, 'suspended', '--reason', 'a troll');
    $goes->post('/account/delete', { comments => 'go', sure => 1 });
    $stays->post('/account/delete', { comments => 'stay', sure => 1 });
    sql("INSERT INTO mail (created, kind, sender, recipient, language, subject, expires, state) VALUES (UTC_TIMESTAMP(6), 'test', '', ?, 'en', '', UTC_TIMESTAMP(6), 'failed')", "$stays->{name}\@example.org");
    sql('UPDATE account_deletion SET due = UTC_TIMESTAMP(6) WHERE account_id IN (?, ?)', $goes->{id}, $stays->{id});
    ok wait_until(patience(20), sub { value('SELECT COUNT(*) FROM account_deletion WHERE account_id IN (?, ?)', $goes->{id}, $stays->{id}) == 0 }), 'it is made final by itself';
    followed();

    my $shown = visitor()->get("/forum/thread/$thread/opened-by-who-goes")->{text};
    unlike $shown, qr/qqgone|The opening of|\Q$goes->{name}\E|\Q$stays->{name}\E/, 'what went is on the page no more, nor either name';
    like $shown, qr/A reply below it/, 'others\' replies are where they were';
    like $shown, qr{<b class="author"[^>]*>deleted-$stays->{id}</b>.*A word that stays}s, 'what stays is of nobody';
    is_deeply [map { $_->[0] } rows("SELECT CONCAT(state, body, html) FROM comment WHERE author_id = ?", $goes->{id})], [('2') x 4], 'no text of it is kept, of what a moderator had removed neither';
    is value('SELECT parent_id FROM comment WHERE id = ?', $below), $answer, 'and the tree keeps its place';
    is value('SELECT score FROM comment WHERE id = ?', $theirs), 1, 'votes are taken back';
    is value('SELECT COUNT(*) FROM moderated_vote WHERE account_id = ?', $goes->{id}), 0, 'for good';
    unlike visitor()->get("/search?q=$_")->{text}, qr{/forum/(?:comment|thread)/\d}, "the search finds nothing: $_" for 'qqgone', 'qqalone';
    unlike visitor()->get('/forum/feed')->{text} // '', qr/qqgone|qqalone/, 'nor has the feed any of it';
    unlike visitor()->get('/forum/')->{text}, qr/qqalone|\Q$goes->{name}\E/, 'nor the front of the forum';
    is $admin->post("/forum/comment/$removed/restore", { reason => 'x', scope => 'comment' })->{status}, 403, 'nobody restores what is empty';

    my %found = map { ("$_->[0].$_->[1]" => 1) } rows(
        "SELECT table_name, column_name FROM information_schema.key_column_usage WHERE table_schema = DATABASE() AND referenced_table_name = 'account'"
            . " UNION SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = DATABASE() AND column_name = 'account_id'");
    is_deeply [grep { !$personal{$_} && !$kept{$_} } sort keys %found], [], 'of each column that names an account it is known what becomes of it';
    for my $column (sort keys %personal) {
        my ($table, $name) = split /\./, $column;
        my $where = $table eq 'membership' ? ' AND role_id IN (SELECT id FROM role WHERE denies = 0)' : '';
        is value("SELECT COUNT(*) FROM $table WHERE $name IN (?, ?)$where", $goes->{id}, $stays->{id}), 0, "nothing is left in $table";
    }
    is_deeply [rows('SELECT state, password, email, language FROM account WHERE id IN (?, ?)', $goes->{id}, $stays->{id})], [([1, undef, undef, undef]) x 2], 'the account is closed and has neither password nor address';
    is value('SELECT COUNT(*) FROM mail WHERE recipient = ?', "$stays->{name}\@example.org"), 0, 'no mail keeps the address';
    is value('SELECT COUNT(*) FROM membership m JOIN role r ON r.id = m.role_id WHERE m.account_id = ? AND r.denies = 1', $goes->{id}), 1, 'a ban stays';
    is visitor()->post('/account/register', { name => $stays->{name}, password => $Lorehall::PASSWORD, repeat => $Lorehall::PASSWORD })->{status}, 422, 'nobody gets the name';
    is visitor()->post('/account/register', { name => $_, password => $Lorehall::PASSWORD, repeat => $Lorehall::PASSWORD })->{status}, 422, "nor one like $_" for "deleted-$stays->{id}", 'De1eted_5';
    my ($status, $records) = lorehall('', qw(audit list --act account.erase));
    like $records, qr/"about":"?deleted-$stays->{id}|$stays->{id}/, 'it is recorded';
    unlike join('', map { join ' ', map { $_ // '' } @$_ } rows('SELECT subject, before_act, after_act, reason FROM audit WHERE about_id IN (?, ?) OR account_id IN (?, ?)', ($goes->{id}, $stays->{id}) x 2)), qr/\@example\.org/, 'without any mail address';
    like $admin->get("/admin/accounts/$stays->{id}")->{text}, qr/deleted-$stays->{id}/, 'administrators see that it was one';
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
    is_deeply [sort keys %$data], [qw(account appeals bans claims comments factors former_names held_posts identities invitations passkeys ratings records reports roles sessions tokens warnings)], 'with all parts';
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
    my $leaves = $admin->post('/account/delete', { comments => 'stay', sure => 1 });
    sql('UPDATE account SET state = 0 WHERE id = ?', $_) for @others;
    is $answer->{status}, 409, 'it is refused';
    like $answer->complaint, qr/last administrator/, 'and said why';
    is $leaves->{status}, 409, 'nor delete it';
    is value('SELECT COUNT(*) FROM account_deletion'), 0, 'nothing of that is kept';
    is $admin->get('/admin/')->{status}, 200, 'they are still one';
    my $second = administrator();
    is $second->post('/account/pause', {})->{status}, 303, 'another may';
};

done_testing;
