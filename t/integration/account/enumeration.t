# Whether answers tell who there is: at each door the same is done and said for somebody as for nobody. Times are
# compared, too, by two samples, whose result is printed and decides nothing: LOREHALL_TEST_TRIES of each kind
# (./dev test security: 200), as few tell little.
# Written by SQL: throttle, mail; this test's many tries are not to count, and what it had sent is not to go out.
use v5.36;
use utf8;
use FindBin;
use lib "$FindBin::Bin/../lib";
use List::Util qw(min shuffle);
use Test::More;
use Time::HiRes qw(sleep time);
use Lorehall;
use Lorehall::Mail;

my $tries    = $ENV{LOREHALL_TEST_TRIES} // 5;
my $print    = $tries < 50 ? \&note : \&figure;
my $password = 'four lanterns over the moat';

sub forget_tries () { sql('DELETE FROM throttle') }

# Theirs are as slow to compare as everywhere, and as the one that stands for nobody's.
delete local $ENV{LOREHALL_CHEAP_PASSWORDS};

# A member whose address is verified.
sub reachable () {
    my $member = member();
    $member->{email} = address($member->{name});
    forget_tries();
    $member->post('/account/settings', { action => 'email', email => $member->{email}, email_password => $password });
    my ($path, $token) = link_in(mail_to($member->{email})) =~ /^(.+)\?token=(.+)$/ or die 'no link';
    $member->post($path, { token => $token });
    return $member;
}

# A name that nobody can log in as: an account without a password.
sub closed () {
    my $name = unique('closed');
    lorehall('', qw(user add), $name);
    return $name;
}

my $mira   = reachable();
my $plain  = member();
my $closed = closed();
my @queued;

# Each door with who may stand before it, and how one knocks. What WHO is told must not depend on who it is.
my @doors = (
    {
        name => 'the login',
        kind => {
            'a name'                  => sub { $mira->{name} },
            'a name of nobody'        => sub { unique('nobody') },
            'a name without password' => sub { $closed },
        },
        ask => sub ($guest, $who) { $guest->post('/account/login', { name => $who, password => 'not the password' }) },
    },
    {
        name => 'a forgotten password',
        kind => {
            'a name'               => sub { $mira->{name} },
            'an address'           => sub { $mira->{email} },
            'a name of nobody'     => sub { unique('nobody') },
            'an address of nobody' => sub { address('nobody') },
            'a name without address' => sub { $plain->{name} },
        },
        ask => sub ($guest, $who) { $guest->post('/account/forgot', { who => $who }) },
    },
    {
        name => 'registering with an address',
        kind => {
            'an address'           => sub { $mira->{email} },
            'an address of nobody' => sub { push @queued, address('nobody'); $queued[-1] },
        },
        ask => sub ($guest, $who) { $guest->post('/account/register', { name => unique('New'), password => $password, repeat => $password, email => $who }) },
    },
);

# Somebody who has what a form needs before it is sent, so that one request is made by sending it.
sub at_the_door () {
    my $guest = visitor();
    $guest->csrf;
    forget_tries();
    return $guest;
}

# All that an answer says but for what was typed, and for tokens.
sub said ($answer, $who) {
    my $text = $answer->{text} // '';
    $text =~ s/\Q$who\E/WHO/g;
    $text =~ s/name="(?:csrf|key|begun)" value="[^"]*"/token/g;
    return join "\n", $answer->{status}, $answer->location // '', join(' ', sort grep { !/^(?:date|etag|content-length|set-cookie|server-timing)$/ } keys $answer->{headers}->%*), $text;
}

# What WORK costs, in statements and hashes of passwords. Workers count behind the answer, so this waits until all
# requests are counted: the one of WORK, and each that asked for the figures.
sub cost_of ($work) {
    my $watcher = visitor();
    my $figures = sub {
        my $text = $watcher->get('/metrics')->{text};
        return map { $text =~ /^lorehall_\Q$_\E_total (\d+)/m ? $1 : die "no figure $_" } qw(requests queries password_hashes);
    };
    my ($before, @before) = $figures->();
    while (1) {
        my ($next, @next) = $figures->();
        my $settled = $next == $before + 1;
        ($before, @before) = ($next, @next);
        last if $settled;
    }
    $work->();
    my $polls = 1;
    while (1) {
        my ($after, @after) = $figures->();
        return [$after[0] - $before[0], $after[1] - $before[1]] if $after >= $before + 1 + $polls;
        $polls++;
        sleep 0.01;
    }
}

# The least of some: a worker that has to read anew what others changed does that in whatever request comes.
sub least (@costs) {
    return [map { my $at = $_; min map { $_->[$at] } @costs } 0, 1];
}

sub median (@times) { return (sort { $a <=> $b } @times)[@times / 2] }

# Two samples after Mann and Whitney: how often one of the first is above one of the second (0.5: alike, ties
# halved), and how likely two samples of the same differ as much.
sub compared ($first, $second) {
    my ($n, $m) = (scalar @$first, scalar @$second);
    my $above = 0;
    for my $one (@$first) { $above += $one > $_ ? 1 : $one == $_ ? 0.5 : 0 for @$second }
    my $z = abs($above - $n * $m / 2) / sqrt($n * $m * ($n + $m + 1) / 12);
    return ($above / ($n * $m), 2 * (1 - normal($z)));
}

# The normal distribution (Abramowitz and Stegun, 26.2.17; to 7 digits).
sub normal ($z) {
    my $t = 1 / (1 + 0.2316419 * $z);
    my $sum = ((((1.330274429 * $t - 1.821255978) * $t + 1.781477937) * $t - 0.356563782) * $t + 0.319381530) * $t;
    return 1 - exp(-$z * $z / 2) / sqrt(2 * 3.14159265358979) * $sum;
}

for my $door (@doors) {
    subtest "$door->{name} tells nobody who there is" => sub {
        my @kinds = sort keys $door->{kind}->%*;
        my (%said, %cost, %took);
        for my $kind (@kinds) {
            my @costs = map {
                my ($guest, $who) = (at_the_door(), $door->{kind}{$kind}->());
                cost_of(sub { $said{$kind} = said($door->{ask}->($guest, $who), $who) });
            } 1 .. 3;
            $cost{$kind} = least(@costs);
        }
        my ($first, @others) = @kinds;
        for my $kind (@others) {
            is $said{$kind}, $said{$first}, "$kind is told what $first is";
            is_deeply $cost{$kind}, $cost{$first}, "with as many statements and hashes: @{ $cost{$first} }";
        }
        for (1 .. $tries) {
            for my $kind (shuffle @kinds) {
                my ($guest, $who) = (at_the_door(), $door->{kind}{$kind}->());
                my $begun = time;
                $door->{ask}->($guest, $who);
                push $took{$kind}->@*, time - $begun;
            }
        }
        for my $kind (@others) {
            $print->(sprintf '%s, %s and %s: %d tries each, medians %.1f and %.1f ms, the first slower in %.2f of pairs, p = %.2f',
                $door->{name}, $first, $kind, $tries, map({ 1000 * median($took{$_}->@*) } $first, $kind), compared($took{$first}, $took{$kind}));
        }
        sql("DELETE FROM mail WHERE state = 'waiting' AND recipient = ?", $_) for $mira->{email}, splice @queued;
    };
}

subtest 'a page that says that a mail is on its way says not whether' => sub {
    my $page = visitor()->get('/account/forgot?sent=1');
    like $page->{text}, qr/If an account with a verified address goes by that/, 'if there is such an account';
};

done_testing;
