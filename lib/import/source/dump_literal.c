/* The values of a dump's rows: strings, numbers, hexadecimal and bits as MariaDB writes them. A
 * number stays text as it stood; whoever needs its value parses it once, with all its digits. */
#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/digit.h"
#include "base/text/text.h"
#include "import/source/dump.h"

#define NUMBER_MAX 400 /* bytes of a number */

char source_escaped(int byte)
{
    switch (byte) {
    case '0': return '\0';
    case 'b': return '\b';
    case 'n': return '\n';
    case 'r': return '\r';
    case 't': return '\t';
    case 'Z': return 26;
    default: return (char)byte;
    }
}

/* Takes what comes up to the next byte that means something. */
static void parse_unescaped(struct dump *dump, int quote, struct buffer *to)
{
    struct source_stream *stream = &dump->stream;
    const unsigned char *at = stream->at;

    while (at < stream->end && *at != quote && *at != '\\') {
        stream->line += *at == '\n';
        at++;
    }
    if (to != NULL)
        buffer_put(to, stream->at, (size_t)(at - stream->at));
    stream->at = at;
}

/* Without TO it is only stepped over: most of a dump is tables that nobody asks for, and this is
 * where the time of a pass goes. Names in backquotes know no backslashes. */
bool dump_quoted(struct dump *dump, struct buffer *to)
{
    struct source_stream *stream = &dump->stream;
    int quote = source_stream_next(stream), byte;
    char real;

    for (;;) {
        parse_unescaped(dump, quote, to);
        if (to != NULL && to->length > SOURCE_ROW_MAX) {
            dump->stuck = true;
            return dump_fail(dump, "a row is larger than %zu bytes", SOURCE_ROW_MAX);
        }
        byte = source_stream_peek(stream);
        if (byte < 0)
            return dump_cut(dump);
        if (byte != quote && byte != '\\')
            continue; /* the stream was filled */
        source_stream_next(stream);
        if (byte == quote && source_stream_peek(stream) != quote)
            return true;
        byte = byte == quote || quote == '`' ? byte : source_stream_peek(stream);
        if (byte < 0)
            return dump_cut(dump);
        if (quote != '`' || byte == quote)
            source_stream_next(stream);
        real = byte == quote ? (char)byte : source_escaped(byte);
        if (to != NULL)
            buffer_put(to, &real, 1);
    }
}

/* Hexadecimal digits, an odd one at the front standing alone. */
static void put_hex(struct buffer *to, const char *digits, size_t count)
{
    size_t at = 0;

    if (count % 2 == 1)
        buffer_byte(to, (char)hex_digit(digits[at++]));
    for (; at < count; at += 2)
        buffer_byte(to, (char)(hex_digit(digits[at]) * 16 + hex_digit(digits[at + 1])));
}

/* Takes hexadecimal digits; they may be many. */
static bool parse_hex_literal(struct dump *dump)
{
    struct buffer *to = &dump->cells.bytes;
    size_t start = to->length, count;
    struct arena *own;

    while (hex_digit(source_stream_peek(&dump->stream)) >= 0 && to->length < SOURCE_ROW_MAX)
        buffer_byte(to, (char)source_stream_next(&dump->stream));
    count = to->length - start;
    own = arena_open(4096);
    to->length = start;
    put_hex(to, arena_copy(own, to->data + start, count), count);
    arena_close(own);
    return true;
}

static bool parse_bit_literal(struct dump *dump)
{
    uint64_t bits = 0;
    int byte;

    while ((byte = source_stream_peek(&dump->stream)) == '0' || byte == '1')
        bits = bits << 1 | (uint64_t)(source_stream_next(&dump->stream) - '0');
    buffer_format(&dump->cells.bytes, "%llu", (unsigned long long)bits);
    return true;
}

static bool closing_quote(struct dump *dump)
{
    if (source_stream_next(&dump->stream) == '\'')
        return true;
    return dump_fail(dump, "a quote is missing");
}

/* Takes letters, digits and points: what a number is made of, but for its signs. */
static void parse_digit_run(struct dump *dump)
{
    struct source_stream *stream = &dump->stream;
    const unsigned char *at;

    do {
        at = stream->at;
        while (at < stream->end && ((*at >= '0' && *at <= '9') || *at == '.' ||
                                    ((*at | 0x20) >= 'a' && (*at | 0x20) <= 'z')))
            at++;
        buffer_put(&dump->cells.bytes, stream->at, (size_t)(at - stream->at));
        stream->at = at;
    } while (at == stream->end && dump->cells.bytes.length < SOURCE_ROW_MAX &&
             source_stream_fill(stream));
}

static bool is_sign(int byte)
{
    return byte == '-' || byte == '+';
}

/* Whether TEXT can be a number: nothing else in it, and a digit. The text is judged and not
 * converted: a number of forty digits is one, and whether a field can hold it is for that field
 * to say. */
static bool number_valid(const char *text, size_t length)
{
    bool digit = false;

    for (size_t i = 0; i < length; i++) {
        if (text[i] >= '0' && text[i] <= '9')
            digit = true;
        else if (text[i] == '\0' || strchr("+-.eE", text[i]) == NULL)
            return false;
    }
    return digit && length < NUMBER_MAX;
}

/* A number as it stands: sign, digits, point, exponent. */
static bool parse_number_literal(struct dump *dump)
{
    struct source_stream *stream = &dump->stream;
    struct buffer *to = &dump->cells.bytes;
    size_t start = to->length;
    const char *text;

    if (is_sign(source_stream_peek(stream)))
        buffer_byte(to, (char)source_stream_next(stream));
    parse_digit_run(dump);
    if (to->length > start && tolower(to->data[to->length - 1]) == 'e' &&
        is_sign(source_stream_peek(stream))) {
        buffer_byte(to, (char)source_stream_next(stream));
        parse_digit_run(dump);
    }
    text = to->data + start;
    if (number_valid(text, to->length - start))
        return true;
    return dump_fail(dump, "\"%.40s\" is no value",
                     text_showable(dump->source->arena, text, to->length - start));
}

/* 0xAB: digits that are no number. */
static bool parse_zero_literal(struct dump *dump)
{
    if (source_stream_second(&dump->stream) != 'x')
        return parse_number_literal(dump);
    source_stream_next(&dump->stream);
    source_stream_next(&dump->stream);
    return parse_hex_literal(dump);
}

/* A word: NULL, TRUE, x'AB', b'01', or an introducer (_binary) of what follows. */
static bool parse_word_literal(struct dump *dump, enum source_encoding *encoding, bool *null)
{
    char word[DUMP_NAME_MAX];
    bool quote;

    dump_word(dump, word);
    quote = source_stream_peek(&dump->stream) == '\'';
    if (strcasecmp(word, "NULL") == 0 || strcasecmp(word, "DEFAULT") == 0)
        return *null = true;
    if (strcasecmp(word, "TRUE") == 0 || strcasecmp(word, "FALSE") == 0) {
        buffer_text(&dump->cells.bytes, tolower(word[0]) == 't' ? "1" : "0");
        return true;
    }
    if (quote && (strcasecmp(word, "x") == 0 || strcasecmp(word, "b") == 0)) {
        source_stream_next(&dump->stream);
        return (tolower(word[0]) == 'x' ? parse_hex_literal(dump) : parse_bit_literal(dump)) &&
               closing_quote(dump);
    }
    if (word[0] == '_' && dump_blank(dump)) {
        source_encoding_named(word + 1, encoding);
        if (source_stream_peek(&dump->stream) == '\'')
            return dump_quoted(dump, &dump->cells.bytes);
        if (source_stream_peek(&dump->stream) == '0')
            return parse_zero_literal(dump);
        dump_word(dump, word);
        if (strcasecmp(word, "x") == 0 && source_stream_peek(&dump->stream) == '\'') {
            source_stream_next(&dump->stream);
            return parse_hex_literal(dump) && closing_quote(dump);
        }
    }
    if (dump->source->error != NULL)
        return false;
    return dump_fail(dump, "\"%s\" is no value", word);
}

bool dump_literal(struct dump *dump, enum source_encoding fallback)
{
    /* Without SET NAMES it is what a client of today takes it for. */
    enum source_encoding encoding = dump->named ? dump->encoding : SOURCE_UTF8;
    size_t start = dump->cells.bytes.length;
    bool null = false, valid, bytes;
    int byte;

    if (!dump_blank(dump))
        return false;
    byte = source_stream_peek(&dump->stream);
    if (byte < 0)
        return dump_cut(dump);
    bytes = byte == '\'' || byte == '"' || byte == '_' || (byte | 0x20) == 'x' ||
            (byte == '0' && source_stream_second(&dump->stream) == 'x');
    if (byte == '\'' || byte == '"')
        valid = dump_quoted(dump, &dump->cells.bytes);
    else if (byte == '0')
        valid = parse_zero_literal(dump);
    else if (isalpha(byte) || byte == '_')
        valid = parse_word_literal(dump, &encoding, &null);
    else
        valid = parse_number_literal(dump);
    if (!valid)
        return false;
    if (!null && bytes && dump->bits)
        source_cells_bits(&dump->cells, start);
    if (null)
        source_cells_null(&dump->cells);
    else
        source_cells_text(&dump->cells, start, encoding, fallback);
    return true;
}
