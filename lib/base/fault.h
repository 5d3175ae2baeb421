/* What only builds for tests have: points at which they end a process, to see what a crash there leaves
 * behind, and passwords that cost less. Compiled in by --enable-faults only; otherwise the calls are nothing. */
#ifndef LOREHALL_BASE_FAULT_H
#define LOREHALL_BASE_FAULT_H

#ifdef ENABLE_FAULTS
#include <stdbool.h>

/* Kills this process with SIGKILL when the file LOREHALL_FAULTS/NAME exists, and removes the file
 * first, so that it happens once. */
void fault_point(const char *name);

/* Whether LOREHALL_CHEAP_PASSWORDS is set: passwords are then hashed with the least cost that there is. */
bool fault_cheap_passwords(void);
#else
#define fault_point(name) ((void)(name))
#define fault_cheap_passwords() 0
#endif

#endif
