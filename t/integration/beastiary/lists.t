# Lists of entries: what their addresses ask for, how many there are, where they go on, and their files.
# Written by SQL: entry; entries that vanish; of those that no import brought none does.
use v5.36;
use utf8;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Encode qw(decode);
use IO::Socket::UNIX;
use Test::More;
use Lorehall;
use Lorehall::Lore;

my $guest = visitor();
my $word  = unique('Fen');
my $list  = '/beastiary/npc/';

# Bits of classes by their places in the game's file: warrior 0, cleric 1, shaman 9.
my %npc = map { $_ => make_entry('npc', "$word beast $_", { level => $_, race => $_ % 2 ? 1 : 2, class => 1 + $_ % 3, hp => 100 * $_, $_ == 7 ? (named => 1) : () }) } 1 .. 60;
my $helper = make_entry('npc', "$word trigger", { level => 1, race => 127 }, hidden => 1);
my $gone   = make_entry('npc', "$word ghost", { level => 2 }, state => 1);
my %item   = map { $_ => make_entry('item', "$word charm $_", { classes => 1 << $_, weight => 0.5 * $_, ac => $_, $_ == 8 ? (item_type => 8) : () }) } 0 .. 9;
my ($first, $charm) = ($npc{1}, $item{1});
my $zone   = make_entry('zone', "$word Mire", {}, external => lc $word);
my $abroad = make_entry('item', "$word abroad", {}, game => 'camelot');
relate('found_in', $npc{$_}, $zone) for 1 .. 5;
relate('drops', $npc{1}, $item{$_}) for 1, 3;
relate('drops', $npc{2}, $item{$_}) for 3, 4;
journal_entries(values %npc, $helper, $gone, values %item, $zone, $abroad);

sub names ($page) {
    return map { ($_->all('a'))[-1]->text =~ s/^\Q$word\E \w+ ?//r } grep { ($_->attribute('scope') // '') eq 'row' } $page->html->all('th');
}
sub total ($page) {
    my ($total) = grep { ($_->attribute('class') // '') eq 'total' } $page->html->all('p');
    return $total ? $total->text =~ s/\D//gr : 0;
}
sub links ($page) { map { $_->attribute('href') // () } $page->html->all('a') }
sub asked ($query, $kind = 'npc') { $guest->get("/beastiary/$kind/?q=$word&$query") }

subtest 'numbers are asked for alone and in ranges, open at either end' => sub {
    is total(asked('level=50')),     1,  'one';
    is total(asked('level=50-60')),  11, 'both ends included';
    is total(asked('level=50-')),    11, 'from one on';
    is total(asked('level=-10')),    10, 'up to one';
    is total(asked('level=10-20&hp=1500-')), 6, 'two fields at once';
    is total(asked('weight=0.5-1.5', 'item')), 3, 'decimals too';
};

subtest 'an interval is one value that whatever meets it finds' => sub {
    my $span = unique('Span');
    my %id = map { $_->[0] => make_entry('npc', "$span $_->[0]", { level => $_->[1], $_->[2] ? (level_most => $_->[2]) : (), damage_most => 9 }) }
        ['low', 1, 2], ['wide', 3, 5], ['one', 4], ['wider', 3, 9], ['odd', 6, 2];
    my @task = map { make_entry('task', "$span errand $_->[0]", { %{ $_->[1] } }) } ['any', {}], ['from', { level_least => 10 }], ['to', { level_most => 5 }];
    journal_entries(values %id, @task);
    my $find = sub ($query, $kind = 'npc') { [map { $_->text =~ s/.* //r } grep { ($_->attribute('scope') // '') eq 'row' } $guest->get("/beastiary/$kind/?q=$span&$query")->html->all('th')] };
    is_deeply [sort @{ $find->($_->[0]) }], $_->[1], $_->[0] for
        ['level=4', [qw(one wide wider)]], ['level=5-6', [qw(odd wide wider)]], ['level=6-', [qw(odd wider)]], ['level=-2', [qw(low)]], ['level=2', [qw(low)]],
        ['level_most=5', [qw(wide)]], ['level_most=5-&level=4', [qw(wide wider)]], ['level=10', []];
    is_deeply $find->('sort=level'), [qw(low wide wider one odd)], 'sorted by where it begins, then by where it ends';
    is_deeply $find->('sort=-level'), [qw(odd one wider wide low)], 'and the other way round';
    is_deeply $find->('sort=level_most'), [qw(one low odd wide wider)], 'an end of its own is known by its name as before';
    my $page = $guest->get("$list?q=$span&level=4&sort=level");
    my ($head) = grep { $_->text eq 'Level' } $page->html->all('th');
    ok $head, 'there is one column';
    is_deeply [map { ($_->all('td'))[0]->text } grep { $_->all('td') } $page->html->all('tr')], ["3\x{2013}5", "3\x{2013}9", '4'], 'with both ends';
    my ($input) = grep { ($_->attribute('id') // '') eq 'a-level' } $page->html->all('input');
    is $input->attribute('placeholder'), "1\x{2013}9", 'the panel tells from where to where they go';
    my $entries = $guest->get("/api/v1/entries?kind=npc&q=$span&level=4&sort=level&columns=level")->json->{entries};
    is_deeply [map { $_->{intervals}{level} } @$entries], [{ min => 3, max => 5 }, { min => 3, max => 9 }, { min => 4, max => 4 }], 'programs are told both';
    is_deeply [$entries->[0]{values}, $entries->[0]{shown}{level}], [{ level => 3, level_most => 5 }, "3\x{2013}5"], 'as they are kept, and as one';
    like $guest->get("$list?q=$span&level=4&sort=level&columns=level&format=csv")->{text}, qr/^\x{FEFF}id,external_id,name,level,level_most\r\n.*,"3","5"\r\n/, 'a file has a column for each';
    like $guest->get(entry_path($id{wide}))->{text}, qr/3\x{2013}5/, 'so does the page';
    like $guest->get("/beastiary/card/npc/$id{wide}")->{text}, qr/3\x{2013}5/, 'and the card';
    like $guest->get("/beastiary/compare?ids=$id{wide},$id{wider},$id{one}")->{text}, qr/3\x{2013}9.*4/s, 'and a comparison';
    is_deeply [sort @{ $find->($_->[0], 'task') }], $_->[1], "$_->[0], open" for ['level_least=4', [qw(any to)]], ['level_least=12', [qw(any from)]], ['level_least=7', [qw(any)]];
    my $api = $guest->get("/api/v1/entries/task/$task[1]")->json;
    is_deeply [$api->{intervals}{level_least}, $api->{shown}{level_least}], [{ min => 10, max => undef }, 'from 10'], 'an end that is not there is none';
    is $guest->get("/api/v1/entries/task/$task[2]")->json->{shown}{level_least}, 'up to 5', 'nor a beginning';
    make_entry('npc', "$span late", { level => 4, level_most => 7 });
    journal_entries(value('SELECT id FROM entry WHERE name = ?', "$span late"));
    is_deeply [sort @{ $find->('level=7') }], [qw(late wider)], 'a change takes part at once';
};

subtest 'a number that differs by a mask is that of the value that is asked for' => sub {
    my $spell = unique('Ward');
    my %id;
    my %bit   = (cleric => 1, paladin => 2, druid => 5, shaman => 9);
    my $learn = sub ($name, %level) {
        my ($least) = sort { $a <=> $b } values %level;
        my $mask = 0;
        $mask |= 1 << $bit{$_} for keys %level;
        $id{$name} = make_entry('spell', "$spell $name", { classes => $mask, level_least => $least, map { ("level_$_" => $level{$_}) } keys %level });
    };
    $learn->('both', cleric => 9, shaman => 20);
    $learn->('four', cleric => 14, paladin => 22, druid => 5, shaman => 19);
    $learn->('one',  shaman => 12);
    $learn->('same', cleric => 30, druid => 30);
    $id{old} = make_entry('spell', "$spell old", { level_least => 7 });
    journal_entries(values %id);
    my $path  = "/beastiary/spell/?q=$spell";
    my $cells = sub ($query) {
        [map { my ($head) = grep { ($_->attribute('scope') // '') eq 'row' } $_->all('th');
            [($head->all('a'))[0]->text =~ s/.* //r, ($_->all('td'))[-1]->text] } grep { $_->all('td') } $guest->get("$path&columns=level_least&$query")->html->all('tr')];
    };
    is_deeply $cells->(''), [[four => 'from 5'], [old => '7'], [both => "CLR\x{A0}9 SHM\x{A0}20"], [one => '12'], [same => '30']], 'without one it is told of few and begins with the least';
    is_deeply $cells->('classes=shaman'), [[one => '12'], [four => '19'], [both => '20']], 'with one it is that one’s, and so is the order';
    is_deeply $cells->('classes=shaman&sort=-level_least'), [[both => '20'], [four => '19'], [one => '12']], 'either way';
    is_deeply $cells->('classes=shaman,cleric'), [[both => "CLR\x{A0}9 SHM\x{A0}20"], [one => '12'], [four => "CLR\x{A0}14 SHM\x{A0}19"], [same => '30']], 'of several each';
    is_deeply $cells->('classes=shaman&level_least=15-19'), [[four => '19']], 'a filter is of that one';
    is_deeply [map { $_->[0] } @{ $cells->('level_least=19-22') }], [qw(four both)], 'or of any';
    is_deeply $cells->('level_least=7'), [[old => '7']], 'where only the least is known, of that';
    is_deeply [map { $_->[0] } @{ $cells->("classes=shaman&after=$id{one}") }], [qw(four both)], 'a next page goes on from there';

    my $page = $guest->get("$path&classes=shaman&level_least=12-19");
    my ($label) = grep { ($_->attribute('title') // '') eq 'Shaman level' } $page->html->all('a');
    is $label->text, 'Level SHM', 'the column says whose it is';
    my %count = $page->{text} =~ m{name="classes" value="([a-z-]+)"[^<]*<span class="count">(\d+)</span>}g;
    is_deeply [@count{qw(shaman cleric)}], [2, 1], 'the panel counts what each would find at these levels';
    like $guest->get($path)->{text}, qr/title="Druid 5, Cleric 14, Shaman 19, Paladin 22">from 5</, 'who hovers is told all';
    my $entry = $guest->get(entry_path($id{four}))->{text};
    like $entry, qr{<dt>Level</dt><dd>Druid 5, Cleric 14, Shaman 19, Paladin 22</dd>}, 'a page tells all in one line';
    unlike $entry, qr{<dt>Shaman level</dt>}, 'and none beside it';
    like $guest->get("/beastiary/card/spell/$id{both}")->{text}, qr/Cleric 9, Shaman 20/, 'and a card';

    my $api = $guest->get("/api/v1/entries?kind=spell&q=$spell&classes=cleric&columns=level_least")->json->{entries};
    is_deeply [map { $_->{by_value}{level_least}{cleric} } @$api], [9, 14, 30], 'programs are told by value, in that order';
    is_deeply [$api->[0]{values}, $api->[0]{shown}], [{ level_least => 9, level_cleric => 9, level_shaman => 20 }, { level_least => 'Cleric 9, Shaman 20', level_cleric => '9', level_shaman => '20' }], 'as they are kept, and as one';
    my $csv = sub ($query) { $guest->get("$path&columns=level_least&format=csv&$query")->{text} =~ s/^\x{FEFF}//r };
    like $csv->('classes=shaman'), qr/\Aid,external_id,name,level_least,level_shaman\r\n\d+,[^\r]*one","12","12"\r\n/, 'a file has a column for those that are asked for';
    like $csv->(''), qr/\A[^\r]*,level_least,level_warrior,level_cleric,[^\r]*,level_berserker\r\n/, 'or for all';
};

subtest 'choices, masks and flags are asked for by name, several by commas' => sub {
    is total(asked('race=human')), 30, 'one choice';
    is total(asked('race=human,barbarian')), 60, 'any of two';
    is total(asked('classes=shaman', 'item')), 1, 'one bit of a mask';
    is total(asked('classes=shaman,cleric', 'item')), 2, 'any of two bits';
    is_deeply [names(asked('named=yes'))], [7], 'a flag';
    is total(asked('named=no')), 59, 'and its opposite';
};

subtest 'a list behind a relation has its columns' => sub {
    relate('drops', $npc{5}, $item{5}, { chance => 12.5 });
    relate('drops', $npc{5}, $item{6}, { chance => 3 });
    my ($page, %cells) = asked("dropped_by=$npc{5}", 'item');
    my @heads = map { $_->text } grep { ($_->attribute('scope') // '') eq 'col' } $page->html->all('th');
    is_deeply [grep { /Chance|Name|Count/ } @heads], ['Name', 'Chance'], 'beside the name' or diag "@heads";
    for my $row ($page->html->all('tr')) {
        my ($name) = grep { ($_->attribute('scope') // '') eq 'row' } $row->all('th');
        $cells{ $name->text =~ s/.* //r } = join '|', map { $_->text } $row->all('td') if $name;
    }
    like $cells{5}, qr/(?:^|\|)12\.5 %/, 'each with its own';
    like $cells{6}, qr/(?:^|\|)3 %/,      'and the other with its';
    unlike asked("dropped_by=$npc{1}", 'item')->{text}, qr/Chance/, 'no column is there where no row has anything';
    unlike asked("dropped_by=$npc{5}&dropped_by=", 'npc')->{text}, qr/Chance/, 'nor where nothing is asked of a relation';
};

subtest 'what others append to links that are shared is passed over' => sub {
    for my $appended (qw(fbclid=x gclid=1 utm_source=a&utm_medium=b mc_cid=1 igshid=1 msclkid=1)) {
        for my $query ("race=human&$appended", "$appended&race=human") {
            my $page = asked($query);
            is $page->{status}, 200, $query;
            is total($page), total(asked('race=human')), 'it is the same list';
            my ($canonical) = map { $_->attribute('href') } grep { ($_->attribute('rel') // '') eq 'canonical' } $page->html->all('link');
            unlike $canonical, qr/\Q@{[$appended =~ s{=.*}{}r]}\E/, 'with the address that it has without';
        }
        is $guest->get("/api/v1/entries?kind=npc&$appended")->{status}, 200, 'by the API too';
        is $guest->get("/beastiary/npc?$appended")->location, '/beastiary/npc/', 'nor does a redirect keep it';
    }
    is asked($_)->{status}, 400, "a mistyped filter is told: $_" for qw(fbclidx=x utm=x utm_=x);
};

subtest 'who is refused something is shown the list without it' => sub {
    my $page = asked('level=abc&race=human');
    is $page->{status}, 400, 'what is wrong is said';
    is total($page), 30, 'above what the rest asks for';
    like $page->{text}, qr/This is the list without it:/, 'which is said, too';
    unlike $page->{text}, qr/(?:Yes|No) \(\)/, 'with counts beside the filters';
    is total(asked('level=50&found_in=nowhere')), 1, 'an entry that is not there is left out';
    is total(asked('level=50-60&after=999999999')), 11, 'and so is where a page begins';
    is $guest->get("$list?name=$word&level=50")->location, "$list?level=50&q=$word", 'a name is asked for by the form’s word, too';
    is $guest->get("/api/v1/entries?kind=npc&name=x")->json->{error}{message}, 'There is no field or relation “name” here. Did you mean “q”?', 'programs are told their own';
};

subtest 'relations are asked for by an entry’s id, or as its source calls it' => sub {
    is total(asked("found_in=" . lc $word)), 5, 'the short name of a zone';
    is total(asked("found_in=$zone")), 5, 'its number';
    is_deeply [sort(names(asked("dropped_by=$npc{1}", 'item')))], [1, 3], 'from the other end';
    is_deeply [names(asked("drops=$item{4}&found_in=$zone"))], [2], 'two relations hold together';
};

subtest 'any column sorts, either way, and says so' => sub {
    my $page = asked('sort=-level');
    is_deeply [(names($page))[0 .. 2]], [60, 59, 58], 'the highest first';
    my ($head) = grep { $_->attribute('aria-sort') } $page->html->all('th');
    is $head->attribute('aria-sort'), 'descending', 'its head says it';
    is $head->text, 'Level', 'and is the right one';
    is_deeply [(names(asked('sort=level')))[0 .. 2]], [1, 2, 3], 'the lowest first';
    is_deeply [(names(asked('sort=id')))[0]], [(sort { $npc{$a} <=> $npc{$b} } keys %npc)[0]], 'by number';
};

subtest 'pages go on to the end and miss nothing' => sub {
    my ($path, @seen) = "$list?q=$word&sort=-level";
    while (my $page = $guest->get($path)) {
        push @seen, names($page);
        my ($next) = grep { ($_->attribute('rel') // '') eq 'next' } $page->html->all('a') or last;
        $path = $next->attribute('href');
        ok +(grep { ($_->attribute('rel') // '') eq 'first' } $guest->get($path)->html->all('a')), 'and lead back';
    }
    is_deeply \@seen, [reverse 1 .. 60], 'all sixty, each once, in order';
};

subtest 'columns are the player’s choice' => sub {
    my $page = asked('columns=hp,level&sort=level&level=3');
    is_deeply [map { $_->text } grep { ($_->attribute('scope') // '') eq 'col' } $page->html->all('th')], ['Name', 'HP', 'Level'], 'those, in that order';
    is_deeply [map { $_->text } $page->html->all('td')], [300, 3], 'with their values';
};

subtest 'an order that there is not is refused, also behind one that there is' => sub {
    my @before = workers('beastiary');
    for my $query ('sort=hp&sort=x', 'sort=x', 'sort=-', 'sort=x&sort=hp', 'columns=x&sort=x', 'level=1&level=9-5&sort=x') {
        for my $kind (qw(npc recipe item zone)) {
            my $page = $guest->get("/beastiary/$kind/?$query");
            is $page->{status}, 400, "$kind?$query";
            like $page->complaint, qr/x|There is no/, 'with what is wrong' or diag $page->complaint;
        }
        is $guest->get("/api/v1/entries?kind=npc&$query")->{status}, 400, 'by the API too';
    }
    is_deeply [workers('beastiary')], \@before, 'and every worker lives';
};

subtest 'what is asked can be taken away, one by one' => sub {
    my $page = asked('level=5-6&race=human');
    my @chips = grep { ($_->attribute('class') // '') eq 'chips' } $page->html->all('ul');
    my @chip = map { $_->attribute('href') } $chips[0]->all('a');
    is_deeply \@chip, ["$list?race=human&q=$word", "$list?level=5-6&q=$word", "$list?level=5-6&race=human", $list], 'each has its link, and all together';
};

subtest 'each value tells how many it would leave' => sub {
    my $page = asked('level=1-10&race=human');
    my %count = map {
        my ($box) = $_->all('input');
        my ($count) = grep { ($_->attribute('class') // '') eq 'count' } $_->all('span');
        $box && ($box->attribute('name') // '') eq 'race' ? ($box->attribute('value') => $count->text) : ();
    } $page->html->all('label');
    is_deeply \%count, { human => 5, barbarian => 5 }, 'its own field put aside, the others not';
};

subtest 'a list that is sorted by what is no column of it shows that and says so' => sub {
    my $page = asked('columns=level&sort=-hp');
    my @heads = grep { ($_->attribute('scope') // '') eq 'col' && ($_->attribute('class') // '') ne 'pick' } $page->html->all('th');
    is_deeply [map { $_->attribute('aria-sort') // 'none' } @heads], [qw(none none descending)], 'as its last column, marked as sorted';
    like $page->{text}, qr/sorted by “Hit points”/, 'and in words';
    unlike asked('columns=level,hp&sort=-hp')->{text}, qr/sorted by/, 'not where it was asked for';
    like asked('columns=level&sort=-hp')->{text}, qr/columns=level(?!,hp)/, 'what was chosen stays chosen';
    unlike $guest->get("$list?q=$word&columns=level&sort=-hp&format=csv")->{text}, qr/^id,.*hp/, 'a file has the columns that were asked for';
};

# The signs before the names.
sub signs ($page) {
    return map { my ($use) = $_->all('use'); $use ? $use->attribute('href') =~ s/.*#//r : '' }
        grep { ($_->attribute('scope') // '') eq 'row' } $page->html->all('th');
}

subtest 'a row has its entry’s sign where its kind has several' => sub {
    my @signs = signs(asked('sort=name', 'item'));
    is $signs[8], 'shield', 'a shield’s';
    is $signs[7], 'item', 'or that of the kind';
    is_deeply [grep { $_ ne '' } signs(asked('level=1-3'))], [], 'none where it would be the same for all';
};

subtest 'helpers and what has vanished show only when asked for' => sub {
    is total($guest->get("$list?q=$word")), 60, 'not by themselves';
    is total(asked('all=1')), 62, 'with all=1';
};

subtest 'nothing found says which filter to loosen' => sub {
    my $page = asked('level=50-&race=human&hp=-100');
    like $page->{text}, qr/Nothing here fits all of that/, 'it says so';
    my ($loosen) = grep { ($_->attribute('class') // '') eq 'loosen' } $page->html->all('ul');
    like $loosen->text, qr/Level: from 50 1\b/, 'without the level there would be one';
    like $loosen->text, qr/up to 100 5\b/, 'without the hit points five';
};

subtest 'a form’s address is made tidy' => sub {
    my $page = $guest->get("$list?level=&race=human&race=barbarian&q=$word&hp=");
    is $page->{status}, 302, 'empty and repeated parameters go';
    is $page->location, "$list?race=human,barbarian&q=$word", 'in the order of the game';
    my ($canonical) = grep { ($_->attribute('rel') // '') eq 'canonical' } asked('race=barbarian,human&level=5')->html->all('link');
    is $canonical->attribute('href'), $guest->origin . "$list?level=5&race=human,barbarian&q=$word", 'and any page names its own';
    is $guest->get('/beastiary/npc')->location, $list, 'a slash is added';
    my $added = asked('add=mana');
    is $added->{status}, 200, 'a field can be added';
    ok defined $added->html->id('a-mana'), 'and is in the form then';
};

subtest 'what is typed wrongly is told by the label of its field' => sub {
    my $typed = $guest->get("$list?typed=1&level=ten", headers => { 'accept-language' => 'de' })->{text};
    like $typed, qr{<a href="#p-level">Stufe</a>:}, 'as the form has it, in the reader’s language';
    like $typed, qr/Bitte sieh|Bitte prüf|noch einmal/, 'and somebody who used the form is not told about addresses';
    unlike $typed, qr/Diese Adresse/, 'at all';
};

subtest 'numbers are typed as the page prints them, in the reader’s language' => sub {
    my $rich = make_entry('npc', "$word dragon", { level => 99, hp => 1234567, respawn => 400 });
    journal_entries($rich);
    my $asks = sub ($language, $query) {
        my $answer = $guest->get("$list?typed=1&$query", headers => { 'accept-language' => $language });
        return $answer->{status} == 302 ? $answer->location : $answer->{status};
    };
    is $asks->(@$_[0, 1]), "$list?$_->[2]", "$_->[0]: $_->[1]" for
        ['en', 'hp=1,234,567', 'hp=1234567'], ['de', 'hp=1.234.567', 'hp=1234567'], ['de', 'hp=1.234', 'hp=1234'],
        ['en', 'hp=1%E2%80%AF234%E2%80%AF567', 'hp=1234567'], ['de', 'hp=1.000%E2%80%93%202.000', 'hp=1000-2000'],
        ['de', 'hp=10.000%20bis%2020.000', 'hp=10000-20000'], ['en', 'level=%E2%88%925', 'level=-5--5'], ['en', 'level=50-60', 'level=50-60'];
    my $weights = sub ($language, $query) {
        my $answer = $guest->get("/beastiary/item/?typed=1&$query", headers => { 'accept-language' => $language });
        return $answer->{status} == 302 ? $answer->location =~ s/.*\?//r : $answer;
    };
    is $weights->('de', 'weight=1.234,5'), 'weight=1234.5', 'decimals behind a comma';
    is $weights->('de', 'weight=1,5-2,5'), 'weight=1.5-2.5', 'at both ends';
    is $weights->('en', 'weight=1,234.5'), 'weight=1234.5', 'or behind a point';
    is $weights->('de', 'weight=1.5'), 'weight=1.5', 'an address that is typed is an address';
    my $unsure = $weights->('de', 'weight=1.234');
    is $unsure->{status}, 400, 'what could be thousands or decimals is refused';
    like $unsure->{text}, qr/„1\.234“ .*Tausend/, 'with how to say it';
    is $guest->get('/beastiary/item/?weight=1.234', headers => { 'accept-language' => $_ })->{status}, 200, "as an address it means the same to everybody: $_" for qw(de en);
    my $page = $guest->get('/beastiary/item/?weight=1.5', headers => { 'accept-language' => 'de' });
    my ($input) = grep { ($_->attribute('id') // '') eq 'a-weight' } $page->html->all('input');
    is $input->attribute('value'), '1,5', 'what is asked stands there as it is typed';
    is $guest->get('/api/v1/entries?kind=npc&hp=1,234')->{status}, 400, 'programs write numbers plainly';
    sql('UPDATE entry SET state = 1, hidden = 1 WHERE id = ?', $rich);
    journal_entries($rich);
};

subtest 'what there is not is refused, with what is wrong, and the form stays' => sub {
    for (
        ['level=60-50',         'level',    qr/50-60/],
        ['level=abc',           'level',    qr/number/],
        ['level=5&level=6',     'level',    qr/twice/],
        ['nonsense=1',          'nonsense', qr/nonsense/],
        ['nonsense=',           'nonsense', qr/nonsense/],
        ['race=nobody',         'race',     qr/nobody/],
        ['named=perhaps',       'named',    qr/perhaps/],
        ['sort=nonsense',       'sort',     qr/nonsense/],
        ['columns=level,none',  'columns',  qr/none/],
        ['all=2',               'all',      qr/0 or 1/],
        ['after=x',             'after',    qr/beginning/],
        ['after=999999999',     'after',    qr/gone/],
        ["found_in=$abroad",    'found_in', qr/\Q$abroad\E/],
        ["found_in=$charm",     'found_in', qr/$charm/],
        ['dropped_by=1',        'dropped_by', qr/dropped_by/],
        ['level=99999999999999999999', 'level', qr/number/],
        ['format=pdf',          'format',   qr/./],
        ['q=%FF',               'q',        qr/valid text/],
        ['q=a%00b',             'q',        qr/valid text/],
        ['q=' . 'a' x 101,      'q',        qr/100/],
        ['add=nothing',         'add',      qr/nothing/],
        ['columns=' . join(',', ('level') x 3) . ',<b>', 'columns', qr/<b>/],
    ) {
        my ($query, $name, $complaint) = @$_;
        my $page = $guest->get("$list?" . $query =~ s/</%3C/r =~ s/>/%3E/r);
        is $page->{status}, 400, $query;
        my $said = $page->complaint;
        like $said, qr/\b\Q$name\E\b/i, 'names the field, or the parameter that there is not';
        like $said, $complaint, 'and what is wrong';
        ok defined $page->html->id('filters'), 'the form is there';
    }
    for (
        ['levl=5', 'level'], ['rac=human', 'race'], ['sort=-levl', 'level'], ['columns=level,rac', 'race'],
        ['race=humn', 'human'], ['founds_in=1', 'found_in'],
    ) {
        my ($query, $meant) = @$_;
        like $guest->get("$list?$query")->complaint, qr/Did you mean [^?]*“\Q$meant\E”/, "'$query' is told what may be meant";
    }
    is $guest->get('/api/v1/entries?kind=item&wis=1-')->json->{error}{message}, 'There is no field or relation “wis” here. Did you mean “wisdom”?', 'a field by its short name, too';
    unlike $guest->get("$list?nonsense=1")->complaint, qr/Did you mean/, 'nothing where nothing is near';
    is asked('level=60-50')->html->field('level'), '60-50', 'what was typed is kept';
    my $many = join '&', map {"race=human$_"} 1 .. 199;
    is $guest->get("$list?$many")->{status}, 400, 'two hundred parameters';
    is $guest->get("$list?race=" . join(',', ('human') x 1000))->{status}, 200, 'one value a thousand times is one value';
    is $guest->get("$list?race=" . join(',', ('human') x 10_000))->{status}, 414, 'ten thousand are too long an address';
    is $guest->get('/beastiary/nonsense/')->{status}, 404, 'a kind that there is not';
    is $guest->at('camelot')->get("/beastiary/item/?dropped_by=$npc{1}")->{status}, 400, 'an entry of another game';
};

subtest 'a list is a file too' => sub {
    my $csv = $guest->get("$list?q=$word&sort=level&columns=level,race&format=csv");
    like $csv->header('content-type'), qr{^text/csv}, 'of comma-separated values';
    like $csv->header('content-disposition'), qr/attachment; filename="npc\.csv"/, 'to keep';
    my ($mark, @lines) = $csv->{text} =~ /\A(\x{FEFF}?)(.*)\z/s;
    is $mark, "\x{FEFF}", 'which begins as spreadsheets know UTF-8';
    @lines = split /\r\n/, $lines[0];
    is $lines[0], 'id,external_id,name,level,level_most,race', 'its first line names the columns';
    is scalar @lines, 61, 'and all are in it, not a page';
    like $lines[1], qr/^$first,"[^"]+","$word beast 1","1",,"human"$/, 'with plain values';
    my $json = $guest->get("$list?q=$word&sort=level&columns=level&format=json")->json;
    is scalar @$json, 60, 'or as JSON';
    is_deeply [@{ $json->[0] }{qw(id kind name)}, $json->[0]{values}], [$npc{1}, 'npc', "$word beast 1", { level => 1 }], 'with values by name';
    my $evil = make_entry('npc', '=cmd|"x"');
    journal_entries($evil);
    like $guest->get("$list?q=cmd&format=csv")->{text}, qr/^$evil,"[^"]+","'=cmd\|""x"""/m, 'no name becomes a formula';
    sql('UPDATE entry SET state = 1 WHERE id = ?', $evil);
    journal_entries($evil);
};

# Asks a worker itself (FastCGI 1.0), and takes nothing of the answer: it goes on when the socket is closed.
sub ask_and_leave ($target) {
    my ($path, $query) = split /\?/, $target;
    my %parameter = (
        REQUEST_METHOD => 'GET', REQUEST_URI => $target, DOCUMENT_URI => $path, QUERY_STRING => $query,
        HTTP_HOST => "$guest->{host}:$guest->{port}", REMOTE_ADDR => '127.0.0.1', SERVER_PROTOCOL => 'HTTP/1.1', REQUEST_SCHEME => 'http',
    );
    my $record = sub ($type, $bytes) { pack('CCnnCx', 1, $type, 1, length $bytes, 0) . $bytes };
    my $pairs  = join '', map { pack 'CCa*a*', length, length $parameter{$_}, $_, $parameter{$_} } keys %parameter;
    my $socket = IO::Socket::UNIX->new(Peer => instance_file('run/beastiary.sock')) or die "beastiary: $!";
    syswrite $socket, $record->(1, pack 'nCx5', 1, 0) . $record->(4, $pairs) . $record->(4, '') . $record->(5, '');
    # Its first bytes are the head: it is at it.
    sysread $socket, my $head, 16;
    return $socket;
}

subtest 'whole lists go to two at a time, and the others are not kept from reading' => sub {
    my $long = make_entry('npc', "$word giant", { last_name => 'x' x 700_000 });
    journal_entries($long);
    my $export = "$list?q=$word&columns=last_name&format=json";
    is $guest->get($export)->{status}, 200, 'a list that is longer than what lies between a worker and who asks';
    my @busy  = map { ask_and_leave($export) } 1 .. 2;
    my $third = $guest->get($export);
    is $third->{status}, 503, 'a third is told to wait';
    like $third->header('retry-after'), qr/^\d+$/, 'and how long';
    like $third->complaint, qr/Others are downloading/, 'and why';
    is $guest->get("$list?q=$word&format=csv")->{status}, 503, 'whichever file it is';
    is $guest->get("$list?q=$word&level=$_")->{status}, 200, 'while lists are read' for 1 .. 8;
    close $_ for @busy;
    ok wait_until(10, sub { $guest->get($export)->{status} == 200 }), 'afterwards it is had';
    @busy = map { ask_and_leave($export) } 1 .. 2;
    kill KILL => workers('beastiary');
    ok wait_until(10, sub { $guest->get($export)->{status} == 200 }), 'and where those who wrote them were killed';
    close $_ for @busy;
    sql('UPDATE entry SET state = 1 WHERE id = ?', $long);
    journal_entries($long);
};

subtest 'a file that broke off does not look whole' => sub {
    for my $format (qw(csv json)) {
        # HTTP::Tiny takes the end of the connection for that of the file, too.
        my $ask = "GET $list?q=$word&format=$format HTTP/1.1\r\nHost: $guest->{host}:$guest->{port}\r\nConnection: close\r\n\r\n";
        ok !$guest->raw($ask)->{unfinished}, "$format: the whole one has an end";
        open my $out, '>', instance_file('faults/export') or die $!;
        close $out or die $!;
        my $broken = $guest->raw($ask);
        ok !-e instance_file('faults/export'), 'its worker is killed when all but that is written';
        like $broken->{text}, qr/\Q$word\E/, 'what it wrote comes';
        ok $broken->{unfinished}, 'without an end';
    }
};

subtest 'a change shows on the next page' => sub {
    is total(asked('level=5')), 1, 'one at first';
    my $new = make_entry('npc', "$word late", { level => 5 });
    journal_entries($new);
    is total(asked('level=5')), 2, 'two then';
};

subtest 'guests share a page without a query to the database' => sub {
    $guest->get($list) for 1 .. 2;
    my $page = $guest->get($list);
    is $page->{status}, 200, 'there it is';
    ok !$page->header('set-cookie'), 'and no cookie with it';
};

subtest 'names are escaped wherever they stand' => sub {
    my $id = make_entry('npc', qq{$word <script>alert(1)</script> "'}, { last_name => '<i>x' });
    journal_entries($id);
    my $page = $guest->get("$list?q=" . Lorehall::Visitor::escape("$word script") . '&columns=last_name');
    unlike $page->{text}, qr/<script>alert|<i>x/, 'in the table';
    my $odd = $guest->get("$list?q=" . Lorehall::Visitor::escape('"><script>alert(2)</script>'));
    unlike $odd->{text}, qr/<script>alert/, 'in the form and its chips';
    is $odd->{status}, 200, 'which is a fine page';
};

subtest 'people talk below a list' => sub {
    my $member = member();
    my ($subject) = $guest->get($list)->{text} =~ /data-subject="(list:\d+)"/;
    ok $subject, 'it has a subject';
    my $said = unique('said');
    $member->post('/forum/reply', { subject => $subject, body => $said, key => unique('key') });
    like $guest->get($list)->{text}, qr/\Q$said\E/, 'and shows what was said at once';
};

done_testing;
