/* What is asked before a part of the site is switched off. */
#ifndef LOREHALL_ADMIN_SITE_AREAS_H
#define LOREHALL_ADMIN_SITE_AREAS_H

#include "web/request.h"
#include "web/site.h"

/* Whether WANTED switches something off that the site shows, and its sender was not asked yet. */
bool areas_ask(struct request *r, const struct site *wanted);

/* Asks them, with how much goes out of reach. The form comes back with the answer. */
enum http_status areas_question(struct request *r, const struct site *wanted);

#endif
