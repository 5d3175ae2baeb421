# Pages that administrators write: made, previewed, seen by everybody in their language, changed, undone and removed;
# linked from every footer; the rules accepted by who registers; two who change one at once; hostile text; what is wrong.
use v5.36;
use utf8;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Test::More;
use Lorehall;

my ($admin, $member) = map { $_->at('camelot') } administrator(), member();
my ($guest, $german) = (visitor(site => 'camelot'), visitor(site => 'camelot', language => 'de'));
my $mark = unique('Pages') =~ tr/-_//dr;

# Makes a page by the form; gives where it is edited.
sub make_page ($slug, %fields) {
    my $answer = $admin->post('/admin/pages/new', { slug => $slug, place => '', %fields });
    like $answer->location // '', qr{^/admin/pages/\d+\?done=made$}, "a page is made: $slug" or diag "$answer->{status} $answer->{text}";
    return ($answer->location // '') =~ s/\?.*//r;
}

# Its form as a browser would send it.
sub page_fields ($path) {
    my $html = $admin->get($path)->html;
    my %fields = map { $_->attribute('name') => $_->attribute('value') // '' } grep { ($_->attribute('name') // '') =~ /^(?:slug|place|version|title\.\w+)$/ } $html->all('input');
    my $text = $admin->get($path)->{text};
    $fields{"body.$1"} = $2 while $text =~ m{<textarea[^>]*name="body\.(\w+)"[^>]*>\n(.*?)</textarea>}sg;
    return %fields;
}

# Sends it as it is now, with changes.
sub edit_page ($path, %changes) { return $admin->post($path, { page_fields($path), %changes }) }

my $rules = make_page('rules', place => 1, 'title.en' => "$mark rules", 'body.en' => "# Be kind\n\nNo *spoilers*, $mark.");
END {
    local $?;
    edit_page($rules, act => 'remove') if $rules;
}

subtest 'everybody reads it, and every footer leads there' => sub {
    my $page = $guest->get('/rules');
    is $page->{status}, 200, 'it is there';
    like $page->{text}, qr{<h1><bdi>\Q$mark\E rules</bdi></h1>.*<h3>Be kind</h3>.*<em>spoilers</em>}s, 'written in Markdown';
    like $page->{text}, qr{<link rel="canonical" href="[^"]+/rules">}, 'at its one address';
    is $guest->get('/page/rules')->location, '/rules', 'where others lead to';
    for my $visitor ($guest, $member, $german) {
        like $visitor->get('/forum/')->{text}, qr{<a href="/rules"><bdi>\Q$mark\E rules</bdi></a>}, 'the footer has it';
    }
    unlike visitor()->get('/forum/')->{text}, qr/\Q$mark\E/, 'of this site only';
    is visitor()->get('/rules')->{status}, 404, 'where another has none';
    like $guest->get('/sitemap/pages')->{content}, qr{/rules</loc>}, 'the sitemap names it';
    like $admin->get('/rules')->{text}, qr{href="\Q$rules\E"}, 'who may is led to its form';
    unlike $member->get('/rules')->{text}, qr{/admin/pages}, 'and nobody else';
};

subtest 'a reader has it in their language, or in the one that there is' => sub {
    like $german->get('/rules')->{text}, qr{lang="en">.*Be kind}s, 'in English where there is no German';
    is edit_page($rules, 'title.de' => "$mark Regeln", 'body.de' => "Keine *Enthüllungen*.")->location, "$rules?done=saved", 'it is written in German too';
    like $german->get('/rules')->{text}, qr{Regeln</bdi></h1>.*<em>Enthüllungen</em>}s, 'and read so at once';
    like $german->get('/forum/')->{text}, qr{<a href="/rules"><bdi>\Q$mark\E Regeln</bdi></a>}, 'also in the footer';
    like $guest->get('/rules')->{text}, qr/Be kind/, 'others have what they had';
};

subtest 'a guest who asks again costs no query' => sub {
    my $queries = sub {
        my ($metrics) = visitor(site => 'camelot')->get('/metrics')->{content};
        return $metrics =~ /^lorehall_queries_total (\d+)/m ? $1 : die 'no figure of queries';
    };
    $guest->get('/rules') for 1 .. 8;
    my $before = $queries->();
    $guest->get('/rules') for 1 .. 20;
    cmp_ok $queries->() - $before, '<', 15, 'of twenty none';
};

subtest 'what it was is kept, and can be restored' => sub {
    is edit_page($rules, 'body.en' => "# Be rude\n\nAll is allowed.")->{status}, 303, 'somebody makes a joke';
    like $guest->get('/rules')->{text}, qr/Be rude/, 'everybody sees it';
    my $list = $admin->get("$rules/revisions")->{text};
    my @revisions = $list =~ m{href="(\Q$rules\E/revisions/\d+)"}g;
    is scalar @revisions, 3, 'each revision is listed';
    my $old = $admin->get($revisions[1])->{text};
    like $old, qr{<h3>Be kind</h3>}, 'and shown as it was';
    my %fields = page_fields($rules);
    is $admin->post($revisions[1], { version => $fields{version} })->location, "$rules?done=restored", 'one is restored';
    like $guest->get('/rules')->{text}, qr/Be kind/, 'and is what everybody sees';
    is $admin->post($revisions[0], { version => $fields{version} })->{status}, 409, 'not where somebody else changed the page meanwhile';
    like +(lorehall('', qw(audit list --act page.change --limit 1)))[1], qr/\Q$mark\E/, 'it is recorded';
};

subtest 'whoever registers accepts the rules' => sub {
    state $address = 0;
    my $register = sub (%fields) {
        my $name = unique('ruled') =~ tr/A-Z_/a-z-/r;
        my $answer = visitor(site => 'camelot', from => '127.8.' . $$ % 250 . '.' . ++$address)
            ->post('/account/register', { name => $name, password => $Lorehall::PASSWORD, repeat => $Lorehall::PASSWORD, %fields });
        return ($answer, $name);
    };
    like $guest->get('/account/register')->{text}, qr{name="rules".*href="/rules"}s, 'the form leads there';
    my ($refused, $name) = $register->();
    is $refused->{status}, 422, 'without that nobody does';
    like $refused->{text}, qr{href="#f-rules".*value="\Q$name\E"}s, 'which is told, and nothing typed is lost';
    my $shown = sub { ($guest->get('/account/register')->{text} =~ /name="rules" value="(\d+)"/)[0] };
    my $before = $shown->();
    is edit_page($rules, 'body.en' => "# Be kinder\n\nNo *spoilers*, $mark.")->{status}, 303, 'the rules are changed while somebody has the form open';
    ($refused, $name) = $register->(rules => $before);
    is $refused->{status}, 422, 'nobody accepts what they were not shown';
    like $refused->{text}, qr{<h3>Be kinder</h3>}, 'they are shown the rules as they are';
    like $refused->{text}, qr{href="#f-rules".*value="\Q$name\E"}s, 'nothing typed is lost';
    unlike $refused->{text}, qr{name="rules"[^>]*checked}, 'and are asked anew';
    for my $other (0, 'x', '-1') { is +($register->(rules => $other))[0]->{status}, 422, "nor do they by $other" }
    ($refused, $name) = $register->(rules => $shown->());
    is $refused->{status}, 303, 'with it they are in';
    my %fields = page_fields($rules);
    is $fields{version}, $shown->(), 'the form names the revision';
    like +(lorehall('', qw(audit list --act account.make --account), $name))[1], qr/accepted the rules, revision $fields{version}/, 'it is recorded which they were';
    unlike visitor()->get('/account/register')->{text}, qr{name="rules"}, 'a site without rules asks nothing';
};

subtest 'of two who change it at once the second sees both' => sub {
    my %fields = page_fields($rules);
    is $admin->post($rules, { %fields, 'body.en' => 'By the first', place => 3 })->{status}, 303, 'the first';
    my $second = $admin->post($rules, { %fields, 'body.en' => 'By the second' });
    is $second->{status}, 409, 'the second is told';
    like $second->{text}, qr{<textarea[^>]*name="body.en"[^>]*>\nBy the second</textarea>}, 'with what they typed';
    like $second->{text}, qr{<pre class="now"[^>]*>By the first</pre>}, 'beside what it is now';
    like $second->{text}, qr{It is now:\s*<bdi>3</bdi>}, 'of each field';
    my ($version) = $second->{text} =~ /name="version" value="(\d+)"/;
    is $admin->post($rules, { %fields, 'body.en' => 'By the second', version => $version })->{status}, 303, 'sent again it is theirs';
    is edit_page($rules, act => 'remove', version => $fields{version})->{status}, 409, 'nor is it removed behind anybody\'s back';
};

subtest 'hostile text is text' => sub {
    my $path = make_page("free-$$", 'title.en' => '<script>t()</script> & <?cs var:x ?>', 'body.en' => qq{<script>b()</script> <img src=x onerror=y()> [x](javascript:alert(1)) [y](https://a.example/ "z") \x{5b}[name]]});
    my $page = $guest->get("/page/free-$$");
    is $page->{status}, 200, 'it is a page';
    unlike $page->{text}, qr{<script>[tb]\(|<img|href="javascript:}, 'nothing of it runs' or diag $page->{text};
    like $page->{text}, qr{rel="nofollow ugc noopener">y</a>}, 'links are marked';
    unlike $guest->get('/forum/')->{text}, qr{/page/free-$$}, 'without a place in the footer it is not linked there';
    is edit_page($path, act => 'remove')->location, "$path?done=removed", 'it is removed';
    is $guest->get("/page/free-$$")->{status}, 404, 'and not there';
    like $admin->get('/admin/pages')->{text}, qr{/page/free-$$.*removed}s, 'but for its writers';
    is edit_page($path, act => 'restore')->{status}, 303, 'and restored';
    is $guest->get("/page/free-$$")->{status}, 200, 'and there again';
    my $preview = edit_page($path, act => 'preview', 'body.en' => '**Bold** words');
    like $preview->{text}, qr{class="preview".*<strong>Bold</strong>}s, 'a preview shows what it would be';
    unlike $guest->get("/page/free-$$")->{text}, qr/Bold/, 'and changes nothing';
    is edit_page($path, slug => 'rules')->{status}, 409, 'an address is one page\'s';
    is edit_page($path, act => 'remove')->{status}, 303, 'away with it';
};

subtest 'what is wrong is told, and nothing changed' => sub {
    my %wrong = ('a bad address' => [slug => 'No Way'], 'no address' => [slug => ''], 'a title alone' => ['body.en' => ''], 'a text alone' => ['title.en' => ''],
        'too long a title' => ['title.en' => 'x' x 101], 'too long a text' => ['body.en' => 'y' x 20_001], 'a place that is none' => [place => 'first']);
    for (sort keys %wrong) {
        my $answer = edit_page($rules, $wrong{$_}->@*);
        is $answer->{status}, 422, "refused: $_";
        like $answer->{text}, qr/By the second/, 'nothing that was typed is lost' if $wrong{$_}[0] ne 'body.en';
    }
    is edit_page($rules)->{status}, 303, 'the same once more is no change';
    is $member->get($_)->{status}, 403, "$_ is not for members" for '/admin/pages', $rules, "$rules/revisions";
    is $admin->at('everquest')->get($rules)->{status}, 404, 'nor on another site';
};

done_testing;
