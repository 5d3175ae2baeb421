/* Answers: what is in them, and how they go out. A handler prepares one in the request and nothing
 * is sent before it returns, so that whatever fails on the way can still become an error page;
 * only long lists are streamed, which then are cut where they fail (response_cut), as their status
 * is out already.
 *
 * The fixed fields hold for every answer, errors included: none is set by a handler, and so none
 * can be forgotten by one. */
#include "web/response.h"

#include <ctype.h>
#include <inttypes.h>
#include <string.h>

#include "auth/csrf.h"
#include "base/clock.h"
#include "base/language.h"
#include "base/log.h"
#include "base/text/text.h"
#include "web/banned.h"
#include "web/cache/compress.h"
#include "web/cookie.h"
#include "web/factor/demanded.h"
#include "web/form/proof.h"
#include "web/json.h"
#include "web/record.h"
#include "web/route.h"
#include "web/site.h"
#include "web/sites/accent.h"
#include "web/sites/site_logo.h"
#include "web/sites/site_page.h"
#include "web/view.h"

#define GZIP_MIN 1000 /* bytes; below, the header costs more than it saves */

void response_header(struct request *r, const char *name, const char *value)
{
    struct response *response = &r->response;

    for (const char *c = value; *c != '\0'; c++) {
        if ((unsigned char)*c < 0x20 || *c == 0x7F) {
            log_warning("header %s dropped: control character in its value", name);
            return;
        }
    }
    if (response->header_count < HEADERS_MAX)
        response->headers[response->header_count++] = (struct header_field){name, value};
}

/* Forgets what was prepared of an answer that is not given: its fields, pieces and lifetime, and
 * what its view was to show. Cookies stay. */
static void begin_anew(struct request *r)
{
    struct response *response = &r->response;
    size_t kept = 0;

    for (size_t i = 0; i < response->header_count; i++)
        if (strcmp(response->headers[i].name, "Set-Cookie") == 0 ||
            strcmp(response->headers[i].name, "Retry-After") == 0)
            response->headers[kept++] = response->headers[i];
    response->header_count = kept;
    response->piece_count = 0;
    response->made = false;
    response->lifetime = 0;
    r->cacheable = false;
    view_data_close(r->view);
    r->view = NULL;
}

enum http_status response_bytes(struct request *r, enum http_status status, const char *type,
                                struct bytes bytes)
{
    r->response.type = type;
    r->response.made = true;
    r->response.piece_count = 1;
    r->response.pieces[0] = (struct piece){.bytes = bytes.data, .length = bytes.length};
    return status;
}

enum http_status response_text(struct request *r, enum http_status status, const char *type,
                               const char *text)
{
    return response_bytes(r, status, type, bytes_of(text, strlen(text)));
}

enum http_status redirect(struct request *r, enum http_status status, const char *format, ...)
{
    va_list arguments;
    char *path;

    va_start(arguments, format);
    path = arena_vformat(r->arena, format, arguments);
    va_end(arguments);
    response_header(r, "Location", path);
    r->response.piece_count = 0;
    return status;
}

/* Where the area for administration begins for who may this; the first that they may counts. */
static const struct {
    enum permission permission;
    const char *path;
} administration[] = {
    {PERMISSION_DASHBOARD_SEE, "/admin/"},       {PERMISSION_QUEUE_WORK, "/admin/queue"},
    {PERMISSION_ACCOUNT_SEE, "/admin/accounts"}, {PERMISSION_AUDIT_SEE, "/admin/audit"},
    {PERMISSION_ROLE_EDIT, "/admin/roles"},      {PERMISSION_BOARD_EDIT, "/admin/boards"},
    {PERMISSION_SITE_EDIT, "/admin/site"},       {PERMISSION_SITE_FREEZE, "/admin/freeze"},
};

/* What the layout shows of who is asking. */
static void set_caller(struct request *r)
{
    size_t i = 0;

    view_set(r->view, "Banned.path", banned_page(r));
    if (r->session == NULL)
        return;
    if (banned_account(r))
        view_set(r->view, "User.suspended", "1");
    if (request_may(r, PERMISSION_INVITATION_MAKE))
        view_set(r->view, "User.invites", "1");
    demanded_set(r);
    view_set(r->view, "User.name", r->session->name);
    view_set_number(r->view, "User.id", (int64_t)r->session->account_id);
    if (request_may(r, PERMISSION_COMMENT_REMOVE))
        view_set(r->view, "User.moderates", "1");
    else if (!permission_held(request_permissions_somewhere(r), PERMISSION_COMMENT_REPORT))
        view_set(r->view, "User.reports_nothing", "1");
    while (i < sizeof administration / sizeof administration[0] &&
           !request_may(r, administration[i].permission))
        i++;
    if (i < sizeof administration / sizeof administration[0])
        view_set(r->view, "User.administration", administration[i].path);
}

/* Where to come back to after logging in: here, or, as only a form leads to the address of a
 * POST, where that stood. The field comes from our own pages only (Referrer-Policy: same-origin).
 * Of a page that is kept for all guests it is the address that it is kept under, or each spelling
 * of it would show in the others' copies. */
static const char *here(const struct request *r)
{
    const char *referer = request_variable(r, "HTTP_REFERER");
    size_t length = strlen(r->origin);

    if (r->method == METHOD_GET)
        return r->kept_as != NULL ? r->kept_as : r->target;
    return text_starts(referer, r->origin) && referer[length] == '/' &&
                   text_check(referer, strlen(referer), false) == TEXT_VALID
               ? referer + length
               : "/";
}

/* What every page says while the site can only be read. */
static void set_frozen(struct request *r)
{
    const struct freeze *freeze = site_frozen(r->worker->sites, r->site);

    if (freeze == NULL)
        return;
    view_set(r->view, "Frozen.reason", freeze->reason);
    view_set(r->view, "Frozen.since", clock_rfc3339(r->arena, freeze->since));
}

/* The pages that the site's administrators wrote, as the footer links to them. */
static void set_footer(struct request *r)
{
    const char *last = "";

    for (size_t i = 0; i < r->site->page_count; i++) {
        const char *slug = r->site->pages[i].slug;
        struct view_node *node;

        if (r->site->pages[i].place == 0 || strcmp(slug, last) == 0)
            continue;
        last = slug;
        node = view_item(r->view, "Footer");
        node_set(node, "path", site_page_path(r->arena, slug));
        node_set(node, "title", site_page_title(r->site, slug, r->language)->title);
    }
}

/* A page that guests share carries no token: their forms are on pages that are not kept. */
static void set_layout(struct request *r)
{
    const struct site *other;

    view_set(r->view, "Site.name", r->site->name);
    view_set(r->view, "Site.title", site_name_in(r->site, r->language));
    view_set(r->view, "Site.tagline", site_tagline_in(r->site, r->language));
    view_set(r->view, "Site.accent", accent_is_color(r->site->accent) ? "own" : r->site->accent);
    view_set(r->view, "Site.accent_css", accent_path(r->arena, r->site->accent));
    site_logo_set(r);
    if (*r->site->game != '\0')
        view_set(r->view, "Site.game", r->site->game);
    if (!r->site->forum_off)
        view_set(r->view, "Site.forum", "1");
    for (size_t i = 0; (other = site_at(r->worker->sites, i)) != NULL; i++) {
        struct view_node *node = view_item(r->view, "Sites");

        node_set(node, "title", site_name_in(other, r->language));
        node_set(node, "url",
                 arena_format(r->arena, "%s://%s.%s%s/",
                              r->worker->configuration->secure ? "https" : "http", other->name,
                              r->worker->configuration->domain,
                              strchr(r->origin + 8, ':') != NULL ? strchr(r->origin + 8, ':')
                                                                 : ""));
        if (other == r->site)
            node_set(node, "here", "1");
    }
    set_footer(r);
    set_frozen(r);
    if (r->banner) {
        view_set(r->view, "Banner.text", r->site->banner);
        view_set(r->view, "Banner.level", r->site->banner_level);
    }
    view_set(r->view, "Page.language", r->language);
    view_set(r->view, "Page.origin", r->origin);
    view_set(r->view, "Page.target", here(r));
    set_caller(r);
    if (!r->cacheable || r->session != NULL)
        view_set(r->view, "Page.csrf", csrf_token(&r->worker->secret, r->arena, r->csrf_key));
}

/* What is said of a status where nobody knows more of it. */
static const struct plain_refusal {
    enum http_status status;
    const char *code;
    const char *message;
} plain_refusals[] = {
    {HTTP_BAD_REQUEST, "address", N_("This page's address is not complete.")},
    {HTTP_UNAUTHORIZED, "login",
     N_("You are not logged in. Please log in and send it again; nothing was changed.")},
    {HTTP_FORBIDDEN, "forbidden", N_("You are not allowed to do this.")},
    {HTTP_NOT_FOUND, "not_found", N_("There is nothing at this address.")},
    {HTTP_METHOD_NOT_ALLOWED, "method", N_("This address cannot be used that way.")},
    {HTTP_CONFLICT, "conflict", N_("This was changed meanwhile. Please look at it again.")},
    {HTTP_TOO_LARGE, "too_large", N_("This is too large.")},
    {HTTP_UNSUPPORTED_TYPE, "type", N_("This kind of content is not understood here.")},
    {HTTP_UNPROCESSABLE, "invalid",
     N_("The form arrived incomplete. Nothing was changed; please send it again.")},
    {HTTP_TOO_MANY, "too_many", N_("Too many tries. Please wait a while.")},
    {HTTP_UNAVAILABLE, "unavailable",
     N_("The database does not answer. Nothing was changed; please try again.")},
    {HTTP_ERROR, "internal", N_("This page could not be made. It has been noted.")},
};

static const struct plain_refusal *plain_refusal(enum http_status status)
{
    const struct plain_refusal *refusal = plain_refusals;

    while (refusal->status != status && refusal->status != HTTP_ERROR)
        refusal++;
    return refusal;
}

enum http_status page(struct request *r, enum http_status status, const char *view)
{
    set_layout(r);
    r->response.type = "text/html; charset=utf-8";
    if (view_render(r, view) == 0) {
        r->response.made = true;
        return status;
    }
    begin_anew(r);
    return response_text(r, HTTP_ERROR, "text/plain; charset=utf-8",
                         _(plain_refusal(HTTP_ERROR)->message));
}

enum http_status page_again(struct request *r, const char *view)
{
    return page_refused(r, HTTP_UNPROCESSABLE, view);
}

enum http_status page_refused(struct request *r, enum http_status status, const char *view)
{
    for (size_t i = 0; i < r->error_count; i++) {
        struct view_node *node = view_item(r->view, "Errors");

        node_set(node, "field", r->errors[i].field);
        node_set(node, "message", r->errors[i].message);
    }
    log_info("refused %s: %s: %s", r->path, r->errors[0].field, r->errors[0].message);
    return page(r, status, view);
}

/* The typed texts of a form, except what must not be shown: anything that is not text is passed
 * over, so is what is secret. */
static void keep_typed(struct request *r)
{
    for (size_t i = 0; i < r->form.count; i++) {
        const struct parameter *p = &r->form.list[i];
        struct view_node *node;

        if (strcmp(p->name, "body") != 0 && strcmp(p->name, "title") != 0)
            continue;
        node = view_item(r->view, "Typed");
        node_set(node, "name", p->name);
        node_set(node, "value", text_showable(r->arena, p->value, p->length));
    }
}

/* Whether what was refused with CODE is right as soon as who sent it is logged in, or the page is
 * young again. */
static bool is_right_later(const char *code)
{
    return strcmp(code, "login") == 0 || strcmp(code, "csrf") == 0 || strcmp(code, "other") == 0 ||
           strcmp(code, "too_many_requests") == 0 || strcmp(code, "frozen") == 0;
}

/* Whether the refused form can be sent again as it is. Only one of our own pages may have it
 * repeated, and nothing secret is handed out; nor is a file, so that a form with files would come
 * back without them. */
static bool can_send_again(const struct request *r)
{
    return r->method == METHOD_POST && (r->route == NULL || r->route->files_max == 0) &&
           request_is_own(r) && parameters_find(&r->form, "password") == NULL &&
           parameters_find(&r->form, "current") == NULL &&
           parameters_find(&r->form, "code") == NULL &&
           parameters_find(&r->form, "passkey") == NULL;
}

/* The form that was refused, for a button that sends it again. */
static void keep_form(struct request *r)
{
    view_set(r->view, "Again.action", r->path);
    view_set(r->view, "Again.csrf",
             csrf_again(&r->worker->secret, r->arena, again_cookie_set(r), r->path));
    for (size_t i = 0; i < r->form.count; i++) {
        const struct parameter *p = &r->form.list[i];
        struct view_node *node;

        if (strcmp(p->name, "as") == 0)
            view_set(r->view, "Again.as", text_showable(r->arena, p->value, p->length));
        if (strcmp(p->name, "csrf") == 0 || strcmp(p->name, "as") == 0 ||
            strcmp(p->name, "body") == 0 || strcmp(p->name, "title") == 0)
            continue;
        node = view_item(r->view, "Again.fields");
        node_set(node, "name", text_showable(r->arena, p->name, strlen(p->name)));
        node_set(node, "value", text_showable(r->arena, p->value, p->length));
    }
}

/* Fields are listed whole here, texts too: they are hidden until they are sent. */
void view_again(struct request *r, const char *path, const struct parameters *form)
{
    view_set(r->view, "Again.action", path);
    for (size_t i = 0; i < form->count; i++) {
        const struct parameter *p = &form->list[i];
        struct view_node *node;

        if (strcmp(p->name, "csrf") == 0 || strcmp(p->name, "as") == 0)
            continue;
        node = view_item(r->view, "Again.fields");
        node_set(node, "name", text_showable(r->arena, p->name, strlen(p->name)));
        node_set(node, "value", text_showable(r->arena, p->value, p->length));
    }
}

enum http_status refuse_stale(struct request *r)
{
    bool factor = r->session != NULL && r->session->factor_since != 0;
    const char *message =
        factor ? _("Please give your password and second factor once more before you do this. "
                   "Nothing was changed yet.")
               : _("Please give your password once more before you do this. Nothing was changed "
                   "yet.");

    begin_anew(r);
    if (r->api)
        return json_error(r, HTTP_FORBIDDEN, "password",
                          r->by_token ? _("API tokens cannot be used for this.") : message, NULL);
    if (r->method == METHOD_GET) {
        struct buffer next = buffer_open(r->arena, 128);

        buffer_url(&next, r->target);
        return redirect(r, HTTP_SEE_OTHER, "/account/confirm?next=%s", next.data);
    }
    r->view = view_data_open();
    view_set(r->view, "Confirm.refused", "1");
    view_set(r->view, "Form.next", here(r));
    if (can_send_again(r))
        view_again(r, r->path, &r->form);
    return set_proof(r) == 0 ? page(r, HTTP_FORBIDDEN, "account/confirm.cs") : HTTP_UNAVAILABLE;
}

enum http_status refuse(struct request *r, enum http_status status, const char *code,
                        const char *message)
{
    begin_anew(r);
    if (r->body_state == BODY_PENDING)
        return status;
    if (r->api)
        return json_error(r, status, code, message, r->error_count > 0 ? r->errors[0].field : NULL);
    log_info("refused %s: %d %s: %s", r->path, status, code, message);
    if (r->site == NULL)
        return response_text(r, status, "text/plain; charset=utf-8", message);
    r->view = view_data_open();
    view_set_number(r->view, "Error.status", status);
    view_set(r->view, "Error.code", code);
    view_set(r->view, "Error.message", message);
    keep_typed(r);
    if (is_right_later(code) && can_send_again(r))
        keep_form(r);
    return page(r, status, "error.cs");
}

bool refused(struct request *r, enum http_status status, const char *code, const char *message)
{
    r->response.status = refuse(r, status, code, message);
    return false;
}

enum http_status refuse_plainly(struct request *r, enum http_status status)
{
    const struct plain_refusal *refusal = plain_refusal(status);
    bool input = status == HTTP_BAD_REQUEST || status == HTTP_UNPROCESSABLE;

    if (status == HTTP_UNAVAILABLE && database_failure(r->worker->database) == DATABASE_READ_ONLY)
        return refuse(r, status, "read_only",
                      _("The site can only be read for now. Nothing was changed; please try again "
                        "later."));
    if (status == HTTP_FORBIDDEN && banned_by_role(r))
        return refuse(r, status, "suspended", _("Your account is suspended here."));
    return refuse(r, status, r->api && input ? "invalid" : refusal->code,
                  input && r->error_count > 0 ? r->errors[0].message : _(refusal->message));
}

static const char *status_line(enum http_status status)
{
    switch (status) {
    case HTTP_OK: return "200 OK";
    case HTTP_CREATED: return "201 Created";
    case HTTP_ACCEPTED: return "202 Accepted";
    case HTTP_NO_CONTENT: return "204 No Content";
    case HTTP_MOVED: return "301 Moved Permanently";
    case HTTP_FOUND: return "302 Found";
    case HTTP_SEE_OTHER: return "303 See Other";
    case HTTP_NOT_MODIFIED: return "304 Not Modified";
    case HTTP_BAD_REQUEST: return "400 Bad Request";
    case HTTP_UNAUTHORIZED: return "401 Unauthorized";
    case HTTP_FORBIDDEN: return "403 Forbidden";
    case HTTP_NOT_FOUND: return "404 Not Found";
    case HTTP_METHOD_NOT_ALLOWED: return "405 Method Not Allowed";
    case HTTP_CONFLICT: return "409 Conflict";
    case HTTP_TOO_LARGE: return "413 Content Too Large";
    case HTTP_UNSUPPORTED_TYPE: return "415 Unsupported Media Type";
    case HTTP_UNPROCESSABLE: return "422 Unprocessable Content";
    case HTTP_TOO_MANY: return "429 Too Many Requests";
    case HTTP_ERROR: return "500 Internal Server Error";
    case HTTP_UNAVAILABLE: return "503 Service Unavailable";
    }
    return "500 Internal Server Error";
}

/* What holds for every answer: no framing, no foreign code, nothing kept by shared caches. */
static const char fixed_headers[] =
    "X-Content-Type-Options: nosniff\r\n"
    "Referrer-Policy: same-origin\r\n"
    "Permissions-Policy: camera=(), geolocation=(), microphone=(), payment=(), usb=()\r\n"
    "Cross-Origin-Opener-Policy: same-origin\r\n"
    "Content-Security-Policy: default-src 'none'; script-src 'self'; style-src 'self'; "
    "img-src 'self' data:; font-src 'self'; connect-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'\r\n"
    "Vary: Accept-Encoding, Accept-Language, Cookie\r\n";

/* Who may keep the answer, and for how long. */
static void put_lifetime(struct request *r, struct buffer *out)
{
    if (r->response.lifetime > 0)
        buffer_format(out, "Cache-Control: public, max-age=%u\r\n", r->response.lifetime);
    else
        buffer_text(out, r->session != NULL ? "Cache-Control: private, no-cache\r\n"
                                            : "Cache-Control: no-cache\r\n");
}

/* What time it is, in milliseconds: scripts can read no other field of a page's, and a reader's
 * clock may be wrong. For administrators, what the answer cost, too. */
static void put_timing(struct request *r, struct buffer *out)
{
    buffer_format(out, "Server-Timing: now;dur=%" PRId64, clock_now() / 1000);
    if (request_may(r, PERMISSION_PERFORMANCE_SEE))
        buffer_format(out,
                      ", app;dur=%.2f, db;dur=%.2f, queries;desc=\"%u\", "
                      "cache;desc=\"%u hit, %u missed\"",
                      (double)(clock_ticks() - r->started) / 1000,
                      (double)database_waited(r->worker->database) / 1000,
                      database_queries(r->worker->database), r->cache_hits, r->cache_misses);
    buffer_text(out, "\r\n");
}

/* LENGTH is NULL where it is not known yet. */
static void put_header(struct request *r, struct buffer *out, const size_t *length, bool gzip)
{
    struct response *response = &r->response;

    buffer_format(out, "Status: %s\r\n", status_line(response->status));
    if (response->type != NULL && (length == NULL || *length > 0))
        buffer_format(out, "Content-Type: %s\r\n", response->type);
    if (gzip)
        buffer_text(out, "Content-Encoding: gzip\r\n");
    if (length != NULL && response->status != HTTP_NOT_MODIFIED)
        buffer_format(out, "Content-Length: %zu\r\n", *length);
    put_lifetime(r, out);
    buffer_text(out, fixed_headers);
    put_timing(r, out);
    for (size_t i = 0; i < response->header_count; i++)
        buffer_format(out, "%s: %s\r\n", response->headers[i].name, response->headers[i].value);
    buffer_text(out, "\r\n");
}

bool response_stream(struct request *r, enum http_status status, const char *type)
{
    struct buffer head = buffer_open(r->arena, 2048);
    struct record_part part;

    r->cacheable = false;
    r->response.status = status;
    r->response.type = type;
    r->response.streamed = true;
    put_header(r, &head, NULL, false);
    part = (struct record_part){head.data, head.length};
    r->response.broken = !records_send(r->fcgi, r->arena, &part, 1);
    return !r->response.broken && !r->head;
}

bool response_more(struct request *r, const char *bytes, size_t length)
{
    struct record_part part = {bytes, length};

    if (!r->response.broken && length > 0)
        r->response.broken = !records_send(r->fcgi, r->arena, &part, 1);
    return !r->response.broken;
}

void response_cut(struct request *r)
{
    r->response.broken = true;
    records_cut(r->fcgi);
}

bool response_known(const struct request *r)
{
    const char *known = request_variable(r, "HTTP_IF_NONE_MATCH");

    for (size_t i = 0; i < r->response.header_count; i++) {
        const struct header_field *field = &r->response.headers[i];

        /* Compared weakly (RFC 9110, 13.1.2): by what stands between the quotes. */
        if (strcmp(field->name, "ETag") == 0)
            return strstr(known, field->value + strlen("W/")) != NULL || strcmp(known, "*") == 0;
    }
    return false;
}

bool response_matches(struct request *r, const char *tag)
{
    response_header(r, "ETag", arena_format(r->arena, "W/\"%016" PRIx64 "\"", text_hash(tag, 0)));
    return response_known(r);
}

void response_open(struct request *r)
{
    response_header(r, "Access-Control-Allow-Origin", "*");
    response_header(r, "Cross-Origin-Resource-Policy", "cross-origin");
}

/* All in one go, with its length: nginx buffers it, so that no worker waits for a slow reader. */
void response_send(struct request *r)
{
    struct response *response = &r->response;
    struct record_part parts[PIECES_MAX + 1];
    struct buffer head = buffer_open(r->arena, 2048);
    struct piece whole;
    size_t length = 0, count = 0;
    bool gzip;

    if (response->streamed)
        return;
    for (size_t i = 0; i < response->piece_count; i++)
        length += response->pieces[i].length;
    gzip = r->accepts_gzip && length >= GZIP_MIN;
    if (gzip) {
        whole = pieces_gzip(r->arena, response->pieces, response->piece_count);
        response->pieces[0] = whole;
        response->piece_count = 1;
        length = whole.length;
    }
    put_header(r, &head, &length, gzip);
    parts[count++] = (struct record_part){head.data, head.length};
    for (size_t i = 0; i < response->piece_count && !r->head; i++)
        parts[count++] =
            (struct record_part){response->pieces[i].bytes, response->pieces[i].length};
    /* When that fails nginx is gone; there is nobody to tell. */
    records_send(r->fcgi, r->arena, parts, count);
}
