# Files in a form: from a browser or a program, through nginx, into a handler, and nothing of them left behind. The
# area is t/echo/echo.c, which nothing but this test has; nginx is one of this test's own, of the same template.
use v5.36;
use utf8;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Digest::SHA qw(sha256_hex);
use Encode qw(encode);
use File::Path qw(make_path);
use File::Temp qw(tempdir);
use IO::Socket::UNIX;
use Test::More;
use Time::HiRes qw(sleep time);
use Lorehall;
use Lorehall::Nginx;
use Lorehall::Worker;

use constant { MEGABYTE => 1_048_576, WORKERS => 2 };

my $work = tempdir(DIR => instance_file('tmp'), CLEANUP => 1);
make_path("$work/uploads");
my $pool   = Lorehall::Worker->new('echo', program => 't/echo/echo', workers => WORKERS, 'Upload.Directory' => "$work/uploads");
my ($port, $conf)
    = start_nginx($work, areas => "echo 1\n    /echo/\n    /api/v1/echo/\n", uploads => build_file('t/echo/echo'), sockets => { echo => $pool->{socket} }, address => 'X-Address');
my $member = member();
$member->csrf;
$member->{port} = $port;
my $guest = visitor();
$guest->{port} = $port;

# ---- what is sent ---------------------------------------------------------------------------------

my $log = "$Lorehall::DIRECTORY/log/echo-own.log";

# Bytes that are the same in every run, and no text.
sub bytes ($length) {
    state $block = join '', map { pack 'N', $_ * 2_654_435_761 & 0xFFFFFFFF } 1 .. 65_536;
    return substr $block x (1 + int $length / length $block), 0, $length;
}

sub file ($name, $bytes, $type = undef) { return { name => $name, bytes => $bytes, type => $type } }

# What is told of a file that came whole.
sub told ($name, $bytes, $type = '') {
    return { name => $name, type => $type, size => length $bytes, sha256 => sha256_hex($bytes) };
}

# What the form is in bytes.
sub form_length (@fields) { length Lorehall::Visitor::in_parts(csrf => $member->csrf, @fields) }

# Asserts that what $send sends is refused so, and that nothing of it lies anywhere.
sub refused ($what, $status, $complaint, $send) {
    subtest $what => sub {
        my $answer = $send->();
        is $answer->{status}, $status, "it is refused: $status";
        like $answer->complaint, $complaint, 'in words' or diag $answer->{text};
        is_deeply [left()], [], 'nothing is left of it';
        return $answer;
    };
}

# The files that anything left behind.
sub left () { glob "$work/uploads/{*,.[a-z]*} $work/body/*" }

sub pids () { my %found = map { $_ => 1 } `pgrep -f -x '.*t/echo/echo --config $pool->{config}'` =~ /(\d+)/g; return grep { !-e "/proc/$_/task/$_/children" || !`cat /proc/$_/task/$_/children` } sort keys %found }

# The most memory that each worker ever had, in KB: what it mapped of a file counts.
sub memory () {
    return map {
        my $pid = $_;
        open my $in, '<', "/proc/$pid/status" or die "$pid: $!";
        my ($peak) = join('', readline $in) =~ /^VmHWM:\s*(\d+) kB/m;
        $peak;
    } pids();
}

# What they need for files that they put aside, before they see a large one.
$member->upload('/echo/upload', [file => file('x', bytes(70_000))]) for 1 .. 20;
my ($memory) = sort { $b <=> $a } memory();

subtest 'a file comes whole, with its name and type, between fields' => sub {
    for my $length (0, 1, 10_000, 65_536, 65_537, 3 * MEGABYTE + 1) {
        my $bytes = bytes($length);
        for my $way ('', '?whole') {
            my $answer = $member->upload("/echo/upload$way", [note => 'An ä', file => file("Höhle $length.txt", $bytes, 'Text/Plain; charset=x')]);
            is $answer->{status}, 200, "$length bytes" or diag $answer->{text};
            my $json = $answer->json;
            is_deeply $json->{files}, [told("Höhle $length.txt", $bytes, 'text/plain')], 'are the same' . ($way ? ' when looked at as a whole' : '');
            is $json->{note}, 'An ä', 'and the text with them';
        }
    }
    is_deeply [left()], [], 'nothing is left of them';
};

subtest 'several files of one field come in their order' => sub {
    my @bytes = map { bytes($_) } 200_000, 5, 70_000;
    my $files = $member->upload('/echo/upload', [file => file('a', $bytes[0]), file => file('b', $bytes[1], 'image/png'), note => 'x', file => file('c', $bytes[2])])->json->{files};
    is_deeply $files, [told('a', $bytes[0]), told('b', $bytes[1], 'image/png'), told('c', $bytes[2])], 'three of them';
};

subtest 'a name is a line of text, whatever it was' => sub {
    my %names = (
        '../../etc/passwd' => 'passwd', 'C:\\Games\\inventory.txt' => 'inventory.txt', 'say "hi".txt' => 'say "hi".txt', "two\r\nlines" => 'two  lines',
        '<script>x' => '<script>x', "\x{202E}gpj.exe" => 'gpj.exe', '100%25.txt' => '100%25.txt', 'x' x 300 => 'x' x 200 . '…', 'ü' x 3000 => 'ü' x 200 . '…', '竜.txt' => '竜.txt',
    );
    for my $name (sort keys %names) {
        my $answer = $member->upload('/echo/upload', [file => file($name, 'x')]);
        is eval { $answer->json->{files}[0]{name} }, $names{$name}, $names{$name} or diag $answer->{text};
    }
    is $member->upload('/echo/upload', [file => file('x', 'x', 'a<b>c')])->json->{files}[0]{type}, '', 'and a type that is none is not told';
};

refused('a form in which no file was chosen', 422, qr/choose a file/, sub { $member->upload('/echo/upload', [file => file('', '')]) });
refused('a form without the field', 422, qr/choose a file/, sub { $member->upload('/echo/upload', [note => 'x']) });
refused('a file of another field', 422, qr/choose a file/, sub { $member->upload('/echo/upload', [picture => file('x', 'x')]) });
refused('a file larger than the handler wants', 422, qr/at most 12 MB fit/, sub { $member->upload('/echo/upload', [file => file('x', bytes(12 * MEGABYTE + 1))]) });
refused('a text that is too long beside it', 422, qr/at most 100 fit/, sub { $member->upload('/echo/upload', [note => 'x' x 101, file => file('x', 'x')]) });

# ---- limits ---------------------------------------------------------------------------------------

subtest 'nginx and the route have the same limit' => sub {
    my ($limit) = map { /\t\/echo\/upload\t.*\t(\d+)\t3$/ ? $1 : () } split /\n/, output_of(build_file('t/echo/echo'), '--routes');
    is $limit, 16 * MEGABYTE, 'the program tells its own';
    like $conf, qr/location ~ \^\/api\/v1\/echo\/\[\^\/\]\+\/upload\$ \{[^}]*client_max_body_size $limit;/, 'nginx has it';
    my $rest = $limit - form_length(file => file('x', ''), file => file('y', ''));
    my @files = (file => file('x', bytes(8 * MEGABYTE)), file => file('y', bytes($rest - 8 * MEGABYTE)));
    is $member->upload('/echo/upload', [@files])->{status}, 200, 'a form of just that size is taken';
    my ($plain) = source_text('lib/web/route.h') =~ /^#define BODY_PLAIN_MAX (\d+)$/m;
    is $plain, MEGABYTE, 'what all other routes keep below';
    like $conf, qr/^    client_max_body_size 1m;/m, 'is what nginx lets through to them';
};

my @large = (note => 'x', file => file('x', bytes(16 * MEGABYTE)));
refused('a form that is too large', 413, qr/^This is too large: at most 16 MB may be sent here at once/, sub { $member->upload('/echo/upload', \@large) });
subtest 'that answer is a page in the reader\'s language' => sub {
    my $answer = $member->upload('/echo/upload', \@large, headers => { 'accept-language' => 'de' });
    like $answer->complaint, qr/Höchstens|höchstens 16 MB/, 'German';
    like $answer->{text}, qr{action="/account/logout"}, 'of somebody who is logged in';
    like $answer->header('content-security-policy'), qr/script-src 'self'/, 'with the policy of pages';
};
subtest 'in the API it is JSON' => sub {
    my $answer = $member->upload('/api/v1/echo/7/upload', \@large);
    is $answer->{status}, 413, 'refused';
    is_deeply $answer->json, { error => { code => 'too_large', message => 'This is too large: at most 16 MB may be sent here at once.' } }, 'says the same';
};
refused('a gigabyte, of which a part is sent', 413, qr/at most 16 MB/, sub {
    my $start  = time;
    my $answer = $member->raw("POST /echo/upload HTTP/1.1\r\nHost: $member->{host}:$port\r\nCookie: lorehall=$member->{token}\r\nContent-Type: multipart/form-data; boundary=x\r\n"
            . "Content-Length: 1000000000\r\nConnection: close\r\n\r\n" . 'a' x 100_000);
    cmp_ok time - $start, '<', 5, 'refused without waiting for it';
    return $answer;
});
refused('chunks without end', 413, qr/at most 16 MB/, sub {
    $member->raw("POST /echo/upload HTTP/1.1\r\nHost: $member->{host}:$port\r\nCookie: lorehall=$member->{token}\r\nContent-Type: multipart/form-data; boundary=x\r\n"
            . "Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n" . ("80000\r\n" . 'a' x 0x80000 . "\r\n") x 33);
});
refused('one file too many', 400, qr/too many files: at most 3/, sub { $member->upload('/echo/upload', [map { (file => file($_, $_)) } 1 .. 4]) });
refused('10,000 parts', 400, qr/more than 200/, sub { $member->upload('/echo/upload', [map { ("p$_" => 'x') } 1 .. 10_000]) });
refused('texts beyond what may stand beside files', 413, qr/at most 256 KB/, sub { $member->upload('/echo/upload', [note => 'x' x 300_000]) });
refused('a form of another kind', 415, qr{multipart/form-data}, sub { $member->post('/echo/upload', { note => 'x' }) });
refused('JSON', 415, qr{multipart/form-data}, sub { $member->api(POST => '/api/v1/echo/7/upload', { note => 'x' }) });

# ---- what is broken -------------------------------------------------------------------------------

my $type  = 'multipart/form-data; boundary=' . Lorehall::Visitor::BOUNDARY;
my $whole = Lorehall::Visitor::in_parts(csrf => $member->csrf, file => file('x', bytes(100_000)));
refused("a form of which the last $_ bytes are missing", 400, qr/arrived incomplete/, sub {
    $member->request(POST => '/echo/upload', type => $type, content => substr $whole, 0, length($whole) - $_);
}) for 5, 1000, 90_000;
refused('a form with another boundary', 400, qr/arrived incomplete/, sub { $member->request(POST => '/echo/upload', type => 'multipart/form-data; boundary=x', content => $whole) });
refused('a header field without end', 400, qr/name of a field or file in this form is too long/, sub { $member->request(POST => '/echo/upload', type => $type, content => $whole =~ s/filename="x/filename="x@{['x' x 10_000]}/r) });
refused('what a dying nginx sends', 400, qr/cut off/, sub { $pool->ask($member, '/echo/upload', method => 'POST', CONTENT_TYPE => $type, body => substr($whole, 0, 90_000), CONTENT_LENGTH => length $whole) });
subtest 'a connection that ends within a file changes nothing' => sub {
    my $before = -s $log;
    # It may end while the pool is still asked whether it may come at all: then there is another.
    ok wait_until(5, sub {
        my $socket = $member->connection;
        print $socket "POST /echo/upload HTTP/1.1\r\nHost: $member->{host}:$port\r\nCookie: lorehall=$member->{token}\r\nContent-Type: $type\r\nContent-Length: @{[length $whole]}\r\n\r\n", substr $whole, 0, 90_000;
        $socket->flush;
        sleep 0.2;
        close $socket;
        open my $in, '<', "$work/access.log" or die $!;
        grep {m{"POST /echo/upload HTTP/1.1" 400 0 }} readline $in;
    }), 'nginx gives it up';
    is_deeply [left()], [], 'and keeps nothing of it';
    is -s $log, $before, 'no worker heard of it';
};

# ---- who may --------------------------------------------------------------------------------------

# An answer to the head of a form whose body never comes to its end: who waits for that says that it was cut off.
sub at_once ($visitor, $path, %more) { $pool->ask($visitor, $path, method => 'POST', CONTENT_TYPE => $type, CONTENT_LENGTH => 60_000, %more) }

subtest 'who may not send files is told before they are read' => sub {
    my $answer = at_once($guest, '/echo/upload');
    is $answer->{status}, 401, 'a guest';
    like $answer->complaint, qr/log in/, 'is asked to log in';
    is at_once($guest, '/api/v1/echo/7/upload')->json->{error}{code}, 'login', 'by the API as well';
    is at_once($guest, '/echo/upload', CONTENT_LENGTH => 1_000_000_000)->{status}, 401, 'whatever it says of their size';
    is at_once($member, '/echo/moderators')->{status}, 403, 'a member, where it takes a moderator';
    is at_once($member, '/echo/upload', HTTP_ORIGIN => 'http://evil.example')->complaint, 'This request came from another site.', 'who comes from elsewhere';
    like at_once($member, '/echo/upload', HTTP_X_CSRF_TOKEN => 'x')->complaint, qr/expired/, 'who has a wrong token in the head';
    my $early = Lorehall::Visitor::in_parts(csrf => 'x', file => file('x', bytes(40_000)));
    like at_once($member, '/echo/upload', body => substr $early, 0, 30_000)->complaint, qr/expired/, 'or in front of the file';
    like at_once($member, '/echo/upload')->complaint, qr/cut off/, 'of all others the form is read';
};

subtest 'who may not is told so by nginx too, however much is sent' => sub {
    for my $length (1000, 12 * MEGABYTE, 17 * MEGABYTE) {
        my @file = (csrf => undef, file => file('x', bytes($length)));
        my $page = $guest->upload('/echo/upload', \@file, headers => { origin => $guest->origin });
        is $page->{status}, 401, "a guest with $length bytes";
        like $page->complaint, qr/log in/, 'is asked to log in';
        unlike $page->{text}, qr{<form class="kept"}, 'but not offered to send a form again that has lost its file';
        is $guest->upload('/api/v1/echo/7/upload', \@file)->json->{error}{code}, 'login', 'by the API as well';
    }
    is_deeply [left()], [], 'nothing is left';
};

subtest 'the token may stand before the file, behind it or in the head' => sub {
    my @file = (file => file('x', bytes(100_000)));
    my $csrf = $member->csrf;
    is $member->upload('/echo/upload', [csrf => $csrf, @file])->{status}, 200, 'before';
    is $member->upload('/echo/upload', [@file, csrf => $csrf])->{status}, 200, 'behind';
    is $member->upload('/echo/upload', [@file, csrf => undef], headers => { 'x-csrf-token' => $csrf })->{status}, 200, 'in the head';
    is $member->upload('/echo/upload', [csrf => $csrf, @file], headers => { origin => $member->origin })->{status}, 200, 'with the origin of our own pages';
    for (['a wrong one before it', csrf => 'x', @file], ['a wrong one behind it', @file, csrf => 'x'], ['none', @file, csrf => undef]) {
        my ($what, @fields) = @$_;
        my $answer = $member->upload('/echo/upload', \@fields, headers => { origin => $member->origin });
        is $answer->{status}, 403, "$what is refused";
        unlike $answer->{text}, qr{<form class="kept"}, 'and not offered to be sent again without its file';
        is_deeply [left()], [], 'nothing is left';
    }
    refused("another site's", 403, qr/another site/, sub { $member->upload('/echo/upload', [csrf => $csrf, @file], headers => { origin => 'http://evil.example' }) });
};

subtest 'a program sends files with its API token' => sub {
    my $token = api_token($member);
    my $bytes = bytes(200_000);
    my $answer = $guest->upload('/api/v1/echo/7/upload', [file => file('inventory.txt', $bytes)], bearer => $token);
    is $answer->{status}, 200, 'no other token is needed' or diag $answer->{text};
    is_deeply $answer->json->{files}, [told('inventory.txt', $bytes)], 'they come whole';
    is $guest->upload('/api/v1/echo/7/upload', [file => file('x', 'x')], bearer => 'x' x 32)->{status}, 401, 'a wrong one is refused';
    is $guest->upload('/echo/upload', [csrf => undef, file => file('x', 'x')], headers => { authorization => "Bearer $token" })->{status}, 401, 'and a form takes none';
    my $answer_to_session = $member->upload('/api/v1/echo/7/upload', [file => file('x', 'x'), csrf => undef]);
    is $answer_to_session->json->{error}{code}, 'csrf', 'a session needs the other';
    is $member->upload('/api/v1/echo/7/upload', [file => file('x', 'x')])->{status}, 200, 'which it may send as a field';
};

# ---- much, and too much ---------------------------------------------------------------------------

subtest 'memory stays what it is, however large a file' => sub {
    is scalar(pids()), WORKERS, 'the workers are known';
    my $used = sub ($length) { $member->upload('/echo/upload', [file => file('x', bytes($length))])->json->{memory} };
    my $small = $used->(70_000);
    cmp_ok $used->(12 * MEGABYTE), '<=', $small + 1024, "of the request: $small bytes";
    my @bytes = map { bytes(12 * MEGABYTE - $_) } 0 .. 3;
    my @answers = parallel(scalar @bytes, sub ($i) { $member->upload('/echo/upload', [file => file($i, $bytes[$i])])->json->{files}[0] });
    is_deeply \@answers, [map { told($_, $bytes[$_]) } 0 .. $#bytes], 'four of 12 MB at once come whole';
    my ($now) = sort { $b <=> $a } memory();
    # Sanitizers keep what is freed for a while, and remember where it was asked for: files would be 48 MB.
    cmp_ok $now - $memory, '<', sanitized() ? 24576 : 8192, "of a worker: at most $memory KB at first, $now KB after all of this";
    is_deeply [left()], [], 'and the files are gone';
};

# ---- places -----------------------------------------------------------------------------------------

# A connection on which the head of a form is sent, and of the form next to nothing.
sub begin_slowly ($visitor, %field) {
    my $socket = $visitor->connection;
    my $length = delete $field{chunked} ? "Transfer-Encoding: chunked\r\n\r\n2\r\n--\r\n" : "Content-Length: 1000\r\n\r\n--";
    my $cookie = defined $visitor->{token} ? "Cookie: lorehall=$visitor->{token}\r\n" : '';
    my $more   = join '', map {"$_: $field{$_}\r\n"} sort keys %field;
    $socket->syswrite("POST /api/v1/echo/7/upload HTTP/1.1\r\nHost: $member->{host}:$port\r\nContent-Type: $type\r\n$cookie$more$length");
    return $socket;
}

# The same of who may send it: when this is back, the connection has its place.
sub take_place ($visitor, %field) {
    my $socket = begin_slowly($visitor, %field, Expect => '100-continue');
    sysread $socket, my ($text), 1000;
    $text =~ m{\AHTTP/1\.1 100 } or die "no place: $text";
    return $socket;
}

# What has been answered on it, without waiting for more.
sub answered_on ($socket) {
    $socket->blocking(0);
    my $read = sysread $socket, my ($text), 65_536;
    return $read ? $text =~ m{\AHTTP/1\.1 (\d+)} && $1 : undef;
}

# What a small form of the visitor's is answered with.
sub send_small ($visitor, %field) { $visitor->upload('/api/v1/echo/7/upload', [file => file('x', 'x')], headers => {%field}) }

# That no place is left for the visitor.
sub full ($visitor, $what, %field) {
    my $answer = send_small($visitor, %field);
    is $answer->{status}, 503, $what;
    is $answer->json->{error}{code}, 'unavailable', 'is told so';
    is $answer->header('retry-after'), 5, 'and when to come again';
}

my @others = map { my $other = member(); $other->csrf; $other->{port} = $port; $other } 1 .. 17;

subtest 'who may not send files takes up no place with a form that never ends' => sub {
    for my $chunked (0, 1) {
        my @open = map { begin_slowly($guest, chunked => $chunked) } 1 .. 64;
        push @open, map { begin_slowly($guest, chunked => $chunked, Cookie => 'lorehall=' . 'f' x 32) } 1 .. 8;
        push @open, map { begin_slowly($guest, chunked => $chunked, Authorization => 'Bearer ' . '0' x 32) } 1 .. 8;
        is send_small($member)->{status}, 200, 'who may is served' . ($chunked ? ', in chunks as well' : '');
        ok wait_until(10, sub { @open = grep { ($_->{told} //= answered_on($_->{socket})) ? $_->{told} != 401 : 1 } map { ref eq 'HASH' ? $_ : { socket => $_ } } @open; !@open }), 'and all of them are told to log in'
            or diag join ' ', map { $_->{told} // '-' } @open;
    }
    is_deeply [left()], [], 'nothing of theirs was kept';
};

subtest 'an account has four places, whoever else has none' => sub {
    my @open = map { take_place($member, 'X-CSRF-Token' => $member->csrf) } 1 .. 4;
    full($member, 'the fifth');
    is send_small($others[0])->{status}, 200, 'another account is served';
    close $_ for @open;
    ok wait_until(10, sub { send_small($member)->{status} == 200 }), 'then it is taken';
};

subtest 'a network has four places: an address of IPv4, a /64 of IPv6' => sub {
    for (['2001:db8:1:2::', '2001:db8:1:3::1', map {"2001:db8:1:2:${_}::1"} 1 .. 4], ['192.0.2.1', '192.0.2.2', ('192.0.2.1') x 4], ['::ffff:192.0.2.3', '::ffff:192.0.2.4', ('192.0.2.3') x 4]) {
        my ($same, $other, @addresses) = @$_;
        my @open = map { take_place($others[$_], 'X-Address' => $addresses[$_]) } 0 .. 3;
        full($others[4], "the fifth of $same", 'X-Address' => $same);
        is send_small($others[4], 'X-Address' => $other)->{status}, 200, "$other is served";
        is send_small($others[4])->{status}, 200, 'and so is the machine itself';
        close $_ for @open;
        ok wait_until(10, sub { send_small($others[4], 'X-Address' => $same)->{status} == 200 }), 'then it is taken';
    }
    my @zones = $conf =~ /^\s*limit_(?:req|conn)_zone (\S+) zone=(?!all_uploads|account)/mg;
    is_deeply [@zones], [('$client_counted') x 4], 'and all limits count so';
};

subtest 'so many are taken from all at once, and the next is asked to come again' => sub {
    my @open = map { my $visitor = $_; map { take_place($visitor) } 1 .. 4 } @others[0 .. 15];
    full($others[16], 'the 65th');
    is $guest->get('/static/errors/error.css')->{status}, 200, 'all else is answered';
    close $_ for @open;
    ok wait_until(10, sub { send_small($member)->{status} == 200 }), 'then it is taken';
};

subtest 'a disk that is full is told, and the next file is taken' => sub {
    my $limit = sub ($bytes) { system('prlimit', "--fsize=$bytes:", '--pid', $_) == 0 or die "prlimit: $?" for pids() };
    my @before = pids();
    my @file   = (file => file('x', bytes(3 * MEGABYTE)));
    $limit->('2000000');
    refused('as a page', 503, qr/no room for files right now/, sub { $member->upload('/echo/upload', \@file) });
    my $answer = $member->upload('/api/v1/echo/7/upload', \@file);
    is $answer->{status}, 503, 'by the API';
    is $answer->json->{error}{code}, 'storage', 'it has its own code';
    is $answer->header('retry-after'), 60, 'and says when to come again';
    open my $in, '<', $log or die $!;
    like join('', readline $in), qr/error echo\[\d+\] \w+ spool in \S+: File too large/, 'the log says why';
    $limit->('unlimited');
    is $member->upload('/echo/upload', \@file)->{status}, 200, 'then there is room again';
    is_deeply [pids()], \@before, 'and no worker ended over it';
};

subtest 'a disk on which nginx can keep nothing is told as well' => sub {
    rename "$work/body", "$work/away" or die $!;
    my @file = (file => file('x', bytes(200_000)));
    my ($page, $json) = map { $member->upload($_, \@file) } '/echo/upload', '/api/v1/echo/7/upload';
    rename "$work/away", "$work/body" or die $!;
    is $page->{status}, 503, 'by a page';
    like $page->{text}, qr/^<!doctype html>.*error\.css/s, 'of the house';
    is $json->{status}, 503, 'in the API';
    is $json->json->{error}{code}, 'unavailable', 'as JSON';
    is $json->header('retry-after'), 5, 'to be tried again';
    is $member->upload('/echo/upload', \@file)->{status}, 200, 'and then it goes on';
};

subtest 'a worker that is killed over a file leaves none' => sub {
    my $socket = IO::Socket::UNIX->new($pool->{socket}) or die $!;
    my %more   = (
        REQUEST_METHOD => 'POST', REQUEST_URI => '/echo/upload', HTTP_HOST => "$member->{host}:$port", HTTP_COOKIE => "lorehall=$member->{token}",
        HTTP_X_CSRF_TOKEN => $member->csrf, CONTENT_TYPE => $type, CONTENT_LENGTH => 4 * MEGABYTE, REMOTE_ADDR => '127.0.0.1',
    );
    my $body = Lorehall::Visitor::in_parts(file => file('x', bytes(3 * MEGABYTE)));
    my $sent = Lorehall::Worker::record(1, pack 'nCx5', 1, 0) . Lorehall::Worker::record(4, join '', map { Lorehall::Worker::name_value($_, $more{$_}) } sort keys %more) . Lorehall::Worker::record(4, '');
    $sent .= Lorehall::Worker::record(5, $1) while $body =~ s/\A(.{1,32768})//s;
    syswrite $socket, $sent;
    my ($reading) = wait_until(10, sub { my ($pid) = grep { grep { (readlink // '') =~ m{^\Q$work\E/uploads/} } glob "/proc/$_/fd/*" } pids(); $pid });
    ok $reading, 'a worker has it in a file';
    is_deeply [left()], [], 'that has no name';
    kill KILL => $reading;
    ok wait_until(10, sub { (state_of($reading) // 'Z') eq 'Z' }), 'it is killed';
    is_deeply [left()], [], 'there is no file';
    ok wait_until(10, sub { pids() == WORKERS }), 'another takes its place';
    is $member->upload('/echo/upload', [file => file('x', 'x')])->{status}, 200, 'and files';
};

done_testing;
