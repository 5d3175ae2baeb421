#!/usr/bin/env perl
# Each rule of the house lint is broken in a tree of its own and found at its line; what the
# rule allows passes.

use v5.36;
use File::Temp qw(tempdir);
use FindBin    ();
use Test::More;

use lib $FindBin::Bin;
use HouseTree;

# A tree that shows every rule what it allows.
my %CLEAN = (
    'lib/base/arena.h' => <<~'END',
        /* Memory. */
        #ifndef BASE_ARENA_H
        #define BASE_ARENA_H
        #include <stddef.h>
        struct arena;
        typedef int (*arena_visit)(void *, int (*)(void));

        /* Allocates. */
        void *arena_alloc(struct arena *a, size_t size)
            __attribute__((malloc, alloc_size(2)));

        /* Two that belong together. */
        char *arena_copy(struct arena *a, const char *s);
        #define arena_copy_of(a, s) \
            arena_copy((a), (s))
        __attribute__((format(printf, 2, 3))) char *arena_print(
            struct arena *a, const char *format, ...);
        #endif
        END
    'lib/talk/thread.h' => <<~'END',
        #pragma once
        struct thread { int id; int (*load)(void); };
        enum { A = 1, B };
        extern const char *thread_names[];

        /* Inline. */
        static inline int thread_id(const struct thread *t)
        {
            return t ? t->id : 0;
        }

        // By line comment.
        int thread_load(int id);
        END
    'lib/talk/thread.c' => <<~'END',
        #include "talk/thread.h"
        #include <stdio.h>
        #include "store/database.h"
        #include "base/arena.h" /* "SELECT 1 FROM x" and <b> in a comment */
        STATEMENT(COMMENT_BY_ID, PARAMETERS(id(comment)), COLUMNS(id(id), text(body)),
                  /* why ) */ "SELECT id, body "
                  "FROM comment WHERE id = ?")
        int thread_load(int id)
        {
            // <p>don't</p> UPDATE x SET y
            row = row_of(&COMMENT_BY_ID, id);
            arena_copy_of(a, s);
            return row->id + row->body + printf("%d < 3 && \"a&b\" SELECTED FROM <%s> <mail@example.org> select it from\n", '"', id);
        }
        END
    'lib/web/view.c'        => qq{#include <ClearSilver/ClearSilver.h>\n#include "util/neo_hdf.h"\n},
    'lib/store/database.c'  => qq{#include <mysql.h>\nconst char *s = "START TRANSACTION";\n},
    'lib/web/worker.c'      => "#include <fcgiapp.h>\n",
    'bench/fixed.c'         => "#include <fcgiapp.h>\n",
    'cgi/forum/forum.c'     => qq{#include "forum/forum.h"\n#include "talk/thread.h"\n#include "forum.h"\n},
    'cgi/forum/forum.h'     => "#pragma once\n",
    'cli/lorehall.c'        => qq{int main(void) { return "usage: lorehall import FILE"[0]; }\n},
    't/integration/site/a.t'     => "# INSERT INTO is fine here\n",
    'views/TRUSTED'         => "# made by the markup renderer\ncomment.body_html # in threads\n\n",
    'views/forum/thread.cs' => <<~'END',
        <!DOCTYPE html><!-- <script>x</script> style= -->
        <?cs # uvar:nothing ?><script type="module" src="/static/<?cs var:Asset.js ?>"></script>
        <style>p { color: red }</style>
        <a class="a<?cs if:a ?> b<?cs /if ?>" href='<?cs var:u["x"] ?>'<?cs if:b ?> title="<?cs var:t ?>"<?cs /if ?>>
        <p on>online= style= JavaScript: <?cs uvar:comment.body_html ?><?cs escape:'url' ?>x<?cs /escape ?></p>
        <input value=<?cs if:a ?>"<?cs var:a ?>"<?cs else ?>"<?cs var:b ?>"<?cs /if ?> rows=5>
        END
    'db/migrations/0001-first.sql'  => "-- The accounts.\nCREATE TABLE account (id INT);\n",
    'db/migrations/0002-second.sql' => "-- The threads.\nCREATE TABLE thread (id INT);\n",
    'db/owners'                     => "# Whose.\nauth account # of people\ntalk thread\n",
    'db/sample/data.sql'            => "INSERT INTO account VALUES (1);\n",
    'LICENSE'                       => 'See /ho' . "me/page/.\n",
    'doc/install.md'                => "In \$HOME/work/ or https://example.org/home/ nothing is left T" . "ODO.\n",
    'static/icon.png'               => "\x89PNG\0/ro" . "ot/\n",
    'dev'                           => "#!/bin/sh\nmktemp /tmp/x.XXXXXX # see HACKING.md\n",
);

# A function of that many lines.
sub function_of ($lines) {
    return "static int big(\n    int a)\n{\n" . "    a = '}' + a; /* } */\n" x ($lines - 4) . "}\n";
}

# LINES lines.
sub lines_of ($text, $lines) { return "$text\n" x $lines }

subtest 'a clean tree' => sub {
    passes('what the rules allow', \%CLEAN);
};

subtest 'sql' => sub {
    finds(
        'SQL in an area, a tool, a unit test, a header',
        {
            'cgi/forum/a.c'   => qq{char *a = "\\nSELECT id FROM x";\nSTATEMENT(A, PARAMETERS(), COLUMNS(), "DELETE FROM x") run(&A, Q);\n},
            'tools/a.c'       => qq{char *a = "x; INSERT INTO x";\n},
            't/unit/a.c'      => qq{char *a = "UPDATE x "\n  /* c */ "SET y = 1";\n},
            'lib/talk/a.h'    => qq{#pragma once\n#define Q "REPLACE INTO x"\n},
            'tools/setup.sql' => "SELECT 1;\n",
        },
        'cgi/forum/a.c:1: sql: ',   'cgi/forum/a.c:2: sql: ', 'lib/talk/a.h:2: sql: ',
        't/unit/a.c:1: sql: ',      'tools/a.c:1: sql: ',     'tools/setup.sql:1: sql: ',
    );
    finds(
        'SQL outside a statement table',
        {
            'lib/talk/a.c' => qq{STATEMENT(A, ")", "\\")", "SELECT a FROM b") run(&A);\nchar *a = "SEL" "ECT a "\n}
                . qq{    COLUMNS " FROM b";\nchar *b[] = { "ALTER TABLE x",\n "CREATE TEMPORARY TABLE y" };\n},
        },
        'lib/talk/a.c:2: sql: ', 'lib/talk/a.c:4: sql: ', 'lib/talk/a.c:5: sql: ',
    );
    passes('statements may share a part that is called so',
        { 'lib/talk/a.c' => qq{#define ALL_SQL \\\n    "SELECT a FROM b"\nSTATEMENT(A, PARAMETERS(), COLUMNS(), ALL_SQL " WHERE c")\nint a = run(&A);\n} });
    passes('also in a header, and in a transaction',
        {
            'lib/talk/a.h' => qq{#pragma once\n#define ALL_SQL "INSERT INTO b VALUES "\n},
            'lib/talk/a.c' => qq{TRANSACTION(A, PARAMETERS(), COLUMNS(id(made)), "START TRANSACTION; DELETE FROM b; COMMIT;")\nint a = run(&A, ALL_SQL);\n},
        });
    passes('a unit test with a schema of its own is one of the database',
        {
            't/unit/store/a.c' => qq{#include "../schema.h"\nSTATEMENT(A, PARAMETERS(), COLUMNS(), "DELETE FROM x");\n},
            't/unit/schema.h'  => qq{#pragma once\n#include <mysql.h>\nchar *a = "CREATE DATABASE x";\n},
        });
    passes('statements of one signature have theirs, too',
        { 'lib/talk/a.c' => qq{SIGNATURE(a, PARAMETERS(), COLUMNS());\nSTATEMENT_OF(a, A, "DELETE FROM b")\nint a = run(&A);\n} });
    passes('and so have those of a list from either end',
        { 'lib/talk/a.c' => qq{SIGNATURE(a, PARAMETERS(), COLUMNS());\nSTATEMENTS_BY_KEY(a, A, "SELECT b FROM c", "b")\nint a = run(&A_NEWEST, &A_OLDEST);\n} });
    passes('the modules below the statements are excepted',
        { map { $_ => qq{char *a = "CREATE TEMPORARY TABLE x";\n} } qw(lib/store/migrate.c lib/store/database.c) });
};

subtest 'calls' => sub {
    finds(
        'a statement is called behind the back of what it declares',
        {
            'cgi/forum/a.c' => qq{int a = database_run(d, &A, 1);\nint b = database_run_(d, &(struct call){&A});\n},
            'lib/talk/a.c'  => qq{struct rows *r = database_query_ (d, a,\n    STATEMENT_CALL(query, &A, 1));\n}
                . qq{char *s = "database_run_(";\n},
        },
        'cgi/forum/a.c:2: calls: database_run_ ', 'lib/talk/a.c:1: calls: database_query_ ',
        'lib/talk/a.c:2: calls: STATEMENT_CALL ',
    );
    passes('what calls are made of is in lib/store/',
        { 'lib/store/a.h' => qq{#pragma once\n#define R(D, S) database_run_(D, STATEMENT_CALL(run, S))\nint a = R(d, s);\n} });
};

subtest 'html' => sub {
    finds(
        'a tag or an entity in a literal',
        {
            'cgi/forum/a.c' => qq{char *a = "plain "\n  "<a href=\\"x\\">";\nchar *b = "</p>";\n},
            'lib/talk/a.c'  => qq{char *a = "x &lt; y";\nchar *b = "&#39;" "<" "b>";\n// "<p>"\n}
                . qq{char c[] = "<h%d";\n},
            'cli/a.c'       => qq{char *a = "\\x3cp>";\n},
        },
        'cgi/forum/a.c:2: html: HTML in C: <a', 'cgi/forum/a.c:3: html: HTML in C: </p',
        'cli/a.c:1: html: HTML in C: <p',
        'lib/talk/a.c:1: html: HTML in C: &lt;', 'lib/talk/a.c:2: html: HTML in C: &#39;',
        'lib/talk/a.c:2: html: HTML in C: <b', 'lib/talk/a.c:4: html: HTML in C: <h',
    );
    passes('the markup renderer is excepted', { 'lib/talk/markup.c' => qq{char *a = "<p>";\n} });
};

subtest 'view-raw' => sub {
    my $finds = sub ($name, $view, @lines) {
        my $files = { 'views/a/b.cs' => $view, 'views/TRUSTED' => "# none\n" };
        finds($name, $files, map { "views/a/b.cs:$_" } @lines);
    };
    $finds->('uvar: of another name', "\n<?cs uvar:a.body ?>\n",
        '2: view-raw: uvar: of a name not ending in _html');
    $finds->('uvar: of a name not listed', "<?cs uvar:a_html ?>",
        '1: view-raw: uvar: of a name not in views/TRUSTED');
    $finds->('uvar: as ClearSilver also reads it', "<?CS UVAR!a ?>\n<?cs uvar a ?>\n<?cs\nuvar: f(a_html) ?>",
        map { "$_: view-raw: uvar: of" } 1 .. 3);
    $finds->('alt:, evar:, lvar:', "<?cs alt:a ?>x<?cs /alt ?>\n<?cs evar:a ?>\n<?cs lvar:a ?>",
        '1: view-raw: alt:', '2: view-raw: evar:', '3: view-raw: lvar:');
    $finds->(q{escape:'none'}, qq{<?cs escape:'none' ?><?cs /escape ?>\n<?cs escape: "NONE" ?><?cs /escape ?>},
        map { "$_: view-raw: escape:'none'" } 1, 2);
    $finds->('an unquoted value', "<a\n href=<?cs var:a ?>\n class=b-<?cs var:c ?>>",
        '2: view-raw: unquoted value of href=', '3: view-raw: unquoted value of class=');
    $finds->('an attribute or a tag from a variable', "<a <?cs var:a ?>>\n<h<?cs var:n ?>>",
        '1: view-raw: interpolation in a tag', '2: view-raw: interpolation in the name');
    $finds->('interpolation in script and style',
        qq{<script src="a">\nx = <?cs var:a ?>\n</script>\n<STYLE media="a">\n p <?cs call:a(b) ?></STYLE>},
        '2: view-raw: interpolation inside <script>', '5: view-raw: interpolation inside <style>');
    $finds->('an inline script', qq{\n<script type="module">a < b</script>}, '2: view-raw: inline <script>');
    $finds->('an inline handler', qq{<b title="x > y"\n  onClick='x'>}, '2: view-raw: inline handler onclick=');
    $finds->('a style attribute', qq{<b<?cs if:a ?> style="x"<?cs /if ?>>}, '1: view-raw: style= attribute');
    $finds->('a javascript: link', qq{<a href="JavaScript:x">\n<?cs set:a = "javascript:x" ?>},
        '1: view-raw: javascript:', '2: view-raw: javascript:');
    finds('a trusted name that no view uses',
        { 'views/TRUSTED' => "# why\na_html\nb_html\n", 'views/a.cs' => '<?cs uvar:a_html ?><?cs var:b_html ?>' },
        'views/TRUSTED:3: view-raw: no view says uvar:b_html');
};

subtest 'size' => sub {
    finds(
        'a file of more than 600 lines',
        { map { ("a.$_" => lines_of('', 601)) } qw(c h js mjs css pl pm t cs sh) },
        map { "a.$_:601: size: 601 lines" } qw(c cs css h js mjs pl pm sh t)
    );
    finds('... and of a program without a suffix', { 'dev' => "#!/usr/bin/env bash\n" . lines_of('', 600) },
        'dev:601: size: 601 lines');
    finds(
        '... and which the other rules have read',
        {
            'lib/base/a.c' => lines_of('int a = 1; /* a */', 601),
            'lib/base/b.h' => "#pragma once\n" . lines_of('/* b */', 599) . 'int b; /* no line end */',
            'views/a.cs'   => lines_of('<p><?cs var:a ?></p>', 601),
        },
        'lib/base/a.c:601: size: 601 lines', 'lib/base/b.h:601: size: 601 lines', 'views/a.cs:601: size: 601 lines',
    );
    passes('600 lines, and other files', { 'a.c' => lines_of('', 600), 'b.md' => lines_of('', 999), 'LICENSE' => lines_of('', 999) });
    for my $ctags (undef, 'no-such-ctags') {
        local $ENV{CTAGS} = $ctags // $ENV{CTAGS} // 'ctags';
        my $by = $ctags ? 'by braces' : 'by ctags, if present';
        finds("a function of more than 80 lines, $by",
            { 'a.c' => "struct a {\n  int b;\n};\n#define X {\n" . function_of(81) },
            'a.c:5: size: big() has 81 lines');
        passes("a function of 80 lines, $by", { 'a.c' => function_of(80) . function_of(80) =~ s{big}{bag}r });
    }
};

subtest 'parameters' => sub {
    my $more = 'int more(int a, int b, int (*c)(int a, int b), int d,';
    finds('more than five parameters, defined or declared',
        {
            'lib/base/a.c' => "static $more\n         int e, int f)\n{\n    return 0;\n}\n",
            'lib/base/a.h' => "#pragma once\n/* Too many. */\n$more int e, int f) __attribute__((pure));\n",
        },
        'lib/base/a.c:1: parameters: more() has 6', 'lib/base/a.h:3: parameters: more() has 6');
    passes('five parameters, one of them a function; calls with more',
        { 'lib/base/a.c' => "$more int e)\n{\n    return more(a, b, c, d, e, f, g);\n}\nint none(void)\n{\n    return 0;\n}\n" });
};

subtest 'header' => sub {
    finds('no guard', { 'lib/base/a.h' => "/* A. */\n#ifndef A\n#endif\n" }, 'lib/base/a.h:1: header: neither');
    finds(
        'a function without a comment',
        {
            'lib/base/a.h' => "#pragma once\n/* Far. */\n\nint a(void);\n\n/* B. */\nint b(void);\n\n"
                . "const char *\nc(int x);\n/* D. */\nstruct d { int e; };\nstatic inline int f(int x) { return x; }\n"
                . "int g(void); /* beside */\n",
        },
        'lib/base/a.h:4: header: a() has', 'lib/base/a.h:9: header: c() has',
        'lib/base/a.h:13: header: f() has', 'lib/base/a.h:14: header: g() has',
    );
    passes('headers of an area need none', { 'cgi/forum/a.h' => "int a(void);\n" });
};

subtest 'unused' => sub {
    finds(
        'statements that are not run, columns that are not read, macros that are not used',
        {
            'lib/talk/a.c' => "#define MOST 3 /* MOST */\n#define LEAST 3\nSTATEMENT(ONE, PARAMETERS(), COLUMNS(id(a),\n"
                . "  text(b)), \"SELECT 1\");\nSTATEMENT(TWO, PARAMETERS(id(c)), COLUMNS(), \"SELECT 1\");\n"
                . "STATEMENT_OF(shape, THREE, \"SELECT 1\");\nSTATEMENT_SET(set, &ONE, &TWO,\n  &THREE);\n"
                . "STATEMENTS_BY_KEY(shape, FOUR, \"SELECT 1\", \"id\");\n"
                . "int x(void) { return y(&ONE, &FOUR_NEWEST)->a + LEAST; }\n",
        },
        'lib/talk/a.c:1: unused: MOST is used nowhere',
        'lib/talk/a.c:4: unused: column b is never read',
        'lib/talk/a.c:5: unused: statement TWO is never run',
        'lib/talk/a.c:6: unused: statement THREE is never run',
        'lib/talk/a.c:9: unused: statement FOUR_OLDEST is never run',
    );
    passes('a macro of tests or made by pasting, and a lone column',
        {
            'lib/talk/a.c'   => "#define A_one 1\n#define A(N) A_##N\n#define OF_TESTS 2\nint x = A(one);\n"
                . "STATEMENT(ONE, PARAMETERS(), COLUMNS(flag(there)), \"SELECT 1\");\nint y(void) { return z(&ONE); }\n",
            't/echo/echo.c' => "int x = OF_TESTS;\n",
        });
};

subtest 'clearsilver' => sub {
    my $includes  = qq{\n#include <ClearSilver/cs/cs.h>\n#include "neo_hdf.h"\n#include <util/ulist.h>\n};
    my %elsewhere = map { ($_ => $includes) }
        qw(lib/web/view.h lib/web/page.c lib/base/configuration.c cgi/forum/a.c t/unit/a.c);
    $elsewhere{'lib/web/view.h'} = "#pragma once$includes";
    finds('ClearSilver elsewhere', \%elsewhere,
        map { my $path = $_; map { "$path:$_: clearsilver: ClearSilver header" } 2 .. 4 } sort keys %elsewhere);
    finds(
        'MySQL and FastCGI elsewhere',
        {
            'lib/store/a.h' => "#pragma once\n#include <mysql/mysql.h>\n",
            'lib/talk/a.c'  => "#include <mysql.h>\n#include <fcgi_stdio.h>\n",
            'cgi/forum/a.c' => "#include <fcgiapp.h>\n",
        },
        'cgi/forum/a.c:1: clearsilver: FastCGI', 'lib/store/a.h:2: clearsilver: MySQL',
        'lib/talk/a.c:1: clearsilver: MySQL',    'lib/talk/a.c:2: clearsilver: FastCGI',
    );
};

subtest 'one-way' => sub {
    finds(
        'JSON written otherwise',
        {
            'cgi/forum/a.c' => qq{json_t *a = json_pack("{s:s}", "a", b);\n/* json_pack() */\n}
                . qq{json_object_set_new(a, "b", c);\nchar *s = "json_pack";\n},
            'cli/a.c' => qq{printf("{\\"read\\":%d"\n  ",\\"added\\":%d}", a, b);\n},
        },
        'cgi/forum/a.c:1: one-way: JSON is written by lib/base/json_writer.h: json_pack',
        'cgi/forum/a.c:3: one-way: JSON is written by lib/base/json_writer.h: json_object_set_new',
        'cli/a.c:1: one-way: JSON is written by lib/base/json_writer.h: {"read":',
    );
    finds(
        'HDF read otherwise, by the views too',
        { 'lib/web/view.c' => qq{\nhdf_read_file(hdf, path);\n}, 'lib/talk/a.c' => qq{hdf_read_string(hdf, s);\n} },
        'lib/talk/a.c:1: one-way: a file in HDF', 'lib/web/view.c:2: one-way: a file in HDF',
    );
    finds(
        'jansson where nothing is read, SQLite anywhere',
        {
            'cgi/forum/a.c'  => "#include <jansson.h>\n",
            'lib/web/json.h' => "#pragma once\n#include <jansson.h>\n",
            'lib/store/a.c'  => "#include <sqlite3.h>\n",
        },
        'cgi/forum/a.c:1: clearsilver: jansson', 'lib/store/a.c:1: clearsilver: SQLite',
        'lib/web/json.h:2: clearsilver: jansson',
    );
    passes(
        'reading trees, and what only looks like JSON',
        {
            'lib/web/json.c' => qq{#include <jansson.h>\njson_t *a = json_loads("{}", 0, 0);\n}
                . qq{char *s = "wants \\"NAME\\": a name", *t = "{a:b}";\n},
        }
    );
};

subtest 'test-skip' => sub {
    finds('a test that skips where nobody hears of it',
        { 't/integration/site/a.t' => "plan skip_all => 'no data';\nSKIP: {\n    skip 'no data', 1;\n}\n" },
        map {"t/integration/site/a.t:$_: test-skip: skips in silence"} 1 .. 3);
    passes('one that says so', { 't/integration/site/a.t' => "return not_looked_at('no data');\nmy \$skipped = 1;\n", 't/integration/lib/Lorehall.pm' => "plan(skip_all => 1);\n" });
};

subtest 'scroll' => sub {
    finds('a box that scrolls, in which hidden texts would stand in the page',
        { 'static/css/a.css' => ".a {\n  color: red;\n  overflow-y: auto;\n}\n\@media print {\n  .b { overflow: scroll; position: static }\n}\n" },
        'static/css/a.css:1: scroll: ', 'static/css/a.css:6: scroll: ');
    passes('one that is positioned, and what only cuts off',
        { 'static/css/a.css' => ".a {\n  position: relative;\n  overflow-x: auto;\n}\n.b { overflow: hidden; overflow-wrap: normal }\n" });
};

subtest 'names' => sub {
    my ($home, $work) = ('/ho' . 'me/', '/wo' . 'rk/');
    finds('a path of one machine', { 'doc/a.md' => "a\nsee ${home}me\n", 'b.c' => qq{// "$work"\n} },
        'b.c:1: names: absolute path', 'doc/a.md:2: names: absolute path');
    my @later = ('TO' . 'DO', 'FIX' . 'ME', 'X' . 'XX', 'HA' . 'CK');
    finds(
        'work left for later',
        {
            'a.c'  => "\n// $later[0]: x\n", 'b.js' => "/* $later[1] */\n", 'c.css' => "/* $later[2] */\n",
            'd.pm' => "# $later[3]\n", 'dev' => "#!/usr/bin/env bash\n# $later[0]\n", 'e.md' => "$later[0]\n",
        },
        'a.c:2: names: ', 'b.js:1: names: ', 'c.css:1: names: ', 'd.pm:1: names: ', 'dev:2: names: ',
    );
};

subtest 'which files are read' => sub {
    my $bad = "// FIX" . "ME\n";
    passes('not what a build leaves behind', { 'a.c' => "\n" });
    my ($status, @lines) = house('a.c' => $bad, '.deps/b.c' => $bad, 'node_modules/c.js' => $bad);
    is_deeply([ map { m{^([^:]+)} } @lines ], ['a.c'], 'without git: all but build results');

    my $root = tempdir(CLEANUP => 1);
    file_write($root, $_, $bad) for qw(tracked.c new.c ignored.c gone.c);
    file_write($root, '.gitignore', "ignored.c\n");
    system "cd '$root' && git init -q && git add tracked.c gone.c && rm gone.c" and die 'git';
    ($status, @lines) = house_run($root);
    is_deeply([ map { m{^([^:]+)} } @lines ], [qw(new.c tracked.c)], 'with git: tracked and new, not ignored');
    is(system("'$^X' '$HOUSE' --root /nonexistent 2>/dev/null") >> 8, 2, 'no such directory: exit status 2');
};

done_testing;
