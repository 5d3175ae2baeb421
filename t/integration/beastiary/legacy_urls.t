# Old links, host by host: each pattern that fans have leads to the entry it meant, or to the search.
use v5.36;
use utf8;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Test::More;
use Lorehall;
use Lorehall::Lore;

my $number = unique_number();
my $word   = unique('Old');
my %id;
$id{$_} = make_entry($_, "$word $_", {}, external => $number) for qw(item npc spell faction recipe task pet quest object);
$id{zone} = make_entry('zone', "$word zone", {}, external => lc $word);
my %camelot = map { $_ => make_entry($_, "$word $_", {}, external => $number, game => 'camelot') } qw(item quest mob);
journal_entries(values %id, values %camelot);
my $name  = Lorehall::Visitor::escape($word);
my $short = Lorehall::Visitor::escape(lc $word);
my $none  = 987_654_321;

# Follows to the end: where it first leads, by which status, and what the last page answers.
sub check ($visitor, $path, $status, $to) {
    my $answer = $visitor->get($path);
    is $answer->{status}, $status, "$visitor->{host}$path";
    is $answer->location, $to, "leads to $to";
    my $end = $visitor->follow($path);
    is $end->{status}, 200, 'which is there';
}

my %everquest = (
    (map { ("/?a=$_&id=$number" => $_) } qw(item npc spell faction recipe task pet)),
    (map { ("/?a=$_&name=$name+$_" => $_) } qw(item npc faction pet)),
    "/?a=tasks&id=$number" => 'task',
    "/?a=zone&name=$short" => 'zone',
    (map { ("/?a=zone&name=$short&mode=$_" => 'zone') } qw(npcs items spawngroups forage tasks)),
    (map { ("/$_.php?id=$number" => $_) } qw(item npc spell)),
    "/zone.php?name=$short" => 'zone',
    "/db/item.html?item=$number;page=1;howmany=50" => 'item',
    "/db/item.html?item=$number&page=1&howmany=50" => 'item',
    "/db/item.html?page=1;item=$number" => 'item',
    "/db/npc.html?id=$number" => 'npc',
    "/db/quest.html?quest=$number" => 'quest',
    "/db/spell.html?spell=$number;x=1" => 'spell',
    "/db/zone.html?zstrat=$short" => 'zone',
    "/db/qsearch.html?zone=$short" => 'zone',
    "/search.shtml?id=$number" => 'npc',
    "/search.shtml?zone=$short" => 'zone',
    "/search.shtml?cmob=$number" => 'npc',
    "/item.html?id=$number" => 'item',
    "/?item=$number" => 'item',
    "/?item=$number&power" => 'item',
    "/?item=$number&xml" => 'item',
    "/?npc=$number" => 'npc',
    "/?spell=$number" => 'spell',
);
my %words = (
    "/?a=items&iname=$name"        => "/beastiary/item/?q=$name",
    "/db/npclist.html?name=$name"  => "/beastiary/npc/?q=$name",
    "/search.shtml?name=$name"     => "/beastiary/npc/?q=$name",
    '/zonelist.html'               => '/beastiary/zone/',
);
my %unknown = (
    (map { ("/?a=$_&id=$none" => $none) } qw(item npc spell faction recipe task pet spawngroup)),
    "/?a=global_search&q=$name"                => $name,
    "/?a=item&name=$name+nothing"              => "$name%20nothing",
    "/spawngroup.php?id=$none"                 => $none,
    "/item.php?id=$none"                       => $none,
    "/db/item.html?item=$none;page=1"          => $none,
    "/forum.html?forum=1&mid=$none"            => $none,
    '/index.php?page=character&char=Soandso'   => 'Soandso',
    '/cbsig/server/blue/Soandso.png'           => 'Soandso',
    "/?item=$none&power"                       => $none,
);

for my $site (qw(everquest eqbeastiary)) {
    my $visitor = visitor(site => $site);
    subtest "$site: what is known is gone to" => sub {
        check($visitor, $_, 301, entry_path($id{ $everquest{$_} })) for sort keys %everquest;
        check($visitor, $_, 301, $words{$_}) for sort keys %words;
    };
    subtest "$site: what is not is looked for" => sub {
        check($visitor, $_, 302, "/search?q=$unknown{$_}") for sort keys %unknown;
        check($visitor, $_, 302, '/beastiary/item/') for '/?a=item', '/item.php', '/db/item.html?x=1';
    };
}

subtest 'camelot' => sub {
    my $visitor = visitor(site => 'camelot');
    check($visitor, "/item.html?citem=$number", 301, entry_path($camelot{item}));
    check($visitor, "/quests.html?realm=1&cquest=$number", 301, entry_path($camelot{quest}));
    check($visitor, "/quests.html?realm=1;cquest=$number", 301, entry_path($camelot{quest}));
    check($visitor, "/db/search.html?cmob=$number", 301, entry_path($camelot{mob}));
    check($visitor, "/item.html?citem=$none", 302, "/search?q=$none");
    check($visitor, '/quests.html?realm=1', 301, '/beastiary/quest/');
    check($visitor, '/cbsig/a/Soandso.png', 302, '/search?q=Soandso');
};

subtest 'an imported comment is gone to' => sub {
    my %line = (board => 'general', author => 'Old Hand', score => 0);
    import_threads(
        { %line, thread => "t$number", id => "t$number", parent => undef, title => "$word thread", created => '2001-11-07T21:20:11Z', body => 'First.' },
        { %line, thread => "t$number", id => "$number", parent => "t$number", created => '2001-11-07T21:21:11Z', body => 'Second.' });
    my $comment = value('SELECT id FROM comment WHERE external_id = ?', $number);
    ok $comment, 'it is there' or return;
    check(visitor(), "/forum.html?forum=1&mid=$number", 301, "/forum/comment/$comment");
    check(visitor(), "/forum.html?forum=1;mid=$number", 301, "/forum/comment/$comment");
};

subtest 'the front page stays what it is' => sub {
    for my $site (qw(everquest camelot eqbeastiary)) {
        my $visitor = visitor(site => $site);
        is $visitor->follow('/')->{status}, 200, "$site opens";
        is $visitor->follow('/?utm_source=x')->{status}, 200, 'whatever stands behind it';
        is $visitor->follow('/?a=nothing&id=1')->{status}, 200, 'or is meant by nobody';
    }
};

subtest 'what is no link is none' => sub {
    my $guest = visitor();
    is $guest->get('/nothing.php?id=1')->{status}, 404, 'an unknown page';
    is $guest->get('/db/')->{status}, 404, 'a folder';
    is $guest->get("/?a=item&id=%FF")->{status}, 302, 'a value that is no text is none';
    is $guest->get('/?a=item&id=' . 'x' x 500)->location =~ /^\/search\?q=x+/ ? 1 : 0, 1, 'a long one is cut';
    is $guest->get("/?a=item&id=$number%0d%0aSet-Cookie:x")->header('set-cookie'), undef, 'no header grows from one';
    is $guest->get('/?' . join '&', map {"a=item$_"} 1 .. 300)->{status}, 400, 'too many parameters are too many';
};

done_testing;
