# Words and patterns that hold posts for review: made with a look at what they would have caught, and what becomes of what
# they hold, for its author, for others and for moderators.
# Written by SQL: comment; the age of one that is older than what is looked at.
use v5.36;
use utf8;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Test::More;
use Lorehall;
use Lorehall::Stream;

my ($ada, $brann, $guest) = (member(), member(), visitor());
my ($moderator, $administrator) = (member(role => 'moderator'), administrator());
my @made;

sub word () { unique('zorb') =~ tr/-//dr }

# The fields of a filter's form.
sub fields (%given) { return (note => 'A test', kind => 'words', state => 'hold', where => 'site', act => 'save', %given) }

# What the page says of a look: how many it caught, and the key with which it can be saved.
sub look ($path, %given) {
    my $answer = $administrator->post($path, { fields(%given), act => $given{act} // 'try' });
    my ($caught) = $answer->{text} =~ /<b>([\d,]+) comments?<\/b>/;
    my ($tried)  = $answer->{text} =~ /name="tried" value="(\w+)"/;
    my ($looked) = $answer->{text} =~ /of ([\d,]+) that were looked at/;
    return { answer => $answer, caught => $caught, tried => $tried, looked => $looked };
}

sub make_filter (%given) {
    my $look   = look('/admin/filters/new', %given);
    my $answer = $administrator->post('/admin/filters/new', { fields(%given), tried => $look->{tried} });
    my ($id)   = ($answer->location // '') =~ m{^/admin/filters/(\d+)} or die "no filter: $answer->{status} $answer->{text}";
    push @made, $id;
    return $id;
}

sub version ($filter) { value('SELECT version FROM word_filter WHERE id = ?', $filter) }
sub drop_filter ($filter) { $administrator->post("/admin/filters/$filter", { act => 'delete', version => version($filter) }) }
sub held_of ($who) { value('SELECT MAX(id) FROM held_post WHERE author_id = (SELECT id FROM account WHERE name = ?)', $who->{name}) }
sub decide ($act, @ids) { $moderator->post('/admin/held', [act => $act, reason => 'Because.', map { (id => $_) } @ids]) }
sub act_of ($answer) { ($answer->location // '') =~ /decided=(\d+)/ ? $1 : die "not decided: $answer->{status} $answer->{text}" }
sub path_of ($thread) { $guest->get("/forum/thread/$thread")->location }

sub board_counts ($thread) {
    return join ' ', map { $_ // 'none' } @{ (rows('SELECT t.comments, t.hidden, t.last_comment_id, b.threads, b.comments, b.last_comment_id FROM thread t JOIN board_tally b ON b.board_id = t.board_id WHERE t.id = ?', $thread))[0] };
}

# Where TEXT can be read by $who: every page, list, feed and document that has comments of THREAD.
sub read_at ($who, $thread, $word, $text) {
    my $path = path_of($thread);
    return [grep { $who->get($_)->{text} =~ /\Q$text\E/ } $path, "$path?sort=newest", "$path?sort=best", "/forum/thread/$thread/comments.atom",
        '/forum/general/threads.atom', '/forum/general/', '/forum/', "/api/v1/threads/thread:$thread", "/search?q=$word", "/api/v1/search?q=$word", "/u/$ada->{name}"];
}

subtest 'what a filter would have caught is told before it holds anything' => sub {
    my $word   = word();
    my $thread = start_thread($ada, title => 'Before the filter');
    reply_to($ada, $thread, "I sell $word, cheap.");
    my $old = reply_to($brann, $thread, "Old $word.");
    sql('UPDATE comment SET created = created - INTERVAL 40 DAY WHERE id = ?', $old);
    reply_to($brann, $thread, 'Nothing of it.');
    my $before = written();
    my $answer = $administrator->post('/admin/filters/new', { fields(text => $word) });
    is $answer->{status}, 200, 'what is to hold posts is not saved unseen';
    is_deeply written(), $before, 'nothing was written';
    my $look = look('/admin/filters/new', text => $word);
    is $look->{caught}, 1, 'the comment of these days counts, the old one does not';
    cmp_ok $look->{looked} =~ tr/,//dr, '>=', 2, 'of those that were looked at';
    like $look->{answer}{text}, qr/<blockquote dir="auto">I sell \Q$word\E, cheap\./, 'it is shown';
    like $look->{answer}{text}, qr/<mark><bdi>\Q$word\E/, 'with what was found';
    is look('/admin/filters/new', text => $word, act => 'more', before => 1, looked => 5, caught => 3, gave_up => 0)->{caught}, 3, 'looking further back adds to what was counted';
    $answer = $administrator->post('/admin/filters/new', { fields(text => "$word more"), tried => $look->{tried} });
    is $answer->{status}, 200, 'another text has to be looked at anew';
    $answer = $administrator->post('/admin/filters/new', { fields(text => $word, state => 'off') });
    is $answer->{status}, 303, 'what is off can be saved at once';
};

subtest 'what is wrong with a filter is told with its place' => sub {
    my $before = written();
    my $answer = $administrator->post('/admin/filters/new', { fields(kind => 'pattern', text => 'gold (now') });
    is $answer->{status}, 422, 'a pattern that does not compile is refused';
    like $answer->{text}, qr/At character 10: missing closing parenthesis\./, 'with where';
    like $answer->{text}, qr/gold \(now<\/textarea>/, 'what was typed stays';
    like $administrator->post('/admin/filters/new', { fields(text => "gold\n**\n") })->{text}, qr/Line 2 has neither letters nor digits/, 'a line without a word is told';
    like $administrator->post('/admin/filters/new', { fields(kind => 'pattern', text => 'a*') })->{text}, qr/found in every post/, 'and a pattern that fits everything';
    is $moderator->post('/admin/filters/new', { fields(text => 'gold', state => 'off') })->{status}, 403, 'moderators do not make filters';
    is_deeply written(), $before, 'nothing was written';
};

subtest 'a reply that is held is read by its author and moderators alone, until it is published in its place' => sub {
    my $word   = word();
    my $filter = make_filter(text => $word, note => 'Gold & sellers');
    my $thread = start_thread($ada, title => 'Held replies');
    my $first  = reply_to($brann, $thread, 'The first.');
    my $counts = board_counts($thread);
    my $body   = "Buy ${\ uc $word} here.";
    my $answer = $ada->post('/forum/reply', { subject => "thread:$thread", parent => $first, body => $body, key => unique('k') });
    is $answer->{status}, 303, 'it is taken';
    my $id = held_of($ada);
    is $answer->location, "/forum/held/$id", 'and leads to what waits';
    my $later = reply_to($brann, $thread, 'A later one.', $first);
    my $said  = uc $word;
    is_deeply read_at($_, $thread, $word, $said), [], 'nobody reads it' for $guest, $brann, $moderator;
    is_deeply read_at($ada, $thread, $word, $said), [], 'nor its author among others\' comments';
    like $ada->get(path_of($thread))->{text}, qr/waits for review.*href="\/forum\/held\/$id"/s, 'who is told where it is';
    like $ada->get("/forum/held/$id")->{text}, qr/\Q$said\E/, 'and reads it there';
    is $_->get("/forum/held/$id")->{status}, 404, 'nobody else does' for $brann, $moderator;
    is $guest->get("/forum/held/$id")->{status}, 303, 'a guest is asked who they are';
    is $_->get("/forum/comment/$id")->{status}, 404, 'there is no such comment' for $guest, $ada, $moderator;
    is $brann->get("/admin/held/$id")->{status}, 403, 'members do not see the moderators\' page of it';
    is $ada->api(POST => "/api/v1/comments/$id/rating", { value => 1 })->{status}, 404, 'it cannot be rated';
    is $brann->api(POST => '/api/v1/comments', { subject => "thread:$thread", parent => 0 + $id, body => 'An answer.' })->{status}, 422, 'nor answered';

    my $queue = $moderator->get('/admin/queue')->{text};
    like $queue, qr/id="held-$id".*\Q$said\E.*Gold &amp; sellers.*<mark><bdi>\Q$word\E/s, 'the queue has it, with why';
    like $moderator->get('/admin/')->{text}, qr/Held posts/, 'and the dashboard counts it';
    unlike $queue, qr/href="\/admin\/filters\/$filter"/, 'who cannot change filters is not led to them';

    my $stream = Lorehall::Stream->new($guest, "/live?subjects=thread:$thread");
    my $act    = act_of(decide(release => $id));
    followed();
    my $event = $stream->expect(patience(5), name => 'comment', id => 0 + $id);
    like $event->{json}{html}, qr/\Q$said\E/, 'open pages get it when it is published';
    my @kept = grep { !/threads\.atom/ } @{ read_at($guest, $thread, $word, $said) };
    is scalar @kept, 7, 'and it is everywhere where comments are' or diag "@kept";
    my $page = $guest->get(path_of($thread))->{text};
    like $page, qr/id="c-$first".*id="c-$id".*id="c-$later"/s, 'in its place, by when it was written';
    is value('SELECT c.created = h.created FROM comment c JOIN held_post h ON h.id = c.id WHERE c.id = ?', $id), 1, 'with its own time';
    is $ada->get("/forum/held/$id")->location, "/forum/comment/$id", 'its author is led to it';
    unlike $ada->get(path_of($thread))->{text}, qr/waits for review/, 'and told nothing more';
    is value('SELECT comments FROM thread WHERE id = ?', $thread), 4, 'it is counted';

    is $moderator->post("/admin/acts/$act/undo", {})->{status}, 303, 'that can be undone';
    followed();
    is_deeply read_at($guest, $thread, $word, $said), [], 'nobody reads it then';
    is value('SELECT comments FROM thread WHERE id = ?', $thread), 3, 'and it is not counted';
    like $moderator->get('/admin/queue')->{text}, qr/id="held-$id"/, 'it waits again';
    act_of(decide(release => $id));
    like $guest->get(path_of($thread))->{text}, qr/\Q$said\E/, 'and can be published once more';
    is value('SELECT comments FROM thread WHERE id = ?', $thread), 4, 'counted once';
    is decide(release => $id)->{status}, 409, 'but not twice';
    drop_filter($filter);
};

subtest 'trivial evasions are held, and what is like it is not' => sub {
    my $filter = make_filter(text => "quibgold\nmorzsell*", spelled => 1);
    my $thread = start_thread($ada, title => 'Evasions');
    my @held   = ('QUIBGOLD', 'q.u.i.b.g.o.l.d', 'q u i b g o l d', 'quibg0ld', 'quіbgоld', "quib\x{200B}gold", '𝐪𝐮𝐢𝐛𝐠𝐨𝐥𝐝', 'quib**gold**', 'morzsellers', 'quib[](http://x.example)gold');
    for my $text (@held) {
        my $author = member();
        is $author->api(POST => '/api/v1/comments', { subject => "thread:$thread", body => "Now $text now." })->{status}, 202, "$text is held";
    }
    is $ada->api(POST => '/api/v1/comments', { subject => "thread:$thread", body => $_ })->{status}, 201, "$_ is published"
        for 'quib gold', 'equibgold', 'amorzsell';
    drop_filter($filter);
};

subtest 'the API says what became of it, and the same sent again is the same' => sub {
    my $word   = word();
    my $filter = make_filter(text => $word);
    my $thread = start_thread($ada, title => 'By the API');
    my $post   = { subject => "thread:$thread", body => "About $word.", idempotency_key => unique('key') };
    my $answer = $ada->api(POST => '/api/v1/comments', $post);
    is $answer->{status}, 202, 'it is taken, and not published';
    is $answer->json->{state}, 'held', 'its state is told';
    my $id = $answer->json->{id};
    like $answer->json->{url}, qr{/forum/held/$id$}, 'and where it is';
    $answer = $ada->api(POST => '/api/v1/comments', $post);
    is_deeply [$answer->{status}, $answer->json->{id}], [202, $id], 'sent again it is the same';
    is $ada->api(POST => '/api/v1/comments', { %$post, body => "More $word." })->{status}, 409, 'the key is for nothing else';
    act_of(decide(release => $id));
    $answer = $ada->api(POST => '/api/v1/comments', $post);
    is_deeply [$answer->{status}, $answer->json->{id}], [201, $id], 'published, it is what was made';
    drop_filter($filter);
    $answer = $ada->api(POST => '/api/v1/comments', $post);
    is_deeply [$answer->{status}, $answer->json->{id}], [201, $id], 'also when there is no filter any more';
};

subtest 'a thread that is held is not there until it is published' => sub {
    my $word   = word();
    my $filter = make_filter(text => $word);
    my $boards = $guest->get('/forum/')->{text};
    my $counts = value('SELECT GROUP_CONCAT(CONCAT(threads, "/", comments)) FROM board_tally');
    my $answer = $ada->post('/forum/general/new', { title => "A title with $word", body => 'Harmless.', key => unique('k') });
    my $id     = held_of($ada);
    is $answer->location, "/forum/held/$id", 'its title is looked at, too';
    unlike $guest->get($_)->{text}, qr/$word/, "$_ has it not" for '/forum/', '/forum/general/', '/forum/general/threads.atom', "/api/v1/boards/general/threads";
    is value('SELECT COUNT(*) FROM thread WHERE title LIKE ?', "%$word%"), 0, 'there is no thread';
    is value('SELECT GROUP_CONCAT(CONCAT(threads, "/", comments)) FROM board_tally'), $counts, 'and nothing is counted';
    like $ada->get('/forum/held')->{text}, qr/A title with \Q$word\E/, 'its author finds it among what waits';
    unlike $brann->get('/forum/held')->{text}, qr/\Q$word\E/, 'which is their own';
    my $act = act_of(decide(release => $id));
    followed();
    like $guest->get('/forum/general/')->{text}, qr/A title with \Q$word\E/, 'published, it is on its board';
    my ($thread) = map { $_->[0] } rows('SELECT thread_id FROM comment WHERE id = ?', $id);
    is $guest->follow("/forum/thread/$thread")->{status}, 200, 'with a page of its own';
    like $guest->get("/search?q=$word")->{text}, qr/A title with/, 'and found';
    $moderator->post("/admin/acts/$act/undo", {});
    followed();
    unlike $guest->get('/forum/general/')->{text}, qr/\Q$word\E/, 'undone, its board has it no longer';
    is value('SELECT GROUP_CONCAT(CONCAT(threads, "/", comments)) FROM board_tally'), $counts, 'and counts as before';
    drop_filter($filter);
};

subtest 'a change that is held leaves the comment as it was' => sub {
    my $word    = word();
    my $thread  = start_thread($ada, title => 'Edits');
    my $comment = reply_to($ada, $thread, 'Harmless words.');
    my $filter  = make_filter(text => $word);
    my $edit    = sub ($body) { $ada->post("/forum/comment/$comment/edit", { body => $body, version => value('SELECT COALESCE(CAST(UNIX_TIMESTAMP(edited) * 1000000 AS UNSIGNED), 0) FROM comment WHERE id = ?', $comment) }) };
    my $answer  = $edit->("Now with $word.");
    my $id      = held_of($ada);
    is $answer->location, "/forum/held/$id", 'an edit is looked at as a post is';
    like $guest->get(path_of($thread))->{text}, qr/Harmless words\./, 'others read what was there';
    unlike $guest->get(path_of($thread))->{text}, qr/\Q$word\E/, 'and not what waits';
    $edit->("Once more with $word.");
    is_deeply [rows('SELECT COUNT(*), SUM(state = 0) FROM held_post WHERE comment_id = ?', $comment)], [[2, 1]], 'the last change is the one that waits';
    $id = held_of($ada);
    my $act = act_of(decide(release => $id));
    like $guest->get(path_of($thread))->{text}, qr/Once more with \Q$word\E/, 'published, it takes the place of the text';
    $moderator->post("/admin/acts/$act/undo", {});
    like $guest->get(path_of($thread))->{text}, qr/Harmless words\./, 'undone, the text is what it was';
    is $edit->('Clean words.')->location, "/forum/comment/$comment", 'another change is saved at once';
    decide(release => $id);
    like $guest->get(path_of($thread))->{text}, qr/Clean words\./, 'and is not replaced by what waited';
    is $ada->post("/forum/thread/$thread/rename", { title => "Named $word", version => value('SELECT version FROM thread WHERE id = ?', $thread) })->{status}, 422, 'a title of one\'s own is refused';
    drop_filter($filter);
};

subtest 'several are decided at once, by one act' => sub {
    my $word    = word();
    my $filter  = make_filter(text => $word);
    my @threads = map { start_thread($brann, title => "Several $_") } 1, 2;
    my @ids     = map { $ada->api(POST => '/api/v1/comments', { subject => "thread:$_", body => "About $word $_." })->json->{id} } @threads, @threads;
    my $act     = act_of(decide(refuse => @ids));
    is_deeply [rows('SELECT kind, comments, undone_id FROM moderation_act WHERE id = ?', $act)], [['refuse', 4, undef]], 'they are refused';
    like $ada->get(path_of($threads[0]))->{text}, qr/A moderator did not publish a post of yours: Because\./, 'their author is told why';
    unlike $moderator->get('/admin/queue')->{text}, qr/id="held-$ids[0]"/, 'the queue has them no longer';
    $moderator->post("/admin/acts/$act/undo", {});
    is value('SELECT COUNT(*) FROM held_post WHERE state = 0 AND id IN (?, ?, ?, ?)', @ids), 4, 'undone, all of them wait';
    $act = act_of(decide(release => @ids));
    like $guest->get(path_of($_))->{text}, qr/(?:About \Q$word\E.*){2}/s, 'published, all are there' for @threads;
    is value('SELECT GROUP_CONCAT(comments) FROM thread WHERE id IN (?, ?)', @threads), '3,3', 'and counted';
    like $moderator->get('/admin/acts')->{text}, qr/published 4 held posts/, 'what moderators did tells of it';
    is $administrator->post("/admin/audit", {})->{status} >= 400 && value('SELECT COUNT(*) FROM audit WHERE act = ? AND subject LIKE ?', 'post.release', "moderation:$act %"), 1, 'so does the audit';
    drop_filter($filter);
};

subtest 'what is held is published as it was written, or refused with a reason' => sub {
    my $word   = word();
    my $filter = make_filter(text => $word);
    my $thread = start_thread($brann, title => 'As it was written');
    my $id     = $ada->api(POST => '/api/v1/comments', { subject => "thread:$thread", body => "About $word." })->json->{id};
    is $moderator->post("/admin/held/$id", { body => 'Other words.', seen => '' })->{status}, 405, 'nobody changes it in its author\'s name';
    my $before = written();
    my $answer = $moderator->post('/admin/held', { act => 'refuse', id => $id });
    is $answer->{status}, 422, 'it is not refused without a reason';
    like $answer->{text}, qr/Say why/, 'which is asked for';
    like $answer->{text}, qr/name="id" value="$id" checked/, 'with the post still ticked';
    like $moderator->post('/admin/held', { act => 'refuse', reason => 'Kept words' })->{text}, qr/Tick the posts.*value="$id".*value="Kept words"/s, 'where none is ticked, they are there to tick, and the reason stays';
    is_deeply written(), $before, 'and nothing was written';
    act_of(decide(refuse => $id));
    like $ada->get("/forum/held/$id")->{text}, qr/A moderator did not publish this: Because\..*About \Q$word\E\./s, 'its author reads why, and their own text';
    my ($mine) = grep { $_->{body} eq "About $word." } @{ $ada->get('/account/data.json')->json->{held_posts} };
    is_deeply [$mine->@{qw(state reason)}], ['refused', 'Because.'], 'both are in the file of their own data';
    drop_filter($filter);
};

subtest 'what is held is decided by what holds when it is decided' => sub {
    my $word   = word();
    my $filter = make_filter(text => $word);
    my $author = member();
    my $hold   = sub ($thread, $parent = undef) {
        $author->api(POST => '/api/v1/comments', { subject => "thread:$thread", parent => $parent, body => "About $word." })->json->{id};
    };
    my $stays = sub ($id, $why, $what) {
        my $before = written();
        my $answer = decide(release => $id);
        is $answer->{status}, 409, "$what: it is not published";
        like $answer->{text}, $why, 'why is told';
        is_deeply written(), $before, 'and nothing was written';
        like $moderator->get("/admin/held/$id")->{text}, qr/It cannot be published now\. $why/, 'its page tells it beforehand';
    };
    my $thread = start_thread($brann, title => 'Decided later');
    my $parent = reply_to($brann, $thread, 'A parent.');
    my ($below, $beside) = ($hold->($thread, 0 + $parent), $hold->($thread));
    $moderator->post("/forum/comment/$parent/remove", { reason => 'Off topic.' });
    $stays->($below, qr/The comment that it answers or changes has been removed\./, 'its parent is removed');
    my $answer = decide(release => $below, $beside);
    like $answer->location, qr/left=1$/, 'of several the others are published';
    like $moderator->get($answer->location)->{text}, qr/1 post waits still/, 'and the page says how many were left';
    $moderator->post("/forum/comment/$parent/restore", {});

    my $comment = reply_to($author, $thread, 'A comment.');
    my $edit    = ($author->post("/forum/comment/$comment/edit", { body => "Now $word.", version => 0 })->location =~ /(\d+)$/)[0];
    $moderator->post("/forum/comment/$comment/remove", { reason => 'Off topic.' });
    $stays->($edit, qr/The comment that it answers or changes has been removed/, 'the comment that it changes is removed');

    my ($status) = lorehall('', 'role', 'grant', $author->{name}, qw(suspended --site everquest --reason rude));
    is $status, 0, 'its author is suspended';
    $stays->($below, qr/Whoever wrote it may not write there any more\./, 'its author may not write any more');
    lorehall('', 'role', 'revoke', $author->{name}, qw(suspended --site everquest));

    my $locker = unique('locker') =~ tr/A-Z_/a-z-/r;
    lorehall('', 'role', 'create', $locker, qw(comment.remove queue.work));
    my $half = member();
    lorehall('', 'role', 'grant', $half->{name}, $locker, qw(--site everquest));
    $moderator->post("/forum/thread/$thread/lock", { reason => 'Enough.', version => value('SELECT version FROM thread WHERE id = ?', $thread) });
    is value('SELECT locked FROM thread WHERE id = ?', $thread), 1, 'the thread is locked';
    is $half->post('/admin/held', { act => 'release', id => $below })->{status}, 409, 'who may not write in locked threads does not publish there';
    act_of(decide(release => $below));
    is value('SELECT thread_id FROM comment WHERE id = ?', $below), $thread, 'who may does';
    act_of(decide(refuse => $edit));
    drop_filter($filter);
};

subtest 'where something held belongs is where its thread is now, for whoever looks' => sub {
    my $word   = word();
    my $filter = make_filter(text => $word);
    my $author = member();
    my $board  = unique('staff') =~ tr/A-Z_/a-z-/r;
    my $only    = value("SELECT id FROM role WHERE name = 'administrator'");
    $administrator->post('/admin/boards/new', { name => $board, title => 'Staff', description => '', place => '', map { ("$_.$only" => 1) } qw(read reply start) });
    my $private = value('SELECT id FROM board WHERE name = ?', $board) or die 'no board';
    my $thread  = start_thread($brann, title => 'Seen by all');
    my $mine    = reply_to($author, $thread, 'Mine.');
    my $edit    = ($author->post("/forum/comment/$mine/edit", { body => "Now $word.", version => 0 })->location =~ /(\d+)$/)[0];
    my $id      = $author->api(POST => '/api/v1/comments', { subject => "thread:$thread", body => "About $word." })->json->{id};
    my $change  = sub ($act, %more) { $administrator->post("/forum/thread/$thread/$act", { reason => 'Because.', version => value('SELECT version FROM thread WHERE id = ?', $thread), %more }) };
    $change->(move => board => $board);
    is value('SELECT board_id FROM thread WHERE id = ?', $thread), $private, 'its thread is moved where few may read';
    $change->(rename => title => 'Evidence against them');
    is value('SELECT title FROM thread WHERE id = ?', $thread), 'Evidence against them', 'and called otherwise';
    for my $path ('/forum/held', "/forum/held/$id", "/forum/held/$edit") {
        my $text = $author->get($path)->{text};
        like $text, qr/\Q$word\E/, "$path: the author reads their own words";
        unlike $text, qr/Evidence|Seen by all|href="\/forum\/(?:thread|comment)\//, 'and nothing of where these would be';
    }
    for my $post ($id, $edit) {
        is $moderator->get("/admin/held/$post")->{status}, 404, 'moderators who do not read that board do not see it';
        unlike $moderator->get('/admin/queue')->{text}, qr/held-$post"/, 'nor in the queue';
        is decide(release => $post)->{status}, 409, 'nor publish it';
        is decide(refuse => $post)->{status}, 409, 'nor refuse it';
        is $administrator->get("/admin/held/$post")->{status}, 200, 'who reads the board does';
    }
    like $administrator->post('/admin/held', { act => 'release', id => $id })->{text}, qr/Whoever wrote it may not write there any more\./, 'but publishes nothing where its author may not write';
    $change->(move => board => 'general');
    my $act = act_of(decide(release => $id));
    $change->(move => board => $board);
    isnt $moderator->post("/admin/acts/$act/undo", {})->{status}, 303, 'what was published before is not taken back by who does not read it now';
    is $_->get("/forum/comment/$id")->{status}, 404, 'others do not find it' for $guest, $author, $moderator;
    $administrator->post('/admin/held', { act => 'refuse', id => $edit, reason => 'No.' });
    drop_filter($filter);
};

subtest 'one account cannot flood the queue, and can take back what waits' => sub {
    my $word   = word();
    my $filter = make_filter(text => $word);
    my $thread = start_thread($brann, title => 'A flood');
    my $troll  = member();
    my @status = map { $troll->api(POST => '/api/v1/comments', { subject => "thread:$thread", body => "$word number $_." })->{status} } 1 .. 11;
    is_deeply \@status, [(202) x 10, 429], 'ten wait, the next is refused';
    my $answer = $troll->post('/forum/reply', { subject => "thread:$thread", body => "$word once more.", key => unique('k') });
    is $answer->{status}, 429, 'by the form, too';
    like $answer->{text}, qr/\Q$word\E once more\.<\/textarea>/, 'which keeps what was typed';
    my $id = held_of($troll);
    is $brann->post("/forum/held/$id", {})->{status}, 404, 'nobody else takes it back';
    is $troll->post("/forum/held/$id", {})->{status}, 303, 'its author does';
    is $troll->api(POST => '/api/v1/comments', { subject => "thread:$thread", body => "$word again." })->{status}, 202, 'and there is place for another';
    my @waiting = map { $_->[0] } rows('SELECT id FROM held_post WHERE state = 0 AND author_id = (SELECT id FROM account WHERE name = ?)', $troll->{name});
    act_of(decide(refuse => @waiting));
    drop_filter($filter);
};

subtest 'trusted members are not held unless the filter says so, and some filters only tell' => sub {
    my ($word, $other, $third) = (word(), word(), word());
    my @filters = (make_filter(text => $word), make_filter(text => $other, everyone => 1), make_filter(text => $third, state => 'tell', note => 'Tells only'));
    my $trusted = member(role => 'trusted');
    my $thread  = start_thread($brann, title => 'Trust');
    my $post    = sub ($who, $text) { $who->api(POST => '/api/v1/comments', { subject => "thread:$thread", body => "About $text." }) };
    is $post->($ada, $word)->{status}, 202, 'a member is held';
    is $post->($trusted, $word)->{status}, 201, 'a trusted one is not';
    is $post->($trusted, $other)->{status}, 202, 'unless the filter is for everybody';
    my $told = $post->($ada, $third);
    is $told->{status}, 201, 'what is only told is published';
    like $moderator->get('/admin/queue')->{text}, qr/id="case-@{[$told->json->{id}]}".*Word filter: Tells only/s, 'and a case of the queue';
    decide(refuse => map { $_->[0] } rows('SELECT id FROM held_post WHERE state = 0 AND filter_id IN (?, ?)', @filters[0, 1]));
    drop_filter($_) for @filters;
};

subtest 'changes of a filter are versions, of which any can be brought back' => sub {
    my $word   = word();
    my $filter = make_filter(text => $word);
    my $look   = look("/admin/filters/$filter", text => "$word\nmore", version => 1);
    my $save   = sub (%more) { $administrator->post("/admin/filters/$filter", { fields(text => "$word\nmore", tried => $look->{tried}, version => 1), %more }) };
    is $save->()->{status}, 303, 'it is changed';
    my $answer = $save->(note => 'Another note');
    is $answer->{status}, 409, 'of two who change it at once the second is told';
    like $answer->{text}, qr/What it is now.*Another note/s && qr/Another note/, 'with what was typed';
    is drop_filter($filter)->{status}, 303, 'it is deleted';
    unlike $administrator->get('/admin/filters')->{text}, qr{/admin/filters/$filter"}, 'and not listed';
    like $administrator->get('/admin/filters?state=deleted')->{text}, qr{/admin/filters/$filter"}, 'but among the deleted';
    is $ada->api(POST => '/api/v1/comments', { subject => 'thread:' . start_thread($ada, title => 'Free'), body => $word })->{status}, 201, 'it holds nothing';
    is $administrator->post("/admin/filters/$filter", { act => 'restore', of => 1, version => version($filter) })->{status}, 303, 'a version is brought back';
    is_deeply [rows('SELECT state, gone, text FROM word_filter WHERE id = ?', $filter)], [[2, 0, $word]], 'as it was';
    is value('SELECT COUNT(*) FROM audit WHERE subject = ?', "filter:$filter"), 4, 'each change is in the audit';
    like $administrator->get('/admin/filters?format=csv')->{text}, qr/A test/, 'the list can be downloaded';
    drop_filter($filter);
};

drop_filter($_) for grep { !value('SELECT gone FROM word_filter WHERE id = ?', $_) } @made;
done_testing;
