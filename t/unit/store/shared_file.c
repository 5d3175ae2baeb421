/* The file that the memory is in, whom it may belong to, and the locks beside it. */
#include "store/shared.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sys/stat.h>

#include "../unit.h"

static struct shared *shared;

static void open_impossible(void *file)
{
    shared = shared_open(file, 0);
}

static void refused(char *file)
{
    assert_true(shared_refusal(file) == EPERM || shared_refusal(file) == ELOOP);
    assert_non_null(strstr(unit_heard(open_impossible, file), "this user's own file"));
    assert_null(shared);
}

/* Of the file and of the lock beside it: a link to what must stay as it is, and a file that
 * anybody may write. */
static void what_somebody_else_may_have_put_there_is_refused(void **state)
{
    char *file = strdup(unit_name("mine")), *target = strdup(unit_name("target"));
    char lock[PATH_MAX];
    struct stat info;
    int fd = open(target, O_CREAT | O_WRONLY, 0600);

    (void)state;
    snprintf(lock, sizeof lock, "%s.lock", file);
    assert_true(fd >= 0);
    close(fd);
    unlink(lock);
    assert_int_equal(symlink(target, lock), 0);
    refused(file);
    unlink(lock);
    assert_int_equal(link(target, lock), 0);
    refused(file);
    unlink(lock);
    assert_int_equal(mkfifo(lock, 0600), 0);
    refused(file);
    unlink(lock);
    shared = shared_open(file, 0);
    assert_non_null(shared);
    shared_close(shared);
    assert_int_equal(stat(file, &info), 0);
    assert_int_equal(info.st_mode & 0777, 0600);
    assert_int_equal(chmod(lock, 0666), 0);
    refused(file);
    assert_int_equal(chmod(lock, 0600), 0);
    /* Where nobody has it open, a link in the file's place is replaced, and its target stays. */
    assert_int_equal(unlink(file), 0);
    assert_int_equal(symlink(target, file), 0);
    shared = shared_open(file, 0);
    assert_non_null(shared);
    shared_close(shared);
    assert_int_equal(stat(target, &info), 0);
    assert_int_equal(info.st_size, 0);
    free(file);
    free(target);
}

/* What an operator named by mistake. */
static void a_file_of_somebodys_is_not_written_over(void **state)
{
    char *file = strdup(unit_file("precious", "Dear diary")), text[32] = "";
    FILE *stream;

    (void)state;
    assert_int_equal(shared_refusal(file), EEXIST);
    assert_non_null(strstr(unit_heard(open_impossible, file), "no shared memory"));
    assert_null(shared);
    stream = fopen(file, "r");
    assert_non_null(fgets(text, sizeof text, stream));
    fclose(stream);
    assert_string_equal(text, "Dear diary");
    /* One that is empty, or was ours, is taken. */
    assert_int_equal(truncate(file, 0), 0);
    for (int i = 0; i < 2; i++) {
        assert_int_equal(shared_refusal(file), 0);
        shared = shared_open(file, 0);
        assert_non_null(shared);
        shared_close(shared);
    }
    /* Nor is what is no file. */
    assert_int_equal(unlink(file), 0);
    assert_int_equal(mkfifo(file, 0600), 0);
    refused(file);
    assert_int_equal(unlink(file), 0);
    assert_int_equal(mkdir(file, 0700), 0);
    unit_heard(open_impossible, file);
    assert_null(shared);
    assert_int_equal(rmdir(file), 0);
    free(file);
}

static void take_a_place_and_die(void *file)
{
    if (long_answer_begin(shared_open(file, 0)))
        raise(SIGKILL);
}

static void few_give_a_long_answer_at_a_time(void **state)
{
    char *file = unit_name("long");
    struct shared *first = shared_open(file, 0), *second = shared_open(file, 0),
                  *third = shared_open(file, 0);

    (void)state;
    assert_true(long_answer_begin(first));
    assert_int_equal(WTERMSIG(unit_wait(unit_fork(take_a_place_and_die, file))), SIGKILL);
    assert_true(long_answer_begin(second));
    assert_false(long_answer_begin(third));
    long_answer_end(first);
    assert_true(long_answer_begin(third));
    shared_close(first);
    shared_close(second);
    shared_close(third);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT(what_somebody_else_may_have_put_there_is_refused),
        UNIT(a_file_of_somebodys_is_not_written_over),
        UNIT(few_give_a_long_answer_at_a_time),
    };

    return UNIT_RUN(tests);
}
