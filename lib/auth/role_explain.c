/* The answer is that of permissions_at, by which everything is asked; the reasons only tell what it
 * is made of. So an explanation cannot be of another mind than the door. */
#include "auth/role_explain.h"

#include "auth/factor/demand.h"
#include "base/clock.h"

STATEMENT(MEMBERSHIP_REASONS, PARAMETERS(id(account)),
          COLUMNS(id(role_id), id(site_id), id(board_id), instant(granted), instant(until),
                  text(granted_by), text(reason)),
          "SELECT m.role_id, m.site_id, m.board_id, m.granted, m.until, g.name, m.reason"
          " FROM membership m JOIN role r ON r.id = m.role_id"
          " LEFT JOIN account g ON g.id = m.granted_by WHERE m.account_id = ?"
          " ORDER BY r.denies DESC, m.site_id, m.board_id, m.role_id");
STATEMENT(ROLE_HOLDERS_COUNT, PARAMETERS(id(role)), COLUMNS(number(count)),
          "SELECT COUNT(DISTINCT account_id) FROM membership WHERE role_id = ?");
STATEMENT(ROLE_HOLDERS, PARAMETERS(id(role)), COLUMNS(id(account_id)),
          "SELECT DISTINCT account_id FROM membership WHERE role_id = ?");
STATEMENT(FACTOR_DEMANDED, PARAMETERS(id(account)), COLUMNS(instant(demanded)),
          "SELECT " FACTOR_DEMANDED_SQL " FROM account a WHERE a.id = ?");
STATEMENT_SET(role_explain_statements, &MEMBERSHIP_REASONS, &ROLE_HOLDERS_COUNT, &ROLE_HOLDERS,
              &FACTOR_DEMANDED);

const char *role_effect_name(enum role_effect effect)
{
    static const char *const names[] = {
        [ROLE_GIVES] = "gives",         [ROLE_TAKES] = "takes", [ROLE_LACKS] = "lacks",
        [ROLE_ELSEWHERE] = "elsewhere", [ROLE_OVER] = "over",
    };

    return names[effect];
}

struct role_reason *role_grants(const struct roles *roles, struct database *database,
                                struct arena *arena, uint64_t account_id, size_t *count)
{
    struct MEMBERSHIP_REASONS_rows *rows =
        database_query(database, arena, &MEMBERSHIP_REASONS, account_id);
    const struct MEMBERSHIP_REASONS_row *row;
    struct role_reason *reasons;
    int64_t now = clock_now();

    *count = 0;
    if (rows == NULL)
        return NULL;
    reasons = arena_alloc(arena, (rows_count(rows) + 1) * sizeof *reasons);
    while ((row = rows_next(rows)) != NULL) {
        struct role_reason *reason = &reasons[*count];

        *reason = (struct role_reason){.role = role_by_id(roles, row->role_id),
                                       .effect = ROLE_LACKS,
                                       .grant = {.scope = {row->site_id, row->board_id},
                                                 .role_id = row->role_id,
                                                 .granted = row->granted,
                                                 .until = row->until},
                                       .granted_by = row->granted_by,
                                       .reason = row->reason};
        if (reason->role == NULL)
            continue; /* made since the roles were read */
        if (grant_is_over(&reason->grant, now))
            reason->effect = ROLE_OVER;
        ++*count;
    }
    return reasons;
}

/* An account's grants as its session would have them, with the reasons. */
struct account_grants {
    struct grants grants;
    struct role_reason *reasons;
    size_t count;
};

/* 0 or -1. */
static int read_account_grants(const struct roles *roles, struct database *database,
                               struct arena *arena, uint64_t account_id,
                               struct account_grants *read)
{
    const struct FACTOR_DEMANDED_row *row =
        database_row(database, arena, &FACTOR_DEMANDED, account_id);
    struct grants *grants = &read->grants;

    if (row == NULL)
        return -1;
    grants->factor_demanded = row->demanded;
    grants->count = 0;
    read->reasons = role_grants(roles, database, arena, account_id, &read->count);
    if (read->reasons == NULL)
        return -1;
    for (size_t i = 0; i < read->count && grants->count < GRANTS_MAX; i++)
        grants->list[grants->count++] = read->reasons[i].grant;
    return 0;
}

int role_account_grants(const struct roles *roles, struct database *database, struct arena *arena,
                        uint64_t account_id, struct grants *grants)
{
    struct account_grants read;

    if (read_account_grants(roles, database, arena, account_id, &read) != 0)
        return -1;
    *grants = read.grants;
    return 0;
}

/* What a role does to PERMISSION in SCOPE. */
static enum role_effect effect_of(const struct role_reason *reason, enum permission permission,
                                  struct role_scope scope)
{
    if (!permission_held(reason->role->permissions, permission))
        return ROLE_LACKS;
    if (reason->effect == ROLE_OVER)
        return ROLE_OVER;
    if (!scope_contains(reason->grant.scope, scope))
        return ROLE_ELSEWHERE;
    return reason->role->denies ? ROLE_TAKES : ROLE_GIVES;
}

int role_explain(const struct roles *roles, struct database *database, struct arena *arena,
                 const struct role_question *question, struct role_explanation *explanation)
{
    uint64_t account_id = question->account_id;
    const struct role *base = role_named(roles, account_id != 0 ? ROLE_MEMBER : ROLE_GUEST);
    struct account_grants read = {.count = 0};
    const struct grants *grants = &read.grants;
    int64_t now = clock_now();

    *explanation = (struct role_explanation){.held = false};
    if (account_id != 0 && read_account_grants(roles, database, arena, account_id, &read) != 0)
        return -1;
    explanation->reasons = arena_alloc(arena, (read.count + 1) * sizeof *explanation->reasons);
    if (base != NULL)
        explanation->reasons[explanation->count++] =
            (struct role_reason){.role = base, .reason = ""};
    for (size_t i = 0; i < read.count; i++)
        explanation->reasons[explanation->count++] = read.reasons[i];
    for (size_t i = 0; i < explanation->count; i++)
        explanation->reasons[i].effect =
            effect_of(&explanation->reasons[i], question->permission, question->scope);
    explanation->held = permission_held(permissions_at(roles, account_id != 0 ? grants : NULL,
                                                       question->scope, now),
                                        question->permission);
    if (permission_held(PERMISSIONS_ADMINISTERING, question->permission) &&
        (explanation->held ||
         factor_withholds(roles, grants, question->scope, question->permission, now)))
        explanation->factor_due = factor_due(roles, grants, now);
    return 0;
}

int role_holders_count(struct database *database, struct arena *arena, uint64_t role_id,
                       uint64_t *count)
{
    const struct ROLE_HOLDERS_COUNT_row *row =
        database_row(database, arena, &ROLE_HOLDERS_COUNT, role_id);

    *count = row != NULL ? row->count : 0;
    return row != NULL ? 0 : -1;
}

const uint64_t *role_holders(struct database *database, struct arena *arena, uint64_t role_id,
                             size_t *count)
{
    struct ROLE_HOLDERS_rows *rows = database_query(database, arena, &ROLE_HOLDERS, role_id);
    const struct ROLE_HOLDERS_row *row;
    uint64_t *holders;

    *count = 0;
    if (rows == NULL)
        return NULL;
    holders = arena_alloc(arena, (rows_count(rows) + 1) * sizeof *holders);
    while ((row = rows_next(rows)) != NULL)
        holders[(*count)++] = row->account_id;
    return holders;
}

int64_t role_factor_due(const struct roles *roles, struct database *database, struct arena *arena,
                        uint64_t account_id)
{
    struct grants grants;

    return role_account_grants(roles, database, arena, account_id, &grants) == 0
               ? factor_due(roles, &grants, clock_now())
               : -1;
}
