# What the documents for those who work here name is there: functions, macros, constants and files in backticks.
use v5.36;
use utf8;
use FindBin;
use Encode qw(decode);
use Test::More;

chdir "$FindBin::Bin/../.." or die $!;

sub bytes_of ($path) {
    open my $in, '<:raw', $path or die "$path: $!";
    local $/ = undef;
    return scalar readline $in;
}

my @documents = ('HACKING.md', glob 'doc/*.md');
my @folders   = qw(lib cgi cli services views t tools db games static bench build-aux nginx po systemd doc man);
my @files     = (glob('*'), split /\n/, qx{find @folders -type f -not -path '*/node_modules/*'});
my %words;
for my $path (grep { -T && !/\.(?:md|po|pot|jsonl|svg)$/ && $_ ne 't/lint/documents.t' } grep { -f } @files) {
    $words{$_} = 1 for bytes_of($path) =~ /\w+/ag;
}
my %is_there;
for my $path (@files) { # by its own name, and by each end of its path that somebody may say
    my @parts = split m{/}, $path;
    $is_there{ join '/', @parts[ $_ .. $#parts ] } = 1 for 0 .. $#parts;
    $is_there{ join '/', @parts[ 0 .. $_ ] } = 1 for 0 .. $#parts - 1;
}

# What stands for anything ("NAME", "hello", "NNNN-what.sql") is nothing that could be there.
my $EXAMPLE = qr{\b(?:[A-Z]{4,}\b|NAME|AREA|FLOOR|DIR|CODE|hello|guild|NNNN)|\barea/|\banglers\b|[*…]};

# What is there, but not in this tree: a deployer's own files, libraries' headers, directives of nginx.
$is_there{$_} = 1 for qw(site.hdf migrate.hdf fcgiapp.h lib/systemd/system set_real_ip_from);

# What a document names and is not there.
sub missing ($text) {
    my @missing;
    $text =~ s/^```.*?^```//gms;
    while ($text =~ /`([^`\n]+)`/g) {
        my $said = $1;
        if ($said =~ /^([a-z]\w*_\w+)(?:\(.*\))?$|^(\w+)\(.*\)$/) {
            my $word = $1 // $2;
            push @missing, $said unless $words{$word} || $is_there{$word} || $word =~ $EXAMPLE;
        }
        elsif ($said =~ m{^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+$}) {
            push @missing, $said unless $words{$said};
        }
        elsif ($said =~ m{^(?:\w[\w.-]*/)*[\w-]+\.(?:[chtv]|cs|hdf|pl|pm|mjs|js|css|md|po|pot|sql|am|ac|in|json|jsonl|sh|html)$|^(?:@{[join '|', @folders]})/[\w./-]*$}) {
            push @missing, $said unless $is_there{ $said =~ s{/$}{}r } || $said =~ $EXAMPLE;
        }
    }
    return @missing;
}

is_deeply [ missing(decode('UTF-8', bytes_of($_))) ], [], "$_ names what is there" for @documents;

is_deeply [ missing("`thread_block()` in `web/view.c`, not `thread_below()`, `web/gone.c`, `lib/gone/`, `NO_SUCH_FLAG` or `ROUTE_BOARD_GONE`; `a b`") ],
    ['thread_below()', 'web/gone.c', 'lib/gone/', 'NO_SUCH_FLAG', 'ROUTE_BOARD_GONE'], 'what is not there is found';

done_testing;
