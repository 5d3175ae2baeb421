/* Entries for programs: lists with the pages' filters, and single entries with all that is
 * known. */
#ifndef LOREHALL_BEASTIARY_API_H
#define LOREHALL_BEASTIARY_API_H

#include "base/json_writer.h"
#include "link.h"

/* GET /api/v1/entries?kind=&…: the list that the same parameters give as a page. */
enum http_status api_entries(struct request *r);

/* GET /api/v1/entries/KIND/ID: one entry, its fields and relations. */
enum http_status api_entry(struct request *r);

/* Writes what a list says of an entry, an object: kind, id, external_id, name, note, url, and
 * COUNT fields, as they are kept and as players read them. */
void entry_json(struct json_writer *json, const struct linker *linker, const struct entry *entry,
                const struct field *const *fields, size_t count);

#endif
