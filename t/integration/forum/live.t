# Pages that are open hear of what is written, and a page that was cut off misses nothing.
# Written by SQL: journal; there is nothing yet that removes a comment.
use v5.36;
use utf8;
use FindBin;
use IO::Select;
use lib "$FindBin::Bin/../lib";
use List::Util qw(max min);
use Test::More;
use Time::HiRes qw(sleep time);
use Lorehall;
use Lorehall::Schema;
use Lorehall::Stream;

my ($ada, $brann, $guest) = (member(), member(), visitor());
my $schema = Lorehall::Schema->new(json->decode(Encode::encode('UTF-8', source_text('views/api/openapi.json'))));

sub listen_to ($visitor, $query, %headers) { Lorehall::Stream->new($visitor, "/live?$query", %headers) }

# What was missed, as a page asks for it: the events, the last of which ends it.
sub missed ($visitor, $thread, $since) {
    my $answer = Lorehall::Stream->new($visitor, "/live/missed?subjects=thread:$thread&since=$since");
    $answer->wait_for(sub { $answer->{ended} || grep { $_->{name} eq 'end' } $answer->events }, patience(5));
    return $answer->events;
}

# Writes by the API; gives id and journal id.
sub post_comment ($member, $thread, $body, $parent = undef) {
    my $made = $member->api(POST => '/api/v1/comments', { subject => "thread:$thread", body => $body, $parent ? (parent => 0 + $parent) : () })->json;
    return @$made{qw(id journal)};
}

subtest 'an open page hears of comments, edits and ratings' => sub {
    my $thread = start_thread($ada, title => 'Live');
    my $page   = listen_to($guest, "subjects=thread:$thread");
    is $page->status, 200, 'a guest may listen';
    like $page->header('content-type'), qr{^text/event-stream}, 'to a stream of events';
    is $page->header('set-cookie'), undef, 'without a cookie';

    my $start = time;
    my ($id, $journal) = post_comment($brann, $thread, "Heard **at once**? <b>'ä'</b>");
    my $event = $page->expect(patience(5), name => 'comment', id => $id);
    ok $event, 'a comment comes' or return;
    diag sprintf 'a comment came %.0f ms after it was begun to be sent', 1000 * ($event->{came} - $start);
    my $data = $event->{json};
    is $data->{journal}, $journal, 'with its journal id';
    is $data->{subject}, "thread:$thread", 'its subject';
    is $data->{total}, 2, 'and how many there are now';
    is $data->{depth}, 1, 'at its depth';
    is $data->{parent}, (thread_ids($thread))[0], 'below its parent';
    is_deeply [$schema->complaints({ '$ref' => '#/components/schemas/Event' }, $data)], [], 'as it is described';
    my ($article) = Lorehall::Html->parse($data->{html})->all('article');
    is $article->attribute('id'), "c-$id", 'its HTML is the comment';
    my $shown = $guest->follow("/forum/thread/$thread")->html->id("c-$id");
    is $article->text, $shown->text, 'as a page shows it';
    is_deeply [$article->shape], [$shown->shape], 'element by element';

    my ($reply) = post_comment($ada, $thread, 'Below it.', $id);
    $event = $page->expect(patience(5), name => 'comment', id => $reply);
    is_deeply [@{ $event->{json} }{qw(parent depth total)}], [$id, 2, 3], 'a reply comes with its place';

    $brann->post("/forum/comment/$id/edit", { body => 'Said otherwise.' });
    $event = $page->expect(patience(5), name => 'edit', id => $id);
    like $event->{json}{html}, qr{<p>Said otherwise\.</p>}, 'an edit comes with the new text';
    is_deeply [$schema->complaints({ '$ref' => '#/components/schemas/Event' }, $event->{json})], [], 'as it is described';

    $ada->api(POST => "/api/v1/comments/$id/rating", { value => 1 });
    $event = $page->expect(patience(5), name => 'rating', id => $id);
    is $event->{json}{score}, 1, 'a rating comes with the score';
    ok !exists $event->{json}{html}, 'and no more';
    $ada->api(POST => "/api/v1/comments/$id/rating", { value => -1 });
    ok $page->expect(patience(5), name => 'rating', id => $id, score => -1), 'and again when it changes';
    sql("INSERT INTO journal (created, kind, site_id, thread_id, comment_id) VALUES (UTC_TIMESTAMP(6), 'remove', (SELECT site_id FROM thread WHERE id = ?), ?, ?)",
        $thread, $thread, $reply);
    ok $page->expect(patience(5), name => 'remove', id => $reply), 'and when something is removed';
    my @journal = map { $_->{json}{journal} } $page->events;
    is_deeply \@journal, [sort { $a <=> $b } @journal], 'in the order of the journal';
};

subtest 'each page hears in its own language' => sub {
    my $thread = start_thread($ada, title => 'Sprachen');
    my %page = map { $_ => listen_to(visitor(language => $_), "subjects=thread:$thread") } qw(en de);
    my $member = member();
    $member->post('/account/settings', { action => 'language', language => 'de' });
    $page{set} = listen_to($member, "subjects=thread:$thread");
    my ($id) = post_comment($brann, $thread, 'The same text.');
    my %html = map { $_ => ($page{$_}->expect(patience(5), id => $id) // { json => {} })->{json}{html} } keys %page;
    like $html{en}, qr/>Reply</, 'English';
    like $html{de}, qr/>Antworten</, 'German';
    is $html{set}, $html{de}, "an account's language counts more than the browser's";
};

subtest 'a page hears of what it shows and of nothing else' => sub {
    my ($mine, $other) = map { start_thread($ada, title => "Number $_") } 1, 2;
    my $both   = listen_to($guest, "subjects=thread:$mine,thread:$other");
    my $one    = listen_to($guest, "subjects=thread:$mine");
    my ($abroad, $foreign) = (visitor(site => 'camelot'), start_thread(member(site => 'camelot'), title => 'Of camelot'));
    my ($there) = post_comment($brann, $other, 'In the other.');
    my ($here)  = post_comment($brann, $mine,  'In mine.');
    ok $both->expect(patience(5), id => $there) && $both->expect(patience(5), id => $here), 'who listens to both hears both';
    ok $one->expect(patience(5), id => $here), 'who listens to one hears that';
    sleep 0.3;
    $one->read_some(0);
    is scalar(grep { $_->{json}{subject} ne "thread:$mine" } $one->events), 0, 'and not the other';
    for my $path ('/live?since=1', '/live?language=de', '/live/missed?since=1') {
        is $abroad->get("$path&subjects=$_")->{status}, 400, "$path of $_: nobody waits at another site for what does not come there" for "thread:$mine", "thread:$foreign,thread:$other";
        is $guest->get("$path&subjects=$_")->{status}, 400, "nor for what there is not: $_"
            for "thread:$foreign", 'thread:4000000000', 'npc:999999999', 'dragon:1', "thread:$mine,thread:4000000000", "thread:0$mine", 'search:2', 'list:1';
    }
    my @many = map { start_thread($ada, title => "Of many $_") } 1 .. 21;

    for my $bad ('', 'subjects=', 'subjects=x', 'subjects=thread:', 'subjects=thread:x', 'subjects=thread:0', 'subjects=thread:1,x',
        'subjects=' . join(',', map {"thread:$_"} @many), 'subjects=thread:1&since=x', 'subjects=thread:1&since=-1', 'subjects=thread:1/../x', 'subjects=%00',
        "subjects=thread:1%0d%0aX-Accel-Redirect:%20/", 'subjects=' . 'a' x 2000) {
        is $guest->get("/live?$bad")->{status}, 400, 'not understood: ' . substr $bad, 0, 50;
    }
    is listen_to($guest, "subjects=thread:$mine,")->status, 200, 'a comma at the end begins none';
    is listen_to($guest, 'subjects=' . join ',', map {"thread:$_"} @many[1 .. 20])->status, 200, 'twenty subjects are';
    is $guest->get($_)->{status}, 404, "$_ is not for visitors" for "/live-stream/1.en.thread:$mine", "/publish/1.en.thread:$mine";
};

subtest 'who was cut off is sent what they missed' => sub {
    my $thread = start_thread($ada, title => 'Missed');
    my @made = map { [post_comment($brann, $thread, "Number $_.")] } 1 .. 5;
    my $since = $made[1][1];
    my @events = missed($guest, $thread, $since);
    is_deeply [map { $_->{json}{id} } @events[0 .. 2]], [map { $_->[0] } @made[2 .. 4]], 'three of five, of which two were seen';
    is_deeply [map { $_->{name} } @events], [qw(comment comment comment end)], 'and that this is all';
    is_deeply [map { $_->{id} // '' } @events], [(map { $_->[1] } @made[2 .. 4]), ''], 'each with its journal id';

    # Not even when nginx forgets all that it kept.
    $ada->api(POST => "/api/v1/comments/$made[3][0]/rating", { value => 1 });
    $brann->post("/forum/comment/$made[4][0]/edit", { body => 'Number five, changed.' });
    restart_nginx();
    @events = missed($guest, $thread, $since);
    is_deeply [map { $_->{name} } @events], [qw(comment comment comment rating edit end)], 'nor after nginx was started anew';
    is $events[3]{json}{score}, 1, 'the rating too';
    like $events[4]{json}{html}, qr/Number five, changed/, 'and the edit';
    is_deeply [map { $_->{name} } missed($guest, $thread, $events[4]{id})], ['end'], 'who missed nothing is told so';
    my %said = map { $_ => (missed($guest, "$thread&language=$_", $since))[0]{json}{html} } qw(en de);
    like $said{de}, qr/Antworten/, 'in the language that is asked for';
    like $said{en}, qr/Reply/, 'whatever the reader’s own';
    is $guest->get("/live$_&subjects=thread:$thread")->{status}, 400, "no language of ours: $_" for '?language=tlh', '/missed?language=';
    is $guest->get("/live/missed?$_")->{status}, 400, "not understood: $_" for 'subjects=x&since=1', "subjects=thread:$thread&since=x";
};

subtest 'a client that knows nothing but the stream resumes, too' => sub {
    my $thread = start_thread($ada, title => 'Resumed');
    my @made = map { [post_comment($brann, $thread, "Number $_.")] } 1 .. 3;
    my $first = listen_to($guest, "subjects=thread:$thread&since=$made[0][1]");
    ok $first->wait_for(sub { $first->{ended} || $first->events >= 2 }, patience(5)), 'what was missed comes first';
    like $first->header('content-length'), qr/^\d+$/, 'and is all of the answer';
    is_deeply [map { $_->{id} } $first->events], [$made[1][1], $made[2][1]], 'with ids to go on from';
    # As an EventSource connects again.
    my $second = listen_to($guest, "subjects=thread:$thread&since=$made[0][1]", 'Last-Event-ID' => $made[2][1]);
    my ($late) = post_comment($brann, $thread, 'And on it goes.');
    ok $second->expect(patience(5), id => $late), 'then it goes on';
    # Whoever is cut off in the middle may leave nothing out before the last id.
    my $other = start_thread($ada, title => 'Resumed beside it');
    my @mixed = map { [post_comment($brann, $_ % 2 ? $thread : $other, "Mixed $_.")] } 1 .. 6;
    my $both  = listen_to($guest, "subjects=thread:$thread,thread:$other&since=" . ($mixed[0][1] - 1));
    ok $both->wait_for(sub { $both->{ended} || $both->events >= 6 }, patience(5)), 'of several discussions';
    is_deeply [map { $_->{id} } $both->events], [map { $_->[1] } @mixed], 'all is sent in the order in which it happened';
    is listen_to($guest, "subjects=thread:$thread", 'Last-Event-ID' => '1795462791:[0],-')->status, 200, "nginx's own ids mean nothing";
};

# Ends nginx, with all that nchan keeps, and has ./dev start it again.
sub restart_nginx () {
    my $pid = pool('nginx');
    kill TERM => $pid;
    wait_until(10, sub { !kill 0, $pid }) or kill KILL => $pid;
    my ($status, $output) = dev('up');
    is $status, 0, 'nginx was started anew' or diag $output;
    isnt pool('nginx'), $pid, 'as another process';
    ok wait_until(10, sub { -S instance_file('run/publish.sock') }), 'which takes events';
}

subtest 'who asks for the stream in another way is told how, with a page' => sub {
    my $ask = "Host: $guest->{host}:$guest->{port}\r\nConnection: close\r\n";
    my $mute = $guest->raw("GET /live?subjects=thread:1 HTTP/1.1\r\n$ask\r\n");
    is $mute->{status}, 406, 'without a word of what is accepted';
    like $mute->{text}, qr{Accept: text/event-stream}, 'that one is needed';
    my $inside = $guest->get('/live-stream/thread:1');
    is $inside->{status}, 404, 'the inner address is none of the site';
    like $inside->{text}, qr{errors/error\.css}, 'and looks as others that are not there';
};

subtest 'who missed very much is told to load the page again' => sub {
    my $thread = start_thread($ada, title => 'Much');
    my (undef, $since) = post_comment($brann, $thread, 'The last one seen.');
    parallel(4, sub ($i) { post_comment($brann, $thread, "Number $_ of $i.") for 1 .. 40; 1 });
    for (1 .. 5) {
        is_deeply [map { $_->{name} } missed($guest, $thread, $since)], [qw(reset end)], 'by a reset';
    }
    my ($reset) = missed($guest, $thread, $since);
    cmp_ok $reset->{id}, '>', $since, 'with an id to go on from';
    is scalar(grep { $_->{name} eq 'comment' } missed($guest, $thread, $reset->{id})), 9, 'behind which the rest comes';
};

subtest 'what one asks for what was missed has bounds' => sub {
    my @threads = map { start_thread($ada, title => "Bound $_") } 1 .. 2;
    my (undef, $since) = post_comment($brann, $threads[0], 'The last one seen.');
    my ($id) = post_comment($brann, $threads[0], 'Asked for twenty times.');
    my $ask = sub ($subjects) {
        my $answer = Lorehall::Stream->new($guest, "/live/missed?subjects=$subjects&since=$since");
        $answer->wait_for(sub { $answer->{ended} || grep { $_->{name} eq 'end' } $answer->events }, patience(5));
        return map { $_->{name} . ($_->{json}{id} ? " $_->{json}{id}" : '') } $answer->events;
    };
    is_deeply [$ask->(join ',', ("thread:$threads[0]") x 50)], ["comment $id", 'end'], 'a discussion that is named fifty times is told once';
    my $connected = listen_to($guest, 'subjects=' . join ',', ("thread:$threads[0]") x 50);
    my ($next) = post_comment($brann, $threads[0], 'Heard once.');
    ok $connected->expect(patience(5), id => $next), 'who listens hears it';
    parallel(2, sub ($i) { post_comment($brann, $threads[$i], "Number $_.") for 1 .. 80; 1 });
    is_deeply [$ask->(join ',', map {"thread:$_"} @threads)], [qw(reset end)], 'much of several discussions is one reset';
    $since = value('SELECT MAX(id) FROM journal');
    post_comment($brann, $threads[1], 'x ' x 9000) for 1 .. 40;
    is_deeply [$ask->("thread:$threads[1]")], [qw(reset end)], 'so is what is long, however few';
};

# Asks for COUNT streams at once. Gives each as {socket}, {text} so far and, once its head has come, {status} and
# {again}, the answer's Retry-After; those are silent that have no status within $seconds.
sub crowd ($visitor, $count, $path, $seconds) {
    my @pages = map { { socket => $visitor->connection, text => '' } } 1 .. $count;
    my $ask   = "GET $path HTTP/1.1\r\nHost: $visitor->{host}:$visitor->{port}\r\nAccept: text/event-stream\r\n\r\n";
    syswrite $_->{socket}, $ask for @pages;
    read_crowd(\@pages, $seconds, sub ($page) {
        ($page->{status}) = $page->{text} =~ m{\AHTTP/1\.1 (\d+).*?\r\n\r\n}s or return 0;
        ($page->{again})  = $page->{text} =~ /^Retry-After: (\d+)\r$/mi;
        return 1;
    });
    return @pages;
}

# Reads from each page until $enough says so of it, or it ends.
sub read_crowd ($pages, $seconds, $enough) {
    my %waiting  = map { fileno $_->{socket} => $_ } @$pages;
    my $select   = IO::Select->new(map { $_->{socket} } @$pages);
    my $deadline = time + $seconds;
    while (%waiting && time < $deadline) {
        for my $socket ($select->can_read(1)) {
            my $page  = $waiting{ fileno $socket };
            my $count = sysread $socket, $page->{text}, 65536, length $page->{text};
            next if $count && !$enough->($page);
            $select->remove($socket);
            delete $waiting{ fileno $socket };
        }
    }
}

subtest 'of very many pages that open at once each is taken or told when to come again' => sub {
    my $thread = start_thread($ada, title => 'Crowded');
    my @pages  = crowd($guest, 600, "/live?subjects=thread:$thread", patience(30));
    is scalar(grep { !defined $_->{status} } @pages), 0, 'all of 600 are answered';
    my @taken = grep { ($_->{status} // 0) == 200 } @pages;
    is scalar(grep { ($_->{status} // 0) == 503 && $_->{again} } @pages), @pages - @taken, 'by the stream, or by 503 with a time to wait';
    cmp_ok scalar(@taken), '>=', 300, 'most of them by the stream';
    my ($id) = post_comment($brann, $thread, 'Heard by the whole crowd.');
    read_crowd(\@taken, patience(30), sub ($page) { $page->{heard} ||= $page->{text} =~ /"id":$id\b/ });
    is scalar(grep { !$_->{heard} } @taken), 0, 'and each of those hears what is written';

    my ($socket, $aside) = map { instance_file("run/forum.sock$_") } '', '.aside';
    rename $socket, $aside or die $!;
    my @refused = crowd($guest, 50, "/live?subjects=thread:$thread", patience(10));
    rename $aside, $socket or die $!;
    is_deeply [map { $_->{status} } @refused], [(503) x 50], 'where no worker takes a request, all are told so';
    is scalar(grep { !$_->{again} } @refused), 0, 'and when to come again';
    is listen_to($guest, "subjects=thread:$thread")->status, 200, 'which works as soon as one does';
};

subtest 'pages that show several discussions hear of each in a storm' => sub {
    my @threads = map { start_thread($ada, title => "Storm $_") } 1 .. 3;
    my $subjects = join ',', map {"thread:$_"} @threads;
    my @writers = (member(), member());
    $_->csrf for @writers;
    my $before = value('SELECT MAX(id) FROM journal');
    my @results = parallel(6, sub ($i) {
        if ($i < 2) {
            return [map { sleep rand 0.02; (post_comment($writers[$i], $threads[rand @threads], "Number $_."))[1] } 1 .. 40];
        }
        # One from the beginning; others come in the middle, and ask for the rest when they listen.
        sleep rand 1 if $i > 2;
        my $page   = listen_to($guest, "subjects=$subjects");
        my @missed = map { missed($guest, $_, $before) } @threads;
        my %heard  = map { $_->{json}{journal} => 1 } grep { $_->{json}{journal} } @missed;
        my $all = sub { $heard{ $_->{json}{journal} } = 1 for $page->events; 80 <= grep { $_ > $before } keys %heard };
        # As a page of several discussions does, it asks once more when it has listened for a while.
        if (!$page->wait_for($all, 5)) {
            $heard{ $_->{json}{journal} } = 1 for grep { $_->{json}{journal} } map { missed($guest, $_, $before) } @threads;
        }
        $page->wait_for($all, patience(60));
        return [keys %heard];
    });
    my @written = map {@$_} splice @results, 0, 2;
    is scalar @written, 80, '80 comments were written';
    for (@results) {
        my %heard = map { $_ => 1 } @$_;
        is join(' ', grep { !$heard{$_} } @written), '', 'heard of all';
    }
};

subtest 'a page that is cut off again and again in a storm of comments misses none' => sub {
    my $thread = start_thread($ada, title => 'Storm');
    my ($opening) = thread_ids($thread);
    my @writers = map { member() } 1 .. 4;
    $_->csrf for @writers;
    my $before = value('SELECT MAX(id) FROM journal');
    my ($cut, @done) = map { instance_file('tmp/' . unique('mark')) } 0 .. 4;
    my $mark = sub ($file, @lines) { open my $out, '>', "$file.new" or die "$file: $!"; print $out join ' ', @lines; close $out; rename "$file.new", $file };
    # Four write, one listens and is cut off after a random number of events. They write until it was cut
    # off often enough, however slow it is; in the end slowly, so that it does not miss too much to be told.
    my @results = parallel(5, sub ($i) {
        if ($i < 4) {
            my @journal;
            while (@journal < 25 || !-e $cut && @journal < 400) {
                my (undef, $journal) = post_comment($writers[$i], $thread, 'Number ' . @journal . " of $i.");
                push @journal, $journal;
                sleep @journal < 25 ? rand 0.02 : 0.3;
            }
            $mark->($done[$i], scalar @journal);
            return \@journal;
        }
        my (%journal, $since);
        my $cuts = -1;
        $since = $before;
        my $deadline = time + patience(60);
        # How many were written, once that is known.
        my $all = sub {
            my $sum = 0;
            for (@done) { open my $in, '<', $_ or return undef; $sum += <$in> }
            return $sum;
        };
        while (keys %journal < ($all->() // 1e9) && time < $deadline) {
            $mark->($cut) if ++$cuts == 3;
            my $page  = listen_to($guest, "subjects=thread:$thread");
            my $count = keys(%journal) + 1 + int rand 4;
            my $take = sub (@events) { $journal{$_}++ for grep { $_ && $_ > $before } map { $_->{json}{journal} } @events };
            $take->(missed($guest, $thread, $since));
            $page->wait_for(sub { $take->(splice @{ $page->{events} }); keys %journal >= $count }, patience(1));
            # In the middle of an event as likely as not.
            $page->close;
            $since = max $since, keys %journal;
        }
        return { seen => [keys %journal], cuts => $cuts, twice => scalar grep { $_ > 1 } values %journal };
    });
    unlink $cut, @done;
    my $listener = pop @results;
    my %seen = map { $_ => 1 } @{ $listener->{seen} };
    my @lost = grep { !$seen{$_} } map {@$_} @results;
    cmp_ok scalar(map {@$_} @results), '>=', 100, 'a hundred comments or more were written';
    is "@lost", '', 'the page heard of each';
    cmp_ok $listener->{cuts}, '>=', 3, "though it was cut off $listener->{cuts} times";
    is scalar(keys %seen), scalar(map {@$_} @results), 'and of nothing else';
    diag "$listener->{twice} came more than once, as may be";
};

done_testing;
