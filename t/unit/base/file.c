#include "base/file/file.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#include "../unit.h"

static void is_refused(const char *path, const char *reason)
{
    const char *why = "";

    assert_null(file_open(path, &why));
    assert_non_null(strstr(why, reason));
}

static void a_plain_file_is_read(void **state)
{
    const char *why = "";
    char line[16];
    FILE *file = file_open(unit_file("plain", "a line"), &why);

    (void)state;
    assert_non_null(file);
    assert_non_null(fgets(line, sizeof line, file));
    assert_string_equal(line, "a line");
    assert_int_equal(fclose(file), 0);
}

static void what_is_no_plain_file_is_refused_without_waiting_for_it(void **state)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    char *fifo = unit_name("fifo"), *name = unit_name("socket");
    int fd = socket(AF_UNIX, SOCK_STREAM, 0);

    (void)state;
    assert_int_equal(mkfifo(fifo, 0600), 0);
    is_refused(fifo, "no plain file");
    is_refused("/dev/zero", "no plain file");
    is_refused("/", "Is a directory");
    is_refused(unit_name("nothing"), "No such file");
    snprintf(address.sun_path, sizeof address.sun_path, "%s", name);
    assert_int_equal(bind(fd, (struct sockaddr *)&address, sizeof address), 0);
    is_refused(name, "no plain file");
    close(fd);
}

/* The reader waits for what the writer says later. */
static void a_shells_pipe_is_read_to_its_end(void **state)
{
    const char *why = "";
    char path[32], line[16];
    int ends[2];
    FILE *file;

    (void)state;
    assert_int_equal(pipe(ends), 0);
    snprintf(path, sizeof path, "/dev/fd/%d", ends[0]);
    file = file_open(path, &why);
    assert_non_null(file);
    assert_int_equal(fcntl(fileno(file), F_GETFL) & O_NONBLOCK, 0);
    assert_int_equal(write(ends[1], "later", 5), 5);
    close(ends[1]);
    assert_non_null(fgets(line, sizeof line, file));
    assert_string_equal(line, "later");
    fclose(file);
    close(ends[0]);
}

static void what_is_empty_or_begins_as_ours_do_may_be_replaced(void **state)
{
    static const struct {
        const char *text;
        bool ours;
    } files[] = {
        {"", true}, {"MARK", true}, {"MARK and more", true}, {"MAR", false}, {"mark", false}};
    int fd;

    (void)state;
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        fd = open(unit_file("replaced", files[i].text), O_RDWR);
        assert_int_equal(file_replaceable(fd, "MARK", 4), files[i].ours);
        close(fd);
    }
    fd = open("/dev/null", O_RDWR);
    assert_false(file_replaceable(fd, "MARK", 4));
    close(fd);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT(a_plain_file_is_read),
        UNIT(what_is_no_plain_file_is_refused_without_waiting_for_it),
        UNIT(a_shells_pipe_is_read_to_its_end),
        UNIT(what_is_empty_or_begins_as_ours_do_may_be_replaced),
    };

    return UNIT_RUN(tests);
}
