# Entries side by side.
use v5.36;
use utf8;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Test::More;
use Lorehall;
use Lorehall::Lore;

my $guest = visitor();
my $word  = unique('Pair');
my @item = map { make_entry('item', "$word $_->[0]", $_->[1]) }
    [One => { slots => 4, ac => 10, hp => 50, delay => 30, magic => 1 }],
    [Two => { slots => 4, ac => 15, hp => 20, magic => 1 }],
    [Three => { slots => 8, ac => 10 }],
    [Four => { slots => 4 }],
    [Five => { slots => 4 }];
my $mob = make_entry('npc', "$word Beast");

sub compare (@ids) { $guest->get('/beastiary/compare?ids=' . join ',', @ids) }

# A row's cells as text, by its heading.
sub row ($page, $heading) {
    my ($row) = grep { my ($th) = $_->all('th'); $th && $th->text eq $heading } $page->html->all('tr');
    return $row ? [map { $_->text =~ s/\s+/ /gr =~ s/^ | $//gr } $row->all('td')] : undef;
}

subtest 'up to four stand beside each other' => sub {
    my $page = compare(@item[0, 1, 2]);
    is $page->{status}, 200, 'three';
    is_deeply row($page, 'AC'), ['+10', '+15 best +5', '+10'], 'the best is marked, differences are told from the first';
    is_deeply row($page, 'HP'), ['+50 best', '+20 -30', '–none'], 'there is no difference from what is not there';
    is_deeply row($page, 'DLY'), ['30', '–none', '–none'], 'where less is better, what is not there is not the best';
    is_deeply row($page, 'Slots'), ['Head', 'Head', 'Face'], 'words are told as words';
    is_deeply row($page, 'MANA'), undef, 'what none of them has is left out';
    is compare(@item[0 .. 3])->{status}, 200, 'four';
    is compare()->{status}, 200, 'none, which says how to begin';
};

subtest 'others are added and taken away without scripts' => sub {
    my $answer = $guest->get("/beastiary/compare?ids=$item[0]&add=$word%20Two");
    is $answer->{status}, 303, 'one is added by its name';
    is $answer->location, "/beastiary/compare?ids=$item[0],$item[1]", 'and stands in the address';
    my ($remove) = grep { $_->text =~ /^Remove/ } compare(@item[0, 1])->html->all('a');
    is $remove->attribute('href'), "/beastiary/compare?ids=$item[1]", 'one is taken away by a link';
    my $wrong = $guest->get("/beastiary/compare?ids=$item[0]&add=No%20such%20thing");
    is $wrong->{status}, 422, 'a name that nothing has is told';
    like $wrong->complaint, qr/No such thing/, 'by its name';
    $wrong = $guest->get("/beastiary/compare?ids=$item[0]&add=$word%20Beast");
    like $wrong->complaint, qr/"\W*$word Beast\W*" is found among NPCs; here Items are compared/, 'so is what is of another kind';
    $wrong = $guest->get("/beastiary/compare?ids=$item[0],$item[1]&add=$word%20Two");
    is $wrong->{status}, 422, 'and what is there already';
    like $wrong->complaint, qr/$word Two\W* is compared already/, 'by its name';
};

my $twin;    # of the first

subtest 'what is called like a name that nothing bears is offered' => sub {
    journal_entries(@item, $mob);
    my $page = $guest->get("/beastiary/compare?ids=$item[0]&add=$word");
    is $page->{status}, 422, 'a part of a name is none';
    like $page->complaint, qr/Nothing among Items is called "\W*$word\W*"/, 'which is said';
    my @with = sort map { $_->attribute('href') } grep { ($_->attribute('href') // '') =~ /compare\?ids=\d+,\d+$/ } $page->html->all('a');
    is_deeply \@with, [sort map {"/beastiary/compare?ids=$item[0],$_"} @item[1 .. 4]], 'each that is not there yet can be added';
    my @names = map { $_->{name} } @{ $guest->get("/beastiary/suggest?kind=item&q=$word")->json->{suggestions} };
    is_deeply [sort @names], [sort map {"$word $_"} qw(One Two Three Four Five)], 'and what is typed is suggested names of its kind alone';
    is_deeply $guest->get("/beastiary/suggest?kind=none&q=$word")->json->{suggestions}, [], 'of a kind that there is';
    $twin = make_entry('item', "$word One", { slots => 4 });
    is $guest->get("/beastiary/compare?ids=$item[0]&add=$word%20One")->location, "/beastiary/compare?ids=$item[0],$twin", 'another of the name is added where it is the only one';
};

subtest 'a list’s rows can be ticked and compared' => sub {
    journal_entries(@item, $mob, $twin);
    my $page = $guest->get("/beastiary/item/?q=$word");
    my @box = grep { ($_->attribute('form') // '') eq 'compare' } $page->html->all('input');
    is_deeply [sort map { $_->attribute('value') } @box], [sort @item, $twin], 'each row has a box';
    is_deeply [sort map { $_->attribute('aria-label') } @box], [map {"Compare $word $_"} qw(Five Four One One Three Two)], 'which says what it chooses';
    my ($form) = grep { ($_->attribute('id') // '') eq 'compare' } $page->html->all('form');
    is $form && $form->attribute('action'), '/beastiary/compare', 'they belong to one form';
    my $answer = $guest->get("/beastiary/compare?ids=$item[0]&ids=$item[2]");
    is $answer->{status}, 302, 'what it sends';
    is $answer->location, "/beastiary/compare?ids=$item[0],$item[2]", 'is made tidy';
    is $guest->get("/beastiary/compare?ids=$item[0]&ids=x")->{status}, 422, 'what is no list of ids is refused';
    my $others = $guest->get("/beastiary/npc/?q=$word");
    is scalar(grep { $_->attribute('data-compare') } $others->html->all('input')), 0, 'where nothing is better than another there are none';
};

subtest 'what cannot be compared is refused' => sub {
    is compare(@item)->{status}, 422, 'five';
    is compare($item[0], $mob)->{status}, 422, 'things of two kinds';
    is $guest->get("/beastiary/compare?ids=$_")->{status}, 422, "ids=$_" for 'x', '1,,x', '-1', '99999999999999999999';
    is compare($item[0], 999_999_999)->{status}, 422, 'what is not there';
    is visitor(site => 'camelot')->get("/beastiary/compare?ids=$item[0]")->{status}, 422, "another game's";
    is compare($item[0], $item[0])->{status}, 200, 'the same twice is one';
};

subtest 'numbers at the ends of what there is are told, their difference is not' => sub {
    my $far = unique('Far');
    my ($low, $high) = map { make_entry('item', "$far far $_->[0]", { ac => $_->[1], hp => $_->[2], price => $_->[2] }) }
        [ low => -9223372036854775808, 1 ], [ high => 9223372036854775807, 9223372036854775807 ];
    my $page = compare($low, $high);
    is $page->{status}, 200, 'they stand beside each other';
    is_deeply row($page, 'AC'), [ '-9,223,372,036,854,775,808', '+9,223,372,036,854,775,807 best' ], 'to the last digit';
    is_deeply row($page, 'HP'), [ '+1', '+9,223,372,036,854,775,807 best +9,223,372,036,854,775,806' ], 'a difference that there is, is told';
    journal_entries($low, $high);
    my $list = $guest->get("/beastiary/item/?q=$far&sort=-ac&columns=ac,hp,price");
    is_deeply [map { $_->text =~ s/.* //r } grep { ($_->attribute('scope') // '') eq 'row' } $list->html->all('th')], [qw(high low)], 'and in order';
};

done_testing;
