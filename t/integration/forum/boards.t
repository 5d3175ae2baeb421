# Boards as administrators make them: who may read and write them, and that who may not read one finds nothing of it
# by any route, stream or list; archived, put in order, changed by two at once, deleted.
use v5.36;
use utf8;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Test::More;
use Lorehall;
use Lorehall::Lore;
use Lorehall::Routes;

sub does (@words) {
    my ($status, $output) = lorehall('', @words);
    is $status, 0, "lorehall @words" or diag $output;
    return $output;
}

sub role_id ($name) { value('SELECT id FROM role WHERE name = ?', $name) }
sub board_id ($name) { value('SELECT b.id FROM board b JOIN site s ON s.id = b.site_id WHERE s.name = ? AND b.name = ?', 'everquest', $name) }

my $admin    = administrator();
my $officers = unique('officers') =~ tr/A-Z_/a-z-/r;
does('role', 'create', $officers, '--title', 'Officers');
my ($officer, $member, $guest) = (member(), member(), visitor());
my $moderator = member(role => 'moderator');
does('role', 'grant', $officer->{name}, $officers, '--site', 'everquest');

# What is ticked for everybody.
my @open = (sprintf('read.%d', role_id('guest')), sprintf('reply.%d', role_id('member')), sprintf('start.%d', role_id('member')));

sub ticked (@fields) { return map { $_ => 1 } @fields }

# Makes a board by the form; gives its name and id.
sub make_board ($title, %more) {
    my $name   = unique('board') =~ tr/A-Z_/a-z-/r;
    my $answer = $admin->post('/admin/boards/new', { name => $name, title => $title, description => '', place => '', %more });
    my ($id) = ($answer->location // '') =~ m{^/admin/boards/(\d+)\?done=made$};
    ok $id, "a board is made: $title" or diag "$answer->{status} $answer->{text}";
    return ($name, $id);
}

# The form of a board as a browser would send it.
sub fields_of ($id) {
    my $html = $admin->get("/admin/boards/$id")->html;
    my %fields;
    for my $input ($html->all('input')) {
        my ($name, $type) = map { $input->attribute($_) // '' } qw(name type);
        next if $name =~ /^(?:csrf|as|q)?$/ || defined $input->attribute('disabled');
        next if $type eq 'checkbox' && !defined $input->attribute('checked');
        $fields{$name} = $input->attribute('value') // '';
    }
    return %fields;
}

# ---- a private board: nothing of it is anywhere ----------------------------------------------------

# Words that are nowhere else: of the board's title and description, a thread's title, comments and a name.
my %marker = map { $_ => unique($_) =~ tr/-//dr } qw(boardword aboutword titleword openingword replyword);
my $found  = join '|', map {quotemeta} sort values %marker;
my ($private, $private_id) = make_board(
    "Officers $marker{boardword}",
    description => "About $marker{aboutword}",
    ticked(map { "$_." . role_id($officers) } qw(read reply start)),
);
my $entry  = make_entry('item', unique('Sealed Letter'));
journal_entries($entry);
my $name   = value('SELECT name FROM entry WHERE id = ?', $entry);
my $thread = start_thread($officer, board => $private, title => "Plan $marker{titleword}", body => "Begin $marker{openingword} [[$name]]");
my $reply  = reply_to($officer, $thread, "Reply $marker{replyword} [[$name]]");
my ($opening) = thread_ids($thread);
my $public = start_thread($member, title => 'For everybody', body => "Names [[$name]]");
# What was moderated there leaves acts, with the texts that they touched.
my $removed = reply_to($officer, $thread, "Removed $marker{replyword}");
$admin->post("/forum/comment/$removed/remove", { reason => "Reason $marker{openingword}" });
my $act = value('SELECT MAX(id) FROM moderation_act');
# And what was moved away from there.
my $moved = start_thread($officer, board => $private, title => 'Moved away');
$admin->post("/forum/thread/$moved/move", { board => 'general', reason => 'For all.', version => 0 });
followed();
wait_until(30, sub { value('SELECT COUNT(*) FROM comment_words WHERE comment_id = ?', $reply) });

# The addresses of a route, with what is on the private board wherever it takes something.
sub addresses ($route) {
    my $path = $route->{pattern};
    return if $route->{method} ne 'GET' || $path =~ m{^/(?:account/logout|live)$};
    $path =~ s{^/sitemap/threads/:part$}{'/sitemap/threads/' . (1 + int($thread / 5000))}e;
    $path =~ s{^/beastiary/:kind/:id/:slug(?=/|$)}{entry_path($entry)}e;
    $path =~ s{:subject}{thread:$thread};
    $path =~ s{:board}{$private};
    $path =~ s{:kind}{item};
    $path =~ s{:slug}{x};
    $path =~ s{/\*$}{/x};
    my @paths = ($path =~ m{/thread/:id|/threads/:id} ? $path =~ s{:id}{$thread}r
        : $path =~ m{comments?/:id} ? map { $path =~ s{:id}{$_}r } $opening, $reply
        : $path =~ m{^/admin/acts/:id} ? $path =~ s{:id}{$act}r
        : $path =~ m{^/admin/boards/:id} ? $path =~ s{:id}{$private_id}r
        : $path =~ m{^/admin/accounts/:id} ? $path =~ s{:id}{$officer->{id}}r
        : $path =~ m{/(?:item/):id} ? $path =~ s{:id}{$entry}r
        : $path);
    s{/:\w+}{/1}g for @paths;
    my @queries = ('', "?q=$marker{titleword}", "?q=$marker{replyword}", "?q=$marker{openingword}&kind=comment", "?subject=thread:$thread&parent=$reply",
        "?subjects=thread:$thread&since=1", "?under=$opening&sort=newest", '?sort=best', '?format=csv', "?account=$member->{name}&permission=site.read&where=0", "?author=$officer->{name}", "?board=$private");
    return map { my $p = $_; map {"$p$_"} $path =~ m{:|search|live|reply|admin/(?:why|boards|comments)|suggest} || $p ne $path || $path =~ m{thread|comment|\Q$private\E} ? @queries : '' } @paths;
}

my @addresses = sort keys %{ { map { $_ => 1 } map { addresses($_) } routes() } };
cmp_ok @addresses, '>', 150, @addresses . ' addresses are asked for';

# Where a visitor finds one of the words that they did not type themselves. A stream's answer is what was missed.
sub traces ($visitor) {
    my @traces;
    for my $address (@addresses) {
        my $answer = $visitor->get($address);
        my $text   = ($answer->{content} // '') . ' ' . ($answer->location // '');
        my ($typed) = $address =~ /q=(\w+)/;
        $text =~ s/\Q$typed\E//g if defined $typed && $text !~ /(?:Plan|Begin|Reply)(?:<[^>]*>|\W)+\Q$typed\E/;
        push @traces, $address if $text =~ /$found/;
    }
    return \@traces;
}

subtest 'whoever has the role finds the board by all its ways' => sub {
    my $traces = traces($officer);
    for my $way (
        qr{^/forum/$}, qr{^/forum/$private/$}, qr{^/forum/$private/threads\.atom$}, qr{^/forum/thread/$thread/}, qr{comments\.atom$}, qr{^/api/v1/boards$},
        qr{^/api/v1/boards/$private/threads$}, qr{^/api/v1/threads/thread:$thread$}, qr{^/search\?q=$marker{titleword}}, qr{^/search\?q=$marker{replyword}},
        qr{^/api/v1/search\?q=$marker{openingword}}, qr{^/live/missed\?}, qr{^/forum/reply\?}, qr{^/forum/$private/new$}, qr{^/forum/comment/$reply/moderate$},
        )
    {
        ok((grep {/$way/} @$traces), "by $way");
    }
    unlike join("\n", @$traces), qr{sitemap|^/beastiary/item/}m, 'but not where all see the same';
};

for (['a guest', $guest], ['a member', $member], ['a moderator of the site', $moderator]) {
    my ($who, $visitor) = @$_;
    subtest "$who finds nothing of it at any address" => sub { is_deeply traces($visitor), [], 'no word of it' };
}

subtest 'who may not read it can do nothing there, and is told that there is nothing' => sub {
    for my $visitor ($member, $moderator) {
        my @posts = (
            ["/forum/$private/new" => { title => 'Title', body => 'Body' }], ['/forum/reply' => { subject => "thread:$thread", body => 'Body' }],
            (map { ["/forum/comment/$reply/$_" => { value => 1, reason => 'spam', body => 'x', version => 0 }] } qw(rating report remove restore edit)),
        );
        for (@posts) {
            my $answer = $visitor->post(@$_);
            is $answer->{status}, 404, "POST $_->[0]";
            unlike $answer->{text}, qr/$found/, 'without a word of it';
        }
        for (['/api/v1/comments' => { subject => "thread:$thread", body => 'x' }], map { ["/api/v1/comments/$reply/$_" => { value => 1, reason => 'spam' }] } qw(rating report remove restore)) {
            my $answer = $visitor->api(POST => @$_);
            is $answer->{status}, 404, "POST $_->[0]";
            unlike $answer->{text}, qr/$found/, 'without a word of it';
        }
    }
    is $_->get("/live/missed?subjects=thread:$thread&since=1")->{status}, 400, 'nor is there anything to listen to' for $guest, $member, $moderator;
    is $_->get("/live?subjects=thread:$thread")->{status}, 400, 'in no stream' for $guest, $member;
    is value('SELECT COUNT(*) FROM comment WHERE thread_id = ?', $thread), 3, 'and nothing was written';
    is $moderator->post("/admin/acts/$act/undo", { reason => 'x' })->{status}, 404, 'nor is an act there undone';
};

subtest 'no stream of it goes through nginx, which could not be told to end one' => sub {
    my $answer = $officer->get("/live?subjects=thread:$thread");
    is $answer->{status}, 200, 'who may read it is answered';
    like $answer->{content}, qr/^retry: 30000$/m, 'and asks again';
    my $news = $officer->get("/live/missed?subjects=thread:$thread&since=1");
    like $news->{content}, qr/^event: comment$/m, 'they are told what happened';
    like $officer->get("/forum/thread/$thread/x")->{status} == 301 ? $officer->follow("/forum/thread/$thread")->{text} : '', qr/ data-quiet/, 'as its page does by itself';
};

# How many reports the dashboard says wait for a moderator.
sub reported_to ($who) { return $who->get('/admin/')->{text} =~ m{<b>(\d+)</b> <a href="/admin/queue">} ? $1 : undef }

subtest 'reports of what is there are for moderators who may read it' => sub {
    my $second = member();
    does('role', 'grant', $second->{name}, $officers, '--site', 'everquest');
    is $second->post("/forum/comment/$reply/report", { reason => 'spam', note => "Note $marker{replyword}" })->{status}, 303, 'one is reported';
    unlike $moderator->get('/admin/queue')->{text}, qr/$found/, 'which others do not see';
    like $admin->get('/admin/queue')->{text}, qr/$marker{replyword}/, 'administrators do';
    my $before = written();
    for my $act (qw(claim keep)) {
        my $answer = $moderator->post("/admin/queue/$reply/$act", {});
        is $answer->{status}, 404, "who may not read it cannot $act it";
        unlike $answer->{text}, qr/$found/, 'nor reads a word of it';
    }
    is_deeply written(), $before, 'nothing was written';
    is value('SELECT state FROM report_case WHERE comment_id = ?', $reply), 0, 'the case is open';
    is reported_to($moderator), reported_to($admin) - 1, 'nor is it counted for them';
    is $admin->post("/admin/queue/$reply/keep", {})->{status}, 303, 'who may decides';
    my ($record) = rows('SELECT act, account_id, about_id, subject FROM audit ORDER BY id DESC LIMIT 1');
    is_deeply [@$record[0 .. 2]], ['report.keep', $admin->{id}, $officer->{id}], 'which is recorded';
    like $record->[3], qr/comment:$reply$/, 'with what it is about';
};

subtest 'an act that reaches a private board is undone by whoever may read all of it' => sub {
    my $here  = reply_to($officer, $thread, "Here $marker{replyword}");
    my $there = reply_to($officer, $public, 'There.');
    $officer->post("/forum/comment/$opening/rating", { value => 1 });
    my %of = (act => 'remove', id => [$here, $there]);
    my ($seen) = $admin->post('/admin/moderate', \%of)->{text} =~ /name="seen" value="([\d.]+)"/;
    my ($act) = $admin->post('/admin/moderate', { %of, seen => $seen, reason => 'Both.' })->location =~ m{/acts/(\d+)};
    ok $act, 'two comments are removed, one of them on the private board';
    is $moderator->post("/admin/acts/$act/undo", {})->{status}, 403, 'who does not read that board does not undo it';
    is $moderator->api(POST => "/api/v1/acts/$act/undo", {})->{status}, 403, 'nor by a program';
    is_deeply [map { $_->[0] } rows('SELECT state FROM comment WHERE id IN (?, ?)', $here, $there)], [1, 1], 'nothing came back';
    is $admin->api(POST => "/api/v1/acts/$act/undo", {})->{status}, 200, 'who does, does';

    my $voter = member();
    does('role', 'grant', $voter->{name}, $officers, '--site', 'everquest');
    $voter->post("/forum/comment/$reply/rating", { value => -1 });
    my $look = $moderator->post('/admin/moderate', { act => 'remove', account => $voter->{id}, votes => 1 });
    is $look->{status}, 409, 'votes there are none of theirs to take';
    is value('SELECT COUNT(*) FROM rating WHERE account_id = ?', $voter->{id}), 1, 'and stay';
    reply_to($voter, $thread, "Only here $marker{replyword}");
    my %all = (act => 'remove', account => $voter->{id}, votes => 1);
    ($seen) = $admin->post('/admin/moderate', \%all)->{text} =~ /name="seen" value="([\d.]+)"/;
    ($act) = $admin->post('/admin/moderate', { %all, seen => $seen, reason => "Why $marker{replyword}" })->location =~ m{/acts/(\d+)};
    is value('SELECT votes FROM moderation_act WHERE id = ?', $act), 1, 'who reads it takes them';
    unlike $moderator->get('/admin/acts')->{text}, qr/$found/, 'and an act that is of such boards alone is in no list of theirs';
};

# ---- rights that change ---------------------------------------------------------------------------

subtest 'a role is felt at the next click, and so is its end' => sub {
    is $member->get("/forum/$private/")->{status}, 404, 'before';
    does('role', 'grant', $member->{name}, $officers, '--site', 'everquest', '--board', $private);
    is $member->get("/forum/$private/")->{status}, 200, 'with the role on this board';
    like $member->get("/search?q=$marker{titleword}")->{text}, qr/Plan/, 'it is searched';
    does('role', 'revoke', $member->{name}, $officers, '--site', 'everquest', '--board', $private);
    is $member->get("/forum/$private/")->{status}, 404, 'without it';
    is_deeply traces($member), [], 'nothing is left';
};

subtest 'a board that becomes private takes along what was kept of it' => sub {
    my ($board, $id) = make_board('Turned', ticked(@open));
    my $begun = start_thread($officer, board => $board, title => 'Turned', body => "Turning [[$name]]");
    followed();
    my @ways = ("/forum/$board/", "/forum/thread/$begun/turned", "/forum/thread/$begun/comments.atom", "/forum/$board/threads.atom", '/forum/', '/sitemap/pages',
        '/sitemap/threads/' . (1 + int($begun / 5000)), entry_path($entry));
    for my $visitor ($guest, $member) {
        $visitor->get($_) for @ways, @ways;
    }
    like $guest->get(entry_path($entry))->{text}, qr/Turning/, 'it is named below an entry';
    my %fields = fields_of($id);
    is $admin->post("/admin/boards/$id", { (map { $_ => $fields{$_} } grep { $_ ne $open[0] } keys %fields), 'read.' . role_id($officers) => 1 })->{status}, 303, 'it is made private';
    for my $visitor ($guest, $member) {
        for (@ways) {
            my $answer = $visitor->get($_);
            unlike $answer->{content}, qr/$found|Turn[ei]/, "nothing of it: $_";
        }
    }
    like $officer->get("/forum/$board/")->{text}, qr/Turned/, 'but for those who may read it';
    is $admin->post("/admin/boards/$id", { %fields, version => $fields{version} + 1 })->{status}, 303, 'opened again';
    like $guest->get("/forum/$board/")->{text}, qr/Turned/, 'all read it again';
};

subtest 'who reads a board no longer takes none of its titles along' => sub {
    my $former = member();
    does('role', 'grant', $former->{name}, $officers, '--site', 'everquest');
    reply_to($former, $thread, 'What I said myself.');
    like $former->get('/account/data.json')->{content}, qr/"title":"Plan $marker{titleword}".*What I said myself/, 'who reads it has it in their file';
    does('role', 'revoke', $former->{name}, $officers, '--site', 'everquest');
    my $file = $former->get('/account/data.json')->{content};
    like $file, qr/What I said myself/, 'what they wrote stays theirs';
    unlike $file, qr/$found/, 'what it was below does not';
};

subtest 'nobody lets others in where they are not themselves' => sub {
    my $granter = member();
    my $granting = unique('granter') =~ tr/A-Z_/a-z-/r;
    does('role', 'create', $granting, qw(role.grant account.see));
    does('role', 'grant', $granter->{name}, $granting, '--site', 'everquest');
    my $site = value("SELECT id FROM site WHERE name = 'everquest'");
    my $answer = $granter->post("/admin/accounts/$granter->{id}/role", { role => role_id($officers), where => $site, seen => 0, until => '', reason => '' });
    is $answer->{status}, 403, 'a role that opens a board is not granted by who may not read it';
    unlike $granter->get("/admin/accounts/$member->{id}")->{text}, qr/$marker{boardword}/, 'who is not offered the board either';
    my $editing = unique('editor') =~ tr/A-Z_/a-z-/r;
    my $editor  = member();
    does('role', 'create', $editing, 'board.edit');
    does('role', 'grant', $editor->{name}, $editing, '--site', 'everquest');
    unlike $editor->get('/admin/boards')->{text}, qr/$found/, 'who edits boards does not see it';
    is $editor->get("/admin/boards/$private_id")->{status}, 404, 'nor its form';
    is $editor->post("/admin/boards/$private_id", { act => 'archive' })->{status}, 404, 'nor can they change it';
    my $locked = $editor->post('/admin/boards/new', { name => unique('own') =~ tr/A-Z_/a-z-/r, title => 'Own', description => '', place => '', ticked('read.' . role_id($officers)) });
    is $locked->{status}, 422, 'nor lock themselves out';
    like $locked->{text}, qr/You would no longer be among those/, 'which is told';
};

subtest 'a board of announcements is begun by some and answered by all' => sub {
    my ($board) = make_board('Announcements', ticked(@open[0, 1], 'start.' . role_id('moderator')));
    is $member->post("/forum/$board/new", { title => 'Not mine', body => 'x' })->{status}, 403, 'a member starts nothing';
    unlike $member->get("/forum/$board/")->{text}, qr{/forum/$board/new}, 'and is shown no button';
    my $news = start_thread($moderator, board => $board, title => 'News');
    ok reply_to($member, $news, 'Good news.'), 'but replies';
    my ($quiet) = make_board('Only read', ticked($open[0], map { "$_." . role_id('moderator') } qw(reply start)));
    my $said = start_thread($moderator, board => $quiet, title => 'Said');
    is $member->api(POST => '/api/v1/comments', { subject => "thread:$said", body => 'x' })->{status}, 403, 'where all read and some reply, who may not is told so';
    is $guest->get("/forum/thread/$said/said")->{status}, 200, 'and everybody reads';
};

# ---- the administration of boards ------------------------------------------------------------------

subtest 'an archived board is read, and written on by nobody' => sub {
    my ($board, $id) = make_board('Old things', ticked(@open));
    my $old   = start_thread($member, board => $board, title => 'Old');
    my $reply = reply_to($officer, $old, 'Long ago.');
    is $admin->post("/admin/boards/$id", { act => 'archive' })->{status}, 303, 'it is archived';
    like $_->get("/forum/$board/")->{text}, qr/archived/, 'its page says so' for $guest, $member;
    unlike $guest->get("/forum/$board/")->{text}, qr{/forum/$board/new}, 'and offers nothing';
    is $_->get("/forum/thread/$old/old")->{status}, 200, 'it is read' for $guest, $member;
    for my $visitor ($member, $admin) {
        is $visitor->post("/forum/$board/new", { title => 'New', body => 'x' })->{status}, 403, 'no thread is started';
        is $visitor->api(POST => '/api/v1/comments', { subject => "thread:$old", body => 'x' })->{status}, 403, 'no reply written';
        is $visitor->api(POST => "/api/v1/comments/$reply/rating", { value => 1 })->{status}, 403, 'nothing rated';
    }
    my $live = start_thread($member, title => 'To be moved');
    unlike $admin->get("/forum/thread/$live/moderate/move")->{text}, qr/value="\Q$board\E"/, 'it is no target';
    my $moved = $admin->post("/forum/thread/$live/move", { board => $board, reason => 'Old.', version => 0 });
    is $moved->{status}, 422, 'and nothing is moved there';
    like $moved->{text}, qr/archived: nothing is moved there/, 'which is said';
    is $admin->post("/admin/boards/$id", { act => 'archive' })->{status}, 409, 'not twice';
    is $admin->post("/admin/boards/$id", { act => 'restore' })->{status}, 303, 'it is taken out of the archive';
    ok reply_to($member, $old, 'Again.'), 'and written on';
};

subtest 'boards have an order' => sub {
    my ($first, $first_id)   = make_board('Alpha', place => 1, ticked(@open));
    my ($second, $second_id) = make_board('Beta',  place => 2, ticked(@open));
    my $order = sub { join ' ', grep { $_ eq $first || $_ eq $second } $guest->get('/forum/')->{text} =~ m{class="name" href="/forum/([\w-]+)/"}g };
    is $order->(), "$first $second", 'as they were made';
    is $admin->post("/admin/boards/$second_id", { act => 'up' })->{status}, 303, 'one is moved up';
    is $order->(), "$second $first", 'and stands before the other';
    my %fields = fields_of($second_id);
    is $admin->post("/admin/boards/$second_id", { %fields, place => 2 })->{status}, 303, 'or put at a place';
    is $order->(), "$first $second", 'by its number';
    my %opened = fields_of($second_id);
    make_board('Gamma', place => 1, ticked(@open));
    is $admin->post("/admin/boards/$second_id", { %opened, description => 'Another came meanwhile' })->{status}, 303, 'what was opened before another came first is saved';
    is $order->(), "$first $second", 'and moves nothing back';
    is $admin->post("/admin/boards/$second_id", { %opened, version => { fields_of($second_id) }->{version}, place => 1 })->{status}, 409, 'to move it from where it no longer is is a conflict';
    is value('SELECT COUNT(*) - COUNT(DISTINCT b.position) FROM board b JOIN site s ON s.id = b.site_id WHERE s.name = ?', 'everquest'), 0, 'no two are at one place';
};

subtest 'of two who change one board at once the second sees both' => sub {
    my ($board, $id) = make_board('Shared', ticked(@open));
    my %fields = fields_of($id);
    is $admin->post("/admin/boards/$id", { %fields, title => 'By the first' })->{status}, 303, 'the first';
    my $second = $admin->post("/admin/boards/$id", { %fields, title => 'By the second', "read." . role_id($officers) => 1 });
    is $second->{status}, 409, 'the second is told';
    like $second->{text}, qr/value="By the second"/, 'with what they typed';
    like $second->{text}, qr{It is now:</?[^>]*>?\s*<bdi>By the first</bdi>|It is now: <bdi>By the first</bdi>}, 'beside what it is now';
    is value('SELECT title FROM board WHERE id = ?', $id), 'By the first', 'nothing was changed';
};

subtest 'only a board without threads is deleted, and what is wrong is told' => sub {
    my ($board, $id) = make_board('Empty', ticked(@open));
    my $only = start_thread($member, board => $board, title => 'In the way');
    is $admin->post("/admin/boards/$id", { act => 'delete' })->{status}, 409, 'not with a thread on it';
    my ($gone, $gone_id) = make_board('Gone', ticked(@open));
    is $admin->post("/admin/boards/$gone_id", { act => 'delete' })->location, '/admin/boards?done=deleted', 'an empty one';
    is $guest->get("/forum/$gone/")->{status}, 404, 'is gone';
    for ([name => 'Capital'], [name => 'reply'], [name => $board], [title => '  ']) {
        my $answer = $admin->post('/admin/boards/new', { name => unique('x') =~ tr/A-Z_/a-z-/r, title => 'T', description => '', place => '', ticked(@open), @$_ });
        is $answer->{status}, 422, "refused: @$_";
        like $answer->{text}, qr/href="#f-$_->[0]"/, 'and where';
    }
    is $member->get('/admin/boards')->{status}, 403, 'it is not for members';
    like does('audit', 'list', '--act', 'board.delete', '--limit', 1), qr/"subject":"board:$gone_id"/, 'it is recorded';
    like does('audit', 'list', '--act', 'board.archive', '--limit', 1), qr/board:\d+/, 'as is each change';
};

subtest 'the list of boards filters, sorts and is a file' => sub {
    like $admin->get('/admin/boards')->{text}, qr/Officers $marker{boardword}/, 'all of them';
    unlike $admin->get('/admin/boards?state=archived')->{text}, qr/$marker{boardword}/, 'or the archived ones';
    my $file = $admin->get('/admin/boards?format=csv&sort=title');
    like $file->{content}, qr/^\xEF\xBB\xBFplace,title,name,read,reply,start,threads,state\r\n/, 'with its columns';
    like $file->{content}, qr/,"Officers $marker{boardword}","$private","Administrator, Officers"/, 'and who may read it';
};

done_testing;
