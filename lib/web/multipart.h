/* multipart/form-data (RFC 7578): the parts of a whole body that lies in memory. */
#ifndef LOREHALL_WEB_MULTIPART_H
#define LOREHALL_WEB_MULTIPART_H

#include "web/parameters.h"

/* Adds each part as a parameter; values point into BODY, which must end in a NUL beyond LENGTH and
 * is written to. CONTENT_TYPE is the request's, with its boundary. File names are passed over. */
enum parameters_fault multipart_parse(struct parameters *parameters, struct arena *arena,
                                      const char *content_type, char *body, size_t length);

#endif
