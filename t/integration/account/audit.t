# The audit trail: what is recorded of accounts and sessions, and that nobody changes it unseen.
# Written by SQL: audit; whoever changes a record behind the house's back.
use v5.36;
use utf8;
use FindBin;
use lib "$FindBin::Bin/../lib";
use JSON::PP ();
use Test::More;
use Lorehall;

my $password = 'correct horse battery';
my $name     = unique('Ada');
my $visitor  = visitor();

sub login ($who, $word) { return $who->post('/account/login', { name => $name, password => $word })->{status} }

sub record_of ($line) { return JSON::PP->new->decode($line) }

# The records of and about the account, first to last.
sub records (@options) {
    my ($status, $output) = lorehall('', qw(audit list --limit 1000 --account), $name, @options);
    is $status, 0, 'they are listed';
    return reverse map { record_of($_) } split /\n/, $output;
}

sub verify (@options) { return lorehall('', 'audit', 'verify', @options) }

subtest 'what happens to an account is recorded: who, what, from where' => sub {
    my $account = sub { value('SELECT id FROM account WHERE source_id = 0 AND handle = ?', lc $name) };
    $visitor->post('/account/register', { name => $name, password => $password, repeat => $password });
    is login(visitor(), 'not this one'), 422, 'somebody tries a wrong password';
    $visitor->post('/account/settings', { action => 'password', current => 'nor this', password => "$password!", repeat => "$password!" });
    $visitor->post('/account/settings', { action => 'password', current => $password, password => "$password!", repeat => "$password!" });
    my $other = visitor();
    is login($other, "$password!"), 303, 'the owner comes back with the new one';
    $other->post('/account/sessions', { all => 1 });
    $other->post('/account/logout', {});
    is +(lorehall('', 'user', 'token', $name))[0], 0, 'and has a token made in the shell';

    my @records = records();
    is_deeply [map { $_->{act} } @records], [
        qw(account.make login login.failed password.failed password login login session.end-all logout token.make)],
        'each act has its record';
    is_deeply [grep { $_->{about} != $account->() } @records], [], 'about the account';
    is $records[0]{account}, 0, 'nobody was logged in who registered';
    is_deeply [@{ $records[2] }{qw(account name address)}], [0, $name, '127.0.0.1'], 'nor whose login failed: what was typed, and from where';
    is_deeply [@{ $records[4] }{qw(account name site)}], [$account->(), $name, 1], 'the owner changed the password, on this site';
    is $records[1]{subject} =~ /^session:\d+$/, 1, 'a login names its session';
    is $records[8]{subject}, $records[6]{subject}, 'and the logout the same';
    is_deeply [@{ $records[9] }{qw(account address)}], [0, undef], 'what was done in the shell has no address';
    is $records[9]{name}, scalar getpwuid($>), 'but who did it there';
    is_deeply [map { $_->{act} } records('--act', 'login.failed')], ['login.failed'], 'one kind of act can be asked for';
    unlike join('', map { values %$_ } @records), qr/correct horse|not this one|nor this/, 'no password stands in them';
};

subtest 'a name that nobody bears is recorded as it was typed' => sub {
    my $typed = unique('nobody') . ' <b>é';
    visitor()->post('/account/login', { name => $typed, password => $password });
    my ($status, $output) = lorehall('', qw(audit list --limit 20 --act login.failed));
    ok scalar(grep { record_of($_)->{name} eq $typed } split /\n/, $output), 'as it was';
};

subtest 'the trail is verified, and what somebody changed is found' => sub {
    my ($status, $output) = verify();
    is $status, 0, 'nothing is wrong with it';
    like $output, qr/\A\d+:[0-9a-f]{64}\n\z/, 'its head is printed';
    chomp(my $head = $output);
    is +(verify('--seen', $head))[0], 0, 'it still has the head that was seen';

    my ($id, $was) = @{ (rows('SELECT id, name FROM audit WHERE act = ? ORDER BY id DESC LIMIT 1', 'password.failed'))[0] };
    sql('UPDATE audit SET name = ? WHERE id = ?', 'somebody', $id);
    ($status, $output) = verify();
    is $status, 1, 'a record that was changed';
    like $output, qr/^record $id is not what was written$/m, 'is named';
    sql('UPDATE audit SET name = ? WHERE id = ?', $was, $id);
    is +(verify())[0], 0, 'until it is again as it was';

    (my $another = $head) =~ s/(.)$/$1 eq '0' ? '1' : '0'/e;
    ($status, $output) = verify('--seen', $another);
    is $status, 1, 'another trail than the one that was seen';
    like $output, qr/is not what stood there when the head was seen$/m, 'is told from it';
};

subtest 'what was typed wrongly is refused' => sub {
    for ([qw(verify --seen)], [qw(verify --seen 5)], [qw(verify --seen 5:00)], [qw(verify more)], [qw(list --limit many)], [qw(list --what)],
        [qw(list more)], [], ['erase']) {
        is +(lorehall('', 'audit', @$_))[0], 2, "audit @$_";
    }
    is +(lorehall('', qw(audit list --account nobody-is-called-so)))[0], 1, 'an account must exist';
    is +(lorehall('', qw(audit list --act login.fialed)))[0], 2, 'and an act';
    my ($status, $output) = lorehall('', qw(audit acts));
    is $status, 0, 'which can be asked for';
    my %listed = map { /^(\S+) +\S/ ? ($1 => 1) : () } split /\n/, $output;
    is_deeply [grep { !$listed{$_} } map { $_->[0] } rows('SELECT DISTINCT act FROM audit')], [], 'each that was recorded is among them';
};

done_testing;
