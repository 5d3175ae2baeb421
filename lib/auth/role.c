/* The roles, few and asked with every request, are kept in the process and read again when their
 * generation has moved, as sites are. While that fails, nobody is let in by the old ones: what was
 * taken from a role must not be done once more because the database is slow. */
#include "auth/role.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/clock.h"
#include "base/language.h"

STATEMENT(ROLE_LIST, PARAMETERS(),
          COLUMNS(id(id), text(name), text(title), flag(built_in), flag(denies), number(version),
                  text(permission)),
          "SELECT r.id, r.name, r.title, r.built_in, r.denies, r.version, p.permission FROM role r"
          " LEFT JOIN role_permission p ON p.role_id = r.id ORDER BY r.built_in DESC, r.id");
STATEMENT(BOARD_ACCESS_LIST, PARAMETERS(),
          COLUMNS(id(site_id), id(board_id), text(permission), id(role_id)),
          "SELECT site_id, board_id, permission, role_id FROM board_access"
          " ORDER BY board_id, permission, role_id");
STATEMENT_SET(role_statements, &ROLE_LIST, &BOARD_ACCESS_LIST);

struct roles {
    struct arena *arena;
    struct role *list;
    size_t count, capacity;
    struct board_access *access; /* in the order of boards */
    size_t access_count, access_capacity;
    uint64_t stamp; /* 0: never read */
    bool demands_factor;
    int64_t grace; /* before that is felt */
};

struct roles *roles_open(void)
{
    struct roles *roles = calloc(1, sizeof *roles);

    if (roles == NULL)
        abort();
    roles->arena = arena_open(4096);
    return roles;
}

void roles_close(struct roles *roles)
{
    if (roles == NULL)
        return;
    arena_close(roles->arena);
    free(roles);
}

void roles_demand_factor(struct roles *roles, int64_t grace)
{
    roles->demands_factor = true;
    roles->grace = grace;
}

void roles_configure(struct roles *roles, const struct configuration *configuration)
{
    if (configuration->factor_grace_days != FACTOR_NEVER)
        roles_demand_factor(roles,
                            (int64_t)configuration->factor_grace_days * 86400 * CLOCK_SECOND);
}

/* LIST of COUNT elements of SIZE bytes, with room for one more. */
static void *grown(struct roles *roles, void *list, size_t count, size_t *capacity, size_t size)
{
    void *larger;

    if (count < *capacity)
        return list;
    *capacity = 2 * *capacity + 8;
    larger = arena_alloc(roles->arena, *capacity * size);
    if (count > 0)
        memcpy(larger, list, count * size);
    return larger;
}

static struct role *add(struct roles *roles, const struct role *role)
{
    roles->list = grown(roles, roles->list, roles->count, &roles->capacity, sizeof *roles->list);
    roles->list[roles->count] = *role;
    roles->list[roles->count].name = arena_string(roles->arena, role->name);
    roles->list[roles->count].title = arena_string(roles->arena, role->title);
    return &roles->list[roles->count++];
}

void roles_add(struct roles *roles, const struct role *role)
{
    add(roles, role);
}

void roles_add_access(struct roles *roles, const struct board_access *access)
{
    roles->access = grown(roles, roles->access, roles->access_count, &roles->access_capacity,
                          sizeof *roles->access);
    roles->access[roles->access_count++] = *access;
}

/* All there is, in the order of boards; *COUNT rows. */
static const struct board_access *roles_access(const struct roles *roles, size_t *count)
{
    *count = roles->access_count;
    return roles->access;
}

/* The permissions that a row's text names. One that this version does not know is passed over:
 * there is nothing here that would ask for it. */
static permission_set permissions_named(const char *text)
{
    enum permission permission;

    if (text == NULL)
        return 0;
    if (strcmp(text, "*") == 0)
        return PERMISSIONS_ALL;
    permission = permission_named(text);
    return permission != PERMISSION_NONE ? PERMISSION_BIT(permission) : 0;
}

static int read_into(struct roles *roles, struct database *database)
{
    struct ROLE_LIST_rows *rows = database_query(database, roles->arena, &ROLE_LIST);
    const struct ROLE_LIST_row *row;
    struct role *role = NULL;

    if (rows == NULL)
        return -1;
    while ((row = rows_next(rows)) != NULL) {
        if (role == NULL || role->id != row->id)
            role = add(roles, &(struct role){.id = row->id,
                                             .name = row->name,
                                             .title = row->title,
                                             .built_in = row->built_in,
                                             .denies = row->denies,
                                             .version = row->version});
        role->permissions |= permissions_named(row->permission);
    }
    return 0;
}

/* What is kept for some on boards. A permission that this version does not know is asked for by
 * nothing here. */
static int read_access(struct roles *roles, struct database *database)
{
    struct BOARD_ACCESS_LIST_rows *rows =
        database_query(database, roles->arena, &BOARD_ACCESS_LIST);
    const struct BOARD_ACCESS_LIST_row *row;

    if (rows == NULL)
        return -1;
    while ((row = rows_next(rows)) != NULL) {
        enum permission permission = permission_named(row->permission);

        if (permission != PERMISSION_NONE)
            roles_add_access(roles, &(struct board_access){row->site_id, row->board_id, permission,
                                                           row->role_id});
    }
    return 0;
}

int roles_read(struct roles *roles, struct database *database)
{
    struct roles fresh = {.arena = arena_open(4096),
                          .stamp = roles->stamp,
                          .demands_factor = roles->demands_factor,
                          .grace = roles->grace};

    if (read_into(&fresh, database) != 0 || read_access(&fresh, database) != 0) {
        arena_close(fresh.arena);
        return -1;
    }
    arena_close(roles->arena);
    *roles = fresh;
    return 0;
}

int roles_refresh(struct roles *roles, struct database *database, struct shared *shared)
{
    uint64_t stamp = generation_stamp(shared, (const char *const[]){"roles", NULL});

    if (stamp == roles->stamp)
        return 0;
    if (roles_read(roles, database) != 0)
        return -1;
    roles->stamp = stamp;
    return 0;
}

const struct role *role_at(const struct roles *roles, size_t index)
{
    return index < roles->count ? &roles->list[index] : NULL;
}

const struct role *role_by_id(const struct roles *roles, uint64_t id)
{
    for (size_t i = 0; i < roles->count; i++)
        if (roles->list[i].id == id)
            return &roles->list[i];
    return NULL;
}

const struct role *role_named(const struct roles *roles, const char *name)
{
    for (size_t i = 0; i < roles->count; i++)
        if (strcmp(roles->list[i].name, name) == 0)
            return &roles->list[i];
    return NULL;
}

static const struct {
    const char *name, *title;
} built_in[] = {
    {ROLE_GUEST, N_("Guest")},         {ROLE_MEMBER, N_("Member")},
    {"trusted", N_("Trusted member")}, {"reviewer", N_("Reviewer")},
    {"moderator", N_("Moderator")},    {ROLE_ADMINISTRATOR, N_("Administrator")},
    {ROLE_SUSPENDED, N_("Suspended")},
};

const char *role_built_in(size_t index)
{
    return index < sizeof built_in / sizeof built_in[0] ? built_in[index].name : NULL;
}

const char *role_title(const struct role *role)
{
    if (*role->title != '\0')
        return role->title;
    for (size_t i = 0; i < sizeof built_in / sizeof built_in[0]; i++)
        if (strcmp(built_in[i].name, role->name) == 0)
            return _(built_in[i].title);
    return role->name;
}

/* ---- what somebody may by them ---- */

static permission_set permissions_of(const struct roles *roles, const char *name)
{
    const struct role *role = role_named(roles, name);

    return role != NULL ? role->permissions : 0;
}

bool grant_is_over(const struct grant *grant, int64_t now)
{
    return grant->until != 0 && grant->until <= now;
}

bool scope_contains(struct role_scope outer, struct role_scope inner)
{
    return (outer.site_id == 0 || outer.site_id == inner.site_id) &&
           (outer.board_id == 0 || outer.board_id == inner.board_id);
}

/* Which grants count. */
enum grant_reach {
    REACH_AROUND, /* those that hold in all of a scope */
    REACH_WITHIN, /* those of a part of it, too */
};

/* Of whom is asked, where and when. */
struct holding {
    const struct roles *roles;
    const struct grants *grants;
    struct role_scope scope;
    int64_t now;
};

/* All that grants of roles give which deny or don't. */
static permission_set add_up(const struct holding *h, bool denies, enum grant_reach reach)
{
    permission_set set = 0;

    for (size_t i = 0; i < h->grants->count; i++) {
        const struct grant *grant = &h->grants->list[i];
        const struct role *role = role_by_id(h->roles, grant->role_id);

        if (role != NULL && role->denies == denies && !grant_is_over(grant, h->now) &&
            (scope_contains(grant->scope, h->scope) ||
             (reach == REACH_WITHIN && scope_contains(h->scope, grant->scope))))
            set |= role->permissions;
    }
    return set;
}

/* Whether a second factor that is demanded is still missing when it should be there. */
static bool lacks_factor(const struct roles *roles, const struct grants *grants, int64_t now)
{
    return roles->demands_factor && grants->factor_demanded != 0 &&
           grants->factor_demanded + roles->grace <= now;
}

/* Of administration, what not all members may: nobody guards with a second factor what everybody has. */
static permission_set administering(const struct roles *roles)
{
    return PERMISSIONS_ADMINISTERING & ~permissions_of(roles, ROLE_MEMBER);
}

permission_set role_administers(const struct roles *roles, const struct role *role)
{
    return role->denies ? 0 : role->permissions & administering(roles);
}

static permission_set board_access_taken(const struct roles *roles, const struct grants *grants,
                                         struct role_scope scope, int64_t now);

/* What is given in all of the scope, without what is taken in TAKEN's reach, and of a board without
 * what is kept for others there, nor what is withheld for want of a second factor. */
static permission_set add_up_held(const struct holding *h, enum grant_reach taken)
{
    permission_set kept =
        h->scope.board_id != 0 ? board_access_taken(h->roles, h->grants, h->scope, h->now) : 0;

    if (h->grants == NULL)
        return permissions_of(h->roles, ROLE_GUEST) & GUEST_PERMISSIONS & ~kept;
    return (permissions_of(h->roles, ROLE_MEMBER) | add_up(h, false, REACH_AROUND)) &
           ~add_up(h, true, taken) & ~ENTRANCE_PERMISSIONS & ~kept &
           ~(lacks_factor(h->roles, h->grants, h->now) ? administering(h->roles) : 0);
}

permission_set permissions_at(const struct roles *roles, const struct grants *grants,
                              struct role_scope scope, int64_t now)
{
    return add_up_held(&(struct holding){roles, grants, scope, now}, REACH_AROUND);
}

permission_set permissions_throughout(const struct roles *roles, const struct grants *grants,
                                      struct role_scope scope, int64_t now)
{
    return add_up_held(&(struct holding){roles, grants, scope, now}, REACH_WITHIN);
}

int64_t factor_due(const struct roles *roles, const struct grants *grants, int64_t now)
{
    const struct role_scope everywhere = {0, 0};

    if (!roles->demands_factor || grants->factor_demanded == 0 ||
        (permissions_given(roles, grants, everywhere, now) & administering(roles)) == 0)
        return 0;
    return grants->factor_demanded + roles->grace;
}

bool factor_withholds(const struct roles *roles, const struct grants *grants,
                      struct role_scope scope, enum permission permission, int64_t now)
{
    struct grants with_factor;
    permission_set held;

    if (grants == NULL || !lacks_factor(roles, grants, now) ||
        !permission_held(administering(roles), permission))
        return false;
    with_factor = *grants;
    with_factor.factor_demanded = 0;
    held = scope.board_id != 0 ? permissions_at(roles, &with_factor, scope, now)
                               : permissions_somewhere(roles, &with_factor, scope.site_id, now);
    return permission_held(held, permission);
}

permission_set permissions_given(const struct roles *roles, const struct grants *grants,
                                 struct role_scope scope, int64_t now)
{
    return permissions_of(roles, ROLE_MEMBER) |
           add_up(&(struct holding){roles, grants, scope, now}, false, REACH_WITHIN);
}

permission_set permissions_denied(const struct roles *roles, const struct grants *grants,
                                  struct role_scope scope, int64_t now)
{
    return add_up(&(struct holding){roles, grants, scope, now}, true, REACH_AROUND);
}

permission_set permissions_somewhere(const struct roles *roles, const struct grants *grants,
                                     uint64_t site_id, int64_t now)
{
    permission_set set = permissions_at(roles, grants, (struct role_scope){site_id, 0}, now);

    for (size_t i = 0; grants != NULL && i < grants->count; i++)
        if (grants->list[i].scope.board_id != 0 && grants->list[i].scope.site_id == site_id)
            set |= permissions_at(roles, grants, grants->list[i].scope, now);
    return set;
}

/* ---- boards that are not for everybody ---- */

/* Whether somebody holds the role that is named, there. Of one that is gone nobody does. */
static bool holds(const struct roles *roles, const struct grants *grants,
                  const struct board_access *access, int64_t now)
{
    const struct role_scope board = {access->site_id, access->board_id};
    const struct role *role = role_by_id(roles, access->role_id);

    if (role == NULL)
        return false;
    if (strcmp(role->name, ROLE_GUEST) == 0)
        return true;
    if (grants == NULL || strcmp(role->name, ROLE_MEMBER) == 0)
        return grants != NULL;
    for (size_t i = 0; i < grants->count; i++) {
        const struct grant *grant = &grants->list[i];

        if (grant->role_id == role->id && !grant_is_over(grant, now) &&
            scope_contains(grant->scope, board))
            return true;
    }
    return false;
}

/* Where the rows of a board begin; the end where it has none. */
static size_t first_of(const struct board_access *rows, size_t count, uint64_t board_id)
{
    size_t low = 0, high = count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (rows[middle].board_id < board_id)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static permission_set board_access_taken(const struct roles *roles, const struct grants *grants,
                                         struct role_scope scope, int64_t now)
{
    size_t count;
    const struct board_access *rows = roles_access(roles, &count);
    permission_set kept = 0, given = 0, taken;

    for (size_t i = first_of(rows, count, scope.board_id);
         i < count && rows[i].board_id == scope.board_id; i++) {
        kept |= PERMISSION_BIT(rows[i].permission);
        if (holds(roles, grants, &rows[i], now))
            given |= PERMISSION_BIT(rows[i].permission);
    }
    /* What is for nobody is so whoever else is named. */
    for (size_t i = first_of(rows, count, scope.board_id);
         i < count && rows[i].board_id == scope.board_id; i++)
        if (rows[i].role_id == BOARD_FOR_NOBODY)
            given &= ~PERMISSION_BIT(rows[i].permission);
    taken = kept & ~given;
    return permission_held(taken, PERMISSION_SITE_READ) ? PERMISSIONS_ALL : taken;
}

bool permission_denied_somewhere(const struct roles *roles, const struct grants *grants,
                                 enum permission permission, int64_t now)
{
    for (size_t i = 0; i < grants->count; i++) {
        const struct role *role = role_by_id(roles, grants->list[i].role_id);

        if (role != NULL && role->denies && !grant_is_over(&grants->list[i], now) &&
            permission_held(role->permissions, permission))
            return true;
    }
    return false;
}

bool board_access_held(const struct roles *roles, const struct grants *grants, uint64_t role_id,
                       struct role_scope scope)
{
    size_t count;
    const struct board_access *rows = roles_access(roles, &count);

    for (size_t i = 0; i < count; i++) {
        const struct role_scope board = {rows[i].site_id, rows[i].board_id};

        if (rows[i].role_id == role_id &&
            (scope_contains(scope, board) || scope_contains(board, scope)) &&
            !permission_held(permissions_at(roles, grants, board, clock_now()), rows[i].permission))
            return false;
    }
    return true;
}

bool board_is_public(const struct roles *roles, uint64_t board_id)
{
    size_t count;
    const struct board_access *rows = roles_access(roles, &count);

    for (size_t i = first_of(rows, count, board_id); i < count && rows[i].board_id == board_id; i++)
        if (rows[i].permission == PERMISSION_SITE_READ)
            return false;
    return true;
}

bool board_is_archived(const struct roles *roles, uint64_t board_id)
{
    size_t count;
    const struct board_access *rows = roles_access(roles, &count);

    for (size_t i = first_of(rows, count, board_id); i < count && rows[i].board_id == board_id; i++)
        if (rows[i].role_id == BOARD_FOR_NOBODY)
            return true;
    return false;
}

bool reader_sees(const struct reader *reader, uint64_t board_id)
{
    if (reader->roles == NULL || board_id == 0 || board_is_public(reader->roles, board_id))
        return true;
    return !reader->everybody &&
           !permission_held(board_access_taken(reader->roles, reader->grants,
                                               (struct role_scope){.board_id = board_id},
                                               clock_now()),
                            PERMISSION_SITE_READ);
}

const char *reader_hidden(const struct reader *reader, struct arena *arena)
{
    size_t count = 0;
    const struct board_access *rows = reader->roles != NULL ? roles_access(reader->roles, &count)
                                                            : NULL;
    struct buffer hidden = buffer_open(arena, 16);

    for (size_t i = 0; i < count; i++)
        if ((i == 0 || rows[i].board_id != rows[i - 1].board_id) &&
            !reader_sees(reader, rows[i].board_id))
            buffer_format(&hidden, "%s%" PRIu64, hidden.length > 0 ? "," : "", rows[i].board_id);
    return hidden.length > 0 ? hidden.data : "";
}
