/* What lists are asked for: a query is refused with the parameter's name, or has a tidy address that
 * asks for just the same. */
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

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct listing first, second;
    struct arena *arena = arena_open(1);
    const char *text = arena_copy(arena, data, size);
    const char *address, *again;

    if (!listing_from(&first, arena, text)) {
        MUST(first.fault_count > 0 && first.fault_count <= LISTING_FAULTS_MOST);
        for (size_t i = 0; i < first.fault_count; i++)
            MUST(first.faults[i].name != NULL && first.faults[i].message[0] != '\0');
    } else {
        address = listing_address(arena, &first);
        again = strchr(address, '?');
        MUST(listing_from(&second, arena, again != NULL ? again + 1 : ""));
        MUST(!second.untidy);
        MUST(second.condition_count == first.condition_count);
        for (size_t i = 0; i < first.condition_count; i++) {
            const struct filter *a = &first.conditions[i].filter;
            const struct filter *b = &second.conditions[i].filter;

            MUST(a->field == b->field && a->low == b->low && a->high == b->high);
            MUST(memcmp(a->any, b->any, sizeof a->any) == 0);
            MUST(*listing_said(arena, &second.conditions[i]) != '\0');
        }
        MUST(strcmp(listing_address(arena, &second), address) == 0);
    }
    arena_close(arena);
    return 0;
}
