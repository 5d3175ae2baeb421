#include "store/shared.h"

#include <fcntl.h>
#include <limits.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include "../unit.h"
#include "base/clock.h"

static struct shared *shared;

static struct shared *opened(const char *file, unsigned megabytes)
{
    struct shared *memory = shared_open(file, megabytes);

    assert_non_null(memory);
    return memory;
}

static uint64_t stamp_of(const char *key)
{
    return generation_stamp(shared, (const char *const[]){key, NULL});
}

static void a_stamp_changes_whenever_its_key_is_bumped(void **state)
{
    uint64_t before;

    (void)state;
    shared = opened(unit_name("shared"), 0);
    before = stamp_of("thread:9");
    for (int i = 0; i < 1000; i++) {
        uint64_t after;

        assert_int_equal(stamp_of("thread:9"), before);
        generation_bump(shared, "thread:9");
        after = stamp_of("thread:9");
        assert_true(after > before);
        before = after;
    }
    shared_close(shared);
}

static void a_stamp_of_several_keys_changes_with_any_of_them(void **state)
{
    const char *const keys[] = {"thread:1", "board:2", "site:3", NULL};

    (void)state;
    shared = opened(unit_name("shared"), 0);
    for (size_t i = 0; keys[i] != NULL; i++) {
        uint64_t before = generation_stamp(shared, keys);

        generation_bump(shared, keys[i]);
        assert_true(generation_stamp(shared, keys) > before);
    }
    shared_close(shared);
}

static void a_stamp_is_never_zero(void **state)
{
    const char *const none[] = {NULL};

    (void)state;
    shared = opened(unit_name("shared"), 0);
    assert_true(generation_stamp(shared, none) != 0);
    assert_true(stamp_of("thread:1") != 0);
    shared_close(shared);
}

static void keys_that_share_a_counter_only_invalidate_too_much(void **state)
{
    enum { KEYS = 20000 };
    static uint64_t before[KEYS];
    size_t touched = 0;

    (void)state;
    shared = opened(unit_name("shared"), 0);
    for (int i = 0; i < KEYS; i++)
        before[i] = stamp_of(arena_format(arena, "thread:%d", i));
    for (int i = 0; i < KEYS; i += 100)
        generation_bump(shared, arena_format(arena, "thread:%d", i));
    for (int i = 0; i < KEYS; i++) {
        uint64_t after = stamp_of(arena_format(arena, "thread:%d", i));

        assert_true(after >= before[i]);
        assert_true(i % 100 != 0 || after > before[i]);
        touched += i % 100 != 0 && after > before[i];
    }
    /* 200 bumps over 65,536 counters: about 60 of the others share one by chance. */
    assert_true(touched < 250);
    shared_close(shared);
}

static void bumping_all_changes_every_stamp(void **state)
{
    const char *const none[] = {NULL};
    uint64_t before, nothing;

    (void)state;
    shared = opened(unit_name("shared"), 0);
    before = stamp_of("thread:9");
    nothing = generation_stamp(shared, none);
    generation_bump_all(shared);
    assert_true(stamp_of("thread:9") > before);
    assert_true(stamp_of("never:bumped") > before);
    assert_true(generation_stamp(shared, none) > nothing);
    shared_close(shared);
}

static void bump_often(void *context)
{
    (void)context;
    for (int i = 0; i < 20000; i++) {
        generation_bump(shared, "thread:9");
        counter_add(shared, COUNTER_REQUESTS, 2);
    }
}

static void bumps_of_several_processes_all_count(void **state)
{
    pid_t children[4];
    uint64_t before;

    (void)state;
    shared = opened(unit_name("shared"), 0);
    before = stamp_of("thread:9");
    for (size_t i = 0; i < COUNT(children); i++)
        children[i] = unit_fork(bump_often, NULL);
    for (size_t i = 0; i < COUNT(children); i++)
        assert_int_equal(unit_wait(children[i]), 0);
    assert_int_equal(stamp_of("thread:9"), before + 4 * 20000);
    assert_int_equal(counter_read(shared, COUNTER_REQUESTS), 4 * 20000 * 2);
    shared_close(shared);
}

static void who_opens_the_same_file_sees_the_same_memory(void **state)
{
    const char *file = unit_name("shared");
    struct shared *other = opened(file, 1);
    uint64_t before;

    (void)state;
    shared = opened(file, 1);
    before = stamp_of("a");
    generation_bump(other, "a");
    counter_add(other, COUNTER_ERRORS_SERVER, 3);
    heartbeat_set(other, 77);
    assert_true(stamp_of("a") > before);
    assert_int_equal(counter_read(shared, COUNTER_ERRORS_SERVER), 3);
    assert_int_equal(heartbeat_mark(shared), 77);
    before = stamp_of("a");
    shared_close(other);
    assert_int_equal(stamp_of("a"), before);
    /* It lives on with who came later. */
    other = opened(file, 1);
    generation_bump(other, "a");
    assert_int_equal(stamp_of("a"), before + 1);
    shared_close(other);
    shared_close(shared);
}

struct opening {
    const char *file;
    unsigned megabytes;
};

static void open_it(void *context)
{
    const struct opening *opening = context;

    shared = shared_open(opening->file, opening->megabytes);
}

static void who_wants_a_cache_of_another_size_shares_the_one_in_use(void **state)
{
    const char *file = unit_name("shared");
    struct shared *first = opened(file, 1);
    struct opening other[] = {{file, 2}, {file, 0}, {file, 1}};

    (void)state;
    for (size_t i = 0; i < COUNT(other); i++) {
        const char *said = unit_heard(open_it, &other[i]);
        uint64_t before;
        size_t size;

        assert_non_null(shared);
        before = stamp_of("a");
        generation_bump(first, "a");
        assert_int_equal(stamp_of("a"), before + 1);
        shared_cache(shared, &size);
        assert_int_equal(size, 1 << 20);
        assert_int_equal(strstr(said, "running processes have 1 MB") != NULL, i < 2);
        shared_close(shared);
    }
    shared_close(first);
}

/* How often everything was bumped in the file as it is opened now; a new one's is 0. */
static uint64_t bumps_found(const char *file, unsigned megabytes)
{
    static uint64_t fresh;
    uint64_t found;

    if (fresh == 0) {
        shared = opened(unit_name("fresh"), 0);
        fresh = stamp_of("a");
        shared_close(shared);
    }
    shared = opened(file, megabytes);
    found = stamp_of("a") - fresh;
    generation_bump_all(shared);
    shared_close(shared);
    return found;
}

static void open_bump_and_die(void *file)
{
    struct shared *memory = shared_open(file, 1);

    generation_bump_all(memory);
    raise(SIGKILL);
}

static void what_nobody_has_open_is_made_anew(void **state)
{
    char *file = unit_name("shared");
    size_t size;

    (void)state;
    assert_int_equal(bumps_found(file, 1), 0);
    assert_int_equal(bumps_found(file, 1), 0);
    assert_int_equal(bumps_found(file, 2), 0);
    assert_int_equal(WTERMSIG(unit_wait(unit_fork(open_bump_and_die, file))), SIGKILL);
    assert_int_equal(bumps_found(file, 1), 0);
    shared = opened(file, 3);
    shared_cache(shared, &size);
    assert_int_equal(size, 3 << 20);
    shared_close(shared);
}

static void join_it(void *file)
{
    shared = shared_join(file);
}

static void who_joins_shares_what_is_in_use_and_makes_nothing(void **state)
{
    char *file = unit_name("shared");
    struct shared *first;
    uint64_t before;

    (void)state;
    assert_string_equal(unit_heard(join_it, file), "");
    assert_null(shared);
    assert_int_not_equal(access(file, F_OK), 0);
    first = opened(file, 1);
    assert_string_equal(unit_heard(join_it, file), "");
    assert_non_null(shared);
    before = stamp_of("a");
    generation_bump(first, "a");
    assert_int_equal(stamp_of("a"), before + 1);
    shared_close(shared);
    shared_close(first);
    assert_string_equal(unit_heard(join_it, file), "");
    assert_null(shared);
}

static void overwrite(const char *file, off_t at)
{
    int fd = open(file, O_RDWR);
    unsigned char byte;

    assert_true(fd >= 0);
    assert_int_equal(pread(fd, &byte, 1, at), 1);
    byte ^= 0x55;
    assert_int_equal(pwrite(fd, &byte, 1, at), 1);
    close(fd);
}

static void change_magic(const char *file)
{
    overwrite(file, 0);
}

static void change_version(const char *file)
{
    overwrite(file, 8);
}

static void change_counters(const char *file)
{
    overwrite(file, 12);
}

static void change_length(const char *file)
{
    struct stat info;

    assert_int_equal(stat(file, &info), 0);
    assert_int_equal(truncate(file, info.st_size + 4096), 0);
}

static void remove_it(const char *file)
{
    assert_int_equal(unlink(file), 0);
}

static void open_refused(void *file)
{
    struct opening opening = {file, 1};
    const char *said = unit_heard(open_it, &opening);

    if (shared != NULL || strstr(said, "another version") == NULL)
        _exit(1);
    said = unit_heard(join_it, file);
    if (shared != NULL || strstr(said, "another version") == NULL)
        _exit(2);
}

static void what_is_in_use_and_of_another_version_is_not_replaced(void **state)
{
    static void (*const change[])(const char *file) = {
        change_magic, change_version, change_counters, change_length, remove_it,
    };
    struct shared *first[COUNT(change)];
    pid_t children[COUNT(change)];

    (void)state;
    /* All at once, as each is tried for a while. */
    for (size_t i = 0; i < COUNT(change); i++) {
        char *file = unit_name(arena_format(arena, "shared%zu", i));

        first[i] = opened(file, 1);
        change[i](file);
        children[i] = unit_fork(open_refused, file);
    }
    for (size_t i = 0; i < COUNT(change); i++) {
        assert_int_equal(unit_wait(children[i]), 0);
        shared_close(first[i]);
        /* What lost its mark is taken for a file of somebody's, until that is there again. */
        if (change[i] == change_magic)
            change_magic(unit_name("shared0"));
        assert_int_equal(bumps_found(unit_name(arena_format(arena, "shared%zu", i)), 1), 0);
    }
}

static void hold_another_version(void *file)
{
    struct shared *memory = shared_open(file, 1);

    change_version(file);
    if (memory == NULL || unlink(unit_name("go")) != 0)
        _exit(1);
    usleep(300000);
}

static void who_comes_while_another_version_ends_waits_for_it(void **state)
{
    char *file = unit_name("shared"), *go = unit_file("go", "");
    pid_t child = unit_fork(hold_another_version, file);

    (void)state;
    while (access(go, F_OK) == 0)
        usleep(1000);
    assert_int_equal(bumps_found(file, 1), 0);
    assert_int_equal(unit_wait(child), 0);
}

struct meeting {
    const char *file;
    int here[2], over[2]; /* pipes: who opened it says so, and stays until the other is closed */
};

static void open_and_bump(void *context)
{
    struct meeting *meeting = context;
    struct shared *memory = shared_open(meeting->file, 1);
    char byte = 0;

    if (memory == NULL)
        _exit(1);
    generation_bump(memory, "a");
    close(meeting->over[1]);
    if (write(meeting->here[1], &byte, 1) != 1 || read(meeting->over[0], &byte, 1) != 0)
        _exit(2);
}

static void processes_that_open_it_at_once_share_one(void **state)
{
    (void)state;
    for (int round = 0; round < 10; round++) {
        struct meeting meeting = {.file = unit_name("shared")};
        pid_t children[8];
        uint64_t fresh;
        char byte;

        shared = opened(unit_name("other"), 1);
        fresh = stamp_of("a");
        shared_close(shared);
        assert_int_equal(pipe(meeting.here) | pipe(meeting.over), 0);
        for (size_t i = 0; i < COUNT(children); i++)
            children[i] = unit_fork(open_and_bump, &meeting);
        for (size_t i = 0; i < COUNT(children); i++)
            assert_int_equal(read(meeting.here[0], &byte, 1), 1);
        shared = opened(meeting.file, 1);
        assert_int_equal(stamp_of("a"), fresh + COUNT(children));
        close(meeting.over[1]);
        for (size_t i = 0; i < COUNT(children); i++)
            assert_int_equal(unit_wait(children[i]), 0);
        close(meeting.over[0]);
        close(meeting.here[0]);
        close(meeting.here[1]);
        shared_close(shared);
    }
}

static void open_impossible(void *file)
{
    shared = shared_open(file, 0);
}

static void what_cannot_be_mapped_is_said_and_null(void **state)
{
    static char long_name[PATH_MAX];

    (void)state;
    assert_non_null(strstr(unit_heard(open_impossible, "/nonexistent/shared"), "/nonexistent/"));
    assert_null(shared);
    memset(long_name, 'x', 600);
    assert_non_null(strstr(unit_heard(open_impossible, long_name), "too long"));
    assert_null(shared);
    shared_close(NULL);
}

static void wait_for_the_wakeup(void *seen)
{
    int64_t start = clock_ticks();

    wakeup_wait(shared, *(uint32_t *)seen, 20000);
    if (clock_ticks() - start > 10 * CLOCK_SECOND)
        _exit(1);
    if (wakeup_seen(shared) == *(uint32_t *)seen)
        _exit(2);
}

static void a_wakeup_wakes_another_process(void **state)
{
    (void)state;
    shared = opened(unit_name("shared"), 0);
    for (int i = 0; i < 20; i++) {
        uint32_t seen = wakeup_seen(shared);
        pid_t child = unit_fork(wait_for_the_wakeup, &seen);

        /* Now it rings before the child waits, now after it. */
        usleep(i % 2 == 0 ? 0 : 2000);
        wakeup_send(shared);
        assert_int_equal(unit_wait(child), 0);
    }
    shared_close(shared);
}

static void a_ring_before_the_wait_is_not_missed(void **state)
{
    uint32_t seen;
    int64_t start = clock_ticks();

    (void)state;
    shared = opened(unit_name("shared"), 0);
    seen = wakeup_seen(shared);
    wakeup_send(shared);
    wakeup_wait(shared, seen, 20000);
    assert_true(clock_ticks() - start < 10 * CLOCK_SECOND);
    shared_close(shared);
}

static void without_a_ring_the_wait_ends_in_time(void **state)
{
    int64_t start;

    (void)state;
    shared = opened(unit_name("shared"), 0);
    start = clock_ticks();
    wakeup_wait(shared, wakeup_seen(shared), 30);
    assert_true(clock_ticks() - start >= 25000);
    shared_close(shared);
}

static void a_heartbeat_has_a_mark_and_an_age(void **state)
{
    (void)state;
    shared = opened(unit_name("shared"), 0);
    assert_int_equal(heartbeat_mark(shared), 0);
    assert_true(heartbeat_age(shared) == INT64_MAX);
    heartbeat_set(shared, 12345);
    assert_int_equal(heartbeat_mark(shared), 12345);
    assert_in_range(heartbeat_age(shared), 0, 10 * CLOCK_SECOND);
    shared_close(shared);
}

static void each_counter_counts_for_itself(void **state)
{
    (void)state;
    shared = opened(unit_name("shared"), 0);
    for (int i = 0; i < COUNTERS; i++)
        counter_add(shared, i, (uint64_t)i + 1);
    for (int i = 0; i < COUNTERS; i++)
        assert_int_equal(counter_read(shared, i), i + 1);
    shared_close(shared);
}

static void the_caches_part_is_as_large_as_asked_for_and_apart(void **state)
{
    unsigned char *memory;
    size_t size = 9;
    uint64_t before;

    (void)state;
    shared = opened(unit_name("none"), 0);
    shared_cache(shared, &size);
    assert_int_equal(size, 0);
    shared_close(shared);
    shared = opened(unit_name("shared"), 2);
    memory = shared_cache(shared, &size);
    assert_int_equal(size, 2 << 20);
    assert_int_equal((uintptr_t)memory % 4096, 0);
    before = stamp_of("a");
    for (size_t i = 0; i < size; i++)
        assert_int_equal(memory[i], 0);
    memset(memory, 0xFF, size);
    assert_int_equal(stamp_of("a"), before);
    assert_int_equal(counter_read(shared, COUNTERS - 1), 0);
    shared_close(shared);
}

static void of_a_silent_database_one_at_a_time_asks_again(void **state)
{
    struct shared *mine = opened(unit_name("silent"), 0);

    (void)state;
    database_silence_set(mine, true);
    assert_true(database_silence(mine));
    usleep(1050000);
    assert_false(database_silence(mine));
    assert_true(database_silence(mine));
    database_silence_set(mine, false);
    assert_false(database_silence(mine));
    shared_close(mine);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT(a_stamp_changes_whenever_its_key_is_bumped),
        UNIT(a_stamp_of_several_keys_changes_with_any_of_them),
        UNIT(a_stamp_is_never_zero),
        UNIT(keys_that_share_a_counter_only_invalidate_too_much),
        UNIT(bumping_all_changes_every_stamp),
        UNIT(bumps_of_several_processes_all_count),
        UNIT(who_opens_the_same_file_sees_the_same_memory),
        UNIT(who_wants_a_cache_of_another_size_shares_the_one_in_use),
        UNIT(what_nobody_has_open_is_made_anew),
        UNIT(who_joins_shares_what_is_in_use_and_makes_nothing),
        UNIT(what_is_in_use_and_of_another_version_is_not_replaced),
        UNIT(who_comes_while_another_version_ends_waits_for_it),
        UNIT(processes_that_open_it_at_once_share_one),
        UNIT(what_cannot_be_mapped_is_said_and_null),
        UNIT(a_wakeup_wakes_another_process),
        UNIT(a_ring_before_the_wait_is_not_missed),
        UNIT(without_a_ring_the_wait_ends_in_time),
        UNIT(a_heartbeat_has_a_mark_and_an_age),
        UNIT(each_counter_counts_for_itself),
        UNIT(of_a_silent_database_one_at_a_time_asks_again),
        UNIT(the_caches_part_is_as_large_as_asked_for_and_apart),
    };

    return UNIT_RUN(tests);
}
