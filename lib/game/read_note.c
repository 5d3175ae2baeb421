/* What tells entries of one name apart, as a game's file declares it. */
#include <string.h>

#include "base/buffer.h"
#include "base/text/text.h"
#include "game/internal.h"

/* The relation that a note begins with, if it begins with one; REST moves behind it. */
static const struct relation *read_note_relation(struct game_file *file, const struct kind *kind,
                                                 struct declaration *rest)
{
    size_t length = strcspn(rest->value, ",");
    const char *first = text_normal(file->arena, arena_copy(file->arena, rest->value, length));
    const struct relation *relation =
        kind_field(kind, first) == NULL ? game_relation(file->game, first) : NULL;

    if (relation == NULL)
        return NULL;
    if (relation->from != kind)
        fault_at(&file->faults, rest->line, "Note: %s does not lead from %s", relation->name,
                 kind->name);
    rest->value += length + (rest->value[length] == ',');
    return relation;
}

/* Notes what no note can have: a second relation, or a field that is on no page. */
static void check_note(struct game_file *file, const struct kind *kind,
                       const struct declaration *rest)
{
    for (const char *at = rest->value; *at != '\0'; at += strcspn(at, ","), at += *at == ',') {
        const char *name = text_normal(file->arena, arena_copy(file->arena, at, strcspn(at, ",")));
        const struct field *field = kind_field(kind, name);

        if (field == NULL && game_relation(file->game, name) != NULL)
            fault_at(&file->faults, rest->line,
                     "Note: there may be one relation, which comes first; %s does not", name);
        else if (field != NULL && field->shown == SHOWN_NEVER)
            fault_at(&file->faults, rest->line, "Note: %s is never shown", name);
    }
}

/* What tells entries of a name apart: perhaps a relation, which comes first, and fields. */
static void read_note(struct game_file *file, const struct declaration *block, struct kind *kind)
{
    const struct declaration *line = declaration_find(block, "Note");
    struct declaration rest;
    size_t before = file->faults.count;

    if (line == NULL || line->value == NULL)
        return;
    if (text_blank(line->value))
        fault_at(&file->faults, line->line, "Note needs a value");
    rest = *line;
    kind->note_relation = read_note_relation(file, kind, &rest);
    check_note(file, kind, &rest);
    if (file->faults.count == before)
        kind->note = game_read_line(file, &rest, scope_of_kind(kind), &kind->note_count);
}

void game_read_notes(struct game_file *file, const struct declaration *block)
{
    for (const struct declaration *d = block != NULL ? block->inner : NULL; d != NULL; d = d->next)
        for (size_t k = 0; k < file->game->kind_count; k++)
            if (d->value == NULL && strcmp(file->game->kinds[k].name, d->name) == 0)
                read_note(file, d, (struct kind *)(uintptr_t)&file->game->kinds[k]);
}

const char *game_note_relations(struct arena *arena, const struct game *game)
{
    struct buffer names = buffer_open(arena, 64);

    for (size_t k = 0; k < game->kind_count; k++)
        if (game->kinds[k].note_relation != NULL)
            buffer_format(&names, "%s%s", names.length > 0 ? "," : "",
                          game->kinds[k].note_relation->name);
    return names.data;
}
