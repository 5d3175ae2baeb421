/* What a worker can no longer do once it has started. */
#ifndef LOREHALL_WEB_SANDBOX_H
#define LOREHALL_WEB_SANDBOX_H

/* Gives up, for good, the system calls that a worker never needs and a break-in would: running
 * programs, tracing, mounting, loading code into the kernel, changing identity. To run a program
 * ends the process; the rest fails with EPERM. 0, or -1 (logged) when the kernel does not do
 * it. */
int sandbox_enter(void);

#endif
