/* What would lose so much that the source is hardly what was meant: kinds, relations, places. */
#include "import/staging/internal.h"

/* What people here related is no import's, and what leads to something that vanished is out of sight. */
STATEMENT(RELATIONS_HERE, PARAMETERS(id(game)), COLUMNS(text(relation), number(count)),
          "SELECT r.relation, COUNT(*) FROM entry f STRAIGHT_JOIN relation r ON r.from_id = f.id"
          " STRAIGHT_JOIN entry t ON t.id = r.to_id WHERE f.game_id = ? AND f.state = 0"
          " AND t.state = 0 AND r.hash IS NOT NULL GROUP BY r.relation");
STATEMENT(PLACES_HERE, PARAMETERS(id(game), text(kinds)), COLUMNS(number(count)),
          "SELECT COUNT(*) FROM entry m STRAIGHT_JOIN place p ON p.map_id = m.id"
          " STRAIGHT_JOIN entry e ON e.id = p.entry_id WHERE m.game_id = ? AND m.state = 0"
          " AND e.state = 0 AND FIND_IN_SET(e.kind, ?) > 0");
STATEMENT_SET(ingest_shrink_statements, &RELATIONS_HERE, &PLACES_HERE);

bool ingest_shrinks(uint64_t before, uint64_t after)
{
    return before > 0 && (after == 0 || after < before - before / 2);
}

void ingest_note_shrink(struct ingest *ingest, const char *part, uint64_t before, uint64_t after)
{
    const struct game *game = ingest->game;

    if (ingest->allow_shrink || !ingest_shrinks(before, after))
        return;
    if (ingest->shrinks == NULL)
        ingest->shrinks = arena_alloc(ingest->keep, (game->kind_count + game->relation_count + 1) *
                                                        sizeof *ingest->shrinks);
    ingest->shrinks[ingest->shrink_count++] = (struct ingest_shrink){part, before, after};
}

/* ---- counting ---- */

/* How many of each relation there are, in HERE. 0 or -1. */
static int count_relations(struct ingest *ingest, uint64_t *here)
{
    struct RELATIONS_HERE_rows *rows =
        database_query(ingest->database, ingest->arena, &RELATIONS_HERE, ingest->game_number);
    const struct RELATIONS_HERE_row *row;

    while ((row = rows_next(rows)) != NULL) {
        const struct relation *relation = game_relation(ingest->game, row->relation);

        if (relation != NULL)
            here[relation->index] = row->count;
    }
    return rows != NULL ? 0 : -1;
}

/* How many places there are of the kinds whose places the source tells. 0 or -1. */
static int count_places(struct ingest *ingest, uint64_t *here)
{
    const struct PLACES_HERE_row *row = database_row(ingest->database, ingest->arena, &PLACES_HERE,
                                                     ingest->game_number,
                                                     ingest_placed_kinds(ingest));

    if (row == NULL)
        return -1;
    *here = row->count;
    return 0;
}

int ingest_shrinks_begin(struct ingest *ingest)
{
    const struct game *game = ingest->game;
    uint64_t *here;

    if (ingest->allow_shrink || ingest->unreadable > 0)
        return 0;
    arena_reset(ingest->arena);
    here = arena_alloc(ingest->arena, (game->relation_count + 1) * sizeof *here);
    if (count_relations(ingest, here) != 0 || count_places(ingest, &ingest->place_part.before) != 0)
        return -1;
    for (size_t i = 0; i < game->relation_count; i++)
        ingest->kind_relations[i].before = here[i];
    return 0;
}

/* ---- judging ---- */

/* How many the source has of PART: what it has and is refused has not vanished. */
static uint64_t source_has(const struct part *part)
{
    return part->counts.read - part->counts.rejected + part->refused;
}

/* Whether PART seems to lose too much. */
static bool is_suspect(const struct ingest *ingest, const struct part *part)
{
    return !ingest->allow_shrink && ingest->unreadable == 0 && ingest_takes(ingest, part) &&
           ingest_shrinks(part->before, source_has(part));
}

void ingest_shrinks_guess(struct ingest *ingest)
{
    const struct game *game = ingest->game;

    for (size_t i = 0; i < game->relation_count; i++)
        if (is_suspect(ingest, &ingest->kind_relations[i]))
            ingest_note_shrink(ingest, game->relations[i].name, ingest->kind_relations[i].before,
                               source_has(&ingest->kind_relations[i]));
    if (is_suspect(ingest, &ingest->place_part))
        ingest_note_shrink(ingest, INGEST_PLACES, ingest->place_part.before,
                           source_has(&ingest->place_part));
}

/* The relations of new entries are in place, what becomes of the others is counted. 0 or -1. */
static int judge_relations(struct ingest *ingest)
{
    const struct game *game = ingest->game;
    uint64_t *here = arena_alloc(ingest->arena, (game->relation_count + 1) * sizeof *here);
    bool any = false;

    for (size_t i = 0; i < game->relation_count; i++)
        any = any || is_suspect(ingest, &ingest->kind_relations[i]);
    if (!any)
        return 0;
    if (count_relations(ingest, here) != 0)
        return -1;
    for (size_t i = 0; i < game->relation_count; i++) {
        const struct part *part = &ingest->kind_relations[i];

        if (is_suspect(ingest, part))
            ingest_note_shrink(ingest, game->relations[i].name, part->before,
                               here[i] + part->counts.added - part->first - part->counts.vanished);
    }
    return 0;
}

int ingest_shrinks_judge(struct ingest *ingest)
{
    uint64_t after;

    arena_reset(ingest->arena);
    if (judge_relations(ingest) != 0)
        return -1;
    if (is_suspect(ingest, &ingest->place_part)) {
        if (count_places(ingest, &after) != 0)
            return -1;
        ingest_note_shrink(ingest, INGEST_PLACES, ingest->place_part.before, after);
    }
    return ingest->shrink_count > 0 ? INGEST_SHRINKS : 0;
}

int ingest_shrinks_dry(struct ingest *ingest)
{
    const struct game *game = ingest->game;

    if (ingest_shrinks_begin(ingest) != 0)
        return -1;
    for (size_t i = 0; i < game->kind_count; i++) {
        struct part *part = &ingest->kinds[i];

        if (ingest->unreadable > 0 || !ingest_takes(ingest, part))
            continue;
        if (ingest_current(ingest->database, ingest->arena, ingest->game_number, &game->kinds[i],
                           &part->before) != 0)
            return -1;
        ingest_note_shrink(ingest, game->kinds[i].name, part->before, source_has(part));
    }
    ingest_shrinks_guess(ingest);
    return 0;
}
