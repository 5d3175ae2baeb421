# Imports from the browser: what is ready is tried first, then taken in, by a service of its own.
# Written by SQL: job, source; a sign of life that is an hour old, for which nobody waits, and the source whose lock an import waits for.
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

# Puts a file ready; gives its name.
sub ready ($name, $text) {
    open my $out, '>:encoding(UTF-8)', "$ready/$name" or die "$ready/$name: $!";
    print {$out} $text;
    close $out or die $!;
    push @made, "$ready/$name";
    return $name;
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
    symlink '/etc/passwd', "$ready/link.jsonl";
    push @made, "$ready/link.jsonl";
    mkdir "$ready/$_" or die "$ready/$_: $!" for 'packed', 'plain';
    ready("$_/items.csv", "id,name\n") for 'packed', 'plain';
    symlink '/etc/passwd', "$ready/packed/more.csv";
    push @made, map {"$ready/$_"} 'packed/more.csv', 'packed', 'plain';
    my $page = $admin->get('/admin/imports');
    like $page->{text}, qr{value="\Q$name\E".*<td class="number">\d+ B</td>}s, 'by its name and size';
    like $page->{text}, qr{value="plain"}, 'and a folder';
    unlike $page->{text}, qr{link\.jsonl|"packed"}, 'a link is none of it, nor a folder that holds one';
    for my $wrong ('link.jsonl', 'packed', '../site.hdf', '/etc/passwd', '.', 'gone.jsonl', "$name/") {
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
    ready($name, threads(unique('B'), unique('C')));
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
    my ($id, $export) = (unique_number(), unique('npc') . '.jsonl');
    ready($export, qq({"export":"lorehall","game":"everquest"}\n{"kind":"npc","external_id":"$id","name":"Browser Import","values":{}}\n{"kind":"npc","external_id":"","name":"x","values":{}}\n));
    my $trial = try_import($admin, import => 'entries', file => $export);
    is ended($trial), 'done', 'tried' or diag join "\n", map { $_->[0] } rows('SELECT text FROM job_line WHERE job_id = ?', $trial);
    like $admin->get("/admin/imports/$trial")->{text}, qr{Entries</th>.*?<span class="unit">Added</span> 1</td>}s, 'one would be added';
    is value("SELECT COUNT(*) FROM entry WHERE external_id = ?", $id), 0, 'it is not there';
    is value('SELECT COUNT(*) FROM lore_import WHERE source = ?', $export), 0, 'nor an import in the history';
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
    make_path("$ready/$folder");
    push @made, "$ready/$folder";
    ready("$folder/$zone.txt", "L 0.0, 0.0, 0.0, 7.0, 7.0, 0.0, 0, 0, 0\n");
    my $before = value('SELECT MD5(GROUP_CONCAT(MD5(text))) FROM map');
    $trial = try_import($admin, import => 'maps', file => $folder);
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
    my $source = value("INSERT INTO source (name) VALUES (?) ON DUPLICATE KEY UPDATE id = LAST_INSERT_ID(id) RETURNING id", $name);
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
    ready(my $name = unique('local') . '.jsonl', threads(unique('L')));
    unlike $local->get('/admin/imports')->{text}, qr{<option value="entries"}, 'eqbeastiary shows the same database';
    is $local->post('/admin/imports', { file => $name, import => 'entries' })->{status}, 403, 'so it is not theirs alone';
    ok try_import($local, file => $name), 'but threads are';
    is administrator(site => 'camelot')->get('/admin/imports/' . value('SELECT MAX(id) FROM job'))->{status}, 404, 'and a job is its site\'s';
};

subtest 'it speaks German' => sub {
    like administrator(language => 'de')->get('/admin/imports')->{text}, qr{Bereit zum Importieren}, 'so it does';
};

remove_tree(@made);
done_testing;
