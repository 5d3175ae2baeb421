/* Pauses between starts in vain of a program that is started again whenever it ends, whatever it
 * ends of: its file may be missing, or a library of it, or it may not read its configuration. A
 * record counts the starts since one last got as far as backoff_settled; what goes wrong after
 * that is for the program to see to (store/pools.h). So a pause needs nothing of what the program
 * needs.
 */
#ifndef LOREHALL_BASE_BACKOFF_H
#define LOREHALL_BASE_BACKOFF_H

#include <stdint.h>

#include "base/clock.h"

#define BACKOFF_TOLERATED 16 /* starts in a row without a pause: several workers come at once */

/* The shortest and the longest pause, before a start as after a death (store/pools.h). */
#define BACKOFF_PAUSE_FIRST (CLOCK_SECOND / 20)
#define BACKOFF_PAUSE_MAX (5 * CLOCK_SECOND)

/* Where the one who starts a program tells it which record is its own. */
#define BACKOFF_VARIABLE "LOREHALL_STARTS"

/* Counts a start in RECORD, which is made where it is new. How many there are with it. -1 with
 * errno: it cannot be written. */
int64_t backoff_begin(const char *record);

/* The starts in RECORD; 0: the last one settled, or nothing is known. */
int64_t backoff_starts(const char *record);

/* How long whoever is the STARTS-th in a row waits, in microseconds: from 50 ms doubling with each
 * eight to 5 s; where nothing could be counted (-1), a second. */
int64_t backoff_pause(int64_t starts);

/* The program has come so far that it is no start in vain: forgets those in its own record, if it
 * has one. */
void backoff_settled(void);

/* The starts in the record of NAME, which lies beside this program's own; 0 where it has none. */
int64_t backoff_starts_beside(const char *name);

#endif
