/* The history of entries: what changed, when, from what to what, by whom or by which import. */
#ifndef LOREHALL_LORE_REVISION_H
#define LOREHALL_LORE_REVISION_H

#include "lore/entry.h"
#include "store/journal.h"

enum revision_kind {
    REVISION_MADE,     /* the entry came to be; its diff is empty */
    REVISION_CHANGED,  /* by an import */
    REVISION_VANISHED, /* the source no longer has it */
    REVISION_RETURNED, /* it has it again */
    REVISION_REVERTED, /* back to an earlier revision */
    REVISION_EDITED,   /* by a person */
};

/* One difference. Names and hidden are differences too: of the fields "" (name) and "hidden". Of
 * the relations that an import changed some hundred are listed; then "more" tells how many there
 * were. */
struct difference {
    const char *field; /* a field's or relation's name; "more" for relations not listed */
    const struct relation *relation;
    const char *from; /* plain values (value_plain); of relations a readable line, "" for none */
    const char *to;
};

struct revision {
    uint64_t entry_id;
    const char *kind_name; /* of the entry */
    const char *entry_name;
    uint64_t number; /* 1, 2, … within the entry */
    enum revision_kind kind;
    int64_t created;
    uint64_t account_id; /* 0: an import */
    const char *account_name;
    uint64_t import_id; /* 0: a person */
    const char *why;
    struct difference *differences;
    size_t count;
};

/* An import that ran. */
struct import_run {
    uint64_t id;
    const char *source;
    int64_t started;
    int64_t finished;
    uint64_t added, changed, vanished, unchanged, rejected; /* entries */
};

extern const struct statement_set revision_statements;

/* An entry's revisions, newest first, from below number BEFORE (0: the newest). NULL on failure. */
struct revision *revision_list(const struct game_context *context, const struct entry *entry,
                               uint64_t before, unsigned limit, size_t *count);

/* The entry's name, hidden and values as they were at revision NUMBER. 1, 0 there is none, -1. */
int revision_at(const struct game_context *context, const struct entry *now, uint64_t number,
                struct entry *then);

/* What differs between two states of one entry; *COUNT tells how much. */
struct difference *entry_differences(struct arena *arena, const struct entry *from,
                                     const struct entry *to, size_t *count);

/* A change of one entry by somebody here. */
struct revision_draft {
    const struct entry *now;  /* as it was read */
    const struct entry *then; /* as it shall be */
    enum revision_kind kind;  /* REVISION_EDITED or REVISION_REVERTED */
    uint64_t account_id;
    const char *why;
};

/* Writes an entry's new state with a revision, in one transaction with its journal row, and tells
 * the host. Nothing happens when nothing differs (1), and when the entry is no longer what NOW is
 * (2). A new name, or what else stands on others' pages, goes for the whole game, as an import
 * does. 0, 1, 2 or -1. */
int revision_write(const struct game_context *context, struct shared *shared,
                   const struct revision_draft *draft);

/* The imports of a game, newest first, from before (in reading order behind) the one with the id
 * BEFORE; 0: all. */
struct import_run *import_runs(const struct game_context *context, uint64_t before, unsigned limit,
                               size_t *count);

/* One that was interrupted goes on when it is begun again. */
enum game_import_state { IMPORT_RUNNING = 1, IMPORT_INTERRUPTED, IMPORT_FINISHED };

/* An import of any game. */
struct game_import {
    struct import_run run;
    uint64_t game_id;
    const char *game;  /* its name */
    const char *parts; /* the names of those that are staged whole, by commas */
    enum game_import_state state;
};

/* Which are wanted. What is 0 does not matter. */
struct game_import_query {
    enum game_import_state state;
    bool oldest;    /* first */
    uint64_t after; /* behind which one */
    unsigned limit;
};

/* Imports of all games; *COUNT tells how many. NULL on failure. */
struct game_import *game_imports(struct database *database, struct arena *arena,
                                 const struct game_import_query *query, size_t *count);

/* One of them. 1, 0, -1. */
int import_find(const struct game_context *context, uint64_t id, struct import_run *run);

struct revision_page {
    struct revision *list;
    size_t count;
    uint64_t next; /* the row to go on after; 0: this is the last page */
};

/* What an import changed, by revision, after (in reading order) revision row AFTER. 0 or -1. */
int import_changes(const struct game_context *context, uint64_t import_id, uint64_t after,
                   unsigned limit, struct revision_page *page);

#endif
