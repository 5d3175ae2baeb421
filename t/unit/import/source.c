#include "../unit.h"
#include "source_reading.h"

static const char *dump(const char *text)
{
    return reading(unit_file("d.sql", text), NULL);
}

static const char *csv(const char *text)
{
    return reading(unit_file("things.csv", text), NULL);
}

/* ---- dumps ---- */

static void rows_come_with_their_escapes_taken_back(void **state)
{
    (void)state;
    assert_string_equal(
        dump(
            NPC
            "INSERT INTO `npc` VALUES (1,'it''s \\'a\\' \\\\ \\\"b\\\"'),\n(2,'x\\ny\\%'),(-3,NULL);\n"
            "INSERT INTO npc VALUES (4,\"a 'quoted' \"\"one\"\"\"), (5 , 'a;b)(,c -- no /* comment' );\n"),
        "npc: 1|it's 'a' \\ \"b\"\nnpc: 2|x\ny%\nnpc: -3|NULL\n"
        "npc: 4|a 'quoted' \"one\"\nnpc: 5|a;b)(,c -- no /* comment\n");
}

static void all_sorts_of_literals_are_read(void **state)
{
    (void)state;
    assert_string_equal(dump("CREATE TABLE t (a int, b double, c blob, d bit(4), e bool);\n"
                             "INSERT INTO t VALUES (0,1.5e-3,0x41424A,b'101',TRUE),"
                             "(+7,-.5,X'6162',0,false),(00,0,_binary 'xyz',_binary 0x4142, NULL);"),
                        "t: 0|1.5e-3|ABJ|5|1\nt: +7|-.5|ab|0|0\nt: 00|0|xyz|16706|NULL\n");
}

static void lists_of_columns_put_values_where_they_belong(void **state)
{
    (void)state;
    assert_string_equal(dump(NPC
                             "INSERT IGNORE INTO `world`.`npc` (`NAME`, id) VALUES ('b',2);\n"
                             "REPLACE INTO npc (id) VALUES (3) ON DUPLICATE KEY UPDATE id = 3;\n"),
                        "npc: 2|b\nnpc: 3|NULL\n");
    assert_string_equal(dump("INSERT INTO bare (a, b) VALUES (1,2),(3,4);\n"),
                        "bare: 1|2\nbare: 3|4\n");
}

static void comments_and_other_statements_are_passed_over(void **state)
{
    (void)state;
    assert_string_equal(
        dump(
            "-- a dump; of 'nothing\n# another ; one\n/* more; */ /*!40101 SET @x = 1 */;\n"
            "DROP TABLE IF EXISTS `npc`;\nLOCK TABLES `npc` WRITE;\n" NPC
            "ALTER TABLE npc ADD KEY x (`a;b`), COMMENT 'it''s; so';\n"
            "DELIMITER ;;\nCREATE TRIGGER t BEFORE INSERT ON npc FOR EACH ROW BEGIN INSERT INTO npc "
            "VALUES (9,'no'); END ;;\nDELIMITER ;\n"
            "/*!50001 CREATE VIEW `v` AS SELECT 1 AS `a`*/;\n"
            "CREATE VIEW w AS SELECT 1;\n"
            "INSERT INTO `npc` VALUES /* here */ (1,'a') -- there\n, (2,'b');\nUNLOCK TABLES;\n"),
        "npc: 1|a\nnpc: 2|b\n");
}

static void definitions_give_columns_and_keys_are_none(void **state)
{
    const char *error = NULL;
    struct source *source;
    const struct source_table *tables;
    size_t count;

    (void)state;
    source = source_open(
        arena,
        unit_file("d.sql",
                  "CREATE TABLE IF NOT EXISTS `a``b` (\n  `id` int(10) unsigned NOT NULL "
                  "DEFAULT 0 COMMENT 'a, (b',\n  `key` varchar(64) DEFAULT ',)',\n"
                  "  price decimal(10,2),\n  `e` enum('a','b)') NOT NULL,\n"
                  "  PRIMARY KEY (`id`,`key`),\n  KEY `k` (`key`(10)),\n"
                  "  CONSTRAINT `f` FOREIGN KEY (`id`) REFERENCES `x` (`id`)\n) ENGINE=InnoDB "
                  "COMMENT='it;s' CHARSET=utf8mb4;\n"),
        &error);
    assert_non_null(source);
    tables = source_tables(source, &count, &error);
    assert_int_equal(count, 1);
    assert_string_equal(tables[0].name, "a`b");
    assert_int_equal(tables[0].column_count, 4);
    assert_string_equal(tables[0].columns[1].name, "key");
    assert_true(tables[0].columns[0].number);
    assert_false(tables[0].columns[1].number);
    assert_true(tables[0].columns[2].number);
    assert_int_equal(tables[0].rows, 0);
    source_close(source);
}

static void text_becomes_utf8_from_what_it_is_in(void **state)
{
    (void)state;
    /* What the dump says of itself counts; what is no UTF-8 then is the table's encoding. */
    assert_string_equal(dump("/*!40101 SET NAMES utf8mb4 */;\n" NPC
                             "INSERT INTO npc VALUES (1,'\xC3\xA9'),(2,'\xE9 \x80');"),
                        "npc: 1|\xC3\xA9\nnpc: 2|\xC3\xA9 \xE2\x82\xAC\n");
    assert_string_equal(dump("/*!40101 SET NAMES latin1 */;\n" NPC
                             "INSERT INTO npc VALUES (1,'\xC3\xA9');"),
                        "npc: 1|\xC3\x83\xC2\xA9\n");
    assert_string_equal(dump(NPC "INSERT INTO npc VALUES (1,'\xE9');"), "npc: 1|\xC3\xA9\n");
    assert_string_equal(dump("SET NAMES utf8;CREATE TABLE t (a text) DEFAULT CHARACTER SET utf8;"
                             "INSERT INTO t VALUES ('a\xE9z');"),
                        "t: a\xEF\xBF\xBDz\n");
    assert_non_null(
        strstr(dump("SET NAMES koi8r;" NPC), "d.sql:1: the dump is in the encoding koi8r"));
}

static void a_cut_dump_says_where_it_was_cut(void **state)
{
    (void)state;
    assert_string_equal(
        dump(NPC "INSERT INTO `npc` VALUES (1,'a'),\n(2,'b'),\n(3,'c"),
        "d.sql:4: the dump ends within the statement that begins on line 2; the last "
        "whole row is number 2 of the table npc");
    assert_string_equal(
        dump(NPC "INSERT INTO `npc` VALUES (1,'a')"),
        "d.sql:2: the dump ends within the statement that begins on line 2; the last "
        "whole row is number 1 of the table npc");
    assert_string_equal(dump("-- MariaDB dump 10.19\n" NPC "INSERT INTO `npc` VALUES (1,'a');\n"),
                        "d.sql:4: the dump was cut: its last line, \"Dump completed\", is missing");
    assert_string_equal(dump("CREATE TABLE t (a int,"),
                        "d.sql:1: the dump ends within the statement that begins on line 1");
    assert_string_equal(dump("/* not closed"),
                        "d.sql:1: the dump ends within the statement that begins on line 1");
    assert_string_equal(dump("-- MySQL dump 8\n" NPC "INSERT INTO npc VALUES (1,'a');\n"
                             "-- Dump completed on 2020-01-01\n"),
                        "npc: 1|a\n");
}

static void a_broken_dump_says_what_and_where(void **state)
{
    static const char *const cases[][2] = {
        {NPC "INSERT INTO npc VALUES (1);",
         "d.sql:2: row 1 of the table npc has 1 values instead of 2"},
        {NPC "INSERT INTO npc VALUES (1,'a',3);",
         "d.sql:2: row 1 of the table npc has more than 2 values"},
        {NPC "INSERT INTO npc VALUES (1,'a'),(NOW(),'b');", "d.sql:2: \"NOW\" is no value"},
        {NPC "INSERT INTO npc VALUES (1,'a' 'b');",
         "d.sql:2: row 1 of the table npc has something between its values"},
        {NPC "INSERT INTO npc (id, nam) VALUES (1,2);", "d.sql:2: the table npc has no column nam"},
        {NPC "INSERT INTO npc SELECT 1, 2;",
         "d.sql:2: rows of the table npc are not a list of values"},
        {"INSERT INTO npc VALUES (1,2);",
         "d.sql:1: there are rows of the table npc, but not what its columns are"},
        {"CREATE TABLE t (`a` int, b int,\n `A` text);",
         "d.sql:1: the table t has two columns named A"},
        {NPC NPC, "d.sql:2: the table npc is made a second time"},
        {"CREATE TABLE t (a int);\nCREATE TABLE u (LIKE t;",
         "d.sql:2: a table's definition has no closing bracket"},
        {"CREATE TABLE t LIKE u;", "d.sql:1: the table t is made like u, which is not in the dump"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++)
        assert_string_equal(dump(cases[i][0]), cases[i][1]);
}

static void a_byte_order_mark_is_no_part_of_the_first_statement(void **state)
{
    (void)state;
    assert_string_equal(dump("\xEF\xBB\xBFSET NAMES latin1;\r\n" NPC
                             "INSERT INTO npc VALUES (1,'\xE9');\r\n"),
                        "npc: 1|\xC3\xA9\n");
    assert_string_equal(dump("\xFF\xFES"), "d.sql:1: the file is UTF-16; save it as UTF-8");
    assert_string_equal(csv("\xFE\xFFi"), "things.csv:1: the file is UTF-16; save it as UTF-8");
    assert_string_equal(dump("\xEF\xBBx"), "d.sql:1: the byte order mark is broken");
    assert_string_equal(dump("<?xml version=\"1.0\"?>\n<mysqldump/>"),
                        "d.sql:1: this is XML; make the dump without --xml");
}

static void without_set_names_valid_utf8_is_utf8(void **state)
{
    (void)state;
    assert_string_equal(dump(NPC "INSERT INTO npc VALUES (1,'\xC3\xA9'),(2,'\xE9');"),
                        "npc: 1|\xC3\xA9\nnpc: 2|\xC3\xA9\n");
}

static void a_nul_does_not_end_a_value(void **state)
{
    (void)state;
    assert_string_equal(dump(NPC "INSERT INTO npc VALUES (1,'South\\0 Qeynos'),(2,'\\0'),"
                                 "(3,0x610062),(4,'\xE9\\0\xE9');"),
                        "npc: 1|South Qeynos\nnpc: 2|\nnpc: 3|ab\nnpc: 4|\xC3\xA9\xC3\xA9\n");
}

static void what_is_in_tables_that_nobody_uses_never_refuses(void **state)
{
    static const char *const odd[] = {
        "CREATE TABLE `account_bak` LIKE `account`;",
        "CREATE TABLE copy SELECT * FROM npc;",
        "CREATE TABLE twice (a int, A int);",
        "CREATE TABLE x (a int);\nCREATE TABLE x (b int);",
        "INSERT INTO nowhere VALUES (1,'a;b',NOW());",
        "CREATE TABLE p (a point);\nINSERT INTO p VALUES (ST_GeomFromText('POINT(1 1)',0)),(1);",
        "CREATE TABLE q (a int);\nINSERT INTO q SELECT 1 / 2;",
        "CREATE VIEW v AS SELECT a / b FROM npc;",
        "CREATE TABLE r (a int);\nINSERT INTO r (b) VALUES (1);",
        "DELIMITER  ;;\nCREATE PROCEDURE p() BEGIN SELECT ';'; END ;;\n DELIMITER\t; \r",
        "DELIMITER ;",
        "DROP TABLE nowhere, `here`.`either`;",
    };

    (void)state;
    for (size_t i = 0; i < COUNT(odd); i++)
        assert_string_equal(
            reading(unit_file("d.sql",
                              arena_format(arena, "%s\n" NPC "INSERT INTO npc VALUES (1,'a');",
                                           odd[i])),
                    "npc"),
            "npc: 1|a\n");
}

static void a_table_is_what_it_was_made_last(void **state)
{
    (void)state;
    assert_string_equal(dump(NPC "INSERT INTO npc VALUES (1,'old');\nDROP TABLE IF EXISTS `npc`;\n"
                                 "CREATE TABLE npc (name text, id int);\n"
                                 "INSERT INTO NPC VALUES ('new',2);"),
                        "npc: new|2\n");
    assert_string_equal(dump(NPC
                             "INSERT INTO npc VALUES (1,'old');\n"
                             "CREATE OR REPLACE TABLE npc (a int);\nINSERT INTO npc VALUES (2);"),
                        "npc: 2\n");
    assert_string_equal(dump(NPC "CREATE TABLE IF NOT EXISTS npc (a int);\n"
                                 "INSERT INTO npc VALUES (1,'a');"),
                        "npc: 1|a\n");
    assert_string_equal(dump(NPC "CREATE TABLE mob LIKE npc;\nINSERT INTO mob VALUES (1,'a');"),
                        "mob: 1|a\n");
    assert_string_equal(dump(NPC "CREATE TABLE mob (LIKE `npc`);\nINSERT INTO mob VALUES (1,'a');"),
                        "mob: 1|a\n");
    assert_string_equal(dump("CREATE TABLE t (`like` int);\nINSERT INTO t VALUES (1);"), "t: 1\n");
    assert_string_equal(dump(NPC "INSERT INTO npc VALUES (1,'a');\nDROP TABLE npc;"), "");
}

/* What each tool writes around the same two rows. */
static void dumps_are_read_as_tools_write_them(void **state)
{
    static const char *const tools[] = {
        /* mariadb-dump of today, with sequences and a version's own comments */
        "/*M!999999\\- enable the sandbox mode */ \n-- MariaDB dump 10.19-11.4.2\n"
        "/*M!100616 SET @OLD_NOTE_VERBOSITY=@@NOTE_VERBOSITY, NOTE_VERBOSITY=0 */;\n"
        "/*!40101 SET NAMES utf8mb4 */;\nCREATE SEQUENCE `s` start with 1 nocache;\n"
        "DO SETVAL(`s`, 1, 0);\nDROP TABLE IF EXISTS `npc`;\n"
        "/*!40101 SET @saved_cs_client     = @@character_set_client */;\n"
        "CREATE TABLE `npc` (\n  `id` int(11) NOT NULL DEFAULT nextval(`d`.`s`),\n"
        "  `name` text DEFAULT NULL,\n  `up` text GENERATED ALWAYS AS (ucase(`name`)) VIRTUAL,\n"
        "  CONSTRAINT `c` CHECK (`id` / 2 > -5)\n) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4\n"
        " PARTITION BY HASH (`id`)\nPARTITIONS 4;\nLOCK TABLES `npc` WRITE;\n"
        "/*!40000 ALTER TABLE `npc` DISABLE KEYS */;\nset autocommit=0;\n"
        "INSERT INTO `npc` (`id`, `name`) VALUES (1,'a'),\n(2,'b');\nUNLOCK TABLES;\ncommit;\n"
        "-- Dump completed on 2026-01-01\n",
        /* mysqldump 4.1 --compatible=ansi */
        "-- MySQL dump 10.9\n--\n-- Host: localhost    Database: d\n"
        "CREATE TABLE \"npc\" (\n  \"id\" int(11) NOT NULL,\n  \"name\" text,\n"
        "  \"up\" text\n);\nINSERT INTO \"npc\" VALUES (1,'a',NULL);\n"
        "INSERT INTO \"npc\" VALUES (2,_binary 'b',NULL);\n-- Dump completed\n",
        /* mysqldump --compact --hex-blob --skip-extended-insert */
        "CREATE TABLE `npc` (`id` int, `name` blob, `up` text)\n"
        "/*!50100 PARTITION BY RANGE (`id`) (PARTITION p VALUES LESS THAN (9)) */;\n"
        "INSERT INTO `npc` VALUES (1,0x61,NULL);\nINSERT INTO `npc` VALUES (2,_binary 0x62,NULL);\n",
        /* HeidiSQL */
        "\xEF\xBB\xBF-- ------------------------\r\n-- HeidiSQL Version: 12.6\r\n"
        "/*!40101 SET NAMES utf8 */;\r\nCREATE DATABASE IF NOT EXISTS `d`;\r\nUSE `d`;\r\n"
        "CREATE TABLE IF NOT EXISTS `npc` (\r\n  `id` int,\r\n  `name` text,\r\n  `up` text\r\n"
        ") ENGINE=InnoDB;\r\nDELETE FROM `npc`;\r\nINSERT INTO `npc` (`id`, `name`) VALUES\r\n"
        "\t(1, 'a'),\r\n\t(2, 'b');\r\nDELIMITER //\r\nCREATE TRIGGER t BEFORE INSERT ON npc FOR "
        "EACH ROW BEGIN\r\nSET @a = 1;\r\nEND//\r\nDELIMITER ;\r\n",
        /* Navicat */
        "\xEF\xBB\xBF/*\n Navicat Premium Data Transfer\n\n Source Schema : d;\n*/\n\n"
        "SET NAMES utf8mb4;\nSET FOREIGN_KEY_CHECKS = 0;\nDROP TABLE IF EXISTS `npc`;\n"
        "CREATE TABLE `npc`  (\n  `id` int NOT NULL,\n  `name` text CHARACTER SET utf8 COLLATE "
        "utf8_bin NULL,\n  `up` text\n) ENGINE = InnoDB CHARACTER SET = utf8 ROW_FORMAT = Dynamic;\n"
        "BEGIN;\nINSERT INTO `npc` VALUES (1, 'a', NULL);\nINSERT INTO `npc` VALUES (2, 'b', NULL);\n"
        "COMMIT;\n",
        /* phpMyAdmin, with the stand-in of a view */
        "-- phpMyAdmin SQL Dump\nSET SQL_MODE = \"NO_AUTO_VALUE_ON_ZERO\";\nSTART TRANSACTION;\n"
        "/*!40101 SET NAMES utf8mb4 */;\nDELIMITER $$\nCREATE PROCEDURE `p` ()  BEGIN SELECT 1; "
        "END$$\n\nDELIMITER ;\nCREATE TABLE `npc` (\n  `id` int(11) NOT NULL,\n  `name` text,\n"
        "  `up` text\n);\nINSERT INTO `npc` (`id`, `name`, `up`) VALUES\n(1, 'a', NULL),\n"
        "(2, 'b', NULL);\nCREATE TABLE `v` (\n`id` int(11)\n);\nDROP TABLE IF EXISTS `v`;\n"
        "CREATE ALGORITHM=UNDEFINED VIEW `v` AS SELECT `npc`.`id` / 2 AS `id` FROM `npc`;\n"
        "ALTER TABLE `npc`\n  ADD PRIMARY KEY (`id`);\n",
        /* Adminer */
        "-- Adminer 4.8.1 MySQL dump\n\nSET NAMES utf8;\nSET time_zone = '+00:00';\n\n"
        "DELIMITER ;;\n\nDROP FUNCTION IF EXISTS `f`;;\nCREATE FUNCTION `f` () RETURNS int\n"
        "BEGIN RETURN 1; END;;\n\nDELIMITER ;\n\nTRUNCATE `npc`;\n"
        "INSERT INTO `npc` (`id`, `name`, `up`) VALUES\n(1,\t'a',\tNULL),\n(2,\t'b',\tNULL)\n"
        "ON DUPLICATE KEY UPDATE `id` = VALUES(`id`);\n",
    };

    (void)state;
    for (size_t i = 0; i < COUNT(tools); i++)
        assert_string_equal(dump(tools[i]), "npc: 1|a|NULL\nnpc: 2|b|NULL\n");
}

static void only_wanted_tables_are_read(void **state)
{
    (void)state;
    assert_string_equal(reading(unit_file("d.sql", NPC "CREATE TABLE t (a int);"
                                                       "INSERT INTO npc VALUES (1,';)''');"
                                                       "INSERT INTO t VALUES (7);"),
                                "t"),
                        "t: 7\n");
}

/* ---- CSV ---- */

static void csv_is_read_as_rfc_4180_has_it(void **state)
{
    (void)state;
    assert_string_equal(
        csv("\xEF\xBB\xBFid,name\r\n1,\"a \"\"b\"\", c\nd\"\r\n2,\r\n\r\n3,\"\"\n4,\xE9"),
        "things: 1|a \"b\", c\nd\nthings: 2|\nthings: 3|\nthings: 4|\xC3\xA9\n");
}

static void broken_csv_says_what_and_where(void **state)
{
    (void)state;
    assert_string_equal(csv(""), "things.csv:1: the file has no line that names its columns");
    assert_string_equal(csv("a,b\n1,2\n3\n"), "things.csv:3: the row has 1 values instead of 2");
    assert_string_equal(
        csv("a,b\n1,\"2\n3\n"),
        "things.csv:2: a quote is opened here, and the file ends before it is closed");
    assert_string_equal(
        csv("a,b\n\"1\"x,2\n"),
        "things.csv:2: something stands between a closing quote and the next value");
    assert_string_equal(csv("a,A\n"), "things.csv: the table things has two columns named A");
}

static void what_parts_values_is_recognised_by_the_header(void **state)
{
    (void)state;
    assert_string_equal(csv("id;name;base\n1;\"Guards; of Qeynos, old\";0\n"),
                        "things: 1|Guards; of Qeynos, old|0\n");
    assert_string_equal(csv("id|name\n1|a,b\n"), "things: 1|a,b\n");
    assert_string_equal(csv("id\tname\n1\t\"a\tb\"\n"), "things: 1|a\tb\n");
    assert_string_equal(csv("\"a;b;c\",d\n1,2\n"), "things: 1|2\n");
    assert_string_equal(csv("id,a;b\n1,2\n"), "things: 1|2\n");
    assert_string_equal(reading(unit_file("things.txt", "id;name\n1;\"a\"\n"), NULL),
                        "things: 1|a\n");
    assert_string_equal(csv("id\n1\n"), "things: 1\n");
}

static void values_between_tabs_have_no_quotes(void **state)
{
    (void)state;
    assert_string_equal(reading(unit_file("things.tsv", "id\tname\r\n1\t\"a\" b, c\n2\t\n"), NULL),
                        "things: 1|\"a\" b, c\nthings: 2|\n");
    assert_string_equal(reading(unit_file("things.TXT", "id\tname\n1\n"), NULL),
                        "things.TXT:2: the row has 1 values instead of 2");
}

/* ---- places ---- */

static void what_is_no_source_is_refused(void **state)
{
    (void)state;
    assert_non_null(strstr(reading("things.ods", NULL), "is no source"));
    assert_non_null(strstr(reading("/nowhere/d.sql", NULL), "No such file"));
    assert_non_null(strstr(reading("mysql://user@host", NULL), "what names a server looks like"));
    assert_non_null(
        strstr(reading("mysql://u:p%zz@host/db", NULL), "what names a server looks like"));
    assert_non_null(
        strstr(reading("mysql://u@h:99999/db", NULL), "what names a server looks like"));
    assert_non_null(strstr(reading("mysql://u:p@/db?socket=/nowhere/s", NULL), "the database:"));
}

/* ---- many ---- */

static void of_very_many_tables_each_is_found_by_its_name(void **state)
{
    const char *sorts[] = {"CREATE TABLE `T%zu` (`id` int);\n", "DROP TABLE IF EXISTS `T%zu`;\n",
                           "CREATE TABLE `T%zu` (`id` int, `a` int, `b` int);\n",
                           "INSERT INTO `t%zu` (b, ID) VALUES (2, %zu);\n"};
    size_t count = 20000, length = 0;
    char *text = arena_alloc(arena, COUNT(sorts) * count * 64);
    const char *error = NULL, *last;
    struct source *source;

    (void)state;
    for (size_t sort = 0; sort < COUNT(sorts); sort++)
        for (size_t i = 0; i < count; i++)
            length += (size_t)sprintf(text + length, sorts[sort], i, i);
    source = source_open(arena, unit_file("d.sql", text), &error);
    assert_non_null(source_tables(source, &count, &error));
    assert_int_equal(count, 20000);
    source_close(source);
    last = reading(unit_file("d.sql", text), "T19999");
    assert_string_equal(last, "T19999: 19999|NULL|2\n");
}

static void of_tables_that_differ_in_case_the_first_that_is_left_is_meant(void **state)
{
    (void)state;
    assert_string_equal(dump("CREATE TABLE ab (a int);\nCREATE TABLE aB (a int);\n"
                             "CREATE TABLE Ab (a int);\nDROP TABLE ab;\n"
                             "INSERT INTO AB VALUES (1);\nINSERT INTO Ab VALUES (2);\n"),
                        "aB: 1\nAb: 2\n");
    assert_string_equal(dump("CREATE TABLE ab (a int);\nDROP TABLE ab;\nCREATE TABLE AB (a int);\n"
                             "INSERT INTO ab VALUES (1);\n"),
                        "AB: 1\n");
}

static void very_many_columns_are_told_apart(void **state)
{
    char *names = arena_alloc(arena, 65536), *values = arena_alloc(arena, 65536);
    char *back = arena_alloc(arena, 65536);
    size_t at = 0, value = 0, behind = 0;
    const char *rows;

    (void)state;
    for (int i = 0; i < 4096; i++) {
        at += (size_t)sprintf(names + at, "%sc%d int", i > 0 ? "," : "", i);
        behind += (size_t)sprintf(back + behind, "%sC%d", i > 0 ? "," : "", 4095 - i);
        value += (size_t)sprintf(values + value, "%s%d", i > 0 ? "," : "", i % 10);
    }
    rows = dump(arena_format(arena, "CREATE TABLE t (%s);\nINSERT INTO t (%s) VALUES (%s);\n",
                             names, back, values));
    assert_int_equal(strncmp(rows, "t: 5|4|3|2|1|0|9|8|", 19), 0);
    assert_non_null(strstr(dump(arena_format(arena,
                                             "CREATE TABLE t (%s);\nINSERT INTO t (%s,c0) "
                                             "VALUES (1);\n",
                                             names, back)),
                           "there are more than 4096 columns"));
    assert_non_null(
        strstr(reading(unit_file("t.csv", arena_format(arena, "a,b,c,B\n1,2,3,4\n")), NULL),
               "two columns named B"));
}

static void a_fingerprint_tells_files_apart(void **state)
{
    const char *error;
    struct source *source = source_open(arena, unit_file("d.sql", NPC), &error);
    const char *first = source_fingerprint(source), *same = source_fingerprint(source);

    (void)state;
    assert_string_equal(first, same);
    unit_file("d.sql", NPC "-- more\n");
    assert_string_not_equal(first, source_fingerprint(source));
    source_close(source);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT(rows_come_with_their_escapes_taken_back),
        UNIT(all_sorts_of_literals_are_read),
        UNIT(lists_of_columns_put_values_where_they_belong),
        UNIT(comments_and_other_statements_are_passed_over),
        UNIT(definitions_give_columns_and_keys_are_none),
        UNIT(text_becomes_utf8_from_what_it_is_in),
        UNIT(a_cut_dump_says_where_it_was_cut),
        UNIT(a_broken_dump_says_what_and_where),
        UNIT(a_byte_order_mark_is_no_part_of_the_first_statement),
        UNIT(without_set_names_valid_utf8_is_utf8),
        UNIT(a_nul_does_not_end_a_value),
        UNIT(what_is_in_tables_that_nobody_uses_never_refuses),
        UNIT(a_table_is_what_it_was_made_last),
        UNIT(dumps_are_read_as_tools_write_them),
        UNIT(only_wanted_tables_are_read),
        UNIT(csv_is_read_as_rfc_4180_has_it),
        UNIT(broken_csv_says_what_and_where),
        UNIT(what_parts_values_is_recognised_by_the_header),
        UNIT(values_between_tabs_have_no_quotes),
        UNIT(what_is_no_source_is_refused),
        UNIT(of_very_many_tables_each_is_found_by_its_name),
        UNIT(of_tables_that_differ_in_case_the_first_that_is_left_is_meant),
        UNIT(very_many_columns_are_told_apart),
        UNIT(a_fingerprint_tells_files_apart),
    };

    return UNIT_RUN(tests);
}
