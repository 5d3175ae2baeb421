#!/usr/bin/env perl
# A 100-comment thread page beside its floors: from memory, from two queries, from nginx's own disk.
use v5.36;
use utf8;
use FindBin qw($Bin);
use lib $Bin;
use Hall;

my $ROUNDS  = $ENV{LOREHALL_BENCH_ROUNDS}  // 5;
my $SECONDS = $ENV{LOREHALL_BENCH_SECONDS} // 2;
my $CLIENTS = 16;
my $COLD    = 1_000;                               # different threads; together larger than the cache

say_machine();
my $reader = account('bench-reader');
my @cold   = make_threads('cold', $COLD, 100);
my ($big)  = make_threads('big', 1, 10_000);
my $thread = $cold[0];
rate_some();

my %as = (
    guest  => {},
    gzip   => { 'Accept-Encoding' => 'gzip' },
    reader => { Cookie => $reader->{cookie} },
);
my %page = map { $_ => get($thread->{path}, $as{$_}->%*) } keys %as;
my $list = "$TEMPORARY/paths";
spew($list, join '', map { "$_->{path}\n" } @cold);

my %port       = start_servers();
my @contenders = contenders();
my %result     = measure(@contenders);
report();

# The reader has voted here, as somebody has who looks at a thread again.
sub rate_some () {
    my @comments = sql("SELECT id FROM comment WHERE thread_id = $thread->{id} ORDER BY id LIMIT 20");
    post_json("/api/v1/comments/$_->[0]/rating", $reader->{token}, { value => 1 }) for @comments;
}

# An answer as a FastCGI program gives it: what nginx adds by itself is left out.
sub capture ($name) {
    my $answer = $page{$name};
    my $file   = "$TEMPORARY/$name.answer";
    my %fields = $answer->{headers}->%*;
    delete @fields{qw(server date connection keep-alive)};
    open my $stream, '>:raw', $file or die "$file: $!\n";
    print {$stream} "Status: 200 OK\r\n", (map { "$_: $fields{$_}\r\n" } sort keys %fields), "\r\n", $answer->{content};
    close $stream or die "$file: $!\n";
    return $file;
}

# The pools that are compared, and an nginx before them. All are started here, as Linux gives each
# session the same share of the processors. `warm` works in the instance's shared memory, `cold` has a
# configuration without a cache.
sub start_servers () {
    my $floor = program('floor');
    my $forum = "$BUILD/cgi/forum/forum";
    my $without = slurp("$DIRECTORY/site.hdf") =~ s/^Cache\.Megabytes = .*$/Cache.Megabytes = 0/mr
        =~ s/^Shared\.File = .*$/Shared.File = $TEMPORARY\/shared/mr =~ s/^Development = .*$/Development = 0/mr;
    my $www = "$TEMPORARY/www";
    my %socket;

    spew("$TEMPORARY/site.hdf", $without);
    chmod 0600, "$TEMPORARY/site.hdf";
    $socket{warm}    = pool('warm', $forum, '--config', "$DIRECTORY/site.hdf");
    $socket{cold}    = pool('cold', $forum, '--config', "$TEMPORARY/site.hdf");
    $socket{queries} = pool('queries', $floor, capture('guest'), "$DIRECTORY/site.hdf");
    $socket{"memory-$_"} = pool("memory-$_", $floor, capture($_)) for keys %as;
    chmod 0755, $TEMPORARY;
    mkdir $www;
    open my $stream, '>:raw', "$www/page.html" or die "$www: $!\n";
    print {$stream} $page{guest}{content};
    close $stream;
    my %location
        = map { $_ => "limit_req zone=requests burst=120 nodelay; fastcgi_pass unix:$socket{$_};" } keys %socket;
    $location{file} = "limit_req zone=requests burst=120 nodelay; root $www; rewrite ^ /page.html break;";
    return nginx('', %location);
}

# What is measured: name, server, path or list, who asks.
sub contenders () {
    return (
        [ 'memory'        => 'memory-guest',  $thread->{path}, undef, 'guest' ],
        [ 'guest'         => 'warm',          $thread->{path}, undef, 'guest' ],
        [ 'file'          => 'file',          $thread->{path}, undef, 'guest' ],
        [ 'memory reader' => 'memory-reader', $thread->{path}, undef, 'reader' ],
        [ 'reader'        => 'warm',          $thread->{path}, undef, 'reader' ],
        [ 'memory gzip'   => 'memory-gzip',   $thread->{path}, undef, 'gzip' ],
        [ 'guest gzip'    => 'warm',          $thread->{path}, undef, 'gzip' ],
        [ 'queries'       => 'queries',       '/',             $list, 'guest' ],
        [ 'cold'          => 'cold',          '/',             $list, 'guest' ],
        [ 'fill'          => 'warm',          '/',             $list, 'guest' ],
        [ 'big'           => 'warm',          $big->{path},    undef, 'guest' ],
        [ 'big cold'      => 'cold',          $big->{path},    undef, 'guest' ],
    );
}

# All of them by turns, there and back, so that what else the machine does hits all alike.
sub measure (@contenders) {
    my (%rates, %result, %queries);
    for my $round (0 .. $ROUNDS) {
        for my $contender ($round % 2 ? reverse @contenders : @contenders) {
            my ($name, $server, $path, $paths, $who) = @$contender;
            my $before = metrics();
            # Round 0 only warms up.
            my $run   = wrk($port{$server}, $path, $paths, $CLIENTS, $round ? $SECONDS : 1, $as{$who}->%*);
            my $after = metrics();
            die "$name: $run->{size} bytes an answer cannot be the page\n"
                if $run->{size} < 0.5 * length $page{$who}{content};
            next if $round == 0;
            push @{ $rates{$name} }, $run->{rate};
            $result{$name}{size} = $run->{size};
            # Of /metrics itself there is one more request.
            my $requests = $after->{requests_total} - $before->{requests_total} - 1;
            $result{$name}{queries} = ($after->{queries_total} - $before->{queries_total}) / $requests
                if $server eq 'warm' && $requests > 0;
        }
    }
    $result{$_}{rate} = median(@{ $rates{$_} }) for keys %rates;
    return %result;
}

sub report () {
    my $rate  = sub ($name) { number($result{$name}{rate}) };
    my $size  = sub ($name) { sprintf '%.1f KB', $result{$name}{size} / 1000 };
    my $times = sub ($name, $floor) { sprintf '%.2f', $result{$name}{rate} / $result{$floor}{rate} };
    my $asked = sub ($name) { sprintf '%.1f', $result{$name}{queries} };

    say sprintf 'medians of %d rounds of %d s by turns, wrk -t1 -c%d, no answer but 200', $ROUNDS, $SECONDS, $CLIENTS;
    table(
        [ 'a page of 100 comments',   'size', 'queries', 'pages/s', 'floor/s', 'ratio', 'aim' ],
        (map { [ $_->[0], $size->($_->[1]), $_->[4] // $asked->($_->[1]), $rate->($_->[1]), $rate->($_->[2]),
            $times->($_->[1], $_->[2]), $_->[3] ] }
            [ 'warm, logged in, votes shown', 'reader',     'memory reader', '≥ 0.6' ],
            [ 'warm, guest',                  'guest',      'memory',        '≥ 0.6' ],
            [ 'warm, guest, by nginx’s file', 'guest',      'file',          'later ≥ 0.8' ],
            [ 'warm, guest, gzip',            'guest gzip', 'memory gzip',   '' ],
            [ 'cold: no cache',               'cold',       'queries',       '≥ 0.5', '2.0' ],
            [ 'cold: into the cache',         'fill',       'queries',       '' ]),
    );
    say '';
    table(
        [ 'first page of 10,000 comments', 'size', 'pages/s', 'of 100, pages/s', 'times slower', 'aim' ],
        (map { [ $_->[0], $size->($_->[1]), $rate->($_->[1]), $rate->($_->[2]), $times->($_->[2], $_->[1]), '< 2' ] }
            [ 'warm',           'big',      'guest' ],
            [ 'cold: no cache', 'big cold', 'cold' ]),
    );
}
