/* A catalogue's snapshot that somebody has tampered with: it is refused, or whatever it answers stays
 * within it.
 *
 * The input is what is changed of a good snapshot: records of 8 bytes, of which the first 3 say where,
 * the 4th how (whether a number of 8 bytes or one byte, in the header and tables or anywhere) and the
 * last 4 what. The checksum is put right afterwards, unless the input's length is odd. */
#include <string.h>

#include "base/log.h"
#include "catalogue/internal.h"
#include "catalogue/snapshot_writer.h"
#include "fuzz.h"

const char fuzz_name[] = "catalogue";
const char *const fuzz_words[] = {"\x08\0\0\1", "\x10\0\0\1", "\xFF\xFF\xFF\xFF", "\0\0\0\x80",
                                  "\0\4\0\0",   "\1\0\0\0",   "\x40\0\0\0",       NULL};

static const struct choice choices[] = {
    {.number = 0, .name = "none", .label = "None", .brief = "None"},
    {.number = 7, .name = "some", .label = "Some", .brief = "Some"},
    {.number = 70000, .name = "far", .label = "Far", .brief = "Far"},
};
static const struct enumeration values = {.name = "value", .choices = choices, .count = 2};
static const struct enumeration far_values = {.name = "far", .choices = choices, .count = 3};
static const struct field fields[] = {
    {.name = "level", .type = FIELD_INTEGER, .index = 0},
    {.name = "weight", .type = FIELD_DECIMAL, .decimals = 1, .zero = true, .index = 1},
    {.name = "class", .type = FIELD_CHOICE, .values = &values, .index = 2},
    {.name = "race", .type = FIELD_CHOICE, .values = &far_values, .zero = true, .index = 3},
    {.name = "slots", .type = FIELD_MASK, .values = &values, .index = 4},
    {.name = "lore", .type = FIELD_TEXT, .index = 5},
};
enum { FIELDS = sizeof fields / sizeof fields[0], ENTRIES = 40 };

static const struct field *filters[] = {&fields[0], &fields[1], &fields[2], &fields[3], &fields[4]};
static const struct kind kinds[] = {
    {.name = "item",
     .fields = fields,
     .field_count = FIELDS,
     .filters = filters,
     .filter_count = 5},
    {.name = "zone", .fields = fields, .field_count = 1, .index = 1},
};
static const struct game game = {.name = "fuzz", .kinds = kinds, .kind_count = 2};

static struct entry entry_make(uint64_t id, struct value list[FIELDS])
{
    static const char *const names[] = {"Rusty Sword", "a fire beetle", "Éclair", "Lord Nagafen"};

    for (size_t f = 0; f < FIELDS; f++)
        list[f] = (struct value){.set = id % 3 != 0, .number = (int64_t)(id * f % 7)};
    list[5].text = id % 2 == 0 ? "Of old" : "of NEW";
    list[0].number = (int64_t)id * 1000 - 5000;
    return (struct entry){.id = id,
                          .kind = &kinds[id % 5 == 0],
                          .name = names[id % 4],
                          .external_id = "x",
                          .values = list};
}

/* A good snapshot. */
static uint8_t *snapshot_of_entries(size_t *length)
{
    const struct snapshot_origin origin = {.declaration = snapshot_declaration(&game), .game = 1};
    struct snapshot_writer *writer = snapshot_writer_open(&game);

    for (uint64_t id = 1; id <= ENTRIES; id++) {
        struct value list[FIELDS];
        struct entry entry = entry_make(id, list);

        snapshot_writer_add(writer, &entry);
    }
    return snapshot_writer_finish(writer, &origin, length);
}

/* Changes one number as the record says. */
static void tamper(uint8_t *snapshot, size_t length, const uint8_t record[8])
{
    size_t at = (size_t)record[0] | (size_t)record[1] << 8 | (size_t)record[2] << 16;
    uint64_t number = (uint64_t)record[4] | (uint64_t)record[5] << 8 | (uint64_t)record[6] << 16 |
                      (uint64_t)(int64_t)(int8_t)record[7] << 24;

    at %= record[3] & 1 ? 1200 : length - 8;
    if (record[3] & 2)
        snapshot[at] = record[4];
    else
        memcpy(snapshot + at / 8 * 8, &number, sizeof number);
}

static void ask_lists(struct catalogue *catalogue, struct arena *arena)
{
    for (size_t f = 0; f < FIELDS; f++) {
        struct catalogue_query query = {
            .kind = &kinds[0],
            .filters =
                {{.field = &fields[f], .low = -4000, .high = 40000, .any = {6}, .text = "o"}},
            .filter_count = 1,
            .words = f % 2 == 0 ? "rusty" : NULL,
            .all = f % 2 == 0,
            .sort = f % 3 == 0 ? CATALOGUE_BY_NAME : CATALOGUE_BY_FIELD,
            .field = &fields[f],
            .down = f % 2 == 0,
            .limit = 20,
            .facets = true,
        };
        struct catalogue_page page;

        MUST(catalogue_list(catalogue, arena, &query, &page) == 0);
        MUST(page.count <= 20);
        for (size_t i = 0; i < page.count; i++)
            MUST(strlen(page.entries[i].name) < 1000000);
        if (page.count > 0) {
            query.after = page.entries[0].id;
            catalogue_list(catalogue, arena, &query, &page);
        }
    }
}

static void ask_everything(struct catalogue *catalogue, struct arena *arena)
{
    static const char *const typed[] = {"s", "ru", "rusty", "beatle", "nagefen", "fire a"};
    struct entry entry;

    ask_lists(catalogue, arena);
    for (size_t i = 0; i < sizeof typed / sizeof typed[0]; i++)
        catalogue_suggest(
            catalogue, arena,
            &(struct suggest_query){.typed = typed[i], .all = true, .counted = true, .limit = 10});
    for (uint64_t id = 0; id < ENTRIES + 2; id++)
        if (catalogue_entry(catalogue, arena, id, &entry))
            MUST(entry.id == id);
    catalogue_total(catalogue, &kinds[1]);
}

/* Lays a change over it. */
static void overlay_change(struct catalogue *catalogue)
{
    struct value list[FIELDS];
    struct entry entry = entry_make(7, list);
    struct kept_value value = {5, {.set = true, .text = "between"}};
    struct kept kept = {.id = 7, .changed = 1, .entry = &entry, .values = &value, .count = 1};

    catalogue_keep(catalogue, &kept, 1);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static uint8_t *good;
    static size_t length;
    struct catalogue *catalogue;
    struct snapshot_header *header;
    struct arena *arena;
    uint8_t *bytes;

    log_open("fuzz", LOG_LEVEL_ERROR);
    if (good == NULL)
        good = snapshot_of_entries(&length);
    bytes = aligned_alloc(64, (length + 63) / 64 * 64);
    MUST(bytes != NULL);
    memcpy(bytes, good, length);
    for (size_t at = 0; at + 8 <= size; at += 8)
        tamper(bytes, length, data + at);
    header = (struct snapshot_header *)(void *)bytes;
    if (size % 2 == 0 && header->kinds == 2 && header->columns == SNAPSHOT_OWN + FIELDS + 1)
        header->checksum = snapshot_checksum(header);
    catalogue = catalogue_open(&game, 1, NULL);
    catalogue->snapshots[CATALOGUE_BASE] = snapshot_open(bytes, length, false, &game);
    if (catalogue->snapshots[CATALOGUE_BASE] != NULL) {
        arena = arena_open(65536);
        ask_everything(catalogue, arena);
        overlay_change(catalogue);
        ask_everything(catalogue, arena);
        arena_close(arena);
    } else {
        free(bytes);
    }
    catalogue_close(catalogue);
    return 0;
}
