#include "web/sites/site_logo.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "web/view.h"

#define HASH_BYTES 16 /* the least that the library makes */
#define NAME_BYTES 10 /* of it in the name */

STATEMENT(LOGO_PUT, PARAMETERS(id(site), text(name), bytes(picture)), COLUMNS(),
          "INSERT IGNORE INTO site_logo (site_id, name, picture) VALUES (?, ?, ?)");
STATEMENT(LOGO_FIND, PARAMETERS(id(site), text(name)), COLUMNS(bytes(picture)),
          "SELECT picture FROM site_logo WHERE site_id = ? AND name = CONVERT(? USING ascii)");
STATEMENT_SET(site_logo_statements, &LOGO_PUT, &LOGO_FIND);

struct logo site_logo(struct arena *arena, const char *name)
{
    struct logo logo = {.path = NULL};
    unsigned width, height;

    if (sscanf(name, "%*20[0-9a-f]-%3ux%2u", &width, &height) != 2 || width == 0 || height == 0)
        return logo;
    logo = (struct logo){arena_format(arena, "/logo/%s.png", name), width, height};
    if (width > LOGO_WIDTH_MAX / 2 || height > LOGO_HEIGHT_MAX / 2) {
        logo.width = (width + 1) / 2;
        logo.height = (height + 1) / 2;
    }
    return logo;
}

void site_logo_set(struct request *r)
{
    const struct logo logo = site_logo(r->arena, r->site->logo);

    if (logo.path == NULL)
        return;
    view_set(r->view, "Site.logo", logo.path);
    view_set_number(r->view, "Site.logo_width", logo.width);
    view_set_number(r->view, "Site.logo_height", logo.height);
}

int site_logo_put(const struct store *store, uint64_t site_id, const struct picture *picture,
                  char name[static LOGO_NAME_SIZE])
{
    unsigned char hash[HASH_BYTES];
    char digits[2 * NAME_BYTES + 1];

    crypto_generichash(hash, sizeof hash, picture->png.data, picture->png.length, NULL, 0);
    sodium_bin2hex(digits, sizeof digits, hash, NAME_BYTES);
    snprintf(name, LOGO_NAME_SIZE, "%s-%ux%u", digits, picture->width, picture->height);
    return database_run(store->database, &LOGO_PUT, site_id, name, picture->png);
}

int site_logo_find(const struct store *store, uint64_t site_id, const char *name,
                   struct bytes *picture)
{
    struct LOGO_FIND_rows *rows =
        database_query(store->database, store->arena, &LOGO_FIND, site_id, name);
    const struct LOGO_FIND_row *row = rows_next(rows);

    if (row == NULL)
        return rows == NULL ? -1 : 0;
    *picture = row->picture;
    return 1;
}
