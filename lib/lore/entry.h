/* Entries of a game's database, and what they have to do with each other. */
#ifndef LOREHALL_LORE_ENTRY_H
#define LOREHALL_LORE_ENTRY_H

#include "catalogue/entry_row.h"
#include "catalogue/game_context.h"

/* What a source cannot tell of the entries of a kind. */
struct unknown_fields {
    bool name, hidden;
    bool *fields; /* one for each of the kind's */
};

/* An entry as a source has it. */
struct source_entry {
    const struct kind *kind;
    const char *external_id;
    const char *name;
    bool hidden;
    const struct value *values; /* one for each of the kind's fields */
};

/* One end of a relation as seen from an entry. */
struct related {
    const struct relation *relation;
    bool reverse; /* the entry asked for is the `to` */
    uint64_t id;  /* the other entry */
    const char *external_id;
    const char *name;
    enum entry_state state;
    bool hidden;
    struct value *values; /* one for each of the relation's fields */
};

/* What is related to an entry. */
struct related_list {
    struct related *list;
    size_t count;
    uint64_t *totals; /* how many there are of each relation: forth [2 i], back [2 i + 1] */
};

extern const struct statement_set entry_statements;

/* The entry with this id and all its values. 1 found, 0 not (or not of this game, or hidden by editors, as by
 * whatever else is below), -1 on failure. */
int entry_find(const struct game_context *context, uint64_t id, struct entry *entry);

/* Entries by what outside links call them. 1, 0, -1. KIND may be NULL by name: *COUNT entries bear
 * it then, current ones before vanished ones, at most 20. */
int entry_by_external(const struct game_context *context, const struct kind *kind,
                      const char *external_id, struct entry *entry);
struct entry *entry_by_name(const struct game_context *context, const struct kind *kind,
                            const char *name, size_t *count);

/* The same of one that may be hidden by editors: for who writes what belongs to it. 1, 0, -1. */
int entry_of_external(const struct game_context *context, const struct kind *kind,
                      const char *external_id, struct entry *entry);

/* Of entries of one name, in the order of entry_by_name, the one that it means: of the kind that
 * weighs most among those that are as much there as the first. *SEVERAL tells whether others of
 * its kind could be meant as well. NULL where there is none. */
const struct entry *entry_meant(const struct entry *entries, size_t count, bool *several);

/* The entries of all kinds that their source's links call so, whatever the case of what was typed;
 * those that vanished or are hidden are left out. *COUNT of them, by one query for each kind; NULL
 * on failure. */
struct entry *entry_by_external_shown(const struct game_context *context, const char *external_id,
                                      size_t *count);

/* All that ENTRY is related to, in both directions, one query; ordered by relation, direction, and
 * within them by the relation's order, then by name. At most LIMIT (1 or more) of each relation and
 * direction; where there are more, those that the relation's order has first, among equals those
 * that are the oldest. 0 or -1. */
int entry_related(const struct game_context *context, const struct entry *entry, unsigned limit,
                  struct related_list *related);

/* The path of an entry's page: /beastiary/KIND/ID/SLUG. */
char *entry_path(struct arena *arena, const struct kind *kind, uint64_t id, const char *name);

#endif
