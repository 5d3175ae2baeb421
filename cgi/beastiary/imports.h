/* The imports of a game's database, what each changed, and their feeds (Atom, RFC 4287). */
#ifndef LOREHALL_BEASTIARY_IMPORTS_H
#define LOREHALL_BEASTIARY_IMPORTS_H

#include "web/request.h"

/* GET /beastiary/imports/: the imports, newest first. */
enum http_status imports_page(struct request *r);

/* GET /beastiary/imports.atom: the same as a feed. */
enum http_status imports_feed(struct request *r);

/* GET /beastiary/imports/ID: what one changed, entry by entry, behind `after`. */
enum http_status import_page(struct request *r);

/* GET /beastiary/imports/ID/changes.atom: the beginning of that as a feed. */
enum http_status import_feed(struct request *r);

#endif
