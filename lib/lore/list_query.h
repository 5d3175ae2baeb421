/* What a list of a kind is asked for, as its address says it: filters, words, order, columns, and
 * where it goes on.
 *
 *     level=50    50-60    50-    -60    numbers; "-10--5" is from -10 to -5
 *     class=shaman,cleric                choices and masks: any of these, by their names
 *     named=yes                          flags
 *     lore=moss                          text that contains this
 *     found_in=gfaydark                  a relation: the other entry's id, or what its source calls it
 *     q=moss+snake                       words of the name; from people also name=
 *     all=1                              hidden and vanished ones too
 *     sort=-level  columns=level,class  after=123
 *     typed=1                            a form's: its numbers are as players type them (range.h)
 */
#ifndef LOREHALL_LORE_LIST_QUERY_H
#define LOREHALL_LORE_LIST_QUERY_H

#include "catalogue/catalogue.h"
#include "catalogue/game_context.h"
#include "game/range.h"
#include "web/form/parameters.h"

#define LIST_QUERY_COLUMNS_MAX 24
#define LIST_QUERY_RELATIONS_MAX 4
#define LIST_QUERY_ADDED_MAX 8
#define LIST_QUERY_FAULTS_MAX 8
#define LIST_QUERY_TEXT_MAX 100 /* characters */

/* One thing that must hold. */
struct list_query_condition {
    const char *name;                /* the parameter's */
    const char *text;                /* its value as a tidy address has it */
    struct filter filter;            /* of a field; its field is NULL where it is a relation's */
    const struct relation *relation; /* NULL: a field's */
    bool reverse;                    /* the list's kind is the relation's `to` */
    uint64_t other_id;               /* after list_query_resolve */
    const char *other_name;
};

struct list_query_fault {
    const char *name; /* the parameter's */
    const char *message;
};

struct list_query {
    const struct game *game;
    const struct kind *kind;
    struct list_query_condition conditions[FILTERS_MAX];
    size_t condition_count;
    const char *words; /* NULL: none */
    bool all;
    enum catalogue_sort sort;
    const struct field *sort_field;
    bool down;
    const struct field *columns[LIST_QUERY_COLUMNS_MAX];
    size_t column_count;
    bool sort_shown; /* the last column is there only because the list is sorted by it */
    /* Shown in the panel though nothing is asked. */
    const struct field *added[LIST_QUERY_ADDED_MAX];
    size_t added_count;
    uint64_t after;
    enum range_writer writer; /* of numbers: RANGE_PROGRAM where only programs ask */
    const uint64_t *among;    /* after list_query_resolve; NULL: no relation is asked for */
    size_t among_count;
    bool untidy; /* the address comes from a form: it has empty or repeated parameters */
    struct list_query_fault faults[LIST_QUERY_FAULTS_MAX];
    size_t fault_count;
};

extern const struct statement_set list_query_statements;

/* A kind's list as it is before anything is asked. */
void list_query_begin(struct list_query *list_query, const struct game *game,
                      const struct kind *kind);

/* Reads what QUERY asks for. Names in OTHERS (ended by NULL; one that ends in "_" stands for all
 * that begin with it) are somebody else's. False with faults: what was wrong has changed nothing
 * then, and LIST_QUERY is one that can be shown all the same. */
bool list_query_read(struct list_query *list_query, struct arena *arena,
                     const struct parameters *query, const char *const *others);

/* Adds the column that the list is sorted by where it was not asked for, as nobody can follow an
 * order of values that are not there. The list's address stays the same. */
void list_query_show_sort(struct list_query *list_query);

/* Finds the entries that relations are asked about, and which entries are related to all of them:
 * at most three queries for each. 1; 0 with faults; -1 on failure. */
int list_query_resolve(struct list_query *list_query, const struct game_context *context);

/* Notes a fault of somebody else's parameter. */
void list_query_wrong(struct list_query *list_query, const char *name, const char *message);

/* The one relation that is asked for; NULL: none is, or several are. */
const struct list_query_condition *list_query_relation(const struct list_query *list_query);

/* How an entry of the list is related to the other that a condition names. */
struct list_query_pair {
    uint64_t id;          /* of the list's entry */
    struct value *values; /* one for each of the relation's fields */
};

/* The pairs of the entries that were FOUND, in one query; of those that are related more than once
 * each. NULL on failure. */
struct list_query_pair *list_query_pairs(struct database *database, struct arena *arena,
                                         const struct list_query_condition *condition,
                                         const struct catalogue_page *found, size_t *count);

/* Takes a condition away. What list_query_resolve found must be found again. */
void list_query_drop(struct list_query *list_query, size_t condition);

/* The condition of a field; NULL. */
const struct list_query_condition *list_query_of_field(const struct list_query *list_query,
                                                       const struct field *field);

/* Which values of MASK are asked for; UINT64_MAX where none is, or MASK is NULL. */
uint64_t list_query_asked(const struct list_query *list_query, const struct field *mask);

/* Whether FIELD is among the list's columns. */
bool list_query_has_column(const struct list_query *list_query, const struct field *field);

/* The list's tidy address, its parameters in the order of the game's file. */
char *list_query_address(struct arena *arena, const struct list_query *list_query);

/* The same parameters behind another PATH, which may have a query already. */
char *list_query_address_at(struct arena *arena, const struct list_query *list_query,
                            const char *path);

/* What the catalogue is asked. */
void list_query_query(const struct list_query *list_query, unsigned limit,
                      struct catalogue_query *query);

/* What a condition asks for in a player's words: "50 to 60", "Shaman, Cleric". */
const char *list_query_describe(struct arena *arena, const struct list_query_condition *condition);

/* What a condition is about in the current language: "Level", "Dropped by". */
const char *list_query_label(const struct list_query_condition *condition);

#endif
