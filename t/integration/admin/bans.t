# Bans: an account is suspended, reads why, appeals once and is let back; a network and who is in it is told, kept
# out and let in.
# Written by SQL: session, membership; how long ago somebody gave their password and when a suspension ended, as nobody waits for that here.
use v5.36;
use utf8;
use FindBin;
use lib "$FindBin::Bin/../lib";
use JSON::PP ();
use Test::More;
use Lorehall;
use Lorehall::Stream;

my $admin     = administrator();
my $moderator = member();
lorehall('', qw(role grant), $moderator->{name}, qw(moderator --site everquest));
my $thread    = start_thread($admin);
my $subject   = "thread:$thread";

sub writes ($who, $body = 'A comment.') { return $who->post('/forum/reply', { subject => $subject, body => $body })->{status} }

# The id of the newest ban.
sub newest { return value('SELECT MAX(id) FROM ban') }

# What was done to somebody, and what they said to it, is in the file of their data.
sub reads_their_own ($member) {
    my $data = $member->get('/account/data.json')->json;
    is_deeply [$data->{bans}[0]{reason}, @{ $data->{appeals}[0] }{qw(body answer)}], ['Spam & <b>more</b>', "It was\nmy brother.", 'This once.'],
        'all of it is in the file of their data';
    return;
}

subtest 'an account is suspended in two clicks, after a look at what it loses' => sub {
    my $troll = member();
    is writes($troll), 303, 'it writes';
    like $moderator->get("/admin/accounts/$troll->{id}")->{text}, qr{href="/admin/accounts/$troll->{id}/ban"}, 'a button on its page';
    my $said = value('SELECT MAX(id) FROM comment WHERE author_id = ?', $troll->{id});
    like $moderator->get("/forum/comment/$said/moderate")->{text}, qr{href="/admin/accounts/$troll->{id}/ban\?next=/forum/comment/$said/moderate"}, 'and beside what it wrote';
    my $form = $moderator->get("/admin/accounts/$troll->{id}/ban");
    like $form->{text}, qr{<dt>Sessions</dt><dd>1</dd>}, 'leads to what it has';
    unlike $form->{text}, qr{>everywhere</option>}, 'a moderator of one site bans there';
    my $site = value('SELECT id FROM site WHERE name = ?', 'everquest');
    is $moderator->post("/admin/accounts/$troll->{id}/ban", { where => $site, days => 7, reason => '' })->{status}, 422, 'a reason is asked for';
    is $moderator->post("/admin/accounts/$troll->{id}/ban", { where => 0, days => 7, reason => 'x' })->{status}, 422, 'everywhere is not theirs';
    my $answer = $moderator->post("/admin/accounts/$troll->{id}/ban", { where => $site, days => 7, reason => 'Spam & <b>more</b>' });
    is $answer->location, "/admin/accounts/$troll->{id}?done=banned", 'suspended';

    is writes($troll), 403, 'felt at the next request';
    my $refusal = $troll->post('/forum/reply', { subject => $subject, body => 'What I typed.' });
    like $refusal->{text}, qr{Your account is suspended here}, 'which says so';
    like $refusal->{text}, qr{What I typed\.},               'and keeps what was typed';
    like $refusal->{text}, qr{href="/account/bans"},         'and leads to why';
    is $troll->get('/forum/')->{status}, 200, 'they can read';
    like $troll->get('/forum/')->{text}, qr{<p class="banned"><a href="/account/bans">}, 'each page says that they are suspended';
    unlike $moderator->get('/forum/')->{text}, qr{class="banned"}, 'nobody else is told so';
    is $troll->at('camelot')->get('/forum/')->{status}, 200, 'elsewhere';
    unlike $troll->at('camelot')->get('/forum/')->{text}, qr{class="banned"}, 'they are not';
    is $troll->api(POST => '/api/v1/comments', { subject => $subject, body => 'x' }, bearer => api_token($troll))->{status}, 403, 'nor by the API';

    my $mine = $troll->get('/account/bans');
    like $mine->{text}, qr{Spam &amp; &lt;b&gt;more&lt;/b&gt;}, 'they read why';
    my $ban = newest();
    is $troll->post("/account/bans/$ban", { body => ' ' })->{status}, 422, 'an appeal says something';
    is member()->post("/account/bans/$ban", { body => 'Let them!' })->{status}, 404, 'only of the banned';
    is $troll->post("/account/bans/$ban", { body => "It was\nmy brother." })->location, '/account/bans?done=1', 'they appeal';
    is $troll->post("/account/bans/$ban", { body => 'And once more.' })->{status}, 409, 'once';
    like $troll->get('/account/bans')->{text}, qr{It waits for a decision}, 'and wait';

    my ($appeal) = $moderator->get('/admin/appeals')->{text} =~ m{href="/admin/appeals/(\d+)"><bdi>\Q$troll->{name}\E<};
    ok $appeal, 'it is in the queue';
    like $moderator->get("/admin/appeals/$appeal")->{text}, qr{It was\nmy brother\.}, 'with what they say';
    is $moderator->post("/admin/appeals/$appeal", { act => 'accept', answer => '' })->{status}, 422, 'the answer says something, too';
    is $moderator->post("/admin/appeals/$appeal", { act => 'accept', answer => 'This once.' })->{status}, 303, 'accepted';
    is writes($troll), 303, 'they write again';
    like $troll->get('/account/bans')->{text}, qr{A ban that is no more.*It was\nmy brother\..*It was accepted\..*This once\.}s, 'and read the answer';
    reads_their_own($troll);
    is $moderator->post("/admin/appeals/$appeal", { act => 'decline', answer => 'No.' })->{status}, 409, 'who decides second is told';
    is $moderator->post("/admin/bans/$ban", { reason => 'x' })->{status}, 409, 'and who lifts it once more';
    like $admin->get("/admin/bans/$ban")->{text}, qr{lifted.*\Q$moderator->{name}\E.*This once\.}s, 'the ban is kept, with who lifted it';
    my (undef, $records) = lorehall('', qw(audit list --account), $troll->{name});
    like $records, qr{"act":"$_"}, "$_ is recorded" for qw(role.grant ban.appeal role.revoke);
};

subtest 'who suspends second sees what holds, and changes it knowingly' => sub {
    my $troll = member();
    my $path  = "/admin/accounts/$troll->{id}/ban";
    my $site  = value('SELECT id FROM site WHERE name = ?', 'everquest');
    my $shown = sub ($who) {
        my $form = $who->get($path)->{text};
        return map { $_ => $form =~ /name="$_"[^>]*value="([^"]*)"/ ? $1 : undef } qw(seen seen_all as_now reason);
    };
    my %none   = $shown->($moderator);
    my $second = member(role => 'moderator');
    is $second->post($path, { where => $site, days => 7, reason => 'Spam.', %none{qw(seen seen_all)} })->{status}, 303, 'one of two is first';
    my $late = $moderator->post($path, { where => $site, days => 0, reason => 'Spam, much.', %none{qw(seen seen_all)} });
    is $late->{status}, 409, 'the other is told';
    like $late->{text}, qr{Suspended already</dt><dd><bdi>EverQuest.*\Q$second->{name}\E.*Spam\.}s, 'with what holds';
    like $late->{text}, qr{name="reason"[^>]*value="Spam, much\."}, 'and what they wrote is kept';
    is $moderator->post($path, { where => $site, days => 0, reason => 'x' })->{status}, 409, 'nothing is replaced by who has seen nothing';
    my ($until, $by) = @{ (rows('SELECT until, created_by FROM ban WHERE id = ?', newest()))[0] };
    is $by, $second->{id}, 'the first suspension stands';

    my %now = $shown->($moderator);
    is $now{reason}, 'Spam.', 'the form is filled with its reason';
    like $moderator->get($path)->{text}, qr{<option value="-1" selected>as now, until \d{4}-}, 'and its end';
    is $moderator->post($path, { where => $site, days => -1, %now, reason => 'Spam & insults.' })->{status}, 303, 'which is kept';
    is_deeply [@{ (rows('SELECT until, created_by, reason FROM ban WHERE id = ?', newest()))[0] }], [$until, $moderator->{id}, 'Spam & insults.'], 'under who changed the rest';
    is $moderator->post($path, { where => $site, days => -1, %now, as_now => 'never', reason => 'x' })->{status}, 422, 'where it says one';

    is $admin->at('camelot')->post($path, { where => value('SELECT id FROM site WHERE name = ?', 'camelot'), days => 1, reason => 'There.' })->{status}, 303, 'suspended elsewhere, too';
    like $admin->get($path)->{text}, qr{Suspended already</dt><dd><bdi>Camelot.*There\.}s, 'it says where';
    sql('UPDATE membership SET until = NOW(6) - INTERVAL 1 SECOND WHERE account_id = ?', $troll->{id});
    journal_account($troll->{id});
    is $moderator->post($path, { where => $site, days => 7, reason => 'Once more.' })->{status}, 303, 'one that is over is in nobody’s way';
};

subtest 'an appeal that is declined says why, and there is no second' => sub {
    my $troll = member();
    $admin->post("/admin/accounts/$troll->{id}/ban", { where => 0, days => 0, reason => 'Threats.' });
    my $ban = newest();
    like $troll->at('camelot')->get('/forum/')->{text}, qr{class="banned"}, 'everywhere is everywhere';
    $troll->post("/account/bans/$ban", { body => 'Sorry.' });
    my $appeal = value('SELECT MAX(id) FROM ban_appeal');
    is $moderator->post("/admin/appeals/$appeal", { act => 'accept', answer => 'x' })->{status}, 403, 'who may ban on one site lifts no ban of all';
    is $admin->post("/admin/appeals/$appeal", { act => 'decline', answer => 'It was meant so.' })->{status}, 303, 'declined';
    like $troll->get('/account/bans')->{text}, qr{It was declined.*It was meant so\.}s, 'they read why';
    is $troll->post("/account/bans/$ban", { body => 'Please.' })->{status}, 409, 'there is no second';
    is writes($troll), 403, 'the ban stands';
    like $admin->get('/admin/bans')->{text}, qr{\Q$troll->{name}\E}, 'the list has it';
    unlike $admin->get('/admin/bans?q=zzz')->{text}, qr{href="/admin/bans/$ban"}, 'not among others';
    like $admin->get("/admin/bans?format=csv&q=$troll->{name}")->{content}, qr{"\Q$troll->{name}\E","Account","writing","everywhere","Threats\."}, 'and its file';
    is member()->get($_)->{status}, 403, "$_ is not for members" for '/admin/bans', '/admin/appeals', "/admin/bans/$ban";
};

subtest 'a network is looked at, kept from writing, and let in again' => sub {
    my $inside = member(from => '127.7.7.7');
    my $form = $admin->get('/admin/bans/new?kind=network&target=127.7.7.77/24');
    like $form->{text}, qr{<bdi>127\.7\.7\.0/24</bdi>}, 'the network as it is meant';
    like $form->{text}, qr{1 account is logged in from there}, 'and whom it touches';
    like $admin->get('/admin/bans/new?kind=network&target=100.64.7.0/24')->{text}, qr{0 accounts are logged in from there · 0 sessions}, 'be it nobody';
    like $admin->get('/admin/bans/new?kind=domain&target=nobody.example')->{text}, qr{0 accounts have such an address}, 'of a mail domain, too';
    like $admin->get('/admin/bans/new?kind=network&target=127.0.0.0/8')->{text}, qr{too wide}, 'half the world is refused';
    like $admin->get('/admin/bans/new?kind=network&target=127.0.0.1')->{text}, qr{Your own address}, 'and oneself';
    is $moderator->get('/admin/bans/new')->{status}, 403, 'networks are not for every moderator';
    my %fields = (kind => 'network', target => '127.7.7.0/24', level => 'write', where => 0, days => 30, reason => 'A flood from there');
    is $admin->post('/admin/bans/new', \%fields)->{status}, 303, 'banned';
    my $ban = newest();
    is $admin->post('/admin/bans/new', \%fields)->{status}, 409, 'once';
    unlike $moderator->get('/admin/bans?state=all')->{text}, qr{127\.7\.7\.0}, 'nor do they see addresses';
    is $moderator->get("/admin/bans/$ban")->{status}, 404, 'in any way';

    is writes($inside), 403, 'who is in it does not write';
    my $refusal = $inside->post('/forum/reply', { subject => $subject, body => 'x' });
    like $refusal->{text}, qr{Nothing can be written from your network \(127\.7\.7\.0/24\)\. Reason: A flood from there It ends on \d{4}-}, 'and reads why and until when';
    my $newcomer = visitor(from => '127.7.7.10');
    is $newcomer->get('/account/register')->{status}, 403, 'nobody registers from there';
    is $newcomer->get('/forum/')->{status}, 200, 'they can read';
    is $newcomer->get('/account/login')->{status}, 200, 'and log in';
    is visitor(from => '127.7.8.1')->get('/account/register')->{status}, 200, 'the neighbours are free';
    is writes(member()), 303, 'as everybody else';
    my $warden = member(role => 'administrator', from => '127.7.7.11');
    is writes($warden), 303, 'who may ban is not shut out themselves';
    like $inside->get('/account/bans')->{text}, qr{A flood from there}, 'who is logged in has it on a page';
    is $inside->post("/account/bans/$ban", { body => 'I only live here.' })->{status}, 303, 'and can appeal';
    my $appeal = value('SELECT MAX(id) FROM ban_appeal');
    my $counted = sub ($who) { $who->get('/admin/')->{text} =~ m{<b>(\d+)</b> <a href="/admin/appeals">} ? $1 : undef };
    my $listed  = sub ($who) { scalar(() = $who->get('/admin/appeals')->{text} =~ m{href="/admin/appeals/\d+"}g) };
    like $admin->get('/admin/appeals')->{text}, qr{I only live here}, 'who may lift it reads that';
    unlike $moderator->get('/admin/appeals')->{text}, qr{I only live here}, 'nobody else';
    is $counted->($_), $listed->($_), 'and the dashboard counts what the list has' for $admin, $moderator;
    is $admin->post("/admin/appeals/$appeal", { act => 'accept', answer => 'The flood is over.' })->{status}, 303, 'which lifts it';
    is writes($inside), 303, 'for all';
    is $newcomer->get('/account/register')->{status}, 200, 'at once';

    my $stream = Lorehall::Stream->new($newcomer, "/live?subjects=$subject");
    is $stream->status, 200, 'an open page hears of what is written';
    is $admin->post('/admin/bans/new', { %fields, level => 'read', where => value('SELECT id FROM site WHERE name = ?', 'everquest') })->{status}, 303, 'a ban from reading';
    $refusal = $newcomer->get('/forum/');
    is $refusal->{status}, 403, 'shuts the site';
    like $refusal->{text}, qr{This site cannot be used from your network}, 'and says so';
    ok $stream->wait_for(sub { $stream->{ended} }, patience(5)), 'ends what open pages hear';
    is +Lorehall::Stream->new($newcomer, "/live?subjects=$subject")->status, 403, 'which they do not get again';
    is $newcomer->at('camelot')->get('/forum/')->{status}, 200, 'this one';
    is $newcomer->get('/account/login')->{status}, 403, 'with its login';
    is $inside->get('/account/bans')->{status}, 200, 'who is logged in can appeal';
    is visitor()->get('/forum/')->{status}, 200, 'what is kept of a page for guests is for those outside';
    is $newcomer->get('/forum/')->{status}, 403, 'and not for those inside';
    is $admin->post('/admin/bans/' . newest(), { reason => 'done' })->{status}, 303, 'lifted';
    is $newcomer->get('/forum/')->{status}, 200, 'they read again';
};

subtest 'a network that is kept from writing on a site does not write what this shares with another' => sub {
    my $writer = member(site => 'eqbeastiary', from => '127.7.9.9');
    my $npc    = value("SELECT e.id FROM entry e JOIN game g ON g.id = e.game_id WHERE g.name = 'everquest' AND e.kind = 'npc' AND e.hidden = 0 LIMIT 1");
    my $post   = sub { $writer->api(POST => '/api/v1/comments', { subject => "npc:$npc", body => 'From a network.' })->{status} };
    is $post->(), 201, 'it writes';
    my $site = value('SELECT id FROM site WHERE name = ?', 'everquest');
    is $admin->post('/admin/bans/new', { kind => 'network', target => '127.7.9.0/24', level => 'write', where => $site, days => 30, reason => 'x' })->{status}, 303, 'it is kept from one site';
    is $post->(), 403, 'and does not by way of the other';
    is $admin->post('/admin/bans/' . newest(), { reason => 'done' })->{status}, 303, 'lifted';
    is $post->(), 201, 'it does again';
};

subtest 'a mail domain is banned as it is meant, and a network needs a password that was given lately' => sub {
    my $domain = unique('trash') =~ tr/A-Z_/a-z-/r . '.example';
    like $admin->get('/admin/bans/new?kind=domain&target=com')->{text}, qr{Write a mail domain as example\.org}, 'no branch of the world';
    is $admin->post('/admin/bans/new', { kind => 'domain', target => uc "\@$domain", level => 'read', where => 0, days => 0, reason => 'Throw-away mail' })->{status}, 303,
        'banned';
    is value('SELECT CONCAT(target, level) FROM ban WHERE id = ?', newest()), "${domain}1", 'in small letters, from registering';
    my $refused = member()->post('/account/settings', { action => 'email', email => "me\@mail.$domain", email_password => $Lorehall::PASSWORD });
    is $refused->{status}, 422, 'nobody changes to an address of it';
    like $refused->{text}, qr{Addresses of this provider are not accepted here}, 'and is told why';
    is visitor()->post('/account/register', { name => unique('t'), password => $Lorehall::PASSWORD, repeat => $Lorehall::PASSWORD, email => "me\@$domain" })->{status}, 422,
        'nor registers with one';
    sql('UPDATE session SET authenticated = NOW() - INTERVAL 1 HOUR WHERE account_id = ?', $admin->{id});
    journal_account($admin->{id});
    is $admin->post('/admin/bans/new', { kind => 'network', target => '203.0.113.0/24', level => 'write', where => 0, days => 1, reason => 'x' })->{status}, 403,
        'an old session is asked for the password';
};

subtest 'limits are shown, and who must wait after too many wrong passwords is let in again' => sub {
    like $admin->get('/admin/throttles')->{text}, qr{New threads}, 'each class has its budgets';
    my $owner = member();
    my $try   = sub ($password) { visitor(from => '127.8.1.1')->post('/account/login', { name => $owner->{name}, password => $password })->{status} };
    $try->("guess $_") for 1 .. 5;
    is $try->($Lorehall::PASSWORD), 429, 'they must wait';
    is $admin->post('/admin/throttles', { name => '', address => '' })->{status}, 422, 'nobody is let in by nothing';
    is $admin->post('/admin/throttles', { name => '', address => 'here' })->{status}, 422, 'nor from nowhere';
    is $admin->post('/admin/throttles', { name => uc $owner->{name}, address => '127.8.1.1' })->{status}, 303, 'an administrator lifts it';
    is $try->($Lorehall::PASSWORD), 303, 'they are in';
    like +(lorehall('', qw(audit list --act throttle.lift --limit 1)))[1], qr{127\.8\.1\.1}, 'which is recorded';
};

subtest 'an account is suspended and let back by the API, as in the browser' => sub {
    my $troll = member();
    my $path  = "/api/v1/accounts/$troll->{name}";
    is $moderator->api(POST => "$path/ban", $_->[0])->{status}, 422, "not $_->[1]"
        for [{}, 'without a reason'], [{ reason => 'x', until => '2001-01-01T00:00:00Z' }, 'until a time that is over'], [{ reason => 'x', until => 'soon' }, 'until no time'],
        [{ reason => 'x', site => 'all' }, 'everywhere, by a moderator of one site'], [{ reason => 'x', site => 'camelot' }, 'on another site'];
    is writes($troll), 303, 'nothing of it was done';
    my $answer = $moderator->api(POST => "$path/ban", { reason => 'Spam.', until => '2130-01-31T00:00:00Z', site => undef });
    is_deeply $answer->json, { account => $troll->{name}, site => 'everquest', suspended => JSON::PP::true, until => '2130-01-31T00:00:00Z' }, 'suspended';
    is writes($troll), 403, 'which is felt at once';
    like $troll->get('/account/bans')->{text}, qr{Spam\.}, 'and read with its reason';
    my $second = $admin->api(POST => "$path/ban", { reason => 'Other.' });
    is $second->{status}, 409, 'who is suspended there already is not suspended over it';
    like $troll->get('/account/bans')->{text}, qr{Spam\.}, 'so that no reason is lost';
    is $admin->api(POST => "$path/ban", { reason => 'Everywhere.', site => 'all' })->json->{site}, 'all', 'an administrator does it everywhere';
    is $moderator->api(POST => "$path/unban", {})->json->{until}, undef, 'the moderator takes their own back';
    is $moderator->api(POST => "$path/unban", {})->{status}, 409, 'once';
    is $admin->api(POST => "$path/unban", { site => 'all', reason => 'Talked about.' })->json->{suspended}, JSON::PP::false, 'as does the administrator';
    is writes($troll), 303, 'and it writes again';
    is $admin->api(POST => '/api/v1/accounts/' . unique('nobody') . '/ban', { reason => 'x' })->{status}, 404, 'nobody is not found';
    is $troll->api(POST => "/api/v1/accounts/$moderator->{name}/ban", { reason => 'x' })->{status}, 403, 'who may not is told so';
    is $moderator->api(POST => "/api/v1/accounts/$admin->{name}/ban", { reason => 'x' })->{status}, 403, 'and nobody suspends who may more than they';
    my %token = map { $_ => (lorehall('', qw(user token), $moderator->{name}, '--scopes', $_))[1] =~ /\b([0-9a-f]{32})\b/ } qw(read moderate);
    is visitor()->api(POST => "$path/ban", { reason => 'x' }, bearer => $token{read})->{status}, 403, 'a token for reading does not';
    is visitor()->api(POST => "$path/ban", { reason => 'x' }, bearer => $token{moderate})->{status}, 200, 'one for moderating does';
    like +(lorehall('', qw(audit list --limit 10 --account), $troll->{name}))[1], qr{"act":"role.grant"[^\n]*"role:suspended site:1"[^\n]*"Spam\."}, 'all of it is recorded';
};

done_testing;
