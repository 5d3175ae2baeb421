#include "auth/ban/ban.h"

#include <inttypes.h>
#include <string.h>

#include "base/buffer.h"
#include "base/clock.h"
#include "base/language.h"
#include "base/text/text.h"
#include "store/journal.h"

#define BAN_SQL                                                                                    \
    "SELECT b.id, b.kind, b.level, b.site_id, b.account_id, COALESCE(a.name, b.target), b.reason," \
    " b.created, c.name, b.until, b.lifted, l.name, b.lift_reason FROM ban b"                      \
    " LEFT JOIN account a ON a.id = b.account_id LEFT JOIN account c ON c.id = b.created_by"       \
    " LEFT JOIN account l ON l.id = b.lifted_by"
#define WANTED_SQL                                                                                 \
    " WHERE (? = 0 OR b.kind = ?) AND (? = 0 OR b.site_id IN (0, ?))"                              \
    " AND (? = 0 OR b.account_id = ?) AND (? IS NULL OR COALESCE(a.name, b.target) LIKE ?)"        \
    " AND (? = 0 OR (b.standing = 1 AND (b.until IS NULL OR b.until > ?)))"
#define WANTED                                                                                     \
    number(kind), again(kind), id(site), again(site), id(account), again(account), text(prefix),   \
        again(prefix), number(in_force), instant(now), STATEMENT_PAGE
ROW(ban, id(id), number(kind), number(level), id(site_id), id(account_id), text(target),
    text(reason), instant(created), text(created_by), instant(until), instant(lifted),
    text(lifted_by), text(lift_reason));
SIGNATURE(bans, PARAMETERS(WANTED), ROW_OF(ban));
STATEMENTS_BY_KEY(bans, BANS, BAN_SQL WANTED_SQL, "b.id");
STATEMENT(BAN_BY_ID, PARAMETERS(id(ban)), ROW_OF(ban), BAN_SQL " WHERE b.id = ?");
STATEMENT(BAN_STANDING, PARAMETERS(number(kind), text(target), id(site), instant(now)),
          COLUMNS(id(id)),
          "SELECT id FROM ban WHERE standing = 1 AND kind = ? AND target = ? AND site_id = ?"
          " AND (until IS NULL OR until > ?)");
STATEMENT(BAN_COUNT, PARAMETERS(number(kind), instant(now)), COLUMNS(number(count)),
          "SELECT COUNT(*) FROM ban WHERE standing = 1 AND kind = ?"
          " AND (until IS NULL OR until > ?)");
STATEMENT(BAN_LIFT,
          PARAMETERS(instant(lifted), id_or_null(by), text(reason), id(ban), instant(now)),
          COLUMNS(),
          "UPDATE ban SET standing = NULL, lifted = ?, lifted_by = ?, lift_reason = ?"
          " WHERE id = ? AND standing = 1 AND kind <> 1 AND (until IS NULL OR until > ?)");
/* All of a table that is as long as people are logged in: it is asked when somebody is about to ban. */
STATEMENT(REACH_SESSIONS, PARAMETERS(bytes(low), bytes(high), number(length)),
          COLUMNS(number(sessions), number(accounts)),
          "SELECT COUNT(*), COUNT(DISTINCT account_id) FROM session"
          " WHERE INET6_ATON(address) BETWEEN ? AND ? AND LENGTH(INET6_ATON(address)) = ?");
STATEMENT(REACH_REGISTERED,
          PARAMETERS(text(act), instant(from), bytes(low), bytes(high), number(length)),
          COLUMNS(number(count)),
          "SELECT COUNT(DISTINCT about_id) FROM audit WHERE act = ? AND created >= ?"
          " AND INET6_ATON(address) BETWEEN ? AND ? AND LENGTH(INET6_ATON(address)) = ?");
STATEMENT(REACH_DOMAIN, PARAMETERS(text(domain), again(domain)), COLUMNS(number(count)),
          "SELECT COUNT(*) FROM account"
          " WHERE email LIKE CONCAT('%@', ?) OR email LIKE CONCAT('%.', ?)");
STATEMENT_SET(ban_statements, &BANS_NEWEST, &BANS_OLDEST, &BAN_BY_ID, &BAN_STANDING, &BAN_COUNT,
              &BAN_LIFT, &REACH_SESSIONS, &REACH_REGISTERED, &REACH_DOMAIN);

/* What ended by itself makes way. */
STATEMENT(BAN_SWEEP, PARAMETERS(number(kind), text(target), id(site), instant(now)), COLUMNS(),
          "UPDATE ban SET standing = NULL"
          " WHERE standing = 1 AND kind = ? AND target = ? AND site_id = ? AND until <= ?");
#define INSERT_SQL                                                                                 \
    "INSERT INTO ban (kind, level, site_id, account_id, target, reason, created, created_by,"      \
    " until) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
SIGNATURE(insert,
          PARAMETERS(number(kind), number(level), id(site), id_or_null(account), text(target),
                     text(reason), instant(created), id_or_null(by), instant_or_null(until)),
          COLUMNS());
STATEMENT_OF(insert, BAN_INSERT, INSERT_SQL);
/* Of an account that is suspended already what holds becomes another's decision. */
STATEMENT_OF(insert, BAN_PUT,
             INSERT_SQL " ON DUPLICATE KEY UPDATE reason = VALUES(reason), until = VALUES(until),"
                        " created = VALUES(created), created_by = VALUES(created_by)");
STATEMENT(BAN_TAKEN,
          PARAMETERS(instant(lifted), id_or_null(by), text(reason), id(account), id(site)),
          COLUMNS(),
          "UPDATE ban SET standing = NULL, lifted = ?, lifted_by = ?, lift_reason = ?"
          " WHERE account_id = ? AND site_id = ? AND kind = 1 AND standing = 1");
/* Whoever lifts a ban grants what was asked for. */
STATEMENT(APPEALS_ACCEPT, PARAMETERS(instant(decided), id_or_null(by), text(answer)), COLUMNS(),
          "UPDATE ban_appeal p JOIN ban b ON b.id = p.ban_id"
          " SET p.state = 1, p.decided = ?, p.decided_by = ?, p.answer = ?"
          " WHERE p.state = 0 AND b.lifted IS NOT NULL");
STATEMENT_SET(ban_note_statements, &BAN_SWEEP, &BAN_INSERT, &BAN_PUT, &BAN_TAKEN, &APPEALS_ACCEPT);

enum ban_state ban_state(const struct ban *ban, int64_t now)
{
    if (ban->lifted != 0)
        return BAN_LIFTED;
    return ban->until != 0 && ban->until <= now ? BAN_OVER : BAN_IN_FORCE;
}

static const char *const messages[BAN_RESULTS] = {
    [BAN_NOT_FOUND] = N_("There is no such ban."),
    [BAN_EXISTS] = N_("This is banned there already. Lift that ban first."),
    [BAN_IS_LIFTED] = N_("This ban is not in force any more: somebody lifted it, or it has ended."),
    [BAN_NO_NETWORK] =
        N_("Write a network as 203.0.113.0/24 or 2001:db8:1234::/48, or a single address."),
    [BAN_TOO_WIDE] = N_("This network is too wide: at most a /16 of IPv4 or a /19 of IPv6."),
    [BAN_NO_DOMAIN] = N_("Write a mail domain as example.org."),
    [BAN_OWN_ADDRESS] = N_("Your own address lies in this network."),
    [BAN_TOO_MANY] = N_("There are too many bans of this kind. Lift some first."),
    [BAN_ENDED] = N_("The end lies in the past."),
};

const char *ban_result_message(enum ban_result result)
{
    return messages[result] != NULL ? _(messages[result]) : "";
}

/* ---- making ---- */

static enum ban_result network_target(struct arena *arena, const char *text, const char *address,
                                      const char **target)
{
    struct network network;
    unsigned char own[ADDRESS_BYTES];

    if (!network_parse(text, &network))
        return BAN_NO_NETWORK;
    if (network.bits < (network.is_four ? BAN_BITS_FOUR_MIN : BAN_BITS_SIX_MIN))
        return BAN_TOO_WIDE;
    if (address_parse(address, own) && network_contains(&network, own))
        return BAN_OWN_ADDRESS;
    *target = network_text(arena, &network);
    return BAN_DONE;
}

enum ban_result ban_target(struct arena *arena, enum ban_kind kind, const char *text,
                           const char *address, const char **target)
{
    char domain[BAN_DOMAIN_MAX + 1];

    if (kind == BAN_NETWORK)
        return network_target(arena, text, address, target);
    if (!ban_domain(*text == '@' ? text + 1 : text, domain))
        return BAN_NO_DOMAIN;
    *target = arena_string(arena, domain);
    return BAN_DONE;
}

/* How records name a ban: "network:203.0.113.0/24 site:2". */
static const char *ban_subject(struct arena *arena, const struct ban *ban)
{
    const char *kind = ban->kind == BAN_NETWORK ? "network" : "domain";

    return ban->site_id != 0
               ? arena_format(arena, "%s:%s site:%" PRIu64, kind, ban->target, ban->site_id)
               : arena_format(arena, "%s:%s", kind, ban->target);
}

static const char *level_name(enum ban_level level)
{
    return level == BAN_READ ? "reading" : level == BAN_WRITE ? "writing" : "registering";
}

/* Whether there is place for it: BAN_DONE. */
static enum ban_result check_place(const struct store *store, const struct ban *wanted, int64_t now,
                                   uint64_t *id)
{
    struct BAN_STANDING_rows *rows = database_query(store->database, store->arena, &BAN_STANDING,
                                                    wanted->kind, wanted->target, wanted->site_id,
                                                    now);
    const struct BAN_STANDING_row *standing = rows_next(rows);
    const struct BAN_COUNT_row *count;

    if (rows == NULL)
        return BAN_FAILED;
    if (standing != NULL) {
        *id = standing->id;
        return BAN_EXISTS;
    }
    count = database_row(store->database, store->arena, &BAN_COUNT, wanted->kind, now);
    if (count == NULL)
        return BAN_FAILED;
    return count->count < BAN_NETWORKS_MAX ? BAN_DONE : BAN_TOO_MANY;
}

static enum ban_result refuse_ban(const struct store *store, enum ban_result result)
{
    database_rollback(store->database);
    return result;
}

/* Ends the transaction, with its row in the journal and its record. */
static enum ban_result finish_ban(const struct store *store, const struct actor *actor,
                                  const struct audit_entry *record)
{
    struct journal_entry entry = {.kind = JOURNAL_BANS, .account_id = actor->account_id};

    if (journal_append(store->database, &entry) != 0 ||
        audit_append(store->database, store->arena, actor, record) != 0)
        return refuse_ban(store, BAN_FAILED);
    return journal_commit(store->database, store->shared, &entry, 1) == 0 ? BAN_DONE : BAN_FAILED;
}

/* Writes the row, where one that ended makes way for it. */
static int put_ban(struct database *database, const struct insert_statement *insert,
                   const struct ban *ban, uint64_t by)
{
    int64_t now = clock_now();

    if (database_run(database, &BAN_SWEEP, ban->kind, ban->target, ban->site_id, now) != 0)
        return -1;
    return database_run(database, insert, ban->kind, ban->level, ban->site_id, ban->account_id,
                        ban->target, ban->reason, now, by, ban->until);
}

enum ban_result ban_make(const struct store *store, const struct actor *actor,
                         const struct ban *wanted, uint64_t *id)
{
    struct arena *arena = store->arena;
    int64_t now = clock_now();
    enum ban_result result;
    const char *until = wanted->until != 0
                            ? arena_format(arena, " until %s", clock_rfc3339(arena, wanted->until))
                            : "";

    if (wanted->until != 0 && wanted->until <= now)
        return BAN_ENDED;
    if (database_begin(store->database) != 0)
        return BAN_FAILED;
    result = check_place(store, wanted, now, id);
    if (result == BAN_DONE && put_ban(store->database, &BAN_INSERT, wanted, actor->account_id) != 0)
        result = database_failure(store->database) == DATABASE_DUPLICATE ? BAN_EXISTS : BAN_FAILED;
    if (result != BAN_DONE)
        return refuse_ban(store, result);
    *id = database_made_id(store->database);
    return finish_ban(store, actor,
                      &(struct audit_entry){.act = AUDIT_BAN_MAKE,
                                            .subject = ban_subject(arena, wanted),
                                            .after = arena_format(arena, "%s%s",
                                                                  level_name(wanted->level), until),
                                            .reason = wanted->reason});
}

enum ban_result ban_lift(const struct store *store, const struct actor *actor, uint64_t id,
                         const char *reason)
{
    struct database *database = store->database;
    int64_t now = clock_now();
    struct ban ban;
    int found;

    if (database_begin(database) != 0)
        return BAN_FAILED;
    found = ban_by_id(database, store->arena, id, &ban);
    if (found <= 0 || ban.kind == BAN_ACCOUNT)
        return refuse_ban(store, found < 0 ? BAN_FAILED : BAN_NOT_FOUND);
    if (database_run(database, &BAN_LIFT, now, actor->account_id, reason, id, now) != 0)
        return refuse_ban(store, BAN_FAILED);
    if (database_changed(database) == 0)
        return refuse_ban(store, BAN_IS_LIFTED);
    if (database_run(database, &APPEALS_ACCEPT, now, actor->account_id, reason) != 0)
        return refuse_ban(store, BAN_FAILED);
    return finish_ban(store, actor,
                      &(struct audit_entry){.act = AUDIT_BAN_LIFT,
                                            .subject = ban_subject(store->arena, &ban),
                                            .before = level_name(ban.level),
                                            .reason = reason});
}

int ban_note_given(struct database *database, const struct ban *ban, uint64_t by)
{
    return put_ban(database, &BAN_PUT, ban, by);
}

int ban_note_taken(struct database *database, const struct ban *ban, uint64_t by)
{
    int64_t now = clock_now();

    if (database_run(database, &BAN_TAKEN, now, by, ban->reason, ban->account_id, ban->site_id) !=
        0)
        return -1;
    return database_run(database, &APPEALS_ACCEPT, now, by, ban->reason);
}

/* ---- looking ---- */

static struct ban ban_of_row(const struct ban_row *row)
{
    return (struct ban){.id = row->id,
                        .kind = (enum ban_kind)row->kind,
                        .level = (enum ban_level)row->level,
                        .site_id = row->site_id,
                        .account_id = row->account_id,
                        .target = row->target,
                        .reason = row->reason,
                        .created = row->created,
                        .created_by = row->created_by,
                        .until = row->until,
                        .lifted = row->lifted,
                        .lifted_by = row->lifted_by,
                        .lift_reason = row->lift_reason};
}

/* A beginning as LIKE has it; NULL: none is asked for. */
static const char *target_pattern(struct arena *arena, const char *prefix)
{
    struct buffer out = buffer_open(arena, 64);

    if (prefix == NULL || *prefix == '\0')
        return NULL;
    for (; *prefix != '\0'; prefix++) {
        if (strchr("%_\\", *prefix) != NULL)
            buffer_byte(&out, '\\');
        buffer_byte(&out, *prefix);
    }
    buffer_byte(&out, '%');
    return out.data;
}

struct ban *ban_list(struct database *database, struct arena *arena, const struct ban_query *query,
                     size_t *count)
{
    struct ban_rows *rows =
        database_query(database, arena, query->oldest ? &BANS_OLDEST : &BANS_NEWEST, query->kind,
                       query->site_id, query->account_id, target_pattern(arena, query->prefix),
                       query->in_force, clock_now(), query->after, query->limit);
    const struct ban_row *row;
    struct ban *bans;

    *count = 0;
    if (rows == NULL)
        return NULL;
    bans = arena_alloc(arena, (rows_count(rows) + 1) * sizeof *bans);
    while ((row = rows_next(rows)) != NULL)
        bans[(*count)++] = ban_of_row(row);
    return bans;
}

int ban_by_id(struct database *database, struct arena *arena, uint64_t id, struct ban *ban)
{
    struct ban_rows *rows = database_query(database, arena, &BAN_BY_ID, id);
    const struct ban_row *row = rows_next(rows);

    if (row != NULL)
        *ban = ban_of_row(row);
    return rows == NULL ? -1 : row != NULL;
}

int ban_reach(struct database *database, struct arena *arena, const struct network *network,
              struct ban_reach *reach)
{
    const int64_t from = clock_now() - BAN_REACH_DAYS * 86400 * CLOCK_SECOND;
    unsigned char low[ADDRESS_BYTES], high[ADDRESS_BYTES];
    size_t length;
    const struct REACH_SESSIONS_row *sessions;
    const struct REACH_REGISTERED_row *registered;

    network_ends(network, low, high, &length);
    sessions = database_row(database, arena, &REACH_SESSIONS, bytes_of(low, length),
                            bytes_of(high, length), length);
    registered = database_row(database, arena, &REACH_REGISTERED,
                              audit_act_name(AUDIT_ACCOUNT_MAKE), from, bytes_of(low, length),
                              bytes_of(high, length), length);
    if (sessions == NULL || registered == NULL)
        return -1;
    *reach = (struct ban_reach){sessions->sessions, sessions->accounts, registered->count};
    return 0;
}

int ban_reach_of_domain(struct database *database, struct arena *arena, const char *domain,
                        uint64_t *accounts)
{
    const struct REACH_DOMAIN_row *row = database_row(database, arena, &REACH_DOMAIN, domain);

    *accounts = row != NULL ? row->count : 0;
    return row != NULL ? 0 : -1;
}
