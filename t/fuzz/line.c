/* A line of an import of entries: is read and what it tells shown, or refused with a reason. */
#include "import/jsonl.h"

#include <math.h>
#include <string.h>

#include "../unit/probe.h"
#include "base/text/text.h"
#include "fuzz.h"
#include "game/value.h"
#include "import/staging/staging.h"
#include "shown.h"

const char fuzz_name[] = "line";
const char *const fuzz_words[] = {"{",
                                  "}",
                                  "[",
                                  "]",
                                  ":",
                                  ",",
                                  "\"",
                                  "\"kind\":",
                                  "\"npc\"",
                                  "\"zone\"",
                                  "\"relation\":",
                                  "\"drops\"",
                                  "\"place\":",
                                  "\"map\":",
                                  "\"export\":",
                                  "\"values\":",
                                  "\"level\":",
                                  "\"tale\":",
                                  "\"external_id\":",
                                  "\"name\":",
                                  "\"x\":",
                                  "1e300",
                                  "-0.5",
                                  "null",
                                  "true",
                                  "\\u0000",
                                  "\\ud83d",
                                  "\xF0\x9F\x98\x80",
                                  "9223372036854775808",
                                  "[[[[[[[[[[[[[[[[",
                                  NULL};

static void check_line_entry(const struct jsonl_line *line)
{
    static struct value nothing[1];
    static const struct shown_relations alone;
    const char *record;
    struct value again[3] = {{0}};
    struct entry entry = {.id = 1,
                          .kind = line->kind,
                          .external_id = line->external_id,
                          .name = line->name,
                          .hidden = line->hidden,
                          .state = line->state,
                          .values = nothing};

    MUST(line->kind != NULL && line->external_id != NULL && line->name != NULL);
    /* What was read is written, and read again, the same. */
    struct arena *arena = arena_open(1);

    if (line->kind->field_count > 0) {
        record = record_text(line->kind->fields, line->kind->field_count, arena, line->values);
        MUST(record_parse(line->kind->fields, line->kind->field_count, arena,
                          bytes_of(record, strlen(record)), again));
        for (size_t i = 0; i < line->kind->field_count; i++)
            MUST(value_same(&line->kind->fields[i], &line->values[i], &again[i]));
        entry.values = again;
    }
    if (staging_entry_fault(line->external_id, line->name, "{}") == 0)
        check_shown(arena, &probe_game, &entry, &alone);
    arena_close(arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_open(1);
    struct jsonl_line line;
    const char *fault = jsonl_read(arena, &probe_game, arena_copy(arena, data, size), size, &line);

    if (fault != NULL)
        MUST(text_check(fault, strlen(fault), true) == TEXT_VALID);
    else if (line.sort == JSONL_ENTRY)
        check_line_entry(&line);
    else if (line.sort == JSONL_RELATION)
        MUST(line.relation != NULL && line.from != NULL && line.to != NULL);
    else if (line.sort == JSONL_PLACE)
        MUST(isfinite(line.place.x) && line.place.kind != NULL && line.place.group != NULL);
    arena_close(arena);
    return 0;
}
