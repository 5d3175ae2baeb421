#include "site_pages.h"

#include <inttypes.h>
#include <string.h>

#include "base/clock.h"
#include "base/text/text.h"
#include "talk/markup.h"
#include "web/form/form.h"
#include "web/response.h"
#include "web/site.h"
#include "web/sites/accent.h"
#include "web/sites/site_logo.h"
#include "web/sites/site_page.h"
#include "web/view.h"

#define ABOUT_MAX 160 /* characters */

static enum http_status written_page(struct request *r, const char *slug)
{
    const struct store store = request_store(r);
    struct site_page written;
    int found = site_page_by_slug(&store, r->site->id, slug, &written);
    const struct page_text *text = found > 0 ? site_page_text(&written, r->language) : NULL;
    const char *html;

    if (text == NULL)
        return found < 0 ? HTTP_UNAVAILABLE : HTTP_NOT_FOUND;
    html = markup_html(r->arena, text->body, NULL);
    view_set(r->view, "Page.title", text->title);
    view_set(r->view, "Page.canonical", site_page_path(r->arena, slug));
    view_set(r->view, "Page.about", text_cut(r->arena, markup_plain(r->arena, html), ABOUT_MAX));
    view_set(r->view, "Written.body_html", html);
    view_set(r->view, "Written.made", clock_rfc3339(r->arena, written.made));
    if (strcmp(text->language, r->language) != 0)
        view_set(r->view, "Written.language", text->language);
    if (r->session != NULL && request_may(r, PERMISSION_SITE_EDIT))
        view_set(r->view, "Written.edit",
                 arena_format(r->arena, "/admin/pages/%" PRIu64, written.id));
    return page(r, HTTP_OK, "forum/written.cs");
}

enum http_status rules_page(struct request *r)
{
    return written_page(r, "rules");
}

enum http_status privacy_page(struct request *r)
{
    return written_page(r, "privacy");
}

enum http_status about_page(struct request *r)
{
    return written_page(r, "about");
}

enum http_status other_page(struct request *r)
{
    const char *slug = path_text(r, "slug");

    if (site_page_at_root(slug))
        return redirect(r, HTTP_MOVED, "/%s", slug);
    return written_page(r, slug);
}

/* The same for everybody and for good: its address says all that is in it. */
enum http_status logo_picture(struct request *r)
{
    const struct store store = request_store(r);
    const char *file = path_text(r, "name");
    size_t length = strlen(file);
    struct bytes picture;
    int found;

    if (length <= 4 || strcmp(file + length - 4, ".png") != 0)
        return HTTP_NOT_FOUND;
    found = site_logo_find(&store, r->site->id, arena_copy(r->arena, file, length - 4), &picture);
    if (found <= 0)
        return found == 0 ? HTTP_NOT_FOUND : HTTP_UNAVAILABLE;
    r->response.lifetime = 365 * 86400;
    return response_bytes(r, HTTP_OK, "image/png", picture);
}

enum http_status accent_sheet(struct request *r)
{
    const char *style = accent_style(r->arena, path_text(r, "name"));

    if (style == NULL)
        return HTTP_NOT_FOUND;
    r->response.lifetime = 365 * 86400;
    return response_text(r, HTTP_OK, "text/css; charset=utf-8", style);
}
