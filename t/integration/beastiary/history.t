# An entry's history: what changed, when and by whom; any two states compared; taken back.
# Written by SQL: lore_import, journal, revision, entry; a history of years, and more imports than anybody would wait for.
use v5.36;
use utf8;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Test::More;
use Lorehall;
use Lorehall::Lore;
use Lorehall::Schema;
use Lorehall::Stream;

my $guest    = visitor();
my $reviewer = member(role => 'reviewer');
my $word     = unique('Past');

# An import that ran, and revisions that it and a person made.
sub make_import ($source, %counts) {
    sql("INSERT INTO lore_import (game_id, source, fingerprint, started, finished, parts, counts) VALUES (?, ?, '', UTC_TIMESTAMP(6), UTC_TIMESTAMP(6), '', ?)",
        game_number(), $source, json->encode({ entries => \%counts }));
    # As an import tells what shows it.
    sql("INSERT INTO journal (created, kind, game_id) VALUES (UTC_TIMESTAMP(6), 'lore', ?)", game_number());
    followed();
    return value('SELECT MAX(id) FROM lore_import WHERE source = ?', $source);
}

sub make_revision ($entry, $number, $kind, $diff, %by) {
    sql('INSERT INTO revision (entry_id, number, kind, created, account_id, import_id, why, diff) VALUES (?, ?, ?, UTC_TIMESTAMP(6), ?, ?, ?, ?)',
        $entry, $number, $kind, $by{account}, $by{import}, $by{why} // '', json->encode($diff));
    sql('UPDATE entry SET revision = ? WHERE id = ?', $number, $entry);
    return;
}

my $first  = make_import("$word, March", added => 3);
my $second = make_import("$word, April", changed => 2, vanished => 1, unchanged => 7);
my $entry  = make_entry('npc', "New $word", { level => 35, class => 2, hp => 900 });
make_revision($entry, 1, 0, {}, import => $first);
make_revision($entry, 2, 1, { level => ['30', '32'], hp => ['', '900'], damage_least => ['83', '90'], damage_most => ['225', '230'], 'drops[]' => [['', "$word Blade (Chance 5)"]] }, import => $second);
make_revision($entry, 3, 5, { level => ['32', '35'], class => ['1', '2'], '' => ["Old $word", "New $word"] },
    account => $reviewer->{id}, why => 'Looked it up.');
my $path = entry_path($entry);

sub words ($page) { ($page->html->all('main'))[0]->text =~ s/\s+/ /gr }

# The changes that a page lists, each as one line.
sub changes ($page) {
    return map { map { $_->text =~ s/\s+/ /gr } $_->all('li') } grep { ($_->attribute('class') // '') eq 'changes' } $page->html->all('ul');
}

subtest 'a history tells what changed, from what to what, by whom and why' => sub {
    my $page = $guest->get("$path/history");
    is $page->{status}, 200, 'everybody may read it';
    my $text = words($page);
    like $text, qr/Revision 3 Edited · \Q$reviewer->{name}\E · .*Looked it up\./, 'who, and why';
    like $text, qr/Revision 2 Changed by an import · import $second/, 'or which import';
    like $text, qr/Revision 1 Added/, 'the beginning';
    my @changes = changes($page);
    ok +(grep { $_ eq 'Level 32 → 35' } @changes), 'numbers' or diag "@changes";
    ok +(grep { $_ eq 'Class Warrior → Cleric' } @changes), 'words as words';
    ok +(grep { $_ eq "Name Old $word → New $word" } @changes), 'the name';
    ok +(grep { $_ eq 'Hit points 900' } @changes), 'what was not there before';
    ok +(grep { $_ eq "Hits for 83\x{2013}225 → 90\x{2013}230" } @changes), 'both ends of an interval as one' or diag "@changes";
    ok +(grep { /^Drops $word Blade/ } @changes), 'and what it has to do with others';
    is $guest->get("/beastiary/npc/$entry/wrong/history")->location, "$path/history", 'a wrong address leads to the right one';
};

# The revisions that are picked for comparison: "from to".
sub picked ($page) {
    my %picked = map { ($_->attribute('name') => $_->attribute('value')) } grep { defined $_->attribute('checked') } $page->html->all('input');
    return join ' ', map { $picked{$_} // '' } qw(from to);
}

subtest 'any two can be compared' => sub {
    is picked($guest->get("$path/history")), '2 3', 'at first the last change is picked';
    is picked($guest->get("$path/history?from=1&to=3")), '1 3', 'then what was chosen';
    my @changes = changes($guest->get("$path/history?from=1&to=3"));
    ok +(grep { $_ eq 'Level 30 → 35' } @changes), 'what two revisions changed is told once';
    @changes = changes($guest->get("$path/history?from=3&to=2"));
    ok +(grep { $_ eq 'Class Cleric → Warrior' } @changes), 'backwards too';
    like words($guest->get("$path/history?from=2&to=2")), qr/These two are the same/, 'one with itself';
    is $guest->get("$path/history?from=1&to=9")->{status}, 404, 'none with what was never there';
    is $guest->get("$path/history?from=1&to=x")->{status}, 400, 'nothing with nonsense';
};

subtest 'an entry can be seen as it was' => sub {
    my $page = $guest->get("$path/history/2");
    is $page->{status}, 200, 'a revision has a page';
    like words($page), qr/Old $word.*as the entry was then.*Level 32.*Class Warrior/, 'with what was known then';
    ok +(grep { $_ eq 'Level 32 → 35' } changes($page)), 'and what has changed since';
    like words($guest->get("$path/history/3")), qr/as the entry is now/, 'the last is what is now';
    is $guest->get("$path/history/$_")->{status}, 404, "there is no $_" for 0, 4, 'x', '99999999999999999999';
    ok !(grep { ($_->attribute('method') // '') eq 'post' } $page->html->all('form')), 'a guest cannot take it back';
    ok +(grep { ($_->attribute('action') // '') eq "$path/history" } $reviewer->get("$path/history/2")->html->all('form')), 'a reviewer can';
};

subtest 'and be taken back, by who may' => sub {
    my %form = (number => 2, why => 'It was right before.');
    is member()->post("$path/history", {%form})->{status}, 403, 'not by any member';
    is $reviewer->post("$path/history", { %form, csrf => undef })->{status}, 403, 'not without the token of a form';
    is $reviewer->post("$path/history", { %form, number => 9 })->{status}, 404, 'not to what was never there';
    is $reviewer->post("$path/history", { %form, why => 'x' x 301 })->{status}, 422, 'not for a reason without end';
    is value('SELECT revision FROM entry WHERE id = ?', $entry), 3, 'none of these changed anything';
    $guest->get($path);
    my $answer = $reviewer->post("$path/history", {%form});
    is $answer->{status}, 303, 'by a reviewer';
    my $now = entry_path($entry);
    like $now, qr/old-/, 'its name is the old one';
    is $answer->location, "$now/history", 'and its history shows it';
    is $guest->get($path)->location, $now, 'the old address leads there at once';
    my $text = words($guest->get($now));
    like $text, qr/Old $word.*Level ?32.*Class ?Warrior/, 'the entry is as it was';
    like words($guest->get("$now/history")), qr/Revision 4 Taken back · \Q$reviewer->{name}\E.*It was right before\./, 'which is itself a revision';
    is $reviewer->post("$now/history", { %form, number => 4 })->{status}, 422, 'to what it is already, it cannot be taken back';
};

subtest 'who is related to what was renamed shows its new name' => sub {
    my $thing = make_entry('item', "$word Thing");
    relate('drops', $entry, $thing, { chance => 5 });
    like words($guest->get(entry_path($thing))), qr/Old $word/, 'the name before';
    is $reviewer->post(entry_path($entry) . '/history', { number => 3, why => '' })->{status}, 303, 'a change of the name';
    like words($guest->get(entry_path($thing))), qr/New $word/, 'the name after';
};

# Renames entries as an import does: all of them behind one row of the journal.
sub rename_at_once (%names) {
    sql('START TRANSACTION');
    sql("INSERT INTO journal (created, kind, game_id) VALUES (UTC_TIMESTAMP(6), 'lore', ?)", game_number());
    sql('UPDATE entry SET name = ?, changed = LAST_INSERT_ID() WHERE id = ?', $names{$_}, $_) for keys %names;
    sql('COMMIT');
    followed();
    return;
}

sub titles ($like) { map {"$_->[0] $_->[1] $_->[2]"} rows('SELECT subject, title, path FROM thread WHERE subject LIKE ? ORDER BY id', $like) }

subtest 'discussions below what was renamed bear its new name wherever they are named' => sub {
    my $tag  = unique('tag');
    my $zone = make_entry('zone', "Old$tag Hold");
    journal_entries($zone);
    my $said = sub ($who, $subject) { $who->api(POST => '/api/v1/comments', { subject => $subject, body => "Said of $subject." })->{status} };
    is $said->($reviewer, $_), 201, "something was said below $_" for "npc:$entry", "zone:$zone", "map:$zone";
    followed();
    like $_->get('/beastiary/')->{text}, qr/New $word.*Old$tag Hold|Old$tag Hold.*New $word/s, 'the front page names both' for $guest, visitor(site => 'eqbeastiary');
    is $reviewer->post(entry_path($entry) . '/history', { number => 2, why => '' })->{status}, 303, 'one is renamed by a person';
    rename_at_once($zone => "New$tag Hold");
    followed();
    my @path = map { entry_path($_) } $entry, $zone;
    is_deeply [titles("%:$entry"), titles("%:$zone")], ["npc:$entry Old $word $path[0]", "zone:$zone New$tag Hold $path[1]", "map:$zone New$tag Hold $path[1]/map"],
        'as the other is by an import';
    for ($guest, visitor(site => 'eqbeastiary')) {
        my $text = $_->get('/beastiary/')->{text};
        like $text,   qr/Old $word/,      'the front page names the one';
        like $text,   qr/New$tag Hold/,   'and the other';
        unlike $text, qr/Old$tag Hold/,   'as it is called now';
        unlike $text, qr/New $word/,      'both';
    }
    my $search = words($guest->get("/search?q=New$tag"));
    like $search, qr/Discussions.*New$tag Hold/, 'so that its discussion is found by them';
    unlike words($guest->get("/search?q=Old$tag")), qr/Discussions/, 'and not by what it was called';
    $reviewer->post(entry_path($entry) . '/history', { number => 3, why => '' });
};

subtest 'pages that are open hear of a change, and who was away too' => sub {
    my $schema = Lorehall::Schema->new(json->decode(Encode::encode('UTF-8', source_text('views/api/openapi.json'))));
    my $listen = sub ($site, $path) { Lorehall::Stream->new(visitor(site => $site), $path) };
    my $missed = sub ($since) {
        my $stream = $listen->('everquest', "/live/missed?subjects=npc:$entry&since=$since");
        $stream->wait_for(sub { grep { $_->{name} eq 'end' } $stream->events }, patience(5));
        return map {"$_->{name} " . ($_->{json}{journal} // '')} $stream->events;
    };
    my $shown = sub { ($guest->get(entry_path($entry))->{content} =~ /data-changed="(\d+)"/)[0] };
    my $since = $shown->();
    my %page  = map { $_ => $listen->($_, "/live?subjects=npc:$entry") } qw(everquest eqbeastiary);
    is visitor(site => 'camelot')->get("/live?subjects=npc:$entry")->{status}, 400, 'nobody at a site of another game can listen';
    is $reviewer->post(entry_path($entry) . '/history', { number => 2, why => '' })->{status}, 303, 'a change';
    # What was told shortly before it listened a page hears too, and passes over.
    my $heard = sub ($site, $after) { grep { $_->{name} eq 'entry' && $_->{json}{journal} > $after } $page{$site}->events };
    $page{everquest}->wait_for(sub { $heard->('everquest', $since) }, patience(5));
    my ($event) = $heard->('everquest', $since) or return fail 'is told';
    is $event->{json}{journal}, $shown->(), 'which the page says that it has when it is loaded anew';
    is $event->{json}{id}, $entry, 'by its id';
    is $event->{json}{subject}, "npc:$entry", 'and subject';
    is_deeply [$schema->complaints({ '$ref' => '#/components/schemas/Event' }, $event->{json})], [], 'as it is described';
    ok $page{eqbeastiary}->wait_for(sub { $heard->('eqbeastiary', $since) }, patience(5)), "at each of the game's sites";
    is_deeply [$missed->($since)], ["entry $event->{json}{journal}", 'end '], 'who was away hears of it';
    is_deeply [$missed->($event->{json}{journal})], ['end '], 'who has it does not';

    sql("INSERT INTO journal (created, kind, game_id) VALUES (UTC_TIMESTAMP(6), 'lore', ?)", game_number());
    my $row = value('SELECT MAX(id) FROM journal');
    sql('UPDATE entry SET changed = ? WHERE id = ?', $row, $entry);
    ok wait_until(patience(5), sub { value('SELECT MAX(position) FROM follower') >= $row }), 'an import that changed it';
    $_->read_some(0.2) for values %page;
    is scalar($heard->('everquest', $event->{json}{journal})), 0, 'tells no open page by itself';
    is_deeply [$missed->($since)], ["entry $row", 'end '], 'but whoever asks';
};

subtest 'imports are listed, with what each changed' => sub {
    my $list = $guest->get('/beastiary/imports/');
    is $list->{status}, 200, 'the list';
    like words($list), qr/\Q$word, April\E.*\Q$word, March\E/, 'newest first';
    my $page = $guest->get("/beastiary/imports/$second");
    like words($page), qr/\Q$word, April\E.*2 changed · 1 removed · 7 unchanged/, 'how much one changed';
    like words($page), qr/$word Level \d+ NPC · Changed by an import/, 'and which entries';
    ok +(grep { $_ eq 'Level 30 → 32' } changes($page)), 'from what to what';
    is $guest->get("/beastiary/imports/$_")->{status}, 404, "there is no $_" for 0, 999999, 'x';
    is $guest->get("/beastiary/imports/$second?after=x")->{status}, 400, 'a wrong address is told';
    is visitor(site => 'camelot')->get("/beastiary/imports/$second")->{status}, 404, "another game's site has others";
};

# The addresses of a page and of all that its links to the next ones lead to.
sub pages_from ($visitor, $path, $page) {
    my $pages = 0;
    while ($path && ++$pages < 20) {
        my $got = $visitor->get($path);
        is $got->{status}, 200, $path;
        $page->($got);
        my ($next) = $got->{text} =~ /<\?xml/ ? $got->{text} =~ /<link rel="next" href="[^"]*?(\/beastiary[^"]*)"/
            : map { $_->attribute('href') } grep { ($_->attribute('rel') // '') eq 'next' } $got->html->all('a');
        $path = $next;
    }
    return $pages;
}

subtest 'imports are reached however many came after them' => sub {
    my $camelot = visitor(site => 'camelot');
    my $number  = game_number('camelot');
    my $counts  = '{"entries":{"added":1,"rejected":2},"places":{"rejected":3},"relations":{"a":{"rejected":4},"b":{"rejected":5}}}';
    my $before  = value('SELECT MAX(id) FROM lore_import');
    sql('INSERT INTO lore_import (game_id, source, fingerprint, started, finished, parts, counts)'
            . " SELECT ?, CONCAT(?, seq), '', UTC_TIMESTAMP(6), UTC_TIMESTAMP(6), '', ? FROM seq_1_to_520", $number, "$word run ", $counts);
    sql("INSERT INTO journal (created, kind, game_id) VALUES (UTC_TIMESTAMP(6), 'lore', ?)", $number);
    followed();
    my $oldest = value('SELECT MIN(id) FROM lore_import WHERE id > ? AND game_id = ?', $before, $number);
    like words($camelot->get("/beastiary/imports/$oldest")), qr/\Q$word\E run 1\b.*14 rejected/, 'the page of the first, with all that was rejected';
    is $camelot->get("/beastiary/imports/$oldest/changes.atom")->{status}, 200, 'and its feed';
    my %seen;
    my $pages = pages_from($camelot, '/beastiary/imports/', sub ($page) { $seen{$_}++ for $page->{text} =~ m{href="/beastiary/imports/(\d+)"}g });
    cmp_ok $pages, '>=', 11, 'the list has pages';
    is scalar(grep { $_ >= $oldest } keys %seen), 520, 'that lead to all';
    is_deeply [grep { $_ != 1 } values %seen], [], 'once';
    my %told;
    pages_from($camelot, '/beastiary/imports.atom', sub ($page) { $told{$_}++ for $page->{text} =~ m{:import:(\d+)</id>}g });
    is_deeply \%told, \%seen, 'and so does the feed';
    is $camelot->get('/beastiary/imports/?after=x')->{status}, 400, 'a wrong address is told';
    like words($camelot->get('/beastiary/imports/?after=1')), qr/There are no older imports/, 'and that there are no more';
    sql('DELETE FROM lore_import WHERE id >= ? AND game_id = ?', $oldest, $number);
    sql("INSERT INTO journal (created, kind, game_id) VALUES (UTC_TIMESTAMP(6), 'lore', ?)", $number);
    followed();
};

subtest 'a long import is read page by page' => sub {
    my $import = make_import("$word, long", added => 120);
    my @made = map { make_entry('item', "$word Bulk $_") } 1 .. 120;
    make_revision($_, 1, 0, {}, import => $import) for @made;
    my ($path, %seen, $pages) = ("/beastiary/imports/$import");
    while ($path && ++$pages < 10) {
        my $page = $guest->get($path);
        $seen{$_}++ for $page->{text} =~ m{data-card="item/(\d+)"}g;
        my ($next) = grep { ($_->attribute('rel') // '') eq 'next' } $page->html->all('a');
        $path = $next && $next->attribute('href');
    }
    is $pages, 3, 'in three pages';
    is_deeply [sort keys %seen], [sort @made], 'every entry is there';
    is_deeply [grep { $_ != 1 } values %seen], [], 'once';
};

subtest 'feeds tell of imports and of what they changed' => sub {
    for my $path ('/beastiary/imports.atom', "/beastiary/imports/$second/changes.atom") {
        my $feed = $guest->get($path);
        is $feed->{status}, 200, $path;
        like $feed->header('content-type'), qr{^application/atom\+xml}, 'is Atom';
        like $feed->{text}, qr{\A<\?xml version="1\.0" encoding="utf-8"\?>\n<feed xmlns="http://www\.w3\.org/2005/Atom"}, 'and begins as one';
        like $feed->{text}, qr{<updated>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ</updated>}, 'with times';
        my @open  = $feed->{text} =~ /<(\w+)(?:\s[^>]*[^\/])?>/g;
        my @close = $feed->{text} =~ m{</(\w+)>}g;
        is_deeply [sort @open], [sort @close], 'every element is closed';
    }
    like $guest->get('/beastiary/imports.atom')->{text}, qr{<id>tag:localhost,2026:import:$second</id>}, 'the ids are of no page';
    my $tag = $guest->get('/beastiary/imports.atom')->header('etag');
    is $guest->get('/beastiary/imports.atom', headers => { 'If-None-Match' => $tag })->{status}, 304, 'who has it is told so';
    like $guest->get('/beastiary/imports.atom')->{text}, qr/<title>\Q$word, April\E/, 'an import';
    like $guest->get("/beastiary/imports/$second/changes.atom")->{text}, qr/Level: 30 → 32/, 'a change';
};

done_testing;
