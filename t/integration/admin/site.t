# A site's settings, changed in the browser and seen on its pages at the next request: its name in two languages,
# accent, what it opens on, its database shown or not, the banner; two who change them at once; what is wrong.
use v5.36;
use utf8;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Test::More;
use Lorehall;
use Lorehall::Lore;

my ($admin, $guest, $german) = (administrator(), visitor(), visitor(language => 'de'));
my $member = member();
my $site   = value("SELECT id FROM site WHERE name = 'everquest'");
my %before = fields();

# The form as a browser would send it.
sub fields () {
    my $html = $admin->get('/admin/site')->html;
    my %fields;
    for my $input ($html->all('input')) {
        my ($name, $type) = map { $input->attribute($_) // '' } qw(name type);
        next if $name =~ /^(?:csrf|as|q)?$/;
        next if $type =~ /^(?:checkbox|radio)$/ && !defined $input->attribute('checked');
        $fields{$name} = $input->attribute('value') // '';
    }
    for my $select ($html->all('select')) {
        my ($chosen) = grep { defined $_->attribute('selected') } $select->all('option');
        ($chosen) = $select->all('option') if !$chosen;
        $fields{ $select->attribute('name') } = $chosen->attribute('value');
    }
    return %fields;
}

# Sends the form as it is now, with changes.
sub change (%changes) {
    my %fields = (fields(), %changes);
    delete @fields{ grep { !defined $fields{$_} } keys %fields };
    return $admin->post('/admin/site', \%fields);
}

END {
    local $?;
    change(%before, version => { fields() }->{version}, 'title.de' => '', 'tagline.de' => '') if %before;
}

subtest 'its name and tagline are changed, also in another language' => sub {
    $guest->get('/forum/') for 1, 2;
    my $answer = change(title => 'Norrath Lore', tagline => 'Written by the dead', 'title.de' => 'Norraths Wissen', accent => 'azure');
    is $answer->location, '/admin/site?done=saved', 'they are saved' or diag $answer->{text};
    for my $visitor ($guest, $member) {
        my $page = $visitor->get('/forum/');
        like $page->{text}, qr{<span>Norrath Lore</span>}, 'every page has the name at once';
        like $page->{text}, qr{Written by the dead}, 'and the tagline';
        like $page->{text}, qr{data-accent="azure"}, 'and the accent';
    }
    my $page = $german->get('/forum/');
    like $page->{text}, qr{<span>Norraths Wissen</span>}, 'in German what it is called in German';
    like $page->{text}, qr{Written by the dead}, 'and as it is where nothing else was said';
    like +(lorehall('', qw(audit list --act site.change --limit 1)))[1], qr/Norraths Wissen/, 'it is recorded';
};

subtest 'it opens on what was chosen' => sub {
    is change(front => 'board:general')->{status}, 303, 'a board';
    is $guest->get('/')->location, '/forum/general/', 'is where it leads';
    is change(front => 'forum')->{status}, 303, 'the boards';
    is $guest->get('/')->{status}, 200, 'are there at once';
    is change(front => 'board:nothing')->{status}, 422, 'a board that is not there is refused';
    like change(front => 'board:nothing')->{text}, qr/href="#f-front"/, 'and told where';
};

subtest 'a database that is not shown is nowhere' => sub {
    my $item = make_entry('item', unique('Hidden Blade'));
    journal_entries($item);
    my $name = value('SELECT name FROM entry WHERE id = ?', $item);
    my @ways = ('/beastiary/', '/beastiary/item/', entry_path($item), "/api/v1/entries/item/$item", '/api/v1/entries?kind=item');
    is $guest->get($_)->{status}, 200, "$_ is there" for @ways;
    is change(database => undef)->{status}, 303, 'it is switched off';
    for my $visitor ($guest, $member) {
        for (@ways) {
            my $answer = $visitor->get($_);
            my $status = m{^/beastiary/$} ? 200 : m{\?} ? 400 : 404;
            is $answer->{status}, $status, "$_ is not, as of a site that has none";
            unlike $answer->{content}, qr/\Q$name\E/, 'nor tells its name';
        }
        unlike $visitor->get('/forum/')->{text}, qr{href="/beastiary/}, 'no menu leads there';
        unlike $visitor->get('/search?q=' . $name =~ s/ /+/gr)->{text}, qr{/beastiary/item/}, 'nor the search';
    }
    unlike $guest->get('/sitemap.xml')->{content}, qr{sitemap/entries}, 'nor the sitemap';
    is change(database => undef, front => 'beastiary')->{status}, 422, 'the site cannot open on it';
    is change(database => 1)->{status}, 303, 'it is shown again';
    is $guest->get(entry_path($item))->{status}, 200, 'with all that was there';
};

subtest 'a banner stands above every page until it is over' => sub {
    is change(banner => 'The server moves on Sunday.', banner_level => 'warning', banner_until => '2099-01-31')->{status}, 303, 'it is put up';
    like $_->get('/forum/')->{text}, qr{Attention:</b> <bdi>The server moves on Sunday\.}, 'all see it' for $guest, $member;
    unlike $guest->at('camelot')->get('/forum/')->{text}, qr/The server moves/, 'on this site';
    is change(banner_until => '2001-01-01')->{status}, 422, 'an end in the past is refused';
    is change(banner => '')->{status}, 303, 'it is taken away';
    unlike $guest->get('/forum/')->{text}, qr/The server moves/, 'and gone';
};

subtest 'of two who change it at once the second sees both' => sub {
    my %fields = fields();
    is $admin->post('/admin/site', { %fields, title => 'By the first' })->{status}, 303, 'the first';
    my $second = $admin->post('/admin/site', { %fields, title => 'By the second' });
    is $second->{status}, 409, 'the second is told';
    like $second->{text}, qr/value="By the second"/, 'with what they typed';
    like $second->{text}, qr{<bdi>By the first</bdi>}, 'beside what it is now';
    is value('SELECT title FROM site WHERE id = ?', $site), 'By the first', 'nothing was changed';
};

subtest 'what is wrong is told, and nothing changed' => sub {
    my $was = value('SELECT version FROM site WHERE id = ?', $site);
    for ([title => '  '], [title => 'x' x 101], ['title.de' => 'x' x 101], [tagline => 'x' x 201], [banner => 'x' x 301], [accent => 'pink'], [banner_until => 'soon']) {
        is change(@$_)->{status}, 422, "refused: $_->[0]";
    }
    is value('SELECT version FROM site WHERE id = ?', $site), $was, 'nothing was changed';
    is $member->get('/admin/site')->{status}, 403, 'it is not for members';
};

done_testing;
