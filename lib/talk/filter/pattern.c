/* Words are looked for as they are, by memmem: no list of them can be slow. A pattern can, whatever is
 * written, and so may only look from so many places at a time (PLACES), with a bound on the steps from each
 * (STEPS) and on memory; between, the clock is asked. Just-in-time compilation is left away, as workers may not make
 * memory executable. */
#include "talk/filter/pattern.h"

#include <string.h>

#include <pcre2.h>

#include "base/clock.h"
#include "base/memory.h"
#include "base/text/text.h"

#define PLACES ((size_t)256)
#define STEPS 10000
#define DEPTH 1000
#define MEMORY_KB 2048
#define NESTING 50

/* A line of words as it is looked for: without the space at an end where more letters may follow. */
struct pattern_words {
    const char *line;
    const char *text;
    size_t length;
};

struct text_pattern {
    enum pattern_kind kind;
    bool spelled;
    struct pattern_words *words;
    size_t count;
    pcre2_code *code;
    pcre2_match_data *match;
    pcre2_match_context *bounds;
};

/* ---- words ---- */

static bool add_word_lines(struct arena *arena, struct text_pattern *pattern, const char *line,
                           size_t length)
{
    size_t before = length > 0 && line[0] == '*';
    size_t behind = length > before && line[length - 1] == '*';
    struct normal_form form = normal_words(arena, line + before, length - before - behind);

    if (form.length == 0)
        return false;
    pattern->words[pattern->count++] = (struct pattern_words){arena_copy(arena, line, length),
                                                              form.text + before,
                                                              form.length - before - behind};
    return true;
}

/* False where a line says nothing, or there are too many. */
static bool read_lines(struct arena *arena, struct text_pattern *pattern, const char *text,
                       struct pattern_fault *fault)
{
    pattern->words = arena_alloc(arena, PATTERN_WORDS_MAX * sizeof *pattern->words);
    for (size_t number = 1;; number++) {
        size_t length = strcspn(text, "\n"), used;

        text += strspn(text, " \t\r");
        length = strcspn(text, "\n");
        used = length;
        while (used > 0 && strchr(" \t\r", text[used - 1]) != NULL)
            used--;
        if (used > 0 &&
            (pattern->count == PATTERN_WORDS_MAX || !add_word_lines(arena, pattern, text, used))) {
            *fault = (struct pattern_fault){.line = number};
            return false;
        }
        if (text[length] == '\0')
            break;
        text += length + 1;
    }
    *fault = (struct pattern_fault){.line = 1};
    return pattern->count > 0;
}

static enum pattern_result find_words(const struct text_pattern *pattern, struct arena *arena,
                                      const struct normal_text *text, const char **found)
{
    for (size_t i = 0; i < NORMAL_READINGS; i++) {
        const struct normal_form *form = &text->readings[i];

        if (i == NORMAL_SPELLED && !pattern->spelled)
            continue;
        for (size_t j = 0; j < pattern->count; j++) {
            const struct pattern_words *words = &pattern->words[j];

            if (memmem(form->text, form->length, words->text, words->length) == NULL)
                continue;
            *found = text_cut(arena, words->line, PATTERN_FOUND_MAX);
            return PATTERN_FOUND;
        }
    }
    return PATTERN_ABSENT;
}

/* ---- patterns ---- */

static const char *pattern_message(struct arena *arena, int code)
{
    PCRE2_UCHAR message[200] = "";

    pcre2_get_error_message(code, message, sizeof message);
    return arena_string(arena, (const char *)message);
}

/* Whether it fits where nothing is written: then it would fit everywhere. */
static bool fits_nothing(const struct text_pattern *pattern)
{
    return pcre2_match(pattern->code, (PCRE2_SPTR) "", 0, 0, 0, pattern->match, pattern->bounds) !=
           PCRE2_ERROR_NOMATCH;
}

static bool compile_pattern(struct arena *arena, struct text_pattern *pattern, const char *text,
                            struct pattern_fault *fault)
{
    pcre2_compile_context *context = memory_checked(pcre2_compile_context_create(NULL));
    PCRE2_SIZE place = 0;
    int code = 0;

    pcre2_set_parens_nest_limit(context, NESTING);
    pattern->code = pcre2_compile((PCRE2_SPTR)text, PCRE2_ZERO_TERMINATED,
                                  PCRE2_UTF | PCRE2_UCP | PCRE2_CASELESS | PCRE2_MULTILINE |
                                      PCRE2_NEVER_BACKSLASH_C | PCRE2_USE_OFFSET_LIMIT,
                                  &code, &place, context);
    pcre2_compile_context_free(context);
    if (pattern->code == NULL) {
        const char *before = arena_copy(arena, text, place);

        *fault = (struct pattern_fault){.place = text_characters(before) + 1,
                                        .message = pattern_message(arena, code)};
        return false;
    }
    pattern->match = memory_checked(pcre2_match_data_create_from_pattern(pattern->code, NULL));
    pattern->bounds = memory_checked(pcre2_match_context_create(NULL));
    pcre2_set_match_limit(pattern->bounds, STEPS);
    pcre2_set_depth_limit(pattern->bounds, DEPTH);
    pcre2_set_heap_limit(pattern->bounds, MEMORY_KB);
    *fault = (struct pattern_fault){.place = 0};
    return !fits_nothing(pattern);
}

/* The first byte of a character from AT on. */
static size_t next_character(const struct normal_form *form, size_t at)
{
    while (at < form->length && ((unsigned char)form->text[at] & 0xC0) == 0x80)
        at++;
    return at;
}

static const char *fitting(const struct text_pattern *pattern, struct arena *arena,
                           const struct normal_form *form)
{
    const PCRE2_SIZE *ends = pcre2_get_ovector_pointer(pattern->match);
    size_t from = ends[0] < ends[1] ? ends[0] : ends[1]; /* \K can turn them */
    size_t to = ends[0] < ends[1] ? ends[1] : ends[0];

    return text_cut(arena, text_line(arena, arena_copy(arena, form->text + from, to - from)),
                    PATTERN_FOUND_MAX);
}

static enum pattern_result find_fitting(const struct text_pattern *pattern, struct arena *arena,
                                        const struct normal_form *form, long *left,
                                        const char **found)
{
    int64_t begun = clock_ticks();
    int64_t allowed = *left;
    size_t from = 0;

    for (;;) {
        size_t last = from + PLACES < form->length ? from + PLACES : form->length;
        int result;

        pcre2_set_offset_limit(pattern->bounds, last);
        result = pcre2_match(pattern->code, (PCRE2_SPTR)form->text, form->length, from,
                             from > 0 ? PCRE2_NO_UTF_CHECK : 0, pattern->match, pattern->bounds);
        *left = (long)(allowed - (clock_ticks() - begun));
        if (result >= 0) {
            *found = fitting(pattern, arena, form);
            return PATTERN_FOUND;
        }
        if (result != PCRE2_ERROR_NOMATCH)
            return PATTERN_GAVE_UP;
        if (last == form->length)
            return PATTERN_ABSENT;
        if (*left <= 0)
            return PATTERN_GAVE_UP;
        from = next_character(form, last + 1);
    }
}

/* ---- both ---- */

struct text_pattern *pattern_open(struct arena *arena, enum pattern_kind kind, bool spelled,
                                  const char *text, struct pattern_fault *fault)
{
    struct text_pattern *pattern = arena_alloc(arena, sizeof *pattern);

    *pattern = (struct text_pattern){.kind = kind, .spelled = spelled};
    *fault = (struct pattern_fault){.line = 0};
    if (kind == PATTERN_WORDS ? read_lines(arena, pattern, text, fault)
                              : compile_pattern(arena, pattern, text, fault))
        return pattern;
    pattern_close(pattern);
    return NULL;
}

void pattern_close(struct text_pattern *pattern)
{
    if (pattern == NULL)
        return;
    pcre2_match_context_free(pattern->bounds);
    pcre2_match_data_free(pattern->match);
    pcre2_code_free(pattern->code);
}

enum pattern_result pattern_find(const struct text_pattern *pattern, struct arena *arena,
                                 const struct normal_text *text, long *left, const char **found)
{
    enum pattern_result result;

    *found = NULL;
    if (pattern->kind == PATTERN_WORDS)
        return find_words(pattern, arena, text, found);
    result = find_fitting(pattern, arena, &text->plain, left, found);
    return result != PATTERN_ABSENT ? result
                                    : find_fitting(pattern, arena, &text->seen, left, found);
}
