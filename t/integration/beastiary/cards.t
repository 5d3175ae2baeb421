# Cards of entries: what tooltips show, on our pages and on those of others.
use v5.36;
use utf8;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Compress::Zlib ();
use Test::More;
use Lorehall;
use Lorehall::Lore;

my $guest = visitor();
my $word  = unique('Card');
my $item  = make_entry('item', "$word Blade", { slots => 8192, damage => 12, delay => 3, ac => 2, classes => 1 }, external => lc $word);
my $mob   = make_entry('npc', "$word Blade", { level => 3 });
my $great = make_entry('item', "$word Cleaver", { item_type => 1 });
my $evil  = make_entry('item', qq{$word <img src=x onerror=alert(1)>});
my $abroad = make_entry('item', "$word abroad", {}, game => 'camelot');
journal_entries($item, $mob, $great, $evil, $abroad);

sub card ($path, %options) { $guest->get("/beastiary/card$path", %options) }

subtest 'a card tells the lines that the game’s file names' => sub {
    my $card = card("/item/$item");
    is $card->{status}, 200, 'by id';
    like $card->header('content-type'), qr{^text/html}, 'as a piece of HTML';
    like $card->html->all('article') && ($card->html->all('article'))[0]->text, qr/$word Blade.*Item/s, 'its name and kind';
    is_deeply [map { $_->text } ($card->html->all('dt'))[0 .. 2]], ['Slots', 'DMG', 'DLY'], 'and its lines, in order';
    my $sign = sub ($path) { (map { $_->attribute('href') } card($path)->html->all('use'))[0] };
    like $sign->("/item/$great"), qr/items\S*#great-sword$/, 'a sign by type';
    like $sign->("/npc/$mob"), qr/kinds\S*#npc$/, 'or by kind';
    unlike $card->{text}, qr/<html|<head>/, 'and no page around it';
};

subtest 'the same as JSON, by id, by what the source calls it, by name' => sub {
    my $json = card("/item/$item?format=json")->json;
    is_deeply [@$json{qw(id kind label name external_id)}], [$item, 'item', 'Item', "$word Blade", lc $word], 'what it is';
    is $json->{url}, $guest->origin . entry_path($item), 'where';
    is $json->{lines}[1]{label}, 'Damage', 'its lines';
    is $json->{lines}[1]{value}, '12', 'with their values';
    my $escaped = Lorehall::Visitor::escape(lc $word);
    is card("/item/ext:$escaped?format=json")->json->{id}, $item, 'by its external id';
    my $name = Lorehall::Visitor::escape("$word Blade");
    is card("?name=$name&format=json")->json->{id}, $item, 'by name: of two kinds the weightier';
    is card("?name=$name&kind=npc&format=json")->json->{id}, $mob, 'or the kind that is asked for';
};

subtest 'any page may read a card, and keep it' => sub {
    for my $path ("/item/$item", "/item/$item?format=json", '/item/999999999?format=json') {
        my $card = card($path, headers => { origin => 'https://fans.example' });
        is $card->header('access-control-allow-origin'), '*', "$path is open to all";
        ok !$card->header('access-control-allow-credentials'), 'without their cookies';
    }
    my $card = card("/item/$item");
    like $card->header('cache-control'), qr/public, max-age=\d+/, 'it may be kept';
    my $tag = $card->header('etag');
    ok $tag, 'and asked for again';
    my $again = card("/item/$item", headers => { 'if-none-match' => $tag });
    is $again->{status}, 304, 'without being sent again';
    is $again->{content}, '', 'at all';
    import_changed($item, sub ($line) { $line->{name} = "$word Sword" });
    my $changed = card("/item/$item", headers => { 'if-none-match' => $tag });
    is $changed->{status}, 200, 'until it changes';
    like $changed->{text}, qr/$word Sword/, 'and tells the change';
    isnt card("/item/$item", headers => { 'accept-language' => 'de' })->header('etag'), $changed->header('etag'), 'each language has its own';
};

subtest 'what there is not is said in the form that was asked for' => sub {
    for (["/npc/$item", 404], ['/item/0', 404], ['/item/x', 404], ['/item/999999999', 404], ['/nothing/1', 404], ["/item/$abroad", 404],
        ['/item/ext:', 404], ['?name=', 400], ['', 400], ['?name=x&kind=nothing', 400], ['?name=%FF', 400], ['?name=' . 'a' x 300, 400]) {
        my ($path, $status) = @$_;
        is card($path)->{status}, $status, "'$path'";
        my $json = card($path . ($path =~ /\?/ ? '&' : '?') . 'format=json');
        is $json->{status}, $status, 'the same as JSON';
        ok length $json->json->{error}{message}, 'with a message';
    }
};

subtest 'a name stays a name' => sub {
    my $card = card("/item/$evil");
    unlike $card->{text}, qr/<img/, 'as HTML';
    is card("/item/$evil?format=json")->json->{name}, qq{$word <img src=x onerror=alert(1)>}, 'as JSON';
};

subtest 'the script for other people’s pages is small and stays where it is' => sub {
    my $script = $guest->get('/lorehall-tooltips.js');
    is $script->{status}, 200, 'it is there';
    like $script->header('content-type'), qr/javascript/, 'as a script';
    is $script->header('access-control-allow-origin'), '*', 'for any page';
    is $script->header('cross-origin-resource-policy'), 'cross-origin', 'in any page';
    like $script->header('cache-control'), qr/public, max-age=(\d+)/, 'kept long';
    cmp_ok length Compress::Zlib::memGzip($script->{content}), '<', 4096, 'in less than 4 KB';
    my $again = $guest->get('/lorehall-tooltips.js', headers => { 'if-none-match' => $script->header('etag') });
    is $again->{status}, 304, 'and not sent twice';
};

done_testing;
