#!/usr/bin/env perl
# One new account posts, opens threads and votes as fast as it can: what it gets, and what others feel of it.
use v5.36;
use utf8;
use FindBin qw($Bin);
use lib $Bin;
use Hall;
use HTTP::Tiny;
use JSON::PP    ();
use POSIX       ();
use Time::HiRes qw(sleep time);

my $EACH    = $ENV{LOREHALL_BENCH_POSTS} // 500;    # posts, threads and votes that the flood has, at least
my $ROUNDS  = $ENV{LOREHALL_BENCH_ROUNDS} // 3;
my $OTHERS  = 4;                                    # processes, each of two accounts
my $READS   = $ENV{LOREHALL_BENCH_READS} // 120;    # a phase, of each process
my $PACE    = 0.03;                                 # seconds between two of its requests
my $FLOODS  = 8;                                    # connections of the one who floods
my $AWAY    = 0.02;                                 # seconds that each of its answers takes to come there: it is no neighbour

# What goes on, by turns: by which pool the others are served, who floods it, and by which server of nginx's.
my @PHASES = (
    [ 'nobody floods',                  'held', undef,           undef ],
    [ 'a flood from one address',       'held', 'bench-flooder', 'address' ],
    [ 'one from more than nginx holds', 'held', 'bench-many',    'held' ],
    [ 'that, without budgets',          'open', 'bench-unbound', 'open' ],
);

say_machine();
my @threads = make_threads('flood', 8, 40);
my @members = map { account("bench-other-$_", 'trusted') } 1 .. 2 * $OTHERS;
my %flooder = map { $_->[2] => account($_->[2]) } grep { $_->[2] } @PHASES;
my @rated   = map { $_->[0] } sql("SELECT id FROM comment WHERE thread_id = $threads[0]{id}");
my $settings = slurp("$DIRECTORY/site.hdf") =~ s/^Shared\.File = .*$/Shared.File = $TEMPORARY\/shared/mr;
my $port;                                           # of the pool that is asked

# One pool with the budgets of a real installation, one with the instance's, which nobody comes to the end of. nginx
# counts no requests of the machine itself: a server of its own has its limit for those of the flood.
my $held = 'fastcgi_pass unix:' . forum('held', $settings =~ s/^(?:Limits|Register)\..*\n//mgr) . ';';
my %port = nginx('limit_req_zone $binary_remote_addr zone=flood:1m rate=30r/s;', held => $held,
    address => "limit_req zone=flood burst=120 nodelay; $held", open => 'fastcgi_pass unix:' . forum('open', $settings) . ';');

my (%reads, %posts, %got);
$port = $port{held};
others('warm-up', undef, undef);
for my $round (1 .. $ROUNDS) {
    for my $phase (@PHASES) {
        my ($name, $pool, $who, $way) = @$phase;
        $port = $port{$pool};
        my ($reads, $posts, $flood) = others("$name, $round", $who && $flooder{$who}, $way && $port{$way});
        push @{ $reads{$name} }, @$reads;
        push @{ $posts{$name} }, @$posts;
        for my $kind (keys %$flood) { $got{$who}{$kind}{$_} += $flood->{$kind}{$_} for keys %{ $flood->{$kind} } }
    }
}
say sprintf '%d rounds by turns; %d accounts read and post at their pace, in all some %.0f requests/s', $ROUNDS, scalar @members, $OTHERS / $PACE;
table(
    [ 'others, while', 'pages p50', 'pages p99', 'posts p50', 'posts p99' ],
    map { my $name = $_->[0]; [ $name, ms($reads{$name}, 50), ms($reads{$name}, 99), ms($posts{$name}, 50), ms($posts{$name}, 99) ] } @PHASES
);
say '';
table(
    [ 'the flood', 'of', 'sent', 'taken', 'refused', 'otherwise' ],
    map { my ($name, undef, $who) = @$_; map { my $kind = $_; [ $name, $kind, map { number($_ // 0) } @{ $got{$who}{$kind} }{qw(sent taken refused otherwise)} ] } qw(posts threads votes) } grep { $_->[2] } @PHASES
);
exit(sound() ? 0 : 1);

sub forum ($name, $text) {
    spew("$TEMPORARY/$name.hdf", $text =~ s/(^Shared\.File = .*)$/$1-$name/mr);
    chmod 0600, "$TEMPORARY/$name.hdf";
    return pool($name, "$BUILD/cgi/forum/forum", '--config', "$TEMPORARY/$name.hdf");
}

# Whether of each that was held to its budget just what was taken is there, whole, and was what the budget allows.
sub sound () { return !grep { !is_sound($_) } 'bench-flooder', 'bench-many' }

sub is_sound ($who) {
    my ($id)    = map { $_->[0] } sql("SELECT id FROM account WHERE handle = '$who'");
    my ($there) = sql("SELECT (SELECT COUNT(*) FROM comment WHERE author_id = $id), (SELECT COUNT(*) FROM thread WHERE author_id = $id),"
            . " (SELECT COUNT(*) FROM journal WHERE kind = 'comment' AND account_id = $id)");
    my $taken = $got{$who};
    my $made  = $taken->{posts}{taken} + $taken->{threads}{taken};
    say sprintf '%s: %d comments and threads were taken; %d comments, %d threads and %d rows of the journal are there', $who, $made, @$there;
    # One more of each for the time that the rounds take.
    my $few = $taken->{posts}{taken} <= 11 && $taken->{threads}{taken} <= 4 && $taken->{votes}{taken} <= 32;
    return $few && $made == $there->[0] && $made == $there->[2] && $taken->{threads}{taken} == $there->[1] && !grep { $taken->{$_}{otherwise} } qw(posts threads votes);
}

sub ms ($times, $part) {
    my @sorted = sort { $a <=> $b } @$times;
    return @sorted ? sprintf('%.1f ms', 1000 * $sorted[ $#sorted * $part / 100 ]) : '-';
}

# ---- who does something ----

my $http;

sub send_one ($method, $path, $account, $document = undef) {
    $http //= HTTP::Tiny->new(keep_alive => 0, max_redirect => 0, timeout => 60);
    my %headers = $document ? (Authorization => "Bearer $account->{token}", 'Content-Type' => 'application/json') : (Cookie => $account->{cookie});
    return $http->request($method, "http://everquest.localhost:$port$path",
        { peer => '127.0.0.1', headers => \%headers, $document ? (content => JSON::PP->new->utf8->encode($document)) : () })->{status};
}

sub form ($path, $account, %fields) {
    $http //= HTTP::Tiny->new(keep_alive => 0, max_redirect => 0, timeout => 60);
    return $http->request('POST', "http://everquest.localhost:$port$path", { peer => '127.0.0.1',
        headers => { Cookie => $account->{cookie}, 'Content-Type' => 'application/x-www-form-urlencoded' },
        content => $http->www_form_urlencode({ %fields, csrf => $account->{csrf} }) })->{status};
}

# Runs WORK in processes of their own; a handle of each, from which its lines come.
sub spawn ($count, $work) {
    my @handles;
    for my $i (0 .. $count - 1) {
        my $process = open my $out, '-|';
        die "cannot fork: $!\n" if !defined $process;
        if (!$process) {
            $work->($i);
            $http = undef;
            STDOUT->flush;
            POSIX::_exit(0);
        }
        push @handles, $out;
    }
    return @handles;
}

# Others read and post at their pace; FLOODER, if any, floods the port WAY meanwhile. Times of pages and posts, and what the flood got.
sub others ($phase, $flooder, $way) {
    my $stop   = "$TEMPORARY/stop";
    my (@reads, @posts, %flood);
    unlink $stop;
    my @floods = $flooder ? spawn($FLOODS, sub ($i) { $port = $way; flood($flooder, "$i $phase", $stop) }) : ();
    my @others = spawn($OTHERS, sub ($i) { visit($i, $phase) });
    while (my $out = shift @others) {
        while (<$out>) { push @{ /^read/ ? \@reads : \@posts }, /(\S+)$/ }
        close $out;
    }
    spew($stop, '');
    while (my $out = shift @floods) {
        while (<$out>) {
            my ($kind, $what, $count) = split;
            $flood{$kind}{$what} += $count;
        }
        close $out;
    }
    return (\@reads, \@posts, \%flood);
}

# A page at a time, logged in; every twelfth is a post.
sub visit ($i, $phase) {
    for my $n (1 .. ($phase eq 'warm-up' ? 40 : $READS)) {
        my $account = $members[ 2 * $i + int($n / 12) % 2 ];
        my $thread  = $threads[ rand @threads ];
        my $post    = $n % 12 == 0;
        my $begun   = time;
        my $status  = $post
            ? send_one(POST => '/api/v1/comments', $account, { subject => $thread->{subject}, body => "An answer of $i, $n, $phase." })
            : send_one(GET  => $thread->{path},    $account);
        my $took = time - $begun;
        die "$phase: status $status\n" if $status != ($post ? 201 : 200);
        say $post ? "post $took" : "read $took";
        sleep $PACE;
    }
}

# All that one account can, at least so often and until the others are done.
sub flood ($flooder, $name, $stop) {
    my %count;
    my $note = sub ($kind, $status, $taken) {
        $count{$kind}{sent}++;
        $count{$kind}{ $status == $taken ? 'taken' : $status == 429 ? 'refused' : 'otherwise' }++;
    };
    for (my $n = 1; $n <= $EACH / $FLOODS / $ROUNDS + 1 || !-e $stop; $n++) {
        sleep $AWAY;
        $note->('posts', send_one(POST => '/api/v1/comments', $flooder, { subject => $threads[0]{subject}, body => "Flood $name, $n." }), 201);
        sleep $AWAY;
        $note->('threads', form('/forum/general/new', $flooder, title => "Flood $name, $n", body => 'Flood.', key => "flood $name $n"), 303);
        sleep $AWAY;
        $note->('votes', send_one(POST => "/api/v1/comments/$rated[ $n % @rated ]/rating", $flooder, { value => $n % 2 ? 1 : -1 }), 200);
    }
    for my $kind (sort keys %count) {
        say "$kind $_ ", $count{$kind}{$_} // 0 for qw(sent taken refused otherwise);
    }
}
