# An authenticator app (RFC 6238), for the tests.
package Lorehall::Totp;
use v5.36;

use Digest::SHA qw(hmac_sha1);
use Exporter qw(import);

our @EXPORT = qw(totp_code);

my %VALUE;
@VALUE{ 'A' .. 'Z', 2 .. 7 } = 0 .. 31;

# The code of a key in base32 for the present half minute, or of so many later.
sub totp_code ($key, $steps = 0) {
    my $bits  = join '', map { sprintf '%05b', $VALUE{$_} } $key =~ /[A-Z2-7]/g;
    my $mac   = hmac_sha1(pack('Q>', int(time / 30) + $steps), pack 'B*', $bits);
    my $place = ord(substr $mac, -1) & 15;
    return sprintf '%06d', (unpack('N', substr $mac, $place, 4) & 0x7FFFFFFF) % 1_000_000;
}

1;
