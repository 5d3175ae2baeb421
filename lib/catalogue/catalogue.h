/* The catalogue: all entries of a game, column by column, in a file that every worker maps. It
 * answers what lists and searches ask without a query.
 *
 * lorehall-journald builds the file from the database (catalogue_build) when there is none, after
 * an import, and when many single changes have gathered. What changed since is read from the
 * database when the game's generation has moved and laid over it, so an answer is never older than
 * the last answered write. Wiped or missing, workers build what they need in memory.
 */
#ifndef LOREHALL_CATALOGUE_CATALOGUE_H
#define LOREHALL_CATALOGUE_CATALOGUE_H

#include "catalogue/entry_row.h"
#include "store/shared.h"

#define FILTERS_MAX 32
#define FACET_CHOICES_MAX 1024
#define CHOICE_WORDS 16 /* of 64 bits, for the most choices that an enumeration may have */

struct catalogue;

extern const struct statement_set catalogue_statements;

/* Builds the game's file anew (beside the old one, then renamed) from one consistent read. 0 or -1
 * with a line in the log. */
int catalogue_build(struct database *database, struct shared *shared, const struct game *game,
                    uint64_t game_number, const char *directory);

/* How a game's file stands to its database. */
struct catalogue_state {
    uint64_t number;  /* the game's; 0: the database does not know it */
    bool there;       /* there is a file */
    bool valid;       /* of this game, as it is declared now, and of this database */
    uint64_t entries; /* in it */
    size_t length;    /* bytes */
    int64_t built;    /* when */
    size_t overlay;   /* changes since, as far as CATALOGUE_REBUILD */
};

/* So many changes over a file are reason for a new one. */
#define CATALOGUE_REBUILD 2000

/* Looks how GAME's file in DIRECTORY stands. 0 or -1. */
int catalogue_state(struct database *database, struct arena *arena, const struct game *game,
                    const char *directory, struct catalogue_state *state);

/* A handle for one worker. Maps nothing yet. */
struct catalogue *catalogue_open(const struct game *game, uint64_t game_number,
                                 const char *directory);
void catalogue_close(struct catalogue *catalogue);

/* Brings the handle up to the last answered write: nothing but a look at the generation
 * ("lore:NUMBER") when nothing changed. Call it before each use in a request. 0 or -1. */
int catalogue_refresh(struct catalogue *catalogue, struct database *database, struct shared *shared,
                      struct arena *arena);

/* How many changes lie over the file; the follower builds anew when there are many. */
size_t catalogue_overlay(const struct catalogue *catalogue);

/* One condition of a list; several of one query must all hold. Only what its field's type asks of
 * it counts, the rest is 0. */
struct filter {
    const struct field *field;
    int64_t low, high;          /* numbers and flags: a range, both ends included */
    uint64_t any[CHOICE_WORDS]; /* masks: any of the first word's bits; choices: any of these, by
                                   their index in the enumeration; with none, the range is asked for */
    const char *text;           /* text: contained in it, whatever its case */
};

enum catalogue_sort { CATALOGUE_BY_NAME, CATALOGUE_BY_FIELD, CATALOGUE_BY_ID };

/* Of a number that differs by a mask's values, filter, order and facet go by the values that the
 * query asks for: with classes=shaman, by the level for shamans. A query is of one kind: kinds
 * have columns of their own. */
struct catalogue_query {
    const struct kind *kind;
    struct filter filters[FILTERS_MAX];
    size_t filter_count;
    const char *words;     /* names holding all of these words; NULL: all */
    const uint64_t *among; /* only these ids, ascending; NULL: all */
    size_t among_count;
    bool all; /* hidden and vanished ones too */
    enum catalogue_sort sort;
    const struct field *field; /* of CATALOGUE_BY_FIELD; ties are by name, then id */
    bool down;
    uint64_t after; /* the id of the entry that the page before ended with; 0: the beginning */
    unsigned limit;
    bool facets; /* count them */
};

struct facet_count {
    int64_t number; /* the choice's; for a mask the bit */
    uint64_t count;
};

/* How many entries each value of a field would leave, the field's own filter put aside: what a
 * reader would get by choosing another value, not by adding one. */
struct facet {
    const struct field *field;
    struct facet_count *counts; /* of those above 0, in the enumeration's order */
    size_t count;
    int64_t low, high; /* of number fields: the least and largest there is */
};

struct catalogue_page {
    struct entry *entries; /* with values */
    size_t count;
    uint64_t total;
    bool more;
    struct facet *facets; /* of the kind's filters that are choices, masks, flags and numbers */
    size_t facet_count;
};

/* Which values of MASK a query asks for; UINT64_MAX when it does not. */
uint64_t catalogue_asked(const struct catalogue_query *query, const struct field *mask);

/* Answers QUERY. 0; or -1 when `after` is of no entry of this kind any more. */
int catalogue_list(struct catalogue *catalogue, struct arena *arena,
                   const struct catalogue_query *query, struct catalogue_page *page);

/* How a name fits what was typed: whole words before parts of them. An article of the game's at
 * the name's beginning counts only where it was typed. */
enum suggestion_rank {
    RANK_SAME,   /* the very name */
    RANK_BEGINS, /* begins with it as whole words */
    RANK_WORD,   /* has it as whole words */
    RANK_PREFIX, /* begins with it */
    RANK_PART,   /* has a word that begins with it */
    RANK_HOLDS,  /* holds all words */
    RANK_NEAR,   /* misspelt */
};

/* A name that fits what was typed. */
struct suggestion {
    uint64_t id;
    const struct kind *kind;
    const char *name;
    const char *external_id;
    const char *icon; /* as kind_icon has it */
    bool hidden;
    enum suggestion_rank rank;
    int faults;       /* of RANK_NEAR: letters to change */
    const char *note; /* what tells it from others of its name (catalogue_note) */
    /* How many it stands for, itself among them: 1, or all of its kind that bear the name. */
    uint64_t alike;
};

/* What was typed, and what is asked about it. */
struct suggest_query {
    const struct kind *kind; /* NULL: all */
    const char *typed;
    bool all;     /* hidden and vanished ones too */
    bool counted; /* the total is asked for */
    unsigned limit;
};

struct suggestions {
    struct suggestion *list;
    size_t count;
    uint64_t total; /* where it is asked for: how many fit without misspelling */
};

/* Names that fit what was typed, best first (the very name, whatever its kind; kinds that are not
 * internal before those that are, where both have the words; rank, weight, shorter names, name),
 * of the query's kind; at most its limit. Misspelt ones come only where few others do. Where the
 * total is not asked for, those that fit are not all looked for. */
struct suggestions catalogue_suggest(struct catalogue *catalogue, struct arena *arena,
                                     const struct suggest_query *query);

/* The same without hidden ones and total, whatever the query says of them, for a list that shows
 * of each kind what fits best: a kind whose names begin with TYPED, or have a word that does, has
 * room for two of them, in half of the list at most, where names of another kind would take it
 * all. Of a kind's entries of one name there is one, unless at most three bear the very name that
 * was typed and their notes tell them apart. */
struct suggestions catalogue_suggest_mixed(struct catalogue *catalogue, struct arena *arena,
                                           const struct suggest_query *query);

/* One entry with its values, without a query; false when there is none. */
bool catalogue_entry(struct catalogue *catalogue, struct arena *arena, uint64_t id,
                     struct entry *entry);

/* Parts of a note that stand beside the name already. */
struct note_known {
    const struct field *const *fields;
    size_t count;
    bool relation; /* where the note's relation leads: on the page of a zone, the zone */
};

/* What tells the entry of KIND with this id from others of its name ("Blackburrow · Level 3–5"),
 * in the current language, at most 100 characters, without a query; without what is KNOWN (NULL:
 * nothing is). "": nothing does. It changes when the game's generations "lore:NUMBER" and
 * "catalogue:NUMBER" do. */
const char *catalogue_note(const struct catalogue *catalogue, struct arena *arena,
                           const struct kind *kind, uint64_t id, const struct note_known *known);

/* How many current entries a kind has (hidden ones left out). */
uint64_t catalogue_total(struct catalogue *catalogue, const struct kind *kind);

#endif
