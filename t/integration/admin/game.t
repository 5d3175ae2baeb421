# What administrators do with the database of their game: entries hidden from everybody, and shown again.
use v5.36;
use utf8;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Test::More;
use Lorehall;
use Lorehall::Lore;

my $admin = administrator();
my ($guest, $member) = (visitor(), member());
my %word = map { $_ => unique($_) =~ tr/-//dr } qw(spoiler keeper cave said);
my $spoiler = make_entry('item', "Sword $word{spoiler}", {}, external => my $external = unique_number());
my $keeper  = make_entry('npc', "Keeper $word{keeper}");
my $zone    = make_entry('zone', "Cave $word{cave}", {}, external => $word{cave});
relate('drops', $keeper, $spoiler, { chance => 50 });
place_entry($keeper, $zone, x => 1, y => 2, z => 3);
journal_entries($_) for $spoiler, $keeper, $zone;
my $comment = $member->api(POST => '/api/v1/comments', { subject => "item:$spoiler", body => "About it $word{said}" })->json->{id};
ok $comment, 'it is talked about';
followed();

# Where the entry, or what is said of it, is to be found: by path, what is looked for.
my %where = (
    entry_path($spoiler)                                  => "Sword $word{spoiler}",
    "/api/v1/entries/item/$spoiler"                       => "Sword $word{spoiler}",
    "/beastiary/item/$spoiler/history"                    => "Sword $word{spoiler}",
    "/beastiary/item/?q=$word{spoiler}"                   => "Sword $word{spoiler}",
    "/beastiary/item/?all=1&q=$word{spoiler}"             => "Sword $word{spoiler}",
    "/search?q=$word{spoiler}"                            => "Sword $word{spoiler}",
    "/search?q=$word{said}"                               => "About it $word{said}",
    "/api/v1/search?q=$word{spoiler}"                     => "Sword $word{spoiler}",
    "/api/v1/search?q=$word{said}"                        => "item",
    "/api/v1/entries?kind=item&q=$word{spoiler}"          => "Sword $word{spoiler}",
    "/beastiary/suggest?q=$word{spoiler}"                 => "Sword $word{spoiler}",
    entry_path($keeper)                                   => "Sword $word{spoiler}</a>",
    "/api/v1/threads/item:$spoiler"                       => "About it $word{said}",
    '/beastiary/'                                         => "About it $word{said}",
    "/forum/comment/$comment"                             => '',
    "/?a=item&id=$external"                               => '',
);

sub finds ($who, $path) {
    my $answer = $who->get($path);
    return "redirect " . $answer->location if $answer->{status} =~ /^30/;
    return $answer->{status} == 200 ? 1 : 0 if $where{$path} eq '';
    return $answer->{status} == 200 && index($answer->{text}, $where{$path}) >= 0 ? 1 : 0;
}

my %before = map { $_ => finds($guest, $_) } keys %where;
my @found  = grep { $before{$_} } sort keys %where;
cmp_ok scalar @found, '>=', 12, 'it is found by many ways' or diag explain \%before;
finds($member, $_) for @found;

subtest 'what would be hidden is told, then nobody finds it by any way' => sub {
    is $member->get('/admin/game')->{status}, 403, 'members hide nothing';
    is $member->post("/admin/game/hidden/$spoiler", { act => 'hide', reason => 'x' })->{status}, 403, 'whatever they send';
    is $admin->get('/admin/game/hidden?entry=' . entry_path($spoiler))->location, "/admin/game/hidden/$spoiler", 'an address leads to it';
    is $admin->get('/admin/game/hidden?entry=nothing')->{status}, 422, 'what is none is told';
    is $admin->get('/admin/game/hidden/99999999')->{status}, 404, 'and what is not there';
    my $page = $admin->get("/admin/game/hidden/$spoiler");
    like $page->{text}, qr{Relations</dt><dd>1</dd>.*Comments</dt><dd>1</dd>}s, 'what goes with it is told';
    is $admin->post("/admin/game/hidden/$spoiler", { act => 'hide', reason => '' })->{status}, 422, 'a reason is wanted';
    is $admin->post("/admin/game/hidden/$spoiler", { act => 'hide', reason => 'A spoiler.' })->location, "/admin/game/hidden/$spoiler?done=hide", 'it is hidden';
    is $admin->post("/admin/game/hidden/$spoiler", { act => 'hide', reason => 'Again.' })->{status}, 409, 'who comes second is told';
    for my $who ($guest, $member, visitor()) {
        is finds($who, $_), 0, "not by $_" for grep { $before{$_} !~ /^redirect/ } @found;
    }
    is $guest->get($_)->{status}, 404, "404: $_" for entry_path($spoiler), "/beastiary/item/$spoiler/history", "/api/v1/entries/item/$spoiler", "/api/v1/threads/item:$spoiler", "/forum/comment/$comment";
    is $member->api(POST => '/api/v1/comments', { subject => "item:$spoiler", body => 'More' })->{status}, 404, 'nothing is said there any more';
    is $member->api(POST => "/api/v1/comments/$comment/rating", { value => 0 })->{status}, 404, 'nor rated';
    unlike $guest->get(entry_path($keeper))->{text}, qr{href="/beastiary/item/$spoiler}, 'what dropped it drops nothing that leads there';
    is $admin->get(entry_path($spoiler))->location, "/admin/game/hidden/$spoiler", 'who may hide is led to why';
    like $admin->get("/admin/game/hidden/$spoiler")->{text}, qr{A spoiler\..*Show it again}s, 'and can show it';
    like $admin->get('/admin/game/hidden?format=csv&kind=item&name=Sword')->{content}, qr{"Sword $word{spoiler}","item","$external","A spoiler\.","\Q$admin->{name}\E"}, 'it is listed, also in a file';
    like $admin->get('/admin/game')->{text}, qr{kind=item">[1-9]}, 'and counted';
};

subtest 'a new import leaves it hidden' => sub {
    import_changed($spoiler, sub ($line) { $line->{name} = "Blade $word{spoiler}" });
    is value('SELECT name FROM entry WHERE id = ?', $spoiler), "Blade $word{spoiler}", 'what its source says of it is taken';
    unlike $guest->get("/search?q=$word{spoiler}")->{text}, qr{Blade}, 'and still nobody finds it';
    unlike $guest->get('/beastiary/imports/' . value('SELECT MAX(id) FROM lore_import'))->{text}, qr{$word{spoiler}}, 'nor what the import changed of it';
    import_changed($spoiler, sub ($line) { $line->{name} = "Sword $word{spoiler}" });
};

subtest 'a zone is hidden with its map, and an NPC from the map of its zone' => sub {
    my $map = entry_path($zone) . '/map';
    like $guest->get($map)->{text}, qr{Keeper $word{keeper}}, 'it stands on the map';
    is $admin->post("/admin/game/hidden/$keeper", { act => 'hide', reason => 'Test data.' })->{status}, 303, 'the NPC is hidden';
    unlike $guest->get($map)->{text}, qr{Keeper $word{keeper}}, 'the map has it no more';
    is $admin->post("/admin/game/hidden/$keeper", { act => 'show', reason => 'Real.' })->{status}, 303, 'it is shown';
    is $admin->post("/admin/game/hidden/$zone", { act => 'hide', reason => 'Broken.' })->{status}, 303, 'the zone is hidden';
    is $guest->get($map)->{status}, 404, 'its map is gone';
    unlike $guest->get(entry_path($keeper))->{text}, qr{Cave $word{cave}}, 'who stands there stands nowhere';
    is $admin->post("/admin/game/hidden/$zone", { act => 'show', reason => 'Mended.' })->{status}, 303, 'it is shown';
    like $guest->get($map)->{text}, qr{Keeper $word{keeper}}, 'and all is as it was';
};

subtest 'shown again it is found by the same ways, with what was said' => sub {
    is $admin->post("/admin/game/hidden/$spoiler", { act => 'show', reason => 'It is old by now.' })->location, "/admin/game/hidden/$spoiler?done=show", 'it is shown';
    is $admin->post("/admin/game/hidden/$spoiler", { act => 'show', reason => 'Again.' })->{status}, 409, 'once';
    followed();
    for my $who ($guest, $member) { is finds($who, $_), $before{$_}, "as before: $_" for @found }
    my (undef, $audit) = lorehall('', qw(audit list --limit 20 --account), $admin->{name});
    like $audit, qr{"act":"$_"[^\n]*"item:$spoiler"}, "$_ is recorded" for qw(entry.hide entry.show);
};

done_testing;
