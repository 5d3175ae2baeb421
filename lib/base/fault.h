/* Points at which the tests end a process, to see what a crash there leaves behind.
 * Compiled in by --enable-faults only; otherwise the call is nothing. */
#ifndef LOREHALL_BASE_FAULT_H
#define LOREHALL_BASE_FAULT_H

#ifdef ENABLE_FAULTS
/* Kills this process with SIGKILL when the file LOREHALL_FAULTS/NAME exists, and removes the file
 * first, so that it happens once. */
void fault_point(const char *name);
#else
#define fault_point(name) ((void)(name))
#endif

#endif
