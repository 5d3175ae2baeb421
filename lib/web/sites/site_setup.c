#include "web/sites/site_setup.h"

#include <inttypes.h>

#include "store/journal.h"

STATEMENT(SETUP_MARK, PARAMETERS(number(bits), id(site)), COLUMNS(),
          "UPDATE site SET setup = setup | ? WHERE id = ?");
STATEMENT_SET(site_setup_statements, &SETUP_MARK);

int site_setup_mark(const struct store *store, const struct actor *who, unsigned bits)
{
    struct journal_entry entry = {.kind = JOURNAL_SITE, .site_id = who->site_id};
    struct database *database = store->database;

    if (database_begin(database) != 0)
        return -1;
    if (database_run(database, &SETUP_MARK, bits, who->site_id) != 0 ||
        journal_append(database, &entry) != 0 ||
        ((bits & SETUP_FINISHED) != 0 &&
         audit_append(database, store->arena, who,
                      &(struct audit_entry){.act = AUDIT_SITE_SETUP,
                                            .subject = arena_format(store->arena, "site:%" PRIu64,
                                                                    who->site_id)}) != 0)) {
        database_rollback(database);
        return -1;
    }
    return journal_commit(database, store->shared, &entry, 1);
}
