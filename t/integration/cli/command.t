# The deployer's command line: what it takes, what it says, and how it ends.
# Written by SQL: site, game, entry, account, thread, comment, rating, comment_words, thread_words; rows of databases
# of its own that are older than this program, for migrations to move.
use v5.36;
use utf8;
use FindBin;
use lib "$FindBin::Bin/../lib";
use File::Copy qw(copy);
use Test::More;
use Lorehall;
use Lorehall::Command;
use IPC::Open2 qw(open2);
use POSIX qw(mkfifo);

my $config = instance_file('site.hdf');

# Says something on standard input.
sub lorehall_told ($input, @arguments) { lorehall_with({ config => $config, input => $input }, @arguments) }

sub hdf ($text) {
    my $file = "$Lorehall::DIRECTORY/tmp/" . unique('sites') . '.hdf';
    open my $out, '>:encoding(UTF-8)', $file or die "$file: $!";
    print $out $text;
    close $out or die "$file: $!";
    return $file;
}

subtest 'what can be said' => sub {
    my $said = lorehall_with({}, '--help');
    is $said->{status}, 0, '--help needs no configuration';
    like $said->{out}, qr/^  \Q$_\E/m, "and tells of $_" for 'migrate', 'check', 'user add', 'user passwd', 'user role', 'user token', 'import sites', 'import threads', 'stats';
    my @verbs = $said->{out} =~ /^  ((?:user|role|audit|mail|import|export) \w+|[a-z]+)/mg;
    for my $verb (@verbs) {
        my $own = lorehall_with({}, (split ' ', $verb), '--help');
        is $own->{status}, 0, "$verb --help is answered";
        like $own->{out}, qr/^usage: lorehall \[--config FILE\] \Q@{[$verb =~ s{ .*}{}r]}\E/, 'with its usage';
        is_deeply [$own->{out} =~ /^  ((?:user|role|audit|mail|import|export) \w+|[a-z]+)/mg], [grep { $_ eq $verb } @verbs], 'and nothing of another verb';
    }
    is_deeply [lorehall_with({}, 'user', '--help')->{out} =~ /^  (user \w+)/mg], [grep { /^user/ } @verbs], 'a verb of several tells of all of them';
    # The manual, with what stands under each verb.
    my %manual = map { /^(?:\\fB([a-z]+(?: [a-z]+)?)\\fR|\.B(?:R)? ([a-z]+))(.*)/ ? (($1 // $2) => $_) : () } split /^\.TP\n/m, source_text('man/lorehall.1.in') =~ s/\\-/-/gr;
    for my $verb (do { my %seen; grep { !$seen{$_}++ } @verbs }) {
        my $usage  = lorehall_with({}, (split ' ', $verb), '--help')->{out} =~ s/^(?:usage: .*|  --config.*)$//gmr;
        my $manual = ($manual{$verb} // '') =~ s/^\.SH .*//smr;
        my %helps  = map { $_ => 1 } grep { !/^--(?:help|version)$/ } $usage =~ /(--[a-z-]+)/g;
        is_deeply [grep { $manual !~ /\Q$_\E\b/ } sort keys %helps], [], "the manual knows every option of $verb" or diag $manual;
        is_deeply [grep { !$helps{$_} } ($manual =~ /\A(.*)/)[0] =~ /(--[a-z-]+)/g], [], 'and no other';
    }
    is lorehall_with({}, qw(user add x --help --role king))->{out}, lorehall_with({}, qw(user add --help))->{out}, 'wherever --help stands';
    like lorehall_with({}, 'fly', '--help')->{err}, qr/no verb "fly", but migrate, check, user, audit, role, freeze, unfreeze, mail, import, export, stats$/m, 'what is no verb is answered with those there are';
    like lorehall_says(qw(user add xx --role king))->{err}, qr/no role "king", but guest, member, trusted, reviewer, moderator, administrator, suspended\b/m, 'so is an unknown role';
    $said = lorehall_with({}, '--version');
    like $said->{out}, qr/^lorehall \d+\.\d+/, '--version says which';
    refused(lorehall_says(@$_), 2, qr/lorehall: .+\nlorehall --help tells more/, "lorehall @$_ is not understood")
        for [], ['fly'], ['user'], ['user', 'fly'], ['user', 'add'], ['user', 'add', 'one', 'two'], ['user', 'add', 'x', '--fly'], ['user', 'add', 'xx', '--role', 'king'],
        ['user', 'passwd', 'x'], ['user', 'role', 'x'], ['user', 'token'], ['user', 'token', 'x', '--role', 'member'], ['role'], ['role', 'fly'], ['role', 'show'], ['role', 'show', 'king'], ['role', 'create', 'kings', 'comment.fly'],
        ['role', 'grant', 'x'], ['role', 'list', '--site', 'everquest'], ['import'], ['import', 'fish'], ['import', 'sites'],
        ['import', 'threads'], ['import', 'threads', 'a', 'b'], ['import', 'threads', 'x', '--fly'], ['stats', 'x'], ['check', 'x'], ['migrate', 'x'], ['migrate', '--wet'],
        ['--fly'], ['--config'];
    for (
        [[qw(import maps -xyz --quiet .)],               '"-xyz" is no option of import maps'],
        [[qw(import maps --quiet -xyz .)],               '"-xyz" is no option of import maps'],
        [[qw(import maps --quiet=1 .)],                  '"--quiet=1" is no option of import maps'],
        [[qw(user token bob --role member)],             '"--role" is no option of user token'],
        [[qw(import threads x --board)],                 '"--board" is no option of import threads, or lacks a value'],
        [[qw(import fish)],                              'import takes sites, threads, talk, peq, table, entries or maps, not "fish"'],
        [[qw(export entries --format xml)],              'the format is jsonl or csv, not "xml"'],
        [[qw(import peq a.sql --expansion 3x)],          '--expansion is a number from -1 (all) to 99, not "3x"'],
        [['fly', "\e[2J"],                               'there is no verb "fly"'],
        [["fly\e[2J\n"],                                 "there is no verb \"fly\x{FFFD}[2J \""],
        )
    {
        my ($typed, $named) = @$_;
        like lorehall_says(@$typed)->{err}, qr/^lorehall: .*\Q$named\E/, "what is wrong is named: $named";
    }
    local $ENV{LOREHALL_CONFIG} = $config;
    is lorehall_with({}, 'stats')->{status}, 0, 'LOREHALL_CONFIG names the configuration';
    refused(lorehall_with({ config => '/nowhere/site.hdf' }, 'stats'), 1, qr{/nowhere/site\.hdf}, '--config is asked first, and a file that is not there is named');
};

subtest 'check says what is in place and what is not' => sub {
    my $said = lorehall_says('check');
    is $said->{status}, 0, 'this instance is well';
    is_deeply [$said->{out} =~ /^(\w+)\s++(?!provider)/mg], [('ok') x 14], 'a line for each thing: ' . join ', ', $said->{out} =~ /^ok\s+(.*)/mg;

    my %wrong = (
        'database'     => ['Database.Socket' => '/nowhere/mysql.sock'],
        'secret'       => ['Secret.File'     => '/nowhere/secret'],
        'views'        => ['Views.Directory' => '/nowhere/views'],
        'static files' => ['Static.Manifest' => '/nowhere/manifest.hdf'],
        'shared memory' => ['Shared.File'    => '/nowhere/shared'],
        'messages'     => ['Messages.Directory' => '/nowhere/messages'],
        'games'        => ['Games.Directory' => '/nowhere/games'],
        'catalogues'   => ['Lore.Directory'  => '/nowhere/far/lore'],
        'uploads'      => ['Upload.Directory' => '/nowhere/uploads'],
        'mail'         => ['Mail.Socket' => '/nowhere/mail.sock'],
        'publishing'   => ['Publish.Socket'  => '/nowhere/publish.sock'],
    );
    for my $what (sort keys %wrong) {
        my $file = configured(@{ $wrong{$what} });
        $said = lorehall_with({ config => $file }, 'check');
        is $said->{status}, 1, "$what: exit status 1";
        like $said->{out}, qr/^BAD\s+$what: ./m, 'the line says so';
        my @bad = $said->{out} =~ /^BAD\s+([\w ]+):/mg;
        is_deeply \@bad, $what eq 'database' ? ['database', 'rights', 'migrations', 'catalogues'] : [$what], 'and the others are fine';
        unlink $file;
    }
    my $empty = "$Lorehall::DIRECTORY/tmp/" . unique('empty');
    mkdir $empty or die $!;
    for (['views' => 'Views.Directory', qr/has no views/], ['games' => 'Games.Directory', qr/the site \w+ is of the game \w+, which no file in \Q$empty\E describes/]) {
        my ($what, $key, $why) = @$_;
        my $file = configured($key => $empty);
        like lorehall_with({ config => $file }, 'check')->{out}, qr/^BAD\s+$what: .*$why/m, "$what that are not there are told, too";
        unlink $file;
    }
    my $open = hdf('a' x 64 . "\n");
    chmod 0644, $open;
    my $config = configured('Secret.File' => $open);
    like lorehall_with({ config => $config }, 'check')->{out}, qr/^BAD  secret: \Q$open\E can be read by everybody/m, 'a secret that is none is told';
    unlink $open, $config;
    my ($precious, $fifo) = (hdf('Dear diary'), "$empty/fifo");
    mkfifo($fifo, 0600) or die "$fifo: $!";
    for (['shared memory', 'Shared.File' => $precious, qr/\Q$precious\E is a file of somebody's/], ['shared memory', 'Shared.File' => $fifo, qr/no plain file/], ['secret', 'Secret.File' => $fifo, qr/cannot be used/],
        ['static files', 'Static.Manifest' => $fifo, qr/names no files/], ['publishing', 'Publish.Socket' => $precious, qr/\Q$precious\E: /]) {
        my ($what, $key, $value, $why) = @$_;
        my $file = configured($key => $value);
        my $said = lorehall_with({ config => $file }, 'check');
        is $said->{status}, 1, "$key = $value: exit status 1, without waiting for anybody";
        like $said->{out}, qr/^BAD\s+$what: .*$why/m, 'and a line that says why';
        unlink $file;
    }
    is content_of($precious), 'Dear diary', 'and nothing was written over';
    unlink $precious, $fifo;
    for ([Port => 'many', qr/:\d+: Port: wants a whole number/], ['Log.Level' => 'loud', qr/:\d+: Log\.Level/], [Tower => 'x', qr/:\d+: Tower: is not a key/], [Database => 'x', qr/:\d+: Database: is not a key/], [Domain => undef, qr/Domain is missing/]) {
        my ($key, $value, $why) = @$_;
        my $file = configured($key => $value);
        refused(lorehall_with({ config => $file }, 'check'), 1, $why, "a wrong $key is named with its line");
        unlink $file;
    }
};

subtest 'check names each wrong line of the games' => sub {
    my $games = "$Lorehall::DIRECTORY/tmp/" . unique('games');
    mkdir $games or die "$games: $!";
    my $write = sub ($name, $text) {
        open my $out, '>', "$games/$name" or die "$games/$name: $!";
        print {$out} $text;
        close $out or die "$games/$name: $!";
    };
    my $file = configured('Games.Directory' => $games);
    copy($_, $games) or die "$_: $!" for glob "$FindBin::Bin/../../../games/*.hdf";
    is lorehall_with({ config => $file }, 'check')->{status}, 0, 'those of the sites are enough';
    my $kind = "Kinds {\n rock {\n Label = Rock\n Plural = Rocks\n }\n}\n";
    $write->('right.hdf', "Title = Right\n$kind");
    is lorehall_with({ config => $file }, 'check')->{status}, 0, 'nor more in one than a kind';
    $write->('one.hdf', "Title = One\nTitel = One\n$kind");
    $write->('two.hdf', $kind =~ s{ Label}{ Sort = size\n Label}r);
    my $said = lorehall_with({ config => $file }, 'check');
    is $said->{status}, 1, 'wrong ones are found';
    like $said->{out}, qr/^BAD  games: 2 of the files are wrong$/m, 'and counted';
    is $said->{err}, "$games/one.hdf:2: Titel is no key that may stand here\n"
        . "$games/two.hdf: Title is missing\n$games/two.hdf:3: Sort: there is no field size\n", 'each line is named, all at once';
    unlink $file, glob "$games/*";
    rmdir $games;
};

subtest 'a new database: migrate, sites, the only site' => sub {
    my $name = unique('fresh') =~ s/-/_/gr;
    sql("CREATE DATABASE $name CHARACTER SET utf8mb4");
    sql("GRANT ALL ON $name.* TO lorehall_migrate\@localhost");
    my $file = configured(migrating(), 'Database.Name' => $name, 'Shared.File' => "$Lorehall::DIRECTORY/tmp/$name.shared");
    my $run  = sub (@arguments) { lorehall_with({ config => $file }, @arguments) };
    my $all  = () = glob "$FindBin::Bin/../../../db/migrations/*.sql";
    like $run->('check')->{out}, qr/^BAD\s+migrations: $all to be applied/m, 'check tells how much is to be done';
    is $run->('migrate', '--dry-run')->{out}, "$all to be applied\n", 'so does a dry run';
    my $said = $run->('migrate');
    is $said->{status}, 0, 'migrating';
    is scalar(() = $said->{out} =~ /^applied \d{4}-\S+\.sql$/mg), $all, 'tells each';
    is $run->('migrate')->{out}, '', 'the second time there is nothing to do';
    is $run->('check')->{status}, 0, 'and check is content';
    refused($run->('import', 'threads', '/dev/null'), 1, qr/no site/, 'without a site nothing can be imported');

    my $sites = hdf("Sites {\n one {\n title = Eins\n accent = azure\n tagline = Hier.\n Boards {\n b {\n title = Brett\n }\n }\n }\n}\n");
    is_deeply counts($run->('import', 'sites', $sites)), { read => 2, added => 2, changed => 0, unchanged => 0, rejected => 0 }, 'a site and a board';
    my $threads = jsonl({ id => 'o', parent => undef, thread => 't', author => 'ann', created => '2015-01-01T00:00:00Z', title => 'T', body => '', score => 0 });
    is counts($run->('import', 'threads', $threads))->{added}, 1, 'where there is one site, that is meant';
    my ($base) = $threads =~ m{([^/]+)$};
    is value("SELECT name FROM $name.source"), $base, "and the file's name is the source's";
    is $run->('stats')->{out}, "sites     1\nboards    1\naccounts  0\nauthors   1\nthreads   1\ncomments  1\nratings   0\njournal   2\n", 'stats counts it all';
    ok !-e "$Lorehall::DIRECTORY/tmp/$name.shared", 'no shared memory is made: nothing runs there';
    unlink $file, $sites, $threads;
    sql("DROP DATABASE $name");
};

# A database of its own, and what runs the command on it.
sub database_of_its_own () {
    my $name = unique('fresh') =~ s/-/_/gr;
    sql("CREATE DATABASE $name CHARACTER SET utf8mb4");
    sql("GRANT ALL ON $name.* TO lorehall_migrate\@localhost");
    my $file = configured(migrating(), 'Database.Name' => $name, 'Shared.File' => "$Lorehall::DIRECTORY/tmp/$name.shared");
    return ($name, $file, sub (@arguments) { lorehall_with({ config => $file }, @arguments) });
}

# The stock program for it, as anybody calls it.
sub dump_of ($name, @options) {
    my ($status, $text) = Lorehall::command('', 'mariadb-dump', '--no-defaults', '--socket=' . instance_file('run/mysql.sock'), '--user=' . getpwuid $>, @options, $name);
    is $status, 0, "a dump of $name" or diag $text;
    return $text;
}

subtest 'a migration that is killed at any statement is resumed there' => sub {
    my ($name, $file, $run) = database_of_its_own();
    my ($whole, $other, $run_whole) = database_of_its_own();
    my $most = sanitized() ? 30 : 1000;
    my ($killed, $seeded, $said) = (0);
    do {
        my $fault = instance_file('faults/migrate.' . ($killed % 2 ? 'noted' : 'made'));
        open my $out, '>', $fault or die "$fault: $!" if $killed < $most;
        $said = $run->('migrate');
        unlink $fault;
        $killed++ if $said->{status} == 137;
        # Rows that a later migration moves must be moved once.
        if (!$seeded && (value("SELECT MAX(number) FROM $name.migration") // 0) == 6) {
            sql("INSERT INTO $name.site (name, title) VALUES ('one', 'One')");
            sql("INSERT INTO $name.board (site_id, name, title, comments) SELECT id, 'b', 'B', 7 FROM $name.site");
            $seeded = 1;
        }
    } while $said->{status} == 137;
    is $said->{status}, 0, "it ends well after $killed kills" or diag $said->{err};
    cmp_ok $killed, '>=', sanitized() ? 30 : 100, 'each statement was killed twice: made but not noted, and noted';
    is value("SELECT comments FROM $name.board_tally"), 7, 'rows are moved once' if $seeded || !sanitized();
    is $run->('migrate')->{out}, '', 'and there is nothing left to do';
    is $run_whole->('migrate')->{status}, 0, 'one that nobody interrupts';
    my ($resumed, $straight) = map { dump_of($_, '--no-data', '--skip-comments') =~ s/ AUTO_INCREMENT=\d+//gr =~ s/.*`migration.*//gr } $name, $whole;
    is $resumed, $straight, 'makes the same tables';
    unlink $file, $other;
    sql("DROP DATABASE $_") for $name, $whole;
};

# Sites may have had games in any order before talk was the games' own.
subtest 'talk below pages becomes that of the game, once' => sub {
    my ($name, $file, $run) = database_of_its_own();
    my $before = instance_file('tmp/' . unique('migrations'));
    mkdir $before or die "$before: $!";
    copy($_, $before) for grep { m{/(\d+)[^/]*\z} && $1 < 31 } glob "$FindBin::Bin/../../../db/migrations/*.sql";
    my $half = configured(migrating(), 'Database.Name' => $name, 'Migrations.Directory' => $before);
    is lorehall_with({ config => $half }, 'migrate')->{status}, 0, 'a database of before';
    my $in = sub ($text, @values) { sql($text =~ s/\b(site|game|entry|thread|comment|comment_words|thread_words|rating|account|board)\b(?=[ (])/$name.$1/gr, @values) };
    $in->("INSERT INTO site (id, name, title, game) VALUES (1, 'one', 'One', 'go'), (2, 'two', 'Two', 'chess'), (3, 'three', 'Three', 'chess'), (4, 'four', 'Four', '')");
    $in->("INSERT INTO game (id, name) VALUES (7, 'chess')");
    $in->("INSERT INTO entry (id, game_id, kind, external_id, name, created, updated, changed, record) VALUES (50, 7, 'piece', 'x', 'Pawn', NOW(6), NOW(6), 0, '{}')");
    $in->("INSERT INTO account (id, name, handle, source_id, created) VALUES (1, 'Ada', 'ada', 0, NOW(6))");
    # Said below the pawn at one when it was a site of chess, and at two since; below lists; on a board; where there is no game.
    my @talk = ([1, 1, 'piece:50', 1], [2, 2, 'piece:50', 1], [3, 2, 'map:50', 1], [4, 1, 'list:9', 1], [5, 3, 'list:9', 1], [6, 2, undef, 0], [7, 4, 'list:9', 1], [8, 2, 'den:3', 0]);
    for (@talk) {
        my ($id, $site, $subject, $shared) = @$_;
        $in->('INSERT INTO thread (id, site_id, subject, title, shared, comments, created, activity) VALUES (?, ?, ?, ?, ?, 1, NOW(6), ?)', $id, $site, $subject, "Thread $id", $shared, "2001-01-0$id");
        $in->('INSERT INTO comment (id, thread_id, branch_id, top_comment_id, root_id, level, author_id, created, body, html) VALUES (?, ?, 0, ?, ?, 1, 1, ?, ?, ?)',
            10 + $id, $id, 10 + $id, 10 + $id, "2001-01-0$id", "Said $id", "Said $id");
        $in->('UPDATE thread SET last_comment_id = ? WHERE id = ?', 10 + $id, $id);
        $in->('INSERT INTO rating (account_id, comment_id, thread_id, value, created) VALUES (1, ?, ?, 1, NOW(6))', 10 + $id, $id);
        $in->('INSERT INTO comment_words (comment_id, site_id, shared, words) VALUES (?, ?, ?, ?)', 10 + $id, $site, $shared, "word_$id");
        $in->('INSERT INTO thread_words (thread_id, site_id, shared, words) VALUES (?, ?, ?, ?)', $id, $site, $shared, "word_$id");
    }
    is $run->('migrate')->{status}, 0, 'is brought up to date';
    my $go = value("SELECT id FROM $name.game WHERE name = 'go'");
    is_deeply [map { join ' ', map { $_ // '-' } @$_ } rows("SELECT id, site_id, game_id, subject, comments, last_comment_id, DATE(activity) FROM $name.thread ORDER BY id")],
        ['1 - 7 piece:50 2 12 2001-01-02', '3 - 7 map:50 1 13 2001-01-03', "4 - $go list:9 1 14 2001-01-04", '5 - 7 list:9 1 15 2001-01-05',
        '6 2 - - 1 16 2001-01-06', '7 4 - list:9 1 17 2001-01-07', '8 2 - den:3 1 18 2001-01-08'], 'threads are the games\' or the sites\', and one of each page';
    my $whose = "t.id, COALESCE(w.site_id, '-'), COALESCE(w.game_id, '-')";
    is_deeply [map { join ' ', @$_ } rows("SELECT w.comment_id, r.thread_id, $whose FROM $name.comment c JOIN $name.thread t ON t.id = c.thread_id"
            . " JOIN $name.comment_words w ON w.comment_id = c.id JOIN $name.rating r ON r.comment_id = c.id ORDER BY c.id")],
        ['11 1 1 - 7', '12 1 1 - 7', '13 3 3 - 7', "14 4 4 - $go", '15 5 5 - 7', '16 6 6 2 -', '17 7 7 4 -', '18 8 8 2 -'], 'no comment or vote is lost, and the search knows whose they are';
    is_deeply [map { join ' ', @$_ } rows("SELECT $whose FROM $name.thread t JOIN $name.thread_words w ON w.thread_id = t.id ORDER BY t.id")],
        ['1 - 7', '3 - 7', "4 - $go", '5 - 7', '6 2 -', '7 4 -', '8 2 -'], 'by titles, too';
    unlink $file, $half, glob "$before/*";
    rmdir $before;
    sql("DROP DATABASE $name");
};

subtest 'what is in the way of a migration is told, and not taken for its own' => sub {
    my ($name, $file, $run) = database_of_its_own();
    sql("CREATE TABLE $name.account (id INT)");
    like $run->('migrate')->{err}, qr/^migrate: 0001-accounts\.sql, statement \d+: .*account.*exists\nmigrate: .*UPDATE migration_step SET done = \d+ passes over/m, 'with what to do about it' for 1, 2;
    sql("DROP TABLE $name.account");
    is $run->('migrate')->{status}, 0, 'it goes on when that is gone';
    unlink $file;
    sql("DROP DATABASE $name");
};

# A digest of every table's rows, all columns of all, whatever order they come in. CHECKSUM TABLE would not
# do: it takes in what lies in columns that are NULL, and changes when a table is only written anew. The sums of
# days are left out, which the follower brings up to date each minute.
sub digests ($name) {
    sql('SET SESSION group_concat_max_len = 1 << 30');
    my %columns;
    push @{ $columns{ $_->[0] } }, "COALESCE(HEX(`$_->[1]`), '-')"
        for rows("SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = ? AND table_name <> 'activity' ORDER BY table_name, ordinal_position", $name);
    my %digest;
    for my $table (sort keys %columns) {
        my $row = "MD5(CONCAT_WS(',', " . join(', ', @{ $columns{$table} }) . '))';
        $digest{$table} = join ' ', @{ (rows("SELECT COUNT(*), COALESCE(MD5(GROUP_CONCAT($row ORDER BY $row)), '') FROM $name.`$table`"))[0] };
    }
    return \%digest;
}

subtest 'a dump by the stock program is restored into a database of another name' => sub {
    my ($name, $file, $run) = database_of_its_own();
    member();    # whose session's key is bytes of any kind
    Lorehall::followed();
    my $socket = instance_file('run/mysql.sock');
    my $before = digests('lorehall');
    my ($status, $output) = Lorehall::command('', 'bash', '-c', 'set -o pipefail; { echo "USE $1;"; mariadb-dump --no-defaults --single-transaction --socket="$2" --user="$3" lorehall | tee "$6"; } | "$4" --dir "$5" sql',
        'restore', $name, $socket, scalar getpwuid $>, $ENV{LOREHALL_DEV}, $Lorehall::DIRECTORY, "$file.sql");
    is $status, 0, 'it comes back' or diag $output;
    is system('grep', '-qF', '`lorehall`.', "$file.sql") >> 8, 1, 'it names no database';
    is_deeply digests($name), $before, 'with every row, byte for byte';
    is_deeply digests('lorehall'), $before, 'of what nobody wrote to meanwhile';
    is $run->('migrate')->{out}, '', 'nothing is to be migrated';
    is $run->('check')->{status}, 0, 'and check is content';
    my $threads = jsonl({ id => 'o', parent => undef, thread => 't', author => 'ann', created => '2015-01-01T00:00:00Z', title => 'T', body => '', score => 0 });
    is counts($run->('import', 'threads', $threads, '--site', 'everquest', '--board', 'general'))->{added}, 1, 'new comments get new numbers';
    unlink $file, "$file.sql", $threads;
    sql("DROP DATABASE $name");
};

subtest 'a password that is typed at a terminal is asked for and not shown' => sub {
    my $name = unique('typed');
    my $pid = open2(my $out, my $in, 'script', '--quiet', '--return', '--command',
        join(' ', build_file('lorehall'), '--config', $config, 'user', 'add', $name, '--password-stdin'), '/dev/null');
    my $said = '';
    1 while $said !~ /Password: / && sysread $out, $said, 100, length $said;
    like $said, qr/^Password: /m, 'it is asked for';
    print $in "horse staple battery\n";
    close $in;
    1 while sysread $out, $said, 100, length $said;
    waitpid $pid, 0;
    is $? >> 8, 0, 'and taken';
    unlike $said, qr/horse/, 'without being shown';
    my $guest = visitor();
    is $guest->post('/account/login', { name => $name, password => 'horse staple battery' })->{status}, 303, 'whoever knows it can log in';
};

subtest 'sites' => sub {
    my $text  = join '', map { "Sites.$_\n" } 'new1.title = Neu', 'new1.tagline = Ein Satz.', 'new1.Boards.a.title = A', 'new1.Boards.b.title = B', 'new1.Boards.b.description = Bes';
    my $count = sub ($text) { my $file = hdf($text); my $said = lorehall_says('import', 'sites', $file); unlink $file; counts($said) };
    my $mark  = value('SELECT MAX(id) FROM journal');
    my $rows  = sub { value("SELECT COUNT(*) FROM journal WHERE kind = 'site' AND id > ?", $mark) };
    is_deeply $count->($text), { read => 3, added => 3, changed => 0, unchanged => 0, rejected => 0 }, 'a site and two boards';
    is $rows->(), 1, 'one row of the journal for the site';
    is_deeply $count->($text), { read => 3, added => 0, changed => 0, unchanged => 3, rejected => 0 }, 'the second time nothing changes';
    is $rows->(), 1, 'and nothing is told';
    is visitor(site => 'new1')->get('/')->{status}, 200, 'the site can be visited at once';
    is_deeply $count->($text =~ s/Bes/Besser/r), { read => 3, added => 0, changed => 1, unchanged => 2, rejected => 0 }, 'a description is changed';
    like visitor(site => 'new1')->get('/')->{text}, qr/Besser/, 'which is seen at once';
    is_deeply [rows('SELECT s.accent, s.tagline, b.name, b.position FROM site s JOIN board b ON b.site_id = s.id WHERE s.name = ? ORDER BY b.position', 'new1')],
        [['ember', 'Ein Satz.', 'a', 0], ['ember', 'Ein Satz.', 'b', 1]], 'all as it was written';

    my $before = written();
    for (
        ["Sites.Big.title = x\n",                              qr/site's name/],
        ["Sites.Großes.title = x\n",                           qr/:2: this is neither/],
        ["Sites.under_score.title = x\n",                      qr/site's name/],
        ["Sites." . 'x' x 33 . ".title = x\n",                 qr/site's name/],
        ["Sites.x.tagline = x\n",                              qr/Sites\.x has no title/],
        ["Sites.x.title = " . 'x' x 101 . "\n",                qr/longer than 100/],
        ["Sites.x.title = x\nSites.x.accent = pink\n",         qr/must be ember, verdant, azure or a color/],
        (map { ["Sites.$_.title = x\n", qr/:\d+: Sites\.$_\.title is under a site's name that has not 1 to 32 of a-z, 0-9 and, within, -/] } '-x', 'x-', '-', 'a' x 33, 'A', 'a_b'),
        ["Sites.x.title = x\nSites.x.game = a/../camelot\n", qr/names no game/],
        ["Sites.x.title = x\nSites.x.game = chess\n",          qr{names no game: there is no .*/chess\.hdf}],
        ["Sites.x.title = x\nSites.x.game = ../games/camelot\n", qr/names no game/],
        ["Sites.x.title = x\nSites.x.front = shop\n",          qr/must be forum or beastiary/],
        ["Sites.x.title = x\nSites.x.colour = pink\n",         qr/colour is nothing that a site has/],
        ["Sites.x.title = x\nSites.x.Boards.Y.title = y\n",    qr/board's name/],
        ["Sites.x.title = x\nSites.x.Boards.y.size = 3\n",     qr/nothing that a board has/],
        ["Sites.x.title = x\nSites.x.Boards.y.description = 3\n", qr/Boards\.y has no title/],
        ["Sites.x = x\nSites.x.title = x\n",                   qr/Sites\.x/],
        ["Towns.x.title = x\n",                                qr/not under Sites/],
        ["",                                                   qr/no sites/],
        )
    {
        my ($wrong, $why) = @$_;
        my $file = hdf("Sites.fine.title = Fine\n" x (length $wrong ? 1 : 0) . $wrong);
        refused(lorehall_says('import', 'sites', $file), 1, $why, 'refused: ' . substr $wrong =~ s/\n/; /gr, 0, 60);
        unlink $file;
    }
    for (
        ["a : b\nb : a\nSites : a\n",                   qr/:1: this is neither NAME = VALUE nor/, 'names that lead in a circle'],
        ["Sites : Sites\n",                             qr/:1: this is neither/,                  'a name that leads to itself'],
        ["a {\n" x 200_000,                             qr/:16: a: blocks are nested too deep/,    'blocks without an end'],
        [join('.', ('a') x 200) . " = 1\n",             qr/:1: a: blocks are nested too deep/,     'a name that is a path without an end'],
        ["#include \"/etc/passwd\"\nSites.x.title = x\n", qr/\A(?!.*root).*:1: .*includes no other/s, 'a file of this machine'],
        ["Sites.x.title = x\n#include \"SELF\"\n",       qr/:2: .*includes no other/,              'the file itself'],
        )
    {
        my ($wrong, $why, $what) = @$_;
        my $file = hdf($wrong);
        if ($wrong =~ s/SELF/$file/) {
            open my $out, '>', $file or die "$file: $!";
            print $out $wrong;
            close $out or die "$file: $!";
        }
        refused(lorehall_says('import', 'sites', $file), 1, $why, "refused: $what");
        unlink $file;
    }
    refused(lorehall_says(qw(import sites /dev/zero)), 1, qr{/dev/zero: .*no plain file}, 'what has no end is not begun');
    refused(lorehall_says(qw(import sites /nowhere/sites.hdf)), 1, qr{/nowhere/sites\.hdf}, 'a file that is not there is named');
    is_deeply written(), $before, 'and nothing of any of them was written';
    unmake_site('new1');
};

subtest 'what threads need to be imported' => sub {
    my $file = jsonl();
    refused(lorehall_says('import', 'threads', $file), 1, qr/say with --site which.*everquest, camelot, eqbeastiary/, 'where there are several sites, one must be named');
    refused(lorehall_says('import', 'threads', $file, '--site', 'atlantis'), 1, qr/no site atlantis.*everquest/, 'one that exists');
    refused(lorehall_says('import', 'threads', $file, qw(--site everquest --board tavern)), 1, qr/no board tavern, but .*\bzones\b/, 'and a board of it');
    refused(lorehall_says(qw(import threads /nowhere/threads.jsonl --site everquest)), 1, qr{/nowhere/threads\.jsonl: No such file}, 'a file that is there');
    refused(lorehall_says('import', 'threads', $FindBin::Bin, qw(--site everquest)), 1, qr/directory/, 'and is a file');
    refused(lorehall_says('import', 'threads', $file, qw(--site everquest --report /nowhere/report)), 1, qr{/nowhere/report: No such}, 'a report that can be written');
    refused(lorehall_says('import', 'threads', $file, qw(--site everquest --source), 'x' x 65), 2, qr/name of a source/, "and a source's name that fits");
    is_deeply counts(lorehall_says('import', 'threads', $file, qw(--site everquest))), { read => 0, added => 0, changed => 0, unchanged => 0, rejected => 0 }, 'an empty file is fine';
    unlink $file;
};

subtest 'accounts' => sub {
    my ($name, $password) = (unique('Cli'), 'correct horse battery');
    my $said = lorehall_told("$password\nnot this\n", 'user', 'add', $name, qw(--role moderator --site camelot --password-stdin));
    is $said->{status}, 0, 'an account is made';
    my ($id, $hash) = @{ (rows('SELECT id, password FROM account WHERE source_id = 0 AND handle = ?', lc $name))[0] };
    like $hash, qr/^\$argon2id\$/, 'with a password';
    is_deeply [rows('SELECT s.name, r.name FROM membership m JOIN role r ON r.id = m.role_id JOIN site s ON s.id = m.site_id WHERE account_id = ?', $id)], [['camelot', 'moderator']], 'and a role on a site';
    my $login = sub ($password) { my $visitor = visitor(); $visitor->post('/account/login', { name => $name, password => $password }); $visitor };
    my $in = $login->($password);
    is $in->get('/account/settings')->{status}, 200, 'one can log in with the first line as password';

    refused(lorehall_told("$password\n", 'user', 'add', uc $name, '--password-stdin'), 1, qr/is taken/, 'the name is taken, whatever its case');
    refused(lorehall_told("v8#Lq-z!7x_\n", 'user', 'add', unique('short'), '--password-stdin'), 1, qr/at least 12/, 'a short password is refused');
    refused(lorehall_told("Password2024!\n", 'user', 'add', unique('common'), '--password-stdin'), 1, qr/among the first/, 'so is a common one');
    refused(lorehall_told("$name-1\n", 'user', 'passwd', $name, '--password-stdin'), 1, qr/made of your name/, 'and one that is the name');
    refused(lorehall_told("\n", 'user', 'add', unique('empty'), '--password-stdin'), 1, qr/at least 12/, 'so is none');
    refused(lorehall_told('', 'user', 'add', unique('none'), '--password-stdin'), 1, qr/password/, 'and no line at all');
    refused(lorehall_told('x' x 129, 'user', 'add', unique('long'), '--password-stdin'), 1, qr/at most 128/, 'and a very long one');
    refused(lorehall_says('user', 'add', 'two words'), 1, qr/cannot be a name/, 'a name must be fine');
    refused(lorehall_says('user', 'add', unique('lost'), '--site', 'atlantis'), 1, qr/no site atlantis/, 'a site must exist');
    is value("SELECT COUNT(*) FROM account WHERE name REGEXP '^(short|empty|none|long|lost)-'"), 0, 'none of them was made';

    is lorehall_told("another good one\n", 'user', 'passwd', $name, '--password-stdin')->{status}, 0, 'a password is set';
    isnt $in->get('/account/settings')->{status}, 200, 'which ends all sessions';
    isnt $login->($password)->get('/account/settings')->{status}, 200, 'the old one is good for nothing';
    is $login->('another good one')->get('/account/settings')->{status}, 200, 'the new one is';
    refused(lorehall_told("another good one\n", qw(user passwd nobody-is-called-so --password-stdin)), 1, qr/no account nobody-is-called-so/, 'an account must exist');

    is lorehall_says('user', 'role', $name, 'reviewer')->{status}, 0, 'a role everywhere';
    is lorehall_says('user', 'role', $name, 'trusted', '--site', 'camelot')->{status}, 0, 'and another on a site';
    is_deeply [rows('SELECT m.site_id > 0, r.name FROM membership m JOIN role r ON r.id = m.role_id WHERE m.account_id = ? ORDER BY 1', $id)], [[0, 'reviewer'], [1, 'trusted']], 'in place of the one before';

    $said = lorehall_says('user', 'token', $name);
    like $said->{out}, qr/\A[0-9a-f]{32}\n\z/, 'a token is all that is printed';
    is $said->{err}, '', 'on either channel';
    refused(lorehall_says(qw(user token nobody-is-called-so)), 1, qr/no account/, 'for nobody there is none');

    my $silent = unique('silent');
    is lorehall_says('user', 'add', $silent)->{status}, 0, 'without --password-stdin an account has no password';
    is value('SELECT password FROM account WHERE handle = ?', lc $silent), undef, 'so that nobody can log in to it';
    is_deeply [rows('SELECT m.site_id, r.name FROM membership m JOIN role r ON r.id = m.role_id JOIN account a ON a.id = m.account_id WHERE a.handle = ?', lc $silent)], [[0, 'member']], 'and is a member';
};

subtest 'what cannot be recorded in the audit trail is not done' => sub {
    my $unseen = unique('unseen');
    my $said   = lorehall_with({ config => configured('Secret.File' => '/nowhere/secret') }, 'user', 'add', $unseen);
    refused($said, 1, qr{secret /nowhere/secret.*cannot be used}, 'without the secret no account is made');
    is value('SELECT COUNT(*) FROM account WHERE handle = ?', lc $unseen), 0, 'there is none';
};

subtest 'through ./dev' => sub {
    my ($status, $output) = lorehall('', 'stats');
    is $status, 0, './dev lorehall runs it against this instance';
    like $output, qr/^comments  \d+$/m, 'and says what it says';
    ($status) = lorehall('', 'fly');
    is $status, 2, 'the exit status comes through';
};

done_testing;
