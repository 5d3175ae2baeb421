/* Taking a game's database in: what a source has is laid down beside the old state, compared with
 * it, and put in its place in one transaction. Until then nobody sees any of it; an import that was
 * interrupted goes on with the parts that it had not finished.
 */
#ifndef LOREHALL_LORE_INGEST_H
#define LOREHALL_LORE_INGEST_H

#include "lore/entry.h"
#include "store/shared.h"

struct ingest;

/* What came of the entries, of the relations, of the places. */
struct ingest_counts {
    uint64_t read, added, changed, unchanged, vanished, returned, rejected;
};

struct ingest_result {
    uint64_t import_id;
    struct ingest_counts entries, relations, places;
    struct ingest_counts *kinds;          /* one for each kind */
    struct ingest_counts *kind_relations; /* one for each relation */
    uint64_t revisions;
};

struct ingest_options {
    const char *source;      /* what the import is called, in the history */
    const char *fingerprint; /* of the source: an interrupted import goes on only with the same */
    bool partial; /* kinds and relations that the source does not have stay as they are */
};

extern const struct statement_set ingest_statements;

/* Begins, or goes on with an interrupted import of the same fingerprint. NULL on failure. */
struct ingest *ingest_open(struct database *database, const struct game *game, uint64_t game_number,
                           const struct ingest_options *options);

/* Whether PART ("npc", "drops", "places") was laid down whole before the interruption. */
bool ingest_has(const struct ingest *ingest, const char *part);

/* Lays one down. Rows are gathered and written by the hundred. The second of two entries of one kind
 * and external id is refused: 1. 0 or -1. */
int ingest_entry(struct ingest *ingest, const struct kind *kind, const char *external_id,
                 const char *name, bool hidden, const struct value *values);

/* Ends of relations are external ids; whether both are there is judged at the end: those that dangle
 * are counted as rejected. */
int ingest_relation(struct ingest *ingest, const struct relation *relation,
                    const char *from_external, const char *to_external, const struct value *values);

/* A place of an entry on the map of another. */
struct ingest_place {
    const char *map_external; /* of the kind with a map */
    const struct kind *kind;  /* of what stands there */
    const char *external;
    double x, y, z;
    const char *group;          /* what shares one place takes turns; "" stands alone */
    double chance;              /* percent within the group */
    unsigned respawn, variance; /* seconds */
};
int ingest_place(struct ingest *ingest, const struct ingest_place *place);

/* PART is laid down whole. */
int ingest_part(struct ingest *ingest, const char *part);

/* Compares and switches in one transaction, with revisions and the journal; what the source no
 * longer has is marked, never deleted. Fills RESULT. 0; -1 leaves the old state and what was laid
 * down. */
int ingest_finish(struct ingest *ingest, struct shared *shared, struct ingest_result *result);

/* Frees the handle; what was laid down and not finished waits for the next try. */
void ingest_close(struct ingest *ingest);

#endif
