/* What pages are made with. */
#ifndef LOREHALL_WEB_CACHE_BUILD_ID_H
#define LOREHALL_WEB_CACHE_BUILD_ID_H

#include <stdint.h>

#include "base/configuration.h"

/* A number that stands for this program, its views, its messages and the names of its static files,
 * as they are on the disk: it is another one as soon as any of them was installed or edited anew.
 * What one version keeps in shared memory is thus not shown by another that runs beside it. */
uint64_t build_id(const struct configuration *configuration);

#endif
