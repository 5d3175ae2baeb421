# Discussions: writing them at any depth, reading them whole, finding a comment again.
# Written by SQL: comment, journal; there is nothing yet that removes a comment.
use v5.36;
use utf8;
use FindBin;
use lib "$FindBin::Bin/../lib";
use List::Util qw(shuffle uniq);
use Test::More;
use Lorehall;

my $guest = visitor();
my ($ada, $brann) = (member(), member());

# The ids of the comments on a page, in its order.
sub shown ($page) {
    return map { ($_->attribute('id') // '') =~ /^c-(\d+)$/ ? $1 : () } $page->html->all('article');
}

# All comments that are met by reading from $path to the end, by "more" and "continue".
sub read_whole ($path) {
    my (@left, %seen, @met, $pages) = ($path);
    while (defined(my $next = shift @left)) {
        next if $seen{$next}++;
        my $page = $guest->follow($next);
        die "$next: $page->{status}\n" if $page->{status} != 200;
        push @met, shown($page);
        push @left, map { $_->attribute('href') } $page->html->find(sub ($e) {
            $e->tag eq 'a' && (($e->attribute('rel') // '') eq 'next' || ($e->attribute('class') // '') eq 'continue') });
        last if ++$pages > 500;
    }
    return ($pages, @met);
}

sub ok_each_once ($path, $thread, $what) {
    my @all = thread_ids($thread);
    my ($pages, @met) = read_whole($path);
    is_deeply [sort { $a <=> $b } @met], [@all], "$what: each of the " . @all . " comments is met exactly once, on $pages pages";
}

# The page's comments as a tree, by what encloses what: id => parent's id, 0 at the top.
sub nesting ($page) {
    my %parent;
    for my $article ($page->html->all('article')) {
        my $outer = $article->closest(sub ($e) { $e->tag eq 'article' });
        $parent{ substr $article->attribute('id'), 2 } = $outer ? substr $outer->attribute('id'), 2 : 0;
    }
    return \%parent;
}

subtest 'somebody starts a thread and another answers' => sub {
    my $title = 'Where do I fish? ' . unique();
    my $form  = $ada->get('/forum/general/new')->html;
    my %fields = (title => $title, body => "In **Port Ambry**?\n\nOr elsewhere?", key => $form->field('key'), csrf => $form->field('csrf'));
    my $answer = $ada->post('/forum/general/new', \%fields);
    is $answer->{status}, 303, 'posting leads on';
    my $page = $guest->follow($answer->location);
    is $page->{status}, 200, 'to the thread';
    like $page->{path}, qr{^/forum/thread/\d+/where-do-i-fish-x-}, 'under a readable address';
    my ($article) = $page->html->all('article');
    is $article->attribute('data-depth'), 0, 'which opens with the text';
    is $article->attribute('data-score'), 0, 'not rated yet';
    like $page->{text}, qr{<p>In <strong>Port Ambry</strong>\?</p>}, 'in Markdown';
    like $page->{text}, qr/\Q$ada->{name}\E/, "and with the author's name";
    my ($thread) = $page->{path} =~ /(\d+)/;
    ok $article->closest(sub ($e) { ($e->attribute('data-subject') // '') eq "thread:$thread" }), 'within its subject';

    my $reply = $brann->get("/forum/reply?subject=thread:$thread&parent=" . substr $article->attribute('id'), 2)->html;
    is $reply->field('subject'), "thread:$thread", 'a reply knows its subject';
    $answer = $brann->post('/forum/reply', { subject => "thread:$thread", parent => $reply->field('parent'),
        body => 'At the pier.', key => $reply->field('key'), csrf => $reply->field('csrf') });
    is $answer->{status}, 303, 'replying leads on';
    like $answer->location, qr{^/forum/comment/\d+$}, 'to the comment';
    my ($comment) = $answer->location =~ /(\d+)/;
    is $guest->get($answer->location)->location, "$page->{path}#c-$comment", 'in its place';
    is nesting($guest->follow($page->{path}))->{$comment}, 0, 'as a first one below the opening';
    for my $list ('/', '/forum/', '/forum/general/') {
        like $guest->get($list)->{text}, qr/\Q$title\E/, "$list has the thread";
    }
    my ($row) = grep { $_->text =~ /\Q$title\E/ } $guest->get('/forum/general/')->html->all('tr');
    like $row->text, qr/\b1\s+reply\b/, 'with its one answer';
    like $row->text, qr/\Q$brann->{name}\E/, 'and who wrote last';
};

# How many answers a list tells of what NAME is the name of.
sub listed ($path, $name) {
    my ($link) = grep { ($_->attribute('class') // '') eq 'name' && $_->text eq $name } $guest->get($path)->html->all('a');
    my $row = $link && $link->closest(sub ($e) { $e->tag eq 'tr' });
    return $row && $row->text =~ /\b(\d+)\s+repl/ ? $1 : undef;
}

subtest 'readers are told how many answers there are, everywhere the same' => sub {
    my $title  = unique('Counted');
    my $name   = value("SELECT b.title FROM board b JOIN site s ON s.id = b.site_id WHERE s.name = 'everquest' AND b.name = 'general'");
    my $board  = sub { listed('/forum/', $name) };
    my $before = $board->();
    my $thread = start_thread($ada, title => $title);
    for my $count (0 .. 2) {
        reply_to($brann, $thread, "Answer $count.") if $count;
        my $page = $guest->follow("/forum/thread/$thread");
        my ($head) = grep { defined $_->attribute('data-total') } $page->html->all('h2');
        like $head->text, qr/^$count\s+repl/, "$count in the heading";
        is scalar($page->{text} =~ /No replies yet/) || 0, $count == 0 ? 1 : 0, 'as the text below says';
        is listed($_, $title), $count, "$count on $_" for '/', '/forum/general/';
        is $board->(), $before + $count, 'the board counts them too, and not the opening';
        is $guest->api(GET => "/api/v1/threads/thread:$thread")->json->{total}, $count + 1, 'the API counts the opening too';
    }
};

subtest 'replies nest as deep as anybody likes' => sub {
    my $thread = start_thread($ada, title => 'A deep one');
    my ($opening) = thread_ids($thread);
    my @chain = ($opening);
    for my $depth (1 .. 35) {
        my $author = $depth % 2 ? $brann : $ada;
        if ($depth % 12 == 0) {
            my $answer = $author->post('/forum/reply', { subject => "thread:$thread", parent => $chain[-1], body => "Depth $depth.", key => unique('key') });
            push @chain, $answer->location =~ m{/(\d+)$};
        }
        else { push @chain, reply_to($author, $thread, "Depth $depth.", $chain[-1]) }
        reply_to($author, $thread, "Beside depth $depth.", $chain[-2]) if $depth % 5 == 0;
    }
    my $path = "/forum/thread/$thread/a-deep-one";
    my $page = $guest->get($path);
    my $nesting = nesting($page);
    my %parent = map { $_->[0] => $_->[1] } rows('SELECT id, COALESCE(parent_id, 0) FROM comment WHERE thread_id = ?', $thread);
    my @wrong = grep { $_ != $opening && $nesting->{$_} != ($parent{$_} == $opening ? 0 : $parent{$_}) } keys %$nesting;
    is_deeply \@wrong, [], 'each comment on the page is within the one that it answers';
    is $page->html->id("c-$chain[$_]")->attribute('data-depth'), $_, "depth $_ says so" for 0, 1, 5, 10;
    ok !$page->html->id("c-$chain[11]"), 'below depth 10 it goes on elsewhere';
    my ($continue) = grep { ($_->attribute('class') // '') eq 'continue' } $page->html->all('a');
    is $continue && $continue->attribute('href'), "$path?under=$chain[10]", 'where a link leads';
    is $continue && $continue->attribute('data-count'), 1, 'which says how many replies wait';
    ok_each_once("$path?sort=$_", $thread, "sort $_") for qw(conversation newest best);
    my @branch = map { $_->[0] } rows('SELECT id FROM comment WHERE thread_id = ? AND branch_id = ? AND id <> ? ORDER BY id DESC', $thread, $chain[10], $chain[10]);
    is_deeply [shown($guest->get("$path?under=$chain[10]&sort=newest"))], \@branch, 'a branch has its own newest';
    permalinks_lead_to($thread, @chain, thread_ids($thread));
    my $deepest = $guest->follow("/forum/comment/$chain[35]");
    like $deepest->{path}, qr/under=$chain[30]$/, 'the deepest is read in a branch of its own';
    like $deepest->{text}, qr/Depth 30\./, 'whose head tells what it answers';
    my $branch = $ada->get("$path?under=$chain[30]")->{text};
    like $branch, qr{<h2 data-heading>Reply to \W*\Q$ada->{name}\E}, 'and where one writes, whom that answers';
    unlike $branch, qr/data-total/, 'and the count of the whole discussion is not told as its own';
};

subtest 'newest first tells what each comment answers' => sub {
    my $thread = start_thread($ada, title => 'What is new');
    my $first  = reply_to($brann, $thread, 'The **first** answer, at some length.');
    my $below  = reply_to($ada, $thread, 'Below the first.', $first);
    my $second = reply_to($brann, $thread, 'To the opening.');
    my $last   = reply_to($brann, $thread, 'Below that one.', $below);
    my $path   = "/forum/thread/$thread/what-is-new?sort=newest";
    my $page   = $guest->get($path);
    is_deeply [shown($page)], [(thread_ids($thread))[0], $last, $second, $below, $first], 'behind the opening the newest comes first, whatever it answers';
    is_deeply [grep { nesting($page)->{$_} } $last, $second, $below, $first], [], 'none within another';
    my %line = map { $_ => [map { $_->text } grep { ($_->attribute('class') // '') =~ /orphaned/ } $page->html->id("c-$_")->all('a')] } $last, $second, $below;
    is_deeply $line{$below}, ["in reply to $brann->{name}: The first answer, at some length."], 'whom, and how that begins';
    is_deeply $line{$second}, [], 'nothing where it answers the opening';
    my $new = reply_to($ada, $thread, 'Meanwhile.', $first);
    is_deeply [shown($guest->get($path))], [(thread_ids($thread))[0], $new, $last, $second, $below, $first], 'and what is written then is before them all';
    is_deeply [map { $_->{id} } @{ $guest->api(GET => "/api/v1/threads/thread:$thread?sort=newest")->json->{comments} }],
        [(thread_ids($thread))[0], $new, $last, $second, $below, $first], 'the API says the same';
    sql('UPDATE comment SET state = 1 WHERE id = ?', $first);
    reply_to($ada, $thread, 'Somebody must have been here.');
    $page = $guest->get($path);
    unlike $page->{text}, qr/at some length/, 'what was removed is told nowhere';
    my ($line) = map { $_->text } grep { ($_->attribute('class') // '') =~ /orphaned/ } $page->html->id("c-$below")->all('a');
    is $line, 'in reply to an earlier comment', 'only that there was something';
};

# Each permalink leads to a page that has the comment.
sub permalinks_lead_to ($thread, @ids) {
    my @lost;
    for my $id (uniq @ids) {
        my $to = $guest->get("/forum/comment/$id")->location // '';
        my ($path, $anchor) = split /#/, $to;
        push @lost, "$id ($to)" unless ($anchor // '') eq "c-$id" && $guest->get($path)->html->id("c-$id");
    }
    is "@lost", '', 'permalinks lead to a page with the comment: ' . scalar uniq @ids;
}

# Imports a thread of $count comments, each answering the opening or one of the latest before it;
# gives its id.
sub made_thread ($count, $title, $branching = 0.35, $more = '') {
    srand 20010612;
    my $name = unique('made');
    my @line = ({ id => "$name-0", parent => undef, thread => "$name-0", title => $title, body => 'An opening.' });
    for my $i (1 .. $count - 1) {
        my $parent = rand() < $branching ? 0 : $i < 12 ? int rand $i : $i - 1 - int rand 12;
        push @line, { id => "$name-$i", parent => "$name-$parent", thread => "$name-0", body => "Number $i.$more" };
    }
    my $time = 1_700_000_000;
    for (@line) {
        my @at = gmtime($time += 60);
        $_->{created} = sprintf '%04d-%02d-%02dT%02d:%02d:%02dZ', $at[5] + 1900, $at[4] + 1, @at[3, 2, 1, 0];
        $_->{author}  = 'author' . int rand 20;
        $_->{score}   = int(rand 40) - 10;
    }
    my $source = import_threads(@line);
    return value('SELECT t.id FROM thread t JOIN source s ON s.id = t.source_id WHERE s.name = ?', $source);
}

my $long = made_thread(1_000, 'A long one');

subtest 'a long discussion is read to its end' => sub {
    is value('SELECT comments FROM thread WHERE id = ?', $long), 1_000, 'it has 1,000 comments';
    my $page = $guest->get("/forum/thread/$long/a-long-one");
    my @ids  = shown($page);
    cmp_ok @ids, '<=', 101, 'one page shows a hundred at most';
    cmp_ok @ids, '>',  90, 'and not much less';
    ok_each_once("/forum/thread/$long/a-long-one?sort=$_", $long, "sort $_") for qw(conversation newest best);
    my @all = thread_ids($long);
    permalinks_lead_to($long, @all[0, 1, -1], (shuffle @all)[0 .. 39]);

    my %first = map { $_ => [shown($guest->get("/forum/thread/$long/a-long-one?sort=$_"))] } qw(conversation newest best);
    my ($opening) = @all;
    my ($best) = map { $_->[0] } rows('SELECT id FROM comment WHERE thread_id = ? AND parent_id = ? ORDER BY score DESC, id DESC LIMIT 1', $long, $opening);
    is $first{conversation}[1], $all[1], 'in order: the first comment comes first';
    is_deeply [@{ $first{newest} }[1 .. 100]], [(reverse @all)[0 .. 99]], 'newest: the newest of the whole tree, then the one before it';
    is $first{best}[1], $best, 'best: the best rated';
};

subtest 'long comments come on pages that are shorter, each once' => sub {
    my $heavy = made_thread(30, 'A heavy one', 0.35, '&' x 19_000);
    my $path  = "/forum/thread/$heavy/a-heavy-one";
    for my $sort (qw(conversation newest best)) {
        my $page = $guest->get("$path?sort=$sort");
        cmp_ok length $page->{text}, '<', 2_000_000, 'a page has its bounds';
        cmp_ok scalar(shown($page)), '>', 8, 'and some comments for all that';
        ok_each_once("$path?sort=$sort", $heavy, "sort $sort");
        my ($url, @met) = ("/api/v1/threads/thread:$heavy?limit=200&sort=$sort");
        while (defined $url) {
            my $answer = $guest->get($url);
            cmp_ok length $answer->{text}, '<', 2_000_000, 'so has an answer of the API';
            push @met, map { $_->{id} } @{ $answer->json->{comments} };
            $url = $answer->json->{next};
            $url =~ s{^https?://[^/]*}{} if defined $url;
        }
        is_deeply [sort { $a <=> $b } @met], [thread_ids($heavy)], 'which tells each once, too';
    }
    permalinks_lead_to($heavy, (thread_ids($heavy))[0, 12, 20, 29]);
};

subtest 'an address that is not quite right leads to the right one, or says that there is nothing' => sub {
    my $right = "/forum/thread/$long/a-long-one";
    for my $path ("/forum/thread/$long", "/forum/thread/$long/", "/forum/thread/$long/a-short-one", "/forum/thread/$long/A-LONG-ONE",
        "/forum/thread/$long/a-long-one/more") {
        my $answer = $guest->get("$path?sort=newest");
        is $answer->{status}, 301, "$path moves";
        is $answer->location, "$right?sort=newest", 'to the right address, with the query';
    }
    is $guest->get($_)->{status}, 404, "$_ is not there"
        for '/forum/thread/0', '/forum/thread/999999999999', '/forum/thread/x/y', '/forum/thread/18446744073709551616/x', '/forum/thread/-1/x',
        '/forum/thread/1e3/x', "/forum/thread/+$long/x", '/forum/comment/0', '/forum/comment/999999999999', '/forum/comment/abc',
        "$right?under=999999999999", '/forum/none/', '/forum/none/?after=1.1';
    is $guest->get($_)->{status}, 400, "$_ is not understood"
        for "$right?sort=worst", "$right?after=x", "$right?after=1", "$right?after=1.2.3.4", "$right?under=x", "$right?under=-1",
        "$right?after=99999999999999999999.1", '/forum/general/?after=x', "$right?after=%00";
    my ($other) = thread_ids(start_thread($ada));
    is $guest->get("$right?under=$other")->{status}, 404, "a branch of another thread is not this one's";
    is $guest->get("$right?under=$other&sort=newest")->{status}, 404, 'in no order';
    is $guest->request('HEAD', $right)->{status}, 200, 'HEAD answers as GET';
    is $guest->request('HEAD', $right)->{content}, '', 'without the page';
};

subtest 'one edits what one wrote oneself, and nothing else' => sub {
    my $thread  = start_thread($ada, title => 'Edited');
    my $comment = reply_to($ada, $thread, 'With a tpyo.');
    my $form    = $ada->get("/forum/comment/$comment/edit");
    is $form->html->field('body'), 'With a tpyo.', 'the form has the text as it was written';
    for my $other ($brann, member(role => 'reviewer')) {
        is $other->get("/forum/comment/$comment/edit")->{status}, 403, 'nobody else gets it';
        is $other->post("/forum/comment/$comment/edit", { body => 'Mine now.' })->{status}, 403, 'or changes it';
    }
    my $before = written();
    is $ada->post("/forum/comment/$comment/edit", { body => 'With a typo.' })->location, "/forum/comment/$comment", 'its author does';
    my $page = $guest->follow("/forum/comment/$comment");
    my $article = $page->html->id("c-$comment");
    like $article->text, qr/With a typo\./, 'the page has the new text';
    unlike $page->{text}, qr/tpyo/, 'and not the old one';
    ok((grep { ($_->attribute('class') // '') eq 'edited' } $article->all('time')), 'and says that it was edited');
    is written()->{journal}, $before->{journal} + 1, 'the journal has a row';
    is $ada->post("/forum/comment/$comment/edit", { body => 'With a typo.' })->{status}, 303, 'saving the same again';
    is written()->{journal}, $before->{journal} + 1, 'changes nothing';
    is $ada->post("/forum/comment/$comment/edit", { body => '' })->{status}, 422, 'an empty text is refused';
    is $ada->get('/forum/comment/999999999999/edit')->{status}, 404, 'what is not there cannot be edited';
};

subtest 'an edit replaces the version that it was made from, and no other' => sub {
    my $thread  = start_thread($ada, title => 'Two tabs');
    my $comment = reply_to($ada, $thread, 'As it was.');
    my $address = "/forum/comment/$comment/edit";
    my @tab     = map { $ada->get($address)->html->field('version') } 1 .. 2;
    my $body    = sub { $ada->get($address)->html->field('body') };
    is $ada->post($address, { body => 'From the first tab.', version => $tab[0] })->{status}, 303, 'the first tab saves';
    my $answer = $ada->post($address, { body => 'From the second tab.', version => $tab[1] });
    is $answer->{status}, 409, 'the second is told';
    like $answer->{text}, qr/From the first tab\./, 'with what the comment has become';
    is $answer->html->field('body'), 'From the second tab.', 'and still has its own';
    is $body->(), 'From the first tab.', 'nothing was replaced';
    is $ada->post($address, { body => 'Nor from a preview.', version => $tab[1], preview => 1 })->html->field('version'), $tab[1], 'a preview keeps its version';
    is $ada->post($address, { body => 'Of no version.' })->{status}, 409, 'a form without a version replaces nothing that was edited';
    my $version = $answer->html->field('version');
    is $ada->post($address, { body => 'From the second tab.', version => $version })->{status}, 303, 'sent again, knowing it, it is saved';
    is $body->(), 'From the second tab.', 'in its place';
};

subtest 'what was removed leaves its place, and the answers to it' => sub {
    my $thread  = start_thread($ada, title => 'Removed');
    my $comment = reply_to($ada, $thread, 'To be removed.');
    my $answer  = reply_to($brann, $thread, 'An answer to it.', $comment);
    # There is no button for it yet; the journal tells of it as of everything.
    sql('UPDATE comment SET state = 1 WHERE id = ?', $comment);
    sql("INSERT INTO journal (created, kind, site_id, thread_id, comment_id) SELECT UTC_TIMESTAMP(6), 'remove', site_id, id, ? FROM thread WHERE id = ?",
        $comment, $thread);
    my $path = "/forum/thread/$thread/removed";
    ok wait_until(5, sub { $guest->get($path)->{text} !~ /To be removed/ }), 'its text is gone';
    my $html = $guest->get($path)->html;
    is nesting($guest->get($path))->{$answer}, $comment, 'its place is not';
    my ($post) = $html->id("c-$comment")->all('div');
    unlike $post->text, qr/\Q$ada->{name}\E/, 'its author is not named';
    is scalar($post->all('button')), 0, 'it cannot be rated or answered';
    my ($line) = grep { $_->{id} == $comment } @{ $guest->get("/api/v1/threads/thread:$thread")->json->{comments} };
    is_deeply [@$line{qw(state body html)}], ['removed', '', ''], 'the API says the same';
    is $brann->post('/forum/reply', { subject => "thread:$thread", parent => $comment, body => 'x' })->{status}, 422, 'answering it is refused';
    is $brann->post("/forum/comment/$comment/rating", { value => 1 })->{status}, 404, 'so is rating';
    is $ada->get("/forum/comment/$comment/edit")->{status}, 404, 'and editing';
    unlike $ada->get("/forum/reply?subject=thread:$thread&parent=$comment")->{text}, qr/To be removed/, 'the form to answer does not show it';
    is $guest->get("/forum/comment/$comment")->location, "$path#c-$comment", 'its permalink leads to its place';
};

subtest 'a board is read to its end, each thread once' => sub {
    my @mine = map { start_thread($ada, title => "On a board $_", board => 'tradeskills') } 1 .. 45;
    reply_to($brann, $mine[3], 'This brings it to the top.');
    my ($next, @met, $pages) = ('/forum/tradeskills/');
    while (defined $next && ++$pages < 100) {
        my $html = $guest->get($next)->html;
        push @met, map { ($_->attribute('class') // '') eq 'name' && $_->attribute('href') =~ m{^/forum/thread/(\d+)/} ? $1 : () } $html->all('a');
        ($next) = map { $_->attribute('href') } grep { ($_->attribute('rel') // '') eq 'next' } $html->all('a');
    }
    is $met[0], $mine[3], 'where something was written last comes first';
    my @all = map { $_->[0] } rows("SELECT t.id FROM thread t JOIN board b ON b.id = t.board_id WHERE b.name = 'tradeskills' ORDER BY t.activity DESC, t.id DESC");
    is_deeply \@met, \@all, 'all ' . @all . " threads, in the order of activity, on $pages pages";
    cmp_ok $pages, '>=', 2, 'which are more than one';
};

subtest 'what many write at once is counted as it is' => sub {
    my $board   = value('SELECT board_id FROM thread WHERE id = ?', start_thread($ada, title => 'Crowded'));
    my @before  = @{ (rows('SELECT threads, comments FROM board_tally WHERE board_id = ?', $board))[0] };
    my @threads = map { start_thread($ada, title => "Crowded $_") } 1, 2;
    my @answer = parallel(6, sub ($i) {
        start_thread($brann, title => "Begun beside it $i");
        return [map { $ada->post('/forum/reply', { subject => "thread:$threads[$_ % 2]", body => "$i.$_", csrf => $ada->csrf })->{status} } 1 .. 6];
    });
    is_deeply [uniq map { @$_ } @answer], [303], 'all are answered';
    is_deeply [rows('SELECT t.comments, COUNT(*), t.activity = MAX(c.created), (SELECT created FROM comment WHERE id = t.last_comment_id) = MAX(c.created)'
            . ' FROM thread t JOIN comment c ON c.thread_id = t.id WHERE t.id IN (?, ?) GROUP BY t.id', @threads)],
        [[19, 19, 1, 1], [19, 19, 1, 1]], 'by their threads, which know their last comment';
    is_deeply [rows('SELECT n.threads, n.comments, n.last_comment_id = MAX(c.id) FROM board_tally n JOIN thread t ON t.board_id = n.board_id'
            . ' JOIN comment c ON c.thread_id = t.id WHERE n.board_id = ?', $board)],
        [[$before[0] + 2 + 6, $before[1] + 2 + 6 + 36, 1]], 'and by the board';
    is value('SELECT COUNT(*) FROM comment WHERE thread_id IN (?, ?) AND (top_comment_id <> id OR root_id <> id)', @threads), 0,
        'each begins a branch of its own';
};

subtest 'a preview shows what it would be and writes nothing' => sub {
    my $thread  = start_thread($ada);
    my $comment = reply_to($ada, $thread, 'Before.');
    my $before  = written();
    my %preview = (body => "Some **bold** <i>text</i>\n\nand more", preview => 1);
    for (['/forum/reply', subject => "thread:$thread", parent => $comment], ['/forum/general/new', title => 'A preview'], ["/forum/comment/$comment/edit"]) {
        my ($path, %more) = @$_;
        my $page = $ada->post($path, { %preview, %more });
        is $page->{status}, 200, "$path: a page";
        like $page->{text}, qr{<p>Some <strong>bold</strong> &lt;i&gt;text&lt;/i&gt;</p>}, 'with the text rendered';
        is $page->html->field('body'), $preview{body}, 'and in the form';
        is $page->html->field('title'), 'A preview', 'the title too' if $more{title};
        is $page->html->field('parent'), $comment, 'and what it answers' if $more{parent};
    }
    is $ada->api(POST => '/api/v1/preview', { body => '*x*' })->json->{html}, "<p><em>x</em></p>", 'the API shows the same';
    is_deeply written(), $before, 'nothing was written';
};

subtest 'a page costs no query when it is known and three at most when it is not' => sub {
    my $root = administrator();
    # Statements run and what the cache said, as the page's own Server-Timing tells.
    my $cost = sub ($path) {
        my $page = $root->get($path);
        my $timing = $page->header('server-timing') // '';
        return $timing =~ /queries;desc="(\d+)"/ ? $1 : "status $page->{status}, no count";
    };
    my $small = start_thread($ada, title => 'Small');
    reply_to($brann, $small, "Number $_.") for 1 .. 9;
    my $large = made_thread(2_000, 'Large');
    followed();
    $cost->('/forum/'); # the session is known from here on
    for (["/forum/thread/$small/small", 10], ["/forum/thread/$large/large", 2_000], ["/forum/thread/$large/large?sort=best", 2_000],
        ["/forum/thread/$large/large?sort=newest", 2_000]) {
        my ($path, $count) = @$_;
        my $first = $cost->($path);
        cmp_ok $first, '<=', 3, "$path, $count comments, not known yet: $first queries";
        is $cost->($path), 0, 'known: none';
    }
    reply_to($brann, $large, 'One more.');
    cmp_ok $cost->("/forum/thread/$large/large"), '<=', 2, 'written to by somebody else: two, as my own votes are still known';
    ok wait_until(patience(5), sub { $cost->("/forum/thread/$large/large") eq '0' }), 'then none again, once the follower has told it too';
    my ($deep) = map { $_->[0] } rows('SELECT parent_id FROM comment WHERE thread_id = ? AND level = 11 LIMIT 1', $large);
    cmp_ok $cost->("/forum/thread/$large/large?under=$deep"), '<=', 4, 'a branch needs one more, for what it hangs on';
    like $ada->get('/forum/')->header('server-timing'), qr/^now;dur=\d{13}$/, 'members are told the time and no more';
};

done_testing;
