#include "auth/account_admin/account_note.h"

#include <inttypes.h>

#include "base/clock.h"

STATEMENT(NOTE_INSERT, PARAMETERS(id(account), id(site), id(by), instant(created), text(text)),
          COLUMNS(),
          "INSERT INTO account_note (account_id, site_id, written_by, created, text)"
          " VALUES (?, ?, ?, ?, ?)");
STATEMENT(NOTE_LIST, PARAMETERS(id(account), id(site), again(site), number(limit)),
          COLUMNS(id(id), id(site_id), instant(created), text(by), text(text)),
          "SELECT n.id, n.site_id, n.created, b.name, n.text FROM account_note n"
          " JOIN account b ON b.id = n.written_by WHERE n.account_id = ?"
          " AND (? = 0 OR n.site_id = ?) ORDER BY n.id DESC LIMIT ?");
STATEMENT_SET(account_note_statements, &NOTE_INSERT, &NOTE_LIST);

int account_note_add(const struct store *store, const struct actor *who, uint64_t account_id,
                     const char *text)
{
    struct database *database = store->database;
    uint64_t id;

    if (database_begin(database) != 0)
        return -1;
    if (database_run(database, &NOTE_INSERT, account_id, who->site_id, who->account_id, clock_now(),
                     text) != 0) {
        database_rollback(database);
        return -1;
    }
    id = database_made_id(database);
    return audit_commit(database, store->arena, who,
                        &(struct audit_entry){.act = AUDIT_ACCOUNT_NOTE,
                                              .about_id = account_id,
                                              .subject =
                                                  arena_format(store->arena, "note:%" PRIu64, id)});
}

struct account_note *account_notes(struct database *database, struct arena *arena,
                                   uint64_t account_id, uint64_t site_id, size_t *count)
{
    struct NOTE_LIST_rows *rows =
        database_query(database, arena, &NOTE_LIST, account_id, site_id, NOTES_LISTED);
    const struct NOTE_LIST_row *row;
    struct account_note *notes;

    *count = 0;
    if (rows == NULL)
        return NULL;
    notes = arena_alloc(arena, (rows_count(rows) + 1) * sizeof *notes);
    while ((row = rows_next(rows)) != NULL)
        notes[(*count)++] =
            (struct account_note){row->id, row->site_id, row->created, row->by, row->text};
    return notes;
}
