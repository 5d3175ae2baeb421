/* Header fields in which a client says what it accepts (RFC 9110, 12.5): "de-AT, en;q=0.8". */
#ifndef LOREHALL_BASE_ACCEPT_H
#define LOREHALL_BASE_ACCEPT_H

#include <stdbool.h>
#include <stddef.h>

/* One element of such a field. */
struct accepted {
    const char *name; /* within the field; not ended by NUL */
    size_t length;
    int weight; /* in thousandths; 0: not acceptable */
};

/* Reads the next element of what is left of a field, and moves REST behind it. False at its end. */
bool accepted_next(const char **rest, struct accepted *accepted);

/* Whether an Accept-Encoding field (RFC 9110, 12.5.3) takes CODING: by its name, or by "*" where
 * that is not there. */
bool accepts_coding(const char *field, const char *coding);

#endif
