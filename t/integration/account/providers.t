# Logging in by an account elsewhere: the way there and back, whom it lets in, what it asks for besides, and what
# providers and others may try. The providers are tools/dev/provider's.
# Written by SQL: provider_login, account, session, throttle, identity, totp; time is made to pass.
use v5.36;
use utf8;
use FindBin;
use lib "$FindBin::Bin/../lib";
use HTTP::Tiny;
use Test::More;
use Lorehall;
use Lorehall::Mail;
use Lorehall::Totp;

my $elsewhere = HTTP::Tiny->new(max_redirect => 0, timeout => 60);

# What providers do wrong from here on.
sub fault (@words) {
    open my $out, '>', instance_file('provider/fault') or die $!;
    print {$out} "$_\n" for @words;
    close $out or die $!;
}

sub provider_cookie ($answer) {
    my ($value) = map {/^lorehall-provider=([^;]*)/} $answer->headers('set-cookie');
    return $value;
}

sub unhtml ($text) { $text =~ s/&amp;/&/gr =~ s/&#(\d+);/chr $1/ger }

# The address that an answer sends the browser to.
sub address_of ($answer) {
    my ($address) = ($answer->header('refresh') // '') =~ /^0; url=(.+)$/;
    return $address;
}

# Begins a login; the visitor then has {begun}, the cookie. Returns where it leads.
sub away ($visitor, %fields) {
    my $path   = delete $fields{path} // '/account/provider';
    my $answer = $visitor->post($path, { provider => 'castle', next => '/forum/general/', %fields });
    $visitor->{begun} = provider_cookie($answer);
    return (address_of($answer), $answer);
}

# What the provider answers the browser with, when USER logs in there: the path back.
sub log_in_there ($address, $user) {
    my $answer = $elsewhere->get($address =~ s{/authorize\?}{/login?user=$user&}r);
    return ($answer->{headers}{location} // '') =~ s{^http://[^/]+}{}r;
}

sub with_cookie ($visitor) { (cookie => join '; ', $visitor->cookies, defined $visitor->{begun} ? "lorehall-provider=$visitor->{begun}" : ()) }

# Comes back, and waits until it is known.
sub come_back ($visitor, $path) {
    my $answer = $visitor->get($path, with_cookie($visitor));
    return $answer if $answer->{status} != 303;
    $path = $answer->location;
    wait_until(40, sub {
        $answer = $visitor->get($path, with_cookie($visitor));
        return !($answer->{status} == 200 && ($answer->header('refresh') // '') eq '1');
    });
    return $answer;
}

# All of it.
sub by_provider ($visitor, $user, %fields) {
    my ($address) = away($visitor, %fields);
    return come_back($visitor, log_in_there($address, $user));
}

# The same while the providers do something wrong.
sub by_provider_with ($faults, $visitor, $user, %fields) {
    fault(@$faults);
    my $answer = by_provider($visitor, $user, %fields);
    fault();
    return $answer;
}

sub acts ($id) { map { $_->[0] } rows('SELECT act FROM audit WHERE about_id = ? ORDER BY id', $id) }

sub identities ($id) { value('SELECT COUNT(*) FROM identity WHERE account_id = ?', $id) }

# A login of its own, linked to the member.
sub link_login ($member, %options) {
    my $user = $options{user} // lc unique('who');
    my $answer = by_provider($member, $user, path => '/account/identities', provider => $options{provider} // 'castle');
    is $answer->location, '/account/identities?done=added', 'it is linked';
    return $user;
}

sub forget_tries () { sql('DELETE FROM throttle') }

fault();
wait_until(20, sub { value('SELECT COUNT(*) FROM provider') == 2 });

subtest 'the way there carries what makes the way back this browser\'s' => sub {
    my $visitor = visitor();
    my $page = $visitor->get('/account/login?next=/forum/general/');
    like $page->{text}, qr{name="provider" value="castle">\s*Log in with Castle}, 'the login page offers each provider';
    like $page->{text}, qr{name="provider" value="harbour"}, 'the other too';
    my ($address, $answer) = away($visitor);
    is $answer->{status}, 200, 'a page sends the browser there';
    like unhtml($answer->{text}), qr{href="\Q$address\E"}, 'by a link too, for who does not follow by itself';
    my ($base, $query) = split /\?/, $address, 2;
    like $base, qr{^http://127\.0\.0\.1:\d+/castle/authorize$}, 'to the address that the provider has told';
    my %sent = map { split /=/, $_, 2 } split /&/, $query;
    is $sent{response_type}, 'code', 'for a code';
    is $sent{code_challenge_method}, 'S256', 'with PKCE';
    like $sent{code_challenge}, qr/^[A-Za-z0-9_-]{43}$/, 'of 256 bits';
    like $sent{nonce}, qr/^[0-9a-f]{32}$/, 'a nonce';
    like $sent{state}, qr/^[0-9a-f]{32}$/, 'and a state';
    isnt $sent{state}, $visitor->{begun}, 'which is not the cookie';
    is $sent{redirect_uri} =~ s/%([0-9A-F]{2})/chr hex $1/ger, $visitor->origin . '/account/provider/castle/callback',
        'and where to come back, of its own for each provider';
    my ($cookie) = grep {/^lorehall-provider=/} $answer->headers('set-cookie');
    like $cookie, qr/; Path=\/; Max-Age=600; HttpOnly; SameSite=Lax$/, 'a cookie of ten minutes';
    my ($again) = away(visitor());
    isnt $again, $address, 'each time other ones';
    my $kept = join '', map { $_ // '' } @{ (rows('SELECT token_hash, proof, code FROM provider_login ORDER BY created DESC LIMIT 1'))[0] };
    unlike $kept, qr/\Q$sent{nonce}\E|\Q$visitor->{begun}\E/, 'none of it is kept readable';
    is $visitor->post('/account/provider', { provider => 'nobody' })->{status}, 404, 'an unknown provider is none';
    is $visitor->post('/account/provider', { provider => 'castle', csrf => undef })->{status}, 403, 'a form of elsewhere begins none';
};

subtest 'who is not known registers, by the site\'s rules, and is known from then on' => sub {
    forget_tries();
    my $visitor = visitor();
    my $user = 'Merle' . unique_number();
    my $answer = by_provider($visitor, $user);
    is $answer->location, '/account/provider/register', 'a login that nobody has leads to registering';
    my $page = $visitor->get('/account/provider/register', with_cookie($visitor));
    is $page->html->field('name'), $user, 'with the name from there';
    is $page->html->field('email'), "$user\@example.org", 'and the address';
    ok !defined $visitor->{token}, 'and nobody is logged in';
    is value('SELECT COUNT(*) FROM account WHERE handle = ?', lc $user), 0, 'nor registered';
    my %form = (name => $user, email => '', begun => $page->html->field('begun'));
    is $visitor->post('/account/provider/register', { %form, name => 'admin' }, with_cookie($visitor))->{status}, 422, 'reserved names are refused';
    is $visitor->post('/account/provider/register', { %form, homepage => 'x' }, with_cookie($visitor))->{status}, 422, 'as are programs';
    is $visitor->post('/account/provider/register', \%form)->{status}, 400, 'without the cookie it is nothing';
    $answer = $visitor->post('/account/provider/register', \%form, with_cookie($visitor));
    is $answer->{status}, 303, 'it is made';
    is $answer->location, '/forum/general/', 'and leads to where they wanted to go';
    my ($id, $password) = @{ (rows('SELECT id, password FROM account WHERE handle = ?', lc $user))[0] };
    is $password, undef, 'without a password';
    is $visitor->get('/account/settings')->{status}, 200, 'logged in';
    is_deeply [acts($id)], ['account.make', 'login'], 'with its records';
    my $again = visitor(begun => $visitor->{begun});
    is $again->post('/account/provider/register', { %form, name => "${user}b" }, with_cookie($again))->{status}, 400, 'once';
    my $second = visitor();
    $answer = by_provider($second, $user);
    is $answer->location, '/forum/general/', 'the next time it lets them in';
    ok defined $second->{token}, 'with a session';
    is_deeply [acts($id)], ['account.make', 'login', 'identity.use', 'login'], 'recorded';
    is value('SELECT subject FROM audit WHERE act = ? ORDER BY id DESC LIMIT 1', 'identity.use') =~ s{127\.0\.0\.1:\d+}{HOST}r,
        'identity:http://HOST/castle', 'by whom';
    is by_provider(visitor(), $user, provider => 'harbour')->location, '/account/provider/register', 'the same name at another provider is another';
    is $visitor->post('/account/login', { name => $user, password => '' })->{status}, 303, 'who is in is led on';
    is visitor()->post('/account/login', { name => $user, password => 'four lanterns over the moat' })->{status}, 422, 'no password opens it';
};

subtest 'rules of registering hold' => sub {
    forget_tries();
    my $visitor = visitor();
    by_provider($visitor, lc unique('late'));
    my %form = (name => unique('late'), begun => $visitor->get('/account/provider/register', with_cookie($visitor))->html->field('begun'));
    my $chief = administrator();
    my $save = sub (%fields) {
        my $page = $chief->get('/admin/registration');
        my %now = map { $_ => $page->html->field($_) // '' } qw(version question answers);
        return $chief->post('/admin/registration', { %now, %fields });
    };
    my $answer = $save->(mode => 'closed');
    is $answer->{status}, 303, 'nobody may register' or diag $answer->complaint;
    is $visitor->post('/account/provider/register', \%form, with_cookie($visitor))->{status}, 403, 'also by a provider';
    $save->(mode => 'invited');
    is $visitor->post('/account/provider/register', \%form, with_cookie($visitor))->{status}, 422, 'nor without an invitation where one is asked for';
    $save->(mode => 'open');
    is $visitor->post('/account/provider/register', \%form, with_cookie($visitor))->{status}, 303, 'and again when all may';
};

subtest 'no account is found by an address' => sub {
    my $victim = member();
    my $user = lc unique('victim');
    sql('UPDATE account SET email = ? WHERE id = ?', "$user\@example.org", $victim->{id});
    my $thief = visitor();
    is by_provider($thief, $user)->location, '/account/provider/register', 'the provider\'s word for an address is worth nothing';
    is identities($victim->{id}), 0, 'nothing is linked';
    ok !defined $thief->{token}, 'nobody is let in';
};

subtest 'a login is linked with the password, listed, told of, and unlinked' => sub {
    forget_tries();
    my $ada = member();
    my $address = address('ada');
    sql('UPDATE account SET email = ? WHERE id = ?', $address, $ada->{id});
    sql('UPDATE session SET authenticated = created - INTERVAL 1 HOUR WHERE account_id = ?', $ada->{id});
    $ada = member(account => $ada->{id}, name => $ada->{name});
    my $user = link_login($ada);
    my $page = $ada->get('/account/identities');
    like $page->{text}, qr{<b>Castle</b> <bdi>\Q$user\E</bdi>}, 'it stands on its page';
    ok mail_to($address, qr/linked to your account/), 'the owner is told';
    ok((grep { $_ eq 'identity.add' } acts($ada->{id})), 'it is recorded');
    my $visitor = visitor();
    is by_provider($visitor, $user, keep => 1)->location, '/forum/general/', 'it lets in';
    ok mail_to($address, qr/new login/), 'of which the owner is told, as of any new browser';
    is value('SELECT kept FROM session WHERE account_id = ? ORDER BY id DESC LIMIT 1', $ada->{id}), 1, 'kept where that was asked for';
    my $data = $ada->get('/account/data.json')->json;
    is $data->{identities}[0]{subject}, $user, 'it is in the file of one\'s data';
    my $other = member();
    my $answer = by_provider($other, $user, path => '/account/identities');
    is $answer->{status}, 409, 'it is one account\'s';
    unlike $answer->{text}, qr/\Q$ada->{name}\E/, 'whose, is not told';
    my $id = value('SELECT id FROM identity WHERE account_id = ?', $ada->{id});
    is $other->post('/account/identities/end', { id => $id })->{status}, 404, 'others do not unlink it';
    is $ada->post('/account/identities/end', { id => $id })->location, '/account/identities?done=removed', 'its owner does';
    ok mail_to($address, qr/unlinked/), 'and is told';
    is by_provider(visitor(), $user)->location, '/account/provider/register', 'it lets in no more';
    ok((grep { $_ eq 'identity.remove' } acts($ada->{id})), 'recorded');
};

# That of a visitor who is logged in, by how long ago it says that somebody showed who they are, in seconds.
sub shown_ago ($visitor) {
    return value('SELECT TIMESTAMPDIFF(SECOND, authenticated, UTC_TIMESTAMP(6)) FROM session WHERE account_id = ? ORDER BY id DESC LIMIT 1', $visitor->{id});
}

subtest 'a session is as fresh as the login there, whatever way it takes' => sub {
    forget_tries();
    my $ada = member();
    my $user = link_login($ada);
    my @dangerous = qw(/account/factors/app /account/factors/passkey /account/data.json);
    my $in = sub ($visitor, @faults) {
        fault(@faults);
        my $answer = by_provider($visitor, $user);
        fault();
        $visitor->{id} = $ada->{id};
        return $answer;
    };
    for (['login-old', 'a login there of an hour ago'], ['no-login-time', 'one of nobody knows when']) {
        my ($fault, $words) = @$_;
        my $visitor = visitor();
        is $in->($visitor, $fault)->location, '/forum/general/', "$words lets in";
        is_deeply [map { $visitor->get($_)->location // '' } @dangerous], [map { "/account/confirm?next=" . s{/}{%2F}gr } @dangerous], 'and is worth no fresh password';
    }
    is shown_ago({ id => $ada->{id} }), undef, 'as is kept of it';
    my $visitor = visitor();
    $in->($visitor);
    is $visitor->get('/account/factors/app')->{status}, 200, 'a login there just now is';
    my $key = $ada->get('/account/factors/app')->html->field('key');
    is $ada->post('/account/factors/app', { key => $key, code => totp_code($key) })->{status}, 200, 'behind a second factor';
    my $late = visitor();
    my $answer = $in->($late, 'login-old');
    my ($pending) = map {/^lorehall-login=([^;]*)/} $answer->headers('set-cookie');
    is $late->post('/account/login/factor', { name => $ada->{name}, code => totp_code($key, 1), next => '/' }, (cookie => join '; ', $late->cookies, "lorehall-login=$pending"))->{status}, 303,
        'which opens the session';
    is $late->get('/account/data.json')->location, '/account/confirm?next=%2Faccount%2Fdata.json', 'the login of before stays what it was';
    my $paused = member();
    $user = link_login($paused);
    $paused->post('/account/pause', {});
    my $back = visitor();
    $answer = by_provider_with(['login-old'], $back, $user);
    is $back->post('/account/resume', { resume => $answer->html->field('resume') })->{status}, 303, 'as does a paused account that is resumed';
    is $back->get('/account/data.json')->location, '/account/confirm?next=%2Faccount%2Fdata.json', 'which asks for more';
};

subtest 'a new password shows what else lets in, and ends what is ticked of it' => sub {
    forget_tries();
    my $ada     = member();
    my $address = address('ada');
    sql('UPDATE account SET email = ? WHERE id = ?', $address, $ada->{id});
    my ($mine, $thief) = (link_login($ada), link_login($ada));
    my ($id) = map { $_->[0] } rows('SELECT id FROM identity WHERE subject = ?', $thief);
    my $form = $ada->get('/account/settings')->{text};
    like $form, qr{name="end\.identity\.$id" value="1">}, 'the form for another password lists it, not ticked';
    my $other = member();
    link_login($other);
    my $others = value('SELECT id FROM identity WHERE account_id = ?', $other->{id});
    my %change = (action => 'password', current => $Lorehall::PASSWORD, password => 'six lanterns over the moat', repeat => 'six lanterns over the moat');
    my $wrong = $ada->post('/account/settings', { %change, current => 'not it, no', "end.identity.$id" => 1 });
    like $wrong->{text}, qr{name="end\.identity\.$id" value="1" checked>}, 'what was ticked stays so when the form is refused';
    is identities($ada->{id}), 2, 'with nothing done';
    is $ada->post('/account/settings', { %change, "end.identity.$id" => 1, "end.identity.$others" => 1 })->location, '/account/settings?saved=1', 'with a tick';
    is by_provider(visitor(), $thief)->location, '/account/provider/register', 'it lets in no more';
    is by_provider(visitor(), $mine)->location, '/forum/general/', 'one without a tick does';
    is identities($other->{id}), 1, 'and nobody ends another\'s';
    is value('SELECT COUNT(*) FROM audit WHERE about_id = ? AND act = ?', $ada->{id}, 'identity.remove'), 1, 'it is recorded';
    my $told = mail_to($address, qr/password at .* was changed/)->{text} =~ s/\s+/ /gr;
    like $told, qr/Ended, too: The login by Castle \(\Q$thief\E\) Still there, [^:]*: The login by Castle \(\Q$mine\E\)/, 'the owner is told of both';
};

subtest 'a reset by mail proposes to end what is new, and no factor that has stood for long' => sub {
    my $reset = sub ($ada, $address, %fields) {
        forget_tries();
        visitor()->post('/account/forgot', { who => $address });
        my ($token) = mail_to($address, qr/^A new password/)->{text} =~ m{/account/reset\S*token=(\w+)};
        my $visitor = visitor();
        my $page    = $visitor->get("/account/reset?token=$token");
        my %ticked  = map { $_ => 1 } $page->{text} =~ /name="(end\.[\w.]+)" value="1" checked/g;
        my %form = (token => $token, password => 'nine lanterns over the moat', repeat => 'nine lanterns over the moat');
        is $visitor->post('/account/reset', { %form, %ticked, %fields })->location, '/account/login?reset=1', 'the password is set';
        return ($page, sort keys %ticked);
    };
    my $app = sub ($ada) {
        my $key = $ada->get('/account/factors/app')->html->field('key');
        $ada->post('/account/factors/app', { key => $key, code => totp_code($key) });
        return;
    };
    my $factor = sub ($ada) { scalar value('SELECT COUNT(*) FROM totp t JOIN account a ON a.id = t.account_id WHERE a.factor_since IS NOT NULL AND a.id = ?', $ada->{id}) };
    my $someone = sub () {
        my $ada = member();
        sql('UPDATE account SET email = ? WHERE id = ?', (my $address = address('ada')), $ada->{id});
        return ($ada, $address);
    };
    my ($ada, $address) = $someone->();
    my ($mine, $thief) = (link_login($ada), link_login($ada));
    sql('UPDATE identity SET created = created - INTERVAL 40 DAY WHERE subject = ?', $mine);
    $app->($ada);
    my $new = value('SELECT id FROM identity WHERE subject = ?', $thief);
    my ($page, @ticked) = $reset->($ada, $address);
    is_deeply [@ticked], ['end.app', "end.identity.$new"], 'what was added lately is ticked';
    is by_provider(visitor(), $thief)->location, '/account/provider/register', 'a login of whoever had the password is gone';
    is by_provider(visitor(), $mine)->location, '/forum/general/', 'an old one stays';
    is $factor->($ada), 0, 'and with the new app the factor is gone that only they had';
    is value('SELECT COUNT(*) FROM recovery_code WHERE account_id = ?', $ada->{id}), 0, 'with its codes';
    for (['UPDATE totp SET created = created - INTERVAL 40 DAY WHERE account_id = ?', 'one that has stood for long'],
        ['UPDATE account SET factor_demanded = UTC_TIMESTAMP(6) WHERE id = ?', 'one of somebody who was to administer']) {
        my ($sql, $words) = @$_;
        my ($ada, $address) = $someone->();
        $app->($ada);
        sql($sql, $ada->{id});
        my ($page, @ticked) = $reset->($ada, $address, 'end.app' => 1);
        is_deeply [@ticked], [], "$words is not offered";
        like $page->{text}, qr/asked for at your next login/, 'but told of';
        is $factor->($ada), 1, 'and not to be ended by who reads the mails';
    }
};

subtest 'linking asks for a fresh password' => sub {
    my $ada = member();
    sql('UPDATE session SET authenticated = UTC_TIMESTAMP(6) - INTERVAL 11 MINUTE WHERE account_id = ?', $ada->{id});
    journal_account($ada->{id});
    my (undef, $answer) = away($ada, path => '/account/identities');
    is $answer->{status}, 403, 'an old session is not enough';
    like $answer->{text}, qr/name="password"/, 'the password is asked for';
    is $ada->{begun}, undef, 'nothing was begun';
};

subtest 'what was begun by one is linked to nobody else' => sub {
    my ($ada, $eve) = (member(), member());
    my $user = lc unique('eve');
    my ($address) = away($eve, path => '/account/identities');
    my $back = log_in_there($address, $user);
    is $ada->get($back, with_cookie($ada))->{status}, 400, 'another browser has no part in it';
    $ada->{begun} = $eve->{begun};
    is come_back($ada, $back)->{status}, 400, 'nor with the cookie, which is another account\'s';
    is identities($ada->{id}) + identities($eve->{id}), 0, 'nothing is linked';
};

subtest 'what an account asks for besides the password is asked for' => sub {
    forget_tries();
    my $ada = member();
    my $user = link_login($ada);
    my $key = $ada->get('/account/factors/app')->html->field('key');
    is $ada->post('/account/factors/app', { key => $key, code => totp_code($key) })->{status}, 200, 'a second factor';
    my $visitor = visitor();
    my $answer = by_provider($visitor, $user);
    is $answer->location, '/account/login/factor?next=%2Fforum%2Fgeneral%2F', 'is asked for';
    ok !defined $visitor->{token}, 'nobody is in';
    my $paused = member();
    $user = link_login($paused);
    is $paused->post('/account/pause', {})->location, '/account/login?paused=1', 'a paused account';
    $visitor = visitor();
    $answer = by_provider($visitor, $user);
    like $answer->{text}, qr{action="/account/resume"}, 'is offered to be resumed';
    ok !defined $visitor->{token}, 'and nobody is in';
    my $closed = member();
    $user = link_login($closed);
    sql('UPDATE account SET state = 1 WHERE id = ?', $closed->{id});
    $visitor = visitor();
    by_provider($visitor, $user);
    ok !defined $visitor->{token}, 'a closed account lets nobody in';
    $answer = $visitor->post('/account/provider/register', { name => unique('again'), begun => $visitor->get('/account/provider/register', with_cookie($visitor))->html->field('begun') },
        with_cookie($visitor));
    is $answer->{status}, 422, 'nor is another made for its owner';
    my $barred = member();
    $user = link_login($barred);
    my $chief = administrator();
    my ($status, $output) = lorehall('', 'role', 'grant', $barred->{name}, 'suspended', '--site', 'everquest', '--reason', 'a troll');
    is $status, 0, 'who is suspended' or diag $output;
    $visitor = visitor();
    by_provider($visitor, $user);
    is $visitor->post('/forum/general/new', { title => 'I am back', body => 'and write', key => unique('key') })->{status}, 403, 'stays so';
};

# Who has an address is sent a code, which is good in the session that asked for it.
sub confirm_by_mail ($visitor, $id) {
    my $address = address('bare');
    sql('UPDATE account SET email = ? WHERE id = ?', $address, $id);
    my $answer = $visitor->post('/account/pause', {});
    like $answer->{text}, qr/name="mail"/, 'with an address a code is offered';
    $answer = $visitor->post('/account/confirm', { mail => 1, next => '/account/settings', again => '/account/pause', 'again.reason' => 'tired' });
    is $answer->{status}, 200, 'it is sent' or diag $answer->complaint;
    like $answer->{text}, qr/name="again.reason" value="tired"/, 'and nothing that was typed is lost';
    my ($code) = mail_to($address, qr/A code for/)->{text} =~ /^ +([0-9a-z-]{14})$/m;
    unlike join('', map { $_ // '' } map {@$_} rows('SELECT HEX(token_hash), email FROM account_link WHERE account_id = ?', $id)), qr/$code/, 'it is not kept readable';
    my $other = visitor();
    by_provider_with(['no-login-time'], $other, value('SELECT subject FROM identity WHERE account_id = ?', $id));
    is $other->post('/account/confirm', { mail_code => $code, next => '/' })->{status}, 422, 'it is no other session\'s';
    is $visitor->post('/account/confirm', { mail_code => 'aaaa-bbbb-cccc', next => '/' })->{status}, 422, 'another code is none';
    is value('SELECT COUNT(*) FROM audit WHERE about_id = ? AND act = ?', $id, 'confirm.failed'), 2, 'both are recorded';
    $answer = $visitor->post('/account/confirm', { mail_code => uc "  $code", next => '/account/settings' });
    is $answer->location, '/account/settings', 'its own is good, however it is typed' or diag $answer->complaint;
    is $visitor->get('/account/data.json')->{status}, 200, 'and the session is fresh';
    is $visitor->post('/account/confirm', { mail_code => $code, next => '/' })->{status}, 422, 'once';
    is member()->post('/account/confirm', { mail => 1, next => '/' })->{status}, 422, 'who has a password gives that';
    for my $try (1 .. 3) { $answer = $visitor->post('/account/confirm', { mail => 1, next => '/' }) }
    is $answer->{status}, 429, 'few are sent';
    sql('UPDATE session SET authenticated = UTC_TIMESTAMP(6) - INTERVAL 11 MINUTE WHERE account_id = ?', $id);
    journal_account($id);
    return;
}

subtest 'who has no password confirms by logging in once more, and sets one before it goes' => sub {
    forget_tries();
    my $visitor = visitor();
    my $user = lc unique('bare');
    by_provider($visitor, $user);
    my $answer = $visitor->post('/account/provider/register',
        { name => $user, begun => $visitor->get('/account/provider/register', with_cookie($visitor))->html->field('begun') }, with_cookie($visitor));
    is $answer->{status}, 303, 'an account without a password';
    is $visitor->post('/account/confirm', { password => '', next => '/account/settings' })->{status}, 422, 'what was shown lately is not shown anew';
    my $id = value('SELECT id FROM account WHERE handle = ?', $user);
    my $link = value('SELECT id FROM identity WHERE account_id = ?', $id);
    $answer = $visitor->post('/account/identities/end', { id => $link });
    is $answer->{status}, 409, 'its last way in stays';
    like $answer->{text}, qr/set a password first/, 'with what to do';
    sql('UPDATE session SET authenticated = UTC_TIMESTAMP(6) - INTERVAL 11 MINUTE WHERE account_id = ?', $id);
    journal_account($id);
    $answer = $visitor->post('/account/pause', {});
    is $answer->{status}, 403, 'a dangerous act asks for more';
    like $answer->{text}, qr{name="provider" value="castle">}, 'a login by a provider';
    unlike $answer->{text}, qr/name="password"/, 'and not for a password';
    like $visitor->get('/account/settings')->{text}, qr{/account/confirm\?next=/account/settings}, 'the settings lead there, too';
    is $visitor->post('/account/settings', { action => 'password', password => $Lorehall::PASSWORD, repeat => $Lorehall::PASSWORD })->{status}, 422,
        'no password is set by an old session';
    my ($address) = away($visitor, path => '/account/confirm', next => '/account/settings');
    like $address, qr/&prompt=login&max_age=0$/, 'the provider is asked for a login';
    is come_back($visitor, log_in_there($address, 'somebody-else'))->{status}, 409, 'another\'s does not do';
    my %confirm = (path => '/account/confirm', next => '/account/settings');
    for (['login-old', 'one of an hour ago'], ['no-login-time', 'one of nobody knows when']) {
        my ($fault, $words) = @$_;
        $answer = by_provider_with([$fault], $visitor, $user, %confirm);
        is $answer->{status}, 400, "nor $words";
        like $answer->{text}, qr{href="/account/confirm\?next=%2Faccount%2Fsettings"}, 'which leads back to another way';
    }
    is shown_ago({ id => $id }) > 600, 1, 'none of it counts';
    like $visitor->get('/account/confirm?next=/account/settings')->{text}, qr/only whoever runs this one can help/, 'without an address there is none';
    is $visitor->post('/account/confirm', { mail => 1, next => '/' })->{status}, 422, 'and no code is sent';
    confirm_by_mail($visitor, $id);
    is by_provider($visitor, $user, path => '/account/confirm', next => '/account/settings')->location, '/account/settings', 'one\'s own does';
    $answer = $visitor->post('/account/settings', { action => 'password', password => $Lorehall::PASSWORD, repeat => $Lorehall::PASSWORD });
    is $answer->location, '/account/settings?saved=1', 'then a password can be set' or diag $answer->complaint;
    is $visitor->post('/account/identities/end', { id => $link })->location, '/account/identities?done=removed', 'and the login unlinked';
    is visitor()->post('/account/login', { name => $user, password => $Lorehall::PASSWORD })->{status}, 303, 'the password is the way in';
};

subtest 'a code and a state are good once, here, and for what was begun' => sub {
    my $user = lc unique('twice');
    my $ada = member();
    link_login($ada, user => $user);
    my $visitor = visitor();
    my ($address) = away($visitor);
    my $back = log_in_there($address, $user);
    is visitor()->get($back)->{status}, 400, 'without the cookie';
    my $other = visitor();
    away($other);
    is $other->get($back, with_cookie($other))->{status}, 400, 'with the cookie of another login';
    is $visitor->get($back =~ s/state=[0-9a-f]/state=x/r, with_cookie($visitor))->{status}, 400, 'with another state';
    is $visitor->get($back =~ s{/castle/}{/harbour/}r, with_cookie($visitor))->{status}, 400, 'at another provider\'s address';
    is come_back($visitor, $back)->location, '/forum/general/', 'with its own it is good';
    my $again = visitor(begun => $visitor->{begun});
    is $again->get($back, with_cookie($again))->{status}, 400, 'once';
    my $late = visitor();
    ($address) = away($late);
    sql('UPDATE provider_login SET created = created - INTERVAL 11 MINUTE');
    is $late->get(log_in_there($address, $user), with_cookie($late))->{status}, 400, 'and for ten minutes';
    my $reused = visitor();
    ($address) = away($reused);
    my ($code) = $back =~ /code=([^&]+)/;
    is come_back($reused, log_in_there($address, $user) =~ s/code=[^&]+/code=$code/r)->{status}, 400, 'a used code in a new login is refused';
    my ($first, $second) = (visitor(), visitor());
    ($address) = away($first);
    ($code) = log_in_there($address, $user) =~ /code=([^&]+)/;
    ($address) = away($second);
    is come_back($second, log_in_there($address, 'eve') =~ s/code=[^&]+/code=$code/r)->{status}, 400, 'and another\'s code in one\'s own';
    ok !defined $second->{token}, 'lets nobody in';
};

subtest 'what providers get wrong, or others in their name, lets nobody in' => sub {
    my $ada = member();
    my $user = link_login($ada);
    fault('rotate');
    wait_until(20, sub { (by_provider(visitor(), $user)->location // '') eq '/forum/general/' });
    is by_provider(visitor(), $user)->location, '/forum/general/', 'keys that are new are asked for';
    my $sessions = value('SELECT COUNT(*) FROM session WHERE account_id = ?', $ada->{id});
    my $asked = -s instance_file('provider/asked');
    for my $wrong (qw(nonce audience azp issuer at_hash subject expired future old none hs256 other-key weak crit duplicate mix-up no-iss huge redirect text)) {
        fault($wrong);
        my $visitor = visitor();
        my $answer = by_provider($visitor, $user);
        is $answer->{status}, 400, "$wrong: it is refused";
        ok !defined $visitor->{token}, 'with no session';
    }
    is value('SELECT COUNT(*) FROM session WHERE account_id = ?', $ada->{id}), $sessions, 'none at all was opened';
    my $again = -s instance_file('provider/asked');
    ok $again - $asked <= length "castle\n", 'of all these the keys were asked for once at most';
    fault('deny');
    like by_provider(visitor(), $user)->{text}, qr/have not allowed it there/, 'who does not want to is told so';
    for my $right (['es256'], ['no-kid', 'es256']) {
        fault(@$right);
        is by_provider(visitor(), $user)->location, '/forum/general/', "@$right: what is right is taken";
    }
    fault();
};

subtest 'a provider is left alone when it does not answer several, and not for what one sends' => sub {
    my $ada  = member();
    my $user = link_login($ada);
    my $eve  = lc unique('eve');
    for my $code ('%00', 'a%FFb', 'a%C3%BCb', 'a%0Ab', 'x' x 2001) {
        my $visitor = visitor();
        my ($address) = away($visitor);
        my $back = log_in_there($address, $eve) =~ s/code=[^&]+/code=$code/r;
        is $visitor->get($back, with_cookie($visitor))->{status}, 400, 'what can be no code is not asked for: ' . substr $code, 0, 8;
    }
    for (1 .. 4) {
        is by_provider_with(["status:$eve"], visitor(from => '127.0.0.9'), $eve)->{status}, 503, 'one whose code it fails at is told that it is away';
    }
    is by_provider(visitor(), $user)->location, '/forum/general/', 'and others are let in meanwhile';
    for my $from (qw(127.0.0.9 127.0.0.8 127.0.0.7)) {
        is by_provider_with(['status'], visitor(from => $from), $user)->{status}, 503, "it does not answer to $from";
    }
    is by_provider(visitor(), $user)->{status}, 503, 'then it is left alone for a while';
    is by_provider(visitor(), lc unique('who'), provider => 'harbour')->location, '/account/provider/register', 'while others answer';
};

subtest 'a provider that takes its time holds up nobody' => sub {
    fault('slow:snail');
    my $visitor = visitor();
    my ($address) = away($visitor, provider => 'harbour');
    my $answer = $visitor->get(log_in_there($address, 'snail'), with_cookie($visitor));
    is $answer->location, '/account/provider/wait', 'the worker is through at once';
    $answer = $visitor->get('/account/provider/wait', with_cookie($visitor));
    is $answer->header('refresh'), '1', 'and the page looks again by itself';
    like $answer->{text}, qr/asking Harbour who you are/, 'saying why';
    is by_provider(visitor(from => '127.0.0.9'), lc unique('quick'), provider => 'harbour')->location, '/account/provider/register', 'others log in there meanwhile';
    my @snails = map { my $snail = visitor(); $snail->get(log_in_there((away($snail, provider => 'harbour'))[0], 'snail'), with_cookie($snail)); $snail } 1 .. 3;
    my $fifth = visitor();
    ($address) = away($fifth, provider => 'harbour');
    $answer = $fifth->get(my $back = log_in_there($address, lc unique('fifth')), with_cookie($fifth));
    is $answer->{status}, 429, 'of one network few are waited for';
    is $answer->header('refresh'), '2', 'and its next comes back by itself';
    is by_provider(visitor(from => '127.0.0.9'), lc unique('quick'), provider => 'harbour')->location, '/account/provider/register', 'which is nothing to others';
    is $visitor->get('/account/provider/wait', with_cookie($visitor))->{status}, 200, 'while the first is still waited for';
    wait_until(40, sub { ($answer = $visitor->get('/account/provider/wait', with_cookie($visitor)))->{status} != 200 });
    is $answer->{status}, 503, 'in the end it is said to be away';
    wait_until(40, sub { ($answer = come_back($fifth, $back))->{status} != 429 });
    is $answer->location, '/account/provider/register', 'and who came back is let in';
    fault();
};

subtest 'the check asks each provider what it says of itself' => sub {
    my ($status, $output) = lorehall('', 'check');
    like $output, qr{^ok   provider \Q$_\E: http://127\.0\.0\.1:\d+/\Q$_\E$}m, "$_ is as it should be" for qw(castle harbour);
    fault('document');
    ($status, $output) = lorehall('', 'check');
    fault();
    is $status, 1, 'one that names another issuer is a failure';
    like $output, qr{^BAD  provider castle: http://\S+/castle/\.well-known/openid-configuration: .*issuer}m, 'and told by a line';
};

subtest 'codes, tokens and secrets are in no log, and the service reads nothing else' => sub {
    my $secret = do { open my $in, '<', instance_file('provider-secret') or die $!; readline $in };
    chomp $secret;
    open my $in, '<', instance_file('log/providerd.log') or die $!;
    my $log = do { local $/ = undef; readline $in };
    like $log, qr/the token's signature is wrong/, 'it says what is wrong';
    unlike $log, qr/\Q$secret\E|access-|eyJ/, 'and no secret';
    for my $table (qw(account session mail)) {
        isnt +(Lorehall::command('', 'mariadb', '--no-defaults', '--socket=' . value('SELECT @@socket'), '--user=lorehall_provider',
            '--password=' . do { open my $p, '<', instance_file('provider-password') or die $!; my $line = readline $p; chomp $line; $line },
            'lorehall', '-e', "SELECT * FROM $table LIMIT 1"))[0], 0, "its account does not read $table";
    }
};

done_testing;
