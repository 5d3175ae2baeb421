/* The inside of expressions and of a run. */
#ifndef LOREHALL_IMPORT_MAPPING_INTERNAL_H
#define LOREHALL_IMPORT_MAPPING_INTERNAL_H

#include "import/mapping/expression.h"
#include "import/mapping/kept_table.h"
#include "import/mapping/run.h"

#define NO_ROW UINT32_MAX
#define EXTERNAL_MAX 64 /* characters of an external id */

/* A set of texts, by their hashes alone: 0 is a free slot. See bag.c for what a collision does. */
struct id_set {
    uint64_t *slots;
    size_t capacity, count;
};

/* Adds TEXT; false when it is in already. */
bool id_set_add(struct id_set *ids, const char *text);
bool id_set_has(const struct id_set *ids, const char *text);
void id_set_free(struct id_set *ids);

/* What is made of a table of the source. */
struct table_use {
    const struct source_table *source;
    struct kept_table *kept;              /* NULL: no step leads there */
    bool starts;                          /* a part starts with it */
    bool *used;                           /* which columns are named by something */
    const struct expression **conditions; /* the mapping's; NULL where one does not apply */
    uint64_t *left_out;                   /* kept rows that fail each condition */
    uint64_t seen;                        /* rows, in this pass */
};

/* A reason for which something is not emitted, with the first examples. */
struct skipped {
    uint64_t count;
    const char *examples[EXAMPLES_MAX];
};

struct step_plan {
    struct table_use *table; /* NULL: the source lacks it, and the step is optional */
    size_t key;              /* the kept column; of steps without a key 0 */
    const struct expression *on, *where;
    const struct expression *totals[MAPPING_TOTALS_MAX]; /* NULL: a column of it is missing */
    uint8_t *reached; /* of the counted step: a bit for each row */
    uint32_t *stamps; /* of steps that take rows once: the start's row that took it last */
};

struct part_plan;

struct path_plan {
    const struct mapping_path *path;
    struct part_plan *part;
    size_t counted; /* whose rows are compared with what comes out: 0 the start, else a step */
    bool used;      /* all that it needs is there */
    bool own; /* starts with the table of the kind that it starts from: hidden entries have pairs */
    struct table_use *start;
    struct step_plan steps[MAPPING_STEPS_MAX];
    const struct expression *where;
    const struct expression **outputs;
    /* What became of the rows: of the start's, and of those that the steps gave. */
    uint64_t started, start_left_out, fruitless, reached, visits, failed;
};

/* A row of the source, of which something comes. */
struct origin {
    const char *table;
    uint64_t row;
};

/* A pair that waits to be combined with others. */
struct pair {
    const char *from, *to;
    struct value *values;
    struct origin origin; /* of the first */
    uint64_t hash;
};

struct bag {
    struct arena *arena;
    struct pair *pairs;
    size_t count, capacity;
    uint32_t *slots; /* open addressing: a pair's number plus 1 */
    size_t slot_count;
};

/* What becomes of one part of the mapping against this source. `waits` counts down to 0, when all
 * rows of the part have been seen. */
struct part_plan {
    const struct mapping_part *part;
    struct path_plan *paths;
    struct mapping_count count;
    struct id_set ids;    /* of kinds: all */
    struct id_set staged; /* of kinds: those that were emitted */
    struct bag bag;
    size_t waits; /* tables that its paths start with and that are not finished */
    bool skipped; /* it was staged before */
    bool done;
    uint64_t merged, endless; /* of relations and places: what leads to nothing */
    struct skipped dangling_from, dangling_to, doubled, odd, nameless, refused, unread;
};

struct note {
    const char *text;
    struct note *next;
};

struct mapping_run {
    struct arena *arena;
    const struct mapping *mapping;
    struct source *source;
    struct table_use *tables; /* one for each of the source's */
    size_t table_count;
    struct part_plan *parts;
    size_t part_count;
    const char **settings;
    bool *set_known;
    struct id_set *here; /* of each kind of the game: those that are here; NULL: nobody told */
    struct id_set *sets;
    struct setting_readers *readers; /* while settings and sets are read */
    struct note *missing, **missing_end;
    const struct mapping_run_options *options;
    struct arena *scratch; /* of one row */
    struct origin origin;  /* of what is being emitted */
    uint64_t rows;         /* seen in this run, for progress */
    bool exact;            /* the tables' counts of rows are exact */
    size_t peak;
    const char *fault;
};

/* What an expression reads when it runs: a row of the start and one of each step. */
struct row_cursor {
    struct mapping_run *run;
    struct path_plan *path;
    const struct source_row *row;
    uint32_t at[MAPPING_STEPS_MAX];
    double totals[MAPPING_STEPS_MAX][MAPPING_TOTALS_MAX];
    struct expression_row expressions;
};

/* Columns' numbers in expressions: the level (0 the start, then the steps), and the column
 * there. */
#define SLOT_LEVEL ((size_t)1 << 32)
#define SLOT_TOTAL ((size_t)1 << 31) /* of a level: the total's number behind it */
#define SLOT_SETTING (SLOT_LEVEL * 1000)

/* Compiles everything against the source's tables. -1, with the fault, when nothing is left. */
int mapping_run_plan(struct mapping_run *run);

/* Compiles TEXT for rows of one table alone; NULL, and *MISSING, where a column is missing. */
const struct expression *mapping_run_compile(struct mapping_run *run, struct table_use *use,
                                             const struct mapping_text *text, const char **missing);

/* The first of TABLES that the source has; NULL. */
struct table_use *table_use_named(struct mapping_run *run, const struct mapping_tables *tables);

/* Reads the mapping's settings and sets. As mapping_run_execute. */
int mapping_run_read_settings(struct mapping_run *run);

/* What the rows of a pass are for. */
struct source_pass {
    struct mapping_run *run;
    const char *what; /* for the progress */
    bool (*wanted)(const struct mapping_run *run, const struct table_use *use);
    int (*row)(struct mapping_run *run, struct table_use *use, const struct source_row *row);
};

/* Reads the source once. 0, what a row gave, or -1 with the run's fault. */
int mapping_run_pass(struct mapping_run *run, const struct source_pass *pass);

/* Readies CURSOR for rows of PATH (NULL: for conditions of a table's own rows). */
void row_cursor_begin(struct row_cursor *cursor, struct mapping_run *run, struct path_plan *path,
                      const struct source_row *row);

/* The entry's id that an expression gave, on ARENA; NULL where it is none, which *ODD tells: it was
 * something, but too long or no text. */
const char *mapping_run_external(struct arena *arena, struct expression_value given, bool *odd);

/* The table whose rows are compared with what comes out of a path. */
const struct table_use *path_counted(const struct path_plan *path);

/* Whether ROW meets all conditions of its table; *FAILED is the first that it does not. */
bool mapping_run_row_fits(struct mapping_run *run, const struct table_use *use,
                          const struct source_row *row, size_t *failed);

/* Takes one row of the start through the path's steps; each result goes to the part. 0, or what the
 * writer gave. */
int row_cursor_run(struct row_cursor *cursor);

/* What a part does with one result of a cursor, and at the end of its rows. */
int part_emit(struct row_cursor *cursor);
int part_flush(struct mapping_run *run, struct part_plan *plan);

/* Whether an entry that something refers to is there, as far as is known. */
bool mapping_run_has_entry(const struct mapping_run *run, const struct kind *kind,
                           const char *external);

/* Empties a bag, keeping its memory; frees it. */
void bag_clear(struct bag *bag);
void bag_free(struct bag *bag);
size_t bag_memory(const struct bag *bag);

/* Adds a pair, combined with the same one if that is there and MERGE is set: false then. */
bool bag_put(struct bag *bag, const struct mapping_part *part, const struct pair *given,
             bool merge);

/* Notes that something of the mapping is not in the source. */
void mapping_run_missing(struct mapping_run *run, unsigned line, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* ---- expressions ---- */

#define EXPRESSION_PARTS_MAX 500 /* of one expression, which bounds recursion too */
#define EXPRESSION_DEEP_MAX 50   /* brackets within brackets */
#define ARGUMENTS_MAX 16

enum operation {
    OPERATION_CONSTANT,
    OPERATION_COLUMN,
    OPERATION_CALL,
    OPERATION_CHOOSE, /* a ? b : c */
    OPERATION_NOT,
    OPERATION_MINUS,
    OPERATION_OR,
    OPERATION_AND,
    OPERATION_EQUAL,
    OPERATION_UNEQUAL,
    OPERATION_BELOW,
    OPERATION_BELOW_OR_EQUAL,
    OPERATION_ABOVE,
    OPERATION_ABOVE_OR_EQUAL,
    OPERATION_BIT_OR,
    OPERATION_BIT_AND,
    OPERATION_SHIFT_LEFT,
    OPERATION_SHIFT_RIGHT,
    OPERATION_ADD,
    OPERATION_SUBTRACT,
    OPERATION_MULTIPLY,
    OPERATION_DIVIDE,
    OPERATION_REMAINDER,
};

struct expression_function {
    const char *name;
    size_t min, max; /* arguments */
    struct expression_value (*call)(const struct expression_row *row,
                                    const struct expression_value *arguments, size_t count);
};

/* A node. The parts beyond COUNT have no memory of their own: it is allocated whole, and there
 * are at most EXPRESSION_PARTS_MAX. */
struct expression {
    enum operation operation;
    struct expression_value constant;
    size_t slot;
    const struct expression_function *function;
    const struct expression *parts[ARGUMENTS_MAX]; /* only as many as it has are there */
    size_t count;
    const char *missing; /* a column that is not there; NULL: all are */
};

/* The function with this name; NULL. */
const struct expression_function *expression_function_named(const char *name);

/* -1, 0 or 1 as A is below, the same as or above B. */
int expression_compare(struct expression_value a, struct expression_value b);

/* A whole number's bits; 0 for what is none. */
int64_t expression_bits(struct expression_value value);

#endif
