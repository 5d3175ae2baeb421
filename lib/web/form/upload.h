/* Files that came with a form (ROUTE_UPLOAD): what a handler reads of them. Their bytes lie in
 * memory or, when there are many, in a file without a name; all of them are gone after the answer.
 *
 * Nothing that a sender says of a file is true because it says so: the name is for showing and
 * never a path, and what a file is follows from its bytes. */
#ifndef LOREHALL_WEB_FORM_UPLOAD_H
#define LOREHALL_WEB_FORM_UPLOAD_H

#include <sys/types.h>

#include "web/request.h"

#define UPLOAD_FILES_MAX 16    /* files in one form, whatever the route says */
#define UPLOAD_NAME_MAX 200    /* characters of a file's name that are kept */
#define UPLOAD_TEXT_MAX 262144 /* bytes of a form's other fields, beside its files */

struct spool;
struct multipart_part;

struct upload {
    const char *field; /* of the form */
    const char *name;  /* a line of text without folders; "" when it has none */
    const char *type;  /* the media type as declared, in lower case; "" when none was */
    size_t size;       /* bytes */
    size_t offset;     /* where it begins among all that came */
};

/* What came with one form. */
struct uploads {
    struct spool *spool;
    struct upload list[UPLOAD_FILES_MAX];
    size_t count;
};

/* The first file of a field, of at most MAX bytes; NULL, with an error noted for the field, when
 * none was chosen or it is larger. */
const struct upload *form_file(struct request *r, const char *field, size_t max);

/* The field's file behind AFTER, or its first one where that is NULL; NULL at the end. */
const struct upload *upload_next(const struct request *r, const char *field,
                                 const struct upload *after);

/* Reads at most CAPACITY of the file's bytes from OFFSET on: how many there were, 0 at its end; -1
 * with a line in the log. */
ssize_t upload_read(const struct request *r, const struct upload *upload, size_t offset,
                    void *bytes, size_t capacity);

/* All of the file's bytes, of which there are SIZE, until the answer has been sent; NULL with a
 * line in the log. */
const char *upload_bytes(const struct request *r, const struct upload *upload);

/* ---- for who reads requests ---- */

/* No files yet. */
struct uploads *uploads_open(struct request *r);

/* A file that begins, as its sender describes it; its bytes are put into the spool. */
struct upload upload_begin(const struct request *r, const struct multipart_part *part);

/* Gives back what the files took. NULL is allowed. */
void uploads_close(struct uploads *uploads);

#endif
