#include "auth/credentials/ways_in.h"

#include <inttypes.h>

#include "auth/factor/change.h"
#include "base/arena.h"

#define WAYS_MAX 64 /* more than an account can have */

#define GUARDS_SQL "a.factor_demanded IS NOT NULL"
STATEMENT(WAYS_IN, PARAMETERS(id(account), again(account), again(account), number(limit)),
          COLUMNS(number(kind), id(id), text(name), text(issuer), instant(created), flag(guards)),
          "SELECT 1, 0, '', '', t.created, " GUARDS_SQL
          " FROM totp t JOIN account a ON a.id = t.account_id WHERE t.account_id = ?"
          " UNION ALL SELECT 2, p.id, p.name, '', p.created, " GUARDS_SQL
          " FROM passkey p JOIN account a ON a.id = p.account_id WHERE p.account_id = ?"
          " UNION ALL SELECT 3, i.id, i.label, i.issuer, i.created, 0"
          " FROM identity i WHERE i.account_id = ? ORDER BY 1, 2 LIMIT ?");
SIGNATURE(end, PARAMETERS(id(account), id(id)), COLUMNS());
STATEMENT_OF(end, WAY_APP_END, "DELETE FROM totp WHERE account_id = ? AND 0 = ?");
STATEMENT_OF(end, WAY_PASSKEY_END, "DELETE FROM passkey WHERE account_id = ? AND id = ?");
STATEMENT_OF(end, WAY_IDENTITY_END, "DELETE FROM identity WHERE account_id = ? AND id = ?");
STATEMENT_SET(ways_in_statements, &WAYS_IN, &WAY_APP_END, &WAY_PASSKEY_END, &WAY_IDENTITY_END);

static const struct end_statement *const ends[] = {
    [WAY_IN_APP] = &WAY_APP_END,
    [WAY_IN_PASSKEY] = &WAY_PASSKEY_END,
    [WAY_IN_IDENTITY] = &WAY_IDENTITY_END,
};

struct way_in *ways_in(struct database *database, struct arena *arena, uint64_t account_id,
                       size_t *count)
{
    struct WAYS_IN_rows *rows = database_query(database, arena, &WAYS_IN, account_id, WAYS_MAX);
    const struct WAYS_IN_row *row;
    struct way_in *list;

    *count = 0;
    if (rows == NULL)
        return NULL;
    list = arena_alloc(arena, (rows_count(rows) + 1) * sizeof *list);
    while ((row = rows_next(rows)) != NULL)
        list[(*count)++] = (struct way_in){.kind = (enum way_in_kind)row->kind,
                                           .id = row->id,
                                           .name = row->name,
                                           .issuer = row->issuer,
                                           .created = row->created,
                                           .guards = row->guards};
    return list;
}

bool way_in_is_new(const struct way_in *way, int64_t now)
{
    return now - way->created < WAY_IN_NEW;
}

bool way_in_ends_by_mail(const struct way_in *way, int64_t now)
{
    return way->kind == WAY_IN_IDENTITY || (way_in_is_new(way, now) && !way->guards);
}

static struct audit_entry way_record(struct arena *arena, uint64_t account_id,
                                     const struct way_in *way)
{
    struct audit_entry record = {.act = AUDIT_FACTOR_REMOVE,
                                 .about_id = account_id,
                                 .subject = "totp"};

    if (way->kind == WAY_IN_PASSKEY)
        record.subject = arena_format(arena, "passkey:%" PRIu64, way->id);
    if (way->kind == WAY_IN_IDENTITY) {
        record.act = AUDIT_IDENTITY_REMOVE;
        record.subject = arena_format(arena, "identity:%s", way->issuer);
    }
    record.before = way->name;
    return record;
}

int ways_in_end(const struct store *store, uint64_t account_id, const struct ways_in_ended *ended,
                struct audit_entry *records, size_t *count)
{
    struct database *database = store->database;

    for (size_t i = 0; i < ended->count; i++) {
        const struct way_in *way = &ended->list[i];

        if (database_run(database, ends[way->kind], account_id, way->id) != 0)
            return -1;
        if (database_changed(database) > 0)
            records[(*count)++] = way_record(store->arena, account_id, way);
    }
    return ended->count > 0 ? factors_left(database, account_id) : 0;
}
