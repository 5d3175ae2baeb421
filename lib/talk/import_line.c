#include "talk/import_line.h"

#include <inttypes.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "auth/secret.h"
#include "base/buffer.h"
#include "base/clock.h"
#include "base/text.h"
#include "talk/markup.h"

#define BOARD_MOST 32 /* characters */

/* The first and the last instant that every time zone writes with a year of four digits. */
#define CREATED_LEAST (INT64_C(-30610137600) * CLOCK_SECOND) /* 1000-01-02T00:00:00Z */
#define CREATED_MOST (INT64_C(253402214399) * CLOCK_SECOND)  /* 9999-12-30T23:59:59Z */

#define TITLE_MADE_MOST 80 /* characters of a title that is made from a text */
#define TITLE_UNTITLED "Untitled"
#define BODY_MISSING "*This post could not be imported.*"

/* An object of which members are taken until one is wrong. */
struct parsing {
    struct arena *arena;
    const json_t *object;
    const char *fault; /* NULL: none yet */
};

enum import_reading import_line_read(FILE *stream, char *buffer, size_t *length)
{
    int c;

    *length = 0;
    while ((c = getc_unlocked(stream)) != EOF && c != '\n') {
        if (*length < IMPORT_LINE_MOST)
            buffer[*length] = (char)c;
        *length += 1;
    }
    if (c == EOF && ferror(stream) != 0)
        return IMPORT_UNREADABLE;
    if (c == EOF && *length == 0)
        return IMPORT_END;
    return *length > IMPORT_LINE_MOST ? IMPORT_TOO_LONG : IMPORT_READ;
}

static const char *fault_text(enum text_fault fault)
{
    switch (fault) {
    case TEXT_FINE: return NULL;
    case TEXT_NOT_UTF8: return "is not valid UTF-8";
    case TEXT_NUL: return "holds a NUL character";
    case TEXT_CONTROL: return "holds control characters";
    case TEXT_NONCHARACTER: return "holds code points that are no characters";
    case TEXT_BIDI_CONTROL: return "holds invisible characters that change the direction of text";
    }
    return NULL;
}

/* Notes that the member is wrong; NULL, to be returned. */
static void *refuse(struct parsing *p, const char *name, const char *what)
{
    p->fault = arena_format(p->arena, "\"%s\" %s", name, what);
    return NULL;
}

/* The member, unless something was wrong before or it is missing. */
static const json_t *member(struct parsing *p, const char *name)
{
    const json_t *value;

    if (p->fault != NULL)
        return NULL;
    value = json_object_get(p->object, name);
    return value != NULL ? value : refuse(p, name, "is missing");
}

/* The member's text as it is, without what cannot be shown. */
static const char *text_of(struct parsing *p, const char *name, bool lines)
{
    const json_t *value = member(p, name);
    const char *text, *fault;
    size_t length;

    if (value == NULL)
        return NULL;
    if (!json_is_string(value))
        return refuse(p, name, "must be a text");
    text = json_string_value(value);
    length = json_string_length(value);
    fault = fault_text(text_check(text, length, lines));
    return fault == NULL ? arena_copy(p->arena, text, length) : refuse(p, name, fault);
}

/* TEXT, unless it is NULL or has more than MOST characters. */
static const char *limited(struct parsing *p, const char *name, const char *text, size_t most)
{
    if (text == NULL || text_characters(text) <= most)
        return text;
    return refuse(p, name, arena_format(p->arena, "is longer than %zu characters", most));
}

/* text_normal, which few texts need. */
static const char *normal(struct parsing *p, const char *text)
{
    const char *white = " \t\r\n";
    size_t length = strlen(text);

    if (length == 0 || (strchr(white, text[0]) == NULL && strchr(white, text[length - 1]) == NULL &&
                        memchr(text, '\r', length) == NULL))
        return text;
    return text_normal(p->arena, text);
}

/* What people read: the text without white space around it. */
static const char *words_of(struct parsing *p, const char *name, size_t most)
{
    const char *text = text_of(p, name, false);

    if (text == NULL)
        return NULL;
    if (text_blank(text))
        return refuse(p, name, "is empty");
    return limited(p, name, normal(p, text), most);
}

static const char *body_of(struct parsing *p)
{
    const char *text = text_of(p, "body", true);

    if (text == NULL)
        return NULL;
    return limited(p, "body", text_body(p->arena, text), COMMENT_MOST);
}

/* What names something. The database takes no notice of spaces at the end, so that two such names
 * could be one. */
static const char *id_of(struct parsing *p, const char *name, size_t most)
{
    const char *text = text_of(p, name, false);

    if (text == NULL)
        return NULL;
    if (*text == '\0')
        return refuse(p, name, "is empty");
    if (*text == ' ' || text[strlen(text) - 1] == ' ')
        return refuse(p, name, "begins or ends with a space");
    return limited(p, name, text, most);
}

bool import_line_time(const json_t *value, int64_t *instant, bool *zoned)
{
    bool known = false;

    *zoned = true;
    if (json_is_number(value))
        known = clock_from_epoch(json_number_value(value), instant);
    else if (json_is_string(value))
        known = clock_parse_any(json_string_value(value), instant, zoned);
    return known && *instant >= CREATED_LEAST && *instant <= CREATED_MOST;
}

static void note(struct import_line *line, enum import_note note)
{
    line->notes |= 1U << note;
}

static int64_t created_of(struct parsing *p, struct import_line *line)
{
    const json_t *value = member(p, "created");
    int64_t instant;
    bool zoned;
    char *text;

    if (value == NULL)
        return 0;
    if (import_line_time(value, &instant, &zoned)) {
        if (!zoned)
            note(line, IMPORT_NOTE_ZONE);
        return instant;
    }
    text = json_dumps(value, JSON_ENCODE_ANY | JSON_COMPACT);
    refuse(p, "created",
           arena_format(p->arena, "must be a time such as 2001-11-07T21:20:11Z, not %s",
                        text_cut(p->arena, text != NULL ? text : "this", 60)));
    free(text);
    return 0;
}

static int64_t score_of(struct parsing *p)
{
    const json_t *value = member(p, "score");
    json_int_t score;

    if (value == NULL)
        return 0;
    if (!json_is_integer(value)) {
        refuse(p, "score", "must be a whole number");
        return 0;
    }
    score = json_integer_value(value);
    if (score < -IMPORT_SCORE_MOST || score > IMPORT_SCORE_MOST)
        refuse(p, "score", "is out of range");
    return score;
}

/* Whether the member is there and not null. */
static bool is_given(const struct parsing *p, const char *name)
{
    const json_t *value = json_object_get(p->object, name);

    return value != NULL && !json_is_null(value);
}

/* Who wrote it: forums leave guests' and closed accounts' names out. */
static const char *author_of(struct parsing *p, struct import_line *line)
{
    const json_t *value = json_object_get(p->object, "author");

    if (!is_given(p, "author") || (json_is_string(value) && text_blank(json_string_value(value)))) {
        note(line, IMPORT_NOTE_AUTHOR);
        return IMPORT_AUTHOR_UNKNOWN;
    }
    return words_of(p, "author", IMPORT_ID_MOST);
}

/* A title for a post that has none: what its text begins with. */
static const char *title_from(struct arena *arena, const char *body)
{
    size_t length;

    body += strspn(body, " \t\n#>*_-=`~|+");
    length = strcspn(body, "\n");
    return length == 0 ? TITLE_UNTITLED
                       : text_cut(arena, arena_copy(arena, body, length), TITLE_MADE_MOST);
}

/* The title of an opening post; one that is too long is kept whole in the text. */
static const char *title_of(struct parsing *p, struct import_line *line)
{
    const json_t *value = json_object_get(p->object, "title");
    const char *title, *body;

    if (p->fault != NULL)
        return NULL;
    if (!is_given(p, "title") || (json_is_string(value) && text_blank(json_string_value(value)))) {
        if (!line->adrift)
            note(line, IMPORT_NOTE_TITLE);
        return title_from(p->arena, line->body);
    }
    title = words_of(p, "title", SIZE_MAX);
    if (title == NULL || text_characters(title) <= TITLE_MOST)
        return title;
    note(line, IMPORT_NOTE_CUT);
    body = arena_format(p->arena, "%s\n\n%s", title, line->body);
    if (text_characters(body) <= COMMENT_MOST)
        line->body = body;
    return text_cut(p->arena, title, TITLE_MOST - 1);
}

static const char *parse_object(struct arena *arena, const json_t *object, struct import_line *line)
{
    struct parsing p = {.arena = arena, .object = object};

    line->id = id_of(&p, "id", IMPORT_ID_MOST);
    if (p.fault == NULL && is_given(&p, "parent"))
        line->parent = id_of(&p, "parent", IMPORT_ID_MOST);
    line->thread = id_of(&p, "thread", IMPORT_ID_MOST);
    line->author = author_of(&p, line);
    line->created = created_of(&p, line);
    line->body = body_of(&p);
    if (line->parent == NULL) {
        if (json_object_get(object, "parent") == NULL) {
            note(line, IMPORT_NOTE_PARENT);
            line->adrift = !is_given(&p, "title");
        }
        line->title = title_of(&p, line);
        if (is_given(&p, "board"))
            line->board = id_of(&p, "board", BOARD_MOST);
    }
    line->score = score_of(&p);
    if (p.fault == NULL && line->parent != NULL && strcmp(line->parent, line->id) == 0)
        return "it is its own parent";
    return p.fault;
}

/* No two different lines come to one text: author and title hold no newline. */
static void hash_line(struct arena *arena, struct import_line *line)
{
    unsigned char whole[DIGEST_BYTES];
    struct buffer text = buffer_open(arena, strlen(line->body) + 512);

    buffer_format(&text, "%s\n%" PRId64 "\n%s\n", line->author, line->created,
                  line->title != NULL ? line->title : "");
    buffer_text(&text, line->body);
    digest(text.data, whole);
    memcpy(line->hash, whole, sizeof line->hash);
}

/* Why a line is not JSON, as well as one can tell. */
static const char *fault_of_json(struct arena *arena, const char *text, size_t length,
                                 const json_error_t *error)
{
    if (length == 0 || (length == 1 && *text == '\r'))
        return "it is empty";
    if (memchr(text, '\0', length) != NULL)
        return "it holds a NUL byte";
    if (text_check(text, length, true) == TEXT_NOT_UTF8)
        return "it is not valid UTF-8";
    return arena_format(arena, "it is not JSON: %s", error->text);
}

const char *import_line_parse(struct arena *arena, const char *text, size_t length,
                              struct import_line *line)
{
    json_error_t error;
    json_t *object = json_loadb(text, length, JSON_ALLOW_NUL | JSON_REJECT_DUPLICATES, &error);
    const char *fault;

    *line = (struct import_line){0};
    if (object == NULL)
        return fault_of_json(arena, text, length, &error);
    fault = json_is_object(object) ? parse_object(arena, object, line) : "it is not a JSON object";
    json_decref(object);
    if (fault == NULL)
        hash_line(arena, line);
    return fault;
}

/* One member by itself, whatever is wrong with others; NULL when it is wrong or not there. */
static const char *alone(struct arena *arena, const json_t *object, const char *name, size_t most)
{
    struct parsing p = {.arena = arena, .object = object};

    return strcmp(name, "title") == 0 || strcmp(name, "author") == 0 ? words_of(&p, name, most)
                                                                     : id_of(&p, name, most);
}

static bool stand_in_for(struct arena *arena, const json_t *object, const char *author,
                         struct import_line *line)
{
    struct parsing p = {.arena = arena, .object = object};
    bool zoned;

    *line = (struct import_line){
        .id = alone(arena, object, "id", IMPORT_ID_MOST),
        .thread = alone(arena, object, "thread", IMPORT_ID_MOST),
        .author = alone(arena, object, "author", IMPORT_ID_MOST),
        .title = alone(arena, object, "title", TITLE_MOST),
        .board = alone(arena, object, "board", BOARD_MOST),
        .body = BODY_MISSING,
        .stand_in = true,
    };
    if (line->id == NULL || line->thread == NULL || is_given(&p, "parent") ||
        (json_object_get(object, "parent") == NULL && !is_given(&p, "title")))
        return false;
    if (line->author == NULL)
        line->author = author;
    if (line->title == NULL)
        line->title = TITLE_UNTITLED;
    if (!import_line_time(json_object_get(object, "created"), &line->created, &zoned))
        line->created = 0;
    return true;
}

bool import_line_stand_in(struct arena *arena, const char *text, size_t length, const char *author,
                          struct import_line *line)
{
    json_error_t error;
    const char *repaired = text_showable(arena, text, length);
    json_t *object = json_loads(repaired, JSON_REJECT_DUPLICATES, &error);
    bool made = json_is_object(object) && stand_in_for(arena, object, author, line);

    json_decref(object);
    if (made)
        hash_line(arena, line);
    return made;
}

bool import_line_foreign(const char *text, size_t length)
{
    static const char *const members[] = {"thread", "parent", "author", "created", "body", "id"};
    json_error_t error;
    json_t *object = json_loadb(text, length, JSON_ALLOW_NUL, &error);
    bool foreign = json_is_object(object);

    for (size_t i = 0; i < sizeof members / sizeof *members; i++)
        foreign = foreign && json_object_get(object, members[i]) == NULL;
    json_decref(object);
    return foreign;
}
