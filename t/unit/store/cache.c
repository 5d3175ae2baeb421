#include "store/cache.h"

#include <signal.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/select.h>
#include <sys/time.h>

#include "../unit.h"
#include "base/clock.h"

static struct shared *shared;
static struct cache *cache;

static int begin(void **state)
{
    unit_begin(state);
    shared = shared_open(unit_name("shared"), 1);
    assert_non_null(shared);
    cache = cache_open(shared);
    assert_non_null(cache);
    return 0;
}

static int end(void **state)
{
    cache_close(cache);
    shared_close(shared);
    return unit_end(state);
}

#define CACHED(test) cmocka_unit_test_setup_teardown(test, begin, end)

static char *key_of(unsigned i)
{
    return arena_format(arena, "thread|%u|en", i);
}

/* Fills OUT with what only this key, stamp and length have. */
static void content(unsigned char *out, unsigned i, uint64_t stamp, size_t length)
{
    uint64_t seed = stamp * 1000003 + i + ((uint64_t)length << 40);
    unsigned char word = (unsigned char)unit_random(&seed);

    for (size_t at = 0; at < length; at++) {
        if (at % 8 == 0)
            word = (unsigned char)unit_random(&seed);
        out[at] = (unsigned char)(word + at);
    }
}

static unsigned char scratch[65536];

static void put(unsigned i, uint64_t stamp, size_t length)
{
    content(scratch, i, stamp, length);
    cache_put(cache, key_of(i), stamp, CACHE_KNOWN, bytes_of(scratch, length));
}

/* Whether the key is there; -1 when it is there with anything but what was put. */
static int got(unsigned i, uint64_t stamp)
{
    size_t length = SIZE_MAX;
    const void *bytes = cache_get(cache, arena, key_of(i), stamp, &length);

    if (bytes == NULL)
        return 0;
    if (length > sizeof scratch)
        return -1;
    content(scratch, i, stamp, length);
    return memcmp(bytes, scratch, length) == 0 ? 1 : -1;
}

static void what_was_put_is_found(void **state)
{
    size_t length;
    const char *bytes;

    (void)state;
    cache_put(cache, "key", 7, CACHE_KNOWN, bytes_of("a\0b", 3));
    bytes = cache_get(cache, arena, "key", 7, &length);
    assert_non_null(bytes);
    assert_int_equal(length, 3);
    assert_memory_equal(bytes, "a\0b", 3);
    cache_put(cache, "", 0, CACHE_KNOWN, bytes_of("", 0));
    assert_non_null(cache_get(cache, arena, "", 0, &length));
    assert_int_equal(length, 0);
}

static void what_was_not_put_is_not_found(void **state)
{
    size_t length;

    (void)state;
    assert_null(cache_get(cache, arena, "key", 7, &length));
    cache_put(cache, "key", 7, CACHE_KNOWN, bytes_of("x", 1));
    assert_null(cache_get(cache, arena, "ke", 7, &length));
    assert_null(cache_get(cache, arena, "keys", 7, &length));
    assert_null(cache_get(cache, arena, "", 7, &length));
}

static void only_the_very_stamp_counts(void **state)
{
    (void)state;
    put(1, 7, 100);
    assert_int_equal(got(1, 7), 1);
    assert_int_equal(got(1, 6), 0);
    assert_int_equal(got(1, 8), 0);
    put(1, 8, 50);
    assert_int_equal(got(1, 7), 0);
    assert_int_equal(got(1, 8), 1);
}

/* Whether "key" with stamp 1 holds TEXT; NULL: nothing. */
static bool holds(const char *text)
{
    size_t length;
    const char *bytes = cache_get(cache, arena, "key", 1, &length);

    return text == NULL ? bytes == NULL : bytes != NULL && strcmp(bytes, text) == 0;
}

static void of_two_made_at_once_neither_is_kept_unless_they_agree(void **state)
{
    int64_t before = clock_ticks() - 1;

    (void)state;
    cache_put(cache, "key", 1, before, bytes_of("112", 3));
    assert_true(holds("112"));
    cache_put(cache, "key", 1, before, bytes_of("112", 3));
    assert_true(holds("112"));
    cache_put(cache, "key", 1, before, bytes_of("113", 3));
    assert_true(holds(NULL));
    /* Nor is a third that began before it was known. */
    cache_put(cache, "key", 1, before, bytes_of("112", 3));
    assert_true(holds(NULL));
    cache_put(cache, "key", 1, clock_ticks() + 1, bytes_of("113", 3));
    assert_true(holds("113"));
    cache_put(cache, "key", 2, before, bytes_of("114", 3));
    assert_true(holds(NULL));
    cache_put(cache, "key", 1, CACHE_KNOWN, bytes_of("115", 3));
    assert_true(holds("115"));
}

static void a_copy_is_the_callers_own(void **state)
{
    size_t length;
    char *bytes;

    (void)state;
    cache_put(cache, "key", 1, CACHE_KNOWN, bytes_of("first", 5));
    bytes = arena_copy(arena, cache_get(cache, arena, "key", 1, &length), 5);
    cache_put(cache, "key", 1, CACHE_KNOWN, bytes_of("again", 5));
    assert_string_equal(bytes, "first");
}

static void random_stores_wrap_around_without_a_wrong_byte(void **state)
{
    static uint64_t stamp[300];
    uint64_t seed = 8;
    size_t hits = 0;

    (void)state;
    for (uint64_t round = 1; round <= 6000; round++) {
        unsigned i = (unsigned)unit_below(&seed, COUNT(stamp));
        unsigned other = (unsigned)unit_below(&seed, COUNT(stamp));
        int found;

        stamp[i] = round;
        /* So large that a ring is full before its slots are. */
        put(i, round, 4000 + unit_below(&seed, 4000));
        assert_int_equal(got(i, round), 1);
        found = got(other, stamp[other]);
        assert_true(found >= 0);
        hits += (size_t)found;
        arena_reset(arena);
    }
    assert_true(hits > 600);
}

static void the_oldest_entries_give_way(void **state)
{
    int first = 0, last = 0;

    (void)state;
    for (unsigned i = 0; i < 2000; i++)
        put(i, 1, 100);
    for (unsigned i = 0; i < 1000; i++)
        first += got(i, 1);
    for (unsigned i = 1900; i < 2000; i++)
        last += got(i, 1);
    assert_int_equal(first, 0);
    assert_in_range(last, 80, 100);
    assert_int_equal(got(1999, 1), 1);
}

static void entries_that_fit_all_stay(void **state)
{
    (void)state;
    for (int again = 0; again < 50; again++)
        for (unsigned i = 0; i < 8; i++)
            put(i, 1, 5000);
    for (unsigned i = 0; i < 8; i++)
        assert_int_equal(got(i, 1), 1);
}

static void what_is_larger_than_an_eighth_of_a_ring_is_not_kept(void **state)
{
    size_t low = 0, high = sizeof scratch;

    (void)state;
    put(1, 1, high);
    assert_int_equal(got(1, 1), 0);
    while (high - low > 1) {
        size_t middle = (low + high) / 2;

        cache_wipe(cache);
        put(1, 1, middle);
        *(got(1, 1) == 1 ? &low : &high) = middle;
        arena_reset(arena);
    }
    /* A megabyte is sixteen rings. */
    assert_in_range(low, 7500, 65536 / 8);
    put(2, 1, low);
    put(2, 1, high);
    assert_int_equal(got(2, 1), 1);
}

static void a_length_that_wraps_a_size_is_not_kept(void **state)
{
    size_t length;

    (void)state;
    cache_put(cache, "key", 1, CACHE_KNOWN, bytes_of("x", SIZE_MAX / 2));
    cache_put(cache, "key", 1, CACHE_KNOWN, bytes_of("x", (size_t)UINT32_MAX + 2));
    assert_null(cache_get(cache, arena, "key", 1, &length));
}

static void wiping_forgets_everything_and_goes_on(void **state)
{
    (void)state;
    for (unsigned i = 0; i < 100; i++)
        put(i, 1, 1000);
    cache_wipe(cache);
    for (unsigned i = 0; i < 100; i++)
        assert_int_equal(got(i, 1), 0);
    for (unsigned i = 0; i < 8; i++)
        put(i, 2, 1000);
    for (unsigned i = 0; i < 8; i++)
        assert_int_equal(got(i, 2), 1);
}

static void no_cache_never_holds_anything(void **state)
{
    struct shared *none = shared_open(unit_name("none"), 0);
    size_t length;

    (void)state;
    assert_null(cache_open(none));
    shared_close(none);
    cache_put(NULL, "key", 1, CACHE_KNOWN, bytes_of("x", 1));
    assert_null(cache_get(NULL, arena, "key", 1, &length));
    cache_wipe(NULL);
    cache_close(NULL);
}

static void who_opens_it_later_finds_what_is_there(void **state)
{
    struct cache *first = cache;

    (void)state;
    put(1, 1, 100);
    cache = cache_open(shared);
    assert_int_equal(got(1, 1), 1);
    cache_close(cache);
    cache = first;
}

static void open_again(void *context)
{
    *(struct cache **)context = cache_open(shared);
}

static void a_cache_that_is_only_half_set_up_is_done_without(void **state)
{
    struct cache *second = cache;
    size_t size;
    uint32_t *head = shared_cache(shared, &size);
    uint32_t ready = *head;

    (void)state;
    *head = 1;
    assert_non_null(strstr(unit_heard(open_again, &second), "working without"));
    assert_null(second);
    *head = ready;
}

/* Puts and gets at random; exits with 1 at the first wrong byte. Keys and stamps are few, so that
 * processes meet. */
static void hammer(void *context)
{
    uint64_t seed = (uint64_t)getpid(), rounds = *(uint64_t *)context;
    size_t hits = 0;

    for (uint64_t i = 0; i < rounds; i++) {
        unsigned key = (unsigned)unit_below(&seed, 60);
        uint64_t stamp = unit_below(&seed, 3);
        int found = got(key, stamp);

        if (found < 0)
            _exit(1);
        hits += (size_t)found;
        if (found == 0)
            put(key, stamp, unit_below(&seed, 7000));
        arena_reset(arena);
    }
    if (rounds < UINT64_MAX && hits < rounds / 50)
        _exit(2);
}

static void several_processes_never_see_a_wrong_byte(void **state)
{
    uint64_t rounds = 5000;
    pid_t children[4];

    (void)state;
    for (size_t i = 0; i < COUNT(children); i++)
        children[i] = unit_fork(hammer, &rounds);
    for (size_t i = 0; i < COUNT(children); i++)
        assert_int_equal(unit_wait(children[i]), 0);
}

static volatile sig_atomic_t pauses;

static void pause_here(int number)
{
    struct timeval moment = {0, 1000};

    (void)number;
    select(0, NULL, NULL, NULL, &moment);
    pauses++;
}

/* Reads while a timer stops it again and again, now and then in the midst of a copy. */
static void read_haltingly(void *context)
{
    const struct itimerval soon = {.it_value = {0, 40}};
    uint64_t seed = 21;

    (void)context;
    signal(SIGALRM, pause_here);
    for (int seen = -1; seen < 300;) {
        size_t length;
        const unsigned char *bytes;

        if (seen != pauses) {
            seen = pauses;
            setitimer(ITIMER_REAL, &soon, NULL);
        }
        bytes = cache_get(cache, arena, key_of((unsigned)unit_below(&seed, 40)), 1, &length);
        if (bytes != NULL && memcmp(bytes, bytes + 1, length - 1) != 0)
            _exit(1);
        arena_reset(arena);
    }
}

/* Stores runs of one byte without an end. */
static void write_on(void *context)
{
    uint64_t seed = (uint64_t)getpid();

    (void)context;
    for (;;) {
        unsigned i = (unsigned)unit_below(&seed, 40);

        memset(scratch, (int)unit_below(&seed, 256), 7500);
        cache_put(cache, key_of(i), 1, CACHE_KNOWN, bytes_of(scratch, 7500));
        arena_reset(arena);
    }
}

static void a_reader_that_writers_overtake_sees_no_wrong_byte(void **state)
{
    pid_t writers[2], reader;
    int status;

    (void)state;
    for (size_t i = 0; i < COUNT(writers); i++)
        writers[i] = unit_fork(write_on, NULL);
    reader = unit_fork(read_haltingly, NULL);
    status = unit_wait(reader);
    for (size_t i = 0; i < COUNT(writers); i++) {
        kill(writers[i], SIGKILL);
        unit_wait(writers[i]);
    }
    assert_int_equal(status, 0);
}

/* Dies by SIGSEGV in the middle of a store: half of what it stores cannot be read. */
static void die_in_a_store(void *key)
{
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    char *memory = mmap(NULL, 2 * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    struct rlimit no_core = {0, 0};

    if (memory == MAP_FAILED)
        _exit(1);
    memset(memory, 'x', 2 * page);
    mprotect(memory + page, page, PROT_NONE);
    setrlimit(RLIMIT_CORE, &no_core);
    signal(SIGSEGV, SIG_DFL);
    cache_put(cache, key, 1, CACHE_KNOWN, bytes_of(memory + page - 2000, 4000));
    _exit(2);
}

static void kill_an_owner(const char *key)
{
    int status = unit_wait(unit_fork(die_in_a_store, (void *)(uintptr_t)key));

    assert_true(WIFSIGNALED(status));
    assert_int_equal(WTERMSIG(status), SIGSEGV);
}

static void touch(void *key)
{
    size_t length;

    assert_null(cache_get(cache, arena, key, 1, &length));
}

static void what_an_owner_left_half_written_is_recovered(void **state)
{
    int before = 0, after = 0;

    (void)state;
    for (unsigned i = 0; i < 60; i++)
        put(i, 1, 100);
    for (unsigned i = 0; i < 60; i++)
        before += got(i, 1);
    kill_an_owner("doomed");
    assert_non_null(strstr(unit_heard(touch, "doomed"), "emptied"));
    /* Its ring is empty; the fifteen others are as they were. */
    for (unsigned i = 0; i < 60; i++) {
        int found = got(i, 1);

        assert_true(found >= 0);
        after += found;
    }
    assert_true(after < before && after > before * 3 / 4);
    /* And it goes on: once recovered, nothing more is said. */
    cache_put(cache, "doomed", 1, CACHE_KNOWN, bytes_of("well", 4));
    put(3, 2, 200);
    assert_int_equal(got(3, 2), 1);
    kill_an_owner("doomed");
    assert_non_null(strstr(unit_heard(touch, "doomed"), "emptied"));
    assert_string_equal(unit_heard(touch, "doomed"), "");
}

static void wipe(void *context)
{
    (void)context;
    cache_wipe(cache);
}

static void a_wipe_recovers_what_an_owner_left_too(void **state)
{
    (void)state;
    kill_an_owner("doomed");
    assert_non_null(strstr(unit_heard(wipe, NULL), "emptied"));
    put(1, 1, 100);
    assert_int_equal(got(1, 1), 1);
}

static void processes_killed_at_any_moment_leave_no_wrong_byte(void **state)
{
    uint64_t forever = UINT64_MAX, few = 1000, seed = 9;

    (void)state;
    for (int round = 0; round < 12; round++) {
        pid_t children[3];

        for (size_t i = 0; i < COUNT(children); i++)
            children[i] = unit_fork(hammer, &forever);
        for (size_t i = 0; i < COUNT(children); i++) {
            int status;

            usleep((useconds_t)unit_below(&seed, 4000));
            kill(children[i], SIGKILL);
            status = unit_wait(children[i]);
            assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
        }
    }
    assert_int_equal(unit_wait(unit_fork(hammer, &few)), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        CACHED(what_was_put_is_found),
        CACHED(what_was_not_put_is_not_found),
        CACHED(only_the_very_stamp_counts),
        CACHED(of_two_made_at_once_neither_is_kept_unless_they_agree),
        CACHED(a_copy_is_the_callers_own),
        CACHED(random_stores_wrap_around_without_a_wrong_byte),
        CACHED(the_oldest_entries_give_way),
        CACHED(entries_that_fit_all_stay),
        CACHED(what_is_larger_than_an_eighth_of_a_ring_is_not_kept),
        CACHED(a_length_that_wraps_a_size_is_not_kept),
        CACHED(wiping_forgets_everything_and_goes_on),
        CACHED(no_cache_never_holds_anything),
        CACHED(who_opens_it_later_finds_what_is_there),
        CACHED(a_cache_that_is_only_half_set_up_is_done_without),
        CACHED(several_processes_never_see_a_wrong_byte),
        CACHED(a_reader_that_writers_overtake_sees_no_wrong_byte),
        CACHED(what_an_owner_left_half_written_is_recovered),
        CACHED(a_wipe_recovers_what_an_owner_left_too),
        CACHED(processes_killed_at_any_moment_leave_no_wrong_byte),
    };

    return UNIT_RUN(tests);
}
