/* Opening posts of threads: for lines that do not say what they answer, and where the line of one
 * was refused. Not for others: they need import_threads.h only. */
#ifndef LOREHALL_TALK_IMPORT_OPENING_H
#define LOREHALL_TALK_IMPORT_OPENING_H

#include "talk/import/internal.h"

/* Settles, when all lines wait, which of them open threads. Posts that stand in for refused ones
 * stay only where a thread would be lost else. A line that does not say whether it has a parent
 * answers its thread's opening post; where there is none, the earliest such line is it. 0 or
 * -1. */
int import_openings(struct import_job *job);

#endif
