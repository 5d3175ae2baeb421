# What runs in the background, as the administration shows it.
# Written by SQL: lore_import; an import that was interrupted, which would take a process killed at the right moment.
use v5.36;
use utf8;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Test::More;
use Lorehall;

my $admin = administrator();

sub import_row ($source, $finished) {
    sql("INSERT INTO lore_import (game_id, source, fingerprint, started, finished, parts, counts) VALUES ((SELECT id FROM game WHERE name = 'everquest'), ?, '', UTC_TIMESTAMP(6), ?, 'npc,item', '{}')",
        $source, $finished);
    return value('SELECT MAX(id) FROM lore_import');
}

# The row of the import from a source.
sub job ($who, $source) {
    my ($row) = grep {/\Q$source\E/} $who->get('/admin/jobs')->{text} =~ m{<tr>(<td.*?)</tr>}gs;
    return $row // '';
}

subtest 'imports are listed with how far they came' => sub {
    my ($done, $stopped) = map { unique('dump') } 1 .. 2;
    my $id = import_row($done, '2026-01-02 03:04:05');
    like job($admin, $done), qr{<a href="/beastiary/imports/$id"><bdi>$done</bdi></a>.*<bdi>finished</bdi>.*2026-01-02T03:04:05Z}s, 'one that is finished leads to what it changed';
    unlike job(administrator(site => 'camelot'), $done), qr{<a }, 'but not where its game is not shown';
    import_row($stopped, undef);
    like job($admin, $stopped), qr{<bdi>interrupted</bdi>.*<bdi>2</bdi>}s, 'one that stopped says so, and how many parts it had';
    my $importer = sql_connection();
    $importer->rows("SELECT GET_LOCK('lorehall.lore.import', 10)");
    like job($admin, $stopped), qr{<bdi>running</bdi>}, 'while somebody imports the last one runs';
    undef $importer;
    sql('DELETE FROM lore_import WHERE source IN (?, ?)', $done, $stopped);
    like $admin->get('/admin/jobs?format=csv')->{content}, qr/game,source,state,started/, 'it is a file as well';
};

subtest 'whether comments are made anew is told, in German too, to who may see it' => sub {
    like $admin->get('/admin/jobs')->{text}, qr{No comments are being made anew|are still to do}, 'whether there are';
    is member()->get('/admin/jobs')->{status}, 403, 'to no member';
    like administrator(language => 'de')->get('/admin/jobs')->{text}, qr{Im Hintergrund}, 'in German';
};

done_testing;
