# Mails: how they go out, whatever the mail server does; addresses of accounts, and what is done by links in mails.
use v5.36;
use utf8;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Test::More;
use Lorehall;
use Lorehall::Mail;

subtest 'the command line tells whether mails can be sent' => sub {
    my $to = address();
    my ($status, $output) = lorehall('', qw(mail test), $to);
    is $status, 0, 'a test mail is sent';
    like $output, qr/^250 2\.0\.0 kept as \d+/, 'and what the server said is printed';
    my $mail = mail_to($to);
    is $mail->{header}{subject}, 'Lorehall can send mails', 'the catcher has it';
    is $mail->{from}, 'lorehall@localhost.localdomain', 'from who the configuration says';
    mail_fault('rcpt 550 5.1.1 no such mailbox');
    ($status, $output) = lorehall('', qw(mail test), address());
    is $status, 1, 'a refusal is a failure';
    like $output, qr/550 5\.1\.1 no such mailbox/, 'and told in the words of the server';
    mail_fault();
    is +(lorehall('', qw(mail test), 'nobody'))[0], 2, 'what is no address is not tried';
    ($status, $output) = lorehall('', 'check');
    like $output, qr/^ok   mail$/m, 'the check logs in to the server';
    mail_fault('ehlo 554 5.7.1 go away', 'greeting 554 5.7.1 go away');
    ($status, $output) = lorehall('', 'check');
    like $output, qr{^BAD  mail: smtp://localhost: 554 5\.7\.1 go away}m, 'and says what is wrong there';
    mail_fault();
};

subtest 'what was typed wrongly is refused' => sub {
    for ([], ['send'], [qw(list --state gone)], [qw(list --limit many)], [qw(list more)], [qw(retry)], [qw(retry some)], [qw(retry 1 --all)], [qw(test)]) {
        is +(lorehall('', 'mail', @$_))[0], 2, "mail @$_";
    }
    is +(lorehall('', qw(mail retry 999999999)))[0], 1, 'a mail that is not there';
};

subtest 'TLS and a login are used where the server wants them' => sub {
    return not_looked_at('IO::Socket::SSL is not installed') unless eval { require IO::Socket::SSL; 1 };
    my $file = mail_certificate();
    my ($status, $output) = lorehall('', 'check');
    like $output, qr/^BAD  mail: .*certificate/m, 'a certificate that nobody vouches for is refused';
    my $config = instance_file('tls.hdf');
    my $with = sub ($password) {
        open my $out, '>', $config or die $!;
        print $out '#include "', instance_file('site.hdf'), qq{"\nMail.Plain = 0\nMail.Certificates = $file\nMail.User = lore\nMail.Password = $password\n};
        close $out;
        my $to = address();
        return Lorehall::command('', build_file('lorehall'), '--config', $config, qw(mail test), $to), $to;
    };
    mail_login('lore secret word');
    ($status, $output, my $to) = $with->('secret word');
    is $status, 0, 'with its certificate and a password it goes out' or diag $output;
    is_deeply [@{ mail_to($to) }{qw(tls user)}], [1, 'lore'], 'by TLS, logged in';
    ($status, $output) = $with->('another');
    is $status, 1, 'a wrong password is told';
    like $output, qr/535 5\.7\.8/, 'as the server says it';
    mail_login();
    mail_certificate(undef);
    ($status, $output) = $with->('secret word');
    is $status, 1, 'without TLS the password is not sent';
    unlink $config;
};

done_testing;
