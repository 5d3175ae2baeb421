# The map of a zone: a picture of who stands where, the same for readers without scripts.
use v5.36;
use utf8;
use FindBin;
use lib "$FindBin::Bin/../lib";
use File::Temp qw(tempdir);
use Test::More;
use Lorehall;
use Lorehall::Lore;

my $guest = visitor();
my $word  = unique('Moor');

# Takes a zone's map in, as players' clients have it.
sub import_map ($name, $text) {
    my $folder = tempdir(DIR => instance_file('tmp'), CLEANUP => 1);
    open my $out, '>', "$folder/$name.txt" or die $!;
    print $out $text;
    close $out or die $!;
    my ($status, $output) = lorehall('', 'import', 'maps', $folder, '--site', 'everquest');
    is $status, 0, 'the map is taken in' or diag $output;
}

my $zone  = make_entry('zone', "The $word", {}, external => lc $word);
my $named = make_entry('npc', "Old $word", { level => 12, named => 1 });
my $other = make_entry('npc', "a $word hare", { level => 2 });
my $empty = make_entry('zone', "The Empty $word");
place_entry($other, $zone, x => -300, y => -200, z => 4, group => "a$word", chance => 80, respawn => 400, variance => 60);
place_entry($named, $zone, x => -300, y => -200, z => 4, group => "a$word", chance => 20, respawn => 400, variance => 60);
place_entry($other, $zone, x => 500, y => 900, z => 0, group => "b$word", chance => 100, respawn => 400);
import_map(lc $word, "L -600, -1000, 0, 400, -1000, 0, 70, 120, 200\nL 400, -1000, 0, 400, 300, 0, 110, 100, 90\nP 300, 200, 0, 0, 0, 0, 2, The_old_<mill>\n");
journal_entries($zone, $named, $other);

my $path = entry_path($zone) . '/map';

sub dots ($page) {
    return grep { ($_->attribute('class') // '') =~ /\bdot\b/ } $page->html->all('a');
}

subtest 'the map is a picture before any script runs' => sub {
    my $page = $guest->get($path);
    is $page->{status}, 200, 'it is there';
    my @strokes = grep { ($_->attribute('class') // '') =~ /\bstroke\b/ } $page->html->all('path');
    is_deeply [sort map { $_->attribute('class') } @strokes], ['stroke wall', 'stroke water'], 'strokes are drawn by what they stand for';
    like $page->{content}, qr/The old &lt;mill&gt;/, 'a label is text, whatever is in it';
    my @dots = dots($page);
    is scalar @dots, 2, 'places that take turns are one dot';
    my ($marked) = grep { $_->attribute('class') =~ /marked/ } @dots;
    is $marked->attribute('href'), entry_path($named), 'the dot of somebody with a name leads there';
    like $marked->text, qr/a $word hare · Level 2 \(80 %\), Old $word · Level 12 \(20 %\).*-200, -300, 4.*6 min 40 s.*1 min/s, 'and says who, how often, where (Y, X, Z) and when';
    my ($shape) = grep { ($_->attribute('d') // '') =~ /^M300\.0 200\.0/ } $page->html->all('path');
    ok $shape, 'x grows to the west and y to the north: the picture turns them around';
};

subtest 'the list tells levels beside names' => sub {
    my ($list) = grep { defined $_->attribute('data-who') } $guest->get($path)->html->all('ul');
    is_deeply [map { $_->text =~ s/\s+/ /gr =~ s/^ | $//gr } $list->all('li')],
        ["Show Old $word on the map Old $word ◆ Level 12 1", "Show a $word hare on the map a $word hare Level 2 2"], 'and how many spots there are';
};

subtest 'somebody can be picked out without scripts' => sub {
    my $page  = $guest->get("$path?show=$named");
    my $whom = sub { my ($line) = grep { ($_->attribute('class') // '') eq 'map-shown' } $_[0]->html->all('p'); defined $line->attribute('hidden') ? 'nobody' : $line->text =~ s/\s+/ /gr };
    my $name = value('SELECT name FROM entry WHERE id = ?', $named);
    like $whom->($page), qr/^Showing: \Q$name\E.*×$/, 'above the map stands for whom it is';
    is $whom->($guest->get($path)), 'nobody', 'which is nobody at first';
    my @shown = grep { $_->attribute('class') =~ /shown/ } dots($page);
    is scalar @shown, 1, 'the places of who is asked for stand out';
    $page = $guest->get("$path?q=HARE");
    is scalar(grep { $_->attribute('class') =~ /shown/ } dots($page)), 2, 'part of a name finds all of that name';
    like $page->{content}, qr/data-show="$other"/, 'the list has who fits';
    unlike $page->{content}, qr/data-show="$named"/, 'and nobody else';
    like $guest->get("$path?q=nobody")->{content}, qr/Nobody here is called anything like/, 'nobody is said to be nobody';
};

subtest 'what cannot be asked for is refused, and other addresses lead here' => sub {
    is $guest->get("$path?show=x")->{status}, 400, 'an id that is none';
    is $guest->get("/beastiary/zone/$zone/wrong/map")->{status}, 301, 'a wrong name leads to the right one';
    is $guest->get(entry_path($named) . '/map')->{status}, 404, 'a monster has no map';
    is $guest->get('/beastiary/zone/999999999/x/map')->{status}, 404, 'nor has what is not there';
    like $guest->get(entry_path($empty) . '/map')->{content}, qr/Nobody has drawn this map yet/, 'an empty one says what to do';
};

subtest 'only the signs that are there are explained' => sub {
    my $quiet = make_entry('zone', "The Quiet $word");
    my $alone = make_entry('zone', "The Lonely $word");
    place_entry($other, $quiet, x => 1, y => 2, z => 3, group => '', chance => 100, respawn => 400);
    place_entry($named, $alone, x => 1, y => 2, z => 3, group => '', chance => 100, respawn => 400);
    journal_entries($quiet, $alone);
    my $legends = sub ($of) { join ' ', map { $_->text =~ s/^\s*|\s*$//gr } grep { ($_->attribute('class') // '') eq 'legend' } $guest->get(entry_path($of) . '/map')->html->all('span') };
    like $legends->($zone), qr/Named.*Others/s, 'both where both are';
    is $legends->($quiet), '', 'none where all are alike';
    unlike $legends->($alone), qr/Others/, 'no others where there are none';
};

subtest 'the small picture is one of its own' => sub {
    my $page = $guest->get("$path.svg");
    is $page->{status}, 200, 'it is there';
    like $page->{headers}{'content-type'}, qr{^image/svg\+xml}, 'as a picture';
    like $page->{content}, qr/^<svg [^>]*viewBox="-\d/, 'drawn';
    like $guest->get(entry_path($zone))->{content}, qr{<img src="\Q$path\E\.svg"}, "on the zone's page";
    unlike $guest->get(entry_path($empty))->{content}, qr{map\.svg}, 'but not where it would be empty';
    for my $time (2 .. 4) {
        my $again = $guest->get("$path.svg");
        is $again->{content}, $page->{content}, "the same when asked for $time times";
        is_deeply [map { $again->header($_) } qw(content-type cache-control vary)], [map { $page->header($_) } qw(content-type cache-control vary)],
            'of the same type, and all else that belongs to it';
    }
};

subtest 'a map has talk of its own' => sub {
    my $ada  = member();
    my $page = $ada->get($path);
    like $page->{content}, qr/data-subject="map:$zone"/, 'its subject is the map';
    unlike $guest->get(entry_path($zone))->{content}, qr/data-subject="map:$zone"/, "not the zone's";
};

done_testing;
