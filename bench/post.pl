#!/usr/bin/env perl
# Durable posts a second through the whole stack, beside single-row inserts on the same server.
use v5.36;
use utf8;
use FindBin qw($Bin);
use lib $Bin;
use Hall;

my $ROUNDS  = $ENV{LOREHALL_BENCH_ROUNDS}  // 5;
my $SECONDS = $ENV{LOREHALL_BENCH_SECONDS} // 2;
my @CLIENTS = (1, 4, 16);
my $THREADS = 64;
my $AIM     = 0.5;

say_machine();
my $plan = prepare();
my ($flush) = sql('SELECT @@innodb_flush_log_at_trx_commit, @@innodb_flush_method, @@log_bin');
say "both sides: innodb_flush_log_at_trx_commit=$flush->[0], $flush->[1], binary log " . ($flush->[2] ? 'on' : 'off');
die "commits are not durable here\n" if $flush->[0] != 1;
my ($before) = sql('SELECT COUNT(*) FROM comment');
my $made = measure();
my ($after) = sql('SELECT COUNT(*) FROM comment');
say sprintf '%s posts were answered, %s comments are there', number($made), number($after->[0] - $before->[0]);
sql('DROP TABLE bench_insert');
exit($made == $after->[0] - $before->[0] ? 0 : 1);

sub prepare () {
    my @writers = map { account("bench-writer-$_") } 1 .. 4;
    my @threads = make_threads('post', $THREADS, 2);
    my $file    = "$TEMPORARY/plan";

    # In the manner of sysbench: a key number with an index, and two texts.
    sql('CREATE OR REPLACE TABLE bench_insert (id INT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,'
            . ' k INT NOT NULL, c CHAR(120) NOT NULL, pad CHAR(60) NOT NULL, KEY k (k)) ENGINE=InnoDB');
    open my $stream, '>', $file or die "$file: $!\n";
    say {$stream} "token $_->{token}" for @writers;
    say {$stream} "thread $_->{id}"   for @threads;
    close $stream or die "$file: $!\n";
    return $file;
}

# How often the server has made a file durable so far.
sub flushes () {
    my ($line) = sql("SHOW GLOBAL STATUS LIKE 'Innodb_data_fsyncs'");
    return $line->[1];
}

# Inserts and posts by turns, for each number of clients. How many posts were made.
sub measure () {
    my (%rate, %flushes, $posts);
    for my $round (1 .. $ROUNDS) {
        for my $clients (@CLIENTS) {
            my @common = ('--clients', $clients, '--seconds', $SECONDS);
            my $start = flushes();
            my ($rows, $time) = split ' ', run_program('inserter', '--config', "$DIRECTORY/site.hdf", @common);
            push @{ $rate{insert}{$clients} }, $rows / $time;
            my $middle = flushes();
            my ($made, $took)
                = split ' ', run_program('poster', '--port', $PORT, '--host', $HOST, '--plan', $plan, @common);
            push @{ $rate{post}{$clients} }, $made / $took;
            push @{ $flushes{insert}{$clients} }, ($middle - $start) / $rows;
            push @{ $flushes{post}{$clients} }, (flushes() - $middle) / $made;
            $posts += $made;
        }
    }
    table(
        [ "medians of $ROUNDS rounds of $SECONDS s", 'inserts/s', 'posts/s', 'ratio', 'aim', 'flushes an insert', 'a post' ],
        map {
            my ($insert, $post) = (median(@{ $rate{insert}{$_} }), median(@{ $rate{post}{$_} }));
            [
                "$_ clients", number($insert), number($post), sprintf('%.2f', $post / $insert), "≥ $AIM",
                map { sprintf '%.2f', median(@$_) } $flushes{insert}{$_}, $flushes{post}{$_}
            ]
        } @CLIENTS
    );
    return $posts;
}
