# Two languages, and pages that are kept for some readers and never given to others.
use v5.36;
use utf8;
use FindBin;
use lib "$FindBin::Bin/../lib";
use IO::Uncompress::Gunzip qw(gunzip);
use Test::More;
use Lorehall;

my $member = member();
my $thread = start_thread($member, title => 'Languages');
my $path   = "/forum/thread/$thread/languages";
reply_to($member, $thread, 'A comment.');
my %guest = map { $_ => visitor(language => $_) } qw(en de);

sub language_of ($page) { my ($html) = $page->html->all('html'); return $html->attribute('lang') }

subtest 'a browser is answered in the language that it asks for' => sub {
    for (['de', 'de'], ['de-AT', 'de'], ['DE', 'de'], ['de-AT,de;q=0.9,en;q=0.5', 'de'], ['en;q=0.1, de;q=0.9', 'de'], ['fr, de;q=0.5', 'de'], ['fr;q=1, en;q=0.2, de;q=0.3', 'de'],
        ['en', 'en'], ['en-GB,en;q=0.9,de;q=0.8', 'en'], ['fr', 'en'], ['*', 'en'], ['', 'en'], [undef, 'en'], ['de;q=0', 'en'], ['deutsch', 'en'], ['q=1;;;,,,', 'en'],
        ['de' x 1000, 'en'], [join(',', ('xx') x 500, 'de'), 'de']) {
        my ($asked, $want) = @$_;
        my $page = visitor(language => $asked)->get($path);
        is language_of($page), $want, 'Accept-Language: ' . substr($asked // 'none', 0, 40) . " is $want";
        is scalar(grep { $_->text eq ($want eq 'de' ? 'Einloggen' : 'Log in') } $page->html->all('a')), 1, 'in its words';
    }
};

subtest 'every page is there in German' => sub {
    for my $page ('/', '/forum/', '/forum/general/', $path, '/account/login', '/account/register', '/forum/none/') {
        my %text = map { $_ => $guest{$_}->get($page) } qw(en de);
        is language_of($text{de}), 'de', "$page says that it is German";
        my ($head) = map { $_->text } $text{de}->html->all('nav');
        unlike $text{de}{text}, qr/>(?:Log in|Register|Boards|Reply|Comments|Your comment)</, 'and has none of the English words';
        is_deeply [$text{de}->html->shape], [$text{en}->html->shape], 'being the same page otherwise';
    }
    my $german = member(language => 'de');
    like $german->post('/forum/reply', { subject => "thread:$thread", body => '' })->complaint, qr/Bitte/, 'what is wrong with a form is said in German';
    unlike $german->api(POST => '/api/v1/comments', {})->complaint, qr/Please|This/, 'and by the API';
    my $csrf = $german->post('/forum/reply', { subject => "thread:$thread", body => 'x', csrf => 'x' });
    is language_of($csrf), 'de', 'so is an error page';
    is $guest{de}->get('/forum/none/')->{status}, 404, 'with the same status';
};

subtest 'a game speaks German, too' => sub {
    for my $page ('/beastiary/', '/beastiary/npc/', '/beastiary/item/?sort=-damage', '/beastiary/spell/?classes=druid', '/beastiary/zone/', '/beastiary/compare', '/beastiary/imports/', '/search?q=stone') {
        my %text = map { $_ => $guest{$_}->get($page) } qw(en de);
        is $text{de}{status}, $text{en}{status}, "$page: $text{en}{status}";
        is language_of($text{de}), 'de', 'in German';
        # A title tells what a brief word stands for, where the language has one.
        my %shape = map { $_ => [ map {s/ title\b//r} $text{$_}->html->shape ] } qw(en de);
        is_deeply $shape{de}, $shape{en}, 'being the same page otherwise';
        unlike $text{de}{text}, qr/>(?:Search|Filters|Columns|Compare|Imports|Spells|Class|Damage|Weight)</, 'and has none of the English words';
    }
    my $list = $guest{de}->get('/beastiary/item/')->{text};
    like $list, qr/>\s*\Q$_\E\s*</, "an item has its $_" for 'Schaden', 'Klassen', 'Nicht handelbar';
    like $list, qr{<abbr title="Rüstungsklasse">AC</abbr>}, 'and what players write short, with its long form';
    like $guest{de}->get('/beastiary/npc/?race=box')->{text}, qr/\bBox\b/, 'names of a game are the same in every language, also where such a word is said elsewhere';
    like $guest{de}->get('/beastiary/npc/?class=warrior')->{text}, qr/Krieger/, 'a filter is written in names that hold everywhere, and read in German';
};

subtest 'an account has a language of its own, which counts more' => sub {
    my $reader = member(language => 'en');
    my $choose = sub ($code) { $reader->post('/account/settings', { action => 'language', language => $code }) };
    is language_of($reader->get($path)), 'en', 'at first it is as the browser says';
    is $choose->('de')->{status}, 303, 'German is chosen';
    on_each_worker('forum', sub ($worker) { is language_of($reader->get($path)), 'de', "and worker $worker speaks it" });
    is language_of($reader->at('camelot')->get('/')), 'de', 'at every site';
    my ($chosen) = grep { $_->tag eq 'input' && defined $_->attribute('checked') } $reader->get('/account/settings')->html->all('input');
    is $chosen->attribute('value'), 'de', 'the settings show it';
    is $choose->($_)->{status}, 422, "there is no language '$_'" for 'fr', 'xx', 'DE', 'd', 'deu', "d\0";
    is language_of($reader->get($path)), 'de', 'so nothing changes';
    is $choose->('')->{status}, 303, 'the browser is followed again';
    is language_of($reader->get($path)), 'en', 'into English';
};

subtest 'a page that is kept goes only to those whom it is for' => sub {
    my %who = (
        en => $guest{en}, de => $guest{de}, (map { ("member$_" => member(language => $_ % 2 ? 'de' : 'en')) } 1 .. 3), author => $member,
        root => administrator(),
    );
    my %name  = map { $_ => $who{$_}{name} } keys %who;
    my @pages = ('/', '/forum/', '/forum/general/', $path, "$path?sort=best");
    my ($comment) = reverse thread_ids($thread);
    $who{member1}->post("/forum/comment/$comment/rating", { value => 1 });
    # All at once, in an order of their own, again and again.
    my @kinds  = sort keys %who;
    my @wrong  = map {@$_} parallel(4, sub ($i) {
        my @wrong;
        for my $round (1 .. 25) {
            my ($kind, $page) = ($kinds[rand @kinds], $pages[rand @pages]);
            my $text = $who{$kind}->get($page)->{text};
            my $say  = sub ($what) { push @wrong, "$kind $page: $what" };
            my $language = $who{$kind}{language} // 'en';
            $say->('language') unless $text =~ /<html lang="$language"/;
            my ($shown) = $text =~ m{<summary><span>([\w-]+)</span></summary>};
            $say->('name ' . ($shown // 'none')) unless ($shown // '') eq ($name{$kind} // '');
            $say->('account') unless (($text =~ /<body data-account="(\d+)"/)[0] // 0) == ($who{$kind}{id} // 0);
            $say->('a token') if !defined $who{$kind}{token} && $text =~ /name="csrf"/;
            $say->('votes') if $page =~ /thread/ && ($text =~ /data-comment="$comment"/ ? 1 : 0) != ($kind eq 'member1' ? 1 : 0);
        }
        return \@wrong;
    });
    is_deeply \@wrong, [], 'of 100 pages, each had the right language, name, token and votes';

    for my $kind (grep { defined $who{$_}{token} } @kinds) {
        my ($token) = $who{$kind}->get($path)->{text} =~ /name="csrf" value="([^"]+)"/;
        is $who{$kind}->post('/forum/reply', { subject => "thread:$thread", body => '', csrf => $token })->{status}, 422, "$kind: the page's token is theirs";
    }
};

subtest 'caches outside are told what they may do' => sub {
    for (['a guest', $guest{en}], ['a member', $member]) {
        my ($what, $who) = @$_;
        my $answer = $who->get($path);
        like $answer->header('vary'), qr/\b$_\b/i, "$what: the page depends on $_" for qw(Cookie Accept-Language Accept-Encoding);
        like $answer->header('cache-control'), qr/no-cache/, 'it is asked for anew each time';
    }
    like $member->get($path)->header('cache-control'), qr/private/, "a member's page is theirs";
    unlike $guest{en}->get($path)->header('cache-control'), qr/public|max-age/, "a guest's is not public";
};

subtest 'compressed or not, a page is the same' => sub {
    for my $kind (qw(en de)) {
        # For so little as the last, the head of a compressed answer would cost more than it saves.
        my $little = "/api/v1/threads/thread:$thread";
        for my $page ($path, "$path?x=" . unique(), '/', '/account/login', $little) {
            for (1 .. 2) {
                my $plain = $guest{$kind}->get($page);
                my $small = $guest{$kind}->get($page, headers => { 'accept-encoding' => 'gzip' });
                my $text = $small->{content};
                if ($page eq $little) {
                    is $small->header('content-encoding'), undef, "$page in $kind is not compressed";
                }
                else {
                    is $small->header('content-encoding'), 'gzip', "$page in $kind is compressed";
                    ok gunzip(\$small->{content} => \$text), 'by what it says';
                }
                # Between one and the other it may become a second later.
                s/name="csrf" value="[^"]*"/csrf/g, s/<time[^>]*>\K[^<]*/when/g for $plain->{content}, $text;
                is $text, $plain->{content}, 'and the same';
                is $guest{$kind}->get($page, headers => { 'accept-encoding' => $_ })->header('content-encoding'), undef, "not for '$_'"
                    for 'br', 'identity', 'deflate', '';
            }
        }
    }
};

done_testing;
