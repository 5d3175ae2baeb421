/* backoff RECORD PROGRAM [ARGUMENT…]: becomes PROGRAM; where it was started in vain again and
 * again, after a pause. Stands between multiwatch, which starts a new worker at once for one that
 * ended, and workers. It needs no library but the system's, no configuration and no memory that is
 * shared: whatever a worker dies of at its start shall not keep the host busy with starting it. */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/backoff.h"
#include "base/clock.h"
#include "base/log.h"

/* As soon as another one has settled, there is no more reason to wait. */
static void wait_for_turn(const char *record, const char *program, int64_t starts)
{
    const struct timespec step = {0, 20000000};
    int64_t begin = clock_ticks(), pause = backoff_pause(starts);

    if (starts < 0)
        log_warning("%s: %s; each start of %s waits for a second", record, strerror(errno),
                    program);
    else if (pause > 0)
        log_warning("%s was started %" PRId64 " times in a row in vain: it waits for %" PRId64
                    " ms",
                    program, starts - 1, pause / 1000);
    while (clock_ticks() - begin < pause && (starts < 0 || backoff_starts(record) != 0))
        nanosleep(&step, NULL);
}

/* It becomes the program (execv), so that the supervisor's child is the worker itself: signals
 * and exit statuses need no passing on. If the record cannot be kept the start still happens,
 * after a second. */
int main(int argc, char **argv)
{
    log_open("backoff", LOG_LEVEL_INFO);
    if (argc < 3) {
        fprintf(stderr, "usage: %s RECORD PROGRAM [ARGUMENT…]\n", argv[0]);
        return 2;
    }
    wait_for_turn(argv[1], argv[2], backoff_begin(argv[1]));
    if (setenv(BACKOFF_VARIABLE, argv[1], 1) == 0)
        execv(argv[2], argv + 2);
    log_error("%s: %s", argv[2], strerror(errno));
    return 127;
}
