# Moderation: what moderators and authors do about comments and threads, seen by members and guests at once, in
# every list that has comments.
# Written by SQL: comment, site; the age that one has after a day, and which reports fold.
use v5.36;
use utf8;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Test::More;
use Lorehall;
use Lorehall::Stream;

my ($ada, $brann, $guest) = (member(), member(), visitor());
my $moderator = member(role => 'moderator');

sub path_of ($thread) { $guest->get("/forum/thread/$thread")->location }
sub remove ($who, $comment, %fields) { $who->post("/forum/comment/$comment/remove", \%fields) }
sub restore ($who, $comment, %fields) { $who->post("/forum/comment/$comment/restore", \%fields) }
sub last_act () { value('SELECT MAX(id) FROM moderation_act') }

# What is counted of a thread and of its board, after it was held against the comments themselves.
sub counted ($thread) {
    my ($board) = map { $_->[0] } rows('SELECT board_id FROM thread WHERE id = ?', $thread);
    my @kept    = @{ (rows('SELECT t.comments, t.hidden, t.last_comment_id, b.threads, b.comments FROM thread t JOIN board_tally b ON b.board_id = t.board_id WHERE t.id = ?', $thread))[0] };
    my @true = @{ (rows(
        'SELECT 1 + (SELECT COUNT(*) FROM comment WHERE thread_id = t.id AND state = 0 AND level > 0),'
            . ' NOT EXISTS (SELECT 1 FROM comment WHERE thread_id = t.id AND state = 0),'
            . ' (SELECT id FROM comment WHERE thread_id = t.id AND state = 0 ORDER BY created DESC, id DESC LIMIT 1),'
            . ' (SELECT COUNT(*) FROM thread o WHERE o.board_id = t.board_id AND EXISTS (SELECT 1 FROM comment c WHERE c.thread_id = o.id AND c.state = 0)),'
            . ' (SELECT COUNT(*) FROM thread o JOIN comment c ON c.thread_id = o.id WHERE o.board_id = t.board_id AND (c.state = 0 OR (c.level = 0 AND EXISTS (SELECT 1 FROM comment d WHERE d.thread_id = o.id AND d.state = 0))))'
            . ' FROM thread t WHERE t.id = ?', $thread))[0] };
    return join(', ', map { $_ // 'none' } @kept) eq join(', ', map { $_ // 'none' } @true) ? $kept[0] : "kept @{[map { $_ // 'none' } @kept]}, true @{[map { $_ // 'none' } @true]}";
}

# Where the words of a comment can be read, by address: every page, list, feed and document that has comments.
sub places ($thread, $word) {
    my $path = path_of($thread);
    return (
        'its page'           => sub ($who) { $who->get($path) },
        'newest first'       => sub ($who) { $who->get("$path?sort=newest") },
        'best first'         => sub ($who) { $who->get("$path?sort=best") },
        'its feed'           => sub ($who) { $who->get("/forum/thread/$thread/comments.atom") },
        "the board's feed"   => sub ($who) { $who->get('/forum/general/threads.atom') },
        'the API'            => sub ($who) { $who->api(GET => "/api/v1/threads/thread:$thread") },
        'the API, newest'    => sub ($who) { $who->api(GET => "/api/v1/threads/thread:$thread?sort=newest") },
        'the search'         => sub ($who) { $who->get("/search?q=$word") },
        "the search's API"   => sub ($who) { $who->api(GET => "/api/v1/search?q=$word") },
    );
}

# The names of those places where $who reads TEXT.
sub read_at ($who, $text, %places) {
    return [sort grep { $places{$_}->($who)->{text} =~ /\Q$text\E/ } keys %places];
}

subtest 'what a moderator removes is nowhere to be read, and everywhere again when it is restored' => sub {
    my $word    = unique('zorb') =~ tr/-//dr;
    my $thread  = start_thread($ada, title => 'Removed and restored');
    my $comment = reply_to($brann, $thread, "The $word is a lie.");
    my $answer  = reply_to($ada, $thread, 'I doubt it.', $comment);
    my %places  = places($thread, $word);
    followed();
    my $said = "$word is a lie";
    my @where = grep { $_ ne "the board's feed" } sort keys %places;
    is_deeply read_at($guest, $said, %places), \@where, 'a guest reads it';
    is_deeply read_at($moderator, $said, %places), \@where, 'so does a moderator';

    my $path   = path_of($thread);
    my $stream = Lorehall::Stream->new($guest, "/live?subjects=thread:$thread");
    my $before = written();
    is remove($ada, $comment, reason => 'I do not like it.')->{status}, 403, 'another member cannot remove it';
    is remove($guest, $comment, reason => 'Nor I.')->{status}, 401, 'nor a guest';
    is remove($moderator, $comment, reason => '')->{status}, 422, 'and a moderator not without a reason';
    is_deeply written(), $before, 'nothing was written';
    my $answered = remove($moderator, $comment, reason => 'Insults & <b>lies</b>.');
    is $answered->{status}, 303, 'with one it is removed';
    is $answered->location, "/forum/comment/$comment", 'and leads back to its place';
    is_deeply read_at($_, $said, %places), [], 'its words are nowhere' for $guest, $ada, $moderator;
    is counted($thread), 2, 'the tallies follow';
    ok $stream->expect(patience(5), name => 'remove', id => $comment, total => 2), 'open pages are told';

    my $html = $guest->get($path)->html;
    like $html->id("c-$comment")->text, qr/This comment was removed\./, 'its place stays';
    unlike $html->id("c-$comment")->text, qr/Insults &/, 'and others are not told why';
    like $html->id("c-$answer")->text, qr/I doubt it/, 'with the answer to it';
    like $brann->get($path)->{text}, qr/A moderator removed your comment: Insults &amp; &lt;b&gt;lies&lt;\/b&gt;\./, 'whoever wrote it is told the reason';
    unlike $_->get($path)->{text}, qr/Insults &/, 'nobody else' for $ada, $guest;
    my $about = $brann->get("/forum/comment/$comment/moderate");
    like $about->{text}, qr/\Q$moderator->{name}\E.*Insults &amp;/s, 'and on a page of its own who did it';
    unlike $ada->get("/forum/comment/$comment/moderate")->{text}, qr/Insults|\Q$brann->{name}\E|is a lie/, 'which tells others neither';
    unlike $ada->get("/forum/thread/$thread/moderate/acts")->{text}, qr/Insults|\Q$brann->{name}\E/, 'nor what was done to the thread that one of them began';
    like $moderator->get("/forum/thread/$thread/moderate/acts")->{text}, qr/Insults &amp;/, 'which moderators read there';

    is $brann->api(POST => "/api/v1/comments", { subject => "thread:$thread", parent => 0 + $comment, body => 'But.' })->{status}, 422, 'it cannot be answered';
    is $ada->post("/forum/comment/$comment/rating", { value => 1 })->{status}, 404, 'nor rated';
    is $brann->post("/forum/comment/$comment/edit", { body => 'Other words.' })->{status}, 404, 'nor edited';
    is restore($brann, $comment)->{status}, 403, 'nor restored by its author';
    is remove($moderator, $comment, reason => 'Once more.')->{status}, 409, 'nor removed once more';

    is restore($moderator, $comment)->{status}, 303, 'a moderator restores it';
    followed();
    is_deeply read_at($guest, $said, %places), \@where, 'it is read where it was';
    is counted($thread), 3, 'and counted';
    my $event = $stream->expect(patience(5), name => 'edit', id => $comment);
    like $event->{json}{html}, qr/\Q$said\E/, 'open pages have it again';
    unlike $brann->get($path)->{text}, qr/A moderator removed/, 'and its author is told nothing any more';
};

subtest 'one page follows another at once: no read is stale' => sub {
    my $thread  = start_thread($ada, title => 'Fresh');
    my $comment = reply_to($brann, $thread, 'Now you see me.');
    my $path    = path_of($thread);
    my $stale   = 0;
    for my $i (1 .. 20) {
        my $shown = $i % 2 == 0;
        my $done = $shown ? restore($moderator, $comment) : remove($moderator, $comment, reason => "Number $i.");
        $stale++ if $done->{status} != 303;
        for my $who ($guest, $ada, $brann) {
            $stale++ if $shown != ($who->get($path)->{text} =~ /Now you see me/);
            $stale++ if $shown != ($who->get('/forum/general/')->{text} =~ /href="\/forum\/comment\/$comment"/);
        }
    }
    is $stale, 0, '120 reads: 0 stale';
};

subtest 'the opening comment, the last one, and the whole' => sub {
    my $word    = unique('quib') =~ tr/-//dr;
    my $title   = "All about $word";
    my $thread  = start_thread($ada, title => $title, body => "Opening $word.");
    my $reply   = reply_to($brann, $thread, 'The only reply.');
    my ($opening) = thread_ids($thread);
    my %lists   = (
        'the board'         => sub ($who) { $who->get('/forum/general/') },
        'the front page'    => sub ($who) { $who->get('/forum/') },
        "the board's feed"  => sub ($who) { $who->get('/forum/general/threads.atom') },
        'the API'           => sub ($who) { $who->api(GET => '/api/v1/boards/general/threads') },
        'the search'        => sub ($who) { $who->get("/search?q=$word") },
        'the sitemap'       => sub ($who) { my $answer = $who->get('/sitemap/threads/' . (1 + int $thread / 5000)); $answer->{text} =~ s{/forum/thread/$thread/}{$title}; $answer },
    );
    my $all = [sort keys %lists];
    followed();
    is_deeply read_at($guest, $title, %lists), $all, 'the thread is in all lists';

    remove($moderator, $reply, reason => 'Noise.');
    is counted($thread), 1, 'without its last comment it has none but the opening';
    like $guest->get('/forum/general/')->{text}, qr/href="\/forum\/comment\/$opening"/, 'which is the last one now';
    remove($moderator, $opening, reason => 'Spam.');
    is counted($thread), 1, 'with that removed too';
    is_deeply read_at($_, $title, %lists), [], 'the thread is in no list' for $guest, $moderator;
    my $path = path_of($thread);
    is $guest->get($path)->{status}, 200, 'its page still is there for whoever has the address';
    is $brann->api(POST => '/api/v1/comments', { subject => "thread:$thread", body => 'Anybody?' })->{status}, 422, 'but nobody writes there';

    restore($moderator, $reply);
    is_deeply read_at($guest, $title, %lists), $all, 'with its reply it is in all of them again';
    is counted($thread), 2, 'and counted';
    unlike $guest->get('/forum/general/threads.atom')->{text}, qr/Opening \Q$word\E/, 'without what opened it';
    my $more = reply_to($brann, $thread, 'It goes on.');
    is counted($thread), 3, 'whoever writes there now is counted';

    my $branch = remove($moderator, $opening, reason => 'All of it.', scope => 'branch');
    is $branch->{status}, 303, 'the whole is removed as a branch';
    is_deeply read_at($guest, $title, %lists), [], 'and is in no list';
    is counted($thread), 1, 'nor counted';
    my $act = last_act();
    is $moderator->post("/admin/acts/$act/undo", {})->{status}, 303, 'that is undone as one';
    is counted($thread), 3, 'and leaves what was removed before as it was';
    is value('SELECT state FROM comment WHERE id = ?', $opening), 1, 'the opening comment';
    is $moderator->post("/admin/acts/$act/undo", {})->{status}, 409, 'undoing it again is told apart';
    restore($moderator, $opening);
    is_deeply read_at($guest, $title, %lists), $all, 'all is as it was';
};

subtest 'a branch goes with all that answers it, and nothing else' => sub {
    my $thread = start_thread($ada, title => 'Branches');
    my $top    = reply_to($brann, $thread, 'Top.');
    my $beside = reply_to($ada, $thread, 'Beside.');
    my @below  = ($top);
    push @below, reply_to($ada, $thread, "Deeper $_.", $below[-1]) for 1 .. 12;
    my $fork = reply_to($brann, $thread, 'A fork.', $below[3]);
    remove($moderator, $below[5], reason => 'By itself.');
    is remove($brann, $below[3], scope => 'branch')->{status}, 403, 'a member cannot';
    remove($moderator, $below[3], reason => 'Off topic.', scope => 'branch');
    is_deeply [map { $_->[0] } rows('SELECT id FROM comment WHERE thread_id = ? AND state = 1 ORDER BY id', $thread)],
        [sort { $a <=> $b } @below[3 .. 12], $fork], 'those are removed';
    is counted($thread), 1 + 4, 'the others are counted';
    my $act = last_act();
    is value('SELECT comments FROM moderation_act WHERE id = ?', $act), 10, 'the act says how many it changed';
    is value('SELECT COUNT(*) FROM journal WHERE kind = ? AND thread_id = ?', 'remove', $thread), 11, 'each has its journal row';
    like $moderator->get('/admin/acts')->{text}, qr/removed 10 comments.*Off topic/s, 'the list of acts has it';
    is $ada->get('/admin/acts')->{status}, 403, 'which is for moderators';
    $moderator->post("/admin/acts/$act/undo", {});
    is counted($thread), 1 + 14, 'undone, all are there but the one';
    is value('SELECT state FROM comment WHERE id = ?', $below[5]), 1, 'that was removed by itself';
};

subtest 'somebody removes what they wrote, and restores it' => sub {
    my $thread  = start_thread($ada, title => 'My own');
    my $comment = reply_to($brann, $thread, 'I should not have said that.');
    my $path    = path_of($thread);
    like $brann->get("/forum/comment/$comment/moderate")->{text}, qr/Remove your comment/, 'there is a form for it';
    is remove($brann, $comment)->{status}, 303, 'it needs no reason';
    unlike $guest->get($path)->{text}, qr/should not have/, 'and it is gone';
    is counted($thread), 1, 'and not counted';
    like $brann->get($path)->{text}, qr/You removed this comment/, 'they are told that it was they';
    is restore($moderator, $comment)->{status}, 403, 'nobody else restores it';
    is restore($brann, $comment)->{status}, 303, 'they do';
    like $guest->get($path)->{text}, qr/should not have/, 'and it is there';
    remove($brann, $comment);
    is remove($moderator, $comment, reason => 'Kept as evidence.')->{status}, 303, 'a moderator removes what was withdrawn';
    is restore($brann, $comment)->{status}, 403, 'and then its author cannot restore it';
    $moderator->post('/admin/acts/' . last_act() . '/undo', {});
    is value('SELECT state FROM comment WHERE id = ?', $comment), 2, 'undone, it is withdrawn as before';
    is restore($brann, $comment)->{status}, 303, 'and theirs to restore';
    is value("SELECT COUNT(*) FROM audit WHERE act LIKE 'comment.%' AND account_id = ?", $brann->{id}), 0, "one's own is no matter for the audit";
    remove($brann, $comment);
    for (['withdrew', 2], ['restored', 0]) {
        my ($word, $state) = @$_;
        my $act = last_act();
        is $moderator->post("/admin/acts/$act/undo", {})->{status}, 403, "what its author $word is no moderator's to undo";
        is $moderator->api(POST => "/api/v1/acts/$act/undo", {})->{status}, 403, 'nor by a program';
        is value('SELECT state FROM comment WHERE id = ?', $comment), $state, 'it is as they left it';
        restore($brann, $comment);
    }
    remove($brann, $comment);
    remove($moderator, $comment, reason => 'Kept as evidence.');
    is restore($moderator, $comment)->{status}, 303, 'what was withdrawn, and removed by a moderator, is restored by one';
    is value('SELECT state FROM comment WHERE id = ?', $comment), 2, 'to what it was: withdrawn, and shown by its author alone';
    my $old = reply_to($brann, $thread, 'Said long ago.');
    sql('UPDATE comment SET created = created - INTERVAL 25 HOUR WHERE id = ?', $old);
    my $late = remove($brann, $old);
    is $late->{status}, 403, 'after a day it is too late';
    like $late->complaint, qr/24 hours/, 'as the page says';
};

subtest 'an act is audited: who, on whom, why' => sub {
    my $comment = reply_to($brann, start_thread($ada), 'For the record.');
    remove($moderator, $comment, reason => 'Because.');
    my ($record) = rows("SELECT act, account_id, about_id, before_act, after_act, reason FROM audit ORDER BY id DESC LIMIT 1");
    is_deeply $record, ['comment.remove', $moderator->{id}, $brann->{id}, 'shown', 'removed', 'Because.'], 'a removal';
    $moderator->post('/admin/acts/' . last_act() . '/undo', { reason => 'My mistake.' });
    ($record) = rows("SELECT act, account_id, about_id, before_act, after_act, reason FROM audit ORDER BY id DESC LIMIT 1");
    is_deeply $record, ['comment.restore', $moderator->{id}, $brann->{id}, 'removed', 'shown', 'My mistake.'], 'and that it was undone';
    is +(lorehall('', 'audit', 'verify'))[0], 0, 'the trail holds';
};

sub report ($who, $comment, $reason) { $who->post("/forum/comment/$comment/report", { reason => $reason }) }
sub queue ($who) { [map { ($_->attribute('id') // '') =~ /^case-(\d+)$/ ? $1 : () } $who->get('/admin/queue')->html->all('li')] }

subtest 'members report a comment with one choice, once each' => sub {
    my $thread = start_thread($ada, title => 'Reported');
    my ($mild, $bad) = map { reply_to($brann, $thread, $_) } 'A little off.', 'Buy gold at example.com.';
    my $cora   = member(role => 'trusted');
    my $page   = $ada->get(path_of($thread));
    ok scalar(grep { ($_->attribute('href') // '') eq "/forum/comment/$bad/moderate" } $page->html->id("c-$bad")->all('a')), 'each comment leads to where it is reported';
    my @choices = map { $_->attribute('value') } grep { ($_->attribute('name') // '') eq 'reason' } $ada->get("/forum/comment/$bad/moderate")->html->all('button');
    is_deeply \@choices, [qw(spam abuse off-topic spoiler other)], 'by one choice';
    is report($ada, $mild, 'off-topic')->{status}, 303, 'a member reports one';
    is report($cora, $bad, 'spam')->{status}, 303, 'a trusted one another';
    my $before = written();
    is report($ada, $mild, 'abuse')->{status}, 409, 'once each';
    is report($brann, $bad, 'spam')->{status}, 403, "not one's own";
    is report($guest, $bad, 'spam')->{status}, 401, 'not as a guest';
    is report($ada, $bad, '')->{status}, 422, 'not without a choice';
    is_deeply written(), $before, 'nothing was written';
    like $ada->get("/forum/comment/$mild/moderate")->{text}, qr/You reported this comment/, 'they are told that they did';
    unlike $guest->get(path_of($thread))->{text}, qr/reported this/, 'and nobody else';

    is $ada->get('/admin/queue')->{status}, 403, 'members do not see the queue';
    is_deeply [grep { $_ == $mild || $_ == $bad } @{ queue($moderator) }], [$bad, $mild], 'the weightiest comes first: who is trusted counts more';
    report($moderator, $mild, 'spoiler');
    is_deeply [grep { $_ == $mild || $_ == $bad } @{ queue($moderator) }], [$mild, $bad], 'and reports add up';
    like $moderator->get('/admin/queue')->html->id("case-$mild")->text, qr/Off topic.*Spoils the game.*2 reports/s, 'with what they say';

    my $other = member(role => 'moderator');
    $_->csrf for $moderator, $other;
    my @status = parallel(2, sub ($i) { ($moderator, $other)[$i]->post("/admin/queue/$bad/claim", {})->{status} });
    is_deeply [sort @status], [303, 409], 'of two who claim it at once one is told';
    my ($has, $has_not) = $status[0] == 303 ? ($moderator, $other) : ($other, $moderator);
    is $has_not->post("/admin/queue/$bad/keep", {})->{status}, 409, 'and cannot decide on it';
    like $has_not->get('/admin/queue')->html->id("case-$bad")->text, qr/\Q$has->{name}\E is looking at this/, 'but sees who has it';
    is $has->post("/admin/queue/$mild/keep", {})->{status}, 303, 'one is kept';
    is remove($has, $bad, reason => 'Spam.')->{status}, 303, 'one removed';
    is_deeply [grep { $_ == $mild || $_ == $bad } @{ queue($moderator) }], [], 'and the queue is without them';
    is_deeply [map { $_->[0] } rows('SELECT state FROM report_case WHERE comment_id IN (?, ?) ORDER BY comment_id', $mild, $bad)], [1, 2], 'as decided';
    is report($cora, $mild, 'abuse')->{status}, 303, 'who reports what was kept';
    is value('SELECT weight FROM report_case WHERE comment_id = ?', $mild), 3, 'opens it anew, with that weight alone';
    is report($ada, $bad, 'spam')->{status}, 404, 'what is removed is not reported';
    my $made = $ada->api(POST => '/api/v1/comments/' . reply_to($brann, $thread, 'Third.') . '/report', { reason => 'He is rude.' });
    is_deeply [$made->{status}, $made->json->{reason}], [201, 'other'], "the API takes a reason in one's own words";
};

subtest 'a comment is reported by one press beside it, and that is taken back at once' => sub {
    my $thread  = start_thread($ada, title => 'Pressed');
    my $comment = reply_to($brann, $thread, 'Buy gold at example.com.');
    my $page    = $ada->get(path_of($thread))->html;
    is_deeply [map { $page->id('report')->attribute($_) } qw(method action)], [qw(post /forum/report)], 'a page has one form for all reports';
    my @buttons = grep { ($_->attribute('form') // '') eq 'report' } $page->id("c-$comment")->all('button');
    is_deeply [map { [$_->attribute('name'), $_->attribute('value')] } @buttons], [map { [$_, $comment] } qw(spam abuse off-topic spoiler)], 'and each comment a button a reason';
    is_deeply [map { $guest->get(path_of($thread))->html->id('report')->attribute($_) } qw(method action)], [qw(get /forum/report)], 'a guest’s press';
    like $guest->get("/forum/report?spam=$comment")->location, qr{^/account/login\?next=%2Fforum%2Freport%3Fspam%3D$comment$}, 'leads to the login';
    is $ada->get("/forum/report?spam=$comment")->location, "/forum/comment/$comment/moderate", 'and then to the comment’s report';
    is $ada->get('/forum/report?spam=x')->{status}, 400, 'if there is one';

    my $before = written();
    is $ada->post('/forum/report', $_->[0])->{status}, 422, "not $_->[1]" for [{}, 'of nothing'], [{ rude => $comment }, 'for no reason'], [{ spam => 'x' }, 'of no comment'];
    is $ada->post('/forum/report', { spam => 999_999_999 })->{status}, 404, 'not of what is not there';
    is $guest->post('/forum/report', { spam => $comment })->{status}, 401, 'not by a guest';
    is_deeply written(), $before, 'nothing was written';
    is $ada->post('/forum/report', { 'off-topic' => $comment })->location, "/forum/comment/$comment/moderate", 'one press reports';
    is value('SELECT reason FROM report WHERE comment_id = ?', $comment), 'off-topic', 'for that reason';
    is $ada->post('/forum/report', { spam => $comment })->{status}, 409, 'once';

    my $take_back = sub ($who) { $who->post("/forum/comment/$comment/report/withdraw", {})->{status} };
    my $cora = member(role => 'trusted');
    report($cora, $comment, 'spam');
    like $ada->get("/forum/comment/$comment/moderate")->{text}, qr{action="/forum/comment/$comment/report/withdraw"}, 'it can be taken back';
    is $take_back->(member()), 409, 'by who reported';
    is $take_back->($ada), 303, 'it is';
    is_deeply [rows('SELECT weight, reports, state FROM report_case WHERE comment_id = ?', $comment)], [[3, 1, 0]], 'the other’s counts as before';
    is $take_back->($ada), 409, 'once';
    is $ada->post('/forum/report', { spoiler => $comment })->{status}, 303, 'they may report it anew';
    is $_->api(POST => "/api/v1/comments/$comment/report/withdraw", {})->{status}, 200, 'the API takes back, too' for $ada, $cora;
    is_deeply [rows('SELECT state FROM report_case WHERE comment_id = ?', $comment)], [], 'with the last one the case is gone from the queue';
    report($ada, $comment, 'spam');
    $moderator->post("/admin/queue/$comment/keep", {});
    is $take_back->($ada), 409, 'what moderators decided stays';
    is_deeply [rows('SELECT state, reports FROM report_case WHERE comment_id = ?', $comment)], [[1, 1]], 'as it was';
    report($cora, $comment, 'spam');
    is $take_back->($ada), 409, 'an old report is none of a case that was opened anew';
    is_deeply [rows('SELECT state, reports, weight FROM report_case WHERE comment_id = ?', $comment)], [[0, 1, 3]], 'which counts what came since';
};

subtest 'reports of trusted members fold a comment, until moderators keep it or reports are taken back' => sub {
    my @trusted = map { member(role => 'trusted') } 1 .. 2;
    my $word    = unique('fold') =~ tr/-//dr;
    my $thread  = start_thread($brann, title => 'To be folded');
    my $comment = reply_to($brann, $thread, "Words about $word.");
    my $below   = reply_to($ada, $thread, 'Below it.', $comment);
    my $path    = path_of($thread);
    my $folded  = sub {
        my $whole = $guest->get($path)->{text} =~ /id="c-$comment".{0,600}?<details class="flagged"><summary>Folded: reported by several trusted members\.<\/summary>.{0,90}\Q$word\E/s;
        my $api   = (grep { $_->{id} == $comment } @{ $guest->api(GET => "/api/v1/threads/thread:$thread")->json->{comments} })[0];
        my @text  = grep { $guest->get($_)->{text} =~ /about \Q$word\E/i } "/forum/thread/$thread/comments.atom", "/search?q=$word", "$path?under=$comment";
        return join ' ', $whole ? 1 : 0, $api->{folded} ? 1 : 0, $api->{state}, scalar @text;
    };
    is $folded->(), '0 0 shown 3', 'it is shown, and what lists and feeds show';
    report($ada, $comment, 'abuse');
    report($trusted[0], $comment, 'abuse');
    is $folded->(), '0 0 shown 3', 'a member and a trusted one do not weigh enough';
    my $stream = Lorehall::Stream->new($guest, "/live?subjects=thread:$thread");
    report($trusted[1], $comment, 'spam');
    like $stream->expect(patience(5), name => 'edit', id => 0 + $comment)->{json}{html}, qr/class="flagged"/, 'open pages fold it as the second trusted one reports it';
    is $folded->(), '1 1 shown 0', 'it keeps its place, can be opened there, and is in no list or feed';
    like $guest->get($path)->{text}, qr/id="c-$comment".*id="c-$below"/s, 'what answers it stands below it';
    is value("SELECT account_id FROM audit WHERE act = 'comment.fold' AND subject = ?", "comment:$comment"), $trusted[1]{id}, 'that is in the audit';
    my $withdraw = sub ($who) { $who->post("/forum/comment/$comment/report/withdraw", {})->{status} };
    is $withdraw->(member()), 409, 'who reported nothing takes nothing back';
    is $withdraw->($trusted[1]), 303, 'a report can be taken back';
    is $folded->(), '0 0 shown 3', 'and it is shown again';
    is_deeply [rows('SELECT weight, reports FROM report_case WHERE comment_id = ?', $comment)], [[4, 2]], 'the case weighs less';
    report($trusted[1], $comment, 'spam');
    is $folded->(), '1 1 shown 0', 'given again, it folds again';
    is $moderator->post("/admin/queue/$comment/keep", {})->{status}, 303, 'a moderator keeps it';
    is $folded->(), '0 0 shown 3', 'and it is shown';
    is $withdraw->($trusted[1]), 409, 'what is decided is not taken back';
    $moderator->post('/admin/acts/' . value('SELECT MAX(id) FROM moderation_act') . '/undo', {});
    is $folded->(), '1 1 shown 0', 'undone, it is folded';
    my $other = reply_to($brann, $thread, 'Reported once.');
    report($ada, $other, 'spam');
    is $ada->post("/forum/comment/$other/report/withdraw", {})->{status}, 303, 'the only report is taken back';
    unlike $moderator->get('/admin/queue')->{text}, qr/case-$other"/, 'and the queue has it no longer';
    sql("UPDATE site SET fold_weight = 0 WHERE name = 'everquest'");
    report($_, $other, 'spam') for @trusted;
    is value('SELECT folded FROM comment WHERE id = ?', $other), 0, 'where the site says never, none is folded';
    sql("UPDATE site SET fold_weight = 6 WHERE name = 'everquest'");
};

subtest 'what is kept is one act, told of, recorded and undone as one' => sub {
    my $thread = start_thread($ada, title => 'Kept');
    my @comments = map { reply_to($brann, $thread, "Harmless $_.") } 1 .. 4;
    report($ada, $_, 'abuse') for @comments[0 .. 2];
    my $other = member(role => 'moderator');
    $other->post("/admin/queue/$comments[2]/claim", {});
    my $state = sub { join ' ', map { $_->[0] } rows('SELECT state FROM report_case WHERE comment_id IN (?, ?, ?) ORDER BY comment_id', @comments[0 .. 2]) };
    my $look = $moderator->post('/admin/moderate', { act => 'keep', id => \@comments });
    like $look->{text}, qr/<ul class="reach">\s*<li>2 comments/, 'those count that are reported, and nobody else has';
    my ($seen) = $look->{text} =~ /name="seen" value="([\d.]+)"/;
    my $kept = $moderator->post('/admin/moderate', { act => 'keep', id => \@comments, seen => $seen });
    is $kept->{status}, 303, 'they are kept';
    is $state->(), '1 1 0', 'and decided';
    my $act = last_act();
    is_deeply [(rows('SELECT kind, comments FROM moderation_act WHERE id = ?', $act))[0]->@*], ['keep', 2], 'by one act';
    like $moderator->get('/admin/acts')->{text}, qr/\Q$moderator->{name}\E<\/b> kept 2 reported comments/, 'which the list has';
    is value("SELECT COUNT(*) FROM audit WHERE act = 'report.keep' AND account_id = ? AND subject LIKE 'moderation:$act %'", $moderator->{id}), 1, 'and the audit';
    unlike $brann->get("/forum/comment/$comments[0]/moderate")->{text}, qr/kept 2/, 'whose they are is not told that somebody reported them';
    is $moderator->api(POST => "/api/v1/acts/$act/undo", {})->{status}, 200, 'it is undone';
    is $state->(), '0 0 0', 'and both are to be decided again';
    is $moderator->api(POST => '/api/v1/acts/' . last_act() . '/undo', {})->{status}, 200, 'that, too';
    is $state->(), '1 1 0', 'they are kept again';
    remove($other, $comments[0], reason => 'No.');
    is $moderator->api(POST => '/api/v1/acts/' . last_act() . '/undo', {})->{status}, 200, 'a removal is undone';
    is $state->(), '1 1 0', 'with what was kept before';
    is $moderator->post("/admin/queue/$comments[1]/keep", {})->{status}, 409, 'what is decided is not kept once more';
};

subtest 'a moderator changes what somebody wrote, who reads who did it and why, and what it said' => sub {
    my $thread  = start_thread($ada, title => 'Corrected');
    my $comment = reply_to($brann, $thread, 'The key is behind the *throne*.');
    my $path    = path_of($thread);
    my $edit    = sub ($who, %fields) { $who->post("/forum/comment/$comment/edit", \%fields) };
    is $_->get("/forum/comment/$comment/edit")->{status}, 403, 'another member has no form for it' for $ada;
    is $edit->($ada, body => 'Mine.', reason => 'So.')->{status}, 403, 'and cannot';
    my $form = $moderator->get("/forum/comment/$comment/edit");
    like $form->{text}, qr/Edit the comment by \Q$brann->{name}\E.*behind the \*throne\*.*name="reason"/s, 'a moderator has one, which asks why';
    my $before = written();
    my $bare   = $edit->($moderator, body => 'The key is behind ...', version => 0);
    is $bare->{status}, 422, 'it needs a reason';
    like $bare->complaint, qr/Reason/, 'as it says';
    is_deeply written(), $before, 'nothing was written';
    is $edit->($moderator, body => 'The key is behind ...', version => 0, reason => 'No <i>spoilers</i>, please.')->{status}, 303, 'with one it is changed';
    like $guest->get($path)->html->id("c-$comment")->text, qr/The key is behind \.\.\./, 'for everybody';
    unlike $guest->get($path)->{text}, qr/spoilers/, 'who are not told why';
    like $brann->get($path)->{text}, qr/A moderator changed your comment: No &lt;i&gt;spoilers&lt;\/i&gt;, please\./, 'its author is';
    like $_->get("/forum/comment/$comment/moderate")->{text}, qr/\Q$moderator->{name}\E changed it.*spoilers.*behind the \*throne\*/s, 'and reads what it said, as moderators do' for $brann, $moderator;
    unlike $ada->get("/forum/comment/$comment/moderate")->{text}, qr/throne|spoilers/, 'and nobody else';
    my ($record) = rows('SELECT act, account_id, about_id, reason FROM audit ORDER BY id DESC LIMIT 1');
    is_deeply $record, ['comment.edit', $moderator->{id}, $brann->{id}, 'No <i>spoilers</i>, please.'], 'it is recorded';
    is $moderator->post('/admin/acts/' . last_act() . '/undo', {})->{status}, 409, 'it is not undone by its row';
    my $late = $edit->($brann, body => 'Behind the throne!', version => 0);
    is $late->{status}, 409, 'who was writing meanwhile is shown both';
    my ($version) = $late->{text} =~ /name="version" value="(\d+)"/;
    is $edit->($moderator, body => 'The key is behind the *throne*.', version => $version, reason => 'All know by now.')->{status}, 303, 'but changed back';
    like $guest->get($path)->html->id("c-$comment")->text, qr/behind the throne\./, 'as it was';
    is +(lorehall('', 'audit', 'verify'))[0], 0, 'the trail holds';
};

subtest 'whoever is warned reads it before anything else, and says that they did' => sub {
    my $loud    = member();
    my $comment = reply_to($loud, start_thread($ada, title => 'Loud'), 'SHOUTING.');
    is $ada->post("/admin/accounts/$loud->{id}/warn", { reason => 'Quiet.' })->{status}, 403, 'members warn nobody';
    is $moderator->post("/admin/accounts/$loud->{id}/warn", { reason => '' })->{status}, 422, 'it needs a reason';
    my $long = $moderator->post("/admin/accounts/$loud->{id}/warn", { reason => 'Loud. ' x 100, comment => $comment });
    is $long->{status}, 422, 'one that is not too long';
    like $long->{text}, qr/value="(?:Loud\. ?){100}"/, 'and is shown what they typed';
    like $long->{text}, qr/name="comment" value="$comment"/, 'with what it is about';
    is $moderator->post("/admin/accounts/$moderator->{id}/warn", { reason => 'Me.' })->{status}, 422, 'nobody warns themselves';
    is $moderator->post("/admin/accounts/$loud->{id}/warn", { reason => 'No <b>shouting</b>.', comment => $comment })->{status}, 303, 'a moderator warns';
    like $moderator->get("/admin/accounts/$loud->{id}")->{text}, qr/not read yet.*No &lt;b&gt;shouting/s, "the account's page has it";
    my $led = $loud->get('/forum/general/?after=x');
    is_deeply [$led->{status}, $led->location], [303, '/account/warning?next=%2Fforum%2Fgeneral%2F%3Fafter%3Dx'], 'their next page is the warning';
    my $page = $loud->get('/account/warning?next=/forum/');
    like $page->{text}, qr/From \Q$moderator->{name}\E.*No &lt;b&gt;shouting.*forum\/comment\/$comment/s, 'with who, why and what about';
    my ($id) = $page->{text} =~ /name="id" value="(\d+)"/;
    my $before = written();
    my $post = $loud->post('/forum/reply', { subject => 'thread:1', body => 'STILL SHOUTING.', csrf => $page->{text} =~ /name="csrf" value="([^"]+)"/ });
    is $post->{status}, 403, 'they post nothing until then';
    my $api = $loud->api(POST => '/api/v1/comments', { subject => 'thread:1', body => 'By a program.' });
    is_deeply [$api->{status}, $api->json->{error}{code}], [403, 'warned'], 'nor by a program';
    is_deeply written(), $before, 'nothing was written';
    is $loud->get('/account/sessions')->{status}, 200, 'but end their sessions';
    is $ada->post('/account/warning', { id => $id })->location, '/', "nobody acknowledges another's";
    is $loud->get('/forum/')->{status}, 303, 'it is still there';
    is $loud->post('/account/warning', { id => $id, next => '/forum/' })->location, '/forum/', 'who says that they read it goes on';
    is $loud->get('/forum/')->{status}, 200, 'and reads on';
    is $loud->get('/account/warning')->location, '/', 'there is no other';
    unlike $moderator->get("/admin/accounts/$loud->{id}")->{text}, qr/not read yet/, 'moderators see that it was read';
    is_deeply [map { $_->[0] } rows("SELECT act FROM audit WHERE about_id = ? AND act LIKE 'account.warn%' ORDER BY id", $loud->{id})], ['account.warn', 'account.warning-read'], 'both are recorded';
};

subtest 'the API does the same' => sub {
    my $thread  = start_thread($ada, title => 'By the API');
    my $comment = reply_to($brann, $thread, 'Programs moderate too.');
    my $answer  = $moderator->api(POST => "/api/v1/comments/$comment/remove", { reason => 'A test.' });
    is $answer->{status}, 200, 'removed';
    is_deeply { map { $_ => $answer->json->{$_} } qw(id state comments act) }, { id => $comment, state => 'removed', comments => 1, act => last_act() }, 'as it says';
    is $moderator->api(POST => "/api/v1/comments/$comment/remove", { reason => 'A test.' })->json->{error}{code}, 'conflict', 'once';
    is $moderator->api(POST => '/api/v1/acts/' . $answer->json->{act} . '/undo', {})->{status}, 200, 'undone by its row';
    like $guest->get(path_of($thread))->{text}, qr/Programs moderate too/, 'and shown';
    $moderator->api(POST => "/api/v1/comments/$comment/remove", { reason => 'Again.' });
    is $moderator->api(POST => "/api/v1/comments/$comment/restore", { reason => 'No.' })->json->{state}, 'shown', 'restored';
    for (['{"reason":5}', 'reason'], ['{}', 'reason'], ['{"reason":"x","scope":"all"}', 'scope'], ['{"reason":"' . 'x' x 401 . '"}', 'reason']) {
        my $wrong = $moderator->api(POST => "/api/v1/comments/$comment/remove", $_->[0]);
        is_deeply [$wrong->{status}, $wrong->json->{error}{field}], [422, $_->[1]], substr "$_->[0] is refused", 0, 60;
    }
    is $brann->api(POST => "/api/v1/acts/1/undo", {})->{status}, 403, 'a member undoes nothing';
    is $moderator->api(POST => "/api/v1/acts/999999999/undo", {})->{status}, 404, 'nor anybody what is not there';
    is $moderator->at('camelot')->api(POST => "/api/v1/comments/$comment/remove", { reason => 'Elsewhere.' })->{status}, 404, "nor what is another site's";
};

subtest 'acts, comments and votes that come at once are all counted' => sub {
    my $thread = start_thread($ada, title => 'All at once');
    my @comment = map { reply_to($brann, $thread, "Number $_.") } 1 .. 6;
    $_->csrf for $ada, $brann, $moderator;
    my @status = parallel(12, sub ($i) {
        return $i < 6
            ? $moderator->api(POST => "/api/v1/comments/$comment[$i]/remove", { reason => 'At once.' })->{status}
            : $ada->api(POST => '/api/v1/comments', { subject => "thread:$thread", body => "Meanwhile $i." })->{status};
    });
    is_deeply \@status, [(200) x 6, (201) x 6], 'each is done';
    is counted($thread), 7, 'and counted';
};

done_testing;
