#include "talk/filter/word_filter.h"

#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/memory.h"

STATEMENT(FILTERS_ACTIVE, PARAMETERS(number(limit)),
          COLUMNS(id(id), id(site_id), number(kind), number(state), flag(spelled), flag(everyone),
                  text(text)),
          "SELECT id, site_id, kind, state, spelled, everyone, text FROM word_filter"
          " WHERE gone = 0 AND state > 0 ORDER BY state DESC, id LIMIT ?");
STATEMENT_SET(word_filter_statements, &FILTERS_ACTIVE);

const char *const filter_state_names[] = {"off", "tell", "hold", NULL};

/* One that is on. */
struct active {
    struct word_filter filter; /* without note and text */
    struct text_pattern *pattern;
};

struct word_filters {
    struct arena *arena;
    struct active *list;
    size_t count;
    uint64_t stamp; /* 0: never read */
};

struct word_filters *word_filters_open(void)
{
    struct word_filters *filters = memory_checked(calloc(1, sizeof *filters));

    filters->arena = arena_open(4096);
    filters->list = arena_alloc(filters->arena, WORD_FILTERS_MAX * sizeof *filters->list);
    return filters;
}

static void close_patterns(struct word_filters *filters)
{
    for (size_t i = 0; i < filters->count; i++)
        pattern_close(filters->list[i].pattern);
    arena_close(filters->arena);
}

void word_filters_close(struct word_filters *filters)
{
    if (filters == NULL)
        return;
    close_patterns(filters);
    free(filters);
}

bool word_filters_add(struct word_filters *filters, const struct word_filter *filter)
{
    struct active *active = &filters->list[filters->count];
    struct pattern_fault fault;

    if (filters->count == WORD_FILTERS_MAX)
        return false;
    active->pattern =
        pattern_open(filters->arena, filter->kind, filter->spelled, filter->text, &fault);
    if (active->pattern == NULL)
        return false;
    active->filter = *filter;
    filters->count++;
    return true;
}

/* What was accepted when it was made may be refused by another version of PCRE2: the others still hold. */
static int read_filters(struct word_filters *filters, struct database *database)
{
    struct FILTERS_ACTIVE_rows *rows =
        database_query(database, filters->arena, &FILTERS_ACTIVE, (uint64_t)WORD_FILTERS_MAX);
    const struct FILTERS_ACTIVE_row *row;

    if (rows == NULL)
        return -1;
    while ((row = rows_next(rows)) != NULL)
        if (!word_filters_add(filters, &(struct word_filter){
                                           .id = row->id,
                                           .site_id = row->site_id,
                                           .kind = (enum pattern_kind)row->kind,
                                           .state = (enum filter_state)row->state,
                                           .spelled = row->spelled,
                                           .everyone = row->everyone,
                                           .text = row->text,
                                       }))
            log_error("word filter %llu does not compile", (unsigned long long)row->id);
    return 0;
}

int word_filters_refresh(struct word_filters *filters, struct database *database,
                         struct shared *shared)
{
    uint64_t stamp = generation_stamp(shared, (const char *const[]){"filters", NULL});
    struct word_filters *fresh;

    if (stamp == filters->stamp)
        return 0;
    fresh = word_filters_open();
    if (read_filters(fresh, database) != 0) {
        word_filters_close(fresh);
        return -1;
    }
    close_patterns(filters);
    *filters = *fresh;
    filters->stamp = stamp;
    free(fresh);
    return 0;
}

size_t word_filters_count(const struct word_filters *filters)
{
    return filters->count;
}

static bool filter_applies(const struct word_filter *filter, const struct word_question *question)
{
    return (filter->site_id == 0 || filter->site_id == question->site_id) &&
           (filter->everyone || !question->trusted);
}

/* Asks all of them about one text; keeps in HIT what is stricter. They come with the strictest first. */
static void ask_text(const struct word_filters *filters, struct arena *arena,
                     const struct word_question *question, const char *text, struct word_hit *hit)
{
    const struct normal_text normal = normal_text_of(arena, text, strlen(text));
    long left = PATTERN_TIME;

    for (size_t i = 0; i < filters->count; i++) {
        const struct active *active = &filters->list[i];
        const char *found = "";
        enum pattern_result result;

        if (active->filter.state <= hit->state)
            return;
        if (!filter_applies(&active->filter, question))
            continue;
        result = pattern_find(active->pattern, arena, &normal, &left, &found);
        if (result != PATTERN_ABSENT)
            *hit = (struct word_hit){result == PATTERN_FOUND ? active->filter.state : FILTER_HOLD,
                                     active->filter.id, result == PATTERN_FOUND ? found : ""};
    }
}

struct word_hit word_filters_ask(const struct word_filters *filters, struct arena *arena,
                                 const struct word_question *question)
{
    struct word_hit hit = {.state = FILTER_OFF};

    for (size_t i = 0; i < sizeof question->texts / sizeof question->texts[0]; i++)
        if (question->texts[i] != NULL && hit.state < FILTER_HOLD)
            ask_text(filters, arena, question, question->texts[i], &hit);
    return hit;
}
