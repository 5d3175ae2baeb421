/* Reads SHOW GRANTS, which also has what comes by the roles that are active, in one statement and
 * without a right of its own. The text's form is the server's, regular and documented; what is
 * not understood of it is no right that counts, so that too much may be complained of and never
 * too little. */
#include "store/rights.h"

#include <stdbool.h>
#include <string.h>

STATEMENT(RIGHTS_GRANTS, PARAMETERS(), COLUMNS(text(grant)), "SHOW GRANTS");
STATEMENT_SET(rights_statements, &RIGHTS_GRANTS);

static const char *const needed[] = {"SELECT", "INSERT", "UPDATE", "DELETE"};

#define NEEDED (sizeof needed / sizeof needed[0])
#define ALL_NEEDED ((1U << NEEDED) - 1)

/* Where a grant reaches, as seen from one database. */
enum reach { REACH_SERVER, REACH_DATABASE, REACH_TABLE, REACH_WORKING_TABLE, REACH_OTHER };

struct rights rights_none(struct arena *arena)
{
    return (struct rights){.excess = buffer_open(arena, 64)};
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
    if (end[2] == '*')
        return REACH_DATABASE;
    return strncmp(end + 2, "`staged_", strlen("`staged_")) == 0 ? REACH_WORKING_TABLE
                                                                 : REACH_TABLE;
}

/* The bit of a privilege that is needed, for rows of whole tables or of some of their columns. */
static unsigned privilege_bit(const char *privilege, size_t length)
{
    for (size_t i = 0; i < NEEDED; i++)
        if (strlen(needed[i]) == length && strncmp(privilege, needed[i], length) == 0)
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

/* One privilege of a grant, without the columns that it may be confined to. */
static void add_privilege(struct rights *rights, const char *privilege, size_t length,
                          const char *object, enum reach reach)
{
    unsigned bit = privilege_bit(privilege, length);
    bool all = privilege_is(privilege, length, "ALL PRIVILEGES");

    if (reach == REACH_TABLE || reach == REACH_WORKING_TABLE)
        rights->partly |= all ? ALL_NEEDED : bit;
    else if (reach != REACH_OTHER)
        rights->have |= all ? ALL_NEEDED : bit;
    if (privilege_is(privilege, length, "USAGE") || privilege_is(privilege, length, "PROCESS") ||
        (reach == REACH_WORKING_TABLE && privilege_is(privilege, length, "DROP")))
        return;
    if (bit == 0 || reach == REACH_SERVER || reach == REACH_OTHER)
        put_excess(rights, privilege, length, object);
}

void rights_add(struct rights *rights, const char *name, const char *grant)
{
    const char *privilege = grant + strlen("GRANT "), *on = strstr(grant, " ON ");
    enum reach reach;

    /* Roles have lines of their own for what they bring; others tell which there are. */
    if (strncmp(grant, "GRANT ", strlen("GRANT ")) != 0 || on == NULL)
        return;
    reach = reach_of(on + 4, name);
    while (privilege < on) {
        size_t length = strcspn(privilege, ",(");

        if (length > (size_t)(on - privilege))
            length = (size_t)(on - privilege);
        while (length > 0 && privilege[length - 1] == ' ')
            length--;
        add_privilege(rights, privilege, length, on + 4, reach);
        privilege += length;
        privilege += strspn(privilege, " ");
        if (*privilege == '(')
            privilege += strcspn(privilege, ")") + 1;
        privilege += strspn(privilege, ", ");
    }
    if (strstr(on, " WITH GRANT OPTION") != NULL)
        put_excess(rights, "GRANT OPTION", strlen("GRANT OPTION"), on + 4);
}

const char *rights_missing(const struct rights *rights, struct arena *arena)
{
    struct buffer missing = buffer_open(arena, 32);

    for (size_t i = 0; i < NEEDED; i++)
        if ((rights->have & 1U << i) == 0)
            buffer_format(&missing, "%s%s%s", missing.length > 0 ? ", " : "", needed[i],
                          (rights->partly & 1U << i) != 0 ? " (but on single tables)" : "");
    return missing.length > 0 ? missing.data : "";
}

int rights_read(struct database *database, struct arena *arena, const char *name,
                struct rights *rights)
{
    struct RIGHTS_GRANTS_rows *rows = database_query(database, arena, &RIGHTS_GRANTS);
    const struct RIGHTS_GRANTS_row *row;

    if (rows == NULL)
        return -1;
    *rights = rights_none(arena);
    while ((row = rows_next(rows)) != NULL)
        rights_add(rights, name, row->grant);
    return 0;
}
