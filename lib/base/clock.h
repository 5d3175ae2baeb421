/* Time: instants are microseconds since 1970-01-01T00:00:00Z, without leap seconds. */
#ifndef LOREHALL_BASE_CLOCK_H
#define LOREHALL_BASE_CLOCK_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"

#define CLOCK_SECOND INT64_C(1000000)

/* Now, by the wall clock. */
int64_t clock_now(void);

/* Microseconds on a clock that only goes forward, for measuring durations. */
int64_t clock_ticks(void);

/* An instant as RFC 3339 in UTC with whole seconds: 2001-11-07T21:20:11Z. */
char *clock_rfc3339(struct arena *arena, int64_t instant);

/* Parses RFC 3339 (a fraction and any offset allowed). False: not one, or before year 1000. */
bool clock_parse(const char *text, int64_t *instant);

/* Parses a time as other programs write it: as clock_parse, or without seconds ("2020-01-01
 * 00:05"), with a zone as " UTC", "GMT", "+0100" or "+01", or with none, which counts as UTC and
 * makes *ZONED false; or as a number of seconds, milliseconds or microseconds since 1970,
 * whichever puts it nearest (clock_from_epoch). */
bool clock_parse_any(const char *text, int64_t *instant, bool *zoned);

/* The instant that NUMBER stands for in a source that counts from 1970: seconds up to the year
 * 5138, else milliseconds, else microseconds. False: beyond any of them. */
bool clock_from_epoch(double number, int64_t *instant);

#endif
