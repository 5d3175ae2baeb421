/* One request on its way: what came in, who asks, what goes out. */
#ifndef LOREHALL_WEB_REQUEST_H
#define LOREHALL_WEB_REQUEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "auth/audit.h"
#include "auth/ban/ban_set.h"
#include "auth/limit.h"
#include "auth/role.h"
#include "auth/secret.h"
#include "auth/session.h"
#include "base/arena.h"
#include "base/buffer.h"
#include "base/configuration.h"
#include "store/store.h"
#include "web/form/parameters.h"

enum http_status {
    HTTP_OK = 200,
    HTTP_CREATED = 201,
    HTTP_ACCEPTED = 202,
    HTTP_NO_CONTENT = 204,
    HTTP_MOVED = 301,
    HTTP_FOUND = 302,
    HTTP_SEE_OTHER = 303,
    HTTP_NOT_MODIFIED = 304,
    HTTP_BAD_REQUEST = 400,
    HTTP_UNAUTHORIZED = 401,
    HTTP_FORBIDDEN = 403,
    HTTP_NOT_FOUND = 404,
    HTTP_METHOD_NOT_ALLOWED = 405,
    HTTP_CONFLICT = 409,
    HTTP_TOO_LARGE = 413,
    HTTP_UNSUPPORTED_TYPE = 415,
    HTTP_UNPROCESSABLE = 422,
    HTTP_TOO_MANY = 429,
    HTTP_ERROR = 500,
    HTTP_UNAVAILABLE = 503,
};

/* Of a form with files, for which nginx asks beforehand. */
enum body_state {
    BODY_UNASKED,
    BODY_PENDING,  /* it asks whether the body may come, and nothing but that is answered */
    BODY_ADMITTED, /* it was told so, and here it is */
};

enum method { METHOD_GET, METHOD_POST, METHOD_OTHER };

struct views;
struct view_data;
struct site;
struct sites;
struct route;
struct area;
struct uploads;
struct meter;

/* What a process keeps from one request to the next. */
struct worker {
    const struct area *area;
    const struct configuration *configuration;
    struct database *database;
    struct shared *shared;
    struct pool *pool;   /* that this process is one of; NULL: none */
    int place;           /* in it */
    struct meter *meter; /* of what requests cost */
    struct cache *cache; /* NULL: none */
    struct secret secret;
    struct limits limits;
    struct views *views;
    uint64_t build_id; /* of what pages are made with */
    struct sites *sites;
    struct roles *roles;
    struct ban_set *bans;
    void *above;         /* what the area's `open` put there for the floors above; NULL: nothing */
    struct arena *arena; /* reset after each request */
};

/* A part of the answer's body. With DEFLATED it is also there as raw deflate (RFC 1951) that ends
 * on a byte boundary with nothing before it referred to. */
struct piece {
    const char *bytes;
    size_t length;
    const char *deflated; /* NULL: not compressed yet */
    size_t deflated_length;
    uint32_t crc; /* CRC-32 of bytes, where deflated is given */
};

#define PIECES_MAX 64
#define HEADERS_MAX 24
#define DEPENDENCIES_MAX 13
#define FIELD_ERRORS_MAX 16

struct header_field {
    const char *name;
    const char *value;
};

struct response {
    enum http_status status;
    const char *type; /* Content-Type */
    struct header_field headers[HEADERS_MAX];
    size_t header_count;
    struct piece pieces[PIECES_MAX];
    size_t piece_count;
    bool made; /* the pieces are its text; until then a view is still to place them */
    unsigned
        lifetime;  /* seconds for which anybody may keep it; 0: it is asked for again each time */
    bool streamed; /* it goes out piece by piece; only the end is missing */
    bool broken;   /* nginx is gone, or the answer cannot be finished */
};

/* What is wrong with one field of a form. */
struct field_error {
    const char *field;
    const char *message;
};

struct request {
    struct worker *worker;
    struct arena *arena;
    const char *id;
    enum method method;
    bool head;           /* HEAD: as GET, without the body */
    const char *host;    /* without a port, in lower case */
    const char *path;    /* decoded, UTF-8; "" where it is not text */
    const char *target;  /* as it came, with the query */
    const char *kept_as; /* the address that the page may be kept under; NULL: it may not */
    const char *origin;  /* scheme://host:port of our own pages */
    const char *address; /* the client's */
    const char *agent;
    bool accepts_gzip;
    bool api; /* errors go out as JSON */
    enum body_state body_state;
    struct parameters query;
    struct parameters form;
    struct uploads *uploads; /* the form's files (web/form/upload.h); NULL: the route takes none */
    char *body;              /* JSON, as it came */
    size_t body_length;
    const char *content_type;
    const struct site *site;
    bool banner; /* the site's is shown with this answer; it ends by itself */
    const char *language;
    const struct session *session; /* NULL: a guest */
    const char *csrf_key;          /* what its tokens are made of (session_key); NULL: a guest's */
    bool by_token;                 /* an API token stands for the caller: no CSRF */
    permission_set permissions;    /* on the whole site */
    const struct ban_rule *ban;    /* of the network that it comes from; NULL: none */
    permission_set denied;         /* by that, everywhere on the site */
    const struct route *route;
    bool spent;        /* what the route's rate class says; see web/limits.h */
    bool nothing_done; /* nothing that would be counted came of it: a preview, the same once more */
    struct parameters captured; /* what the route's pattern caught */
    struct field_error errors[FIELD_ERRORS_MAX];
    size_t error_count;
    const char *dependencies[DEPENDENCIES_MAX + 1];
    size_t dependency_count;
    uint64_t stamp; /* of the dependencies, taken as each was declared */
    bool cacheable;
    struct view_data *view;
    struct response response;
    int64_t started;
    unsigned cache_hits;
    unsigned cache_misses;
    void *fcgi; /* FCGX_Request; the worker's loop alone knows its type */
};

/* A parameter of the environment that nginx passes (CGI names); "" when absent. */
const char *request_variable(const struct request *r, const char *name);

/* What the request reads and writes with. */
struct store request_store(const struct request *r);

/* Who asks, for records of what they do. */
struct actor request_actor(const struct request *r);

/* The account's id; 0 for a guest. */
uint64_t request_account(const struct request *r);

/* Whether the page that sent the request, as its Origin field says, is our own: however our host was
 * written there. */
bool request_is_own(const struct request *r);

/* What the caller's API token is limited to (auth/token/token_scope.h), whatever they hold; without one, all
 * there is. */
permission_set request_scopes(const struct request *r);

/* Whether the caller may do this on the whole site. */
bool request_may(const struct request *r, enum permission permission);

/* Whether they may not do it, here or on any board, for want of a second factor alone. */
bool request_lacks_factor(const struct request *r, enum permission permission);

/* Whether they may do it on one of its boards; BOARD_ID 0: what is of no board, as request_may. */
bool request_may_board(const struct request *r, enum permission permission, uint64_t board_id);

/* With whose eyes it looks at boards. */
struct reader request_reader(const struct request *r);

/* What they may on the whole site or on some board of it: what the routes of boards ask for. */
permission_set request_permissions_somewhere(const struct request *r);

/* Says that the answer shows what the generation KEY counts. Call it before reading it. */
void request_depends(struct request *r, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#endif
