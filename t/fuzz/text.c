/* Text, numbers, times and languages, whatever the bytes are. */
#include "base/text/text.h"

#include <inttypes.h>
#include <string.h>

#include "base/clock.h"
#include "base/language.h"
#include "fuzz.h"

const char fuzz_name[] = "text";
const char *const fuzz_words[] = {"\xC3\xA4",
                                  "\xE2\x82\xAC",
                                  "\xF0\x9F\x98\x80",
                                  "\xE2\x80\xAE\xE2\x80\xAC",
                                  "\xE2\x80\x8B",
                                  "\xED\xA0\x80",
                                  "\r\n",
                                  "9223372036854775807",
                                  "18446744073709551615",
                                  "-9223372036854775808",
                                  "T21:20:11Z",
                                  "+01:00",
                                  "2000-02-29",
                                  ";q=0.5",
                                  "de",
                                  "en-US,",
                                  "*",
                                  "é",
                                  "×",
                                  NULL};

/* Valid text of all that came. */
static void check_text(struct arena *arena, const char *bytes, size_t size)
{
    char *shown = text_showable(arena, bytes, size);
    char *normal = text_normal(arena, shown), *slug = text_slug(arena, shown);
    size_t characters = text_characters(shown);

    MUST(text_check(shown, strlen(shown), true) == TEXT_VALID);
    MUST(text_check(bytes, size, true) != TEXT_VALID || memcmp(shown, bytes, size) == 0);
    MUST(text_check(normal, strlen(normal), true) == TEXT_VALID);
    MUST(strchr(normal, '\r') == NULL);
    MUST(strcmp(text_normal(arena, normal), normal) == 0);
    MUST(strcmp(text_cut(arena, shown, characters), shown) == 0);
    for (size_t max = 0; max < 5 && max < characters; max++)
        MUST(text_characters(text_cut(arena, shown, max)) == max + 1);
    MUST(strlen(slug) >= 1 && strlen(slug) <= 60);
    MUST(strspn(slug, "abcdefghijklmnopqrstuvwxyz0123456789-") == strlen(slug));
    MUST(strcmp(text_slug(arena, slug), slug) == 0);
    MUST(!text_blank(shown) || strcmp(slug, "-") == 0);
}

static void check_numbers(struct arena *arena, const char *text)
{
    uint64_t number;
    int64_t signed_number, instant, again;

    if (text_u64(text, &number)) {
        MUST(strspn(text, "0123456789") == strlen(text));
        MUST(text_u64(arena_format(arena, "%" PRIu64, number), &number));
    }
    if (text_i64(text, INT64_MIN, INT64_MAX, &signed_number))
        MUST(text_i64(arena_format(arena, "%" PRId64, signed_number), signed_number, signed_number,
                      &again));
    if (clock_parse(text, &instant)) {
        /* An offset may lead into the year 10000, which is not written in four digits. */
        char *written = clock_rfc3339(arena, instant);

        MUST(strlen(written) != strlen("2001-11-07T21:20:11Z") || !clock_parse(written, &again) ||
             (instant - again >= 0 && instant - again < CLOCK_SECOND));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_open(1);
    char *text = arena_copy(arena, data, size);
    unsigned char bytes[8];

    check_text(arena, text, size);
    check_numbers(arena, text);
    MUST(language_known(language_accepted(text)) != NULL);
    if (text_unhex(text, bytes, sizeof bytes))
        MUST(strcmp(text_hex(arena, bytes, sizeof bytes), text) == 0);
    arena_close(arena);
    return 0;
}
