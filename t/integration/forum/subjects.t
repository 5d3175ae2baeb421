# Kinds of subjects that not everybody may read or write in: what is said there is nowhere for the others, and who
# may not write is not asked to. The kinds are t/den's, which nothing but this test has; the programs are the house's
# own, linked with them, and nginx is one of this test's.
use v5.36;
use utf8;
use FindBin;
use lib "$FindBin::Bin/../lib";
use File::Temp qw(tempdir);
use Test::More;
use Lorehall;
use Lorehall::Lore;
use Lorehall::Nginx;
use Lorehall::Worker;

my $work  = tempdir(DIR => instance_file('tmp'), CLEANUP => 1);
my $port  = free_port();
my %pools = map { $_ => Lorehall::Worker->new($_, program => "t/den/$_", Port => $port, 'Shared.File' => "$work/shared") } qw(den forum beastiary);
start_nginx($work,
    port => $port, areas => "den 1\n    /den/\n",
    sockets => { account => instance_file('run/account.sock'), map { $_ => $pools{$_}{socket} } keys %pools });

# Somebody who goes by way of these.
sub here ($visitor) { $visitor->{port} = $port; return $visitor }
my ($owner, $other, $reviewer) = map { here(member(role => $_)) } 'member', 'member', 'reviewer';
my ($admin, $guest) = (here(administrator()), here(visitor()));
my %others = (guest => $guest, 'another member' => $other, 'an administrator' => $admin);

# A word that nothing else has.
my $word = join '', 'q', map { chr(97 + rand 26) } 1 .. 11;

# Says BODY in the discussion of SUBJECT by the form; gives the comment's id.
sub say_in ($who, $subject, $body) {
    my $answer = $who->post('/forum/reply', { subject => $subject, body => $body, key => unique('key') });
    is $answer->{status}, 303, "it is said in $subject" or diag $answer->complaint;
    return ($answer->location // '') =~ m{^/forum/comment/(\d+)$} ? $1 : undef;
}

# What there is to write with on a page: its buttons of comments, its forms. Who may only read may report.
sub writing ($page) {
    my %on;
    for ($page->html->all('button')) { $on{ $_->attribute('form') }++ if ($_->attribute('form') // 'report') ne 'report' }
    for ($page->html->all('form')) { $on{"form $_"}++ for grep {/^(?:vote|reply)$/} $_->attribute('id') // () }
    $on{write}++ for grep { ($_->attribute('class') // '') eq 'write' } $page->html->all('form');
    $on{own}++ for grep { defined $_->attribute('data-own') } $page->html->all('details');
    return \%on;
}

my $closed = 'Only some players can write here.';
my %open   = ('form vote' => 1, 'form reply' => 1);

# ---- to read --------------------------------------------------------------------------------------

subtest 'what one alone may read is nowhere for anybody else' => sub {
    my $npc  = make_entry('npc', "Keeper of $word");
    my $den  = "den:$owner->{id}";
    my $page = "/den/den/$owner->{id}";
    is $_->get($page)->{status}, 404, 'the page is not there before anything was said' for values %others;
    like $owner->get($page)->{text}, qr/Be the first/, 'but for whom it is';
    my $id     = say_in($owner, $den, "Hidden $word: [[npc/$npc]].");
    my $thread = value('SELECT thread_id FROM comment WHERE id = ?', $id);
    followed();

    my $mine = $owner->get($page);
    like $mine->{text}, qr/Hidden $word/, 'its owner reads it';
    is_deeply writing($mine), { %open, reply => 1, vote => 2, write => 1, own => 1 }, 'and can write on';
    like $owner->get("/forum/comment/$id")->location, qr{^\Q$page\E#c-$id$}, 'by its permalink, too';
    is $owner->api(GET => "/api/v1/threads/$den")->json->{total}, 1, 'in the API';
    like $owner->get("/live/missed?subjects=$den&since=1")->{text}, qr/Hidden $word/, 'and as it comes';

    for my $who (sort keys %others) {
        my $visitor = $others{$who};
        is $visitor->get($_)->{status}, 404, "$who: nothing at $_"
            for $page, "$page?talk_sort=newest", "/forum/comment/$id", "/api/v1/threads/$den", "/forum/thread/$thread", "/forum/thread/$thread/comments.atom";
        is $visitor->get("/$_?subjects=$den&since=1")->{status}, 400, "$who: hears nothing by /$_" for 'live', 'live/missed';
        for my $path ("/search?q=$word", "/search?q=$word&list=1", "/api/v1/search?q=$word", "/search?q=%22Whoever%27s+den%22", '/beastiary/', '/forum/', entry_path($npc)) {
            my $answer = $visitor->follow($path);
            is $answer->{status}, 200, "$who: $path" or diag $answer->complaint;
            unlike $answer->{text}, qr{Hidden|comment/$id\b|/den/}, 'does not tell of it';
        }
    }
    for my $path ('/sitemap.xml', '/sitemap/pages', '/sitemap/threads/1', '/forum/general/threads.atom', '/api/v1/boards/general/threads') {
        unlike $guest->get($path)->{text}, qr{/den/|thread/$thread\b|Hidden}, "$path does not, either";
    }
    like $owner->get($page)->{text}, qr/Hidden $word/, 'its owner still reads it';
};

subtest 'nor can anybody else write there' => sub {
    my $den = "den:$owner->{id}";
    my $id  = value('SELECT MAX(c.id) FROM comment c JOIN thread t ON t.id = c.thread_id WHERE t.subject = ?', $den);
    my $before = written();
    for my $visitor ($other, $admin) {
        my %answers = (
            'the form'         => $visitor->get("/forum/reply?subject=$den"),
            'a reply'          => $visitor->post('/forum/reply', { subject => $den, body => 'x' }),
            'a preview'        => $visitor->post('/forum/reply', { subject => $den, body => 'x', preview => 1 }),
            'by the API'       => $visitor->api(POST => '/api/v1/comments', { subject => $den, body => 'x' }),
            'the edit form'    => $visitor->get("/forum/comment/$id/edit"),
            'an edit'          => $visitor->post("/forum/comment/$id/edit", { body => 'x', version => 0 }),
            'a vote'           => $visitor->post("/forum/comment/$id/rating", { value => 1 }),
            'a vote by the API' => $visitor->api(POST => "/api/v1/comments/$id/rating", { value => 1 }),
        );
        is $answers{$_}{status}, 404, "$_ is refused as if there were nothing" for sort keys %answers;
    }
    is_deeply written(), $before, 'nothing was written';
};

# ---- to write -------------------------------------------------------------------------------------

# What VISITOR is told who tries to write about SUBJECT, beside comment ID.
sub refusals ($visitor, $subject, $id) {
    my %answers = (
        'the form'          => $visitor->get("/forum/reply?subject=$subject&parent=$id"),
        'a reply'           => $visitor->post('/forum/reply', { subject => $subject, body => 'x' }),
        'an empty one'      => $visitor->post('/forum/reply', { subject => $subject, body => '' }),
        'a preview'         => $visitor->post('/forum/reply', { subject => $subject, body => 'x', preview => 1 }),
        'by the API'        => $visitor->api(POST => '/api/v1/comments', { subject => $subject, body => 'x', parent => 0 + $id }),
        'the edit form'     => $visitor->get("/forum/comment/$id/edit"),
        'an edit'           => $visitor->post("/forum/comment/$id/edit", { body => 'x', version => 0 }),
        'a vote'            => $visitor->post("/forum/comment/$id/rating", { value => 1 }),
        'a vote by the API' => $visitor->api(POST => "/api/v1/comments/$id/rating", { value => 1 }),
    );
    for (sort keys %answers) {
        is $answers{$_}{status}, 403, "$_ is refused";
        like $answers{$_}->complaint, qr/^You cannot write in this discussion\./, 'and why';
    }
}

subtest 'who may not write sees what was said, and nothing to write with' => sub {
    my $subject = "lectern:$owner->{id}";
    my $page    = "/den/lectern/$owner->{id}";
    my $nothing = $guest->get($page);
    like $nothing->{text}, qr/No comments yet\.</, 'nobody is asked to be the first';
    my $id = say_in($owner, $subject, "Hear $word!");
    # Each twice, as what was made for one may be kept for the next.
    for (1, 2) {
        for my $visitor ($other, $guest) {
            my $answer = $visitor->get($page);
            like $answer->{text}, qr/Hear $word!/, 'it is read';
            is_deeply writing($answer), {}, 'without a button or form';
            like $answer->{text}, qr/\Q$closed\E/, 'which is said';
            is scalar(() = $answer->{text} =~ m{class="button" href="/account/login\?next=%2Fden%2Flectern%2F}g), $visitor == $guest ? 1 : 0,
                $visitor == $guest ? 'a guest may be one of them' : 'logging in would not help';
        }
        my $mine = $owner->get($page);
        is_deeply writing($mine), { %open, reply => 1, vote => 2, write => 1, own => 1 }, 'its owner has them all';
        unlike $mine->{text}, qr/\Q$closed\E/, 'and is told nothing of it';
    }
    is $other->get("/live/missed?subjects=$subject&since=1")->{status}, 200, 'who reads may listen';
    is $other->api(GET => "/api/v1/threads/$subject")->json->{total}, 1, 'and use the API';
    my $before = written();
    refusals($other, $subject, $id);
    is_deeply written(), $before, 'nothing was written';
};

subtest 'whose right to write ends can no longer change what they said' => sub {
    my $page = '/den/notice/' . unique_number();
    my $subject = $page =~ s{/den/(\w+)/}{$1:}r;
    like $reviewer->get($page)->{text}, qr/Be the first/, 'a reviewer may begin';
    my $id = say_in($reviewer, $subject, "Know $word.");
    is_deeply writing($reviewer->get($page)), { %open, reply => 1, vote => 2, write => 1, own => 1 }, 'and go on';
    is_deeply writing($guest->get($page)), {}, 'a guest, of whom no member may, is not asked to';
    is $reviewer->get("/forum/comment/$id/edit")->{status}, 200, 'what is one’s own can be changed';
    my ($status, $output) = lorehall('', 'user', 'role', $reviewer->{name}, 'member');
    is $status, 0, 'until one is a member again' or diag $output;
    # A session anew: these workers have a cache of their own, which nobody tells of that.
    $reviewer = here(member(name => $reviewer->{name}, account => $reviewer->{id}));
    is_deeply writing($reviewer->get($page)), {}, 'then there is nothing to write with';
    refusals($reviewer, $subject, $id);
};

subtest 'where every member may write all is as ever' => sub {
    my $thread = start_thread($other, title => "Open $word");
    for my $visitor ($other, $guest) {
        my $answer = $visitor->follow("/forum/thread/$thread");
        is_deeply writing($answer), { %open, reply => 1, vote => 2, $visitor == $other ? (write => 1, own => 1) : () }, 'buttons and forms';
        like $answer->{text}, $visitor == $other ? qr/Post comment/ : qr/Log in to join in/, 'and what leads to them';
        unlike $answer->{text}, qr/\Q$closed\E/, 'nobody is turned away';
    }
    followed();
    like $guest->get($_)->{text}, qr/Open $word/, "and $_ finds it" for "/search?q=$word", "/api/v1/search?q=$word";
};

done_testing;
