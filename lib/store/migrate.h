/* Schema migrations: numbered SQL files, each applied once, in order. */
#ifndef LOREHALL_STORE_MIGRATE_H
#define LOREHALL_STORE_MIGRATE_H

#include "base/arena.h"
#include "base/configuration.h"

/* Applies what is new in the configuration's migrations directory, telling each on stdout. Two
 * that run at once wait for each other. *PENDING (may be NULL) gets how many were applied, or with
 * DRY how many would be; DRY needs to read only. One that was interrupted, by whatever, is resumed
 * at the statement where it stopped. At last it gives the accounts that the configuration names
 * (Grants) what they need on each table. 0, or -1 with a message on stderr that names the file. */
int migrate(const struct configuration *configuration, struct arena *arena, bool dry,
            size_t *pending);

#endif
