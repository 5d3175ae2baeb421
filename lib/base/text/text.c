/* Text from people, byte by byte: UTF-8 is decoded here and nowhere else (text_point), strictly,
 * as overlong forms and surrogates are how checks are passed by.
 *
 * Two answers to what is not text. What comes in is refused with the reason (text_check), so that
 * whoever sent it can mend it. What is there already is made showable (text_mended), so that one
 * bad row does not keep a page away. */
#include "base/text/text.h"

#include <iconv.h>
#include <locale.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <wctype.h>

#include "base/buffer.h"
#include "base/text/mark.h"

#define SLUG_MAX ((size_t)60) /* bytes */

size_t text_point(const char *text, size_t left, uint32_t *point)
{
    const unsigned char *s = (const unsigned char *)text;
    static const uint32_t min[] = {0, 0, 0x80, 0x800, 0x10000};
    size_t length;

    if (left == 0)
        return 0; /* there may be no byte to look at */
    if (s[0] < 0x80)
        length = 1;
    else if (s[0] >= 0xC2 && s[0] < 0xE0)
        length = 2;
    else if (s[0] >= 0xE0 && s[0] < 0xF0)
        length = 3;
    else if (s[0] >= 0xF0 && s[0] < 0xF5)
        length = 4;
    else
        return 0;
    if (length > left)
        return 0;
    *point = length == 1 ? s[0] : s[0] & (0x7Fu >> length);
    for (size_t i = 1; i < length; i++) {
        if ((s[i] & 0xC0) != 0x80)
            return 0;
        *point = *point << 6 | (s[i] & 0x3F);
    }
    if (*point < min[length] || *point > 0x10FFFF || (*point >= 0xD800 && *point < 0xE000))
        return 0;
    return length;
}

static bool is_bidi_control(uint32_t c)
{
    return (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069) || c == 0x200E ||
           c == 0x200F || c == 0x061C;
}

static bool is_noncharacter(uint32_t c)
{
    return (c >= 0xFDD0 && c <= 0xFDEF) || (c & 0xFFFE) == 0xFFFE;
}

/* What is pasted along with text and cannot be seen in it. */
static bool is_mark(uint32_t c)
{
    return is_bidi_control(c) || c == 0xAD || c == 0x180E || (c >= 0x200B && c <= 0x200D) ||
           (c >= 0x2060 && c <= 0x2064) || c == 0xFEFF;
}

static bool is_control(uint32_t c, bool lines)
{
    if (lines && (c == '\n' || c == '\r' || c == '\t'))
        return false;
    return c < 0x20 || (c >= 0x7F && c < 0xA0);
}

/* Nothing to see: spaces of all kinds, zero-width characters, fillers, selectors and tags
 * (Unicode's White_Space and Default_Ignorable_Code_Point, and the empty Braille cell). */
static bool is_invisible(uint32_t c)
{
    static const struct {
        uint32_t first, last;
    } ranges[] = {
        {0x0000, 0x0020},   {0x0085, 0x0085},   {0x00A0, 0x00A0},   {0x00AD, 0x00AD},
        {0x034F, 0x034F},   {0x061C, 0x061C},   {0x115F, 0x1160},   {0x1680, 0x1680},
        {0x17B4, 0x17B5},   {0x180B, 0x180F},   {0x2000, 0x200F},   {0x2028, 0x202F},
        {0x205F, 0x206F},   {0x2800, 0x2800},   {0x3000, 0x3000},   {0x3164, 0x3164},
        {0xFE00, 0xFE0F},   {0xFEFF, 0xFEFF},   {0xFFA0, 0xFFA0},   {0xFFF0, 0xFFF8},
        {0x1BCA0, 0x1BCA3}, {0x1D173, 0x1D17A}, {0xE0000, 0xE0FFF},
    };

    for (size_t i = 0; i < sizeof ranges / sizeof ranges[0]; i++)
        if (c >= ranges[i].first && c <= ranges[i].last)
            return true;
    return false;
}

enum text_fault text_check(const char *text, size_t length, bool lines)
{
    for (size_t i = 0; i < length;) {
        uint32_t point;
        size_t step = text_point(text + i, length - i, &point);

        if (step == 0)
            return TEXT_NOT_UTF8;
        if (point == 0)
            return TEXT_NUL;
        if (is_noncharacter(point))
            return TEXT_NONCHARACTER;
        if (!lines && is_bidi_control(point))
            return TEXT_BIDI_CONTROL;
        if (is_control(point, lines))
            return TEXT_CONTROL;
        i += step;
    }
    return TEXT_VALID;
}

bool text_utf8(const char *text, size_t length)
{
    for (size_t i = 0; i < length;) {
        uint32_t point;
        size_t step = (unsigned char)text[i] < 0x80 ? 1 : text_point(text + i, length - i, &point);

        if (step == 0)
            return false;
        i += step;
    }
    return true;
}

bool text_marked(const char *text, size_t length)
{
    return length >= TEXT_MARK_BYTES && memcmp(text, "\xEF\xBB\xBF", TEXT_MARK_BYTES) == 0;
}

size_t text_characters(const char *text)
{
    size_t count = 0;

    for (; *text != '\0'; text++)
        count += ((unsigned char)*text & 0xC0) != 0x80;
    return count;
}

char *text_cut(struct arena *arena, const char *text, size_t characters)
{
    const char *end = text;
    size_t count = 0;

    for (; *end != '\0'; end++) {
        if (((unsigned char)*end & 0xC0) == 0x80)
            continue;
        if (count == characters)
            return arena_format(arena, "%.*s…", (int)(end - text), text);
        count++;
    }
    return arena_string(arena, text);
}

/* Where the first line of TEXT begins in which something stands. */
static const char *first_line(const char *text)
{
    const char *at = text + strspn(text, " \t\r\n");

    while (at > text && (at[-1] == ' ' || at[-1] == '\t'))
        at--;
    return at;
}

/* TEXT with its lines ended alike, without empty ones before it and white space behind it. */
static char *trimmed(struct arena *arena, const char *text)
{
    struct buffer out = buffer_open(arena, strlen(text));

    text = first_line(text);
    for (; *text != '\0'; text++) {
        if (*text != '\r')
            buffer_byte(&out, *text);
        else if (text[1] != '\n')
            buffer_byte(&out, '\n');
    }
    while (out.length > 0 && strchr(" \t\n", out.data[out.length - 1]) != NULL)
        out.data[--out.length] = '\0';
    return out.data;
}

char *text_normal(struct arena *arena, const char *text)
{
    return trimmed(arena, text + strspn(text, " \t\r\n"));
}

/* Once more in the end: behind what was closed there may be white space alone. */
char *text_body(struct arena *arena, const char *text)
{
    return trimmed(arena, text_closed(arena, trimmed(arena, text)));
}

char *text_visible(struct arena *arena, const char *text)
{
    struct buffer out = buffer_open(arena, strlen(text) + 1);
    size_t left = strlen(text);

    while (left > 0) {
        uint32_t point = 0;
        size_t step = text_point(text, left, &point);

        if (step == 0 || !is_mark(point))
            buffer_put(&out, text, step > 0 ? step : 1);
        text += step > 0 ? step : 1;
        left -= step > 0 ? step : 1;
    }
    buffer_put(&out, "", 0);
    return out.data != NULL ? out.data : arena_string(arena, "");
}

char *text_showable(struct arena *arena, const char *text, size_t length)
{
    struct buffer out = buffer_open(arena, length);

    for (size_t i = 0; i < length;) {
        uint32_t point;
        size_t step = text_point(text + i, length - i, &point);

        if (step == 0 || is_noncharacter(point) || is_control(point, true))
            buffer_text(&out, "\xEF\xBF\xBD");
        else
            buffer_put(&out, text + i, step);
        i += step > 0 ? step : 1;
    }
    return out.data;
}

char *text_line(struct arena *arena, const char *text)
{
    char *line = text_showable(arena, text, strlen(text));

    for (char *c = line; *c != '\0'; c++)
        if ((unsigned char)*c < ' ')
            *c = ' ';
    return line;
}

void text_say(FILE *out, const char *format, ...)
{
    struct arena *arena = arena_open(1024);
    va_list arguments;

    va_start(arguments, format);
    fprintf(out, "%s\n", text_line(arena, arena_vformat(arena, format, arguments)));
    va_end(arguments);
    arena_close(arena);
}

const char *text_mended(struct arena *arena, const char *text, size_t *length)
{
    size_t plain = 0;
    char *shown;

    while (plain < *length && ((text[plain] >= ' ' && text[plain] < 0x7F) || text[plain] == '\n'))
        plain++;
    if (plain == *length || text_check(text + plain, *length - plain, true) == TEXT_VALID)
        return text;
    shown = text_showable(arena, text, *length);
    *length = strlen(shown);
    return shown;
}

bool text_blank(const char *text)
{
    size_t left = strlen(text);

    while (left > 0) {
        uint32_t point;
        size_t step = text_point(text, left, &point);

        if (step == 0 || !is_invisible(point))
            return false;
        text += step;
        left -= step;
    }
    return true;
}

/* Letters of the Latin script beyond ASCII: Latin-1 (without × and ÷), Latin Extended-A and B, IPA,
 * Latin Extended Additional. */
static bool is_latin(uint32_t c)
{
    return (c >= 0xC0 && c <= 0x2AF && c != 0xD7 && c != 0xF7) || (c >= 0x1E00 && c <= 0x1EFF);
}

static bool is_umlaut(uint32_t c)
{
    return c == 0xC4 || c == 0xD6 || c == 0xDC || c == 0xE4 || c == 0xF6 || c == 0xFC;
}

/* What knows all of Unicode, whatever the process is set to. NULL where it is not installed. */
static locale_t unicode_locale(void)
{
    static locale_t locale;

    if (locale == NULL)
        locale = newlocale(LC_CTYPE_MASK, "C.UTF-8", NULL);
    return locale;
}

/* What glibc has for one character (LENGTH bytes of UTF-8) where there is only ASCII. The C.UTF-8
 * locale knows all of Unicode's decompositions and the letters that have none; other locales put
 * their own country's habits first, so it is asked whatever the process is set to. */
static void transliterate(const char *character, size_t length, char *ascii, size_t size)
{
    static iconv_t converter = (iconv_t)-1;
    locale_t locale = unicode_locale(), usual;
    char *in = (char *)(uintptr_t)character;

    if (converter == (iconv_t)-1)
        converter = iconv_open("ASCII//TRANSLIT", "UTF-8");
    if (locale != NULL && converter != (iconv_t)-1) {
        usual = uselocale(locale);
        size--;
        if (iconv(converter, &in, &length, &ascii, &size) == (size_t)-1)
            iconv(converter, NULL, NULL, NULL, NULL);
        uselocale(usual);
    }
    *ascii = '\0';
}

/* Leaves small letters and digits of an ASCII text. */
static void keep_letters(char *text)
{
    char *out = text;

    for (; *text != '\0'; text++) {
        if (*text >= 'A' && *text <= 'Z')
            *out++ = (char)(*text - 'A' + 'a');
        else if ((*text >= 'a' && *text <= 'z') || (*text >= '0' && *text <= '9'))
            *out++ = *text;
    }
    *out = '\0';
}

static bool joins(uint32_t point)
{
    return point == '\'' || point == 0x2019 || point == '`' || text_is_mark(point) ||
           is_mark(point);
}

/* Small ASCII letters and digits for one character, of which there are LENGTH bytes; "" for what is
 * none and has none. Umlauts are written as Germans do, not without their dots. */
static void slug_letters(const char *character, size_t length, uint32_t point, char *letters,
                         size_t size)
{
    letters[0] = point < 0x80 ? (char)point : '\0';
    letters[1] = '\0';
    if (is_latin(point))
        transliterate(character, length, letters, size - 1);
    keep_letters(letters);
    if (is_umlaut(point) && letters[0] != '\0') {
        letters[1] = 'e';
        letters[2] = '\0';
    }
}

/* Appends one code point's share of a slug; an apostrophe or accent vanishes, all else separates.
 * False when it does not fit any more. */
static bool slug_point(struct buffer *out, const char *character, size_t length, uint32_t point,
                       bool *gap)
{
    char letters[16];

    if (joins(point))
        return true;
    slug_letters(character, length, point, letters, sizeof letters);
    if (letters[0] == '\0') {
        *gap = true;
        return true;
    }
    if (out->length + (*gap && out->length > 0) + strlen(letters) > SLUG_MAX)
        return false;
    if (*gap && out->length > 0)
        buffer_byte(out, '-');
    *gap = false;
    buffer_text(out, letters);
    return true;
}

char *text_slug(struct arena *arena, const char *title)
{
    struct buffer out = buffer_open(arena, SLUG_MAX);
    size_t left = strlen(title);
    bool gap = false;

    while (left > 0) {
        uint32_t point = 0;
        size_t step = text_point(title, left, &point);

        if (step == 0 || !slug_point(&out, title, step, point, &gap))
            break;
        title += step;
        left -= step;
    }
    if (out.length == 0)
        buffer_byte(&out, '-');
    return out.data;
}

/* The UTF-8 of a code point, NUL-terminated. */
static void encode(uint32_t point, char *out)
{
    size_t length = point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
    static const unsigned char first[] = {0, 0, 0xC0, 0xE0, 0xF0};

    for (size_t i = length - 1; i > 0; i--, point >>= 6)
        out[i] = (char)(0x80 | (point & 0x3F));
    out[0] = (char)(first[length] | point);
    out[length] = '\0';
}

void text_put_point(struct buffer *out, uint32_t point)
{
    char utf8[5];

    encode(point, utf8);
    buffer_put(out, utf8, point == 0 ? 1 : strlen(utf8));
}

size_t text_fold(const char *text, size_t left, char letters[TEXT_FOLDED])
{
    locale_t locale = unicode_locale();
    uint32_t point = 0;
    size_t step = text_point(text, left, &point);

    letters[0] = '\0';
    if (step == 0)
        return 0;
    if (text_is_mark(point))
        return step;
    if (point < 0x80 || is_latin(point)) {
        if (point < 0x80)
            encode(point, letters);
        else
            transliterate(text, step, letters, TEXT_FOLDED);
        keep_letters(letters);
    } else if (locale != NULL && iswalnum_l((wint_t)point, locale)) {
        encode(text_unmarked((uint32_t)towlower_l((wint_t)point, locale)), letters);
    }
    return step;
}

bool text_joins(const char *text, size_t left)
{
    uint32_t point = 0;

    return text_point(text, left, &point) > 0 && joins(point);
}

bool text_u64(const char *text, uint64_t *value)
{
    uint64_t number = 0;

    if (*text == '\0')
        return false;
    for (; *text != '\0'; text++) {
        unsigned digit = (unsigned)(*text - '0');

        if (*text < '0' || *text > '9' || number > (UINT64_MAX - digit) / 10)
            return false;
        number = number * 10 + digit;
    }
    *value = number;
    return true;
}

bool text_id(const char *text, uint64_t *id)
{
    return *text != '0' && text_u64(text, id);
}

bool text_i64(const char *text, int64_t low, int64_t high, int64_t *value)
{
    bool negative = *text == '-';
    uint64_t size;
    int64_t number;

    if (*text == '-' || *text == '+')
        text++;
    if (!text_u64(text, &size) || size > (uint64_t)INT64_MAX + negative)
        return false;
    /* -2^63 has no positive counterpart. */
    number = negative && size > 0 ? -(int64_t)(size - 1) - 1 : (int64_t)size;
    if (number < low || number > high)
        return false;
    *value = number;
    return true;
}

bool text_starts(const char *text, const char *prefix)
{
    return strncmp(text, prefix, strlen(prefix)) == 0;
}

bool text_ends(const char *text, const char *end)
{
    size_t length = strlen(text), tail = strlen(end);

    return length > tail && strcasecmp(text + length - tail, end) == 0;
}

char *text_size(struct arena *arena, size_t bytes)
{
    static const char *const units[] = {"B", "KB", "MB", "GB"};
    size_t unit = 0;

    for (; unit < 3 && bytes > 0 && bytes % 1024 == 0; unit++)
        bytes /= 1024;
    return arena_format(arena, "%zu %s", bytes, units[unit]);
}

char *text_hex(struct arena *arena, const void *bytes, size_t length)
{
    static const char digits[] = "0123456789abcdef";
    const unsigned char *b = bytes;
    char *hex = arena_alloc(arena, length * 2 + 1);

    for (size_t i = 0; i < length; i++) {
        hex[2 * i] = digits[b[i] >> 4];
        hex[2 * i + 1] = digits[b[i] & 15];
    }
    return hex;
}

static int nibble(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return -1;
}

bool text_unhex(const char *hex, void *bytes, size_t length)
{
    unsigned char *b = bytes;

    if (strlen(hex) != length * 2)
        return false;
    for (size_t i = 0; i < length; i++) {
        int high = nibble(hex[2 * i]);
        int low = nibble(hex[2 * i + 1]);

        if (high < 0 || low < 0)
            return false;
        b[i] = (unsigned char)(high << 4 | low);
    }
    return true;
}

uint64_t text_hash(const char *text, uint64_t seed)
{
    uint64_t hash = UINT64_C(0xcbf29ce484222325) ^ seed;

    for (; *text != '\0'; text++)
        hash = (hash ^ (unsigned char)*text) * UINT64_C(0x100000001b3);
    return hash;
}
