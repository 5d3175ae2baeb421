/* By ids from the last one on, some at a time: what is written later has a higher id, but for imports, whose comments
 * are as old as they say. These are passed over, within the same bounds. */
#include "talk/filter/preview.h"

#include <string.h>

#include "base/clock.h"
#include "talk/markup.h"
#include "talk/thread.h"

#define BATCH 200
#define DAYS (PREVIEW_DAYS * 86400 * CLOCK_SECOND)

STATEMENT(
    PREVIEW_COMMENTS_OF, PARAMETERS(id(site), id(game), text(hidden), id(before), number(batch)),
    COLUMNS(id(id), instant(created), flag(seen), text(title), text(author), flag(opening),
            flag(imported), text(html), text(body)),
    "SELECT c.id, c.created, " THREAD_SEEN_SQL " AND " THREAD_NOT_HIDDEN_SQL
    ", t.title, a.name, c.level = 0, c.source_id IS NOT NULL, c.html, c.body FROM (SELECT id FROM comment WHERE id < ?"
    " ORDER BY id DESC LIMIT ?) k STRAIGHT_JOIN comment c ON c.id = k.id"
    " STRAIGHT_JOIN thread t ON t.id = c.thread_id STRAIGHT_JOIN account a ON a.id = c.author_id"
    " ORDER BY c.id DESC");
STATEMENT_SET(preview_statements, &PREVIEW_COMMENTS_OF);

/* A look on its way. */
struct looking {
    const struct subject_place *place;
    const struct text_pattern *pattern;
    bool all_sites;
    int64_t since, begun;
    struct arena *arena; /* of one batch */
};

/* As posting.c asks about a post: by its title, by what it shows, and by what was typed. */
static enum pattern_result look_at(const struct looking *looking,
                                   const struct PREVIEW_COMMENTS_OF_row *row, const char **found)
{
    const char *texts[] = {row->opening ? row->title : "", markup_plain(looking->arena, row->html),
                           row->body};
    enum pattern_result worst = PATTERN_ABSENT;

    for (size_t i = 0; i < sizeof texts / sizeof texts[0] && worst == PATTERN_ABSENT; i++) {
        const struct normal_text text = normal_text_of(looking->arena, texts[i], strlen(texts[i]));
        long left = PATTERN_TIME;

        worst = pattern_find(looking->pattern, looking->arena, &text, &left, found);
    }
    return worst;
}

static void add_sample(const struct looking *looking, struct preview *preview,
                       const struct PREVIEW_COMMENTS_OF_row *row, const char *found)
{
    struct arena *arena = looking->place->arena;

    if (!row->seen || preview->sample_count == PREVIEW_SAMPLES)
        return;
    preview->samples[preview->sample_count++] =
        (struct preview_sample){.comment_id = row->id,
                                .author = arena_string(arena, row->author),
                                .title = arena_string(arena, row->title),
                                .html = arena_string(arena, row->html),
                                .found = arena_string(arena, found != NULL ? found : ""),
                                .created = row->created};
}

static bool time_is_up(const struct looking *looking, uint64_t rows)
{
    return clock_ticks() - looking->begun > PREVIEW_TIME || rows >= PREVIEW_COMMENTS;
}

static void look_at_row(const struct looking *looking, struct preview *preview,
                        const struct PREVIEW_COMMENTS_OF_row *row)
{
    const char *found = NULL;
    enum pattern_result result;

    preview->before = row->id;
    if (row->created < looking->since || (!looking->all_sites && !row->seen))
        return;
    preview->looked++;
    preview->reached = row->created;
    result = look_at(looking, row, &found);
    preview->gave_up += result == PATTERN_GAVE_UP;
    preview->caught += result != PATTERN_ABSENT;
    if (result != PATTERN_ABSENT)
        add_sample(looking, preview, row, found);
}

/* One batch; *ROWS counts those that were read. 0 or -1. */
static int look_at_batch(const struct looking *looking, struct preview *preview,
                         uint64_t *rows_read)
{
    const struct subject_place *place = looking->place;
    struct PREVIEW_COMMENTS_OF_rows *rows =
        database_query(place->database, looking->arena, &PREVIEW_COMMENTS_OF, place->site_id,
                       place->game_id, reader_hidden(&place->reader, place->arena), preview->before,
                       (uint64_t)BATCH);
    const struct PREVIEW_COMMENTS_OF_row *row;
    size_t old = 0, recent = 0;

    if (rows == NULL)
        return -1;
    while ((row = rows_next(rows)) != NULL) {
        look_at_row(looking, preview, row);
        ++*rows_read;
        if (!row->imported)
            *(row->created < looking->since ? &old : &recent) += 1;
        if (time_is_up(looking, *rows_read))
            return 0;
    }
    preview->ended = rows_count(rows) < BATCH || (old > 0 && recent == 0);
    return 0;
}

int preview_look(const struct subject_place *place, const struct text_pattern *pattern,
                 bool all_sites, struct preview *preview)
{
    struct looking looking = {.place = place,
                              .pattern = pattern,
                              .all_sites = all_sites,
                              .since = clock_now() - DAYS,
                              .begun = clock_ticks(),
                              .arena = arena_open(65536)};
    uint64_t rows = 0;
    int result = 0;

    preview->sample_count = 0;
    preview->ended = false;
    if (preview->before == 0)
        preview->before = INT64_MAX;
    while (result == 0 && !preview->ended && !time_is_up(&looking, rows)) {
        arena_reset(looking.arena);
        result = look_at_batch(&looking, preview, &rows);
    }
    arena_close(looking.arena);
    return result;
}
