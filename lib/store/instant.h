/* Instants (clock.h) as the client library has them. For the database module only. */
#ifndef LOREHALL_STORE_INSTANT_H
#define LOREHALL_STORE_INSTANT_H

#include <stdint.h>

struct st_mysql_time; /* the library's MYSQL_TIME */

/* Sets TIME to an instant, in UTC with its microseconds. */
void instant_put(struct st_mysql_time *time, int64_t instant);

/* The instant that TIME, in UTC, stands for. */
int64_t instant_get(const struct st_mysql_time *time);

#endif
