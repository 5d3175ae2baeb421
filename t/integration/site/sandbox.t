# Each process that answers strangers, or talks to a server, is shut in by the kernel.
use v5.36;
use utf8;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Test::More;
use Lorehall;
use Lorehall::Routes;

# A line of what the kernel tells of a process.
sub status_of ($pid, $name) {
    open my $in, '<', "/proc/$pid/status" or return '';
    return (map {/^\Q$name\E:\s+(\S+)/ ? $1 : ()} <$in>)[0] // '';
}

not_looked_at('the sanitizers trace their own process, which the filter forbids') if sanitized();

for my $service (areas(), 'journald', 'maild', 'jobsd', 'providerd') {
    my @processes = workers($service);
    cmp_ok scalar @processes, '>=', 1, "$service runs";
    is_deeply [map { status_of($_, 'Seccomp') } @processes],    [(2) x @processes], "$service: a filter looks at each system call";
    is_deeply [map { status_of($_, 'NoNewPrivs') } @processes], [(1) x @processes], "$service: and nothing gives more rights again";
}

done_testing;
