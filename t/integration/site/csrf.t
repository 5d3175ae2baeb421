# Nobody else's page can act in a visitor's name, and what was typed is not lost over it.
use v5.36;
use utf8;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Test::More;
use Lorehall;

my $member = member();
my $thread = start_thread($member, title => 'Tokens');
my $typed  = "What took me an hour to type: <b>ä</b> & \"quotes\"\n\nand a second paragraph.";

# Posts a reply with the token given; it must be refused, the text shown and nothing written.
sub refused ($what, $visitor, $csrf, $complaint, %options) {
    my $before = written();
    my $answer = $visitor->post('/forum/reply', { subject => "thread:$thread", body => $typed, csrf => $csrf }, %options);
    is $answer->{status}, 403, "$what: refused";
    like $answer->complaint // '', $complaint, 'the page says why';
    my ($box) = grep { $_->tag =~ /^(textarea|pre)$/ } $answer->html->find(sub ($e) {1});
    ok $box && index($box->{children}[0], $typed) >= 0, 'what was typed is there';
    is_deeply written(), $before, 'nothing was written';
}

my $right = $member->csrf;
my $other = member(name => $member->{name}, account => $member->{id});

subtest 'a form without the right token is refused' => sub {
    refused('no token',                $member, undef,         qr/expired/);
    refused('an empty token',          $member, '',            qr/expired/);
    refused('a made-up token',         $member, '0' x 64,      qr/expired/);
    refused('no hexadecimal digits',   $member, 'z' x 64,      qr/expired/);
    refused('half a token',            $member, substr($right, 0, 32), qr/expired/);
    refused('a token with one digit changed', $member, $right =~ s/^(.)/$1 eq '0' ? '1' : '0'/er, qr/expired/);
    refused("another session's token", $member, $other->csrf,  qr/expired/);
    refused("another member's token",  $member, member()->csrf, qr/expired/);
    refused("a guest's token",         $member, visitor()->csrf, qr/expired/);
    refused('a very long token',       $member, 'a' x 10_000,  qr/expired/);
    refused('a token that is not text', $member, \"\xFF\x00\xFE", qr/expired/);
};

subtest 'a page left open over a logout gives its form back, to be sent again after a login' => sub {
    my $here  = member();
    my %reply = (subject => "thread:$thread", parent => '', key => unique('key'), body => $typed);
    my $old   = $here->csrf;
    my $send  = sub ($who, $csrf) { $who->post('/forum/reply', { %reply, csrf => $csrf }, headers => { origin => $who->origin }) };
    my %given = map { $_ => 1 } keys %reply;
    my $check = sub ($answer, $status) {
        is $answer->{status}, $status, 'it is refused';
        my $html = $answer->html;
        ok((grep { ($_->attribute('action') // '') eq '/forum/reply' } $html->all('form')), 'with a form that goes where it went');
        is $html->field($_), $reply{$_}, "$_ is in it" for sort keys %reply;
        return $html;
    };
    $here->post('/account/logout', {});
    my $lost  = $send->(visitor(), $old);
    my $guest = $check->($lost, 401);
    ok((grep { ($_->attribute('href') // '') eq '/account/login' && ($_->attribute('target') // '') eq '_blank' } $guest->all('a')), 'and a link to the login');
    my $from = visitor()->post('/forum/reply', { %reply, csrf => $old }, headers => { origin => visitor()->origin, referer => visitor()->origin . "/forum/thread/$thread" });
    like $from->{text}, qr{href="/account/login\?next=%2Fforum%2Fthread%2F$thread"}, "the head's login leads back to where the form stood";
    my $nowhere = visitor()->post('/forum/reply', { %reply, csrf => $old }, headers => { origin => visitor()->origin, referer => 'http://evil.example/x' });
    like $nowhere->{text}, qr{href="/account/login\?next=%2F"}, 'or to the front page, but not to where only forms go';
    my $again = member(name => $here->{name}, account => $here->{id});
    my $form  = $check->($send->($again, $old), 403);
    is $send->($again, $form->field('csrf'))->{status}, 303, 'sent again, it goes through';

    my ($nonce) = map { /^(lorehall-again=[^;]+)/ ? $1 : () } $lost->header('set-cookie');
    like $lost->header('set-cookie'), qr/; Max-Age=7200; HttpOnly; SameSite=Lax/, 'the browser is given a cookie with it';
    my $first = sub ($who, $path, $cookie, %fields) {
        my $origin = delete $fields{origin} // $who->origin;
        $who->post($path, { %reply, key => unique('key'), csrf => $guest->field('csrf'), %fields },
            cookie => "lorehall=$who->{token}; $cookie", headers => { origin => $origin });
    };
    is $guest->field('as'), undef, 'nobody is named where nobody was';
    is $first->($again, '/forum/reply', $nonce)->{status}, 303, 'after the login it goes through at the first try';
    is $first->($again, '/forum/general/new', $nonce)->{status}, 403, 'not to another address';
    is $first->($again, '/forum/reply', 'lorehall-again=' . '0' x 32)->{status}, 403, 'nor from another browser';
    is $first->($again, '/forum/reply', '')->{status}, 403, 'nor from one without the cookie';
    is $first->($again, '/forum/reply', $nonce, origin => 'http://evil.example')->{status}, 403, 'nor from another site';

    my $else = $again->post('/forum/reply', { %reply, csrf => $old }, headers => { origin => 'http://evil.example' });
    ok !(grep { ($_->attribute('action') // '') eq '/forum/reply' } $else->html->all('form')), 'what another site sent is not offered';
    my $settings = $again->post('/account/settings', { action => 'password', current => 'my secret', password => 'x', repeat => 'x', csrf => $old }, headers => { origin => $again->origin });
    is $settings->{status}, 403, 'a form with a password';
    unlike $settings->{text}, qr/my secret/, 'is not given back';

    my $session = sub ($who) { $who->get('/api/v1/session')->json };
    is_deeply $session->($again)->{account}, { id => $again->{id}, name => $again->{name} }, 'a script is told who is logged in';
    is $again->post('/forum/reply', { %reply, key => unique('key'), csrf => $session->($again)->{csrf} })->{status}, 303, 'and a token that is good';
    is $session->(visitor())->{account}, undef, 'a guest is nobody';
};

subtest 'a form that somebody else had begun says who is logged in now, and asks as whom' => sub {
    my ($mira, $brann) = (member(), member());
    my $old  = $mira->csrf;
    my $send = sub ($who, %fields) {
        my $cookie = join '; ', "lorehall=$who->{token}", grep {defined} delete $fields{cookie};
        $who->post('/forum/reply', { subject => "thread:$thread", body => $typed, key => unique('key'), %fields },
            cookie => $cookie, headers => { origin => $who->origin });
    };
    my $form = $mira->get("/forum/reply?subject=thread:$thread")->html;
    is $form->field('as'), $mira->{name}, 'a form says whose it is';
    my $before  = written();
    my $refused = $send->($brann, csrf => $old, as => $mira->{name});
    is $refused->{status}, 403, 'it is refused';
    like $refused->complaint // '', qr/now logged in as \Q$brann->{name}\E/, 'with the name';
    unlike $refused->{text}, qr/expired/, 'nothing has expired';
    my $html = $refused->html;
    is $html->field('body'), $typed, 'what was typed is there';
    is_deeply written(), $before, 'nothing was written';
    my @as = map { $_->attribute('value') } grep { ($_->attribute('name') // '') eq 'as' && $_->tag eq 'button' } $html->all('button');
    is_deeply [@as], [$brann->{name}, $mira->{name}], 'it can be sent as either';
    ok((grep { ($_->attribute('action') // '') eq '/account/logout' && ($_->attribute('target') // '') eq '_blank' } $html->all('form')), 'or after another login');
    my ($nonce) = map { /^(lorehall-again=[^;]+)/ ? $1 : () } $refused->header('set-cookie');
    my ($csrf)  = map { $_->attribute('value') } grep { ($_->attribute('name') // '') eq 'csrf' && $_->attribute('value') =~ /\./ } $html->all('input');
    like $send->($brann, csrf => $csrf, as => $mira->{name}, cookie => $nonce)->complaint // '', qr/now logged in as/, 'who is not logged in is not written as';
    is $send->($brann, csrf => $csrf, as => $brann->{name}, cookie => $nonce)->{status}, 303, 'as who is logged in it goes through';
    is $send->($mira, csrf => $csrf, as => $mira->{name}, cookie => $nonce)->{status}, 303, 'and as the other, once that is who is logged in';
    my $hostile = $send->($brann, csrf => $old, as => '"><b>x');
    unlike $hostile->{text}, qr/<b>x/, 'what it claims is escaped';
};

subtest 'a form from another site is refused, even with the right token' => sub {
    my $port = $member->{port};
    refused("Origin $_", $member, $right, qr/another site/, headers => { origin => $_ })
        for 'https://evil.example', 'null', "http://camelot.localhost:$port", 'http://everquest.localhost',
        "https://everquest.localhost:$port", "http://everquest.localhost:$port.evil.example";
};

subtest 'a form of our own goes through' => sub {
    for my $origin (undef, $member->origin, uc $member->origin) {
        my $answer = $member->post('/forum/reply', { subject => "thread:$thread", body => 'Through.', key => unique('key') },
            headers => { defined $origin ? (origin => $origin) : () });
        is $answer->{status}, 303, 'Origin ' . ($origin // 'not sent');
    }
    my $first = $member->csrf;
    delete $member->{csrf};
    isnt $member->csrf, $first, 'a token never looks the same twice';
    is $member->post('/forum/reply', { subject => "thread:$thread", body => 'With the older one.', csrf => $first })->{status},
        303, 'and stays good while the session lasts';
};

subtest "a guest's token is good for two hours" => sub {
    my $guest = visitor();
    my $token = $guest->csrf;
    like $token, qr/^\d+\.[0-9a-f]{32}$/, 'it says when it was made, and is signed';
    my ($made, $signature) = split /\./, $token;
    my %login = (name => unique('nobody'), password => 'a long password');
    is $guest->post('/account/login', { %login, csrf => $token })->{status}, 422, 'it goes through';
    # That a signed one expires is t/unit/auth/csrf.c's to prove: it can sign.
    for (['of another time', ($made - 7300) . ".$signature"], ['of the future', ($made + 100) . ".$signature"],
        ['with another signature', "$made." . '0' x 32], ['without a signature', "$made."], ['a dot', '.'], ['a minus', "-1.$signature"]) {
        my ($what, $csrf) = @$_;
        my $before = written();
        my $answer = $guest->post('/account/login', { %login, csrf => $csrf });
        is $answer->{status}, 403, "one that is $what does not";
        unlike $answer->{text}, qr/a long password/, 'the password is not shown again';
        is_deeply written(), $before, 'and nothing was written';
    }
    is $member->post('/forum/reply', { subject => "thread:$thread", body => 'x', csrf => $token })->{status}, 403,
        'it is no good for a member';
};

subtest 'the API takes the token in a header, and an API token stands for itself' => sub {
    my %comment = (subject => "thread:$thread", body => 'By the API.');
    is $member->api(POST => '/api/v1/comments', {%comment})->{status}, 201, 'with the header';
    my $answer = $member->api(POST => '/api/v1/comments', {%comment}, headers => { 'x-csrf-token' => '' });
    is $answer->{status}, 403, 'without it';
    is $answer->json->{error}{code}, 'csrf', 'the error says so';
    is $member->api(POST => '/api/v1/comments', {%comment}, headers => { origin => 'https://evil.example' })->{status}, 403,
        'from another site';
    my $token = api_token($member);
    is $member->api(POST => '/api/v1/comments', {%comment}, bearer => $token)->{status}, 201, 'with an API token';
    is $member->post('/forum/reply', { subject => "thread:$thread", body => 'x', csrf => undef },
        headers => { authorization => "Bearer $token" })->{status}, 403, 'which is for the API alone';
};

done_testing;
