/* A game's database as JSON lines: what exports write and imports read back. A line is one of
 *
 *     {"export":"lorehall","game":"everquest","kinds":["npc"],"relations":["drops"],"places":true}
 *     {"kind":"npc","external_id":"12","name":"a rat","hidden":false,"state":"current","values":{…}}
 *     {"relation":"drops","from":"12","to":"7","values":{…}}
 *     {"place":"qeynos","kind":"npc","external_id":"12","x":1.5,"y":0,"z":0,"group":"","chance":100,
 *      "respawn":400,"variance":0}
 *     {"map":"qeynos","text":"L 0, 0, …"}
 *
 * Values are those of records (value.h); ids are those of the source, never this database's own.
 */
#ifndef LOREHALL_IMPORT_JSONL_H
#define LOREHALL_IMPORT_JSONL_H

#include "base/buffer.h"
#include "import/staging/staging.h"

/* What a line is told by; none where it cannot be taken apart at all. */
enum jsonl_sort { JSONL_NONE, JSONL_HEAD, JSONL_ENTRY, JSONL_RELATION, JSONL_PLACE, JSONL_MAP };

struct jsonl_line {
    enum jsonl_sort sort;
    const char *game;         /* of a head, which it is of; NULL: it does not say */
    const char *const *parts; /* of a head, ended by NULL: kinds, relations, "places" */
    const struct kind *kind;
    const char *external_id; /* of maps the zone's */
    const char *name;
    bool hidden;
    enum entry_state state;
    const struct relation *relation;
    const char *from, *to;
    const struct value *values;
    struct staging_place place;
    const char *text; /* of a map */
};

/* Parses one line of LENGTH bytes. NULL, or what is wrong with it. */
const char *jsonl_read(struct arena *arena, const struct game *game, const char *text,
                       size_t length, struct jsonl_line *line);

#endif
