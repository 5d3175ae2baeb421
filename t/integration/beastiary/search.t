# The search: one box for entries, talk and people, and names while they are typed.
# Written by SQL: word_frequency, comment_words, talk_reindex, comment, thread_words, follower, journal; the index of words as an older version, or a follower that was away, left it.
use v5.36;
use utf8;
use FindBin;
use lib "$FindBin::Bin/../lib";
use List::Util qw(shuffle);
use Test::More;
use Lorehall;
use Lorehall::Lore;

my $guest = visitor();
# A word that nothing else has, of letters alone: a name's words are what is looked for. None of its
# letters comes twice, so that two of them swapped always make another word.
my $word = join '', 'Zwy', (shuffle 'a' .. 'v')[0 .. 7];

my $snake  = make_entry('npc', "$word Snake");
my @item   = map { make_entry('item', "$word Fang $_", $_ == 3 ? { item_type => 2 } : {}) } 1 .. 12;
my $zone   = make_entry('zone', "The Hollow of $word");
my $hidden = make_entry('npc', "$word Trigger", {}, hidden => 1);
my $spell  = make_entry('spell', "Ward of ${word}x");
my @twins  = map { make_entry($_, "Twin of $word") } qw(npc item);
journal_entries($snake, @item, $zone, $hidden, $spell, @twins);

sub find ($text, $more = '') { $guest->get('/search?q=' . Lorehall::Visitor::escape($text) . $more) }
sub headings ($page) { map { $_->text =~ s/\s+/ /gr } $page->html->all('h2') }
sub linked ($page) { map { $_->attribute('href') // () } $page->html->all('a') }

subtest 'every page has the box' => sub {
    for my $path ('/forum/', '/beastiary/', '/beastiary/npc/', '/account/login', '/search', '/nothing/here') {
        my ($form) = grep { ($_->attribute('role') // '') eq 'search' } $guest->get($path)->html->all('form');
        ok $form, $path or next;
        is $form->attribute('action'), '/search', 'which is a plain form';
    }
    ok +(grep { ($_->attribute('role') // '') eq 'search' } visitor(site => 'camelot')->get('/forum/')->html->all('form')), 'another site’s too';
};

subtest 'entries stand by kind' => sub {
    my $page = find($word);
    is $page->{status}, 200, 'a page';
    my @headings = headings($page);
    ok +(grep {/^Items 13$/} @headings), 'items, with how many' or diag "@headings";
    ok +(grep {/^NPCs 2$/} @headings), 'NPCs, hidden ones left out';
    ok +(grep {/^Zones 1$/} @headings), 'zones';
    ok +(grep { $_ eq entry_path($snake) } linked($page)), 'each leads to its page';
    my ($all) = grep { $_ eq "/beastiary/item/?q=$word" } linked($page);
    ok $all, 'where there are more, all are a list';
    like $guest->get($all)->{text}, qr/\b13 in all/, 'of just those';
};

subtest 'what reads as nothing is looked for all the same' => sub {
    for my $text ('0', '00', '-0', '0x0') {
        my ($h1) = find($text, '&list=1')->html->all('h1');
        is $h1->text, "Search for “$text”", $text;
    }
};

subtest 'a single exact match is gone to at once' => sub {
    my $page = find("$word snake");
    is $page->{status}, 302, 'whatever its case';
    like $page->location, qr/^\Q@{[entry_path($snake)]}\E\?q=/, 'to its page';
    is find("$word snake", '&list=1')->{status}, 200, 'unless the list is asked for';
    is find("twin of $word")->{status}, 200, 'nor where two are called so';
};

subtest 'a page is gone to only where nothing else fits, and leads back' => sub {
    my $name    = $word =~ s/^Zwy/Qev/r;
    my $faction = make_entry('faction', $name);
    my $scout   = make_entry('npc', "a $name scout");
    my $part    = make_entry('npc', "${name}ish guard");
    journal_entries($faction, $scout, $part);
    is find($name)->{status}, 200, 'a faction of just that name is none where other names have the word';
    my @found = map { $_->{name} } @{ $guest->get("/beastiary/suggest?q=$name")->json->{suggestions} };
    is_deeply [@found[0 .. 2]], [$name, "a $name scout", "${name}ish guard"], 'what was typed comes first, then whole words, then parts';
    @found = map { $_->{name} } @{ $guest->get('/beastiary/suggest?q=' . substr $name, 0, -1)->json->{suggestions} };
    is $found[2], $name, 'of parts internal kinds are last';
    my $page = $guest->get(find("$word snake")->location);
    ok +(grep {/^\/search\?list=1&q=/} linked($page)), 'the page has a line back to all results';
    ok !(grep {/^\/search\?list=1/} linked($guest->get(entry_path($snake)))), 'which nobody else gets';
};

subtest 'entries of one name are told apart, without a query a row' => sub {
    my $word    = $word =~ s/^Zwy/Gno/r;
    my @zones   = map { make_entry('zone', "Zone $_ of $word") } 1, 2;
    my @gnolls  = map { make_entry('npc', "a $word gnoll", { level => $_, level_most => $_ + 2 }) } 3, 8;
    my $member  = member();
    relate('found_in', $gnolls[$_], $zones[$_]) for 0, 1;
    journal_entries(@zones, @gnolls);
    my @suggested = map { $_->{note} } @{ $guest->get("/beastiary/suggest?q=a%20$word%20gnoll")->json->{suggestions} };
    like "@suggested", qr/Zone \Q$_\E of $word · Level/, "suggestions name zone $_ and level" for 1, 2;
    like find("a $word gnoll")->{text}, qr/Zone 1 of $word · Level/, 'so does the search';
    like $guest->get("/beastiary/npc/?q=$word%20gnoll")->{text}, qr/class="note">Zone 2 of $word</, 'a list adds what is no column';
    like $guest->get("/beastiary/card/npc/$gnolls[0]")->{text}, qr/Zone 1 of $word · Level/, 'and a card';
    my $groups = $guest->get("/api/v1/search?q=a%20$word%20gnoll")->json->{groups};
    like $groups->[0]{results}[0]{note}, qr/of $word · Level/, 'and the API';
    my $thread = start_thread($member, title => "Of $word gnolls", body => "[[a $word gnoll]]");
    like $guest->get("/forum/thread/$thread/x")->{text} . $guest->get("/forum/thread/$thread/of-" . lc($word) . '-gnolls')->{text},
        qr{href="/search\?list=1&amp;q=[^"]*" class="several">a $word gnoll<sup>\?</sup></a>}, 'a link that could be several leads to all, and says so';
};

subtest 'an entry is found by what its source calls it' => sub {
    my ($short, $shared) = (unique('short'), unique('id'));
    my $short_named = make_entry('zone', 'The Old Weir', {}, external => $short);
    my @shared = map { make_entry($_, "Thing of two sources, $_", {}, external => $shared) } qw(npc item);
    my $secret = make_entry('spell', 'A secret of that id', {}, external => $shared, hidden => 1);
    journal_entries($short_named, @shared, $secret);
    like find($short)->location, qr/^\Q@{[entry_path($short_named)]}\E\?q=/, 'a zone by its short name, at once';
    like find(uc $short)->location, qr/^\Q@{[entry_path($short_named)]}\E\?q=/, 'whatever its case';
    my ($first) = @{ $guest->get("/beastiary/suggest?q=$short")->json->{suggestions} };
    is $first->{url}, entry_path($short_named), 'it is suggested';
    my $page = find($shared);
    is $page->{status}, 200, 'where several bear it, they are told';
    like join('|', headings($page)), qr/With this id/, 'under a heading';
    my %linked = map { $_ => 1 } linked($page);
    ok $linked{ entry_path($_) }, 'each' for @shared;
    ok !$linked{ entry_path($secret) }, 'but no hidden one';
    unlike $page->{text}, qr/Nothing is called that/, 'and nothing says that there was none';
    my $frost = unique('frost');
    my @zones = (make_entry('zone', "$frost Peaks", {}, external => $frost), make_entry('zone', "$frost Foot"));
    journal_entries(@zones);
    $page = find($frost);
    is scalar(grep { $_ eq entry_path($zones[0]) } linked($page)), 1, 'what bears it as name and id stands there once';
    unlike join('|', headings($page)), qr/With this id/, 'by its name';
};

subtest 'talk and people are found too' => sub {
    my $member = member(name => "Z$word");
    my $thread = start_thread($member, title => "About $word things");
    my $comment = reply_to($member, $thread, "I have seen $word myself.");
    my $page = wait_until(10, sub {
        my $page = find($word);
        $page->{text} =~ /About $word things/ && $page->{text} =~ /I have seen/ ? $page : undef;
    });
    ok $page, 'the thread and the comment' or return;
    ok +(grep { $_ eq "/forum/comment/$comment" } linked($page)), 'the comment leads to itself';
    like find("Z$word")->{text}, qr/People/, 'who wrote it is found by name';
};

subtest 'short words, other scripts and phrases are found in talk' => sub {
    my $member = member();
    my $tag    = 'vu' . join '', (shuffle 'a' .. 'z')[0 .. 7];
    my $thread = start_thread($member, title => "Ox of $tag");
    my %id     = map { my ($name, $body) = @$_; ($name => reply_to($member, $thread, "$body $tag")) }
        [ plain    => 'The ox is at my inn, and the king of rats too.' ],
        [ reverse  => 'Rats of a king: my inn is at the ox.' ],
        [ japanese => '東京の魔法使いは強い。' ],
        [ chinese  => '他在龙的洞穴里找到了宝剑' ],
        [ korean   => '마법사가 드래곤을 잡았다' ],
        [ hebrew   => 'הדרקון ישן' ],
        [ arabic   => 'التنين نائم' ],
        [ russian  => 'Драконы спят в пещере' ];
    my $found = sub ($text) {
        my %is = map { ($_ => 1) } map { m{^/forum/comment/(\d+)$} ? $1 : () } linked(find($text, '&list=1'));
        return join ' ', grep { $is{ $id{$_} } } sort keys %id;
    };
    ok wait_until(patience(10), sub { $found->($tag) eq join ' ', sort keys %id }), 'all that is written' or return diag $found->($tag);
    my @asked = (
        "is at ox $tag"       => 'plain reverse', "\"king of rats\" $tag" => 'plain',
        "“my inn” $tag"       => 'plain reverse', '"my inn is" ' . $tag   => 'reverse',
        "魔法 $tag"             => 'japanese',      "東京 $tag"               => 'japanese',
        "い $tag"              => 'japanese',      "宝剑 $tag"               => 'chinese',
        "洞穴里找 $tag"           => 'chinese',       "洞里 $tag"               => '',
        "드래곤 $tag"            => 'korean',        "ДРАКОНЫ $tag"          => 'russian',
        "הדרקון $tag"         => 'hebrew',        "نائم $tag"             => 'arabic',
    );
    while (my ($text, $who) = splice @asked, 0, 2) {
        is $found->($text), $who, $text;
    }
    like find("ox of $tag", '&list=1')->{text}, qr{href="/forum/thread/$thread/}, 'a title by its short words';
    my $left = sub ($text) { map { $_->text } find($text, '&list=1')->html->all('q') };
    is_deeply [ $left->("$tag :-) \"?!\"") ], [ ':-)', '?!' ], 'signs that were left out are told';
    is_deeply [ $left->("$tag b c d e f g h i j k l m n") ], [ 'm', 'n' ], 'and words beyond what is looked for at once';
    is_deeply [ $left->("of $tag") ], [], 'else nothing is';
};

# Under what the follower counts a token (words_counted): FNV-1a, halved.
sub counted ($token) {
    my $hash = -3750763034362895579;
    for my $byte (unpack 'C*', $token) {
        use integer;
        $hash = ($hash ^ $byte) * 1099511628211;
    }
    return $hash >> 1;
}

# Tells the search that a million texts have these tokens.
sub call_common (@tokens) { sql('REPLACE INTO word_frequency (word, kind, documents) VALUES (?, ?, 1000000)', counted($_->[0]), $_->[1]) for map { ([$_, 0], [$_, 1]) } @tokens }

subtest 'words that nearly all comments have are looked for among the newest' => sub {
    my $member = member();
    my ($very, $common, $rare) = map { $_ . join '', (shuffle 'a' .. 'z')[0 .. 7] } qw(va vo vi);
    my $thread = start_thread($member, title => "$very $common, all of it");
    my $both   = reply_to($member, $thread, "$very and $common and $rare.");
    my $phrase = reply_to($member, $thread, "So $very $common!");
    my $npc    = make_entry('npc', unique('Common '));
    journal_entries($npc);
    my $below  = $member->api(POST => '/api/v1/comments', { subject => "npc:$npc", body => "Below it $very $common." })->json->{id};
    my $search = sub ($text, $who = $guest) { $who->get('/api/v1/search?limit=50&q=' . Lorehall::Visitor::escape($text))->json };
    my $ids    = sub ($kind, @asked) { [ sort map { $_->{id} } map { @{ $_->{results} } } grep { $_->{kind} eq $kind } @{ $search->(@asked)->{groups} } ] };
    my $found  = sub (@asked) { $ids->('comment', @asked) };
    ok wait_until(patience(10), sub { @{ $found->($common) } == 3 }), 'all are there' or return;
    my $away = visitor(site => 'eqbeastiary');
    my $same = sub ($how) {
        is_deeply $found->("$very $common "), [sort $both, $phrase, $below], "$how: both words";
        is_deeply $found->(qq{"$very $common"}), [sort $phrase, $below], "$how: a phrase";
        is_deeply $found->("$very " . substr $common, 0, 6), [sort $both, $phrase, $below], "$how: a beginning";
        is_deeply $found->("$very $rare"), [$both], "$how: a rare word beside a common one";
        is_deeply $found->("$very $common ", $away), [$below], "$how: another site of the game has what stands below entries, and no board";
        is_deeply $ids->('thread', qq{"$very $common"}), [$thread], "$how: a title";
        # Other tests may have left more than are looked through.
        my $most = value("SELECT GREATEST((SELECT COUNT(*) FROM comment_words w JOIN site s ON s.id = w.site_id WHERE s.name = 'everquest'),"
                . " (SELECT COUNT(*) FROM thread_words w JOIN site s ON s.id = w.site_id WHERE s.name = 'everquest'))");
        is $search->("$very $common")->{newest_only}, ($how eq 'read' && $most > 10_000 ? 10_000 : undef), "$how: and whether all was looked through is told";
    };
    $same->('looked up');
    call_common("word_$very", "word_$common", map { 'word_' . substr($common, 0, $_) . '*' } 3 .. 6);
    $same->('read');
    # Ten thousand newer ones that belong to nothing.
    my $site = value("SELECT id FROM site WHERE name = 'everquest'");
    sql("INSERT INTO comment_words (comment_id, site_id, words) SELECT 1000000000 + seq, $site, ' word_elsewhere ' FROM seq_1_to_10000");
    is_deeply $found->("$very $common "), [$below], 'what is older than the newest ten thousand of the site is not read, but of the game';
    is_deeply $found->("$very $common ", $away), [$below], 'as by another site of the game, which sees none of these';
    is $search->("$very $common ")->{newest_only}, 10_000, 'which the answer says';
    like find("$very $common ", '&list=1')->{text}, qr/only the newest 10,000 comments were searched/, 'and the page';
    is_deeply $found->("$very $rare"), [$both], 'a rare word finds it none the less';
    sql('DELETE FROM comment_words WHERE comment_id > 1000000000');
    is_deeply $found->("$very $common "), [sort $both, $phrase, $below], 'without them it is found again';
};

subtest 'marks on letters need not be typed' => sub {
    my $member = member();
    my $tag    = 'vy' . join '', (shuffle 'a' .. 'z')[0 .. 7];
    my $thread = start_thread($member, title => 'Marks');
    my %id     = map { my ($name, $body) = @$_; ($name => reply_to($member, $thread, "$body $tag")) }
        [ hebrew => "\x{5E9}\x{5C1}\x{5B8}\x{5DC}\x{5D5}\x{5B9}\x{5DD}" ], [ arabic => "\x{645}\x{64F}\x{62D}\x{64E}\x{645}\x{651}\x{64E}\x{62F}" ],
        [ kashida => "\x{645}\x{62D}\x{640}\x{640}\x{645}\x{62F}" ], [ french => "caf\x{E9}" ];
    my $found = sub ($text) { [sort map { m{^/forum/comment/(\d+)$} ? $1 : () } linked(find("$text $tag ", '&list=1'))] };
    ok wait_until(patience(10), sub { @{ $found->('') } == 4 }), 'all that is written' or return;
    is_deeply $found->($_), [$id{hebrew}], 'Hebrew, with points and without' for "\x{5E9}\x{5DC}\x{5D5}\x{5DD}", "\x{5E9}\x{5C1}\x{5DC}\x{5D5}\x{5DD}";
    is_deeply $found->($_), [sort @id{qw(arabic kashida)}], 'Arabic, with points, a kashida and without'
        for "\x{645}\x{62D}\x{645}\x{62F}", "\x{645}\x{62D}\x{64E}\x{645}\x{62F}", "\x{645}\x{62D}\x{640}\x{645}\x{62F}";
    is_deeply $found->($_), [$id{french}], 'Latin' for 'cafe', "caf\x{E9}", "cafe\x{301}";
};

# Nothing older was touched here: it need not be made anew.
sub enough () { sql('UPDATE talk_reindex SET below = 0'); followed() }

subtest 'a first follower, or one of a newer program, makes anew what is stored of comments' => sub {
    my $member = member();
    my $tag    = 'wu' . join '', (shuffle 'a' .. 'z')[0 .. 7];
    my $item   = make_entry('item', unique('Orb'));
    journal_entries($item);
    my $thread = start_thread($member, title => "The $tag");
    my $old    = reply_to($member, $thread, "An *$tag* of [[item/$item]].");
    my ($html) = map { $_->[0] } rows('SELECT html FROM comment WHERE id = ?', $old);
    my $seen   = sub { my $url = $guest->get("/forum/thread/$thread")->location; $guest->get($url)->{text} };
    my $words  = sub { value('SELECT words FROM comment_words WHERE comment_id = ?', $old) // '' };
    ok wait_until(patience(10), sub { $words->() =~ /word_$tag/ }), 'its words are stored';
    my $stored = $words->();
    my $again  = sub (@statements) {
        sql(q{UPDATE comment SET html = '<p>made long ago</p>' WHERE id = ?}, $old);
        sql('DELETE FROM comment_words WHERE comment_id = ?', $old);
        sql('DELETE FROM thread_words WHERE thread_id = ?', $thread);
        my ($follower) = workers('journald');
        halt($follower);
        sql($_) for @statements;
        kill KILL => $follower;
        ok wait_until(patience(20), sub { $words->() eq $stored && value('SELECT html FROM comment WHERE id = ?', $old) eq $html }), 'words and HTML';
    };
    $again->('DELETE FROM follower');
    ok wait_until(patience(10), sub { find($tag)->{text} =~ m{/forum/comment/$old\b} }), 'and it is found';
    enough();
    $seen->();
    $again->('UPDATE talk_reindex SET markup = 0');
    ok wait_until(patience(10), sub { $seen->() =~ m{<em>$tag</em>} }), 'known pages are made anew';
    is value('SELECT edited FROM comment WHERE id = ?', $old), undef, 'it is no edit';
    enough();
    sql('UPDATE comment SET body = ? WHERE id = ?', "Only ${tag}x.", $old);
    my ($follower) = workers('journald');
    halt($follower);
    my $imported = value('SELECT MAX(id) FROM journal');
    sql(q{INSERT INTO journal (created, kind, thread_id, comment_id) VALUES (UTC_TIMESTAMP(6), 'import', ?, 0)}, $thread);
    sql(q{UPDATE follower SET host = 'elsewhere', position = ?}, $imported);
    kill KILL => $follower;
    ok wait_until(patience(10), sub { $words->() =~ /word_${tag}x/ }), 'a further host’s first follower goes on where the others’ were';
    sql(q{DELETE FROM follower WHERE host = 'elsewhere'});
};

subtest 'a comment that cannot be written for the search holds up no other' => sub {
    my $member = member();
    my $tag    = 'wk' . join '', (shuffle 'a' .. 'z')[0 .. 7];
    my $thread = start_thread($member, title => 'Refused');
    my $words  = sub ($id) { value('SELECT words FROM comment_words WHERE comment_id = ?', $id) // '' };
    my $skipped = sub ($id) { value('SELECT COUNT(*) FROM comment_skipped WHERE comment_id = ?', $id) };
    my $told    = sub ($id) { scalar(() = join("", log_lines({ journald => 0 })) =~ /comment $id cannot be written for the search/g) };
    my $restart = sub { my ($follower) = workers('journald'); kill KILL => $follower };
    sql("ALTER TABLE comment_words ADD CONSTRAINT refused CHECK (words NOT LIKE '%bad$tag%')");
    my $bad  = reply_to($member, $thread, "The bad$tag one.");
    my $good = reply_to($member, $thread, "The good$tag one.");
    ok wait_until(patience(10), sub { $words->($good) =~ /good$tag/ }), 'the next one is written';
    is $skipped->($bad), 1, 'that one is remembered';
    is $told->($bad), 1, 'and told in the log, once';
    sql('DELETE FROM comment_words WHERE comment_id IN (?, ?)', $bad, $good);
    my ($follower) = workers('journald');
    halt($follower);
    sql('UPDATE talk_reindex SET words = 0');
    kill KILL => $follower;
    ok wait_until(patience(20), sub { $words->($good) =~ /good$tag/ && value('SELECT below FROM talk_reindex') == 0 }), 'so it is when all are made anew, which ends';
    is $skipped->($bad), 1, 'still remembered';
    sql('ALTER TABLE comment_words DROP CONSTRAINT refused');
    $restart->();
    ok wait_until(patience(20), sub { $words->($bad) =~ /bad$tag/ }), 'the next start tries it again';
    ok wait_until(patience(5), sub { !$skipped->($bad) }), 'and forgets that it was skipped';
};

subtest 'nothing found says what came near' => sub {
    my $wrong = $word =~ s/(.)(.)$/$2$1/r;
    my $page = find("$wrong snake");
    is $page->{status}, 200, 'a page';
    like $page->{text}, qr/Nothing is called that/, 'it says so';
    ok +(grep { $_ eq entry_path($snake) } linked($page)), 'and what is called nearly that';
    like find('qqqqxxxxzzzzjjjj')->{text}, qr/another word/, 'or what else to try';
};

subtest 'guesses are ordered over all kinds, the place first, and stand behind what was asked for' => sub {
    my $tag  = 'Blackb' . unique('urrow') =~ tr/0-9-/a-k/r;
    my @near = map { make_entry('item', "$tag $_") } 'Key', 'Stein', 'Fang';
    my $mob  = make_entry('npc', "a $tag gnoll");
    my $zone = make_entry('zone', $tag);
    journal_entries(@near, $mob, $zone);
    my $wrong = $tag =~ s/rr/r/r;
    my %guess = map { entry_path($_) => 1 } @near, $mob, $zone;
    my @found = grep { $guess{$_} } linked(find($wrong));
    is scalar @found, 5, 'all of them are guessed';
    is $found[0], entry_path($zone), 'the zone before what is named after it';
    my $mira   = member();
    my $thread = start_thread($mira, title => "The way to $wrong", body => 'By the hills.');
    my $page   = find($wrong)->{text};
    ok index($page, "The way to $wrong") >= 0, 'a thread has the very word';
    cmp_ok index($page, "The way to $wrong</bdi>"), '<', index($page, entry_path($zone)), 'and stands above the guesses';
};

subtest 'who names a creature without its article is shown it first, once for all of its name' => sub {
    my $tag = unique('qu') =~ tr/0-9/a-j/r;
    my @many  = map { make_entry('npc', "a $tag", { level => $_ }) } 1 .. 12;
    my @parts = map { make_entry('item', "$tag $_") } qw(Paw Fang Head Ulna Tooth Hide);
    my @more  = (make_entry('item', "The $tag"), make_entry('zone', "$tag Hills"), make_entry('zone', "South $tag"), make_entry('npc', "an a $tag"));
    journal_entries(@many, @parts, @more);
    my @found = @{ $guest->get("/beastiary/suggest?q=$tag")->json->{suggestions} };
    is_deeply [map {"$_->{name} ($_->{alike})"} @found[0, 1]], ["The $tag (1)", "a $tag (12)"], 'what is called so comes first, whatever its kind';
    is scalar(grep { $_->{name} eq "a $tag" } @found), 1, 'a name stands there once';
    is_deeply [@{ $found[1] }{qw(label note url)}], ['NPCs', '12', "/beastiary/npc/?q=a%20$tag"], 'with how many bear it, and leads to them';
    is $found[0]{url}, entry_path($more[0]), 'one alone to its page';
    for my $name ("$tag Hills", "South $tag") { ok +(grep { $_->{name} eq $name } @found), "$name is there, too" }
    ($found[0]) = @{ $guest->get("/beastiary/suggest?q=a%20$tag")->json->{suggestions} };
    is $found[0]{name}, "a $tag", 'who types the article finds the same';
    my @twins = map { make_entry('npc', "the $tag twin", { level => $_ }) } 3, 3;
    my $lady  = make_entry('npc', "Lady $tag");
    journal_entries(@twins, $lady);
    my ($twin) = @{ $guest->get("/beastiary/suggest?q=$tag%20twin")->json->{suggestions} };
    is "$twin->{name} ($twin->{alike})", "the $tag twin (2)", 'two that nothing tells apart are one, too';
    ok +(grep { $_->{name} eq "Lady $tag" } @{ $guest->get("/beastiary/suggest?q=$tag")->json->{suggestions} }[0 .. 2]), 'a title counts as little';
    my $list = $guest->get($found[0]{url});
    like $list->{text}, qr/\/npc\/$_\//, "npc $_ is in the list" for @many[0, -1];
};

subtest 'names are suggested while they are typed' => sub {
    my $answer = $guest->get("/beastiary/suggest?q=$word%20sn");
    like $answer->header('content-type'), qr/json/, 'as JSON';
    like $answer->header('cache-control'), qr/max-age=\d+/, 'kept briefly';
    my ($first) = @{ $answer->json->{suggestions} };
    is_deeply [@$first{qw(name kind label url)}], ["$word Snake", 'npc', 'NPC', entry_path($snake)], 'with kind and address';
    my %sign = map { $_->{name} => $_->{sign} } @{ $guest->get("/beastiary/suggest?q=$word%20fang")->json->{suggestions} };
    is $sign{"$word Fang 3"}, 'dagger', 'with the sign of its type';
    is $sign{"$word Fang 4"}, undef, 'where it has one';
    is scalar @{ $guest->get("/beastiary/suggest?q=$word")->json->{suggestions} }, 10, 'ten at most';
    is_deeply [sort grep { !/item/ } map { $_->{kind} } @{ $guest->get("/beastiary/suggest?q=$word")->json->{suggestions} }],
        [qw(npc npc spell zone)], 'among which other kinds keep their places';
    is_deeply $guest->get('/beastiary/suggest?q=')->json->{suggestions}, [], 'nothing for nothing';
    is scalar(grep { $_->{name} =~ /Trigger/ } @{ $guest->get("/beastiary/suggest?q=$word%20trig")->json->{suggestions} }), 0, 'hidden ones are not told';
    is $guest->get('/beastiary/suggest?q=%FF')->{status}, 400, 'what is no text is refused';
};

subtest 'a site of another game finds its own' => sub {
    my $abroad = visitor(site => 'camelot')->get("/search?q=$word");
    unlike $abroad->{text}, qr/Items/, 'not this one’s';
};

subtest 'what is looked for is text' => sub {
    my $page = find(q{"><script>alert(1)</script>});
    is $page->{status}, 200, 'whatever it is';
    unlike $page->{text}, qr/<script>alert/, 'and stays text';
    is $guest->get('/search?q=%FF')->{status}, 400, 'what is none is refused';
    is $guest->get('/search?q=' . 'a' x 3000)->{status}, 400, 'so is far too much';
    is $guest->get('/search?q=')->{status}, 200, 'nothing is no search';
    is find($_)->{status}, 200, "'$_' is no harm" for '%', '_', '*', '+', '-', '(', '"', "'", '\\', '[[', '@';
};

subtest 'a line that is too long is looked for by its beginning, and the page says so' => sub {
    my $word = unique('overlong');
    make_entry(npc => "$word lurker");
    my $line = "$word lurker " . 'a line of a log that somebody pasted ' x 6;
    my $page = find($line, '&list=1');
    is $page->{status}, 200, 'it is no error';
    like $page->{text}, qr/Only the beginning was looked for: a search takes 100 characters\./, 'it is told';
    my $value = $page->html->id('search-box')->attribute('value');
    cmp_ok length $value, '<=', 100, 'the box has what was looked for';
    ok index($line, "$value ") == 0, 'in whole words';
    is find('x' x 101)->html->id('search-box')->attribute('value'), 'x' x 100, 'or what there is of one';
    unlike find($word)->{text}, qr/Only the beginning/, 'what is short enough is whole';
};

subtest 'what is found in a comment is told as it is shown' => sub {
    my $member = member();
    my $word   = unique('shown');
    my $thread = start_thread($member, title => 'Marks', body => "**$word** and ~~not~~ `code` [a link](http://example.org/hidden)\n\n# Head\n\n- one < two & \"three\"");
    ok wait_until(10, sub { find($word)->{text} =~ /class="hits long"/ }), 'it is found';
    my ($excerpt) = map { $_->text } grep { $_->parent && $_->parent->tag eq 'li' } find($word)->html->all('p');
    is $excerpt, "$word and not code a link Head one < two & \"three\"", 'without its marks';
    my ($group) = grep { $_->{kind} eq 'comment' } @{ $guest->get("/api/v1/search?q=$word")->json->{groups} };
    is $group->{results}[0]{note}, $excerpt, 'by the API too';
    my $parent = reply_to($member, $thread, "*Branch* of **$word**");
    like $guest->follow("/forum/thread/$thread")->{text}, qr/<em>Branch<\/em>/, 'shown with them';
    my $branch = $guest->get($guest->follow("/forum/thread/$thread")->{path} . "?under=$parent")->html;
    my ($quote) = map { $_->text } grep { ($_->parent->attribute('class') // '') eq 'branch' } $branch->all('blockquote');
    is $quote, "Branch of $word", 'and what a branch hangs on';
};

subtest 'people talk below the search, and not below what one has found' => sub {
    my $member = member();
    my ($subject) = $guest->get('/search')->{text} =~ /data-subject="(search:1)"/;
    is $subject, 'search:1', 'it has a subject';
    my $said = unique('said');
    $member->post('/forum/reply', { subject => $subject, body => $said, key => unique('key') });
    my $page = $guest->get('/search');
    like $page->{text}, qr/\Q$said\E/, 'and shows what was said at once';
    like $page->{text}, qr/"\/search\?talk_sort=newest#talk"/, 'which can be ordered';
    unlike find('wolf', '&list=1')->{text}, qr/data-subject|talk_sort/, 'what was found has no discussion whose links would lose it';
};

done_testing;
