# The API is what its description says, and the description is all of the API.
# Written by SQL: comment; there is nothing yet that removes a comment.
use v5.36;
use utf8;
use FindBin;
use lib "$FindBin::Bin/../lib";
use List::Util qw(uniq);
use Test::More;
use Lorehall;
use Lorehall::Routes;
use Lorehall::Lore;
use Lorehall::Schema;

my ($member, $guest) = (member(), visitor());
my $served = $guest->get('/api/v1/openapi.json');
my $schema = Lorehall::Schema->new($served->json);
my %asked; # "METHOD path status" of the description

# Calls the API and holds the answer against the description of PATH.
sub call ($who, $method, $path, $filled, @more) {
    my $answer = $who->api($method, $filled, @more);
    my @wrong  = $schema->answer_complaints($method, $path, $answer);
    is "@wrong", '', "$method $filled: $answer->{status} is as described";
    $asked{"$method $path $answer->{status}"}++;
    return $answer;
}

sub path_of ($url) { $url =~ s{^http://[^/]+}{}r }

subtest 'the description is served' => sub {
    is $served->{status}, 200, 'at /api/v1/openapi.json';
    like $served->header('content-type'), qr{^application/json\b}, 'as JSON';
    like $served->json->{openapi}, qr/^3\.1\./, 'OpenAPI 3.1';
    is_deeply $served->json, json->decode(Encode::encode('UTF-8', source_text('views/api/openapi.json'))), 'as it stands in the source';
    call($guest, GET => '/api/v1/openapi.json', '/api/v1/openapi.json');
};

subtest 'it has every route of the API, and no other' => sub {
    my @routes = map {"$_->{method} " . $_->{pattern} =~ s/:(\w+)/{$1}/gr} grep { $_->{pattern} =~ m{^/api/|^/live} } routes();
    my @described;
    for my $path (sort keys %{ $served->json->{paths} }) {
        for my $method (sort keys %{ $served->json->{paths}{$path} }) {
            push @described, uc($method) . " $path";
            my $operation = $served->json->{paths}{$path}{$method};
            my @named     = map { $schema->resolve($_)->{name} } grep { $schema->resolve($_)->{in} eq 'path' } @{ $operation->{parameters} // [] };
            is_deeply [sort @named], [sort $path =~ /\{(\w+)\}/g], "$method $path: the parts of its path are described";
            ok length $operation->{summary}, 'and what it is for';
        }
    }
    is_deeply [sort @described], [sort @routes], 'both are the same';
    my %ids;
    $ids{ $_->{operationId} }++ for map { values %$_ } values %{ $served->json->{paths} };
    is_deeply [grep { $ids{$_} > 1 } keys %ids], [], 'each has a name of its own';
};

subtest 'boards and their threads' => sub {
    is call($guest, GET => '/api/v1/session', '/api/v1/session')->json->{account}, undef, 'a guest has no account';
    my $boards = call($guest, GET => '/api/v1/boards', '/api/v1/boards')->json;
    is $boards->{total}, scalar @{ $boards->{boards} }, 'all boards are on one page';
    is $boards->{next}, undef, 'so there is no next';
    my ($general) = grep { $_->{name} eq 'general' } @{ $boards->{boards} };
    is $general->{url}, $guest->origin . '/forum/general/', 'a board has its address';
    is $guest->get(path_of($general->{url}))->{status}, 200, 'which is a page';

    my @mine = map { 'thread:' . start_thread($member, title => "For the list $_") } 1 .. 7;
    my (@met, %line);
    # Three a page, or more where so many were written already that this would take long.
    my $limit = 3 + int value("SELECT COUNT(*) FROM thread") / 100;
    my $url = "/api/v1/boards/general/threads?limit=$limit";
    for (1 .. 400) {
        my $page = call($guest, GET => '/api/v1/boards/{board}/threads', $url)->json;
        is scalar @{ $page->{threads} }, $limit, 'a page has as many as were asked for' if $page->{next};
        push @met, map { $_->{subject} } @{ $page->{threads} };
        $line{ $_->{subject} } = $_ for @{ $page->{threads} };
        is $page->{total}, value("SELECT n.threads FROM board_tally n JOIN board b ON b.id = n.board_id JOIN site s ON s.id = b.site_id WHERE s.name = 'everquest' AND b.name = 'general'"),
            'the total is the same on each';
        last unless defined $page->{next};
        $url = path_of($page->{next});
    }
    my @all = map {"thread:$_->[0]"} rows("SELECT t.id FROM thread t JOIN board b ON b.id = t.board_id JOIN site s ON s.id = b.site_id"
            . " WHERE s.name = 'everquest' AND b.name = 'general' AND t.hidden = 0 ORDER BY t.activity DESC, t.id DESC");
    is_deeply \@met, \@all, 'next leads to each thread once, newest activity first';
    is_deeply [map { $line{$_}{title} } @mine], [map {"For the list $_"} 1 .. 7], 'with their titles';
    my ($id) = $mine[0] =~ /(\d+)/;
    is $line{ $mine[0] }{url}, $guest->origin . "/forum/thread/$id/for-the-list-1", 'and addresses';
    call($guest, GET => '/api/v1/boards/{board}/threads', '/api/v1/boards/none/threads');
    call($guest, GET => '/api/v1/boards/{board}/threads', "/api/v1/boards/general/threads?$_")
        for 'limit=0', 'limit=201', 'limit=x', 'after=x', 'after=1.', 'limit=';
};

my $thread = start_thread($member, title => 'API', body => 'The *opening*.');
my ($opening) = thread_ids($thread);

subtest 'a comment is made' => sub {
    my $answer = call($member, POST => '/api/v1/comments', '/api/v1/comments', { subject => "thread:$thread", body => 'A **reply**.' });
    is $answer->{status}, 201, 'it is created';
    my $made = $answer->json;
    is $made->{url}, $member->origin . "/forum/comment/$made->{id}", 'its address';
    is $answer->location, "/forum/comment/$made->{id}", 'is where it leads';
    is_deeply [rows('SELECT kind, comment_id, thread_id, account_id FROM journal WHERE id = ?', $made->{journal})],
        [['comment', $made->{id}, $thread, $member->{id}]], 'its journal row tells of it';
    my ($comment) = grep { $_->{id} == $made->{id} } @{ $guest->get("/api/v1/threads/thread:$thread")->json->{comments} };
    is_deeply $comment, { %$comment, parent => $opening, depth => 1, author => { id => $member->{id}, name => $member->{name} }, edited => undef,
        score => 0, state => 'shown', body => 'A **reply**.', html => '<p>A <strong>reply</strong>.</p>' }, 'and the thread has it';
    my $second = $member->api(POST => '/api/v1/comments', { subject => "thread:$thread", parent => $made->{id}, body => 'Deeper.' })->json->{id};
    my ($deeper) = grep { $_->{id} == $second } @{ $guest->get("/api/v1/threads/thread:$thread")->json->{comments} };
    is_deeply [@$deeper{qw(parent depth)}], [$made->{id}, 2], 'an answer to it is below it';
    my $top = $member->api(POST => '/api/v1/comments', { subject => "thread:$thread", parent => undef, body => 'x', idempotency_key => undef, unknown => [{ a => 1 }] });
    is $top->{status}, 201, 'null is no parent and no key, and what is not known is ignored';
};

subtest 'a thread is read in reading order, in pages, each comment once' => sub {
    my @ids = ($opening);
    push @ids, reply_to($member, $thread, "Number $_.", $ids[rand @ids]) for 1 .. 30;
    my @voter = map { member() } 1 .. 3;
    $_->api(POST => '/api/v1/comments/' . $ids[1 + rand 30] . '/rating', { value => rand > 0.3 ? 1 : -1 }) for (@voter) x 6;
    my @all = thread_ids($thread);
    for my $sort (qw(conversation newest best)) {
        for my $limit (1, 7, 200) {
            my ($url, @met, %depth) = ("/api/v1/threads/thread:$thread?sort=$sort&limit=$limit");
            my $astray = 0;
            while (defined $url) {
                my $page = call($guest, GET => '/api/v1/threads/{subject}', $url)->json;
                is $page->{total}, scalar @all, 'the total is that of all pages';
                for my $comment (@{ $page->{comments} }) {
                    push @met, $comment->{id};
                    $depth{ $comment->{id} } = $comment->{depth};
                    $astray++ if $sort ne 'newest' && defined $comment->{parent} && ($depth{ $comment->{parent} } // -9) != $comment->{depth} - 1;
                }
                $url = defined $page->{next} ? path_of($page->{next}) : undef;
            }
            is_deeply [sort { $a <=> $b } @met], \@all, "$sort by $limit: each once";
            is_deeply \@met, [$opening, reverse @all[1 .. $#all]], 'the newest of all first' if $sort eq 'newest';
            is $astray, 0, 'and behind the one that it answers';
            is $met[0], $opening, 'the opening first';
        }
    }
    my $one = $guest->get("/api/v1/threads/thread:$thread?limit=200")->json->{comments};
    my (@path, @wrong);
    for my $comment (@$one) {
        $path[ $comment->{depth} ] = $comment->{id};
        push @wrong, $comment->{id} if $comment->{depth} && $path[ $comment->{depth} - 1 ] != $comment->{parent};
    }
    is_deeply \@wrong, [], 'on one page, a comment stands below its parent with nothing of another branch between';
    call($guest, GET => '/api/v1/threads/{subject}', "/api/v1/threads/thread:$thread?$_") for 'sort=worst', 'limit=0', 'limit=1000', 'after=x', 'after=1.2.3.4', 'limit=1e1';
    call($guest, GET => '/api/v1/threads/{subject}', "/api/v1/threads/$_") for 'thread:0', 'thread:999999999999', 'thread:x', 'thread', 'npc:1', 'x' x 100 . ':1';
};

subtest 'ratings and previews' => sub {
    my $comment = reply_to($member, $thread, 'Rate me.');
    my $voter   = member();
    my $path    = '/api/v1/comments/{id}/rating';
    is_deeply call($voter, POST => $path, "/api/v1/comments/$comment/rating", { value => 1 })->json, { id => $comment, score => 1, value => 1 }, 'a vote';
    call($voter,  POST => $path, "/api/v1/comments/$comment/rating", { value => 2 });
    call($voter,  POST => $path, "/api/v1/comments/$comment/rating", '{');
    call($member, POST => $path, "/api/v1/comments/$comment/rating", { value => 1 });
    call($guest,  POST => $path, "/api/v1/comments/$comment/rating", { value => 1 });
    call($voter,  POST => $path, '/api/v1/comments/999999999999/rating', { value => 1 });
    call($voter,  POST => $path, "/api/v1/comments/$comment/rating", '{"value":1,"more":"' . 'x' x 10_000 . '"}');
    is call($member, POST => '/api/v1/preview', '/api/v1/preview', { body => '*ä*' })->json->{html}, '<p><em>ä</em></p>', 'a preview';
    call($member, POST => '/api/v1/preview', '/api/v1/preview', { body => '' });
    call($member, POST => '/api/v1/preview', '/api/v1/preview', '[');
    call($guest,  POST => '/api/v1/preview', '/api/v1/preview', { body => 'x' });
    call($member, POST => '/api/v1/preview', '/api/v1/preview', { body => 'x' }, headers => { 'x-csrf-token' => 'x' });
    call($member, POST => '/api/v1/preview', '/api/v1/preview', { body => 'x' x 300_000 });
};

subtest 'errors have a code, a message and the field' => sub {
    my %comment = (subject => "thread:$thread", body => 'x');
    my $path    = '/api/v1/comments';
    my $used    = unique('key');
    $member->api(POST => $path, { %comment, body => 'With this key.', idempotency_key => $used });
    for (
        [422, 'invalid',      'body',    { %comment, body    => '' }],
        [422, 'invalid',      'body',    { %comment, body    => 'x' x 20_001 }],
        [422, 'invalid',      'subject', { %comment, subject => 'nonsense' }],
        [422, 'invalid',      'subject', { body => 'x' }],
        [422, 'invalid',      'parent',  { %comment, parent  => -1 }],
        [422, 'invalid',      'parent',  { %comment, parent  => 999_999_999_999 }],
        [422, 'invalid',      'idempotency_key', { %comment, idempotency_key => 'k' x 101 }],
        [404, 'not_found',    'subject', { %comment, subject => 'thread:999999999999' }],
        [404, 'not_found',    'subject', { %comment, subject => 'npc:999999999999' }],
        [409, 'conflict',     'idempotency_key', { %comment, idempotency_key => $used }],
        [400, 'malformed',    undef,     '{'],
    ) {
        my ($status, $code, $field, $document) = @$_;
        my $answer = call($member, POST => $path, $path, $document);
        is $answer->{status}, $status, "status $status";
        is $answer->json->{error}{code}, $code, "code $code";
        is $answer->json->{error}{field}, $field, 'field ' . ($field // 'none');
    }
    is call($guest,  POST => $path, $path, \%comment)->json->{error}{code}, 'login', 'a guest must log in';
    is call($member, POST => $path, $path, \%comment, headers => { 'x-csrf-token' => 'wrong' })->json->{error}{code}, 'csrf', 'a session needs its token';
    is call($member, POST => $path, $path, { %comment, body => 'x' x 300_000 })->json->{error}{code}, 'too_large', 'there is a limit';
    for (['/api/v1/comments', $path], ['/api/v1/preview', '/api/v1/preview'], ["/api/v1/comments/1/rating", '/api/v1/comments/{id}/rating']) {
        is call($member, POST => $_->[1], $_->[0], 'body=x', type => 'application/x-www-form-urlencoded')->json->{error}{code}, 'type', 'forms are not taken';
    }
    for my $nothing ('/api/v1/none', '/api/', '/api/v2/boards', '/api/v1/comments/1') {
        my $answer = $guest->get($nothing);
        is $answer->{status}, 404, "$nothing is not there";
        is $answer->json->{error}{code}, 'not_found', 'which is told as JSON';
    }
    my $wrong = $guest->get('/api/v1/comments');
    is $wrong->{status}, 405, 'a wrong method';
    is $wrong->json->{error}{code}, 'method', 'is told so';
    is $wrong->header('allow'), 'POST', 'and which is right';
    my $german = visitor(language => 'de')->api(POST => $path, {});
    isnt $german->json->{error}{message}, $guest->api(POST => $path, {})->json->{error}{message}, 'messages are in the language of who asks';
};

subtest 'whatever is refused is refused in the same words by the form' => sub {
    my $comment = reply_to($member, $thread, 'Of my own.');
    my $removed = reply_to($member, $thread, 'Gone.');
    my ($away)  = thread_ids(start_thread($member, title => 'Away'));
    my $voter   = member();
    sql('UPDATE comment SET state = 1 WHERE id = ?', $removed);
    my $used = unique('key');
    $member->api(POST => '/api/v1/comments', { subject => "thread:$thread", body => 'With this key.', idempotency_key => $used });
    my %reply = (who => $member, api => '/api/v1/comments', form => '/forum/reply', fields => { subject => "thread:$thread", parent => 0 + $comment, body => 'Fine.' });
    my $vote  = sub ($who, $id, $value) { +{ who => $who, api => "/api/v1/comments/$id/rating", form => "/forum/comment/$id/rating", fields => { value => $value } } };
    my $with  = sub (%fields) { +{ %reply, fields => { %{ $reply{fields} }, %fields } } };
    my $but   = sub ($field, %fields) { my $all = $with->(%fields); delete $all->{fields}{$field}; return $all };
    my ($abroad) = thread_ids(my $there = start_thread($member->at('camelot'), title => 'Abroad'));
    my @edges = qw(9223372036854775807 9223372036854775808 18446744073709551615 18446744073709551616 -9223372036854775809 1000000000000000000000000000000);
    my %bad   = (
        'no text'                       => $with->(body => ''),
        'white space'                   => $with->(body => " \n\t "),
        'what nobody sees'              => $with->(body => "\x{200B}\x{FEFF}"),
        'too long a text'               => $with->(body => 'a' x 20_001),
        'too long a text of four bytes' => $with->(body => "\x{1F409}" x 20_001),
        'a control'                     => $with->(body => "abc\e[31m"),
        'a NUL'                         => $with->(body => "abc\0def"),
        'a C1 control'                  => $with->(body => "abc\x{9B}"),
        'an override'                   => $with->(subject => "thread:$thread\x{202E}"),
        'a parent below 0'              => $with->(parent => -1),
        'a parent that is not there'    => $with->(parent => 999_999_999_999),
        'a parent of another thread'    => $with->(parent => 0 + $away),
        'a parent that was removed'     => $with->(parent => 0 + $removed),
        'no subject'                    => $with->(subject => ''),
        'a subject that is none'        => $with->(subject => 'nonsense'),
        'too long a subject'            => $with->(subject => 'x' x 41),
        'a discussion that is not here' => $with->(subject => 'thread:999999999999'),
        'a page that is not here'       => $with->(subject => 'npc:999999999999'),
        'a kind that is none'           => $with->(subject => 'nothing:1'),
        'too long a key'                => $with->(idempotency_key => 'k' x 101),
        'a key of something else'       => $with->(idempotency_key => $used),
        'a vote of 2'                   => $vote->($voter, $comment, 2),
        'a vote of -2'                  => $vote->($voter, $comment, -2),
        'a vote for oneself'            => $vote->($member, $comment, 1),
        'a vote for what was removed'   => $vote->($voter, $removed, 1),
        'a vote for nothing'            => $vote->($voter, 999_999_999_999, 1),
        'no text at all'                => $but->('body'),
        'no subject at all'             => $but->('subject'),
        'nothing but a key'             => { %reply, fields => { idempotency_key => $used } },
        "another site's discussion"     => $with->(subject => "thread:$there"),
        "another site's parent"         => $with->(parent => 0 + $abroad),
        'a kind without a number'       => $with->(subject => 'npc:x'),
        'a page of no discussion'       => $with->(subject => 'search:2'),
        'a key with a control'          => $with->(idempotency_key => "k\e[31m"),
        'a key with a NUL'              => $with->(idempotency_key => "k\0"),
        'a key and no text'             => $with->(idempotency_key => 'k' x 101, body => ''),
        'a subject and a text that are none' => $with->(subject => 'npc:x', body => ''),
        'a discussion that is not here, and no text' => $with->(subject => 'thread:999999999999', body => ''),
        'a discussion that is not here, and no parent' => $with->(subject => 'thread:999999999999', parent => -1),
        "another site's discussion, and no text" => $with->(subject => "thread:$there", body => " \n"),
        "a vote for another site's"     => $vote->($voter, $abroad, 1),
        (map { ("a parent of $_" => $with->(parent => "NUMBER:$_"), "a discussion of number $_" => $with->(subject => "thread:$_"),
            "a vote of $_" => $vote->($voter, $comment, "NUMBER:$_"), "a vote for number $_" => $vote->($voter, $_, 1)) } @edges),
        (map { ("a subject '$_'" => $with->(subject => $_)) } 'thread', 'thread:', 'thread:0', 'thread:-1', 'THREAD:1', ':1', 'thread:1:1', 'thread:1 x', ' '),
        'no text to preview'            => { who => $member, api => '/api/v1/preview', form => '/forum/reply', fields => { body => '' },
            more => { subject => "thread:$thread", preview => 1 } },
        'too long a preview'            => { who => $member, api => '/api/v1/preview', form => '/forum/reply', fields => { body => 'a' x 20_001 },
            more => { subject => "thread:$thread", preview => 1 } },
    );
    my $before = written();
    for my $what (sort keys %bad) {
        my ($who, $api, $form, $fields, $more) = @{ $bad{$what} }{qw(who api form fields more)};
        my $error = (my $by_api = $who->api(POST => $api, json()->encode($fields) =~ s/"NUMBER:([^"]*)"/$1/gr))->json->{error};
        my $page  = $who->post($form, { (map { ($_ => $fields->{$_} =~ s/^NUMBER://r) } keys %$fields), %{ $more // {} } });
        cmp_ok $by_api->{status}, '>=', 400, "$what is refused by the API ($by_api->{status} $error->{code})";
        is $page->{status}, $by_api->{status}, 'and by the form';
        like $page->complaint, qr/\Q$error->{message}\E/, 'in the same words';
        my @named = map { $_->attribute('href') =~ s/^#f-//r } grep { ($_->attribute('href') // '') =~ /^#f-/ } $page->html->all('a');
        # Of a discussion that is not there nothing is left to fill in.
        is $named[0], $error->{field}, 'of the same field' if @named;
        is !!@named, ($error->{field} // '') =~ /^(?:parent|body|idempotency_key)$/, 'if there is a form to fill in';
    }
    is_deeply written(), $before, 'nothing was written';
};

subtest 'each field of a body has its own type' => sub {
    my %literal = (string => '"7"', integer => 7, number => 7.5, null => 'null', boolean => 'true', array => '["7"]', object => '{"a":7}');
    my %right   = ('/api/v1/comments' => { subject => "thread:$thread", body => 'x' }, '/api/v1/comments/{id}/rating' => { value => 1 }, '/api/v1/preview' => { body => 'x' },
        '/api/v1/comments/{id}/report' => { reason => 'x' }, '/api/v1/comments/{id}/remove' => { reason => 'x' }, '/api/v1/comments/{id}/hide' => { reason => 'x' }, '/api/v1/comments/{id}/restore' => { reason => 'x' }, '/api/v1/acts/{id}/undo' => {},
        (map { ("/api/v1/threads/{id}/$_" => { reason => 'x' }) } qw(lock unlock pin unpin unannounce)), '/api/v1/threads/{id}/announce' => { days => 1 },
        '/api/v1/threads/{id}/slow' => { minutes => 5, reason => 'x' }, '/api/v1/threads/{id}/rename' => { title => 'Renamed', reason => 'x' },
        '/api/v1/threads/{id}/move' => { board => 'general', reason => 'x' }, '/api/v1/threads/{id}/merge' => { into => 'thread:' . start_thread($member), reason => 'x' },
        '/api/v1/accounts/{name}/ban' => { reason => 'x' }, '/api/v1/accounts/{name}/unban' => {});
    my $troll   = member();
    my $id      = $member->api(POST => '/api/v1/comments', $right{'/api/v1/comments'})->json->{id};
    $right{'/api/v1/threads/{id}/split'} = { comments => "$id", title => 'Another', reason => 'x' };
    my $written = value('SELECT COUNT(*) FROM comment');
    my $voter   = administrator();
    my (@taken, %walked);
    for my $path (sort keys %{ $served->json->{paths} }) {
        my $body   = $served->json->{paths}{$path}{post}{requestBody} // next;
        my $object = $schema->resolve($body->{content}{'application/json'}{schema});
        my ($fields, %required) = ($object->{properties}, map { $_ => 1 } @{ $object->{required} // [] });
        for my $field (sort keys %$fields) {
            my $type = $schema->resolve($fields->{$field})->{type};
            my %may  = map { $_ => 1 } ref $type ? @$type : $type;
            is !!$may{null}, !$required{$field}, "$path: $field may be null where it may be absent";
            for my $wrong (grep { !$may{$_} } sort keys %literal) {
                my %others = %{ $right{$path} // die "$path is new here" };
                delete $others{$field};
                my $document = '{' . join(',', "\"$field\":$literal{$wrong}", map { json->encode($_) . ':' . json->encode($others{$_}) } sort keys %others) . '}';
                my $answer   = $voter->api(POST => $path =~ s{threads/\{id\}}{threads/$thread}r =~ s/\{id\}/$id/r =~ s/\{name\}/$troll->{name}/r, $document);
                $walked{"$path $field"}++;
                push @taken, "$path $document: $answer->{status}" if $answer->{status} != 422 || ($answer->json->{error}{field} // '') ne $field;
            }
        }
    }
    is_deeply \@taken, [], 'any other is 422 with the name of the field';
    is keys %walked, 51, 'in every field of every route that takes JSON' or diag join "\n", sort keys %walked;
    is value('SELECT COUNT(*) FROM comment'), $written, 'and nothing is written';
};

subtest 'moderation answers as it is described' => sub {
    my ($moderator, $somebody) = (administrator(), member());
    my $moved = start_thread($member, title => 'To be moderated');
    my ($board) = grep { $_ ne 'general' && $member->get("/forum/$_/new")->{status} == 200 } map { $_->{name} } @{ $guest->api(GET => '/api/v1/boards')->json->{boards} };
    my $id  = reply_to($member, $thread, 'To be moderated.');
    my %act = (id => call($moderator, POST => '/api/v1/comments/{id}/remove', "/api/v1/comments/$id/remove", { reason => 'So.' })->json->{act});
    my %of  = (
        '/api/v1/comments/{id}/report'  => [$id,  { reason => 'spam' }, 201, 409],
        '/api/v1/comments/{id}/remove'  => [$id,  { reason => 'So.' }, 200, 409],
        '/api/v1/comments/{id}/restore' => [$id,  { reason => 'So.' }, 200, 409],
        '/api/v1/comments/{id}/hide'    => [$id,  { reason => 'So.' }, 200, 409],
        '/api/v1/acts/{id}/undo'        => [$act{id}, {},              200, 409],
        (map { ("/api/v1/threads/{id}/$_" => [$moved, { reason => 'So.' }, 200, 409]) } qw(lock unlock pin unpin unannounce)),
        '/api/v1/threads/{id}/announce' => [$moved, { days => 1 }, 200],
        '/api/v1/threads/{id}/slow'     => [$moved, { minutes => 5, reason => 'So.' }, 200, 409],
        '/api/v1/threads/{id}/rename'   => [$moved, { title => 'Moderated', reason => 'So.' }, 200, 409],
        '/api/v1/threads/{id}/move'     => [$moved, { board => $board, reason => 'So.' }, 200, 409],
        '/api/v1/accounts/{name}/ban'   => [member()->{name}, { reason => 'So.' }, 200, 409],
        '/api/v1/threads/{id}/merge'    => [$moved, { into => 'thread:' . (my $into = start_thread($member)), reason => 'So.', version => 99 }, 409],
        '/api/v1/threads/{id}/split'    => [$moved, { comments => reply_to($member, $moved, 'Another matter.') . '', title => 'Another', reason => 'So.', version => 99 }, 409],
    );
    $of{'/api/v1/accounts/{name}/unban'} = $of{'/api/v1/accounts/{name}/ban'};
    for my $path (map({"/api/v1/threads/{id}/$_"} qw(lock unlock pin unpin announce unannounce slow rename move merge split)), '/api/v1/acts/{id}/undo', '/api/v1/comments/{id}/report', '/api/v1/comments/{id}/remove', '/api/v1/comments/{id}/restore', '/api/v1/comments/{id}/hide', '/api/v1/accounts/{name}/ban', '/api/v1/accounts/{name}/unban') {
        my ($about, $right, @status) = @{ $of{$path} };
        my $filled = $path =~ s/\{(?:id|name)\}/$about/r;
        is call($moderator, POST => $path, $filled, $right)->{status}, $_, "$path: $_" for @status;
        is call($moderator, POST => $path, $filled, '{')->{status}, 400, 'what is no JSON';
        is call($moderator, POST => $path, $filled, '{"reason":"' . 'x' x 9000 . '"}')->{status}, 413, 'what is too large';
        is call($moderator, POST => $path, $filled, 'reason=x', type => 'text/plain')->{status}, 415, 'what is of another type';
        is call($moderator, POST => $path, $filled, { reason => 7 })->{status}, 422, 'what is wrong';
        is call($guest, POST => $path, $filled, $right)->{status}, 401, 'a guest';
        is call($path =~ /report/ ? $member : $somebody, POST => $path, $filled, $right)->{status}, 403, 'somebody who may not';
        is call($moderator, POST => $path, $path =~ s/\{id\}/999999999999/r, $right)->{status}, 404, 'what is not there';
    }
    my $withdraw = '/api/v1/comments/{id}/report/withdraw';
    my $pending  = reply_to($member, $thread, 'To be reported.');
    call($moderator, POST => '/api/v1/comments/{id}/report', "/api/v1/comments/$pending/report", { reason => 'spam' });
    is call($moderator, POST => $withdraw, $withdraw =~ s/\{id\}/$pending/r, {})->{status}, $_, "$withdraw: $_" for 200, 409;
    for ([401, $guest, {}], [403, member(role => 'suspended'), {}], [400, $moderator, '{'], [413, $moderator, '{"x":"' . 'x' x 9000 . '"}'], [415, $moderator, 'x', type => 'text/plain']) {
        my ($status, $who, @sent) = @$_;
        is call($who, POST => $withdraw, $withdraw =~ s/\{id\}/$pending/r, @sent)->{status}, $status, "$withdraw: $status";
    }
    is call($moderator, POST => $withdraw, $withdraw =~ s/\{id\}/999999999999/r, {})->{status}, 404, 'what is not there';
    my ($announce, $slow, $comments) = ('/api/v1/threads/{id}/announce', '/api/v1/threads/{id}/slow', '/api/v1/comments');
    is call($moderator, POST => $announce, $announce =~ s/\{id\}/$moved/r, { days => 1, version => 0 })->{status}, 409, 'what was changed since';
    is call($moderator, POST => $slow, $slow =~ s/\{id\}/$moved/r, { minutes => 9, reason => 'So.' })->{status}, 200, 'slow mode';
    is call($member, POST => $comments, $comments, { subject => "thread:$moved", body => 'Too soon.' })->{status}, 429, 'makes one wait';
    for my $act ('split', 'merge') {
        my $path = "/api/v1/threads/{id}/$act";
        is call($moderator, POST => $path, $path =~ s/\{id\}/$moved/r, { %{ $of{$path}[1] }, version => undef })->{status}, 200, $act;
    }
};

subtest 'an API token stands for its owner' => sub {
    my $owner = member();
    my $token = api_token($owner);
    my $path  = '/api/v1/comments';
    my $made  = call($guest, POST => $path, $path, { subject => "thread:$thread", body => 'By token.' }, bearer => $token);
    is $made->{status}, 201, 'it needs no cookie and no form';
    is value('SELECT author_id FROM comment WHERE id = ?', $made->json->{id}), $owner->{id}, 'the comment is theirs';
    is value('SELECT COUNT(*) FROM api_token WHERE token_hash = UNHEX(SHA2(?, 256))', $token), 1, 'only a hash of it is stored';
    for my $wrong ('0' x 32, uc $token, substr($token, 1), "$token ", "x$token", '', $owner->{token}) {
        my $answer = call($guest, POST => $path, $path, { subject => "thread:$thread", body => 'x' }, bearer => $wrong);
        is $answer->{status}, $wrong eq "$token " ? 201 : 401, "'$wrong'" =~ s/\Q$token\E/TOKEN/r;
        $asked{"POST $path 401"}++;
    }
    is $guest->api(GET => '/api/v1/boards', undef, bearer => 'nonsense')->{status}, 401, 'reading with a wrong one is refused too';
    is $guest->get('/account/settings', headers => { authorization => "Bearer $token" })->{status}, 303, 'pages take none';
    for my $scheme ('bearer', 'BEARER', 'Bearer ') {
        is $guest->get('/api/v1/session', headers => { authorization => "$scheme $token" })->json->{account}{name}, $owner->{name}, "'$scheme' is the same scheme";
    }
    my $both = $member->api(POST => $path, { subject => "thread:$thread", body => 'Whose?' }, headers => { authorization => "Bearer $token" });
    is value('SELECT author_id FROM comment WHERE id = ?', $both->json->{id}), $owner->{id}, 'with a cookie as well, the token counts';
};

subtest 'a search answers over all kinds and talk' => sub {
    my $word  = 'Qx' . unique('w') =~ tr/a-zA-Z//cdr;
    my $npc   = make_entry('npc', "$word Warden");
    my $fact  = make_entry('faction', $word);
    journal_entries($npc, $fact);
    my $found = call($guest, GET => '/api/v1/search', "/api/v1/search?q=$word");
    is $found->json->{query}, $word, 'what was asked';
    is_deeply [map { $_->{kind} } @{ $found->json->{groups} }], [qw(npc faction)], 'by kind, internal ones last';
    is $found->json->{groups}[0]{results}[0]{id}, $npc, 'each result by its id';
    is_deeply [map { $_->{kind} } @{ $guest->get("/api/v1/search?q=$word&kind=faction")->json->{groups} }], ['faction'], 'one kind alone';
    is_deeply [@{ $found->json }{qw(left_out newest_only)}], [[], undef], 'nothing of it left out';
    is_deeply call($guest, GET => '/api/v1/search', "/api/v1/search?q=$word%20:-)%20b%20c%20d%20e%20f%20g%20h%20i%20j%20k%20l%20m")->json->{left_out}, [':-)', 'm'],
        'what is left out of a search of talk is told';
    is call($guest, GET => '/api/v1/search', $_)->{status}, 400, $_ for '/api/v1/search', "/api/v1/search?q=$word&kind=nothing", "/api/v1/search?q=$word&limit=0";
};

subtest 'entries are listed with the filters of their lists' => sub {
    my $word = unique('Api');
    my @npc  = map { make_entry('npc', "$word hound $_", { level => $_, race => 1 }) } 1 .. 7;
    my $item = make_entry('item', "$word collar", { weight => 1.5, slots => 4 });
    relate('drops', $npc[$_], $item, { chance => 50 }) for 0 .. 2;
    journal_entries(@npc, $item);
    my ($path, @met) = '/api/v1/entries';
    my $url = "$path?kind=npc&q=$word&level=2-&sort=-level&limit=4&columns=level";
    for (1 .. 5) {
        my $page = call($guest, GET => $path, $url)->json;
        is $page->{total}, 6, 'the total is that of all pages';
        push @met, map { $_->{values}{level} } @{ $page->{entries} };
        last unless defined $page->{next};
        $url = path_of($page->{next});
    }
    is_deeply \@met, [reverse 2 .. 7], 'next leads to each once, in order';
    my $dropped = call($guest, GET => $path, "$path?kind=npc&drops=$item")->json;
    is $dropped->{total}, 3, 'by a relation';
    for (['', 'kind'], ['kind=nothing', 'kind'], ['kind=npc&level=9-3', 'level'], ['kind=npc&nothing=1', 'nothing'], ['kind=npc&limit=201', 'limit'],
        ['kind=npc&after=999999999', 'after'], ['kind=npc&sort=nothing', 'sort'], ['kind=npc&found_in=nowhere', 'found_in']) {
        my $answer = call($guest, GET => $path, "$path?$_->[0]");
        is $answer->{status}, 400, "'$_->[0]' is refused";
        is $answer->json->{error}{field}, $_->[1], 'with what is wrong';
    }
    my $three = "$path?kind=npc&drops=$item";
    my $listed = call($guest, GET => $path, $three);
    my @known = (headers => { 'if-none-match' => $listed->header('etag') // 'none' });
    is call($guest, GET => $path, $three, undef, @known)->{status}, 304, 'a page of the list is not sent twice';
    is call($guest, GET => $path, "$three&sort=-name", undef, @known)->{status}, 200, 'another is';
    my $one = "$path/{kind}/{id}";
    my $answer = call($guest, GET => $one, "$path/item/$item");
    my $entry  = $answer->json;
    is_deeply $entry->{values}, { weight => 1.5, slots => 4 }, 'one has all its values';
    is $entry->{shown}{slots}, 'Head', 'and how they are shown';
    my ($by) = grep { $_->{relation} eq 'dropped_by' } @{ $entry->{relations} };
    is $by->{total}, 3, 'its relations tell how many there are';
    is $by->{entries}[0]{values}{chance}, 50, 'and their own fields';
    my $tag = $answer->header('etag');
    is call($guest, GET => $one, "$path/item/$item", undef, headers => { 'if-none-match' => $tag })->{status}, 304, 'it is not sent twice';
    journal_entries($item);
    is call($guest, GET => $one, "$path/item/$item", undef, headers => { 'if-none-match' => $tag })->{status}, 200, 'unless something changed';
    is call($guest, GET => $one, $_)->{status}, 404, "$_ is not there"
        for "$path/npc/$item", "$path/item/999999999", "$path/nothing/$item", "$path/item/x", "$path/item/0";
};

subtest 'numbers have the digits that they are kept with, and codes their labels' => sub {
    my $word = unique('Digit');
    my $item = make_entry('item', "$word charm", { weight => 1.6, slots => 4, item_type => 8, classes => 18446744073709551615, price => 9223372036854775807, hp => -9223372036854775808 });
    my $mob  = make_entry('npc', "$word giant", { level => 9007199254740993 });
    relate('drops', $mob, $item, { chance => 0.7 });
    journal_entries($item, $mob);
    my ($path, $fields) = ('/api/v1/entries', 'columns=weight,slots,item_type,classes,price,hp');
    my $values = '"classes":18446744073709551615';
    for my $url ("$path?kind=item&q=$word&$fields", "$path/item/$item", "/beastiary/item/?q=$word&$fields&format=json") {
        my $text = $guest->get($url)->{text};
        like $text, qr/\Q$_\E[,}]/, "$_ in $url" for '"weight":1.6', $values, '"price":9223372036854775807', '"hp":-9223372036854775808', '"slots":"Head"', '"item_type":"Shield"', '"classes":"All"';
    }
    like $guest->get("$path/item/$item")->{text}, qr/"chance":0\.7[,}]/, 'those of relations, too';
    is call($guest, GET => $path, "$path?kind=npc&level=$_->[0]&q=$word")->json->{total}, $_->[1], "level=$_->[0]"
        for ['9007199254740993', 1], ['9007199254740992', 0], ['9007199254740994-', 0], ['-9223372036854775807', 1], ['9223372036854775807', 0];
    is call($guest, GET => $path, "$path?kind=npc&level=$_")->{status}, 400, "level=$_ is refused" for '1e400', '9223372036854775808', '9' x 1000;
};

subtest 'what a filter holds is taken, and is no comment yet' => sub {
    my $administrator = administrator();
    my $word   = unique('held') =~ tr/-//dr;
    my %filter = (note => 'A test', kind => 'words', text => $word, state => 'hold', where => 'site');
    my ($tried) = $administrator->post('/admin/filters/new', { %filter, act => 'try' })->{text} =~ /name="tried" value="(\w+)"/;
    my ($id) = $administrator->post('/admin/filters/new', { %filter, act => 'save', tried => $tried })->location =~ m{/(\d+)};
    my $thread = start_thread($member, title => 'Held by a filter');
    my $answer = call($member, POST => '/api/v1/comments', '/api/v1/comments', { subject => "thread:$thread", body => "About $word." });
    is $answer->{status}, 202, 'it is taken';
    is $answer->json->{state}, 'held', 'its state is told';
    is call($guest, GET => '/api/v1/threads/{subject}', "/api/v1/threads/thread:$thread")->json->{total}, 1, 'and the thread has it not';
    $administrator->post("/admin/filters/$id", { act => 'delete', version => 1 });
};

subtest 'what the description promises was seen' => sub {
    my @missing;
    for my $path (sort keys %{ $served->json->{paths} }) {
        for my $method (sort keys %{ $served->json->{paths}{$path} }) {
            push @missing, grep { !$asked{$_} } map { uc($method) . " $path $_" } sort keys %{ $served->json->{paths}{$path}{$method}{responses} };
        }
    }
    # 503 is resilience.t's, the stream live.t's.
    is_deeply [grep { !m{ 503$| /live} } @missing], [], 'every status but those of an outage';
};

done_testing;
