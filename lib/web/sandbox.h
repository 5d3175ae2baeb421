/* What a worker, the follower, lorehall-maild or lorehall-jobsd can still do once it has started. */
#ifndef LOREHALL_WEB_SANDBOX_H
#define LOREHALL_WEB_SANDBOX_H

#include "base/configuration.h"

enum sandbox_program {
    SANDBOX_WORKER,   /* lorehall-maild does no more */
    SANDBOX_FOLLOWER, /* it starts processes of its own, and ends them, as lorehall-jobsd does */
};

/* Gives up, for good and for all children, every system call that PROGRAM has no use for
 * (seccomp): running programs, tracing, mounting, changing identity or rights, memory that is
 * writable and executable, sockets of odd families. By MODE such a call is logged and ends the
 * process (SIGSYS), or the kernel alone logs it, or nothing is given up. 0, or -1 (logged) when
 * the kernel does not do it. */
int sandbox_enter(enum sandbox_mode mode, enum sandbox_program program);

#endif
