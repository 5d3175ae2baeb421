/* Members as the exports of many forums' programs have them: the less is refused for its type
 * alone, the fewer threads lose their openings; what was taken in spite of something is noted, so
 * that whoever imports can judge it.
 *
 * The first thing that is wrong is kept: whoever takes a line apart asks once, at the end. */
#include "talk/import/member.h"

#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/text/text.h"
#include "talk/markup.h"

/* The first and the last instant that every time zone writes with a year of four digits. */
#define CREATED_MIN (INT64_C(-30610137600) * CLOCK_SECOND) /* 1000-01-02T00:00:00Z */
#define CREATED_MAX (INT64_C(253402214399) * CLOCK_SECOND) /* 9999-12-30T23:59:59Z */

#define EXACT_MAX 9007199254740992.0 /* up to 2^53 a double tells whole numbers apart */

void import_member_note(struct import_members *members, enum import_note note)
{
    members->notes |= 1U << note;
}

/* Notes that the member is wrong; NULL, to be returned. */
static void *import_member_refuse(struct import_members *members, const char *name,
                                  const char *what)
{
    if (members->fault == NULL)
        members->fault = arena_format(members->arena, "\"%s\" %s", name, what);
    return NULL;
}

static const char *fault_text(enum text_fault fault)
{
    switch (fault) {
    case TEXT_VALID: return NULL;
    case TEXT_NOT_UTF8: return "is not valid UTF-8";
    case TEXT_NUL: return "holds a NUL character";
    case TEXT_CONTROL: return "holds control characters";
    case TEXT_NONCHARACTER: return "holds code points that are no characters";
    case TEXT_BIDI_CONTROL: return "holds invisible characters that change the direction of text";
    }
    return NULL;
}

/* The member, unless something was wrong before or it is missing. */
static const json_t *member(struct import_members *members, const char *name)
{
    const json_t *value;

    if (members->fault != NULL)
        return NULL;
    value = json_object_get(members->object, name);
    return value != NULL ? value : import_member_refuse(members, name, "is missing");
}

/* A whole number as programs write it that know no texts of digits; NULL: it is none. */
static const char *whole_number_text(struct arena *arena, const json_t *value)
{
    double number = json_number_value(value);

    if (json_is_integer(value))
        return arena_format(arena, "%" JSON_INTEGER_FORMAT, json_integer_value(value));
    if (!json_is_real(value) || fabs(number) > EXACT_MAX || number != floor(number))
        return NULL;
    return arena_format(arena, "%.0f", number);
}

/* The member's text as it is, without what cannot be shown. */
static const char *import_member_text(struct import_members *members, const char *name, bool lines)
{
    const json_t *value = member(members, name);
    const char *text, *fault;
    size_t length;

    if (value == NULL)
        return NULL;
    if (!json_is_string(value)) {
        text = whole_number_text(members->arena, value);
        if (text == NULL)
            return import_member_refuse(members, name, "must be a text");
        import_member_note(members, IMPORT_NOTE_NUMBER);
        return text;
    }
    text = json_string_value(value);
    length = json_string_length(value);
    fault = fault_text(text_check(text, length, lines));
    return fault == NULL ? arena_copy(members->arena, text, length)
                         : import_member_refuse(members, name, fault);
}

/* TEXT, unless it is NULL or has more than MAX characters. */
static const char *limited(struct import_members *members, const char *name, const char *text,
                           size_t max)
{
    if (text == NULL || text_characters(text) <= max)
        return text;
    return import_member_refuse(members, name,
                                arena_format(members->arena, "is longer than %zu characters", max));
}

/* text_normal, which few texts need. */
static const char *normal(struct import_members *members, const char *text)
{
    const char *white = " \t\r\n";
    size_t length = strlen(text);

    if (length == 0 || (strchr(white, text[0]) == NULL && strchr(white, text[length - 1]) == NULL &&
                        memchr(text, '\r', length) == NULL))
        return text;
    return text_normal(members->arena, text);
}

bool import_member_given(const struct import_members *members, const char *name)
{
    const json_t *value = json_object_get(members->object, name);

    return value != NULL && !json_is_null(value) &&
           !(json_is_string(value) && text_blank(json_string_value(value)));
}

/* The database takes no notice of spaces at the end, so that two such names could be one: they are
 * taken away, of all that name the same. */
const char *import_member_id(struct import_members *members, const char *name, size_t max)
{
    const char *text = import_member_text(members, name, false), *bare;

    if (text == NULL)
        return NULL;
    bare = normal(members, text);
    if (*bare == '\0')
        return import_member_refuse(members, name, "is empty");
    if (bare != text)
        import_member_note(members, IMPORT_NOTE_NUMBER);
    return limited(members, name, bare, max);
}

const char *import_member_parent(struct import_members *members)
{
    const json_t *value = json_object_get(members->object, "parent");

    if (members->fault != NULL || !import_member_given(members, "parent") ||
        (json_is_number(value) && json_number_value(value) == 0))
        return NULL;
    return import_member_id(members, "parent", IMPORT_ID_MAX);
}

const char *import_member_words(struct import_members *members, const char *name, size_t max)
{
    const char *text = import_member_text(members, name, false);

    if (text == NULL)
        return NULL;
    if (text_blank(text))
        return import_member_refuse(members, name, "is empty");
    return limited(members, name, normal(members, text), max);
}

/* Forums leave guests' and closed accounts' names out. */
const char *import_member_author(struct import_members *members)
{
    const char *author;

    if (members->fault == NULL && !import_member_given(members, "author")) {
        import_member_note(members, IMPORT_NOTE_AUTHOR);
        return IMPORT_AUTHOR_UNKNOWN;
    }
    author = import_member_words(members, "author", SIZE_MAX);
    if (author == NULL || text_characters(author) <= IMPORT_ID_MAX)
        return author;
    import_member_note(members, IMPORT_NOTE_LONG);
    return text_cut(members->arena, author, IMPORT_ID_MAX - 1);
}

const char *import_member_body(struct import_members *members)
{
    const char *text;

    if (members->fault == NULL && json_is_null(json_object_get(members->object, "body"))) {
        import_member_note(members, IMPORT_NOTE_BODY);
        return "";
    }
    text = import_member_text(members, "body", true);
    if (text == NULL)
        return NULL;
    text = text_body(members->arena, text);
    if (text_characters(text) > COMMENT_MAX) {
        import_member_note(members, IMPORT_NOTE_LONG);
        text = text_cut(members->arena, text, COMMENT_MAX - 1);
    }
    return limited(members, "body", text_closed(members->arena, text), COMMENT_MAX);
}

bool import_member_time(const json_t *value, int64_t *instant, bool *zoned)
{
    bool known = false;

    *zoned = true;
    if (json_is_number(value))
        known = clock_from_epoch(json_number_value(value), instant);
    else if (json_is_string(value))
        known = clock_parse_any(json_string_value(value), instant, zoned);
    return known && *instant >= CREATED_MIN && *instant <= CREATED_MAX;
}

int64_t import_member_created(struct import_members *members)
{
    const json_t *value = member(members, "created");
    int64_t instant;
    bool zoned;
    char *text;

    if (value == NULL)
        return 0;
    if (import_member_time(value, &instant, &zoned)) {
        if (!zoned)
            import_member_note(members, IMPORT_NOTE_ZONE);
        return instant;
    }
    text = json_dumps(value, JSON_ENCODE_ANY | JSON_COMPACT);
    import_member_refuse(members, "created",
                         arena_format(members->arena,
                                      "must be a time such as 2001-11-07T21:20:11Z, not %s",
                                      text_cut(members->arena, text != NULL ? text : "this", 60)));
    free(text);
    return 0;
}

/* The number that a text of digits tells; NAN: it tells none. */
static double parse_score(const char *text)
{
    char *end;
    double number;

    /* strtod knows infinity and base 16 too. */
    if (text[strspn(text, "0123456789+-.eE \t")] != '\0')
        return NAN;
    number = strtod(text, &end);
    return end != text && text_blank(end) ? number : NAN;
}

int64_t import_member_score(struct import_members *members)
{
    const json_t *value = json_object_get(members->object, "score");
    double score = NAN;

    if (json_is_number(value))
        score = json_number_value(value);
    else if (json_is_string(value))
        score = parse_score(json_string_value(value));
    if (json_is_integer(value) && fabs(score) <= IMPORT_SCORE_MAX)
        return json_integer_value(value);
    import_member_note(members, IMPORT_NOTE_SCORE);
    if (isnan(score))
        return 0;
    return llround(fmax(-IMPORT_SCORE_MAX, fmin(IMPORT_SCORE_MAX, score)));
}
