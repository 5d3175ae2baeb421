#!/usr/bin/env perl
# The administration over a community of 10 million comments and 100,000 accounts: what its pages take.
use v5.36;
use utf8;
use FindBin qw($Bin);
use lib $Bin;
use Hall;
use Time::HiRes qw(time);

my $COMMENTS = $ENV{LOREHALL_BENCH_COMMENTS} // 10_000_000;
my $ACCOUNTS = $ENV{LOREHALL_BENCH_ACCOUNTS} // 100_000;
my $ASKED    = $ENV{LOREHALL_BENCH_READS}    // 300;
my $THREADS  = int $COMMENTS / 100;
my $RECORDS  = 5 * $ACCOUNTS;                                # of the audit trail
my $BATCH    = 500_000;
my $AIM      = 100;                                          # milliseconds

my @PAGES = (
    [ 'dashboard'                   => '/admin/' ],
    [ 'accounts by name'            => '/admin/accounts' ],
    [ 'accounts that begin so'      => '/admin/accounts?q=bench-9' ],
    [ 'audit log'                   => '/admin/audit' ],
    [ 'audit log of one act'        => '/admin/audit?act=login.failed' ],
    [ 'performance'                 => '/admin/performance' ],
    [ 'performance: statements'     => '/admin/performance/statements' ],
);

say_machine();
my $admin = account('bench-admin', 'administrator');
my $start = time;
fill();
say sprintf '%s comments, %s accounts, %s audit records were made in %.0f s', number($COMMENTS), number($ACCOUNTS), number($RECORDS), time - $start;
my @rows  = map { [ $_->[0], times_of($_->[1]) ] } @PAGES;
say '';
table([ 'page', 'queries', 'p50, ms', 'p99, ms', 'longest', 'aim' ], map { [ @$_, "< $AIM ms" ] } @rows);
exit(($rows[0][3] < $AIM) ? 0 : 1);

# Rows in their order and in batches, so that the indexes grow at their ends.
sub fill () {
    my ($site, $board) = (sql("SELECT s.id, MIN(b.id) FROM site s JOIN board b ON b.site_id = s.id WHERE s.name = 'everquest'"))[0]->@*;
    my ($first) = map { $_->[0] } sql('SELECT COALESCE(MAX(id), 0) + 1 FROM comment');
    my ($thread) = map { $_->[0] } sql('SELECT MAX(id) + 1 FROM thread');
    my ($account) = map { $_->[0] } sql('SELECT MAX(id) + 1 FROM account');
    my $from = "NOW(6) - INTERVAL 2 YEAR";
    my $quick = 'SET foreign_key_checks = 0, unique_checks = 0;';

    sql("$quick INSERT INTO account (id, source_id, handle, name, state, created, posts)"
            . " SELECT $account + seq, 0, CONCAT('bench-', seq), CONCAT('bench-', seq), 0, $from + INTERVAL seq * 600 SECOND, 100 FROM seq_1_to_$ACCOUNTS");
    sql("$quick INSERT INTO thread (id, site_id, board_id, title, author_id, opening_id, comments, created, activity)"
            . " SELECT $thread + seq, $site, $board, CONCAT('Bench thread ', seq), $account + 1 + seq % $ACCOUNTS, $first + seq * 100, 100, $from + INTERVAL seq * 600 SECOND, $from + INTERVAL seq * 600 SECOND FROM seq_1_to_$THREADS");
    for (my $done = 0; $done < $COMMENTS; $done += $BATCH) {
        my ($low, $high) = ($done, ($done + $BATCH < $COMMENTS ? $done + $BATCH : $COMMENTS) - 1);
        # The opening comment has no parent; the others are below it.
        sql("$quick INSERT INTO comment (id, thread_id, parent_id, branch_id, top_comment_id, root_id, level, author_id, created, body, html)"
                . " SELECT $first + 100 + seq, $thread + 1 + seq DIV 100, IF(seq % 100, $first + 100 + seq - seq % 100, NULL), IF(seq % 100, $first + 100 + seq - seq % 100, 0),"
                . " $first + 100 + seq, IF(seq % 100, $first + 100 + seq, 0), IF(seq % 100, 1, 0), $account + 1 + (seq DIV 100 + seq % 7) % $ACCOUNTS, $from + INTERVAL seq * 6 SECOND, 'Bench', '<p>Bench</p>'"
                . " FROM seq_${low}_to_$high");
        print STDERR "\r$high comments" if -t STDERR;
    }
    print STDERR "\n" if -t STDERR;
    my ($record) = map { $_->[0] } sql('SELECT COALESCE(MAX(id), 0) + 1 FROM audit');
    sql("INSERT INTO audit (id, created, act, account_id, name, address, hash) SELECT $record + seq, NOW(6) - INTERVAL ($RECORDS - seq) * 5 SECOND,"
            . " ELT(1 + seq % 4, 'login', 'login.failed', 'account.make', 'logout'), $account + 1 + seq % $ACCOUNTS, CONCAT('bench-', 1 + seq % $ACCOUNTS), '192.0.2.1', REPEAT('x', 32) FROM seq_1_to_$RECORDS");
    # Who records goes on behind them; the chain of digests is broken here, and nobody verifies it.
    sql('UPDATE audit_head SET id = (SELECT MAX(id) FROM audit)');
    sql("$quick INSERT INTO report_case (comment_id, site_id, state, weight, reports, opened) SELECT $first + 100 + seq * 10, $site, seq % 3, 1, 1, NOW(6) FROM seq_1_to_30000");
    sql("INSERT INTO mail (created, kind, sender, recipient, language, subject, expires, state) SELECT NOW(6), 'reset', 'x', 'x\@example.com', 'en', 'x', NOW(6) + INTERVAL 1 DAY, ELT(1 + seq % 3, 'sent', 'failed', 'sent') FROM seq_1_to_30000");
    sql("INSERT INTO activity (grain, started, measure, count) SELECT 0, DATE_FORMAT(NOW() - INTERVAL seq DIV 4 HOUR, '%Y-%m-%d %H:00:00'), seq % 4, seq FROM seq_4_to_3359");
    sql("INSERT INTO activity (grain, started, measure, count) SELECT 1, DATE(NOW() - INTERVAL seq DIV 4 DAY), seq % 4, seq FROM seq_4_to_7000");
    sql('ANALYZE TABLE comment, thread, account, audit, report_case, mail, activity');
}

# Queries of a page, and what it takes: p50, p99 and the longest.
sub times_of ($path) {
    my @times;
    my $answer;
    for (0 .. $ASKED) {
        my $begin = time;
        $answer = get($path, Cookie => $admin->{cookie});
        push @times, 1000 * (time - $begin) if $_;
    }
    my ($queries) = ($answer->{headers}{'server-timing'} // '') =~ /queries;desc="?(\d+)/;
    @times = sort { $a <=> $b } @times;
    return ($queries // '?', map { sprintf '%.1f', $_ } $times[ $#times / 2 ], $times[ $#times * 0.99 ], $times[-1]);
}
