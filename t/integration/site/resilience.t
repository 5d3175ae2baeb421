# Parts of the house fail and come back; the rest goes on, says what is wrong, and loses nothing.
# Written by SQL: journal; a row whose transaction stays open for long.
use v5.36;
use utf8;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Test::More;
use Time::HiRes qw(sleep time);
use Lorehall;
use Lorehall::Routes;
use Lorehall::Stream;

my ($author, $reader, $guest) = (member(), member(), visitor());
my $thread = start_thread($author, title => 'Resilient');
my $path   = "/forum/thread/$thread/resilient";

# An address of the thread's page that nothing has been kept for.
sub unknown () { "$path?sort=newest&x=" . unique() }

# Posts a comment by the API; gives its id and journal id.
sub post_comment ($body) {
    my $answer = $author->api(POST => '/api/v1/comments', { subject => "thread:$thread", body => $body });
    die "no comment: $answer->{status} $answer->{text}\n" if $answer->{status} != 201;
    return @{ $answer->json }{qw(id journal)};
}

subtest 'a worker whose connection to the database is gone makes a new one' => sub {
    $author->csrf;
    my $cut = sub {
        my @ids = map { $_->[0] } rows("SELECT id FROM information_schema.processlist WHERE user = 'lorehall'");
        # Who makes a catalogue has one of its own, which may have ended since.
        return scalar grep { my $id = $_; eval { sql("KILL CONNECTION $id"); 1 } || $@ !~ /ERROR 1094/ && die $@ } @ids;
    };
    my %before = map { $_ => join ' ', workers($_) } areas();
    cmp_ok $cut->(), '>=', 4, 'all connections are cut';
    on_each_worker('forum', sub ($worker) { is $guest->get(unknown())->{status}, 200, "worker $worker reads" });
    on_each_worker('account', sub ($worker) { is member()->get('/account/sessions')->{status}, 200, "worker $worker reads" });
    $cut->();
    on_each_worker('forum', sub ($worker) {
        my ($id) = post_comment("By worker $worker.");
        ok $id, "worker $worker writes";
    });
    $cut->();
    my $stream = Lorehall::Stream->new($guest, "/live?subjects=thread:$thread");
    my ($id) = post_comment('Is the follower there?');
    ok $stream->expect(patience(10), id => $id), 'the follower follows';
    is join(' ', workers($_)), $before{$_}, "no $_ worker ended over it" for areas();
};

subtest 'the database fails and comes back' => sub {
    my %before = map { $_ => join ' ', workers($_) } areas(), 'journald';
    my ($last) = post_comment('The last one before the lights went out.');
    $_->get($path) for $guest, $reader;
    my $csrf   = $author->csrf;
    my $stream = Lorehall::Stream->new($guest, "/live?subjects=thread:$thread");
    my $pid    = pool('mysql');
    kill KILL => $pid;
    ok wait_until(10, sub { !kill 0, $pid }), 'the database is killed';

    my $answer = $guest->get(unknown());
    is $answer->{status}, 503, 'a page that is not known is not to be had';
    like $answer->complaint, qr/database does not answer/, 'and says why';
    is $guest->get('/health')->{status}, 503, 'health is not well';
    like $guest->get('/health')->{text}, qr/^database: no answer$/m, 'and says what is not';
    $answer = $guest->get("/api/v1/threads/thread:$thread");
    is $answer->{status}, 503, 'the API';
    is $answer->json->{error}{code}, 'unavailable', 'says it as JSON';
    my $typed = 'Typed while the database was away.';
    $answer = $author->post('/forum/reply', { subject => "thread:$thread", body => $typed, csrf => $csrf });
    is $answer->{status}, 503, 'a reply cannot be written';
    my ($box) = $answer->html->all('textarea');
    is $box && $box->text, $typed, 'but its text is not lost';
    is visitor()->post('/account/login', { name => 'x', password => 'y' x 10 })->{status}, 503, 'nobody can log in';
    is $guest->get('/static/errors/503.html')->{status}, 200, 'nginx answers';

    my ($status, $output) = dev('up');
    is $status, 0, 'the database is started again' or diag $output;
    ok whole_again(30), 'health is well again';
    is join(' ', workers($_)), $before{$_}, "no $_ worker ended over it" for areas(), 'journald';
    on_each_worker('forum', sub ($worker) {
        is $guest->get(unknown())->{status}, 200, "worker $worker reads";
        my ($id) = post_comment("Back again, worker $worker.");
        ok $id, 'and writes';
        ok $stream->expect(patience(10), id => $id), 'and open pages hear of it';
    });
    like $guest->get($path)->{text}, qr/The last one before the lights went out/, 'what was answered before is there';
    is $reader->get('/account/sessions')->{status}, 200, 'sessions are still open';
};

subtest 'a database that answers nothing any more keeps nobody waiting for long' => sub {
    my $mysql = pool('mysql');
    post_comment('What the cache holds is old by this.');
    halt($mysql);
    my $finish = sub { kill CONT => $mysql };
    my $passed = eval {
        my @status = parallel(6, sub ($i) { visitor()->get("$path?sort=newest&x=frozen$i")->{status} });
        is_deeply \@status, [(503) x 6], 'those who ask are told so';
        my @next = map { $guest->get(unknown())->{status} } 1 .. 10;
        is_deeply \@next, [(503) x 10], 'and those after them';
        is state_of($mysql), 'T', 'all while it was silent';
        like $guest->get('/health')->{text}, qr/^database: no answer$/m, 'health says so';
        1;
    };
    $finish->();
    ok $passed, 'the requests were answered' or diag $@;
    ok wait_until(20, sub { $guest->get(unknown())->{status} == 200 }), 'when it goes on, so does the site';
    ok whole_again(20), 'and health is well again';
};

subtest 'a server that can only be read is told from a dead one' => sub {
    my $csrf = $author->csrf;
    my $mark = log_mark();
    # Whoever may do everything is not held back by it; the workers' account is.
    dev('sql', '-e', 'SET GLOBAL read_only = 1');
    is $guest->get(unknown())->{status}, 200, 'pages are shown';
    is $author->get(unknown())->{status}, 200, 'to members, too';
    my $answer = $author->post('/forum/reply', { subject => "thread:$thread", body => 'Kept in the form.', csrf => $csrf });
    is $answer->{status}, 503, 'a reply is not written';
    like $answer->complaint, qr/can only be read/, 'and the page says why';
    like $guest->get('/health')->{text}, qr/^database: read-only/m, 'health says so';
    ok wait_until(5, sub { grep {/read-only/} log_lines($mark) }), 'the log does';
    dev('sql', '-e', 'SET GLOBAL read_only = 0');
    ok((post_comment('Written again.'))[0], 'afterwards all is as before');
    ok whole_again(10), 'and well';
};

subtest 'workers are killed and replaced' => sub {
    for my $area (areas()) {
        my $page = $area eq 'forum' ? $path : '/account/login';
        my @before = workers($area);
        my @status;
        for my $worker (@before) {
            kill KILL => $worker;
            # What it has just accepted goes with it; from here on others answer.
            wait_until(5, sub { !grep { $_ == $worker } workers($area) });
            push @status, $guest->get($page)->{status} for 1 .. 5;
        }
        is_deeply [grep { $_ != 200 } @status], [], "$area: each is killed in turn, and every page comes";
        ok wait_until(20, sub { my @now = workers($area); @now == @before && !grep { my $new = $_; grep { $_ == $new } @before } @now }),
            'as many new ones take their places';
    }
    my @before = workers('forum');
    kill KILL => @before;
    ok wait_until(20, sub { $guest->get(unknown())->{status} == 200 }), 'all of them are killed at once, and the site comes back';
    ok wait_until(20, sub { my @now = workers('forum'); @now == @before }), 'in full strength';
};

# Whether the process came as far as the memory that all share: before it, no death of it is seen.
sub shares ($pid) {
    state $shared = do {
        open my $settings, '<', instance_file('site.hdf') or die "site.hdf: $!\n";
        (map {/^Shared\.File = (.+)$/} <$settings>)[0] // die "site.hdf: no Shared.File\n";
    };
    open my $maps, '<', "/proc/$pid/maps" or return 0;
    return scalar grep {/ \Q$shared\E$/} <$maps>;
}

subtest 'a pool whose workers die again and again is not given up' => sub {
    my $pool = pool('account');
    my $mark = log_mark();
    # Those who end as they are told do not count, however often.
    for (1 .. 8) {
        my @now = workers('account');
        kill TERM => @now;
        wait_until(5, sub { my @next = workers('account'); @next == @now && !grep { my $one = $_; grep { $_ == $one } @now } @next });
        wait_until(5, sub { $guest->get('/account/login')->{status} == 200 });
    }
    unlike $guest->get('/health')->{text}, qr/^account:/m, 'told to end, they are simply replaced';
    my ($gone, $deadline) = (0, time + patience(40));
    while ($gone < 110 && time < $deadline) {
        my @now = grep { shares($_) } workers('account');
        $gone += kill KILL => @now;
        wait_until(5, sub { my @next = grep { shares($_) } workers('account'); @next && !grep { my $one = $_; grep { $_ == $one } @now } @next });
    }
    cmp_ok $gone, '>=', 110, 'each of two places is emptied more than fifty times';
    is pool('account'), $pool, 'its keeper is still there';
    ok wait_until(20, sub { $guest->get('/account/login')->{status} == 200 }), 'and the pages come back';
    my $health = $guest->get('/health');
    like $health->{text}, qr/^account: workers die again and again \(\d+ in the last minute\)/m, 'health names the pool';
    is $health->{status}, 200, 'and takes no host out of service while somebody answers';
    like $health->{text}, qr/\Aok /, 'first of all that it is well';
    my @told = grep {/ account\[\d+\] .*die again and again/} log_lines($mark);
    is scalar @told, 1, 'the log says it once' or diag @told;
    kill KILL => workers('account');
    my $ill;
    ok wait_until(5, sub { $ill = $guest->get('/health'); $ill->{status} == 503 }), 'where all of them wait, it is not well';
    like $ill->{text}, qr/^account: workers die again/m, 'and tells which';
    ok whole_again(20), 'until one is back';
};

# The starts in vain that a pool's record tells of.
sub starts ($name) { open my $in, '<', instance_file("run/$name.starts") or return 0; return 0 + <$in> }

subtest 'workers that die before they share anything come back by themselves, too' => sub {
    my $pool = pool('account');
    my $secret = instance_file('secret');
    rename $secret, "$secret.away" or die "$secret: $!";
    my $well = eval {
        my @before = workers('account');
        kill KILL => pop @before;
        ok wait_until(20, sub { starts('account') > 17 }), 'the start of one fails again and again';
        my $health = $guest->get('/health');
        like $health->{text}, qr/^account: workers die as they start \(\d+ in a row\)/m, 'health names its pool';
        is $health->{status}, 200, 'as a warning while another one answers';
        kill KILL => @before;
        ok wait_until(10, sub { $guest->get('/health')->{status} == 503 }), 'else it is not well';
        like $guest->get('/health')->{text}, qr/^account: workers die as they start/m, 'and tells why';
        is pool('account'), $pool, 'its keeper is still there';
        1;
    };
    my $why = $@;
    rename "$secret.away", $secret or die "$secret: $!";
    ok $well, 'all while the secret was away' or diag $why;
    ok wait_until(20, sub { $guest->get('/account/login')->{status} == 200 }), 'when the cause is gone, its pages are back';
    ok whole_again(20), 'and health is well';
    is starts('account'), 0, 'nothing is left of it';
};

subtest 'a pool that has no process at all is missed' => sub {
    my ($pool, @workers) = (pool('beastiary'), workers('beastiary'));
    wait_until(20, sub { kill TERM => $pool, @workers; !kill 0, $pool });
    ok wait_until(10, sub { $guest->get('/health')->{text} =~ /^beastiary: no worker is there$/m }), 'health names it';
    is $guest->get('/health')->{status}, 503, 'it is not well';
    my ($status, $output) = dev('up');
    is $status, 0, 'it is started again' or diag $output;
    ok whole_again(20), 'and health is well';
};

# Four workers of PROGRAM as ./dev and the units keep them alive; gives the keeper's process and the record.
sub kept_alive ($name, $program) {
    my $record = instance_file("tmp/$name.starts");
    my $keeper = fork // die $!;
    if (!$keeper) {
        open STDERR, '>', instance_file("log/$name.log");
        exec '/usr/bin/multiwatch', qw(-f 4 -r 2000000000 -t 1000 --), build_file('backoff'), $record, $program, 'argument';
    }
    return ($keeper, $record);
}

sub script ($file, $text) {
    open my $out, '>:raw', "$file.new" or die "$file: $!";
    print $out $text;
    close $out or die "$file: $!";
    chmod 0755, "$file.new";
    rename "$file.new", $file or die "$file: $!";
    return;
}

subtest 'whatever a worker dies of at its first instruction, it costs no core' => sub {
    my $name  = unique('early');
    my $place = instance_file("tmp/$name");
    my %case  = ('its file is missing' => "$place-missing", 'it may not be run' => "$place-forbidden", 'its library is missing' => "$place-library", 'it ends at once' => '/bin/false');
    script("$place-forbidden", '');
    chmod 0644, "$place-forbidden";
    my $binary = do { open my $in, '<:raw', build_file('backoff') or die $!; local $/; <$in> };
    script("$place-library", $binary =~ s/libc\.so\.6/libz.no.6/gr);
    my $number = 0;
    my %kept = map { $_ => [kept_alive($name . '-' . ++$number, $case{$_})] } keys %case;
    my $count = sub ($record) { open my $in, '<', $record or return 0; return 0 + (<$in> // 0) };
    ok wait_until(30, sub { $count->($kept{$_}[1]) > 24 }), "it is tried again and again where $_" for sort keys %case;
    sleep 1;
    cmp_ok $count->($kept{$_}[1]), '<', 200, "but not without a pause where $_" for sort keys %case;
    script("$place-missing", qq{#!/bin/sh\necho \$LOREHALL_STARTS >$place-came\nexec sleep 60\n});
    ok wait_until(20, sub { -s "$place-came" }), 'once it is there, it comes back by itself';
    for my $case (sort keys %kept) {
        my ($keeper, $record) = @{ $kept{$case} };
        kill TERM => $keeper;
        is waitpid($keeper, 0), $keeper, "who waits is ended at once where $case";
        unlink $record;
    }
    unlink glob "$place-*";
};

subtest 'the follower is killed and catches up' => sub {
    my $stream = Lorehall::Stream->new($guest, "/live?subjects=thread:$thread");
    # Its keeper is halted, so that it stays away for a while.
    my $keeper = pool('journald');
    my ($follower) = workers('journald');
    halt($keeper);
    kill KILL => $follower;
    my @made = map { [post_comment("While nobody followed, $_.")] } 1 .. 10;
    like $guest->get("$path?sort=newest")->{text}, qr/While nobody followed, 10/, 'what is written here is seen here';
    ok !$stream->expect(0.5, id => $made[9][0]), 'but open pages hear nothing';
    ok wait_until(8, sub { $guest->get('/health')->{text} =~ /^follower: no pulse/m }), 'health says that the follower is gone';
    kill CONT => $keeper;
    ok $stream->expect(patience(10), id => $made[9][0]), 'another one begins where it stood';
    my %heard = map { $_->{json}{journal} => 1 } $stream->events;
    is_deeply [grep { !$heard{$_} } map { $_->[1] } @made], [], 'and no event is lost';
    ok whole_again(10), 'health is well again';
    ($follower) = workers('journald');
    kill TERM => $follower;
    my ($id) = post_comment('After a peaceful end.');
    ok $stream->expect(patience(10), id => $id), 'ended in peace, it is replaced too';
};

subtest 'a row of the journal that becomes visible late is dealt with' => sub {
    my $stream = Lorehall::Stream->new($guest, "/live?subjects=thread:$thread");
    my ($rated) = post_comment('To be rated in a long transaction.');
    my $other   = sql_connection();
    my $site    = value('SELECT site_id FROM thread WHERE id = ?', $thread);
    my $held    = sub {
        $other->rows('BEGIN');
        $other->rows('INSERT INTO journal (created, kind, site_id, thread_id, comment_id, account_id)'
                . " VALUES (UTC_TIMESTAMP(6), 'rating', ?, ?, ?, ?)", $site, $thread, $rated, $reader->{id});
        my $id = $other->value('SELECT LAST_INSERT_ID()');
        my ($later, $journal) = post_comment('Written while another transaction was open.');
        cmp_ok $journal, '>', $id, "row $journal is committed before row $id";
        ok $stream->expect(patience(5), id => $later), 'and told of at once';
        ok !(grep { $_->{json}{journal} == $id } $stream->events), 'the other not yet';
        return ($id, $journal);
    };
    my $position = sub { value('SELECT MAX(position) FROM follower') };

    my ($early, $late) = $held->();
    sleep 1.5;
    cmp_ok $position->(), '<', $early, 'the follower remembers to come back for it';
    $other->rows('COMMIT');
    ok $stream->expect(patience(5), journal => $early), 'committed, it is told of too';
    is scalar(grep { $_->{json}{journal} == $late } $stream->events), 1, 'and the other not again';
    ok wait_until(5, sub { $position->() >= $late }), 'then the follower goes on';

    ($early, $late) = $held->();
    sleep 3;
    cmp_ok $position->(), '<', $early, 'one that is open for long is waited for';
    $other->rows('ROLLBACK');
    ok wait_until(10, sub { $position->() >= $late }), 'rolled back, it is forgotten';
    ok !(grep { $_->{json}{journal} == $early } $stream->events), 'and never told of';
    $other->close;
};

ok whole_again(10), 'after all of this the instance is whole';

done_testing;
