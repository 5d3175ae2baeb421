/* A record: values of fields as the database keeps them. What is taken comes out as it went in, and is
 * shown. */
#include <string.h>

#include "base/text/text.h"
#include "fuzz.h"
#include "game/value.h"
#include "shown.h"

const char fuzz_name[] = "record";
const char *const fuzz_words[] = {"{",
                                  "}",
                                  ",",
                                  ":",
                                  "\"",
                                  "\"level\":",
                                  "\"weight\":1.25",
                                  "\"slots\":18446744073709551615",
                                  "\"magic\":true",
                                  "\"kind\":null",
                                  "\"lore\":\"",
                                  "\\u0000",
                                  "\\ud83d\\ude00",
                                  "\\ud83d",
                                  "\\\"",
                                  "[1,[2]]",
                                  "{\"a\":{}}",
                                  "-",
                                  "-0.5",
                                  "1e9",
                                  "007",
                                  "9223372036854775808",
                                  "-9223372036854775808",
                                  "\xC3\xA9",
                                  "\xED\xA0\x80",
                                  NULL};

static const struct choice choices[] = {{0, "none", "None", "None", NULL, false},
                                        {5, "five", "Five", "5", NULL, false}};
static const struct enumeration values = {.name = "values", .choices = choices, .count = 2};
static const struct field fields[] = {
    {.name = "level", .label = "Level", .type = FIELD_INTEGER, .index = 0},
    {.name = "weight", .label = "Weight", .type = FIELD_DECIMAL, .decimals = 2, .index = 1},
    {.name = "magic", .label = "Magic", .type = FIELD_FLAG, .index = 2},
    {.name = "kind", .label = "Kind", .type = FIELD_CHOICE, .values = &values, .index = 3},
    {.name = "slots", .label = "Slots", .type = FIELD_MASK, .values = &values, .index = 4},
    {.name = "lore", .label = "Lore", .type = FIELD_TEXT, .index = 5},
    {.name = "charges", .label = "C", .type = FIELD_INTEGER, .zero = true, .index = 6},
};

#define FIELDS (sizeof fields / sizeof fields[0])

static const struct kind kind = {
    .name = "thing", .label = "Thing", .plural = "Things", .fields = fields, .field_count = FIELDS};
static const struct game game = {.name = "fuzz", .title = "Fuzz", .kinds = &kind, .kind_count = 1};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_open(1);
    struct value first[FIELDS], second[FIELDS];

    if (record_parse(fields, FIELDS, arena, bytes_of(data, size), first)) {
        const char *text = record_text(fields, FIELDS, arena, first);

        MUST(record_parse(fields, FIELDS, arena, bytes_of(text, strlen(text)), second));
        for (size_t i = 0; i < FIELDS; i++) {
            MUST(value_same(&fields[i], &first[i], &second[i]));
            MUST(text_check(value_shown(&fields[i], arena, &first[i]),
                            strlen(value_shown(&fields[i], arena, &first[i])),
                            true) != TEXT_NOT_UTF8);
        }
        MUST(strcmp(text, record_text(fields, FIELDS, arena, second)) == 0);
        /* Nothing else is let in. */
        if (!second[5].set ||
            text_check(second[5].text, strlen(second[5].text), true) == TEXT_VALID)
            check_shown(arena, &game,
                        &(struct entry){.id = 1,
                                        .kind = &kind,
                                        .external_id = "1",
                                        .name = "A <thing>",
                                        .values = second},
                        &(struct shown_relations){0});
    }
    arena_close(arena);
    return 0;
}
