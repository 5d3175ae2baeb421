/* What lists are asked for: whether a query is refused with the parameter's name or not, what was read
 * has a tidy address that asks for just the same, as a page that tells what is wrong shows it too. */
#include <string.h>

#include "../unit/listing_game.h"
#include "fuzz.h"

const char fuzz_name[] = "filters";
const char *const fuzz_words[] = {"level=",
                                  "weight=",
                                  "class=",
                                  "race=",
                                  "named=",
                                  "lore=",
                                  "hunts=",
                                  "hunted_by=",
                                  "sort=",
                                  "columns=",
                                  "q=",
                                  "all=1",
                                  "after=",
                                  "add=",
                                  "&",
                                  ",",
                                  "-",
                                  "50-60",
                                  "--5",
                                  "1.5",
                                  "warrior",
                                  "shaman",
                                  "human",
                                  "ogre",
                                  "yes",
                                  "no",
                                  "%2C",
                                  "%00",
                                  "%FF",
                                  "talk_x=",
                                  "9223372036854775807",
                                  "-9223372036854775808",
                                  NULL};

static void check_condition(struct arena *arena, const struct listing_condition *a,
                            const struct listing_condition *b)
{
    MUST(a->filter.field == b->filter.field && a->relation == b->relation);
    MUST(a->filter.low == b->filter.low && a->filter.high == b->filter.high);
    MUST(memcmp(a->filter.any, b->filter.any, sizeof a->filter.any) == 0);
    MUST(strcmp(a->text, b->text) == 0);
    MUST(*listing_said(arena, b) != '\0' && *listing_label(b) != '\0');
}

/* What pages do with a listing: links to it and to the same in another order, and a query. */
static void check_shown(struct arena *arena, const struct listing *first)
{
    static struct listing second;
    const char *address = listing_address(arena, first), *query = strchr(address, '?');
    struct catalogue_query asked;

    MUST(first->sort != CATALOGUE_BY_FIELD || first->sort_field != NULL);
    MUST(first->column_count > 0 && first->column_count <= LISTING_COLUMNS_MOST);
    MUST(listing_from(&second, arena, query != NULL ? query + 1 : ""));
    MUST(!second.untidy && second.condition_count == first->condition_count);
    for (size_t i = 0; i < first->condition_count; i++)
        check_condition(arena, &first->conditions[i], &second.conditions[i]);
    MUST(strcmp(listing_address(arena, &second), address) == 0);
    listing_query(first, 10, &asked);
    MUST(asked.filter_count <= FILTERS_MOST);
    while (second.condition_count > 0)
        listing_drop(&second, 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct listing listing;
    struct arena *arena = arena_open(1);
    const char *text = arena_copy(arena, data, size);

    if (listing_from(&listing, arena, text)) {
        MUST(listing.fault_count == 0);
    } else {
        MUST(listing.fault_count > 0 && listing.fault_count <= LISTING_FAULTS_MOST);
        for (size_t i = 0; i < listing.fault_count; i++)
            MUST(listing.faults[i].name != NULL && listing.faults[i].message[0] != '\0');
    }
    check_shown(arena, &listing);
    arena_close(arena);
    return 0;
}
