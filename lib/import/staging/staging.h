/* Taking a game's database in: what a source has is laid down beside the old state, compared with
 * it, and put in its place in one transaction. Until then nobody sees any of it; an import that was
 * interrupted goes on with the parts that it had not finished.
 */
#ifndef LOREHALL_IMPORT_STAGING_STAGING_H
#define LOREHALL_IMPORT_STAGING_STAGING_H

#include "lore/entry.h"
#include "store/shared.h"

struct ingest;

/* What came of the entries, of the relations, of the places. All that were read are one of the others,
 * but what vanished, which was not there to be read. */
struct ingest_counts {
    uint64_t read, added, changed, unchanged, vanished, returned, rejected;
};

/* What came of all of it; its lists live until ingest_close. */
struct ingest_result {
    uint64_t import_id;
    struct ingest_counts entries, relations, places;
    struct ingest_counts *kinds;          /* one for each kind */
    struct ingest_counts *kind_relations; /* one for each relation */
    uint64_t revisions;
    const struct ingest_shrink *shrinks; /* for which it was refused (INGEST_SHRINKS) */
    size_t shrink_count;
};

/* A kind, a relation or the places, which would lose so many that the source is hardly what was meant. */
struct ingest_shrink {
    const char *part; /* its name; "places" */
    uint64_t before, after;
};
#define INGEST_SHRINKS 1

struct ingest_options {
    const char *source;      /* what the import is called, in the history */
    const char *fingerprint; /* of the source: an interrupted import goes on only with the same */
    bool partial;            /* kinds and relations that the source does not have stay */
    bool allow_shrink;       /* what there is may become as small as the source has it */
    bool dry;                /* rows are judged, and nothing is written (ingest_judged) */
    /* Relations and places that were laid down, of which an end is not there: each is told once it is
     * known, with its row (ingest_at). NULL: nobody listens. */
    void (*rejected)(void *context, uint64_t row, const char *what);
    void *context;
};

/* What an import uses; give all to database_open. */
extern const struct statement_set ingest_statements;
extern const struct statement_set ingest_part_statements;
extern const struct statement_set ingest_entry_statements;
extern const struct statement_set ingest_relation_statements;
extern const struct statement_set ingest_merge_statements;
extern const struct statement_set ingest_finish_statements;
extern const struct statement_set ingest_here_statements;
extern const struct statement_set ingest_shrink_statements;

#define INGEST_STATEMENTS                                                                          \
    &ingest_statements, &ingest_part_statements, &ingest_entry_statements,                         \
        &ingest_relation_statements, &ingest_merge_statements, &ingest_finish_statements,          \
        &ingest_here_statements, &ingest_shrink_statements

/* Where a relation with these values stands among its kin: relation.sorting. */
int64_t relation_sorting(const struct relation *relation, const struct value *values);

/* Begins, or goes on with an interrupted import of the same fingerprint (NULL: always begins). One
 * import runs at a time. NULL on failure, or when another runs (logged). */
struct ingest *ingest_open(struct database *database, const struct game *game, uint64_t game_number,
                           const struct ingest_options *options);

/* Whether PART ("npc", "drops", "places") was laid down whole before the interruption. */
bool ingest_has(const struct ingest *ingest, const char *part);

/* Why a row is not laid down. */
enum ingest_refused {
    INGEST_DOUBLED = 1, /* the second of what there is once */
    INGEST_BAD_ID,
    INGEST_BAD_NAME,
    INGEST_BAD_RECORD,
    INGEST_BAD_PLACE,
    INGEST_TOO_MANY, /* a relation that repeats, between the same two */
};

/* The same in words; "" for 0. */
const char *ingest_refusal(int result);

/* What an entry, a relation or a place is refused for by itself: 0 or one of these. RECORD is that of its
 * values. */
struct ingest_place;
int ingest_entry_fault(const char *external_id, const char *name, const char *record);
int ingest_relation_fault(const char *from_external, const char *to_external, const char *record);
int ingest_place_fault(const struct ingest_place *place);

/* What is handed on from now is row ROW of the source. */
void ingest_at(struct ingest *ingest, uint64_t row);

/* Counts what the source has and nobody can take for what is said of it, as rejected: what is here of it
 * has not vanished. As ingest_entry. */
int ingest_refused_entry(struct ingest *ingest, const struct kind *kind, const char *external_id);
int ingest_refused_relation(struct ingest *ingest, const struct relation *relation,
                            const char *from_external, const char *to_external);
int ingest_refused_place(struct ingest *ingest, const char *map_external, const struct kind *kind,
                         const char *external_id);

/* The source has something of which nobody can tell what it is: it is counted as a rejected entry, and
 * nothing vanishes this time. */
void ingest_unreadable(struct ingest *ingest);

/* Counts rows of PART that were rejected before they came here. */
void ingest_left_out(struct ingest *ingest, const char *part, uint64_t count);

/* Lays one down. Rows are gathered and written by the hundred, by a thread of their own while the next
 * are gathered: until ingest_part or ingest_finish, nobody else may use the database. 0, above 0 when it
 * is refused (counted as rejected), -1 when rows cannot be written, which may be those before. */
int ingest_entry(struct ingest *ingest, const struct kind *kind, const char *external_id,
                 const char *name, bool hidden, const struct value *values);

/* The same for an entry that had vanished where this comes from. */
int ingest_vanished(struct ingest *ingest, const struct kind *kind, const char *external_id,
                    const char *name, bool hidden, const struct value *values);

/* Ends of relations are external ids; whether both are there is judged at the end: those that dangle
 * are counted as rejected. What relates the same two twice is refused where the relation does not
 * repeat. The same. */
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
/* The same; the same place of the same entry twice is one, and the second is refused. */
int ingest_place(struct ingest *ingest, const struct ingest_place *place);

/* What the source cannot tell of the entries of KIND, to be filled in before ingest_finish: of what is
 * told there, entries that are there keep what they have. At first that is nothing. */
struct untold *ingest_untold(struct ingest *ingest, const struct kind *kind);

/* The same of what RELATION has: only its fields count. */
struct untold *ingest_untold_relation(struct ingest *ingest, const struct relation *relation);

/* PART is laid down whole. */
int ingest_part(struct ingest *ingest, const char *part);

/* Of what kinds the source tells the places: those of others stay. Without it, of all. */
void ingest_places_of(struct ingest *ingest, const struct kind *kind);

/* Compares and switches in one transaction, with revisions and the journal; what the source no
 * longer has is marked, never deleted. Fills RESULT. 0; INGEST_SHRINKS, with what shrinks in RESULT, where
 * that is not allowed; -1. Both leave the old state and what was laid down. */
int ingest_finish(struct ingest *ingest, struct shared *shared, struct ingest_result *result);

/* Fills RESULT with what was read and rejected, of a dry run, and what would shrink. 0 or -1. */
int ingest_judged(struct ingest *ingest, struct ingest_result *result);

/* How many imported entries of KIND there are. 0 or -1. */
int ingest_current(struct database *database, struct arena *arena, uint64_t game_number,
                   const struct kind *kind, uint64_t *count);

/* Whether what comes from BEFORE to AFTER shrinks to nothing or by more than a half. */
bool ingest_shrinks(uint64_t before, uint64_t after);

/* Calls EACH with the id of every entry of KIND that is there. 0 or -1. */
int ingest_each_here(struct database *database, uint64_t game_number, const struct kind *kind,
                     void (*each)(void *context, const struct kind *kind, const char *external_id),
                     void *context);

/* Frees the handle; what was laid down and not finished waits for the next try. */
void ingest_close(struct ingest *ingest);

#endif
