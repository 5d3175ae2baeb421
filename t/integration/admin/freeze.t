# The read-only switch: everything is read and nothing written by any route, what was typed is kept, and who
# administers takes it back; of one site and of all, in the browser and by the command line.
use v5.36;
use utf8;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Test::More;
use Lorehall;
use Lorehall::Routes;

my ($admin, $member, $guest) = (administrator(site => 'camelot'), member(site => 'camelot'), visitor(site => 'camelot'));
my $elsewhere = member();
my ($site)    = map { value("SELECT id FROM site WHERE name = ?", $_) } 'camelot';
my $board     = value("SELECT name FROM board WHERE site_id = ? ORDER BY position LIMIT 1", $site);
my $thread    = start_thread($member, board => $board, title => 'Before');
my $reply     = reply_to($admin, $thread, 'Before.');
my $warned    = member(site => 'camelot');
is $admin->post("/admin/accounts/$warned->{id}/warn", { reason => 'Mind your words.' })->{status}, 303, 'somebody is warned';

sub freeze_by ($who, %fields) { return $who->post('/admin/freeze', { where => $site, act => 'freeze', reason => 'We move to another host until noon.', %fields }) }

is $member->get('/admin/freeze')->{status}, 403, 'members have no switch';
is freeze_by($admin, reason => '')->{status}, 422, 'it asks for a reason';
is freeze_by($admin)->location, '/admin/freeze?done=frozen', 'an administrator switches it on';
END { local $?; lorehall('', 'unfreeze', '--site', 'camelot'); lorehall('', 'unfreeze', '--all') }

subtest 'what is read goes on being read, and says so' => sub {
    for my $visitor ($guest, $member, $admin) {
        for ('/forum/', "/forum/$board/", "/forum/thread/$thread/before") {
            my $page = $visitor->get($_);
            is $page->{status}, 200, "GET $_";
            like $page->{text}, qr/This site can only be read for now\..*We move to another host/s, 'with the reason';
        }
    }
    is $elsewhere->get('/forum/')->{text} =~ /can only be read/, '', 'another site says nothing of it';
    ok start_thread($elsewhere, title => 'Elsewhere'), 'and is written on';
};

# Every route that changes something, but for those that say that they always go on.
subtest 'no route writes anything' => sub {
    my ($asked, @wrong) = 0;
    for my $route (grep { $_->{method} ne 'GET' } routes()) {
        next if $route->{flags} =~ /ALWAYS/;
        my $path    = $route->{pattern} =~ s{:board}{$board}r =~ s{:id}{$reply}r =~ s{:kind}{item}r =~ s{:\w+}{x}gr;
        my $before  = written();
        my $visitor = $route->{permission} =~ /^(?:SESSION_OPEN|ACCOUNT_REGISTER)$/ ? $guest : $admin;
        my $answer  = $route->{files} ? $visitor->upload($path, [file => { name => 'x', bytes => 'x' }]) : $path =~ m{^/api/} ? $visitor->api(POST => $path, {}) : $visitor->post($path, {});
        $asked++;
        push @wrong, "$path: $answer->{status}" if $answer->{status} != 503;
        push @wrong, "$path: wrote" if !eq_hash(written(), $before);
    }
    cmp_ok $asked, '>', 20, "$asked were tried by who may everything";
    is_deeply \@wrong, [], 'each is answered 503';
};

subtest 'what was typed is kept, to be sent again' => sub {
    my $answer = $member->post("/forum/$board/new", { title => 'A long story', body => 'Once upon a time.' }, headers => { origin => $member->origin });
    is $answer->{status}, 503, 'a thread is refused';
    is $answer->header('retry-after'), 300, 'with when to come again';
    like $answer->{text}, qr/Once upon a time\./, 'the text is in the page';
    like $answer->{text}, qr/We move to another host until noon\./, 'with the reason';
    my $api = $member->api(POST => '/api/v1/comments', { subject => "thread:$thread", body => 'x' });
    is $api->json->{error}{code}, 'frozen', 'the API says it by a code';
};

subtest 'people come in and go out, and administrators take it back' => sub {
    ok member(site => 'camelot', account => $member->{id}, name => $member->{name}), 'a member logs in';
    my %form = $warned->get('/account/warning?next=/forum/')->{text} =~ /name="(csrf|id)" value="([^"]+)"/g;
    is $warned->post('/account/warning', { %form, next => '/forum/' })->location, '/forum/', 'who was warned says that they read it';
    is $warned->get('/forum/')->{status}, 200, 'and reads on';
    is freeze_by($admin)->{status}, 409, 'who switches it on once more is told that it is';
    is freeze_by($admin, act => 'lift')->location, '/admin/freeze?done=lifted', 'it is taken back';
    ok reply_to($member, $thread, 'After.'), 'and written on at the next request';
    unlike $guest->get('/forum/')->{text}, qr/can only be read/, 'pages say nothing any more';
    is freeze_by($admin, act => 'lift')->{status}, 409, 'not twice';
};

subtest 'of all sites at once, by who may it on all' => sub {
    my $role = unique('freezer') =~ tr/A-Z_/a-z-/r;
    lorehall('', 'role', 'create', $role, 'site.freeze');
    my $local = member(site => 'camelot');
    lorehall('', 'role', 'grant', $local->{name}, $role, '--site', 'camelot');
    is freeze_by($local, where => 0)->{status}, 403, 'not by who may it on one';
    is $local->post('/admin/freeze', { where => 1 + $site, act => 'freeze', reason => 'x' })->{status}, 403, 'nor another site by them';
    my ($status, $said) = lorehall('', 'freeze', '--all', 'Everything is copied.');
    is $status, 0, 'the command line does it' or diag $said;
    followed();
    for my $who ($member, $elsewhere) {
        is $who->post('/forum/reply', { subject => "thread:$thread", body => 'x' })->{status}, 503, "nobody writes on $who->{site}";
        like $who->get('/forum/')->{text}, qr/Everything is copied\./, 'and all are told why';
    }
    is((lorehall('', 'freeze', '--all', 'x'))[0], 1, 'not twice');
    is((lorehall('', 'unfreeze', '--all'))[0], 0, 'and takes it back');
    followed();
    ok start_thread($elsewhere, title => 'Again'), 'it is written again';
    like +(lorehall('', qw(audit list --act site.freeze --limit 1)))[1], qr/"subject":"all sites"/, 'each is recorded';
};

done_testing;
