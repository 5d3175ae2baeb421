# What the integration tests share: the instance that ./dev test started (LOREHALL_DEV, _DIR, _PORT),
# its visitors, database, processes and logs.
# Written by SQL: journal; a change that a program on another host made.
package Lorehall;
use v5.36;
use utf8;

use Carp qw(croak);
use Cwd qw(abs_path);
use Encode qw(decode encode);
use Exporter qw(import);
use File::Basename qw(dirname);
use IO::Socket::INET;
use JSON::PP ();
use POSIX ();
use Test::More ();
use Time::HiRes qw(sleep time);

use Lorehall::Routes qw(areas);
use Lorehall::Sql;
use Lorehall::Visitor;

our @EXPORT = qw(
    unique unique_number visitor member administrator sql rows value sql_connection written api_token
    dev lorehall import_threads source_text build_file instance_file
    wait_until patience sanitized parallel
    pool workers halt state_of on_each_worker free_port whole_again log_mark log_lines access_lines
    start_thread reply_to thread_ids journal_account followed json not_looked_at figure
);

my $dev = $ENV{LOREHALL_DEV} // croak 'LOREHALL_DEV is not set: run this by ./dev test';
our $DIRECTORY = $ENV{LOREHALL_DIR}  // croak 'LOREHALL_DIR is not set';
our $PORT      = $ENV{LOREHALL_PORT} // croak 'LOREHALL_PORT is not set';
my $checkout = dirname(abs_path($dev));

binmode Test::More->builder->$_, ':encoding(UTF-8)' for qw(output failure_output todo_output);

sub json { state $json = JSON::PP->new->utf8->canonical->allow_nonref }

# A name that nothing else in this instance has, nor begins with: letters, digits and a hyphen, 23
# characters at most.
sub unique ($word = 'x') {
    state $count = 0;
    return sprintf '%s-%06x%04x%04x', substr($word, 0, 8), time & 0xFFFFFF, $$ & 0xFFFF, ++$count;
}

# A number for a source's id that nothing else in this instance has: nine digits, the first of which is 4 to 8.
sub unique_number () { return 400_000_000 + (time * 10 + $$ % 10) % 500_000_000 }

# For a subtest that returns at once: what it would need is not here. The run says so, not its TAP alone.
sub not_looked_at ($why) {
    Test::More::diag("not looked at: $why");
    Test::More::plan(skip_all => $why);
}

# A line that ./dev test prints when all is done: what was counted or measured.
sub figure ($line) {
    Test::More::note($line);
    my $root = $ENV{LOREHALL_TEST_ROOT} // return;
    open my $out, '>>:encoding(UTF-8)', "$root/figures" or croak "$root/figures: $!";
    print {$out} sanitized() ? "$line (sanitized)\n" : "$line\n";
    close $out or croak "$root/figures: $!";
}

# ---- time -----------------------------------------------------------------------------------------

sub sanitized { $ENV{LOREHALL_SANITIZED} ? 1 : 0 }

# Seconds to be patient for: more where the programs run under sanitizers.
sub patience ($seconds) { $seconds * (sanitized() ? 4 : 1) }

# Asks $condition again and again until it is true; gives its answer, false after $seconds.
sub wait_until ($seconds, $condition) {
    my $deadline = time + patience($seconds);
    while (1) {
        my $answer = $condition->();
        return $answer if $answer || time > $deadline;
        sleep 0.02;
    }
}

# ---- who visits -----------------------------------------------------------------------------------

# A guest with a browser: site => NAME, language => Accept-Language.
sub visitor (%options) { Lorehall::Visitor->new(port => $PORT, %options) }

our $PASSWORD = 'four lanterns over the moat';

# A member, made by the command line and logged in by the form: name =>, role =>, site =>, language =>, agent =>,
# account => id of a member to log in once more.
sub member (%options) {
    my $name = delete $options{name} // unique('member');
    my $role = delete $options{role};
    my $id   = delete $options{account} // do {
        my ($status, $output) = command("$PASSWORD\n", build_file('lorehall'), '--config', instance_file('site.hdf'),
            'user', 'add', $name, '--password-stdin', $role ? ('--role', $role) : ());
        croak "lorehall user add: $output" if $status;
        value('SELECT id FROM account WHERE source_id = 0 AND handle = ?', lc $name);
    };
    my $visitor = visitor(%options, name => $name, id => $id);
    my $answer  = $visitor->post('/account/login', { name => $name, password => $PASSWORD });
    croak "$name cannot log in: $answer->{status} $answer->{text}" if $answer->{status} != 303 || !defined $visitor->{token};
    return $visitor;
}

sub administrator (%options) { member(%options, role => 'administrator') }

# ---- the database ---------------------------------------------------------------------------------

my $connection;

# Runs SQL through ./dev sql, with ? standing for values; gives the rows as array references. A
# database that was started anew in between (ERROR 2006: nothing was sent) is connected to again, and what ran into a
# service's own work (ERROR 1213: nothing was done) is said again.
sub rows ($text, @values) {
    for my $try (1 .. 3) {
        $connection = sql_connection() unless $connection && $connection->alive;
        my @rows;
        return @rows if eval { @rows = $connection->rows($text, @values); 1 };
        croak $@ if $try == 3 || $@ !~ /ERROR (?:2006|1213)/;
    }
}

sub sql   ($text, @values) { rows($text, @values); return }
sub value ($text, @values) { my ($row) = rows($text, @values); return $row ? $row->[0] : undef }

# A connection of one's own, as for a transaction that stays open.
sub sql_connection { Lorehall::Sql->new($dev, '--dir', $DIRECTORY, 'sql') }

# How many rows each table has, for saying later that nothing was written. What the follower writes a
# moment later of what was there before (its own position, the sums of days, the words of comments) is not counted.
sub written {
    state @tables = grep { $_ !~ /^(?:follower|activity|comment_words|thread_words|talk_reindex|word_frequency|comment_skipped)$/ } map { $_->[0] } rows('SHOW TABLES');
    my ($row) = rows('SELECT ' . join ', ', map {"(SELECT COUNT(*) FROM `$_`)"} @tables);
    my %count;
    @count{@tables} = @$row;
    return \%count;
}

# Says that an account changed, as a program on another host would, and waits until the follower has
# told it here.
sub journal_account ($account) {
    sql("INSERT INTO journal (created, kind, account_id) VALUES (UTC_TIMESTAMP(6), 'account', ?)", $account);
    followed();
}

# Waits until the follower has told this host of all that was written: it tells again what the writer told
# already, so that until then a page that is known may be made anew.
sub followed () {
    my $id = value('SELECT MAX(id) FROM journal');
    wait_until(30, sub { (value('SELECT MAX(position) FROM follower') // 0) >= $id })
        or croak "the follower has not come to journal row $id";
}

# ---- commands -------------------------------------------------------------------------------------

# Runs a command with INPUT on its standard input; gives its exit status and all that it printed.
sub command ($input, @command) {
    pipe my $read, my $write or croak $!;
    my $pid = fork // croak $!;
    if (!$pid) {
        open my $in, '+>', undef or POSIX::_exit(126);
        syswrite $in, encode('UTF-8', $input);
        sysseek $in, 0, 0;
        POSIX::dup2(fileno $in,    0);
        POSIX::dup2(fileno $write, 1);
        POSIX::dup2(fileno $write, 2);
        close $read;
        { no warnings 'exec'; exec @command }
        POSIX::_exit(127);
    }
    close $write;
    my $output = decode('UTF-8', do { local $/; <$read> } // '');
    waitpid $pid, 0;
    return ($? >> 8 | ($? & 127 ? 128 : 0), $output);
}

sub dev      (@arguments) { command('', $dev, '--dir', $DIRECTORY, @arguments) }
sub lorehall ($input, @arguments) { command($input, $dev, '--dir', $DIRECTORY, 'lorehall', @arguments) }

# A new API token of the visitor's account.
sub api_token ($visitor) {
    my ($status, $output) = lorehall('', 'user', 'token', $visitor->{name});
    croak "lorehall user token: $output" if $status || $output !~ /\b([0-9a-f]{32})\b/;
    return $1;
}

# Imports comments (hashes, as lines of a file for `lorehall import threads`) to a board of everquest.
# Gives the source's name.
sub import_threads (@comments) {
    my $source = unique('source');
    my $file   = "$DIRECTORY/tmp/$source.jsonl";
    open my $out, '>', $file or croak "$file: $!";
    print $out json->encode($_), "\n" for @comments;
    close $out or croak "$file: $!";
    my ($status, $output)
        = lorehall('', 'import', 'threads', $file, '--site', 'everquest', '--board', 'general', '--source', $source);
    unlink $file;
    croak "lorehall import: $output" if $status;
    return $source;
}

# Files of the checkout, of the build, and of the instance.
sub source_text ($path) {
    open my $in, '<:encoding(UTF-8)', "$checkout/$path" or croak "$checkout/$path: $!";
    local $/;
    return scalar <$in>;
}
sub build_file    ($path) { ($ENV{LOREHALL_BUILD} // "$DIRECTORY/build") . "/$path" }
sub instance_file ($path) {"$DIRECTORY/$path"}

# ---- processes ------------------------------------------------------------------------------------

# The process that keeps a service's workers alive (an area's, or journald), or is it (mysql, nginx).
sub pool ($name) {
    open my $in, '<', "$DIRECTORY/run/$name.process" or croak "$name does not run";
    my ($pid) = split ' ', <$in>;
    return $pid;
}

# The processes of its workers, ascending.
sub workers ($name) {
    my $pool = pool($name);
    open my $in, '<', "/proc/$pool/task/$pool/children" or return;
    return sort { $a <=> $b } split ' ', <$in> // '';
}

my @halted;

# Halts processes, and waits until they are: one that was only told to might still take a request, and
# then keep it.
sub halt (@pids) {
    kill STOP => @pids;
    for my $pid (@pids) {
        wait_until(10, sub { (state_of($pid) // 'gone') =~ /^(?:T|Z|gone)$/ }) or croak "process $pid does not halt";
    }
}

# The letter that proc(5) has for what a process does; undef when there is none.
sub state_of ($pid) {
    open my $in, '<', "/proc/$pid/stat" or return undef;
    return readline($in) =~ /.*\) (\w)/ ? $1 : undef;
}

# Calls $work once for each worker of a pool while the others are halted, so that just this one
# answers.
sub on_each_worker ($name, $work) {
    my @workers = workers($name);
    for my $one (@workers) {
        @halted = grep { $_ != $one } @workers;
        halt(@halted);
        my $went = eval { $work->($one); 1 };
        my $why  = $@;
        kill CONT => @halted;
        @halted = ();
        die $why unless $went;
    }
    return scalar @workers;
}

END { local $?; kill CONT => @halted if @halted }

# A port for an instance of one's own, that no connection is given by itself while that is being made.
sub free_port () {
    open my $in, '<', '/proc/sys/net/ipv4/ip_local_port_range' or croak $!;
    my ($first) = split ' ', <$in>;
    for (1 .. 100) {
        my $port = $first > 12_000 ? 10_000 + int rand $first - 10_000 : 0;
        my $socket = IO::Socket::INET->new(Listen => 1, LocalAddr => '127.0.0.1', LocalPort => $port) or next;
        return $socket->sockport;
    }
    croak 'no port is free';
}

# Waits until /health of the whole instance is fine; false when that takes too long.
sub whole_again ($seconds = 30) {
    my $guest = visitor();
    return wait_until($seconds, sub { $guest->get('/health')->{status} == 200 });
}

# Runs $work->($i) in $count processes that begin together; gives what each returned (as JSON can
# carry it), in order.
sub parallel ($count, $work) {
    pipe my $gate, my $opener or croak $!;
    my @readers;
    for my $i (0 .. $count - 1) {
        pipe my $read, my $write or croak $!;
        my $pid = fork // croak $!;
        if (!$pid) {
            undef $connection;
            @halted = ();
            close $opener;
            srand;
            sysread $gate, my $nothing, 1;
            my $result = eval { { result => $work->($i) } } // { error => "$@" };
            print $write json->encode($result);
            close $write;
            POSIX::_exit(0);
        }
        close $write;
        push @readers, [$pid, $read];
    }
    close $gate;
    close $opener;
    my @results;
    for (@readers) {
        my ($pid, $read) = @$_;
        my $answer = do { local $/; <$read> };
        waitpid $pid, 0;
        my $result = length $answer ? json->decode($answer) : { error => 'it died' };
        croak "a parallel process: $result->{error}" if exists $result->{error};
        push @results, $result->{result};
    }
    return @results;
}

# ---- logs -----------------------------------------------------------------------------------------

# Where the areas' logs end now; log_lines gives what was added to them since.
sub log_mark { return { map { $_ => -s "$DIRECTORY/log/$_.log" // 0 } areas() } }

sub log_lines ($mark) {
    my @lines;
    for my $name (sort keys %$mark) {
        open my $in, '<:encoding(UTF-8)', "$DIRECTORY/log/$name.log" or next;
        seek $in, $mark->{$name}, 0;
        push @lines, <$in>;
    }
    return @lines;
}

# nginx's access log from a byte position on; it is written once a second.
sub access_lines ($from) {
    open my $in, '<:encoding(UTF-8)', "$DIRECTORY/log/access.log" or return;
    seek $in, $from, 0;
    return <$in>;
}

# ---- discussions ----------------------------------------------------------------------------------

# Starts a thread by the form; gives its id.
sub start_thread ($member, %fields) {
    my $board  = delete $fields{board} // ($member->{site} eq 'eqbeastiary' ? 'sightings' : 'general');
    my $answer = $member->post("/forum/$board/new",
        { title => unique('Thread'), body => 'An opening.', key => unique('key'), %fields });
    my ($id) = ($answer->location // '') =~ m{^/forum/thread/(\d+)} or croak "no thread: $answer->{status} $answer->{text}";
    return $id;
}

# Writes a comment by the API; gives its id.
sub reply_to ($member, $thread, $body, $parent = undef) {
    my $answer = $member->api(POST => '/api/v1/comments',
        { subject => "thread:$thread", body => $body, $parent ? (parent => 0 + $parent) : () });
    croak "no comment: $answer->{status} $answer->{text}" unless $answer->{status} == 201;
    return $answer->json->{id};
}

# The ids of a thread's comments, oldest first.
sub thread_ids ($thread) {
    return map { $_->[0] } rows('SELECT id FROM comment WHERE thread_id = ? ORDER BY id', $thread);
}

1;
