/* The site's logo: sent as a picture, looked at in both themes, taken away. It is a setting like the others: recorded,
 * and undone among their changes. */
#include <string.h>

#include "base/language.h"
#include "frame.h"
#include "pages.h"
#include "web/form/form.h"
#include "web/form/upload.h"
#include "web/response.h"
#include "web/sites/site_edit.h"
#include "web/sites/site_logo.h"
#include "web/view.h"

static const char *const logo_view = "admin/site_logo.cs";

static void set_logo_form(struct request *r)
{
    const struct logo logo = site_logo(r->arena, r->site->logo);

    view_set(r->view, "Form.seen", r->site->logo);
    if (logo.path == NULL)
        return;
    view_set(r->view, "Logo.path", logo.path);
    view_set_number(r->view, "Logo.width", logo.width);
    view_set_number(r->view, "Logo.height", logo.height);
}

enum http_status site_logo_form(struct request *r)
{
    set_logo_form(r);
    view_set(r->view, "Done", query_line(r, "done", 10));
    return frame_page(r, HTTP_OK, logo_view);
}

static enum http_status show_logo_again(struct request *r, enum http_status status)
{
    set_logo_form(r);
    return frame_again(r, status, logo_view);
}

/* Makes the logo of what was sent. False, with what is wrong noted. */
static bool read_logo(struct request *r, struct picture *picture)
{
    const struct upload *upload = form_file(r, "logo", LOGO_FILE_MAX);
    const char *bytes;
    enum picture_result result;

    if (upload == NULL)
        return false;
    bytes = upload_bytes(r, upload);
    result = bytes == NULL ? PICTURE_BROKEN
                           : picture_fit(r->arena, bytes_of(bytes, upload->size), LOGO_WIDTH_MAX,
                                         LOGO_HEIGHT_MAX, picture);
    if (result != PICTURE_DONE)
        form_error(r, "logo", picture_result_message(result));
    return result == PICTURE_DONE;
}

/* Gives the site the logo NAME, "" none, where it still has the one that the sender saw: other settings may
 * have changed meanwhile. */
static enum http_status change_logo(struct request *r, const char *name)
{
    const struct store store = request_store(r);
    const struct actor actor = request_actor(r);
    struct site wanted = *r->site;
    enum site_result result = SITE_IS_CHANGED;

    wanted.logo = name;
    if (strcmp(form_raw(r, "seen"), r->site->logo) == 0)
        result = site_change(&store, &actor, &wanted);
    if (result == SITE_FAILED)
        return HTTP_UNAVAILABLE;
    if (result == SITE_DONE)
        return redirect(r, HTTP_SEE_OTHER, "/admin/site/logo?done=%s",
                        *name != '\0' ? "saved" : "removed");
    form_error(r, "logo",
               _("Somebody else changed it since you opened this page. What it is now is shown"
                 " below; send the form again to have it your way."));
    return show_logo_again(r, HTTP_CONFLICT);
}

enum http_status site_logo_post(struct request *r)
{
    const struct store store = request_store(r);
    struct picture picture;
    char name[LOGO_NAME_SIZE];

    if (strcmp(form_raw(r, "act"), "remove") == 0)
        return change_logo(r, "");
    if (!read_logo(r, &picture))
        return show_logo_again(r, HTTP_UNPROCESSABLE);
    if (site_logo_put(&store, r->site->id, &picture, name) != 0)
        return HTTP_UNAVAILABLE;
    return change_logo(r, arena_string(r->arena, name));
}
