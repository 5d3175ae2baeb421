/* Suggestions: names that fit what was typed so far. See match.h. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text/text.h"
#include "catalogue/match.h"

#define FIRSTS 2       /* of each kind, where kinds are mixed */
#define SEPARATE_MAX 3 /* that bear the name that was typed, one by one */
#define MIXED_FROM 3   /* bytes typed: before that, nearly everything has a word that begins so */

/* Names of a snapshot's order that begin with what was typed, behind an article or none. */
struct beginning {
    size_t first, end;
    uint32_t article; /* its length, with the blank behind it */
};

/* A snapshot that is searched. */
struct searched_snapshot {
    const struct snapshot *snapshot; /* NULL: there is none */
    int number;
    const uint64_t *seen;      /* rows that may be shown */
    const struct kind **kinds; /* by block; NULL: of a kind that was not asked for */
    struct beginning beginnings[1 + ARTICLES_MAX];
    size_t beginning_count;
    bool sure; /* no other names begin so */
};

struct name_search {
    struct catalogue *catalogue;
    struct arena *arena;
    struct searched_snapshot places[CATALOGUE_SNAPSHOTS];
    char typed[NAME_TYPED_MAX + 1]; /* folded */
    size_t length;
    struct fits best;
    struct fits *firsts; /* the best of each kind that begin with it or have a word that does; NULL:
                            nobody asks for them */
    bool counted;        /* TOTAL is asked for */
    bool once;           /* of a kind's entries of one name only one is to be found */
    uint64_t total;
};

static const char *folded_text_of(const struct name_search *search, const struct fit *fit)
{
    return fit->text != NULL
               ? fit->text
               : name_index_text(&search->places[fit->snapshot].snapshot->names, fit->row);
}

/* The one among FITS that is FIT or, where each name is to be found once, bears its name: what
 * differs in kind or length does not. */
static struct fit *same_among(const struct name_search *search, const struct fits *fits,
                              struct fit *fit)
{
    for (size_t i = 0; i < fits->count; i++) {
        struct fit *other = &fits->list[i];

        if (fit_same(other, fit))
            return other;
        if (!search->once || other->kind != fit->kind || other->length != fit->length)
            continue;
        fit->text = folded_text_of(search, fit);
        other->text = folded_text_of(search, other);
        if (strcmp(other->text, fit->text) == 0)
            return other;
    }
    return NULL;
}

static void insert_fit(const struct name_search *search, struct fits *fits, struct fit *fit)
{
    struct fit *same;

    if (!fits_would_keep(fits, fit))
        return;
    same = search->once ? same_among(search, fits, fit) : NULL;
    /* Nothing stands between fits of one name. */
    if (same == NULL)
        fits_put(fits, fit);
    else if (fit_better(fit, same))
        *same = *fit;
}

static bool is_wanted_fit(const struct name_search *search, const struct fit *fit)
{
    return fits_would_keep(&search->best, fit) ||
           (search->firsts != NULL && fit->rank <= RANK_PART &&
            fits_would_keep(&search->firsts[fit->kind->index], fit));
}

static void keep_fit(struct name_search *search, struct fit *fit)
{
    insert_fit(search, &search->best, fit);
    if (search->firsts != NULL && fit->rank <= RANK_PART)
        insert_fit(search, &search->firsts[fit->kind->index], fit);
}

/* How a name fits whose words, behind the first, may be what was typed; RANK is what it has
 * already. */
static unsigned rank_within(const struct name_search *search, const char *name, unsigned rank)
{
    for (const char *at = name + 1; *name != '\0' && (at = strstr(at, search->typed)) != NULL;
         at++) {
        char behind = at[search->length];

        if (at[-1] != ' ')
            continue;
        if (behind == '\0' || behind == ' ')
            return RANK_WORD;
        rank = rank == RANK_HOLDS ? RANK_PART : rank;
    }
    return rank;
}

/* How a name fits that begins with what was typed behind ARTICLE bytes. */
static unsigned rank_begun(const struct name_search *search, const char *name, uint32_t article)
{
    switch (name[article + search->length]) {
    case '\0': return RANK_SAME;
    case ' ': return RANK_BEGINS;
    default: return rank_within(search, name, RANK_PREFIX);
    }
}

/* How a name that holds all words fits. *ARTICLE is the length of the one that it begins with
 * before what was typed; else 0. */
static unsigned rank_name(const struct name_search *search, const char *name, uint32_t *article)
{
    *article = 0;
    if (text_starts(name, search->typed))
        return rank_begun(search, name, 0);
    *article = game_article(search->catalogue->game, name);
    if (*article > 0 && text_starts(name + *article, search->typed))
        return rank_begun(search, name, *article);
    *article = 0;
    return rank_within(search, name, RANK_HOLDS);
}

/* Nothing of this reads the name. */
static struct fit fit_of(const struct name_search *search, const struct searched_snapshot *place,
                         uint32_t row)
{
    const struct snapshot *snapshot = place->snapshot;

    return (struct fit){
        .snapshot = place->number,
        .row = row,
        .kind = place->kinds[row / BLOCK_ROWS],
        .weight = place->kinds[row / BLOCK_ROWS]->weight,
        .length = (uint32_t)column_value(&snapshot->own[SNAPSHOT_LENGTH], row),
        .name = catalogue_name_key(search->catalogue, place->number, row),
    };
}

static bool is_seen(const struct searched_snapshot *place, uint32_t row)
{
    return row < place->snapshot->rows && (place->seen[row / 64] >> row % 64 & 1) != 0 &&
           place->kinds[row / BLOCK_ROWS] != NULL;
}

static struct name_order snapshot_name_order(const struct snapshot *snapshot)
{
    return (struct name_order){snapshot->order, snapshot->header->entries};
}

/* Looks up the names that begin with what was typed, behind an article or none. */
static void find_beginnings(const struct name_search *search, struct searched_snapshot *place)
{
    const struct snapshot *snapshot = place->snapshot;
    const struct game *game = search->catalogue->game;
    const struct name_order order = snapshot_name_order(snapshot);
    char text[ARTICLE_MAX + NAME_TYPED_MAX + 2];

    for (size_t i = 0; i <= game->article_count; i++) {
        const char *article = i > 0 ? game->articles[i - 1] : "";
        struct beginning *beginning = &place->beginnings[place->beginning_count];

        snprintf(text, sizeof text, "%s%s", article, search->typed);
        /* Those behind it are among those behind none. */
        if (i > 0 && text_starts(text, search->typed))
            continue;
        *beginning = (struct beginning){.article = (uint32_t)strlen(article)};
        place->sure =
            name_index_beginning(&snapshot->names, order, text, &beginning->first, &beginning->end);
        place->beginning_count += beginning->first < beginning->end;
    }
}

/* Prepares a snapshot: KIND is NULL for all. */
static void open_place(struct name_search *search, int number, const struct kind *kind, bool all)
{
    struct searched_snapshot *place = &search->places[number];
    const struct snapshot *snapshot = search->catalogue->snapshots[number];
    const struct game *game = search->catalogue->game;

    *place = (struct searched_snapshot){.snapshot = snapshot, .number = number};
    if (snapshot == NULL)
        return;
    place->seen = all ? snapshot->living : snapshot->shown;
    place->kinds =
        arena_alloc(search->arena, (snapshot->rows / BLOCK_ROWS + 1) * sizeof(struct kind *));
    for (size_t k = 0; k < snapshot->kind_count; k++)
        for (size_t block = 0; block < snapshot->kinds[k].blocks; block++)
            if (kind == NULL || kind == &game->kinds[k])
                place->kinds[snapshot->kinds[k].first / BLOCK_ROWS + block] = &game->kinds[k];
    find_beginnings(search, place);
}

/* Names that begin with what was typed stand together in the order of names: a range of it. */
static void collect_begun(struct name_search *search, const struct searched_snapshot *place,
                          const struct beginning *beginning)
{
    for (size_t i = beginning->first; i < beginning->end; i++) {
        uint32_t row = place->snapshot->order[i];
        struct fit fit;

        if (!is_seen(place, row))
            continue;
        fit = fit_of(search, place, row);
        fit.length -= beginning->article;
        fit.rank = fit.length == search->length ? RANK_SAME : RANK_BEGINS;
        /* The name is read only where the best that it can be is good enough. */
        if (fit.rank == RANK_BEGINS && is_wanted_fit(search, &fit))
            fit.rank = rank_begun(search, name_index_text(&place->snapshot->names, row),
                                  beginning->article);
        keep_fit(search, &fit);
    }
}

static void collect_beginning(struct name_search *search, const struct searched_snapshot *place)
{
    for (size_t i = 0; i < place->beginning_count; i++)
        collect_begun(search, place, &place->beginnings[i]);
}

static bool is_begun(const struct searched_snapshot *place, uint64_t rank)
{
    for (size_t i = 0; i < place->beginning_count; i++)
        if (rank >= place->beginnings[i].first && rank < place->beginnings[i].end)
            return true;
    return false;
}

/* A name that may begin with what was typed, among those that do not stand together. */
static void collect_any(struct name_search *search, const struct searched_snapshot *place,
                        struct fit *fit)
{
    struct fit max = *fit;
    uint32_t article;

    max.length -= max.length < ARTICLE_MAX + 1 ? max.length : ARTICLE_MAX + 1;
    max.rank = RANK_SAME;
    if (!is_wanted_fit(search, &max))
        return;
    fit->rank = rank_name(search, name_index_text(&place->snapshot->names, fit->row), &article);
    fit->length -= article;
    keep_fit(search, fit);
}

/* A name that holds all words. LIKE: a word of it may begin with what was typed. */
static void collect(struct name_search *search, const struct searched_snapshot *place, uint32_t row,
                    bool like)
{
    struct fit fit;

    search->total++;
    if (is_begun(place, column_stored(&place->snapshot->own[SNAPSHOT_RANK], row)))
        return;
    fit = fit_of(search, place, row);
    if (!place->sure) {
        collect_any(search, place, &fit);
        return;
    }
    fit.rank = like ? RANK_WORD : RANK_HOLDS;
    /* The name is read only where the best that it can be is good enough. */
    if (fit.rank != RANK_HOLDS && is_wanted_fit(search, &fit))
        fit.rank = rank_within(search, name_index_text(&place->snapshot->names, row), RANK_HOLDS);
    keep_fit(search, &fit);
}

/* Whether names that only hold what was typed, not as the beginning of a word, are of no use. */
static bool likes_only(const struct name_search *search)
{
    const struct fits *best = &search->best;

    return !search->counted && best->count > 0 && best->count == best->limit &&
           best->list[best->count - 1].rank < RANK_HOLDS;
}

/* Whether only names of which what was typed is whole words can still be of use. */
static bool words_only(const struct name_search *search)
{
    const struct fit *list = search->best.list;
    size_t last = search->best.count - 1; /* where there is one */

    return likes_only(search) && search->firsts == NULL && list[last].rank < RANK_PART &&
           !list[last].kind->internal;
}

/* As soon as the best are full of better fits, bits of names that cannot get in are cleared 64 at
 * a time, without looking at one. */
static void collect_holding(struct name_search *search, const struct searched_snapshot *place)
{
    const struct name_index *names = &place->snapshot->names;
    const uint64_t *holding = name_index_holding(names, search->arena, search->typed);
    const uint64_t *like = name_index_word_like(names, search->arena, search->typed);
    const uint64_t *whole =
        words_only(search) ? name_index_word_ends(names, search->arena, search->typed) : NULL;

    for (size_t w = 0; w < place->snapshot->rows / 64; w++) {
        uint64_t bits = holding[w] & place->seen[w];

        if (bits != 0 && likes_only(search))
            bits &= like[w];
        if (whole != NULL)
            bits &= whole[w];
        if (bits == 0 || place->kinds[w / BLOCK_WORDS] == NULL)
            continue;
        for (; bits != 0; bits &= bits - 1) {
            unsigned bit = (unsigned)__builtin_ctzll(bits);

            collect(search, place, (uint32_t)(w * 64) + bit, (like[w] >> bit & 1) != 0);
        }
    }
}

/* Takes the last of a kind away that has more than its firsts among the best. */
static bool make_room(struct name_search *search)
{
    struct fits *best = &search->best;

    for (size_t i = best->count; i-- > 0;) {
        size_t same = 0;

        for (size_t j = 0; j < best->count; j++)
            same += best->list[j].kind == best->list[i].kind;
        if (same <= FIRSTS || best->list[i].rank == RANK_SAME)
            continue;
        best->count--;
        memmove(&best->list[i], &best->list[i + 1], (best->count - i) * sizeof *best->list);
        return true;
    }
    return false;
}

/* Lets kinds that are crowded out have their firsts among the best, in half of it at most. */
static void mix_kinds(struct name_search *search)
{
    const struct game *game = search->catalogue->game;
    size_t left = search->best.limit / 2;

    for (size_t n = 0; n < FIRSTS; n++) {
        struct fits out = fits_of(search->arena, left);

        for (size_t k = 0; k < game->kind_count; k++) {
            struct fit *first = &search->firsts[k].list[n];

            if (n < search->firsts[k].count && same_among(search, &search->best, first) == NULL)
                insert_fit(search, &out, first);
        }
        for (size_t i = 0; i < out.count && make_room(search); i++, left--)
            insert_fit(search, &search->best, &out.list[i]);
    }
}

/* Names within a few typing errors, where too few hold what was typed. */
static void collect_near(struct name_search *search, const struct searched_snapshot *place)
{
    size_t count;
    const struct near_name *near =
        name_index_near(&place->snapshot->names, search->arena, search->typed, &count);

    for (size_t i = 0; i < count; i++) {
        struct fit fit;

        if (!is_seen(place, near[i].row))
            continue;
        fit = fit_of(search, place, near[i].row);
        fit.rank = RANK_NEAR;
        fit.faults = near[i].faults;
        if (same_among(search, &search->best, &fit) != NULL)
            continue;
        keep_fit(search, &fit);
    }
}

static const char *note_of(const struct name_search *search, const struct fit *fit)
{
    const struct snapshot *snapshot = search->catalogue->snapshots[fit->snapshot];

    const struct snapshot_place place = {fit->kind, fit->snapshot,
                                         fit->row - snapshot->kinds[fit->kind->index].first};

    return catalogue_note_at(search->catalogue, search->arena, &place, NULL);
}

/* Only the values that the icon goes by are read. */
static const char *icon_of(const struct name_search *search, const struct fit *fit)
{
    const struct snapshot *snapshot = search->catalogue->snapshots[fit->snapshot];
    const struct kind *kind = fit->kind;
    struct value *values;

    if (kind->icon_by_count == 0)
        return NULL;
    values = arena_alloc(search->arena, kind->field_count * sizeof *values);
    for (size_t i = 0; i < kind->icon_by_count; i++)
        values[kind->icon_by[i]->index] =
            snapshot_value(snapshot, kind, kind->icon_by[i]->index,
                           fit->row - snapshot->kinds[kind->index].first);
    return kind_icon(kind, values);
}

/* Where in a snapshot's order those begin that bear NAME, as FIT does. */
static size_t first_alike(const struct searched_snapshot *place, const struct fit *fit,
                          const char *name)
{
    const struct snapshot *snapshot = place->snapshot;
    size_t at;

    if (place->number != fit->snapshot)
        return name_index_first(&snapshot->names, snapshot_name_order(snapshot), name);
    at = column_stored(&snapshot->own[SNAPSHOT_RANK], fit->row);
    if (at >= snapshot->header->entries)
        return snapshot->header->entries;
    while (at > 0 && snapshot->order[at - 1] < snapshot->rows &&
           strcmp(name_index_text(&snapshot->names, snapshot->order[at - 1]), name) == 0)
        at--;
    return at;
}

/* How many of its kind bear a fit's name, in the order of each snapshot; up to MAX of them into
 * LIST. */
static uint64_t find_alike(const struct name_search *search, const struct fit *fit,
                           struct fit *list, size_t max)
{
    const char *name = folded_text_of(search, fit);
    uint64_t count = 0;

    for (int i = 0; i < CATALOGUE_SNAPSHOTS; i++) {
        const struct searched_snapshot *place = &search->places[i];
        const struct snapshot *snapshot = place->snapshot;
        size_t at = snapshot != NULL ? first_alike(place, fit, name) : 0;

        for (; snapshot != NULL && at < snapshot->header->entries; at++) {
            uint32_t row = snapshot->order[at];

            if (row >= snapshot->rows || strcmp(name_index_text(&snapshot->names, row), name) != 0)
                break;
            if (!is_seen(place, row) || place->kinds[row / BLOCK_ROWS] != fit->kind)
                continue;
            if (count < max) {
                list[count] = *fit;
                list[count].snapshot = i;
                list[count].row = row;
                list[count].name = catalogue_name_key(search->catalogue, i, row);
            }
            count++;
        }
    }
    return count;
}

/* Whether what is told beside their names tells COUNT fits apart. */
static bool are_distinct(const struct name_search *search, const struct fit *list, size_t count)
{
    for (size_t i = 1; i < count; i++)
        for (size_t j = 0; j < i; j++)
            if (strcmp(note_of(search, &list[i]), note_of(search, &list[j])) == 0)
                return false;
    return true;
}

/* Puts COUNT fits of a name in the place of the one that stands for them. */
static void spread_fits(struct name_search *search, struct fit *few, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        few[i].alone = true;
        if (fits_hold(&search->best, &few[i]))
            continue;
        if (search->best.count == search->best.limit)
            make_room(search);
        fits_put(&search->best, &few[i]);
    }
}

/* Has what is called just as was typed stand there one by one, where these are few and can be told
 * apart. */
static void spread_same(struct name_search *search)
{
    struct fit *best = search->best.list, few[SEPARATE_MAX];

    for (size_t i = 0; i < search->best.count && best[i].rank == RANK_SAME; i++) {
        uint64_t count = best[i].alone ? 1 : find_alike(search, &best[i], few, SEPARATE_MAX);

        if (count < 2 || count > SEPARATE_MAX || !are_distinct(search, few, (size_t)count))
            continue;
        best[i].alone = true;
        spread_fits(search, few, (size_t)count);
    }
}

/* Only here are names, notes and icons read and copied, for the few that are shown. */
static struct suggestions suggestions_of(const struct name_search *search)
{
    struct suggestion *list = arena_alloc(search->arena, (search->best.count + 1) * sizeof *list);

    for (size_t i = 0; i < search->best.count; i++) {
        const struct fit *fit = &search->best.list[i];
        const struct snapshot *snapshot = search->catalogue->snapshots[fit->snapshot];

        list[i] = (struct suggestion){
            .id = (uint64_t)column_value(&snapshot->own[SNAPSHOT_ID], fit->row),
            .kind = fit->kind,
            .name =
                arena_string(search->arena,
                             snapshot_text(snapshot,
                                           column_stored(&snapshot->own[SNAPSHOT_NAME], fit->row))),
            .external_id = arena_string(
                search->arena,
                snapshot_text(snapshot,
                              column_stored(&snapshot->own[SNAPSHOT_EXTERNAL], fit->row))),
            .icon = icon_of(search, fit),
            .hidden = column_stored(&snapshot->own[SNAPSHOT_FLAGS], fit->row) & SNAPSHOT_HIDDEN,
            .rank = fit->rank,
            .faults = fit->faults,
            .alike = search->once && !fit->alone ? find_alike(search, fit, NULL, 0) : 1,
            .note = note_of(search, fit),
        };
    }
    return (struct suggestions){list, search->best.count, search->total};
}

static void for_places(struct name_search *search,
                       void (*collect_from)(struct name_search *, const struct searched_snapshot *))
{
    for (int i = 0; i < CATALOGUE_SNAPSHOTS; i++)
        if (search->places[i].snapshot != NULL)
            collect_from(search, &search->places[i]);
}

/* Whether nothing can come before what there is: names that begin with whole words. */
static bool is_best(const struct fits *fits)
{
    const struct fit *last;

    if (fits->count < fits->limit || fits->count == 0)
        return false;
    last = &fits->list[fits->count - 1];
    return last->rank <= RANK_BEGINS && !last->kind->internal;
}

/* Looks everything up that is asked for. */
static void search_names(struct name_search *search, const struct kind *kind, bool all)
{
    if (search->length == 0)
        return;
    for (int i = 0; i < CATALOGUE_SNAPSHOTS; i++)
        open_place(search, i, kind, all);
    for_places(search, collect_beginning);
    if (search->counted || search->firsts != NULL || !is_best(&search->best))
        for_places(search, collect_holding);
    if (search->best.count < search->best.limit && search->length > 2)
        for_places(search, collect_near);
}

struct suggestions catalogue_suggest(struct catalogue *catalogue, struct arena *arena,
                                     const struct suggest_query *query)
{
    struct name_search search = {.catalogue = catalogue,
                                 .arena = arena,
                                 .best = fits_of(arena, query->limit),
                                 .counted = query->counted};

    search.length = name_fold(query->typed, search.typed, sizeof search.typed);
    search_names(&search, query->kind, query->all);
    return suggestions_of(&search);
}

struct suggestions catalogue_suggest_mixed(struct catalogue *catalogue, struct arena *arena,
                                           const struct suggest_query *query)
{
    const struct game *game = catalogue->game;
    struct name_search search = {.catalogue = catalogue,
                                 .arena = arena,
                                 .best = fits_of(arena, query->limit),
                                 .once = true};

    search.length = name_fold(query->typed, search.typed, sizeof search.typed);
    if (query->kind == NULL && search.length >= MIXED_FROM)
        search.firsts = arena_alloc(arena, game->kind_count * sizeof *search.firsts);
    for (size_t k = 0; search.firsts != NULL && k < game->kind_count; k++)
        search.firsts[k] = fits_of(arena, FIRSTS);
    search_names(&search, query->kind, false);
    if (search.firsts != NULL)
        mix_kinds(&search);
    spread_same(&search);
    return suggestions_of(&search);
}
