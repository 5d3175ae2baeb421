#include "store/rights/rights.h"

#include "../unit.h"

static struct rights of(enum database_program program, const char *const *grants)
{
    static const char *const tables[] = {"account", "audit", "comment", "mail", "staged_entry"};
    struct rights rights = rights_none(arena, program, "lore_hall");

    for (; *grants != NULL; grants++)
        rights_add(&rights, *grants);
    for (size_t i = 0; i < sizeof tables / sizeof tables[0]; i++)
        rights_add_table(&rights, tables[i]);
    return rights;
}

static void has(enum database_program program, const char *const *grants, const char *missing,
                const char *excess)
{
    struct rights rights = of(program, grants);

    assert_string_equal(rights_missing(&rights), missing);
    assert_string_equal(rights.excess.length > 0 ? rights.excess.data : "", excess);
}

#define GRANTS(...) ((const char *const[]){__VA_ARGS__, NULL})
#define ON(PRIVILEGES, TABLE) "GRANT " PRIVILEGES " ON `lore_hall`.`" TABLE "` TO `a`@`b`"
#define READ "SELECT"
#define ROWS "SELECT, INSERT, UPDATE, DELETE"
#define WORKERS                                                                                    \
    ON(ROWS, "account"), ON(ROWS, "comment"), ON(ROWS, "mail"), ON("SELECT, INSERT", "audit")

static void what_is_needed_is_enough_and_not_too_much(void **state)
{
    (void)state;
    has(DATABASE_WORKER, GRANTS("GRANT USAGE ON *.* TO `a`@`b`", WORKERS, ON(ROWS, "staged_entry")),
        "", "");
    has(DATABASE_IMPORT, GRANTS(WORKERS, ON(ROWS ", DROP", "staged_entry")), "", "");
    has(DATABASE_FOLLOWER,
        GRANTS("GRANT PROCESS ON *.* TO `a`@`b` IDENTIFIED BY PASSWORD '*E8'",
               ON(READ " (`id`, `name`)", "account"), ON("SELECT, UPDATE", "comment"),
               ON("SELECT", "audit"), ON("SELECT", "staged_entry")),
        "", "");
    has(DATABASE_MAIL, GRANTS(ON(ROWS, "mail")), "", "");
    has(DATABASE_WORKER,
        GRANTS("GRANT `r` TO `a`@`b`", "GRANT SELECT ON `lore\\_hall`.* TO `r`", WORKERS,
               ON("INSERT, UPDATE, DELETE", "staged_entry"), "SET DEFAULT ROLE `r` FOR `a`@`b`"),
        "", "");
}

static void what_is_missing_is_named(void **state)
{
    (void)state;
    has(DATABASE_WORKER,
        GRANTS(ON(ROWS, "account"), ON("SELECT, DELETE", "comment"), ON(ROWS, "mail"),
               ON("SELECT", "audit"), ON(ROWS, "staged_entry")),
        "INSERT on comment, UPDATE on comment, INSERT on audit", "");
    has(DATABASE_WORKER, GRANTS("GRANT USAGE ON *.* TO `a`@`b`"),
        READ " on account, INSERT on account, UPDATE on account, DELETE on account,"
             " SELECT on audit, INSERT on audit and 12 more",
        "");
    has(DATABASE_WORKER,
        GRANTS(WORKERS, ON("SELECT, INSERT, UPDATE (`id`, `x`), DELETE", "staged_entry")),
        "UPDATE on staged_entry", "");
    has(DATABASE_IMPORT, GRANTS(WORKERS, ON(ROWS, "staged_entry")), "DROP on staged_entry", "");
}

static void an_account_without_any_table_is_told(void **state)
{
    struct rights rights = rights_none(arena, DATABASE_READER, "lore_hall");

    (void)state;
    rights_add(&rights, "GRANT USAGE ON *.* TO `a`@`b`");
    assert_string_equal(rights_missing(&rights), "right on any table");
}

static void what_is_too_much_is_named_with_where_it_reaches(void **state)
{
    (void)state;
    has(DATABASE_WORKER, GRANTS("GRANT ALL PRIVILEGES ON `lore_hall`.* TO `a`@`b`"), "",
        "ALL PRIVILEGES on lore_hall.*");
    has(DATABASE_WORKER,
        GRANTS("GRANT FILE, SUPER ON *.* TO `a`@`b`",
               "GRANT " ROWS ", ALTER ON `lore_hall`.* TO `a`@`b`"),
        "",
        "FILE on *.*, SUPER on *.*, INSERT on lore_hall.*, UPDATE on lore_hall.*, DELETE on lore_hall.*, ALTER on "
        "lore_hall.*");
    has(DATABASE_WORKER,
        GRANTS("GRANT PROCESS ON *.* TO `a`@`b`", WORKERS, ON(ROWS, "staged_entry"),
               ON("DELETE", "audit"), ON("DROP", "comment")),
        "", "PROCESS on *.*, DELETE on lore_hall.audit, DROP on lore_hall.comment");
    has(DATABASE_MAIL,
        GRANTS("GRANT EVENT, UPDATE ON `lore%`.* TO `a`@`b`", ON(ROWS, "mail"),
               "GRANT INSERT ON `mysql`.`user` TO `a`@`b`",
               "GRANT SELECT ON `lore_hall`.`comment` TO `a`@`b` WITH GRANT OPTION"),
        "",
        "EVENT on lore%.*, UPDATE on lore%.*, INSERT on mysql.user, SELECT on lore_hall.comment,"
        " GRANT OPTION on lore_hall.comment");
    has(DATABASE_FOLLOWER,
        GRANTS(ON("SELECT", "account"), ON("SELECT, UPDATE", "comment"), ON("SELECT", "audit"),
               ON("SELECT", "staged_entry")),
        "", READ " on lore_hall.account");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT(what_is_needed_is_enough_and_not_too_much),
        UNIT(what_is_missing_is_named),
        UNIT(an_account_without_any_table_is_told),
        UNIT(what_is_too_much_is_named_with_where_it_reaches),
    };
    return UNIT_RUN(tests);
}
