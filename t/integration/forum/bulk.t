# Many comments at once: those that were ticked, or all that an account wrote and voted, by one act that is undone as
# one, exactly; and what is hidden instead of removed.
# Written by SQL: comment; when one was written.
use v5.36;
use utf8;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Test::More;
use Lorehall;

my ($ada, $brann, $guest) = (member(), member(), visitor());
my $moderator = member(role => 'moderator');

sub path_of ($thread) { $guest->get("/forum/thread/$thread")->location }
sub bulk ($who, %fields) { $who->post('/admin/moderate', \%fields) }

# The fields of the form that would do it.
sub confirmed ($answer) {
    my ($form) = $answer->{text} =~ m{(<form method="post" action="/admin/moderate">.*?</form>)}s;
    my %fields;
    push @{ $fields{$1} }, $2 while ($form // '') =~ /<input type="hidden" name="((?!csrf|as)\w+)" value="([^"]*)"/g;
    return map { $_ => @{ $fields{$_} } > 1 ? $fields{$_} : $fields{$_}[0] } keys %fields;
}
sub reach ($answer) { $answer->{text} =~ m{<ul class="reach">(.*?)</ul>}s ? $1 =~ s/<[^>]+>/ /gr =~ s/\s+/ /gr =~ s/^ | $//gr : undef }

# Everything that is told of comments, as it is kept: what acts and undoing leave behind is compared by it.
sub state_of_all () {
    my %tables = (
        comment      => 'SELECT id, state, score, edited, body FROM comment ORDER BY id',
        thread       => 'SELECT id, comments, hidden, last_comment_id, activity FROM thread ORDER BY id',
        tally        => 'SELECT board_id, threads, comments, last_comment_id FROM board_tally ORDER BY board_id',
        rating       => 'SELECT account_id, comment_id, thread_id, value, created FROM rating ORDER BY account_id, comment_id',
        link         => 'SELECT comment_id, subject FROM comment_link ORDER BY comment_id, subject',
        words        => 'SELECT comment_id, words FROM comment_words ORDER BY comment_id',
        title        => 'SELECT thread_id, words FROM thread_words ORDER BY thread_id',
        'report case' => 'SELECT comment_id, state, weight, reports, opened, decided_id FROM report_case ORDER BY comment_id',
    );
    followed();
    return { map { my $name = $_; $name => join "\n", map { join '|', map { $_ // '-' } @$_ } rows($tables{$name}) } keys %tables };
}

# Whatever is counted beside comments and votes, where counting anew would give something else.
sub miscounted () {
    return [
        map { @$_ }
        rows('SELECT t.id FROM thread t WHERE t.comments <> (t.opening_id IS NOT NULL) + (SELECT COUNT(*) FROM comment WHERE thread_id = t.id AND state = 0 AND level > 0)'
            . ' OR t.hidden <> (NOT EXISTS (SELECT 1 FROM comment WHERE thread_id = t.id AND state = 0))'
            . ' OR NOT t.last_comment_id <=> (SELECT id FROM comment WHERE thread_id = t.id AND state = 0 ORDER BY created DESC, id DESC LIMIT 1)'),
        rows('SELECT b.board_id FROM board_tally b WHERE b.threads <> (SELECT COUNT(*) FROM thread t WHERE t.board_id = b.board_id AND t.hidden = 0)'
            . ' OR b.comments <> (SELECT COALESCE(SUM(t.comments), 0) FROM thread t WHERE t.board_id = b.board_id AND t.hidden = 0)'),
        rows('SELECT c.id FROM comment c WHERE c.score <> (SELECT COALESCE(SUM(value), 0) FROM rating WHERE comment_id = c.id)'),
    ];
}

# What the sample came with.
my $odd = miscounted();

subtest 'what was ticked goes by one act, after it was told what that touches, and comes back by one' => sub {
    my ($one, $two) = map { start_thread($ada, title => "Ticked $_") } 1, 2;
    my @comments = (reply_to($brann, $one, 'First.'), reply_to($brann, $two, 'Second.'), (thread_ids($two))[0]);
    my $before   = state_of_all();
    is bulk($ada, act => 'remove', id => $comments[0])->{status}, 403, 'a member cannot';
    my $answer = bulk($moderator, act => 'remove', id => \@comments);
    is $answer->{status}, 200, 'a moderator is shown first';
    is reach($answer), '3 comments by several authors, in 2 threads 1 of them began a thread; the thread stays listed where others wrote in it.', 'what it touches';
    is_deeply state_of_all(), $before, 'and nothing is done yet';
    my %form = confirmed($answer);
    is bulk($moderator, %form, reason => '')->{status}, 422, 'it needs a reason';
    is_deeply state_of_all(), $before, 'or nothing is done';
    my $done = bulk($moderator, %form, reason => 'All of one piece.');
    is $done->{status}, 303, 'then it is done';
    is_deeply miscounted(), $odd, 'as counting anew finds';
    like $_->get(path_of($one))->html->id("c-$comments[0]")->text, qr/was removed/, 'for everybody' for $guest, $ada;
    like $brann->get(path_of($one))->{text}, qr/removed your comment: All of one piece\./, 'whose it was reads why';
    my $act = $moderator->get($done->location);
    like $act->{text}, qr/removed 3 comments.*All of one piece.*First\..*Second\./s, 'its page tells what was done';
    my ($undo) = $act->{text} =~ m{action="(/admin/acts/\d+/undo)"};
    is $moderator->post($undo, {})->{status}, 303, 'and has it undone';
    is_deeply state_of_all(), $before, 'all is as it was';
    my ($aside, $third) = (reply_to($ada, $one, 'Aside.'), reply_to($brann, $one, 'Third.'));
    bulk($moderator, confirmed(bulk($moderator, act => 'remove', id => [$comments[0], $third])), reason => 'Between us.');
    like $brann->get("/forum/comment/$third/moderate")->{text}, qr/Between us\./, 'whose it was reads why, of one thread, too';
    unlike $ada->get("/forum/comment/$aside/moderate")->{text}, qr/Between us\./, 'who only wrote beside it does not';
};

subtest 'what was told must still be so when it is done' => sub {
    my $thread = start_thread($ada);
    my @comments = map { reply_to($brann, $thread, "Number $_.") } 1 .. 3;
    my %form = confirmed(bulk($moderator, act => 'remove', id => \@comments));
    $moderator->post("/forum/comment/$comments[1]/remove", { reason => 'By itself.' });
    my $late = bulk($moderator, %form, reason => 'Late.');
    is $late->{status}, 409, 'another moderator was faster';
    like reach($late), qr/^2 comments by|^2 comments/, 'what there is now is told';
    is value('SELECT COUNT(*) FROM comment WHERE thread_id = ? AND state = 1', $thread), 1, 'and nothing was done';
    is bulk($moderator, confirmed($late), reason => 'Late.')->{status}, 303, 'that is taken';
    is bulk($moderator, act => 'remove', id => \@comments)->{status}, 409, 'when nothing is left it is said';
    is bulk($moderator, %$_)->{status}, 422, "$_->{act} of nothing is refused" for { act => 'remove' }, { act => 'explode', id => $comments[0] }, { act => 'hide', id => 'x' };
    is bulk($moderator->at('camelot'), act => 'restore', id => $comments[0])->{status}, 409, "nor is anything of another site's";
};

subtest 'all that an account wrote and voted goes by one act, and comes back exactly' => sub {
    my $troll = member();
    my $mine  = start_thread($ada, title => 'Visited by a troll');
    my $answer = reply_to($ada, $mine, 'I like it here.');
    my @posts = map { reply_to($troll, $mine, "Bah $_.", $_ % 2 ? $answer : undef) } 1 .. 6;
    my $alone = start_thread($troll, title => 'A troll alone');
    my $kept  = start_thread($troll, title => 'A troll answered', body => 'Bah [[the answer]].');
    reply_to($brann, $kept, 'Do not feed it.');
    $troll->post("/forum/comment/$_->[0]/rating", { value => $_->[1] }) for [$answer, -1], [(thread_ids($mine))[0], -1], [(thread_ids($kept))[1], 1];
    $brann->post("/forum/comment/$answer/rating", { value => 1 });
    $brann->post("/forum/comment/$posts[0]/report", { reason => 'abuse' });
    my $before = state_of_all();
    is_deeply miscounted(), $odd, 'all is counted as it should be';

    my $look = bulk($moderator, act => 'remove', account => $troll->{id}, votes => 1);
    is reach($look), "8 comments by $troll->{name}, in 3 threads 2 of them began threads; a thread stays listed where others wrote in it. 3 votes", 'what it touches is told';
    my $done = bulk($moderator, confirmed($look), reason => 'A troll.');
    is $done->{status}, 303, 'and done';
    is_deeply miscounted(), $odd, 'threads, boards and scores are what counting anew gives';
    is value('SELECT score FROM comment WHERE id = ?', $answer), 1, "a score is without the troll's vote";
    like $ada->get(path_of($mine))->html->id("c-$answer")->attribute('data-score'), qr/^1$/, 'and shown so';
    is value('SELECT COUNT(*) FROM rating WHERE account_id = ?', $troll->{id}), 0, 'no vote is left';
    unlike $guest->get('/forum/general/')->{text}, qr/A troll alone/, 'a thread that is all the troll\'s is in no list';
    like $guest->get('/forum/general/')->{text}, qr/A troll answered/, 'one that others wrote in is';
    unlike $guest->get('/search?q=troll')->{text}, qr/A troll alone/, 'nor is it found';
    is value('SELECT state FROM report_case WHERE comment_id = ?', $posts[0]), 2, 'what was reported is decided';
    my ($act) = $done->location =~ m{/acts/(\d+)};
    is_deeply [(rows('SELECT comments, votes, about_id FROM moderation_act WHERE id = ?', $act))[0]->@*], [8, 3, $troll->{id}], 'the act says how many';
    is +(rows('SELECT act, about_id, reason FROM audit ORDER BY id DESC LIMIT 1'))[0][2], 'A troll.', 'the audit has it';

    is $moderator->post("/admin/acts/$act/undo", {})->{status}, 303, 'it is undone';
    is_deeply state_of_all(), $before, 'exactly';
    my ($again) = value('SELECT MAX(id) FROM moderation_act');
    is $moderator->post("/admin/acts/$again/undo", {})->{status}, 303, 'that is undone as well';
    is_deeply miscounted(), $odd, 'counted right';
    is_deeply [value('SELECT COUNT(*) FROM rating WHERE account_id = ?', $troll->{id}), value('SELECT COUNT(*) FROM comment WHERE author_id = ? AND state <> 1', $troll->{id})], [0, 0], 'all is removed again';
    $troll->post("/forum/comment/$answer/rating", { value => 1 });
    $moderator->post('/admin/acts/' . value('SELECT MAX(id) FROM moderation_act') . '/undo', {});
    is_deeply miscounted(), $odd, 'a vote that was given anew meanwhile is not counted twice';
    is value('SELECT value FROM rating WHERE account_id = ? AND comment_id = ?', $troll->{id}, $answer), 1, 'and stays the newer one';
};

subtest 'an act is undone and done again as often as it takes, with its votes and reports' => sub {
    my $troll  = member();
    my $thread = start_thread($ada, title => 'To and fro');
    my $answer = reply_to($ada, $thread, 'To be voted down.');
    my $post   = reply_to($troll, $thread, 'Bah.');
    $troll->post("/forum/comment/$answer/rating", { value => -1 });
    $brann->post("/forum/comment/$post/report", { reason => 'abuse' });
    my @states = (state_of_all());
    my %of = (act => 'remove', account => $troll->{id}, votes => 1);
    bulk($moderator, confirmed(bulk($moderator, %of)), reason => 'A troll.');
    push @states, state_of_all();
    for my $time (1 .. 4) {
        my $answer = $moderator->api(POST => '/api/v1/acts/' . value('SELECT MAX(id) FROM moderation_act') . '/undo', {});
        is_deeply [$answer->{status}, @{ $answer->json }{qw(comments votes)}], [200, 1, 1], "undone $time times, the post and the vote change";
        is_deeply state_of_all(), $states[($time + 1) % 2], $time % 2 ? 'all is as it was before' : 'all is as the act left it';
        is_deeply miscounted(), $odd, 'and counted right';
    }
    is_deeply [map { $_->[0] } rows('SELECT kind FROM moderation_act ORDER BY id DESC LIMIT 5')], [qw(remove restore remove restore remove)], 'each is told as what it does';
    my $veiled = reply_to($troll, $thread, 'Veiled.');
    $moderator->post("/forum/comment/$veiled/hide", { reason => 'To be looked at.' });
    $moderator->api(POST => '/api/v1/acts/' . value('SELECT MAX(id) FROM moderation_act') . '/undo', {}) for 1 .. 2;
    is_deeply [map { $_->[0] } rows('SELECT kind FROM moderation_act ORDER BY id DESC LIMIT 3')], [qw(hide restore hide)], 'what hides again hides, and removes nothing';
    is value('SELECT act FROM audit ORDER BY id DESC LIMIT 1'), 'comment.hide', 'for the audit, too';
};

subtest 'only the last ones, or since a time' => sub {
    my $thread = start_thread($ada);
    my $noisy  = member();
    my @posts  = map { reply_to($noisy, $thread, "Noise $_.") } 1 .. 5;
    sql('UPDATE comment SET created = created - INTERVAL 3 DAY WHERE id IN (?, ?)', @posts[0, 1]);
    my $today = substr value('SELECT UTC_TIMESTAMP() - INTERVAL 1 DAY'), 0, 16;
    like reach(bulk($moderator, act => 'remove', account => $noisy->{id}, since => $today)), qr/^3 comments/, 'since a time';
    like reach(bulk($moderator, act => 'remove', account => $noisy->{id}, since => substr $today, 0, 10)), qr/^3 comments/, 'since a day';
    my $last = bulk($moderator, act => 'hide', account => $noisy->{id}, last => 2);
    like reach($last), qr/^2 comments/, 'the last two';
    is bulk($moderator, act => 'remove', account => $noisy->{id}, @$_)->{status}, 422, "not $_->[1]" for [last => '0'], [last => 'all'], [since => 'yesterday'];
    bulk($moderator, confirmed($last), reason => 'Enough.');
    is_deeply [map { $_->[0] } rows('SELECT id FROM comment WHERE author_id = ? AND state = 3 ORDER BY id', $noisy->{id})], [@posts[3, 4]], 'are hidden';
    is bulk($moderator, act => 'remove', account => 999999999)->{status}, 404, 'an account that is not there has none';
};

subtest 'what is hidden is read by its author and moderators, and by nobody else' => sub {
    my $word    = unique('veil') =~ tr/-//dr;
    my $thread  = start_thread($ada, title => 'Veiled');
    my $comment = reply_to($brann, $thread, "The $word is thin.");
    my $path    = path_of($thread);
    my $before  = state_of_all();
    is $ada->post("/forum/comment/$comment/hide", { reason => 'No.' })->{status}, 403, 'members cannot hide';
    is $moderator->post("/forum/comment/$comment/hide", { reason => '' })->{status}, 422, 'it needs a reason';
    is $moderator->post("/forum/comment/$comment/hide", { reason => 'To be looked at.' })->{status}, 303, 'a moderator hides it';
    is_deeply miscounted(), $odd, 'counts follow';
    like $guest->get($path)->html->id("c-$comment")->text, qr/held back/, 'its place says so';
    unlike $_->get($path)->{text}, qr/\Q$word\E/, 'its words are not there' for $guest, $ada;
    unlike $ada->get("/forum/comment/$comment/moderate")->{text}, qr/\Q$word\E|To be looked at/, 'nor on its own page';
    like $_->get("/forum/comment/$comment/moderate")->{text}, qr/\Q$word\E.*To be looked at/s, 'but for these' for $brann, $moderator;
    like $brann->get($path)->{text}, qr/Only you and the moderators see your comment: To be looked at\./, 'its author is told';
    is $brann->post("/forum/comment/$comment/restore", {})->{status}, 403, 'and cannot show it';
    $moderator->post("/forum/comment/$comment/restore", {});
    is_deeply state_of_all(), $before, 'restored, all is as it was';
    is $moderator->api(POST => "/api/v1/comments/$comment/hide", { reason => 'Again.' })->json->{state}, 'hidden', 'the API hides it, too';
    $brann->post("/forum/comment/$comment/report", { reason => 'other' });
    is $moderator->post('/admin/acts/' . value('SELECT MAX(id) FROM moderation_act') . '/undo', {})->{status}, 303, 'undone by its row';
    is_deeply state_of_all(), $before, 'as it was';
};

subtest 'comments are found by author, board and words' => sub {
    my $word    = unique('sought') =~ tr/-//dr;
    my $thread  = start_thread($ada, title => 'Sought');
    my @comment = map { reply_to($brann, $thread, "$_ $word") } 'One', 'Two';
    my $listed  = sub ($query) { [sort { $a <=> $b } $moderator->get("/admin/comments?$query")->{text} =~ /form="choice" name="id" value="(\d+)"/g] };
    is_deeply $listed->("text=$word"), \@comment, 'by what they hold';
    is_deeply $listed->("text=\U$word"), \@comment, 'whatever its case';
    is_deeply [grep { $_ == $comment[0] } @{ $listed->("author=$brann->{name}") }], [$comment[0]], 'by author';
    is_deeply $listed->("text=$word&board=general&author=$brann->{name}"), \@comment, 'by all of it';
    is $moderator->get("/admin/comments?author=nobody-at-all")->{status}, 422, 'an author that is not there is told';
    is $ada->get('/admin/comments')->{status}, 403, 'members have no such list';
};

done_testing;
