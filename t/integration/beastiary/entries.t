# An entry's page: what is known of it, what it has to do with others, and the talk below it.
use v5.36;
use utf8;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Test::More;
use Lorehall;
use Lorehall::Lore;

my $guest = visitor();
my $word  = unique('Mere');

my $zone = make_entry('zone', "The $word");
my $mob  = make_entry('npc', "Old $word", { level => 32, level_most => 34, race => 2, class => 1, hp => 4210, named => 1, coin_most => 5430 });
my @lurker = map { make_entry('npc', "a $word lurker $_", { level => 20 + $_ }) } 1 .. 2;
my @item = map { make_entry('item', "$word Thing $_", { slots => 4, classes => 65535, ac => $_, hp => 50 - $_, weight => 2.5, magic => 1 }) } 1 .. 30;
relate('drops', $mob, $item[$_], { chance => 60.25 - $_ }, -60250 + 1000 * $_) for 0 .. 29;
relate('sells', $lurker[0], $item[0], { price => 12500, slot => 1 });
relate('found_in', $_->[0], $zone, { chance => $_->[1] }, -$_->[1]) for [$mob, 10], [$lurker[1], 5];
# What many single changes leave to be read anew is told by the generation.
journal_entries($mob);
for my $spot (1 .. 3) {
    my %at = (x => 100 * $spot, y => -250, z => 3, group => "g$word", respawn => 400, variance => 60);
    place_entry($mob,       $zone, %at, chance => 10);
    place_entry($lurker[0], $zone, %at, chance => 90);
}

# The text of a page's part with this heading.
sub part ($page, $heading) {
    my ($section) = grep {
        my ($first) = ($_->all('h2'), $_->all('h3'));
        $first && index($first->text, $heading) == 0
    } $page->html->all('section');
    return $section ? $section->text : undef;
}

subtest 'what is known of a monster stands there in words' => sub {
    my $page = $guest->get(entry_path($mob));
    is $page->{status}, 200, 'its page is there';
    my ($title) = $page->html->all('h1');
    is $title->text, "Old $word", 'with its name';
    my $facts = join "\n", map { $_->text } $page->html->all('dl');
    like $facts, qr/Level\s*32/,            'its level';
    like $facts, qr/Race\s*Barbarian/,      'its race by name';
    like $facts, qr/HP\s*4210/,     'what it withstands';
    like $facts, qr/Coin\s*up to 5pp 4gp 3sp/, 'coins as players count them';
    unlike $facts, qr/Mana|MANA|AC\b/, 'what is not there is not shown';
    like join(' ', map { $_->text } $page->html->all('li')), qr/Named/, 'a flag is shown by its name';
    ok +(grep { ($_->attribute('href') // '') eq '/beastiary/npc/?race=barbarian' } $page->html->all('a')), 'a choice leads to all that have it';
};

subtest 'places are told as players say them: Y, X, Z' => sub {
    my $near  = make_entry('zone', "Near $word", { safe_x => 111, safe_y => 222, safe_z => 333 });
    my $forge = make_entry('object', "$word Forge");
    relate('leads_to', $zone, $near, { x => 44.5, y => 55.5, z => 66.5 });
    relate('stands_in', $forge, $near, { x => 77.5, y => 88.5, z => 99.5 });
    my $page = $guest->get(entry_path($near));
    like join(' ', map { $_->text } $page->html->all('dl')), qr/222.*111.*333/s, 'the safe point';
    like part($page, 'Reached from'), qr/55\.5.*44\.5.*66\.5/s, 'where one comes from';
    like part($page, 'Tradeskill containers'), qr/88\.5.*77\.5.*99\.5/s, 'and what stands there';
    like part($guest->get(entry_path($forge)), 'Stands in'), qr/88\.5.*77\.5.*99\.5/s, 'on both pages';
};

subtest 'what it has to do with others is told on both pages' => sub {
    my $page  = $guest->get(entry_path($mob));
    my $drops = part($page, 'Drops');
    like $drops, qr/Drops\s*30/,                          'how many it drops';
    like $drops, qr/$word Thing 1Chance 60\.25 %/,          'and how often';
    like $drops, qr/Thing 1Chance.*Thing 2Chance.*Thing 3Chance/s,    'the most frequent first';
    my ($more) = grep { $_->text =~ /^\s*10 more/ } $page->html->all('summary');
    ok $more, 'a long list is folded';
    like part($guest->get(entry_path($item[0])), 'Dropped by'), qr/Old $word Level 32–34Chance 60\.25 %/, 'the thing tells who drops it, and of which level';
    like part($guest->get(entry_path($item[0])), 'Sold by'), qr/lurker 1Price 12pp 5gp/, 'and who sells it, for how much';
    my $lives = part($guest->get(entry_path($zone)), 'NPCs');
    like $lives, qr/lurker 2.*Old ${word}Level 32/s, 'the zone tells who lives there, by level';
    my ($link) = grep { $_->text eq "$word Thing 1" } $page->html->all('a');
    is $link->attribute('href'), entry_path($item[0]), 'other entries are linked';
    is $link->attribute('data-card'), "item/$item[0]", 'with what a card of them needs';
};

subtest 'it tells where a monster stands and who takes turns with it' => sub {
    my $where = part($guest->get(entry_path($mob)), "The $word");
    like $where, qr/3 spots/,                      'how many spots';
    like $where, qr/-250, 100, 3/,                 'where, as the game writes it';
    like $where, qr/lurker 1\s*(?:Level \S+\s*)?90 %/, 'its placeholder';
    like $where, qr/Old $word\s*Level 32–34\s*10 %/,'how often it comes itself';
    like $where, qr/6 min 40 s ± 1 min/,           'and how long it takes';
    ok +(grep { ($_->attribute('href') // '') eq entry_path($zone) . "/map?show=$mob" } $guest->get(entry_path($mob))->html->all('a')), 'which the map shows';
    ok +(grep { ($_->attribute('href') // '') eq entry_path($zone) . '/map' } $guest->get(entry_path($zone))->html->all('a')), 'a zone leads to its map';
};

subtest 'a spot is told in the order of its own game' => sub {
    my $spots = sub ($site, $kind) {
        my ($vale, $beast) = map { make_entry($_, unique($word), {}, game => $site) } 'zone', $kind;
        place_entry($beast, $vale, x => 11, y => 22, z => 33);
        my $page = visitor(site => $site)->get(entry_path($beast));
        return $page->{text} =~ /(Spots \([XYZ, ]+\))/ ? "$1 " . ($page->{text} =~ /(11, 22, 33|22, 11, 33)/)[0] : "status $page->{status}";
    };
    is $spots->('everquest', 'npc'), 'Spots (Y, X, Z) 22, 11, 33', 'EverQuest says y first';
    is $spots->('camelot', 'mob'), 'Spots (X, Y, Z) 11, 22, 33', 'Camelot says x first';
};

subtest 'every address of an entry leads to the one' => sub {
    my $path = entry_path($mob);
    for my $other ("/beastiary/npc/$mob", "/beastiary/npc/$mob/wrong", "/beastiary/item/$mob/old", "/beastiary/nothing/$mob") {
        my $answer = $guest->get($other);
        is $answer->{status}, 301, "$other has moved";
        is $answer->location, $path, 'to the right one';
    }
    is $guest->get("/beastiary/npc/$mob/wrong?talk_sort=newest")->location, "$path?talk_sort=newest", 'what was asked of it is kept';
    for my $nothing ('/beastiary/npc/999999999', '/beastiary/npc/0/x', '/beastiary/npc/x/y', '/beastiary/npc/18446744073709551616/x') {
        my $answer = $guest->get($nothing);
        is $answer->{status}, 404, "$nothing is not there";
        ok +(grep { ($_->attribute('role') // '') eq 'search' } $answer->html->all('form')), 'with a search to go on from';
    }
    is visitor(site => 'camelot')->get($path)->{status}, 404, "another game's site does not have it";
    is visitor(site => 'eqbeastiary')->get($path)->{status}, 200, 'a site of the same game does';
};

subtest 'what has vanished stays, and says so' => sub {
    my $gone = make_entry('npc', "Late $word", {}, state => 1);
    relate('drops', $gone, $item[1], { chance => 5 });
    like $guest->get(entry_path($gone))->{text}, qr/Removed from the game/, 'on its own page';
    like part($guest->get(entry_path($item[1])), 'Dropped by'), qr/Late $word\s*removed/, 'and where it is linked';
    my $helper = make_entry('npc', "helper $word", {}, hidden => 1);
    like $guest->get(entry_path($helper))->{text}, qr/Unused: players do not meet it/, 'a helper is called one';
};

subtest 'a recipe is told down to what is bought or found' => sub {
    my ($cake, $dough, $flour, $reed, $water) = map { make_entry('item', "$word $_") } qw(Cake Dough Flour Reed Water);
    my ($bake, $knead, $grind) = map { make_entry('recipe', "$word $_", { tradeskill => 60, trivial => 40 }) } qw(Cake Dough Flour);
    relate('makes', @$_) for [$bake, $cake], [$knead, $dough], [$grind, $flour, { count => 4 }];
    relate('uses', @$_)
        for [$bake, $dough, { count => 2 }], [$bake, $water], [$knead, $flour, { count => 3 }], [$knead, $water], [$knead, $cake], [$grind, $reed, { count => 5 }];
    relate('sells', $lurker[1], $water, { price => 10 });
    my ($file, $hone) = (make_entry('item', "$word File"), make_entry('recipe', "$word Edge"));
    relate('uses', @$_) for [$bake, $file], [$hone, $file], [$hone, $reed];
    relate('makes', $hone, $file);
    my $page  = $guest->get(entry_path($bake));
    my $steps = part($page, 'Step by step') =~ s/\s+/ /gr;
    like $steps, qr/2 × $word Dough recipe/,                 'what it takes';
    like $steps, qr/Dough recipe2 × $word Cake see above/,  'a circle ends where it closes';
    like $steps, qr/6 × $word Flour recipe10 × $word Reed/, 'whole makings are counted: two give eight where six are needed';
    my $list = part($page, 'Shopping list') =~ s/\s+/ /gr;
    like $list, qr/10 × $word Reed/, 'what is found is on the list';
    like $list, qr/3 × $word Water/, 'what is bought is added up';
    like $list, qr/1 × $word File/, 'a tool that a recipe gives back is not made by it';
    unlike $list, qr/Dough|Flour/,   'what is made is not';

    my ($pan, $batter, $mix, $bread, $bread_recipe) = (make_entry('item', "$word Pan"), make_entry('item', "$word Batter"),
        make_entry('recipe', "$word Batter", {}), make_entry('item', "$word Bread"), make_entry('recipe', "$word Bread", {}));
    relate('makes', @$_) for [$mix, $batter], [$mix, $pan, { count => 1 }], [$bread_recipe, $bread], [$bread_recipe, $pan];
    relate('uses', @$_) for [$mix, $pan], [$mix, $reed, { count => 2 }], [$bread_recipe, $batter, { count => 5 }], [$bread_recipe, $pan];
    $page = $guest->get(entry_path($bread_recipe));
    $list = part($page, 'Shopping list') =~ s/\s+/ /gr;
    like $list, qr/1 × $word Pan not used up/, 'a tool that is given back serves every making';
    like $list, qr/10 × $word Reed/,           'what is used up is needed for each';
    like part($page, 'Step by step') =~ s/\s+/ /gr, qr/5 × $word Batter recipe1 × $word Pan not used up/, 'also step by step';
};

subtest 'the way to better ones is a list' => sub {
    my $page = $guest->get(entry_path($item[4]));
    my ($form) = grep { ($_->attribute('action') // '') eq '/beastiary/item/' } $page->html->all('form');
    ok $form, 'a form leads to the list of its kind';
    is_deeply [map { $_->attribute('name') } $form->all('select')], [qw(slots classes sort)], 'by slot and class';
    my %value = map { $_->attribute('value') => 1 } $form->all('option');
    ok $value{head},     'for its own slot';
    ok !$value{feet},    'and for no other';
    ok $value{warrior},  'for the classes that can use it';
    ok $value{'-ac'},    'the most of what it gives first';
    ok !$value{'-mana'}, 'of what it does not give, nothing';
};

subtest 'a page costs few queries, and none when it is known' => sub {
    my $admin = administrator();
    my $queries = sub ($path) { ($admin->get($path)->header('server-timing') // '') =~ /queries;desc="?(\d+)/ ? $1 : undef };
    my $busy = make_entry('npc', "Busy $word");
    followed();
    $admin->get('/account/sessions');    # whose session it is, is known from then on
    relate('drops', $busy, make_entry('item', "$word Loot $_"), { chance => $_ / 10 }, -$_) for 1 .. 500;
    # What a worker keeps from page to page is brought up to now: what is counted is this page's own.
    on_each_worker('beastiary', sub ($worker) { $admin->get(entry_path($mob)) });
    cmp_ok $queries->(entry_path($busy)), '<=', 5, 'at most five with five hundred relations';
    is $queries->(entry_path($busy)), 0, 'none the second time';
    my $page = $guest->get(entry_path($busy));
    like part($page, 'Drops'), qr/Drops\s*500/, 'all are counted';
    ok +(grep { ($_->attribute('href') // '') eq "/beastiary/item/?dropped_by=$busy" } $page->html->all('a')), 'and those that are not shown are in a list';
    import_changed($busy, sub ($line) { $line->{name} = "Busier $word" });
    is $guest->follow("/beastiary/npc/$busy")->{path}, entry_path($busy), 'after a change the old page is not shown again';
    like $guest->get(entry_path($busy))->{text}, qr/Busier $word/, 'but the new one';
};

subtest 'nor does one that is talked about and named elsewhere' => sub {
    my $admin = administrator();
    my $queries = sub ($path) { ($admin->get($path)->header('server-timing') // '') =~ /queries;desc="?(\d+)/ ? $1 : undef };
    my $npc = make_entry('npc', "Famous $word", { level => 5 });
    relate('drops', $npc, $item[0], { chance => 5 });
    place_entry($npc, $zone, x => 1, y => 2, z => 3);
    my $said = $admin->post('/forum/reply', { subject => "npc:$npc", body => 'It is famous.', key => unique('key') });
    my $thread = start_thread($admin, body => "Who has met [[npc/$npc]]?");
    followed();
    $admin->get('/account/sessions');
    # One of them brings the worker's catalogue up to what has just been changed.
    cmp_ok $queries->(entry_path($npc)), '<=', 7, 'at most seven for who is logged in';
    is $queries->(entry_path($npc)), 0, 'none the second time';
    my $page = $admin->get(entry_path($npc));
    like $page->{text}, qr/It is famous/, 'the talk is there';
    my ($naming) = grep { ($_->attribute('class') // '') eq 'naming' } $page->html->all('section');
    my ($opening) = thread_ids($thread);
    is_deeply [map { $_->attribute('href') } $naming->all('a')], ["/forum/comment/$opening"], 'and the comment that names it';
    like $naming->text, qr/Who has met Famous $word/, 'with what it says';
};

subtest 'entries can be talked about' => sub {
    my $member = member();
    my $path   = entry_path($mob);
    my $before = $guest->get($path);
    ok +(grep { ($_->attribute('data-subject') // '') eq "npc:$mob" } $before->html->all('section')), 'the place for it is there before anybody spoke';
    my $said = unique('Said');
    my $answer = $member->post('/forum/reply', { subject => "npc:$mob", body => "$said of it.", key => unique('key') });
    is $answer->{status}, 303, 'a comment is made';
    like $guest->get($path)->{text}, qr/$said of it/, 'and stands below the entry at once';
    like $guest->get('/beastiary/')->{text}, qr/$said of it/, 'and on the front page';
};

done_testing;
