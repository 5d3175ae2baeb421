#include "store/rights/grants.h"

#include <stddef.h>
#include <string.h>

#include "base/text/text.h"

#define READ PRIVILEGE_SELECT
#define WRITE (PRIVILEGE_INSERT | PRIVILEGE_UPDATE | PRIVILEGE_DELETE)
#define ALL_ROWS (READ | WRITE)

const char *const table_privilege_names[] = {"SELECT", "INSERT", "UPDATE", "DELETE", "DROP", NULL};

/* A table on which a program's account needs something else than on others. */
struct exception {
    const char *table;
    unsigned needed;
};

/* Records are only ever added, and migrations are migrate's. */
#define KEPT_TABLES                                                                                \
    {"audit", READ | PRIVILEGE_INSERT}, {"account_note", READ | PRIVILEGE_INSERT},                 \
        {"migration", READ},                                                                       \
    {                                                                                              \
        "migration_step", READ                                                                     \
    }

/* Rows that let somebody in, or that are between the site and one: for who reads secrets. */
static const char *const closed_tables[] = {"session",       "api_token",         "account_link",
                                            "invitation",    "throttle",          "mail",
                                            "totp",          "recovery_code",     "login_pending",
                                            "passkey",       "passkey_challenge", "identity",
                                            "provider_login"};

static const struct exception worker_tables[] = {KEPT_TABLES, {NULL, 0}};
/* What it keeps for searches and lists, the rows of the journal that tell of that, and its own place
 * in it. */
static const struct exception follower_tables[] = {
    {"follower", ALL_ROWS},
    {"journal", READ | PRIVILEGE_INSERT},
    {"activity", ALL_ROWS},
    {"comment_words", ALL_ROWS},
    {"thread_words", ALL_ROWS},
    {"comment_skipped", ALL_ROWS},
    {"comment_link", ALL_ROWS},
    {"word_frequency", ALL_ROWS},
    {"talk_reindex", READ | PRIVILEGE_UPDATE},
    {"comment", READ | PRIVILEGE_UPDATE},
    {"comment_text", READ | PRIVILEGE_UPDATE},
    {"thread", READ | PRIVILEGE_UPDATE},
    {"game", READ | PRIVILEGE_INSERT | PRIVILEGE_UPDATE},
    {NULL, 0},
};
static const struct exception mail_tables[] = {{"mail", ALL_ROWS}, {NULL, 0}};
/* What it learns of providers, and the logins that it is asked to finish. */
static const struct exception provider_tables[] = {{"provider", ALL_ROWS},
                                                   {"provider_login", READ | PRIVILEGE_UPDATE},
                                                   {NULL, 0}};
static const struct exception reader_tables[] = {{NULL, 0}};

static const struct {
    unsigned needed; /* on a table that is no exception */
    const struct exception *exceptions;
    bool secrets; /* it reads what lets somebody in: closed tables and secret columns */
    bool process;
} programs[DATABASE_PROGRAMS] = {
    [DATABASE_WORKER] = {ALL_ROWS, worker_tables, true, false},
    [DATABASE_IMPORT] = {ALL_ROWS, worker_tables, true, false},
    [DATABASE_FOLLOWER] = {READ, follower_tables, false, true},
    [DATABASE_MAIL] = {0, mail_tables, false, false},
    [DATABASE_PROVIDER] = {0, provider_tables, false, false},
    [DATABASE_READER] = {READ, reader_tables, false, false},
};

/* Columns that let somebody in, or are nobody's but the owner's, of tables that are read for others. */
static const struct {
    const char *table, *column;
} secrets[] = {{"account", "password"}, {"account", "email"}};

unsigned grants_needed(enum database_program program, const char *table)
{
    unsigned needed = programs[program].needed;

    for (size_t i = 0; i < sizeof closed_tables / sizeof closed_tables[0]; i++)
        if (!programs[program].secrets && strcmp(closed_tables[i], table) == 0)
            needed = 0;
    for (const struct exception *e = programs[program].exceptions; e->table != NULL; e++)
        if (strcmp(e->table, table) == 0)
            needed = e->needed;
    if (program == DATABASE_IMPORT && text_starts(table, "staged_"))
        needed |= PRIVILEGE_DROP;
    return needed;
}

bool grants_hidden(enum database_program program, const char *table, const char *column)
{
    for (size_t i = 0; i < sizeof secrets / sizeof secrets[0] && !programs[program].secrets; i++)
        if (strcmp(secrets[i].table, table) == 0 &&
            (column == NULL || strcmp(secrets[i].column, column) == 0))
            return true;
    return false;
}

unsigned grants_wide(enum database_program program)
{
    unsigned wide = programs[program].secrets ? programs[program].needed : 0;

    for (const struct exception *e = programs[program].exceptions; e->table != NULL; e++)
        wide &= e->needed;
    return wide;
}

bool grants_process(enum database_program program)
{
    return programs[program].process;
}
