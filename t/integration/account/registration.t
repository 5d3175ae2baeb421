# Who can register: everybody, who is invited, nobody; by a question of the site's; and who invited whom.
# Written by SQL: invitation; its end, as nobody waits for days here.
use v5.36;
use utf8;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Test::More;
use Lorehall;

my $admin = administrator();

# Another site than most tests register on. What is asked there ends with this script.
sub settings (%fields) {
    my ($version) = $admin->at('camelot')->get('/admin/registration')->{text} =~ /name="version" value="(\d+)"/;
    return $admin->at('camelot')->post('/admin/registration', { mode => 'open', question => '', answers => '', version => $version, %fields });
}

# Each comes from an address of their own: of one network few can register at once.
sub register (%fields) {
    state $address = 0;
    my $visitor = visitor(site => 'camelot', from => '127.9.' . $$ % 250 . '.' . ++$address);
    my $name    = unique('reg') =~ tr/A-Z_/a-z-/r;
    my $answer  = $visitor->post('/account/register', { name => $name, password => $Lorehall::PASSWORD, repeat => $Lorehall::PASSWORD, %fields });
    $answer->{name} = $name;
    return $answer;
}

# The code of a member's newest invitation.
sub invite ($member, %fields) {
    my $answer = $member->at('camelot')->post('/account/invitations', { days => 7, uses => 1, %fields });
    is $answer->{status}, 303, 'an invitation is made' or diag $answer->{text};
    my ($code) = $member->at('camelot')->get('/account/invitations')->{text} =~ m{value="http://camelot\.localhost:\d+/account/register\?invitation=([0-9a-f]{32})"};
    return $code;
}

sub account_id ($name) { value('SELECT id FROM account WHERE source_id = 0 AND handle = ?', $name) }

subtest 'a site asks a question of its own, and takes any of the right answers' => sub {
    is settings(question => 'Who guards the gate?', answers => '')->{status}, 422, 'a question needs an answer';
    is settings(question => 'Who guards the gate?', answers => "Sir Lancelot\nGalahad")->{status}, 303, 'asked from now on';
    my $form = visitor(site => 'camelot')->get('/account/register');
    like $form->{text}, qr{Who guards the gate\?}, 'it stands in the form';
    unlike $form->{text}, qr{Lancelot}, 'without its answer';
    unlike visitor()->get('/account/register')->{text}, qr{guards}, 'and on no other site';
    is register()->{status},                   422, 'no answer is none';
    is register(answer => 'Mordred')->{status}, 422, 'a wrong one is told';
    is register(answer => $_)->{status}, 303, "\"$_\" is right" for 'galahad', '  SIR  LANCELOT ', 'sirlancelot';
    my $stale = $admin->at('camelot')->post('/admin/registration', { mode => 'closed', question => '', answers => '', version => 0 });
    is $stale->{status}, 409, 'of two who change it the second is told';
    like $stale->{text}, qr{What it is now.*Who guards the gate}s, 'and sees what the other made of it';
    is settings()->{status}, 303, 'no question';
};

subtest 'who is invited can register where others cannot, and it is known by whom' => sub {
    is settings(mode => 'invited')->{status}, 303, 'by invitation';
    like register()->{text}, qr{You need an invitation}, 'nobody comes without';
    is register(invitation => $_)->{status}, 422, 'a code that is none is told' for 'x', '0' x 32;
    my $host = member(role => 'trusted');
    is member()->at('camelot')->get('/account/invitations')->{status}, 403, 'a member who is not trusted yet invites nobody';
    is $host->at('camelot')->post('/account/invitations', { days => 0, uses => 1 })->{status}, 422, 'an invitation has an end';
    is $host->at('camelot')->post('/account/invitations', { days => 7, uses => 1000 })->{status}, 422, 'and a count';
    my $code = invite($host, uses => 2);
    ok $code, 'a trusted member has one to send';
    like visitor(site => 'camelot')->get("/account/register?invitation=$code")->{text}, qr{name="invitation"[^>]*value="$code"}, 'its link fills in the form';
    my $first = register(invitation => $code);
    is $first->{status}, 303, 'who has it registers';
    is register(invitation => $code, name => 'x')->{status}, 422, 'a name that cannot be had';
    is value('SELECT uses FROM invitation WHERE code = ?', $code), 1, 'costs nothing of it';
    is register(invitation => $code)->{status}, 303, 'as often as it says';
    is register(invitation => $code)->{status}, 422, 'and no more';
    my $id = account_id($first->{name});
    like $admin->get("/admin/accounts/$id")->{text}, qr{Invited by <a href="/admin/accounts/$host->{id}"><bdi>\Q$host->{name}\E}, 'an administrator sees by whom';
    like $admin->get('/admin/invitations?format=csv')->{content}, qr{"\Q$host->{name}\E",[^\n]*"2/2","\Q$first->{name}\E, }, 'the list has all who came';
    my $gone = invite($host);
    sql('UPDATE invitation SET until = UTC_TIMESTAMP(6) - INTERVAL 1 DAY WHERE code = ?', $gone);
    is register(invitation => $gone)->{status}, 422, 'one that is over does not hold';
    my $taken = invite($host);
    my $number = value('SELECT id FROM invitation WHERE code = ?', $taken);
    is member(role => 'trusted')->at('camelot')->post("/account/invitations/$number", {})->{status}, 404, 'another member cannot withdraw it';
    is $admin->post("/admin/invitations/$number", {})->{status}, 303, 'an administrator can';
    is $admin->post("/admin/invitations/$number", {})->{status}, 409, 'once';
    is register(invitation => $taken)->{status}, 422, 'then it does not hold';
    is register(invitation => invite($host->at('everquest')))->{status}, 303, 'another does';
    my $friend = member(role => 'trusted');
    my $theirs = invite($friend);
    lorehall('', qw(role grant), $friend->{name}, 'suspended', '--reason', 'spam');
    is register(invitation => $theirs)->{status}, 422, 'of who is suspended it holds no more';
    lorehall('', qw(role revoke), $friend->{name}, 'suspended');
    is register(invitation => $theirs)->{status}, 303, 'and does again when that is lifted';
    my $many = member(role => 'trusted');
    my @made = parallel(12, sub ($i) { $many->at('camelot')->post('/account/invitations', { days => 7, uses => 1 })->{status} });
    is scalar(grep { $_ == 303 } @made), 10, 'ten are open at once, however many are asked for together';
    my $elsewhere = $host->post('/account/invitations', { days => 7, uses => 1 });
    my $code_there = value('SELECT code FROM invitation ORDER BY id DESC LIMIT 1');
    is register(invitation => $code_there)->{status}, 422, "another site's does not";
};

subtest 'where nobody can register, nobody can' => sub {
    is settings(mode => 'closed')->{status}, 303, 'closed';
    my $form = visitor(site => 'camelot')->get('/account/register');
    like $form->{text}, qr{Nobody can register here}, 'is said';
    unlike $form->{text}, qr{name="password"}, 'without a form';
    is register()->{status}, 403, 'nor is one taken';
    is visitor()->get('/account/register')->{status}, 200, 'other sites are their own';
    is settings()->{status}, 303, 'open again';
    is register()->{status}, 303, 'for everybody';
};

settings();

done_testing;
