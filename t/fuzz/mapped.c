#include "mapped.h"

#include <stdio.h>
#include <string.h>

#include "base/text/text.h"
#include "fuzz.h"
#include "import/mapping/run.h"
#include "import/staging/staging.h"
#include "shown.h"

/* What is shown of a run: its beginning. */
enum { ENTRIES_MAX = 6, RELATED_MAX = 60, PLACES_MAX = 40 };

struct taken_rows {
    struct arena *arena;
    struct entry entries[ENTRIES_MAX];
    size_t count;
    struct related related[ENTRIES_MAX][RELATED_MAX];
    struct place places[ENTRIES_MAX][PLACES_MAX];
    struct shown_relations relations[ENTRIES_MAX];
};

/* The mapping, and with it the game, read once. */
static const struct mapping *mapping_of(void)
{
    static const struct mapping *mapping;
    static struct arena *arena;
    const char *source = getenv("srcdir");
    const struct game *game;

    if (mapping != NULL)
        return mapping;
    if (source == NULL)
        source = ".";
    arena = arena_open(65536);
    game = game_read(arena, arena_format(arena, "%s/games/everquest.hdf", source), NULL, stderr);
    MUST(game != NULL);
    mapping =
        mapping_read(arena, arena_format(arena, "%s/db/import/peq.hdf", source), game, stderr);
    MUST(mapping != NULL);
    return mapping;
}

/* VALUES as they are when their record was kept and read again. */
static struct value *kept(struct taken_rows *taken, const struct field *fields, size_t count,
                          const struct value *values)
{
    struct value *again = arena_alloc(taken->arena, (count + 1) * sizeof *again);
    const char *record = record_text(fields, count, taken->arena, values);

    MUST(record_parse(fields, count, taken->arena, bytes_of(record, strlen(record)), again));
    MUST(strcmp(record_text(fields, count, taken->arena, again), record) == 0);
    return again;
}

static struct entry *find_taken(struct taken_rows *taken, const struct kind *kind,
                                const char *external)
{
    for (size_t i = 0; i < taken->count; i++)
        if (taken->entries[i].kind == kind && strcmp(taken->entries[i].external_id, external) == 0)
            return &taken->entries[i];
    return NULL;
}

static int take_entry(void *context, const struct source_entry *given)
{
    const struct kind *kind = given->kind;
    const char *external_id = given->external_id, *name = given->name;
    const struct value *values = given->values;
    struct taken_rows *taken = context;
    const char *record = record_text(kind->fields, kind->field_count, taken->arena, values);
    int fault = staging_entry_fault(external_id, name, record);
    struct entry *entry = &taken->entries[taken->count];

    if (fault != 0)
        return fault;
    if (taken->count == ENTRIES_MAX || find_taken(taken, kind, external_id) != NULL)
        return 0;
    taken->relations[taken->count] =
        (struct shown_relations){.related = taken->related[taken->count],
                                 .places = taken->places[taken->count]};
    *entry = (struct entry){.id = ++taken->count,
                            .kind = kind,
                            .external_id = arena_string(taken->arena, external_id),
                            .name = arena_string(taken->arena, name),
                            .hidden = given->hidden,
                            .revision = 1,
                            .values = kept(taken, kind->fields, kind->field_count, values)};
    return 0;
}

/* Adds one end of a relation to an entry; the other may be one that is not shown. */
static void add_related(struct taken_rows *taken, const struct entry *entry,
                        const struct relation *relation, bool reverse, const char *external,
                        struct value *values)
{
    const struct kind *kind = reverse ? relation->from : relation->to;
    const struct entry *other = find_taken(taken, kind, external);
    struct shown_relations *relations;

    if (entry == NULL)
        return;
    relations = &taken->relations[entry->id - 1];
    if (relations->related_count < RELATED_MAX)
        relations->related[relations->related_count++] =
            (struct related){.relation = relation,
                             .reverse = reverse,
                             .id = other != NULL ? other->id : 1000,
                             .external_id = arena_string(taken->arena, external),
                             .name = other != NULL ? other->name
                                                   : arena_string(taken->arena, external),
                             .values = values};
}

static int take_relation(void *context, const struct relation *relation, const char *from,
                         const char *to, const struct value *values)
{
    struct taken_rows *taken = context;
    const char *record = record_text(relation->fields, relation->field_count, taken->arena, values);
    int fault = staging_relation_fault(from, to, record);
    struct value *again;

    if (fault != 0)
        return fault;
    again = kept(taken, relation->fields, relation->field_count, values);
    add_related(taken, find_taken(taken, relation->from, from), relation, false, to, again);
    add_related(taken, find_taken(taken, relation->to, to), relation, true, from, again);
    return 0;
}

static int take_place(void *context, const struct mapped_place *p)
{
    struct taken_rows *taken = context;
    const struct staging_place given = {
        p->map_external, p->kind,   p->external, p->x,       p->y, p->z,
        p->group,        p->chance, p->respawn,  p->variance};
    const struct entry *entry = find_taken(taken, p->kind, p->external);
    const struct entry *map = find_taken(taken, p->map, p->map_external);
    int fault = staging_place_fault(&given);
    struct shown_relations *relations;

    if (entry == NULL || map == NULL || fault != 0)
        return fault;
    relations = &taken->relations[entry->id - 1];
    if (relations->place_count < PLACES_MAX)
        relations->places[relations->place_count++] =
            (struct place){.entry_id = entry->id,
                           .kind_name = entry->kind->name,
                           .name = entry->name,
                           .map_id = map->id,
                           .map_name = map->name,
                           .x = (float)p->x,
                           .y = (float)p->y,
                           .z = (float)p->z,
                           .group = arena_string(taken->arena, p->group),
                           .chance = (float)p->chance,
                           .respawn = p->respawn,
                           .variance = p->variance};
    return 0;
}

static int take_part(void *context, const char *part)
{
    (void)context;
    MUST(*part != '\0');
    return 0;
}

static void must_be_text(const char *text)
{
    if (*text == '\0' || text_check(text, strlen(text), true) != TEXT_VALID)
        fprintf(stderr, "not text: %s\n", text);
    MUST(*text != '\0' && text_check(text, strlen(text), true) == TEXT_VALID);
}

/* What is reported is text, whatever the source holds. */
static void check_report(const struct mapping_run *run)
{
    char *report = NULL;
    size_t length;
    FILE *out = open_memstream(&report, &length);

    MUST(out != NULL);
    mapping_run_report_source(run, out);
    mapping_run_report(run, out);
    fclose(out);
    must_be_text(report);
    free(report);
}

static void tell_rejected(void *context, const char *what)
{
    (void)context;
    must_be_text(what);
}

void check_mapped(struct arena *arena, struct source *source)
{
    static const struct mapping_writer writer = {.entry = take_entry,
                                                 .relation = take_relation,
                                                 .place = take_place,
                                                 .part = take_part,
                                                 .refusal = staging_refusal};
    struct taken_rows *taken = arena_alloc(arena, sizeof *taken);
    const struct mapping_run_options options = {.writer = &writer,
                                                .context = taken,
                                                .rejected = tell_rejected};
    const char *error = NULL;
    struct mapping_run *run = mapping_run_open(arena, mapping_of(), source, &error);

    taken->arena = arena;
    if (run != NULL && mapping_run_execute(run, &options, &error) == 0) {
        check_report(run);
        for (size_t i = 0; i < taken->count; i++)
            check_shown(arena, mapping_of()->game, &taken->entries[i], &taken->relations[i]);
    } else {
        MUST(error != NULL);
        must_be_text(error);
    }
    mapping_run_close(run);
}
