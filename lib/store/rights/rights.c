/* Reads SHOW GRANTS, which also has what comes by the roles that are active, in one statement and
 * without a right of its own. The text's form is the server's, regular and documented; what is
 * not understood of it is no right that counts, so that too much may be complained of and never
 * too little. */
#include "store/rights/rights.h"

#include <stdbool.h>
#include <string.h>

#include "base/text/text.h"

#define MISSING_TOLD 6 /* of those that are named */

/* A table that the account sees is one on which it may something. */
STATEMENT(RIGHTS_GRANTS, PARAMETERS(), COLUMNS(text(grant)), "SHOW GRANTS");
STATEMENT(RIGHTS_TABLES, PARAMETERS(), COLUMNS(text(name)),
          "SELECT table_name FROM information_schema.tables WHERE table_schema = DATABASE()"
          " ORDER BY table_name");
STATEMENT_SET(rights_statements, &RIGHTS_GRANTS, &RIGHTS_TABLES);

struct table_rights {
    const char *name;
    unsigned have;   /* enum table_privilege */
    unsigned partly; /* the same of some columns */
    bool there;
    struct table_rights *next;
};

/* Where a grant reaches, as seen from one database. */
enum reach { REACH_SERVER, REACH_DATABASE, REACH_TABLE, REACH_OTHER };

struct rights rights_none(struct arena *arena, enum database_program program, const char *database)
{
    return (struct rights){.arena = arena,
                           .program = program,
                           .database = database,
                           .excess = buffer_open(arena, 64)};
}

/* Whether the database in quotes at OBJECT is NAME, and no pattern that means others too. */
static bool is_database(const char *object, const char *name)
{
    if (*object++ != '`')
        return false;
    for (; *name != '\0'; name++, object++) {
        if (*object == '\\')
            object++;
        if (*object != *name)
            return false;
    }
    return *object == '`';
}

static enum reach reach_of(const char *object, const char *name)
{
    const char *end = strstr(object, "`.");

    if (strncmp(object, "*.*", 3) == 0)
        return REACH_SERVER;
    if (end == NULL || !is_database(object, name))
        return REACH_OTHER;
    return end[2] == '*' ? REACH_DATABASE : REACH_TABLE;
}

static struct table_rights *table_named(struct rights *rights, const char *name, size_t length)
{
    struct table_rights **at = &rights->tables;

    for (; *at != NULL; at = &(*at)->next)
        if (strlen((*at)->name) == length && memcmp((*at)->name, name, length) == 0)
            return *at;
    *at = arena_alloc(rights->arena, sizeof **at);
    **at = (struct table_rights){.name = arena_copy(rights->arena, name, length)};
    return *at;
}

/* The table of a grant on one, "`lorehall`.`thread` …". */
static struct table_rights *table_of(struct rights *rights, const char *object)
{
    const char *name = strstr(object, "`.`") + strlen("`.`");

    return table_named(rights, name, strcspn(name, "`"));
}

/* The bit of a privilege on rows. */
static unsigned privilege_bit(const char *privilege, size_t length)
{
    for (size_t i = 0; table_privilege_names[i] != NULL; i++)
        if (strlen(table_privilege_names[i]) == length &&
            strncmp(privilege, table_privilege_names[i], length) == 0)
            return 1U << i;
    return 0;
}

static bool privilege_is(const char *privilege, size_t length, const char *what)
{
    return strlen(what) == length && strncmp(privilege, what, length) == 0;
}

static void put_excess(struct rights *rights, const char *privilege, size_t length,
                       const char *object)
{
    struct buffer *excess = &rights->excess;

    if (excess->length > 0)
        buffer_text(excess, ", ");
    buffer_put(excess, privilege, length);
    buffer_text(excess, " on ");
    for (size_t i = 0, end = strcspn(object, " "); i < end; i++)
        if (object[i] != '`')
            buffer_byte(excess, object[i]);
}

/* One privilege of a grant, which may be confined to some columns. */
static void add_privilege(struct rights *rights, const char *privilege, size_t length,
                          const char *object, bool columns)
{
    enum reach reach = reach_of(object, rights->database);
    bool all = privilege_is(privilege, length, "ALL PRIVILEGES");
    unsigned bit = all ? ~0U : privilege_bit(privilege, length), allowed = 0;

    if (privilege_is(privilege, length, "USAGE") ||
        (privilege_is(privilege, length, "PROCESS") && grants_process(rights->program)))
        return;
    if (reach == REACH_TABLE) {
        struct table_rights *table = table_of(rights, object);

        allowed = grants_needed(rights->program, table->name);
        if (columns)
            table->partly |= bit;
        else if (grants_hidden(rights->program, table->name, NULL))
            allowed &= ~(unsigned)PRIVILEGE_SELECT;
        if (!columns)
            table->have |= bit;
    } else if (reach != REACH_OTHER) {
        rights->wide |= bit;
        allowed = reach == REACH_DATABASE ? grants_wide(rights->program) : 0;
    }
    if (bit == 0 || (bit & ~allowed) != 0)
        put_excess(rights, privilege, length, object);
}

void rights_add(struct rights *rights, const char *grant)
{
    const char *privilege = grant + strlen("GRANT "), *on = strstr(grant, " ON ");

    /* Roles have lines of their own for what they bring; others tell which there are. */
    if (strncmp(grant, "GRANT ", strlen("GRANT ")) != 0 || on == NULL)
        return;
    while (privilege < on) {
        size_t length = strcspn(privilege, ",("), behind = length;

        if (length > (size_t)(on - privilege))
            length = behind = (size_t)(on - privilege);
        while (length > 0 && privilege[length - 1] == ' ')
            length--;
        add_privilege(rights, privilege, length, on + 4, privilege[behind] == '(');
        privilege += behind;
        if (*privilege == '(')
            privilege += strcspn(privilege, ")") + 1;
        privilege += strspn(privilege, ", ");
    }
    if (strstr(on, " WITH GRANT OPTION") != NULL)
        put_excess(rights, "GRANT OPTION", strlen("GRANT OPTION"), on + 4);
}

void rights_add_table(struct rights *rights, const char *table)
{
    table_named(rights, table, strlen(table))->there = true;
}

const char *rights_missing(const struct rights *rights)
{
    struct buffer missing = buffer_open(rights->arena, 64);
    size_t count = 0;

    for (const struct table_rights *t = rights->tables; t != NULL; t = t->next) {
        unsigned have = rights->wide | t->have, lacks;

        if (grants_hidden(rights->program, t->name, NULL))
            have |= t->partly;
        lacks = t->there ? grants_needed(rights->program, t->name) & ~have : 0;
        for (size_t i = 0; table_privilege_names[i] != NULL; i++)
            if ((lacks & 1U << i) != 0 && ++count <= MISSING_TOLD)
                buffer_format(&missing, "%s%s on %s", count > 1 ? ", " : "",
                              table_privilege_names[i], t->name);
    }
    if (rights->tables == NULL)
        buffer_text(&missing, "right on any table");
    if (count > MISSING_TOLD)
        buffer_format(&missing, " and %zu more", count - MISSING_TOLD);
    return missing.length > 0 ? missing.data : "";
}

int rights_read(struct rights *rights, struct database *database)
{
    struct RIGHTS_GRANTS_rows *grants = database_query(database, rights->arena, &RIGHTS_GRANTS);
    struct RIGHTS_TABLES_rows *tables;
    const struct RIGHTS_GRANTS_row *grant;
    const struct RIGHTS_TABLES_row *table;

    if (grants == NULL)
        return -1;
    while ((grant = rows_next(grants)) != NULL)
        rights_add(rights, grant->grant);
    tables = database_query(database, rights->arena, &RIGHTS_TABLES);
    if (tables == NULL)
        return -1;
    while ((table = rows_next(tables)) != NULL)
        rights_add_table(rights, table->name);
    return 0;
}
