/* What stands for all bytes of a file, or of the files of a folder. */
#ifndef LOREHALL_IMPORT_JOB_DIGEST_H
#define LOREHALL_IMPORT_JOB_DIGEST_H

#include <stdbool.h>

#define READY_DIGEST_BYTES 32

/* The digest (BLAKE2b, RFC 7693) of NAME, "SITE/FILE", in DIRECTORY: of a folder, of its files with their names and
 * lengths. GOES_ON is called now and then, as it may take minutes, and ends it by false. 1; 0 where it was ended so;
 * -1 where something of it cannot be read, or is a link. */
int ready_digest(const char *directory, const char *name, bool (*goes_on)(void *context),
                 void *context, unsigned char out[READY_DIGEST_BYTES]);

#endif
