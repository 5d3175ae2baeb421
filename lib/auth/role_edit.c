/* Each change is one transaction, which first locks the administrators' role: that makes them one
 * after the other. What a rule rests on (the roles, what the actor holds, who is administrator) is
 * read behind that lock, and never taken from a session or a worker's copy.
 *
 * That an administrator is left is counted after the change and before the commit; so no way of
 * losing the last one (taking the role, an end to it, a role that denies) needs a rule of its
 * own. */
#include "auth/role_edit.h"

#include <string.h>

#include "auth/ban/ban.h"
#include "auth/credentials/proof.h"
#include "auth/role_explain.h"
#include "base/buffer.h"
#include "base/clock.h"
#include "base/text/text.h"
#include "store/journal.h"

STATEMENT(ROLES_LOCK, PARAMETERS(text(name)), COLUMNS(id(id)),
          "SELECT id FROM role WHERE name = ? FOR UPDATE");
STATEMENT(ROLE_INSERT, PARAMETERS(text(name), text(title), number(denies)), COLUMNS(),
          "INSERT INTO role (name, title, denies) VALUES (?, ?, ?)");
STATEMENT(ROLE_UPDATE, PARAMETERS(text(name), text(title), id(role)), COLUMNS(),
          "UPDATE role SET name = ?, title = ?, version = version + 1 WHERE id = ?");
STATEMENT(ROLE_DELETE, PARAMETERS(id(role)), COLUMNS(), "DELETE FROM role WHERE id = ?");
STATEMENT(ROLE_PERMISSION_ADD, PARAMETERS(id(role), text(permission)), COLUMNS(),
          "INSERT INTO role_permission (role_id, permission) VALUES (?, ?)");
STATEMENT(ROLE_PERMISSION_DROP, PARAMETERS(id(role), text(permission)), COLUMNS(),
          "DELETE FROM role_permission WHERE role_id = ? AND permission = ?");
STATEMENT(ACCOUNT_OPEN, PARAMETERS(id(account), number(paused_too)), COLUMNS(id(id)),
          "SELECT id FROM account WHERE id = ? AND source_id = 0"
          " AND (state = 0 OR (? AND state = 2))");
STATEMENT(MEMBERSHIP_OF, PARAMETERS(id(account)),
          COLUMNS(id(role_id), id(site_id), id(board_id), instant(granted), instant(until)),
          "SELECT role_id, site_id, board_id, granted, until FROM membership WHERE account_id = ?");
STATEMENT(MEMBERSHIP_PUT,
          PARAMETERS(id(account), id(site), id(board), id(role), instant(granted),
                     id_or_null(granted_by), instant_or_null(until), text(reason)),
          COLUMNS(),
          "INSERT INTO membership (account_id, site_id, board_id, role_id, granted, granted_by,"
          " until, reason) VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON DUPLICATE KEY UPDATE"
          " granted = VALUES(granted), granted_by = VALUES(granted_by), until = VALUES(until),"
          " reason = VALUES(reason)");
STATEMENT(MEMBERSHIP_DROP, PARAMETERS(id(account), id(site), id(board), id(role)), COLUMNS(),
          "DELETE FROM membership"
          " WHERE account_id = ? AND site_id = ? AND board_id = ? AND role_id = ?");
STATEMENT(MEMBERSHIP_SWEEP, PARAMETERS(id(account), instant(now)), COLUMNS(),
          "DELETE FROM membership WHERE account_id = ? AND until <= ?");
STATEMENT(MEMBERSHIP_DROP_ROLE, PARAMETERS(id(role)), COLUMNS(),
          "DELETE FROM membership WHERE role_id = ?");
/* Who has both keeps the successor as it is. */
STATEMENT(MEMBERSHIP_CHANGE_ROLE,
          PARAMETERS(id(successor), instant(granted), id_or_null(granted_by), id(role)), COLUMNS(),
          "INSERT IGNORE INTO membership (account_id, site_id, board_id, role_id, granted,"
          " granted_by, until, reason) SELECT account_id, site_id, board_id, ?, ?, ?, until, reason"
          " FROM membership WHERE role_id = ?");
STATEMENT(ADMINISTRATORS, PARAMETERS(instant(now), text(role)), COLUMNS(number(count)),
          "SELECT COUNT(DISTINCT m.account_id) FROM membership m JOIN role r ON r.id = m.role_id"
          " JOIN account a ON a.id = m.account_id LEFT JOIN (SELECT d.account_id FROM membership d"
          " JOIN role t ON t.id = d.role_id AND t.denies = 1"
          " WHERE d.until IS NULL OR d.until > ?) denied ON denied.account_id = m.account_id"
          " WHERE r.name = ? AND m.site_id = 0 AND m.board_id = 0 AND m.until IS NULL"
          " AND a.state = 0 AND denied.account_id IS NULL");
STATEMENT_SET(role_edit_statements, &ROLES_LOCK, &ROLE_INSERT, &ROLE_UPDATE, &ROLE_DELETE,
              &ROLE_PERMISSION_ADD, &ROLE_PERMISSION_DROP, &ACCOUNT_OPEN, &MEMBERSHIP_OF,
              &MEMBERSHIP_PUT, &MEMBERSHIP_DROP, &MEMBERSHIP_SWEEP, &MEMBERSHIP_DROP_ROLE,
              &MEMBERSHIP_CHANGE_ROLE, &ADMINISTRATORS);

static const struct role_scope everywhere = {0, 0};

/* ---- a change: the lock, what the rules rest on, and its end ---- */

struct change {
    const struct store *store;
    const struct actor *who;
    bool is_operator;
    int64_t now;
    struct roles *roles;
    struct grants grants;    /* the actor's */
    uint64_t administrators; /* before it */
};

int roles_lock(struct database *database, struct arena *arena)
{
    return database_query(database, arena, &ROLES_LOCK, ROLE_ADMINISTRATOR) != NULL ? 0 : -1;
}

static int count_administrators(struct database *database, struct arena *arena, int64_t now,
                                uint64_t *count)
{
    const struct ADMINISTRATORS_row *row =
        database_row(database, arena, &ADMINISTRATORS, now, ROLE_ADMINISTRATOR);

    if (row == NULL)
        return -1;
    *count = row->count;
    return 0;
}

int administrators_count(struct database *database, struct arena *arena, uint64_t *count)
{
    return count_administrators(database, arena, clock_now(), count);
}

/* What an account has been granted. */
static int read_grants(const struct change *change, uint64_t account_id, struct grants *grants)
{
    struct MEMBERSHIP_OF_rows *rows =
        database_query(change->store->database, change->store->arena, &MEMBERSHIP_OF, account_id);
    const struct MEMBERSHIP_OF_row *row;

    grants->count = 0;
    if (rows == NULL)
        return -1;
    while ((row = rows_next(rows)) != NULL && grants->count < GRANTS_MAX)
        grants->list[grants->count++] = (struct grant){.scope = {row->site_id, row->board_id},
                                                       .role_id = row->role_id,
                                                       .granted = row->granted,
                                                       .until = row->until};
    return 0;
}

/* Whether an account is there and open: 1, 0 or -1. */
static int find_grantee(const struct change *change, uint64_t account_id, bool paused_too)
{
    struct ACCOUNT_OPEN_rows *rows = database_query(change->store->database, change->store->arena,
                                                    &ACCOUNT_OPEN, account_id, paused_too);

    return rows == NULL ? -1 : rows_next(rows) != NULL;
}

/* Opens the transaction and reads. What does not end with finish_role_change must end with
 * refuse_change. */
static enum role_result begin_change(struct change *change, const struct role_actor *actor)
{
    struct database *database = actor->store->database;
    int found;

    *change = (struct change){.store = actor->store,
                              .who = actor->who,
                              .is_operator = actor->is_operator,
                              .now = clock_now(),
                              .roles = roles_open()};
    if (database_begin(database) != 0 || roles_lock(database, actor->store->arena) != 0 ||
        roles_read(change->roles, database) != 0 ||
        count_administrators(database, actor->store->arena, change->now, &change->administrators) !=
            0)
        return ROLE_FAILED;
    if (actor->is_operator)
        return ROLE_DONE;
    if (actor_holds(database, actor->store->arena, actor->who) <= 0)
        return ROLE_FAILED;
    found = find_grantee(change, actor->who->account_id, false);
    if (found <= 0)
        return found < 0 ? ROLE_FAILED : ROLE_NOT_ALLOWED;
    return read_grants(change, actor->who->account_id, &change->grants) == 0 ? ROLE_DONE
                                                                             : ROLE_FAILED;
}

static enum role_result refuse_change(struct change *change, enum role_result result)
{
    if (result == ROLE_FAILED && database_failure(change->store->database) == DATABASE_DUPLICATE)
        result = ROLE_NAME_TAKEN;
    database_rollback(change->store->database);
    roles_close(change->roles);
    return result;
}

/* Ends a change with RESULT: commits where all of it was done and an administrator is left. ENTRIES
 * tell of it, and RECORD stays. */
static enum role_result finish_role_change(struct change *change, enum role_result result,
                                           struct journal_entry *entries, size_t count,
                                           const struct audit_entry *record)
{
    struct database *database = change->store->database;
    uint64_t left;

    for (size_t i = 0; result == ROLE_DONE && i < count; i++)
        if (journal_append(database, &entries[i]) != 0)
            result = ROLE_FAILED;
    if (result == ROLE_DONE &&
        count_administrators(database, change->store->arena, change->now, &left) != 0)
        result = ROLE_FAILED;
    if (result == ROLE_DONE && left == 0 && change->administrators > 0)
        result = ROLE_LAST_ADMINISTRATOR;
    if (result == ROLE_DONE &&
        audit_append(database, change->store->arena, change->who, record) != 0)
        result = ROLE_FAILED;
    if (result != ROLE_DONE)
        return refuse_change(change, result);
    roles_close(change->roles);
    return journal_commit(database, change->store->shared, entries, count) == 0 ? ROLE_DONE
                                                                                : ROLE_FAILED;
}

/* ---- the rules ---- */

/* What is held by nobody who is logged in does not count. */
static permission_set without_guests(permission_set set)
{
    return set & ~ENTRANCE_PERMISSIONS;
}

/* Whether the actor may ACT in all of SCOPE, and holds all of SET there. */
static enum role_result judge(const struct change *change, enum permission act, permission_set set,
                              struct role_scope scope)
{
    permission_set held;

    if (change->is_operator)
        return ROLE_DONE;
    held = permissions_throughout(change->roles, &change->grants, scope, change->now);
    if (!permission_held(held, act))
        return ROLE_NOT_ALLOWED;
    return (without_guests(set) & ~held) == 0 ? ROLE_DONE : ROLE_NOT_HELD;
}

/* Whether the actor may give the role to the account in SCOPE, or take it there. Of one that denies
 * counts what it takes from them: nobody is silenced, or let back, by who holds less. */
static enum role_result judge_grant(const struct change *change, const struct role *role,
                                    const struct role_grant *grant)
{
    struct grants theirs;

    if (!role->denies)
        return change->is_operator ||
                       board_access_held(change->roles, &change->grants, role->id, grant->scope)
                   ? judge(change, PERMISSION_ROLE_GRANT, role->permissions, grant->scope)
                   : ROLE_NOT_HELD;
    if (read_grants(change, grant->account_id, &theirs) != 0)
        return ROLE_FAILED;
    return judge(change, PERMISSION_ACCOUNT_BAN,
                 role->permissions &
                     permissions_given(change->roles, &theirs, grant->scope, change->now),
                 grant->scope);
}

/* What is told with a change: about the roles, then about each account that it changes. */
struct entry_list {
    struct journal_entry *entries;
    size_t count;
};

/* Adds all who hold a role. 0 or -1. */
static int list_holders(const struct change *change, uint64_t role_id, struct entry_list *list)
{
    const struct store *store = change->store;
    size_t count;
    const uint64_t *holders = role_holders(store->database, store->arena, role_id, &count);
    struct journal_entry *longer;

    if (holders == NULL)
        return -1;
    longer = arena_alloc(store->arena, (list->count + count) * sizeof *longer);
    memcpy(longer, list->entries, list->count * sizeof *longer);
    list->entries = longer;
    for (size_t i = 0; i < count; i++)
        list->entries[list->count++] =
            (struct journal_entry){.kind = JOURNAL_ACCOUNT, .account_id = holders[i]};
    return 0;
}

/* ---- roles ---- */

/* Writes what is in one set and not in the other. */
static int write_permissions(const struct change *change, uint64_t role_id, permission_set before,
                             permission_set after)
{
    struct database *database = change->store->database;

    for (int i = 1; i < PERMISSIONS; i++) {
        bool had = permission_held(before, i), has = permission_held(after, i);

        if (had != has &&
            (has ? database_run(database, &ROLE_PERMISSION_ADD, role_id, permission_name(i))
                 : database_run(database, &ROLE_PERMISSION_DROP, role_id, permission_name(i))) != 0)
            return -1;
    }
    return 0;
}

static enum role_result insert_role(const struct change *change, const struct role *role,
                                    uint64_t *id)
{
    struct database *database = change->store->database;

    if (database_run(database, &ROLE_INSERT, role->name, role->title, role->denies) != 0)
        return ROLE_FAILED;
    *id = database_made_id(database);
    return write_permissions(change, *id, 0, role->permissions) == 0 ? ROLE_DONE : ROLE_FAILED;
}

enum role_result role_create(const struct role_actor *actor, const struct role *role, uint64_t *id)
{
    struct journal_entry entry = {.kind = JOURNAL_ROLES, .account_id = actor->who->account_id};
    struct change change;
    enum role_result result = role_words_check(role);

    if (result != ROLE_DONE)
        return result;
    result = begin_change(&change, actor);
    if (result == ROLE_DONE)
        result = judge(&change, PERMISSION_ROLE_EDIT, role->permissions, everywhere);
    if (result == ROLE_DONE)
        result = insert_role(&change, role, id);
    return finish_role_change(
        &change, result, &entry, 1,
        &(struct audit_entry){.act = AUDIT_ROLE_MAKE,
                              .subject = role_record_subject(actor->store->arena, role->name),
                              .after = role_set_text(actor->store->arena, role->permissions)});
}

/* Writes a role that is as it should be. LIST gets what tells of it. */
static enum role_result write_role(const struct change *change, const struct role *role,
                                   const struct role *wanted, struct entry_list *list)
{
    const struct store *store = change->store;
    int demanded = factor_demand_change(store->database, store->arena, change->roles, role, wanted);

    if (demanded < 0 || (demanded > 0 && list_holders(change, role->id, list) != 0))
        return ROLE_FAILED;
    return database_run(store->database, &ROLE_UPDATE, wanted->name, wanted->title, wanted->id) ==
                       0 &&
                   write_permissions(change, role->id, role->permissions, wanted->permissions) == 0
               ? ROLE_DONE
               : ROLE_FAILED;
}

enum role_result role_change(const struct role_actor *actor, const struct role *wanted)
{
    struct journal_entry entry = {.kind = JOURNAL_ROLES, .account_id = actor->who->account_id};
    struct entry_list list = {&entry, 1};
    struct change change;
    struct arena *arena = actor->store->arena;
    struct audit_entry record = {.act = AUDIT_ROLE_CHANGE};
    const struct role *role = NULL;
    enum role_result result = role_words_check(wanted);

    if (result != ROLE_DONE)
        return result;
    result = begin_change(&change, actor);
    if (result == ROLE_DONE) {
        role = role_by_id(change.roles, wanted->id);
        result = role != NULL ? role_change_check(role, wanted) : ROLE_NO_ROLE;
    }
    if (result == ROLE_DONE)
        result = judge(&change, PERMISSION_ROLE_EDIT, role->permissions ^ wanted->permissions,
                       everywhere);
    if (result == ROLE_DONE)
        result = write_role(&change, role, wanted, &list);
    if (role != NULL)
        record = (struct audit_entry){.act = AUDIT_ROLE_CHANGE,
                                      .subject = role_record_subject(arena, role->name),
                                      .before = role_record_text(arena, role),
                                      .after = role_record_text(arena, wanted)};
    return finish_role_change(&change, result, list.entries, list.count, &record);
}

/* What becomes of a role's holders when it is deleted. */
struct dismissal {
    uint64_t role_id;
    enum role_holders holders;
    const struct role *successor;
    struct entry_list list;
};

static enum role_result dismiss_holders(const struct change *change, struct dismissal *dismissal)
{
    const struct store *store = change->store;
    const struct role *next = dismissal->successor;

    if (list_holders(change, dismissal->role_id, &dismissal->list) != 0)
        return ROLE_FAILED;
    if (dismissal->list.count > 1 && dismissal->holders == ROLE_HOLDERS_KEEP)
        return ROLE_IS_HELD;
    if (next != NULL &&
        ((role_administers(change->roles, next) != 0 &&
          factor_demand_holders(store->database, store->arena, change->roles, dismissal->role_id) !=
              0) ||
         database_run(store->database, &MEMBERSHIP_CHANGE_ROLE, next->id, change->now,
                      change->who->account_id, dismissal->role_id) != 0))
        return ROLE_FAILED;
    return database_run(store->database, &MEMBERSHIP_DROP_ROLE, dismissal->role_id) == 0
               ? ROLE_DONE
               : ROLE_FAILED;
}

enum role_result role_delete(const struct role_actor *actor, uint64_t role_id,
                             enum role_holders holders, uint64_t successor)
{
    struct journal_entry entry = {.kind = JOURNAL_ROLES, .account_id = actor->who->account_id};
    struct change change;
    struct dismissal dismissal = {.role_id = role_id, .holders = holders, .list = {&entry, 1}};
    const struct role *role, *next = NULL;
    permission_set moved = 0;
    enum role_result result = begin_change(&change, actor);

    if (result != ROLE_DONE)
        return refuse_change(&change, result);
    role = role_by_id(change.roles, role_id);
    if (holders == ROLE_HOLDERS_CHANGE)
        next = role_by_id(change.roles, successor);
    if (role == NULL || (holders == ROLE_HOLDERS_CHANGE && (next == NULL || next == role)))
        return refuse_change(&change, ROLE_NO_ROLE);
    if (role->built_in)
        return refuse_change(&change, ROLE_IS_BUILT_IN);
    moved = role->permissions | (next != NULL ? next->permissions : 0);
    result = judge(&change, PERMISSION_ROLE_EDIT, moved, everywhere);
    if (result == ROLE_DONE && holders != ROLE_HOLDERS_KEEP)
        result = judge(&change, PERMISSION_ROLE_GRANT, moved, everywhere);
    /* Who gets another role by it may be let in to boards by that one. */
    if (result == ROLE_DONE && next != NULL && !change.is_operator &&
        !board_access_held(change.roles, &change.grants, next->id, everywhere))
        result = ROLE_NOT_HELD;
    dismissal.successor = next;
    if (result == ROLE_DONE)
        result = dismiss_holders(&change, &dismissal);
    if (result == ROLE_DONE && database_run(actor->store->database, &ROLE_DELETE, role_id) != 0)
        result = ROLE_FAILED;
    return finish_role_change(
        &change, result, dismissal.list.entries, dismissal.list.count,
        &(struct audit_entry){.act = AUDIT_ROLE_DELETE,
                              .subject = role_record_subject(actor->store->arena, role->name),
                              .before = role_record_text(actor->store->arena, role),
                              .after = next != NULL ? next->name : NULL});
}

/* ---- grants ---- */

/* Finds what a grant names. Whoever has paused their account may be silenced meanwhile: they come back
 * when they like. */
static enum role_result find_grant(const struct change *change, const struct role_grant *grant,
                                   const struct role **role)
{
    int found;

    *role = role_by_id(change->roles, grant->role_id);
    found = find_grantee(change, grant->account_id, *role != NULL && (*role)->denies);
    if (found <= 0)
        return found < 0 ? ROLE_FAILED : ROLE_NO_ACCOUNT;
    return *role != NULL ? ROLE_DONE : ROLE_NO_ROLE;
}

/* To suspend an account on a site or everywhere is a ban, which is kept when the grant is gone. */
static int note_ban(const struct change *change, const struct role_grant *grant,
                    int (*note)(struct database *, const struct ban *, uint64_t by))
{
    const struct role *role = role_by_id(change->roles, grant->role_id);
    const struct ban ban = {.kind = BAN_ACCOUNT,
                            .level = BAN_WRITE,
                            .site_id = grant->scope.site_id,
                            .account_id = grant->account_id,
                            .target = arena_format(change->store->arena, "%llu",
                                                   (unsigned long long)grant->account_id),
                            .reason = text_cut(change->store->arena,
                                               grant->reason != NULL ? grant->reason : "",
                                               BAN_REASON_MAX),
                            .until = grant->until};

    if (role == NULL || strcmp(role->name, ROLE_SUSPENDED) != 0 || grant->scope.board_id != 0)
        return 0;
    return note(change->store->database, &ban, change->who->account_id);
}

/* Writes it, with what is over out of the way: what an account can have is bounded. */
static enum role_result put_grant(const struct change *change, const struct role *role,
                                  const struct role_grant *grant)
{
    struct database *database = change->store->database;
    const char *reason = grant->reason != NULL ? grant->reason : "";
    struct grants theirs;

    if (grant->until != 0 && grant->until <= change->now)
        return ROLE_IS_OVER;
    if (role_administers(change->roles, role) != 0 &&
        factor_demand(database, change->store->arena, change->roles, grant->account_id) != 0)
        return ROLE_FAILED;
    if (database_run(database, &MEMBERSHIP_SWEEP, grant->account_id, change->now) != 0 ||
        database_run(database, &MEMBERSHIP_PUT, grant->account_id, grant->scope.site_id,
                     grant->scope.board_id, grant->role_id, change->now, change->who->account_id,
                     grant->until, text_cut(change->store->arena, reason, ROLE_REASON_MAX)) != 0 ||
        read_grants(change, grant->account_id, &theirs) != 0 ||
        note_ban(change, grant, ban_note_given) != 0)
        return ROLE_FAILED;
    return theirs.count < GRANTS_MAX ? ROLE_DONE : ROLE_TOO_MANY;
}

static enum role_result drop_grant(const struct change *change, const struct role_grant *grant)
{
    struct database *database = change->store->database;

    if (database_run(database, &MEMBERSHIP_DROP, grant->account_id, grant->scope.site_id,
                     grant->scope.board_id, grant->role_id) != 0)
        return ROLE_FAILED;
    if (database_changed(database) == 0)
        return ROLE_NO_GRANT;
    return note_ban(change, grant, ban_note_taken) == 0 ? ROLE_DONE : ROLE_FAILED;
}

/* Takes all roles that an account has in just this scope, but for those that deny: DROPPED gets their
 * names. */
static enum role_result drop_others(const struct change *change, const struct role_grant *grant,
                                    struct buffer *dropped)
{
    struct grants theirs;
    enum role_result result = ROLE_DONE;

    if (read_grants(change, grant->account_id, &theirs) != 0)
        return ROLE_FAILED;
    for (size_t i = 0; i < theirs.count && result == ROLE_DONE; i++) {
        const struct role *role = role_by_id(change->roles, theirs.list[i].role_id);
        struct role_grant other = *grant;

        if (role == NULL || role->denies || role->id == grant->role_id ||
            theirs.list[i].scope.site_id != grant->scope.site_id ||
            theirs.list[i].scope.board_id != grant->scope.board_id)
            continue;
        other.role_id = role->id;
        result = judge_grant(change, role, &other);
        if (result == ROLE_DONE)
            result = drop_grant(change, &other);
        buffer_format(dropped, "%s%s", dropped->length > 0 ? " " : "", role->name);
    }
    return result;
}

/* Whether a grant is as it was seen, where that is asked for. */
static enum role_result check_seen(const struct change *change, const struct role_grant *grant)
{
    struct grants theirs;
    int64_t granted = 0;
    bool over = false;

    if (!grant->compare)
        return ROLE_DONE;
    if (read_grants(change, grant->account_id, &theirs) != 0)
        return ROLE_FAILED;
    for (size_t i = 0; i < theirs.count; i++)
        if (theirs.list[i].role_id == grant->role_id &&
            theirs.list[i].scope.site_id == grant->scope.site_id &&
            theirs.list[i].scope.board_id == grant->scope.board_id) {
            granted = theirs.list[i].granted;
            over = grant_is_over(&theirs.list[i], change->now);
        }
    return granted == grant->seen || (over && grant->seen == 0) ? ROLE_DONE : ROLE_GRANT_CHANGED;
}

enum grant_act { GRANT_ADD, GRANT_DROP, GRANT_REPLACE };

static enum role_result change_grant(const struct role_actor *actor, const struct role_grant *grant,
                                     enum grant_act act)
{
    struct journal_entry entry = {.kind = JOURNAL_ACCOUNT, .account_id = grant->account_id};
    struct change change;
    struct arena *arena = actor->store->arena;
    struct buffer dropped = buffer_open(arena, 64);
    struct audit_entry record = {.act = act == GRANT_DROP ? AUDIT_ROLE_REVOKE : AUDIT_ROLE_GRANT,
                                 .about_id = grant->account_id,
                                 .reason = grant->reason};
    const struct role *role = NULL;
    enum role_result result = begin_change(&change, actor);

    if (result == ROLE_DONE)
        result = find_grant(&change, grant, &role);
    if (result == ROLE_DONE)
        result = judge_grant(&change, role, grant);
    if (result == ROLE_DONE)
        result = check_seen(&change, grant);
    if (result == ROLE_DONE && act == GRANT_REPLACE && !role->denies)
        result = drop_others(&change, grant, &dropped);
    if (result == ROLE_DONE)
        result = act == GRANT_DROP ? drop_grant(&change, grant) : put_grant(&change, role, grant);
    if (result == ROLE_DONE && grant->notice != NULL &&
        mail_queue(actor->store->database, grant->notice) != 0)
        result = ROLE_FAILED;
    if (role != NULL)
        record.subject = grant_record_subject(arena, role, grant->scope);
    if (dropped.length > 0)
        record.before = dropped.data;
    if (role != NULL && act != GRANT_DROP)
        record.after =
            grant_record_after(arena, role_administers(change.roles, role) != 0, grant->until);
    return finish_role_change(&change, result, &entry, 1, &record);
}

enum role_result role_grant(const struct role_actor *actor, const struct role_grant *grant)
{
    return change_grant(actor, grant, GRANT_ADD);
}

enum role_result role_revoke(const struct role_actor *actor, const struct role_grant *grant)
{
    return change_grant(actor, grant, GRANT_DROP);
}

enum role_result role_replace(const struct role_actor *actor, const struct role_grant *grant)
{
    return change_grant(actor, grant, GRANT_REPLACE);
}
