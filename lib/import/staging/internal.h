/* What the files that take a game's database in share. Nobody else includes it.
 *
 * Why staged. An import takes from seconds to minutes and may die; readers must see the old state
 * or the new one, never a mixture, and a transaction that is open from the first row to the last
 * would hold back the purge of old versions and lose everything with its connection. So rows are
 * first written to tables of their own (staged_*), which nobody reads, part by part; a part that
 * is whole is noted with its counts. When all is there, one transaction compares and switches
 * (finish.c), by statements over both sets of tables. The price is that each row is written twice;
 * MariaDB's own LOAD DATA of the finished rows is four times as quick (bench/README.md, "import").
 *
 * What is compared are hashes. A staged entry has the hash of its name, its hidden flag and its
 * record; the entry that it became keeps it (imported_hash). So what did not change is found by a
 * join over two short columns, and no record is read; NULL there says that nobody imported it:
 * people here made it, and no import makes it vanish.
 *
 * What the source has and cannot be taken (a name too long, a damaged record) is staged as
 * refused. It is not what is said of it, but it is there: what is here of it has not vanished. */
#ifndef LOREHALL_IMPORT_STAGING_INTERNAL_H
#define LOREHALL_IMPORT_STAGING_INTERNAL_H

#include <pthread.h>

#include "import/staging/key_set.h"
#include "import/staging/staging.h"
#include "store/bulk.h"

/* Long texts go beside the JSON of a batch, all in one. */
#define PILED(AT, LENGTH) "CONVERT(SUBSTRING(?, " AT ", " LENGTH ") USING utf8mb4)"

/* staged_entry.state of what is only known to be in the source (staging_refused). */
#define ENTRY_REFUSED 2

#define STAGING_KEY 16 /* bytes of a hash */
#define STAGING_PLACES "places"

struct writing;

/* Writes ROWS of a batch, JSON, to their table. 0 or -1. */
typedef int (*batch_writer)(struct writing *writing, const char *rows);

/* Rows of one table that wait for being written. BATCH_ROWS rows or BATCH_BYTES bytes, whichever
 * is first (batch_writer.c). ROWS and PILE lie on ARENA. */
struct batch {
    batch_writer write;
    struct arena *arena;
    struct bulk rows;
    struct buffer pile;
};

/* A batch on its way into the database, while the next one is gathered. Only one is ever on its
 * way: the connection is used by one thread at a time, and by nobody else until staging_wait. */
struct writing {
    struct database *database;
    uint64_t import_id;
    struct batch batch; /* when it is written, room for another */
    pthread_t thread;
    bool running;
    int result;
};

/* A kind, a relation or the places. */
struct staging_part {
    bool begun; /* something of it was staged, or it is whole */
    bool whole;
    bool found; /* was whole before the interruption: what comes of it is judged, and no more */
    bool old;   /* a kind that has entries from before: else nothing of it is to be compared */
    struct unknown_fields unknown;
    struct staging_counts counts;
    uint64_t refused; /* of what was rejected, for what is said of it */
    uint64_t before;  /* how many were here, of what is judged for shrinking */
    uint64_t first;   /* of a relation: of new entries, put in place before the others */
};

struct staging {
    struct game_context context; /* its arena is for single queries, emptied after each */
    uint64_t import_id;
    bool partial, allow_shrink, trial;
    struct dry_run *dry; /* NULL: it is none */
    uint64_t unreadable; /* of the source, of which it is not known what it is */
    void (*rejected)(void *context, uint64_t row, const char *what);
    void *rejected_context;
    uint64_t row;          /* of the source, that is handed on */
    struct arena *scratch; /* of one row */
    struct arena *keep;    /* until it is closed */
    struct batch entries, relations, places, refused;
    struct writing writing;
    struct key_set *seen; /* of what there is once */
    struct staging_part *kinds, *kind_relations;
    struct staging_part place_part;
    bool *placed_kinds; /* whose places the source tells; NULL: all */
    struct staging_shrink *shrinks;
    size_t shrink_count;
    uint64_t journal_id; /* while it is put in place */
    uint64_t last_id;    /* of entries from before: those behind it are new */
    bool gone;           /* some have vanished */
    int64_t now;
};

/* Whether a part is compared: with a partial import only what the source has. */
bool staging_takes(const struct staging *staging, const struct staging_part *part);

/* Begins the batches; frees them. */
void staging_batches(struct staging *staging);
void staging_batches_close(struct staging *staging);

/* BATCH has a row more: writes it once it is full, beside whoever gathers the next rows; what goes
 * wrong is told by a later call. 0 or -1. */
int staging_batch_grown(struct staging *staging, struct batch *batch);

/* Writes what was gathered, and waits until all of it is written: until then nobody else may use
 * the database. 0 or -1. */
int staging_flush(struct staging *staging);

/* Waits for the batch that is being written. 0 or -1. */
int staging_wait(struct staging *staging);

/* Drops what was staged for imports that are neither this one nor waiting to go on. 0 or -1. */
int staging_sweep(struct staging *staging);

/* A relation that is staged. */
struct relation_row {
    const struct relation *relation;
    const char *from_external, *to_external;
    unsigned nth;
    int64_t sorting;
};

/* A relation or a place that is refused. */
struct refused_ends {
    const char *name; /* the part's */
    const char *kind; /* of what stands at a place; "" */
    const char *from_external, *to_external;
};

/* An end of what is taken. */
struct dry_run_end {
    const struct kind *kind;
    const char *external_id;
};

/* What a dry run remembers to judge at its end: that an entry was refused, which only matters
 * where it is not here (0 or -1); the ends of what was taken. */
struct dry_run *dry_run_open(void);
void dry_run_close(struct dry_run *dry);
int dry_run_refused(struct staging *staging, const struct kind *kind, const char *external_id);
void dry_run_add_ends(struct staging *staging, struct staging_part *part, const char *name,
                      struct dry_run_end from, struct dry_run_end to);

/* Counts and tells what the import would find without an end. */
void dry_run_judge(struct staging *staging);

/* The kinds whose places are the source's, by commas. */
const char *staging_placed_kinds(struct staging *staging);

/* Notes that PART would come from BEFORE to AFTER, where that is a loss and not allowed. */
void staging_note_shrink(struct staging *staging, const char *part, uint64_t before,
                         uint64_t after);

/* Counts the relations and places that are here, before anything changes. 0 or -1. */
int staging_shrinks_begin(struct staging *staging);

/* Notes which of them would shrink, by what was read alone. */
void staging_shrinks_guess(struct staging *staging);

/* The same by what came of the comparing, once places are in place. 0, STAGING_SHRINKS or -1. */
int staging_shrinks_judge(struct staging *staging);

/* All of it, kinds too, of a dry run. 0 or -1. */
int staging_shrinks_dry(struct staging *staging);

/* The kind whose entries have maps; NULL where there is none. */
const struct kind *staging_map_kind(const struct game *game);

/* The steps of putting it in place, within the transaction and in this order. 0 or -1. */
int staging_entries_apply(struct staging *staging);
int staging_relations_compare(struct staging *staging);
int staging_merge(struct staging *staging, uint64_t *revisions);
int staging_relations_apply(struct staging *staging);
int staging_places_apply(struct staging *staging);
int staging_entries_end(struct staging *staging);

/* Tells who listens which of the staged rows of RELATION, of which DANGLING do not go in, or of the
 * places these are, and why. 0 or -1. */
int staging_report_relations(struct staging *staging, const struct relation *relation,
                             uint64_t dangling);
int staging_report_places(struct staging *staging, const struct kind *map, uint64_t dangling);

#endif
