/* What would lose so much that the source is hardly what was meant: kinds, relations, places.
 *
 * A source that is cut off, of the wrong server or mapped wrongly looks like one from which
 * everything vanished. So what would shrink to less than half is refused, unless the import
 * allows it, and what was staged stays for a second try. It is judged inside the transaction,
 * when what is refused, what dangles and what people here made are known, but before thousands of
 * revisions are written. */
#include "import/staging/internal.h"

/* What people here related is no import's, and what leads to something that vanished is out of
 * sight. */
STATEMENT(RELATIONS_HERE, PARAMETERS(id(game)), COLUMNS(text(relation), number(count)),
          "SELECT r.relation, COUNT(*) FROM entry f STRAIGHT_JOIN relation r ON r.from_id = f.id"
          " STRAIGHT_JOIN entry t ON t.id = r.to_id WHERE f.game_id = ? AND f.state = 0"
          " AND t.state = 0 AND r.hash IS NOT NULL GROUP BY r.relation");
STATEMENT(PLACES_HERE, PARAMETERS(id(game), text(kinds)), COLUMNS(number(count)),
          "SELECT COUNT(*) FROM entry m STRAIGHT_JOIN place p ON p.map_id = m.id"
          " STRAIGHT_JOIN entry e ON e.id = p.entry_id WHERE m.game_id = ? AND m.state = 0"
          " AND e.state = 0 AND FIND_IN_SET(e.kind, ?) > 0");
STATEMENT_SET(staging_shrink_statements, &RELATIONS_HERE, &PLACES_HERE);

/* Whether what comes from BEFORE to AFTER shrinks to nothing or by more than a half. */
static bool staging_shrinks(uint64_t before, uint64_t after)
{
    return before > 0 && (after == 0 || after < before - before / 2);
}

void staging_note_shrink(struct staging *staging, const char *part, uint64_t before, uint64_t after)
{
    const struct game *game = staging->context.game;

    if (staging->allow_shrink || !staging_shrinks(before, after))
        return;
    if (staging->shrinks == NULL)
        staging->shrinks =
            arena_alloc(staging->keep,
                        (game->kind_count + game->relation_count + 1) * sizeof *staging->shrinks);
    staging->shrinks[staging->shrink_count++] = (struct staging_shrink){part, before, after};
}

/* ---- counting ---- */

/* How many of each relation there are, in HERE. 0 or -1. */
static int count_relations_here(struct staging *staging, uint64_t *here)
{
    struct RELATIONS_HERE_rows *rows = database_query(staging->context.database,
                                                      staging->context.arena, &RELATIONS_HERE,
                                                      staging->context.number);
    const struct RELATIONS_HERE_row *row;

    while ((row = rows_next(rows)) != NULL) {
        const struct relation *relation = game_relation(staging->context.game, row->relation);

        if (relation != NULL)
            here[relation->index] = row->count;
    }
    return rows != NULL ? 0 : -1;
}

/* How many places there are of the kinds whose places the source tells. 0 or -1. */
static int count_places_here(struct staging *staging, uint64_t *here)
{
    const struct PLACES_HERE_row *row =
        database_row(staging->context.database, staging->context.arena, &PLACES_HERE,
                     staging->context.number, staging_placed_kinds(staging));

    if (row == NULL)
        return -1;
    *here = row->count;
    return 0;
}

int staging_shrinks_begin(struct staging *staging)
{
    const struct game *game = staging->context.game;
    uint64_t *here;

    if (staging->allow_shrink || staging->unreadable > 0)
        return 0;
    arena_reset(staging->context.arena);
    here = arena_alloc(staging->context.arena, (game->relation_count + 1) * sizeof *here);
    if (count_relations_here(staging, here) != 0 ||
        count_places_here(staging, &staging->place_part.before) != 0)
        return -1;
    for (size_t i = 0; i < game->relation_count; i++)
        staging->kind_relations[i].before = here[i];
    return 0;
}

/* ---- judging ---- */

/* How many the source has of PART: what it has and is refused has not vanished. */
static uint64_t source_has(const struct staging_part *part)
{
    return part->counts.read - part->counts.rejected + part->refused;
}

/* Whether PART seems to lose too much. By numbers that are at hand; only what looks suspect by
 * these is counted. */
static bool is_suspect(const struct staging *staging, const struct staging_part *part)
{
    return !staging->allow_shrink && staging->unreadable == 0 && staging_takes(staging, part) &&
           staging_shrinks(part->before, source_has(part));
}

void staging_shrinks_guess(struct staging *staging)
{
    const struct game *game = staging->context.game;

    for (size_t i = 0; i < game->relation_count; i++)
        if (is_suspect(staging, &staging->kind_relations[i]))
            staging_note_shrink(staging, game->relations[i].name, staging->kind_relations[i].before,
                                source_has(&staging->kind_relations[i]));
    if (is_suspect(staging, &staging->place_part))
        staging_note_shrink(staging, STAGING_PLACES, staging->place_part.before,
                            source_has(&staging->place_part));
}

/* The relations of new entries are in place, what becomes of the others is counted. 0 or -1. */
static int judge_relations(struct staging *staging)
{
    const struct game *game = staging->context.game;
    uint64_t *here = arena_alloc(staging->context.arena, (game->relation_count + 1) * sizeof *here);
    bool any = false;

    for (size_t i = 0; i < game->relation_count; i++)
        any = any || is_suspect(staging, &staging->kind_relations[i]);
    if (!any)
        return 0;
    if (count_relations_here(staging, here) != 0)
        return -1;
    for (size_t i = 0; i < game->relation_count; i++) {
        const struct staging_part *part = &staging->kind_relations[i];

        if (is_suspect(staging, part))
            staging_note_shrink(staging, game->relations[i].name, part->before,
                                here[i] + part->counts.added - part->first - part->counts.vanished);
    }
    return 0;
}

int staging_shrinks_judge(struct staging *staging)
{
    uint64_t after;

    arena_reset(staging->context.arena);
    if (judge_relations(staging) != 0)
        return -1;
    if (is_suspect(staging, &staging->place_part)) {
        if (count_places_here(staging, &after) != 0)
            return -1;
        staging_note_shrink(staging, STAGING_PLACES, staging->place_part.before, after);
    }
    return staging->shrink_count > 0 ? STAGING_SHRINKS : 0;
}

int staging_shrinks_dry(struct staging *staging)
{
    const struct game *game = staging->context.game;

    if (staging_shrinks_begin(staging) != 0)
        return -1;
    for (size_t i = 0; i < game->kind_count; i++) {
        struct staging_part *part = &staging->kinds[i];

        if (staging->unreadable > 0 || !staging_takes(staging, part))
            continue;
        if (staging_current(staging->context.database, staging->context.arena,
                            staging->context.number, &game->kinds[i], &part->before) != 0)
            return -1;
        staging_note_shrink(staging, game->kinds[i].name, part->before, source_has(part));
    }
    staging_shrinks_guess(staging);
    return 0;
}
