# What one visitor may do in a time: a flood ends at the budget, newcomers may least, and nobody is held back by what
# somebody else does. The pools here have the budgets of a real installation, and addresses to come from.
# Written by SQL: account; time is made to pass.
use v5.36;
use utf8;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Test::More;
use Lorehall;
use Lorehall::Worker;

my %real  = ('Limits.Scale' => 100, 'Limits.Newcomer.Days' => 3, 'Limits.Newcomer.Posts' => 5, 'Register.Seconds' => 2);
my $forum = Lorehall::Worker->new('forum', workers => 2, %real);
my $host  = member();
my $thread = start_thread($host);

# Sends a form to a pool, as a browser would.
sub post ($worker, $visitor, $path, $fields, %more) {
    my %form = (csrf => $visitor->csrf, %$fields);
    return $worker->ask($visitor, $path, method => 'POST', HTTP_ORIGIN => $visitor->origin, CONTENT_TYPE => 'application/x-www-form-urlencoded',
        body => join('&', map { "$_=" . Lorehall::Visitor::escape($form{$_}) } sort keys %form), %more);
}

sub api ($worker, $visitor, $path, $document, %more) {
    return $worker->ask($visitor, $path, method => 'POST', HTTP_X_CSRF_TOKEN => $visitor->csrf, CONTENT_TYPE => 'application/json',
        body => json->encode($document), %more);
}

sub reply ($visitor, $body, %more) { post($forum, $visitor, '/forum/reply', { subject => "thread:$thread", body => $body, key => unique('key') }, %more) }

# How many requests a pool has refused for want of a budget; or another of its counters.
sub counted ($worker, $name = 'lorehall_limited_total\{class="\w+"\}') {
    my $sum = 0;
    $sum += $_ for $worker->ask(visitor(), '/metrics')->{text} =~ /^$name (\d+)$/mg;
    return $sum;
}

subtest 'what one new account sends as fast as it can ends at its budget, with nothing half-written' => sub {
    my $flooder = member();
    my @victims = map { reply_to($host, $thread, "A comment to rate, $_.") } 1 .. 30;
    my $before  = counted($forum);
    my %count;
    $flooder->csrf;
    my @parts = parallel(2, sub ($half) {
        my %status;
        for my $i (1 .. 83) {
            my @answers = (
                api($forum, $flooder, '/api/v1/comments', { subject => "thread:$thread", body => "Flood $half $i." }),
                post($forum, $flooder, '/forum/general/new', { title => "Flood $half $i", body => 'Flood.', key => unique('key') }),
                api($forum, $flooder, "/api/v1/comments/$victims[($half * 15 + $i) % @victims]/rating", { value => $i % 2 ? 1 : -1 }),
            );
            $status{"$_ $answers[$_]{status}"}++ for 0 .. 2;
        }
        return \%status;
    });
    for my $part (@parts) { $count{$_} += $part->{$_} for keys %$part }
    my ($posts, $threads, $votes) = map { $_ // 0 } @count{ '0 201', '1 303', '2 200' };
    is $posts,   10, 'ten comments were taken';
    is $threads, 3,  'three threads';
    cmp_ok $votes, '<=', 31, 'and some thirty votes';
    is $count{"$_ 429"}, 166 - ($posts, $threads, $votes)[$_], 'all else was refused: ' . (qw(comments threads votes))[$_] for 0 .. 2;
    is value('SELECT COUNT(*) FROM comment WHERE author_id = ? AND thread_id = ?', $flooder->{id}, $thread), 10, 'just those are there';
    is value('SELECT COUNT(*) FROM thread WHERE author_id = ?', $flooder->{id}), 3, 'of threads too';
    is value('SELECT COUNT(*) FROM comment c JOIN thread t ON t.id = c.thread_id WHERE t.author_id = ?', $flooder->{id}), 3, 'each with its opening';
    is value('SELECT COUNT(*) FROM journal WHERE kind = ? AND account_id = ?', 'comment', $flooder->{id}), 13, 'and each is in the journal';
    is value('SELECT SUM(score) FROM comment WHERE thread_id = ?', $thread), value('SELECT SUM(value) FROM rating WHERE account_id = ?', $flooder->{id}),
        'scores are the sum of the votes';
    is counted($forum) - $before, $count{'0 429'} + $count{'1 429'} + $count{'2 429'}, 'refusals are counted';
    is reply(member(), 'A word from somebody else.')->{status}, 303, 'another newcomer writes meanwhile';
    is reply($host, 'And the one whose thread it is.')->{status}, 303, 'as does who wrote before';
};

subtest 'what was typed is not lost over it, and is sent when there is time again' => sub {
    my $quick = member();
    is reply($quick, "Line $_.")->{status}, 303, "comment $_" for 1 .. 10;
    my $answer = reply($quick, "One <too> many: all that I meant to say.");
    is $answer->{status}, 429, 'the eleventh is refused';
    like $answer->header('retry-after'), qr/^1[78]\d$/, 'until there is one more: three minutes of the half hour';
    like $answer->complaint, qr/You have written a lot in a short time\. Please wait 3 minutes\./, 'in words, too';
    my ($box) = $answer->html->all('textarea');
    is $box->text, "One <too> many: all that I meant to say.", 'the text is there';
    is $answer->html->field('subject'), "thread:$thread", 'in a form that sends it again';
    my $again = $forum->ask($quick, '/forum/reply', method => 'POST', HTTP_ORIGIN => $quick->origin, CONTENT_TYPE => 'application/x-www-form-urlencoded',
        HTTP_COOKIE => join('; ', "lorehall=$quick->{token}", map {/^([^;]+)/} $answer->headers('set-cookie')),
        body => join '&', map { "$_=" . Lorehall::Visitor::escape($_ eq 'body' ? $box->text : $answer->html->field($_)) } qw(subject csrf key body));
    is $again->{status}, 429, 'which is still refused before that';
    my $said = api($forum, $quick, '/api/v1/comments', { subject => "thread:$thread", body => 'By the API.' });
    is $said->{status}, 429, 'the API';
    is $said->json->{error}{code}, 'too_many_requests', 'has a code for it';
    like $said->header('retry-after'), qr/^1[78]\d$/, 'and says when';
    is $forum->ask($quick, "/forum/thread/$thread/x")->{status} =~ /^(200|301)$/, 1, 'all pages can be read';
};

subtest 'what writes nothing costs nothing' => sub {
    my $careful = member();
    my $key = unique('key');
    is post($forum, $careful, '/forum/reply', { subject => "thread:$thread", body => "Version $_.", preview => 1, key => $key })->{status}, 200, "preview $_" for 1 .. 12;
    is reply($careful, '')->{status}, 422, "an empty comment, $_" for 1 .. 12;
    is post($forum, $careful, '/forum/reply', { subject => "thread:$thread", body => 'Sent twice, and more.', key => $key })->{status}, 303, "the same again, $_" for 1 .. 12;
    is reply($careful, "A comment, $_.")->{status}, 303, "a comment, $_" for 1 .. 9;
    is reply($careful, 'The eleventh.')->{status}, 429, 'the budget is for what is written';
};

subtest 'who has no account is counted by address, and nobody else is' => sub {
    my ($shared, $guest) = ('203.0.113.9', visitor());
    my $ask = sub ($path = '/forum/', %more) { $forum->ask($guest, $path, REMOTE_ADDR => $shared, %more) };
    my @status = map { $ask->()->{status} } 1 .. 320;
    is $status[0],  200, 'a guest reads';
    is $status[-1], 429, 'not without end';
    my $answer = $ask->('/forum/general/');
    is $answer->{status}, 429, 'whatever it is that they ask for';
    is $answer->header('retry-after'), 1, 'for a moment';
    is $ask->('/nothing')->{status}, 429, 'be it there or not';
    is $ask->('/forum/', HTTP_X_FORWARDED_FOR => '198.51.100.1', HTTP_X_REAL_IP => '198.51.100.1', HTTP_FORWARDED => 'for=198.51.100.1')->{status}, 429,
        'what a request says of its address is not believed';
    is $forum->ask($guest, '/forum/', REMOTE_ADDR => '203.0.113.10', HTTP_X_FORWARDED_FOR => $shared)->{status}, 200, 'nor against another';
    is $forum->ask($host, '/forum/', REMOTE_ADDR => $shared)->{status}, 200, 'who is logged in there is not held back';
    is reply($host, 'From a crowded house.', REMOTE_ADDR => $shared)->{status}, 303, 'and writes';
    is $ask->('/metrics', REMOTE_ADDR => '127.0.0.1')->{status}, 200, 'what watches over it is counted nowhere';
};

subtest 'guesses from an address do not lock out a browser that is known there' => sub {
    my $account = Lorehall::Worker->new('account', %real, 'Limits.Login.Address' => '5 in 15m', 'Limits.Page.Address' => '20 in 15m');
    my ($shared, $owner) = ('203.0.113.20', member());
    my $login = sub ($visitor, $password, $device = undef) {
        return post($account, $visitor, '/account/login', { name => $owner->{name}, password => $password },
            REMOTE_ADDR => $shared, HTTP_COOKIE => $device ? "lorehall-device=$device" : '');
    };
    my $known = visitor();
    my ($device) = map {/^lorehall-device=([^;]+)/} $login->($known, $Lorehall::PASSWORD)->headers('set-cookie');
    ok $device, 'a browser is known since its first login';
    $login->(visitor(), "guess $_") for 1 .. 8;
    is $login->(visitor(), $Lorehall::PASSWORD)->{status}, 429, 'others in the house are refused after too many guesses';
    $account->ask(visitor(), '/account/login', REMOTE_ADDR => $shared) for 1 .. 25;
    is $account->ask(visitor(), '/account/login', REMOTE_ADDR => $shared)->{status}, 429, 'and after too many pages';
    is $account->ask(visitor(), '/account/login', REMOTE_ADDR => $shared, HTTP_COOKIE => "lorehall-device=$device")->{status}, 200, 'the known one gets the form';
    is $login->(visitor(), $Lorehall::PASSWORD, $device)->{status}, 303, 'and is let in';
    is $login->(visitor(), $Lorehall::PASSWORD, $device =~ s/^(\d+)/$1 + 1/er)->{status}, 429, 'one that was made up is not known';
};

subtest 'who has got hold of a session can spend its budget, and not keep its owner from ending it' => sub {
    my $account = Lorehall::Worker->new('account', %real, 'Limits.Page.New' => '5 in 15m', 'Limits.Write.New' => '1 in 1h');
    my $owner   = member();
    my $thief   = member(account => $owner->{id}, name => $owner->{name});
    $_->csrf for $owner, $thief;
    $account->ask($thief, '/account/settings') for 1 .. 8;
    my $answer = $account->ask($owner, '/account/settings');
    is $answer->{status}, 429, 'the owner is held back with them';
    like $answer->{text}, qr{href="/account/sessions"}, 'and led to where sessions are ended';
    unlike $account->ask(visitor(), '/account/login', REMOTE_ADDR => '203.0.113.77')->{text}, qr{href="/account/sessions"}, 'as nobody else is';
    is $account->ask($owner, '/account/sessions')->{status}, 200, 'which always answers';
    is post($account, $owner, '/account/sessions', { all => 1 })->{status}, 303, 'and ends them';
    is $account->ask($thief, '/account/sessions')->{status}, 303, 'the other session is gone';
};

subtest 'who is held back is told to administrators, and let go with a record of it' => sub {
    my $clerk = unique('clerk') =~ tr/A-Z_/a-z-/r;
    lorehall('', qw(role create), $clerk, 'throttle.edit');
    my ($whole, $part) = (member(), member());
    lorehall('', qw(role grant), $whole->{name}, $clerk);
    lorehall('', qw(role grant), $part->{name}, $clerk, '--site', 'everquest');
    my $office = Lorehall::Worker->new('admin', %real, 'Shared.File' => $forum->{shared});
    my ($admin, $held) = (administrator(), member());
    is((map { reply($held, "Too much, $_.")->{status} } 1 .. 11)[-1], 429, 'somebody has written too much');
    my $ask  = sub ($query = '', $who = $admin) { $office->ask($who, "/admin/throttles$query") };
    my $page = $ask->();
    my ($row) = grep {/\Q$held->{name}\E/} $page->{text} =~ m{<tr>(<td.*?)</tr>}gs;
    like $row, qr{href="/admin/accounts/$held->{id}".*<bdi>Comments</bdi>.*Since.*<time.*Refused last.*<time.*Until.*<time.*Times refused</span> <bdi>1<}s, 'of what, since when and until when';
    my ($key) = $row =~ /name="id" value="(\d+)"/;
    unlike $page->{text}, qr{203\.0\.113\.9\b}, 'who was held for a moment is not there';
    like $ask->('?state=all')->{text}, qr{<bdi>203\.0\.113\.9</bdi>}, 'unless it is asked for';
    like $ask->("?state=all&account=$held->{name}&class=write")->{text}, qr{\Q$held->{name}\E}, 'an account and what it did too often are filters';
    unlike $ask->("?state=all&account=$held->{name}&class=vote")->{text}, qr{value="$key"}, 'that leave out what does not fit';
    is $ask->('?class=moon')->{status}, 422, 'what is none is told';
    like $ask->('?format=csv&sort=oldest')->{content}, qr{^"\Q$held->{name}\E","write",}m, 'it is a file as well';
    my $masked = $ask->('?state=all', $whole)->{text};
    like $masked, qr{<bdi>an address</bdi>}, 'who does not see the audit log';
    unlike $masked, qr{203\.0\.113}, 'sees no addresses';
    unlike $ask->('?state=all', $part)->{text}, qr{\Q$held->{name}\E|<bdi>an address}, 'who looks after one site sees nobody: accounts are of all';
    my $lift = sub ($who, %fields) { post($office, $who, '/admin/throttles', { act => 'lift', %fields }) };
    is $lift->($part, id => $key)->{status}, 403, 'nor lets anybody go';
    is $lift->($admin)->{status}, 422, 'somebody is to be chosen';
    is $lift->($admin, id => $key)->location, '/admin/throttles?done=free', 'the limit is lifted';
    is reply($held, 'Again.')->{status}, 303, 'which holds at once';
    like +(lorehall('', qw(audit list --act limit.lift --limit 1)))[1], qr{"subject":"write account:$held->{id}"}, 'and is recorded';
    is $lift->($admin, id => $key)->location, '/admin/throttles?done=over', 'what is over by itself is told';
};

subtest 'a newcomer posts few links, until time and posts lift it' => sub {
    my $new   = member();
    my $links = sub ($count) { join ' ', map {"https://shop$_.example/"} 1 .. $count };
    is reply($new, 'Look: ' . $links->(2))->{status}, 303, 'two links are taken';
    my $answer = reply($new, 'Buy: ' . $links->(3));
    is $answer->{status}, 422, 'three are not';
    like $answer->complaint, qr/at most 2 links to other sites, and this one holds 3/, 'and it is said why';
    my ($box) = $answer->html->all('textarea');
    is $box->text, 'Buy: ' . $links->(3), 'the text is kept';
    is post($forum, $new, '/forum/reply', { subject => "thread:$thread", body => $links->(3), preview => 1, key => unique('key') })->{status}, 422, 'a preview says it already';
    is post($forum, $new, '/forum/general/new', { title => 'Links', body => '![a](https://a.example/) <https://b.example> www.c.example', key => unique('key') })->{status},
        422, 'however they are written';
    my ($id) = map { $_->[0] } rows('SELECT MAX(id) FROM comment WHERE author_id = ?', $new->{id});
    is post($forum, $new, "/forum/comment/$id/edit", { body => $links->(3), version => 0 })->{status}, 422, 'nor do they come in by an edit';
    is reply($new, join ' ', map { $new->origin . "/forum/comment/$_" } 1 .. 5)->{status}, 303, 'links to pages here do not count';
    is reply($new, "Post $_.")->{status}, 303, "post $_" for 3 .. 5;
    is value('SELECT posts FROM account WHERE id = ?', $new->{id}), 5, 'five posts are there';
    is reply($new, $links->(3))->{status}, 422, 'of a new account still';
    sql('UPDATE account SET created = created - INTERVAL 3 DAY WHERE id = ?', $new->{id});
    my $later = member(account => $new->{id}, name => $new->{name});
    is reply($later, $links->(3))->{status}, 303, 'three days later nobody counts links';
    is reply($later, "An evening's talk, $_.")->{status}, 303, "and more is written than a newcomer may, $_" for 1 .. 8;
    is value('SELECT posts FROM account WHERE id = ?', $new->{id}), 5, 'nor posts';
    my $silent = member();
    sql('UPDATE account SET created = created - INTERVAL 300 DAY WHERE id = ?', $silent->{id});
    $silent = member(account => $silent->{id}, name => $silent->{name});
    is reply($silent, $links->(3))->{status}, 422, 'an old account that never wrote is new';
    is reply($silent, "A post, $_.")->{status}, 303, "post $_" for 1 .. 5;
    is reply($silent, $links->(3))->{status}, 303, 'and no longer once it has, from its next request on';

    my $moderator = member(role => 'moderator');
    my $posts     = sub { value('SELECT posts FROM account WHERE id = ?', $silent->{id}) };
    my @written   = map { $_->[0] } rows('SELECT id FROM comment WHERE author_id = ? ORDER BY id', $silent->{id});
    $moderator->post("/forum/comment/$_/remove", { reason => 'spam' }) for @written[0 .. 3];
    is $posts->(), 2, 'what is removed counts no more';
    my $act = value('SELECT MAX(id) FROM moderation_act');
    $silent = member(account => $silent->{id}, name => $silent->{name});
    is reply($silent, $links->(3))->{status}, 422, 'so that spam earns nobody trust';
    $moderator->post("/admin/acts/$act/undo", { reason => '' });
    is $posts->(), 3, 'what comes back does again';
    $moderator->post("/forum/comment/$_/restore", { reason => 'not spam' }) for @written[0 .. 2];
    $silent = member(account => $silent->{id}, name => $silent->{name});
    is reply($silent, $links->(3))->{status}, 303, 'and is felt';
    my $old = value('SELECT MAX(id) FROM comment WHERE author_id = ?', $silent->{id});
    sql('UPDATE account SET posts = 5 WHERE id = ?', $silent->{id});
    $moderator->post("/forum/comment/$old/remove", { reason => 'rude' });
    cmp_ok $posts->(), '>=', 5, 'one of many that is removed makes nobody new';
};

subtest 'programs that register are told from people, who may fall into nothing' => sub {
    my $memory  = instance_file('tmp/registrations.shared');
    my $account = Lorehall::Worker->new('account', %real, 'Shared.File' => $memory);
    my $watcher = Lorehall::Worker->new('forum',   %real, 'Shared.File' => $memory);
    my $guest   = visitor();
    my $form    = $account->ask($guest, '/account/register')->html;
    my ($trap)  = grep { ($_->attribute('name') // '') eq 'homepage' } $form->all('input');
    is $trap->attribute('autocomplete'), 'off', 'the trap is nothing to fill in';
    is $trap->attribute('value') // '', '', 'and empty';
    is $form->id('f-homepage')->attribute('name'), 'homepage', 'without styles its label tells to leave it so';
    my $register = sub ($name, %fields) {
        my %form = (name => $name, password => $Lorehall::PASSWORD, repeat => $Lorehall::PASSWORD, begun => $form->field('begun'), homepage => '', %fields);
        return post($account, $guest, '/account/register', \%form);
    };
    my $before = written();
    my $answer = $register->(my $name = unique('Quick'));
    is $answer->{status}, 422, 'what is sent at once is refused';
    like $answer->complaint, qr/quicker than people/, 'and told so';
    is $answer->html->field('name'), $name, 'with the name kept';
    is $answer->html->field('begun'), $form->field('begun'), 'and the time that the form had';
    is $register->(unique('Forged'), begun => $_)->{status}, 422, 'a time that was made up counts as none' for '', '1.abc', $form->field('begun') =~ s/^\d/0/r;
    sleep 2;
    my $caught = $register->(unique('Filler'), homepage => 'https://shop.example/');
    is $caught->{status}, 422, 'what fills in all there is is refused';
    ok $caught->html->id('w-homepage'), 'and told where';
    is $caught->html->field('homepage') // '', '', 'with the field emptied';
    is_deeply written(), $before, 'nothing was written by any of it';
    is counted($watcher, 'lorehall_registrations_hasty_total'), 4, 'metrics count the hasty';
    is counted($watcher, 'lorehall_registrations_trapped_total'), 1, 'and the trapped';
    is $register->($name)->{status}, 303, 'sent once more, it is taken';
};

done_testing;
