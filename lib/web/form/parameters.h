/* Names and values from a query string or a form: parsed once, with limits first. */
#ifndef LOREHALL_WEB_FORM_PARAMETERS_H
#define LOREHALL_WEB_FORM_PARAMETERS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"

#define PARAMETERS_MAX 200 /* pairs in one request */

/* What a value was where it came from. In a query, a form or a path everything is text that stands
 * for what its field wants; JSON has types of its own. */
enum parameter_type {
    PARAMETER_UNTYPED,
    PARAMETER_TEXT,
    PARAMETER_INTEGER,
    PARAMETER_OTHER, /* no field wants one: its value is not kept */
};

struct parameter {
    const char *name;
    const char *value; /* NUL-terminated; bytes behind an inner NUL count in length */
    size_t length;
    enum parameter_type type;
};

struct parameters {
    struct parameter list[PARAMETERS_MAX];
    size_t count;
};

enum parameters_fault {
    PARAMETERS_VALID,
    PARAMETERS_TOO_MANY,
};

/* Adds one pair, whose texts must live as long as PARAMETERS. False when there is no room for it:
 * the only way in, for all parsers. */
bool parameters_add(struct parameters *parameters, const char *name, const char *value,
                    size_t length, enum parameter_type type);

/* Adds the pairs of an application/x-www-form-urlencoded text (WHATWG URL standard: + is a space, a
 * stray % is itself). */
enum parameters_fault parameters_parse(struct parameters *parameters, struct arena *arena,
                                       const char *text, size_t length);

/* TARGET, a path and its query, without the parameters that others append to every link that is
 * shared or mailed by them (fbclid, utm_source, …), to follow people from site to site: they mean
 * nothing here. */
const char *parameters_untracked(struct arena *arena, const char *target);

/* Decodes percent-encoding in LENGTH bytes; with PLUS, a + is a space. *OUT_LENGTH gets the length,
 * as the result may hold a NUL. */
char *parameters_decode(struct arena *arena, const char *text, size_t length, bool plus,
                        size_t *out_length);

/* The first value of NAME, or NULL. */
const struct parameter *parameters_find(const struct parameters *parameters, const char *name);

/* The value of a cookie (RFC 6265) in a Cookie field, or NULL. */
const char *cookie_find(struct arena *arena, const char *header, const char *name);

#endif
