/* The route table is the policy: who may do what by which method and path, and how much they may
 * send. The dispatcher enforces all of it before a handler runs. */
#ifndef LOREHALL_WEB_ROUTE_H
#define LOREHALL_WEB_ROUTE_H

#include <stdio.h>

#include "auth/limit.h"
#include "web/form/upload.h"
#include "web/request.h"

struct route {
    enum method method;
    const char *pattern; /* ":name" catches one part of the path, a final "*" the rest */
    enum permission permission;
    enum rate_class rate; /* what a request spends */
    unsigned flags;
    size_t body_max; /* bytes */
    enum http_status (*handler)(struct request *r);
    const char *reads; /* ROUTE_KEEP: the parameters that the page depends on; see ROUTE_KEPT */
    size_t files_max;  /* ROUTE_UPLOAD: files in the form; 0: none are taken */
};

#define ROUTE_PLAIN 0u
#define ROUTE_KEEP 1u /* a guest's answer may be kept and given to other guests */
#define ROUTE_API 2u  /* errors and answers are JSON */
#define ROUTE_BARE 4u /* no site, session or language: health and metrics */
/* It is enough to hold the permission on some board: the handler asks for the board that it is
 * about (request_may_board). */
#define ROUTE_BOARD 8u
/* The password, and the second factor of who has one, must have been given within the last ten
 * minutes: whoever gave them longer ago is asked first, and comes back. An API token cannot give one. */
#define ROUTE_FRESH 16u

/* It is done also while the site can only be read: what lets people in and out, what stands between
 * them and all that there is to read, and what makes an administrator able to end that. */
#define ROUTE_ALWAYS 32u

/* A limit, which does not compile above another. */
#define ROUTE_LIMIT(LIMIT, MAX) ((LIMIT) + 0 * sizeof(char[(LIMIT) <= (MAX) ? 1 : -1]))

/* A table's line. Without a permission or a rate class it does not compile, nor with a body that
 * nginx lets nobody send. */
#define ROUTE(METHOD, PATTERN, PERMISSION, RATE, FLAGS, BODY_MAX, HANDLER)                         \
    {                                                                                              \
        METHOD_##METHOD, PATTERN, PERMISSION_##PERMISSION, RATE_##RATE, FLAGS,                     \
            ROUTE_LIMIT(BODY_MAX, BODY_PLAIN_MAX), HANDLER, NULL, 0                                \
    }

/* The line of a page that a guest's answer may be kept of. READS names the parameters that it
 * depends on, with spaces between: it is kept under these and its path alone, whatever else was
 * typed. Of each the first value counts. "*" is for pages that read all parameters, in any order,
 * and refuse those that they don't know. */
#define ROUTE_KEPT(PATTERN, PERMISSION, RATE, READS, HANDLER)                                      \
    {                                                                                              \
        METHOD_GET, PATTERN, PERMISSION_##PERMISSION, RATE_##RATE, ROUTE_KEEP, BODY_NONE, HANDLER, \
            READS, 0                                                                               \
    }

/* The line of a form with files (web/form/upload.h): it is sent as multipart/form-data, of at most
 * BODY_MAX bytes with at most FILES_MAX files. Whoever may not send it is told before any of it is
 * read. nginx lets just as much through, by what routes_print says. */
#define ROUTE_UPLOAD(PATTERN, PERMISSION, FLAGS, BODY_MAX, FILES_MAX, HANDLER)                     \
    {                                                                                              \
        METHOD_POST, PATTERN, PERMISSION_##PERMISSION, RATE_UPLOAD, FLAGS,                         \
            ROUTE_LIMIT(BODY_MAX, BODY_FILES_MAX), HANDLER, NULL,                                  \
            ROUTE_LIMIT(FILES_MAX, UPLOAD_FILES_MAX)                                               \
    }

/* Body limits. */
#define BODY_NONE 0
#define BODY_SMALL 8192
#define BODY_COMMENT 262144 /* 20,000 characters of four bytes, each percent-encoded, and room */

/* No route takes more: one without files what nginx lets through everywhere
 * (client_max_body_size), one with files what libfcgi can count. */
#define BODY_PLAIN_MAX 1048576
#define BODY_FILES_MAX 1073741824

/* An area: the executable's name, what it serves, and the statements that it uses. */
struct area {
    const char *name;
    const struct route *routes;                    /* ended by a NULL pattern */
    const struct statement_set *const *statements; /* ended by NULL */
    /* Fills what else its workers keep, of higher floors; NULL: nothing. 0 or -1, said on
     * stderr. */
    int (*open)(struct worker *worker, struct arena *permanent);
    void (*close)(
        struct worker *worker); /* frees what of that is not on PERMANENT; NULL: nothing */
};

/* The route for a method and path; fills CAPTURED. NULL when there is none: *OTHER_METHOD then
 * tells whether the path exists by another method. */
const struct route *route_find(const struct route *routes, struct arena *arena, enum method method,
                               const char *path, struct parameters *captured, bool *other_method);

/* What becomes of a request for a route, as far as the caller's rights go. */
enum access {
    ACCESS_GRANTED,      /* the handler runs */
    ACCESS_INSIDE,       /* 303 to where they came from: they have entered already */
    ACCESS_LOGIN,        /* 303 to the login, and back here from there */
    ACCESS_UNAUTHORIZED, /* 401: log in, and send it again */
    ACCESS_FORBIDDEN,    /* 403: they are logged in, and may not */
};

/* The one rule of who gets what. Whoever holds the route's permission gets it. Somebody logged in
 * gets 403 for want of it, but is led on where only guests have business. A guest is asked to log
 * in: by a redirect where a browser wants a page, by 401 where a form or the API is used. Rights
 * matter where there is a route only: what there is none for is 404 for everybody (405 where another method has one), and 404 is
 * also what a handler says of a thing that is not there or that the caller may not know of. */
enum access route_access(const struct route *route, bool guest, permission_set held);

/* What a route asks for in one word, never 0, and it again: its method, permission, rate class and flags. False
 * where the word is of another version of the program. */
uint64_t route_policy(const struct route *route);
bool route_of_policy(uint64_t policy, struct route *route);

/* Prints the area's table, a line a route, with tabs between: area, method, pattern, permission,
 * where it must be held ("site", "board"), what else is asked for ("csrf" and "fresh", or "-"),
 * rate class, bytes of the body, files. */
void routes_print(const struct area *area, FILE *out);

/* The address of what a ROUTE_KEEP route shows for PATH (decoded) and QUERY: the same for all
 * addresses that must show the same. NULL when it may not be kept: for want of READS, or for a
 * value that no text has. */
char *route_address(const struct route *route, struct arena *arena, const char *path,
                    const struct parameters *query);

#endif
