/* What lists are asked for, up to the page: whether a query is refused with the parameter's name or not,
 * what was read has a tidy address that asks for just the same, as a page that tells what is wrong shows it
 * too. */
#include <string.h>

#include "../../cgi/beastiary/list.h"
#include "../unit/list_query_game.h"
#include "catalogue/internal.h"
#include "catalogue/snapshot_writer.h"
#include "page.h"

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

static void check_condition(struct arena *arena, const struct list_query_condition *a,
                            const struct list_query_condition *b)
{
    MUST(a->filter.field == b->filter.field && a->relation == b->relation);
    MUST(a->filter.low == b->filter.low && a->filter.high == b->filter.high);
    MUST(memcmp(a->filter.any, b->filter.any, sizeof a->filter.any) == 0);
    MUST(strcmp(a->text, b->text) == 0);
    MUST(*list_query_describe(arena, b) != '\0' && *list_query_label(b) != '\0');
}

/* What pages do with a listing: links to it and to the same in another order, and a query. */
static void check_list_text(struct arena *arena, const struct list_query *first)
{
    static struct list_query second;
    const char *address = list_query_address(arena, first), *query = strchr(address, '?');
    struct catalogue_query asked;

    MUST(first->sort != CATALOGUE_BY_FIELD || first->sort_field != NULL);
    MUST(first->column_count > 0 && first->column_count <= LIST_QUERY_COLUMNS_MAX);
    MUST(list_query_from(&second, arena, query != NULL ? query + 1 : ""));
    MUST(!second.untidy && second.condition_count == first->condition_count);
    for (size_t i = 0; i < first->condition_count; i++)
        check_condition(arena, &first->conditions[i], &second.conditions[i]);
    MUST(strcmp(list_query_address(arena, &second), address) == 0);
    list_query_query(first, 10, &asked);
    MUST(asked.filter_count <= FILTERS_MAX);
    while (second.condition_count > 0)
        list_query_drop(&second, 0);
}

/* ---- the page ---- */

enum { ENTRIES = 70 }; /* more than a page has */

/* A list of entries of which some are like others. */
static struct catalogue *catalogue_of_list(void)
{
    static struct catalogue *catalogue;
    static const char *const names[] = {"0", "a <gnoll> & \"more\"", "Lord Nagafen"};
    const struct snapshot_origin origin = {.declaration = snapshot_declaration(&list_query_game),
                                           .game = 1};
    struct snapshot_writer *writer;
    uint8_t *bytes;
    size_t length;

    if (catalogue != NULL)
        return catalogue;
    writer = snapshot_writer_open(&list_query_game);
    for (uint64_t id = 1; id <= ENTRIES; id++) {
        struct value values[6] = {{.set = true, .number = (int64_t)id % 9},
                                  {.set = id % 2 == 0, .number = (int64_t)id},
                                  {.set = true, .number = (int64_t)(id % 4)},
                                  {.set = id % 3 == 0, .number = 500},
                                  {.set = true, .number = id % 5 == 0},
                                  {.set = true, .text = id % 2 == 0 ? "0" : "<i>old</i>"}};

        snapshot_writer_add(writer, &(struct entry){.id = id,
                                                    .kind = &list_query_kind,
                                                    .name = names[id % 3],
                                                    .external_id = "x",
                                                    .hidden = id % 7 == 0,
                                                    .values = values});
    }
    bytes = snapshot_writer_finish(writer, &origin, &length);
    catalogue = catalogue_open(&list_query_game, 1, NULL);
    catalogue->snapshots[CATALOGUE_BASE] = snapshot_open(bytes, length, false, &list_query_game);
    MUST(catalogue->snapshots[CATALOGUE_BASE] != NULL);
    return catalogue;
}

/* Whether the database would have to tell what is asked for. */
static bool asks_for_relations(const struct list_query *list_query)
{
    for (size_t i = 0; i < list_query->condition_count; i++)
        if (list_query->conditions[i].relation != NULL)
            return true;
    return false;
}

/* The page that says what is wrong with what was asked, or the one that was asked for. */
static void check_page_of(struct arena *arena, const char *text, struct list_query *list_query)
{
    struct request *r = page_open(arena, "/beastiary/beast/", "Ann");
    const struct linker linker = {.arena = arena, .catalogue = catalogue_of_list()};
    const struct game_context context = {.arena = arena, .game = &list_query_game, .number = 1};
    struct catalogue_query query;
    struct catalogue_page found;

    parameters_parse(&r->query, arena, text, strlen(text));
    list_query_show_sort(list_query);
    list_query_query(list_query, LIST_A_PAGE, &query);
    query.facets = true;
    if (list_query->fault_count > 0) {
        MUST(list_wrong(r, &linker, list_query) == HTTP_BAD_REQUEST);
        check_page(r);
    } else if (!asks_for_relations(list_query) &&
               catalogue_list(linker.catalogue, arena, &query, &found) == 0) {
        MUST(list_show(r, &linker, &context, list_query, &found) == HTTP_OK);
        check_page(r);
    }
    page_close(r);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct list_query list_query;
    struct arena *arena = arena_open(1);
    const char *text = arena_copy(arena, data, size);

    if (list_query_from(&list_query, arena, text)) {
        MUST(list_query.fault_count == 0);
    } else {
        MUST(list_query.fault_count > 0 && list_query.fault_count <= LIST_QUERY_FAULTS_MAX);
        for (size_t i = 0; i < list_query.fault_count; i++)
            MUST(list_query.faults[i].name != NULL && list_query.faults[i].message[0] != '\0');
    }
    check_list_text(arena, &list_query);
    check_page_of(arena, text, &list_query);
    arena_close(arena);
    return 0;
}
