# Talk below the pages of a game's database: a discussion comes to be with its first comment, the sites
# of one game share it, names in double brackets lead to entries, and all of it can be searched.
# Written by SQL: thread, comment; a title that changes behind everybody’s back shows whether a page is kept, and what imports
# kept of a line was not always kept.
use v5.36;
use utf8;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Test::More;
use Lorehall;
use Lorehall::Lore;
use Lorehall::Stream;

my ($member, $guest) = (member(), visitor());
my $there = member(site => 'eqbeastiary');

sub entry ($game, $kind, $name) { make_entry($kind, $name, {}, game => $game) }

sub say_below ($who, $subject, $body, %more) {
    return $who->api(POST => '/api/v1/comments', { subject => $subject, body => $body, %more });
}

sub talk_of ($who, $subject) { return $who->api(GET => "/api/v1/threads/$subject") }

my $name  = unique('Grizzleback ');
my $npc   = entry('everquest', 'npc', $name);
my $other = entry('camelot', 'mob', unique('Merrow '));

# Who is kept out of a site is kept out of what other sites of its game share with it.
subtest 'who may not write on one site does not by way of another that shares the discussion' => sub {
    my ($writer, $reporter) = (member(), member());
    my $away  = $writer->at('eqbeastiary');
    my $shared = entry('everquest', 'npc', unique('Shared '));
    my $post  = sub ($who, $body) { $who->api(POST => '/api/v1/comments', { subject => "npc:$shared", body => $body }) };
    my $first = $post->($away, 'By way of the other site.')->json->{id};
    my $other = $post->($reporter, 'Rate me.')->json->{id};
    ok $first && $other, 'both write';
    my ($site, $second) = map { value('SELECT id FROM site WHERE name = ?', $_) } qw(everquest eqbeastiary);
    my $admin = administrator();

    my %ways = (
        'a comment' => sub { $post->($away, 'Once more.') },
        'an edit'   => sub { $away->post("/forum/comment/$first/edit", { body => 'Other words.', version => 0 }) },
        'a vote'    => sub { $away->api(POST => "/api/v1/comments/$other/rating", { value => 1 }) },
        'a report'  => sub { $away->api(POST => "/api/v1/comments/$other/report", { reason => 'spam' }) },
        'a removal' => sub { $away->post("/forum/comment/$first/remove", {}) },
    );
    my $refused = sub ($status, $why) {
        my $before = written();
        is_deeply { map { $_ => $ways{$_}->()->{status} } keys %ways }, { map { $_ => $status } keys %ways }, $why;
        is_deeply written(), $before, 'nothing was written';
    };
    $admin->post("/admin/accounts/$writer->{id}/ban", { where => $site, days => 7, reason => 'Not there.' });
    $refused->(403, 'who is suspended on one site writes nothing that it shows, wherever they are');
    ok start_thread($away, title => 'Of this site alone'), 'but what the other site has for itself';
    $admin->post('/admin/bans/' . value('SELECT MAX(id) FROM ban'), { reason => 'Enough.' });

    is $admin->post('/admin/freeze', { where => $site, act => 'freeze', reason => 'Until noon.' })->{status}, 303, 'a site is made read-only';
    $refused->(503, 'and what it shows with it');
    ok start_thread($away, title => 'Of this site alone, too'), 'the other goes on for itself';
    $admin->post('/admin/freeze', { where => $site, act => 'lift' });

    my $far = visitor(site => 'eqbeastiary');
    is $post->($away, 'At last.')->{status}, 201, 'lifted, they write';
    is $ways{'a report'}->()->{status}, 201, 'and report';
    my $moderators = { here => member(role => 'moderator'), there => member(role => 'moderator')->at('eqbeastiary') };
    like $moderators->{$_}->get('/admin/queue')->{text}, qr/id="case-$other"/, "which the moderators read who are $_" for qw(here there);
    is $moderators->{here}->post("/admin/queue/$other/keep", {})->{status}, 303, 'whoever is first decides';
    unlike $moderators->{$_}->get('/admin/queue')->{text}, qr/id="case-$other"/, "for those $_" for qw(here there);
};

# What a moderator does about what sites share, but for taking away.
sub acts_on ($moderator, %on) {
    my $confirm = sub (%fields) {
        my ($seen) = $moderator->post('/admin/moderate', \%fields)->{text} =~ /name="seen" value="([^"]+)"/;
        return $moderator->post('/admin/moderate', { %fields, seen => $seen // '', reason => 'Together.' })->{status};
    };
    return (
        'restoring'         => sub { $moderator->post("/forum/comment/$on{removed}/restore", {})->{status} },
        'restoring many'    => sub { $confirm->(act => 'restore', id => $on{removed}) },
        'undoing'           => sub { $moderator->post("/admin/acts/$on{act}/undo", {})->{status} },
        'undoing by API'    => sub { $moderator->api(POST => "/api/v1/acts/$on{act}/undo", {})->{status} },
        'keeping'           => sub { $moderator->post("/admin/queue/$on{reported}/keep", {})->{status} },
        'keeping many'      => sub { $confirm->(act => 'keep', id => $on{reported}) },
        'locking'           => sub { $moderator->post("/forum/thread/$on{thread}/lock", { reason => 'Enough.' })->{status} },
        'slowing by API'    => sub { $moderator->api(POST => "/api/v1/threads/$on{thread}/slow", { minutes => 5, reason => 'Calm.' })->{status} },
        'correcting'        => sub { $moderator->post("/forum/comment/$on{reported}/edit", { body => 'Other words.', version => 0, reason => 'Better.' })->{status} },
    );
}

subtest 'what a game’s first site says holds for all acts about what its sites share, but for taking away; what others say, there alone' => sub {
    my ($writer, $admin) = (member(from => '127.7.6.1'), administrator());
    my ($first, $second) = map { value('SELECT id FROM site WHERE name = ?', $_) } qw(everquest eqbeastiary);
    my $here   = member(role => 'moderator');
    my $there  = member(role => 'moderator')->at('eqbeastiary');
    my $shared = entry('everquest', 'npc', unique('Disputed '));
    my @said   = map { say_below($writer, "npc:$shared", "Said $_.")->json->{id} } 1 .. 7;
    my $remove = sub ($who, $id) { $who->api(POST => "/api/v1/comments/$id/remove", { reason => 'Spam.' })->{status} };
    my $spam   = sub ($who, $id) {
        my ($seen) = $who->post('/admin/moderate', { act => 'remove', id => $id })->{text} =~ /name="seen" value="([^"]+)"/;
        return $who->post('/admin/moderate', { act => 'remove', id => $id, seen => $seen // '', reason => 'Spam.' })->{status};
    };
    is member()->api(POST => "/api/v1/comments/$said[1]/report", { reason => 'spam' })->{status}, 201, 'something was reported';
    is $remove->($there, $said[0]), 200, 'something was removed';
    my %on = (removed => $said[0], reported => $said[1], act => value('SELECT MAX(id) FROM moderation_act'), thread => value('SELECT thread_id FROM comment WHERE id = ?', $said[0]));

    my $refused = sub ($status, $why) {
        my %acts   = acts_on($there, %on);
        my $before = written();
        is_deeply { map { $_ => $acts{$_}->() } keys %acts }, { map { $_ => $status } keys %acts }, $why;
        is_deeply written(), $before, 'nothing was written';
    };
    my $away = $admin->at('eqbeastiary');
    is $admin->post('/admin/freeze', { where => $first, act => 'freeze', reason => 'Until noon.' })->{status}, 303, 'the first site is made read-only';
    $refused->(503, 'by way of another nothing is changed that they share');
    like $there->post("/forum/comment/$on{removed}/restore", {})->complaint, qr/^Another site that has this discussion/, 'which is said';
    is $remove->($there, $said[2]), 200, 'but spam is removed where it is seen';
    is $spam->($there, $said[3]), 303, 'also in heaps';
    $admin->post('/admin/freeze', { where => $first, act => 'lift' });

    $admin->post("/admin/accounts/$there->{id}/ban", { where => $first, days => 7, reason => 'Not there.' });
    $refused->(403, 'nor does a moderator who is suspended on the first site');
    is $remove->($there, $said[4]), 200, 'who removes where they moderate';
    $admin->post('/admin/bans/' . value('SELECT MAX(id) FROM ban'), { reason => 'Enough.' });

    my %spite = (where => $second, days => 7, reason => 'Out of spite.');
    my $bans  = value('SELECT MAX(id) FROM ban');
    is $away->post("/admin/accounts/$_->{id}/ban", \%spite)->{status}, 303, 'the other site suspends' for $here, $writer;
    is $away->post('/admin/bans/new', { %spite, kind => 'network', target => '127.7.6.0/24', level => 'write' })->{status}, 303, 'bans networks';
    is $away->post('/admin/freeze', { %spite, act => 'freeze' })->{status}, 303, 'and is made read-only';
    is say_below($writer->at('eqbeastiary'), "npc:$shared", 'There.')->{status}, 403, 'which holds there';
    is say_below($writer, "npc:$shared", 'Still here.')->{status}, 201, 'who writes on the first site goes on';
    is member()->api(POST => "/api/v1/comments/$said[5]/report", { reason => 'spam' })->{status}, 201, 'others report';
    is $remove->($here, $said[6]), 200, 'and moderators moderate:';
    my %acts = acts_on($here, %on, act => value('SELECT MAX(id) FROM moderation_act'), removed => $said[2]);
    is $acts{$_}->(), 303, $_ for qw(restoring undoing keeping locking correcting);
    $away->post('/admin/freeze', { where => $second, act => 'lift' });
    $away->post("/admin/bans/$_->[0]", { reason => 'Enough.' }) for rows('SELECT id FROM ban WHERE id > ?', $bans);
};

subtest 'a discussion comes to be with its first comment' => sub {
    my $before = written();
    my $empty  = talk_of($guest, "npc:$npc");
    is $empty->{status}, 200, 'where nothing was said there is an empty discussion';
    is_deeply [@{ $empty->json }{qw(subject title total comments next)}], ["npc:$npc", $name, 0, [], undef], 'of the entry';
    is_deeply written(), $before, 'which looking at does not write';
    my $form = $member->get("/forum/reply?subject=npc:$npc");
    is $form->{status}, 200, 'there is a form for the first comment';
    my $sent = $member->post('/forum/reply', { subject => "npc:$npc", parent => '', key => unique('k'), body => 'First here.' });
    is $sent->{status}, 303, 'which is taken';
    my ($id) = $sent->location =~ m{/forum/comment/(\d+)};
    like $member->get("/forum/comment/$id")->location, qr{^/beastiary/npc/$npc/[a-z0-9-]+#c-$id$}, 'its address is on the page of the entry';
    say_below($member, "npc:$npc", 'An answer.', parent => 0 + $id);
    my $talk = talk_of($guest, "npc:$npc")->json;
    is $talk->{total}, 2, 'both are there';
    is_deeply [map { [$_->{depth}, $_->{body}] } @{ $talk->{comments} }], [[0, 'First here.'], [1, 'An answer.']], 'in order';
    is value("SELECT COUNT(*) FROM thread WHERE subject = 'npc:$npc'"), 1, 'in one thread';
};

subtest 'two first comments at once make one discussion' => sub {
    my $entry = entry('everquest', 'item', unique('Thing '));
    my @made  = parallel(6, sub ($i) { say_below($member, "item:$entry", "From $i.")->{status} });
    is_deeply \@made, [(201) x 6], 'all are taken';
    is value("SELECT COUNT(*) FROM thread WHERE subject = 'item:$entry'"), 1, 'and stand together';
    is talk_of($guest, "item:$entry")->json->{total}, 6, 'each once';
};

subtest 'the sites of one game share it' => sub {
    my $id = say_below($there, "npc:$npc", 'Seen from the other site.')->json->{id};
    ok $id, 'a comment from the other site';
    is talk_of($guest, "npc:$npc")->json->{comments}[-1]{id}, $id, 'is seen here';
    is $member->post("/forum/comment/$id/rating", { value => 1 })->{status}, 303, 'rated here';
    my ($seen) = grep { $_->{id} == $id } @{ talk_of(visitor(site => 'eqbeastiary'), "npc:$npc")->json->{comments} };
    is $seen->{score}, 1, 'which is seen there';
    is talk_of(visitor(site => 'camelot'), "npc:$npc")->{status}, 404, 'a site of another game has none of it';
    is member(site => 'camelot')->post("/forum/comment/$id/rating", { value => 1 })->{status}, 404, 'and cannot rate it';
    is say_below(member(site => 'camelot'), "npc:$npc", 'Not here.')->{status}, 404, 'nor write there';
};

subtest 'live pages of both sites hear it' => sub {
    my @streams = map { Lorehall::Stream->new(visitor(site => $_), "/live?subjects=npc:$npc") } qw(everquest eqbeastiary);
    my $id = say_below($member, "npc:$npc", 'Heard everywhere.')->json->{id};
    for my $stream (@streams) {
        ok $stream->expect(patience(10), name => 'comment', id => $id), 'the comment comes';
        $stream->close;
    }
};

subtest 'lists and the search can be talked about, what is not there cannot' => sub {
    is talk_of($guest, 'search:1')->json->{title}, 'Search', 'the search';
    is say_below($member, 'search:1', 'Where is everything?')->{status}, 201, 'takes comments';
    for my $subject ("npc:$other", "item:$npc", 'npc:999999999', 'list:7', "map:$npc", 'search:2', 'nothing:1') {
        is talk_of($guest, $subject)->{status}, 404, "$subject is not there";
        is say_below($member, $subject, 'Hello?')->{status}, 404, 'and takes no comments';
    }
};

subtest 'names in double brackets lead to entries' => sub {
    my $cap    = entry('everquest', 'item', my $cap_name = unique('Cap '));
    my $called = value('SELECT external_id FROM entry WHERE id = ?', my $cloak = entry('everquest', 'item', my $cloak_name = unique('Cloak ')));
    my $thread = start_thread($member, body => "See [[$cap_name]], [[npc/$npc|him]], [[item:$called]] and [[nobody]].");
    my $link   = qr{<a href="/beastiary/item/$cap/[a-z0-9-]+" data-card="item/$cap">\Q$cap_name\E</a>};
    like $guest->get("/forum/thread/$thread/x")->location // '', qr/thread/, 'the thread is there';
    my $page = $guest->get($guest->get("/forum/thread/$thread/x")->location)->{text};
    like $page, $link, 'by name';
    like $page, qr{data-card="npc/$npc">him</a>}, 'by id, with a text of its own';
    like $page, qr{data-card="item/$cloak">\Q$cloak_name\E</a>}, 'by what its source calls it';
    like $page, qr{\[\[nobody\]\]}, 'what nothing bears stays as it was typed';
    my ($opening) = thread_ids($thread);
    is_deeply [map { $_->[0] } rows('SELECT subject FROM comment_link WHERE comment_id = ? ORDER BY subject', $opening)],
        [(sort "item:$cap", "item:$cloak"), "npc:$npc"], 'all are remembered';
    my $him   = sub { $guest->get($guest->get("/beastiary/npc/$npc/x")->location)->{text} };
    my $named = qr{class="naming".*?/forum/comment/$opening"}s;
    like $him->(), $named, 'whose page leads back to the comment';
    $member->post("/forum/comment/$opening/edit", { body => "Only [[$cap_name]]." });
    unlike $him->(), $named, 'until an edit no longer names it';
    is_deeply [map { $_->[0] } rows('SELECT subject FROM comment_link WHERE comment_id = ?', $opening)], ["item:$cap"], 'an edit forgets what it no longer names';
    my $preview = $member->api(POST => '/api/v1/preview', { body => "[[$cap_name]]" })->json->{html};
    like $preview, $link, 'a preview shows them';
};

subtest 'what is written can be searched a moment later' => sub {
    my $word = 'quibblefax' . unique() =~ s/[^a-z0-9]//gr;
    my $id   = say_below($member, "npc:$npc", "The \u$word guards the stairs.")->json->{id};
    my $found = sub { value("SELECT COUNT(*) FROM comment_words WHERE MATCH (words) AGAINST ('+word_$word' IN BOOLEAN MODE) AND comment_id = ?", $id) };
    ok wait_until(patience(5), sub { $found->() == 1 }), 'a comment';
    $member->post("/forum/comment/$id/edit", { body => 'Somebody else guards the stairs.' });
    ok wait_until(patience(5), sub { $found->() == 0 }), 'as it is now';
};

subtest 'lists and zones tell what was said lately' => sub {
    my $zone    = entry('everquest', 'zone', unique('Vale '));
    my $dweller = entry('everquest', 'npc', my $name = unique('Dweller '));
    relate('found_in', $dweller, $zone);
    my $page = sub ($path) { my $answer = $guest->get($path); $answer = $guest->get($answer->location) if $answer->location; $answer->{text} };
    unlike $page->("/beastiary/zone/$zone/x"), qr/class="latest"/, 'nothing was said in the zone';
    say_below($member, "npc:$dweller", 'He was **asleep** when I came.');
    like $page->("/beastiary/zone/$zone/x"), qr/class="latest".*\Q$name\E.*He was asleep when I came\./s, 'then it is told on the page of the zone';
    like $page->('/beastiary/npc/'), qr/class="latest".*\Q$name\E/s, 'and on the list of its kind';
    unlike $page->('/beastiary/item/'), qr/\Q$name\E/, 'not on that of another';
};

subtest 'the kept front page of a second site of the game tells at once what was said on the first' => sub {
    my $away  = visitor(site => 'eqbeastiary');
    my $front = $away->get('/')->location;
    is $front, '/beastiary/', 'its front page is the beastiary';
    my $seen  = sub ($text) { scalar($away->get($front)->{text} =~ /\Q$text\E/) };
    my $entry = entry('everquest', 'npc', unique('Herald '));
    my $news  = unique('news');
    say_below($member, "npc:$entry", "First $news.");
    ok $seen->("First $news."), 'what began a discussion is told';
    # A title that changes behind the site's back shows whether the page is made anew.
    my $kept = sub {
        my $title = unique('Unseen ');
        $away->get($front);
        sql("UPDATE thread SET title = ? WHERE subject = 'npc:$entry'", $title);
        return !$seen->($title);
    };
    for my $round (1 .. 3) {
        ok wait_until(patience(5), $kept), 'the page is kept';
        say_below($member, "npc:$entry", "Later $news $round.");
        ok $seen->("Later $news $round."), 'the next answer tells what was said since';
    }
    on_each_worker('beastiary', sub ($worker) { ok $seen->("Later $news 3."), "by worker $worker too" });
};

subtest 'comments from elsewhere come below their entries' => sub {
    my $entry    = entry('everquest', 'npc', unique('Tinker '));
    my $external = value('SELECT external_id FROM entry WHERE id = ?', $entry);
    my $subject  = { kind => 'npc', external_id => $external };
    my %common   = (subject => $subject, author => unique('Old'), created => '2001-04-06T18:20:00Z');
    my @lines    = (
        { %common, id => 'a1', score => 4, body => 'He sells [[item:1]] and rope.' },
        { %common, id => 'a2', parent => 'a1', author => unique('Other'), body => 'Rope only at night.' },
        { %common, id => 'a3', parent => 'a9', body => 'Whose answer?' },
        { %common, id => 'a4', subject => { kind => 'npc', external_id => 'nobody' }, body => 'x' },
        { %common, id => 'a5', created => 'yesterday', body => 'x' },
        { %common, id => 'a6', body => '' },
        { %common, id => 'a7', subject => { kind => 'list', external_id => 'npc' }, body => 'So many of them.' },
        { %common, id => 17, parent => 'a1', score => '3.0', author => undef, body => 4 },
        { %common, id => 'a18', parent => '17 ', body => 'No more than that.' },
    );
    my $file = instance_file('tmp/' . unique('talk') . '.jsonl');
    open my $out, '>', $file or die "$file: $!";
    print $out json()->encode($_), "\n" for @lines;
    print $out "no object\n";
    close $out;
    my $run = sub { my ($status, $text) = lorehall('', qw(import talk), $file, qw(--site everquest)); ok !$status, 'the import is done'; $text };
    my $said = $run->();
    for my $line ([3, 'parent'], [4, 'subject'], [5, 'created'], [6, 'body'], [10, 'not a JSON object']) {
        like $said, qr/^line $line->[0]: .*$line->[1]/m, "line $line->[0] is reported";
    }
    like $said, qr/\{"read":10,"added":5,"changed":0,"unchanged":0,"rejected":5\}/, 'the rest goes in';
    like $said, qr/^2 of the lines, the first is 8: an id or a text in it is a number/m, 'numbers too, which are told of';
    my $talk = talk_of($guest, "npc:$entry")->json;
    is_deeply [map { [$_->{depth}, $_->{score}, $_->{created} =~ s/(?:\.\d+)?Z//r] } @{ $talk->{comments} }],
        [map { [@$_, '2001-04-06T18:20:00'] } [0, 4], [1, 0], [1, 3], [2, 0]], 'with their times and scores, in their places';
    like $run->(), qr/\{"read":10,"added":0,"changed":0,"unchanged":5,"rejected":5\}/, 'a second time nothing changes';
    is talk_of($guest, "npc:$entry")->json->{total}, 4, 'nothing is there twice';
    unlink $file;
};

subtest 'what came before and says something else now is changed, or refused' => sub {
    my ($entry, $second, $mob) = (entry('everquest', 'npc', unique('Smith ')), entry('everquest', 'npc', unique('Cook ')), entry('camelot', 'mob', unique('Merrow ')));
    my %named  = map { $_ => { kind => value('SELECT kind FROM entry WHERE id = ?', $_), external_id => value('SELECT external_id FROM entry WHERE id = ?', $_) } } $entry, $second, $mob;
    my $source = unique('forum');
    my %common = (subject => $named{$entry}, author => unique('Old'), created => '2001-04-06T18:20:00Z');
    my $run = sub ($site, @lines) {
        my $text = join '', map { json()->encode($_) . "\n" } @lines;
        my ($status, $said) = lorehall("\x{FEFF}$text", qw(import talk - --site), $site, '--source', $source);
        is $status, $said =~ /"read":(\d+),.*"rejected":\1\}/ ? 1 : 0, "the import to $site is done, where something was taken";
        return $said;
    };
    my $counts = sub ($added, $changed, $unchanged, $rejected) {
        return qr/\{"read":@{[$added + $changed + $unchanged + $rejected]},"added":$added,"changed":$changed,"unchanged":$unchanged,"rejected":$rejected\}/;
    };
    my $below = sub ($id, $kind = 'npc') {
        my $who = $kind eq 'mob' ? visitor(site => 'camelot') : $guest;
        return [map { [@$_{qw(body score)}, $_->{created} =~ s/(?:\.\d+)?Z//r, defined $_->{edited} ? 1 : 0] } @{ talk_of($who, "$kind:$id")->json->{comments} }];
    };
    my $at = '2001-04-06T18:20:00';
    my ($one, $two) = ({ %common, id => 1, score => 2, body => 'He forges.' }, { %common, id => 2, parent => 1, body => 'By day.' });
    like $run->('everquest', $one, $two), $counts->(2, 0, 0, 0), 'two lines, behind a byte order mark';
    like $run->('everquest', $one, $two), $counts->(0, 0, 2, 0), 'the same again';
    like $run->('eqbeastiary', $one, $two), $counts->(0, 0, 2, 0), 'also from another site of the game';
    my ($id) = map { $_->{id} } @{ talk_of($guest, "npc:$entry")->json->{comments} };
    is $member->post("/forum/comment/$id/rating", { value => 1 })->{status}, 303, 'somebody votes';

    like $run->('everquest', { %$one, body => 'He forges swords.' }, $two), $counts->(0, 1, 1, 0), 'another text';
    is_deeply $below->($entry), [['He forges swords.', 3, $at, 1], ['By day.', 0, $at, 0]], 'is what is read now';
    like $run->('everquest', { %$one, body => 'He forges swords.', score => 7 }, { %$two, created => '2001-04-07T18:20:00Z' }), $counts->(0, 2, 0, 0), 'another score and another time';
    is_deeply $below->($entry), [['He forges swords.', 8, $at, 1], ['By day.', 0, '2001-04-07T18:20:00', 0]], 'too, beside the votes from here';
    ($one, $two) = ({ %$one, body => 'He forges swords.', score => 7 }, { %$two, created => '2001-04-07T18:20:00Z' });
    like $run->('everquest', $one, $two), $counts->(0, 0, 2, 0), 'which is then the same';

    my $before = written();
    for (['another page', 'everquest', 'below another page', { %$one, subject => $named{$second} }], ['another parent', 'everquest', 'with another parent', $one, { %$two, parent => undef }],
        ['another site', 'camelot', 'to another site from this source', { %$one, subject => $named{$mob} }],
        ['a list there', 'camelot', 'to another site from this source', { %$one, subject => { kind => 'search' } }]) {
        my ($what, $site, $why, @lines) = @$_;
        my $said = $run->($site, @lines);
        like $said, $counts->(0, 0, @lines - 1, 1), "$what: rejected";
        like $said, qr/^line ${\ scalar @lines}: it was imported .*\Q$why\E$/m, 'with the reason';
    }
    my $said = $run->('everquest', $one, { %$two, id => 3, subject => $named{$second} });
    like $said, $counts->(0, 0, 1, 1), 'an answer to what stands below another page is rejected';
    like $said, qr/^line 2: its parent is below another page$/m, 'and no more than it';
    is_deeply written(), $before, 'nothing is written';
    is_deeply [scalar @{ $below->($entry) }, $below->($second), $below->($mob, 'mob')], [2, [], []], 'and all stands where it was';

    my $legacy = value('SELECT MAX(id) FROM comment WHERE thread_id = (SELECT thread_id FROM comment WHERE id = ?)', $id);
    sql('UPDATE comment SET sent_hash = NULL WHERE id IN (?, ?)', $id, $legacy);
    like $run->('everquest', $one, { %$two, body => 'At noon.' }), $counts->(0, 1, 1, 0), 'what came before that was kept is told by the text';
    sql('UPDATE comment SET sent_hash = NULL WHERE id = ?', $legacy);
    like $run->('everquest', { %$two, parent => undef, id => 9, body => 'Else.' }, $one, $two), $counts->(1, 0, 2, 0), 'and where somebody here edited it since, left alone';
    is $below->($entry)->[1][0], 'At noon.', 'as it is';
};

done_testing;
