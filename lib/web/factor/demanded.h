/* A second factor that is demanded of who asks for a page, and is not there. */
#ifndef LOREHALL_WEB_FACTOR_DEMANDED_H
#define LOREHALL_WEB_FACTOR_DEMANDED_H

#include "web/request.h"

/* Sets what pages say of it: Demanded.due, Demanded.days and Demanded.overdue, and Demanded.banner
 * where it stands above the page: in the administration and the settings, and on all pages from three days before. */
void demanded_set(struct request *r);

/* Answers that what is asked for is withheld for want of it: a page leads to where one is added, and
 * from there back. */
enum http_status refuse_factor(struct request *r);

#endif
