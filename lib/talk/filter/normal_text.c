/* Case folding and NFKC are libunistring's. Of TR 39's confusables those are here that are letters of
 * living alphabets or of phonetics (what keyboards and generators of "fonts" have): its whole table would
 * also make m of rn, and words of others' languages unreadable for nothing. */
#include "talk/filter/normal_text.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <unicase.h>
#include <unictype.h>
#include <uninorm.h>

#include "base/buffer.h"
#include "base/text/mark.h"
#include "base/text/text.h"

/* Small letters that look like ASCII's, by the letter. What NFKC and lower case make of others they look
 * like is not here. */
static const struct {
    char letter;
    const char *alike;
} alikes[] = {
    {'a', "аαɑᴀ⍺ạ"}, {'b', "ЬьвʙƄβ"}, {'c', "сϲᴄⅽ"}, {'d', "ԁɗᴅⅾ"},  {'e', "еєҽεᴇ℮"},
    {'f', "ƒꜰẝ"},    {'g', "ɡցɢǥ"},   {'h', "һнհʜ"}, {'i', "іιɪıӏ"}, {'j', "јϳᴊ"},
    {'k', "кκᴋĸ"},   {'l', "ⅼʟłǀ"},   {'m', "мᴍⅿ"},  {'n', "пηɴո"},  {'o', "оοօσᴏøס"},
    {'p', "рρᴘþ"},   {'q', "ԛգզ"},    {'r', "гʀᴦɾ"}, {'s', "ѕꜱʂ"},   {'t', "тτᴛŧ"},
    {'u', "υսᴜʋ"},   {'v', "νѵᴠⅴ"},   {'w', "ѡԝᴡω"}, {'x', "хχⅹ×"},  {'y', "уγүʏ"},
    {'z', "ᴢʐƶ"},
};

#define ALIKES_MAX 160

struct alike {
    uint32_t point;
    char letter;
};

/* The table by code points; filled when it is first asked for. */
static struct alike by_point[ALIKES_MAX];
static size_t by_point_count;

static int compare_points(const void *a, const void *b)
{
    const struct alike *one = a, *other = b;

    return one->point < other->point ? -1 : one->point > other->point;
}

static void fill_alikes(void)
{
    for (size_t i = 0; i < sizeof alikes / sizeof alikes[0]; i++) {
        const char *at = alikes[i].alike;
        size_t left = strlen(at), bytes;
        uint32_t point;

        while ((bytes = text_point(at, left, &point)) > 0 && by_point_count < ALIKES_MAX) {
            by_point[by_point_count++] = (struct alike){point, alikes[i].letter};
            at += bytes;
            left -= bytes;
        }
    }
    qsort(by_point, by_point_count, sizeof by_point[0], compare_points);
}

static uint32_t likeness_of(uint32_t point)
{
    const struct alike wanted = {.point = point}, *found;

    if (point < 0x80)
        return point;
    if (by_point_count == 0)
        fill_alikes();
    found = bsearch(&wanted, by_point, by_point_count, sizeof by_point[0], compare_points);
    return found != NULL ? (unsigned char)found->letter : point;
}

static struct normal_form normal_form_of(struct buffer *out)
{
    buffer_text(out, "");
    return (struct normal_form){out->data, out->length};
}

/* What can be seen of LENGTH bytes. With CAPITALS a capital I behind a small letter is an l. */
static struct normal_form visible(struct arena *arena, const char *text, size_t length,
                                  bool capitals)
{
    struct buffer out = buffer_open(arena, length + 1);
    bool small = false;
    uint32_t point;

    while (length > 0) {
        size_t bytes = text_point(text, length, &point);

        if (bytes > 0 && capitals && small && point == 'I')
            buffer_text(&out, "l");
        else if (bytes > 0 && !uc_is_property_default_ignorable_code_point(point))
            buffer_put(&out, text, bytes);
        small = point >= 'a' && point <= 'z';
        bytes += bytes == 0;
        text += bytes;
        length -= bytes;
    }
    return normal_form_of(&out);
}

/* NFKC in lower case. */
static struct normal_form compatible(struct arena *arena, struct normal_form from)
{
    size_t length;
    uint8_t *folded =
        u8_casefold((const uint8_t *)from.text, from.length, NULL, UNINORM_NFKC, NULL, &length);
    struct normal_form form = {"", 0};

    if (folded == NULL)
        abort(); /* out of memory: the text is UTF-8 */
    form = (struct normal_form){arena_copy(arena, folded, length), length};
    free(folded);
    return form;
}

/* Without marks, with what letters look like. */
static struct normal_form seen(struct arena *arena, struct normal_form from)
{
    size_t length, bytes;
    uint8_t *apart =
        u8_normalize(UNINORM_NFKD, (const uint8_t *)from.text, from.length, NULL, &length);
    struct buffer out = buffer_open(arena, from.length + 1);
    const char *at = (const char *)apart;
    uint32_t point;

    if (apart == NULL)
        abort();
    while ((bytes = text_point(at, length, &point)) > 0) {
        if (!text_is_mark(point) && !uc_is_property_default_ignorable_code_point(point))
            text_put_point(&out, likeness_of(point));
        at += bytes;
        length -= bytes;
    }
    free(apart);
    return normal_form_of(&out);
}

/* ---- words ---- */

static bool is_word(uint32_t point)
{
    return uc_is_general_category_withtable(point, UC_CATEGORY_MASK_L | UC_CATEGORY_MASK_M |
                                                       UC_CATEGORY_MASK_N);
}

static bool is_white(uint32_t point)
{
    return uc_is_property_white_space(point);
}

/* Signs that are written for letters, where letters stand around them. */
static char sign_letter(uint32_t point)
{
    static const char signs[] = "@$!|+(", letters[] = "asiltc";
    const char *found = point < 0x80 && point != 0 ? strchr(signs, (int)point) : NULL;

    return found != NULL ? letters[found - signs] : '\0';
}

/* A word on its way: its bytes begin at START in OUT. */
struct text_reading {
    struct buffer out;
    size_t start;
    bool letters; /* it has some */
    char one;     /* what 1 is in words */
};

/* Digits of a word with letters are what they are written for. */
static void end_word(struct text_reading *reader)
{
    static const char digits[] = "0345789", letters[] = "oeastbg";
    char *word = reader->out.data + reader->start;

    if (reader->out.length == reader->start)
        return;
    for (size_t i = 0; reader->letters && i < reader->out.length - reader->start; i++) {
        const char *found = word[i] != '\0' ? strchr(digits, word[i]) : NULL;

        if (word[i] == '1')
            word[i] = reader->one;
        else if (found != NULL)
            word[i] = letters[found - digits];
    }
    buffer_text(&reader->out, " ");
    reader->start = reader->out.length;
    reader->letters = false;
}

static struct text_reading reader_open(struct arena *arena, size_t length, char one)
{
    struct text_reading reader = {.out = buffer_open(arena, length + 3), .one = one};

    buffer_text(&reader.out, " ");
    reader.start = reader.out.length;
    return reader;
}

/* Adds a point of a text with JOINED words, or not. AFTER is the one behind it: signs are letters before one. */
static void read_point(struct text_reading *reader, uint32_t point, uint32_t after, bool joined)
{
    char sign = joined ? sign_letter(point) : '\0';

    if (is_word(point)) {
        text_put_point(&reader->out, point);
        reader->letters = reader->letters ||
                          uc_is_general_category_withtable(point, UC_CATEGORY_MASK_L);
    } else if (sign != '\0' && (is_word(after) || sign_letter(after) != '\0')) {
        text_put_point(&reader->out, (unsigned char)sign);
        reader->letters = true;
    } else if (!joined || is_white(point)) {
        end_word(reader);
    }
}

static struct normal_form read_as_words(struct arena *arena, struct normal_form from, bool joined,
                                        char one)
{
    struct text_reading reader = reader_open(arena, from.length, one);
    const char *at = from.text;
    size_t left = from.length, bytes;
    uint32_t point, after;

    while ((bytes = text_point(at, left, &point)) > 0) {
        at += bytes;
        left -= bytes;
        if (text_point(at, left, &after) == 0)
            after = ' ';
        read_point(&reader, point, after, joined);
    }
    end_word(&reader);
    return normal_form_of(&reader.out);
}

/* Letters in a row that stand alone, as one word. */
static struct normal_form spelled(struct arena *arena, struct normal_form from)
{
    struct buffer out = buffer_open(arena, from.length + 1);
    const char *at = from.text, *end = from.text + from.length;
    bool alone = false;

    buffer_text(&out, " ");
    at += at < end;
    while (at < end) {
        size_t length = strcspn(at, " ");
        uint32_t point;
        bool letter = text_point(at, length, &point) == length;

        if (alone && !letter)
            buffer_text(&out, " ");
        buffer_put(&out, at, length);
        if (!letter)
            buffer_text(&out, " ");
        alone = letter;
        at += length + 1;
    }
    if (alone)
        buffer_text(&out, " ");
    return normal_form_of(&out);
}

struct normal_text normal_text_of(struct arena *arena, const char *text, size_t length)
{
    struct normal_text normal = {.plain = compatible(arena, visible(arena, text, length, false))};
    struct normal_form capital = seen(arena, compatible(arena, visible(arena, text, length, true)));
    struct normal_form *readings = normal.readings;

    normal.seen = seen(arena, normal.plain);
    readings[NORMAL_WORDS] = read_as_words(arena, normal.seen, false, 'i');
    readings[NORMAL_JOINED] = read_as_words(arena, normal.seen, true, 'i');
    readings[NORMAL_CAPITAL] = read_as_words(arena, capital, true, 'l');
    readings[NORMAL_SPELLED] = spelled(arena, readings[NORMAL_WORDS]);
    return normal;
}

struct normal_form normal_words(struct arena *arena, const char *text, size_t length)
{
    struct normal_form plain = compatible(arena, visible(arena, text, length, false));
    struct normal_form words = read_as_words(arena, seen(arena, plain), false, 'i');

    return words.length > 1 ? words : (struct normal_form){"", 0};
}
