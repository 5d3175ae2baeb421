/* Running a mapping over a source: probing what is there, following the steps from row to row, and
 * counting everything on the way, so that each difference between the source's numbers and ours is
 * explained.
 *
 * The tables that steps lead to are kept in memory, the needed columns alone, as compact arrays
 * with an index on their keys; the tables that parts start with stream. A source is read three
 * times: for settings and sets; for the kept tables and the ids of all entries; for what is
 * emitted.
 */
#ifndef LOREHALL_IMPORT_MAPPING_RUN_H
#define LOREHALL_IMPORT_MAPPING_RUN_H

#include "game/value.h"
#include "import/mapping/mapping.h"
#include "lore/entry.h"

#define EXAMPLES_MAX 3

struct mapping_run;

/* A place as it is emitted; see struct staging_place. */
struct mapped_place {
    const struct kind *map, *kind;
    const char *map_external, *external, *group;
    double x, y, z, chance;
    unsigned respawn, variance;
};

/* Where the results go. Each function gives 0, above 0 when what it is given is refused, or -1 to
 * end the run. A coordinate or chance that the source does not have right is no number (NAN). */
struct mapping_writer {
    /* Whether PART was staged before: it is emitted once more, to be judged. NULL: none was. */
    bool (*has)(void *context, const char *part);
    int (*entry)(void *context, const struct source_entry *entry);
    int (*relation)(void *context, const struct relation *relation, const char *from,
                    const char *to, const struct value *values);
    int (*place)(void *context, const struct mapped_place *place);
    /* PART is whole. */
    int (*part)(void *context, const char *part);
    /* Why something was refused. */
    const char *(*refusal)(int result);
};

struct mapping_run_options {
    const struct mapping_writer *writer; /* NULL: only counts, a dry run */
    void *context;
    /* Settings that are given instead of what the source tells: "NAME=VALUE", ended by NULL. */
    const char *const *settings;
    void (*progress)(void *context, const char *what, uint64_t done, uint64_t all);
    /* Every row that is left out for a fault of the source's, one by one. NULL: nobody listens. */
    void (*rejected)(void *context, const char *what);
};

/* Opens a run of MAPPING over SOURCE: compiles the mapping against the columns that are there.
 * What cannot be is reported later; NULL with *ERROR only where nothing at all would come of it,
 * where an expression is wrong, or where the source cannot be read. */
struct mapping_run *mapping_run_open(struct arena *arena, const struct mapping *mapping,
                                     struct source *source, const char **error);

/* Frees the kept tables. NULL is allowed. */
void mapping_run_close(struct mapping_run *run);

/* Reads the source. 0; -1 with *ERROR; what the writer gave. */
int mapping_run_execute(struct mapping_run *run, const struct mapping_run_options *options,
                        const char **error);

/* Tells what the source cannot tell of KIND, because columns are missing or the mapping does not
 * speak of it: what of it was there before stays as it is (staging_unknown). */
void mapping_run_unknown(const struct mapping_run *run, const struct kind *kind,
                         struct unknown_fields *unknown);

/* The same of the fields of RELATION. */
void mapping_run_unknown_relation(const struct mapping_run *run, const struct relation *relation,
                                  struct unknown_fields *unknown);

/* Whether the source has entries of KIND: else what refers to some is judged by those that are
 * here, which mapping_run_add_existing tells one by one, before the run (NULL: that all were
 * told). */
bool mapping_run_has_kind(const struct mapping_run *run, const struct kind *kind);
void mapping_run_add_existing(struct mapping_run *run, const struct kind *kind,
                              const char *external_id);

/* Whether the source tells where entries of KIND stand. */
bool mapping_run_has_places(const struct mapping_run *run, const struct kind *kind);

/* What a run counted of one part. */
struct mapping_count {
    const struct mapping_part *part;
    bool used;         /* the source has its tables */
    uint64_t rows;     /* the source's own count: of the tables that its paths end with */
    uint64_t read;     /* came out of the steps */
    uint64_t staged;   /* emitted */
    uint64_t hidden;   /* of those, of kinds */
    uint64_t rejected; /* dangling, doubled, without an id, refused */
    uint64_t refused;  /* of those, by the writer */
};

/* The row, of the table that its part starts with, of which comes what is being emitted. */
uint64_t mapping_run_row(const struct mapping_run *run);

/* The counts of all parts, as the mapping has them. */
const struct mapping_count *mapping_run_counts(const struct mapping_run *run, size_t *count);

/* Bytes that the kept tables, the ids and the gathered pairs took at most. */
size_t mapping_run_memory(const struct mapping_run *run);

/* Writes what is known before a run: which tables and columns are used and which are left alone,
 * what is missing and what follows from it. */
void mapping_run_report_source(const struct mapping_run *run, FILE *out);

/* Writes the report: what is used, what is missing and what follows from it, tables and columns
 * that are left alone, dangling and doubled ids with examples, and each part's numbers with every
 * difference explained. */
void mapping_run_report(const struct mapping_run *run, FILE *out);

#endif
