# What the benchmarks need of an instance: its settings of nginx, for servers of their own.
use v5.36;
use Test::More;
use FindBin;

my $bench = "$FindBin::Bin/../../../bench";

my $ask = <<'END';
    my %port = nginx('', page => 'return 200 "of its own\n";', pool => "fastcgi_pass unix:$ARGV[0];");
    print HTTP::Tiny->new->get("http://127.0.0.1:$port{page}/")->{content};
    print HTTP::Tiny->new->get("http://everquest.localhost:$port{pool}/forum/", { peer => '127.0.0.1' })->{status}, "\n";
END
my ($socket) = glob "$ENV{LOREHALL_DIR}/run/forum.sock";
ok $socket, 'the instance has a pool of the forum';
open my $out, '-|', $^X, "-I$bench", '-MHall', '-MHTTP::Tiny', '-e', $ask, $socket or die "perl: $!";
my $said = do { local $/; <$out> };
close $out;
is $?,    0,                   'nginx starts with them';
is $said, "of its own\n200\n", 'and answers, also for a pool';

done_testing;
