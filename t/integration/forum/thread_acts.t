# What moderators do to whole threads, seen by members and guests at once in every list that has threads; and that
# nothing kept of them (counts, order, tree) is other than what counting it all anew gives.
# Written by SQL: thread, comment, board; announcements whose time has come, what is old, a board called otherwise, and
# one full of pins.
use v5.36;
use utf8;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Test::More;
use Lorehall;
use Lorehall::Lore;
use Lorehall::Stream;
use Lorehall::Tally;

my ($ada, $brann, $guest) = (member(), member(), visitor());
my ($moderator, $other) = map { member(role => 'moderator') } 1 .. 2;
my $admin = administrator();

sub path_of ($thread) { $guest->get("/forum/thread/$thread")->location }
sub act ($who, $thread, $act, %fields) { $who->post("/forum/thread/$thread/$act", \%fields) }
sub api_act ($who, $thread, $act, %fields) { $who->api(POST => "/api/v1/threads/$thread/$act", \%fields) }
sub last_act () { value('SELECT MAX(id) FROM moderation_act') }
sub undo ($who) { $who->post('/admin/acts/' . last_act() . '/undo', {}) }
sub says ($answer, $words) { index($answer->html->text =~ s/\s+/ /gr, $words) >= 0 }

# The threads of a board's list, in its order, over all pages; with their titles.
sub listed ($board, $limit = 3) {
    my ($url, @all) = ("/api/v1/boards/$board/threads?limit=$limit");
    while (defined $url) {
        my $page = $guest->api(GET => $url)->json;
        push @all, map { $_->{subject} =~ s/^thread://r } @{ $page->{threads} };
        $url = defined $page->{next} ? $page->{next} =~ s{^http://[^/]+}{}r : undef;
    }
    return @all;
}

# Boards that everybody reads; others may have made some that not everybody does, or where nobody writes.
my @boards = grep { my $board = $_; $ada->get("/forum/$board/new")->{status} == 200 } map { $_->{name} } @{ $guest->api(GET => '/api/v1/boards')->json->{boards} };
my ($elsewhere) = grep { $_ ne 'general' } @boards;

# Of this test's threads, and of the boards, which are wrong as they were where other tests have written by SQL.
my $first_thread = value('SELECT COALESCE(MAX(id), 0) + 1 FROM thread');
sub wrong () { wrong_from($first_thread) }
my $wrong = wrong();

subtest 'a locked thread is read and voted in, and nobody adds to it or edits' => sub {
    my $thread  = start_thread($ada, title => 'To be locked');
    my $comment = reply_to($brann, $thread, 'Said before.');
    my $path    = path_of($thread);
    my $stream  = Lorehall::Stream->new($guest, "/live?subjects=thread:$thread");
    my $before  = written();
    is act($ada, $thread, 'lock', reason => 'Mine.')->{status}, 403, 'its starter cannot lock it';
    is act($guest, $thread, 'lock', reason => 'Mine.')->{status}, 401, 'nor a guest';
    is act($moderator, $thread, 'lock', reason => '')->{status}, 422, 'nor a moderator without a reason';
    is_deeply written(), $before, 'nothing was written';
    ok says($moderator->get("/forum/thread/$thread/moderate/lock"), 'To be locked: 2 comments, 2 authors.'), 'the form says what it touches';

    my $form = $brann->get($path);
    my $answer = act($moderator, $thread, 'lock', reason => 'It <b>goes</b> round in circles.');
    is_deeply [$answer->{status}, $answer->location], [303, $path], 'a moderator locks it with one';
    ok $stream->expect(patience(5), name => 'thread', subject => "thread:$thread"), 'open pages are told';
    for my $who ($guest, $ada, $brann) {
        my $page = $who->get($path);
        ok says($page, "Locked by $moderator->{name}: ") && says($page, 'It <b>goes</b> round in circles.'), 'its page says who locked it, and why';
        is_deeply [grep { ($_->attribute('form') // '') eq 'reply' } $page->html->all('button')], [], 'and has no button to answer with';
    }
    ok says($brann->get($path), 'This thread is locked: nothing can be added or edited here.'), 'nor a place to write';
    my $posted = $brann->post('/forum/reply', { subject => "thread:$thread", parent => $comment, body => 'One <i>more</i> word.', key => unique('key') });
    is $posted->{status}, 403, 'a reply that was begun before is refused';
    ok says($posted, 'This thread is locked'), 'in words';
    like $posted->{text}, qr/One &lt;i&gt;more&lt;\/i&gt; word\./, 'and what was typed is kept';
    my $refused = $brann->api(POST => '/api/v1/comments', { subject => "thread:$thread", body => 'By the API.' });
    is_deeply [$refused->{status}, $refused->json->{error}{code}], [403, 'locked'], 'as by the API';
    is $brann->get("/forum/reply?subject=thread:$thread")->{status}, 403, 'there is no form';
    is $brann->get("/forum/comment/$comment/edit")->{status}, 403, 'nor one to edit';
    is $brann->post("/forum/comment/$comment/edit", { body => 'Other words.' })->{status}, 403, 'an edit is refused';
    is $ada->post("/forum/comment/$comment/rating", { value => 1 })->{status}, 303, 'votes are not';
    is reply_to($moderator, $thread, 'Last word.') > 0, 1, 'who may lock threads writes there';
    ok((grep { $_->{subject} eq "thread:$thread" && $_->{locked} } @{ $guest->api(GET => '/api/v1/boards/general/threads')->json->{threads} }), 'lists say that it is locked');
    is act($moderator, $thread, 'lock', reason => 'Again.')->{status}, 409, 'locking it once more is told apart';
    my ($record) = rows("SELECT act, account_id, about_id, reason FROM audit WHERE act LIKE 'thread.%' ORDER BY id DESC LIMIT 1");
    is_deeply $record, ['thread.lock', $moderator->{id}, $ada->{id}, 'It <b>goes</b> round in circles.'], 'it is audited';

    is undo($other)->{status}, 303, 'another moderator undoes it by its row';
    unlike $guest->get($path)->{text}, qr/Locked/, 'and the page says nothing of it';
    is reply_to($brann, $thread, 'At last.') > 0, 1, 'everybody writes there';
    is act($moderator, $thread, 'lock', reason => 'Once more.')->{status}, 303, 'locked again';
    is act($moderator, $thread, 'unlock')->{status}, 303, 'it is unlocked by hand';
    is $ada->get("/forum/thread/$thread/moderate/acts")->{status}, 200, 'who began it sees what was done';
    ok says($ada->get("/forum/thread/$thread/moderate/acts"), "$moderator->{name} locked a thread"), 'and by whom';
    is $brann->get("/forum/thread/$thread/moderate/acts")->{status}, 403, 'others do not';
    like $moderator->get('/admin/acts')->{text}, qr/unlocked a thread/, 'the list of acts has it';
    is wrong(), $wrong, 'what is kept is right';
};

subtest 'talk below a page is locked and slowed as a thread is' => sub {
    my $name = 'npc:' . value("SELECT id FROM entry WHERE kind = 'npc' LIMIT 1");
    my $made = $ada->api(POST => '/api/v1/comments', { subject => $name, body => 'A fine beast.' });
    is $made->{status}, 201, 'somebody wrote below a page';
    my $thread = value('SELECT thread_id FROM comment WHERE id = ?', $made->json->{id});
    is api_act($moderator, $thread, 'lock', reason => 'Enough.')->json->{subject}, $name, 'it is locked by its number';
    is $brann->api(POST => '/api/v1/comments', { subject => $name, body => 'Me too.' })->json->{error}{code}, 'locked', 'and nobody writes there';
    is api_act($moderator, $thread, 'unlock')->{status}, 200, 'until it is unlocked';
    is api_act($admin, $thread, $_->[0], %{ $_->[1] })->json->{error}{code}, 'page_talk', "it is no thread to $_->[0]"
        for ['pin', {}], ['announce', { days => 1 }], ['rename', { title => 'Other', reason => 'x' }], ['move', { board => 'general', reason => 'x' }];
};

subtest 'slow mode: one comment an account in so many minutes' => sub {
    my $thread = start_thread($ada, title => 'Heated');
    my $path   = path_of($thread);
    is act($moderator, $thread, 'slow', reason => 'Calm down.', minutes => 5)->{status}, 303, 'a moderator turns it on';
    ok says($guest->get($path), 'Slow mode: everybody can post once in 5 minutes here.'), 'the page says so';
    my $said = $brann->post('/forum/reply', { subject => "thread:$thread", body => 'First.', key => 'slow-key' });
    is $said->{status}, 303, 'somebody writes';
    my $again = $brann->post('/forum/reply', { subject => "thread:$thread", body => 'Second.', key => unique('key') });
    is $again->{status}, 429, 'and has to wait before they write again';
    cmp_ok $again->header('retry-after'), '>', 240, 'for as long as it says';
    ok says($again, 'This thread is in slow mode. Please wait 5 minutes.'), 'in words, too';
    like $again->{text}, qr/>\s*Second\.</, 'and what was typed is kept';
    my $refused = $brann->api(POST => '/api/v1/comments', { subject => "thread:$thread", body => 'Third.' });
    is_deeply [$refused->{status}, $refused->json->{error}{code}], [429, 'slow'], 'as by the API';
    cmp_ok $refused->header('retry-after'), '>', 240, 'with the time';
    is $brann->post('/forum/reply', { subject => "thread:$thread", body => 'First.', key => 'slow-key' })->location, $said->location, 'the same sent twice is answered with what it made';
    is $ada->api(POST => '/api/v1/comments', { subject => "thread:$thread", body => "I don't." })->{status}, 429, 'who opened the thread waits too';
    is reply_to($moderator, $thread, "Number $_.") > 0, 1, 'who may turn it on does not' for 1 .. 2;
    sql('UPDATE comment SET created = created - INTERVAL 5 MINUTE WHERE thread_id = ? AND author_id = ?', $thread, $brann->{id});
    is reply_to($brann, $thread, 'After a while.') > 0, 1, 'after the time one may';
    my $cora = member();
    $cora->csrf;
    my @status = sort(parallel(4, sub ($i) { $cora->api(POST => '/api/v1/comments', { subject => "thread:$thread", body => "At once $i." })->{status} }));
    is_deeply \@status, [201, 429, 429, 429], 'of four at once one is written';
    is undo($moderator)->{status}, 303, 'undone';
    is reply_to($brann, $thread, 'As fast as I like.') > 0, 1, 'nobody waits';
    is api_act($moderator, $thread, 'slow', reason => 'x', minutes => $_)->{status}, 422, "$_ minutes are refused" for -1, 10081, 1.5, '"5"';
};

subtest 'pinned threads come first in the lists of their board, on whatever pages' => sub {
    my @thread = map { start_thread($ada, title => "Pins $_") } 1 .. 9;
    my @pinned = @thread[1, 4, 6, 7];
    is act($moderator, $_, 'pin')->{status}, 303, 'pinned' for @pinned;
    reply_to($brann, $thread[4], 'Up.');
    my @order = listed('general', 3);
    is_deeply [@order[0 .. 3]], [@thread[4, 7, 6, 1]], 'by their last posts, the newest first';
    is scalar(keys %{ { map { $_ => 1 } @order } }), scalar @order, 'and no thread stands twice';
    is_deeply [listed('general', $_)], \@order, "the same with $_ a page" for 1, 2, 4, 5;
    my ($first) = $guest->get('/forum/general/')->{text} =~ /Pins (\d)/;
    is $first, 5, 'on the page too';
    my ($newest) = $guest->get('/forum/general/threads.atom')->{text} =~ m{<entry>.*?thread:(\d+)<}s;
    is $newest, $thread[4], 'the feed goes by time alone';
    is undo($moderator)->{status}, 303, 'the last is undone';
    is_deeply [(listed('general'))[0 .. 2]], [@thread[4, 6, 1]], 'and is no longer among them';
    is act($moderator, $_, 'unpin')->{status}, 303, 'unpinned' for @thread[1, 4, 6];
    is act($ada, $thread[0], 'pin')->{status}, 403, 'a member pins nothing';
    sql('UPDATE thread SET pinned = 1 WHERE board_id = (SELECT board_id FROM (SELECT board_id FROM thread WHERE id = ?) x) AND id NOT IN (' . join(',', @thread) . ') ORDER BY id LIMIT 20', $thread[0]);
    my $count = value('SELECT COUNT(*) FROM thread WHERE pinned = 1 AND board_id = (SELECT board_id FROM thread WHERE id = ?)', $thread[0]);
    for my $i (1 .. 20 - $count) { sql('UPDATE thread SET pinned = 1 WHERE id = ?', start_thread($ada, title => "Filling $i")) }
    is api_act($moderator, $thread[0], 'pin')->json->{error}{code}, 'full', 'a board has at most 20';
    sql('UPDATE thread SET pinned = 0');
};

subtest 'an announcement stands on top of every board until its time has come' => sub {
    my $title  = unique('Downtime on Sunday');
    my $thread = start_thread($ada, title => $title);
    my @pages  = map {"/forum/$_"} '', map {"$_/"} @boards;
    cmp_ok @pages, '>', 2, 'there are several boards';
    my $seen = sub ($who) { [grep { $who->get($_)->{text} =~ /class="announcements"(?:(?!<\/section>).)*\Q$title\E/s } @pages] };
    is_deeply $seen->($guest), [], 'not before';
    is act($moderator, $thread, 'announce', days => 3)->{status}, 403, 'only some make announcements';
    is act($admin, $thread, 'announce', days => $_)->{status}, 422, "for $_ days is no time" for '', 0, 366, 'x';
    is act($admin, $thread, 'announce', days => 3)->{status}, 303, 'made for three days';
    is_deeply $seen->($_), \@pages, 'it is on all of them' for $guest, $brann;
    unlike $guest->at('camelot')->get('/forum/')->{text}, qr/\Q$title\E/, "and on no other site's";
    is scalar(grep { $_ == $thread } listed('general')), 1, 'in the list of its board it stands once';
    sql('UPDATE thread SET announced = UTC_TIMESTAMP(6) - INTERVAL 1 SECOND WHERE id = ?', $thread);
    ok wait_until(patience(10), sub { !@{ $seen->($guest) } }), 'when its time has come it is gone, from kept pages too';
    act($admin, $thread, 'announce', days => 3);
    is_deeply $seen->($guest), \@pages, 'announced once more';
    is act($admin, $thread, 'unannounce')->{status}, 303, 'it is ended by hand';
    is_deeply $seen->($guest), [], 'and is gone';
    undo($admin);
    is_deeply $seen->($guest), \@pages, 'undone, it is there again';
    undo($admin);
};

subtest 'a renamed thread is found by its new name, and old links lead to it' => sub {
    my $word   = unique('wurb') =~ tr/-//dr;
    my $thread = start_thread($ada, title => 'First name');
    reply_to($brann, $thread, 'An answer.');
    my $old = path_of($thread);
    is act($moderator, $thread, 'rename', title => "All about $word | 50%", reason => 'Say what it is about.')->{status}, 303, 'a moderator renames it';
    my $path = path_of($thread);
    like $path, qr/all-about-$word-50$/, 'its address says the new name';
    is_deeply [map { $guest->get($old)->$_ } qw(location)], [$path], 'the old one leads there';
    ok says($guest->get($path), "Renamed; it was called “First name” by $moderator->{name}:"), 'the page says who did it';
    followed();
    like $guest->get("/search?q=$word")->{text}, qr/\Q$path\E/, 'the search finds it by the new name';
    like $guest->get('/forum/general/')->{text}, qr/All about $word \| 50%/, 'lists have it';
    is undo($other)->{status}, 303, 'undone';
    is path_of($thread), $old, 'it is called as before';
    is act($moderator, $thread, 'rename', title => $_, reason => 'x')->{status}, 422, 'no title: ' . substr $_, 0, 9 for '', 'ab', 'x' x 301;
};

subtest 'whoever started a thread may rename it for a day, as long as nobody else has written there' => sub {
    my $thread = start_thread($ada, title => 'My own');
    like $ada->get(path_of($thread))->{text}, qr{/forum/thread/$thread/moderate/rename"}, 'the page offers it';
    unlike $brann->get(path_of($thread))->{text}, qr{moderate/rename}, 'to nobody else';
    is act($brann, $thread, 'rename', title => 'Not mine')->{status}, 403, 'nor may they';
    is act($ada, $thread, 'rename', title => 'My very own')->{status}, 303, 'it needs no reason';
    reply_to($ada, $thread, 'More of mine.');
    is act($ada, $thread, 'rename', title => 'My own again')->{status}, 303, 'also after a word more of theirs';
    reply_to($brann, $thread, 'And mine.');
    my $answer = api_act($ada, $thread, 'rename', title => 'Another');
    is_deeply [$answer->{status}, $answer->json->{error}{code}], [403, 'answered'], 'not when others have written';
    my $late = start_thread($ada, title => 'Old');
    sql('UPDATE thread SET created = created - INTERVAL 25 HOUR WHERE id = ?', $late);
    is api_act($ada, $late, 'rename', title => 'Another')->json->{error}{code}, 'too_late', 'nor after a day';
    is value('SELECT COUNT(*) FROM audit WHERE act = ? AND account_id = ?', 'thread.rename', $ada->{id}), 0, "one's own is no matter for the audit";
    sql('UPDATE thread SET created = created + INTERVAL 25 HOUR WHERE id = ?', $late);
};

subtest 'a thread moves to another board with all that is counted of it' => sub {
    my $thread = start_thread($ada, title => my $title = unique('In the wrong place'));
    reply_to($brann, $thread, "Reply $_.") for 1 .. 3;
    my $to = $elsewhere;
    my $from_title = value("SELECT b.title FROM board b JOIN site s ON s.id = b.site_id WHERE s.name = 'everquest' AND b.name = 'general'");
    act($moderator, $thread, 'pin');
    my $path = path_of($thread);
    ok((grep { ($_->attribute('value') // '') eq $to } $moderator->get("/forum/thread/$thread/moderate/move")->html->all('option')), 'the form offers the boards');
    my $stream = Lorehall::Stream->new($guest, "/live?subjects=thread:$thread");
    is act($moderator, $thread, 'move', board => 'no-such', reason => 'x')->{status}, 422, 'not one that is not there';
    is act($moderator, $thread, 'move', board => $to, reason => 'It is about that.')->{status}, 303, 'it is moved';
    is path_of($thread), $path, 'its address stays';
    ok $stream->expect(patience(5), name => 'thread', subject => "thread:$thread"), 'open pages are told';
    my $page = $guest->get($path);
    ok says($page, "Moved here from $from_title by $moderator->{name}:") && says($page, 'It is about that.'), 'its page says from where, by whom and why';
    like $page->{text}, qr{href="/forum/$to/"}, 'and leads to the other board';
    for (["/forum/%s/"], ['/forum/%s/threads.atom'], ['/api/v1/boards/%s/threads']) {
        my $there = sprintf $_->[0], $to;
        my $gone  = sprintf $_->[0], 'general';
        like $guest->get($there)->{text}, qr/\Q$title\E/, "$there has it";
        unlike $guest->get($gone)->{text}, qr/\Q$title\E/, "$gone has not";
    }
    is value('SELECT pinned FROM thread WHERE id = ?', $thread), 0, 'it is pinned no longer';
    is wrong(), $wrong, 'what is counted follows';
    is reply_to($brann, $thread, 'Here now.') > 0, 1, 'one writes there';
    is undo($moderator)->{status}, 303, 'undone';
    like $guest->get('/forum/general/')->{text}, qr/\Q$title\E/, 'it is back';
    is act($moderator, $thread, 'unpin')->{status}, 303, 'pinned as it was';
    is wrong(), $wrong, 'with what was counted';
};

# A board that only moderators read.
sub private_board () {
    my $name = unique('closed') =~ tr/A-Z_/a-z-/r;
    my $role = value("SELECT id FROM role WHERE name = 'moderator'");
    my $made = $admin->post('/admin/boards/new', { name => $name, title => my $title = unique('Closed') =~ tr/-//dr, description => '', place => '', map { ("$_.$role" => 1) } qw(read reply start) });
    is $made->{status}, 303, 'a board that only moderators read is made';
    return ($name, $title);
}

subtest 'what leaves for a board that not everybody reads leaves nothing behind on pages that it names' => sub {
    my $name   = unique('Amber Seal');
    my $entry  = make_entry('item', $name);
    my $title  = unique('Sealed') =~ tr/-//dr;
    my $thread = start_thread($ada, title => $title, body => 'Beginning.');
    reply_to($brann, $thread, "In a reply: [[$name]].");
    my $page = sub { $guest->get($guest->get("/beastiary/item/$entry")->location)->{text} };
    like $page->(), qr/\Q$title\E/, 'the page of an entry lists the thread that names it';
    my ($closed, $board_title) = private_board();
    is act($moderator, $thread, 'rename', title => "$title again", reason => 'x')->{status}, 303, 'renamed';
    like $page->(), qr/\Q$title\E again/, 'it has the new title at once';
    is act($moderator, $thread, 'move', board => $closed, reason => 'Evidence.')->{status}, 303, 'moved to the closed board';
    unlike $page->(), qr/\Q$title\E|In a reply/, 'the page has neither title nor text any more';
    is $guest->get("/forum/thread/$thread")->{status}, 404, 'nor is there a thread';
    is act($moderator, $thread, 'move', board => 'general', reason => 'All clear.')->{status}, 303, 'moved back';
    like $page->(), qr/\Q$title\E again/, 'it is listed again';
    my $seen = $guest->get(path_of($thread));
    ok says($seen, "Moved here by $moderator->{name}: ") && index($seen->{text}, $board_title) < 0, 'the notice does not name the board that the reader may not read';
    my $acts = $ada->get("/forum/thread/$thread/moderate/acts");
    ok $acts->{status} == 200 && index($acts->{text}, $board_title) < 0, 'nor does the list of acts to who began it';
    like $moderator->get("/forum/thread/$thread/moderate/acts")->{text}, qr/\Q$board_title\E/, 'but to a moderator who reads it';
};

subtest 'an act is undone exactly, or not at all' => sub {
    my $of = sub ($thread, $what) { value("SELECT $what FROM thread WHERE id = ?", $thread) };
    my $lock = start_thread($ada, title => 'Exactly locked');
    act($moderator, $lock, 'lock', reason => 'The first reason.');
    my ($first, $by) = (last_act(), $of->($lock, 'lock_id'));
    act($other, $lock, 'unlock');
    is undo($other)->{status}, 303, 'an unlocking is undone';
    is $of->($lock, 'lock_id'), $by, 'the lock is the one of before, with who did it and why';
    ok says($guest->get(path_of($lock)), "Locked by $moderator->{name}: The first reason."), 'on its page too';
    is $moderator->post("/admin/acts/$first/undo", {})->{status}, 303, 'that lock is undone by its row';
    is undo($moderator)->{status}, 303, 'the undoing as well';
    is_deeply [$of->($lock, 'locked'), $of->($lock, 'lock_id'), value('SELECT undone_id FROM moderation_act WHERE id = ?', $first)], [1, $by, undef], 'which puts the lock in force again';
    act($other, $lock, 'unlock');
    act($other, $lock, 'lock', reason => 'The second reason.');
    is $moderator->post("/admin/acts/$first/undo", {})->{status}, 409, 'a lock is not undone by the row of another one';
    is $of->($lock, 'locked'), 1, 'and stays';

    my $move = start_thread($ada, title => 'Exactly moved');
    act($moderator, $move, 'rename', title => 'Exactly renamed', reason => 'Told first.');
    act($moderator, $move, 'pin');
    act($moderator, $move, 'move', board => $elsewhere, reason => 'Told last.');
    ok says($guest->get(path_of($move)), 'Told last.'), 'a move is told of';
    is undo($other)->{status}, 303, 'and undone';
    is $of->($move, 'pinned'), 1, 'the thread is pinned again';
    ok says($guest->get(path_of($move)), 'Told first.'), 'and its page tells of what it told before';
    act($moderator, $move, 'unpin');
    act($moderator, $move, 'move', board => $elsewhere, reason => 'x');
    my $board = value('SELECT board_id FROM thread WHERE id = ?', $move);
    my $called = value('SELECT title FROM board WHERE id = ?', $board);
    sql('UPDATE board SET title = ? WHERE id = ?', "$called (new)", $board);
    is undo($other)->{status}, 303, 'a move is undone where the board is called otherwise by now';
    sql('UPDATE board SET title = ? WHERE id = ?', $called, $board);

    my $years = start_thread($ada, title => '1999 Fall');
    act($moderator, $years, 'rename', title => 'A year', reason => 'x');
    ok says($guest->get(path_of($years)), 'it was called “1999 Fall”'), 'a title keeps its digits';
    is wrong(), $wrong, 'what is kept is right';
};

subtest 'announcements are for all boards: at most five, by who may make them everywhere' => sub {
    my @thread = map { start_thread($ada, title => "Announced $_") } 1 .. 6;
    is act($admin, $thread[$_], 'announce', days => 2)->{status}, 303, 'announcement ' . ($_ + 1) for 0 .. 4;
    my $sixth = act($admin, $thread[5], 'announce', days => 2);
    is $sixth->{status}, 422, 'a sixth is refused';
    ok says($sixth, 'This site has 5 announcements already. End one first.'), 'in words';
    is act($admin, $thread[0], 'announce', days => 4)->{status}, 303, 'one of the five is prolonged';
    my $role = unique('herald') =~ tr/A-Z_/a-z-/r;
    is((lorehall('', 'role', 'create', $role, '--title', 'Herald', 'thread.announce'))[0], 0, 'there is a role that may announce');
    my $herald = member();
    is((lorehall('', 'role', 'grant', $herald->{name}, $role, qw(--site everquest --board general)))[0], 0, 'somebody may on one board');
    is act($herald, $thread[0], 'unannounce')->{status}, 403, 'which is not enough to end one of all boards';
    is act($admin, $_, 'unannounce')->{status}, 303, 'ended' for @thread[0 .. 4];
    is act($herald, $thread[5], 'announce', days => 2)->{status}, 403, 'nor to make one';
};

subtest 'a thread is merged into another: comments, votes and names follow, and old addresses lead there' => sub {
    my $name = unique('Merging Seal');
    my $entry = make_entry('item', $name);
    my $word = unique('wilm') =~ tr/-//dr;
    my $old  = start_thread($ada, title => "Older $word", body => 'The older one begins.');
    my $into = start_thread($brann, title => 'The one to stay', body => 'Stays.');
    my $answer = reply_to($brann, $old, "Named: [[$name]].");
    my $deep   = reply_to($ada, $old, "An answer $word.", $answer);
    my ($opening, $first) = map { (thread_ids($_))[0] } $old, $into;
    $brann->post("/forum/comment/$deep/rating", { value => 1 });
    my ($old_path, $path) = (path_of($old), path_of($into));
    is act($brann, $old, 'merge', into => $into, reason => 'x')->{status}, 403, 'members merge nothing';
    my $form = $moderator->get("/forum/thread/$old/moderate/merge?into=$path");
    ok says($form, '3 comments, 2 authors.'), 'the form says what it touches' or diag $form->{text};
    is act($moderator, $old, 'merge', into => $_, reason => 'x')->{status}, 422, "not into: $_" for $old, 99999999, 'nowhere', '';
    my @streams = map { Lorehall::Stream->new($guest, "/live?subjects=thread:$_") } $old, $into;
    is act($moderator, $old, 'merge', into => "thread:$into", reason => 'The same again.')->location, "/forum/thread/$into", 'a moderator merges it';
    ok $streams[$_]->expect(patience(5), name => 'thread'), 'open pages are told' for 0, 1;
    is wrong(), $wrong, 'what is kept is right';
    my $page = $guest->get($path);
    ok says($page, "Merged with “Older $word” by $moderator->{name}: The same again."), 'the page tells of it';
    my @seen = $page->{text} =~ /<article[^>]* id="c-(\d+)"/g;
    is_deeply \@seen, [$first, $opening, $answer, $deep], 'the tree keeps its order';
    my $led = $guest->get($old_path);
    is_deeply [$led->{status}, $led->location], [301, "$path#c-$opening"], 'the old address leads to its first post for good';
    is $guest->get("$old_path?under=$answer")->location, "$path#c-$answer", 'one of a branch to that';
    is $guest->get("/forum/comment/$deep")->location, "$path#c-$deep", 'each permalink to its comment';
    is $guest->get("/forum/thread/$old/comments.atom")->{status}, 301, 'and its feed to the other feed';
    is $guest->api(GET => "/api/v1/threads/thread:$old")->{status}, 301, 'as in the API';
    is $guest->api(GET => "/api/v1/threads/thread:$into")->json->{total}, 4, 'which counts all of them';
    unlike $guest->get("/forum/general/")->{text}, qr/Older \Q$word\E/, 'lists have it no longer';
    like $guest->get($guest->get("/beastiary/item/$entry")->location)->{text}, qr/The one to stay/, 'what is named there leads to the other thread';
    followed();
    unlike $guest->get("/search?q=$word")->{text}, qr/\Q$old_path\E/, 'the search has no such thread';
    like $guest->get("/search?q=$word")->{text}, qr{/forum/comment/$deep}, 'but its comments';
    is value('SELECT thread_id FROM rating WHERE comment_id = ?', $deep), $into, 'votes too';
    my $late = $brann->post('/forum/reply', { subject => "thread:$old", parent => $deep, body => 'Written before.', key => unique('key') });
    is $late->{status}, 303, 'an answer that was begun before is written';
    is value('SELECT thread_id FROM comment ORDER BY id DESC LIMIT 1'), $into, 'where its comment is';
    is wrong(), $wrong, 'and counted there';
    is act($moderator, $old, 'lock', reason => 'x')->{status}, 404, 'nothing more is done to what was merged';
    is undo($other)->{status}, 303, 'another moderator undoes it by its row';
    is wrong(), $wrong, 'what is kept is right';
    is $guest->get($old_path)->{status}, 200, 'the thread is there again';
    is scalar(thread_ids($old)), 4, 'with what was written below it since';
    is scalar(thread_ids($into)), 1, 'and the other one as before';
    unlike $guest->get($path)->{text}, qr/Merged with/, 'which says nothing of it';
    is value("SELECT COUNT(*) FROM audit WHERE act = 'thread.merge' AND subject LIKE ?", "%thread:$old"), 1, 'both are audited';
};

subtest 'comments are split off with all that answers them, and come back' => sub {
    my $thread = start_thread($ada, title => 'Much at once');
    my @top = map { reply_to($brann, $thread, "Top $_.") } 1 .. 3;
    my $below = $top[1];
    my @deep = map { $below = reply_to($ada, $thread, "Level $_.", $below) } 1 .. 23;
    my ($opening) = thread_ids($thread);
    my $path = path_of($thread);
    my $form = $moderator->get("/forum/thread/$thread/moderate/split?comments=$top[1]");
    ok says($form, '24 comments, 2 authors.'), 'the form says what goes';
    like $moderator->get("/forum/comment/$top[1]/moderate")->{text}, qr{moderate/split\?comments=$top[1]"}, 'a comment leads to it';
    is act($moderator, $thread, 'split', comments => $_, title => 'New one', reason => 'x')->{status}, 422, "not: $_" for '', 'x', ',', ' ; ', $opening, 99999999;
    is act($brann, $thread, 'split', comments => $top[1], title => 'New one', reason => 'x')->{status}, 403, 'not by members';
    my $made = act($moderator, $thread, 'split', comments => "/forum/comment/$top[1], #c-$deep[3] $top[2]", title => 'A matter of its own', reason => 'Another matter.');
    is $made->{status}, 303, 'a moderator splits two branches off' or diag $made->{text};
    my ($new) = $made->location =~ /(\d+)$/;
    is wrong(), $wrong, 'what is kept is right';
    is_deeply [scalar(thread_ids($new)), scalar(thread_ids($thread))], [25, 2], 'each has its part';
    ok says($guest->get(path_of($new)), "Split off from “Much at once” by $moderator->{name}: Another matter."), 'the new one says from where';
    ok says($guest->get($path), "Comments were split off into “A matter of its own” by $moderator->{name}"), 'and the former where to';
    is $guest->get("/forum/comment/$top[1]")->location, path_of($new) . "#c-$top[1]", 'permalinks lead there';
    like $guest->get('/forum/general/')->{text}, qr/A matter of its own/, 'lists have it';
    my $reply = reply_to($brann, $new, 'In the new one.', $top[2]);
    is act($moderator, $new, 'merge', into => (my $third = start_thread($ada, title => 'A third')), reason => 'x')->{status}, 303, 'it is merged elsewhere';
    my $act = value("SELECT MAX(id) FROM moderation_act WHERE kind = 'split'");
    my $refused = $moderator->post("/admin/acts/$act/undo", {});
    is $refused->{status}, 409, 'then the split cannot be undone' ;
    is wrong(), $wrong, 'what is kept is right';
    is undo($moderator)->{status}, 303, 'the merge is undone';
    is $moderator->post("/admin/acts/$act/undo", {})->location, "/forum/thread/$thread/moderate/acts", 'and then the split';
    is wrong(), $wrong, 'what is kept is right';
    is scalar(thread_ids($thread)), 28, 'all is back';
    is $guest->get("/forum/thread/$new")->{status}, 301, 'the address of the other leads here';
    unlike $guest->get($path)->{text}, qr/split off/, 'and nothing is said of it';
    my $api = api_act($moderator, $thread, 'split', comments => "$top[0]", title => 'By the API', reason => 'x');
    is_deeply [$api->{status}, $api->json->{comments}], [200, 1], 'the API does it too';
};

subtest 'merging asks for both boards, and tells nothing of one that the reader may not read' => sub {
    my ($closed) = private_board();
    my $open   = start_thread($ada, title => 'Open to all', body => 'Open words.');
    my $secret = start_thread($moderator, board => $closed, title => my $title = unique('Secret') =~ tr/-//dr);
    my $keeper = member();
    lorehall('', 'role', 'grant', $keeper->{name}, qw(moderator --site everquest --board general));
    is act($keeper, $open, 'merge', into => $secret, reason => 'x')->{status}, 422, 'a thread that one may not read is none to merge into';
    is act($moderator, $secret, 'merge', into => $open, reason => 'x')->{status}, 303, 'what was closed is merged into an open thread';
    ok index($guest->get(path_of($open))->{text}, $title) < 0, 'whose page does not name it';
    undo($moderator);
    my $path = path_of($open);
    is act($moderator, $open, 'merge', into => $secret, reason => 'x')->{status}, 303, 'and the other way round';
    is $guest->get($path)->{status}, 404, 'then the old address leads nobody there';
    is $guest->get('/forum/comment/' . (value('SELECT opening_id FROM thread WHERE id = ?', $open)))->{status}, 404, 'nor do permalinks';
    my $missed = sub ($thread) { $guest->get("/live/missed?subjects=thread:$thread&since=0")->{text} };
    unlike $missed->($open), qr/Open words/, 'nor does what open pages have missed tell it';
    is $keeper->post('/admin/acts/' . last_act() . '/undo', {})->{status}, 404, 'nor may who does not read it undo it';
    is undo($moderator)->{status}, 303, 'who reads both may';
    my $branch = reply_to($brann, $open, 'Branch words.');
    followed();
    like $missed->($open), qr/Branch words/, 'what is written there open pages are told';
    is act($moderator, $open, 'split', comments => $branch, board => $closed, title => 'Aside', reason => 'x')->{status}, 303, 'it is split off to the closed board';
    unlike $missed->($open), qr/Branch words/, 'and they are told no more of it';
    is undo($moderator)->{status}, 303, 'taken back';
    is $guest->get($path)->{status}, 200, 'and it is there again';
    is wrong(), $wrong, 'what is kept is right';
};

subtest 'whatever is done one after the other, what is kept is what counting it anew gives, and undoing it all brings all back' => sub {
    srand(my $seed = $ENV{LOREHALL_TEST_SEED} // 11);
    my $any = sub (@of) { $of[rand @of] };
    my @threads = map { start_thread($any->($ada, $brann), title => "Shuffled $_", body => "Shuffled beginning $_.") } 1 .. 5;
    for my $thread (@threads) {
        reply_to($any->($ada, $brann), $thread, 'Shuffled words.', $any->(thread_ids($thread))) for 1 .. 8;
    }
    my @known = map { thread_ids($_) } @threads;
    my ($in, $known) = map { join ',', @$_ } \@threads, \@known;
    my $state = sub () {
        return [rows("SELECT id, thread_id, parent_id, branch_id, top_comment_id, root_id, level, state FROM comment WHERE id IN ($known) ORDER BY id"),
            rows("SELECT id, board_id, title, opening_id, merged_id, hidden, pinned, locked, notice_id FROM thread WHERE id IN ($in) ORDER BY id")];
    };
    my $before = $state->();
    my (@acts, @wrong, @refused);
    my $do = sub ($path, %fields) {
        my $answer = $moderator->api(POST => "/api/v1/$path", \%fields);
        push @acts, $answer->json->{act} if $answer->{status} == 200;
        push @refused, "$path: $answer->{status}" if $answer->{status} !~ /^(?:200|404|409|422)$/;
        return $answer->{status};
    };
    for my $step (1 .. $ENV{LOREHALL_TEST_TRIES} // 45) {
        my ($thread, $into) = ($any->(@threads), $any->(@threads));
        my ($comment, $another) = map { $any->(@known) } 1 .. 2;
        my $where = value('SELECT thread_id FROM comment WHERE id = ?', $comment);
        my $act = $any->(qw(merge merge merge split split split remove restore reply reply move lock unlock pin rename undo undo));
        if    ($act eq 'merge')  { $do->("threads/$thread/merge", into => "thread:$into", reason => 'x') }
        elsif ($act eq 'split')  { $do->("threads/$where/split", comments => $any->("$comment", "$comment $another"), title => "Split $step", reason => 'x') }
        elsif ($act =~ /^re(?:move|store)$/) { $do->("comments/$comment/$act", reason => 'x', scope => $any->('comment', 'branch')) }
        elsif ($act eq 'reply')  { $brann->api(POST => '/api/v1/comments', { subject => "thread:$where", parent => 0 + $comment, body => "Shuffled $step." }) }
        elsif ($act eq 'move')   { $do->("threads/$thread/move", board => $any->('general', $elsewhere), reason => 'x') }
        elsif ($act eq 'rename') { $do->("threads/$thread/rename", title => "Renamed $step", reason => 'x') }
        elsif ($act ne 'undo')   { $do->("threads/$thread/$act", reason => 'x') }
        elsif (@acts) {
            my $last = pop @acts;
            push @refused, "undo $last" if $moderator->api(POST => "/api/v1/acts/$last/undo", {})->{status} != 200;
        }
        my $now = wrong();
        push @wrong, "after $act ($step): $now" if $now ne $wrong;
        last if @wrong;
    }
    is_deeply \@wrong, [], 'it is right after each step' or diag "LOREHALL_TEST_SEED=$seed";
    cmp_ok @acts, '>', 0, 'something was done';
    for my $last (reverse @acts) {
        my $answer = $moderator->api(POST => "/api/v1/acts/$last/undo", {});
        push @refused, "undo $last (" . value('SELECT kind FROM moderation_act WHERE id = ?', $last) . "): $answer->{status} $answer->{text}" if $answer->{status} != 200;
    }
    is_deeply \@refused, [], 'each act is done or refused for a reason, and undone' or diag "LOREHALL_TEST_SEED=$seed";
    is_deeply $state->(), $before, 'all is where it was' or diag "LOREHALL_TEST_SEED=$seed";
    is wrong(), $wrong, 'and counted so' or diag "LOREHALL_TEST_SEED=$seed";
    followed();
    is_deeply [rows("SELECT c.id FROM comment c LEFT JOIN comment_words w ON w.comment_id = c.id WHERE c.id IN ($known) AND (w.comment_id IS NULL) = (c.state = 0)")], [], 'the search has the words of what is shown';
};

subtest 'rights are asked for on both boards' => sub {
    my $thread = start_thread($ada, title => 'Whose board');
    my $to = $elsewhere;
    my $keeper = member();
    my $granted = (lorehall('', 'role', 'grant', $keeper->{name}, qw(moderator --site everquest --board general)))[0];
    is $granted, 0, 'somebody moderates one board';
    is act($keeper, $thread, 'lock', reason => 'Mine to keep.')->{status}, 303, 'they lock a thread there';
    is act($keeper, $thread, 'move', board => $to, reason => 'Away.')->{status}, 403, 'and cannot move it to where they do not';
    is act($moderator, $thread, 'move', board => $to, reason => 'Away.')->{status}, 303, 'others do';
    is act($keeper, $thread, 'unlock')->{status}, 403, 'then it is theirs no more';
    is $keeper->post('/admin/acts/' . last_act() . '/undo', {})->{status}, 403, 'nor to bring back';
    is act($moderator->at('camelot'), $thread, 'lock', reason => 'x')->{status}, 404, "and another site's moderators have no such thread";
};

subtest 'two moderators at once: one is told, with what it is now and what they typed' => sub {
    my $thread = start_thread($ada, title => 'Two at once');
    my ($version) = $other->get("/forum/thread/$thread/moderate/rename")->{text} =~ /name="version" value="(\d+)"/;
    act($moderator, $thread, 'rename', title => 'By the first', reason => 'x');
    my $late = act($other, $thread, 'rename', title => 'By the second', reason => 'Mine is better.', version => $version);
    is $late->{status}, 409, 'the second is told';
    ok says($late, 'Somebody changed this thread in the meantime.') && says($late, 'By the first: 1 comment'), 'with what it is now';
    like $late->{text}, qr/value="By the second".*value="Mine is better\."/s, 'and with what they typed';
    $_->csrf for $moderator, $other;
    for my $round (1 .. 5) {
        my @status = sort(parallel(2, sub ($i) { ($moderator, $other)[$i]->api(POST => "/api/v1/threads/$thread/lock", { reason => "Number $i.", version => 0 + value('SELECT version FROM thread WHERE id = ?', $thread) })->{status} }));
        is_deeply \@status, [200, 409], 'of two locks at once one is told' if $round < 5;
        act($moderator, $thread, 'unlock');
    }
};

subtest 'what is posted while a thread is locked or moved is written before it, or refused, and counted' => sub {
    my $thread = start_thread($ada, title => 'In motion');
    my $to = $elsewhere;
    $_->csrf for $ada, $brann, $moderator, $other;
    my @status = parallel(6, sub ($i) {
        if ($i == 0) { return join ' ', map { my $board = $_ % 2 ? $to : 'general'; api_act($moderator, $thread, 'move', board => $board, reason => 'x')->{status} } 1 .. 6 }
        if ($i == 1) { return join ' ', map { api_act($other, $thread, $_ % 2 ? ('lock', reason => 'x') : 'unlock')->{status} } 1 .. 6 }
        return join ' ', map { ($ada, $brann)[$i % 2]->api(POST => '/api/v1/comments', { subject => "thread:$thread", body => "Meanwhile $i $_." })->{status} } 1 .. 8;
    });
    my %count;
    $count{$_}++ for map { split ' ' } @status[2 .. 5];
    is_deeply [grep { $_ ne '201' && $_ ne '403' } keys %count], [], 'each post is written or refused as locked';
    is value('SELECT COUNT(*) FROM comment WHERE thread_id = ?', $thread), 1 + ($count{201} // 0), 'those that were answered so are there';
    is_deeply [grep { $_ !~ /^(?:200|409)$/ } map { split ' ' } @status[0, 1]], [], 'each act is done, or told that another came before';
    is wrong(), $wrong, 'and what is kept is right';
};

done_testing;
