# Which changes of the administration ask for a fresh password: all, but for those that say here why not.
use v5.36;
use utf8;
use FindBin;
use lib "$FindBin::Bin/../integration/lib";
use Test::More;
use Lorehall::Routes;

my $undone          = 'moderating goes on for hours, and each act is undone by its row';
my %stale_is_enough = (
    'POST /admin/queue/:id/claim'    => 'it only says who looks at a report',
    'POST /admin/queue/:id/keep'     => $undone,
    'POST /admin/held'               => 'it decides of what waits, and gives nobody anything',
    'POST /admin/filters/new'        => 'it holds what is written for somebody to decide, and is needed in the midst of a flood',
    'POST /admin/filters/:id'        => 'the same',
    'POST /admin/moderate'           => $undone,
    'POST /admin/acts/:id/undo'      => $undone,
    'POST /admin/accounts/:id/warn'  => 'it takes nothing away',
    'POST /admin/accounts/:id/notes' => 'the same',
    'POST /admin/accounts/:id/ban'   => 'of one account, by who moderates: it is lifted as quickly',
    'POST /admin/bans/:id'           => 'the same',
    'POST /admin/appeals/:id'        => 'the same',
    'POST /admin/invitations/:id'    => 'it withdraws one, and gives nothing',
    'POST /admin/game/hidden/:id'    => 'what it hides is shown again by its own page, with all that belongs to it',
    'POST /admin/throttles'          => 'it gives back tries, which come back by themselves',
);

# What is wrong with the routes of an area, as lines.
sub faults (@routes) {
    my (@faults, %there);
    for my $route (grep { $_->{method} eq 'POST' && $_->{pattern} =~ m{^/admin/} } @routes) {
        my $words = "POST $route->{pattern}";
        my $fresh = $route->{flags} =~ /\bROUTE_FRESH\b/;
        $there{$words} = 1;
        push @faults, "$words neither has ROUTE_FRESH nor says in t/lint/routes.t why not" if !$fresh && !$stale_is_enough{$words};
        push @faults, "$words has ROUTE_FRESH, so that t/lint/routes.t need not say why not" if $fresh && $stale_is_enough{$words};
    }
    return (@faults, map {"$_ is no route"} grep { !$there{$_} } sort keys %stale_is_enough);
}

my @routes = routes();
cmp_ok scalar(grep { $_->{method} eq 'POST' && $_->{pattern} =~ m{^/admin/} } @routes), '>', 30, 'the administration has changes';
is_deeply [faults(@routes)], [], 'each asks for a fresh password, or says why not';
is scalar(() = faults(@routes, { method => 'POST', pattern => '/admin/new', flags => 'ROUTE_BOARD' })), 1, 'a new one that does neither is found';
is scalar(() = faults(@routes, { method => 'POST', pattern => '/admin/moderate', flags => 'ROUTE_BOARD | ROUTE_FRESH' })), 1, 'as is a reason that holds no more';
is scalar(() = faults(grep { $_->{pattern} ne '/admin/throttles' } @routes)), 1, 'and one for what is gone';

done_testing;
