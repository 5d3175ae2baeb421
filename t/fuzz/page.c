#include "page.h"

#include <ctype.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "../unit/html.h"
#include "../unit/role_sets.h"
#include "base/log.h"
#include "base/text/text.h"
#include "web/site.h"

#define PAGE_DEPTH_MAX 200

/* ---- a request ---- */

/* Fingerprinted names as a server has them. */
static const char manifest[] = "Static {\n"
                               "theme_js = /static/theme.js\nmain_js = /static/main.js\n"
                               "live_worker_js = /static/live-worker.js\n"
                               "kinds_svg = /static/kinds.svg\nitems_svg = /static/items.svg\n"
                               "site_css = /static/site.css\n}\n";

struct views *page_views(void)
{
    static struct views *views;
    const char *source = getenv("srcdir");
    char directory[1024], path[64];
    int file;

    if (views != NULL)
        return views;
    file = memfd_create("manifest", 0);
    MUST(file >= 0 && write(file, manifest, strlen(manifest)) == (ssize_t)strlen(manifest));
    snprintf(path, sizeof path, "/proc/self/fd/%d", file);
    snprintf(directory, sizeof directory, "%s/views", source != NULL ? source : ".");
    views = views_open(directory, path, false);
    close(file);
    MUST(views != NULL);
    return views;
}

/* Memory that nobody shares; gone with the process, whatever its end. */
static struct shared *memory(void)
{
    static struct shared *shared;
    const char *parent = getenv("TMPDIR");
    char directory[128], file[160];

    if (shared != NULL)
        return shared;
    snprintf(directory, sizeof directory, "%.80s/lorehall-fuzz.XXXXXX",
             parent != NULL ? parent : "/tmp");
    MUST(mkdtemp(directory) != NULL);
    snprintf(file, sizeof file, "%s/shared", directory);
    shared = shared_open(file, 0);
    MUST(shared != NULL);
    unlink(file);
    snprintf(file, sizeof file, "%s/shared.lock", directory);
    unlink(file);
    rmdir(directory);
    return shared;
}

struct request *page_open(struct arena *arena, const char *target, const char *name)
{
    static const struct configuration configuration = {.domain = "localhost", .port = 8080};
    static const struct site site = {.id = 1,
                                     .name = "everquest",
                                     .title = "EverQuest & more",
                                     .tagline = "",
                                     .accent = "ember",
                                     .game = "probe",
                                     .own_game = "probe",
                                     .logo = "",
                                     .banner = "",
                                     .banner_level = "info",
                                     .front = "forum"};
    static struct worker worker;
    static struct sites *sites;
    static struct roles *roles;
    struct request *r = arena_alloc(arena, sizeof *r);
    struct session *session = arena_alloc(arena, sizeof *session);

    log_open("fuzz", LOG_LEVEL_ERROR); /* a refusal is no news here */
    if (sites == NULL) {
        sites = sites_open();
        roles = roles_open();
    }
    worker = (struct worker){.configuration = &configuration,
                             .shared = memory(),
                             .views = page_views(),
                             .sites = sites,
                             .roles = roles,
                             .arena = arena};
    *r = (struct request){.worker = &worker,
                          .arena = arena,
                          .host = "everquest.localhost",
                          .path = "/",
                          .target = target,
                          .origin = "http://everquest.localhost:8080",
                          .site = &site,
                          .language = "en",
                          .view = view_data_open()};
    if (name == NULL)
        return r;
    session->account_id = 7;
    snprintf(session->name, sizeof session->name, "%s", name);
    r->session = session;
    r->csrf_key = "7 0";
    r->permissions = MEMBER_SET;
    return r;
}

void page_close(struct request *r)
{
    view_data_close(r->view);
    r->view = NULL;
}

/* ---- reading what came ---- */

struct page_reader {
    const char *at;
    const char *open[PAGE_DEPTH_MAX]; /* where the names of what is open stand */
    size_t depth;
    size_t prose;         /* the depth at which Markdown begins; 0: outside it */
    bool xml;             /* elements of any name, and none that need not be closed */
    struct buffer *shape; /* NULL: nobody wants it */
};

/* All that views make a page of. */
static const char *const elements[] = {
    "a",        "abbr",    "article", "aside",    "b",          "bdi",     "blockquote", "body",
    "br",       "button",  "circle",  "code",     "dd",         "del",     "details",    "div",
    "dl",       "dt",      "em",      "fieldset", "figcaption", "figure",  "footer",     "form",
    "g",        "h1",      "h2",      "h3",       "h4",         "h5",      "h6",         "head",
    "header",   "hr",      "html",    "img",      "input",      "ins",     "label",      "legend",
    "li",       "link",    "main",    "meta",     "nav",        "ol",      "option",     "output",
    "p",        "path",    "pre",     "q",        "script",     "section", "select",     "span",
    "strong",   "summary", "sup",     "svg",      "table",      "tbody",   "td",         "text",
    "textarea", "th",      "thead",   "time",     "title",      "tr",      "ul",         "use",
    NULL,
};

static const char *const empty_elements[] = {"br", "hr", "img", "input", "link", "meta", NULL};

static size_t name_length(const char *at)
{
    size_t length = 0;

    while (isalnum((unsigned char)at[length]) || strchr("-:_", at[length] ? at[length] : ' '))
        length++;
    return length;
}

static bool is_one_of(const char *const *names, const char *at, size_t length)
{
    for (size_t i = 0; names[i] != NULL; i++)
        if (strlen(names[i]) == length && memcmp(names[i], at, length) == 0)
            return true;
    return false;
}

/* Steps over an entity, named or numbered. */
static bool page_entity(const char **at)
{
    const char *c = *at + 1;

    c += *c == '#';
    if (!isalnum((unsigned char)*c))
        return false;
    while (isalnum((unsigned char)*c))
        c++;
    *at = c + 1;
    return *c == ';';
}

/* What is wrong with where an attribute leads: only to pages of ours, and to the schemes that a link may
 * have. */
static const char *address_fault(const char *name, size_t length, const char *value)
{
    static const char *const leading[] = {"href",       "src",        "action",
                                          "formaction", "xlink:href", NULL};
    static const char *const schemes[] = {"http://", "https://", "mailto:", "data:image/svg+xml,",
                                          "tag:"};

    if (!is_one_of(leading, name, length))
        return NULL;
    if (*value == '/')
        return strchr("/\\", value[1] != '\0' ? value[1] : ' ') == NULL ? NULL
                                                                        : "an address elsewhere";
    if (strchr("#?\"", *value) != NULL)
        return NULL;
    for (size_t i = 0; i < sizeof schemes / sizeof schemes[0]; i++)
        if (strncasecmp(value, schemes[i], strlen(schemes[i])) == 0)
            return NULL;
    return "an address of another scheme";
}

/* Steps over an attribute with its value. */
static const char *page_attribute(struct page_reader *p)
{
    const char *name = p->at, *fault;
    size_t length = name_length(name);

    if (length == 0 || html_begins(name, "on") || html_begins(name, "style") ||
        html_begins(name, "srcdoc"))
        return "an attribute that no view has";
    if (p->shape != NULL && p->prose == 0)
        buffer_format(p->shape, " %.*s", (int)length, name);
    p->at += length;
    if (*p->at != '=')
        return NULL;
    if (p->at[1] != '"')
        return "an attribute without quotation marks";
    p->at += 2;
    fault = address_fault(name, length, p->at);
    if (length == 5 && html_begins(name, "class") && html_begins(p->at, "prose\"") && p->prose == 0)
        p->prose = p->depth + 1;
    while (fault == NULL && *p->at != '"') {
        if (*p->at == '\0' || *p->at == '<')
            return "an attribute without an end";
        if (*p->at != '&')
            p->at++;
        else if (!page_entity(&p->at))
            return "an ampersand in an attribute that is none";
    }
    p->at += fault == NULL;
    return fault;
}

static const char *page_close_tag(struct page_reader *p)
{
    size_t length = name_length(p->at + 2);
    const char *open = p->depth > 0 ? p->open[p->depth - 1] : "";

    if (p->depth == 0 || name_length(open) != length || memcmp(open, p->at + 2, length) != 0 ||
        p->at[2 + length] != '>')
        return "an end tag of what is not open";
    if (p->shape != NULL && p->prose == 0)
        buffer_text(p->shape, "/");
    p->at += length + 3;
    if (p->prose == p->depth--)
        p->prose = 0;
    return NULL;
}

static const char *page_tag(struct page_reader *p)
{
    const char *name = p->at + 1, *fault = NULL;
    size_t length = name_length(name);
    bool empty = !p->xml && is_one_of(empty_elements, name, length);

    if (*name == '/')
        return page_close_tag(p);
    if (length == 0 || (!p->xml && !is_one_of(elements, name, length)))
        return "a tag that no view has";
    if (p->shape != NULL && p->prose == 0)
        buffer_format(p->shape, "\n<%.*s", (int)length, name);
    for (p->at = name + length; fault == NULL && isspace((unsigned char)*p->at);) {
        p->at += strspn(p->at, " \n\t");
        if (strchr("/>", *p->at) == NULL)
            fault = page_attribute(p);
    }
    if (*p->at == '/') {
        empty = true;
        p->at++;
    }
    if (fault != NULL || *p->at++ != '>')
        return fault != NULL ? fault : "a tag without an end";
    if (empty)
        return NULL;
    if (p->depth == PAGE_DEPTH_MAX)
        return "nested too deep";
    p->open[p->depth++] = name;
    return NULL;
}

/* What is wrong with a page, and P tells where; NULL when nothing is. */
static const char *page_fault(struct page_reader *p)
{
    static const char html[] = "<!doctype html>",
                      xml[] = "<?xml version=\"1.0\" encoding=\"utf-8\"?>";
    const char *fault = NULL;

    p->at += strspn(p->at, "\n");
    if (html_begins(p->at, html))
        p->at += strlen(html);
    if (html_begins(p->at, xml))
        p->at += strlen(xml);
    while (fault == NULL && *p->at != '\0') {
        if (*p->at == '<')
            fault = page_tag(p);
        else if (*p->at == '&')
            fault = page_entity(&p->at) ? NULL : "an ampersand that is none";
        else if (strchr(">\"'", *p->at++) != NULL)
            fault = "a character that was not escaped";
    }
    if (fault == NULL && p->depth > 0)
        fault = "a tag that was not closed";
    return fault;
}

static void check_markup(const char *text, bool xml)
{
    struct page_reader p = {.at = text, .xml = xml};
    const char *fault = page_fault(&p);

    if (fault != NULL)
        fprintf(stderr, "%s: %.60s\n", fault, p.at);
    MUST(fault == NULL);
}

void check_html(const char *html)
{
    MUST(text_check(html, strlen(html), true) == TEXT_VALID);
    check_markup(html, false);
}

/* The tags of HTML with the names of their attributes, a line each. */
static const char *shape_of(struct arena *arena, const char *html)
{
    struct buffer shape = buffer_open(arena, 4096);
    struct page_reader p = {.at = html, .shape = &shape};

    MUST(page_fault(&p) == NULL);
    return shape.data;
}

void must_be_alike(struct arena *arena, const char *one, const char *other)
{
    const char *left = shape_of(arena, one), *right = shape_of(arena, other);
    size_t at = 0;

    while (left[at] != '\0' && left[at] == right[at])
        at++;
    if (left[at] != right[at])
        fprintf(stderr, "made of something else: %.60s\nthan: %.60s\n", left + at, right + at);
    MUST(left[at] == right[at]);
}

const char *check_page(struct request *r)
{
    struct buffer whole = buffer_open(r->arena, 16384);
    json_t *document;

    for (size_t i = 0; i < r->response.piece_count; i++)
        buffer_put(&whole, r->response.pieces[i].bytes, r->response.pieces[i].length);
    MUST(whole.length > 0 && strlen(whole.data) == whole.length);
    MUST(text_check(whole.data, whole.length, true) == TEXT_VALID);
    if (html_begins(r->response.type, "application/json")) {
        document = json_loadb(whole.data, whole.length, JSON_REJECT_DUPLICATES, NULL);
        MUST(document != NULL);
        json_decref(document);
    } else {
        MUST(strstr(r->response.type, "html") != NULL || strstr(r->response.type, "xml") != NULL);
        check_markup(whole.data, strstr(r->response.type, "xml") != NULL);
    }
    return whole.data;
}
