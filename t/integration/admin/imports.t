# Imports from the browser: what is ready is tried first, then taken in, by a service of its own.
# Written by SQL: job, source; a sign of life that is an hour old and an end a month ago, for which nobody waits, and the source whose lock an import
# waits for.
use v5.36;
use utf8;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Test::More;
use Lorehall;
use File::Path qw(make_path remove_tree);

my $admin = administrator();
my $ready = instance_file('ready');
my @made;

# Puts a file ready, for a site or for all; gives its name.
sub ready ($name, $text, $place = 'everquest') {
    make_path("$ready/$place");
    open my $out, '>:encoding(UTF-8)', "$ready/$place/$name" or die "$ready/$place/$name: $!";
    print {$out} $text;
    close $out or die $!;
    push @made, "$ready/$place/$name";
    return "$place/$name";
}

# Threads as lines of a file, one opening post each.
sub threads (@titles) {
    return join '', map { my $id = unique('t');
        json()->encode({ id => $id, parent => undef, thread => $id, author => 'Ysolde', created => '2001-04-06T18:20:00Z', title => $_, body => "About $_.", score => 0 }) . "\n" } @titles;
}

# Asks for a trial; gives the number of its job.
sub try_import ($who, %fields) {
    my $answer = $who->post('/admin/imports', { import => 'threads', %fields });
    return $answer->{status} == 303 && $answer->location =~ m{^/admin/imports/(\d+)$} ? $1 : diag($answer->{status}) && 0;
}

# How a job ended.
sub ended ($id) {
    my $state;
    wait_until(60, sub { $state = value('SELECT state FROM job WHERE id = ?', $id); $state !~ /^(?:waiting|running)$/ });
    return $state;
}

subtest 'what an operator has put ready is listed, and nothing else is taken' => sub {
    my $name = ready(unique('list') . '.jsonl', threads(unique('One')));
    symlink '/etc/passwd', "$ready/everquest/link.jsonl";
    push @made, "$ready/everquest/link.jsonl";
    mkdir "$ready/everquest/$_" or die "$_: $!" for 'packed', 'plain';
    ready("$_/items.csv", "id,name\n") for 'packed', 'plain';
    symlink '/etc/passwd', "$ready/everquest/packed/more.csv";
    push @made, map {"$ready/everquest/$_"} 'packed/more.csv', 'packed', 'plain';
    my $page = $admin->get('/admin/imports');
    like $page->{text}, qr{value="\Q$name\E".*<td class="number">\d+ B</td>}s, 'by its name and size';
    like $page->{text}, qr{value="everquest/plain"}, 'and a folder';
    unlike $page->{text}, qr{link\.jsonl|"everquest/packed"}, 'a link is none of it, nor a folder that holds one';
    for my $wrong ('everquest/link.jsonl', 'everquest/packed', 'everquest/../../site.hdf', '../site.hdf', '/etc/passwd', '.', 'everquest', 'everquest/.', 'everquest/gone.jsonl', "$name/", $name =~ s{.*/}{}r) {
        my $answer = $admin->post('/admin/imports', { file => $wrong, import => 'threads' });
        is $answer->{status}, 422, "$wrong is refused";
        like $answer->{text}, qr{not there}, 'with why';
    }
    is $admin->post('/admin/imports', { file => $name, import => 'sites' })->{status}, 422, 'so is what nobody imports here';
    is $admin->post('/admin/imports', { file => $name, import => 'maps' })->{status},  422, 'and a file where a folder is wanted';
    is $admin->post('/admin/imports', { file => $name, import => 'table', kind => 'dragon' })->{status}, 422, 'and a kind that is none';
    is $admin->post('/admin/imports', { import => 'threads' })->{status}, 422, 'and no file at all';
};

subtest 'a trial says what would change and changes nothing; its import does just that, once' => sub {
    my @titles = map { unique('Title') } 1 .. 3;
    my $name = ready(unique('threads') . '.jsonl', threads(@titles) . "no line\n");
    my $trial = try_import($admin, file => $name, board => 'general');
    is ended($trial), 'done', 'it is tried';
    my $page = $admin->get("/admin/imports/$trial");
    like $page->{text}, qr{<span class="unit">Added</span> 3</td>}, 'three would be added';
    like $page->{text}, qr{<bdi>line 4: }, 'and the line that would be left out is told by its number';
    is value('SELECT COUNT(*) FROM thread WHERE title = ?', $titles[0]), 0, 'none is there';
    my $import = $admin->post("/admin/imports/$trial", { act => 'import' })->location =~ s{.*/}{}r;
    is ended($import), 'done', 'then it is taken in';
    is value('SELECT COUNT(*) FROM thread WHERE title = ?', $_), 1, "$_ is there" for @titles;
    like $admin->get("/admin/imports/$import")->{text}, qr{Import of \Q$name\E.*<span class="unit">Added</span> 3}s, 'as many as were told';
    my $again = $admin->post("/admin/imports/$trial", { act => 'import' });
    is $again->{status}, 409, 'a second time it is not';
    like $again->{text}, qr{imported already}, 'and that is said';
    my (undef, $audit) = lorehall('', qw(audit list --limit 20 --account), $admin->{name});
    like $audit, qr/"act":"\Q$_\E"/, "$_ is recorded" for qw(import.try import.run import.end);
    like $admin->get('/admin/imports?state=done&format=csv')->{content}, qr{^"\Q$name\E","threads","no","done"}m, 'the list is a file as well';
};

subtest 'a file that was changed since, or another import in between, wants another trial' => sub {
    my $name = ready(unique('stale') . '.jsonl', threads(unique('A')));
    my $trial = try_import($admin, file => $name);
    ended($trial);
    ready($name =~ s{.*/}{}r, threads(unique('B'), unique('C')));
    my $answer = $admin->post("/admin/imports/$trial", { act => 'import' });
    is $answer->{status}, 409, 'the file is another';
    like $answer->{text}, qr{no longer the one that was tried}, 'and that is said';
    my ($one, $other) = map { try_import($admin, file => ready(unique('race') . '.jsonl', threads(unique('R')))) } 1 .. 2;
    is ended($_), 'done', 'tried' for $one, $other;
    my $second = administrator();
    my $import = $second->post("/admin/imports/$other", { act => 'import' })->location =~ s{.*/}{}r;
    ended($import);
    my $late = $admin->post("/admin/imports/$one", { act => 'import' });
    is $late->{status}, 409, 'who comes after somebody else is told';
    like $late->{text}, qr{Something else was imported since}, 'why';
};

subtest 'entries are tried and taken in, and what would lose too much is refused in the trial' => sub {
    my %there  = map { $_ => [rows("SELECT e.external_id, e.name FROM entry e JOIN game g ON g.id = e.game_id WHERE g.name = 'everquest' AND e.kind = ?", $_)] } qw(object task pet);
    my ($kind) = sort { @{ $there{$a} } <=> @{ $there{$b} } || $a cmp $b } keys %there;
    my ($id, $source) = (unique_number(), unique($kind) . '.jsonl');
    my @lines = map { json()->encode({ kind => $kind, external_id => "$_->[0]", name => $_->[1], values => {} }) } @{ $there{$kind} }, [$id, 'Browser Import'], ['', 'x'];
    my $export = ready($source, join "\n", '{"export":"lorehall","game":"everquest"}', @lines, '');
    my $trial = try_import($admin, import => 'entries', file => $export);
    is ended($trial), 'done', 'tried' or diag join "\n", map { $_->[0] } rows('SELECT text FROM job_line WHERE job_id = ?', $trial);
    like $admin->get("/admin/imports/$trial")->{text}, qr{Entries</th>.*?<span class="unit">Added</span> 1</td>}s, 'one would be added';
    is value("SELECT COUNT(*) FROM entry WHERE external_id = ?", $id), 0, 'it is not there';
    is value('SELECT COUNT(*) FROM lore_import WHERE source = ?', $source), 0, 'nor an import in the history';
    my $import = $admin->post("/admin/imports/$trial", { act => 'import' })->location =~ s{.*/}{}r;
    is ended($import), 'done', 'taken in';
    is value("SELECT name FROM entry WHERE external_id = ?", $id), 'Browser Import', 'now it is';
    like $admin->get("/admin/imports/$import")->{text}, qr{href="/beastiary/imports/\d+"}, 'and leads to each change';
};

subtest 'talk and maps are tried as well' => sub {
    my $zone = value("SELECT e.external_id FROM entry e JOIN map m ON m.entry_id = e.id JOIN game g ON g.id = e.game_id WHERE g.name = 'everquest' LIMIT 1");
    my $body = unique('Said');
    my $talk = ready(unique('talk') . '.jsonl', join '', map { json()->encode($_) . "\n" }
        { subject => { kind => 'search' }, id => 'a', author => 'Y', created => '2001-04-06T18:20:00Z', body => $body },
        { subject => { kind => 'search' }, id => 'b', parent => 'a', author => 'Z', created => '2001-04-06T18:21:00Z', body => "$body too" });
    my $trial = try_import($admin, import => 'talk', file => $talk);
    is ended($trial), 'done', 'talk is tried';
    like value('SELECT result FROM job WHERE id = ?', $trial), qr{"added":2,}, 'two comments';
    is value('SELECT COUNT(*) FROM comment WHERE body = ?', $body), 0, 'that are not there';
    my $folder = unique('maps');
    make_path("$ready/everquest/$folder");
    push @made, "$ready/everquest/$folder";
    ready("$folder/$zone.txt", "L 0.0, 0.0, 0.0, 7.0, 7.0, 0.0, 0, 0, 0\n");
    my $before = value('SELECT MD5(GROUP_CONCAT(MD5(text))) FROM map');
    $trial = try_import($admin, import => 'maps', file => "everquest/$folder");
    is ended($trial), 'done', 'maps are tried';
    like value('SELECT result FROM job WHERE id = ?', $trial), qr{"changed":1,}, 'one would change';
    is value('SELECT MD5(GROUP_CONCAT(MD5(text))) FROM map'), $before, 'and does not';
};

subtest 'what is wrong with a file is told as the command tells it' => sub {
    my $trial = try_import($admin, import => 'entries', file => ready(unique('bad') . '.jsonl', "{\n"));
    is ended($trial), 'failed', 'it fails';
    my $page = $admin->get("/admin/imports/$trial");
    like $page->{text}, qr{line 1: .*cannot be read}, 'with the line';
    unlike $page->{text}, qr{value="import"}, 'and nothing of it can be imported';
    is $admin->post("/admin/imports/$trial", { act => 'import' })->{status}, 409, 'whoever asks';
};

subtest 'one runs at a time, is shown while it runs, stopped, and survives its service' => sub {
    my $holder = sql_connection();
    my $name = ready(unique('slow') . '.jsonl', threads(map { unique('S') } 1 .. 2));
    my $source = value("INSERT INTO source (name) VALUES (?) ON DUPLICATE KEY UPDATE id = LAST_INSERT_ID(id) RETURNING id", $name =~ s{.*/}{}r);
    $holder->rows("SELECT GET_LOCK(CONCAT('lorehall.import.', LEFT(SHA1(CONCAT(DATABASE(), '.', $source)), 16)), 5)");
    my $running = try_import($admin, file => $name);
    my $waiting = try_import($admin, file => ready(unique('next') . '.jsonl', threads(unique('N'))));
    ok wait_until(20, sub { value('SELECT state FROM job WHERE id = ?', $running) eq 'running' }), 'the first runs';
    is value('SELECT state FROM job WHERE id = ?', $waiting), 'waiting', 'the second waits';
    my $page = $admin->get("/admin/imports/$running");
    is $page->{headers}{refresh}, 3, 'its page asks for itself again';
    like $page->{text}, qr{<progress max="100"}, 'and shows how far it is';
    kill 'KILL', workers('jobsd');
    ok wait_until(20, sub { scalar(my @processes = workers('jobsd')) }), 'the service is killed and comes again';
    sql("UPDATE job SET beat = beat - INTERVAL 1 HOUR WHERE id = ?", $running);
    ok wait_until(30, sub { value('SELECT tries FROM job WHERE id = ?', $running) == 2 }), 'and takes it up again';
    is $admin->post("/admin/imports/$waiting", { act => 'stop' })->location, "/admin/imports/$waiting?done=stop", 'what waits is stopped';
    is value('SELECT state FROM job WHERE id = ?', $waiting), 'cancelled', 'at once';
    is $admin->post("/admin/imports/$running", { act => 'stop' })->{status}, 303, 'and what runs';
    is ended($running), 'cancelled', 'as soon as it can be';
    is $admin->post("/admin/imports/$running", { act => 'stop' })->{status}, 409, 'there is nothing more to stop then';
    undef $holder;
};

subtest 'who may not is told so, and what all sites of a game show is for who may do it on all of them' => sub {
    my $member = member();
    is $member->get('/admin/imports')->{status}, 403, 'a member sees nothing of it';
    is $member->post('/admin/imports', { file => 'x', import => 'threads' })->{status}, 403, 'and starts nothing';
    my $local = member();
    lorehall('', 'role', 'grant', $local->{name}, 'administrator', '--site', 'everquest');
    my $name = ready(unique('local') . '.jsonl', threads(unique('L')));
    unlike $local->get('/admin/imports')->{text}, qr{<option value="entries"}, 'eqbeastiary shows the same database';
    is $local->post('/admin/imports', { file => $name, import => 'entries' })->{status}, 403, 'so it is not theirs alone';
    ok try_import($local, file => $name), 'but threads are';
    is administrator(site => 'camelot')->get('/admin/imports/' . value('SELECT MAX(id) FROM job'))->{status}, 404, 'and a job is its site\'s';
};

subtest 'files are those of a site, or of all for who may import on all; what lies elsewhere is nobody\'s' => sub {
    my ($own, $other) = map { ready(unique('of') . '.jsonl', threads(unique('F')), $_) } 'everquest', 'camelot';
    my $shared = ready(unique('of') . '.jsonl', threads(unique('F')), '_all');
    open my $stray, '>', "$ready/" . unique('stray') . '.jsonl' or die $!;
    close $stray;
    push @made, glob "$ready/stray*";
    my $local = member();
    lorehall('', 'role', 'grant', $local->{name}, 'administrator', '--site', 'everquest');
    my $page = $local->get('/admin/imports');
    like $page->{text}, qr{value="\Q$own\E"}, 'one of a site sees what is its own';
    unlike $page->{text}, qr{\Q$other\E|\Q$shared\E|belongs to no site}, 'and no other';
    is $local->post('/admin/imports', { file => $_, import => 'threads' })->{status}, 422, "$_ is not there for them" for $other, $shared;
    is $local->post('/admin/imports', { file => $own, mapping => $shared, import => 'peq' })->{status}, 403, 'nor as a mapping';
    $page = $admin->get('/admin/imports');
    like $page->{text}, qr{value="\Q$shared\E"}, 'who may on all sites has what is of all';
    unlike $page->{text}, qr{\Q$other\E}, 'but another site\'s only there';
    like $page->{text}, qr{belongs to no site}, 'and is told of what lies where the installation had it before';
    unlike $page->{text}, qr{value="stray}, 'which is not offered';
    ok try_import($admin, file => $shared), 'what is of all can be tried';
};

subtest 'threads go to boards that whoever imports them may read and write, whatever a file names' => sub {
    my ($open, $closed, $importer) = map { unique($_) =~ tr/A-Z_/a-z-/r } qw(open closed importer);
    my $role = sub ($name) { value('SELECT id FROM role WHERE name = ?', $name) };
    lorehall('', qw(role create), $importer, qw(--title Importer import.run));
    my $local = member();
    lorehall('', qw(role grant), $local->{name}, $importer, qw(--site everquest));
    is $admin->post('/admin/boards/new', { name => $_->[0], title => "Title $_->[0]", description => '', place => '', map { $_ => 1 } @{ $_->[1] } })->{status}, 303, "board $_->[0]"
        for [$open, ['read.' . $role->('guest'), 'reply.' . $role->('member'), 'start.' . $role->('member')]], [$closed, [map { "$_." . $role->('moderator') } qw(read reply start)]];
    my $name = ready(unique('secret') . '.jsonl', join '', map { json()->encode({ id => unique('s'), parent => undef, thread => unique('s'), author => 'Y', created => '2001-04-06T18:20:00Z', title => "To $_", board => $_, body => 'x', score => 0 }) . "\n" } $open, $closed);
    my $page = $local->get('/admin/imports');
    like $page->{text}, qr{value="$open"}, 'a board for all is offered';
    unlike $page->{text}, qr{$closed}, 'one that they may not read is not named';
    is $local->post('/admin/imports', { file => $name, import => 'threads', board => $closed })->{status}, 422, 'nor taken';
    my $trial = try_import($local, file => $name, board => $open);
    is ended($trial), 'done', 'a file that names it is tried';
    like $local->get("/admin/imports/$trial")->{text}, qr{<span class="unit">Added</span> 1</td>.*the site has no board &quot;\Q$closed\E}s, 'and what would go there is left out, as if there was none';
};

subtest 'what a trial was made of is held against what is imported, to the byte' => sub {
    my $folder = unique('bytes');
    make_path("$ready/everquest/$folder");
    push @made, "$ready/everquest/$folder";
    my ($one, $other) = map { ready("$folder/$_", "id,name\n1,$_\n") } 'items.csv', 'npc.csv';
    my $digest = sub ($id) { value('SELECT HEX(digest) FROM job WHERE id = ?', $id) };
    my $trial = try_import($admin, import => 'table', kind => 'item', file => "everquest/$folder");
    ended($trial);
    my $first = $digest->($trial);
    like $first, qr{^[0-9A-F]{64}$}, 'what was tried is known by its digest';
    # As much, at the same time.
    my $exchange = sub ($file, $text) {
        my $time = (stat "$ready/$file")[9];
        ready($file =~ s{^everquest/}{}r, $text);
        utime $time, $time, "$ready/$file";
    };
    $exchange->($one, "id,name\n2,items.csv\n");
    $trial = try_import($admin, import => 'table', kind => 'item', file => "everquest/$folder");
    ended($trial);
    isnt $digest->($trial), $first, 'a byte in one of a folder\'s files makes another, whatever its size and time say';
    my $name = ready(unique('exact') . '.jsonl', my $text = threads('Exact one'));
    utime 1_000_000_000, 1_000_000_000, "$ready/$name";
    $trial = try_import($admin, file => $name);
    is ended($trial), 'done', 'tried';
    $exchange->($name, $text =~ s/Exact one/Exact two/r);
    my $import = $admin->post("/admin/imports/$trial", { act => 'import' });
    is $import->{status}, 303, 'one whose size and time are the same is taken for it by the page';
    $import = ($import->location // '') =~ s{.*/}{}r;
    is ended($import), 'failed', 'but not by what imports it';
    like $admin->get("/admin/imports/$import")->{text}, qr{no longer the one that was tried}, 'which tells why';
    my $table = ready('thing.csv', "id,name\n1,x\n");
    my $map   = ready(unique('map') . '.hdf', my $kinds = "Game = everquest\nKinds {\n  task {\n    Table = thing\n    Id = id\n    Name = name\n  }\n}\n");
    $trial = try_import($admin, import => 'table', file => $table, mapping => $map, allow_shrink => 1);
    is ended($trial), 'done', 'one by a mapping is tried' or diag join "\n", map { $_->[0] } rows('SELECT text FROM job_line WHERE job_id = ?', $trial);
    ready($map =~ s{.*/}{}r, "$kinds\n");
    is $admin->post("/admin/imports/$trial", { act => 'import' })->{status}, 409, 'a mapping that was exchanged is told as a file is';
    my (undef, $audit) = lorehall('', qw(audit list --limit 20 --account), $admin->{name});
    like $audit, qr{"after":"table \Q$table\E --map \Q$map\E --allow-shrink"}, 'and the record says by which mapping';
};

subtest 'what waits is run only while its site may be written, and by who still may' => sub {
    my $local = member();
    lorehall('', 'role', 'grant', $local->{name}, 'administrator', '--site', 'everquest');
    my @names = map { ready(unique('late') . '.jsonl', threads(unique('L'))) } 1 .. 2;
    my $holder = sql_connection();
    $holder->rows("SELECT GET_LOCK(CONCAT('lorehall.job.', LEFT(SHA1(DATABASE()), 16)), 5)");
    my $gone = try_import($local, file => $names[0]);
    lorehall('', 'role', 'revoke', $local->{name}, 'administrator', '--site', 'everquest');
    undef $holder;
    is ended($gone), 'failed', 'who lost the right meanwhile imports nothing';
    like value('SELECT text FROM job_line WHERE job_id = ?', $gone), qr{may not import}, 'which is told';
    $holder = sql_connection();
    $holder->rows("SELECT GET_LOCK(CONCAT('lorehall.job.', LEFT(SHA1(DATABASE()), 16)), 5)");
    my $frozen = try_import($admin, file => $names[1]);
    lorehall('', qw(freeze --site everquest), 'broken into');
    undef $holder;
    is ended($frozen), 'failed', 'on a site that can only be read nothing is imported';
    like value('SELECT text FROM job_line WHERE job_id = ?', $frozen), qr{only be read}, 'which is told';
    lorehall('', qw(unfreeze --site everquest));
};

subtest 'what imports told is forgotten after a month, how they ended is not' => sub {
    my $trial = try_import($admin, import => 'entries', file => ready(unique('old') . '.jsonl', "{\n"));
    ended($trial);
    sql('UPDATE job SET finished = finished - INTERVAL 31 DAY WHERE id = ?', $trial);
    kill 'TERM', workers('jobsd');
    ok wait_until(20, sub { value('SELECT COUNT(*) FROM job_line WHERE job_id = ?', $trial) == 0 }), 'its lines go';
    like $admin->get("/admin/imports/$trial")->{text}, qr{forgotten after 30 days}, 'and the page says so';
};

subtest 'it speaks German' => sub {
    like administrator(language => 'de')->get('/admin/imports')->{text}, qr{Bereit zum Importieren}, 'so it does';
};

remove_tree(@made);
done_testing;
