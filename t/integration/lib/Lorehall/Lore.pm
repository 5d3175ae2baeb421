# Entries of a game's database for the tests; what an import does, imports' own tests show.
# Written by SQL: game, entry, relation, place, journal; an import takes in whole kinds of a game, so that each test would have to bring the entries of all others.
package Lorehall::Lore;
use v5.36;
use utf8;

use Carp qw(croak);
use Digest::MD5 qw(md5_hex);
use Exporter qw(import);

use Lorehall;

our @EXPORT = qw(game_number make_entry relate place_entry entry_path import_changed journal_entries);

# A game's number.
sub game_number ($game = 'everquest') {
    sql('INSERT IGNORE INTO game (name) VALUES (?)', $game);
    return value('SELECT id FROM game WHERE name = ?', $game);
}

# Makes an entry: kind, name, fields by name (choices by number); gives its id. Options: external, state,
# hidden, game.
sub make_entry ($kind, $name, $fields = {}, %options) {
    my $external = $options{external} // unique('x');
    my $game     = game_number($options{game} // 'everquest');
    sql('INSERT INTO entry (game_id, kind, external_id, name, state, hidden, created, updated, changed, record)'
            . ' VALUES (?, ?, ?, ?, ?, ?, UTC_TIMESTAMP(6), UTC_TIMESTAMP(6), 0, ?)',
        $game, $kind, $external, $name, $options{state} // 0, $options{hidden} // 0, record($fields));
    return value('SELECT id FROM entry WHERE game_id = ? AND kind = ? AND external_id = ?', $game, $kind, $external);
}

# A record's bytes as the tables have them: UTF-8 read as text.
sub record ($fields) {
    my $text = json->encode($fields);
    utf8::decode($text);
    return $text;
}

# Relates two entries; SORTING is where the other stands among its kin.
sub relate ($relation, $from, $to, $fields = {}, $sorting = 0) {
    my $nth = value('SELECT COUNT(*) FROM relation WHERE relation = ? AND from_id = ? AND to_id = ?', $relation, $from, $to);
    sql('INSERT INTO relation (relation, from_id, to_id, nth, record, sorting) VALUES (?, ?, ?, ?, ?, ?)',
        $relation, $from, $to, $nth, record($fields), $sorting);
    return;
}

# Puts an entry on a map: x, y, z, group, chance, respawn, variance.
sub place_entry ($entry, $map, %at) {
    my @at = (@at{qw(x y z)}, $at{group} // '', $at{chance} // 100, $at{respawn} // 0, $at{variance} // 0);
    sql('INSERT INTO place (map_id, entry_id, x, y, z, grouping, chance, respawn, variance, hash)'
            . ' VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, UNHEX(?))', $map, $entry, @at, md5_hex(join ' ', $entry, @at));
    return;
}

# The path of an entry's page.
sub entry_path ($id) {
    my ($entry) = rows('SELECT kind, name FROM entry WHERE id = ?', $id);
    my $slug = lc $entry->[1] =~ s/['`]//gr;
    $slug =~ s/[^a-z0-9]+/-/g;
    $slug =~ s/^-|-$//g;
    return "/beastiary/$entry->[0]/$id/$slug";
}

# Has an import change an entry of everquest: all of its kind are exported, $change is called on its line, and they are
# taken in again.
sub import_changed ($entry, $change) {
    my ($known) = rows('SELECT kind, external_id, revision FROM entry WHERE id = ?', $entry);
    my ($kind, $external, $revision) = @$known;
    my $file  = "$Lorehall::DIRECTORY/tmp/" . unique('kind') . '.jsonl';
    my @where = (qw(entries --site everquest));
    my ($status, $output) = lorehall('', 'export', @where, '--kind', $kind, '--output', $file);
    croak "lorehall export: $output" if $status;
    open my $in, '<', $file or croak "$file: $!";
    my @lines = map { json->decode($_) } <$in>;
    $change->($_) for grep { ($_->{external_id} // '') eq $external } @lines;
    open my $out, '>', $file or croak "$file: $!";
    print $out json->encode($_), "\n" for @lines;
    close $out or croak "$file: $!";
    ($status, $output) = lorehall('', 'import', @where, $file, '--quiet');
    croak "lorehall import: $output" if $status || value('SELECT revision FROM entry WHERE id = ?', $entry) == $revision;
    unlink $file;
    followed();
    return;
}

# Says that entries changed, as a program on another host would, and waits until the follower has told
# it here. The row of the journal that an entry then names is there before the last one, which is what
# makes everybody look.
sub journal_entries (@ids) {
    for my $id (@ids) {
        my $tell = "INSERT INTO journal (created, kind, game_id, entry_id, subject)"
            . " SELECT UTC_TIMESTAMP(6), 'entry', game_id, id, CONCAT(kind, ':', id) FROM entry WHERE id = ?";
        sql($tell, $id);
        sql('UPDATE entry SET changed = (SELECT MAX(id) FROM journal WHERE entry_id = ?) WHERE id = ?', $id, $id);
        sql($tell, $id);
    }
    followed();
    return;
}

1;
