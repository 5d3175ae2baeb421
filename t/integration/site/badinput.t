# Whatever is sent: an answer that says what is wrong, what was typed kept, nothing written, no worker
# lost, one line in the log.
use v5.36;
use utf8;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Encode qw(encode);
use Test::More;
use Time::HiRes qw(sleep time);
use Lorehall;
use Lorehall::Routes;

my ($member, $guest) = (member(), visitor());
my $thread  = start_thread($member, title => 'Bad input');
my $comment = reply_to($member, $thread, 'A comment.');
my $csrf    = $member->csrf;
my $host    = "$member->{host}:$member->{port}";
my $access  = -s instance_file('log/access.log');
my @by_nginx;
my %workers = map { $_ => [workers($_)] } areas();

# Runs $send, which gives an answer; it must be refused as the issue asks. complaint => what it says,
# status => which it is, by => 'nginx' when it never reaches a worker.
sub refused ($what, $send, %want) {
    subtest $what => sub {
        my ($before, $mark) = (written(), log_mark());
        my $answer = $send->();
        ok $answer, 'there is an answer' or return;
        is $answer->{status}, $want{status} // 422, 'with the right status';
        my $complaint = $answer->complaint;
        ok length $complaint, 'that says what is wrong';
        like $complaint, $want{complaint}, 'namely this' if $want{complaint};
        if (defined $want{typed}) {
            my ($box) = grep { $_->tag eq 'textarea' } $answer->html->all('textarea');
            is $box && $box->text, $want{typed}, 'what was typed is in the form';
        }
        is_deeply written(), $before, 'nothing was written';
        if (($want{by} // '') eq 'nginx') {
            push @by_nginx, $answer->{status}; # whose log is written once a second: see below
        }
        else {
            my @lines = log_lines($mark);
            is scalar @lines, 1, 'the log has one line' or diag @lines;
        }
        is_deeply { map { $_ => [workers($_)] } areas() }, \%workers, 'every worker lives';
    };
}

subtest 'what is wrong names its field' => sub {
    my $page = $member->post('/forum/general/new', { title => '', body => '' })->html;
    my @said = map { $_->text } grep { ($_->attribute('href') // '') =~ /^#f-/ } $page->all('a');
    is_deeply \@said, ['Title: Please write something here.', 'Your text: Please write something here.'], 'in a new thread';
    $page = $guest->post('/account/register', { name => 'no name!', password => 'short', repeat => 'another' })->html;
    @said = map { $_->text } grep { ($_->attribute('href') // '') =~ /^#f-/ } $page->all('a');
    is_deeply [map {s/: .*//r} @said], ['Name', 'Password', 'Password again'], 'in a registration';
};

my %reply = (subject => "thread:$thread", parent => $comment);

# ---- texts ----------------------------------------------------------------------------------------

my @texts = (
    ['20,001 characters',              'a' x 20_001,              qr/20001 characters/],
    ['20,001 characters of 4 bytes',   "\x{1F409}" x 20_001,      qr/20001 characters/],
    ['nothing',                        '',                        qr/write something/],
    ['white space',                    " \r\n\t \n",              qr/write something/],
    ['wide and narrow spaces',         "\x{3000}\x{2003}\x{A0}",  qr/write something/],
    ['zero-width characters',          "\x{200B}\x{200C}\x{FEFF}\x{2060}", qr/write something/],
    ['fillers and selectors',          "\x{3164}\x{FE0F}\x{2800}", qr/write something/],
    ['a noncharacter',                 \"abc\xEF\xBF\xBEdef",     qr/no characters/,     "abc\x{FFFD}def"],
    ['a NUL',                          "abc\0def",                qr/NUL/,               "abc\x{FFFD}def"],
    ['an escape sequence',             "abc\e[31mdef",            qr/control/,           "abc\x{FFFD}[31mdef"],
    ['a C1 control',                   "abc\x{9B}def",            qr/control/,           "abc\x{FFFD}def"],
    ['Latin 1',                        \"caf\xE9",                qr/UTF-8/,             "caf\x{FFFD}"],
    ['an overlong form',               \"abc\xC0\xAFdef",         qr/UTF-8/,             "abc\x{FFFD}\x{FFFD}def"],
    ['a surrogate',                    \"abc\xED\xA0\x80def",     qr/UTF-8/,             "abc\x{FFFD}\x{FFFD}\x{FFFD}def"],
    ['a cut-off character',            \"abc\xF0\x9F\x90",        qr/UTF-8/,             "abc\x{FFFD}\x{FFFD}\x{FFFD}"],
    ['beyond Unicode',                 \"\xF4\x90\x80\x80abc",    qr/UTF-8/,             ("\x{FFFD}" x 4) . 'abc'],
);
for (@texts) {
    my ($what, $text, $complaint, $typed) = @$_;
    $typed //= $text =~ s/^\s+|\s+\z//gr =~ s/\r\n/\n/gr;
    refused("a reply of $what", sub { $member->post('/forum/reply', { %reply, body => $text }) }, complaint => $complaint, typed => $typed);
    refused("an edit to $what", sub { $member->post("/forum/comment/$comment/edit", { body => $text }) }, complaint => $complaint, typed => $typed);
    refused("a thread of $what", sub { $member->post('/forum/general/new', { title => 'Fine', body => $text }) }, complaint => $complaint, typed => $typed);
    next if ref $text || $text =~ /\0/;
    refused("$what by the API", sub { $member->api(POST => '/api/v1/comments', { %reply, body => $text }) }, complaint => $complaint);
}
for (['two characters', 'ab', qr/too short/], ['301 characters', 'a' x 301, qr/301 characters/], ['nothing', '', qr/write something/],
    ['invisible characters', "\x{200B}" x 5, qr/write something/], ['two lines', "one\ntwo", qr/control/], ['a NUL', "one\0two", qr/NUL/],
    ['an override', "one\x{202E}two", qr/direction/], ['Latin 1', \"caf\xE9", qr/UTF-8/]) {
    my ($what, $title, $complaint) = @$_;
    refused("a title of $what", sub { $member->post('/forum/general/new', { title => $title, body => 'A body.' }) },
        complaint => $complaint, typed => 'A body.');
}

subtest 'the longest text that fits is taken' => sub {
    my $text = "\x{1F409}" x 20_000;
    my $answer = $member->post('/forum/reply', { %reply, body => $text, key => unique('key') });
    is $answer->{status}, 303, '20,000 characters of four bytes, each of them escaped';
    is $member->get('/forum/comment/' . $answer->location =~ s/.*\///r . '/edit')->html->field('body'), $text, 'come back whole';
};

# ---- cookies and tokens ---------------------------------------------------------------------------

my $ended = member();
$ended->post('/account/logout', {}, cookie => "lorehall=$ended->{token}") ;
my $ended_token = do { my $m = member(); my $token = $m->{token}; $m->post('/account/logout', {}); $token };
my $typed = 'Typed by somebody whose session is not what they think.';
for (['forged', 'f' x 32], ['ended', $ended_token], ['too short', 'abc'], ['too long', 'a' x 5000], ['upper case', 'A' x 32],
    ['SQL', "' OR 1=1 -- "], ['a session in quotes', "\"$member->{token}\""], ['empty', '']) {
    my ($what, $cookie) = @$_;
    my %as = (cookie => "lorehall=$cookie");
    refused("a reply with a session cookie that is $what", sub { $guest->post('/forum/reply', { %reply, body => $typed, csrf => $csrf }, %as) },
        status => 401, complaint => qr/log in/, typed => $typed);
    is $guest->get('/forum/general/', %as)->{status}, 200, 'reading goes on';
    is $guest->get('/account/settings', %as)->{status}, 303, 'as a guest';
}
refused('a session cookie that is not text', sub {
    $member->raw(wire(POST => '/forum/reply', "subject=thread%3A$thread&body=x", Cookie => "lorehall=\xFF\xFE\x80", 'Content-Type' => 'application/x-www-form-urlencoded'));
}, status => 401, complaint => qr/log in/, typed => 'x');
refused('an API token that is not one', sub { $guest->api(POST => '/api/v1/comments', {%reply}, bearer => 'x' x 32) }, status => 401);
refused('an API token that was never given', sub { $guest->api(POST => '/api/v1/comments', {%reply}, bearer => '0' x 32) }, status => 401);
is $guest->get('/forum/general/', cookie => join('; ', map {"a$_=b"} 1 .. 300) . "; lorehall=$member->{token}")->{status}, 200, 'many cookies are no harm';

# ---- ids ------------------------------------------------------------------------------------------

my ($foreign) = thread_ids(start_thread($member, title => 'Another'));
my ($abroad)  = thread_ids(start_thread($member->at('camelot'), title => 'Abroad'));
for (['of another thread', $foreign], ['of another site', $abroad], ['that is not there', 999_999_999_999]) {
    my ($what, $parent) = @$_;
    refused("a parent $what", sub { $member->post('/forum/reply', { %reply, parent => $parent, body => $typed }) },
        complaint => qr/not in this discussion/, typed => $typed);
    refused("a parent $what by the API", sub { $member->api(POST => '/api/v1/comments', { %reply, parent => 0 + $parent, body => 'x' }) },
        complaint => qr/not in this discussion/);
}
for my $id ('18446744073709551616', '18446744073709551615', '9223372036854775808', '99999999999999999999999999', '-1', '0', '1.0', '0x10', '1e3', ' 1', "1\n", '١') {
    refused("a parent '$id'", sub { $member->post('/forum/reply', { %reply, parent => $id, body => $typed }) }, typed => $typed);
    my $escaped = Lorehall::Visitor::escape($id);
    my $nothing = $id =~ /\n/ ? 400 : 404;
    is $member->get("/forum/comment/$escaped")->{status}, $nothing, 'nor is there a comment of that number';
    is $guest->get("/api/v1/threads/thread:$escaped")->{status}, $nothing, 'nor a thread';
}
refused("a subject '$_'", sub { $member->post('/forum/reply', { subject => $_, body => $typed }) }, typed => $typed)
    for '', 'thread', 'thread:', 'thread:x', 'THREAD:1', 'thread:18446744073709551616', 'x' x 41;
refused('a subject that is not there', sub { $member->post('/forum/reply', { subject => 'thread:999999999999', body => $typed }) },
    status => 404, typed => $typed);
refused('a number beyond 64 bits in JSON', sub { $member->api(POST => '/api/v1/comments', '{"subject":"thread:1","parent":18446744073709551616,"body":"x"}') },
    complaint => qr/not the number of anything/);

# ---- forms ----------------------------------------------------------------------------------------

refused('10,000 parameters', sub { $member->post('/forum/reply', [%reply, body => $typed, map { ("p$_" => $_) } 1 .. 10_000]) },
    status => 400, complaint => qr/more than 200/, typed => $typed);
refused('10,000 parameters in the address', sub { $guest->get('/forum/general/?' . join '&', map {"p$_=$_"} 1 .. 10_000) }, status => 414, by => 'nginx');
refused('300 parameters in the address', sub { $guest->get('/forum/general/?' . join '&', map {"p$_=$_"} 1 .. 300) }, status => 400, complaint => qr/more than 200/);
refused('a form larger than the route takes', sub { $member->post('/forum/reply', { %reply, body => 'a' x 300_000 }) }, status => 413, complaint => qr/too large/);
refused('a login larger than a login', sub { $guest->post('/account/login', { name => 'x' x 10_000, password => 'x' }) }, status => 413, complaint => qr/too large/);

# A request as it goes over the wire.
sub wire ($method, $path, $body, %headers) {
    my %all = (Host => $host, Cookie => "lorehall=$member->{token}", Connection => 'close', 'Content-Length' => length $body, %headers);
    return join "\r\n", "$method $path HTTP/1.1", (map {"$_: $all{$_}"} grep { defined $all{$_} } sort keys %all), '', $body;
}

for my $bytes ("\xFF", "\xC3\xA4", 'a"b', '<i>', "\xE2\x82") {
    for my $path ('/beastiary/imports.atom', '/forum/general/', '/forum/general/threads.atom', '/account/login') {
        my $answer = $member->raw(wire(GET => "$path?x=$bytes", ''));
        like $answer->{status}, qr/^(?:200|303)$/, "$path is answered whatever stands behind it";
        ok utf8::decode(my $text = $answer->{content}), 'as UTF-8';
        unlike $answer->{content} . ($answer->location // ''), qr/x=\Q$bytes\E/, 'and the address is repeated in the characters of one';
    }
}
for my $name ("b\x{E4}nke", "\x{FEFF}general", "\x{7ADC}") {
    my $escaped = Lorehall::Visitor::escape($name);
    is $guest->get($_)->{status}, 404, "a board's name of other letters is none: $_"
        for "/forum/$escaped/", "/forum/$escaped/threads.atom", "/api/v1/boards/$escaped/threads";
}
refused('a key that is no text', sub { $member->post('/forum/general/new', { title => 'A title', key => \"a\xE2\x82", body => $typed }) }, typed => $typed);
ok utf8::decode(my $shown = $member->post('/forum/reply', { %reply, key => \"a\xE2\x82", body => $typed })->{content}), 'what is shown again of it is text';

refused('a gigabyte, of which a part is sent', sub {
    my $start  = time;
    my $answer = $member->raw(wire(POST => '/forum/reply', 'a' x 50_000, 'Content-Type' => 'application/x-www-form-urlencoded', 'Content-Length' => 1_000_000_000));
    cmp_ok time - $start, '<', 2, 'refused without waiting for it';
    return $answer;
}, status => 413, by => 'nginx', complaint => qr/larger than we can take/);
refused('a gigabyte to the API', sub { $member->raw(wire(POST => '/api/v1/comments', '{', 'Content-Type' => 'application/json', 'Content-Length' => 1_000_000_000)) },
    status => 413, by => 'nginx', complaint => qr/1 MB/);
refused('chunks without end', sub {
    $member->raw(wire(POST => '/forum/reply', "8000\r\n" . ('a' x 0x8000 . "\r\n8000\r\n") x 40, 'Content-Length' => undef, 'Transfer-Encoding' => 'chunked',
        'Content-Type' => 'application/x-www-form-urlencoded'));
}, status => 413, by => 'nginx');
refused('a length that is no number', sub { $member->raw(wire(POST => '/forum/reply', '', 'Content-Length' => 'many')) }, status => 400, by => 'nginx');
refused('two lengths', sub { $member->raw(wire(POST => '/forum/reply', 'ab', 'Content-Length' => "2\r\nContent-Length: 1")) }, status => 400, by => 'nginx');

# ---- multipart ------------------------------------------------------------------------------------

my $boundary = 'a-boundary-of-ours';
sub multipart (%fields) {
    return join('', map {"--$boundary\r\nContent-Disposition: form-data; name=\"$_\"\r\n\r\n$fields{$_}\r\n"} sort keys %fields) . "--$boundary--\r\n";
}
my $whole = multipart(%reply, csrf => $csrf, key => unique('key'), body => encode('UTF-8', 'By multipart, with an ä.'));
my %multipart = (type => "multipart/form-data; boundary=$boundary");

subtest 'a whole multipart form is taken' => sub {
    my $answer = $member->request(POST => '/forum/reply', %multipart, content => $whole);
    is $answer->{status}, 303, 'as any other form';
    like $guest->follow($answer->location)->{text}, qr/By multipart, with an ä\./, 'the comment is there';
};
my $with_length = sub ($length) { $member->request(POST => '/forum/reply', %multipart, content => substr $whole, 0, $length) };
refused("a multipart form of which $_ bytes came", sub { $with_length->($_) }, status => 400, complaint => qr/incomplete/)
    for 0, 10, 60, 100, length($whole) - 30, length($whole) - 5;
refused('multipart without a boundary', sub { $member->request(POST => '/forum/reply', type => 'multipart/form-data', content => $whole) },
    status => 400, complaint => qr/incomplete/);
refused('multipart with another boundary', sub { $member->request(POST => '/forum/reply', type => 'multipart/form-data; boundary=x', content => $whole) },
    status => 400, complaint => qr/incomplete/);
refused('multipart with a boundary of 10,000 characters', sub {
    $member->raw(wire(POST => '/forum/reply', $whole, 'Content-Type' => 'multipart/form-data; boundary=' . 'b' x 7_000)) }, status => 400, complaint => qr/incomplete/);
refused('multipart of 10,000 parts', sub { $member->request(POST => '/forum/reply', %multipart,
        content => "--$boundary\r\nContent-Disposition: form-data; name=x\r\n\r\n\r\n" x 3_000 . "--$boundary--\r\n") }, status => 400, complaint => qr/more than 200/);
subtest 'a connection that is cut in the middle of a form leaves nothing' => sub {
    my $before = written();
    for my $sent (substr($whole, 0, 150), '') {
        my $socket = $member->connection;
        syswrite $socket, wire(POST => '/forum/reply', $sent, 'Content-Type' => $multipart{type}, 'Content-Length' => length $whole);
        sleep 0.05;
        close $socket;
    }
    sleep 0.2;
    is_deeply written(), $before, 'nothing was written';
    is_deeply [workers('forum')], $workers{forum}, 'every worker lives';
    is $guest->get('/')->{status}, 200, 'and answers';
};

# ---- other content --------------------------------------------------------------------------------

refused("content of type $_", sub { $member->request(POST => '/forum/reply', type => $_, content => 'a=b') }, status => 415, complaint => qr/kind of content/)
    for 'text/plain', 'application/xml', 'application/octet-stream', 'image/png', '*/*', 'x';
refused('JSON to a page', sub { $member->request(POST => '/forum/reply', type => 'application/json', content => '{"body":"x"}') },
    status => 415, complaint => qr/kind of content/);
# The API takes JSON and nothing else; what would be a form of 199 parameters and JSON besides is neither.
for my $type (undef, '', 'application/x-www-form-urlencoded', 'application/x-www-form-urlencoded; charset=utf-8', "multipart/form-data; boundary=x",
    'text/plain', 'text/json', 'application/jsonx', 'application/json5', 'application/', 'application/json,text/plain', '; application/json', 'x', '*/*') {
    for my $path ('/api/v1/preview', '/api/v1/comments', "/api/v1/comments/$comment/rating") {
        refused("$path as " . ($type // 'nothing'), sub {
            my $body = '{"body":"' . 'a&' x 199 . '"' . join('', map {",\"m$_\":\"x\""} 1 .. 100) . '}';
            $member->raw(wire(POST => $path, $body, 'Content-Type' => $type, 'X-CSRF-Token' => $csrf));
        }, status => 415, complaint => qr/application\/json/);
    }
}
subtest 'the name of JSON is read as names of types are' => sub {
    for my $type ('application/json', 'Application/JSON', 'application/json; charset=utf-8', 'application/json ;charset=UTF-8') {
        is $member->api(POST => '/api/v1/preview', { body => 'x' }, type => $type)->{status}, 200, $type;
    }
};
my %json = (
    'an open brace' => '{', 'nothing' => '', 'a text' => '"text"', 'a list' => '[1]', 'a number' => '1', 'null' => 'null', 'not JSON' => '<a>b</a>',
    'a comma too much' => '{"body":"x",}', 'a name twice' => '{"body":"x","body":"y"}', 'two documents' => '{}{}', 'not UTF-8' => qq({"body":"caf\xE9"}),
    'depth' => '{"body":' . '[' x 100_000 . ']' x 100_000 . '}', 'depth of objects' => '{"body":' x 20_000, 'a lone surrogate' => '{"body":"\ud800"}',
    'NaN' => '{"parent":NaN}', 'a huge exponent' => '{"parent":1e999999}', 'a form' => 'subject=thread:1&body=x',
);
for my $what (sort keys %json) {
    refused("JSON that is $what", sub { $member->api(POST => '/api/v1/comments', $json{$what}) }, status => 400, complaint => qr/JSON/);
}
for (['a NUL', '{"subject":"thread:1","body":"a\u0000b"}', qr/NUL/], ['a NUL in a name', '{"sub\u0000ject":"thread:1","body":"x"}', undef],
    ['a list as text', '{"subject":"thread:1","body":["x"]}', qr/must be a text/], ['an object as text', '{"subject":{"a":1},"body":"x"}', qr/must be a text/],
    ['a truth as number', '{"subject":"thread:1","parent":true,"body":"x"}', qr/whole number/], ['nothing', '{}', undef],
    ['a control', '{"subject":"thread:1","body":"\u0007"}', qr/control/], ['a noncharacter', '{"subject":"thread:1","body":"a\ufffe"}', qr/no characters/]) {
    my ($what, $document, $complaint) = @$_;
    refused("JSON with $what", sub { $member->api(POST => '/api/v1/comments', $document) },
        status => $what =~ /NUL in a name/ ? 400 : 422, $complaint ? (complaint => $complaint) : ());
}
for ([200, 422, qr/belongs to is missing/], [201, 400, qr/more than 200 parameters/]) {
    my ($members, $status, $complaint) = @$_;
    my $document = '{' . join(',', map { qq("m$_":"x") } 1 .. $members) . '}';
    refused("JSON of $members members", sub { $member->api(POST => '/api/v1/comments', $document) }, status => $status, complaint => $complaint);
}

# ---- addresses ------------------------------------------------------------------------------------

subtest 'no header can be smuggled in' => sub {
    for my $next ("/x%0D%0ASet-Cookie:%20evil=1", '/x%0AX-Evil:%201', '/x%00%0D%0A', "/%E5%98%8A%E5%98%8DSet-Cookie:evil=1", '/x%0d%0a%0d%0a<script>') {
        for my $path ("/account/login?next=$next", "/forum/thread/$thread/x?$next", "/forum/thread/$thread/$next") {
            my $answer = $member->get($path);
            cmp_ok $answer->{status}, '<', 500, $path;
            ok !grep({/evil/i} $answer->headers('set-cookie'), $answer->headers('x-evil')), 'no header of theirs';
            unlike $answer->location // '', qr/[\x00-\x1F\x7F]/, 'no control character where it leads';
        }
    }
};
# Sends these lines as they are; gives the head of what comes back.
sub head_of (@lines) {
    my $connection = $guest->connection;
    print $connection join("\r\n", @lines, '', '');
    my $text = '';
    while ($text !~ /\r\n\r\n/) { $connection->sysread($text, 8192, length $text) or last }
    return $text =~ s/\r\n\r\n.*//sr;
}

subtest 'every answer carries what protects its reader, whoever made it' => sub {
    my @host = ("Host: everquest.localhost:$guest->{port}", 'Connection: close');
    my ($tag) = head_of('GET /static/errors/error.css HTTP/1.1', @host) =~ /^ETag: (.*?)\r?$/mi;
    my %answers = (
        'a page'                => [200, 'GET / HTTP/1.1'],
        'its head'              => [200, 'HEAD / HTTP/1.1'],
        'nothing there'         => [404, 'GET /nowhere HTTP/1.1'],
        'a redirect'            => [302, 'GET / HTTP/1.1', 'Host: elsewhere.example'],
        'the API'               => [404, 'GET /api/v1/nothing HTTP/1.1'],
        'health'                => [200, 'GET /health HTTP/1.1'],
        'a static file'         => [200, 'GET /static/errors/error.css HTTP/1.1'],
        'one that is known'     => [304, 'GET /static/errors/error.css HTTP/1.1', "If-None-Match: $tag"],
        'one that is not there' => [404, 'GET /static/nothing.css HTTP/1.1'],
        'a folder'              => [404, 'GET /static/ HTTP/1.1'],
        'the icon'              => [200, 'GET /favicon.ico HTTP/1.1'],
        'the tooltips'          => [200, 'GET /lorehall-tooltips.js HTTP/1.1'],
        'the live stream'       => [200, 'GET /live?subjects=thread:1 HTTP/1.1', 'Accept: text/event-stream'],
        'what was missed'       => [200, 'GET /live/missed?subjects=thread:1&since=1 HTTP/1.1'],
        'a broken request'      => [400, 'GET /%00 HTTP/1.1'],
        'no request'            => [400, 'nonsense'],
        'a long address'        => [414, 'GET /' . 'x' x 9000 . ' HTTP/1.1'],
        'a long field'          => [431, 'GET / HTTP/1.1', 'X-Long: ' . 'x' x 9000],
        'a large body'          => [413, 'POST /forum/reply HTTP/1.1', 'Content-Length: 9999999'],
        'an unknown coding'     => [501, 'POST /forum/reply HTTP/1.1', 'Transfer-Encoding: gzip'],
        'another version'       => [505, 'GET / HTTP/2.1'],
        'TRACE'                 => [405, 'TRACE / HTTP/1.1'],
        'TRACE of a file'       => [405, 'TRACE /static/errors/error.css HTTP/1.1'],
        'an unknown method'     => [405, 'BREW / HTTP/1.1'],
        'one for a file'        => [405, 'BREW /static/errors/error.css HTTP/1.1'],
        'DELETE of a file'      => [405, 'DELETE /static/errors/error.css HTTP/1.1'],
    );
    for my $what (sort keys %answers) {
        my ($status, $line, @fields) = @{ $answers{$what} };
        my $head = head_of($line, $line eq 'nonsense' ? () : ((grep {/^Host/} @fields) ? $host[1] : @host), @fields);
        like $head, qr{\AHTTP/1.1 $status }, "$what: $status";
        for my $field (qw(X-Content-Type-Options Referrer-Policy Permissions-Policy Content-Security-Policy)) {
            my @found = $head =~ /^\Q$field\E: \S/mgi;
            is scalar @found, 1, "$what has one $field";
        }
    }
};

subtest 'what nginx refuses by itself is a page of the house, or JSON' => sub {
    for my $path ('/forum/reply', '/api/v1/comments') {
        for ([501, "POST $path HTTP/1.1\r\nHost: $host\r\nTransfer-Encoding: gzip\r\nConnection: close\r\n\r\n", 'not_implemented'],
            [501, "POST $path HTTP/1.1\r\nHost: $host\r\nTransfer-Encoding: identity\r\nConnection: close\r\n\r\n", 'not_implemented'],
            [505, "GET $path HTTP/2.1\r\nHost: $host\r\n\r\n", 'version_not_supported'], [400, "GET $path HTTP/1.1\r\nHost: a b\r\n\r\n", 'bad_request'],
            [413, "POST $path HTTP/1.1\r\nHost: $host\r\nContent-Length: 99999999\r\nConnection: close\r\n\r\n", 'too_large']) {
            my ($status, $bytes, $code) = @$_;
            my $answer = $guest->raw($bytes);
            is $answer->{status}, $status, "$status at $path";
            if ($path =~ /api/) { is eval { $answer->json->{error}{code} }, $code, "is $code" }
            else                { like $answer->{text}, qr/^<!doctype html>.*error\.css/s, 'is a page' }
        }
    }
};

subtest 'no path leads out of the site' => sub {
    for my $path ('/../../etc/passwd', '/forum/../../../etc/passwd', '/static/../site.hdf', '/static/..%2fsite.hdf', '/static/%2e%2e/site.hdf', '/static/%2e%2e%2fsecret',
        '/static../site.hdf', '/static//etc/passwd', '/forum/%2e%2e/%2e%2e/etc/passwd', '/..%5c..%5cetc/passwd', '/%c0%ae%c0%ae/etc/passwd', '/static/errors/../../site.hdf') {
        my $answer = $member->raw(wire(GET => $path, ''));
        like $answer->{status}, qr/^(?:400|403|404)$/, "$path: $answer->{status}";
        unlike $answer->{text}, qr/root:|Database\.User|Secret\.File/, 'and nothing of the machine';
    }
};
refused('an address that is not UTF-8', sub { $guest->get('/forum/%FF/') }, status => 400, complaint => qr/not valid text/);
refused('an address with a NUL', sub { $guest->raw(wire(GET => '/forum/a%00b/', '')) }, status => 400, by => 'nginx');
refused('an address of 30,000 characters', sub { $guest->get('/forum/' . 'a' x 30_000) }, status => 414, by => 'nginx');
refused('a header of 30,000 characters', sub { $guest->get('/forum/', headers => { 'x-long' => 'a' x 30_000 }) }, status => 431, by => 'nginx');
refused('what is not HTTP', sub { $guest->raw("\x16\x03\x01\x02\x00\x01\x00\x01\xFC\r\n\r\n") }, status => 400, by => 'nginx');

subtest 'what nginx refused is in its log' => sub {
    my %want;
    $want{$_}++ for @by_nginx;
    for my $status (sort keys %want) {
        my $lines = sub { scalar grep {/" $status /} access_lines($access) };
        ok wait_until(5, sub { $lines->() >= $want{$status} }), "$want{$status} times $status";
    }
    is scalar(grep {/p1=1|\?/} access_lines($access)), 0, 'without the queries, which may hold what is secret';
};

is_deeply { map { $_ => [workers($_)] } areas() }, \%workers, 'after all of this, every worker lives';
is $guest->get('/health')->{status}, 200, 'and the site is well';

done_testing;
