# Second factors: an authenticator app added, asked for, lost, recovered and removed.
# Written by SQL: session, login_pending, totp, account, throttle; time is made to pass.
use v5.36;
use utf8;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Digest::SHA qw(sha256);
use Test::More;
use Lorehall;
use Lorehall::Mail;
use Lorehall::Totp;

my $password = $Lorehall::PASSWORD;

# Makes an account's codes of this half minute good once more, as half a minute would.
sub later ($visitor) { sql('UPDATE totp SET step = 0 WHERE account_id = ?', $visitor->{id}) }

# The cookie by which a login goes on, of an answer.
sub login_cookie ($answer) {
    my ($value) = map {/^lorehall-login=([^;]+)/} $answer->headers('set-cookie');
    return $value;
}

# Adds an app; the visitor then has {key} and {codes}.
sub enrol ($visitor) {
    my $form = $visitor->get('/account/factors/app');
    $visitor->{key} = $form->html->field('key');
    my $answer = $visitor->post('/account/factors/app', { key => $visitor->{key}, code => totp_code($visitor->{key}) });
    $visitor->{codes} = [$answer->{text} =~ m{<li><code>([^<]+)</code>}g];
    later($visitor);
    return $answer;
}

# Begins a login anew, in a browser of its own; who comes with its cookie.
sub begin ($member, %options) {
    my $visitor = visitor(name => $member->{name}, id => $member->{id}, %options);
    my $answer  = $visitor->post('/account/login', { name => $member->{name}, password => $password, next => '/forum/general/' });
    $visitor->{begun} = login_cookie($answer);
    return ($visitor, $answer);
}

sub give ($visitor, $code, %fields) {
    return $visitor->post('/account/login/factor', { code => $code, next => '/forum/general/', name => $visitor->{name}, %fields },
        cookie => "lorehall-login=$visitor->{begun}");
}

sub is_in ($visitor) { $visitor->get('/account/settings')->{status} == 200 }

# What the audit trail has of an account's acts, last first.
sub acts ($visitor) {
    return map { $_->[0] } rows('SELECT act FROM audit WHERE about_id = ? ORDER BY id DESC', $visitor->{id});
}

my $ada = member();

subtest 'an app is added by a picture or a key, and counts when one code has proved it' => sub {
    my $page = $ada->get('/account/factors');
    like $page->{text}, qr{href="/account/factors/app"}, 'the page of factors leads to it';
    $page = $ada->get('/account/factors/app');
    is $page->{status}, 200, 'somebody who has just logged in is asked for nothing';
    my $key = $page->html->field('key');
    like $key, qr/^[A-Z2-7]{32}$/, 'a key of 160 bits';
    my ($size, $path) = $page->{text} =~ m{<svg class="qr" viewBox="0 0 (\d+) \1".*?fill="#000" stroke="none" d="([^"]+)"}s;
    like $path // '', qr/^(?:M\d+ \d+h\d+v1h-\d+z)+$/, 'as a picture of squares';
    unlike $page->{text}, qr/<script(?! (?:type="module" )?src)|style=/, 'without inline script or style';
    like $page->{text}, qr/\Q@{[$key =~ s{(.{4})(?=.)}{$1 }gr]}\E/, 'and in letters';
    isnt $ada->get('/account/factors/app')->html->field('key'), $key, 'each page has a key of its own';
    my $before = written();
    for (['a wrong code', '000000' ^ totp_code($key) ? '12345' : ''], ['no code', ''], ['letters', 'abcdef'], ['another key\'s', totp_code('A' x 32)]) {
        my $answer = $ada->post('/account/factors/app', { key => $key, code => $_->[1] });
        is $answer->{status}, 422, "$_->[0] is refused";
        is $answer->html->field('key'), $key, 'with the same key still there';
    }
    is $ada->post('/account/factors/app', { key => 'short', code => totp_code($key) })->{status}, 422, 'as is another key';
    is_deeply written(), $before, 'and nothing was written';
    my $other = member(account => $ada->{id}, name => $ada->{name});
    my $token = api_token($ada);
    my $old   = $ada->{token};
    my $answer = enrol($ada);
    is $answer->{status}, 200, 'the right code adds it';
    is @{ $ada->{codes} }, 10, 'ten recovery codes are shown';
    isnt $ada->{token}, $old, 'the session has another token';
    ok is_in($ada), 'and goes on';
    ok !is_in($other), 'all others have ended';
    is visitor()->api(POST => '/api/v1/comments', {}, bearer => $token)->{status}, 401, 'and so have the API tokens';
    unlike $ada->get('/account/factors')->{text}, qr/\Q$ada->{codes}[0]\E/, 'the codes are not shown again';
    is((acts($ada))[0], 'factor.add', 'it is recorded');
};

subtest 'of two tabs that add an app, the first counts' => sub {
    my $berit = member();
    my @key   = map { $berit->get('/account/factors/app')->html->field('key') } 1, 2;
    is $berit->post('/account/factors/app', { key => $key[0], code => totp_code($key[0]) })->{status}, 200, 'the first is added';
    my $answer = $berit->post('/account/factors/app', { key => $key[1], code => totp_code($key[1]) });
    is $answer->{status}, 409, 'the second is told so';
    is $berit->get('/account/factors/app')->{status}, 303, 'and no page offers another';
};

subtest 'a login asks for the code after the password' => sub {
    my ($visitor, $answer) = begin($ada);
    is $answer->{status}, 303, 'the password alone leads on';
    like $answer->location, qr{^/account/login/factor\?next=%2Fforum%2Fgeneral%2F$}, 'to the page that asks';
    ok !grep({/^lorehall=/} $answer->headers('set-cookie')), 'with no session';
    my ($cookie) = grep {/^lorehall-login=/} $answer->headers('set-cookie');
    like $cookie, qr/; Max-Age=600; HttpOnly; SameSite=Lax/, 'but a cookie for ten minutes';
    is value('SELECT COUNT(*) FROM login_pending WHERE token_hash = ?', sha256($visitor->{begun})), 1, 'of which only a hash is stored';
    my $page = $visitor->get($answer->location, cookie => "lorehall-login=$visitor->{begun}");
    is $page->{status}, 200, 'the page is there';
    like $page->{text}, qr/autocomplete="one-time-code"/, 'with a field for the code';
    $answer = give($visitor, totp_code($ada->{key}));
    is $answer->{status}, 303, 'the right code logs in';
    is $answer->location, '/forum/general/', 'and leads back';
    ok is_in($visitor), 'with a session';
    ok +(grep {/^lorehall-login=;/} $answer->headers('set-cookie')), 'the cookie is taken back';
    sql('UPDATE account SET email = ? WHERE id = ?', ($ada->{email} = address('ada')), $ada->{id});
    my ($again) = begin($ada);
    $answer = give($again, totp_code($ada->{key}));
    is $answer->{status}, 422, 'the same code is refused a second time';
    like $answer->complaint, qr/used already/, 'as used';
    ok mail_to($ada->{email}, qr/^A code was used twice/), 'and the owner is told';
    give($again, totp_code($ada->{key}));
    is value('SELECT COUNT(*) FROM mail WHERE recipient = ? AND kind = ?', $ada->{email}, 'factor_reused'), 1, 'once in a while';
    later($ada);
};

subtest 'whoever has only given the password may do nothing else' => sub {
    my ($visitor) = begin($ada);
    my $half = "lorehall-login=$visitor->{begun}";
    for ('/account/settings', '/account/factors', '/account/factors/app', '/account/sessions', '/admin/', '/forum/general/new') {
        my $answer = $visitor->get($_, cookie => $half);
        is $answer->{status}, 303, "$_ is a guest's";
        like $answer->location, qr{^/account/login\?}, 'who is led to the login';
    }
    is $visitor->get('/account/settings', cookie => "lorehall=$visitor->{begun}")->{status}, 303, 'the token is no session\'s';
    my $session = $visitor->request(GET => '/api/v1/session', cookie => $half);
    unlike $session->{text}, qr/\Q$ada->{name}\E/, 'the API knows nobody';
    is $visitor->post('/account/factors/app/remove', { password => $password, code => totp_code($ada->{key}) }, cookie => $half)->{status}, 401,
        'the factor is not removed by it';
    is_deeply [rows('SELECT COUNT(*) FROM totp WHERE account_id = ?', $ada->{id})], [[1]], 'and is there';
};

subtest 'a begun login is of one browser, some minutes and some tries' => sub {
    my ($visitor) = begin($ada);
    my $answer = $visitor->post('/account/login/factor', { code => totp_code($ada->{key}) }, cookie => undef);
    is $answer->{status}, 422, 'another browser has no use for the code';
    is $visitor->get('/account/login/factor?next=/forum/')->location, '/account/login?next=%2Fforum%2F', 'and is led to the login';
    is give($visitor, '00000' . $_)->{status}, 422, "wrong code $_ is refused" for 1 .. 5;
    $answer = give($visitor, totp_code($ada->{key}));
    is $answer->{status}, 422, 'after five, the right one is, too';
    like $answer->complaint, qr/log in again/, 'the password is asked for again';
    ok +(grep { $_ eq 'factor.failed' } (acts($ada))[0 .. 4]), 'failures are recorded';
    ($visitor) = begin($ada);
    sql('UPDATE login_pending SET created = created - INTERVAL 10 MINUTE WHERE account_id = ?', $ada->{id});
    like give($visitor, totp_code($ada->{key}))->complaint, qr/log in again/, 'so it is after ten minutes';
    ($visitor) = begin($ada);
    is give($visitor, $ada->{codes}[9], name => 'somebody')->{status}, 422, 'the code for another\'s page is not taken';
    sql("DELETE FROM throttle");
};

subtest 'guessing codes is slowed down, but not for a browser that was used before' => sub {
    my $known = visitor(name => $ada->{name}, device => $ada->{device});
    for (1 .. 2) {
        my ($visitor) = begin($ada);
        give($visitor, "00000$_") for 1 .. 5;
    }
    my ($visitor) = begin($ada);
    my $answer = give($visitor, totp_code($ada->{key}));
    is $answer->{status}, 429, 'after ten wrong ones, even the right one has to wait';
    like $answer->header('retry-after'), qr/^\d+$/, 'and is told how long';
    sql("DELETE FROM throttle");
};

subtest 'a recovery code lets in once' => sub {
    my ($visitor) = begin($ada);
    is give($visitor, uc($ada->{codes}[0]) =~ s/-/ /gr)->{status}, 303, 'however it is typed';
    ok is_in($visitor), 'with a session';
    ($visitor) = begin($ada);
    is give($visitor, $ada->{codes}[0])->{status}, 422, 'and no second time';
    like $ada->get('/account/factors')->{text}, qr/9 codes are left/, 'the page counts them';
    ok +(grep { $_ eq 'recovery.use' } acts($ada)), 'it is recorded';
    my $answer = $ada->post('/account/factors/recovery', {});
    is $answer->{status}, 200, 'they can be renewed';
    my @fresh = $answer->{text} =~ m{<li><code>([^<]+)</code>}g;
    is @fresh, 10, 'to ten';
    ok mail_to($ada->{email}, qr/^New recovery codes/), 'of which the owner is told';
    ($visitor) = begin($ada);
    is give($visitor, $ada->{codes}[1])->{status}, 422, 'the former ones are worth nothing';
    is give($visitor, $fresh[1])->{status}, 303, 'but the new ones';
    $ada->{codes} = \@fresh;
};

subtest 'dangerous acts ask for the password and the code' => sub {
    sql('UPDATE session SET authenticated = NOW(6) - INTERVAL 1 HOUR WHERE account_id = ?', $ada->{id});
    journal_account($ada->{id});
    my $answer = $ada->post('/account/factors/recovery', {});
    is $answer->{status}, 403, 'an hour later they are asked for again';
    ok $answer->html->id("f-$_"), "the page has a field for the $_" for qw(password code);
    my %again = (next => '/account/factors', again => '/account/factors/recovery');
    is $ada->post('/account/confirm', { password => $password, %again })->{status}, 422, 'the password alone is not enough';
    is $ada->post('/account/confirm', { code => totp_code($ada->{key}), %again })->{status}, 422, 'nor is the code';
    is $ada->post('/account/confirm', { password => 'wrong', code => totp_code($ada->{key}), %again })->{status}, 422, 'nor with a wrong password';
    is $ada->post('/account/factors/recovery', {})->{status}, 403, 'nothing is done';
    $answer = $ada->post('/account/confirm', { password => $password, code => totp_code($ada->{key}), %again });
    is $answer->{status}, 200, 'both are, and the code was not lost by the wrong password';
    is $ada->post('/account/factors/recovery', {})->{status}, 200, 'then it is done';
    later($ada);
    is $ada->post('/account/settings', { action => 'password', current => $password, password => "$password!", repeat => "$password!" })->{status},
        422, 'a new password asks for the code, too';
    is $ada->post('/account/settings',
        { action => 'password', current => $password, password => "$password!", repeat => "$password!", code => totp_code($ada->{key}) })->{status},
        303, 'and is set with it';
    later($ada);
    is $ada->post('/account/settings',
        { action => 'password', current => "$password!", password => $password, repeat => $password, code => totp_code($ada->{key}) })->{status},
        303, 'and back';
    later($ada);
};

subtest 'a session from before the factor has to prove itself' => sub {
    my $cara = member();
    my $answer = $cara->get('/account/factors/app');
    is $answer->{status}, 200, 'it is fresh';
    sql('UPDATE account SET factor_since = UTC_TIMESTAMP(6) WHERE id = ?', $cara->{id});
    journal_account($cara->{id});
    is $cara->get('/account/factors/app')->{status}, 303, 'but no longer with a factor that came since';
};

subtest 'a paused account is resumed with the code, too' => sub {
    my $eva = member();
    enrol($eva);
    like $eva->post('/account/pause', {})->location, qr{^/account/login\?paused}, 'it is paused';
    my $visitor = visitor(name => $eva->{name}, id => $eva->{id});
    my $asked   = $visitor->post('/account/login', { name => $eva->{name}, password => $password });
    my $answer  = $visitor->post('/account/resume', { resume => $asked->html->field('resume'), next => '/forum/' });
    like $answer->location, qr{^/account/login/factor\?}, 'the password alone does not log in';
    ok !is_in($visitor), 'nobody is logged in';
    $visitor->{begun} = login_cookie($answer);
    is give($visitor, totp_code($eva->{key}))->{status}, 303, 'but with the code';
    ok is_in($visitor), 'they are';
};

subtest 'the app is removed with password and code' => sub {
    my $page = '/account/factors/app/remove';
    is $ada->get($page)->{status}, 200, 'its page says what that means';
    is $ada->post($page, { password => $password })->{status}, 422, 'the password alone does not';
    is $ada->post($page, { password => 'wrong', code => totp_code($ada->{key}) })->{status}, 422, 'nor a wrong one with the code';
    is $ada->post($page, { password => $password, code => totp_code($ada->{key}) })->{status}, 303, 'both do';
    my ($visitor, $answer) = begin($ada);
    is $answer->location, '/forum/general/', 'the password alone logs in again';
    is value('SELECT COUNT(*) FROM recovery_code WHERE account_id = ?', $ada->{id}), 0, 'the recovery codes are gone';
    ok +(grep { $_ eq 'factor.remove' } acts($ada)), 'it is recorded';
};

subtest 'a lost factor is taken away by who may all that its owner may' => sub {
    my $dora   = member();
    my $keeper = administrator();
    enrol($dora);
    my $page = "/admin/accounts/$dora->{id}";
    like $keeper->get($page)->{text}, qr{action="$page/factors"}, 'an administrator is offered it';
    is member(role => 'moderator')->post("$page/factors", {})->{status}, 403, 'a moderator may not';
    my $helper = unique('helper') =~ tr/A-Z_/a-z-/r;
    is((lorehall('', 'role', 'create', $helper, qw(account.see account.edit)))[0], 0, 'a role may help others back in');
    my $clerk = member(role => $helper);
    my $other = administrator();
    enrol($other);
    is $clerk->post("/admin/accounts/$other->{id}/factors", {})->{status}, 403, 'but not administrators';
    unlike $clerk->get("/admin/accounts/$other->{id}")->{text}, qr{action="/admin/accounts/$other->{id}/factors"}, 'nor is it offered';
    is $clerk->post("$page/factors", { reason => 'Lost the phone' })->{status}, 303, 'a member they may';
    is((begin($dora))[1]->location, '/forum/general/', 'the password alone logs in');
    is_deeply [rows('SELECT account_id, reason FROM audit WHERE act = \'factor.remove\' AND about_id = ?', $dora->{id})],
        [[$clerk->{id}, 'Lost the phone']], 'it is recorded';
    is $clerk->post("$page/factors", {})->{status}, 409, 'where nothing is left, that is said';
    my ($status, $output) = lorehall('', 'user', 'factor', $other->{name});
    like $output, qr/^app, added .*\n10 recovery codes left/, 'the command line tells what there is';
    is((lorehall('', 'user', 'factor', $other->{name}, '--remove'))[0], 0, 'and takes it away');
    is((begin($other))[1]->location, '/forum/general/', 'also from an administrator');
    is((lorehall('', 'user', 'factor', $other->{name}, '--remove'))[0], 1, 'once');
    like((lorehall('', 'user', 'factor', $other->{name}))[1], qr/^no second factor$/m, 'then there is none');
};

subtest 'who is granted their first role that administers is told by mail that a factor is demanded' => sub {
    my $keeper = administrator();
    my $gerda  = member();
    sql('UPDATE account SET email = ? WHERE id = ?', ($gerda->{email} = address('gerda')), $gerda->{id});
    my $told = sub { value("SELECT COUNT(*) FROM mail WHERE recipient = ? AND kind = 'factor_demanded'", $gerda->{email}) };
    my $grant = sub ($role) {
        my $id = value('SELECT id FROM role WHERE name = ?', $role);
        return $keeper->post("/admin/accounts/$gerda->{id}/role", { role => $id, where => 0, seen => 0 })->{status};
    };
    is $grant->('moderator'), 303, 'a role that administers nothing';
    is $told->(), 0, 'demands none';
    is $grant->('administrator'), 303, 'the first that does';
    like mail_to($gerda->{email}, qr/needs a second factor/)->{text}, qr{Please add one until: \d{4}-\d\d-\d\dT.*/account/factors}s, 'says until when';
    my $clerk = unique('clerk') =~ tr/A-Z_/a-z-/r;
    lorehall('', 'role', 'create', $clerk, qw(role.edit account.see));
    is $grant->($clerk), 303, 'another one';
    is $told->(), 1, 'does not say it anew';
};

subtest 'whoever administers has two weeks to add one, and what administers is withheld then' => sub {
    my $frida = administrator();
    like $frida->get('/admin/roles')->{text}, qr/you have 14 days left to add one/, 'the administration says how long';
    unlike $frida->get('/forum/')->{text}, qr/days left to add one/, 'other pages do not yet';
    my ($status, $output) = lorehall('', 'user', 'factor', $frida->{name});
    like $output, qr/^no second factor\nwithout a second factor, administration is withheld from \S+$/m, 'and so does the command line';
    sql('UPDATE account SET factor_demanded = factor_demanded - INTERVAL 12 DAY WHERE id = ?', $frida->{id});
    journal_account($frida->{id});
    like $frida->get('/forum/')->{text}, qr/you have 2 days left to add one/, 'in the last days all pages do';
    is $frida->get('/admin/roles')->{status}, 200, 'and all is as it was';
    sql('UPDATE account SET factor_demanded = factor_demanded - INTERVAL 3 DAY WHERE id = ?', $frida->{id});
    journal_account($frida->{id});
    for ('/admin/roles', '/admin/site', '/admin/audit?act=login') {
        my $answer = $frida->get($_);
        is $answer->{status}, 303, "then $_ leads";
        is $answer->location, '/account/factors?next=' . (s{/}{%2F}gr =~ s{\?}{%3F}r =~ s{=}{%3D}r), 'to where one is added';
    }
    my $answer = $frida->post('/admin/freeze', { reason => 'Maintenance' });
    is $answer->{status}, 403, 'what is sent is refused';
    like $answer->{text}, qr{href="/account/factors"}, 'with a way there';
    is $frida->get('/admin/queue')->{status}, 200, 'what every moderator may is still theirs';
    my $keeper = administrator();
    like $keeper->get("/admin/why?account=$frida->{name}&permission=role.edit")->{text}, qr/No, they may not.*Withheld: a second factor is missing/s,
        'somebody else can ask why';
    ($status, $output) = lorehall('', 'check', '--site', 'everquest', '--why', $frida->{name}, 'role.edit');
    like $output, qr/^role\.edit: not held\n(?:.*\n)*administration is withheld since/m, 'also by the command line';
    like((lorehall('', 'role', 'of', $frida->{name}))[1], qr/^administration is withheld since/m, 'and with the roles');
    my $page = $frida->get('/account/factors?next=%2Fadmin%2Froles');
    like $page->{text}, qr/Until you add one/, 'the page says so';
    my ($path) = $page->{text} =~ m{href="(/account/factors/app\?next=[^"]+)"};
    my $form = $frida->get($path // '');
    my $key  = $form->html->field('key');
    $answer = $frida->post('/account/factors/app', { key => $key, code => totp_code($key), next => $form->html->field('next') });
    like $answer->{text}, qr{<a class="button" href="/admin/roles">}, 'and when one is added, leads back';
    is $frida->get('/admin/roles')->{status}, 200, 'which is theirs again, at once';
};

done_testing;
