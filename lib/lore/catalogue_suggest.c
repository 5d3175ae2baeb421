/* Suggestions: names that fit what was typed so far. */
#include <stdlib.h>
#include <string.h>

#include "lore/catalogue_part.h"

enum { RANK_SAME, RANK_BEGINS, RANK_WORD, RANK_HOLDS, RANK_NEAR };

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

struct search {
    struct catalogue *catalogue;
    struct arena *arena;
    const struct kind *kind;
    bool all;
    char typed[NAME_TYPED_MOST + 1]; /* folded */
    size_t length;
    struct fit *best; /* in order */
    size_t count, limit;
    uint64_t total;
};

static int compare_numbers(uint64_t a, uint64_t b)
{
    return a < b ? -1 : a > b;
}

static bool better(const struct fit *a, const struct fit *b)
{
    int order = compare_numbers(a->rank, b->rank);

    if (order == 0)
        order = a->faults - b->faults;
    if (order == 0)
        order = compare_numbers(b->weight, a->weight);
    if (order == 0)
        order = compare_numbers(a->length, b->length);
    return (order != 0 ? order : compare_numbers(a->name, b->name)) < 0;
}

static void keep(struct search *search, const struct fit *fit)
{
    size_t at = search->count;

    if (at == search->limit && (at == 0 || !better(fit, &search->best[at - 1])))
        return;
    if (at < search->limit)
        search->count++;
    else
        at--;
    for (; at > 0 && better(fit, &search->best[at - 1]); at--)
        search->best[at] = search->best[at - 1];
    search->best[at] = *fit;
}

/* How a name that holds all words fits what was typed. */
static unsigned rank_of(const struct search *search, const char *name)
{
    if (strncmp(name, search->typed, search->length) == 0)
        return name[search->length] == '\0' ? RANK_SAME : RANK_BEGINS;
    for (const char *at = name; (at = strstr(at, search->typed)) != NULL; at++)
        if (at[-1] == ' ')
            return RANK_WORD;
    return RANK_HOLDS;
}

/* The kind that a row of an image is of. */
static const struct kind *kind_of(const struct search *search, const struct image *image,
                                  size_t row)
{
    const struct game *game = search->catalogue->game;
    size_t k = game->kind_count - 1;

    while (k > 0 && image->kinds[k].first > row)
        k--;
    return &game->kinds[k];
}

static struct fit fit_of(const struct search *search, int number, uint32_t row)
{
    const struct image *image = search->catalogue->images[number];
    struct fit fit = {.image = number, .row = row, .kind = kind_of(search, image, row)};

    fit.weight = fit.kind->weight;
    fit.length = (uint32_t)strlen(names_text(&image->names, row));
    fit.name = catalogue_name_key(search->catalogue, number, row);
    return fit;
}

/* The rows that may be shown, of one kind or of all. */
static void rows_of(const struct search *search, const struct image *image, size_t *first,
                    size_t *end)
{
    *first = 0;
    *end = image->rows / 64;
    if (search->kind != NULL) {
        *first = image->kinds[search->kind->index].first / 64;
        *end = *first + image->kinds[search->kind->index].blocks * BLOCK_WORDS;
    }
}

static void take_holding(struct search *search, int number)
{
    const struct image *image = search->catalogue->images[number];
    const uint64_t *seen = search->all ? image->living : image->shown;
    const uint64_t *holding = names_holding(&image->names, search->arena, search->typed);
    size_t first, end;

    rows_of(search, image, &first, &end);
    for (size_t w = first; w < end; w++)
        for (uint64_t bits = holding[w] & seen[w]; bits != 0; bits &= bits - 1) {
            uint32_t row = (uint32_t)(w * 64) + (uint32_t)__builtin_ctzll(bits);
            struct fit fit = fit_of(search, number, row);

            fit.rank = rank_of(search, names_text(&image->names, row));
            search->total++;
            keep(search, &fit);
        }
}

static bool has(const struct search *search, int image, uint32_t row)
{
    for (size_t i = 0; i < search->count; i++)
        if (search->best[i].image == image && search->best[i].row == row)
            return true;
    return false;
}

static void take_near(struct search *search, int number)
{
    const struct image *image = search->catalogue->images[number];
    const uint64_t *seen = search->all ? image->living : image->shown;
    size_t count, first, end;
    const struct near_name *near = names_near(&image->names, search->arena, search->typed, &count);

    rows_of(search, image, &first, &end);
    for (size_t i = 0; i < count; i++) {
        uint32_t row = near[i].row;
        struct fit fit;

        if (row / 64 < first || row / 64 >= end || (seen[row / 64] >> row % 64 & 1) == 0 ||
            has(search, number, row))
            continue;
        fit = fit_of(search, number, row);
        fit.rank = RANK_NEAR;
        fit.faults = near[i].faults;
        keep(search, &fit);
    }
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
    struct suggestion *list = arena_alloc(search->arena, (search->count + 1) * sizeof *list);

    for (size_t i = 0; i < search->count; i++) {
        const struct fit *fit = &search->best[i];
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
        };
    }
    return list;
}

struct suggestion *catalogue_suggest(struct catalogue *catalogue, struct arena *arena,
                                     const struct kind *kind, const char *typed, bool all,
                                     unsigned limit, size_t *count, uint64_t *total)
{
    struct search search = {
        .catalogue = catalogue, .arena = arena, .kind = kind, .all = all, .limit = limit};

    search.length = names_fold(typed, search.typed, sizeof search.typed);
    search.best = arena_alloc(arena, ((size_t)limit + 1) * sizeof *search.best);
    for (int i = 0; search.length > 0 && i < CATALOGUE_IMAGES; i++)
        if (catalogue->images[i] != NULL)
            take_holding(&search, i);
    for (int i = 0; search.count < limit && search.length > 2 && i < CATALOGUE_IMAGES; i++)
        if (catalogue->images[i] != NULL)
            take_near(&search, i);
    *count = search.count;
    *total = search.total;
    return suggestions_of(&search);
}
