/* A `lorehall …` command in a process of its own, and what it tells while it runs. */
#ifndef LOREHALL_JOB_CHILD_H
#define LOREHALL_JOB_CHILD_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#define CHILD_LINE_MAX 4096 /* bytes; what is longer is cut */

/* Where a line came from. */
enum child_source {
    CHILD_EVENT,  /* what import_report_listen tells */
    CHILD_OUTPUT, /* its standard output */
    CHILD_ERROR,
    CHILD_SOURCES,
};

struct job_child {
    pid_t process;
    struct child_stream {
        int descriptor; /* -1: at its end */
        size_t length;
        char text[CHILD_LINE_MAX];
    } streams[CHILD_SOURCES];
};

/* Starts it. 0, or -1 (logged). */
int job_child_start(struct job_child *child, int argc, char **argv);

/* Waits for MILLISECONDS at most, and calls TAKE for each whole line. Whether there may be more. */
bool job_child_read(struct job_child *child, int milliseconds,
                    void (*take)(void *context, enum child_source source, char *line),
                    void *context);

/* Waits for its end, for some seconds; then it is killed. The status as of waitpid. */
int job_child_end(struct job_child *child);

#endif
