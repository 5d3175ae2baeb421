/* Sending events to open pages, whose connections nginx (nchan) holds. */
#ifndef LOREHALL_WEB_PUBLISH_H
#define LOREHALL_WEB_PUBLISH_H

#include <stdint.h>

#include "base/arena.h"

struct publisher;

/* A publisher to nginx's publishing socket; connects when it is first used, and keeps the
 * connection. */
struct publisher *publisher_open(const char *socket);

/* Ends it. NULL is allowed. */
void publisher_close(struct publisher *publisher);

/* Sends one event, named EVENT with one line of DATA, to all that listen on CHANNEL. 0, or -1
 * (logged) when nginx does not take it within two seconds. */
int publish(struct publisher *publisher, struct arena *arena, const char *channel,
            const char *event, const char *data);

/* How many connections nginx holds open for events. 0, or -1 where it does not say within two
 * seconds. */
int publisher_connections(struct publisher *publisher, uint64_t *count);

/* Ends the connections that listen on CHANNEL, if there are any: they may come again. 0 or -1, as
 * publish. */
int publish_end(struct publisher *publisher, struct arena *arena, const char *channel);

#endif
