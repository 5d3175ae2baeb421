/* The order in which lines that wait become comments. Not for others: they need import_threads.h
 * only. */
#ifndef LOREHALL_TALK_IMPORT_ORDER_H
#define LOREHALL_TALK_IMPORT_ORDER_H

#include "talk/import/internal.h"

extern const struct statement_set import_order_statements;

/* Sees to it that parents come before their children in the order of import_line's primary key,
 * which is that of their time where times do not contradict the tree. Rejects lines that are their
 * own ancestors. Takes time linear in the lines, whatever the depth; memory for one thread at a
 * time, and only where its times contradict its tree. 0 or -1. */
int import_order(struct import_job *job);

#endif
