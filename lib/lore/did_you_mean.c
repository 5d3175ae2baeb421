#include "lore/did_you_mean.h"

#include <string.h>
#include <strings.h>

#include "base/language.h"
#include "base/text/text.h"
#include "game/value.h"

#define GUESSES_MAX 3
#define ASKED_MAX 40 /* bytes of what is compared */

/* How near a name is; less is nearer. */
enum { NEAR_BRIEF, NEAR_BEGINS, NEAR_MISSPELT, NEAR_HOLDS, NEAR_NOT };

struct guesses {
    struct arena *arena;
    const char *asked;
    size_t length;
    int nearest; /* of those in `names` */
    const char *names[GUESSES_MAX];
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

static int nearness(const struct guesses *guesses, const char *name, const char *brief)
{
    if (brief != NULL && strcasecmp(brief, guesses->asked) == 0)
        return NEAR_BRIEF;
    if (guesses->length < 3)
        return NEAR_NOT;
    if (text_starts(name, guesses->asked) || text_starts(guesses->asked, name))
        return NEAR_BEGINS;
    if (strlen(name) <= ASKED_MAX &&
        letters_apart(guesses->asked, name) <= (guesses->length > 5 ? 2 : 1))
        return NEAR_MISSPELT;
    return strstr(name, guesses->asked) != NULL ? NEAR_HOLDS : NEAR_NOT;
}

/* Keeps the name if none is nearer. BRIEF may be NULL. */
static void consider_guess(struct guesses *guesses, const char *name, const char *brief)
{
    int near = nearness(guesses, name, brief);

    if (near == NEAR_NOT || near > guesses->nearest)
        return;
    if (near < guesses->nearest)
        guesses->count = 0;
    guesses->nearest = near;
    if (guesses->count < GUESSES_MAX)
        guesses->names[guesses->count++] = name;
}

static struct guesses guesses_begin(struct arena *arena, const char *asked)
{
    char *text = arena_string(arena, asked);

    for (char *c = text; *c != '\0'; c++)
        if (*c >= 'A' && *c <= 'Z')
            *c = (char)(*c - 'A' + 'a');
    return (
        struct guesses){.arena = arena, .asked = text, .length = strlen(text), .nearest = NEAR_NOT};
}

static const char *guesses_text(const struct guesses *guesses)
{
    struct buffer text = buffer_open(guesses->arena, 64);

    if (guesses->count == 0)
        return "";
    for (size_t i = 0; i < guesses->count; i++)
        buffer_format(&text, "%s“%s”", i > 0 ? ", " : "", guesses->names[i]);
    return arena_format(guesses->arena, _(" Did you mean %s?"), text.data);
}

const char *did_you_mean_name(struct arena *arena, const struct list_query *list_query,
                              const char *asked, bool relations)
{
    const struct kind *kind = list_query->kind;
    struct guesses guesses = guesses_begin(arena, asked);

    if (guesses.length > ASKED_MAX)
        return "";
    for (size_t i = 0; i < kind->field_count; i++) {
        const struct field *field = &kind->fields[i];

        consider_guess(&guesses, field->name,
                       field->brief != NULL ? game_text(field->brief) : NULL);
    }
    if (relations)
        consider_guess(&guesses, "q", "name");
    for (size_t i = 0; relations && i < list_query->game->relation_count; i++) {
        const struct relation *relation = &list_query->game->relations[i];

        if (relation->from == kind)
            consider_guess(&guesses, relation->name, NULL);
        if (relation->to == kind && *relation->reverse_name != '\0')
            consider_guess(&guesses, relation->reverse_name, NULL);
    }
    return guesses_text(&guesses);
}

const char *did_you_mean_choice(struct arena *arena, const struct enumeration *values,
                                const char *asked)
{
    struct guesses guesses = guesses_begin(arena, asked);

    if (guesses.length > ASKED_MAX)
        return "";
    for (size_t i = 0; i < values->count; i++)
        consider_guess(&guesses, values->choices[i].name, choice_text(&values->choices[i], true));
    return guesses_text(&guesses);
}
