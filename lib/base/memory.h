/* What an allocation gives. */
#ifndef LOREHALL_BASE_MEMORY_H
#define LOREHALL_BASE_MEMORY_H

#include <stdlib.h>

/* MEMORY as malloc(3) and its kin gave it. Without any the process ends: its pool or whoever
 * watches over it starts another. */
static inline void *memory_checked(void *memory)
{
    if (memory == NULL)
        abort();
    return memory;
}

#endif
