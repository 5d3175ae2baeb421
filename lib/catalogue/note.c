/* What tells entries of one name apart ("Blackburrow · Level 3–5"). Only what that takes is read
 * of the columns, so that it costs a row of a page next to nothing, and no query: where the
 * note's relation leads is a column (SNAPSHOT_NOTED), of which the name is looked up when it is
 * shown. So a zone that is renamed is right at once in the notes of all its entries. */
#include "base/buffer.h"
#include "base/text/text.h"
#include "catalogue/internal.h"
#include "game/value.h"

#define NOTE_MAX 100 /* characters */

/* The name of an entry, also of one that vanished; NULL: there is none. */
static const char *referenced_name(const struct catalogue *catalogue, const struct kind *kind,
                                   uint64_t id)
{
    const struct snapshot *snapshot;
    struct snapshot_place place;

    if (id == 0 || !catalogue_locate(catalogue, kind, id, &place))
        return NULL;
    snapshot = catalogue->snapshots[place.snapshot];
    place.row += snapshot->kinds[kind->index].first;
    return snapshot_text(snapshot, column_stored(&snapshot->own[SNAPSHOT_NAME], place.row));
}

static void put_field(struct buffer *note, const struct field *field, const struct value *values)
{
    if (!values_present(field, values))
        return;
    if (note->length > 0)
        buffer_text(note, " \xC2\xB7 ");
    if (field->values == NULL && field->type != FIELD_TEXT)
        buffer_format(note, "%s ", game_text(field->brief != NULL ? field->brief : field->label));
    buffer_text(note, text_isolated(note->arena, values_brief(field, note->arena, values)));
}

static bool is_known_field(const struct note_known *known, const struct field *field)
{
    for (size_t i = 0; known != NULL && i < known->count; i++)
        if (known->fields[i] == field)
            return true;
    return false;
}

/* Room for the values of a note: up to the last of its fields, not for all of the kind's. */
static struct value *note_values(struct arena *arena, const struct kind *kind)
{
    size_t last = 0;

    for (size_t i = 0; i < kind->note_count; i++) {
        const struct field *field = kind->note[i];
        const struct field *end = field->high != NULL ? field->high : field;

        last = field->index > last ? field->index : last;
        last = end->index > last ? end->index : last;
        for (size_t e = 0; e < field->each_count; e++)
            last = field->each[e].field->index > last ? field->each[e].field->index : last;
    }
    return arena_alloc(arena, (last + 1) * sizeof(struct value));
}

/* Reads what FIELD is made of. */
static void read_note_field(const struct snapshot *snapshot, const struct kind *kind, size_t row,
                            const struct field *field, struct value *values)
{
    values[field->index] = snapshot_value(snapshot, kind, field->index, row);
    if (field->high != NULL)
        values[field->high->index] = snapshot_value(snapshot, kind, field->high->index, row);
    for (size_t i = 0; i < field->each_count; i++) {
        size_t part = field->each[i].field->index;

        values[part] = snapshot_value(snapshot, kind, part, row);
    }
}

static void put_note_fields(struct buffer *note, const struct snapshot *snapshot,
                            const struct kind *kind, size_t row, const struct note_known *known)
{
    struct value *values = note_values(note->arena, kind);

    for (size_t i = 0; i < kind->note_count; i++) {
        const struct field *field = kind->note[i];

        if (is_known_field(known, field))
            continue;
        read_note_field(snapshot, kind, row, field, values);
        put_field(note, field, values);
    }
}

const char *catalogue_note_at(const struct catalogue *catalogue, struct arena *arena,
                              const struct snapshot_place *place, const struct note_known *known)
{
    const struct snapshot *snapshot = catalogue->snapshots[place->snapshot];
    const struct kind *kind = place->kind;
    struct buffer note = buffer_open(arena, 64);
    const char *name = NULL;

    if (kind->note_relation != NULL && (known == NULL || !known->relation))
        name = referenced_name(catalogue, kind->note_relation->to,
                               (uint64_t)column_value(&snapshot->own[SNAPSHOT_NOTED],
                                                      snapshot->kinds[kind->index].first +
                                                          place->row));
    if (name != NULL)
        buffer_text(&note, text_isolated(arena, name));
    put_note_fields(&note, snapshot, kind, place->row, known);
    return text_closed(arena, text_cut(arena, note.data, NOTE_MAX));
}

const char *catalogue_note(const struct catalogue *catalogue, struct arena *arena,
                           const struct kind *kind, uint64_t id, const struct note_known *known)
{
    struct snapshot_place place;

    if ((kind->note_relation == NULL && kind->note_count == 0) ||
        !catalogue_locate(catalogue, kind, id, &place))
        return "";
    return catalogue_note_at(catalogue, arena, &place, known);
}
