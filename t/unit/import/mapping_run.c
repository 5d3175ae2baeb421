#include "import/mapping/run.h"

#include "../unit.h"
#include "base/text/text.h"

static const char game_file[] =
    "Title = Test\n"
    "Enumerations {\n"
    "  size {\n    0 = Small\n    1 = Large\n  }\n"
    "}\n"
    "Kinds {\n"
    "  npc {\n    Label = NPC\n    Plural = NPCs\n    Fields {\n"
    "      level {\n        Type = integer\n        Label = Level\n      }\n"
    "      size {\n        Type = choice\n        Values = size\n        "
    "Label = Size\n      }\n"
    "      coin {\n        Type = integer\n        Label = Coin\n      }\n"
    "    }\n  }\n"
    "  item {\n    Label = Item\n    Plural = Items\n  }\n"
    "  zone {\n    Label = Zone\n    Plural = Zones\n    Map = 1\n  }\n"
    "}\n"
    "Relations {\n"
    "  drops {\n    From = npc\n    To = item\n    Label = Drops\n"
    "    Reverse = dropped_by\n    ReverseLabel = Dropped by\n    Fields {\n"
    "      chance {\n        Type = decimal\n        Decimals = 2\n        "
    "Label = Chance\n      }\n    }\n  }\n"
    "  found_in {\n    From = npc\n    To = zone\n    Label = Found in\n"
    "    Reverse = inhabitants\n    ReverseLabel = Lives here\n    Fields "
    "{\n      points {\n        Type = integer\n        Label = Points\n   "
    "   }\n    }\n  }\n"
    "}\n";

#define KINDS                                                                                      \
    "Game = game\n"                                                                                \
    "Kinds {\n"                                                                                    \
    "  npc {\n    Table = npc_types\n    Id = id\n    Name = name\n    NameSpaces = _\n"           \
    "    NameStrip = #\n    Where = id > 0\n    Hidden = level == 99\n"                            \
    "    Steps {\n      purse {\n        Table = purse\n        Key = id\n"                        \
    "        On = npc_types.purse_id\n        Optional = 1\n      }\n    }\n"                      \
    "    Fields {\n      level = level\n      size = size ?: stature\n      coin = purse.coin\n"   \
    "    }\n  }\n"                                                                                 \
    "  item {\n    Table = things, items\n    Id = id\n    Name = name\n  }\n"                     \
    "  zone {\n    Table = zone\n    Id = lower(short_name)\n    Name = long_name\n  }\n"          \
    "}\n"

#define DROPS                                                                                      \
    "  drops {\n    Start = npc_types\n    From = npc_types.id\n    To = drop.item\n"              \
    "    Where = drop.chance > 0\n"                                                                \
    "    Fields {\n      chance = drop.chance * purse.share / 100\n    }\n"                        \
    "    Combine {\n      chance = either\n    }\n"                                                \
    "    Steps {\n"                                                                                \
    "      0 {\n        Table = purse\n        Key = id\n        On = purse_id\n      }\n"         \
    "      drop {\n        Table = drops\n        Key = purse\n        On = purse.id\n      }\n"   \
    "    }\n  }\n"

#define TABLES                                                                                     \
    "CREATE TABLE npc_types (id int, name text, level int, stature int, purse_id int);\n"          \
    "CREATE TABLE purse (id int, coin int, share int, name text);\n"                               \
    "CREATE TABLE drops (purse int, item int, chance double);\n"                                   \
    "CREATE TABLE items (id int, name text);\n"                                                    \
    "CREATE TABLE zone (short_name text, long_name text);\n"

#define ROWS                                                                                       \
    "INSERT INTO npc_types VALUES (1,'#Fippy_Darkpaw',5,1,10),(2,'a_rat',1,0,10),"                 \
    "(3,'helper',99,7,NULL);\n"                                                                    \
    "INSERT INTO purse VALUES (10,50,100,'p');\n"                                                  \
    "INSERT INTO drops VALUES (10,7,50),(10,7,50),(10,8,0),(10,9,5),(11,7,1);\n"                   \
    "INSERT INTO items VALUES (7,'Bread'),(8,'Cake');\n"                                           \
    "INSERT INTO zone VALUES ('Qeynos','South Qeynos');\n"

static char said[65536];

static int take_entry(void *context, const struct source_entry *entry)
{
    const struct kind *kind = entry->kind;

    (void)context;
    unit_append(said, sizeof said,
                arena_format(arena, "%s %s \"%s\"%s %s\n", kind->name, entry->external_id,
                             entry->name, entry->hidden ? " hidden" : "",
                             record_text(kind->fields, kind->field_count, arena, entry->values)));
    return 0;
}

static int take_relation(void *context, const struct relation *relation, const char *from,
                         const char *to, const struct value *values)
{
    (void)context;
    unit_append(said, sizeof said,
                arena_format(arena, "%s %s %s %s\n", relation->name, from, to,
                             record_text(relation->fields, relation->field_count, arena, values)));
    return 0;
}

static int take_place(void *context, const struct mapped_place *place)
{
    (void)context;
    unit_append(said, sizeof said,
                arena_format(arena, "place %s %s %s %g %g %g \"%s\" %g %u %u\n",
                             place->map_external, place->kind->name, place->external, place->x,
                             place->y, place->z, place->group, place->chance, place->respawn,
                             place->variance));
    return 0;
}

static int take_part(void *context, const char *part)
{
    (void)context;
    unit_append(said, sizeof said, arena_format(arena, "whole %s\n", part));
    return 0;
}

static bool has_drops(void *context, const char *part)
{
    (void)context;
    return strcmp(part, "drops") == 0;
}

static const struct mapping_writer writer = {.entry = take_entry,
                                             .relation = take_relation,
                                             .place = take_place,
                                             .part = take_part};
static const struct mapping_writer going_on = {.has = has_drops,
                                               .entry = take_entry,
                                               .relation = take_relation,
                                               .place = take_place,
                                               .part = take_part};

static const struct game *game(void)
{
    const struct game *read = game_read(arena, unit_file("game.hdf", game_file), NULL, stderr);

    assert_non_null(read);
    return read;
}

/* What a run found: the report. */
static char report[65536];

static const char *run_with(const char *mapping, const char *dump,
                            const struct mapping_run_options *given)
{
    struct mapping_run_options options = *given;
    const struct mapping *read = mapping_read(arena, unit_file("m.hdf", mapping), game(), stderr);
    const char *error = NULL;
    struct source *source = source_open(arena, unit_file("d.sql", dump), &error);
    FILE *out = fmemopen(report, sizeof report, "w");
    struct mapping_run *run;

    said[0] = '\0';
    assert_non_null(read);
    assert_non_null(source);
    run = mapping_run_open(arena, read, source, &error);
    if (run != NULL && mapping_run_execute(run, &options, &error) == 0)
        mapping_run_report(run, out);
    fclose(out);
    mapping_run_close(run);
    source_close(source);
    return error != NULL ? error : said;
}

static const char *run(const char *mapping, const char *dump)
{
    return run_with(mapping, dump, &(struct mapping_run_options){.writer = &writer});
}

static void reported(const char *what)
{
    if (strstr(report, what) == NULL)
        fail_msg("the report lacks \"%s\":\n%s", what, report);
}

/* ---- what comes out ---- */

static void entries_have_names_fields_and_steps(void **state)
{
    (void)state;
    assert_string_equal(run(KINDS, TABLES ROWS),
                        "npc 1 \"Fippy Darkpaw\" {\"level\":5,\"size\":1,\"coin\":50}\n"
                        "npc 2 \"a rat\" {\"level\":1,\"size\":0,\"coin\":50}\n"
                        "npc 3 \"helper\" hidden {\"level\":99}\nwhole npc\n"
                        "item 7 \"Bread\" {}\nitem 8 \"Cake\" {}\nwhole item\n"
                        "zone qeynos \"South Qeynos\" {}\nwhole zone\n");
    /* 7 is none of the sizes. */
    reported("1  values are left out:\n                      npc_types row 3: \"7\" is no size");
}

static void chances_are_combined_and_each_row_is_accounted_for(void **state)
{
    (void)state;
    run(KINDS "Relations {\n" DROPS "}\n", TABLES ROWS);
    assert_non_null(strstr(said, "drops 1 7 {\"chance\":75}\nnpc 2"));
    assert_non_null(strstr(said, "drops 2 7 {\"chance\":75}\nnpc 3"));
    assert_null(strstr(said, "drops 1 8"));
    reported("  drops\n"
             "                 5  rows of drops\n"
             "      -          1  reached from no row of npc_types\n"
             "      +          4  reached more than once\n"
             "      -          2  do not meet line ");
    reported(" of the mapping: drop.chance > 0\n"
             "      -          2  dangle: what they lead to is not there:\n"
             "                      npc_types row 1: item 9 of npc 1: there is no such item\n"
             "                      npc_types row 2: item 9 of npc 2: there is no such item\n"
             "      -          2  are combined with the same pair\n"
             "      =          2  staged\n");
}

static void pairs_of_several_rows_are_gathered_where_that_is_said(void **state)
{
    static const char tables[] = "CREATE TABLE spawn (npc int, zone text);\n"
                                 "INSERT INTO spawn VALUES (1,'QEYNOS'),(2,'qeynos'),(1,'qeynos'),"
                                 "(4,'qeynos'),(1,'nowhere'),(1,NULL);\n";
    static const char found[] = KINDS
        "Relations {\n  found_in {\n    Start = spawn\n    From = npc\n    To = lower(zone)\n"
        "    Gather = 1\n    Fields {\n      points = 1\n    }\n    Combine {\n      points = "
        "sum\n    }\n  }\n}\n";

    (void)state;
    run(found, arena_format(arena, "%s%s", TABLES ROWS, tables));
    assert_non_null(strstr(said, "found_in 1 qeynos {\"points\":2}\nfound_in 2 qeynos "
                                 "{\"points\":1}\nwhole found_in\n"));
    reported("      -          1  lead to nothing\n"
             "      -          1  dangle: what they start from is not there:\n"
             "                      spawn row 4: zone qeynos of npc 4: there is no such npc\n"
             "      -          1  dangle: what they lead to is not there:\n"
             "                      spawn row 5: zone nowhere of npc 1: there is no such zone\n"
             "      -          1  are combined with the same pair\n"
             "      =          2  staged\n");
}

static void ways_are_combined_and_a_step_takes_rows_once(void **state)
{
    static const char paths[] = KINDS
        "Relations {\n  drops {\n    Start = npc_types\n    From = npc_types.id\n"
        "    Combine {\n      chance = either\n    }\n    Ways {\n"
        "      own {\n        To = 7\n        Fields {\n          chance = 50\n        }\n      "
        "}\n"
        "      everywhere {\n        To = extra.item\n        Fields {\n          chance = "
        "extra.chance\n        }\n"
        "        Steps {\n          purse {\n            Table = purse\n          }\n"
        "          extra {\n            Table = extra\n            Where = listed(extra.levels, "
        "'|', npc_types.level)\n            Once = 1\n          }\n        }\n      }\n"
        "    }\n  }\n}\n";

    (void)state;
    run(paths, TABLES ROWS "INSERT INTO purse VALUES (20,0,0,'q');\n"
                           "CREATE TABLE extra (item int, levels text, chance int);\n"
                           "INSERT INTO extra VALUES (7,'1|5',50),(8,'5',20);\n");
    assert_non_null(strstr(said, "drops 1 7 {\"chance\":75}\ndrops 1 8 {\"chance\":20}\nnpc 2"));
}

static void places_are_staged_with_their_groups(void **state)
{
    (void)state;
    run(KINDS
        "Places {\n  npcs {\n    Start = spot\n    Kind = npc\n    Map = lower(zone)\n    Id = "
        "npc\n    X = x\n    Y = y\n    Z = z\n    Group = grp\n    Respawn = respawn\n  }\n}\n",
        TABLES ROWS "CREATE TABLE spot (npc int, zone text, x double, y double, z double, grp int, "
                    "respawn int);\nINSERT INTO spot VALUES (1,'qeynos',1.5,-2,3,77,400),"
                    "(9,'qeynos',0,0,0,1,1),(1,'nowhere',0,0,0,1,1);\n");
    assert_non_null(strstr(said, "place qeynos npc 1 1.5 -2 3 \"77\" 100 400 0\nwhole places\n"));
    reported(
        "dangle: there is no such map:\n                      spot row 3: npc 1 in zone nowhere");
    reported(
        "dangle: what they lead to is not there:\n                      spot row 2: npc 9 in zone");
}

static void rows_of_other_times_are_left_out_and_entries_hidden(void **state)
{
    static const char settings[] =
        "Settings {\n  era {\n    Table = rules\n    Where = name == 'Era'\n    Value = value\n    "
        "Otherwise = 1\n  }\n}\n"
        "Sets {\n  on {\n    Table = flags\n    Where = enabled == 1\n    Value = name\n  }\n}\n"
        "Everywhere {\n  era = min_era <= setting.era\n"
        "  flags = !given(flags) || among(flags, ',', 'on')\n}\n";
    static const char tables[] =
        "CREATE TABLE npc_types (id int, name text, level int, size int, purse_id int, min_era int);\n"
        "CREATE TABLE purse (id int, coin int, share int);\n"
        "CREATE TABLE drops (purse int, item int, chance int, flags text);\n"
        "CREATE TABLE items (id int, name text);\nCREATE TABLE zone (short_name text, long_name text);\n"
        "CREATE TABLE rules (name text, value text);\nCREATE TABLE flags (name text, enabled int);\n"
        "INSERT INTO npc_types VALUES (1,'a',1,0,10,2),(2,'b',1,0,10,3);\n"
        "INSERT INTO purse VALUES (10,0,100);\nINSERT INTO items VALUES (7,'x'),(8,'y');\n"
        "INSERT INTO drops VALUES (10,7,5,'new'),(10,7,5,'old,party'),(10,8,5,NULL);\n"
        "INSERT INTO rules VALUES ('Other','9'),('Era','2');\n"
        "INSERT INTO flags VALUES ('party',1),('new',0);\n";
    const char *mapping = arena_format(arena, "%s%s", settings, KINDS "Relations {\n" DROPS "}\n");
    const char *const later[] = {"era=3", NULL};

    (void)state;
    run(mapping, tables);
    assert_non_null(strstr(said, "npc 1 \"a\" {"));
    assert_non_null(strstr(said, "npc 2 \"b\" hidden {"));
    assert_non_null(strstr(said, "drops 1 7 {\"chance\":5}\ndrops 1 8 {\"chance\":5}\nnpc 2"));
    reported("-          1  left out by the condition flags");
    reported("    era = 2\n    on: 1\n");
    run_with(mapping, tables, &(struct mapping_run_options){.writer = &writer, .settings = later});
    assert_non_null(strstr(said, "npc 2 \"b\" {"));
}

static void what_was_staged_before_is_handed_on_to_be_judged(void **state)
{
    (void)state;
    run_with(KINDS "Relations {\n" DROPS "}\n", TABLES ROWS,
             &(struct mapping_run_options){.writer = &going_on});
    assert_non_null(strstr(said, "npc 1"));
    assert_non_null(strstr(said, "drops 1 7"));
    assert_null(strstr(said, "whole drops"));
    reported("  drops (staged before the interruption)");
    reported("=          2  staged");
}

static int refuse_any_relation(void *context, const struct relation *relation, const char *from,
                               const char *to, const struct value *values)
{
    (void)context;
    (void)relation;
    (void)from;
    (void)values;
    return strcmp(to, "7") == 0 ? 3 : 0;
}

static const char *refusal(int result)
{
    return arena_format(arena, "reason %d", result);
}

static void hear(void *context, const char *what)
{
    (void)context;
    unit_append(said, sizeof said, arena_format(arena, "heard %s\n", what));
}

static void what_is_refused_is_counted_and_told_with_its_row(void **state)
{
    const struct mapping_writer refusing = {.entry = take_entry,
                                            .relation = refuse_any_relation,
                                            .place = take_place,
                                            .part = take_part,
                                            .refusal = refusal};
    const struct mapping_run_options options = {.writer = &refusing, .rejected = hear};
    static const char gathered[] = KINDS "Relations {\n  drops {\n    Start = drops\n    From = 1\n"
                                         "    To = item\n    Gather = 1\n  }\n}\n";

    (void)state;
    run_with(KINDS "Relations {\n" DROPS "}\n", TABLES ROWS, &options);
    assert_non_null(strstr(said, "heard npc_types row 2: item 7 of npc 2: reason 3\n"));
    reported("      -          2  are refused:\n"
             "                      npc_types row 1: item 7 of npc 1: reason 3\n"
             "                      npc_types row 2: item 7 of npc 2: reason 3\n"
             "      =          0  staged\n");
    /* The first of those that come to one. */
    run_with(gathered, TABLES ROWS, &options);
    assert_non_null(strstr(said, "heard drops row 1: item 7 of npc 1: reason 3\n"));
}

static void numbers_of_64_bits_come_through_steps_and_keys(void **state)
{
    static const char tables[] =
        "CREATE TABLE npc_types (id bigint, name text, level bigint, stature int, purse_id bigint);\n"
        "CREATE TABLE purse (id bigint, coin bigint, share int, name text);\n"
        "INSERT INTO npc_types VALUES (9007199254740993,'a',9223372036854775807,0,9007199254740993),"
        "(9007199254740992,'b',-9223372036854775808,0,9007199254740992),(3,'c',1e400,0,3);\n"
        "INSERT INTO purse VALUES (3,5,1,''),(9007199254740992,9223372036854775806,1,''),"
        "(9007199254740993,-9223372036854775807,1,'');\n";

    (void)state;
    run(KINDS, tables);
    assert_non_null(strstr(said, "npc 9007199254740993 \"a\" {\"level\":9223372036854775807,"
                                 "\"size\":0,\"coin\":-9223372036854775807}"));
    assert_non_null(strstr(said, "npc 9007199254740992 \"b\" {\"level\":-9223372036854775808,"
                                 "\"size\":0,\"coin\":9223372036854775806}"));
    assert_non_null(strstr(said, "npc 3 \"c\" {\"size\":0,\"coin\":5}"));
    reported("\"1e400\" is no level");
}

/* ---- what is not as it should be ---- */

static void the_second_row_of_an_id_is_refused_and_told(void **state)
{
    (void)state;
    run(KINDS, TABLES ROWS "INSERT INTO items VALUES (7,'Loaf'),(NULL,'?'),(NULL,'!');\n");
    assert_non_null(strstr(said, "item 7 \"Bread\""));
    assert_null(strstr(said, "Loaf"));
    reported("                 5  rows of items\n"
             "      -          2  have no id:\n"
             "                      items row 4: it has no id\n"
             "                      items row 5: it has no id\n"
             "      -          1  have an id that is there already:\n"
             "                      items row 3: item 7 is there already\n"
             "      =          2  staged\n");
}

static void missing_tables_and_columns_are_reported_with_their_lines(void **state)
{
    (void)state;
    run(KINDS "Relations {\n" DROPS "}\n",
        "CREATE TABLE npc_types (id int, name text, purse int);\n"
        "INSERT INTO npc_types VALUES (1,'a',1);\nCREATE TABLE odd (x int);\n");
    assert_string_equal(said, "npc 1 \"a\" {}\nwhole npc\n");
    reported("m.hdf:10: there is no column level in npc_types: Hidden stays as it is");
    reported("m.hdf:26: the source has no table things or items: nothing of item");
    reported("m.hdf:20: there is no column level in npc_types: npc.level stays as it is");
    reported("m.hdf:21: there is no column size in npc_types: npc.size stays as it is");
    reported("m.hdf:49: the source has no table purse: nothing of drops");
    reported("Tables that are left alone:\n    odd (0)");
    reported("    npc_types: purse\n");
    reported("  item: not in this source; what is there stays as it is\n");
}

static void a_source_without_any_of_it_is_refused(void **state)
{
    (void)state;
    assert_non_null(strstr(run(KINDS, "CREATE TABLE odd (x int);"), "the source has nothing that"));
    /* And what it lacks is told. */
    assert_non_null(strstr(run(KINDS, "CREATE TABLE items (nr int, name text);"),
                           "m.hdf:27: there is no column id in items: nothing of item"));
}

static void a_table_of_pairs_alone_is_a_source(void **state)
{
    static const char mapping[] =
        "Game = game\nKinds {\n}\nRelations {\n  drops {\n    Start = lives\n    From = npc\n"
        "    To = item\n    Fields {\n      chance = chance\n    }\n  }\n}\n";

    (void)state;
    run(mapping, "CREATE TABLE lives (npc text, item text, chance text);\n"
                 "INSERT INTO lives VALUES ('1','7','60'),('1','8','5');\n");
    assert_string_equal(said, "drops 1 7 {\"chance\":60}\ndrops 1 8 {\"chance\":5}\nwhole drops\n");
}

static void a_faulty_table_refuses_only_who_uses_it(void **state)
{
    (void)state;
    run(KINDS, TABLES ROWS "INSERT INTO bak VALUES (NOW());\n");
    assert_non_null(strstr(said, "item 7 \"Bread\""));
    assert_non_null(strstr(run(KINDS, TABLES ROWS "INSERT INTO items VALUES (9,NOW());\n"),
                           "\"NOW\" is no value"));
}

static void a_number_with_marks_is_no_value_and_told(void **state)
{
    (void)state;
    run(KINDS, "CREATE TABLE npc_types (id text, name text, level text);\n"
               "INSERT INTO npc_types VALUES ('1','a','1,050');\n");
    assert_string_equal(said, "npc 1 \"a\" {}\nwhole npc\n");
    reported("npc_types row 1: \"1,050\" is no level");
}

static void a_cut_dump_ends_it_before_it_begins(void **state)
{
    (void)state;
    assert_non_null(strstr(run(KINDS, TABLES "INSERT INTO npc_types VALUES (1,'a',"),
                           "d.sql:6: the dump ends within"));
    assert_string_equal(said, "");
}

struct reading {
    const char *mapping;
    const struct mapping *read;
};

static void read_it(void *context)
{
    struct reading *reading = context;

    reading->read = mapping_read(arena, reading->mapping, game(), stderr);
}

static void a_wrong_mapping_is_refused_line_by_line(void **state)
{
    struct reading reading = {
        .mapping = unit_file(
            "m.hdf",
            "Game = other\nKinds {\n  dragon {\n    Table = t\n  }\n  npc {\n    Table = t\n"
            "    Id = id +\n    Fields {\n      charm = x\n      level = nope(1)\n    }\n"
            "    Frobs = 1\n  }\n}\nRelations {\n  drops {\n    Start = t\n    From = a\n"
            "    Combine {\n      chance = often\n    }\n    Steps {\n      0 {\n        Table "
            "= t\n        Key = x\n      }\n    }\n  }\n}\n")};
    const char *said_of = unit_heard(read_it, &reading);

    static const char *const expected[] = {
        "m.hdf:1: the mapping is not one of the game game",
        "m.hdf:3: the game game has no kind dragon",
        "m.hdf:6: npc: Name is missing",
        "m.hdf:8: Id: a value is missing at \"the end\"",
        "m.hdf:10: npc has no field charm",
        "m.hdf:11: level: there is no function nope() at \"1)\"",
        "m.hdf:13: Frobs is nothing that npc has",
        "m.hdf:17: drops: To is missing",
        "m.hdf:21: chance must be first, either, sum, min, max or bits",
        "m.hdf:24: the step 0 needs both Key and On, or neither",
    };

    (void)state;
    assert_null(reading.read);
    for (size_t i = 0; i < COUNT(expected); i++)
        if (strstr(said_of, expected[i]) == NULL)
            fail_msg("\"%s\" is not said:\n%s", expected[i], said_of);
}

static void what_a_source_holds_is_told_as_lines_of_text(void **state)
{
    static const char tables[] =
        "CREATE TABLE npc_types (id int, name text, level text, stature int, purse_id int, "
        "`\033]0;x\007\ny` int);\nCREATE TABLE `\303items` (id int);\n"
        "INSERT INTO npc_types VALUES (1,'a','\033[31m\nnpc: 9',1,NULL,0);\n";

    (void)state;
    run(KINDS, tables);
    assert_int_equal(text_check(report, strlen(report), true), TEXT_VALID);
    reported("\"\xEF\xBF\xBD[31m npc: 9\" is no level");
    reported("npc_types: purse_id, \xEF\xBF\xBD]0;x\xEF\xBF\xBD y");
    /* Neither does a refusal end a line or move a terminal's cursor. */
    assert_non_null(strstr(run(KINDS, "CREATE TABLE npc_types (id int, name text);\n"
                                      "INSERT INTO npc_types (id, `\033[2J\n`) VALUES (1,2);\n"),
                           "the table npc_types has no column \xEF\xBF\xBD[2J "));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT(what_a_source_holds_is_told_as_lines_of_text),
        UNIT(entries_have_names_fields_and_steps),
        UNIT(chances_are_combined_and_each_row_is_accounted_for),
        UNIT(pairs_of_several_rows_are_gathered_where_that_is_said),
        UNIT(ways_are_combined_and_a_step_takes_rows_once),
        UNIT(places_are_staged_with_their_groups),
        UNIT(rows_of_other_times_are_left_out_and_entries_hidden),
        UNIT(numbers_of_64_bits_come_through_steps_and_keys),
        UNIT(what_was_staged_before_is_handed_on_to_be_judged),
        UNIT(what_is_refused_is_counted_and_told_with_its_row),
        UNIT(the_second_row_of_an_id_is_refused_and_told),
        UNIT(missing_tables_and_columns_are_reported_with_their_lines),
        UNIT(a_source_without_any_of_it_is_refused),
        UNIT(a_table_of_pairs_alone_is_a_source),
        UNIT(a_faulty_table_refuses_only_who_uses_it),
        UNIT(a_number_with_marks_is_no_value_and_told),
        UNIT(a_cut_dump_ends_it_before_it_begins),
        UNIT(a_wrong_mapping_is_refused_line_by_line),
    };

    return UNIT_RUN(tests);
}
