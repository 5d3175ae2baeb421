# Passkeys as anybody may send them: what a browser would, and what none would.
# Written by SQL: session, passkey, account; time is made to pass, and what is kept to be otherwise.
use v5.36;
use utf8;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Digest::SHA qw(sha256);
use File::Temp qw(tempdir);
use JSON::PP qw(decode_json encode_json);
use MIME::Base64 qw(encode_base64url);
use Test::More;
use Lorehall;

my $password = $Lorehall::PASSWORD;
my $folder   = tempdir(CLEANUP => 1);
my $made     = 0;

# A device with a key (ECDSA, P-256).
sub device () {
    my $key = "$folder/" . ++$made;
    system('openssl', 'ecparam', '-name', 'prime256v1', '-genkey', '-noout', '-out', $key) == 0 or die;
    open my $in, '-|:raw', "openssl ec -in $key -pubout -outform DER 2>/dev/null" or die;
    my $der = do { local $/ = undef; <$in> };
    return { key => $key, id => "device $made " . time, public => substr($der, -64), counter => 0 };
}

my ($origin, $domain);    # of the pages

sub client ($type, $challenge, %wrong) {
    return encode_json({ type => $type, challenge => encode_base64url($challenge), origin => $wrong{origin} // $origin });
}

sub data ($device, $flags, %wrong) {
    return sha256($wrong{domain} // $domain) . chr($wrong{flags} // $flags) . pack 'N', ++$device->{counter};
}

# What a browser sends of a new key.
sub created ($device, $options, %wrong) {
    my $asked = decode_json($options);
    my $cose  = "\xA5\x01\x02\x03\x26\x20\x01\x21\x58\x20" . substr($device->{public}, 0, 32) . "\x22\x58\x20" . substr($device->{public}, 32);
    my $data  = data($device, 0x45, %wrong) . ("\0" x 16) . pack('n', length $device->{id}) . $device->{id} . $cose;
    my $object = "\xA3\x63fmt\x64none\x67attStmt\xA0\x68authData\x59" . pack('n', length $data) . $data;
    $device->{user} //= $asked->{user}{id};
    my $response = { clientDataJSON => encode_base64url(client('webauthn.create', $asked->{challenge}, %wrong)), attestationObject => encode_base64url($object) };
    return encode_json({ rawId => encode_base64url($device->{id}), type => 'public-key', response => $response });
}

# What it sends of a use.
sub used ($device, $asked, %wrong) {
    my $client = client('webauthn.get', $asked->{challenge}, %wrong);
    my $data   = data($device, 0x05, %wrong);
    my $signer = $wrong{signer} // $device;
    open my $out, '>:raw', "$folder/said" or die;
    print $out $data, sha256($client);
    close $out;
    open my $in, '-|:raw', 'openssl', 'dgst', '-sha256', '-sign', $signer->{key}, "$folder/said" or die;
    my $signature = do { local $/ = undef; <$in> };
    my %response = (
        clientDataJSON    => encode_base64url($client),
        authenticatorData => encode_base64url($data),
        signature         => encode_base64url($signature),
        userHandle        => encode_base64url($wrong{user} // $device->{user} // 'nobody'),
    );
    return encode_json({ rawId => encode_base64url($device->{id}), type => 'public-key', response => \%response });
}

sub options_of_new ($visitor) {
    my ($text) = $visitor->get('/account/factors/passkey')->{text} =~ /data-passkey-new="([^"]+)"/;
    return $text =~ s/&quot;|&#34;/"/gr =~ s/&amp;/&/gr;
}

sub enrol ($visitor, $name = 'My key') {
    my $device = device();
    my $answer = $visitor->post('/account/factors/passkey', { name => $name, passkey => created($device, options_of_new($visitor)) });
    return wantarray ? ($device, $answer) : $device;
}

# The challenge that a browser gets, with the cookie by which it is known.
sub asked ($visitor, $path = '/account/login/passkey', %options) {
    my $answer = $visitor->get($path, %options);
    my ($known) = map {/^(lorehall-again=[^;]+)/} $answer->headers('set-cookie');
    return (decode_json($answer->{text}), $known);
}

sub log_in ($device, %wrong) {
    my $visitor = visitor();
    my ($asked, $known) = asked($visitor);
    return $visitor->post('/account/login/passkey', { passkey => used($device, $asked, %wrong), next => '/forum/' }, cookie => $wrong{cookie} // $known);
}

sub is_in ($answer) { return $answer->{status} == 303 && grep {/^lorehall=/} $answer->headers('set-cookie') }

sub acts ($visitor) { return map { $_->[0] } rows('SELECT act FROM audit WHERE about_id = ? ORDER BY id DESC', $visitor->{id}) }

my $ada = member();
my $page = options_of_new($ada);
$domain = decode_json($page)->{rp}{id};
$origin = "http://$domain:$ENV{LOREHALL_PORT}";
my ($key, $answer) = enrol($ada);

subtest 'a passkey that is made in time, here and for us is added' => sub {
    is $answer->{status}, 200, 'the first brings recovery codes';
    is scalar(() = $answer->{text} =~ m{<li><code>}g), 10, 'ten';
    my $asked = decode_json($page);
    isnt $asked->{user}{id}, $ada->{id}, 'a device is told no number';
    my %wrong = (
        'for another page'   => { origin => 'http://evil.example' },
        'for another domain' => { domain => 'evil.example' },
        'that nobody touched' => { flags => 0x40 },
    );
    for (sort keys %wrong) {
        my $refused = $ada->post('/account/factors/passkey', { name => 'x', passkey => created(device(), options_of_new($ada), $wrong{$_}->%*) });
        is $refused->{status}, 422, "one $_ is refused";
    }
    my $options = options_of_new($ada);
    my $other   = member();
    is $other->post('/account/factors/passkey', { name => 'x', passkey => created(device(), $options) })->{status}, 422, 'so is one that another session was asked for';
    is $ada->post('/account/factors/passkey', { name => 'Second', passkey => created(device(), $options) })->location, '/account/factors?done=added', 'a second one is added';
    is $ada->post('/account/factors/passkey', { name => 'Third', passkey => created(device(), $options) })->{status}, 422, 'with a challenge that was not answered yet';
    is $ada->post('/account/factors/passkey', { name => 'x', passkey => $_ })->{status}, 422, "what is none is refused ($_)" for '', '{}', '[[[', '{"rawId":"eA","response":{}}';
    is $other->post('/account/factors/passkey', { name => 'Mine', passkey => created($key, options_of_new($other)) })->{status}, 409, 'nobody adds what is another\'s';
};

subtest 'one alone lets in, where it shows its owner and answers what this browser was asked' => sub {
    my @workers = workers('account');
    ok is_in(log_in($key)), 'it does';
    is_deeply [workers('account')], \@workers, 'behind the filter of system calls, which ends no worker for it';
    is $ada->get('/account/data.json')->json->{passkeys}[0]{name}, 'My key', 'it is in the file of one\'s data';
    my %wrong = (
        'for another page'               => { origin => 'http://evil.example' },
        'for another domain'             => { domain => 'evil.example' },
        'that nobody touched'            => { flags => 0x04 },
        'that did not show its owner'    => { flags => 0x01 },
        'that another key signed'        => { signer => device() },
        'that says to be another\'s'     => { user => 'somebody' },
        'that another browser was asked' => { cookie => 'lorehall-again=' . 'a' x 32 },
    );
    for (sort keys %wrong) {
        my $refused = log_in($key, $wrong{$_}->%*);
        is $refused->{status}, 422, "one $_ is refused";
    }
    is((acts($ada))[0], 'login.failed', 'which its owner can read');
    my $visitor = visitor();
    my ($asked, $known) = asked($visitor);
    my $sent = used($key, $asked);
    ok is_in($visitor->post('/account/login/passkey', { passkey => $sent }, cookie => $known)), 'what was sent lets in';
    is visitor()->post('/account/login/passkey', { passkey => $sent }, cookie => $known)->{status}, 422, 'once';
    is visitor()->post('/account/login/passkey', { passkey => used(device(), (asked(visitor()))[0]) })->{status}, 422, 'one that nobody has lets nobody in';
};

subtest 'it is a second factor for its own account only' => sub {
    my $berit  = member();
    my $theirs = enrol($berit);
    my $begin = sub {
        my $visitor = visitor(name => $ada->{name}, id => $ada->{id});
        my $begun   = $visitor->post('/account/login', { name => $ada->{name}, password => $password, next => '/forum/' });
        my ($cookie) = map {/^(lorehall-login=[^;]+)/} $begun->headers('set-cookie');
        return ($visitor, $cookie, (asked($visitor, '/account/login/factor/passkey', cookie => $cookie))[0]);
    };
    my ($visitor, $cookie, $asked) = $begin->();
    is_deeply [sort map { $_->{id} } $asked->{allowCredentials}->@*], [sort map { encode_base64url($_->[0]) } rows('SELECT credential FROM passkey WHERE account_id = ?', $ada->{id})],
        'the browser is told of this account\'s';
    is $visitor->post('/account/login/factor', { passkey => used($theirs, $asked) }, cookie => $cookie)->{status}, 422, 'another\'s is refused';
    ($visitor, $cookie, $asked) = $begin->();
    my $in = $visitor->post('/account/login/factor', { passkey => used($key, $asked, flags => 0x01), next => '/forum/' }, cookie => $cookie);
    ok is_in($in), 'its own lets in, also by a touch alone, as the password was right';
    is $visitor->get('/account/confirm/passkey')->{status}, 200, 'and may confirm';
};

subtest 'it confirms, and dangerous acts ask for it' => sub {
    sql('UPDATE session SET authenticated = NOW(6) - INTERVAL 1 HOUR WHERE account_id = ?', $ada->{id});
    journal_account($ada->{id});
    is $ada->get('/account/factors/passkey')->{status}, 303, 'to add another wants a fresh proof';
    my ($asked) = asked($ada, '/account/confirm/passkey');
    is $ada->post('/account/confirm', { passkey => used($key, $asked, flags => 0x01), next => '/account/factors' })->{status}, 422, 'a touch alone is none';
    ($asked) = asked($ada, '/account/confirm/passkey');
    is $ada->post('/account/confirm', { passkey => used($key, $asked), next => '/account/factors' })->location, '/account/factors', 'but one that shows its owner';
    is $ada->get('/account/factors/passkey')->{status}, 200, 'and then it is allowed';
};

subtest 'a counter that goes back is noted and told' => sub {
    sql('UPDATE passkey SET counter = 100000 WHERE credential = ?', $key->{id});
    ok is_in(log_in($key)), 'it lets in';
    ok +(grep { $_ eq 'passkey.regress' } acts($ada)), 'it is recorded';
    like $ada->get('/account/factors')->{text}, qr/There may be a copy of it/, 'the page says so';
    is value('SELECT counter FROM passkey WHERE credential = ?', $key->{id}), 100000, 'the higher number stays';
};

subtest 'each owner renames and removes their own' => sub {
    my $other = member();
    my $id    = value('SELECT id FROM passkey WHERE credential = ?', $key->{id});
    my $path  = "/account/factors/passkeys/$id";
    is $other->get($path)->{status}, 404, 'another\'s is not there';
    is $other->post($path, { action => 'remove' })->{status}, 404, 'nor removed';
    is $ada->post($path, { action => 'rename', name => '' })->{status}, 422, 'a name is needed';
    is $ada->post($path, { action => 'rename', name => 'Blue <key>' })->{status}, 303, 'it is renamed';
    like $ada->get('/account/factors')->{text}, qr/Blue &lt;key&gt;/, 'and shown as text';
    is $ada->post($path, { action => 'remove' })->location, '/account/factors?done=removed', 'it is removed';
    is log_in($key)->{status}, 422, 'and lets nobody in';
    is value('SELECT COUNT(*) FROM recovery_code WHERE account_id = ?', $ada->{id}), 10, 'while another is left, so are the codes';
    my $keeper = administrator();
    is $keeper->post("/admin/accounts/$ada->{id}/factors", { reason => 'Lost' })->{status}, 303, 'an administrator takes all away';
    is value('SELECT COUNT(*) FROM passkey WHERE account_id = ?', $ada->{id}), 0, 'passkeys too';
    is value('SELECT COUNT(*) FROM recovery_code WHERE account_id = ?', $ada->{id}), 0, 'and the codes';
};

subtest 'it is what an administrator is asked for, and bans and pauses hold' => sub {
    my $keeper = administrator();
    my $device = enrol($keeper);
    unlike $keeper->get('/admin/roles')->{text}, qr/days left to add one/, 'nothing more is demanded';
    my ($status, $output) = lorehall('', 'user', 'factor', $keeper->{name});
    like $output, qr/^1 passkey/m, 'the command line tells of it';
    my $cara  = member();
    my $theirs = enrol($cara);
    is $cara->post('/account/pause', {})->{status}, 303, 'a paused account';
    my $asked = log_in($theirs);
    is $asked->{status}, 200, 'is not logged in';
    ok $asked->html->field('resume'), 'but asked whether they are back';
    sql('UPDATE account SET state = 1 WHERE id = ?', $cara->{id});
    is log_in($theirs)->{status}, 422, 'a closed one is not there';
};

done_testing;
