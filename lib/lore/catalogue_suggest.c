/* Suggestions: names that fit what was typed so far. */
#include <stdlib.h>
#include <string.h>

#include "lore/catalogue_part.h"

#define FIRSTS 2     /* of each kind, where kinds are mixed */
#define MIXED_FROM 3 /* bytes typed: before that, nearly everything has a word that begins so */

/* A name that fits. */
struct fit {
    unsigned rank;
    int faults; /* of RANK_NEAR */
    unsigned weight;
    uint32_t length;
    uint64_t name; /* its place among all names */
    const struct kind *kind;
    int image;
    uint32_t row; /* of the image */
};

/* The best so far, in order. */
struct fits {
    struct fit *list;
    size_t count, limit;
};

/* An image that is searched. */
struct place {
    const struct image *image; /* NULL: there is none */
    int number;
    const uint64_t *seen;      /* rows that may be shown */
    const struct kind **kinds; /* by block; NULL: of a kind that was not asked for */
    size_t first, end;         /* names of the order that begin with what was typed */
    bool sure;                 /* no others do */
};

struct search {
    struct catalogue *catalogue;
    struct arena *arena;
    struct place places[CATALOGUE_IMAGES];
    char typed[NAME_TYPED_MOST + 1]; /* folded */
    size_t length;
    struct fits best;
    struct fits *firsts; /* the best of each kind that begin with it or have a word that does; NULL:
                            nobody asks for them */
    bool counted;        /* TOTAL is asked for */
    uint64_t total;
};

static int compare_numbers(uint64_t a, uint64_t b)
{
    return a < b ? -1 : a > b;
}

static bool better(const struct fit *a, const struct fit *b)
{
    int order =
        compare_numbers(a->rank < RANK_HOLDS ? 0 : a->rank, b->rank < RANK_HOLDS ? 0 : b->rank);

    if (order == 0)
        order = (int)a->kind->internal - (int)b->kind->internal;
    if (order == 0)
        order = compare_numbers(a->rank, b->rank);
    if (order == 0)
        order = a->faults - b->faults;
    if (order == 0)
        order = compare_numbers(b->weight, a->weight);
    if (order == 0)
        order = compare_numbers(a->length, b->length);
    return (order != 0 ? order : compare_numbers(a->name, b->name)) < 0;
}

static struct fits fits_of(struct arena *arena, size_t limit)
{
    return (struct fits){.list = arena_alloc(arena, (limit + 1) * sizeof(struct fit)),
                         .limit = limit};
}

static bool would_stay(const struct fits *fits, const struct fit *fit)
{
    return fits->count < fits->limit ||
           (fits->count > 0 && better(fit, &fits->list[fits->count - 1]));
}

static void insert(struct fits *fits, const struct fit *fit)
{
    size_t at = fits->count;

    if (!would_stay(fits, fit))
        return;
    if (at < fits->limit)
        fits->count++;
    else
        at--;
    for (; at > 0 && better(fit, &fits->list[at - 1]); at--)
        fits->list[at] = fits->list[at - 1];
    fits->list[at] = *fit;
}

static bool is_wanted(const struct search *search, const struct fit *fit)
{
    return would_stay(&search->best, fit) || (search->firsts != NULL && fit->rank <= RANK_PART &&
                                              would_stay(&search->firsts[fit->kind->index], fit));
}

static void keep(struct search *search, const struct fit *fit)
{
    insert(&search->best, fit);
    if (search->firsts != NULL && fit->rank <= RANK_PART)
        insert(&search->firsts[fit->kind->index], fit);
}

/* How a name that holds all words fits what was typed. */
static unsigned rank_of(const struct search *search, const char *name)
{
    unsigned rank = RANK_HOLDS;

    if (strncmp(name, search->typed, search->length) == 0) {
        if (name[search->length] == '\0')
            return RANK_SAME;
        if (name[search->length] == ' ')
            return RANK_BEGINS;
        rank = RANK_PREFIX;
    }
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

/* Nothing of this reads the name. */
static struct fit fit_of(const struct search *search, const struct place *place, uint32_t row)
{
    const struct image *image = place->image;

    return (struct fit){
        .image = place->number,
        .row = row,
        .kind = place->kinds[row / BLOCK_ROWS],
        .weight = place->kinds[row / BLOCK_ROWS]->weight,
        .length = (uint32_t)column_value(&image->own[IMAGE_LENGTH], row),
        .name = catalogue_name_key(search->catalogue, place->number, row),
    };
}

static bool is_seen(const struct place *place, uint32_t row)
{
    return row < place->image->rows && (place->seen[row / 64] >> row % 64 & 1) != 0 &&
           place->kinds[row / BLOCK_ROWS] != NULL;
}

/* Prepares an image: KIND is NULL for all. */
static void open_place(struct search *search, int number, const struct kind *kind, bool all)
{
    struct place *place = &search->places[number];
    const struct image *image = search->catalogue->images[number];
    const struct game *game = search->catalogue->game;

    *place = (struct place){.image = image, .number = number};
    if (image == NULL)
        return;
    place->seen = all ? image->living : image->shown;
    place->kinds =
        arena_alloc(search->arena, (image->rows / BLOCK_ROWS + 1) * sizeof(struct kind *));
    for (size_t k = 0; k < image->kind_count; k++)
        for (size_t block = 0; block < image->kinds[k].blocks; block++)
            if (kind == NULL || kind == &game->kinds[k])
                place->kinds[image->kinds[k].first / BLOCK_ROWS + block] = &game->kinds[k];
    place->sure = names_beginning(&image->names, image->order, image->header->entries,
                                  search->typed, &place->first, &place->end);
}

static void take_beginning(struct search *search, const struct place *place)
{
    for (size_t i = place->first; i < place->end; i++) {
        uint32_t row = place->image->order[i];
        struct fit fit;

        if (!is_seen(place, row))
            continue;
        fit = fit_of(search, place, row);
        fit.rank = fit.length == search->length ? RANK_SAME : RANK_BEGINS;
        /* The name is read only where the best that it can be is good enough. */
        if (fit.rank == RANK_BEGINS && is_wanted(search, &fit))
            fit.rank = rank_of(search, names_text(&place->image->names, row));
        keep(search, &fit);
    }
}

/* A name that holds all words. LIKE: a word of it may begin with what was typed. */
static void take(struct search *search, const struct place *place, uint32_t row, bool like)
{
    uint64_t rank = column_stored(&place->image->own[IMAGE_RANK], row);
    struct fit fit;

    search->total++;
    if (place->sure && rank >= place->first && rank < place->end)
        return;
    fit = fit_of(search, place, row);
    fit.rank = !place->sure ? RANK_SAME : like ? RANK_WORD : RANK_HOLDS;
    /* The name is read only where the best that it can be is good enough. */
    if (fit.rank != RANK_HOLDS && is_wanted(search, &fit))
        fit.rank = rank_of(search, names_text(&place->image->names, row));
    keep(search, &fit);
}

/* Whether names that only hold what was typed, not as the beginning of a word, are of no use. */
static bool likes_only(const struct search *search)
{
    const struct fits *best = &search->best;

    return !search->counted && best->count == best->limit &&
           best->list[best->count - 1].rank < RANK_HOLDS;
}

static void take_holding(struct search *search, const struct place *place)
{
    const struct names *names = &place->image->names;
    const uint64_t *holding = names_holding(names, search->arena, search->typed);
    const uint64_t *like = names_word_like(names, search->arena, search->typed);

    for (size_t w = 0; w < place->image->rows / 64; w++) {
        uint64_t bits = holding[w] & place->seen[w];

        if (bits != 0 && likes_only(search))
            bits &= like[w];
        if (bits == 0 || place->kinds[w / BLOCK_WORDS] == NULL)
            continue;
        for (; bits != 0; bits &= bits - 1) {
            unsigned bit = (unsigned)__builtin_ctzll(bits);

            take(search, place, (uint32_t)(w * 64) + bit, (like[w] >> bit & 1) != 0);
        }
    }
}

static bool has(const struct search *search, int image, uint32_t row)
{
    for (size_t i = 0; i < search->best.count; i++)
        if (search->best.list[i].image == image && search->best.list[i].row == row)
            return true;
    return false;
}

/* Takes the last of a kind away that has more than its firsts among the best. */
static bool make_room(struct search *search)
{
    struct fits *best = &search->best;

    for (size_t i = best->count; i-- > 0;) {
        size_t same = 0;

        for (size_t j = 0; j < best->count; j++)
            same += best->list[j].kind == best->list[i].kind;
        if (same <= FIRSTS)
            continue;
        best->count--;
        memmove(&best->list[i], &best->list[i + 1], (best->count - i) * sizeof *best->list);
        return true;
    }
    return false;
}

/* Lets kinds that are crowded out have their firsts among the best, in half of it at most. */
static void mix(struct search *search)
{
    const struct game *game = search->catalogue->game;
    size_t left = search->best.limit / 2;

    for (size_t n = 0; n < FIRSTS; n++) {
        struct fits out = fits_of(search->arena, left);

        for (size_t k = 0; k < game->kind_count; k++) {
            const struct fit *first = &search->firsts[k].list[n];

            if (n < search->firsts[k].count && !has(search, first->image, first->row))
                insert(&out, first);
        }
        for (size_t i = 0; i < out.count && make_room(search); i++, left--)
            insert(&search->best, &out.list[i]);
    }
}

static void take_near(struct search *search, const struct place *place)
{
    size_t count;
    const struct near_name *near =
        names_near(&place->image->names, search->arena, search->typed, &count);

    for (size_t i = 0; i < count; i++) {
        struct fit fit;

        if (!is_seen(place, near[i].row) || has(search, place->number, near[i].row))
            continue;
        fit = fit_of(search, place, near[i].row);
        fit.rank = RANK_NEAR;
        fit.faults = near[i].faults;
        keep(search, &fit);
    }
}

static const char *note_of(const struct search *search, const struct fit *fit)
{
    const struct image *image = search->catalogue->images[fit->image];

    return catalogue_note_at(search->catalogue, search->arena, fit->kind, fit->image,
                             fit->row - image->kinds[fit->kind->index].first, NULL);
}

/* Only the values that the sign goes by are read. */
static const char *sign_of(const struct search *search, const struct fit *fit)
{
    const struct image *image = search->catalogue->images[fit->image];
    const struct kind *kind = fit->kind;
    struct value *values;

    if (kind->icon_by_count == 0)
        return NULL;
    values = arena_alloc(search->arena, kind->field_count * sizeof *values);
    for (size_t i = 0; i < kind->icon_by_count; i++)
        values[kind->icon_by[i]->index] = image_value(image, kind, kind->icon_by[i]->index,
                                                      fit->row - image->kinds[kind->index].first);
    return kind_sign(kind, values);
}

static struct suggestion *suggestions_of(const struct search *search)
{
    struct suggestion *list = arena_alloc(search->arena, (search->best.count + 1) * sizeof *list);

    for (size_t i = 0; i < search->best.count; i++) {
        const struct fit *fit = &search->best.list[i];
        const struct image *image = search->catalogue->images[fit->image];

        list[i] = (struct suggestion){
            .id = (uint64_t)column_value(&image->own[IMAGE_ID], fit->row),
            .kind = fit->kind,
            .name =
                arena_string(search->arena,
                             image_text(image, column_stored(&image->own[IMAGE_NAME], fit->row))),
            .external_id = arena_string(search->arena,
                                        image_text(image, column_stored(&image->own[IMAGE_EXTERNAL],
                                                                        fit->row))),
            .sign = sign_of(search, fit),
            .hidden = column_stored(&image->own[IMAGE_FLAGS], fit->row) & IMAGE_HIDDEN,
            .rank = fit->rank,
            .note = note_of(search, fit),
        };
    }
    return list;
}

static void for_places(struct search *search,
                       void (*take_from)(struct search *, const struct place *))
{
    for (int i = 0; i < CATALOGUE_IMAGES; i++)
        if (search->places[i].image != NULL)
            take_from(search, &search->places[i]);
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
static void look(struct search *search, const struct kind *kind, bool all)
{
    if (search->length == 0)
        return;
    for (int i = 0; i < CATALOGUE_IMAGES; i++)
        open_place(search, i, kind, all);
    for_places(search, take_beginning);
    if (search->counted || search->firsts != NULL || !is_best(&search->best))
        for_places(search, take_holding);
    if (search->best.count < search->best.limit && search->length > 2)
        for_places(search, take_near);
}

struct suggestion *catalogue_suggest(struct catalogue *catalogue, struct arena *arena,
                                     const struct kind *kind, const char *typed, bool all,
                                     unsigned limit, size_t *count, uint64_t *total)
{
    struct search search = {.catalogue = catalogue,
                            .arena = arena,
                            .best = fits_of(arena, limit),
                            .counted = total != NULL};

    search.length = names_fold(typed, search.typed, sizeof search.typed);
    look(&search, kind, all);
    *count = search.best.count;
    if (total != NULL)
        *total = search.total;
    return suggestions_of(&search);
}

struct suggestion *catalogue_suggest_mixed(struct catalogue *catalogue, struct arena *arena,
                                           const char *typed, unsigned limit, size_t *count)
{
    const struct game *game = catalogue->game;
    struct search search = {.catalogue = catalogue, .arena = arena, .best = fits_of(arena, limit)};

    search.length = names_fold(typed, search.typed, sizeof search.typed);
    if (search.length >= MIXED_FROM)
        search.firsts = arena_alloc(arena, game->kind_count * sizeof *search.firsts);
    for (size_t k = 0; search.firsts != NULL && k < game->kind_count; k++)
        search.firsts[k] = fits_of(arena, FIRSTS);
    look(&search, NULL, false);
    if (search.firsts != NULL)
        mix(&search);
    *count = search.best.count;
    return suggestions_of(&search);
}
