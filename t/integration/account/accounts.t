# Accounts: registering, logging in and out, passwords, sessions, roles.
# Written by SQL: throttle, session, account; tries of other tests are not to count, time is made to pass, and there is a
# password of a kind that is taken no more.
use v5.36;
use utf8;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Digest::SHA qw(sha256);
use Test::More;
use Lorehall;
use Lorehall::Routes;
use Lorehall::Worker;

my $password = 'correct horse battery';

# Sets how often WHAT was tried of WHO from WHERE (undef: anybody, anywhere); other tests' tries are not to
# count here.
sub tries ($what, $who, $where, $count) {
    my $hash = substr sha256(join '', map { defined ? length() . ":$_" : '-' } $what, $who, $where), 0, 16;
    sql('DELETE FROM throttle WHERE subject_hash = ?', $hash);
    sql('INSERT INTO throttle (subject_hash, failures, first) VALUES (?, ?, UTC_TIMESTAMP(6))', $hash, $count) if $count;
}
tries('login', undef, '127.0.0.1', 0);
tries('register', undef, '127.0.0.1', 0);

sub register ($visitor, $name, %fields) {
    return $visitor->post('/account/register', { name => $name, password => $password, repeat => $password, %fields });
}

sub login ($visitor, $name, $word = $password, %fields) {
    return $visitor->post('/account/login', { name => $name, password => $word, %fields });
}

# Whether somebody is known as a member on a page that guests are sent away from.
sub is_in ($visitor) { $visitor->get('/account/settings')->{status} == 200 }

sub account_id ($name) { value('SELECT id FROM account WHERE source_id = 0 AND handle = ?', lc $name) }

my $name = unique('Ada');

subtest 'a name and a password must follow the rules to be registered' => sub {
    my $guest  = visitor();
    my $before = written();
    my @wrong  = (
        ['a name of one character',     name     => 'x'],
        ['a name of 25 characters',     name     => 'x' x 25],
        ['a name with a space',         name     => 'two words'],
        ['a name beyond ASCII',         name     => 'Ädä'],
        ['a name of two alphabets',     name     => "\x{430}dmin\x{430}"],
        ['a name that begins with one', name     => '_Ada'],
        ['a name that ends with one',   name     => 'Ada_'],
        ['a name with two hyphens',     name     => 'A--da'],
        ['a reserved name',             name     => 'Root'],
        ['what looks like a reserved name', name => 'Adm1n'],
        ['a reserved word in a name',   name     => 'the_moderator'],
        ['a name of markup',            name     => '<b>bold</b>'],
        ['no name',                     name     => ''],
        ['a password of 11 characters', password => 'v8#Lq-z!7x_', 'v8#Lq-z!7x_'],
        ['a password on every list',    password => 'Password2024!', 'Password2024!'],
        ['a password that is the name', password => $name . 'long', $name . 'long'],
        ['a password of the address',   password => 'Borinsson-Example', 'Borinsson-Example', email => 'borinsson@example.org'],
        ['a password of the site',      password => 'Everquest--camelot', 'Everquest--camelot'],
        ['a repetition that differs',   repeat   => 'correct horse bakery'],
    );
    for (@wrong) {
        my ($what, $field, $value, $repeat, @more) = @$_;
        my %fields = ($field => $value, defined $repeat ? (repeat => $repeat) : (), @more);
        $fields{name} //= $name . ($what =~ /is the name/ ? 'long' : '');
        my $answer = register($guest, delete $fields{name}, %fields);
        is $answer->{status}, 422, "$what is refused";
        ok length($answer->complaint // ''), 'the page says why: ' . (($answer->complaint // '') =~ s/\s+/ /gr);
        ok $answer->html->id("w-$field"), "and says it at the field: $field";
        is $answer->html->field('name'), $field eq 'name' ? $value : $fields{name} // ($what =~ /is the name/ ? "${name}long" : $name), 'the name is still there';
        is $answer->html->field('password') // '', '', 'the password is not sent back';
    }
    is_deeply written(), $before, 'nothing was written';
};

subtest 'all that is wrong with a registration is said at once, each at its field' => sub {
    my $taken = member()->{name};
    for (
        ['name and password', ['no name!', 'short', 'short'],           qw(name password)],
        ['all three',         ['no name!', 'short', 'another'],         qw(name password repeat)],
        ['nothing filled in', ['', '', ''],                             qw(name password)],
        ['a password only',   [unique('fine'), 'short', 'short'],       qw(password)],
        ['both passwords',    [unique('fine'), 'short', 'another'],     qw(password repeat)],
        ['a taken name',      [$taken, 'short', 'short'],               qw(name password)],
    ) {
        my ($what, $values, @fields) = @$_;
        my %form;
        @form{qw(name password repeat)} = @$values;
        my $page = visitor()->post('/account/register', \%form);
        is $page->{status}, 422, "$what: refused";
        my @beside = grep { $page->html->id("w-$_") } qw(name password repeat);
        is_deeply \@beside, \@fields, 'said at each field';
        is $page->html->id("f-$_")->attribute('aria-invalid'), 'true', "$_ is marked" for @fields;
        my @links = map { $_->attribute('href') } grep { ($_->attribute('href') // '') =~ /^#f-/ } $page->html->all('a');
        is_deeply \@links, [map {"#f-$_"} @fields], 'the summary leads to each';
    }
    my $mira = member();
    my $page = $mira->post('/account/settings', { action => 'password', current => $mira->{password}, password => 'short', repeat => 'another' });
    ok $page->html->id("w-$_"), "the settings say it at $_ too" for qw(password repeat);
};

my $ada = visitor();
subtest 'somebody registers and is logged in' => sub {
    my $answer = register($ada, $name, next => '/forum/general/');
    is $answer->{status}, 303, 'registering answers with a redirect';
    is $answer->location, '/forum/general/', 'to where they came from';
    my @cookies = $answer->headers('set-cookie');
    is @cookies, 2, 'with two cookies';
    like $cookies[1], qr/^lorehall-device=[^;]+;.* HttpOnly; SameSite=Lax/, 'one by which the browser is known again';
    like $cookies[0], qr/^lorehall=[0-9a-f]{32};/, 'a random session';
    like $cookies[0], qr/; HttpOnly(;|$)/,         'that scripts cannot read';
    like $cookies[0], qr/; SameSite=Lax(;|$)/,     'that other sites cannot use';
    like $cookies[0], qr{; Path=/(;|$)},           'for the whole site';
    unlike $cookies[0], qr/Max-Age|Expires/i, 'until the browser ends, as nothing else was asked for';
    unlike $cookies[0], qr/domain/i, 'for this host only';
    my $page = $ada->get('/forum/');
    like $page->{text}, qr/\Q$name\E/, 'the page knows the name';
    is value('SELECT COUNT(*) FROM session WHERE token_hash = ?', sha256($ada->{token})), 1, 'only a hash of it is stored';
    like value('SELECT password FROM account WHERE id = ?', account_id($name)), qr/^\$argon2id\$/, 'the password is kept as argon2id';
    delete local $ENV{LOREHALL_CHEAP_PASSWORDS};
    like value('SELECT password FROM account WHERE id = ?', member()->{id}), qr/^\$argon2id\$v=19\$m=65536,t=2,p=1\$/, 'that takes 64 MiB and two passes, but where tests ask for less';
};

subtest 'a name that is taken stays so, whatever its case' => sub {
    for my $same ($name, lc $name, uc $name) {
        my $before = written();
        my $answer = register(visitor(), $same);
        is $answer->{status}, 422, "$same is refused";
        like $answer->complaint, qr/taken/, 'as taken';
        is_deeply written(), $before, 'and nothing was written';
    }
};

subtest 'a name that looks like one that is taken is refused' => sub {
    my $other = unique('Bilbo');
    is register(visitor(), $other)->{status}, 303, 'a name is taken';
    for my $name (ucfirst($other) =~ s/Bilbo/Bi1b0/r, $other =~ s/Bilbo/BlIbo/r, $other =~ s/-/_/r, $other =~ s/-/-_/r =~ s/-_/_/r) {
        my $answer = register(visitor(), $name);
        is $answer->{status}, 422, "$name is not";
        like $answer->complaint, qr/looks too much like/, 'since it can be taken for it';
    }
};

subtest 'no name begins as a page of the site does' => sub {
    my %first = map { m{^/([a-z][\w-]+)} ? (ucfirst $1 => 1) : () } map { $_->{pattern} } routes();
    cmp_ok keys %first, '>', 10, join ' ', sort keys %first;
    is_deeply [grep { register(visitor(), $_)->complaint !~ /reserved/ } sort keys %first], [], 'each is reserved';
};

subtest 'a number that is written for letters tells no names apart' => sub {
    my $other = unique('Ketel') =~ s/-.*//r . join '', map { chr ord('a') + rand 26 } 1 .. 12;
    is register(visitor(), $other)->{status}, 303, 'a name is taken';
    like register(visitor(), $other =~ s/^Ketel/K3t3l/r)->complaint, qr/looks too much like/, 'and with it what it is spelt like';
    is register(visitor(), "${other}3")->{status}, 303, 'a number at its end is another name';
    my ($skeleton) = source_text('db/migrations/' . migration('name-digits')) =~ /SET skeleton = (.*?)\s+WHERE/s;
    $skeleton =~ s/'(\d\()\?(=[^']+)'/CONCAT('$1', CHAR(63), '$2')/g; # a question mark stands for a value here
    is value("SELECT GROUP_CONCAT(name) FROM account WHERE source_id = 0 AND skeleton <> $skeleton"), undef, 'names from before are seen as new ones are';
};

# The file of a migration, whatever its number.
sub migration ($what) { (map {m{([^/]+)$}} glob "$FindBin::Bin/../../../db/migrations/*-$what.sql")[0] }

sub rename_to ($visitor, $name, %fields) {
    return $visitor->post('/account/name', { was => $visitor->{name}, name => $name, %fields });
}

subtest 'somebody changes their name, and keeps the former one for themselves' => sub {
    my $mira = member(name => unique('Mira'));
    my $old  = $mira->{name};
    my $new  = unique('Nerys');
    my $thread = start_thread($mira);
    my $guest  = visitor();
    my @pages  = map { $_ => "$_?sort=newest" } $guest->get("/forum/thread/$thread")->location;
    like $guest->get($_)->{text}, qr/\Q$old\E/, "$_ names its author" for @pages, '/forum/general/';
    my $alike = member(name => unique('Taken'));
    for (
        ['one that is taken',         $alike->{name},           qr/is taken/],
        ['one that looks like it',    $alike->{name} =~ s/Taken/T4ken/r, qr/looks too much like/],
        ['a reserved one',            'TheModerator',           qr/reserved/],
        ['none',                      '',                       qr/./],
        ['what is no name',           'two words',              qr/letters/],
        ['what they are called',      $old,                     qr/the name that you have/],
    ) {
        my ($what, $name, $why) = @$_;
        my $answer = rename_to($mira, $name);
        is $answer->{status}, 422, "$what is refused";
        like $answer->complaint, $why, 'and said why';
    }
    is rename_to($mira, $new, was => 'Somebody')->{status}, 409, 'nor is one given in place of another than the form showed';
    my $answer = rename_to($mira, $new);
    is $answer->{status}, 303, 'another is taken' or diag $answer->complaint;
    for (@pages, '/forum/general/') {
        my $page = $guest->get($_);
        like $page->{text}, qr/\Q$new\E/, "$_ names its author anew at once";
        unlike $page->{text}, qr/\Q$old\E/, 'and by the former name no more';
    }
    like $mira->get('/forum/')->{text}, qr/\Q$new\E/, 'the session goes on under it';
    tries('login', undef, '127.0.0.1', 0);
    is login(visitor(), $old, $Lorehall::PASSWORD)->{status}, 422, 'the former name logs nobody in';
    is login(visitor(), $new, $Lorehall::PASSWORD)->{status}, 303, 'the new one does';
    like register(visitor(), $_)->complaint, qr/taken/, 'nobody else gets the former name' for $old, $old =~ s/Mira/M1ra/r;
    isnt((lorehall('', qw(user add), $old))[0], 0, 'nor by the command line');
    $mira->{name} = $new;
    like rename_to($mira, $old)->complaint, qr/once in 30 days/, 'it is not changed again at once';
    like $mira->get('/account/name')->{text}, qr/once in 30 days.*\Q$old\E/s, 'which its page says, with the former name';
    sql('UPDATE account SET renamed = renamed - INTERVAL 30 DAY WHERE id = ?', $mira->{id});
    is rename_to($mira, $old)->{status}, 303, 'but in a month, back to the former';
    is value('SELECT GROUP_CONCAT(name) FROM former_name WHERE account_id = ?', $mira->{id}), $new, 'which is a former one no more';
    my ($status, $output) = lorehall('', qw(audit list --act account.rename --limit 1));
    like $output, qr/"before":"\Q$new\E","after":"\Q$old\E"/, 'what was done is recorded';
    sql('UPDATE session SET authenticated = NULL WHERE account_id = ?', $mira->{id});
    journal_account($mira->{id});
    $mira->{name} = $old;
    like rename_to($mira, $new)->{text}, qr{/account/confirm}, 'a password of long ago is asked for again';
};

subtest 'who is suspended does not come back as somebody else' => sub {
    my $troll = member(role => 'suspended');
    like rename_to($troll, unique('Angel'))->complaint, qr/kept from writing/, 'they keep their name';
    my $elsewhere = member();
    lorehall('', qw(role grant), $elsewhere->{name}, 'suspended', '--site', 'camelot', '--reason', 'spam');
    followed();
    like rename_to($elsewhere, unique('Saint'))->complaint, qr/kept from writing/, 'from no other site either, as names are the same on all';
};

subtest 'of two who want one name at once one gets it' => sub {
    my $name  = unique('Wanted');
    my @two   = map { member() } 1 .. 3;
    my @answer = parallel(3, sub ($i) { rename_to($two[$i], $name)->{status} });
    is_deeply [sort @answer], [303, 422, 422], 'and the others are told';
    my $mira = member();
    @answer = parallel(3, sub ($i) { rename_to($mira, unique("Again$i"))->{status} });
    is scalar(grep { $_ == 303 } @answer), 1, 'and one account gets one name in 30 days, however many it asks for at once';
};

subtest 'an address cannot register without end' => sub {
    tries('register', undef, '127.0.0.1', 10);
    my $answer = register(visitor(), unique('eleventh'));
    is $answer->{status}, 429, 'the eleventh is refused';
    like $answer->header('retry-after'), qr/^\d+$/, 'and told when to come back';
    tries('register', undef, '127.0.0.1', 0);
};

subtest 'logging out ends the session, not only the cookie' => sub {
    my $token  = $ada->{token};
    my $answer = $ada->post('/account/logout', {});
    is $answer->{status}, 303, 'logging out answers with a redirect';
    like $answer->header('set-cookie'), qr/^lorehall=; .*Max-Age=0/, 'and takes the cookie back';
    ok !is_in($ada), 'they are a guest now';
    $ada->{token} = $token;
    ok !is_in($ada), 'the old cookie opens nothing';
    delete $ada->{token};
};

subtest 'logging in gives a new session each time' => sub {
    my $planted = 'c' x 32;
    $ada->{token} = $planted;
    my $answer = login($ada, lc $name);
    is $answer->{status}, 303, 'the right password opens, whatever the case of the name';
    isnt $ada->{token}, $planted, 'a planted session id is not taken over';
    my $first  = $ada->{token};
    my $second = visitor();
    login($second, $name);
    isnt $second->{token}, $first, 'a second login has an id of its own';
    ok is_in($ada) && is_in($second), 'both are open';
    $second->post('/account/logout', {});
    ok is_in($ada), 'ending one leaves the other';
};

subtest 'guessing at one account is slowed down' => sub {
    tries('login', undef, '127.0.0.1', 0);
    my ($victim, $other) = (unique('victim'), unique('other'));
    register(visitor(), $_) for $victim, $other;
    my $guesser = visitor();
    is login($guesser, $victim, "guess number $_")->{status}, 422, "guess $_ is answered" for 1 .. 5;
    my $answer = login($guesser, $victim, 'guess number 6');
    is $answer->{status}, 429, 'the sixth is not';
    is $answer->html->field('name'), $victim, 'the form is there for later, with the name';
    like $answer->complaint // '', qr/wait \d+ minutes?/, 'and says how long to wait';
    like $answer->header('retry-after'), qr/^\d+$/, 'with the seconds to wait';
    cmp_ok $answer->header('retry-after'), '<=', 901, 'a quarter of an hour at most';
    like $answer->complaint, qr/wait/i, 'and a page that says so';
    is login(visitor(), $victim)->{status}, 429, 'not even the right password is looked at';
    is login(visitor(), uc $victim)->{status}, 429, 'nor under another case of the name';
    is login(visitor(), $other)->{status}, 303, 'another account is not affected';
    tries('login', lc $victim, '127.0.0.1', 0);
    tries('login', lc $victim, undef, 25);
    is login(visitor(), $victim)->{status}, 429, 'twenty-five guesses from many addresses stop it too';
    tries('login', lc $victim, undef, 0);
    tries('login', undef, '127.0.0.1', 30);
    is login(visitor(), $other)->{status}, 429, 'so do thirty from one address at many names';
    tries('login', undef, '127.0.0.1', 0);
    is login(visitor(), $victim)->{status}, 303, 'after the wait, the right password opens';
    tries('login', undef, '127.0.0.1', 0);
};

subtest 'who logged in here before is not locked out by what others guess' => sub {
    tries('login', undef, '127.0.0.1', 0);
    my $victim = unique('owner');
    my $own    = visitor();
    my ($device) = map { /^lorehall-device=([^;]+)/ } register($own, $victim)->headers('set-cookie');
    like $device, qr/^\d+\.\d+\.\d+\.[0-9a-f]{32}\.[0-9a-f]+$/, 'the browser is known from then on';
    tries('login', lc $victim, undef, 25);
    tries('login', undef, '127.0.0.1', 30);
    is login(visitor(), $victim)->{status}, 429, 'twenty-five guesses stop everybody else';
    my $back = visitor();
    $back->{device} = $device;
    is login($back, $victim)->{status}, 303, 'it is let in';
    $back = visitor();
    $back->{device} = $device;
    is login($back, $victim, "guess number $_")->{status}, 422, "and answered when it is wrong, $_" for 1 .. 10;
    is login($back, $victim)->{status}, 429, 'ten times, not without end';
    my $other = visitor();
    $other->{device} = $device =~ s/^\d+/account_id($victim) + 1/er;
    is login($other, $victim)->{status}, 429, 'a device that was made up is not known';
    tries('login', lc $victim, undef, 0);
    tries('login', undef, '127.0.0.1', 0);
    is $own->post('/account/sessions', { all => 1 })->{status}, 303, 'the owner ends all other sessions';
    tries('login', lc $victim, undef, 25);
    $back = visitor();
    $back->{device} = $device;
    is login($back, $victim)->{status}, 429, 'a copy of the device\'s mark is worth nothing from then on';
    $back->{device} = $own->{device};
    isnt $own->{device}, $device, 'who ended them has another';
    tries('login', lc $victim, undef, 0);
    tries('login', undef, '127.0.0.1', 0);
};

subtest 'what is typed as a name is not taken for an address, nor one for the other' => sub {
    my $victim = unique('apart');
    register(visitor(), $victim);
    tries('login', undef, '127.0.0.1', 0);
    login(visitor(), "\@127.0.0.1", 'a guess') for 1 .. 12;
    login(visitor(), "$victim\@127.0.0.1", 'a guess') for 1 .. 6;
    is login(visitor(), $victim)->{status}, 303, 'names with signs in them do not count for another name from here';
    tries('login', undef, '127.0.0.1', 0);

    my $worker = Lorehall::Worker->new('account');
    my $from   = sub ($address, $try) {
        my $guest = visitor();
        my ($csrf) = $worker->ask($guest, '/account/login')->{text} =~ /name="csrf" value="([^"]+)"/;
        my %form = (name => $victim, password => $try, csrf => $csrf);
        return $worker->ask($guest, '/account/login', method => 'POST', REMOTE_ADDR => $address, CONTENT_TYPE => 'application/x-www-form-urlencoded',
            body => join '&', map { "$_=" . Lorehall::Visitor::escape($form{$_}) } sort keys %form)->{status};
    };
    is $from->("2001:db8:1:2::$_", 'a guess'), 422, "a guess from a line's address $_" for 1 .. 5;
    is $from->('2001:db8:1:2:ffff::1', $password), 429, 'all addresses of one line count together';
    is $from->('2001:db8:1:3::1', $password), 303, 'another line is another';
};

subtest 'behind TLS the cookie is bound to it' => sub {
    my $worker = Lorehall::Worker->new('account', Secure => 1);
    my $guest  = visitor();
    my ($csrf) = $worker->ask($guest, '/account/login')->{text} =~ /name="csrf" value="([^"]+)"/;
    my %form   = (name => $name, password => $password, csrf => $csrf);
    my $answer = $worker->ask($guest, '/account/login', method => 'POST', HTTPS => 'on', CONTENT_TYPE => 'application/x-www-form-urlencoded',
        body => join '&', map { "$_=" . Lorehall::Visitor::escape($form{$_}) } sort keys %form);
    is $answer->{status}, 303, 'somebody logs in';
    my ($cookie) = $answer->headers('set-cookie');
    like $cookie, qr/^__Host-lorehall=[0-9a-f]{32}; Path=\/;/, 'its name says that no other host can have set it';
    like $cookie, qr/; Secure(;|$)/, 'and it is never sent without TLS';
    my ($token) = $cookie =~ /=(\w+)/;
    is $worker->ask($guest, '/account/sessions', HTTP_COOKIE => "__Host-lorehall=$token")->{status}, 200, 'it opens the session';
    is $worker->ask($guest, '/account/sessions', HTTP_COOKIE => "lorehall=$token")->{status}, 303, 'under another name it does not';
};

subtest 'a new password ends all other sessions and renews this one' => sub {
    my ($elsewhere, $here) = (visitor(), visitor());
    login($_, $name) for $elsewhere, $here;
    my $api   = api_token({ name => $name });
    my $works = sub ($token) { visitor()->api(POST => '/api/v1/preview', { body => 'x' }, bearer => $token)->{status} };
    my $old    = $here->{token};
    my %change = (action => 'password', current => $password, password => 'three ships at sea', repeat => 'three ships at sea');
    my $answer = $here->post('/account/settings', { %change, current => 'not my password' });
    is $answer->{status}, 422, 'the current password must be right';
    ok $answer->html->id('w-current'), 'which the page says at its field';
    is $here->post('/account/settings', { %change, repeat => 'three sheep at sea' })->{status}, 422, 'the repetition too';
    is $here->post('/account/settings', { %change, password => 'short', repeat => 'short' })->{status}, 422, 'the new one must not be short';
    ok is_in($elsewhere), 'until then nothing has ended';
    is $works->($api), 200, 'nor has an API token';
    $answer = $here->post('/account/settings', \%change);
    is $answer->{status}, 303, 'then it is changed';
    isnt $here->{token}, $old, 'this session has a new id';
    ok is_in($here), 'and is open';
    ok !is_in($elsewhere), 'the other is not';
    is $works->($api), 401, 'nor is the API token';
    $elsewhere->{token} = $old;
    ok !is_in($elsewhere), 'nor is the old id of this one';
    is login(visitor(), $name)->{status}, 422, 'the old password opens nothing';
    is login(visitor(), $name, 'three ships at sea')->{status}, 303, 'the new one does';
    my $own  = visitor();
    my $mine = unique('own');
    is register($own, $mine)->{status}, 303, 'somebody else';
    my %same = (%change, map { $_ => $password } qw(current password repeat));
    ok $own->post('/account/settings', \%same)->html->id('w-password'), 'what they have is no new one';
    my @answer = parallel(4, sub ($i) {
        my $new = "walking new roads $i";
        [$own->post('/account/settings', { %same, password => $new, repeat => $new })->{status}, $new];
    });
    my @done = grep { $_->[0] == 303 } @answer;
    is scalar @done, 1, 'of several changes at once one is made, and who sent the others is told' or diag map { "$_->[0] " } @answer;
    is login(visitor(), $mine, $done[0][1])->{status}, 303, 'it is the one that was said to be';
};

subtest 'a password from before the rules opens, and its owner is asked for another' => sub {
    my ($old, $hash) = ('summer1998', '$argon2id$v=19$m=64,t=1,p=1$mgMEzcUP3ecFwn6ZvawvDA$7/GS277GuHWABuI0MUHpXW11mFPz4PczZ+rK0UWUQwE');
    my $me  = member();
    sql('UPDATE account SET password = ? WHERE id = ?', $hash, $me->{id});
    tries('login', lc $me->{name}, $_, 0) for undef, '127.0.0.1';
    my $answer = login(my $back = visitor(), $me->{name}, $old, next => '/forum/general/?sort=best');
    is $answer->{status}, 303, 'it opens';
    is $answer->location, '/account/settings?weak=1&next=%2Fforum%2Fgeneral%2F%3Fsort%3Dbest', 'and leads to where it can be changed';
    my $page = $back->get($answer->location);
    like $page->{text}, qr/Your password could be guessed/, 'which says why';
    ok((grep { ($_->attribute('href') // '') eq '/forum/general/?sort=best' } $page->html->all('a')), 'and leads on to where they wanted to go');
    my %change = (action => 'password', current => $old);
    is $back->post('/account/settings', { %change, password => 'summer1998!!', repeat => 'summer1998!!' })->{status}, 422, 'another of that kind is none';
    is $back->post('/account/settings', { %change, password => $password, repeat => $password })->{status}, 303, 'one by the rules is';
    is login(visitor(), $me->{name}, $password, next => '/forum/')->location, '/forum/', 'which is asked for no more';
};

subtest 'somebody sees their sessions and ends them' => sub {
    my $agent = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:133.0) Gecko/20100101 Firefox/133.0';
    my $me    = member(name => unique('Mira'), agent => $agent);
    my @other = map { member(name => $me->{name}, account => $me->{id}, agent => $agent) } 1 .. 3;
    my $alien = member();
    my $page  = $me->get('/account/sessions');
    my ($named) = grep { ($_->attribute('title') // '') eq $agent } $page->html->all('span');
    is $named && $named->text, 'Firefox on Windows', 'each is called as people know it';
    my @id    = map { $_->[0] } rows('SELECT id FROM session WHERE account_id = ? ORDER BY id', $me->{id});
    my %shown = map { $_->attribute('value') => 1 } grep { ($_->attribute('name') // '') eq 'id' } $page->html->find(sub ($e) {1});
    is scalar(grep { $shown{$_} } @id[1 .. 3]), 3, 'each other session has a button that ends it';
    like $page->{text}, qr/127\.0\.0\.1/, 'with the address that it is used from';

    my $foreign = value('SELECT id FROM session WHERE account_id = ?', $alien->{id});
    $me->post('/account/sessions', { id => $foreign });
    ok is_in($alien), "another's session cannot be ended";
    is $me->post('/account/sessions', { id => '' })->{status}, 422, 'naming none is an error';

    ok is_in($_), 'a session is open' for @other;
    is $me->post('/account/sessions', { id => $id[1] })->{status}, 303, 'one is ended';
    my $asked = 0;
    for my $area (areas()) {
        $asked += on_each_worker($area, sub ($worker) {
            my $path = $area eq 'forum' ? '/forum/general/new' : '/account/settings';
            is $other[0]->get($path)->{status}, 303, "$area worker $worker sends it to the login";
        });
    }
    cmp_ok $asked, '>=', 4, 'with the next request to every worker';
    ok is_in($other[1]), 'the others are still open';

    my $api = api_token($me);
    is $me->post('/account/sessions', { all => 1 })->{status}, 303, 'all others are ended';
    is visitor()->api(POST => '/api/v1/preview', { body => 'x' }, bearer => $api)->{status}, 401, 'API tokens too';
    ok !is_in($_), 'none of them is open' for @other;
    ok is_in($me), 'this one is';
    is $me->post('/account/sessions', { id => $id[0] })->location, '/', 'ending this one leads home';
    ok !is_in($me), 'as a guest';
};

subtest 'a session ends unused after a day, one that is to be kept after 30 days, and any after 90' => sub {
    my $aged = sub ($seen, $created, $kept, @role) {
        my $visitor = member(@role);
        ok is_in($visitor), 'a session is open';
        sql('UPDATE session SET seen = seen - INTERVAL ? HOUR, created = created - INTERVAL ? HOUR, kept = ? WHERE account_id = ?',
            $seen, $created, $kept, $visitor->{id});
        journal_account($visitor->{id});
        return $visitor;
    };
    ok is_in($aged->(23, 23, 0)),  'unused for 23 hours it is still open';
    ok !is_in($aged->(25, 25, 0)), 'unused for 25 hours it has ended';
    ok is_in($aged->(29 * 24, 29 * 24, 1)),  'unused for 29 days one that is kept is still open';
    ok !is_in($aged->(31 * 24, 31 * 24, 1)), 'unused for 31 days it has ended';
    ok is_in($aged->(0, 89 * 24, 1)),  'used daily for 89 days it is still open';
    ok !is_in($aged->(0, 91 * 24, 1)), 'used daily for 91 days it has ended';
    ok is_in($aged->(11, 11, 1, role => 'administrator')),  'of who administers it is open unused for 11 hours';
    ok !is_in($aged->(13, 13, 1, role => 'administrator')), 'and has ended unused for 13';
    ok is_in($aged->(13, 13, 1, role => 'moderator')), 'which is for nobody else';

    my $used = $aged->(23, 23, 0);
    ok is_in($used), 'one that is used again';
    is value('SELECT TIMESTAMPDIFF(HOUR, seen, UTC_TIMESTAMP()) FROM session WHERE account_id = ?', $used->{id}), 0,
        'begins its day anew';
};

subtest 'a guest who reads gets no cookie and leaves no row' => sub {
    my $guest  = visitor();
    my $before = written();
    my @left   = ('/', '/account/login', '/account/register', '/forum/nothing-here/', '/api/v1/boards');
    my (%seen, @cookies, @broken);
    while (@left && keys %seen < 60) {
        my $path = shift @left;
        next if $seen{$path}++;
        my $answer = $guest->get($path);
        push @cookies, $path if $answer->headers('set-cookie');
        push @broken, "$path: $answer->{status}" if $answer->{status} >= 400 && $path !~ /nothing-here/;
        push @left, $answer->location if $answer->{status} =~ /^3/ && $answer->location =~ m{^/[^/]};
        next unless $answer->{status} == 200 && $answer->header('content-type') =~ /html/;
        push @left, grep {m{^/(?!static/)}} map { $_->attribute('href') =~ s/#.*//r } grep { defined $_->attribute('href') } $answer->html->all('a');
    }
    cmp_ok keys %seen, '>=', 40, 'of ' . keys(%seen) . ' pages';
    is "@cookies", '', 'none sets a cookie';
    is "@broken", '', 'none of their links is broken';
    is_deeply written(), $before, 'nothing was written';
};

subtest 'a password given in the shell ends sessions and API tokens' => sub {
    my $me  = member(name => unique('Reset'));
    my $api = api_token($me);
    is((lorehall("another long one\n", qw(user passwd --password-stdin), $me->{name}))[0], 0, 'an operator gives another password');
    ok !is_in($me), 'sessions have ended';
    is visitor()->api(POST => '/api/v1/preview', { body => 'x' }, bearer => $api)->{status}, 401, 'and API tokens';
};

subtest 'a role given in the shell holds with the next request' => sub {
    my $visitor = member();
    my $timed   = sub { $visitor->get('/forum/')->header('server-timing') =~ /queries/ };
    ok !$timed->(), 'a member does not see how long a page took';
    my ($status, $output) = lorehall('', qw(user role), $visitor->{name}, 'administrator');
    is $status, 0, 'lorehall user role makes an administrator' or diag $output;
    # Shells tell this host through the journal, at most 25 ms later.
    ok wait_until(2, $timed), 'who sees it';
    ($status, $output) = lorehall('', qw(user role), $visitor->{name}, 'member');
    is $status, 0, 'and a member again' or diag $output;
    ok wait_until(2, sub { !$timed->() }), 'who does not';
    ($status, $output) = lorehall('', qw(user role), $visitor->{name}, 'emperor');
    isnt $status, 0, 'there is no role emperor';
};

subtest 'after logging in one comes back to this site and to no other' => sub {
    my $visitor = member();
    my $leads   = sub ($next) { $visitor->get("/account/login?next=$next")->location };
    is $leads->('/forum/general/'), '/forum/general/', 'a page of this site';
    is $leads->('%2Fforum%2Freply%3Fsubject%3Dthread%3A1%26parent%3D2'), '/forum/reply?subject=thread:1&parent=2', 'with its query';
    my @hostile = (
        '//evil.example/', 'https://evil.example/', 'evil.example', '/\evil.example', '\/evil.example', '/%09/evil.example',
        '/%5Cevil.example', 'javascript:alert(1)', '%2F%2Fevil.example', '/%0D%0ASet-Cookie:%20a=b', '', '%00', '/%FF',
    );
    is $leads->($_), '/', "not $_" for @hostile;

    my $guest  = visitor();
    my $answer = $guest->get('/forum/general/new');
    is $answer->{status}, 303, 'a guest who wants to write is sent';
    is $answer->location, '/account/login?next=%2Fforum%2Fgeneral%2Fnew', 'to the login';
    my $form = $guest->get($answer->location)->html;
    is $form->field('next'), '/forum/general/new', 'whose form remembers where they wanted to go';
    $answer = login($guest, $name, 'three ships at sea', next => '//evil.example/');
    is $answer->location, '/', 'and does not send them off';
};

done_testing;
