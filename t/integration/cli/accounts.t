# The accounts of the database, one for each kind of program: what migrate gives them, and what the database refuses.
# Written by SQL: audit, audit_head, account, board, comment, staged_entry, staged_change; to be refused.
use v5.36;
use utf8;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Test::More;
use Lorehall;
use Lorehall::Command;

sub hdf ($text) {
    my $file = "$Lorehall::DIRECTORY/tmp/" . unique('sites') . '.hdf';
    open my $out, '>:encoding(UTF-8)', $file or die "$file: $!";
    print $out $text;
    close $out or die "$file: $!";
    return $file;
}

subtest 'each program has an account of its own, which migrate gives what it needs' => sub {
    my $name = unique('fresh') =~ s/-/_/gr;
    sql("CREATE DATABASE $name CHARACTER SET utf8mb4");
    sql("GRANT ALL ON $name.* TO lorehall_migrate\@localhost WITH GRANT OPTION");
    my @own = ('Database.Name' => $name, 'Shared.File' => "$Lorehall::DIRECTORY/tmp/$name.shared");
    my ($account, $password) = (unique('w') =~ s/-/_/gr, unique('secret'));
    my $run = sub ($settings, @arguments) {
        my $file = configured(@own, @$settings);
        my $said = lorehall_with({ config => $file }, @arguments);
        unlink $file;
        return $said;
    };
    my $migrate = sub ($program) { $run->([migrating(), "Grants.$program" => "$account\@localhost"], 'migrate') };
    my $as      = sub ($program, @arguments) { $run->(['Database.User' => $account, 'Database.Password' => $password, 'Database.Program' => $program], @arguments) };
    my $anew    = sub { sql("DROP USER IF EXISTS $account\@localhost"); sql("CREATE USER $account\@localhost IDENTIFIED BY '$password'") };

    $anew->();
    my $said = $migrate->('Worker');
    is $said->{status}, 0, 'one that may make tables migrates, and grants' or diag $said->{err};
    is $migrate->('Worker')->{out}, '', 'and again, as there may be new accounts';
    refused($as->('worker', 'migrate'), 1, qr/command denied/, 'this one may not');
    like $as->('worker', 'check')->{out}, qr/^ok   rights$/m, 'check finds that it may what it needs, and no more';
    like $as->('reader', 'check')->{out}, qr/^warn rights: $account needs no .*INSERT on $name\.account/m, 'and of a program that needs less, that it may more';
    my $sites = hdf("Sites {\n one {\n title = Eins\n game = everquest\n Boards {\n b {\n title = Brett\n }\n }\n }\n}\n");
    is counts($as->('worker', 'import', 'sites', $sites))->{added}, 2, 'it imports sites';
    my $threads = jsonl({ id => 'o', parent => undef, thread => 't', author => 'ann', created => '2015-01-01T00:00:00Z', title => 'T', body => '', score => 0 });
    is counts($as->('worker', 'import', 'threads', $threads))->{added}, 1, 'threads';
    my $entries = "$Lorehall::DIRECTORY/tmp/$name.jsonl";
    is lorehall_says('export', 'entries', '--site', 'everquest', '--output', $entries)->{status}, 0, 'what a game knows';
    $said = $as->('worker', 'import', 'entries', $entries);
    cmp_ok counts($said)->{added}, '>', 100, 'is imported' or diag $said->{err};
    my $file = configured(@own, 'Database.User' => $account, 'Database.Password' => $password);
    is lorehall_with({ config => $file, input => "correct horse battery\n" }, 'user', 'add', 'ann', '--password-stdin')->{status}, 0, 'it makes accounts';
    unlink $file;

    sql("REVOKE UPDATE ON $name.board FROM $account\@localhost");
    like $as->('worker', 'check')->{out}, qr/^BAD  rights: $account has no UPDATE on board; lorehall migrate gives/m, 'what it lacks is named';
    $migrate->('Worker');
    like $as->('worker', 'check')->{out}, qr/^ok   rights$/m, 'and given by migrate';
    sql("GRANT UPDATE ON $name.audit TO $account\@localhost");
    like $as->('worker', 'check')->{out}, qr/^warn rights: $account needs no UPDATE on $name\.audit$/m, 'what is too much is named';
    $migrate->('Worker');
    like $as->('worker', 'check')->{out}, qr/^ok   rights$/m, 'and taken';
    sql("GRANT UPDATE ON $name.* TO $account\@localhost");
    like $as->('worker', 'check')->{out}, qr/^warn rights: $account needs no UPDATE on $name\.\*$/m, 'but for what was given on all of it';

    $anew->();
    like $as->('worker', 'check')->{out}, qr/^BAD  rights: /m, 'one without any right is told, too';
    is $migrate->('Reader')->{status}, 0, 'for a reader';
    like $as->('reader', 'check')->{out}, qr/^ok   rights$/m, 'there is less';
    is $as->('reader', 'stats')->{status}, 0, 'stats only reads';
    is $as->('reader', 'export', 'entries', '--output', "$entries.2")->{status}, 0, 'and so does an export';
    unlink $sites, $threads, $entries, "$entries.2";
    sql("DROP USER $account\@localhost");
    $said = $migrate->('Worker');
    is $said->{status}, 1, 'an account that is not there';
    like $said->{err}, qr/^migrate: $account\@localhost: .*make it, or take it out of the configuration/m, 'is told';
    sql("DROP DATABASE $name");
};

# What the database says to an account of the instance.
sub asked_as ($program, $statement) {
    my $settings = content_of(instance_file("$program.hdf"));
    my ($user, $password) = map { $settings =~ /^Database\.$_ = (.+)$/m } qw(User Password);
    local $ENV{MYSQL_PWD} = $password;
    my ($status, $text) = Lorehall::command('', 'mariadb', '--no-defaults', '--socket=' . instance_file('run/mysql.sock'), "--user=$user", '-e', $statement, 'lorehall');
    return $text;
}

subtest 'what a program has no use for, the database refuses it' => sub {
    my $denied = qr/command denied to user/;
    like asked_as('site', 'UPDATE audit SET reason = NULL WHERE id = 0'), $denied, 'workers change no record of the audit trail';
    like asked_as('site', 'DELETE FROM audit WHERE id = 0'), $denied, 'nor take one away';
    like asked_as('site', 'TRUNCATE audit'), $denied, 'nor all';
    like asked_as('site', 'DELETE FROM migration WHERE number = 0'), $denied, 'nor say what was migrated';
    like asked_as('site', $_), $denied, $_ for 'CREATE TABLE x (x INT)', 'ALTER TABLE board ADD x INT', 'DROP TABLE board', 'TRUNCATE staged_entry', 'GRANT SELECT ON board TO lorehall_reader@localhost';
    like asked_as('site', 'SELECT * FROM information_schema.innodb_trx'), qr/denied/, 'nor see others\' transactions';
    is asked_as('import', 'TRUNCATE staged_change'), '', 'an import empties its working tables';
    like asked_as('import', 'TRUNCATE comment'), $denied, 'and no others';
    like asked_as($_->[0], $_->[1]), $denied, "$_->[0]: $_->[1]" for map { my $program = $_; map { [$program, $_] } 'SELECT password FROM account', 'SELECT email FROM account', 'SELECT * FROM session', 'SELECT * FROM api_token', 'SELECT * FROM totp', 'SELECT * FROM recovery_code', 'SELECT * FROM login_pending', 'SELECT body FROM mail', 'UPDATE account SET name = name', 'INSERT INTO audit_head VALUES (2, 0, 0)' } qw(follower reader);
    unlike asked_as('reader', 'SELECT name FROM account LIMIT 1'), $denied, 'names are read';
    like asked_as('mail', 'SELECT name FROM account'), $denied, 'who sends mails knows nothing but them';
    is_deeply [map { $_->[0] } rows("SELECT DISTINCT user FROM information_schema.processlist WHERE db = 'lorehall' AND user NOT LIKE 'lorehall%' AND user <> ?", scalar getpwuid $>)], [], 'nobody else is connected';
    is_deeply [map { $_->[0] } rows("SELECT DISTINCT user FROM information_schema.processlist WHERE user IN ('lorehall_follower', 'lorehall_mail') ORDER BY 1")], [qw(lorehall_follower lorehall_mail)], 'the services come by their own accounts';
    for my $who ('', '_import', '_follower', '_mail', '_reader') {
        my @wide = grep { !/^GRANT USAGE ON|ON `lorehall`\.`/ } map { $_->[0] =~ s/ IDENTIFIED .*//r } rows("SHOW GRANTS FOR lorehall$who\@localhost");
        is_deeply \@wide, $who eq '_follower' ? ['GRANT PROCESS ON *.* TO `lorehall_follower`@`localhost`'] : [], "lorehall$who has what migrate gave, table by table";
    }
};

# Whatever lets somebody in must be closed to who only reads; a new column with such a name is decided on here.
subtest 'columns with secrets are closed to who only reads' => sub {
    my $open = qr/\.(?:(?:imported|once|sent)_)?hash\z/;    # of what a row says
    my @suspect = map { "$_->[0].$_->[1]" } rows("SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'lorehall' AND column_name REGEXP 'password|secret|token|hash|code|key|nonce|mail'");
    my %read;
    for my $program (qw(follower reader)) {
        $read{$_} = 1 for split ' ', asked_as($program, "SELECT CONCAT(table_name, '.', column_name) FROM information_schema.columns WHERE table_schema = 'lorehall' AND privileges LIKE '%select%'");
    }
    is_deeply [sort grep { $read{$_} && !/$open/ } @suspect], [], 'none that is not known to let nobody in';
};

done_testing;
