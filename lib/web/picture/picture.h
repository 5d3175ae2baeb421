/* Pictures that came with a form, made anew: never served as they were sent.
 *
 * They are decoded in the worker, which is under seccomp and holds to the limits below before anything is
 * allocated: the three libraries tell a picture's size from its head. */
#ifndef LOREHALL_WEB_PICTURE_H
#define LOREHALL_WEB_PICTURE_H

#include "base/arena.h"
#include "base/bytes.h"

#define PICTURE_PIXELS_MAX 4000000 /* 16 MB while it is decoded */
#define PICTURE_SIDE_MAX 8000
#define PICTURE_SCANS_MAX 64 /* of a progressive JPEG, each of which goes over all of it */

enum picture_result {
    PICTURE_DONE,
    PICTURE_UNKNOWN, /* neither PNG nor JPEG nor WebP */
    PICTURE_LARGE,   /* it has too many pixels */
    PICTURE_BROKEN,  /* it cannot be decoded, or moves */
    PICTURE_RESULTS,
};

/* What is said of it, in the reader's language; "" of PICTURE_DONE. */
const char *picture_result_message(enum picture_result result);

struct picture {
    unsigned width, height;
    struct bytes png; /* on the arena */
};

/* Decodes FILE by what its bytes are, makes it no larger than WIDTH × HEIGHT, keeping its proportions (it is never
 * made larger), and writes it as PNG with nothing beside the pixels. */
enum picture_result picture_fit(struct arena *arena, struct bytes file, unsigned width,
                                unsigned height, struct picture *picture);

#endif
