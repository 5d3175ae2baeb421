/* The words of a dump: blanks, comments, names, quotes. Comments are no mere blanks: mysqldump
 * says in them in which encoding it writes, and in its last line that the dump is whole. That is
 * why the first bytes of each are looked at. */
#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "base/text/text.h"
#include "import/source/dump.h"

#define COMMENT_SEEN 128 /* bytes of a comment that are looked at */

bool dump_fail(struct dump *dump, const char *format, ...)
{
    va_list arguments;
    const char *what;

    va_start(arguments, format);
    what = arena_vformat(dump->source->arena, format, arguments);
    va_end(arguments);
    return source_fail(dump->source, "%s:%llu: %s", dump->stream.name,
                       (unsigned long long)dump->stream.line, what);
}

bool dump_cut(struct dump *dump)
{
    const char *how =
        dump->stream.broken != NULL
            ? arena_format(dump->source->arena, "cannot be read on: %s", dump->stream.broken)
            : "ends";

    dump->stuck = true;
    if (dump->table != NULL)
        return dump_fail(dump,
                         "the dump %s within the statement that begins on line %llu; the last "
                         "whole row is number %llu of the table %s",
                         how, (unsigned long long)dump->begun, (unsigned long long)dump->row,
                         dump->table);
    return dump_fail(dump, "the dump %s within the statement that begins on line %llu", how,
                     (unsigned long long)dump->begun);
}

/* Takes the encoding from "SET NAMES x". False, with the error, when it is not known here. */
static bool note_encoding(struct dump *dump, const char *text)
{
    char name[32];
    size_t length;

    text += strspn(text, " \t=");
    text += *text == '\'' || *text == '"';
    length = strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_");
    if (length == 0 || length >= sizeof name)
        return true;
    memcpy(name, text, length);
    name[length] = '\0';
    if (strcasecmp(name, "binary") == 0) {
        dump->named = false;
        return true;
    }
    dump->named = true;
    if (!source_encoding_named(name, &dump->encoding))
        return dump_fail(dump,
                         "the dump is in the encoding %s; make it with "
                         "--default-character-set=utf8mb4",
                         name);
    return true;
}

/* What a comment tells: the first bytes of it. */
static bool note_comment(struct dump *dump, const char *text)
{
    const char *names = strcasestr(text, " NAMES ");

    if (text_starts(text, "-- MySQL dump") || text_starts(text, "-- MariaDB dump"))
        dump->tells_end = true;
    if (text_starts(text, "-- Dump completed"))
        dump->ended = true;
    if (text_starts(text, "/*!") && names != NULL)
        return note_encoding(dump, names + strlen(" NAMES "));
    return true;
}

static bool parse_line_comment(struct dump *dump)
{
    char seen[COMMENT_SEEN];
    size_t length = 0;
    int byte;

    while ((byte = source_stream_next(&dump->stream)) >= 0 && byte != '\n')
        if (length < sizeof seen - 1)
            seen[length++] = (char)byte;
    seen[length] = '\0';
    return note_comment(dump, seen);
}

/* A comment in slashes; the first slash was taken. */
static bool parse_block_comment(struct dump *dump)
{
    char seen[COMMENT_SEEN] = "/";
    size_t length = 1;
    int byte, before = 0;

    while ((byte = source_stream_next(&dump->stream)) >= 0) {
        if (length < sizeof seen - 1)
            seen[length++] = (char)byte;
        if (before == '*' && byte == '/' && length > 3)
            break;
        before = byte;
    }
    seen[length] = '\0';
    return byte >= 0 ? note_comment(dump, seen) : dump_cut(dump);
}

bool dump_blanks(struct dump *dump)
{
    int byte;

    while ((byte = source_stream_peek(&dump->stream)) >= 0) {
        if (byte == ' ' || byte == '\n' || byte == '\t' || byte == '\r') {
            source_stream_next(&dump->stream);
        } else if (byte == '#' || (byte == '-' && source_stream_second(&dump->stream) == '-')) {
            if (!parse_line_comment(dump))
                return false;
        } else if (byte == '/') {
            if (source_stream_second(&dump->stream) != '*')
                return true; /* a view divides */
            source_stream_next(&dump->stream);
            if (!parse_block_comment(dump))
                return false;
        } else {
            return true;
        }
    }
    return true;
}

void dump_word(struct dump *dump, char word[DUMP_NAME_MAX])
{
    size_t length = 0;
    int byte;

    while ((byte = source_stream_peek(&dump->stream)) >= 0 && length < DUMP_NAME_MAX - 1 &&
           (isalnum(byte) || byte == '_' || byte == '$' || byte >= 0x80)) {
        source_stream_next(&dump->stream);
        word[length++] = (char)byte;
    }
    word[length] = '\0';
}

bool dump_name(struct dump *dump, char name[DUMP_NAME_MAX])
{
    struct source_stream *stream = &dump->stream;
    int quote, byte;
    size_t length = 0;

    if (!dump_blank(dump))
        return false;
    quote = source_stream_peek(stream);
    if (quote != '`' && quote != '"') {
        dump_word(dump, name);
        return name[0] != '\0' ||
               (quote < 0 ? dump_cut(dump) : dump_fail(dump, "a name is missing"));
    }
    source_stream_next(stream);
    while ((byte = source_stream_next(stream)) >= 0) {
        if (byte == quote && source_stream_peek(stream) != quote)
            break;
        if (byte == quote)
            source_stream_next(stream);
        if (length == DUMP_NAME_MAX - 1)
            return dump_fail(dump, "a name is longer than %d bytes", DUMP_NAME_MAX - 1);
        name[length++] = (char)byte;
    }
    name[length] = '\0';
    if (byte < 0)
        return dump_cut(dump);
    return length > 0 || dump_fail(dump, "a name is empty");
}
