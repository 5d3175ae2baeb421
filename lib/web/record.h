/* Sending an answer as FastCGI records in one go.
 *
 * libfcgi's own stream copies an answer through a buffer of 8 KB, each a write and a wake-up of
 * nginx: for a page of 100 KB that is more work than the page. Here its pieces go out from where
 * they lie.
 */
#ifndef LOREHALL_WEB_RECORD_H
#define LOREHALL_WEB_RECORD_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"

struct record_part {
    const char *bytes;
    size_t length;
};

/* Sends the parts, one behind the other, on the standard output of FCGI (an FCGX_Request that was
 * accepted, and on whose own `out` nothing was written). Whoever finishes the request ends that
 * stream. False when nginx is gone. */
bool records_send(void *fcgi, struct arena *arena, const struct record_part *parts, size_t count);

/* Breaks the connection off, so that nginx knows the answer for cut. */
void records_cut(void *fcgi);

#endif
