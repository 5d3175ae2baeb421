/* A mail as it goes over the wire (RFC 5322, MIME). libcurl's own MIME makes a multipart of every
 * text and leaves header fields as they are, so it is written here. */
#ifndef LOREHALL_WEB_MAIL_MESSAGE_H
#define LOREHALL_WEB_MAIL_MESSAGE_H

#include <stdint.h>

#include "base/arena.h"

struct message {
    const char *from;     /* an address */
    const char *sender;   /* whose name it bears; any text */
    const char *to;       /* an address */
    const char *subject;  /* any text */
    const char *language; /* NULL: not told */
    const char *body;     /* lines of any text */
    const char *identity; /* what no other mail of this installation has; ASCII without blanks */
    int64_t created;
};

/* The whole message with CRLF at its lines' ends, none longer than 78 bytes but for an address's.
 * Whatever the texts hold, no field begins in them. */
const char *message_write(struct arena *arena, const struct message *message);

#endif
