/* The guided set-up of a fresh site. */
#ifndef LOREHALL_ADMIN_SETUP_H
#define LOREHALL_ADMIN_SETUP_H

#include "web/request.h"

/* Offers it on a page, where the site is fresh, it was not ended, and the reader may go through it: sets
 * Setup.offered. 0 or -1. */
int setup_offer(struct request *r);

#endif
