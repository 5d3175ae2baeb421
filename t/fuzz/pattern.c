/* Filters of posts: a text is read into forms that are texts themselves, and no pattern takes longer than it
 * may, or more than is there. */
#include "talk/filter/pattern.h"

#include <string.h>

#include "base/clock.h"
#include "fuzz.h"

const char fuzz_name[] = "pattern";
const char *const fuzz_words[] = {"(a+)+$",
                                  "(?=",
                                  "\\K",
                                  "(?<=a)",
                                  "(.*)*",
                                  "[[:alpha:]]",
                                  "\\p{L}",
                                  "(?1)",
                                  "*",
                                  "\n",
                                  "\n\n",
                                  "f u c k",
                                  "@",
                                  "$",
                                  "1",
                                  "I",
                                  "\xE2\x80\x8B",
                                  "\xCC\x81",
                                  "\xD0\xB0",
                                  "\xEF\xBD\x81",
                                  "aaaaaaaa",
                                  "|",
                                  "(*LIMIT_MATCH=",
                                  "(?C1)",
                                  "\\C",
                                  "{1,1000}",
                                  "(?:",
                                  ")",
                                  NULL};

static void check_form(const struct normal_form *form)
{
    MUST(text_utf8(form->text, form->length));
    MUST(form->text[form->length] == '\0');
}

/* The first line is what is looked for, the rest the text. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_open(1);
    char *all = text_showable(arena, (const char *)data, size);
    size_t length = strcspn(all, "\n");
    const char *body = all + length + (all[length] == '\n');
    struct normal_text text = normal_text_of(arena, body, strlen(body));
    int64_t begun = clock_ticks();
    long left = PATTERN_TIME;

    check_form(&text.plain);
    check_form(&text.seen);
    for (size_t i = 0; i < NORMAL_READINGS; i++)
        check_form(&text.readings[i]);
    for (int kind = PATTERN_WORDS; kind <= PATTERN_PERL; kind++) {
        struct pattern_fault fault;
        const char *found;
        struct text_pattern *pattern = pattern_open(arena, (enum pattern_kind)kind, size % 2 == 0,
                                                    arena_copy(arena, all, length), &fault);

        if (pattern != NULL && pattern_find(pattern, arena, &text, &left, &found) == PATTERN_FOUND)
            MUST(fuzz_is_text(found));
        if (pattern == NULL && kind == PATTERN_PERL)
            MUST(fault.place <= text_characters(all) + 1);
        pattern_close(pattern);
    }
    MUST(clock_ticks() - begun < 20 * PATTERN_TIME);
    arena_close(arena);
    return 0;
}
