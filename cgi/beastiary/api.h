/* Entries for programs: lists with the pages' filters, and single entries with all that is known. */
#ifndef LOREHALL_BEASTIARY_API_H
#define LOREHALL_BEASTIARY_API_H

#include <jansson.h>

#include "lore/entry.h"
#include "web/request.h"

/* GET /api/v1/entries?kind=&…: the list that the same parameters give as a page. */
enum http_status api_entries(struct request *r);

/* GET /api/v1/entries/KIND/ID: one entry, its fields and relations. */
enum http_status api_entry(struct request *r);

/* What a list says of an entry: kind, id, external_id, name, url, and the values of COUNT fields.
 * The caller's to give up. */
json_t *entry_json(struct request *r, struct arena *arena, const struct entry *entry,
                   const struct field *const *fields, size_t count);

#endif
