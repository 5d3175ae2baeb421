/* Forked and not executed: so the filter of system calls need not let any program be run, by whatever
 * a file may do to its reader. The child has its own connection to the database, and leaves the
 * parent's alone. */
#include "job_child.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "../cli/command.h"
#include "../cli/import_report.h"
#include "base/clock.h"
#include "base/log.h"

#define END_PATIENCE (10 * CLOCK_SECOND)

/* _exit, not exit: handlers, buffers and the inherited connection are the parent's. */
static void run_command(const int descriptors[CHILD_SOURCES], int argc, char **argv)
{
    FILE *events = fdopen(descriptors[CHILD_EVENT], "w");
    int status;

    prctl(PR_SET_PDEATHSIG, SIGKILL);
    signal(SIGTERM, SIG_DFL);
    signal(SIGINT, SIG_DFL);
    signal(SIGUSR1, SIG_DFL);
    signal(SIGPIPE, SIG_DFL);
    if (events == NULL || dup2(descriptors[CHILD_OUTPUT], STDOUT_FILENO) < 0 ||
        dup2(descriptors[CHILD_ERROR], STDERR_FILENO) < 0)
        _exit(COMMAND_FAILED);
    /* Pages go before. */
    if (nice(5) == -1)
        errno = 0;
    setvbuf(events, NULL, _IOLBF, 0);
    import_report_listen(events);
    log_open("lorehall", LOG_LEVEL_WARNING);
    status = command_line(argc, argv);
    fflush(NULL);
    _exit(status);
}

static void close_all(const int *descriptors, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (descriptors[i] >= 0)
            close(descriptors[i]);
}

static int open_pipes(int reading[CHILD_SOURCES], int writing[CHILD_SOURCES])
{
    for (size_t i = 0; i < CHILD_SOURCES; i++)
        reading[i] = writing[i] = -1;
    for (size_t i = 0; i < CHILD_SOURCES; i++) {
        int ends[2];

        if (pipe2(ends, O_CLOEXEC) != 0) {
            close_all(reading, CHILD_SOURCES);
            close_all(writing, CHILD_SOURCES);
            return -1;
        }
        reading[i] = ends[0];
        writing[i] = ends[1];
    }
    return 0;
}

int job_child_start(struct job_child *child, int argc, char **argv)
{
    int reading[CHILD_SOURCES], writing[CHILD_SOURCES];

    if (open_pipes(reading, writing) != 0) {
        log_error("no pipes: %s", strerror(errno));
        return -1;
    }
    fflush(NULL);
    child->process = fork();
    if (child->process == 0) {
        close_all(reading, CHILD_SOURCES);
        run_command(writing, argc, argv);
    }
    close_all(writing, CHILD_SOURCES);
    if (child->process < 0) {
        log_error("no process: %s", strerror(errno));
        close_all(reading, CHILD_SOURCES);
        return -1;
    }
    for (size_t i = 0; i < CHILD_SOURCES; i++) {
        child->streams[i].descriptor = reading[i];
        child->streams[i].length = 0;
    }
    return 0;
}

/* Hands on the lines that are whole; a line that fills all the room is one, too, and so is what stands
 * at the END without a newline. */
static void take_lines(struct child_stream *stream, enum child_source source, bool end,
                       void (*take)(void *context, enum child_source source, char *line),
                       void *context)
{
    char *from = stream->text, *newline;

    stream->text[stream->length] = '\0';
    while ((newline = memchr(from, '\n', stream->length - (size_t)(from - stream->text))) != NULL) {
        *newline = '\0';
        take(context, source, from);
        from = newline + 1;
    }
    stream->length -= (size_t)(from - stream->text);
    memmove(stream->text, from, stream->length);
    if (stream->length == 0 || (!end && stream->length < sizeof stream->text - 1))
        return;
    stream->text[stream->length] = '\0';
    take(context, source, stream->text);
    stream->length = 0;
}

static void read_stream(struct child_stream *stream, enum child_source source,
                        void (*take)(void *context, enum child_source source, char *line),
                        void *context)
{
    ssize_t length = read(stream->descriptor, stream->text + stream->length,
                          sizeof stream->text - 1 - stream->length);
    bool end = length == 0 || (length < 0 && errno != EINTR && errno != EAGAIN);

    if (length > 0)
        stream->length += (size_t)length;
    take_lines(stream, source, end, take, context);
    if (end) {
        close(stream->descriptor);
        stream->descriptor = -1;
    }
}

bool job_child_read(struct job_child *child, int milliseconds,
                    void (*take)(void *context, enum child_source source, char *line),
                    void *context)
{
    struct pollfd polled[CHILD_SOURCES];
    bool open = false;

    for (size_t i = 0; i < CHILD_SOURCES; i++)
        polled[i] = (struct pollfd){.fd = child->streams[i].descriptor, .events = POLLIN};
    if (poll(polled, CHILD_SOURCES, milliseconds) > 0)
        for (size_t i = 0; i < CHILD_SOURCES; i++)
            if (polled[i].revents != 0 && child->streams[i].descriptor >= 0)
                read_stream(&child->streams[i], (enum child_source)i, take, context);
    for (size_t i = 0; i < CHILD_SOURCES; i++)
        open |= child->streams[i].descriptor >= 0;
    return open;
}

int job_child_end(struct job_child *child)
{
    const struct timespec pause = {0, 50000000};
    int64_t since = clock_ticks();
    int status = 0;
    pid_t ended;

    for (size_t i = 0; i < CHILD_SOURCES; i++)
        if (child->streams[i].descriptor >= 0)
            close(child->streams[i].descriptor);
    while ((ended = waitpid(child->process, &status, WNOHANG)) == 0 ||
           (ended < 0 && errno == EINTR)) {
        if (clock_ticks() - since > END_PATIENCE)
            kill(child->process, SIGKILL);
        nanosleep(&pause, NULL);
    }
    return status;
}
