/* Taking a game's database in: what a source has is staged beside the old state, compared with
 * it, and put in its place in one transaction. Until then nobody sees any of it; an import that was
 * interrupted goes on with the parts that it had not finished.
 */
#ifndef LOREHALL_IMPORT_STAGING_STAGING_H
#define LOREHALL_IMPORT_STAGING_STAGING_H

#include "lore/entry.h"
#include "store/shared.h"

struct staging;

/* What came of the entries, of the relations, of the places. All that were read are one of the
 * others, but what vanished, which was not there to be read: whoever imports can add it up. */
struct staging_counts {
    uint64_t read, added, changed, unchanged, vanished, returned, rejected;
};

/* What came of all of it; its lists live until staging_close. */
struct staging_result {
    uint64_t import_id;
    struct staging_counts entries, relations, places;
    struct staging_counts *kinds;          /* one for each kind */
    struct staging_counts *kind_relations; /* one for each relation */
    uint64_t revisions;
    const struct staging_shrink *shrinks; /* for which it was refused (STAGING_SHRINKS) */
    size_t shrink_count;
};

/* A kind, a relation or the places, which would lose so many that the source is hardly what was
 * meant. */
struct staging_shrink {
    const char *part; /* its name; "places" */
    uint64_t before, after;
};
#define STAGING_SHRINKS 1

struct staging_options {
    const char *source;      /* what the import is called, in the history */
    const char *fingerprint; /* of the source: an interrupted import goes on only with the same */
    bool partial;            /* kinds and relations that the source does not have stay */
    bool allow_shrink;       /* what there is may become as small as the source has it */
    bool sample;             /* it is there to be replaced: it may shrink, without being asked */
    bool dry;                /* rows are judged, and nothing is written (staging_judged) */
    bool trial;              /* all is done but the commit: what it comes to is known, and gone */
    /* Relations and places that were staged, of which an end is not there: each is told once it is
     * known, with its row (staging_at). NULL: nobody listens. */
    void (*rejected)(void *context, uint64_t row, const char *what);
    void *context;
};

/* What an import uses; give all to database_open. */
extern const struct statement_set staging_statements;
extern const struct statement_set staging_part_statements;
extern const struct statement_set staging_entry_statements;
extern const struct statement_set staging_relation_statements;
extern const struct statement_set staging_merge_statements;
extern const struct statement_set staging_finish_statements;
extern const struct statement_set staging_here_statements;
extern const struct statement_set staging_shrink_statements;

#define STAGING_STATEMENTS                                                                         \
    &staging_statements, &staging_part_statements, &staging_entry_statements,                      \
        &staging_relation_statements, &staging_merge_statements, &staging_finish_statements,       \
        &staging_here_statements, &staging_shrink_statements

/* Where a relation with these values stands among its kin: relation.sorting. */
int64_t relation_sorting(const struct relation *relation, const struct value *values);

/* Begins, or goes on with an interrupted import of the same fingerprint (NULL: always begins). One
 * import runs at a time. It has arenas of its own. NULL on failure, or when another runs
 * (logged). */
struct staging *staging_open(const struct game_context *context,
                             const struct staging_options *options);

/* Whether PART ("npc", "drops", "places") was staged whole before the interruption. */
bool staging_has(const struct staging *staging, const char *part);

/* Why a row is not staged. */
enum staging_refused {
    STAGING_DOUBLED = 1, /* the second of what there is once */
    STAGING_BAD_ID,
    STAGING_BAD_NAME,
    STAGING_BAD_RECORD,
    STAGING_BAD_PLACE,
    STAGING_TOO_MANY, /* a relation that repeats, between the same two */
};

/* The same in words; "" for 0. */
const char *staging_refusal(int result);

/* What an entry, a relation or a place is refused for by itself: 0 or one of these. RECORD is that
 * of its values. */
struct staging_place;
int staging_entry_fault(const char *external_id, const char *name, const char *record);
int staging_relation_fault(const char *from_external, const char *to_external, const char *record);
int staging_place_fault(const struct staging_place *place);

/* What is handed on from now is row ROW of the source. */
void staging_at(struct staging *staging, uint64_t row);

/* Counts what the source has and nobody can take for what is said of it, as rejected: what is here
 * of it has not vanished. As staging_entry. */
int staging_refused_entry(struct staging *staging, const struct kind *kind,
                          const char *external_id);
int staging_refused_relation(struct staging *staging, const struct relation *relation,
                             const char *from_external, const char *to_external);
int staging_refused_place(struct staging *staging, const char *map_external,
                          const struct kind *kind, const char *external_id);

/* The source has something of which nobody can tell what it is: it is counted as a rejected entry,
 * and nothing vanishes this time. */
void staging_unreadable(struct staging *staging);

/* Counts rows of PART that were rejected before they came here. */
void staging_left_out(struct staging *staging, const char *part, uint64_t count);

/* Stages one. Rows are gathered and written by the hundred, by a thread of their own while the
 * next are gathered: until staging_part or staging_finish, nobody else may use the database. 0,
 * above 0 when it is refused (counted as rejected), -1 when rows cannot be written, which may be
 * those before. */
int staging_entry(struct staging *staging, const struct source_entry *entry);

/* The same for an entry that had vanished where this comes from. */
int staging_vanished(struct staging *staging, const struct source_entry *entry);

/* Ends of relations are external ids; whether both are there is judged at the end: those that
 * dangle are counted as rejected. What relates the same two twice is refused where the relation
 * does not repeat. The same. */
int staging_relation(struct staging *staging, const struct relation *relation,
                     const char *from_external, const char *to_external,
                     const struct value *values);

/* A place of an entry on the map of another. */
struct staging_place {
    const char *map_external; /* of the kind with a map */
    const struct kind *kind;  /* of what stands there */
    const char *external;
    double x, y, z;
    const char *group;          /* what shares one place takes turns; "" stands alone */
    double chance;              /* percent within the group */
    unsigned respawn, variance; /* seconds */
};
/* The same; the same place of the same entry twice is one, and the second is refused. */
int staging_place(struct staging *staging, const struct staging_place *place);

/* What the source cannot tell of the entries of KIND, to be filled in before staging_finish: of
 * what is told there, entries that are there keep what they have. At first that is nothing. */
struct unknown_fields *staging_unknown(struct staging *staging, const struct kind *kind);

/* The same of what RELATION has: only its fields count. */
struct unknown_fields *staging_unknown_relation(struct staging *staging,
                                                const struct relation *relation);

/* PART is staged whole. */
int staging_part(struct staging *staging, const char *part);

/* Of what kinds the source tells the places: those of others stay. Without it, of all. */
void staging_places_of(struct staging *staging, const struct kind *kind);

/* Compares and switches in one transaction, with revisions and the journal; what the source no
 * longer has is marked, never deleted. A trial takes all of that back, and what it staged. Fills RESULT. 0; STAGING_SHRINKS, with what shrinks in
 * RESULT, where that is not allowed; -1. Both leave the old state and what was staged. */
int staging_finish(struct staging *staging, struct shared *shared, struct staging_result *result);

/* Fills RESULT with what was read and rejected, of a dry run, and what would shrink. 0 or -1. */
int staging_judged(struct staging *staging, struct staging_result *result);

/* How many imported entries of KIND there are. 0 or -1. */
int staging_current(struct database *database, struct arena *arena, uint64_t game_number,
                    const struct kind *kind, uint64_t *count);

/* Calls EACH with the id of every entry of KIND that is there. 0 or -1. */
int staging_each_here(struct database *database, uint64_t game_number, const struct kind *kind,
                      void (*each)(void *context, const struct kind *kind, const char *external_id),
                      void *context);

/* Frees the handle; what was staged and not finished waits for the next try. */
void staging_close(struct staging *staging);

#endif
