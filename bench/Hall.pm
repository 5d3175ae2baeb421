# What the benchmarks share: the instance that ./dev bench started for them, accounts and threads in
# it, further pools, and an nginx of their own with the instance's settings.
#
# Whatever this starts, it ends; at the latest when the program does.
package Hall;

use v5.36;
use utf8;
use Exporter       qw(import);
use File::Basename qw(dirname);
use File::Temp     ();
use HTTP::Tiny;
use IO::Socket::INET;
use JSON::PP ();
use POSIX    ();

our @EXPORT = qw(
    $DIRECTORY $PORT $HOST $TEMPORARY $BUILD
    program sql lorehall get post_json login token account import_threads make_threads
    pool nginx free_port metrics workers_of busy_seconds run_program wrk slurp spew
    median number table say_machine
);

die "run this by ./dev bench\n" if !$^C && !$ENV{LOREHALL_DIR};
our $DIRECTORY = $ENV{LOREHALL_DIR}  // '';
our $PORT      = $ENV{LOREHALL_PORT} // 0;
our $HOST      = "everquest.localhost:$PORT";
our $TEMPORARY = File::Temp->newdir('lorehall-bench-XXXXXX', TMPDIR => 1);
our $BUILD     = $ENV{LOREHALL_BUILD} // "$DIRECTORY/build";

my $WORKERS = 4;                             # of a pool, as ./dev starts them
my %started;                                 # process => what it is

binmode STDOUT, ':encoding(UTF-8)';
binmode STDERR, ':encoding(UTF-8)';
$| = 1;
my $owner = $$;
$SIG{INT} = $SIG{TERM} = sub { exit 130 };

END {
    my $status = $?;
    stop($_) for $$ == $owner ? sort { $b <=> $a } keys %started : ();
    $? = $status;
}

# --- The instance ------------------------------------------------------------------------------

# The path of one of bench/'s C programs, built if need be.
sub program ($name) {
    state $built = system("make -s -C '$BUILD' bench-programs >'$TEMPORARY/make.log' 2>&1") == 0
        || die "the benchmarks' programs cannot be built:\n", slurp("$TEMPORARY/make.log");
    return "$BUILD/bench/$name";
}

# Runs SQL as the administrator of the instance's database. The rows, as lists of columns.
sub sql ($text) {
    my $output = run_dev($text, 'sql', '-N', '-B');
    return map { [ split /\t/ ] } split /\n/, $output;
}

# Runs the deployer's command line; its output.
sub lorehall (@arguments) {
    return run_dev('', 'lorehall', @arguments);
}

sub run_dev ($input, @arguments) {
    my $in = "$TEMPORARY/in.$$";
    spew($in, $input);
    my @command = map { quoted($_) } $ENV{LOREHALL_DEV}, '--dir', $DIRECTORY, @arguments;
    my $output  = `@command <$in 2>$TEMPORARY/dev.log`;
    die "./dev @arguments: ", slurp("$TEMPORARY/dev.log"), "\n" if $?;
    return $output;
}

sub run_program ($name, @arguments) {
    my @command = map { quoted($_) } program($name), @arguments;
    my $output  = `@command`;
    exit 130 if ($? & 127) == 2;
    die "$name failed\n" if $?;
    return $output;
}

sub quoted ($word) { return q{'} . $word =~ s/'/'\\''/gr . q{'} }

sub slurp ($file) {
    open my $stream, '<', $file or return '';
    local $/;
    return <$stream>;
}

sub spew ($file, $text) {
    open my $stream, '>:encoding(UTF-8)', $file or die "$file: $!\n";
    print {$stream} $text;
    close $stream or die "$file: $!\n";
}

# --- Requests ----------------------------------------------------------------------------------

my $http = HTTP::Tiny->new(keep_alive => 0, max_redirect => 0, timeout => 60);

sub request ($method, $path, $headers = {}, $content = undef) {
    return $http->request(
        $method,
        "http://$HOST$path",
        { peer => '127.0.0.1', headers => $headers, defined $content ? (content => $content) : () },
    );
}

# The answer to a GET, which must be 200.
sub get ($path, %headers) {
    my $answer = request('GET', $path, \%headers);
    die "GET $path: $answer->{status}\n" if $answer->{status} != 200;
    return $answer;
}

# TEXT as part of an address.
sub escaped ($text) {
    utf8::encode($text);
    return $text =~ s/([^A-Za-z0-9_.~-])/sprintf '%%%02X', ord $1/gre;
}

# Posts JSON with an API token; the answer's JSON.
sub post_json ($path, $token, $data) {
    my $answer = request('POST', $path,
        { 'Authorization' => "Bearer $token", 'Content-Type' => 'application/json' },
        JSON::PP->new->utf8->encode($data));
    die "POST $path: $answer->{status} $answer->{content}\n" if !$answer->{success};
    return JSON::PP->new->utf8->decode($answer->{content});
}

# An account that can log in and has an API token: { name, token, cookie, csrf }. Made once.
sub account ($name, $role = 'member') {
    state %made;
    return $made{$name} //= do {
        my ($there) = sql("SELECT 1 FROM account WHERE source_id = 0 AND handle = '$name'");
        my $password = 'bench ' . join '', map { sprintf '%02x', rand 256 } 1 .. 8;
        run_dev("$password\n", 'lorehall', 'user', 'add', $name, '--role', $role, '--password-stdin')
            if !$there;
        run_dev("$password\n", 'lorehall', 'user', 'passwd', $name, '--password-stdin') if $there;
        my $account = { name => $name, token => lorehall('user', 'token', $name) =~ s/\s+//gr };
        login($account, $password);
        $account;
    };
}

sub login ($account, $password) {
    my $csrf   = field_csrf(get('/account/login')->{content});
    my $answer = request(
        'POST',
        '/account/login',
        { 'Content-Type' => 'application/x-www-form-urlencoded' },
        $http->www_form_urlencode({ name => $account->{name}, password => $password, csrf => $csrf }),
    );
    my $cookies = $answer->{headers}{'set-cookie'} // [];    # the session's and the known device's
    my ($session) = grep { /^lorehall=/ } ref $cookies ? @$cookies : $cookies;
    die "cannot log in: $answer->{status}\n" if $answer->{status} != 303 || !$session;
    $account->{cookie} = $session =~ s/;.*//sr;
    die "logged in, and shown as a guest\n"
        if get('/forum/', Cookie => $account->{cookie})->{content} !~ m{action="/account/logout"};
    $account->{csrf}   = field_csrf(get('/account/settings', Cookie => $account->{cookie})->{content});
    return $account;
}

sub field_csrf ($html) {
    $html =~ /name="csrf" value="([^"]+)"/ or die "a page without a token\n";
    return $1;
}

# --- Threads -----------------------------------------------------------------------------------

my @WORDS = qw(
    the camp spawns about every twenty minutes and nobody told us that the named one needs a full
    group with two healers because its root resists are higher than what you see at the gate so
    bring charms or wait for a bard who knows the lower hall where we wiped last night when someone
    trained half of the castle onto our puller while I was reading my spellbook again
);

# A comment's text: mostly one paragraph, sometimes two or with some Markdown.
sub words ($count) {
    my @words = map { $WORDS[ rand @WORDS ] } 1 .. $count;
    $words[ rand @words ] =~ s/(.*)/*$1*/ if rand() < 0.2;
    splice @words, $count / 2, 0, "\n\n" if $count > 40;
    return ucfirst(join(' ', @words) =~ s/ \n\n /.\n\n/r) . '.';
}

# Writes COUNT threads of COMMENTS comments each (the opening one included) as lines for import:
# half of the replies answer the opening comment, the rest another reply, as talk does.
sub write_threads ($stream, $prefix, $count, $comments) {
    my $json = JSON::PP->new->canonical;
    for my $thread (1 .. $count) {
        for my $i (0 .. $comments - 1) {
            my $parent = $i == 0 ? undef : rand() < 0.5 ? 0 : int rand $i;
            my $second = $i * 20;
            print {$stream} $json->encode({
                id      => "$prefix-$thread-$i",
                parent  => defined $parent ? "$prefix-$thread-$parent" : undef,
                thread  => "$prefix-$thread",
                author  => 'Author' . int(rand 40),
                created => POSIX::strftime('%Y-%m-%dT%H:%M:%SZ', gmtime 1_700_000_000 + $second),
                body    => words(10 + int(rand 25) + (rand() < 0.1 ? 60 : 0)),
                score   => int(rand 12) - 2,
                $i == 0 ? (title => "A talk of $comments comments, number $thread of $prefix") : (),
            }), "\n";
        }
    }
}

# Makes threads and imports them to everquest: a list of { id, path, subject }.
sub make_threads ($prefix, $count, $comments) {
    my $file = "$TEMPORARY/$prefix.jsonl";
    srand 1;    # the same every time
    open my $stream, '>:encoding(UTF-8)', $file or die "$file: $!\n";
    write_threads($stream, $prefix, $count, $comments);
    close $stream or die "$file: $!\n";
    lorehall('import', 'threads', $file, '--site', 'everquest', '--source', 'bench', '--quiet');
    my @threads = map { {
        id      => $_->[0],
        subject => "thread:$_->[0]",
        path    => "/forum/thread/$_->[0]/a-talk-of-$comments-comments-number-$_->[1]-of-$prefix",
    } } sql('SELECT t.id, SUBSTRING_INDEX(t.external_id, "-", -1) FROM thread t'
            . ' JOIN source s ON s.id = t.source_id WHERE s.name = "bench"'
            . " AND t.external_id LIKE '$prefix-%' ORDER BY t.id");
    die "only ", scalar @threads, " of $count threads were imported\n" if @threads != $count;
    # The slug is the application's business: it says where a thread's page is.
    my $answer = request('GET', "/forum/thread/$threads[0]{id}");
    my $right  = $answer->{headers}{location} // '';
    $threads[0]{path} eq $right or die "a thread's page is at $right, not at $threads[0]{path}\n";
    return @threads;
}

# --- Pools and nginx ---------------------------------------------------------------------------

sub start ($what, $log, @command) {
    my $process = fork // die "cannot fork: $!\n";
    if ($process == 0) {
        POSIX::setpgid(0, 0);
        open STDIN,  '<',  '/dev/null';
        open STDOUT, '>>', $log;
        open STDERR, '>&', \*STDOUT;
        exec @command or POSIX::_exit(127);
    }
    $started{$process} = $what;
    return $process;
}

# Asks it to end, asks again (a worker about to accept may miss it), then kills.
sub stop ($process) {
    delete $started{$process} // return;
    for my $turn (1 .. 50) {
        kill TERM => -$process if $turn % 5 == 1;
        my $gone = waitpid($process, POSIX::WNOHANG()) != 0 || $!{ECHILD};
        return if $gone && !kill 0 => -$process;
        select undef, undef, undef, 0.1;
    }
    kill KILL => -$process;
    waitpid $process, 0;
}

# A pool of as many workers as the instance's; the socket that it listens on.
sub pool ($name, @command) {
    my $socket = "$TEMPORARY/$name.sock";
    start($name, "$TEMPORARY/$name.log", 'spawn-fcgi', '-n', '-s', $socket, '-M', '0666', '--',
        '/usr/bin/multiwatch', '-f', $WORKERS, '-r', 2_000_000_000, '-t', 1000, '--', "$BUILD/backoff", "$TEMPORARY/$name.starts", @command);
    for (1 .. 100) {
        return $socket if -S $socket;
        select undef, undef, undef, 0.05;
    }
    die "$name did not start: ", slurp("$TEMPORARY/$name.log"), "\n";
}

sub free_port () {
    return IO::Socket::INET->new(Listen => 1, LocalAddr => '127.0.0.1', LocalPort => 0)->sockport;
}

# An nginx with the instance's own settings, EXTRA ones for all, and one server for each of
# %LOCATIONS: what stands in its `location /`. The servers' ports, by name.
sub nginx ($extra, %locations) {
    my $text = slurp("$DIRECTORY/nginx/nginx.conf");
    my ($settings) = $text =~ /\A(.*?)\n    server \{/s or die "nginx.conf is not as expected\n";
    my %port;

    $settings =~ s/^pid .*$/pid "$TEMPORARY\/nginx.pid";/m;
    $settings =~ s/^(error_log|    access_log) "[^"]*"/$1 "$TEMPORARY\/nginx.log"/mg;
    $settings .= "\n    $extra\n";
    for my $name (sort keys %locations) {
        $port{$name} = free_port();
        $settings .= <<~END;

            server {
                listen 127.0.0.1:$port{$name} backlog=1024;
                location / {
                    $locations{$name}
                }
            }
        END
    }
    spew("$TEMPORARY/nginx.conf", "$settings\n}\n");
    start('nginx', "$TEMPORARY/nginx.start.log", 'nginx', '-e', "$TEMPORARY/nginx.error.log", '-c',
        "$TEMPORARY/nginx.conf", '-g', 'daemon off;');
    for my $name (sort keys %port) {
        wait_for_port($port{$name});
    }
    return %port;
}

sub wait_for_port ($port) {
    for (1 .. 100) {
        return if IO::Socket::INET->new(PeerAddr => '127.0.0.1', PeerPort => $port);
        select undef, undef, undef, 0.05;
    }
    die "nginx did not start: ", slurp("$TEMPORARY/nginx.error.log"), "\n";
}

# One run of wrk with one thread: PATH, or each of the paths in the file LIST by turns. Returns
# { rate, size }; dies when a request failed. A redirect is no failure to wrk: look at the size.
sub wrk ($port, $path, $list, $clients, $seconds, %headers) {
    state $there = system('command -v wrk >/dev/null') == 0 || die "wrk is missing: apt-get install wrk\n";
    state %asked;    # how many of a server and list before: each run goes on where the last ended
    my $asked   = \$asked{"$port $path " . ($list // '')};
    my @command = map { quoted($_) } 'wrk', '-t1', "-c$clients", "-d${seconds}s", '-s',
        dirname(__FILE__) . '/wrk.lua', '-H', "Host: $HOST",
        (map { ('-H', "$_: $headers{$_}") } sort keys %headers), "http://127.0.0.1:$port$path", '--',
        $list ? ($list, $$asked // 0) : ();
    my ($requests, $microseconds, $bytes, $faults) = `@command` =~ /^figures (\d+) (\d+) (\d+) (\d+)$/m;
    exit 130 if ($? & 127) == 2;
    die "wrk failed on $path\n" if $? || !$requests;
    die "$path: $faults of $requests requests failed or were refused\n" if $faults;
    $$asked += $requests;
    return { rate => $requests / $microseconds * 1e6, size => $bytes / $requests };
}

# --- Figures -----------------------------------------------------------------------------------

# The counters of /metrics.
sub metrics () {
    return { get('/metrics')->{content} =~ /^lorehall_(\w+) ([0-9.]+)$/mg };
}

# The processes of one of the instance's pools.
sub workers_of ($pool) {
    my ($parent) = slurp("$DIRECTORY/run/$pool.process") =~ /^(\d+)/ or die "no pool $pool\n";
    return split ' ', `ps -o pid= --ppid $parent`;
}

# The processor time that a process has used so far.
sub busy_seconds ($process) {
    my @fields = split ' ', slurp("/proc/$process/stat") =~ s/.*\) //sr;
    return ($fields[11] + $fields[12]) / POSIX::sysconf(POSIX::_SC_CLK_TCK());
}

sub median (@values) {
    my @sorted = sort { $a <=> $b } @values;
    return @sorted % 2 ? $sorted[ $#sorted / 2 ] : ($sorted[ $#sorted / 2 ] + $sorted[ @sorted / 2 ]) / 2;
}

# 12345 as 12,345.
sub number ($value) {
    my $text = sprintf '%.0f', $value;
    1 while $text =~ s/^(-?\d+)(\d{3})/$1,$2/;
    return $text;
}

# Prints rows in columns; the first column to the left, others to the right.
sub table (@rows) {
    my @width;
    for my $row (@rows) {
        for my $i (0 .. $#$row) {
            $width[$i] = length $row->[$i] if length $row->[$i] > ($width[$i] // 0);
        }
    }
    for my $row (@rows) {
        my $line = join '  ', map { sprintf $_ == 0 ? '%-*s' : '%*s', $width[$_], $row->[$_] } 0 .. $#$row;
        say $line =~ s/\s+$//r;
    }
}

sub say_machine () {
    my ($model) = slurp('/proc/cpuinfo') =~ /^model name\s*:\s*(.*)$/m;
    my $cores   = () = slurp('/proc/cpuinfo') =~ /^processor\s*:/mg;
    my ($load)  = slurp('/proc/loadavg') =~ /^(\S+)/;
    say sprintf '%s, %d cores, everything on it; load before: %s', $model // 'a processor', $cores, $load;
}

1;
