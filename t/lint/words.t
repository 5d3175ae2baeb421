# Pages say what players say: what stands here is on none of them, but is said in the words beside it. Messages are
# looked at as the catalogue has them; what is no message is no word of a page.
use v5.36;
use utf8;
use open qw(:std :encoding(UTF-8));
use FindBin;
use Test::More;

my %SAY = (
    'Answers' => 'Replies', '%d answer' => '%d reply', 'Answer to %s' => 'Reply to %s', 'Last written' => 'Last post',
    'Said lately' => 'Latest comments', 'In order' => 'Threaded', 'Further' => 'Next', 'Show' => 'Apply', 'Show these' => 'Apply',
    'Clear' => 'Reset', 'Clear all' => 'Reset all', 'Another field' => 'Add filter',
    'Also show helpers and what has vanished' => 'Include unused and removed',
    'Who takes turns' => 'Spawn group (placeholders)', 'Lives here' => 'NPCs', 'somebody with a name may be here' => 'Named',
    'Least damage' => 'Hits for', 'Most damage' => 'Max hit', 'Hit points regained' => 'HP regen', 'Mana regained' => 'Mana regen',
    'Attacks within' => 'Aggro radius', 'Helps within' => 'Assist radius', 'Attacks players it does not like' => 'KOS',
    'Standing needed' => 'Faction required', 'Wears it' => 'Equipped', 'Wears' => 'Equipment', 'Find a better one' => 'Find upgrades',
    'Exp.' => 'ZEM', 'Cannot fail' => 'No-fail', 'Came to be' => 'Added', 'Where everybody begins' => 'Starting faction',
    'The beastiary of %s' => '%s database', 'Beastiary' => 'Database', 'Called nearly that' => 'Similar names',
    'Obeys not' => 'Takes no commands', 'Duration grows' => 'Duration type', 'Vanished' => 'Removed',
);
# And wherever they stand in a longer message.
my $NEVER = qr{\b(?:vanished|beastiary|helpers? of the game|takes? turns|gegenst[aä]nde?)\b}i;

sub messages_of ($path) {
    open my $in, '<', "$FindBin::Bin/../../$path" or die "$path: $!";
    local $/ = undef;
    my $text = readline $in;
    $text =~ s/"\n"//g;
    return $text =~ /^msg(?:id|id_plural|str|str\[\d\]) "(.+)"$/mg;
}

sub wrong (@messages) {
    return map { $SAY{$_} ? "$_: say $SAY{$_}" : $_ =~ $NEVER ? "$_: not “$&”" : () } @messages;
}

is_deeply [ wrong(messages_of('po/lorehall.pot')) ], [], 'no message has words that players do not use';
is_deeply [ wrong(messages_of('po/de.po')) ], [], 'nor has the German of one';
my @abbreviated = ('Magic', 'Fire', 'Cold', 'Poison', 'Disease');
open my $game, '<', "$FindBin::Bin/../../games/everquest.hdf" or die $!;
my $text = do { local $/ = undef; readline $game };
for my $of (@abbreviated) {
    my @short = $text =~ /^\s+Label = \Q$of\E resistance\n\s+Brief = (\S+)$/mg;
    ok @short && !grep({ /[a-z]/ } @short), "$of resistance has a short form, which is shown in its place";
}
is_deeply [ wrong('Further', 'Next', 'All that vanished') ], [ 'Further: say Next', 'All that vanished: not “vanished”' ], 'such words are found';

done_testing;
