/* The language of what people read: gettext catalogues, chosen per request. */
#ifndef LOREHALL_BASE_LANGUAGE_H
#define LOREHALL_BASE_LANGUAGE_H

#include <stddef.h>

#include "base/arena.h"

/* The languages that the catalogues are complete in; the first is the source. NULL ends them. */
extern const char *const language_codes[];

/* Finds the catalogues under DIRECTORY. Once a process. */
void language_open(const char *directory);

/* Speaks CODE (one of language_codes) from now on. */
void language_set(const char *code);

/* CODE itself when it is one of ours (the pointer of language_codes), else NULL. */
const char *language_known(const char *code);

/* The best of our languages for an Accept-Language field (RFC 9110, 12.5.4); the first when
 * nothing fits or HEADER is NULL. */
const char *language_accepted(const char *header);

/* The translation of a message, or the message itself. Not to be freed. */
const char *language_text(const char *message) __attribute__((format_arg(1)));

/* The same for a counted thing; COUNT picks the form. */
const char *language_plural(const char *one, const char *many, unsigned long count)
    __attribute__((format_arg(1))) __attribute__((format_arg(2)));

#define _(message) language_text(message)
/* Marks a message for extraction that is translated later. */
#define N_(message) (message)

#endif
