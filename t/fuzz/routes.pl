#!/usr/bin/env perl
# Asks the pools themselves, over FastCGI, mutated requests to every route of every area, as guest, member
# and administrator. TAP.
#
#     routes.pl [COUNT [SEED [FIRST]]]
#
# asks requests FIRST to FIRST+COUNT-1 of SEED. Each follows from these numbers, so that what one of them
# found is found again by asking just that. LOREHALL_FOUND is where such a request is left, told in text.
use v5.36;
use utf8;
use FindBin;
use lib "$FindBin::Bin/../integration/lib";
use IO::Socket::UNIX;
use POSIX ();
use Test::More;
use Time::HiRes qw(time);
use Lorehall;
use Lorehall::Answer;
use Lorehall::Mutation;
use Lorehall::Routes;
use Lorehall::Worker;

use constant { CONNECTIONS => 4, SECONDS => 30, REPORTED => 20, RENEWED => 2000 };

my ($count, $seed, $first) = ($ARGV[0] // 3000, $ARGV[1] // 1, $ARGV[2] // 1);

my $author  = member();
my @threads = map { start_thread($author, title => "Mutations $_", body => 'What is asked about.') } 1 .. 3;
my @comments = map { my $thread = $_; map { reply_to($author, $thread, "Answer $_ with **marks**.") } 1 .. 4 } @threads;
my %world    = (
    threads  => \@threads,
    comments => \@comments,
    imports  => [map { $_->[0] } rows('SELECT id FROM lore_import ORDER BY id LIMIT 3')],
    entries  => [rows("SELECT kind, MIN(id), 'x' FROM entry GROUP BY game_id, kind"), rows("SELECT kind, MAX(id), 'x' FROM entry GROUP BY game_id, kind")],
    words    => [map { $_->[0] } rows('SELECT name FROM entry ORDER BY id LIMIT 40')],
);
@{ $world{imports} } or $world{imports} = [1];
utf8::encode($_) for @{ $world{words} };

# Somebody who asks, as a mutation wants to know them.
sub person ($visitor, %more) {
    return { host => $visitor->{host}, token => $visitor->{token}, csrf => $visitor->csrf, bearer => 'x', %more };
}

# Sends a request to an area's pool; the answer's bytes, or undef and why there is none.
sub ask ($area, $parameter, $body) {
    my $socket = IO::Socket::UNIX->new(instance_file("run/$area.sock")) // return (undef, "no connection: $!");
    my $sent   = Lorehall::Worker::record(1, pack 'nCx5', 1, 0);
    my $head   = join '', map { Lorehall::Worker::name_value($_, $parameter->{$_}) } sort keys %$parameter;
    $sent .= Lorehall::Worker::record(4, $1) while $head =~ s/\A(.{1,32768})//s;
    $sent .= Lorehall::Worker::record(4, '');
    $sent .= Lorehall::Worker::record(5, $1) while $body =~ s/\A(.{1,32768})//s;
    local $SIG{PIPE} = 'IGNORE';
    syswrite $socket, $sent . Lorehall::Worker::record(5, '');
    my ($all, $out, $ended) = ('', '', 0);
    my $deadline = time + SECONDS;
    vec(my $bits = '', fileno $socket, 1) = 1;
    while (time < $deadline) {
        select my $ready = $bits, undef, undef, $deadline - time or last;
        sysread $socket, $all, 65536, length $all or last;
        while (length $all >= 8) {
            my (undef, $type, undef, $length, $padding) = unpack 'CCnnC', $all;
            last if length $all < 8 + $length + $padding;
            $out .= substr $all, 8, $length if $type == 6;
            $ended = 1 if $type == 3;
            substr $all, 0, 8 + $length + $padding, '';
        }
        return ($out) if $ended;
    }
    return (undef, time < $deadline ? 'the worker ended without an answer' : 'no answer in ' . SECONDS . ' seconds');
}

# Of which kinds of document an answer may be, and how each ends.
my %ends = (
    'text/html' => qr{</html>\s*\z}, 'application/atom+xml' => qr{</feed>\s*\z}, 'image/svg+xml' => qr{</svg>\s*\z},
    'application/xml' => qr{</(?:urlset|sitemapindex)>\s*\z}, 'text/xml' => qr{</(?:urlset|sitemapindex)>\s*\z},
);

# What is wrong with an answer; undef when nothing is.
sub complaint ($parameter, $answer) {
    my $status = $answer->{status};
    my ($type) = ($answer->header('content-type') // '') =~ m{^([^;\s]+)};
    return "status $status" if $status > 500 && $status != 503 || $status == 500 || $status < 200;
    return '503 without Retry-After' if $status == 503 && !$answer->header('retry-after');
    return undef if $parameter->{REQUEST_METHOD} eq 'HEAD' || !length $answer->{content} || $answer->header('content-encoding');
    return "no content type with $status" unless $type;
    if ($type eq 'application/json') {
        return eval { $answer->json; 1 } ? undef : "$status with JSON that does not parse: $@";
    }
    return "$status with text that is not UTF-8" if $type =~ /^text|xml/ && !utf8::decode(my $copy = $answer->{content});
    return undef if $type eq 'text/html' && $answer->{content} !~ /^\s*<!doctype/i;  # a part of a page
    return $ends{$type} && $answer->{content} !~ $ends{$type} ? "$status with $type that is not whole" : undef;
}

# Leaves a request where it can be read.
sub leave ($number, $why, $area, $parameter, $body, $bytes) {
    my $text = "$why\nagain: ./dev fuzz routes 1 $seed $number\narea: $area\n"
        . join('', map {"$_: $parameter->{$_}\n"} sort keys %$parameter) . "\n$body\n";
    $text = substr($text, 0, 4000) . "\n---- the answer:\n" . substr($bytes // '', 0, 4000) . "\n";
    if (defined $ENV{LOREHALL_FOUND} && open my $out, '>:raw', "$ENV{LOREHALL_FOUND}/routes-$seed-$number") {
        print $out $text;
    }
    utf8::decode($text);
    return $text =~ s/[^\n -~]/?/gr;
}

# Every CONNECTIONS-th request, from the OFFSET-th on.
sub ask_all ($offset) {
    my (%statuses, @faults, $mutation, $asked);
    for (my $number = $first + $offset; $number < $first + $count; $number += CONNECTIONS) {
        # A session may have been ended by what was asked, and CSRF tokens last two hours only.
        $mutation = undef if $asked++ % RENEWED == 0;
        $mutation //= Lorehall::Mutation->new(%world,
            people  => [map { person($_) } visitor(), member(), administrator(), member(role => 'moderator'), member(site => 'camelot')],
            leavers => [map { person($_) } visitor(), member(), member()]);
        my ($area, $parameter, $body) = $mutation->request($seed, $number);
        my ($bytes, $why) = ask($area, $parameter, $body);
        if (defined $bytes) {
            my $answer = Lorehall::Answer->parse('HTTP/1.1 ' . ($bytes =~ /^Status: (.*?)\r\n/m ? $1 : '200') . "\r\n$bytes");
            $why = $answer ? complaint($parameter, $answer) : 'an answer without a head';
            $statuses{ $answer->{status} }++ if $answer;
        }
        push @faults, leave($number, "request $number: $why", $area, $parameter, $body, $bytes) if defined $why && @faults < REPORTED;
    }
    return { statuses => \%statuses, faults => \@faults };
}

my $begun   = time;
my @results = parallel(CONNECTIONS, \&ask_all);
my $took    = time - $begun;
my @faults  = map { @{ $_->{faults} } } @results;
my (%statuses, $answers);
for my $part (map { $_->{statuses} } @results) {
    $statuses{$_} += $part->{$_} for keys %$part;
}
$answers += $_ for 0, values %statuses;
plan tests => 2;
note sprintf 'seed %d, %d routes, %.0f s, %.0f requests a second; %s', $seed, scalar(routes()), $took, $count / $took,
    join ', ', map {"$statuses{$_} x $_"} sort keys %statuses;
is $answers, $count, "$count requests with something wrong in them are answered";
ok !@faults, 'each whole, in its own format, and with no error of ours' or diag join "\n", @faults;
