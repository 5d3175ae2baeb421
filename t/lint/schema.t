#!/usr/bin/env perl
# The rules of the house lint for migrations and for whose each table is: each is broken in a tree of its own and
# found at its line; what it allows passes.

use v5.36;
use FindBin ();
use Test::More;

use lib $FindBin::Bin;
use HouseTree;

subtest 'migration' => sub {
    my $finds = sub ($name, $names, @expected) {
        my %files = map { ("db/migrations/$_" => "-- Why.\n") } @$names;
        finds($name, \%files, map { "db/migrations/$_" } @expected);
    };
    $finds->('a gap', [qw(0001-a.sql 0003-b.sql)], '0003-b.sql:1: migration: number 0002 is missing');
    $finds->('a late start', [qw(0005-a.sql)],            '0005-a.sql:1: migration: number 0001 is missing');
    $finds->('a double', [qw(0001-a.sql 0001-b.sql)], '0001-b.sql:1: migration: number 0001 is there twice');
    $finds->('another name', [qw(0001-a.sql 2-b.sql)],    '2-b.sql:1: migration: is not named');
    finds('no comment', { 'db/migrations/0001-a.sql' => "SELECT 1;\n" },
        'db/migrations/0001-a.sql:1: migration: does not begin');
};

# Two floors' tables.
my %SCHEMA = (
    'db/migrations/0001-a.sql' => <<~'END',
        -- Both. CREATE TABLE no_table
        CREATE TABLE account (id INT);
        CREATE TABLE old_thread (id INT);
        CREATE TABLE gone (id INT);
        CREATE SEQUENCE comment_number;
        END
    'db/migrations/0002-b.sql' => <<~'END',
        -- Another name.
        ALTER TABLE IF EXISTS old_thread RENAME TO thread;
        DROP TABLE gone;
        ALTER TABLE thread ADD FOREIGN KEY (author_id) REFERENCES account (id);
        END
    'db/owners' => "# Whose.\nauth  account\ntalk  thread # all of them\ntalk  comment_number\n",
);

subtest 'owners' => sub {
    passes('every table that the migrations leave has one', \%SCHEMA);
    finds('a table without', { %SCHEMA, 'db/owners' => "auth account\ntalk comment_number\n" },
        'db/migrations/0001-a.sql:3: owner: table thread has no owner in db/owners');
    finds(
        'owners of nothing, twice, and who are none',
        { %SCHEMA, 'db/owners' => $SCHEMA{'db/owners'} . "talk gone\nauth thread\n\nattic account\n" },
        'db/owners:5: owner: no migration leaves a table gone', 'db/owners:6: owner: thread has two owners',
        'db/owners:8: owner: lib/attic is no floor',            'db/owners:8: owner: account has two owners',
    );
    passes('what lib/store/ makes itself has one, too',
        {
            'lib/store/migrate.c' => qq{char *a = "CREATE TABLE IF NOT EXISTS migration (id INT)";\n},
            'db/owners'           => "store migration\n",
        });
    finds('a foreign key to a higher floor',
        { %SCHEMA, 'db/migrations/0003-c.sql' => "-- Up.\nALTER TABLE account\n  ADD FOREIGN KEY (a) REFERENCES thread (id);\n" },
        'db/migrations/0003-c.sql:3: owner: account refers to thread, a table of the higher floor talk');
};

subtest 'SQL' => sub {
    my $statement = sub ($sql) { qq{STATEMENT(A, PARAMETERS(), COLUMNS(),\n$sql) run(&A);\n} };
    my $finds     = sub ($name, $sql, $line = 2) {
        finds($name, { %SCHEMA, 'lib/auth/a.c' => $statement->($sql) },
            "lib/auth/a.c:$line: owner: lib/auth names thread, a table of the higher floor talk");
    };
    $finds->('read',                      '"SELECT 1 FROM thread"');
    $finds->('joined',                    qq{"SELECT 1 FROM account a JOIN"\n" thread t ON 1"}, 3);
    $finds->('joined by a comma',         '"SELECT 1 FROM account a, thread t"');
    $finds->('read in brackets',          '"SELECT 1 FROM (thread t JOIN account)"');
    $finds->('written',                   '"INSERT IGNORE INTO thread VALUES (1)"');
    $finds->('changed',                   '"UPDATE thread SET a = 1"');
    $finds->('deleted from',              '"DELETE FROM thread"');
    $finds->('given to a macro',          'RANGE_SQL("id", "thread")');
    $finds->('before what a macro adds',  '"SELECT 1 FROM thread" WHERE_SQL " LIMIT 1"');
    finds(
        'a part that statements share',
        { %SCHEMA, 'lib/auth/a.h' => qq{#pragma once\n#define JOINED " JOIN thread t ON 1"\nint a = JOINED;\n} },
        'lib/auth/a.h:2: owner: lib/auth names thread'
    );
    passes(
        'own tables, those below, and words that are no tables',
        {
            %SCHEMA,
            'lib/talk/a.c' => $statement->('"SELECT 1 FROM thread t JOIN account a ON 1"'),
            'lib/auth/a.c' => $statement->('"SELECT thread FROM account WHERE thread = 1"')
                . qq{char *kind = "thread", *s = "from thread to thread";\n},
        }
    );
};

subtest 'test-data' => sub {
    my $migration = { 'db/owners' => "auth account\n", 'db/migrations/0001-a.sql' => "-- The accounts.\nCREATE TABLE account (id INT);\n" };
    finds('a test writes a table, and does not say why',
        { %$migration, 't/integration/site/a.t' => qq{# A test.\nsql("UPDATE account SET x = 1");\nsql('DELETE a FROM account a');\n} },
        't/integration/site/a.t:2: test-data: writes account', 't/integration/site/a.t:3: test-data: writes account');
    finds('or says so without a reason', { %$migration, 't/browser/a.mjs' => qq{// Written by SQL: account\nrows('INSERT INTO account VALUES (1)');\n} },
        't/browser/a.mjs:2: test-data: writes account');
    finds('or says so and does not', { %$migration, 't/fuzz/a.pl' => "# Written by SQL: account; why.\n" },
        't/fuzz/a.pl:1: test-data: says that account');
    passes('it says why', { %$migration, 't/integration/lib/A.pm' => qq{# Written by SQL: account; why.\nsql('DELETE FROM account');\n} });
    passes('tables of others are theirs', { %$migration, 't/integration/site/a.t' => qq{my \$dump = "INSERT INTO npc_types VALUES (1)";\n} });
};

done_testing;
