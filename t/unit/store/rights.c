#include "store/rights.h"

#include "../unit.h"

static struct rights of(const char *const *grants)
{
    struct rights rights = rights_none(arena);

    for (; *grants != NULL; grants++)
        rights_add(&rights, "lore_hall", *grants);
    return rights;
}

static void has(const char *const *grants, const char *missing, const char *excess)
{
    struct rights rights = of(grants);

    assert_string_equal(rights_missing(&rights, arena), missing);
    assert_string_equal(rights.excess.length > 0 ? rights.excess.data : "", excess);
}

#define PARTLY " (but on single tables)"
#define GRANTS(...) ((const char *const[]){__VA_ARGS__, NULL})

static void what_is_needed_is_enough_and_not_too_much(void **state)
{
    (void)state;
    has(GRANTS("GRANT PROCESS ON *.* TO `a`@`b` IDENTIFIED BY PASSWORD '*E8'",
               "GRANT SELECT, INSERT, UPDATE, DELETE ON `lore\\_hall`.* TO `a`@`b`",
               "GRANT DROP ON `lore_hall`.`staged_entry` TO `a`@`b`"),
        "", "");
    has(GRANTS("GRANT `r` TO `a`@`b`", "GRANT USAGE ON *.* TO `a`@`b`",
               "GRANT SELECT, INSERT, UPDATE, DELETE ON `lore_hall`.* TO `r`",
               "SET DEFAULT ROLE `r` FOR `a`@`b`"),
        "", "");
}

static void what_is_missing_is_named(void **state)
{
    (void)state;
    has(GRANTS("GRANT USAGE ON *.* TO `a`@`b`"), "SELECT, INSERT, UPDATE, DELETE", "");
    has(GRANTS("GRANT SELECT, DELETE ON `lore_hall`.* TO `a`@`b`"), "INSERT, UPDATE", "");
    has(GRANTS("GRANT SELECT ON `lore_hall`.* TO `a`@`b`",
               "GRANT UPDATE (`title`, `x`), DELETE ON `lore_hall`.`thread` TO `a`@`b`"),
        "INSERT, UPDATE" PARTLY ", DELETE" PARTLY, "");
    has(GRANTS("GRANT SELECT, INSERT, UPDATE, DELETE ON `lore_hall`.* TO `a`@`b`",
               "GRANT DELETE ON `lore_hall`.`thread` TO `a`@`b`"),
        "", "");
    has(GRANTS("GRANT ALL PRIVILEGES ON `lore_hall`.`staged_entry` TO `a`@`b`"),
        "SELECT" PARTLY ", INSERT" PARTLY ", UPDATE" PARTLY ", DELETE" PARTLY,
        "ALL PRIVILEGES on lore_hall.staged_entry");
}

static void what_is_too_much_is_named_with_where_it_reaches(void **state)
{
    (void)state;
    has(GRANTS("GRANT ALL PRIVILEGES ON `lore_hall`.* TO `a`@`b`"), "",
        "ALL PRIVILEGES on lore_hall.*");
    has(GRANTS("GRANT FILE, SUPER ON *.* TO `a`@`b`",
               "GRANT SELECT, INSERT, UPDATE, DELETE, ALTER ON `lore_hall`.* TO `a`@`b`"),
        "", "FILE on *.*, SUPER on *.*, ALTER on lore_hall.*");
    has(GRANTS(
            "GRANT SELECT, INSERT, UPDATE, DELETE ON `lore_hall`.* TO `a`@`b` WITH GRANT OPTION"),
        "", "GRANT OPTION on lore_hall.*");
    has(GRANTS("GRANT EVENT, UPDATE ON `lore%`.* TO `a`@`b`",
               "GRANT SELECT, INSERT, UPDATE, DELETE ON `lore_hall`.* TO `a`@`b`",
               "GRANT INSERT ON `mysql`.`user` TO `a`@`b`"),
        "", "EVENT on lore%.*, UPDATE on lore%.*, INSERT on mysql.user");
    has(GRANTS("GRANT SELECT, INSERT, UPDATE, DELETE ON `lore_hall`.* TO `a`@`b`",
               "GRANT DROP ON `lore_hall`.`staged_place` TO `a`@`b`",
               "GRANT DROP, ALTER ON `lore_hall`.`comment` TO `a`@`b`"),
        "", "DROP on lore_hall.comment, ALTER on lore_hall.comment");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT(what_is_needed_is_enough_and_not_too_much),
        UNIT(what_is_missing_is_named),
        UNIT(what_is_too_much_is_named_with_where_it_reaches),
    };
    return UNIT_RUN(tests);
}
