/* Bytes and how many they are. */
#ifndef LOREHALL_BASE_BYTES_H
#define LOREHALL_BASE_BYTES_H

#include <stddef.h>
#include <string.h>

/* Bytes of the caller's or of an arena. */
struct bytes {
    const void *data;
    size_t length;
};

/* LENGTH bytes from DATA on; NULL as DATA is NULL to the database. */
static inline struct bytes bytes_of(const void *data, size_t length)
{
    return (struct bytes){data, length};
}

/* Copies LENGTH bytes (NULL: only where they are none) to TO, and tells where the next ones go. */
static inline char *bytes_append(char *to, const void *data, size_t length)
{
    if (length > 0)
        memcpy(to, data, length);
    return to + length;
}

#endif
