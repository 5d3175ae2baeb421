#include "talk/thread.h"

#include "../unit.h"

static void a_subject_is_a_kind_and_a_number(void **state)
{
    struct subject subject;

    (void)state;
    assert_true(subject_parse("thread:9", &subject));
    assert_string_equal(subject.kind, "thread");
    assert_int_equal(subject.id, 9);
    assert_true(subject_parse("abcdefghijklmnop:18446744073709551615", &subject));
    assert_string_equal(subject.kind, "abcdefghijklmnop");
    assert_true(subject.id == UINT64_MAX);
}

static void anything_else_is_no_subject(void **state)
{
    static const char *const bad[] = {"",
                                      ":",
                                      "thread",
                                      "thread:",
                                      ":9",
                                      "thread:0",
                                      "thread:-1",
                                      "thread:+1",
                                      "thread: 1",
                                      "thread:1 ",
                                      " thread:1",
                                      "thread:1x",
                                      "Thread:1",
                                      "thr3ad:1",
                                      "thread::1",
                                      "thread:1:2",
                                      "thread.1",
                                      "th-read:1",
                                      "thr\303\244d:1",
                                      "thread:18446744073709551616",
                                      "abcdefghijklmnopq:1",
                                      "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz:1"};
    struct subject subject = {"as it was", 7};

    (void)state;
    for (size_t i = 0; i < COUNT(bad); i++)
        if (subject_parse(bad[i], &subject))
            fail_msg("accepted: \"%s\"", bad[i]);
    assert_string_equal(subject.kind, "as it was");
}

static void a_thread_has_a_readable_path(void **state)
{
    (void)state;
    assert_string_equal(thread_path(arena, 9, "Lady Vox: how?"), "/forum/thread/9/lady-vox-how");
    assert_string_equal(thread_path(arena, UINT64_MAX, "竜"),
                        "/forum/thread/18446744073709551615/-");
}

static void a_thread_is_its_own_subject_unless_it_is_the_talk_of_something(void **state)
{
    struct thread thread = {.id = 9};

    (void)state;
    assert_string_equal(thread_subject(arena, &thread), "thread:9");
    thread.subject = "npc:123";
    assert_string_equal(thread_subject(arena, &thread), "npc:123");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT(a_subject_is_a_kind_and_a_number),
        UNIT(anything_else_is_no_subject),
        UNIT(a_thread_has_a_readable_path),
        UNIT(a_thread_is_its_own_subject_unless_it_is_the_talk_of_something),
    };

    return UNIT_RUN(tests);
}
