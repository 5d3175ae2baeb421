/* A mapping: how the tables of a source become the kinds, relations and places of a game. It is a
 * file of declarations (base/declaration.h), db/import/NAME.hdf, and the only place where a
 * source's tables and columns are named; no C knows any. doc/add-a-game.md describes it.
 *
 * Right sides are expressions (import/mapping/expression.h) over the columns of the row that a
 * part starts with and of the rows that its steps lead to. Where several tables are named by
 * commas, the first that the source has is taken: sources of several times have several names for
 * one thing.
 */
#ifndef LOREHALL_IMPORT_MAPPING_MAPPING_H
#define LOREHALL_IMPORT_MAPPING_MAPPING_H

#include <stdio.h>

#include "base/number.h"
#include "game/game.h"
#include "import/source/source.h"

#define MAPPING_STEPS_MAX 8
#define MAPPING_TOTALS_MAX 8 /* of one step */

/* An expression as it stands in the file; text is NULL where there is none. */
struct mapping_text {
    const char *text;
    unsigned line;
};

/* The names of tables of which the first that is there is meant. */
struct mapping_tables {
    const char *const *names;
    size_t count;
    unsigned line;
};

/* A sum over all rows that a step leads to: `STEP.NAME` in expressions, beside its columns. */
struct mapping_total {
    const char *name;
    struct mapping_text of;
};

/* A step from the rows so far to those of another table: what a join on a key is in SQL, with its
 * condition. An optional one is an outer join. */
struct mapping_step {
    const char *name; /* of its block: another name for its table in expressions */
    struct mapping_tables tables;
    const char *key;        /* the column that ON is looked up in; NULL: all rows */
    struct mapping_text on; /* over the columns of the start and of the steps before */
    struct mapping_text where;
    const char *split; /* ON is a list with this between its pieces, each of which is looked up */
    struct mapping_total totals[MAPPING_TOTALS_MAX];
    size_t total_count;
    bool optional; /* goes on without a row where there is none */
    bool once;     /* takes each row only once for one row of the start */
    unsigned line;
};

/* What a part's outputs are; a kind's and a relation's fields follow behind. */
enum { KIND_ID, KIND_NAME, KIND_HIDDEN, KIND_FIELDS };
enum { RELATION_FROM, RELATION_TO, RELATION_FIELDS };
enum {
    PLACE_MAP,
    PLACE_ID,
    PLACE_X,
    PLACE_Y,
    PLACE_Z,
    PLACE_GROUP,
    PLACE_CHANCE,
    PLACE_RESPAWN,
    PLACE_VARIANCE,
    PLACE_OUTPUTS
};

/* One way to make entries, pairs or places: a table that streams, and steps from it. */
struct mapping_path {
    const char *name;
    struct mapping_tables start;
    struct mapping_step steps[MAPPING_STEPS_MAX];
    size_t step_count;
    struct mapping_text where;
    const char *counts; /* the table or step whose rows are compared with what comes out; NULL: the
                           last step that is not optional */
    struct mapping_text *outputs;
};

enum mapping_sort { MAPPING_KIND, MAPPING_RELATION, MAPPING_PLACES };

/* How the values of one field are combined where a pair comes several times. */
enum mapping_combine {
    COMBINE_FIRST,
    COMBINE_EITHER, /* percentages of chance: 1 - (1 - p)(1 - q) */
    COMBINE_SUM,
    COMBINE_MIN,
    COMBINE_MAX,
    COMBINE_BITS, /* all bits of both */
};

/* One kind, relation or list of places: what is staged whole. */
struct mapping_part {
    enum mapping_sort sort;
    const char *name;        /* the kind's or relation's; "places" and a dot before others */
    const struct kind *kind; /* of kinds, and of what has the places */
    const struct kind *map;  /* of places: whose map they are on */
    const struct relation *relation; /* of relations */
    const struct field *fields;      /* of the kind or relation */
    size_t field_count;
    struct mapping_path *paths;
    size_t path_count;
    size_t outputs;                      /* of each way */
    const enum mapping_combine *combine; /* of relations: one a field */
    bool gather;        /* pairs of different rows of the start are combined, too */
    bool repeats;       /* of kinds: several rows may be one entry, the first of them counts */
    const char *spaces; /* of kinds: the letters of names that stand for spaces */
    const char *strip;  /* and those that are taken off the front */
    unsigned line;
};

/* A value that is read from the source once: `setting.NAME` in expressions. A set: all values. */
struct mapping_value {
    const char *name;
    struct mapping_tables tables;
    struct mapping_text where;
    struct mapping_text value;
    const char *otherwise; /* of settings: where the source does not tell */
};

/* A condition that each row of each table must meet whose columns it names. */
struct mapping_condition {
    const char *name;
    struct mapping_text text;
};

struct mapping {
    const char *file;
    const struct game *game;
    char separator;              /* between the values of CSV; 0: what its first line shows */
    struct number_style numbers; /* in what is no number to the source */
    bool numbers_styled;
    struct mapping_value *settings;
    size_t setting_count;
    struct mapping_value *sets;
    size_t set_count;
    struct mapping_condition *conditions; /* "Everywhere" */
    size_t condition_count;
    struct mapping_part *parts; /* kinds first, then relations, then places */
    size_t part_count;
};

/* Reads FILE, which must be a mapping of GAME and name only kinds, relations and fields that it
 * has. All that is wrong goes to ERRORS as "FILE:LINE: what"; NULL then. Expressions are compiled
 * later, when it is known what columns there are (import/mapping/run.h). */
const struct mapping *mapping_read(struct arena *arena, const char *file, const struct game *game,
                                   FILE *errors);

#endif
