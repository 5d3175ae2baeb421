# The mail queue in the administration: what waits and why, tried again, dropped, and a test mail; addresses masked.
# Written by SQL: mail; rows as mails leave them that a server refuses, which nobody waits hours for.
# Written by SQL: account; a verified address, for which t/integration/account/mail.t goes the whole way.
use v5.36;
use utf8;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Test::More;
use Lorehall;
use Lorehall::Mail;

my $admin  = administrator();
my $member = member();

# A mail in a state, with what the server said of it.
sub queued ($to, $state, $answer = undef) {
    sql("INSERT INTO mail (created, kind, sender, recipient, language, subject, body, expires, state, next_try, tries, answer)
        VALUES (UTC_TIMESTAMP(6), 'reset', 'EverQuest', ?, 'en', 'A subject', 'sealed', UTC_TIMESTAMP(6) + INTERVAL 1 DAY, ?, ?, 3, ?)",
        $to, $state, $state eq 'waiting' ? '2100-01-01' : undef, $answer);
    return value('SELECT MAX(id) FROM mail WHERE recipient = ?', $to);
}

sub state_in_queue ($id) { value('SELECT state FROM mail WHERE id = ?', $id) }

subtest 'what waits says why, and to whom only as far as one must know' => sub {
    my $to = address();
    my $id = queued($to, 'waiting', "451 4.2.0 <\U$to\E> mailbox busy, $to");
    for my $page ($admin->get('/admin/mails?state=waiting'), $admin->get("/admin/mails/$id"), $admin->get('/admin/mails?state=waiting&format=csv')) {
        is $page->{status}, 200, 'it is shown';
        like $page->{content}, qr{451 4\.2\.0}, 'with what the server said';
        unlike $page->{content}, qr{\Q$to}i, 'and no address in full, wherever it stood';
    }
    my $masked = $to =~ s/^(.).*(?=@)/$1…/r;
    like $admin->get("/admin/mails/$id")->{text}, qr{<bdi>\Q$masked\E</bdi>}, 'but its beginning and its server';
    unlike $admin->get('/admin/mails?state=sent')->{text}, qr{/admin/mails/$id"}, 'a state is a filter';
    is $admin->get('/admin/mails?state=lost')->{status}, 422, 'and what is none is told';
    is $admin->get('/admin/mails/999999999')->{status}, 404, 'what is no mail is not found';
};

subtest 'a mail is tried again, or dropped with its text, once' => sub {
    my $id = queued(address(), 'failed');
    like $admin->get("/admin/mails/$id")->{text}, qr{href="/admin/mails/$id\?ask=drop"(?!.*value="drop")}s, 'dropping is not one click';
    like $admin->get("/admin/mails/$id?ask=drop")->{text}, qr/Nothing brings it back.*value="drop"/s, 'but asked about';
    is $admin->post("/admin/mails/$id", { act => 'drop' })->location, "/admin/mails/$id?done=drop", 'dropped';
    is state_in_queue($id), 'dropped', 'so it is';
    is value('SELECT body FROM mail WHERE id = ?', $id), undef, 'without its text';
    is $admin->post("/admin/mails/$id", { act => $_ })->{status}, 409, "who comes later ($_) is told" for qw(drop retry);
    my $again = queued(address(), 'failed');
    is $admin->post("/admin/mails/$again", { act => 'retry' })->{status}, 303, 'another is tried again';
    isnt state_in_queue($again), 'dropped', 'and waits, or is gone already';
    is $admin->post("/admin/mails/$again", { act => 'burn' })->{status}, 422, 'nothing else can be done';
    my (undef, $output) = lorehall('', qw(audit list --limit 20 --account), $admin->{name});
    like $output, qr/"act":"mail\.drop"[^\n]*"mail:$id"/, 'the one is recorded';
    like $output, qr/"act":"mail\.retry"[^\n]*"mail:$again"/, 'and the other';
};

subtest 'all that wait or failed are tried at once, after it was said how many' => sub {
    my @ids = map { queued(address(), 'failed') } 1 .. 3;
    my $many = value("SELECT COUNT(*) FROM mail WHERE state IN ('waiting', 'sending', 'failed')");
    like $admin->get('/admin/mails')->{text}, qr{$many mails wait or have failed}, 'how many';
    is $admin->post('/admin/mails', { act => 'retry' })->location, '/admin/mails?done=retry', 'all of them';
    ok wait_until(20, sub { value("SELECT COUNT(*) FROM mail WHERE id IN (?, ?, ?) AND state = 'failed' AND tries = 3", @ids) == 0 }), 'none was left out';
};

subtest 'a test mail takes the way of all mails' => sub {
    my $to = address();
    is $admin->post('/admin/mails', { act => 'test', address => $to })->location, '/admin/mails?done=test', 'it is queued';
    like mail_to($to)->{text}, qr{sent to see whether mails arrive}, 'and arrives';
    my $wrong = $admin->post('/admin/mails', { act => 'test', address => 'nobody' });
    is $wrong->{status}, 422, 'what is no address is told';
    like $wrong->{text}, qr{value="nobody"}, 'and what was typed is there';
    is $admin->post('/admin/mails', { act => 'mine' })->{status}, 422, 'who has no address is told that they need one';
    my $own = address();
    sql('UPDATE account SET email = ? WHERE name = ?', $own, $admin->{name});
    is $admin->post('/admin/mails', { act => 'mine' })->location, '/admin/mails?done=test', 'with one a button sends it to them';
    like mail_to($own)->{text}, qr{sent to see whether mails arrive}, 'and it arrives';
};

subtest 'who may not is told so' => sub {
    is $member->get('/admin/mails')->{status}, 403, 'a member sees nothing of it';
    is $member->post('/admin/mails', { act => 'retry' })->{status}, 403, 'and does nothing';
};

subtest 'it speaks German' => sub {
    like administrator(language => 'de')->get('/admin/mails')->{text}, qr{Testmail senden an}, 'so it does';
};

done_testing;
