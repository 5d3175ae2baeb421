# Whatever somebody types is text to everybody who reads it. A corpus of hostile texts goes through
# every form and every address; the pages that come of it must be made of the same elements and
# attributes as pages of harmless text.
use v5.36;
use utf8;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Test::More;
use Time::Piece qw(gmtime);
use Lorehall;
use Lorehall::Lore;

my @corpus = (
    '<script>alert(1)</script>',
    '<img src=x onerror=alert(1)>',
    '"><svg onload=alert(1)>',
    "' onmouseover='alert(1)",
    '" autofocus onfocus="alert(1)',
    '</title><script>alert(1)</script>',
    '</textarea><script>alert(1)</script>',
    '</article></div></section><h1>Mine</h1>',
    '<!--',
    '--><b>x</b>',
    '<![CDATA[<b>x</b>]]>',
    '<?php echo 1 ?>',
    '<?cs var:Page.csrf ?>',
    '<?cs include:"/etc/passwd" ?>',
    '&lt;script&gt;alert(1)&lt;/script&gt;',
    '&#60;script&#62;alert(1)&#60;/script&#62;',
    '&#x3c;b&#x3e;',
    '<style>*{display:none}</style>',
    '<iframe src="//evil.example"></iframe>',
    '<base href="//evil.example/">',
    '<form action="//evil.example"><input name=csrf>',
    '<a href="javascript:alert(1)">x</a>',
    '[x](javascript:alert(1))',
    '[x](JaVaScRiPt:alert(1))',
    '[x](java&#115;cript:alert(1))',
    "[x](java\tscript:alert(1))",
    '[x](data:text/html;base64,PHNjcmlwdD4=)',
    '[x](vbscript:msgbox)',
    '[x](//evil.example)',
    '[x](/account/logout)',
    '[x](https://ok.example/" onclick="alert(1))',
    '[x](https://ok.example/ "title\" onclick=\"alert(1)")',
    '![x](https://ok.example/x.png" onerror="alert(1))',
    '![x](https://ok.example/x.png)',
    '<https://ok.example/"onclick=alert(1)>',
    '<javascript:alert(1)>',
    'https://ok.example/<script>alert(1)</script>',
    '[a]: javascript:alert(1)' . "\n\n[a]",
    "```\n</code></pre><script>alert(1)</script>\n```",
    "``` \"><script>\nx\n```",
    '| <b>a</b> |' . "\n|---|\n| <i onclick=x>b</i> |",
    '> ' x 40 . 'deep',
    '*' x 400 . 'x' . '*' x 400,
    '[' x 200 . 'x' . '](a)' x 200,
    '%3Cscript%3Ealert(1)%3C/script%3E',
    '{{7*7}}${7*7}<%= 7*7 %>#{7*7}',
    "\\x3cscript\\x3e \\u003cb\\u003e",
    "Zalgo \x{300}\x{301}\x{302}\x{303} and \x{FDFA}",
    "\x{FEFF}<b>after a mark</b>",
    'x' x 5000,
);
my $corpus = scalar @corpus;

# What Markdown may make, and the attributes that its elements may have.
my %markdown = (
    (map { $_ => '' } qw(blockquote ul ol li hr pre code table thead tbody tr em strong del br)),
    p => 'class', (map { ("h$_" => '') } 3 .. 6), ol => 'start', div => 'class', a => 'href rel', th => 'class', td => 'class',
);

# What is wrong with the elements below PROSE, all of which somebody typed.
sub faults ($prose) {
    my @faults;
    for my $e ($prose->find(sub ($e) {1})) {
        my %allowed = map { $_ => 1 } split ' ', $markdown{ $e->tag } // (push(@faults, '<' . $e->tag . '>'), '');
        push @faults, map { $e->tag . " $_" } grep { !$allowed{$_} } $e->names;
        next unless $e->tag eq 'a';
        push @faults, 'href ' . $e->attribute('href') unless $e->attribute('href') =~ m{^(?:https?://|mailto:|/(?![/\\])|[#?]|$)}i;
        push @faults, 'rel ' . ($e->attribute('rel') // 'none') unless ($e->attribute('rel') // '') eq 'nofollow ugc noopener';
    }
    return @faults;
}

# A text as part of a test's name.
sub brief ($text) { substr $text =~ s/\s+/ /gr, 0, 50 }

# The page without what is typed: its elements and attributes outside of prose.
sub frame ($page) {
    my @shape;
    my @left = $page->html->elements;
    while (my $e = shift @left) {
        push @shape, join ' ', $e->tag, $e->names;
        unshift @left, $e->elements unless ($e->attribute('class') // '') eq 'prose';
    }
    return \@shape;
}

sub prose ($page) { $page->html->find(sub ($e) { ($e->attribute('class') // '') eq 'prose' }) }

my ($member, $guest) = (member(), visitor());

subtest "$corpus texts as comments" => sub {
    my $thread = start_thread($member, title => 'Corpus');
    my @id = map { reply_to($member, $thread, $_) } @corpus;
    my $page = $guest->get("/forum/thread/$thread/corpus");
    is $page->{status}, 200, 'the thread can be read';
    for my $i (0 .. $#corpus) {
        my ($prose) = grep { ($_->attribute('class') // '') eq 'prose' } $page->html->id("c-$id[$i]")->all('div');
        my @faults = faults($prose);
        is "@faults", '', brief($corpus[$i]);
    }
    my $calm = start_thread($member, title => 'Corpus');
    reply_to($member, $calm, 'Harmless.') for @corpus;
    is_deeply frame($page), frame($guest->get("/forum/thread/$calm/corpus")), 'the page around them is that of harmless texts';
    is_deeply frame($member->get("/forum/thread/$thread/corpus")), frame($member->get("/forum/thread/$calm/corpus")), 'for members too';

    my $list = $guest->get("/api/v1/threads/thread:$thread?limit=200")->json->{comments};
    my %html = map { $_->{id} => $_->{html} } @$list;
    is scalar(grep { faults(Lorehall::Html->parse($html{$_})) } @id), 0, "the API's HTML is the same";
};

subtest "$corpus texts as titles" => sub {
    my @titles = map { length > 200 ? substr($_, 0, 200) : $_ } map {s/\s+/ /gr} @corpus;
    my (%frame, %broken);
    my $calm = start_thread($member, title => 'Harmless', body => 'x');
    my $want = frame($guest->follow("/forum/thread/$calm"));
    for my $title (@titles) {
        my $thread = start_thread($member, title => $title, body => 'x');
        my $page   = $guest->follow("/forum/thread/$thread");
        my ($head) = $page->html->all('h1');
        is $head->text, $title =~ s/^\s+|\s+$//gr, brief($title);
        is_deeply frame($page), $want, 'on a page made of the same elements' or $broken{$title} = 1;
        my $reply = $member->get("/forum/reply?subject=thread:$thread");
        is scalar($reply->html->all('script')), 2, 'and above the form for a reply';
    }
    for my $list ('/', '/forum/general/') {
        my $page = $guest->get($list);
        my %link = map { $_->text => 1 } $page->html->all('a');
        my ($foreign) = grep { !/^(?:nofollow|next|first)?$/ } map { $_->attribute('rel') // '' } $page->html->all('a');
        ok $link{ $titles[-2] =~ s/^\s+|\s+$//gr }, "$list lists them";
        is $foreign, undef, 'as links of our own';
        my @strange = grep {/^(?:img|iframe|form|base|style|object)\b| on/} @{ frame($page) };
        is scalar(@strange), 1, 'and makes no element of them';
        like $strange[0], qr/^form action class .*role$/, 'beside the search that every page has';
    }
};

subtest 'forms show what was typed as it was typed' => sub {
    my $thread  = start_thread($member);
    my $comment = reply_to($member, $thread, 'x');
    my %want;
    for my $text ('Harmless.', @corpus) {
        my $name = brief($text);
        my $line = $text =~ s/\s+/ /gr =~ s/^ | $//gr;
        for (
            ['/forum/reply', body => $text, subject => "thread:$thread", preview => 1],
            ['/forum/reply', body => "$text\x{7}", subject => "thread:$thread"],
            ['/forum/general/new', body => $text, title => "$line\x{7}"],
            ["/forum/comment/$comment/edit", body => "$text\x{7}"],
        ) {
            my ($path, %fields) = @$_;
            my $page = $member->post($path, \%fields);
            my $kind = join ' ', $path, $page->{status}, sort keys %fields;
            is_deeply [grep { !/^a href rel$|^(?:tr|td|th|p|li)\b/ } @{ frame($page) }],
                $want{$kind} //= [grep { !/^(?:tr|td|th|p|li)\b/ } @{ frame($page) }], "$name: $kind";
            for my $field (grep { $fields{$_} } qw(body title)) {
                is $page->html->field($field) =~ s/\r\n/\n/gr, $fields{$field} =~ tr/\x{7}/\x{FFFD}/r, "$field is in the form";
            }
            is_deeply [map { faults($_) } prose($page)], [], 'its preview is harmless' if $fields{preview};
        }
    }
};

subtest 'what people write has its own direction, and no mark of it leaks' => sub {
    my $title  = "\x{5E9}\x{5DC}\x{5D5}\x{5DD} Vox";
    my $thread = start_thread($member, title => $title, body => "\x{202E}abc\n\n\x{200F}\x{5E9}");
    my $page   = $member->get($member->get("/forum/thread/$thread/x")->location)->{text};
    like $page, qr{<h1 dir="auto">\Q$title\E</h1>}, 'a title';
    like $page, qr{<div class="prose" dir="auto"><p>\x{202E}abc\x{202C}</p><p>\x{200F}\x{5E9}</p>}, 'a comment, its override ended with its line';
    like $page, qr{<textarea[^>]* dir="auto"|<textarea dir="auto"}, 'the field for an answer';
    like $member->get('/forum/general/new')->{text}, qr{<input id="f-title" dir="auto"}, 'the field for a title';
    like $member->get('/forum/general/')->{text}, qr{<bdi>\Q$title\E</bdi>}, 'a title among others';
};

subtest 'a name that runs from right to left turns nothing around it, wherever it is named' => sub {
    my $tag    = unique('turn');
    my $dana   = "\x{5D3}\x{5E0}\x{5D4} ($tag";
    my $apart  = "\x{2068}$dana\x{2069}";
    my $zone   = make_entry('zone', $dana);
    my $npc    = make_entry('npc', "a $tag gnoll", { level => 3 });
    my $other  = make_entry('npc', "$dana gnoll", { level => 5 });
    relate('found_in', $npc, $zone);
    my $cap    = make_entry('item', "$dana cap");
    journal_entries($zone, $npc, $other, $cap);
    my $now = gmtime->strftime('%Y-%m-%dT%H:%M:%SZ');
    import_threads(
        { id => '1', thread => '1', author => $dana, created => $now, title => "$dana, 1", score => 0, body => 'One.' },
        { id => '2', thread => '1', parent => '1', author => $dana, created => $now, score => 0, body => "Two $tag" },
        { id => '3', thread => '1', parent => '2', author => 'fen', created => $now, score => 0, body => 'Three.' },
    );
    my $thread = value('SELECT id FROM thread WHERE title = ?', "$dana, 1");
    my $second = value('SELECT id FROM comment WHERE body = ?', "Two $tag");
    my $path   = $guest->get("/forum/thread/$thread/x")->location;

    # Before what other tests have begun in this second.
    is member()->api(POST => '/api/v1/comments', { subject => "thread:$thread", body => 'Four.' })->{status}, 201, 'it is the latest';
    my $board = $guest->get('/forum/general/')->{text};
    like $board, qr/by \Q$apart\E, </, 'in a sentence';
    like $board, qr{<bdi>\Q$dana, 1\E</bdi></a>}, 'a title';
    like $guest->get('/forum/')->{text}, qr{<bdi>\Q$dana, 1\E</bdi>}, 'a title on the front';
    like $member->get("/forum/reply?subject=thread:$thread&parent=$second")->{text}, qr/<h1>Reply to \Q$apart\E</, 'in a heading';
    like $guest->get($path)->{text}, qr{<title>\x{2068}\Q$dana, 1\E\x{2069} · }, 'in a page’s title';
    like $guest->get("$path?sort=newest")->{text}, qr/in reply to \Q$apart\E: /, 'as who is answered';
    like $guest->get("/forum/thread/$thread/comments.atom")->{text}, qr{<title>\Q$apart\E: \x{2068}\Q$dana, 1\E\x{2069}</title>}, 'in a feed';

    my $list = $guest->get("/beastiary/npc/?q=$tag&found_in=$zone")->{text};
    like $list, qr{<b dir="auto">\Q$dana\E</b>}, 'a list’s filter';
    like $guest->get("/beastiary/npc/?q=$tag")->{text}, qr{<bdi>\Q$dana gnoll\E</bdi></a>}, 'a row of it';
    like $guest->get("/beastiary/item/?q=$tag")->{text}, qr{aria-label="Compare \x{2068}\Q$dana cap\E\x{2069}"}, 'and its box';
    is $guest->get("/beastiary/suggest?q=a%20$tag")->json->{suggestions}[0]{note}, "$apart · Level 3", 'a note';
    like $guest->get(entry_path($npc))->{text}, qr{>\Q$dana\E</bdi></a>}, 'a relation';
    like $guest->get(entry_path($zone))->{text}, qr{<h1>.*<bdi>\Q$dana\E</bdi></h1>}, 'an entry’s heading';
    like $guest->get(entry_path($zone) . '/history')->{text}, qr/History of \Q$apart\E</, 'its history';
    like $guest->get(entry_path($zone) . '/map')->{text}, qr/Map of \Q$apart\E</, 'its map';
    my $asked = Lorehall::Visitor::escape($dana);
    like $guest->get("/search?q=$asked&list=1")->{text}, qr/Search for “\Q$apart\E”/, 'what is asked for';
    like $guest->get("/beastiary/npc/?level=$asked")->{text}, qr/“\Q$apart\E” is not a number/, 'and what is refused';
    is_deeply [$guest->get("/beastiary/npc/$other/x")->{text} =~ /\x{2068}(?![^\x{2068}]*\x{2069})/g], [], 'what is opened is closed';
};

subtest 'names, agents and addresses are text too' => sub {
    my $want;
    for my $text ('harmless text', @corpus) {
        my $line = substr $text =~ s/\s+/ /gr =~ s/^ | $//gr, 0, 150;
        my $form = visitor()->post('/account/register', { name => $line, password => 'short', repeat => 'x', next => "/$line" });
        is $form->html->field('name'), $line, 'a name to register: ' . brief($line);
        $want //= frame($form);
        is_deeply frame($form), $want, 'in the same form';
    }
    my $somebody = member(agent => '"><script>alert(1)</script>');
    my $page = $somebody->get('/account/sessions');
    is scalar($page->html->all('script')), 2, "a browser's name is no script";
    like $page->html->text, qr/"><script>alert\(1\)/, 'but is shown';

    my $calm = frame($guest->get('/forum/nothing/?x=harmless'));
    my ($asked, $missing) = (0, 0);
    for my $text (@corpus[0 .. 40]) {
        my $escaped = Lorehall::Visitor::escape($text);
        for my $path ("/forum/$escaped/", "/forum/nothing/?x=$escaped", "/forum/nothing/?$escaped") {
            my $answer = $guest->get($path);
            $asked++;
            # Others are no addresses, which is another page.
            next unless ($answer->header('content-type') // '') =~ /html/ && $answer->{status} == 404;
            $missing++;
            is_deeply frame($answer), $calm, 'an address: ' . substr $path, 0, 60;
        }
    }
    cmp_ok $missing, '>', $asked / 2, "$missing of $asked were addresses";
};

subtest 'the rules that browsers are given leave no room for it' => sub {
    for my $path ('/', '/forum/nothing/', '/account/login', '/api/v1/boards', '/forum/comment/1/edit') {
        my $answer = $guest->get($path);
        my %policy = map { my ($name, $value) = split ' ', $_, 2; $name => $value // '' } split /;\s*/, $answer->header('content-security-policy') // '';
        is $policy{'default-src'}, "'none'", "$path: nothing is allowed but what is named";
        is $policy{'script-src'},  "'self'", 'scripts come from here, none is inline';
        is $policy{'style-src'},   "'self'", 'so do styles';
        is $policy{'form-action'}, "'self'", 'forms go nowhere else';
        is $policy{'base-uri'}, "'none'", 'there is no other base';
        is $policy{'frame-ancestors'}, "'none'", 'nobody frames the page';
        is $answer->header('x-content-type-options'), 'nosniff', 'types are not guessed';
        is $answer->header('referrer-policy'), 'same-origin', 'addresses are not told to others';
    }
    for my $path ('/', '/forum/general/', '/account/login') {
        my $html = $guest->get($path)->html;
        is scalar(grep { $_->text ne '' } $html->all('script')), 0, "$path has no inline script";
        is scalar($html->find(sub ($e) { grep {/^on|^style$/} $e->names })), 0, 'and no inline style or handler';
        is scalar(grep { ($_ // '') =~ m{^(?:https?:)?//} } map { $_->attribute('src') } $html->find(sub ($e) {1})), 0, 'and fetches nothing from elsewhere';
    }
};

done_testing;
