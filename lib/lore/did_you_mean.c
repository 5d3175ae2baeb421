#include "lore/did_you_mean.h"

#include <string.h>
#include <strings.h>

#include "base/language.h"
#include "base/text/text.h"
#include "game/value.h"

#define HINTS_MAX 3
#define ASKED_MAX 40 /* bytes of what is compared */

/* How near a name is; less is nearer. */
enum { NEAR_BRIEF, NEAR_BEGINS, NEAR_MISSPELT, NEAR_HOLDS, NEAR_NOT };

struct hints {
    struct arena *arena;
    const char *asked;
    size_t length;
    int nearest; /* of those in `names` */
    const char *names[HINTS_MAX];
    size_t count;
};

/* Letters to change, to add or to leave out until A is B; both of at most ASKED_MAX bytes. */
static size_t letters_apart(const char *a, const char *b)
{
    size_t row[ASKED_MAX + 1], length = strlen(b);

    for (size_t i = 0; i <= length; i++)
        row[i] = i;
    for (size_t i = 0; a[i] != '\0'; i++) {
        size_t diagonal = row[0];

        row[0] = i + 1;
        for (size_t k = 0; k < length; k++) {
            size_t min = diagonal + (a[i] != b[k]);

            diagonal = row[k + 1];
            min = min < row[k] + 1 ? min : row[k] + 1;
            row[k + 1] = min < diagonal + 1 ? min : diagonal + 1;
        }
    }
    return row[length];
}

static int nearness(const struct hints *hints, const char *name, const char *brief)
{
    if (brief != NULL && strcasecmp(brief, hints->asked) == 0)
        return NEAR_BRIEF;
    if (hints->length < 3)
        return NEAR_NOT;
    if (text_starts(name, hints->asked) || text_starts(hints->asked, name))
        return NEAR_BEGINS;
    if (strlen(name) <= ASKED_MAX &&
        letters_apart(hints->asked, name) <= (hints->length > 5 ? 2 : 1))
        return NEAR_MISSPELT;
    return strstr(name, hints->asked) != NULL ? NEAR_HOLDS : NEAR_NOT;
}

/* Keeps the name if none is nearer. BRIEF may be NULL. */
static void consider(struct hints *hints, const char *name, const char *brief)
{
    int near = nearness(hints, name, brief);

    if (near == NEAR_NOT || near > hints->nearest)
        return;
    if (near < hints->nearest)
        hints->count = 0;
    hints->nearest = near;
    if (hints->count < HINTS_MAX)
        hints->names[hints->count++] = name;
}

static struct hints hints_begin(struct arena *arena, const char *asked)
{
    char *text = arena_string(arena, asked);

    for (char *c = text; *c != '\0'; c++)
        if (*c >= 'A' && *c <= 'Z')
            *c = (char)(*c - 'A' + 'a');
    return (
        struct hints){.arena = arena, .asked = text, .length = strlen(text), .nearest = NEAR_NOT};
}

static const char *hints_said(const struct hints *hints)
{
    struct buffer text = buffer_open(hints->arena, 64);

    if (hints->count == 0)
        return "";
    for (size_t i = 0; i < hints->count; i++)
        buffer_format(&text, "%s“%s”", i > 0 ? ", " : "", hints->names[i]);
    return arena_format(hints->arena, _(" Did you mean %s?"), text.data);
}

const char *did_you_mean_name(struct arena *arena, const struct list_query *list_query,
                              const char *asked, bool relations)
{
    const struct kind *kind = list_query->kind;
    struct hints hints = hints_begin(arena, asked);

    if (hints.length > ASKED_MAX)
        return "";
    for (size_t i = 0; i < kind->field_count; i++) {
        const struct field *field = &kind->fields[i];

        consider(&hints, field->name, field->brief != NULL ? game_text(field->brief) : NULL);
    }
    if (relations)
        consider(&hints, "q", "name");
    for (size_t i = 0; relations && i < list_query->game->relation_count; i++) {
        const struct relation *relation = &list_query->game->relations[i];

        if (relation->from == kind)
            consider(&hints, relation->name, NULL);
        if (relation->to == kind && *relation->reverse_name != '\0')
            consider(&hints, relation->reverse_name, NULL);
    }
    return hints_said(&hints);
}

const char *did_you_mean_choice(struct arena *arena, const struct enumeration *values,
                                const char *asked)
{
    struct hints hints = hints_begin(arena, asked);

    if (hints.length > ASKED_MAX)
        return "";
    for (size_t i = 0; i < values->count; i++)
        consider(&hints, values->choices[i].name, game_text(values->choices[i].brief));
    return hints_said(&hints);
}
