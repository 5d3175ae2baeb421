/* What a revision keeps of its differences: what is taken shows in a history, is written as it was read,
 * and an entry from which it is taken back is one that can be kept and shown. */
#include "lore/difference.h"

#include <string.h>

#include "../unit/probe.h"
#include "base/text/text.h"
#include "fuzz.h"
#include "game/value.h"
#include "import/staging/staging.h"
#include "shown.h"

const char fuzz_name[] = "difference";
const char *const fuzz_words[] = {"{",
                                  "}",
                                  "[",
                                  "]",
                                  ",",
                                  ":",
                                  "\"\":[\"Old\",\"New\"]",
                                  "\"hidden\":[\"0\",\"1\"]",
                                  "\"level\":[\"",
                                  "\"weight\":[\"1.5\",\"",
                                  "\"tale\":[\"\",\"x\"]",
                                  "\"drops[]\":[[\"\",\"Rusty Dagger (Chance 5)\"]]",
                                  "\"[]\":[[\"\",\"120\"]]",
                                  "\"",
                                  "\"\",",
                                  "null",
                                  "-9223372036854775808",
                                  "9223372036854775807",
                                  "1e300",
                                  "\\u0000",
                                  "\\ud83d",
                                  "\xC3\xA9",
                                  NULL};

static void check_difference_text(const struct difference *difference)
{
    MUST(difference->field != NULL);
    MUST(text_check(difference->from, strlen(difference->from), true) != TEXT_NOT_UTF8);
    MUST(text_check(difference->to, strlen(difference->to), true) != TEXT_NOT_UTF8);
}

static void check_taken_back(struct arena *arena, struct difference *list, size_t count)
{
    struct value values[3] = {{.set = true, .number = 7}}, again[3];
    struct entry entry = {
        .id = 1, .kind = &probe_kinds[0], .external_id = "1", .name = "a gnoll", .values = values};
    const char *record;

    differences_take_back(arena, &entry, list, count);
    MUST(entry.name != NULL);
    record = record_text(probe_fields, 3, arena, values);
    MUST(record_parse(probe_fields, 3, arena, bytes_of(record, strlen(record)), again));
    for (size_t i = 0; i < 3; i++)
        MUST(value_same(&probe_fields[i], &values[i], &again[i]));
    /* Nothing else is let in. */
    for (size_t i = 0; i < count; i++)
        if (!fuzz_is_text(list[i].from) || !fuzz_is_text(list[i].to))
            return;
    if (staging_entry_fault(entry.external_id, entry.name, record) != 0)
        return;
    check_changes_shown(arena, &probe_game, &entry, list, count);
    check_shown(arena, &probe_game, &entry, &(struct shown_relations){0});
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_open(1);
    const char *text = arena_copy(arena, data, size), *written;
    struct difference *list;
    size_t count = 0, counted = 0;

    list = differences_parse(arena, &probe_game, &probe_kinds[0], text, &count);
    if (list != NULL) {
        for (size_t i = 0; i < count; i++)
            check_difference_text(&list[i]);
        written = differences_text(arena, list, count);
        MUST(differences_parse(arena, &probe_game, &probe_kinds[0], written, &counted) != NULL);
        MUST(counted <= count);
        check_taken_back(arena, list, count);
    }
    arena_close(arena);
    return 0;
}
