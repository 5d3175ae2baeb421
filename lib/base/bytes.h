/* Bytes and how many they are. */
#ifndef LOREHALL_BASE_BYTES_H
#define LOREHALL_BASE_BYTES_H

#include <stddef.h>

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

#endif
