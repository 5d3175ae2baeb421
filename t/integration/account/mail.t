# Mails: how they go out, whatever the mail server does; addresses of accounts, and what is done by links in mails.
# Written by SQL: mail, account_link, throttle; time is made to pass, and tries of other tests are not to count.
use v5.36;
use utf8;
use FindBin;
use lib "$FindBin::Bin/../lib";
use JSON::PP ();
use Test::More;
use Lorehall;
use Lorehall::Mail;

# The state and the server's answer of the mail to an address that was queued last.
sub fate ($to) {
    my ($row) = rows('SELECT state, tries, answer, id FROM mail WHERE recipient = ? ORDER BY id DESC LIMIT 1', $to);
    return $row;
}

sub reaches ($to, $state) {
    return wait_until(20, sub { (fate($to) // [''])->[0] eq $state });
}

# Makes what was put off due now.
sub due ($to) { sql('UPDATE mail SET next_try = UTC_TIMESTAMP(6) WHERE recipient = ? AND next_try IS NOT NULL', $to) }

my $password = 'four lanterns over the moat';

# Other tests' tries are not to count, nor this one's own of before.
sub forget_tries () { sql('DELETE FROM throttle') }

# A member whose address is verified.
sub reachable (%options) {
    my $member = member(%options);
    my $email  = address($member->{name});
    forget_tries();
    ask_for($member, $email);
    $member->post(path_and_fields(link_in(mail_to($email))));
    $member->{email} = $email;
    return $member;
}

# Has a member name an address in the settings.
sub ask_for ($member, $email, $word = $password) {
    return $member->post('/account/settings', { action => 'email', email => $email, email_password => $word });
}

sub path_and_fields ($link) { return $link =~ /^(.+)\?token=(.+)$/ ? ($1, { token => $2 }) : die $link }

sub email_of ($member) { value('SELECT email FROM account WHERE id = ?', $member->{id}) }

sub is_in ($visitor) { $visitor->get('/account/settings')->{status} == 200 }

sub records_of ($member) {
    my ($status, $output) = lorehall('', qw(audit list --limit 100 --account), $member->{name});
    return reverse map { JSON::PP->new->decode($_) } split /\n/, $output;
}

subtest 'the command line tells whether mails can be sent' => sub {
    my $to = address();
    my ($status, $output) = lorehall('', qw(mail test), $to);
    is $status, 0, 'a test mail is sent';
    like $output, qr/^250 2\.0\.0 kept as \d+/, 'and what the server said is printed';
    my $mail = mail_to($to);
    is $mail->{header}{subject}, 'Lorehall can send mails', 'the catcher has it';
    is $mail->{from}, 'lorehall@localhost.localdomain', 'from who the configuration says';
    mail_fault('rcpt 550 5.1.1 no such mailbox');
    ($status, $output) = lorehall('', qw(mail test), address());
    is $status, 1, 'a refusal is a failure';
    like $output, qr/550 5\.1\.1 no such mailbox/, 'and told in the words of the server';
    mail_fault();
    is +(lorehall('', qw(mail test), 'nobody'))[0], 2, 'what is no address is not tried';
    ($status, $output) = lorehall('', 'check');
    like $output, qr/^ok   mail$/m, 'the check logs in to the server';
    mail_fault('ehlo 554 5.7.1 go away', 'greeting 554 5.7.1 go away');
    ($status, $output) = lorehall('', 'check');
    like $output, qr{^BAD  mail: smtp://localhost: 554 5\.7\.1 go away}m, 'and says what is wrong there';
    mail_fault();
};

subtest 'what was typed wrongly is refused' => sub {
    for ([], ['send'], [qw(list --state gone)], [qw(list --limit many)], [qw(list more)], [qw(retry)], [qw(retry some)], [qw(retry 1 --all)], [qw(test)]) {
        is +(lorehall('', 'mail', @$_))[0], 2, "mail @$_";
    }
    is +(lorehall('', qw(mail retry 999999999)))[0], 1, 'a mail that is not there';
};

subtest 'TLS and a login are used where the server wants them' => sub {
    return not_looked_at('IO::Socket::SSL is not installed') unless eval { require IO::Socket::SSL; 1 };
    my $file = mail_certificate();
    my ($status, $output) = lorehall('', 'check');
    like $output, qr/^BAD  mail: .*certificate/m, 'a certificate that nobody vouches for is refused';
    my $config = instance_file('tls.hdf');
    my $with = sub ($password) {
        open my $out, '>', $config or die $!;
        print $out '#include "', instance_file('site.hdf'), qq{"\nMail.Plain = 0\nMail.Certificates = $file\nMail.User = lore\nMail.Password = $password\n};
        close $out;
        my $to = address();
        return Lorehall::command('', build_file('lorehall'), '--config', $config, qw(mail test), $to), $to;
    };
    mail_login('lore secret word');
    ($status, $output, my $to) = $with->('secret word');
    is $status, 0, 'with its certificate and a password it goes out' or diag $output;
    is_deeply [@{ mail_to($to) }{qw(tls user)}], [1, 'lore'], 'by TLS, logged in';
    ($status, $output) = $with->('another');
    is $status, 1, 'a wrong password is told';
    like $output, qr/535 5\.7\.8/, 'as the server says it';
    mail_login();
    mail_certificate(undef);
    ($status, $output) = $with->('secret word');
    is $status, 1, 'without TLS the password is not sent';
    unlink $config;
};

subtest 'an address is named when registering, and counts once its link was followed' => sub {
    my ($name, $email) = (unique('Ada'), address('ada'));
    my $ada = visitor();
    forget_tries();
    my $answer = $ada->post('/account/register', { name => $name, password => $password, repeat => $password, email => $email });
    is $answer->{status}, 303, 'she is registered';
    $ada->{id} = value('SELECT id FROM account WHERE source_id = 0 AND handle = ?', lc $name);
    my $mail = mail_to($email);
    like $mail->{header}{subject}, qr/^Your address at /, 'a mail came';
    like $mail->{header}{from}, qr/<lorehall\@localhost\.localdomain>$/, 'from the site';
    is $mail->{header}{'auto-submitted'}, 'auto-generated', 'that no machine answers';
    like $mail->{text}, qr/^Hello $name,$/m, 'to her';
    is email_of($ada), undef, 'the address does not count yet';
    like $ada->get('/account/settings')->{text}, qr/\Q$email\E/, 'the settings say that it waits';
    my $link = link_in($mail);
    my ($path, $fields) = path_and_fields($link);
    is value('SELECT COUNT(*) FROM account_link WHERE HEX(token_hash) = UPPER(SHA2(?, 256))', $fields->{token}), 1, 'only a hash of the link is kept';
    is value('SELECT COUNT(*) FROM mail WHERE recipient = ? AND body IS NOT NULL', $email), 0, 'and the text is gone from the database';
    my $guest = visitor();
    is $guest->get($link)->{status}, 200, 'the link opens anywhere';
    is $guest->get($link)->{status}, 200, 'as often as one likes';
    is email_of($ada), undef, 'which does nothing yet';
    is $guest->post($path, { token => 'f' x 32 })->{status}, 404, 'another token is good for nothing';
    is $guest->post($path, $fields)->{status}, 200, 'the button on its page does';
    is email_of($ada), $email, 'now the address counts';
    is $guest->post($path, $fields)->{status}, 404, 'once';
    is $guest->get($link)->{status}, 404, 'and the link is gone';
    is_deeply [grep {/^email/} map { $_->{act} } records_of({ name => $name })], [qw(email.asked email)], 'both are recorded';
    like $_->{after}, qr/^[^@]…\@/, 'with an address that nobody can write to' for grep { $_->{act} =~ /^email/ } records_of({ name => $name });
    my $wrong = visitor()->post('/account/register', { name => unique('No'), password => $password, repeat => $password, email => "x\@y.z\r\nBcc: a\@b.cd" });
    is $wrong->{status}, 422, 'what is no address is refused';
    ok $wrong->html->id('w-email'), 'at its field';
};

subtest 'a link to verify an address ends after a day, with a new password, and with a newer link that is used' => sub {
    my $mira = member();
    my @links;
    for (1 .. 2) {
        forget_tries();
        my $email = address();
        is ask_for($mira, $email)->location, '/account/settings?saved=mail', 'an address is named';
        push @links, link_in(mail_to($email));
    }
    is $mira->post(path_and_fields($links[1]))->{status}, 200, 'one link is used';
    is $mira->get($links[0])->{status}, 404, 'which ends the other';
    forget_tries();
    my $email = address();
    ask_for($mira, $email);
    my $link = link_in(mail_to($email));
    sql('UPDATE account_link SET expires = expires - INTERVAL 24 HOUR WHERE account_id = ?', $mira->{id});
    is $mira->get($link)->{status}, 404, 'a day later it is good no more';
    forget_tries();
    $email = address();
    ask_for($mira, $email);
    $link = link_in(mail_to($email));
    is $mira->post('/account/settings', { action => 'password', current => $password, password => "$password!", repeat => "$password!" })->{status}, 303, 'a new password';
    is $mira->get($link)->{status}, 404, 'ends it';
};

subtest 'to change the address the password is asked for, and the old address is told' => sub {
    my $mira = reachable();
    my $new  = address('new');
    is ask_for($mira, $new, 'not this one')->{status}, 422, 'a wrong password changes nothing';
    forget_tries();
    is ask_for($mira, $new)->{status}, 303, 'the right one does';
    my $told = mail_to($mira->{email}, qr/is to be changed/);
    like $told->{text}, qr/^\Q$new\E$/m, 'the old address is told of the new one';
    like $told->{text}, qr{^http://[^/]+/account/forgot$}m, 'and what to do if it was somebody else';
    is email_of($mira), $mira->{email}, 'which it stays until the link is followed';
    $mira->post(path_and_fields(link_in(mail_to($new))));
    is email_of($mira), $new, 'then the other one counts';
    like mail_to($mira->{email}, qr/was changed/)->{text}, qr/^\Q$new\E$/m, 'and the old one is told once more';
    is ask_for($mira, '')->{status}, 303, 'it can be taken away';
    is email_of($mira), undef, 'so that there is none';
    ok mail_to($new, qr/was removed/), 'which it is told, too';
};

subtest 'an address belongs to one account, and only its owner learns of that' => sub {
    my $mira  = reachable();
    my $other = member();
    forget_tries();
    is ask_for($other, uc $mira->{email})->location, '/account/settings?saved=mail', 'another may name it as any';
    my $answer = $other->post(path_and_fields(link_in(mail_to(uc $mira->{email}))));
    is $answer->{status}, 422, 'whoever reads its mails';
    like $answer->complaint, qr/Another account of yours/, 'is told why not';
    is email_of($other), undef, 'and it stays where it is';
};

subtest 'an address that is not verified gets the link, and not often' => sub {
    my ($mira, $brann) = (member(), member());
    my $email = address();
    forget_tries();
    for (1 .. 3) { is ask_for($mira, $email)->location, '/account/settings?saved=mail', 'asked for' }
    is ask_for($mira, $email)->{status}, 429, 'a fourth time at once is too often';
    is ask_for($brann, $email)->location, '/account/settings?saved=mail', 'another asks, too';
    $mira->post('/account/settings', { action => 'password', current => $password, password => "$password!", repeat => "$password!" });
    ok reaches($email, 'sent'), 'what is to be sent is sent';
    my $sent = sub { value("SELECT COUNT(*) FROM mail WHERE recipient = ? AND state <> 'void'", $email) };
    is $sent->(), 1, 'one mail went there in all, and no notice';
    for (['127.0.0.21', 2, 'who asks from elsewhere gets one, whoever else asks'], ['127.0.0.21', 2, 'from there one'], ['127.0.0.22', 3, 'and from a third'], ['127.0.0.23', 3, 'but no more']) {
        my ($from, $count, $words) = @$_;
        ask_for(member(from => $from), $email);
        is $sent->(), $count, $words;
    }
};

subtest 'who forgot their password sets a new one by mail' => sub {
    my $mira  = reachable();
    my $token = api_token($mira);
    my $guest = visitor(language => 'de');
    forget_tries();
    for my $who (uc $mira->{name}, ucfirst $mira->{email}) {
        is $guest->post('/account/forgot', { who => $who })->location, '/account/forgot?sent=1', "asked for by $who";
        ok mail_to($mira->{email}, qr/^Ein neues Passwort bei /), 'a mail in the language of who asks';
        ok is_in($mira), 'nothing has happened yet';
    }
    my @mails = wait_until(20, sub { my @m = grep { $_->{header}{subject} =~ /^Ein neues/ } mails_to($mira->{email}); @m == 2 ? \@m : undef })->@*;
    my $link = link_in($mails[1]);
    my $page = $guest->get($link);
    is $page->{status}, 200, 'its link leads to a form';
    like $page->{text}, qr/\Q$mira->{name}\E/, 'for the account';
    my ($path, $fields) = path_and_fields($link);
    is $guest->post($path, { %$fields, password => 'short', repeat => 'short' })->{status}, 422, 'a password must be one';
    my $answer = $guest->post($path, { %$fields, password => 'seven rivers and a bridge', repeat => 'seven rivers and a bridge' });
    is $answer->location, '/account/login?reset=1', 'a new one is set';
    ok !is_in($mira), 'which ends all sessions';
    is visitor(bearer => $token)->get('/api/v1/session', headers => { authorization => "Bearer $token" })->{status}, 401, 'and tokens';
    is $guest->get($_)->{status}, 404, 'and all links' for $link, link_in($mails[0]);
    is $guest->post($path, { %$fields, password => 'another river and a bridge', repeat => 'another river and a bridge' })->{status}, 404, 'so that none is good twice';
    is visitor()->post('/account/login', { name => $mira->{name}, password => $password })->{status}, 422, 'the old password is none any more';
    is visitor()->post('/account/login', { name => $mira->{name}, password => 'seven rivers and a bridge' })->{status}, 303, 'the new one is';
    ok mail_to($mira->{email}, qr/^Dein Passwort bei .* wurde ge/), 'its owner is told';
    ok scalar(grep { $_->{act} eq 'password.asked' } records_of($mira)), 'the wish is recorded';
    ok scalar(grep { $_->{act} eq 'password.reset' } records_of($mira)), 'and so is the act';
};

subtest 'a link in a mail leads to the site, whatever port was asked by' => sub {
    my $mira  = reachable();
    my $guest = visitor();
    forget_tries();
    my $form = 'csrf=' . $guest->csrf . "&who=$mira->{name}";
    my $head = join "\r\n", 'POST /account/forgot HTTP/1.1', "Host: $guest->{host}:4444", 'Content-Type: application/x-www-form-urlencoded',
        'Content-Length: ' . length $form, 'Connection: close';
    is $guest->raw("$head\r\n\r\n$form")->{status}, 303, 'it is asked for by another port';
    my $mail = mail_to($mira->{email}, qr/^A new password/);
    like $mail->{text}, qr{^http://\Q$guest->{host}\E:$guest->{port}/account/reset}m, 'and leads to that of the installation';
    unlike $mail->{text}, qr/4444/, 'and nowhere else';
};

subtest 'a link to a new password is good for an hour' => sub {
    my $mira = reachable();
    forget_tries();
    visitor()->post('/account/forgot', { who => $mira->{name} });
    my $link = link_in(mail_to($mira->{email}, qr/^A new password/));
    sql('UPDATE account_link SET expires = expires - INTERVAL 1 HOUR WHERE account_id = ?', $mira->{id});
    is visitor()->get($link)->{status}, 404, 'and no longer';
};

subtest 'a new password cannot be asked for without end' => sub {
    my $who = unique('nobody');
    forget_tries();
    is visitor()->post('/account/forgot', { who => $who })->{status}, 303, 'asked for' for 1 .. 2;
    my $answer = visitor()->post('/account/forgot', { who => uc $who });
    is $answer->{status}, 429, 'a third time at once is too often, whatever the case';
    like $answer->header('retry-after'), qr/^\d+$/, 'and it says when it is not';
    forget_tries();
};

subtest 'the owner is told of what happens to the account' => sub {
    my $mira = reachable();
    forget_tries();
    my $other = visitor(agent => 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:128.0) Gecko/20100101 Firefox/128.0');
    my $answer = $other->post('/account/login', { name => $mira->{name}, password => $password });
    is $answer->{status}, 303, 'a login by a browser that is new';
    my $told = mail_to($mira->{email}, qr/^A new login/);
    like $told->{text}, qr/^Address: 127\.0\.0\.1$/m, 'is told with its address';
    like $told->{text}, qr/^Browser: Firefox on Windows$/m, 'and browser';
    like $told->{text}, qr{^http://[^/]+/account/forgot$}m, 'and what to do';
    my ($device) = map { /^lorehall-device=([^;]+)/ } $answer->headers('set-cookie');
    delete $other->{token};
    $other->{device} = $device;
    is $other->post('/account/login', { name => $mira->{name}, password => $password })->{status}, 303, 'the same browser once more';
    is $mira->post('/account/settings', { action => 'password', current => $password, password => "$password!", repeat => "$password!" })->{status}, 303, 'and a new password';
    ok mail_to($mira->{email}, qr/^Your password at .* was changed/), 'of that they are told';
    is scalar(grep { $_->{header}{subject} =~ /^A new login/ } mails_to($mira->{email})), 1, 'but not again of the browser';
};

# Has the sender give up the connection that it keeps.
sub connect_anew () {
    my ($before) = workers('maild');
    kill TERM => $before;
    return wait_until(20, sub { my ($now) = workers('maild'); $now && $now != $before });
}

subtest 'what the server does not take now is tried again, what it never takes is not' => sub {
    my $mira = member();
    for (
        ['a 4xx to the recipient',           'rcpt 450 4.2.0 mailbox busy', 'waiting', qr/^450 4\.2\.0 mailbox busy/],
        ['a 5xx to the recipient',           'rcpt 550 5.1.1 no such mailbox', 'failed', qr/^550 5\.1\.1 no such mailbox/],
        ['a 4xx to the text',                'end 451 4.3.0 disk full',     'waiting', qr/^451 4\.3\.0 disk full/],
        ['a 5xx to the text',                'end 554 5.7.1 looks like spam', 'failed', qr/^554 5\.7\.1 looks like spam/],
        ['a 5xx before it knows to whom',    'mail 550 5.7.1 not from you', 'waiting', qr/^550 5\.7\.1 not from you/],
        ['a refusal of the connection',      'greeting 554 no service',     'waiting', qr/^554 no service/],
        ['a connection that ends in the text', 'end close',                 'waiting', qr/./],
        )
    {
        my ($what, $fault, $state, $answer) = @$_;
        my $email = address();
        forget_tries();
        mail_fault($fault);
        connect_anew() if $fault =~ /^greeting/;
        ask_for($mira, $email);
        ok wait_until(20, sub { my $fate = fate($email); $fate && $fate->[0] eq $state && $fate->[1] == 1 && defined $fate->[2] }), "$what: $state";
        like fate($email)->[2], $answer, 'what it said is kept';
        mail_fault();
        due($email);
        if ($state eq 'failed') {
            my ($status, $output) = lorehall('', qw(mail list --state failed --limit 1));
            my $listed = Lorehall::json()->decode($output);
            is_deeply [@$listed{qw(to kind id)}], [$email, 'verify', 0 + fate($email)->[3]], 'it is listed';
            like $listed->{answer}, $answer, 'with the answer';
            unlike $output, qr/token/, 'and without its text';
            is +(lorehall('', qw(mail retry), fate($email)->[3]))[0], 0, 'and tried again when an operator says so';
        }
        ok reaches($email, 'sent'), 'then it goes out';
        is scalar(mails_to($email)), 1, 'once';
    }
};

subtest 'an outage of the server is waited out, and seen' => sub {
    my $mira  = member();
    my $email = address();
    my $socket = instance_file('run/catcher.sock');
    forget_tries();
    rename $socket, "$socket.away" or die $!;
    connect_anew();
    ask_for($mira, $email);
    ok wait_until(20, sub { my $fate = fate($email); $fate && $fate->[0] eq 'waiting' && $fate->[1] == 1 }), 'the mail waits';
    sql('UPDATE mail SET created = created - INTERVAL 20 MINUTE WHERE recipient = ?', $email);
    my $health = visitor()->get('/health');
    is $health->{status}, 200, 'the site is well';
    like $health->{text}, qr/^mail: \d+ waiting, the oldest for \d+ minutes/m, 'but mails wait for long';
    my $metrics = visitor()->get('/metrics')->{text};
    cmp_ok +($metrics =~ /^lorehall_mail_waiting (\d+)/m)[0], '>=', 1, 'the metrics tell how many';
    cmp_ok +($metrics =~ /^lorehall_mail_oldest_seconds (\S+)/m)[0], '>=', 1200, 'and for how long';
    rename "$socket.away", $socket or die $!;
    due($email);
    ok reaches($email, 'sent'), 'it goes out when the server is back';
};

subtest 'a process that dies between the sending and the mark sends one twice at most' => sub {
    my $mira  = member();
    my $email = address();
    forget_tries();
    my $fault = instance_file('faults/mail-sent');
    my $die   = sub { open my $out, '>', $fault or die $!; close $out };
    $die->();
    ask_for($mira, $email);
    ok wait_until(20, sub { !-e $fault }), 'it dies';
    is fate($email)->[0], 'sending', 'nobody knows whether it went out';
    ok wait_until(20, sub { my ($one) = workers('maild'); $one }), 'another takes its place';
    is scalar(mails_to($email)), 1, 'and does not send it at once again';
    $die->();
    due($email);
    ok wait_until(20, sub { !-e $fault }), 'when it is sent again, that one dies, too';
    my @mails = mails_to($email);
    is @mails, 2, 'it came twice';
    is $mails[0]{header}{'message-id'}, $mails[1]{header}{'message-id'}, 'as the same message';
    due($email);
    ok reaches($email, 'failed'), 'and that is all';
    is scalar(mails_to($email)), 2, 'no third one';
};

done_testing;
