#include "base/fault.h"

#ifdef ENABLE_FAULTS
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

void fault_point(const char *name)
{
    const char *directory = getenv("LOREHALL_FAULTS");
    char path[512];

    if (directory == NULL)
        return;
    snprintf(path, sizeof path, "%s/%s", directory, name);
    if (unlink(path) == 0)
        kill(getpid(), SIGKILL);
}

bool fault_cheap_passwords(void)
{
    return getenv("LOREHALL_CHEAP_PASSWORDS") != NULL;
}
#else
/* ISO C wants a declaration in every file. */
typedef int fault_disabled;
#endif
