# What is kept of threads, comments and boards, against what counting it anew gives.
package Lorehall::Tally;
use v5.36;
use utf8;

use Exporter qw(import);

use Lorehall;

our @EXPORT = qw(wrong_from);

# What is wrong with a thread, of what is kept of it and its comments.
sub wrong_thread ($kept, $id, $board, $comments, $hidden, $last, $opening, $merged, $activity, $created) {
    my @wrong;
    my @shown  = grep { $_->[7] == 0 } @$kept;
    my ($true) = sort { $b->[8] <=> $a->[8] || $b->[0] <=> $a->[0] } @shown;
    my @counted = grep { $_->[7] == 0 || $_->[6] == 0 } @$kept;
    push @wrong, "thread $id: kept $comments comments, true " . @counted if $comments != @counted;
    push @wrong, "thread $id: hidden $hidden" if $hidden != !@shown;
    push @wrong, "thread $id: last comment $last" if $last != ($true ? $true->[0] : 0);
    push @wrong, "thread $id: activity" if abs($activity - ($true ? $true->[8] : $created)) > 0.000001;
    my ($first) = grep { $_->[6] == 0 } @$kept;
    push @wrong, "thread $id: opening $opening" if !defined $merged && $opening != ($first ? $first->[0] : 0);
    push @wrong, "thread $id: merged and not empty" if defined $merged && @$kept;
    return @wrong;
}

# What is wrong with what is kept of the threads of boards from $first_thread on and of their comments, and of the
# boards; "" nothing.
sub wrong_from ($first_thread) {
    my @wrong;
    my %comment = map { $_->[0] => $_ } rows('SELECT id, thread_id, COALESCE(parent_id, 0), branch_id, top_comment_id, root_id, level, state, UNIX_TIMESTAMP(created)'
            . ' FROM comment WHERE thread_id >= ? AND thread_id IN (SELECT id FROM thread WHERE board_id IS NOT NULL)', $first_thread);
    my (%place, %of);
    my $place = sub ($id) {
        return $place{$id} if $place{$id};
        my ($parent) = $comment{$id}[2];
        my $above = $parent ? __SUB__->($parent) : undef;
        push @wrong, "comment $id answers one of another thread" if $parent && $comment{$parent}[1] != $comment{$id}[1];
        my $level  = $above ? $above->{level} + 1 : 0;
        my $begins = $level == 0 || ($level - 1) % 10 == 0;
        return $place{$id} = {
            level => $level, branch => $begins ? $parent : $above->{branch}, top => $begins ? $id : $above->{top}, root => $level <= 1 ? $id : $above->{root},
        };
    };
    for my $id (sort { $a <=> $b } keys %comment) {
        my ($true, $c) = ($place->($id), $comment{$id});
        push @wrong, "comment $id: kept @$c[3 .. 6], true @$true{qw(branch top root level)}" if "@$c[3 .. 6]" ne "@$true{qw(branch top root level)}";
        # In a branch's order what is answered stands before what answers it.
        push @wrong, "comment $id stands before what it answers" if $c->[2] > $id && $true->{level} > 1;
        push @{ $of{ $c->[1] } }, $c;
    }
    my %board;
    for my $thread (rows('SELECT id, board_id, comments, hidden, COALESCE(last_comment_id, 0), COALESCE(opening_id, 0), merged_id, UNIX_TIMESTAMP(activity), UNIX_TIMESTAMP(created) FROM thread WHERE board_id IS NOT NULL')) {
        my ($id, $board, $comments, $hidden, $last, $opening, $merged, $activity, $created) = @$thread;
        push @wrong, wrong_thread($of{$id} // [], @$thread) if $id >= $first_thread;
        next if $hidden;
        $board{$board}{threads}++;
        $board{$board}{comments} += $comments;
        my $at = [$activity, $id, $last];
        my $best = $board{$board}{last};
        $board{$board}{last} = $at if !$best || $at->[0] > $best->[0] || ($at->[0] == $best->[0] && $at->[1] > $best->[1]);
    }
    for (rows('SELECT board_id, threads, comments, COALESCE(last_comment_id, 0) FROM board_tally')) {
        my ($id, @kept) = @$_;
        my $b = $board{$id} // {};
        my @true = ($b->{threads} // 0, $b->{comments} // 0);
        push @wrong, "board $id: kept @kept[0, 1], true @true" if "@kept[0, 1]" ne "@true";
    }
    push @wrong, map {"vote of $_->[0] for $_->[1] in another thread"} rows('SELECT r.account_id, r.comment_id FROM rating r JOIN comment c ON c.id = r.comment_id WHERE c.thread_id <> r.thread_id');
    return join '; ', grep {defined} @wrong[0 .. 9];
}

1;
