/* multipart/form-data (RFC 7578, 2046) as an automaton over pieces of any size: what it has not
 * decided yet (part of a delimiter, of a header line) it keeps, and nothing else, so that its
 * memory does not depend on what is sent. It is stricter than browsers need, as what two readers
 * take differently is what attacks are made of: bare line feeds, controls or a delimiter among
 * header fields end it. */
#include "web/form/multipart.h"

#include <string.h>
#include <strings.h>

#include "base/text/text.h"
#include "web/form/parameters.h"

/* Where the reader stands. */
enum multipart_position {
    AT_CONTENT, /* of a part, or before the first */
    AT_BEHIND,  /* a delimiter: what follows tells whether it was the last */
    AT_HEADERS, /* of a part */
};

struct multipart {
    struct arena *arena;
    const struct multipart_writer *writer;
    void *context;
    enum multipart_state state;
    enum multipart_position position;
    bool in_part; /* what is read now belongs to one */
    char delimiter[MULTIPART_BOUNDARY_MAX + 5];
    size_t delimiter_length;
    bool padded;    /* blanks came behind the delimiter */
    size_t matched; /* bytes of the delimiter that came last */
    size_t assumed; /* how many of them nobody sent: the line end before content that begins */
    char line[MULTIPART_HEADERS_MAX];
    size_t line_length;
    size_t headers; /* bytes of the part's header fields so far */
    struct multipart_part part;
};

/* ---- header fields ---- */

/* The end of the quoted text that begins at QUOTE, which is its closing quotation mark; NULL: none
 * before END. */
static const char *quoted_end(const char *quote, const char *end)
{
    for (const char *c = quote + 1; c < end; c++) {
        if (*c == '"')
            return c;
        c += *c == '\\' && c + 1 < end && (c[1] == '"' || c[1] == '\\');
    }
    return NULL;
}

/* What the bytes between two quotation marks stand for. */
static char *unquoted(struct arena *arena, const char *text, size_t length)
{
    static const struct {
        const char *code;
        char byte;
    } escapes[] = {{"%22", '"'},  {"%0D", '\r'}, {"%0d", '\r'}, {"%0A", '\n'},
                   {"%0a", '\n'}, {"\\\"", '"'}, {"\\\\", '\\'}};
    char *copy = arena_copy(arena, text, length), *out = copy;

    for (const char *c = copy; *c != '\0'; out++) {
        size_t step = 1;

        *out = *c;
        for (size_t i = 0; i < sizeof escapes / sizeof escapes[0]; i++) {
            if (text_starts(c, escapes[i].code)) {
                *out = escapes[i].byte;
                step = strlen(escapes[i].code);
                break;
            }
        }
        c += step;
    }
    *out = '\0';
    return copy;
}

/* A parameter of a header field, such as boundary or name, quoted or not; NULL when absent. Only
 * the LENGTH bytes of FIELD are looked at. */
static char *field_parameter(struct arena *arena, const char *field, size_t length,
                             const char *name)
{
    const char *end = field + length;
    size_t name_length = strlen(name);
    const char *p = memchr(field, ';', length);

    while (p != NULL && p < end) {
        const char *value, *stop;

        for (p++; p < end && (*p == ' ' || *p == '\t'); p++)
            ;
        value = p + name_length + 1;
        if (value <= end && strncasecmp(p, name, name_length) == 0 && p[name_length] == '=') {
            if (value < end && *value == '"') {
                stop = quoted_end(value, end);
                return stop != NULL ? unquoted(arena, value + 1, (size_t)(stop - value - 1)) : NULL;
            }
            stop = memchr(value, ';', (size_t)(end - value));
            stop = stop != NULL ? stop : end;
            return arena_copy(arena, value, (size_t)(stop - value));
        }
        /* A quoted value may hold a semicolon; step over it. */
        for (; p < end && *p != ';'; p++)
            if (*p == '"' && (p = quoted_end(p, end)) == NULL)
                return NULL;
    }
    return NULL;
}

/* The text of an extended value (RFC 8187, 3.2) in UTF-8: UTF-8'LANGUAGE'BYTES, with blanks for
 * NULs, of which a name would end. "" of any other. */
static char *extended_text(struct arena *arena, const char *value)
{
    const char *language = strchr(value, '\''), *text;
    char *decoded;
    size_t length;

    text = language != NULL ? strchr(language + 1, '\'') : NULL;
    if (text == NULL || strncasecmp(value, "UTF-8'", 6) != 0)
        return "";
    decoded = parameters_decode(arena, text + 1, strlen(text + 1), false, &length);
    for (size_t i = 0; i < length; i++)
        if (decoded[i] == '\0')
            decoded[i] = ' ';
    return decoded;
}

/* Reads what Content-Disposition says; the first one counts. */
static void read_disposition(struct multipart *m, const char *value, size_t length)
{
    const char *extended;

    if (m->part.name != NULL)
        return;
    m->part.name = field_parameter(m->arena, value, length, "name");
    m->part.file = field_parameter(m->arena, value, length, "filename");
    if (m->part.file == NULL) {
        extended = field_parameter(m->arena, value, length, "filename*");
        m->part.file = extended != NULL ? extended_text(m->arena, extended) : NULL;
    }
    if (m->part.name == NULL)
        m->state = MULTIPART_MALFORMED;
    else if (strlen(m->part.name) > MULTIPART_NAME_MAX)
        m->state = MULTIPART_TOO_LONG;
}

/* The media type that VALUE begins with, in lower case; "" when that is none. */
static const char *media_type(struct arena *arena, const char *value, size_t length)
{
    static const char token[] = "abcdefghijklmnopqrstuvwxyz0123456789!#$&^_.+-";
    char *type = arena_copy(arena, value, length);
    size_t major, minor;

    for (char *c = type; *c != '\0'; c++)
        if (*c >= 'A' && *c <= 'Z')
            *c = (char)(*c - 'A' + 'a');
    type += strspn(type, " \t");
    major = strspn(type, token);
    minor = type[major] == '/' ? strspn(type + major + 1, token) : 0;
    length = major + 1 + minor;
    if (major == 0 || minor == 0 || length > MULTIPART_TYPE_MAX ||
        strchr(" \t;", type[length]) == NULL)
        return "";
    type[length] = '\0';
    return type;
}

/* Whether the line is the field NAME; *VALUE and *LENGTH are set to what stands behind the
 * colon. */
static bool is_field(const struct multipart *m, const char *name, const char **value,
                     size_t *length)
{
    size_t name_length = strlen(name);

    if (m->line_length <= name_length || strncasecmp(m->line, name, name_length) != 0 ||
        m->line[name_length] != ':')
        return false;
    *value = m->line + name_length + 1;
    *length = m->line_length - name_length - 1;
    return true;
}

/* Takes a header line that is whole. */
static void parse_header_line(struct multipart *m)
{
    const char *value;
    size_t length;

    /* A delimiter here would join two parts. */
    if (m->line_length >= m->delimiter_length - 2 &&
        memcmp(m->line, m->delimiter + 2, m->delimiter_length - 2) == 0)
        m->state = MULTIPART_MALFORMED;
    else if (is_field(m, "Content-Disposition", &value, &length))
        read_disposition(m, value, length);
    else if (is_field(m, "Content-Type", &value, &length) && *m->part.type == '\0')
        m->part.type = media_type(m->arena, value, length);
}

/* ---- reading on ---- */

static enum multipart_state malformed(struct multipart *m)
{
    return m->state = MULTIPART_MALFORMED;
}

static enum multipart_state stop_unless(struct multipart *m, bool wanted)
{
    if (!wanted)
        m->state = MULTIPART_STOPPED;
    return m->state;
}

/* Content begins: a delimiter may follow at once, as if the line end before it had been there. */
static void begin_content(struct multipart *m, bool in_part)
{
    m->position = AT_CONTENT;
    m->in_part = in_part;
    m->matched = m->assumed = 2;
}

static void write_part_data(struct multipart *m, const char *bytes, size_t length)
{
    if (m->in_part && length > 0)
        stop_unless(m, m->writer->data(m->context, bytes, length));
}

/* Reads content up to the next delimiter or to END. Only its first byte is a CR, so that what was
 * matched in vain holds no beginning of another. Returns where to go on. */
static const char *read_content(struct multipart *m, const char *at, const char *end)
{
    while (at < end && m->state == MULTIPART_MORE) {
        if (m->matched == 0) {
            const char *stop = memchr(at, '\r', (size_t)(end - at));

            stop = stop != NULL ? stop : end;
            write_part_data(m, at, (size_t)(stop - at));
            at = stop;
            if (m->state != MULTIPART_MORE)
                break;
        }
        while (at < end && m->matched < m->delimiter_length && *at == m->delimiter[m->matched]) {
            at++;
            m->matched++;
        }
        if (m->matched == m->delimiter_length) {
            if (m->in_part)
                stop_unless(m, m->writer->end(m->context));
            m->position = AT_BEHIND;
            m->line_length = m->matched = m->assumed = 0;
            m->padded = false;
            break;
        }
        if (at < end) {
            write_part_data(m, m->delimiter + m->assumed, m->matched - m->assumed);
            m->matched = m->assumed = 0;
        }
    }
    return at;
}

/* Takes the two bytes behind a delimiter, or, behind blanks, the end of its line. */
static void read_behind(struct multipart *m, char c)
{
    if (m->line_length == 0 && (c == ' ' || c == '\t')) {
        m->padded = true;
        return;
    }
    m->line[m->line_length++] = c;
    if (m->line_length < 2)
        return;
    m->line_length = 0;
    if (memcmp(m->line, "--", 2) == 0 && !m->padded) {
        m->state = MULTIPART_WHOLE;
    } else if (memcmp(m->line, "\r\n", 2) == 0) {
        m->position = AT_HEADERS;
        m->headers = 0;
        m->part = (struct multipart_part){.type = ""};
    } else {
        malformed(m);
    }
}

/* Takes a byte of the header fields. Lines end in CRLF; no other control but the tab has a place
 * in them. */
static void read_header_byte(struct multipart *m, char c)
{
    bool ending = m->line_length > 0 && m->line[m->line_length - 1] == '\r';

    if (m->headers++ == MULTIPART_HEADERS_MAX) {
        m->state = MULTIPART_TOO_LONG;
        return;
    }
    if (ending != (c == '\n') || ((unsigned char)c < 0x20 && strchr("\t\r\n", c) == NULL) ||
        c == '\0' || c == 0x7F) {
        malformed(m);
        return;
    }
    m->line[m->line_length++] = c;
    if (!ending)
        return;
    m->line_length -= 2;
    if (m->line_length == 0) {
        if (m->part.name == NULL)
            malformed(m);
        else
            stop_unless(m, m->writer->begin(m->context, &m->part));
        begin_content(m, true);
    } else {
        parse_header_line(m);
    }
    m->line_length = 0;
}

enum multipart_state multipart_read(struct multipart *m, const char *bytes, size_t length)
{
    const char *at = bytes, *end = bytes + length;

    while (at < end && m->state == MULTIPART_MORE) {
        switch (m->position) {
        case AT_CONTENT: at = read_content(m, at, end); break;
        case AT_BEHIND: read_behind(m, *at++); break;
        case AT_HEADERS: read_header_byte(m, *at++); break;
        }
    }
    return m->state;
}

struct multipart *multipart_open(struct arena *arena, const char *content_type,
                                 const struct multipart_writer *writer, void *context)
{
    char *boundary = field_parameter(arena, content_type, strlen(content_type), "boundary");
    size_t length = boundary != NULL ? strlen(boundary) : 0;
    struct multipart *m;

    if (length == 0 || length > MULTIPART_BOUNDARY_MAX ||
        text_check(boundary, length, false) != TEXT_VALID)
        return NULL;
    m = arena_alloc(arena, sizeof *m);
    m->arena = arena;
    m->writer = writer;
    m->context = context;
    m->delimiter_length = length + 4;
    memcpy(m->delimiter, "\r\n--", 4);
    memcpy(m->delimiter + 4, boundary, length);
    begin_content(m, false);
    return m;
}
