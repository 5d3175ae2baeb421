/* What is changed of a text before the parser sees it, and back in what it gives: three things
 * that CommonMark or md4c take otherwise than players mean them. They are replaced by
 * noncharacters, which no checked text holds, so that nothing else can be taken for them. */
#include "talk/markup_given.h"

#include <string.h>

/* U+FDD0, which is no character: a backtick within a name ("Koada`Dal"), while the parser reads,
 * for which it would begin code. */
#define TICK "\xEF\xB7\x90"
/* U+FDD1, the same for a tilde that stands alone ("1~5"), which would strike out. */
#define TILDE "\xEF\xB7\x91"

/* What was typed where the parser was given a TICK or TILDE; 0 where it was given neither. */
char markup_sheltered(const char *text, size_t length)
{
    if (length < MARKUP_SHELTER)
        return 0;
    return memcmp(text, TICK, MARKUP_SHELTER) == 0   ? '`'
           : memcmp(text, TILDE, strlen(TILDE)) == 0 ? '~'
                                                     : 0;
}

/* Whether a byte belongs to a word's letter or digit. */
static bool in_word(char byte)
{
    return (unsigned char)byte >= 0x80 || (byte >= '0' && byte <= '9') ||
           (byte >= 'A' && byte <= 'Z') || (byte >= 'a' && byte <= 'z');
}

/* Whether the tilde at AT stands alone and nothing else takes its meaning. */
static bool lone_tilde(const char *body, const char *at)
{
    const char *before = at;

    while (before > body && before[-1] == '\\')
        before--;
    return at[1] != '~' && (at == body || at[-1] != '~') && (at - before) % 2 == 0;
}

/* Whether a line is the one below a table's head: cells of dashes, at least one bar. */
static bool is_delimiter(const char *line, size_t length)
{
    bool bar = false, dash = false;
    size_t from = strspn(line, " \t>");

    if (from + 1 < length && line[from] == '-' && strchr("-:|", line[from + 1]) == NULL)
        return false; /* a list's item */
    for (size_t i = 0; i < length; i++) {
        bar = bar || line[i] == '|';
        dash = dash || line[i] == '-';
        if (strchr("|:- \t\r>", line[i]) == NULL)
            return false;
    }
    return bar && dash;
}

/* A line for which the parser wants three dashes a cell where others take one. */
static void put_delimiter(struct markup_given *given, struct buffer *out, const char *line,
                          size_t length)
{
    for (size_t i = 0, run = 0; i < length; i++) {
        buffer_byte(out, line[i]);
        run = line[i] == '-' ? run + 1 : 0;
        for (; run > 0 && run < 3 && (i + 1 == length || line[i + 1] != '-'); run++) {
            given->added[given->added_count++] = out->length;
            buffer_byte(out, '-');
        }
    }
}

/* A line as the parser is given it: backticks within the words of "[[…]]" are TICKs, lone tildes
 * TILDEs. */
static void put_line(struct buffer *out, const char *body, const char *line, size_t length)
{
    bool named = false;

    for (const char *at = line; at < line + length; at++) {
        if (at[0] == '[' && at[1] == '[')
            named = at[2 + strcspn(at + 2, "[]\n")] == ']';
        else if (at[0] == ']')
            named = false;
        if (named && *at == '`' && in_word(at[-1]) && in_word(at[1]))
            buffer_text(out, TICK);
        else if (*at == '~' && lone_tilde(body, at))
            buffer_text(out, TILDE);
        else
            buffer_byte(out, *at);
    }
}

struct markup_given markup_prepare(struct arena *arena, const char *body)
{
    struct markup_given given = {.text = body, .length = strlen(body)};
    struct buffer out;
    size_t bars = 0;

    for (const char *at = body; *at != '\0'; at++)
        bars += *at == '-';
    if (strpbrk(body, "`~|") == NULL)
        return given;
    out = buffer_open(arena, given.length + 64);
    given.added = arena_alloc(arena, (2 * bars + 1) * sizeof *given.added);
    for (const char *line = body; *line != '\0';) {
        size_t length = strcspn(line, "\n");

        length += line[length] == '\n';
        if (is_delimiter(line, length - (line[length - 1] == '\n')))
            put_delimiter(&given, &out, line, length);
        else
            put_line(&out, body, line, length);
        line += length;
    }
    given.text = out.data;
    given.length = out.length;
    return given;
}
