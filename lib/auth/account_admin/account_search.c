/* Each key has statements of its own, so that each is answered by an index: names by two ranges, those
 * of now and those of before. A network is looked for among the sessions, and among the records of
 * who registered in the last weeks, as a ban of it would be. */
#include "auth/account_admin/account_search.h"

#include <string.h>

#include "auth/audit.h"
#include "auth/ban/ban.h"
#include "auth/credentials/name.h"
#include "base/clock.h"
#include "base/text/text.h"
#include "store/bulk.h"

#define FOUND_SQL                                                                                  \
    "SELECT a.id, a.name, a.created, a.posts, a.state = 1 AS closed, a.state = 2 AS paused,"       \
    " a.handle FROM "
#define RANGE(HANDLE, KEY) "a.source_id = 0 AND " HANDLE " >= " KEY " AND " HANDLE " < " KEY " "
#define BEHIND_NAME_SQL "AND (? = 0 OR a.handle > (SELECT b.handle FROM account b WHERE b.id = ?)) "
#define BEHIND_ID_SQL "AND (? = 0 OR a.id < ?) "
#define BY_NAME "ORDER BY handle LIMIT ?"
#define BY_AGE "ORDER BY id DESC LIMIT ?"
#define FORMER "former_name f JOIN account a ON a.id = f.account_id"
#define NAMED_SQL(BEHIND, ORDER)                                                                   \
    "SELECT id, name, created, posts, closed, paused FROM ((" FOUND_SQL                            \
    "account a WHERE " RANGE("a.handle", "?") BEHIND ORDER                                         \
        ") UNION (" FOUND_SQL FORMER " WHERE " RANGE("f.handle", "CONVERT(? USING ascii)")         \
            BEHIND ORDER ")) u " ORDER

ROW(found_account, id(id), text(name), instant(created), number(posts), flag(closed), flag(paused));
SIGNATURE(named,
          PARAMETERS(text(low), text(high), id(after), again(after), number(limit), again(low),
                     again(high), again(after), again(after), again(limit), again(limit)),
          ROW_OF(found_account));
STATEMENT_OF(named, SEARCH_BY_NAME, NAMED_SQL(BEHIND_NAME_SQL, BY_NAME));
STATEMENT_OF(named, SEARCH_NEWEST, NAMED_SQL(BEHIND_ID_SQL, BY_AGE));
#define LINE_SQL                                                                                   \
    "SELECT id, name, created, posts, state = 1, state = 2 FROM account a WHERE source_id = 0 "
STATEMENT(SEARCH_ID, PARAMETERS(id(account), id(after)), ROW_OF(found_account),
          LINE_SQL "AND id = ? AND ? = 0");
STATEMENT(SEARCH_EMAIL, PARAMETERS(text(email), id(after), again(after), number(limit)),
          ROW_OF(found_account),
          LINE_SQL "AND email = CONVERT(? USING ascii) " BEHIND_ID_SQL BY_AGE);
#define WITHIN "INET6_ATON(address) BETWEEN ? AND ? AND LENGTH(INET6_ATON(address)) = ?"
STATEMENT(SEARCH_NETWORK,
          PARAMETERS(bytes(low), bytes(high), number(length), text(act), instant(from), again(low),
                     again(high), again(length), id(after), again(after), number(limit)),
          ROW_OF(found_account),
          LINE_SQL "AND id IN (SELECT account_id FROM session WHERE " WITHIN
                   " UNION SELECT about_id FROM audit WHERE act = ? AND created >= ? AND " WITHIN
                   ") " BEHIND_ID_SQL BY_AGE);
STATEMENT(
    ACCOUNT_NAMES, PARAMETERS(text(ids)), COLUMNS(number(place), text(name)),
    "SELECT j.place, a.name FROM JSON_TABLE(?, '$[*]' COLUMNS (id BIGINT UNSIGNED PATH '$[0]',"
    " place INT UNSIGNED PATH '$[1]')) j STRAIGHT_JOIN account a ON a.id = j.id");
STATEMENT_SET(account_search_statements, &ACCOUNT_NAMES, &SEARCH_BY_NAME, &SEARCH_NEWEST,
              &SEARCH_ID, &SEARCH_EMAIL, &SEARCH_NETWORK);

enum account_key account_key_of(const char *text)
{
    struct network network;
    uint64_t id;

    if (*text == '#' && text_u64(text + 1, &id))
        return ACCOUNT_KEY_ID;
    if (strchr(text, '@') != NULL)
        return ACCOUNT_KEY_EMAIL;
    return strpbrk(text, ".:") != NULL && network_parse(text, &network) ? ACCOUNT_KEY_NETWORK
                                                                        : ACCOUNT_KEY_NAME;
}

static struct found_account_rows *search_by_names(struct database *database, struct arena *arena,
                                                  const struct account_search *search)
{
    char low[ACCOUNT_NAME_MAX + 1];
    const char *high;

    if (text_characters(search->text) > ACCOUNT_NAME_MAX)
        return database_query(database, arena, &SEARCH_ID, 0, 0); /* no name is as long */
    name_handle(search->text, low);
    high = arena_format(arena, "%s\x7F", low); /* behind all that begins so: names are ASCII */
    return database_query(database, arena, search->newest ? &SEARCH_NEWEST : &SEARCH_BY_NAME, low,
                          high, search->after, search->limit);
}

static struct found_account_rows *search_network(struct database *database, struct arena *arena,
                                                 const struct account_search *search)
{
    const int64_t from = clock_now() - BAN_REACH_DAYS * 86400 * CLOCK_SECOND;
    unsigned char low[ADDRESS_BYTES], high[ADDRESS_BYTES];
    struct network network;
    size_t length;

    network_parse(search->text, &network);
    network_ends(&network, low, high, &length);
    return database_query(database, arena, &SEARCH_NETWORK, bytes_of(low, length),
                          bytes_of(high, length), length, audit_act_name(AUDIT_ACCOUNT_MAKE), from,
                          search->after, search->limit);
}

static struct found_account_rows *search_by_key(struct database *database, struct arena *arena,
                                                const struct account_search *search)
{
    uint64_t id = 0;

    switch (account_key_of(search->text)) {
    case ACCOUNT_KEY_ID:
        text_u64(search->text + 1, &id);
        return database_query(database, arena, &SEARCH_ID, id, search->after);
    case ACCOUNT_KEY_EMAIL:
        return database_query(database, arena, &SEARCH_EMAIL, search->text, search->after,
                              search->limit);
    case ACCOUNT_KEY_NETWORK: return search_network(database, arena, search);
    case ACCOUNT_KEY_NAME: break;
    }
    return search_by_names(database, arena, search);
}

struct account_line *account_search(struct database *database, struct arena *arena,
                                    const struct account_search *search, size_t *count)
{
    struct found_account_rows *rows = search_by_key(database, arena, search);
    const struct found_account_row *row;
    struct account_line *lines;

    *count = 0;
    if (rows == NULL)
        return NULL;
    lines = arena_alloc(arena, (rows_count(rows) + 1) * sizeof *lines);
    while ((row = rows_next(rows)) != NULL)
        lines[(*count)++] = (struct account_line){.id = row->id,
                                                  .name = row->name,
                                                  .created = row->created,
                                                  .posts = row->posts,
                                                  .closed = row->closed,
                                                  .paused = row->paused};
    return lines;
}

const char *const *account_names(struct database *database, struct arena *arena,
                                 const uint64_t *ids, size_t count)
{
    struct bulk bulk = bulk_open(arena, 16 * (count + 1));
    const char **names = arena_alloc(arena, (count + 1) * sizeof *names);
    struct ACCOUNT_NAMES_rows *rows;
    const struct ACCOUNT_NAMES_row *row;

    for (size_t i = 0; i < count; i++) {
        names[i] = NULL;
        bulk_row(&bulk);
        bulk_u64(&bulk, ids[i]);
        bulk_u64(&bulk, i);
    }
    rows = database_query(database, arena, &ACCOUNT_NAMES, bulk_end(&bulk));
    if (rows == NULL)
        return NULL;
    while ((row = rows_next(rows)) != NULL)
        if (row->place < count)
            names[row->place] = row->name;
    return names;
}
