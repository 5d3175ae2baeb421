# doc/add-a-game.md, word for word: its files are written, its commands typed and its addresses
# opened, in an instance of a newcomer's own; and what README says of bringing in a game server's database.
use v5.36;
use utf8;
use Cwd qw(abs_path);
use File::Basename qw(dirname);
use File::Copy qw(copy);
use File::Path qw(make_path);
use FindBin;
use IO::Compress::Gzip qw(gzip);
use lib "$FindBin::Bin/../lib";
use Test::More;
use Lorehall;

my $document = source_text('doc/add-a-game.md');
my ($steps)  = split m{^---$}m, $document;
my $home     = instance_file('tmp/' . unique('newcomer'));
my $state    = "$home/var";
my $port     = free_port();
my $started;

# The newcomer's checkout: ./dev, which has an instance elsewhere, and the games that are there.
make_path("$home/games", "$home/anglers");
my $checkout = dirname(abs_path($ENV{LOREHALL_DEV}));
copy($_, "$home/games") or die "$_: $!" for glob "$checkout/games/*.hdf";
write_file('dev', <<"END");
#!/bin/sh
LOREHALL_GAMES='$home/games' UP_BUILT='@{[ build_file('.') =~ s{/\.$}{}r ]}' LOREHALL_NEEDS_MB=300
export LOREHALL_GAMES UP_BUILT LOREHALL_NEEDS_MB
exec '$ENV{LOREHALL_DEV}' --dir '$state' --port $port "\$@"
END
chmod 0755, "$home/dev" or die $!;

$SIG{TERM} = $SIG{INT} = sub { exit 1 };
END { typed('./dev down') if $started }

sub write_file ($name, $text) {
    open my $out, '>:encoding(UTF-8)', "$home/$name" or die "$home/$name: $!";
    print {$out} $text;
    close $out or die "$home/$name: $!";
}

# Types a line; gives its exit status and all that it printed.
sub typed ($line) {
    open my $shell, '-|:encoding(UTF-8)', 'sh', '-c', 'cd "$1" && exec 2>&1 && eval "$2"', 'sh', $home, $line or die $!;
    local $/;
    my $output = readline($shell) // '';
    close $shell;
    return ($? >> 8, $output);
}

# What an import says at its end.
sub counts ($output) {
    my ($line) = $output =~ m{^(\{.*"read".*\})$}m;
    return $line ? json->decode($line) : {};
}

$started = 1;
my ($status, $output) = typed('./dev up');
is $status, 0, 'there is a checkout that runs' or BAIL_OUT($output);

# What the document has done so far, by line: the files and what the commands printed.
my %printed;
while ($steps =~ m{(?:^Write `([^`\n]+)`:\n\n)?^```(\w*)\n(.*?)^```$}gms) {
    my ($file, $language, $text) = ($1, $2, $3);
    if (defined $file) {
        write_file($file, $text);
        pass "$file is written";
    }
    elsif ($language eq 'sh') {
        for my $line (split m{\n}, $text) {
            ($status, $output) = typed($line);
            is $status, 0, $line or diag $output;
            push $printed{$line}->@*, $output;
        }
    }
    else {
        my ($from, $to) = $document =~ m{Change `([^`]+)` to `([^`]+)` and try it};
        typed("sed -i 's/$from\$/$to/' games/anglers.hdf");
        ($status, $output) = typed('./dev lorehall check');
        typed("sed -i 's/$to\$/$from/' games/anglers.hdf");
        isnt $status, 0, "$to is found wrong";
        chomp $text;
        like $output, qr{/\Q$text\E$}m, 'as the document shows';
    }
}

like $printed{'./dev lorehall check'}[0], qr{^ok   games$}m, 'check says that the game is right';
my ($waters) = map { counts($_) } $printed{'./dev lorehall import table anglers/waters.csv --map anglers/map.hdf --site anglers'}->@*;
my ($fish, $again) = map { counts($_) } $printed{'./dev lorehall import table anglers/fish.csv --map anglers/map.hdf --site anglers'}->@*;
is_deeply [ @$waters{qw(read added rejected)} ], [ 3, 3, 0 ], 'three waters came in';
is_deeply [ @$fish{qw(read added rejected vanished)} ], [ 4, 4, 0, 0 ], 'four fish came in, and the waters stayed';
is $fish->{relations}{added}, 4, 'each lives in a water';
is_deeply [ @$again{qw(read added changed unchanged)} ], [ 4, 0, 0, 4 ], 'to import the same again changes nothing';

# The follower makes the catalogue anew soon after; lists answer rightly before that, too.
my $guest = Lorehall::Visitor->new(port => $port, site => 'anglers');
my %names = (
    '/beastiary/fish/'                     => [ 'Minnow', 'Brown Trout', 'Pike', 'Old Jonah, the Lake Catfish' ],
    '/beastiary/fish/?seasons=winter'      => ['Pike'],
    '/beastiary/fish/?lives_in=mill'       => [ 'Minnow', 'Brown Trout' ],
    '/api/v1/entries?kind=fish&weight=1-10' => [ 'Brown Trout', 'Pike' ],
);
for my $address ($steps =~ m{<http://anglers\.localhost:8080(/[^>]*)>}g) {
    my $page = $guest->follow($address);
    is $page->{status}, 200, "$address opens";
    my $expected = delete $names{$address} // next;
    my %expected = map { $_ => 1 } @$expected;
    for my $name ('Minnow', 'Brown Trout', 'Pike', 'Old Jonah, the Lake Catfish') {
        is $page->{text} =~ m{\Q$name\E} ? 1 : 0, $expected{$name} // 0, ($expected{$name} ? 'with ' : 'without ') . $name;
    }
}
is_deeply [ keys %names ], [], 'the document leads to each of them';

my $list = $guest->get('/beastiary/fish/')->{text};
cmp_ok index($list, 'Old Jonah'), '<', index($list, 'Minnow'), 'the heaviest comes first';
my ($trout) = $list =~ m{href="(/beastiary/fish/\d+/brown-trout)"};
my $page = $guest->get($trout);
is $page->{status}, 200, 'a fish has its page';
like $page->{text}, qr{\Q$_\E}, "which says: $_" for '1.2 kg', 'Spring, Summer, Autumn', '14p', '5 min', 'Lives in', 'Mill Brook', '12.5 %';
like $page->{text}, qr{data-subject="fish:\d+"}, 'and has a thread';
my ($mill) = $page->{text} =~ m{href="(/beastiary/water/\d+/mill-brook)"};
like $guest->get($mill)->{text}, qr{href="\Q$trout\E"}, 'and the water says who lives there';

# Pages that were looked at before an import show what it changed.
my ($number) = $trout =~ m{/(\d+)/};
my @looked_at = ('/', '/beastiary/', '/beastiary/fish/', '/beastiary/imports/', $mill, $trout, "$trout/history", "$trout/history/1",
    "/beastiary/compare?ids=$number", "/beastiary/card/fish/$number", "/api/v1/entries/$number", '/api/v1/entries?kind=fish', '/beastiary/suggest?q=trout', '/search?q=trout');
my %before = map { $_ => $guest->get($_)->{text} } @looked_at, @looked_at;
typed("sed -i 's/^2,Brown Trout,1.2,/2,Golden Trout,7.5,/' anglers/fish.csv");
($status, $output) = typed('./dev lorehall import table anglers/fish.csv --map anglers/map.hdf --site anglers');
is $status, 0, 'which is imported' or diag $output;
for my $path (grep { $before{$_} =~ /Brown Trout/ } @looked_at) {
    my $answer = $guest->get($path);
    isnt $answer->{text}, $before{$path}, "$path is not what it was";
    ok $answer->{status} == 301 || $answer->{text} =~ /Golden Trout/, 'but leads to the fish, or names it anew';
}
like $guest->follow("$trout/history")->{text}, qr/Brown Trout.*Golden Trout|Golden Trout.*Brown Trout/s, 'and its history tells of both';

# README's lines, on the instance that it builds: there are samples, and much less in the source than in them.
sub dump_of (%tables) {
    return join '', map {
        my ($columns, @rows) = $tables{$_}->@*;
        my @columns = map { "`$_` " . (/name/ ? 'text' : 'int') } split ' ', $columns;
        "CREATE TABLE `$_` (" . join(',', @columns) . ");\nINSERT INTO `$_` VALUES "
            . join(',', map { '(' . join(',', map {"'$_'"} @$_) . ')' } @rows) . ";\n"
    } sort keys %tables;
}

my $dump = dump_of(
    npc_types  => ['id name level npc_spells_id loottable_id', [9001, 'a_newcomer', 3, 0, 0], [9002, 'a_neighbour', 4, 0, 0], [9003, 'a_stranger', 5, 0, 0]],
    zone       => ['short_name long_name zoneidnumber version', ['newz', 'The New Place', 901, 0]],
    spawn2     => ['id spawngroupID zone version x y z respawntime variance', [1, 1, 'newz', 0, 1, 2, 3, 600, 0]],
    spawnentry => ['spawngroupID npcID chance', [1, 9001, 100]],
    items      => ['id name', [9100, 'A New Thing']],
) . "-- Dump completed\n";
gzip(\$dump => "$home/SOURCE.sql.gz") or die 'gzip';
my @lines = source_text('README.md') =~ m{^(\./dev lorehall import peq .*)$}mg;
is scalar @lines, 2, 'README tells how it is tried, and how it is done';
for my $line (@lines) {
    ($status, $output) = typed($line);
    is $status, 0, "$line" or diag $output;
    unlike $output, qr/shrink/, 'and nothing is said about the samples';
}
($status, $output) = typed(q{./dev sql -N -e "SELECT e.name FROM entry e JOIN game g ON g.id = e.game_id WHERE g.name = 'everquest' AND e.kind = 'npc' AND e.state = 0 ORDER BY 1"});
is_deeply [split /\n/, $output], ['a neighbour', 'a newcomer', 'a stranger'], 'what is there is what the source has';
gzip(\($dump =~ s/npc_types` VALUES.*?;/npc_types` VALUES ('9001','a_newcomer','3','0','0');/r) => "$home/SOURCE.sql.gz") or die 'gzip';
($status, $output) = typed($lines[1] =~ s/\s+#.*//r);
isnt $status, 0, 'a source that would lose all of that is refused';
like $output, qr/npc would shrink from 3 to 1/, 'which is told';

done_testing;
