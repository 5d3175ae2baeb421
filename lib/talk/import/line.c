/* A line by itself. What can be said without the database is said here, so that tests and the
 * fuzzer reach it, and a line that is wrong costs no query.
 *
 * The hash tells whether a line that was imported before says something else now. It is of what
 * the comment is made of. The score is not in it: it changes often, and a change of it alone
 * neither renders anything nor marks the comment as edited. Nor are thread and parent, which
 * cannot change (judge.c). */
#include "talk/import/line.h"

#include <inttypes.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "auth/secret.h"
#include "base/buffer.h"
#include "base/text/text.h"
#include "talk/import/member.h"
#include "talk/markup.h"

#define BOARD_MAX 32 /* characters */

#define TITLE_MADE_MAX 80 /* characters of a title that is made from a text */
#define TITLE_UNTITLED "Untitled"
#define BODY_MISSING "*This post could not be imported.*"

/* A title for a post that has none: what its text begins with. */
static const char *title_from(struct arena *arena, const char *body)
{
    size_t length;

    body += strspn(body, " \t\n#>*_-=`~|+");
    length = strcspn(body, "\n");
    return length == 0 ? TITLE_UNTITLED
                       : text_cut(arena, arena_copy(arena, body, length), TITLE_MADE_MAX);
}

/* The title of an opening post; one that is too long is kept whole in the text. */
static const char *title_of(struct import_members *m, struct import_line *line)
{
    const char *title, *body;

    if (m->fault != NULL)
        return NULL;
    if (!import_member_given(m, "title")) {
        if (!line->orphaned)
            import_member_note(m, IMPORT_NOTE_TITLE);
        return title_from(m->arena, line->body);
    }
    title = import_member_words(m, "title", SIZE_MAX);
    if (title == NULL || text_characters(title) <= TITLE_MAX)
        return title;
    import_member_note(m, IMPORT_NOTE_CUT);
    body = arena_format(m->arena, "%s\n\n%s", title, line->body);
    if (text_characters(body) <= COMMENT_MAX)
        line->body = body;
    return text_cut(m->arena, title, TITLE_MAX - 1);
}

/* What a line has that opens its thread, or does not say what it answers. */
static void parse_opening(struct import_members *m, struct import_line *line)
{
    const json_t *parent = json_object_get(m->object, "parent");

    if (!json_is_null(parent)) {
        import_member_note(m, IMPORT_NOTE_PARENT);
        line->orphaned = !import_member_given(m, "title");
    }
    line->title = title_of(m, line);
    if (import_member_given(m, "board"))
        line->board = import_member_id(m, "board", BOARD_MAX);
}

static const char *parse_object(struct arena *arena, const json_t *object, struct import_line *line)
{
    struct import_members m = {.arena = arena, .object = object};

    line->id = import_member_id(&m, "id", IMPORT_ID_MAX);
    line->parent = import_member_parent(&m);
    line->thread = import_member_id(&m, "thread", IMPORT_ID_MAX);
    line->author = import_member_author(&m);
    line->created = import_member_created(&m);
    line->body = import_member_body(&m);
    if (line->parent == NULL)
        parse_opening(&m, line);
    line->score = import_member_score(&m);
    line->notes = m.notes;
    if (m.fault == NULL && line->parent != NULL && strcmp(line->parent, line->id) == 0)
        return "it is its own parent";
    return m.fault;
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
static const char *alone(struct arena *arena, const json_t *object, const char *name, size_t max)
{
    struct import_members m = {.arena = arena, .object = object};

    if (strcmp(name, "author") == 0 && import_member_given(&m, name))
        return import_member_author(&m);
    return strcmp(name, "title") == 0 || strcmp(name, "author") == 0
               ? import_member_words(&m, name, max)
               : import_member_id(&m, name, max);
}

/* A line that is wrong may have answers that are right. It is replaced by one with a body that
 * says so where its place in the thread can be told, so that its answers keep theirs; else it is
 * refused. */
static bool stand_in_for(struct arena *arena, const json_t *object, const char *author,
                         struct import_line *line)
{
    struct import_members m = {.arena = arena, .object = object};
    const char *parent = import_member_parent(&m);
    bool zoned;

    *line = (struct import_line){
        .id = alone(arena, object, "id", IMPORT_ID_MAX),
        .thread = alone(arena, object, "thread", IMPORT_ID_MAX),
        .author = alone(arena, object, "author", IMPORT_ID_MAX),
        .title = alone(arena, object, "title", TITLE_MAX),
        .board = alone(arena, object, "board", BOARD_MAX),
        .body = BODY_MISSING,
        .stand_in = true,
    };
    /* Of a parent that is wrong, and of one that is not told and may be any, nothing can stand
     * in. */
    if (line->id == NULL || line->thread == NULL || parent != NULL || m.fault != NULL ||
        (!json_is_null(json_object_get(object, "parent")) && !import_member_given(&m, "title")))
        return false;
    if (line->author == NULL)
        line->author = author;
    if (line->title == NULL)
        line->title = TITLE_UNTITLED;
    if (!import_member_time(json_object_get(object, "created"), &line->created, &zoned))
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
