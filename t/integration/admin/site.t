# A site's settings, changed in the browser and seen on its pages at the next request: its name in two languages,
# accent, what it opens on, its database shown or not, the banner; two who change them at once; what is wrong; and how
# a change is undone.
# Written by SQL: site; the last day of a banner, which is over tomorrow.
use v5.36;
use utf8;
use Compress::Zlib qw(crc32);
use FindBin;
use lib "$FindBin::Bin/../lib";
use Test::More;
use Lorehall;
use Lorehall::Lore;
use Lorehall::Routes qw(routes);

my ($admin, $guest, $german) = (administrator(), visitor(), visitor(language => 'de'));
my $member = member();
my $site   = value("SELECT id FROM site WHERE name = 'everquest'");
my %before = fields();

# The banner's last day passes.
sub journal_banner_over () {
    sql('UPDATE site SET banner_until = UTC_TIMESTAMP(6) - INTERVAL 1 DAY, version = version + 1 WHERE id = ?', $site);
    lorehall('', qw(freeze --site everquest), 'so that workers read it');
    lorehall('', qw(unfreeze --site everquest));
    return;
}

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

# Answers the question whether what was sent is meant.
sub send_again ($question) {
    my %fields;
    $fields{ $_->attribute('name') } = $_->attribute('value') // ''
        for grep { ($_->attribute('type') // '') eq 'hidden' } $question->html->all('input');
    ok defined $fields{sure}, 'with a button that says so';
    return $admin->post('/admin/site', \%fields);
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
    my $answer = change(title => 'Norrath Lore', tagline => 'Written by the dead', 'title.de' => 'Norraths Wissen', accent => 'azure', fold => 12);
    is $answer->location, '/admin/site?done=saved', 'they are saved' or diag $answer->{text};
    for my $visitor ($guest, $member) {
        my $page = $visitor->get('/forum/');
        like $page->{text}, qr{<span>Norrath Lore</span>}, 'every page has the name at once';
        like $page->{text}, qr{Written by the dead}, 'and the tagline';
        like $page->{text}, qr{data-accent="azure"}, 'and the accent';
    }
    is value('SELECT fold_weight FROM site WHERE id = ?', $site), 12, 'which reports fold a comment is a setting';
    like $admin->get('/admin/site/changes')->{text}, qr/Reports that fold a comment/, 'with its history';
    is change(fold => 101)->{status}, 422, 'within bounds';
    my $page = $german->get('/forum/');
    like $page->{text}, qr{<span>Norraths Wissen</span>}, 'in German what it is called in German';
    like $page->{text}, qr{Written by the dead}, 'and as it is where nothing else was said';
    like +(lorehall('', qw(audit list --act site.change --limit 1)))[1], qr/Norraths Wissen/, 'it is recorded';
};

# The contrast of two colors, as WCAG defines it.
sub contrast (@colors) {
    my @light = sort { $b <=> $a } map {
        my @parts = map { $_ /= 255; $_ <= 0.04045 ? $_ / 12.92 : (($_ + 0.055) / 1.055)**2.4 } map {hex} /([0-9a-f]{2})/g;
        0.2126 * $parts[0] + 0.7152 * $parts[1] + 0.0722 * $parts[2];
    } @colors;
    return ($light[0] + 0.05) / ($light[1] + 0.05);
}

# What an accent stands on, in a theme's rule of the style sheet.
sub theme_colors ($rule) {
    my %colors = map { $_ => $rule =~ /--$_: (#\w{6})/ ? $1 : die "no --$_" } qw(ground page raised on-accent);
    return \%colors;
}

subtest 'a color of its own is legible in both themes, by a style sheet that is kept for good' => sub {
    my ($dark, $light) = map { theme_colors($_) }
        source_text('static/css/site.css') =~ /(color-scheme: dark;.*?--field.*?)\}.*(color-scheme: light;.*?--field)/s;
    my $preview = change(accent => 'own', color => '#7040B0', act => 'preview');
    is $preview->{status}, 200, 'it can be seen before';
    like $preview->{text}, qr{<code>#7040b0</code>}, 'as it is where that is legible';
    like $preview->{text}, qr{made lighter}, 'with what was done so that it is legible';
    unlike $guest->get('/forum/')->{text}, qr{data-accent="own"}, 'and nothing was changed';
    for my $color ('#7040B0', '#000000', '#ffffff', '#ffff00', '#ff0000') {
        is change(accent => 'own', color => $color)->{status}, 303, "$color is chosen";
        my $page = $guest->get('/forum/')->{text};
        like $page, qr{data-accent="own"}, 'every page says so';
        unlike $page, qr{style="|<style}, 'without a style of its own';
        my ($path) = $page =~ m{<link rel="stylesheet" href="(/accent/[^"]+)">};
        my $sheet = $guest->get($path);
        like $sheet->header('content-type'), qr{^text/css}, 'its style sheet is one';
        like $sheet->header('cache-control'), qr{max-age=31536000}, 'that browsers keep';
        my ($shade_dark, $shade_light) = $sheet->{content} =~ /--dark-accent: (#\w{6});\s+--light-accent: (#\w{6});/;
        cmp_ok contrast($shade_dark, $dark->{$_}),   '>=', 4.5, "it is legible in the dark theme, on $_"  for sort keys %$dark;
        cmp_ok contrast($shade_light, $light->{$_}), '>=', 4.5, "it is legible in the light theme, on $_" for sort keys %$light;
    }
    is change(accent => 'own', color => $_)->{status}, 422, "refused: $_" for 'red', '#12345', '#12345g', 'red;}*{x:y';
    is $guest->get('/accent/1-x.css')->{status}, 404, 'what is no color has no style sheet';
    is change(accent => $before{accent})->{status}, 303, 'it has one of the accents again';
    unlike $guest->get('/forum/')->{text}, qr{/accent/}, 'and needs no style sheet';
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
    is $guest->get($_)->{status}, 200, "$_ is there" for @ways, @ways;
    my $entries  = value('SELECT COUNT(*) FROM entry e JOIN site s ON s.id = ? JOIN game g ON g.name = s.game AND g.id = e.game_id', $site);
    my $question = change(database => undef);
    is $question->{status}, 200, 'who switches it off is asked first';
    like $question->{text}, qr/\b\Q$entries\E entr(?:y|ies) can no longer/, 'and told how much goes with it';
    is $guest->get('/beastiary/')->{status}, 200, 'until then nothing is changed';
    is send_again($question)->location, '/admin/site?done=saved', 'it is switched off';
    for my $visitor ($guest, $member) {
        for (@ways) {
            my $answer = $visitor->get($_);
            is $answer->{status}, 404, "$_ is not there at once";
            unlike $answer->{content}, qr/\Q$name\E/, 'nor tells its name';
        }
        like $visitor->get('/beastiary/')->{text}, qr/does not show its database/, 'the page says why';
        unlike $visitor->get('/forum/')->{text}, qr{href="/beastiary/}, 'no menu leads there';
        unlike $visitor->get('/search?q=' . $name =~ s/ /+/gr)->{text}, qr{/beastiary/item/}, 'nor the search';
    }
    is $guest->get($ways[-1])->json->{error}{code}, 'area_off', 'programs are told why, too';
    unlike $guest->get('/sitemap.xml')->{content}, qr{sitemap/entries}, 'nor the sitemap';
    is change(database => undef, front => 'beastiary')->{status}, 422, 'the site cannot open on it';
    is change(database => 1)->{status}, 303, 'it is shown again';
    is $guest->get(entry_path($item))->{status}, 200, 'with all that was there';
};

subtest 'boards that are switched off are nowhere, nor are discussions' => sub {
    my $item   = make_entry('item', unique('Blade of Talk'));
    journal_entries($item);
    my $thread = start_thread($member, title => unique('Vanishing words'));
    my ($id)   = thread_ids($thread);
    my $title  = value('SELECT title FROM thread WHERE id = ?', $thread);
    my $said   = unique('below the blade');
    is $member->api(POST => '/api/v1/comments', { subject => "item:$item", body => $said })->{status}, 201, 'something is said below an entry';
    my @kept = ('/', '/forum/', '/beastiary/', '/beastiary/item/', entry_path($item));
    $guest->get($_) for @kept, @kept;
    change(front => 'board:general');

    my $question = change(forum => undef);
    my ($threads, $comments) = @{ (rows('SELECT SUM(n.threads), SUM(n.comments) FROM board b JOIN board_tally n ON n.board_id = b.id WHERE b.site_id = ?', $site))[0] };
    like $question->{text}, qr/\b$threads threads? on the site&#39;s boards.*\b$comments comments? stand/s, 'who switches them off is told how much goes out of reach' or diag $question->{text};
    like $question->{text}, qr/Nor can \d+ comments? below pages/, 'with what is said elsewhere';
    like $question->{text}, qr/will open on the database/, 'and what the site opens on then';
    is $guest->get('/forum/')->{status}, 200, 'nothing is changed yet';
    is send_again($question)->location, '/admin/site?done=saved', 'they are switched off';

    # Whatever the forum's program serves, but for what a site always has.
    my %stays = map { $_ => 1 } qw(/ /rules /privacy /about /accent/:name /page/:slug /health /metrics /robots.txt
        /sitemap.xml /sitemap/pages /sitemap/entries/:part /api/v1/openapi.json /api/v1/session);
    my %values = (id => $id, board => 'general', subject => "thread:$thread", part => 0, act => 'lock');
    for my $route (grep { $_->{area} eq 'forum' && !$stays{ $_->{pattern} } } routes()) {
        my $path   = $route->{pattern} =~ s/:(\w+)/$values{$1} \/\/ 'x'/ger =~ s/\*$/x/r;
        my $answer = $route->{method} eq 'GET' ? $member->get($path) : $member->post($path, {});
        is $answer->{status}, 404, "$route->{method} $route->{pattern} is not there";
    }
    for my $visitor ($guest, $member, $admin) {
        is $visitor->get('/')->location, '/beastiary/', 'the site opens on what it shows';
        like $visitor->get("/forum/thread/$thread")->{text}, qr/does not show boards and discussions/, 'an old link says why it leads nowhere';
        for my $path (@kept[2 .. 4]) {
            my $page = $visitor->get($path);
            is $page->{status}, 200, "$path is there";
            unlike $page->{text}, qr{"/forum/|/forum/(?:reply|comment)|\Q$said\E|data-subject}, 'with nothing that is said, nor a way to the boards';
        }
        my $found = $visitor->get('/search?q=' . $title =~ s/ /+/gr);
        unlike $found->{text}, qr{/forum/|\Q$said\E}, 'the search finds nothing of it';
    }
    is_deeply $guest->get('/api/v1/search?q=' . $title =~ s/ /+/gr)->json->{groups}, [], 'nor does it for programs';
    is $member->api(POST => '/api/v1/comments', { subject => "item:$item", body => 'Once more' })->json->{error}{code}, 'area_off', 'nobody can write';
    unlike $guest->get($_)->{content}, qr{/forum/|sitemap/threads}, "$_ names none of it" for '/sitemap.xml', '/sitemap/pages';
    is $guest->get('/account/login')->{status}, 200, 'accounts are there';
    is $admin->get($_)->{status}, 200, "so is $_" for qw(/admin/ /admin/queue /admin/comments /admin/acts /admin/boards /admin/site);
    is $guest->at('camelot')->get('/forum/')->{status}, 200, 'other sites show theirs';
    like +(lorehall('', qw(audit list --act site.change --limit 1)))[1], qr/forum.*hidden/, 'it is recorded';

    is change(database => undef)->{status}, 422, 'the last that a site shows stays switched on';
    my ($change) = $admin->get('/admin/site/changes')->{text} =~ m{href="(/admin/site/changes/\d+)"};
    is $admin->post($change, {})->location, '/admin/site?done=undone', 'it is undone';
    like $guest->get(entry_path($item))->{text}, qr/\Q$said\E/, 'and all is there again';
    is $guest->get('/')->location, '/forum/general/', 'as it was';
    like $guest->get("/forum/thread/$thread/x")->location // '', qr{^/forum/thread/$thread/}, 'on the boards, too';
    is change(front => 'forum')->{status}, 303, 'the front page is put right';
};

subtest 'a banner stands above every page until it is over' => sub {
    is change(banner => 'The server moves on Sunday.', banner_level => 'warning', banner_until => '2099-01-31')->{status}, 303, 'it is put up';
    like $_->get('/forum/')->{text}, qr{Attention:</b> <bdi>The server moves on Sunday\.}, 'all see it' for $guest, $member;
    unlike $guest->at('camelot')->get('/forum/')->{text}, qr/The server moves/, 'on this site';
    is change(banner_until => '2001-01-01')->{status}, 422, 'an end in the past is refused';
    journal_banner_over();
    unlike $guest->get('/forum/')->{text}, qr/The server moves/, 'behind its last day nobody sees it';
    like $admin->get('/admin/site')->{text}, qr/last day is over/, 'its administrators are told';
    is change(tagline => 'After the move')->{status}, 303, 'and it stands in the way of no other setting';
    is change(banner => 'The server has moved.')->{status}, 422, 'but of a new text, which nobody would see';
    is change(banner => '')->{status}, 303, 'it is taken away';
    unlike $guest->get('/forum/')->{text}, qr/The server moves/, 'and gone';
};

subtest 'a logo is made anew of what was sent, and stands for the name' => sub {
    my $logo   = sub { (value('SELECT logo FROM site WHERE id = ?', $site)) };
    my $upload = sub ($bytes, %fields) {
        return $admin->upload('/admin/site/logo', [seen => $fields{seen} // $logo->(), logo => { name => 'x.png', bytes => $bytes }]);
    };
    my $sample = sub ($name) {
        open my $in, '<:raw', "$FindBin::Bin/../../fuzz/corpus/picture/$name" or die "$name: $!";
        local $/;
        return scalar <$in>;
    };
    my $head = 'IHDR' . pack('N N C5', 5000, 5000, 8, 6, 0, 0, 0);
    my $huge = substr($sample->('logo.png'), 0, 12) . $head . pack('N', crc32($head)) . substr($sample->('logo.png'), 33);
    is $guest->get('/forum/') && $guest->get('/forum/')->{status}, 200, 'a page is kept';
    for my $name (qw(logo.png logo.jpg logo.webp logo-lossy.webp)) {
        is $upload->($sample->($name))->location, '/admin/site/logo?done=saved', "$name is taken";
        my $page = $guest->get('/forum/')->{text};
        my ($path, $width, $height, $alt) = $page =~ m{<img src="(/logo/[^"]+\.png)" width="(\d+)" height="(\d+)" alt="([^"]+)">};
        is $alt, value('SELECT title FROM site WHERE id = ?', $site), 'every page shows it at once, with the name for who does not see it';
        is "$width $height", '40 20', 'as large as it is';
        my $picture = $guest->get($path);
        is $picture->header('content-type'), 'image/png', 'it is a PNG';
        like $picture->header('cache-control'), qr{public, max-age=31536000}, 'which is kept for good';
        is $picture->header('x-content-type-options'), 'nosniff', 'and taken for nothing else';
        is unpack('x8 N A4', $picture->{content}), 13, 'with a head of its own';
        unlike $picture->{content}, qr/secret place/, 'and nothing else of what was sent';
        is $guest->at('camelot')->get($path)->{status}, 404, 'other sites have none of it';
    }
    my $was = $logo->();
    my %refused = (
        'text'                 => 'GIF89a is not one of them',
        'half of a PNG'        => substr($sample->('logo.png'), 0, 60),
        'half of a WebP'       => substr($sample->('logo.webp'), 0, 40),
        'a JPEG without end'   => substr($sample->('logo.jpg'), 0, 100),
        'nothing'              => '',
    );
    for my $what (sort keys %refused) {
        my $answer = $upload->($refused{$what});
        is $answer->{status}, 422, "$what is refused";
        like $answer->{text}, qr/id="w-logo"/, 'with the reason at the field';
    }
    like $upload->($huge)->{text}, qr/too large: it may have 4 million pixels/, 'what has too many pixels is refused by its head';
    is $upload->('x' x 1_200_000)->{status}, 413, 'what is too long is not read';
    is $logo->(), $was, 'nothing was changed';
    is $upload->($sample->('logo.png'), seen => 'other')->{status}, 409, 'nor by who saw another one';
    is $member->upload('/admin/site/logo', [logo => { name => 'x.png', bytes => $sample->('logo.png') }])->{status}, 403, 'nor by members';
    is $admin->upload('/admin/site/logo', [seen => $was, act => 'remove'])->location, '/admin/site/logo?done=removed', 'it is taken away';
    unlike $guest->get('/forum/')->{text}, qr{/logo/}, 'and no page has it';
    my ($change) = $admin->get('/admin/site/changes')->{text} =~ m{href="(/admin/site/changes/\d+)"};
    is $admin->post($change, {})->{status}, 303, 'which is undone';
    like $guest->get('/forum/')->{text}, qr{/logo/\Q$was\E\.png}, 'and there it is';
    is $admin->upload('/admin/site/logo', [seen => $was, act => 'remove'])->{status}, 303, 'the site is as it was';
};

# Written by SQL: the end of a banner, a few seconds from now, which workers are told of by the switch.
subtest 'a page that is kept ends with its banner' => sub {
    my $kept = sub { $guest->get('/forum/')->{text} =~ /It ends by itself/ };
    is change(banner => 'It ends by itself.', banner_until => '2099-01-31')->{status}, 303, 'it is put up';
    ok $kept->(), 'it stands on the page' for 1, 2;
    sql('UPDATE site SET banner_until = UTC_TIMESTAMP(6) + INTERVAL 2 SECOND WHERE id = ?', $site);
    lorehall('', qw(freeze --site everquest), 'so that workers read it');
    lorehall('', qw(unfreeze --site everquest));
    $kept->() for 1, 2;
    ok wait_until(20, sub { !$kept->() }), 'which nobody has from the cache when its time is over';
    is change(banner => '', banner_until => '')->{status}, 303, 'it is taken away';
};

subtest 'of two who change it at once the second sees both' => sub {
    my %fields = fields();
    is $admin->post('/admin/site', { %fields, title => 'By the first' })->{status}, 303, 'the first';
    my $second = $admin->post('/admin/site', { %fields, title => 'By the second' });
    is $second->{status}, 409, 'the second is told';
    like $second->{text}, qr/value="By the second"/, 'with what they typed';
    like $second->{text}, qr{<bdi>By the first</bdi>}, 'beside what it is now';
    %fields = fields();
    is $admin->post('/admin/site', { %fields, accent => 'verdant', front => 'board:general', banner => 'First', banner_level => 'warning', banner_until => '2098-02-03' })->{status}, 303, 'the first once more';
    $second = $admin->post('/admin/site', { %fields, accent => 'ember', front => 'forum', banner_level => 'info', banner_until => '2097-01-01' });
    is $second->{status}, 409, 'the second is told of all that the first chose';
    my $board = value("SELECT title FROM board WHERE site_id = ? AND name = 'general'", $site);
    like $second->{text}, qr{It is now:\s*<bdi>\Q$_\E</bdi>}, "in words: $_" for 'Verdant', $board, 'First', 'a warning', '2098-02-03';
    like $second->{text}, qr{value="2097-01-01"}, 'with the day that they typed';
    is change(accent => $before{accent}, front => 'forum', banner => '', banner_level => 'info', banner_until => '')->{status}, 303, 'it is put right';
    is $admin->post('/admin/site', { %fields, version => { fields() }->{version}, title => 'By the first' })->{status}, 303, 'and as it was';
    is value('SELECT title FROM site WHERE id = ?', $site), 'By the first', 'nothing was changed';
};

subtest 'what is wrong is told, and nothing changed' => sub {
    my $was = value('SELECT version FROM site WHERE id = ?', $site);
    for ([title => '  '], [title => 'x' x 101], ['title.de' => 'x' x 101], [tagline => 'x' x 201], [banner => 'x' x 301], [accent => 'pink'], [banner_until => 'soon']) {
        is change(@$_)->{status}, 422, "refused: $_->[0]";
    }
    like change(@$_)->{text}, qr/value="\Q$_->[1]\E"/, "$_->[0] is shown as it was typed" for [title => 'x' x 101], ['title.de' => 'y' x 101], [banner => 'z' x 301], [banner_until => 'soon'];
    like change(front => 'board:gone')->{text}, qr/<option value="board:gone" selected/, 'so is what was chosen';
    is change()->{status}, 303, 'the same once more is no change';
    is value('SELECT version FROM site WHERE id = ?', $site), $was, 'nothing was changed';
    is $member->get('/admin/site')->{status}, 403, 'it is not for members';
};

subtest 'each change is listed and can be undone by itself' => sub {
    is change(title => 'Before the joke', tagline => 'Plain')->{status}, 303, 'what it is';
    is change(title => 'After the joke', 'title.de' => 'Nach dem Witz', accent => 'verdant')->{status}, 303, 'a change';
    my $list = $admin->get('/admin/site/changes');
    like $list->{text}, qr{Name.*Name \(de\)}s, 'it is listed with what it changed' or diag $list->{text};
    my ($change) = $list->{text} =~ m{href="(/admin/site/changes/\d+)"};
    my $page = $admin->get($change)->{text};
    like $page, qr{<bdi>Before the joke</bdi>.*<bdi>After the joke</bdi>}s, 'it says what was before and after';
    is change(tagline => 'Changed since')->{status}, 303, 'something else is changed';
    is $admin->post($change, {})->location, '/admin/site?done=undone', 'it is undone';
    my $now = $guest->get('/forum/')->{text};
    like $now, qr{<span>Before the joke</span>}, 'at once, for everybody';
    like $now, qr/Changed since/, 'and nothing else with it';
    like +(lorehall('', qw(audit list --act site.undo --limit 1)))[1], qr/Before the joke/, 'it is recorded';
    is $admin->post($change, {})->{status}, 409, 'once';
    like $admin->get($change)->{text}, qr/It was undone by this change/, 'which is told';
    my ($undo) = $admin->get('/admin/site/changes')->{text} =~ m{href="(/admin/site/changes/\d+)"};
    is $admin->post($undo, {})->{status}, 303, 'the undoing is undone too';
    is value('SELECT title FROM site WHERE id = ?', $site), 'After the joke', 'and all is as it was';
    is change(title => 'Another name')->{status}, 303, 'the name is changed again';
    my $refused = $admin->post($undo =~ s{\d+$}{value('SELECT MAX(id) - 1 FROM site_revision')}er, {});
    is $refused->{status}, 409, 'what was changed again since is not undone';
    like $refused->{text}, qr{<bdi>Another name</bdi>}, 'and what it is now is shown';
    is $admin->at('camelot')->post($undo, {})->{status}, 404, 'on another site there is no such change';
    is $member->get('/admin/site/changes')->{status}, 403, 'nor is it for members';
};

# The fields of the first form of a page that names a version, as a browser sends them: name => value.
sub versioned_form ($answer) {
    my ($form) = grep {/name="version"/} $answer->{text} =~ m{(<form method="post".*?</form>)}gs;
    return if !$form;
    my $plain = sub ($text) { $text =~ s/&lt;/</gr =~ s/&gt;/>/gr =~ s/&quot;/"/gr =~ s/&#39;/'/gr =~ s/&amp;/&/gr };
    my %field;
    for my $input ($form =~ /<input ([^>]*)>/g) {
        my ($name, $value) = map { $input =~ /\b$_="([^"]*)"/ ? $1 : '' } qw(name value);
        next if $name eq '' || $name =~ /^(?:csrf|as)$/ || ($input =~ /type="(?:checkbox|radio)"/ && $input !~ /\bchecked\b/);
        $field{$name} = $plain->($value);
    }
    $field{$1} = $plain->($2) while $form =~ m{<textarea[^>]*name="([^"]+)"[^>]*>\n?(.*?)</textarea>}gs;
    while ($form =~ m{<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>}gs) {
        my ($name, $options) = ($1, $2);
        my ($chosen) = $options =~ /value="([^"]*)" selected/ ? $1 : $options =~ /value="([^"]*)"/;
        $field{$name} = $chosen;
    }
    return \%field;
}

subtest 'of two tabs that send different values the second is shown both, of a role, a board and the site' => sub {
    my $admin = administrator();
    my $title = unique('race') =~ tr/A-Z_/a-z-/r;
    is $admin->post('/admin/roles/new', { name => $title, title => 'Racer', 'may.audit.see' => 1 })->{status}, 303, 'a role to change';
    my $role = value('SELECT id FROM role WHERE name = ?', $title);
    my $board  = value("SELECT MIN(b.id) FROM board b JOIN site s ON s.id = b.site_id WHERE s.name = 'everquest'");
    my %typed  = ("/admin/roles/$role" => 'title', "/admin/boards/$board" => 'description', '/admin/site' => 'tagline');
    for my $path (sort keys %typed) {
        my $was = versioned_form($admin->get($path));
        ok $was && exists $was->{ $typed{$path} }, "$path names its version" or next;
        my ($first, $second) = map { unique($_) } 'First', 'Second';
        is $admin->post($path, { %$was, $typed{$path} => $first })->{status}, 303, "$path: the first tab changes it";
        my $answer = $admin->post($path, { %$was, $typed{$path} => $second });
        is $answer->{status}, 409, 'the second is told';
        like $answer->{text}, qr{name="\Q$typed{$path}\E"[^>]*(?:value="|>\n?)\Q$second\E}, 'and keeps what it typed';
        like $answer->{text}, qr{\Q$first\E}, 'beside what it is now';
        my $now = versioned_form($admin->get($path));
        is $now->{ $typed{$path} }, $first, 'of the second nothing was applied';
        is $admin->post($path, { %$now, $typed{$path} => $was->{ $typed{$path} } })->{status}, 303, 'it is put back';
    }
};

done_testing;
