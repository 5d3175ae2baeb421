/* What kind of file something is that was given instead of another, to say so in words. */
#ifndef LOREHALL_BASE_FILETYPE_H
#define LOREHALL_BASE_FILETYPE_H

#include <stddef.h>

/* Names the format that LENGTH bytes begin ("compressed with gzip", "an SQL dump"), to follow "it
 * is ". NULL where they tell nothing. Signatures as file(1) knows them. */
const char *filetype_name(const char *bytes, size_t length);

#endif
