#include "base/spool.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>

#include "../unit.h"
#include "base/log.h"

/* What byte AT of the longest content of these tests is. */
static char byte_at(size_t at)
{
    return (char)((at * 2654435761u) >> 13);
}

static size_t files_open(void)
{
    size_t count = 0;
    DIR *directory = opendir("/proc/self/fd");

    while (readdir(directory) != NULL)
        count++;
    closedir(directory);
    return count;
}

/* A spool that LENGTH bytes were put into, in pieces of SIZE. */
static struct spool *filled(size_t length, size_t size)
{
    struct spool *spool = spool_open(arena, unit_path);
    char *piece = malloc(size);

    assert_non_null(piece);
    for (size_t at = 0; at < length; at += size) {
        size_t now = length - at < size ? length - at : size;

        for (size_t i = 0; i < now; i++)
            piece[i] = byte_at(at + i);
        assert_int_equal(spool_put(spool, piece, now), 0);
        assert_int_equal(spool_length(spool), at + now);
    }
    free(piece);
    assert_int_equal(spool_finish(spool), 0);
    return spool;
}

static void check_bytes(const char *bytes, size_t offset, size_t length)
{
    for (size_t i = 0; i < length; i++)
        if (bytes[i] != byte_at(offset + i))
            fail_msg("byte %zu is another", offset + i);
}

static void what_was_put_is_read_again_however_much_it_is(void **state)
{
    static const size_t lengths[] = {
        0,
        1,
        SPOOL_MEMORY_MAX - 1,
        SPOOL_MEMORY_MAX,
        SPOOL_MEMORY_MAX + 1,
        3 * SPOOL_MEMORY_MAX + 7,
    };
    static const size_t sizes[] = {1, 1000, SPOOL_MEMORY_MAX, SPOOL_MEMORY_MAX + 1, 200000};

    (void)state;
    unit_name("");
    for (size_t i = 0; i < COUNT(lengths) * COUNT(sizes); i++) {
        size_t length = lengths[i / COUNT(sizes)];
        struct spool *spool = filled(length, sizes[i % COUNT(sizes)]);
        char *copy = malloc(length + 1);

        assert_non_null(copy);
        assert_int_equal(spool_read(spool, 0, copy, length + 1), length);
        check_bytes(copy, 0, length);
        assert_int_equal(spool_read(spool, length / 2, copy, 5),
                         length - length / 2 < 5 ? length - length / 2 : 5);
        check_bytes(copy, length / 2, length - length / 2 < 5 ? length - length / 2 : 5);
        assert_int_equal(spool_read(spool, length, copy, 1), 0);
        check_bytes(spool_bytes(spool), 0, length);
        assert_ptr_equal(spool_bytes(spool), spool_bytes(spool));
        free(copy);
        spool_close(spool);
    }
}

static void only_what_memory_does_not_hold_makes_a_file_and_that_has_no_name(void **state)
{
    size_t before;
    struct spool *spool;

    (void)state;
    unit_name("");
    before = files_open();
    spool = filled(SPOOL_MEMORY_MAX, 1000);
    assert_int_equal(files_open(), before);
    spool_close(spool);
    spool = filled(SPOOL_MEMORY_MAX + 1, 1000);
    assert_int_equal(files_open(), before + 1);
    assert_int_equal(rmdir(unit_path), 0); /* it is empty */
    assert_non_null(spool_bytes(spool));
    spool_close(spool);
    assert_int_equal(files_open(), before);
    spool_close(NULL);
}

static void memory_has_a_bound(void **state)
{
    struct spool *spool;

    (void)state;
    unit_name("");
    spool = filled(32 * 1048576, 16384);
    assert_true(arena_used(arena) < SPOOL_MEMORY_MAX + 4096);
    spool_close(spool);
}

/* Puts more into a spool in DIRECTORY than memory holds; -1 in the end. */
static void put_in_vain(void *directory)
{
    static char piece[2 * SPOOL_MEMORY_MAX];
    struct spool *spool = spool_open(arena, directory);

    log_open("unit", LOG_LEVEL_INFO);
    assert_int_equal(spool_put(spool, piece, 10), 0);
    assert_int_equal(spool_put(spool, piece, sizeof piece), -1);
    spool_close(spool);
}

static void a_directory_that_takes_no_file_is_told(void **state)
{
    const char *said;

    (void)state;
    said = unit_heard(put_in_vain, unit_name("nowhere"));
    assert_non_null(strstr(said, "nowhere: No such file or directory"));
    said = unit_heard(put_in_vain, unit_file("file", "x"));
    assert_non_null(strstr(said, "file: Not a directory"));
    assert_int_equal(spool_file(unit_name("nowhere")), -1);
    assert_int_equal(errno, ENOENT);
}

static void room_that_ends_is_told(void **state)
{
    struct rlimit old, limit;
    const char *said;

    (void)state;
    unit_name("");
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &old), 0);
    limit = (struct rlimit){SPOOL_MEMORY_MAX, old.rlim_max};
    signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
    said = unit_heard(put_in_vain, unit_path);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &old), 0);
    assert_non_null(strstr(said, "File too large"));
}

static void a_file_can_never_be_given_a_name(void **state)
{
    char path[64];
    int file;

    (void)state;
    unit_name("");
    file = spool_file(unit_path);
    assert_true(file >= 0);
    snprintf(path, sizeof path, "/proc/self/fd/%d", file);
    assert_int_equal(linkat(AT_FDCWD, path, AT_FDCWD, unit_name("name"), AT_SYMLINK_FOLLOW), -1);
    close(file);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT(what_was_put_is_read_again_however_much_it_is),
        UNIT(only_what_memory_does_not_hold_makes_a_file_and_that_has_no_name),
        UNIT(memory_has_a_bound),
        UNIT(a_directory_that_takes_no_file_is_told),
        UNIT(room_that_ends_is_told),
        UNIT(a_file_can_never_be_given_a_name),
    };

    return UNIT_RUN(tests);
}
