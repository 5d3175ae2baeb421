# A double click, or a second try after an answer that was lost, makes one comment.
# Written by SQL: comment; what was sent with a key was not always kept.
use v5.36;
use utf8;
use FindBin;
use lib "$FindBin::Bin/../lib";
use List::Util qw(uniq);
use Test::More;
use Lorehall;

my $member = member();
my $thread = start_thread($member, title => 'Once');
my ($opening) = thread_ids($thread);
$member->csrf;

sub comments ($body) { value('SELECT COUNT(*) FROM comment WHERE thread_id = ? AND body = ?', $thread, $body) }

subtest 'a form sent twice makes one comment' => sub {
    my $form = $member->get("/forum/reply?subject=thread:$thread")->html;
    my %form = (map({ $_ => $form->field($_) } qw(subject parent key csrf)), body => unique('One after the other'));
    my $first  = $member->post('/forum/reply', \%form);
    my $before = written();
    my $second = $member->post('/forum/reply', \%form);
    is $second->{status}, 303, 'the second is answered as the first';
    is $second->location, $first->location, 'with the same comment';
    is comments($form{body}), 1, 'of which there is one';
    is_deeply written(), $before, 'nothing more was written';
};

subtest 'and so does one sent many times at once' => sub {
    for my $times (2, 8) {
        my %form = (subject => "thread:$thread", parent => $opening, key => unique('key'), body => unique('At once'));
        my $total = value('SELECT comments FROM thread WHERE id = ?', $thread);
        my @answer = parallel($times, sub ($i) { my $a = $member->post('/forum/reply', \%form); [$a->{status}, $a->location] });
        is_deeply [uniq map { $_->[0] } @answer], [303], "$times at once are all answered";
        is scalar(uniq map { $_->[1] } @answer), 1, 'with the same comment';
        is comments($form{body}), 1, 'of which there is one';
        is value('SELECT comments FROM thread WHERE id = ?', $thread), $total + 1, 'the thread counts one more';
    }
};

subtest 'a thread is begun once' => sub {
    my %form = (title => unique('Begun once'), body => 'x', key => unique('key'));
    my $before = written();
    my @answer = parallel(3, sub ($i) { my $a = $member->post('/forum/general/new', \%form); [$a->{status}, $a->location] });
    is_deeply [uniq map { $_->[0] } @answer], [303], 'three at once are all answered';
    is scalar(uniq map { $_->[1] } @answer), 1, 'with the same thread';
    my $after = written();
    is $after->{$_}, $before->{$_} + 1, "there is one more $_" for qw(thread comment journal);
};

subtest 'a form that is fetched anew after it was sent knows that it was' => sub {
    my $session = "lorehall=$member->{token}";
    my $form    = sub ($path, $cookie) { $member->get($path, cookie => $cookie)->html };
    my $send    = sub ($path, $cookie, %fields) {
        my $answer = $member->post($path, { csrf => $form->($path =~ s/reply$/reply?subject=thread:$thread/r, $cookie)->field('csrf'), %fields }, cookie => $cookie);
        is $answer->{status}, 303, 'sent';
        my ($key) = map { /^(lorehall-form=[^;]+)/ ? $1 : () } $answer->headers('set-cookie');
        like $answer->header('set-cookie'), qr/; Max-Age=600; HttpOnly; SameSite=Lax/, 'which is remembered for ten minutes' if $key;
        return ($answer->location, $key ? "$session; $key" : $session);
    };
    my $page   = $member->follow("/forum/thread/$thread")->{path};
    my %fields = (subject => "thread:$thread", parent => $opening, body => unique('Back and again'));
    my ($first, $cookie) = $send->('/forum/reply', $session, %fields, key => $form->($page, $session)->field('key'));
    isnt $cookie, $session, 'a cookie says with which key';
    my ($again) = $send->('/forum/reply', $cookie, %fields, key => $form->($page, $cookie)->field('key'));
    is $again, $first, 'the same comment is answered';
    is comments($fields{body}), 1, 'of which there is one';
    my ($other) = $send->('/forum/reply', $cookie, %fields, body => unique('Else'), key => $form->($page, $cookie)->field('key'));
    isnt $other, $first, 'another text is another comment';

    my %begun = (title => unique('Both boards'), body => 'The same in both.');
    my ($general) = $send->('/forum/general/new', $cookie, %begun, key => $form->('/forum/general/new', $cookie)->field('key'));
    my ($zones)   = $send->('/forum/zones/new',   $cookie, %begun, key => $form->('/forum/zones/new',   $cookie)->field('key'));
    isnt $zones, $general, 'and a thread on another board another thread';
    my $hostile = "$session; lorehall-form=" . '"><b>' . 'x' x 100;
    like $form->($page, $hostile)->field('key'), qr/^[0-9a-f]{32}$/, 'a cookie that is no key is passed over';
};

subtest 'the same words once more, after others, are another comment' => sub {
    my %form  = (subject => "thread:$thread", parent => $opening, key => unique('key'));
    my $send  = sub ($body) { $member->post('/forum/reply', { %form, body => $body })->location };
    my $first = $send->('+1');
    is $send->('+1'), $first, 'sent twice it is one';
    my $between = $send->(unique('bump'));
    my $second  = $send->('+1');
    isnt $second, $first, 'after something else it is another';
    is $send->('+1'), $second, 'which may be sent twice, too';
    is scalar(uniq parallel(4, sub ($i) { $send->('+1') })), 1, 'or many times at once';
    $send->(unique('bump'));
    my $third = $send->('+1');
    ok !(grep { $_ eq $third } $first, $between, $second), 'and so on';
    is $send->('+1'), $third, 'each once';
    my ($id) = $third =~ /(\d+)$/;
    is $member->post("/forum/comment/$id/edit", { body => unique('Edited') })->{status}, 303, 'the last is edited';
    my $fourth = $send->('+1');
    isnt $fourth, $third, 'and says what it said no more';
    is $send->('+1'), $fourth, 'so there is another, once';
};

subtest 'what is not the same is not taken for it' => sub {
    my %form  = (subject => "thread:$thread", key => unique('key'), body => unique('Same key'));
    my $first = $member->post('/forum/reply', \%form)->location;
    isnt $member->post('/forum/reply', { %form, body => unique('Another text') })->location, $first, 'another text with the same key';
    isnt $member->post('/forum/reply', { %form, key => unique('key') })->location, $first, 'the same text with another key';
    my ($reply) = $first =~ /(\d+)$/;
    isnt $member->post('/forum/reply', { %form, parent => $reply })->location, $first, 'the same text in answer to another comment';
    isnt member()->post('/forum/reply', \%form)->location, $first, "somebody else's with the same key";
    my $other = start_thread($member, title => 'Twice');
    isnt $member->post('/forum/reply', { %form, subject => "thread:$other" })->location, $first, 'the same text in another thread';
    my %bare = (subject => "thread:$thread", body => unique('Without a key'));
    isnt $member->post('/forum/reply', \%bare)->location, $member->post('/forum/reply', \%bare)->location, 'and without a key each is new';
};

subtest 'by the API, a key stands for one comment' => sub {
    my %comment = (subject => "thread:$thread", body => unique('Keyed'), idempotency_key => unique('key'));
    my @answer = parallel(4, sub ($i) { my $a = $member->api(POST => '/api/v1/comments', \%comment); [$a->{status}, $a->json] });
    is_deeply [uniq map { $_->[0] } @answer], [201], 'four at once are all answered';
    is scalar(uniq map { $_->[1]{id} } @answer), 1, 'with the same comment';
    is scalar(grep { defined $_->[1]{journal} } @answer), 1, 'which was journalled once';
    is comments($comment{body}), 1, 'and of which there is one';
    my $again = $member->api(POST => '/api/v1/comments', \%comment);
    is $again->json->{id}, $answer[0][1]{id}, 'the same sent later is answered with it, too';
    my $other = $member->api(POST => '/api/v1/comments', { %comment, idempotency_key => unique('key') });
    isnt $other->json->{id}, $answer[0][1]{id}, 'another key is another comment';
};

subtest "a client's key with anything else is refused, by the API and by the form" => sub {
    my %comment = (subject => "thread:$thread", body => unique('Keyed'), idempotency_key => unique('key'));
    my $first   = $member->api(POST => '/api/v1/comments', \%comment)->json->{id};
    my ($away)  = thread_ids(start_thread($member, title => 'Elsewhere'));
    my $elsewhere = value('SELECT thread_id FROM comment WHERE id = ?', $away);
    my $before  = written();
    for ([body => 'Whatever it says now.'], [parent => $first], [subject => "thread:$elsewhere"], [subject => 'search:1']) {
        my ($field, $value) = @$_;
        my $refused = $member->api(POST => '/api/v1/comments', { %comment, $field => $value });
        is $refused->{status}, 409, "another $field: 409 by the API";
        is_deeply [@{ $refused->json->{error} }{qw(code field)}], ['conflict', 'idempotency_key'], 'which is said of the key';
        my $form = $member->post('/forum/reply', { %comment, $field => $value });
        is $form->{status}, 409, 'and by the form';
        like $form->complaint, qr/\Q@{[$refused->json->{error}{message}]}\E/, 'in the same words';
        is $form->html->field('body'), $field eq 'body' ? $value : $comment{body}, 'and what was typed is still there';
    }
    is_deeply written(), $before, 'nothing was written';
    is $member->post('/forum/reply', \%comment)->location, "/forum/comment/$first", 'the same by the form is the same comment';
    isnt member()->api(POST => '/api/v1/comments', { %comment, body => 'Mine.' })->json->{id}, $first, "somebody else's key is another";
    $member->post("/forum/comment/$first/edit", { body => 'Edited since.' });
    is $member->api(POST => '/api/v1/comments', \%comment)->json->{id}, $first, 'what was sent counts, not what became of it';
    is $member->api(POST => '/api/v1/comments', { %comment, body => 'Edited since.' })->{status}, 409, 'so that this is something else';

    my %thread = (title => unique('Keyed thread'), body => 'x', idempotency_key => unique('key'));
    my $begun  = $member->post('/forum/general/new', \%thread)->location;
    is $member->post('/forum/general/new', \%thread)->location, $begun, 'a thread is begun once';
    $before = written();
    is $member->post('/forum/general/new', { %thread, title => 'Another title' })->{status}, 409, 'another title is refused';
    is $member->post('/forum/zones/new', \%thread)->{status}, 409, 'and another board';
    is $member->api(POST => '/api/v1/comments', { %comment, idempotency_key => $thread{idempotency_key} })->{status}, 409, 'and a reply';
    is_deeply written(), $before, 'nothing was written';
};

subtest 'a key is the same everywhere: what is of another site is something else' => sub {
    my $there = $member->at('camelot');
    my $game  = $member->at('eqbeastiary');
    my %said  = (subject => 'search:1', body => unique('On both'), idempotency_key => unique('key'));
    my $first = $member->api(POST => '/api/v1/comments', \%said)->json->{id};
    my %begun = (title => unique('On both'), body => 'x', idempotency_key => unique('key'));
    my $begun = $member->post('/forum/general/new', \%begun)->location;
    my $before = written();
    my $refused = $there->api(POST => '/api/v1/comments', \%said);
    is $refused->{status}, 409, "below another site's search: 409 by the API";
    is $refused->json->{error}{field}, 'idempotency_key', 'which is said of the key';
    is $there->post('/forum/reply', \%said)->{status}, 409, 'and by the form';
    is $there->post('/forum/general/new', \%begun)->{status}, 409, 'on the board of that name there, too';
    is $game->api(POST => '/api/v1/comments', \%said)->json->{id}, $first, 'where the discussion is the same one, it is the same comment';
    is $game->post('/forum/reply', \%said)->location, "/forum/comment/$first", 'by the form, too';
    sql('UPDATE comment SET sent_hash = NULL WHERE id = ?', $first);
    is $there->api(POST => '/api/v1/comments', \%said)->{status}, 409, 'also by a key from before what was sent was kept';
    is_deeply written(), $before, 'nothing was written';
    my $form = unique('key');
    for ([$member, 'search:1'], [$there, 'search:1']) {
        my ($who, $subject) = @$_;
        my $answer = $who->post('/forum/reply', { subject => $subject, body => $said{body}, key => $form });
        is $who->get($answer->location)->{status}, 302, "a form's own key: at $who->{host} it leads to what was written there";
    }
    for my $who ($member, $there) {
        my $answer = $who->post('/forum/general/new', { title => $begun{title}, body => 'x', key => $form });
        is $who->get($answer->location)->{status}, 301, "and so does that of a thread at $who->{host}";
    }
};

subtest 'a key from before what was sent was kept is told by the text' => sub {
    my %comment = (subject => "thread:$thread", body => unique('Before'), idempotency_key => unique('key'));
    my $first   = $member->api(POST => '/api/v1/comments', \%comment)->json->{id};
    sql('UPDATE comment SET sent_hash = NULL WHERE id = ?', $first);
    is $member->api(POST => '/api/v1/comments', \%comment)->json->{id}, $first, 'the same is the same';
    is $member->api(POST => '/api/v1/comments', { %comment, body => uc $comment{body} })->{status}, 409, 'another is refused';
};

subtest 'an edit sent twice is one edit' => sub {
    my $comment = reply_to($member, $thread, 'Before.');
    my $before  = written();
    $member->post("/forum/comment/$comment/edit", { body => 'After.' }) for 1 .. 2;
    is written()->{journal}, $before->{journal} + 1, 'the journal has one row';
};

done_testing;
