#include "base/arena.h"

#include <signal.h>

#include "../unit.h"

static void memory_is_zeroed_and_aligned_for_any_type(void **state)
{
    (void)state;
    for (size_t size = 0; size < 200; size++) {
        unsigned char *memory = arena_alloc(arena, size);

        assert_non_null(memory);
        assert_int_equal((uintptr_t)memory % _Alignof(max_align_t), 0);
        for (size_t i = 0; i < size; i++)
            assert_int_equal(memory[i], 0);
        memset(memory, 0xA5, size);
    }
}

static void allocations_never_overlap(void **state)
{
    struct arena *chunked = arena_open(512);
    unsigned char *memory[400];
    size_t size[400];
    uint64_t seed = 1;

    (void)state;
    for (size_t i = 0; i < COUNT(memory); i++) {
        size[i] = unit_below(&seed, 700);
        memory[i] = arena_alloc(chunked, size[i]);
        memset(memory[i], (int)(i & 0xFF), size[i]);
    }
    for (size_t i = 0; i < COUNT(memory); i++)
        for (size_t j = 0; j < size[i]; j++)
            assert_int_equal(memory[i][j], i & 0xFF);
    arena_close(chunked);
}

static void memory_is_zeroed_again_after_a_reset(void **state)
{
    struct arena *chunked = arena_open(4096);

    (void)state;
    memset(arena_alloc(chunked, 4000), 0xFF, 4000);
    arena_reset(chunked);
    for (int i = 0; i < 40; i++) {
        static const unsigned char zeros[100];

        assert_memory_equal(arena_alloc(chunked, 100), zeros, 100);
    }
    arena_close(chunked);
}

static void a_reset_forgets_what_was_used_and_keeps_the_first_chunk(void **state)
{
    struct arena *chunked = arena_open(4096);
    void *first = arena_alloc(chunked, 1000);

    (void)state;
    assert_true(arena_used(chunked) >= 1000);
    arena_alloc(chunked, 100000);
    arena_alloc(chunked, 100000);
    assert_true(arena_used(chunked) >= 201000);
    arena_reset(chunked);
    assert_int_equal(arena_used(chunked), 0);
    assert_ptr_equal(arena_alloc(chunked, 1000), first);
    arena_close(chunked);
}

static void a_chunk_is_used_up_to_its_last_byte(void **state)
{
    struct arena *chunked = arena_open(64);
    char *first = arena_alloc(chunked, 32);

    (void)state;
    assert_ptr_equal(arena_alloc(chunked, 32), first + 32);
    arena_close(chunked);
}

static void a_copy_holds_every_byte_and_a_nul_behind_them(void **state)
{
    static const char bytes[] = {'a', '\0', 'b', '\xFF'};
    char *copy = arena_copy(arena, bytes, sizeof bytes);

    (void)state;
    assert_memory_equal(copy, bytes, sizeof bytes);
    assert_int_equal(copy[sizeof bytes], '\0');
    assert_string_equal(arena_copy(arena, NULL, 0), "");
}

static void a_string_is_copied_and_null_stays_null(void **state)
{
    char text[] = "Lady Vox";
    char *copy = arena_string(arena, text);

    (void)state;
    text[0] = 'X';
    assert_string_equal(copy, "Lady Vox");
    assert_null(arena_string(arena, NULL));
}

static void formatted_text_is_as_long_as_it_needs_to_be(void **state)
{
    char *long_text = arena_format(arena, "%05000d|%s", 7, "end");

    (void)state;
    assert_int_equal(strlen(long_text), 5004);
    assert_string_equal(long_text + 4999, "7|end");
    assert_string_equal(arena_format(arena, "%s", ""), "");
}

static void ask_for_too_much(void *size)
{
    /* A copy of SIZE_MAX bytes would need one more for its NUL. */
    if (*(size_t *)size == SIZE_MAX)
        arena_copy(arena, "", SIZE_MAX);
    arena_alloc(arena, *(size_t *)size);
}

static void what_memory_cannot_hold_ends_the_process(void **state)
{
    size_t sizes[] = {SIZE_MAX, SIZE_MAX - 1, SIZE_MAX / 2 + 1};

    (void)state;
    for (size_t i = 0; i < COUNT(sizes); i++) {
        int status = unit_wait(unit_fork(ask_for_too_much, &sizes[i]));

        assert_true(WIFSIGNALED(status));
        assert_int_equal(WTERMSIG(status), SIGABRT);
    }
}

static void closing_no_arena_is_harmless(void **state)
{
    (void)state;
    arena_close(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT(memory_is_zeroed_and_aligned_for_any_type),
        UNIT(allocations_never_overlap),
        UNIT(memory_is_zeroed_again_after_a_reset),
        UNIT(a_reset_forgets_what_was_used_and_keeps_the_first_chunk),
        UNIT(a_chunk_is_used_up_to_its_last_byte),
        UNIT(a_copy_holds_every_byte_and_a_nul_behind_them),
        UNIT(a_string_is_copied_and_null_stays_null),
        UNIT(formatted_text_is_as_long_as_it_needs_to_be),
        UNIT(what_memory_cannot_hold_ends_the_process),
        UNIT(closing_no_arena_is_harmless),
    };

    return UNIT_RUN(tests);
}
