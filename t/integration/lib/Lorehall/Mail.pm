# What the instance's mail catcher (tools/dev/mail-catcher) has got, and what it is told to do wrong.
package Lorehall::Mail;
use v5.36;
use utf8;

use Carp qw(croak);
use Encode qw(decode);
use Exporter qw(import);
use MIME::QuotedPrint qw(decode_qp);

use Lorehall;

our @EXPORT = qw(address mails_to mail_to mail_fault mail_login mail_certificate link_in);

# An address that nobody else has.
sub address ($word = 'mail') { lc(unique($word)) . '@example.org' }

sub directory () { instance_file('mail') }

# The mails to an address, first to last: from, to, tls, user, header (by lower-case name, decoded), text, raw.
sub mails_to ($to) {
    my @mails;
    for my $file (sort glob directory() . '/*.eml') {
        open my $in, '<:raw', $file or next;
        my $raw = do { local $/; <$in> };
        push @mails, parse($raw) if $raw =~ /^X-Envelope-To: \Q$to\E\r?$/m;
    }
    return @mails;
}

# The last mail to an address, with a subject like $subject; waited for.
sub mail_to ($to, $subject = qr//) {
    my ($mail) = wait_until(20, sub { (grep { $_->{header}{subject} =~ $subject } mails_to($to))[-1] });
    return $mail || croak "no mail to $to with $subject came";
}

sub parse ($raw) {
    my ($head, $body) = split /\r\n\r\n/, $raw, 2;
    $head =~ s/\r\n[ \t]+/ /g;
    my %header = map { /^([^:]+): ?(.*)/s ? (lc $1 => decode('MIME-Header', $2)) : () } split /\r\n/, $head;
    return {
        from   => $header{'x-envelope-from'},
        to     => $header{'x-envelope-to'},
        tls    => $header{'x-tls'},
        user   => $header{'x-user'},
        header => \%header,
        text   => decode('UTF-8', decode_qp($body)) =~ s/\r\n/\n/gr,
        raw    => $raw,
    };
}

# The path of the link in a mail.
sub link_in ($mail) {
    my ($path) = $mail->{text} =~ m{^https?://[^/\s]+(/account/\S+)$}m or croak "no link in: $mail->{text}";
    return $path;
}

# What the catcher does wrong from now on, as it describes it; nothing: all is right again.
sub mail_fault (@lines) { setting('fault', @lines) }

# The login that it wants: "NAME PASSWORD"; nothing: none.
sub mail_login (@line) { setting('login', @line) }

# Has it want TLS, with a certificate for localhost, whose file is given; undef: no more.
sub mail_certificate (@off) {
    my $file = directory() . '/certificate.pem';
    return unlink $file if @off;
    my ($status, $output) = Lorehall::command('', qw(openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -addext),
        'subjectAltName = DNS:localhost', '-keyout', "$file.new", '-out', "$file.crt");
    croak "openssl: $output" if $status;
    Lorehall::command('', 'sh', '-c', "cat '$file.crt' >>'$file.new' && rm '$file.crt' && mv '$file.new' '$file'");
    return $file;
}

sub setting ($name, @lines) {
    my $file = directory() . "/$name";
    return unlink $file if !@lines;
    open my $out, '>', "$file.new" or croak "$file: $!";
    print $out map {"$_\n"} @lines;
    close $out;
    return rename "$file.new", $file;
}

END { local $?; mail_fault(); mail_login(); mail_certificate(undef) }

1;
