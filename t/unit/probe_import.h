/* For unit tests of entries that come in by imports: the small game of probe.h in a schema of the test's own,
 * and a source of which each test says what it has. */
#ifndef LOREHALL_T_PROBE_IMPORT_H
#define LOREHALL_T_PROBE_IMPORT_H

#include "catalogue/game_number.h"
#include "game/value.h"
#include "import/staging/staging.h"
#include "lore/revision.h"
#include "probe.h"
#include "schema.h"

static const struct statement_set *const probe_sets[] = {STAGING_STATEMENTS,   &journal_statements,
                                                         &game_statements,     &entry_statements,
                                                         &revision_statements, NULL};
static struct database *database;
static struct shared *shared;
static struct game_context probe_context; /* of the game */

#define NPC (&probe_kinds[0])

/* An NPC as a source has it; what is NULL is not set. */
struct npc {
    const char *id, *name, *level, *tale;
    bool hidden;
};

/* An NPC that drops another. */
struct drop {
    const char *from, *to, *chance;
};

/* All that a source has. */
struct world {
    const struct npc *npcs;
    size_t count;
    const struct drop *drops; /* NULL: it does not tell of any */
    size_t drop_count;
    bool tells_no_tale; /* it has no column for that */
};

static inline int probe_begin(void **state)
{
    unit_begin(state);
    shared = shared_open(schema_configuration->shared_file, 0);
    database = database_open(schema_configuration, probe_sets);
    if (shared == NULL || database_prepare(database) != 0)
        return -1;
    probe_context =
        (struct game_context){.database = database, .arena = arena, .game = &probe_game};
    return game_number(database, arena, "probe", &probe_context.number);
}

static inline int probe_end(void **state)
{
    database_close(database);
    shared_close(shared);
    schema_sql("SET foreign_key_checks = 0");
    schema_sql("DELETE FROM relation");
    schema_sql("DELETE FROM revision");
    schema_sql("DELETE FROM entry_source");
    schema_sql("DELETE FROM entry");
    schema_sql("DELETE FROM lore_import");
    schema_sql("SET foreign_key_checks = 1");
    return unit_end(state);
}

#define PROBE(test) cmocka_unit_test_setup_teardown(test, probe_begin, probe_end)

static inline void set_npc_value(struct value *values, size_t field, const char *text)
{
    if (text != NULL)
        assert_true(value_parse(&probe_fields[field], arena, text, &values[field]));
}

static inline struct value *npc_values(const struct npc *npc)
{
    struct value *values = arena_alloc(arena, 3 * sizeof *values);

    set_npc_value(values, 0, npc->level);
    set_npc_value(values, 2, npc->tale);
    return values;
}

static inline void hand_on_drops(struct staging *staging, const struct world *world)
{
    for (size_t i = 0; i < world->drop_count; i++) {
        struct value chance = {0};

        if (world->drops[i].chance != NULL)
            assert_true(value_parse(&probe_drop_fields[0], arena, world->drops[i].chance, &chance));
        assert_int_equal(staging_relation(staging, &probe_relations[0], world->drops[i].from,
                                          world->drops[i].to, &chance),
                         0);
    }
    assert_int_equal(staging_part(staging, "drops"), 0);
}

/* What is in its lists is gone. */
static inline struct staging_result import_world(const struct world *world)
{
    const struct staging_options options = {.source = "probe",
                                            .fingerprint = NULL,
                                            .partial = true,
                                            .allow_shrink = true};
    struct staging *staging = staging_open(&probe_context, &options);
    struct staging_result result = {0};

    assert_non_null(staging);
    for (size_t i = 0; i < world->count; i++)
        assert_int_equal(staging_entry(staging,
                                       &(struct source_entry){NPC, world->npcs[i].id,
                                                              world->npcs[i].name,
                                                              world->npcs[i].hidden,
                                                              npc_values(&world->npcs[i])}),
                         0);
    assert_int_equal(staging_part(staging, "npc"), 0);
    if (world->drops != NULL)
        hand_on_drops(staging, world);
    staging_unknown(staging, NPC)->fields[2] = world->tells_no_tale;
    assert_int_equal(staging_finish(staging, shared, &result), 0);
    staging_close(staging);
    return result;
}

#define IMPORT(...)                                                                                \
    import_world(&(struct world){.npcs = (const struct npc[]){__VA_ARGS__},                        \
                                 .count = COUNT(((const struct npc[]){__VA_ARGS__}))})

static inline struct entry npc(const char *id)
{
    struct entry entry;

    assert_int_equal(entry_by_external(&probe_context, NPC, id, &entry), 1);
    assert_int_equal(entry_find(&probe_context, entry.id, &entry), 1);
    return entry;
}

/* An entry in words: "a rat, level 3, \"It bites.\", hidden, vanished". */
static inline const char *in_words(const struct entry *entry)
{
    const char *level = value_plain(&probe_fields[0], arena, &entry->values[0]);
    const char *tale = value_plain(&probe_fields[2], arena, &entry->values[2]);

    return arena_format(arena, "%s%s%s%s%s%s%s%s", entry->name, *level != '\0' ? ", level " : "",
                        level, *tale != '\0' ? ", \"" : "", tale, *tale != '\0' ? "\"" : "",
                        entry->hidden ? ", hidden" : "",
                        entry->state == ENTRY_VANISHED ? ", vanished" : "");
}

static inline void assert_is(const char *id, const char *words)
{
    struct entry entry = npc(id);

    assert_string_equal(in_words(&entry), words);
}

/* Somebody here changes an entry; what is NULL stays. As revision_write. */
static inline int edit(const char *id, const struct npc *to, enum revision_kind kind)
{
    struct entry now = npc(id), then = now;

    then.values = arena_alloc(arena, 3 * sizeof *then.values);
    memcpy(then.values, now.values, 3 * sizeof *then.values);
    if (to->name != NULL)
        then.name = to->name;
    then.hidden = to->hidden;
    set_npc_value(then.values, 0, to->level);
    set_npc_value(then.values, 2, to->tale);
    return revision_write(
        &probe_context, shared,
        &(struct revision_draft){.now = &now, .then = &then, .kind = kind, .why = "because"});
}

#define EDIT(ID, ...) assert_int_equal(edit(ID, &(struct npc){__VA_ARGS__}, REVISION_EDITED), 0)

/* The latest revision of an entry. */
static inline struct revision last_revision(const char *id)
{
    struct entry entry = npc(id);
    size_t count;
    struct revision *list = revision_list(&probe_context, &entry, 0, 1, &count);

    assert_true(list != NULL && count == 1);
    assert_int_equal(list[0].number, entry.revision);
    return list[0];
}

/* What a revision changed: "level: 3 to 4; drops:  to a tail", in its order. */
static inline const char *changes(const struct revision *revision)
{
    struct buffer text = buffer_open(arena, 128);

    for (size_t i = 0; i < revision->count; i++) {
        const struct difference *d = &revision->differences[i];

        buffer_format(&text, "%s%s: %s to %s", i > 0 ? "; " : "",
                      *d->field != '\0' ? d->field : "name", *d->from != '\0' ? d->from : "nothing",
                      *d->to != '\0' ? d->to : "nothing");
    }
    return text.data;
}

static inline void assert_revision(const char *id, uint64_t number, enum revision_kind kind,
                                   const char *what)
{
    struct revision revision = last_revision(id);

    assert_int_equal(revision.number, number);
    assert_int_equal(revision.kind, kind);
    assert_string_equal(changes(&revision), what);
}

/* What is kept of the source beside an edited entry. */
static inline uint64_t kept_of_source(void)
{
    return schema_number("SELECT COUNT(*) FROM entry_source");
}

#endif
