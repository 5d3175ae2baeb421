/* multipart/form-data (RFC 7578, and the WHATWG HTML standard where browsers differ from it), read
 * as it comes: in chunks of any size, with memory that has a bound, whatever the parts hold.
 *
 * A name stands in quotation marks, in which %22, %0D and %0A stand for what cannot stand there
 * (browsers) or a backslash before it (curl, older browsers); any other percent sign or backslash
 * is itself; blanks may follow a delimiter (RFC 2046, 5.1.1). `filename*` (RFC 8187), which no browser sends and RFC 7578 forbids, is taken where
 * there is no `filename`. */
#ifndef LOREHALL_WEB_FORM_MULTIPART_H
#define LOREHALL_WEB_FORM_MULTIPART_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"

#define MULTIPART_BOUNDARY_MAX 70  /* bytes (RFC 2046, 5.1.1) */
#define MULTIPART_HEADERS_MAX 8192 /* bytes of one part's header fields */
#define MULTIPART_NAME_MAX 1024    /* bytes of a field's name; a file's is as long as fits above */
#define MULTIPART_TYPE_MAX 127     /* bytes of a media type (RFC 6838, 4.2) */

/* What the header fields of a part say. Anybody may have written anything there. */
struct multipart_part {
    const char *name;
    const char *file; /* the file's name, "" when it has none; NULL: the part is no file */
    const char *type; /* the media type in lower case, without parameters; "" when none is told */
};

/* Who gets the parts. Each function answers whether it wants to go on. */
struct multipart_writer {
    bool (*begin)(void *context, const struct multipart_part *part);
    bool (*data)(void *context, const char *bytes, size_t length);
    bool (*end)(void *context);
};

enum multipart_state {
    MULTIPART_MORE,      /* the last delimiter is still to come */
    MULTIPART_WHOLE,     /* it came; what stands behind it is passed over */
    MULTIPART_MALFORMED, /* not framed as it says */
    MULTIPART_TOO_LONG,  /* the header fields of a part are, or its name */
    MULTIPART_STOPPED,   /* the writer did not want to go on */
};

struct multipart;

/* A reader of a body with this Content-Type, on ARENA; NULL when that names no usable boundary. */
struct multipart *multipart_open(struct arena *arena, const char *content_type,
                                 const struct multipart_writer *writer, void *context);

/* Reads on. Once the answer is another than MULTIPART_MORE, it stays that. */
enum multipart_state multipart_read(struct multipart *m, const char *bytes, size_t length);

#endif
