/* A row of the table of entries: a game's thing with all its values. */
#ifndef LOREHALL_CATALOGUE_ENTRY_ROW_H
#define LOREHALL_CATALOGUE_ENTRY_ROW_H

#include "game/game.h"
#include "store/database.h"

enum entry_state {
    ENTRY_CURRENT,
    ENTRY_VANISHED, /* its source no longer has it; its page and its thread live on */
};

struct entry {
    uint64_t id; /* unique over all games and kinds */
    /* Where the first of the kind's note_relation leads; 0: none, or not asked for. */
    uint64_t noted;
    const struct kind *kind;
    const char *external_id; /* the id that its source's links use; a zone's is its short name */
    const char *name;
    enum entry_state state;
    bool hidden;          /* a helper or trigger: in lists only with all=1 */
    bool withheld;        /* editors hid it: it is nowhere */
    struct value *values; /* one for each of the kind's fields; NULL where not asked for */
    uint64_t revision;    /* the number of its last one */
    int64_t created;
    int64_t changed;
    uint64_t journal; /* the row of its last change */
};

/* For statements that select entries e: the columns, and their row. */
#define ENTRY_ROW_SQL                                                                              \
    "e.id, e.kind, e.external_id, e.name, e.state, e.hidden, e.withheld, e.revision, e.created,"   \
    " e.updated, e.record, e.changed"
ROW(entry, id(id), text(kind), text(external_id), text(name), number(state), flag(hidden),
    flag(withheld), number(revision), instant(created), instant(changed), sized_text(record),
    id(journal));

/* A row as an entry with all its values; false where the game no longer has its kind. */
bool entry_of_row(struct arena *arena, const struct game *game, const struct entry_row *row,
                  struct entry *entry);

#endif
