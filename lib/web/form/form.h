/* Typed access to what came in: every value is checked for UTF-8, control characters and range
 * before a handler sees it; what came as JSON must have been of the field's type as well. What is
 * wrong is collected; form_ok tells whether anything was. */
#ifndef LOREHALL_WEB_FORM_FORM_H
#define LOREHALL_WEB_FORM_FORM_H

#include "web/request.h"

/* A number from LOW to HIGH from the form. 0, with an error noted, when it is not one. */
int64_t form_int(struct request *r, const char *field, int64_t low, int64_t high);

/* An id from the form; 0 when the field is absent, empty or null, or with an error noted. */
uint64_t form_id(struct request *r, const char *field);

/* The ids of a field that comes once for each, in a form; *COUNT tells how many. What is not one is
 * noted as an error and left out. */
const uint64_t *form_ids(struct request *r, const char *field, size_t *count);

/* One line of text of MIN to MAX characters, trimmed. "" with an error noted otherwise. */
const char *form_line(struct request *r, const char *field, size_t min, size_t max);

/* A name that is looked up, the same way, without marks that were pasted along and cannot be
 * seen. */
const char *form_name(struct request *r, const char *field, size_t min, size_t max);

/* Text of several lines, the same way, but its first line may be indented; with MIN above 0
 * something must be visible in it. */
const char *form_text(struct request *r, const char *field, size_t min, size_t max);

/* A password: UTF-8 of at most MAX bytes, untrimmed and never kept for showing again. */
const char *form_password(struct request *r, const char *field, size_t max);

/* What can be shown of the field as it came, "" when absent: for showing again and for nothing
 * else. */
const char *form_raw(const struct request *r, const char *field);

/* Whether the field is there at all. */
bool form_has(const struct request *r, const char *field);

/* Notes an error of the handler's own. MESSAGE is translated already. */
void form_error(struct request *r, const char *field, const char *message);

/* Whether nothing was wrong so far. */
bool form_ok(const struct request *r);

/* A number from the query string; FALLBACK when absent, and with an error noted when wrong. */
int64_t query_int(struct request *r, const char *field, int64_t low, int64_t high,
                  int64_t fallback);

/* One of the texts in CHOICES (ended by NULL) from the query string; its index, 0 when absent, an
 * error noted when it is none of them. */
size_t query_choice(struct request *r, const char *field, const char *const *choices);

/* A line of text from the query string, at most MAX characters, without marks that were pasted
 * along and cannot be seen; NULL when absent. */
const char *query_line(struct request *r, const char *field, size_t max);

/* A captured part of the path as an id; 0 when it is not a number below 2^64. */
uint64_t path_id(const struct request *r, const char *name);

/* A captured part of the path; "" when absent. */
const char *path_text(const struct request *r, const char *name);

/* A path on this site to come back to after logging in, from a field of form or query: "/" unless
 * it begins with exactly one slash. */
const char *return_path(const struct request *r, const char *field);

#endif
