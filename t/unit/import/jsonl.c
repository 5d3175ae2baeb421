#include "import/jsonl.h"

#include "../probe.h"
#include "../unit.h"
#include "game/value.h"
#include "import/staging/key_set.h"

static struct jsonl_line line;

static const char *line_fault(const char *text)
{
    return jsonl_read(arena, &probe_game, text, strlen(text), &line);
}

static void each_sort_of_line_is_read(void **state)
{
    (void)state;
    assert_null(line_fault("{\"export\":\"lorehall\",\"kinds\":[\"npc\"],\"relations\":[\"drops\"],"
                           "\"places\":true}"));
    assert_int_equal(line.sort, JSONL_HEAD);
    assert_string_equal(line.parts[1], "drops");
    assert_string_equal(line.parts[2], "places");
    assert_null(line.parts[3]);
    assert_null(line.game);
    assert_null(line_fault("{\"export\":\"lorehall\",\"game\":\"probe\"}"));
    assert_string_equal(line.game, "probe");
    assert_non_null(line_fault("{\"export\":\"lorehall\",\"game\":7}"));
    assert_null(
        line_fault("{\"kind\":\"npc\",\"external_id\":\"7\",\"name\":\"A rat\",\"hidden\":true,"
                   "\"state\":\"vanished\",\"values\":{\"level\":3,\"weight\":0.1}}"));
    assert_int_equal(line.sort, JSONL_ENTRY);
    assert_ptr_equal(line.kind, &probe_kinds[0]);
    assert_true(line.hidden && line.state == ENTRY_VANISHED);
    assert_int_equal(line.values[0].number, 3);
    assert_int_equal(line.values[1].number, 1);
    assert_null(line_fault("{\"relation\":\"drops\",\"from\":\"7\",\"to\":\"8\"}"));
    assert_int_equal(line.sort, JSONL_RELATION);
    assert_false(line.values[0].set);
    assert_null(line_fault("{\"place\":\"hill\",\"kind\":\"npc\",\"external_id\":\"7\",\"x\":-1.5,"
                           "\"respawn\":60}"));
    assert_int_equal(line.sort, JSONL_PLACE);
    assert_true(line.place.x < -1.4 && line.place.chance > 99.9);
    assert_int_equal(line.place.respawn, 60);
    assert_null(line_fault("{\"map\":\"hill\",\"text\":\"L\"}"));
    assert_int_equal(line.sort, JSONL_MAP);
}

static void what_is_wrong_is_named(void **state)
{
    static const char *const bad[][2] = {
        {"", "not JSON"},
        {"[]", "not a JSON object"},
        {"{}", "no entry, relation, place or map"},
        {"{\"kind\":\"npc\",\"external_id\":7,\"name\":\"x\"}", "\"external_id\" must be a text"},
        {"{\"kind\":\"npc\",\"external_id\":\"7\"}", "\"name\" is missing"},
        {"{\"kind\":\"npc\",\"external_id\":\"7\",\"name\":\"x\",\"values\":[]}",
         "\"values\" must be an object"},
        {"{\"kind\":\"npc\",\"external_id\":\"7\",\"name\":\"x\",\"values\":{\"level\":\"x\"}}",
         "\"level\" cannot hold that"},
        {"{\"kind\":\"npc\",\"external_id\":\"7\",\"name\":\"x\",\"values\":{\"tale\":7}}",
         "\"tale\" cannot hold that"},
        {"{\"kind\":\"npc\",\"external_id\":\"7\",\"name\":\"x\",\"values\":{\"tale\":\"a\x7F\"}}",
         "\"tale\" cannot hold that"},
        {"{\"kind\":\"npc\",\"external_id\":\"7\",\"name\":\"x\",\"values\":{\"tale\":\"\\u0001\"}}",
         "\"tale\" cannot hold that"},
        {"{\"place\":\"z\",\"kind\":\"npc\",\"external_id\":\"7\",\"x\":1e300}",
         "\"x\" must be a number"},
        {"{\"place\":\"z\",\"kind\":\"npc\",\"external_id\":\"7\",\"respawn\":0.5}",
         "\"respawn\" must be a whole number"},
        {"{\"place\":\"z\",\"kind\":\"orc\",\"external_id\":\"7\"}", "\"kind\" is none"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(bad); i++) {
        const char *fault = line_fault(bad[i][0]);

        if (fault == NULL || strstr(fault, bad[i][1]) == NULL)
            fail_msg("%s: %s", bad[i][0], fault != NULL ? fault : "taken");
    }
}

static void numbers_are_kept_to_their_last_digit(void **state)
{
    (void)state;
    assert_null(line_fault("{\"kind\":\"npc\",\"external_id\":\"7\",\"name\":\"\\\"values\\\": {\","
                           "\"values\" : {\"level\":9223372036854775807,"
                           "\"weight\":-922337203685477580.8}}"));
    assert_true(line.values[0].number == INT64_MAX);
    assert_true(line.values[1].number == INT64_MIN);
    assert_null(line_fault("{\"values\":{\"tale\":\"}]\\\\\",\"level\":9007199254740993},"
                           "\"kind\":\"npc\",\"external_id\":\"7\",\"name\":\"x\"}"));
    assert_true(line.values[0].number == INT64_C(9007199254740993));
    assert_string_equal(line.values[2].text, "}]\\");
    assert_null(line_fault("{\"kind\":\"npc\",\"external_id\":\"7\",\"name\":\"x\","
                           "\"values\":{\"level\":1e3}}"));
    assert_int_equal(line.values[0].number, 1000);
    assert_null(line_fault("{\"kind\":\"npc\",\"external_id\":\"7\",\"name\":\"x\","
                           "\"valu\\u0065s\":{\"level\":3}}"));
    assert_int_equal(line.values[0].number, 3);
    assert_non_null(line_fault("{\"kind\":\"npc\",\"external_id\":\"7\",\"name\":\"x\","
                               "\"values\":{\"level\":9223372036854775808}}"));
    assert_non_null(line_fault("{\"kind\":\"npc\",\"external_id\":\"7\",\"name\":\"x\","
                               "\"values\":{\"level\":1e400}}"));
}

static void thousandths_are_written_as_short_as_they_can_be(void **state)
{
    static const struct {
        int64_t number;
        const char *text;
    } all[] = {{0, "0"},       {1000, "1"},      {1500, "1.5"},
               {-1, "-0.001"}, {-2050, "-2.05"}, {INT64_MIN, "-9223372036854775.808"}};

    (void)state;
    for (size_t i = 0; i < COUNT(all); i++) {
        struct buffer buffer = buffer_open(arena, 1);

        buffer_thousandths(&buffer, all[i].number);
        assert_string_equal(buffer.data, all[i].text);
    }
}

static void relations_stand_by_their_order(void **state)
{
    struct value chance = {.set = true, .number = 125};

    (void)state;
    assert_int_equal(relation_sorting(&probe_relations[0], &chance), -125);
    chance.number = INT64_MIN;
    assert_int_equal(relation_sorting(&probe_relations[0], &chance), INT64_MAX);
    chance.number = 0; /* which its record does not keep */
    assert_int_equal(relation_sorting(&probe_relations[0], &chance), INT64_MAX);
    chance.set = false;
    assert_int_equal(relation_sorting(&probe_relations[0], &chance), INT64_MAX);
}

static void keys_are_told_apart(void **state)
{
    struct key_set *set = key_set_open();
    unsigned char key[8];
    unsigned wrong = 0;

    (void)state;
    for (uint32_t i = 0; i < 200000; i++) {
        /* Each comes twice, and some begin alike. */
        uint32_t number = i % 100000, start = number / 3 * UINT32_C(2654435761);

        memcpy(key, &start, sizeof start);
        memcpy(key + 4, &number, sizeof number);
        wrong += key_set_add(set, key) != (i < 100000);
    }
    assert_int_equal(wrong, 0);
    key_set_close(set);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT(each_sort_of_line_is_read),
        UNIT(what_is_wrong_is_named),
        UNIT(numbers_are_kept_to_their_last_digit),
        UNIT(thousandths_are_written_as_short_as_they_can_be),
        UNIT(relations_stand_by_their_order),
        UNIT(keys_are_told_apart),
    };

    return UNIT_RUN(tests);
}
