/* What the unit tests share: cmocka with what it wants included before it, an arena for each test,
 * repeatable randomness, a directory that is gone afterwards, children, and what is said on stderr.
 *
 * A test is a function whose name is the sentence that it proves. */
#ifndef LOREHALL_T_UNIT_H
#define LOREHALL_T_UNIT_H

#include <dirent.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/arena.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* Each test's own. Nearly every allocation is a chunk of its own, so that AddressSanitizer sees what
 * reaches beyond one. */
static struct arena *arena;

static char unit_path[256]; /* of the test's directory; "" until it asks for one */

static inline int unit_begin(void **state)
{
    (void)state;
    arena = arena_open(1);
    return 0;
}

static inline void unit_sweep(void)
{
    DIR *directory = opendir(unit_path);
    struct dirent *entry;

    while (directory != NULL && (entry = readdir(directory)) != NULL)
        (void)unlinkat(dirfd(directory), entry->d_name, 0);
    if (directory != NULL)
        closedir(directory);
    (void)rmdir(unit_path);
    unit_path[0] = '\0';
}

static inline int unit_end(void **state)
{
    (void)state;
    if (unit_path[0] != '\0')
        unit_sweep();
    arena_close(arena);
    arena = NULL;
    return 0;
}

#define UNIT(test) cmocka_unit_test_setup_teardown(test, unit_begin, unit_end)

/* main()'s body: runs the tests and gives the exit status. */
#define UNIT_RUN(tests)                                                                            \
    (cmocka_set_message_output(CM_OUTPUT_TAP), cmocka_run_group_tests((tests), NULL, NULL))

/* A path in the test's directory. */
static inline char *unit_name(const char *name)
{
    const char *parent = getenv("TMPDIR");

    if (unit_path[0] == '\0') {
        snprintf(unit_path, sizeof unit_path, "%s/lorehall-unit.XXXXXX",
                 parent != NULL ? parent : "/tmp");
        assert_non_null(mkdtemp(unit_path));
    }
    return arena_format(arena, "%s/%s", unit_path, name);
}

/* The path of a new file with this text. */
static inline char *unit_file(const char *name, const char *text)
{
    char *path = unit_name(name);
    FILE *file = fopen(path, "w");

    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
    return path;
}

/* The next of a row of numbers that is the same in every run (splitmix64). */
static inline uint64_t unit_random(uint64_t *seed)
{
    uint64_t z = *seed += UINT64_C(0x9E3779B97F4A7C15);

    z = (z ^ z >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ z >> 27) * UINT64_C(0x94D049BB133111EB);
    return z ^ z >> 31;
}

static inline size_t unit_below(uint64_t *seed, size_t limit)
{
    return (size_t)(unit_random(seed) % limit);
}

/* Appends to a string in an array of SIZE bytes, which it must fit. */
static inline void unit_append(char *text, size_t size, const char *more)
{
    size_t length = strlen(text), added = strlen(more);

    assert_true(length + added < size);
    memcpy(text + length, more, added + 1);
}

/* Runs CHILD in a process of its own; unit_wait gives how that ended. */
static inline pid_t unit_fork(void (*child)(void *context), void *context)
{
    pid_t pid;

    fflush(NULL);
    pid = fork();
    assert_true(pid >= 0);
    if (pid == 0) {
        /* A test that fails may leave it; it must not outlive the program. */
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        child(context);
        _exit(0);
    }
    return pid;
}

static inline int unit_wait(pid_t pid)
{
    int status = -1;

    assert_int_equal(waitpid(pid, &status, 0), pid);
    return status;
}

/* What CALL writes to stderr. */
static inline char *unit_heard(void (*call)(void *context), void *context)
{
    FILE *file = tmpfile();
    int kept = dup(STDERR_FILENO);
    char text[4096];
    size_t length;

    assert_non_null(file);
    fflush(stderr);
    dup2(fileno(file), STDERR_FILENO);
    call(context);
    fflush(stderr);
    dup2(kept, STDERR_FILENO);
    close(kept);
    rewind(file);
    length = fread(text, 1, sizeof text, file);
    fclose(file);
    return arena_copy(arena, text, length);
}

#endif
