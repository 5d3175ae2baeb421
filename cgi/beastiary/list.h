/* Lists of entries: filters, facets, columns, pages, files. */
#ifndef LOREHALL_BEASTIARY_LIST_H
#define LOREHALL_BEASTIARY_LIST_H

#include "link.h"
#include "lore/list_query.h"

#define LIST_A_PAGE 50

/* GET /beastiary/KIND/: the entries that the address asks for (lore/list_query.h); with format=csv
 * or json all of them as a file. */
enum http_status list_page(struct request *r);

/* Answers with the page of a list: what was FOUND of what LIST_QUERY asks for, with facets. */
enum http_status list_show(struct request *r, const struct linker *linker,
                           const struct game_context *site_game,
                           const struct list_query *list_query, const struct catalogue_page *found);

/* Answers with what is wrong with the address of a list, its form as it was filled in, and the
 * list without what is wrong. */
enum http_status list_wrong(struct request *r, const struct linker *linker,
                            const struct list_query *list_query);

/* Sets the filter panel: Panel (fields, each with its values and how many entries each would
 * leave), Hidden (what the forms keep), and rendered List.adding_html (the fields that can be
 * added) and List.columns_html (those that can be columns). */
void panel_set(struct request *r, const struct list_query *list_query, const struct facet *facets,
               size_t count);

/* Answers with all that LIST_QUERY asks for, as a file of comma-separated values or of JSON. */
enum http_status list_export_csv(struct request *r, const struct linker *linker,
                                 const struct list_query *list_query);
enum http_status list_export_json(struct request *r, const struct linker *linker,
                                  const struct list_query *list_query);

#endif
