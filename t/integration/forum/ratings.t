# Ratings: one vote each, changeable, never on one's own; the score is always the sum of the votes.
use v5.36;
use utf8;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Test::More;
use Lorehall;

my ($author, $guest) = (member(), visitor());
my $thread = start_thread($author, title => 'Rated');
my $path   = "/forum/thread/$thread/rated";

# Votes by the form, as a page without scripts does.
sub vote ($member, $comment, $value) {
    return $member->post("/forum/comment/$comment/rating", { value => $value });
}

# What a page shows, after it was held against the votes themselves.
sub score ($comment) {
    my $article = $guest->get($path)->html->id("c-$comment");
    my $shown   = $article->attribute('data-score');
    my $sum     = value('SELECT COALESCE(SUM(value), 0) FROM rating WHERE comment_id = ?', $comment);
    return "shown $shown, votes $sum" if $shown != $sum;
    return $shown;
}

subtest 'a vote is cast, changed and taken back' => sub {
    my $comment = reply_to($author, $thread, 'Rate me.');
    my @voter   = map { member() } 1 .. 3;
    is score($comment), 0, 'a comment begins at 0';
    my $answer = vote($voter[0], $comment, 1);
    is $answer->{status}, 303, 'a vote';
    is $answer->location, "/forum/comment/$comment", 'leads back to the comment';
    is score($comment), 1, 'and counts';
    vote($voter[0], $comment, 1);
    is score($comment), 1, 'the same again counts no more';
    vote($voter[1], $comment, 1);
    is score($comment), 2, "another's counts";
    vote($voter[2], $comment, -1);
    is score($comment), 1, 'one against';
    vote($voter[0], $comment, -1);
    is score($comment), -1, 'one that is turned round';
    vote($voter[0], $comment, 0);
    is score($comment), 0, 'one that is taken back';
    is value('SELECT COUNT(*) FROM rating WHERE comment_id = ?', $comment), 2, 'leaves no row';
    vote($voter[0], $comment, 0);
    is score($comment), 0, 'taking back what is not there changes nothing';
    vote($voter[0], $comment, 1);
    is score($comment), 1, 'and it may be cast anew';
};

subtest 'somebody sees their own votes, and nobody else does' => sub {
    my $comment = reply_to($author, $thread, 'Seen.');
    my $voter   = member();
    vote($voter, $comment, 1);
    my $own = sub ($page) {
        my ($line) = $page->html->find(sub ($e) { ($e->attribute('data-comment') // '') eq $comment });
        return $line ? $line->attribute('data-value') : undef;
    };
    is $own->($voter->get($path)), 1, 'the page has it beside the discussion';
    vote($voter, $comment, -1);
    is $own->($voter->get($path)), -1, 'and follows when it changes';
    is $own->($_->get($path)), undef, 'no other page has it' for $author, $guest, member();
    vote($voter, $comment, 0);
    is $own->($voter->get($path)), undef, 'nor theirs, when it is taken back';
};

subtest 'the API rates the same way' => sub {
    my $comment = reply_to($author, $thread, 'By the API.');
    my $voter   = member();
    for my $value (1, -1, 0, 1) {
        my $answer = $voter->api(POST => "/api/v1/comments/$comment/rating", { value => $value });
        is $answer->{status}, 200, "value $value";
        is_deeply $answer->json, { id => $comment, score => $value, value => $value }, 'is what it says';
        is score($comment), $value, 'and what the page shows';
    }
};

subtest 'what is no vote is refused' => sub {
    my $comment = reply_to($author, $thread, 'Untouched.');
    my $voter   = member();
    my $before  = written();
    for my $value (2, -2, 100, '1.5', '', 'up', '1 ', ' 1', '0x1', '1e0', '٣', '99999999999999999999', '-9223372036854775809', undef) {
        my $name   = $value // 'no value';
        my $answer = vote($voter, $comment, $value);
        is $answer->{status}, 422, "'$name' by the form";
        like $answer->complaint, qr/-1 to 1/, 'says what it should be';
    }
    for my $json ('{"value":2}', '{"value":-2}', '{"value":1.5}', '{"value":"up"}', '{"value":true}', '{"value":null}', '{"value":[1]}', '{"value":{}}', '{}') {
        my $answer = $voter->api(POST => "/api/v1/comments/$comment/rating", $json);
        is $answer->{status}, 422, "$json by the API";
        is $answer->json->{error}{field}, 'value', 'names the field';
    }
    is vote($author, $comment, 1)->{status}, 403, "one's own comment cannot be rated";
    like vote($author, $comment, 1)->complaint, qr/your own/, 'as the page says';
    is $author->api(POST => "/api/v1/comments/$comment/rating", { value => 1 })->json->{error}{code}, 'own', 'nor by the API';
    is vote($voter, 999_999_999_999, 1)->{status}, 404, 'nor one that is not there';
    is vote($voter, '18446744073709551617', 1)->{status}, 404, 'nor one beyond 64 bits';
    is $voter->at('camelot')->api(POST => "/api/v1/comments/$comment/rating", { value => 1 })->{status}, 404, 'nor one of another site';
    is $guest->post("/forum/comment/$comment/rating", { value => 1 })->{status}, 401, 'a guest is asked to log in';
    is_deeply written(), $before, 'nothing was written';
    is score($comment), 0, 'the score is what it was';
    my $answer = $guest->get("/forum/comment/$comment/rating?value=1");
    is $answer->location, "/account/login?next=/forum/comment/$comment", "a guest's click leads to the login and back";
    is $voter->get("/forum/comment/$comment/rating")->location, "/forum/comment/$comment", "a member's reload to the comment";
};

subtest 'twenty who vote at once are all counted' => sub {
    my $comment = reply_to($author, $thread, 'Popular.');
    my @voter   = map { member() } 1 .. 20;
    $_->csrf for @voter;
    my @status = parallel(20, sub ($i) { vote($voter[$i], $comment, 1)->{status} });
    is_deeply \@status, [(303) x 20], 'each vote is taken';
    is score($comment), 20, 'the score is 20';
    @status = parallel(20, sub ($i) { vote($voter[$i], $comment, $i % 2 ? -1 : 0)->{status} });
    is_deeply \@status, [(303) x 20], 'each changes their mind';
    is score($comment), -10, 'the score is -10';
};

subtest 'one who votes twenty times at once has one vote' => sub {
    my $comment = reply_to($author, $thread, 'Insisted on.');
    my $voter   = member();
    $voter->csrf;
    my @status = parallel(20, sub ($i) { vote($voter, $comment, $i % 3 - 1)->{status} });
    is_deeply \@status, [(303) x 20], 'each is taken';
    cmp_ok value('SELECT COUNT(*) FROM rating WHERE comment_id = ?', $comment), '<=', 1, 'one is kept at most';
    like score($comment), qr/^(?:-1|0|1)$/, 'and the score is that one: ' . score($comment);
};

done_testing;
