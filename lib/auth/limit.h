/* How often somebody may do something: each route is of a class, and each class has its budget. */
#ifndef LOREHALL_AUTH_LIMIT_H
#define LOREHALL_AUTH_LIMIT_H

#include "base/budget.h"

/* Its name, as shown to administrators: "page", "search", … */
const char *rate_class_name(enum rate_class rate);

#endif
