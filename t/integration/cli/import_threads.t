# Importing discussions: what goes in, what is refused and why, and that it can be done again.
# Written by SQL: account; there is no command yet that closes an account.
use v5.36;
use utf8;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Encode qw(encode);
use List::Util qw(shuffle sum0);
use Test::More;
use Time::HiRes qw(sleep);
use Lorehall;
use Lorehall::Command;

my $board = value("SELECT b.id FROM board b JOIN site s ON s.id = b.site_id WHERE s.name = 'everquest' AND b.name = 'general'");

# A line: an opening post, or with parent => a reply. Times go up from one line to the next.
sub line ($id, %members) {
    state $minutes = 0;
    my $time = sprintf '2015-03-%02dT%02d:%02d:00Z', 1 + $minutes / 1440, $minutes / 60 % 24, $minutes % 60;
    $minutes = ($minutes + 1) % 40_000;
    return { id => $id, parent => undef, thread => 't', author => 'ann', created => $time, body => "This is $id.", score => 1,
        $members{parent} ? () : (title => "Title of $id"), %members };
}

# Imports lines, or a file, to everquest's general board. Options: source, file, arguments, report.
sub import_lines ($options, @lines) {
    my $file   = $options->{file} // jsonl(@lines);
    my $report = "$file.report";
    my $said   = lorehall_says('import', 'threads', $file, '--site', 'everquest', '--board', 'general', '--report', $report,
        '--source', $options->{source}, @{ $options->{arguments} // [] });
    if (open my $in, '<:encoding(UTF-8)', $report) {
        my @report = <$in>;
        $said->{notes}   = { map { /^line (\d+), taken: (.+)$/ ? ($1 => $2) : () } @report };
        $said->{reasons} = { map { /^line (\d+): (.+)$/ ? ($1 => $2) : (odd => $_) } grep { !/^line \d+, taken/ } @report };
    }
    unlink $report, $options->{file} ? () : $file;
    return $said;
}

sub json_true () { \1 }

sub source_id ($source) { value('SELECT id FROM source WHERE name = ?', $source) }

# What a source's comments are, without the ids that they have here.
sub content ($source) {
    return [rows('SELECT c.external_id, p.external_id, t.external_id, t.title, a.name, c.created, c.score, c.level,'
            . ' c.state, c.body, c.html, t.comments, t.activity, l.external_id FROM comment c JOIN thread t ON t.id = c.thread_id'
            . ' JOIN account a ON a.id = c.author_id LEFT JOIN comment p ON p.id = c.parent_id'
            . ' LEFT JOIN comment l ON l.id = t.last_comment_id WHERE c.source_id = ? ORDER BY c.external_id', source_id($source))];
}

# What must hold of every comment, thread and board, and does not. What moderators removed or hide is not counted,
# as other tests of them show.
sub broken () {
    my $moderated = 'SELECT c.thread_id FROM comment c JOIN moderated_comment m ON m.comment_id = c.id';
    return [
        rows('SELECT CONCAT("comment ", c.id, " stands in the wrong place") FROM comment c LEFT JOIN comment p ON p.id = c.parent_id'
                . ' JOIN thread t ON t.id = c.thread_id WHERE t.subject IS NULL AND ((c.parent_id IS NULL AND NOT (c.level = 0'
                . ' AND c.branch_id = 0 AND c.top_comment_id = c.id AND c.root_id = c.id AND t.opening_id = c.id)) OR (c.parent_id IS NOT NULL'
                . ' AND (p.id >= c.id OR p.thread_id <> c.thread_id OR c.level <> p.level + 1'
                . ' OR c.branch_id <> IF((c.level - 1) % 10 = 0, p.id, p.branch_id)'
                . ' OR c.top_comment_id <> IF((c.level - 1) % 10 = 0, c.id, p.top_comment_id)'
                . ' OR c.root_id <> IF(c.level = 1, c.id, p.root_id))))'),
        rows('SELECT CONCAT("thread ", t.id, " is counted wrongly") FROM thread t JOIN (SELECT thread_id, COUNT(*) n, MAX(created) latest'
                . ' FROM comment GROUP BY thread_id) x ON x.thread_id = t.id WHERE (t.comments <> x.n OR t.activity <> x.latest'
                . " OR (SELECT created FROM comment WHERE id = t.last_comment_id) <> x.latest) AND t.id NOT IN ($moderated)"),
        rows('SELECT CONCAT("board ", b.id, " is counted wrongly") FROM board b LEFT JOIN board_tally n ON n.board_id = b.id'
                . ' LEFT JOIN (SELECT board_id, COUNT(*) n, SUM(comments) m, MAX(activity) latest FROM thread WHERE merged_id IS NULL AND hidden = 0 GROUP BY board_id) x'
                . ' ON x.board_id = b.id WHERE NOT n.threads <=> COALESCE(x.n, 0) OR NOT n.comments <=> COALESCE(x.m, 0)'
                . ' OR (SELECT created FROM comment WHERE id = n.last_comment_id) <> x.latest'),
        rows('SELECT CONCAT("line ", line, " still waits") FROM import_line'),
    ];
}

# The id here of a source's thread.
sub thread_of ($source, $name = 't') {
    return value('SELECT id FROM thread WHERE source_id = ? AND external_id = ?', source_id($source), $name);
}

subtest 'a line that is not right is left out with its number and a reason, and the rest goes in' => sub {
    my @bad = (
        ['{"id": "x1", ',                                               qr/not JSON/],
        ['',                                                            qr/empty/],
        ['[1, 2]',                                                      qr/not a JSON object/],
        ['"text"',                                                      qr/not JSON/],
        ['{"id":"x","id":"y"}',                                         qr/not JSON: duplicate/],
        ["{\"id\": \"\xFF\xFE\"}",                                      qr/not valid UTF-8/],
        ["{\"id\": \"a\0b\"}",                                          qr/NUL/],
        ['{"id":"x","body":"\ud800"}',                                  qr/not JSON/],
        [('[' x 5000),                                                  qr/not JSON/],
        ['x' x 1_048_577,                                               qr/longer than 1048576 bytes/],
        (map { my $name = $_; my %line = %{ line('x', parent => 'open') }; delete $line{$name}; [\%line, qr/"$name" is missing/] }
            qw(id thread created body)),
        [line('x', thread => 'u', title => "one\ntwo"),                 qr/"title" holds control characters/],
        [line('x', thread => 'u', board => 'nowhere'),                  qr/no board "nowhere"/],
        (map { [line('x', parent => 'open', id => $_),                  qr/"id" must be a text/] } 7.5, 1e300, json_true(), undef, ['x']),
        (map { [line($_, parent => 'open'),                             qr/"id" is empty/] } '', '  '),
        [line('a' x 65, parent => 'open'),                               qr/"id" is longer than 64 characters/],
        [line('x', parent => ['open']),                                 qr/"parent" must be a text/],
        [line('x', parent => 'open', author => ['ä']),                  qr/"author" must be a text/],
        (map { [line('x', parent => 'open', created => $_), qr/"created" must be a time/] }
            'yesterday', '2015-02-30T00:00:00Z', '2015-02-03', '2015-02-03T25:00:00', '2015-02-03 10:00 CET', 7e17, -1e18, undef, [1], '0999-12-31T00:00:00Z', '9999-12-31T23:59:59-12:00', ''),
        [line('x', parent => 'open', body => ['y']),                    qr/"body" must be a text/],
        [line('x', parent => 'open', body => "a\0b"),                   qr/"body" holds a NUL/],
        [line('x', parent => 'open', body => "a\x{FDD0}b"),             qr/"body" holds code points that are no characters/],
        [line('x', parent => 'open', body => "a\x{7}b"),                qr/"body" holds control characters/],
        [line('x', parent => 'open', author => "a\x{200F}"),            qr/"author" holds invisible characters/],
        [line('x', parent => 'x'),                                      qr/its own parent/],
        [line('orphan', parent => 'nowhere'),                           qr/parent "nowhere" is not in the file/],
        [line('below-orphan', parent => 'orphan'),                      qr/parent/],
        [line('abroad', parent => 'elsewhere'),                         qr/parent is in another thread/],
        [line('second'),                                                qr/another opening post/],
        [line('below-second', parent => 'second'),                      qr/parent/],
        [line('good', parent => 'open', body => 'Something else.'),     qr/id "good" is that of line 2 too/],
        [line('round', parent => 'about'),                              qr/circle/],
        [line('about', parent => 'round'),                              qr/circle/],
        [line('beside', parent => 'about'),                             qr/circle/],
    );
    my @good   = (line('open', created => '2015-01-01T00:00:00Z'), line('good', parent => 'open'), line('elsewhere', thread => 'v', created => '2015-01-01T00:00:00Z'));
    my @all    = (@good, (map { $_->[0] } @bad), line('last', parent => 'good'));
    my $source = unique('bad');
    my $said   = import_lines({ source => $source }, @all);
    is $said->{status}, 0, 'the import as a whole succeeds';
    is_deeply counts($said), { read => @bad + 4, added => 4, changed => 0, unchanged => 0, rejected => scalar @bad }, 'each line is counted once';
    for my $i (0 .. $#bad) {
        my $number = @good + 1 + $i;
        my $what   = ref $bad[$i][0] ? json->encode($bad[$i][0]) : $bad[$i][0];
        like $said->{reasons}{$number} // 'nothing', $bad[$i][1], sprintf 'line %d: %s', $number, substr $what =~ s/[^ -~]/?/gr, 0, 90;
    }
    is scalar keys %{ $said->{reasons} }, scalar @bad, 'and of nothing else';
    is_deeply [map { $_->[0] } @{ content($source) }], [sort qw(open good elsewhere last)], 'what is fine is there';
    is_deeply [map {@$_} @{ broken() }], [], 'and all is as it must be';

    my $again = import_lines({ source => $source }, @all);
    is_deeply counts($again), { read => @bad + 4, added => 0, changed => 0, unchanged => 4, rejected => scalar @bad }, 'the second time it is the same';
    is_deeply $again->{reasons}, $said->{reasons}, 'for the same reasons';
};

subtest 'what other forums leave out is made up for, and noted' => sub {
    my $source = unique('forums');
    my $long   = join ' ', ('word') x 100;
    my @lines  = (
        line('o', title => $long, created => '2020-01-01 00:05:00', body => 'Long.'),
        line('a', parent => 'o', author => undef, created => 1_577_837_160),
        line('b', parent => 'o', author => ' ',   created => '1577837220'),
        line('c', parent => 'o', created => 1_577_837_280_500),
        line('d', parent => 'o', created => '2020-01-01T01:09+0100'),
        line('u', thread => 'untitled', title => undef, body => "## What begins it\nand the rest"),
    );
    delete $lines[1]{author};
    my $orphaned = sub (@at) { my $line = line(@at); delete $line->@{qw(parent title)}; $line };
    push @lines, $orphaned->('e', created => '2020-01-01 00:10 UTC'), $orphaned->('g', thread => 'flat', created => '2020-01-02T00:01:00Z'),
        $orphaned->('f', thread => 'flat', created => '2020-01-02T00:00:00Z', body => 'First words.'), line('h', thread => 'flat', parent => 'g');
    my $said = import_lines({ source => $source }, shuffle(@lines));
    is_deeply counts($said), { read => 10, added => 10, changed => 0, unchanged => 0, rejected => 0 }, 'all is taken';
    my %is = map { $_->[0] => $_ } @{ content($source) };
    is_deeply [map { $is{$_}[5] } 'o', 'a' .. 'e'], [map {"2020-01-01 00:$_"} qw(05:00.000000 06:00.000000 07:00.000000 08:00.500000 09:00.000000 10:00.000000)],
        'times without zone or seconds, in seconds and milliseconds since 1970';
    is_deeply [map { $is{$_}[4] } qw(a b)], ['anonymous', 'anonymous'], 'an author who is not named';
    is length $is{o}[3], 300, 'a title that is too long is cut';
    is $is{o}[9], "$long\n\nLong.", 'and stands whole in the text';
    is $is{u}[3], 'What begins it', "a thread without a title is called after its text";
    is_deeply [map { [@{ $is{$_} }[1 .. 3]] } qw(e f g h)], [['o', 't', $is{o}[3]], [undef, 'flat', 'First words.'], ['f', 'flat', 'First words.'], ['g', 'flat', 'First words.']],
        'what does not say what it answers answers the opening post, or is it where it came first';
    is keys %{ $said->{notes} }, 7, 'and each line is in the report';
    like $said->{err}, qr/^3 of the lines, the first is \d+: it does not say whether it has a parent/m, 'summed up on the terminal';
    like $said->{err}, qr/^1 of the lines, the first is \d+: its time names no zone and is taken as UTC/m, 'by kind';
    is_deeply counts(import_lines({ source => $source }, @lines)), { read => 10, added => 0, changed => 0, unchanged => 10, rejected => 0 }, 'a second time nothing changes';
    is_deeply counts(import_lines({ source => $source }, $orphaned->('late'))), { read => 1, added => 1, changed => 0, unchanged => 0, rejected => 0 }, 'one that comes later';
    is value('SELECT p.external_id FROM comment c JOIN comment p ON p.id = c.parent_id WHERE c.source_id = ? AND c.external_id = "late"', source_id($source)), 'o', 'answers the opening post that is here';
    is_deeply [map {@$_} @{ broken() }], [], 'and all is as it must be';
};

subtest 'what other programs write as another type is taken, and noted' => sub {
    my $source = unique('types');
    my @scores = ('5' => 5, '5.0' => 5, ' -3 ' => -3, 5.5 => 6, -2.5 => -3, 5e9 => 1_000_000_000, '-1e99' => -1_000_000_000, 'many' => 0, '' => 0, 'nan' => 0, '0x10' => 0);
    my @lines  = (
        line(1, thread => 9, title => 1999, created => '2015-01-01T00:00:00Z'), line(2, thread => 9, parent => 1, author => 17, body => 42, created => '2015-01-01T01:00:00Z'),
        line('3', thread => '9', parent => 1.0, body => undef), line(' 4 ', thread => 9, parent => '2 '), line(5, thread => '9 ', parent => 4, author => 'ä' x 65, body => 'é' x 20_001),
        line(6, thread => 9, parent => 0, title => undef), line(7, thread => 9, parent => '', title => ''));
    my $first = @lines;
    while (my ($given, undef) = splice @scores, 0, 2) { push @lines, line("s$given", thread => 9, parent => 1, score => $given) }
    push @lines, line('s-null', thread => 9, parent => 1, score => undef), line('s-list', thread => 9, parent => 1, score => [5]), line('s-none', thread => 9, parent => 1);
    delete $lines[-1]{score};
    my @texts = map { json->encode($_) =~ s/"parent":1,/"parent":1.0,/r } @lines;
    my $said  = import_lines({ source => $source }, @texts);
    is_deeply counts($said), { read => scalar @lines, added => scalar @lines, changed => 0, unchanged => 0, rejected => 0 }, 'all is taken' or diag explain $said->{reasons};
    my %is = map { $_->[0] => $_ } @{ content($source) };
    is_deeply [map { $is{$_}[1] } 1 .. 7], [undef, 1, 1, 2, 4, 1, 1], 'numbers are ids, and spaces around them are none; what answers "" or 0 answers the opening post';
    is_deeply [@{ $is{1} }[2, 3]], [9, 1999], 'of a thread, and a title';
    is_deeply [@{ $is{2} }[4, 9]], [17, 42], 'an author, and a text';
    is $is{3}[9], '', 'null is no text';
    is_deeply [length $is{5}[4], length $is{5}[9]], [64, 20_000], 'an author and a text that are too long are cut';
    my %score = map { $_->[0] => $_->[6] } values %is;
    is_deeply [@score{ map {"s$_"} '5', '5.0', ' -3', 5.5, -2.5, 5e9, '-1e99' }], [5, 5, -3, 6, -3, 1_000_000_000, -1_000_000_000], 'a score is read from a text, rounded and bounded';
    is_deeply [@score{ map {"s$_"} qw(many nan 0x10 -null -list -none), '' }], [(0) x 7], 'what is no number is 0';
    is scalar(grep { !$said->{notes}{$_} } 1 .. @lines), 0, 'each line is in the report';
    like $said->{err}, qr/^\d+ of the lines, the first is 1: an id or a text in it is a number/m, 'the types';
    like $said->{err}, qr/^14 of the lines, the first is ${\ ($first + 1)}: its score is missing or no whole number/m, 'the scores';
    like $said->{err}, qr/^1 of the lines, the first is 3: it has no text and is empty/m, 'the text';
    like $said->{err}, qr/^1 of the lines, the first is 5: its text or its author's name is too long/m, 'what was cut';
    is_deeply counts(import_lines({ source => $source }, @texts)), { read => scalar @lines, added => 0, changed => 0, unchanged => scalar @lines, rejected => 0 }, 'a second time nothing changes';
    is_deeply [map {@$_} @{ broken() }], [], 'and all is as it must be';
};

subtest 'an import of which nothing can be taken fails, one of which a part can does not' => sub {
    my $bad  = line('x', created => 'never');
    my $said = import_lines({ source => unique('nothing'), arguments => ['--quiet'] }, $bad, $bad);
    is $said->{status}, 1, 'all lines are rejected: it fails';
    like $said->{err}, qr/all 2 of what was read was rejected/, 'and says so, also when it is to be quiet';
    is counts($said)->{rejected}, 2, 'with the counts';
    is import_lines({ source => unique('part') }, $bad, line('o'))->{status}, 0, 'some are: it does not';
    is import_lines({ source => unique('none') })->{status}, 0, 'nor does a file without lines';
};

subtest 'an opening post that cannot be taken does not lose its thread' => sub {
    my $source = unique('stand-in');
    my $bad    = json->encode(line('o', body => 'x')) =~ s/"body":"x"/"body":"caf\xE9"/r;
    my @lines  = (line('a', parent => 'o', created => '2015-01-02T00:00:00Z'), line('b', parent => 'a'),
        line('o2', thread => 'second', body => [7], created => 'never', author => ['x']), line('a2', thread => 'second', parent => 'o2', created => '2015-01-02T00:00:00Z'),
        line('o3', thread => 'alone', body => [7]));
    my $said = import_lines({ source => $source }, $bad, @lines);
    is_deeply counts($said), { read => 6, added => 3, changed => 0, unchanged => 0, rejected => 3 }, 'each line is counted once';
    is_deeply [sort keys %{ $said->{reasons} }], [1, 4, 6], 'the bad ones are told of';
    my %is = map { $_->[0] => $_ } @{ content($source) };
    is_deeply [sort keys %is], [qw(a a2 b o o2)], 'what answers them is there, below posts that stand in for them';
    is_deeply [@{ $is{o} }[3, 4, 9]], ['Title of o', 'ann', '*This post could not be imported.*'], 'with all that could be read of one';
    is_deeply [@{ $is{o2} }[4, 5]], ['anonymous', '2015-01-02 00:00:00.000000'], 'and made up for the rest';
    is_deeply counts(import_lines({ source => $source }, $bad, @lines)), { read => 6, added => 0, changed => 0, unchanged => 3, rejected => 3 }, 'a second time nothing changes';
    is_deeply counts(import_lines({ source => $source }, line('o', body => 'Mended.'), @lines))->{changed}, 1, 'the mended line takes its place';
    import_lines({ source => $source }, $bad, @lines);
    is value('SELECT body FROM comment WHERE source_id = ? AND external_id = "o"', source_id($source)), 'Mended.', 'and a bad one does not put it away';
    is counts(import_lines({ source => unique('stand-in') }, $bad, line('o', body => 'Right.'), @lines))->{added}, 4, 'nor does one in the same file';
    is_deeply [map {@$_} @{ broken() }], [], 'and all is as it must be';
};

subtest 'a file of another kind is named once, and nothing is taken' => sub {
    my %is = (
        "\x1F\x8B\x08\x00\n\n\n"                      => qr/it is compressed with gzip/,
        "-- MariaDB dump\nINSERT INTO x VALUES (1);\n" => qr/it is an SQL dump/,
        qq([{"id":"a"},\n{"id":"b"}]\n)                => qr/it is one JSON array/,
        "  <?xml version='1.0'?>\n<a/>\n"            => qr/it is XML/,
        "id,thread,author\n1,2,3\n4,5,6\n"             => qr/no JSON object/,
        qq({"kind":"npc","name":"x"}\n) x 3            => qr/nothing that a post has/,
        "Location\tName\tID\n"                         => qr/a character's inventory/,
    );
    for my $text (sort keys %is) {
        my $file = jsonl();
        open my $out, '>:raw', $file or die "$file: $!";
        print {$out} $text;
        close $out;
        my $said = lorehall_says(qw(import threads), $file, qw(--site everquest --source), unique('kind'));
        is $said->{status}, 1, 'it fails';
        like $said->{err}, $is{$text}, 'and says what the file is';
        is $said->{err} =~ tr/\n//, 1, 'in one line';
        unlink $file;
    }
};

subtest 'without a report the first ten reasons are told' => sub {
    my $file = jsonl(('{') x 14);
    my $said = lorehall_says(qw(import threads), $file, qw(--site everquest --source), unique('told'));
    is counts($said)->{rejected}, 14, 'fourteen are rejected';
    my @lines = split /\n/, $said->{err};
    is scalar(grep {/^line \d+: it is not JSON/} @lines), 10, 'ten are told';
    like $lines[-2], qr/^and 4 more/, 'and how many more there are';
    unlike $said->{err}, qr/\r|\e/, 'no progress is drawn where there is no terminal';
    $said = lorehall_says(qw(import threads), $file, qw(--site everquest --quiet --source), unique('told'));
    is $said->{err}, "lorehall: all 14 of what was read was rejected\n", 'and none when it is to be quiet';
    unlink $file;
};

subtest 'a report is not written over what is imported' => sub {
    my $lines = jsonl(line('q'));
    link $lines, "$lines.link" or die $!;
    my $folder = "$lines.maps";
    mkdir $folder or die $!;
    link $lines, "$folder/hill.txt" or die $!;
    my $whole = -s $lines;
    for (['threads', $lines, '--board', 'general', '--source', 'x'], ['talk', $lines], ['entries', $lines], ['table', $lines, '--kind', 'npc'],
        ['peq', $lines, '--dry-run'], ['table', '/dev/null', '--map', $lines], ['maps', $folder]) {
        for my $report ($lines, "$lines.link") {
            my $said = lorehall_says('import', @$_, '--site', 'everquest', '--report', $report);
            is $said->{status}, 1, "import $_->[0]: refused";
            like $said->{err}, qr/\Q$report\E is among what is imported/, 'which is said';
            is -s $lines, $whole, 'and nothing is lost';
        }
    }
    unlink $lines, "$lines.link", "$folder/hill.txt";
    rmdir $folder;
};

subtest 'a report holds nothing that a terminal would obey' => sub {
    my $said = import_lines({ source => unique('escape') }, "{\"id\": \"\e[31m\e]0;title\a\" nonsense", line('x', parent => "\e[2J"));
    is counts($said)->{rejected}, 2, 'both are rejected';
    unlike join('', values %{ $said->{reasons} }), qr/[\x00-\x1F\x7F]/, 'without a control character in the reasons';
};

subtest 'importing the same again changes nothing' => sub {
    my @lines = (line('o'), line('a', parent => 'o'), line('b', parent => 'a', author => 'Ann'), line('c', parent => 'a', body => ''));
    my ($source, $mark) = (unique('same'));
    is counts(import_lines({ source => $source }, @lines))->{added}, 4, 'four go in';
    my $before = content($source);
    $mark = written();
    is_deeply counts(import_lines({ source => $source }, @lines)), { read => 4, added => 0, changed => 0, unchanged => 4, rejected => 0 }, 'then none';
    is_deeply counts(import_lines({ source => $source }, reverse @lines)), { read => 4, added => 0, changed => 0, unchanged => 4, rejected => 0 },
        'also in another order';
    is_deeply written(),        $mark,   'nothing was written, not even to the journal';
    is_deeply content($source), $before, 'and nothing changed';
    is counts(import_lines({ source => $source }, @lines, $lines[1]))->{unchanged}, 5, 'a line that is there twice is unchanged';
    is counts(import_lines({ source => unique('same') }, @lines))->{added}, 4, 'from another source they are others';
};

subtest 'parents may come behind their children, and threads may be mixed' => sub {
    my @lines = (line('p-o', thread => 'p'), line('q-o', thread => 'q'));
    for my $thread (qw(p q)) {
        my @ids = ("$thread-o");
        for my $i (1 .. 60) {
            # Chains beyond ten and twenty levels, and broad places.
            push @lines, line("$thread-$i", thread => $thread, parent => $i % 10 ? $ids[-1] : $ids[-5]);
            push @ids, "$thread-$i";
        }
    }
    my ($straight, $mixed, $backwards) = map { unique($_) } qw(straight mixed backwards);
    is counts(import_lines({ source => $straight }, @lines))->{added}, 122, 'all go in';
    is counts(import_lines({ source => $mixed }, shuffle @lines))->{added}, 122, 'all go in, mixed';
    is_deeply content($mixed), content($straight), 'and are the same';
    is_deeply [map {@$_} @{ broken() }], [], 'each in its room, behind its parent';
    cmp_ok value('SELECT MAX(level) FROM comment WHERE source_id = ?', source_id($mixed)), '>', 20, 'deeper than two rooms';
    my @ids = rows('SELECT external_id FROM comment WHERE source_id = ? AND external_id LIKE "p-%" ORDER BY id', source_id($mixed));
    is_deeply [map { $_->[0] } @ids], [map { $_->{id} } grep { $_->{thread} eq 'p' } @lines], 'and stand in the order of their time';

    # Clocks that went wrong: every child was written before its parent.
    my $minute = 60;
    $_->{created} = sprintf '2015-01-01T00:%02d:00Z', --$minute for @lines[2 .. 61];
    $lines[0]{created} = '2016-01-01T00:00:00Z';
    is counts(import_lines({ source => $backwards }, shuffle @lines))->{added}, 122, 'all go in that were written before their parents';
    is_deeply [map {@$_} @{ broken() }], [], 'each behind its parent';
};

subtest 'more lines than one transaction takes, upside down' => sub {
    my @lines = (line('o', created => '2019-01-01T00:00:00Z'));
    push @lines, line("n$_", parent => $_ > 1 ? 'n' . ($_ - 1) : 'o', created => sprintf '2018-01-01T%02d:%02d:%02dZ', 23 - $_ / 3600, 59 - $_ / 60 % 60, 59 - $_ % 60)
        for 1 .. 1600;
    push @lines, line('lost', parent => 'nowhere', created => '2017-01-01T00:00:00Z'), line('lost-too', parent => 'lost', created => '2016-01-01T00:00:00Z');
    my $source = unique('upside');
    my $said   = import_lines({ source => $source }, reverse @lines);
    is_deeply counts($said), { read => 1603, added => 1601, changed => 0, unchanged => 0, rejected => 2 }, 'a chain of 1,600 whose times go backwards';
    is value('SELECT level FROM comment WHERE source_id = ? AND external_id = "n1600"', source_id($source)), 1600, 'the last one is the deepest';
    is_deeply [map {@$_} @{ broken() }], [], 'and all is as it must be';

    # One pass whatever the depth: with waves, each of which looked at all that was left, this took hours.
    @lines = (line('o', created => '2019-01-01T00:00:00Z'));
    push @lines, line("n$_", parent => $_ > 1 ? 'n' . ($_ - 1) : 'o', created => sprintf '2018-01-%02dT%02d:%02d:00Z', 28 - $_ / 1440, 23 - $_ / 60 % 24, 59 - $_ % 60)
        for 1 .. 20_000;
    $source = unique('deep');
    is counts(import_lines({ source => $source }, @lines))->{added}, 20_001, 'a chain of 20,000 whose times contradict its order';
    is value('SELECT level FROM comment WHERE source_id = ? AND external_id = "n20000"', source_id($source)), 20_000, 'the last one is the deepest';
};

subtest 'what has changed in the file is changed here, and what was given here stays' => sub {
    my @lines  = (line('o', score => 10), line('a', parent => 'o', score => 5), line('b', parent => 'a'), line('c', parent => 'o'), line('d', parent => 'o'));
    my $source = unique('changed');
    import_lines({ source => $source }, @lines);
    my $thread = thread_of($source);
    my $voter  = member();
    my ($a)    = map { $_->[0] } rows('SELECT id FROM comment WHERE source_id = ? AND external_id = "a"', source_id($source));
    my $guest  = visitor();
    like $guest->get("/api/v1/threads/thread:$thread")->{text}, qr/This is c\./, 'the thread can be read';
    is $voter->api(POST => "/api/v1/comments/$a/rating", { value => 1 })->{status}, 200, 'somebody votes for a comment';
    my $mark = value('SELECT MAX(id) FROM journal');

    $lines[0] = { %{ $lines[0] }, title => 'Another title', score => 8 };
    $lines[1] = { %{ $lines[1] }, score => 50 };
    $lines[2] = { %{ $lines[2] }, body => 'Said *better*.' };
    $lines[3] = { %{ $lines[3] }, author => 'deleted' };
    my $said = import_lines({ source => $source }, @lines);
    is_deeply counts($said), { read => 5, added => 0, changed => 4, unchanged => 1, rejected => 0 }, 'four lines differ';
    my %now = map { $_->[0] => $_ } @{ content($source) };
    is $now{o}[3], 'Another title', 'the title is new';
    is $now{o}[6], 8,  'and the score';
    is $now{a}[6], 51, 'a score that went up by 45 keeps the vote that was given here';
    is $now{b}[9], 'Said *better*.', 'the text is new';
    like $now{b}[10], qr{<em>better</em>}, 'also as it is shown';
    is $now{c}[4], 'deleted', 'the author is another';
    is_deeply [rows('SELECT kind, COUNT(*) FROM journal WHERE id > ? AND thread_id = ? GROUP BY kind', $mark, $thread)], [['edit', 4]],
        'the journal has a row for each';
    is_deeply [map { $_->[0] } rows('SELECT external_id FROM comment WHERE source_id = ? AND edited IS NOT NULL', source_id($source))], ['b'],
        'only what reads differently counts as edited';
    my $page = $guest->follow("/forum/thread/$thread");
    like $page->{text}, qr{Said <em>better</em>}, 'the page shows it at once';
    like $page->{text}, qr{Another title},        'with the new title';

    $lines[4] = { %{ $lines[4] }, created => '2031-01-01T00:00:00.123456+01:00' };
    is counts(import_lines({ source => $source }, @lines))->{changed}, 1, 'a time is changed';
    is value('SELECT activity FROM thread WHERE id = ?', $thread), '2030-12-31 23:00:00.123456', 'which is when the thread was last active';
    $lines[4] = { %{ $lines[4] }, created => '2015-06-01T00:00:00Z' };
    is counts(import_lines({ source => $source }, @lines))->{changed}, 1, 'and changed back';
    is_deeply [map {@$_} @{ broken() }], [], 'and all is as it must be';

    $lines[2] = { %{ $lines[2] }, parent => 'o' };
    $said = import_lines({ source => $source }, @lines, line('n', thread => 'u'), line('d', thread => 'u', parent => 'n'));
    like $said->{reasons}{3}, qr/imported before, with another parent/, 'a comment does not move to another parent';
    is_deeply [map {@$_} @{ broken() }], [], 'and all is still as it must be';
};

subtest 'a later file adds to threads and comments that are there' => sub {
    my $source = unique('later');
    my @first  = (line('o'), line('a', parent => 'o'), line('b', parent => 'a'));
    import_lines({ source => $source }, @first);
    my $thread = thread_of($source);
    my $guest  = visitor();
    like $guest->follow("/forum/thread/$thread")->{text}, qr/This is b\./, 'the thread is read';
    my $own = reply_to(member(), $thread, 'Said here.', value('SELECT id FROM comment WHERE source_id = ? AND external_id = "b"', source_id($source)));

    # Without the lines that are there already.
    my @more = (line('c', parent => 'b'), line('d', parent => 'o', created => '2001-01-01T00:00:00Z'), line('e', parent => 'c'));
    is counts(import_lines({ source => $source }, shuffle @more))->{added}, 3, 'replies to what is there';
    my $page = $guest->follow("/forum/thread/$thread")->{text};
    like $page, qr/This is $_\./, "$_ is on the page at once" for qw(c d e);
    like $page, qr/Said here\./, 'with what was said here';
    is value('SELECT last_comment_id FROM thread WHERE id = ?', $thread), $own, 'which is still the last';
    is value('SELECT last_comment_id FROM board_tally WHERE board_id = ?', $board), $own, 'also of the board';
    is value('SELECT comments FROM thread WHERE id = ?', $thread), 7, 'all are counted';
    like import_lines({ source => $source }, line('o2'))->{reasons}{1}, qr/another opening post/, 'a second opening post is not taken';
    my $other = lorehall_says('import', 'threads', jsonl(line('z', parent => 'a')), qw(--site camelot --source), $source);
    is counts($other)->{rejected}, 1, 'nor is what belongs to a thread of another site';
    like $other->{err}, qr/another site/, 'which is said';
    is_deeply [map {@$_} @{ broken() }], [], 'and all is as it must be';
};

subtest 'what moderators merged and split is found where it is now, by the same file and by a later one' => sub {
    my $source = unique('merged');
    my @lines  = map { (line("o$_", thread => "t" . (3 - $_)), line("a$_", thread => "t" . (3 - $_), parent => "o$_"), line("b$_", thread => "t" . (3 - $_), parent => "a$_")) } 1, 2;
    import_lines({ source => $source }, @lines);
    my ($from, $into) = map { thread_of($source, $_) } 't2', 't1';
    my $moderator = member(role => 'moderator');
    is $moderator->api(POST => "/api/v1/threads/$from/merge", { into => "thread:$into", reason => 'The same.' })->{status}, 200, 'one is merged into another';
    my $stand = sub { return [rows('SELECT c.id, c.external_id, c.thread_id, c.parent_id, c.level FROM comment c WHERE c.source_id = ? ORDER BY c.id', source_id($source))] };
    my $before = $stand->();
    is_deeply counts(import_lines({ source => $source }, @lines)), { read => 6, added => 0, changed => 0, unchanged => 6, rejected => 0 }, 'the same file changes nothing';
    is_deeply $stand->(), $before, 'and all stays where it is';

    my $more = line('c1', thread => 't2', parent => 'b1');
    my @later = (@lines, $more, line('d1', thread => 't2', parent => 'c1'), line('e1', thread => 't2', parent => 'o1'));
    $later[1] = { %{ $later[1] }, body => 'Said *better*.', score => 7 };
    $later[0] = { %{ $later[0] }, title => 'Another title' };
    is_deeply counts(lorehall_says('import', 'threads', jsonl(@later), qw(--site everquest --trial --source), $source)), { read => 9, added => 3, changed => 2, unchanged => 4, rejected => 0 }, 'a trial of a later one says so';
    is_deeply counts(import_lines({ source => $source }, @later)), { read => 9, added => 3, changed => 2, unchanged => 4, rejected => 0 }, 'which takes in what came to it';
    is_deeply [rows('SELECT DISTINCT thread_id FROM comment WHERE source_id = ?', source_id($source))], [[$into]], 'replies stand where what they answer is';
    is value('SELECT comments FROM thread WHERE id = ?', $into), 9, 'and are counted there';
    is value('SELECT comments FROM thread WHERE id = ?', $from), 0, 'not where they would have been';
    like visitor()->follow("/forum/thread/$into")->{text}, qr{Said <em>better</em>.*This is d1}s, 'the page shows it at once';
    is value('SELECT title FROM thread WHERE id = ?', $into), 'Title of o2', 'whose title is its own';

    my $split = value('SELECT id FROM comment WHERE source_id = ? AND external_id = "a2"', source_id($source));
    is $moderator->api(POST => "/api/v1/threads/$into/split", { comments => "$split", title => 'Split off', board => 'items', reason => 'Another matter.' })->{status}, 200, 'a branch is split off';
    push @later, line('f2', thread => 't1', parent => 'b2'), line('g2', thread => 't1', parent => 'o2');
    is_deeply counts(import_lines({ source => $source }, shuffle @later)), { read => 11, added => 2, changed => 0, unchanged => 9, rejected => 0 }, 'and found as well';
    my $new = value('SELECT thread_id FROM comment WHERE id = ?', $split);
    isnt $new, $into, 'in a thread of its own';
    is value('SELECT thread_id FROM comment WHERE source_id = ? AND external_id = "f2"', source_id($source)), $new, 'where its reply is';
    is value('SELECT thread_id FROM comment WHERE source_id = ? AND external_id = "g2"', source_id($source)), $into, 'and not what answers the opening';
    is_deeply [map {@$_} @{ broken() }], [], 'and all is as it must be';
};

subtest 'authors are people of their source, or accounts of this installation' => sub {
    my $here   = member(name => unique('Here'));
    my $source = unique('people');
    import_lines({ source => $source }, line('o', author => $here->{name}), line('a', parent => 'o', author => lc $here->{name}));
    is_deeply [rows('SELECT COUNT(DISTINCT a.id), COUNT(DISTINCT a.source_id), MIN(a.source_id) FROM comment c JOIN account a ON a.id = c.author_id'
            . ' WHERE c.source_id = ?', source_id($source))], [[2, 1, source_id($source)]], 'an author of the same name is somebody else';
    is value('SELECT COUNT(*) FROM account WHERE source_id = ? AND password IS NOT NULL', source_id($source)), 0, 'none of them can log in';

    my ($local, $new) = (unique('local'), unique('New'));
    my $shown = visitor()->follow('/forum/thread/' . value('SELECT thread_id FROM comment WHERE source_id = ? LIMIT 1', source_id($source)) . '/x')->{text};
    my $count = () = $shown =~ m{</b> <span class="by imported">imported</span>}g;
    is $count, 2, 'and beside the name it says that it is imported';
    my $said = import_lines({ source => $local, arguments => ['--local-authors'] },
        line('o', author => lc $here->{name}), line('a', parent => 'o', author => $new), line('b', parent => 'o', author => uc $new),
        line('c', parent => 'o', author => 'two words'));
    is_deeply counts($said), { read => 4, added => 3, changed => 0, unchanged => 0, rejected => 1 }, 'with local authors, names must be fine';
    like $said->{reasons}{4}, qr/"author" cannot be an account's name: "two words"/, 'and one that is not is rejected';
    is value('SELECT author_id FROM thread WHERE source_id = ?', source_id($local)), $here->{id}, 'an author who is known here is that account';
    is_deeply [rows('SELECT source_id, password FROM account WHERE handle = ?', lc $new)], [[0, undef]], 'others get one, whatever their case';
    sql('UPDATE account SET state = 1 WHERE handle = ?', lc $new);
    is counts(import_lines({ source => $local, arguments => ['--local-authors'] }, line('d', parent => 'o', author => $new)))->{added}, 1, 'also when it is closed';
};

subtest 'boards' => sub {
    my $source = unique('boards');
    my $file   = jsonl(line('o1', thread => 'x', board => 'zones'), line('o2', thread => 'y'), line('o3', thread => 'z', board => undef));
    my $at     = sub { join ' ', map { $_->[0] } rows('SELECT b.name FROM thread t JOIN board b ON b.id = t.board_id WHERE t.source_id = ? ORDER BY t.external_id', source_id($source)) };
    is counts(lorehall_says('import', 'threads', $file, qw(--site everquest --board items --source), $source))->{added}, 3, 'three threads';
    is $at->(), 'zones items items', "the line's board is taken, else that of --board";
    $source = unique('boards');
    lorehall_says('import', 'threads', $file, qw(--site everquest --source), $source);
    is $at->(), 'zones general general', "else the site's first";
    unlink $file;
    is_deeply [map {@$_} @{ broken() }], [], 'and all are counted';
};

subtest 'an import that was killed goes on where it was' => sub {
    my @lines = map { my $t = $_; (line("o$t", thread => "t$t"), map { line("c$t-$_", thread => "t$t", parent => $_ > 3 ? "c$t-" . ($_ - 3) : "o$t") } 1 .. 59) } 1 .. 60;
    my ($whole, $file) = (unique('whole'), jsonl(shuffle @lines));
    is counts(import_lines({ source => $whole, file => $file }))->{added}, 3600, 'what it shall become';
    my $shall  = content($whole);
    my @import = ('import', 'threads', $file, qw(--site everquest --board general --source));
    for my $where (qw(import-staged import-written after-commit)) {
        my $source = unique($where);
        my $fault  = instance_file("faults/$where");
        open my $out, '>', $fault or die "$fault: $!";
        close $out;
        my $said = lorehall_says(@import, $source);
        unlink $fault;
        is $said->{status}, 128 | 9, "it is killed: $where";
        is $said->{out}, '', 'and has not said that it is done';
        my $there = value('SELECT COUNT(*) FROM comment WHERE source_id = ?', source_id($source));
        cmp_ok $there, $where eq 'import-staged' ? '==' : '>', 0, "$there comments are there";
        is_deeply [grep { $_->[0] !~ /still waits/ } @{ broken() }], [], 'whole';
        is_deeply counts(lorehall_says(@import, $source)), { read => 3600, added => 3600 - $there, changed => 0, unchanged => $there, rejected => 0 },
            'the next run adds the rest';
        is_deeply content($source), $shall, 'and all is there as after one run';
    }
    my $source = unique('killed');
    my $begun  = 0;
    for my $least (1, 700, 2000) {
        my $run = begin({ config => instance_file('site.hdf') }, @import, $source);
        wait_until(60, sub { (value('SELECT COUNT(*) FROM comment WHERE source_id = (SELECT id FROM source WHERE name = ?)', $source) // 0) >= $least });
        kill KILL => $run->{pid};
        $begun += finish($run)->{status} == (128 | 9);
        is_deeply [grep { $_->[0] !~ /still waits/ } @{ broken() }], [], "killed at some moment behind $least comments: what is there is whole";
    }
    cmp_ok $begun, '>', 0, 'at least one was killed before it was done';
    is counts(lorehall_says(@import, $source))->{rejected}, 0, 'the last run is let be';
    is_deeply content($source), $shall, 'and all is there as after one run';
    is_deeply [map {@$_} @{ broken() }], [], 'and all is as it must be';
    unlink $file;
};

subtest 'one import of a source at a time, any number of sources' => sub {
    my $file = jsonl(line('o'), map { line("c$_", parent => 'o') } 1 .. 1500);
    my @run  = map { begin({ config => instance_file('site.hdf') }, 'import', 'threads', $file, qw(--site everquest --board general --source), $_) }
        my @sources = map { unique("at-once") } 1 .. 3;
    my $member = member();
    my $thread = start_thread($member);
    reply_to($member, $thread, "Meanwhile, $_.") for 1 .. 20;
    is_deeply counts(finish($_)), { read => 1501, added => 1501, changed => 0, unchanged => 0, rejected => 0 }, 'all goes in, while others write too' for @run;
    is value('SELECT comments FROM thread WHERE id = ?', $thread), 21, 'also what they wrote';
    is_deeply [map {@$_} @{ broken() }], [], 'and all is as it must be';

    my $source = unique('twice');
    my @twice  = map { begin({ config => instance_file('site.hdf') }, 'import', 'threads', $file, qw(--site everquest --board general --source), $source) } 1 .. 2;
    my @said   = map { finish($_) } @twice;
    is sum0(map { counts($_)->{added} // 0 } @said), 1501, 'two of one source do not add twice';
    is_deeply [map {@$_} @{ broken() }], [], 'nor harm each other';
    unlink $file;
};

subtest 'a file from standard input, with the marks of other systems' => sub {
    my $source = unique('stdin');
    my $text   = "\x{FEFF}" . join "\r\n", map { JSON::PP->new->canonical->encode($_) } line('o', title => 'Ünïcödé ☃'), line('a', parent => 'o', body => "one\r\ntwo\r");
    my $said   = lorehall_with({ config => instance_file('site.hdf'), input => $text }, qw(import threads - --site everquest --source), $source);
    is counts($said)->{added}, 2, 'both lines go in: a mark at the beginning, CR LF, no newline at the end';
    is_deeply [map { @$_[3, 9] } @{ content($source) }], ['Ünïcödé ☃', "one\ntwo", 'Ünïcödé ☃', 'This is o.'], 'as they were meant';
    is lorehall_with({ config => instance_file('site.hdf'), input => '' }, qw(import threads - --site everquest))->{status}, 2, 'but with no name for its source it is refused';
};

subtest 'real discussions' => sub {
    my $there = "$FindBin::Bin/../../../../shared/data/threads";
    my @files = sort glob "$there/*.jsonl" or return not_looked_at("no real data at $there");
    for my $file (@files) {
        my ($name)  = $file =~ m{([^/]+)\.jsonl$};
        my $source  = unique('real');
        my $lines   = do { open my $in, '<', $file or die "$file: $!"; () = <$in>; };
        my $said    = import_lines({ source => $source, file => $file });
        is_deeply counts($said), { read => $lines, added => $lines, changed => 0, unchanged => 0, rejected => 0 }, "$name: $lines lines, as many comments";
        is value('SELECT COUNT(*) FROM comment WHERE source_id = ?', source_id($source)), $lines, 'they are there';
        is_deeply counts(import_lines({ source => $source, file => $file })), { read => $lines, added => 0, changed => 0, unchanged => $lines, rejected => 0 },
            'the second run adds none';
    }
    is_deeply [map {@$_} @{ broken() }], [], 'and all is as it must be';
};

done_testing;
