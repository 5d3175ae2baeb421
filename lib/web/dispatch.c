/* From a request's first byte to its handler, in one order for all routes. Each step may end it;
 * what a later step relies on, an earlier one has made sure.
 *
 * The order is a matter of who is told what and what it costs. The site and the reader first,
 * before anything is refused: also an error's page is in the reader's language and the site's
 * colours. Who is banned is told next, by what the worker has at hand (web/banned.h). A kept page is looked for before anything is read or allocated for a view, as that is
 * the answer to most requests of guests. A form with files is held to permission and origin before
 * its first file is read, other bodies, which are small, behind it: then a refusal can hand back
 * what was typed. The token is compared behind it, as it may stand in the body. What a request costs
 * of its sender's budget is spent behind that, so that nobody spends what is another's by a form on a
 * site of theirs; and only then is asked for a password that was given too long ago.
 *
 * Handlers come when all of that holds, and have no way to skip it: permission, method, limits
 * and CSRF are the route's line. */
#include "web/dispatch.h"

#include <ctype.h>
#include <fcgiapp.h>
#include <inttypes.h>
#include <string.h>
#include <strings.h>

#include "auth/csrf.h"
#include "auth/token/api_token.h"
#include "base/accept.h"
#include "base/language.h"
#include "base/log.h"
#include "base/text/text.h"
#include "web/banned.h"
#include "web/body.h"
#include "web/cache/fragment.h"
#include "web/cookie.h"
#include "web/factor/demanded.h"
#include "web/form/form.h"
#include "web/limits.h"
#include "web/response.h"
#include "web/route.h"
#include "web/site.h"
#include "web/sites/site_area.h"
#include "web/view.h"

#define TARGET_MAX 8000  /* bytes of path and query */
#define BEARER "Bearer " /* the scheme of API tokens (RFC 6750) */

/* A step answers true when the request goes on, false when the answer is made. */

static enum method method_of(const char *name, bool *head)
{
    *head = strcmp(name, "HEAD") == 0;
    if (*head || strcmp(name, "GET") == 0)
        return METHOD_GET;
    return strcmp(name, "POST") == 0 ? METHOD_POST : METHOD_OTHER;
}

/* The host without its port, in lower case, and without the dot of a name that is written out to
 * the root (RFC 1034, 3.1). */
static char *host_of(struct arena *arena, const char *header)
{
    size_t length = strcspn(header, ":");
    char *host =
        arena_copy(arena, header, length > 0 && header[length - 1] == '.' ? length - 1 : length);

    for (char *c = host; *c != '\0'; c++)
        *c = (char)tolower((unsigned char)*c);
    return host;
}

/* The port that a Host header names, with its colon, or "". NULL when it is none: it will stand in
 * links, so nothing else may pass for one. */
static const char *port_of(const char *header)
{
    const char *colon = strchr(header, ':');
    uint64_t port;

    if (colon == NULL)
        return "";
    return strlen(colon) <= 6 && text_id(colon + 1, &port) && port <= 65535 ? colon : NULL;
}

/* Path and query as they were asked for, in the characters of an address (RFC 3986): pages and
 * fields of the head repeat it, so that what else came is escaped, by which it stands for the
 * same. A fragment is the reader's own (nginx has not looked at it either). */
static const char *target_of(struct arena *arena, const char *asked)
{
    static const char digits[] = "0123456789ABCDEF";
    char *target = arena_alloc(arena, 3 * strlen(asked) + 1), *out = target;

    for (; *asked != '\0' && *asked != '#'; asked++) {
        unsigned char c = (unsigned char)*asked;

        if (c > ' ' && c < 0x7F && strchr("\"<>\\^`{|}", c) == NULL) {
            *out++ = (char)c;
            continue;
        }
        *out++ = '%';
        *out++ = digits[c >> 4];
        *out++ = digits[c & 15];
    }
    *out = '\0';
    return target;
}

/* The decoded path; "" when it is not text. */
static char *decoded_path(struct arena *arena, const char *target)
{
    size_t length;
    char *path = parameters_decode(arena, target, strcspn(target, "?"), false, &length);

    return text_check(path, length, false) == TEXT_VALID ? path : "";
}

/* What nginx says of a body with files. */
static void read_body_state(struct request *r)
{
    const char *state = request_variable(r, "BODY_STATE");

    if (strcmp(state, "pending") == 0)
        r->body_state = BODY_PENDING;
    else if (strcmp(state, "admitted") == 0)
        r->body_state = BODY_ADMITTED;
}

/* Reads where the request goes and what its head says. Nothing is refused yet: a page that says
 * what is wrong needs the site and the reader first. */
static void read_request_head(struct request *r)
{
    const char *host = request_variable(r, "HTTP_HOST"), *port = port_of(host);

    r->id = arena_string(r->arena, request_variable(r, "REQUEST_ID"));
    log_request(r->id);
    r->method = method_of(request_variable(r, "REQUEST_METHOD"), &r->head);
    r->target =
        parameters_untracked(r->arena, target_of(r->arena, request_variable(r, "REQUEST_URI")));
    r->address = arena_string(r->arena, request_variable(r, "REMOTE_ADDR"));
    r->agent = text_showable(r->arena, request_variable(r, "HTTP_USER_AGENT"),
                             strlen(request_variable(r, "HTTP_USER_AGENT")));
    r->host = port != NULL ? host_of(r->arena, host) : "";
    r->origin = arena_format(r->arena, "%s://%s%s",
                             r->worker->configuration->secure ? "https" : "http", r->host,
                             port != NULL ? arena_string(r->arena, port) : "");
    r->accepts_gzip = accepts_coding(request_variable(r, "HTTP_ACCEPT_ENCODING"), "gzip");
    r->content_type = arena_string(r->arena, request_variable(r, "CONTENT_TYPE"));
    r->api = text_starts(r->target, "/api/");
    read_body_state(r);
    r->language = language_accepted(request_variable(r, "HTTP_ACCEPT_LANGUAGE"));
    language_set(r->language);
    r->path = decoded_path(r->arena, r->target);
}

/* Whether the address is one at all. */
static bool check_address(struct request *r)
{
    if (strlen(r->target) > TARGET_MAX)
        return refused(r, HTTP_BAD_REQUEST, "address", _("This address is too long."));
    return *r->path != '\0' ||
           refused(r, HTTP_BAD_REQUEST, "address", _("This address is not valid text."));
}

/* Sites are read through their generation, so that a new one answers at once. An unknown host is
 * led to the first site, by a temporary redirect: it may be a name that is only missing yet. */
static bool find_site_of_host(struct request *r)
{
    const struct configuration *c = r->worker->configuration;
    const struct site *first;

    request_depends(r, "sites");
    request_depends(r, "roles");
    request_depends(r, "names");
    if (sites_refresh(r->worker->sites, r->worker->database, r->worker->shared) != 0 ||
        roles_refresh(r->worker->roles, r->worker->database, r->worker->shared) != 0 ||
        ban_set_refresh(r->worker->bans, r->worker->database, r->worker->shared) != 0) {
        r->response.status = refuse_plainly(r, HTTP_UNAVAILABLE);
        return false;
    }
    r->site = site_by_host(r->worker->sites, r->host, c->domain);
    if (r->site != NULL) {
        r->banner = site_banner_shown(r->site, clock_now());
        r->permissions = permissions_at(r->worker->roles, NULL, (struct role_scope){r->site->id, 0},
                                        clock_now());
        banned_find(r);
        return true;
    }
    first = site_at(r->worker->sites, 0);
    if (first == NULL)
        return refused(r, HTTP_UNAVAILABLE, "no_site",
                       _("There is no site here yet. An operator makes one with the command "
                         "lorehall import sites."));
    if (c->port == (c->secure ? 443 : 80))
        r->response.status = redirect(r, HTTP_FOUND, "%s://%s.%s/", c->secure ? "https" : "http",
                                      first->name, c->domain);
    else
        r->response.status = redirect(r, HTTP_FOUND, "%s://%s.%s:%u/", c->secure ? "https" : "http",
                                      first->name, c->domain, c->port);
    return false;
}

/* The methods that a path can be used by, as RFC 9110 (15.5.6) wants them told. */
static const char *methods_of(struct request *r)
{
    const struct route *routes = r->worker->area->routes;
    struct parameters none;
    bool other;
    bool get = route_find(routes, r->arena, METHOD_GET, r->path, &none, &other) != NULL;
    bool post = route_find(routes, r->arena, METHOD_POST, r->path, &none, &other) != NULL;

    return get && post ? "GET, HEAD, POST" : get ? "GET, HEAD" : "POST";
}

/* Whether there is a page at PATH. */
static bool is_page(struct request *r, const char *path)
{
    struct parameters none;
    bool other;

    return route_find(r->worker->area->routes, r->arena, METHOD_GET, path, &none, &other) != NULL;
}

/* Whether a route takes whatever there may be at the root: it comes behind what is only missing its
 * slash. */
static bool is_last_resort(const struct route *route)
{
    return route->pattern[1] == ':';
}

/* Looks for the route. What there is none for is refused later, by check_route. */
static void find_route(struct request *r, bool *other_method)
{
    *other_method = false;
    if (*r->path == '\0' || strlen(r->target) > TARGET_MAX)
        return;
    r->route = route_find(r->worker->area->routes, r->arena, r->method, r->path, &r->captured,
                          other_method);
    if (r->route != NULL && is_last_resort(r->route) &&
        is_page(r, arena_format(r->arena, "%s/", r->path)))
        r->route = NULL;
    r->cacheable = r->route != NULL && (r->route->flags & ROUTE_KEEP) != 0;
}

/* Whether only a slash is missing at the path's end, or one too many is there: the answer leads to
 * where it is right then. */
static bool slash_mended(struct request *r)
{
    size_t length = strcspn(r->target, "?"), path = strlen(r->path);
    bool more = path > 1 && r->path[path - 1] == '/' && r->target[length - 1] == '/';

    if (r->method != METHOD_GET || r->api || text_starts(r->target, "//") ||
        !is_page(r, more ? arena_format(r->arena, "%.*s", (int)path - 1, r->path)
                         : arena_format(r->arena, "%s/", r->path)))
        return false;
    r->response.status = redirect(r, HTTP_MOVED, "%.*s%s%s", (int)(more ? length - 1 : length),
                                  r->target, more ? "" : "/", r->target + length);
    return true;
}

static bool check_route(struct request *r, bool other_method)
{
    if (r->route != NULL)
        return true;
    if (other_method) {
        r->response.status = refuse_plainly(r, HTTP_METHOD_NOT_ALLOWED);
        response_header(r, "Allow", methods_of(r));
        return false;
    }
    if (!slash_mended(r))
        r->response.status = refuse_plainly(r, HTTP_NOT_FOUND);
    return false;
}

static bool parse_query(struct request *r)
{
    const char *query = strchr(r->target, '?');

    if (query != NULL &&
        parameters_parse(&r->query, r->arena, query + 1, strlen(query + 1)) != PARAMETERS_VALID)
        return refused(r, HTTP_BAD_REQUEST, "too_many",
                       arena_format(r->arena, _("There are more than %d parameters."),
                                    PARAMETERS_MAX));
    if ((r->route->flags & ROUTE_KEEP) != 0)
        r->kept_as = route_address(r->route, r->arena, r->path, &r->query);
    return true;
}

/* Takes over the session or token's owner as the caller. */
static void identify_caller(struct request *r, const struct session *session)
{
    const char *language = language_known(session->language);

    r->session = session;
    r->by_token = session->id == 0;
    r->csrf_key = r->by_token ? NULL : session_key(r->arena, session);
    r->permissions = session->scopes & permissions_at(r->worker->roles, &session->grants,
                                                      (struct role_scope){r->site->id, 0},
                                                      clock_now());
    banned_caller(r);
    if (language != NULL) {
        r->language = language;
        language_set(language);
    }
}

static bool find_bearer(struct request *r, const char *header, struct session *session)
{
    const struct store store = request_store(r);
    int found = api_token_find(&store,
                               header + strlen(BEARER) + strspn(header + strlen(BEARER), " "),
                               r->address, session);

    if (found < 0) {
        r->response.status = refuse_plainly(r, HTTP_UNAVAILABLE);
        return false;
    }
    if (found == 0)
        return limits_request(r) && refused(r, HTTP_UNAUTHORIZED, "token",
                                            _("This API token is not valid, or not any more."));
    identify_caller(r, session);
    return true;
}

/* A Bearer token only counts for the API: a page must not be opened by what a browser does not
 * send by itself, nor an API call by what it does. */
static bool find_session(struct request *r)
{
    struct session *session = arena_alloc(r->arena, sizeof *session);
    const char *bearer = request_variable(r, "HTTP_AUTHORIZATION");
    const struct store store = request_store(r);
    const struct session_rules rules = session_rules_of(r->worker->configuration, r->worker->roles);
    const char *token, *renewed;
    int found;

    /* The scheme's name has no case (RFC 9110, 11.1). */
    if (r->api && strncasecmp(bearer, BEARER, strlen(BEARER)) == 0)
        return find_bearer(r, bearer, session);
    token = session_cookie(r);
    if (token == NULL)
        return true;
    found = session_find(&store, &rules, token, session, &renewed);
    if (found < 0) {
        r->response.status = refuse_plainly(r, HTTP_UNAVAILABLE);
        return false;
    }
    if (renewed != NULL)
        session_cookie_set(r, renewed, session->kept);
    if (found > 0)
        identify_caller(r, session);
    return true;
}

/* Leads a guest to the login, and from there back to what they asked for. */
static enum http_status to_login(struct request *r)
{
    struct buffer next = buffer_open(r->arena, 128);

    buffer_url(&next, r->target);
    return redirect(r, HTTP_SEE_OTHER, "/account/login?next=%s", next.data);
}

static bool is_of_boards(const struct request *r)
{
    return (r->route->flags & ROUTE_BOARD) != 0;
}

/* Whether it is the API token that has not what the route asks for. */
static bool is_beyond_scopes(const struct request *r)
{
    return r->by_token && !permission_held(request_scopes(r), r->route->permission);
}

/* Tells so (RFC 6750, 3.1). */
static enum http_status refuse_scope(struct request *r)
{
    enum http_status status =
        refuse(r, HTTP_FORBIDDEN, "scope",
               _("This API token was not made for this. Make one that has the scope for it."));

    response_header(r, "WWW-Authenticate", "Bearer error=\"insufficient_scope\"");
    return status;
}

/* Leads whoever was warned by the moderators to that first. What must always be possible is, what is
 * open already stays so, and a program that reads is told nothing. */
static bool check_warning(struct request *r)
{
    struct buffer next = buffer_open(r->arena, 128);

    if (r->session == NULL || !r->session->warned || r->route->rate == RATE_FREE ||
        r->route->rate == RATE_LIVE || (r->api && r->method == METHOD_GET))
        return true;
    if (r->method != METHOD_GET)
        return refused(r, HTTP_FORBIDDEN, "warned",
                       _("The moderators have warned you. Read that first: any page leads you"
                         " there. Nothing was changed yet."));
    buffer_url(&next, r->target);
    r->response.status = redirect(r, HTTP_SEE_OTHER, "/account/warning?next=%s", next.data);
    return false;
}

/* Answers for those whom the route is not for (route_access). */
static bool check_permission(struct request *r)
{
    permission_set held = is_of_boards(r) ? request_permissions_somewhere(r) : r->permissions;

    switch (route_access(r->route, r->session == NULL, held)) {
    case ACCESS_GRANTED: return check_warning(r);
    case ACCESS_INSIDE:
        r->response.status = redirect(r, HTTP_SEE_OTHER, "%s", return_path(r, "next"));
        return false;
    case ACCESS_LOGIN: r->response.status = to_login(r); return false;
    case ACCESS_UNAUTHORIZED:
        r->response.status = refuse_plainly(r, HTTP_UNAUTHORIZED);
        return false;
    case ACCESS_FORBIDDEN:
        r->response.status = is_beyond_scopes(r) ? refuse_scope(r)
                             : request_lacks_factor(r, r->route->permission)
                                 ? refuse_factor(r)
                                 : refuse_plainly(r, HTTP_FORBIDDEN);
        break;
    }
    return false;
}

/* Whether the password was given lately enough for the route. */
static bool check_fresh(struct request *r)
{
    if ((r->route->flags & ROUTE_FRESH) == 0 || r->session == NULL ||
        session_is_fresh(r->session, clock_now()))
        return true;
    r->response.status = refuse_stale(r);
    return false;
}

/* While the site can only be read, nothing is written: what was typed is kept, to be sent again. */
static bool check_frozen(struct request *r)
{
    const struct freeze *freeze = r->site != NULL ? site_frozen(r->worker->sites, r->site) : NULL;

    if (freeze == NULL || r->method == METHOD_GET || (r->route->flags & ROUTE_ALWAYS) != 0)
        return true;
    r->response.status =
        refuse(r, HTTP_UNAVAILABLE, "frozen",
               arena_format(r->arena,
                            _("This site can only be read for now: %s Nothing was changed; please "
                              "send it again later."),
                            freeze->reason));
    response_header(r, "Retry-After", "300");
    return false;
}

/* Whether a form that was refused here is sent again by the browser that it was given back to. */
static bool is_sent_again(struct request *r, const char *token)
{
    return request_is_own(r) &&
           csrf_again_right(&r->worker->secret, r->arena, again_cookie(r), r->path, token);
}

/* Whether the form says that it was begun by somebody else than who is logged in now. */
static bool is_of_another(struct request *r)
{
    const struct parameter *as = parameters_find(&r->form, "as");

    return r->session != NULL && as != NULL && as->length > 0 &&
           strcmp(as->value, r->session->name) != 0;
}

/* The token that came with a request, in its head or in the form as far as that was read; NULL:
 * none. */
static const char *token_sent(const struct request *r)
{
    const char *header = request_variable(r, "HTTP_X_CSRF_TOKEN");
    const struct parameter *field = parameters_find(&r->form, "csrf");

    return *header != '\0' ? header : field != NULL ? field->value : NULL;
}

/* Whoever changes state must come from one of our own pages, or hold an API token. */
static bool check_origin(struct request *r)
{
    const char *origin = request_variable(r, "HTTP_ORIGIN"), *token = token_sent(r);

    if (r->method == METHOD_GET || r->by_token)
        return true;
    if (*origin != '\0' && !request_is_own(r))
        return refused(r, HTTP_FORBIDDEN, "origin", _("This request came from another site."));
    if (csrf_right(&r->worker->secret, r->arena, r->csrf_key, token))
        return true;
    if (is_of_another(r) && *origin != '\0')
        return refused(r, HTTP_FORBIDDEN, "other",
                       arena_format(r->arena,
                                    _("You are now logged in as %s, and this form was begun as "
                                      "somebody else. Nothing was changed yet."),
                                    r->session->name));
    if (is_sent_again(r, token))
        return true;
    return refused(r, HTTP_FORBIDDEN, "csrf",
                   _("This form has expired or did not come from this site. Nothing was changed; "
                     "please send it again from a fresh page."));
}

/* Before a file is read: what is known of its sender by then must be right. A token that stands
 * in the form behind the file is looked at when all is there; so nobody without permission can
 * make the host spool anything, but a page whose form has the token below the file still works. */
static bool admit_files(struct request *r)
{
    const char *origin = request_variable(r, "HTTP_ORIGIN");

    return (token_sent(r) == NULL && (*origin == '\0' || request_is_own(r))) || check_origin(r);
}

static bool is_bare(const struct request *r)
{
    return r->route != NULL && (r->route->flags & ROUTE_BARE) != 0;
}

/* Calls the handler. An error's status without a text gets what every refusal of it says, so that
 * handlers say what is the matter and no more. */
static void handle(struct request *r)
{
    struct response *response = &r->response;

    response->status = r->route->handler(r);
    if (response->status >= HTTP_BAD_REQUEST && !response->made && !response->streamed)
        response->status = refuse_plainly(r, response->status);
}

/* Whether the request is counted before anything of it is read: what was typed into a form is read
 * first, so that a refusal can hand it back. */
static bool counts_at_once(const struct request *r)
{
    return !is_bare(r) && (r->method == METHOD_GET || r->route == NULL || r->route->files_max > 0);
}

/* All that the head alone can decide. The reader is known before anything is refused, so that
 * error pages are theirs too. */
static bool check_head(struct request *r)
{
    bool other_method;

    if (!find_site_of_host(r))
        return false;
    find_route(r, &other_method);
    if (!is_bare(r) && !find_session(r))
        return false;
    /* Of a body that nginx was told may come, all was spent then. */
    r->spent = r->route != NULL && r->body_state == BODY_ADMITTED;
    if (counts_at_once(r) && !r->spent && !limits_request(r))
        return false;
    if (!check_address(r) || !site_area_check(r) || !check_route(r, other_method) ||
        !banned_route(r) || !parse_query(r))
        return false;
    if (request_may(r, r->route->permission) && page_find(r))
        return false;
    r->view = view_data_open();
    return r->route->files_max == 0 || (check_permission(r) && admit_files(r) && check_frozen(r) &&
                                        check_fresh(r) && limits_route(r));
}

/* Answers nginx, which asks before it takes a form with files (nginx/lorehall.conf.in): whether it
 * may come, and whose it is. What else there is to say is said when it asks for that. */
static void answer_pending(struct request *r, bool admitted)
{
    r->response = (struct response){
        .status = admitted ? HTTP_NO_CONTENT : HTTP_FORBIDDEN,
        .made = true,
    };
    if (admitted && r->session != NULL)
        response_header(r, "Upload-Account",
                        arena_format(r->arena, "%" PRIu64, request_account(r)));
}

static void process(struct request *r)
{
    bool admitted;

    read_request_head(r);
    admitted = check_head(r);
    if (r->body_state == BODY_PENDING)
        answer_pending(r, admitted);
    if (!admitted || r->body_state == BODY_PENDING)
        return;
    if (r->method != METHOD_GET && !body_read(r, admit_files))
        return;
    if (!is_bare(r) && !counts_at_once(r) && !limits_request(r))
        return;
    if (!check_permission(r) || !check_origin(r) || !check_frozen(r) || !limits_route(r) ||
        !check_fresh(r))
        return;
    handle(r);
    page_keep(r);
}

void dispatch(struct request *r)
{
    process(r);
    limits_settle(r);
}
