/* Sending a message to the one mail server that the configuration names (SMTP, RFC 5321). */
#ifndef LOREHALL_WEB_MAIL_SMTP_H
#define LOREHALL_WEB_MAIL_SMTP_H

#include "base/arena.h"
#include "base/configuration.h"

enum smtp_result {
    SMTP_SENT,
    SMTP_LATER,   /* the server does not take this one now */
    SMTP_REFUSED, /* it never will */
    SMTP_AWAY,    /* it takes none: it is not there, or not as it must be (TLS, login) */
};

/* What became of it. */
struct smtp_answer {
    enum smtp_result result;
    const char *said; /* the server's last line, or what kept us from hearing one */
};

struct smtp;

/* A sender to the configuration's server, which it must name; connects with the first message and
 * keeps the connection. The configuration must outlive it. */
struct smtp *smtp_open(const struct configuration *configuration);

/* Ends it. NULL is allowed. */
void smtp_close(struct smtp *smtp);

/* Sends MESSAGE to an address; takes a minute at most. The answer's text is on ARENA. */
struct smtp_answer smtp_send(struct smtp *smtp, struct arena *arena, const char *to,
                             const char *message);

/* Connects and logs in, and sends nothing: SMTP_SENT where that works. */
struct smtp_answer smtp_probe(struct smtp *smtp, struct arena *arena);

#endif
