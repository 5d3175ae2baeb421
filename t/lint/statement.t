#!/usr/bin/env perl
# What a statement declares (lib/store/statement.h) holds: each way to call one wrongly, or to read
# what it does not give, does not compile with the flags of configure.ac.

use v5.36;
use File::Basename qw(dirname);
use File::Temp     ();
use Test::More;

my $ROOT = dirname(__FILE__) . '/../..';

my $DECLARED = <<~'END';
    #include "store/database.h"

    ROW(board, id(id), text(name));
    STATEMENT(BOARD_OF, PARAMETERS(id(site), text(name)), ROW_OF(board), "a");
    STATEMENT(THREADS_OF, PARAMETERS(id(board), instant(since), bytes(key), integer(score)),
              COLUMNS(id(id), text(title), instant(created), bytes(picture), row(board, board)), "b");
    STATEMENT(ALL_THREADS, PARAMETERS(), COLUMNS(id(id)), "c");
    STATEMENT(THREAD_TITLE, PARAMETERS(text(title), id(thread), again(title)), COLUMNS(), "d");
    STATEMENT(THREADS_CLEAR, PARAMETERS(), COLUMNS(), "e");
    SIGNATURE(sweep, PARAMETERS(number(limit)), COLUMNS());
    STATEMENT_OF(sweep, SWEEP_THREADS, "f");
    TRANSACTION(THREAD_ADD, PARAMETERS(id(board)), COLUMNS(id(made)), "g");
    STATEMENT_SET(some, &BOARD_OF, &THREADS_OF, &ALL_THREADS, &THREAD_TITLE, &THREADS_CLEAR,
                  &SWEEP_THREADS, &THREAD_ADD);
    END

# A function that has these, up to its body.
my $FUNCTION = <<~'END';
    int test(struct database *d, struct arena *a, uint64_t id, int64_t when, const char *text,
             const unsigned char *key, unsigned limit, bool flag);
    int test(struct database *d, struct arena *a, uint64_t id, int64_t when, const char *text,
             const unsigned char *key, unsigned limit, bool flag)
    {
        (void)d, (void)a, (void)id, (void)when, (void)text, (void)key, (void)limit, (void)flag;
    END

my $RIGHT = <<~'END';
    static const struct sweep_statement *const sweeps[] = {&SWEEP_THREADS};
    struct THREADS_OF_rows *rows = database_query(d, a, &THREADS_OF, id, when, bytes_of(key, 5), when);
    struct board_rows *boards = database_query(d, a, &BOARD_OF, id, text);
    const struct THREADS_OF_row *row;
    const struct THREAD_ADD_row *added = database_transact(d, a, &THREAD_ADD, id);
    const struct ALL_THREADS_row *one = database_row(d, a, &ALL_THREADS);

    while ((row = rows_next(rows)) != NULL)
        when += row->created + (row->picture.length > 0) + (row->board.id == row->id);
    return added == NULL || one == NULL || rows_count(boards) == 0 || when == 0 ||
           database_run(d, &THREAD_TITLE, text, id) != 0 || database_run(d, &THREADS_CLEAR) != 0 ||
           database_run(d, sweeps[0], limit) != 0 || database_run(d, &SWEEP_THREADS, flag) != 0 ||
           database_run(d, &SWEEP_THREADS, 20);
    END

# What is wrong, and what a compiler says of it.
my $TYPE  = qr{integer from pointer|pointer from integer|pointer to integer|integer to pointer|incompatible type};
my $SIGN  = qr{sign};
my $NONE  = qr{no member named};
my $OTHER = qr{incompatible pointer type};
my @WRONG = (
    'a value too few'            => 'return database_run(d, &THREAD_TITLE, text);'               => qr{missing.*'?thread},
    'no value at all'            => 'return database_run(d, &THREAD_TITLE);'                     => qr{missing.*'?title},
    'a value too many'           => 'return database_run(d, &THREAD_TITLE, text, id, text);'     => qr{excess elements},
    'a value where none is'      => 'return database_run(d, &THREADS_CLEAR, id);'                => qr{excess elements},
    'values in another order'    => 'return database_run(d, &THREAD_TITLE, id, text);'           => $TYPE,
    'a text for an id'           => 'return database_row(d, a, &BOARD_OF, text, text) == NULL;'  => $TYPE,
    'an id for a text'           => 'return database_row(d, a, &BOARD_OF, id, id) == NULL;'      => $TYPE,
    'an instant for an id'       => 'return database_row(d, a, &BOARD_OF, when, text) == NULL;'  => $SIGN,
    'an id for an instant'       => 'return database_query(d, a, &THREADS_OF, id, id, bytes_of(key, 5), when) == NULL;' => $SIGN,
    'an id for a signed number'  => 'return database_query(d, a, &THREADS_OF, id, when, bytes_of(key, 5), id) == NULL;' => $SIGN,
    'a pointer for bytes'        => 'return database_query(d, a, &THREADS_OF, id, when, key, when) == NULL;' => qr{invalid initializer|incompatible|braces},
    'bytes for a text'           => 'return database_run(d, &THREAD_TITLE, bytes_of(key, 5), id);' => qr{incompatible},
    'a wrong value by a table'   => 'const struct sweep_statement *s = &SWEEP_THREADS; return database_run(d, s, text);' => $TYPE,
    'one of another signature in a table' => 'const struct sweep_statement *s = &THREADS_CLEAR; return database_run(d, s, 1);' => $OTHER,
    'a column that is not there' => 'const struct board_row *r = database_row(d, a, &BOARD_OF, id, text); return r->title != NULL;' => $NONE,
    'a text read as a number'    => 'const struct board_row *r = database_row(d, a, &BOARD_OF, id, text); id = r->name; return 0;' => $TYPE,
    'a number read as a text'    => 'const struct board_row *r = database_row(d, a, &BOARD_OF, id, text); text = r->id; return 0;' => $TYPE,
    'an instant read as an id'   => 'const struct THREADS_OF_row *r = NULL; id = r->created; return 0;' => $SIGN,
    'a column written to'        => 'const struct board_row *r = database_row(d, a, &BOARD_OF, id, text); r->id++; return 0;' => qr{read-only|const-qualified},
    'the row of another query'   => 'const struct ALL_THREADS_row *r = database_row(d, a, &BOARD_OF, id, text); return r == NULL;' => $OTHER,
    'the rows of another query'  => 'struct ALL_THREADS_rows *r = database_query(d, a, &BOARD_OF, id, text); return r == NULL;' => $OTHER,
    'rows of what gives none'    => 'return database_query(d, a, &THREAD_TITLE, text, id) == NULL;' => $NONE,
    'what gives rows run'        => 'return database_run(d, &ALL_THREADS);'                      => $NONE,
    'a query as a transaction'   => 'return database_transact(d, a, &ALL_THREADS) == NULL;'      => $NONE,
    'a transaction as a query'   => 'return database_row(d, a, &THREAD_ADD, id) == NULL;'        => $NONE,
    'format letters'             => "return 0;\n}\nSTATEMENT(OLD, \"u\", \"u\", \"SELECT\");\nint more(void);\nint more(void)\n{\nreturn 1;" => qr{STATEMENT_|expected|pasting},
    'a kind that is none'        => "return 0;\n}\nSTATEMENT(OLD, PARAMETERS(word(a)), COLUMNS(), \"x\");\nint more(void);\nint more(void)\n{\nreturn 1;" => qr{STATEMENT_PARAMETER_word|expected},
);

# The flags that every build has.
sub flags() {
    open my $file, '<', "$ROOT/configure.ac" or die "configure.ac: $!";
    return '-Werror', map { m{^AM_CFLAGS="(?:\$AM_CFLAGS )?(-.*)"$} ? split ' ', $1 : () } readline $file;
}

# What COMPILER says of a function with this body; nothing when it compiles.
sub compiled ($compiler, $body) {
    my $source = File::Temp->new(SUFFIX => '.c');
    print {$source} $DECLARED, $FUNCTION, $body, "\n}\n";
    $source->flush;
    open my $out, '-|', 'sh', '-c', 'exec "$@" 2>&1', 'sh', $compiler, flags(), "-I$ROOT/lib", '-fsyntax-only',
        "$source"
        or die "$compiler: $!";
    my $said = join '', readline $out;
    close $out;
    return $? == 0 ? '' : $said || "status $?";
}

my @compilers = grep { system("command -v $_ >/dev/null 2>&1") == 0 } qw(gcc clang);
ok(scalar @compilers, 'there is a compiler');
for my $compiler (@compilers) {
    is(compiled($compiler, $RIGHT), '', "$compiler: what is called rightly");
    for (my $i = 0; $i < @WRONG; $i += 3) {
        my ($name, $body, $says) = @WRONG[ $i .. $i + 2 ];
        my $said = compiled($compiler, $body);
        # Compilers quote with quotes of their own.
        like($said =~ s{[‘’]|\xE2\x80[\x98\x99]}{'}gr, $says, "$compiler: $name");
    }
}
done_testing();
