# How pages are found and followed: what their heads say of them, feeds, robots.txt and sitemaps.
# Written by SQL: thread, journal; a title that changes behind everybody’s back shows whether a page is kept.
use v5.36;
use utf8;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Test::More;
use Lorehall;
use Lorehall::Lore;

my $guest  = visitor();
my $ada    = member();
my $word   = unique('Found');
my $origin = $guest->origin;
my $title  = "$word <b>& how</b>";
my $thread = start_thread($ada, title => $title, body => "It **begins** with “$word” & [[nothing]].");
my $reply  = reply_to($ada, $thread, "First answer about $word.");
my $path   = $guest->get("/forum/thread/$thread")->location;
my $number = unique_number();
my $item   = make_entry('item', "$word Lantern", { ac => 12 }, external => $number);
my $helper = make_entry('npc', "$word helper", {}, hidden => 1);
journal_entries($item, $helper);

# What a page's head says: the names of meta and link, each with its value.
sub head_of ($answer) {
    my %said = map { (($_->attribute('name') // $_->attribute('property') // '') => $_->attribute('content')) } $answer->html->all('meta');
    for my $link ($answer->html->all('link')) {
        my $rel = $link->attribute('rel');
        if   ($rel eq 'alternate') { push @{ $said{alternate} }, $link->attribute('href') }
        else                       { $said{$rel} = $link->attribute('href') }
    }
    return \%said;
}

subtest 'threads, boards, entries, lists and maps say what they are, and where' => sub {
    my ($board) = $guest->get($path)->{text} =~ m{href="(/forum/[a-z]+/)"};
    my %expected = (
        $path                    => [$path, $title, 'article', qr/^It begins with “\Q$word\E” &/],
        "$path?sort=newest"      => [$path, $title, 'article', qr/^It begins/],
        $board                   => [$board, undef, 'website', qr/./],
        entry_path($item)        => [entry_path($item), "$word Lantern", 'website', qr/^Item · EverQuest · .*12/],
        '/beastiary/item/?ac=1-' => ['/beastiary/item/?ac=1-', 'Items', 'website', qr/^Items · EverQuest · .*from 1/],
        '/beastiary/item/?ac=1-&talk_sort=newest' => ['/beastiary/item/?ac=1-', 'Items', 'website', qr/^Items/],
    );
    for my $page (sort keys %expected) {
        my ($canonical, $name, $type, $about) = @{ $expected{$page} };
        my $answer = $guest->get($page);
        is $answer->{status}, 200, $page;
        my $head = head_of($answer);
        is $head->{canonical}, "$origin$canonical", 'its one address';
        is $head->{'og:url'}, "$origin$canonical", 'for those who link to it too';
        is $head->{'og:type'}, $type, 'its type';
        is $head->{'og:title'}, $name, 'its title' if defined $name;
        like $head->{description}, $about, 'a description';
        is $head->{'og:description'}, $head->{description}, 'twice the same';
        ok length $head->{'og:site_name'}, 'and the site';
        cmp_ok length $head->{description}, '<=', 201, 'no longer than is shown anywhere';
    }
    my ($zone) = map { $_->[0] } rows("SELECT e.id FROM map m JOIN entry e ON e.id = m.entry_id JOIN game g ON g.id = e.game_id WHERE g.name = 'everquest' LIMIT 1");
    my $picture = head_of($guest->get(entry_path($zone)))->{'og:image'};
    is $picture, $origin . entry_path($zone) . '/map.svg', 'a zone with a map has it as its picture';
    like $guest->get($picture =~ s{^\Q$origin\E}{}r)->header('content-type'), qr{^image/svg\+xml}, 'which is there';
    is head_of($guest->get(entry_path($item)))->{'og:image'}, undef, 'what has none says none';
};

# The value of a feed's elements by their names, in order.
sub values_of ($feed, $name) { return $feed->{text} =~ m{<$name(?:\s[^>]*)?>(.*?)</$name>}gs }

subtest 'boards and threads have feeds, and their pages lead to them' => sub {
    my ($board) = $guest->get($path)->{text} =~ m{href="/forum/([a-z]+)/"};
    is_deeply head_of($guest->get("/forum/$board/"))->{alternate}, ["/forum/$board/threads.atom"], 'from a board';
    is_deeply head_of($guest->get($path))->{alternate}, ["/forum/thread/$thread/comments.atom"], 'from a thread';
    ok +(grep { $_ eq "/forum/$board/threads.atom" } @{ head_of($guest->get('/forum/'))->{alternate} }), 'from the boards';
    is_deeply head_of($guest->get('/beastiary/imports/'))->{alternate}, ['/beastiary/imports.atom'], 'from the imports';

    my $feed = $guest->get("/forum/$board/threads.atom");
    is $feed->header('content-type'), 'application/atom+xml; charset=utf-8', 'a board’s is Atom';
    is +(values_of($feed, 'id'))[1], "tag:localhost,2026:thread:$thread", 'the thread that was written in last is first';
    is +(values_of($feed, 'title'))[1], $title =~ s/&/&amp;/gr =~ s/</&lt;/gr =~ s/>/&gt;/gr, 'by its title, escaped';
    like +(values_of($feed, 'content'))[0], qr/&lt;strong&gt;begins/, 'with what it begins with';

    $feed = $guest->get("/forum/thread/$thread/comments.atom");
    is_deeply [values_of($feed, 'id')], [map {"tag:localhost,2026:$_"} "thread:$thread:comments", "comment:$reply", 'comment:' . (thread_ids($thread))[0]],
        'a thread’s has its comments, newest first';
    is $guest->get('/forum/thread/999999999/comments.atom')->{status}, 404, 'a thread that there is not has none';
    is $guest->get('/forum/nowhere/threads.atom')->{status}, 404, 'nor has such a board';
    is visitor(site => 'camelot')->get("/forum/thread/$thread/comments.atom")->{status}, 404, 'nor another site';
    is $guest->get("/forum/thread/$thread/comments.atom?before=x")->{status}, 400, 'where it goes on must be a number';
};

subtest 'who has a feed already is told so, and who has an older one gets the new one' => sub {
    my $address = "/forum/thread/$thread/comments.atom";
    for my $reader ($guest, $ada) {
        my $tag = $reader->get($address)->header('etag');
        like $tag, qr{^W/"[0-9a-f]{16}"$}, 'it has a tag';
        for (1 .. 2) {
            my $answer = $reader->get($address, headers => { 'If-None-Match' => $tag });
            is $answer->{status}, 304, 'the same again';
            is $answer->{text}, '', 'is not sent again';
            is $answer->header('etag'), $tag, 'and keeps its tag';
        }
        reply_to($ada, $thread, 'Another one.');
        is $reader->get($address, headers => { 'If-None-Match' => $tag })->{status}, 200, 'after an answer it is another';
    }
};

subtest 'another title changes no id' => sub {
    my $address = "/forum/thread/$thread/comments.atom";
    my @before = values_of($guest->get($address), 'id');
    sql('UPDATE thread SET title = ? WHERE id = ?', "$word anew", $thread);
    reply_to($ada, $thread, 'Under its new title.');
    my $feed = $guest->get($address);
    is +(values_of($feed, 'title'))[0], "$word anew", 'the title is new';
    my @after = values_of($feed, 'id');
    splice @after, 1, 1;
    is_deeply \@after, \@before, 'what was there is the same';
};

subtest 'a long feed goes on, page by page, with each entry once' => sub {
    my $name = unique('long');
    my $source = import_threads({ id => "$name-1", parent => undef, thread => "$name-1", title => "$word long", body => 'o', author => 'poster', score => 0, created => '2020-01-01T00:00:00Z' },
        map +{ id => "$name-$_", parent => "$name-1", thread => "$name-1", body => "Number $_.", author => 'poster', score => 0, created => sprintf('2020-01-01T01:%02d:%02dZ', $_ / 60, $_ % 60) }, 2 .. 120);
    my $long = value('SELECT t.id FROM thread t JOIN source s ON s.id = t.source_id WHERE s.name = ?', $source);
    my @ids  = thread_ids($long);
    my ($address, $pages, %seen) = ("/forum/thread/$long/comments.atom", 0);
    while ($address && ++$pages < 10) {
        my $feed = $guest->get($address);
        my @page = map { /comment:(\d+)/ ? $1 : () } values_of($feed, 'id');
        cmp_ok @page, '<=', 50, 'a page is bounded';
        $seen{$_}++ for @page;
        ($address) = $feed->{text} =~ /<link rel="next" href="\Q$origin\E([^"]+)"/;
        $address =~ s/&amp;/&/g if $address;
    }
    is $pages, 3, 'in three pages';
    is_deeply [sort { $a <=> $b } keys %seen], [sort { $a <=> $b } @ids], 'every comment is there';
    is_deeply [grep { $_ != 1 } values %seen], [], 'once';
};

subtest 'a feed of very long comments has few of them on a page, and misses none' => sub {
    my $name = unique('wordy');
    my $source = import_threads({ id => "$name-1", parent => undef, thread => "$name-1", title => "$word wordy", body => 'o', author => 'poster', score => 0, created => '2020-01-01T00:00:00Z' },
        map +{ id => "$name-$_", parent => "$name-1", thread => "$name-1", body => '"' x 19_990, author => 'poster', score => 0, created => "2020-01-01T01:00:${_}Z" }, 10 .. 19);
    my $wordy = value('SELECT t.id FROM thread t JOIN source s ON s.id = t.source_id WHERE s.name = ?', $source);
    my ($address, $pages, %seen) = ("/forum/thread/$wordy/comments.atom", 0);
    while ($address && ++$pages < 20) {
        my $feed = $guest->get($address);
        cmp_ok length $feed->{text}, '<', 1_500_000, 'its bytes are bounded';
        $seen{$_}++ for map { /comment:(\d+)/ ? $1 : () } values_of($feed, 'id');
        ($address) = $feed->{text} =~ /<link rel="next" href="\Q$origin\E([^"]+)"/;
        $address =~ s/&amp;/&/g if $address;
    }
    cmp_ok $pages, '>', 3, 'of whole comments';
    is_deeply [sort { $a <=> $b } keys %seen], [sort { $a <=> $b } thread_ids($wordy)], 'every one is there';
    is_deeply [grep { $_ != 1 } values %seen], [], 'once';
};

subtest 'robots.txt leads to the site’s own sitemaps, which name each page once' => sub {
    my $robots = $guest->get('/robots.txt');
    is $robots->header('content-type'), 'text/plain; charset=utf-8', 'robots.txt is text';
    like $robots->{text}, qr{^Sitemap: \Q$origin\E/sitemap\.xml$}m, 'and names the sitemap of this site';
    like $robots->{text}, qr{^Disallow: /account/$}m, 'and what is of no use';

    # What was made within the last hour is given out again, unless a site has changed.
    sql("INSERT INTO journal (created, kind) VALUES (UTC_TIMESTAMP(6), 'site')");
    followed();
    my $threads = '/sitemap/threads/' . (1 + int($thread / 5000));
    my $entries = '/sitemap/entries/' . (1 + int($item / 5000));
    my $index = $guest->get('/sitemap.xml');
    is $index->header('content-type'), 'application/xml; charset=utf-8', 'the index is XML';
    my %part = map { s{^\Q$origin\E}{}r => 1 } values_of($index, 'loc');
    ok $part{$_}, "it has $_" for '/sitemap/pages', $threads, $entries;
    for my $part (sort keys %part) {
        my $answer = $guest->get($part);
        is $answer->{status}, 200, $part;
        my @urls = values_of($answer, 'loc');
        cmp_ok @urls, '<=', 50_000, 'no more than may be in one';
        cmp_ok @urls, '>', 0, 'and not empty';
        is_deeply [grep { !/^\Q$origin\E\// } @urls], [], 'all of this site';
    }
    like $guest->get($threads)->{text}, qr{<loc>\Q$origin\E/forum/thread/$thread/[^<]+</loc><lastmod>\d{4}-\d\d-\d\dT[\d:]+Z</lastmod>}, 'a thread is there, with its last activity';
    my $text = $guest->get($entries)->{text};
    like $text, qr{<loc>\Q$origin\E\Q@{[entry_path($item)]}\E</loc>}, 'an entry is there';
    unlike $text, qr{/npc/$helper/}, 'a helper of the game is not';
    unlike visitor(site => 'camelot')->get($threads)->{text}, qr{/forum/thread/$thread/}, 'nor is anything of it in another site’s';
    is $guest->get($_)->{status}, 404, "$_ is nothing" for '/sitemap/threads/0', '/sitemap/threads/x', '/sitemap/threads/9999999', '/sitemap/entries/9223372036854775807', '/sitemap/x/1';
};

done_testing;
