# Entries of one name: what tells them apart stands wherever one is named, costs no query a row, and is
# what an import of relations alone makes it.
# Written by SQL: lore_import, revision, journal, entry; histories of entries that only imports of the whole game would make.
use v5.36;
use utf8;
use FindBin;
use lib "$FindBin::Bin/../lib";
use List::Util qw(shuffle);
use Test::More;
use Lorehall;
use Lorehall::Command;
use Lorehall::Lore;
use Lorehall::Probe;
use Lorehall::Worker;

my $guest = visitor();
my $word  = join '', 'Xum', (shuffle 'a' .. 'l')[0 .. 7];
my @zone  = map { make_entry('zone', "$_ of $word") } qw(Hill Mire);
my $twin  = make_entry('zone', "Hill of $word", { short_name => "hill-$word" });
my @rat   = map { make_entry('npc', "a $word rat", { level => $_, level_most => $_ + 2, class => 1 }) } 3, 8;
my @scale = map { make_entry('item', "$word scale", { item_type => 2, slots => $_ }) } 1 << 13, 1 << 14;
my $recipe = make_entry('recipe', "$word stew", { tradeskill => 60, trivial => 15 });
relate('found_in', $rat[$_], $zone[$_]) for 0, 1;
relate('drops', $_, $scale[0], { chance => 50 }) for @rat;
relate('makes', $recipe, $scale[1]);
relate('uses',  $recipe, $scale[0]);
place_entry($rat[0], $zone[0], x => 10 * $_, y => 20, z => 3, group => "of $word", chance => 50, respawn => 400) for 1, 2;
place_entry($rat[1], $zone[0], x => 10, y => 20, z => 3, group => "of $word", chance => 50, respawn => 400);

sub make_import (@changed) {
    sql('INSERT INTO lore_import (game_id, source, fingerprint, started, finished, parts, counts)'
            . ' VALUES (?, ?, ?, UTC_TIMESTAMP(6), UTC_TIMESTAMP(6), ?, ?)', game_number(), "Of $word", unique('print'), '', '{}');
    my $import = value('SELECT MAX(id) FROM lore_import WHERE source = ?', "Of $word");
    for my $entry (@changed) {
        sql('INSERT INTO revision (entry_id, number, kind, created, import_id, diff)'
                . ' VALUES (?, 2, 1, UTC_TIMESTAMP(6), ?, ?)', $entry, $import, '{"level":["1","3"]}');
        sql('UPDATE entry SET revision = 2 WHERE id = ?', $entry);
    }
    sql("INSERT INTO journal (created, kind, game_id) VALUES (UTC_TIMESTAMP(6), 'lore', ?)", game_number());
    return $import;
}

my $import = make_import(@rat);
journal_entries(@zone, $twin, @rat, @scale, $recipe);

# What stands behind each of a page's links with this name, in its order.
sub notes ($page, $name) {
    my @notes;
    for my $link ($page->html->find(sub ($e) { $e->tag =~ /^(?:a|b)$/ && $e->text eq $name })) {
        my @beside = $link->parent->elements;
        shift @beside until $beside[0] == $link;
        push @notes, $beside[1] && ($beside[1]->attribute('class') // '') eq 'note' ? $beside[1]->text : '';
    }
    return join ' | ', @notes;
}

my ($rat, $scale) = ("a $word rat", "$word scale");
my @note = map {"$_->[0] of $word · Level $_->[1]"} [ Hill => '3–5' ], [ Mire => '8–10' ];

subtest 'what tells entries apart stands wherever one is named' => sub {
    is notes($guest->get('/beastiary/'), $rat), join(' | ', reverse @note), 'in what changed lately';
    is notes($guest->get("/beastiary/imports/$import"), $rat), join(' | ', @note), "on an import's page";
    my $feed = $guest->get("/beastiary/imports/$import/changes.atom")->{text};
    like $feed, qr{<title>\Q$rat ($_)\E</title>}, 'in its feed' for @note;
    is notes($guest->get('/beastiary/compare?ids=' . join ',', @rat), $rat), join(' | ', @note), 'side by side';
    is notes($guest->get(entry_path($scale[0])), $rat), join(' | ', @note), 'in relations';
    my $path = entry_path($rat[0]);
    my $page = $guest->get($path);
    is notes($page, $rat), 'Level 3–5 | Level 8–10', 'where they take turns, without the place that the heading has';
    like $page->{text}, qr{<p class="tagline note">\Q$note[0]\E</p>}, 'below its own name';
    like $page->{text}, qr{<title>\Q$rat ($note[0])\E · }, 'in the title of its page';
    like $page->{text}, qr{<meta property="og:title" content="\Q$rat ($note[0])\E">}, 'and of what shows it elsewhere';
    like $guest->get("$path/history")->{text}, qr{class="tagline note">\Q$note[0]\E<}, 'in its history';
    is notes($guest->get(entry_path($zone[0])), $rat), '', 'not where level and place stand there already';
    is notes($guest->get(entry_path($recipe)), $scale), join(' | ', notes_of($scale[0], 3), notes_of($scale[1], 1)), 'in the steps of a recipe and its shopping list';
    like $guest->get("/beastiary/item/?dropped_by=$rat[0]")->{text}, qr{: <b[^>]*>(?:<bdi>)?\Q$rat ($note[0])\E<}, 'in what a list is asked for';
};

# What the API says of an entry, so many times.
sub notes_of ($id, $times) {
    my ($kind) = map { $_->[0] } rows('SELECT kind FROM entry WHERE id = ?', $id);
    return ($guest->get("/api/v1/entries/$kind/$id")->json->{note}) x $times;
}

subtest 'a map tells its dots and who is on it apart' => sub {
    my $page = $guest->get(entry_path($zone[0]) . '/map');
    $page = $guest->get(entry_path($twin) . '/map');
    like $page->{text}, qr{<title>Map of Hill of $word \(hill-$word\) · }, 'its title tells it from those of zones of its name';
    like $page->{text}, qr{class="tagline note">hill-$word<}, 'as what stands below its heading';
    $page = $guest->get(entry_path($zone[0]) . '/map');
    my ($who) = grep { defined $_->attribute('data-who') } $page->html->all('ul');
    is_deeply [sort map { $_->text =~ /(Level \d+–\d+)/ } $who->all('li')], [ 'Level 3–5', 'Level 8–10' ], 'beside names';
    my ($dot) = grep { ($_->attribute('class') // '') =~ /^dot/ && $_->text =~ /Level 8/ } $page->html->all('a');
    like $dot->text, qr/\Q$rat\E · Level 3–5 \(50 %\), \Q$rat\E · Level 8–10 \(50 %\)/, 'and in what a dot says';
};

subtest 'programs are told it too' => sub {
    my $list = $guest->get("/api/v1/entries?kind=npc&q=$word&sort=level")->json->{entries};
    is_deeply [map { $_->{note} } @$list], \@note, 'in lists';
    my $entry = $guest->get("/api/v1/entries/item/$scale[0]")->json;
    my ($dropped) = grep { $_->{relation} eq 'dropped_by' } @{ $entry->{relations} };
    is_deeply [sort map { $_->{note} } @{ $dropped->{entries} }], \@note, 'in what an entry is related to';
    is $guest->get("/api/v1/entries/npc/$rat[1]")->json->{note}, $note[1], 'of an entry itself';
    is $guest->get("/beastiary/card/npc/$rat[1]?format=json")->json->{note}, $note[1], 'in cards';
    is_deeply [sort map { $_->{note} } @{ $guest->get("/beastiary/npc/?q=$word&format=json")->json }], \@note, 'and in a list as a file';
};

subtest 'talk below entries of one name is told apart' => sub {
    my $member = member();
    for my $id (@rat) {
        my $answer = $member->api(POST => '/api/v1/comments', { subject => "npc:$id", body => "Of ${word}ish manners." });
        is $answer->{status}, 201, 'said';
    }
    followed();
    my @told = sort @note;
    # Where a list is short, its own rows are on this page too; their notes leave out what a column has.
    is join(' | ', sort grep {/ · /} split / \| /, notes($guest->get('/beastiary/npc/'), $rat)), join(' | ', @told), 'below a list';
    my $found = $guest->get("/search?q=${word}ish&list=1");
    is join(' | ', sort split / \| /, notes($found, $rat)), join(' | ', sort @told, @told), 'in what a search finds: discussions and comments';
    like $guest->get(entry_path($zone[1]))->{text}, qr{class="note">\Q$note[1]\E<}, 'around a zone';
    my $answer = $member->api(POST => '/api/v1/comments', { subject => "npc:$rat[0]", body => "See [[npc/$rat[1]]]." });
    is $answer->{status}, 201, 'one names the other';
    followed();
    my $named = sub { $guest->get(entry_path($rat[1]))->{text} =~ m{<section class="naming">.*?class="note">([^<]*)<}s ? $1 : 'nothing' };
    is $named->(), $note[0], 'in what names a page';
    sql('UPDATE entry SET record = JSON_SET(record, ?, 4) WHERE id = ?', '$.level', $rat[0]);
    journal_entries($rat[0]);
    is $named->(), $note[0] =~ s/3/4/r, 'also when that alone has changed';
    sql('UPDATE entry SET record = JSON_SET(record, ?, 3) WHERE id = ?', '$.level', $rat[0]);
    journal_entries($rat[0]);
    is notes($member->get("/forum/reply?subject=npc:$rat[0]"), $rat), '', 'a crumb has it within';
    like $member->get("/forum/reply?subject=npc:$rat[0]")->{text}, qr{\Q$rat\E</bdi> <span class="note">\Q$note[0]\E<}, 'where one answers';
};

subtest 'a name that several bear is asked about' => sub {
    my $page = $guest->get('/beastiary/compare?add=' . Lorehall::Visitor::escape($scale));
    is notes($page, $scale), join(' | ', map { notes_of($_, 1) } @scale), 'nothing is taken for another: they are told';
    my ($which) = grep { ($_->attribute('class') // '') eq 'which' } $page->html->all('section');
    my @ways = map { $_->attribute('href') } grep { ($_->attribute('class') // '') eq 'button quiet' } $which->all('a');
    is_deeply [sort @ways], [sort map {"/beastiary/compare?ids=$_"} @scale], 'each can be chosen';
    is $guest->get($ways[1])->{status}, 200, 'and is compared then';
    is $guest->get("/beastiary/compare?ids=$scale[0]&add=" . Lorehall::Visitor::escape($scale))->location, "/beastiary/compare?ids=$scale[0],$scale[1]",
        'nobody is asked who can mean but one';
    my $card = $guest->get('/beastiary/card?format=json&name=' . Lorehall::Visitor::escape($rat))->json;
    ok $card->{several}, 'a card by name says that it is of one of several';
    like $card->{note}, qr/of $word/, 'and of which';
    like $guest->get('/beastiary/card?name=' . Lorehall::Visitor::escape($rat))->{text}, qr/One of several that are called so/, 'in words, too';
    ok !$guest->get("/beastiary/card/npc/$rat[0]?format=json")->json->{several}, 'one by its id is of that one';
    ok !$guest->get('/beastiary/card?format=json&name=' . Lorehall::Visitor::escape("$word stew"))->json->{several}, 'nor is there a question where one alone is called so';
};

subtest 'a page costs as many queries however many it names' => sub {
    my $root   = administrator();
    my $worker = Lorehall::Worker->new('beastiary');
    my $cost   = sub ($path) {
        my $page   = $worker->ask($root, $path);
        my $timing = $page->header('server-timing') // '';
        return $page->{status} == 200 && $timing =~ /queries;desc="(\d+)"/ ? $1 : "status $page->{status}, no count";
    };
    my %of = map { $_ => crowd($_) } 1, 2, 30;
    for my $page (sort keys %{ $of{2} }) {
        $cost->($of{1}{$page}); # the session, the catalogue and what lists share are known from here on
        my ($few, $many) = map { $cost->($of{$_}{$page}) } 2, 30;
        is $many, $few, "$page: $few queries";
        my $named = scalar(() = $worker->ask($root, $of{30}{$page})->{text} =~ /Level \d+–\d+|Waist|"note":"[^"]/g);
        cmp_ok $named, '>=', 30, 'and all are named';
    }
};

# The addresses of pages that name COUNT entries each.
sub crowd ($count) {
    my $zone   = make_entry('zone', "Crowd $count of $word");
    my $other  = make_entry('zone', "Home $count of $word");
    my @beasts = map { make_entry('npc', "$word of $count", { level => $_, level_most => $_ + 1 }) } 1 .. $count;
    my $thing  = make_entry('item', "Thing $count of $word", { slots => 1 << 20 });
    my @parts  = map { make_entry('item', "Part $count of $word", { slots => 1 << 20 }) } 1 .. $count;
    my $recipe = make_entry('recipe', "Stew $count of $word", { trivial => 20 });
    relate('makes', $recipe, $thing);
    relate('uses', $recipe, $_) for @parts;
    for my $beast (@beasts) {
        relate('found_in', $beast, $other);
        relate('drops', $beast, $thing, { chance => 10 });
        place_entry($beast, $zone, x => 1, y => 2, z => 3, group => "g $count", chance => 100 / $count, respawn => 60);
    }
    my $import = make_import(@beasts);
    sql('UPDATE entry SET changed = (SELECT MAX(id) FROM journal) WHERE name LIKE ?', "% of $word");
    sql('UPDATE entry SET changed = (SELECT MAX(id) FROM journal) WHERE name = ?', "$word of $count");
    journal_entries($zone);
    return {
        'a map' => entry_path($zone) . '/map', 'what drops a thing' => entry_path($thing), 'who takes turns' => entry_path($beasts[0]),
        'a recipe' => entry_path($recipe), 'an import' => "/beastiary/imports/$import", "an import's feed" => "/beastiary/imports/$import/changes.atom",
        'a list' => "/beastiary/npc/?q=$word%20of%20$count&columns=class", 'a list for programs' => "/api/v1/entries?kind=npc&q=$word%20of%20$count",
        'an entry for programs' => "/api/v1/entries/item/$thing",
    };
}

subtest 'an import of relations alone changes what tells entries apart' => sub {
    my $game   = probe(<<'END');
Title = Probe
Kinds {
  npc {
    Label = Monster
    Plural = Monsters
    Note = found_in, level
    Fields {
      level {
        Type = integer
        Label = Level
      }
    }
  }
  zone {
    Label = Zone
    Plural = Zones
  }
}
Relations {
  found_in {
    From = npc
    To = zone
    Label = Found in
    Reverse = inhabitants
    ReverseLabel = Inhabitants
  }
}
END
    # A worker of this game, whose shared memory imports bump: it sees changes as they come, over its columns.
    my $worker = Lorehall::Worker->new('beastiary', 'Games.Directory' => instance_file("tmp/$game"), 'Lore.Directory' => '/proc/none');
    my $by     = visitor(site => $game);
    my $import = sub (@lines) {
        my $file = jsonl({ export => 'lorehall', kinds => [qw(npc zone)], relations => ['found_in'] }, @lines);
        my $said = lorehall_with({ config => $worker->{config} }, 'import', 'entries', $file, '--site', $game, '--allow-shrink');
        unlink $file;
        return counts($said)->{failed} // '';
    };
    my %line = (
        (map { $_ => { kind => 'zone', external_id => $_, name => "Zone $_", values => {} } } qw(a b)),
        rat => { kind => 'npc', external_id => '1', name => 'a rat', values => { level => 3 } },
        (map { ("rat $_" => { relation => 'found_in', from => '1', to => $_, values => {} }) } qw(a b)),
    );
    my $told = sub { join ' | ', map { $_->{note} } @{ $worker->ask($by, '/api/v1/entries?kind=npc')->json->{entries} } };
    my $step = sub ($what, $note, @names) {
        is $import->(@line{@names}), '', $what;
        is $told->(), $note, "and the note is $note";
    };
    $step->('at first it is found in a', 'Zone a · Level 3', qw(a b rat), 'rat a');
    $step->('then in b', 'Zone b · Level 3', qw(a b rat), 'rat b');
    $step->('then nowhere', 'Level 3', qw(a b rat));
    $step->('then in both', 'Zone a · Level 3', qw(a b rat), 'rat a', 'rat b');
    $step->('a vanishes, and with it nothing of the rat changes', 'Zone b · Level 3', qw(b rat), 'rat b');
    $step->('a is back', 'Zone a · Level 3', qw(a b rat), 'rat a', 'rat b');
    $line{a}{name} = 'Zone z';
    $step->('a is renamed', 'Zone z · Level 3', qw(a b rat), 'rat a', 'rat b');
};

done_testing;
