#!/usr/bin/env perl
# The rules of the house lint for what lies in which folder and what may name what: each is broken in a tree of
# its own and found at its line; what it allows passes.

use v5.36;
use FindBin ();
use Test::More;

use lib $FindBin::Bin;
use HouseTree;

subtest 'floor' => sub {
    finds(
        'a lower floor includes a higher one',
        {
            'lib/store/a.c' => qq{/* "web/x.h"\n*/\n#include "web/view.h"\n#  include <lore/entry.h>\n}
                . qq{#include "base/a.h"\n},
        },
        'lib/store/a.c:3: floor: lib/store includes the higher floor web',
        'lib/store/a.c:4: floor: lib/store includes the higher floor lore',
    );
    finds('... by a relative path',
        { 'lib/store/a.c' => qq{#include "../base/b.h"\n#include "../web/view.h"\n#include "lib/talk/x.h"\n} },
        'lib/store/a.c:2: floor: ', 'lib/store/a.c:3: floor: ');
    finds(
        'lib/ includes an area or a tool',
        {
            'lib/characters/a.c' => qq{#include "cgi/forum/f.h"\n#include "forum/f.h"\n#include "tools/t.h"\n}
                . qq{#include "../../cgi/forum/f.h"\n},
        },
        'lib/characters/a.c:1: floor: lib/ includes cgi/', 'lib/characters/a.c:2: floor: lib/ includes cgi/',
        'lib/characters/a.c:3: floor: lib/ includes tools/', 'lib/characters/a.c:4: floor: lib/ includes cgi/',
    );
    finds(
        'an area includes another',
        {
            'cgi/forum/a.c'  => qq{\n#include "guild/b.h"\n#include "cgi/admin/b.h"\n#include "../guild/b.h"\n},
            'cgi/guild/b.h' => "#pragma once\n",
        },
        map { "cgi/forum/a.c:$_: floor: area forum includes area" } 2 .. 4
    );
    finds(
        'files beside the floors and areas',
        { map { $_ => "\n" } qw(lib/a.c lib/other/a.c cgi/a.c cgi/forum/deep/a.c) },
        map { "$_:1: floor: " } qw(cgi/a.c cgi/forum/deep/a.c lib/a.c lib/other/a.c)
    );
};

subtest 'a floor within a folder of another' => sub {
    finds(
        'is below or above what it lies in, as the list of floors says',
        {
            'lib/talk/a.c'           => qq{#include "talk/import/b.h"\n},
            'lib/import/source/a.c'  => qq{#include "import/mapping/a.h"\n#include "import/run.h"\n#include "lore/a.h"\n},
            'lib/import/staging/a.c' => qq{#include "import/mapping/a.h"\n#include "import/source/a.h"\n},
            'lib/import/a.c'         => qq{#include "import/staging/a.h"\n},
            'lib/talk/import/a.c'    => qq{#include "talk/b.h"\n#include "lore/a.h"\n},
        },
        'lib/import/source/a.c:1: floor: lib/import/source includes the higher floor import/mapping',
        'lib/import/source/a.c:2: floor: lib/import/source includes the higher floor import:',
        'lib/talk/a.c:1: floor: lib/talk includes the higher floor talk/import',
        'lib/talk/import/a.c:2: floor: lib/talk/import includes the higher floor lore',
    );
    passes('a folder that is not listed belongs to the floor around it',
        { 'lib/base/text/a.c' => qq{#include "base/a.h"\n}, 'lib/base/a.c' => qq{#include "base/text/a.h"\n} });
};

subtest 'folder' => sub {
    finds(
        'too many files, no README, a long one',
        {
            (map { ("lib/base/a$_.c" => "\n") } 1 .. 40),
            'lib/talk/a.c'           => "\n",
            'lib/talk/README.md'     => undef,
            'lib/base/text/README.md' => "Line.\n" x 11,
        },
        'lib/base:1: folder: 41 files, at most 40', 'lib/base/text/README.md:11: folder: 11 lines, at most 10',
        'lib/talk:1: folder: has no README.md',
    );
    passes('40 files of which one is the README, of 10 lines',
        { 'lib/base/README.md' => "Line.\n" x 10, map { ("lib/base/a$_.c" => "\n") } 1 .. 39 });
};

subtest 'type' => sub {
    finds(
        'a tag is defined once in the whole tree',
        {
            'lib/base/a.h'  => "#pragma once\nstruct column { int a; };\n",
            'cgi/forum/a.c' => "\nenum column { A };\n/* union column { } */\nstruct row { struct column *a; };\n",
            'lib/talk/a.h'  => "#pragma once\nstruct column;\n",
            'cli/a.c'       => "union\ncolumn {\n int a; };\n",
            't/unit/a.c'    => "struct column { int b; };\n",
        },
        'cli/a.c:1: type: column is another type in cgi/forum/a.c',
        'lib/base/a.h:2: type: column is another type in cgi/forum/a.c',
    );
};

subtest 'helper' => sub {
    finds(
        'a static function has a name of its own in the whole tree',
        {
            'lib/base/a.c'  => "static int find(int a)\n{\n    return a;\n}\n",
            'cgi/forum/a.c' => "static void find(void);\n\nstatic struct row *\nfind(struct row *row, int (*of)(int))\n{\n    return row;\n}\n",
            'cli/a.h'       => "static inline bool find(void)\n{\n    return false;\n}\n",
            'cli/b.c'       => "/* static int find(void) { } */\nint find(void)\n{\n    return 0;\n}\nstatic int found;\n",
            't/unit/a.c'    => "static int find(void)\n{\n    return 0;\n}\n",
        },
        'cli/a.h:1: helper: find() is another function in cgi/forum/a.c',
        'lib/base/a.c:1: helper: find() is another function in cgi/forum/a.c',
    );
};

subtest 'types of floors' => sub {
    my %types = (
        'lib/talk/a.h'         => "#pragma once\nstruct branch { int a; };\n",
        'lib/talk/a.c'         => "struct branches {\n int a; };\n",
        'lib/import/staging/a.h' => "#pragma once\nenum part { A };\n",
        'cgi/forum/a.h'        => "struct page { int a; };\n",
    );
    finds(
        'of a higher floor are not named, not even declared',
        {
            %types,
            'lib/web/a.h'   => "#pragma once\n/* struct branch */\nstruct branch;\nstruct w {\n struct branches *b; };\n",
            'lib/import/source/a.c' => "enum part *part;\nstruct page *page;\nstruct branch *branch;\n",
        },
        'lib/import/source/a.c:1: floor: lib/import/source names part, a type of import/staging',
        'lib/import/source/a.c:2: floor: lib/import/source names page, a type of cgi/forum',
        'lib/web/a.h:3: floor: lib/web names branch, a type of talk',
        'lib/web/a.h:5: floor: lib/web names branches, a type of talk',
    );
    passes('of lower floors and of others are',
        { %types, 'lib/import/a.c' => "struct branch *a;\nenum part *b;\nstruct stat *c;\n" });
};

subtest 'private' => sub {
    finds(
        'headers that a folder keeps to itself are called alike, and kept',
        {
            'lib/talk/internal.h'        => "#pragma once\n",
            'lib/talk/names_internal.h'  => "#pragma once\n",
            'lib/talk/private.h'         => "#pragma once\n",
            'lib/talk/a.c'               => qq{#include "talk/internal.h"\n#include "internal.h"\n},
            'lib/talk/import/internal.h' => "#pragma once\n",
            'lib/talk/import/a.c'        => qq{#include "talk/import/internal.h"\n#include "talk/internal.h"\n},
            'lib/lore/a.c'               => qq{\n#include "talk/internal.h"\n},
            'services/a.c'               => qq{#include "talk/import/internal.h"\n},
            't/unit/talk/a.c'            => qq{#include "talk/internal.h"\n},
        },
        q{lib/lore/a.c:2: private: includes another folder's internal.h: talk/internal.h},
        'lib/talk/import/a.c:2: private: includes another', 'lib/talk/names_internal.h:1: private: what a folder',
        'lib/talk/private.h:1: private: what a folder', 'services/a.c:1: private: includes another',
    );
    my %only = ('lib/talk/a.h' => "/* A thing\n * of others. Only b.c and\n * c.c include this. */\n#pragma once\n");
    my $include = qq{#include "talk/a.h"\n};
    finds('a header that names who includes it',
        { %only, map { ("lib/talk/$_.c" => $include) } qw(a b d) },
        'lib/talk/a.h:1: private: says that c.c includes it', 'lib/talk/d.c:1: private: is not among');
    passes('is included by them and by its own source', { %only, map { ("lib/talk/$_.c" => $include) } qw(a b c) });
};

done_testing;
