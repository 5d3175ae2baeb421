# The search: one box for entries, talk and people, and names while they are typed.
use v5.36;
use utf8;
use FindBin;
use lib "$FindBin::Bin/lib";
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
tell_changed($snake, @item, $zone, $hidden, $spell, @twins);

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

subtest 'a single exact match is gone to at once' => sub {
    my $page = find("$word snake");
    is $page->{status}, 302, 'whatever its case';
    is $page->location, entry_path($snake), 'to its page';
    is find("$word snake", '&list=1')->{status}, 200, 'unless the list is asked for';
    is find("twin of $word")->{status}, 200, 'nor where two are called so';
};

subtest 'an entry is found by what its source calls it' => sub {
    my ($short, $shared) = (unique('short'), unique('id'));
    my $short_named = make_entry('zone', 'The Old Weir', {}, external => $short);
    my @shared = map { make_entry($_, "Thing of two sources, $_", {}, external => $shared) } qw(npc item);
    my $secret = make_entry('spell', 'A secret of that id', {}, external => $shared, hidden => 1);
    tell_changed($short_named, @shared, $secret);
    is find($short)->location, entry_path($short_named), 'a zone by its short name, at once';
    is find(uc $short)->location, entry_path($short_named), 'whatever its case';
    my ($first) = @{ $guest->get("/beastiary/suggest?q=$short")->json->{suggestions} };
    is $first->{url}, entry_path($short_named), 'it is suggested';
    my $page = find($shared);
    is $page->{status}, 200, 'where several bear it, they are told';
    like join('|', headings($page)), qr/With this id/, 'under a heading';
    my %linked = map { $_ => 1 } linked($page);
    ok $linked{ entry_path($_) }, 'each' for @shared;
    ok !$linked{ entry_path($secret) }, 'but no hidden one';
    unlike $page->{text}, qr/Nothing is called that/, 'and nothing says that there was none';
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

subtest 'nothing found says what came near' => sub {
    my $wrong = $word =~ s/(.)(.)$/$2$1/r;
    my $page = find("$wrong snake");
    is $page->{status}, 200, 'a page';
    like $page->{text}, qr/Nothing is called that/, 'it says so';
    ok +(grep { $_ eq entry_path($snake) } linked($page)), 'and what is called nearly that';
    like find('qqqqxxxxzzzzjjjj')->{text}, qr/another word/, 'or what else to try';
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
    is $guest->get('/search?q=' . 'a' x 200)->{status}, 400, 'so is too much';
    is $guest->get('/search?q=')->{status}, 200, 'nothing is no search';
    is find($_)->{status}, 200, "'$_' is no harm" for '%', '_', '*', '+', '-', '(', '"', "'", '\\', '[[', '@';
};

subtest 'people talk below the search' => sub {
    my $member = member();
    my ($subject) = $guest->get('/search')->{text} =~ /data-subject="(search:1)"/;
    is $subject, 'search:1', 'it has a subject';
    my $said = unique('said');
    $member->post('/forum/reply', { subject => $subject, body => $said, key => unique('key') });
    like $guest->get('/search')->{text}, qr/\Q$said\E/, 'and shows what was said at once';
};

done_testing;
