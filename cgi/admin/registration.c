/* Who can register on this site, and what they are asked. */
#include "auth/registration/registration.h"

#include <inttypes.h>
#include <string.h>

#include "base/language.h"
#include "frame.h"
#include "pages.h"
#include "web/form/form.h"
#include "web/response.h"
#include "web/site.h"
#include "web/view.h"

static const char *const registration_view = "admin/registration.cs";

static void set_settings(struct request *r, const struct registration *registration)
{
    view_set(r->view, "Form.mode", registration_mode_name(registration->mode));
    view_set(r->view, "Form.question", registration->question);
    view_set(r->view, "Form.answers", registration->answers);
    view_set(r->view, "Form.version", arena_format(r->arena, "%" PRIu64, registration->version));
}

enum http_status registration_form(struct request *r)
{
    struct registration registration;

    if (registration_read(r->worker->database, r->arena, r->site->id, &registration) != 0)
        return HTTP_UNAVAILABLE;
    set_settings(r, &registration);
    view_set(r->view, "Done", query_line(r, "done", 10));
    return frame_page(r, HTTP_OK, registration_view);
}

static enum registration_mode read_mode(struct request *r)
{
    const char *name = form_line(r, "mode", 1, 10);

    for (int mode = REGISTRATION_OPEN; mode <= REGISTRATION_CLOSED; mode++)
        if (strcmp(registration_mode_name(mode), name) == 0)
            return (enum registration_mode)mode;
    form_error(r, "mode", _("This is none of the choices."));
    return REGISTRATION_OPEN;
}

/* What somebody else made of it meanwhile, beside what was typed. */
static int set_theirs(struct request *r)
{
    struct registration now;

    if (registration_read(r->worker->database, r->arena, r->site->id, &now) != 0)
        return -1;
    view_set(r->view, "Theirs.mode", registration_mode_name(now.mode));
    view_set(r->view, "Theirs.question", now.question);
    view_set(r->view, "Theirs.answers", now.answers);
    view_set(r->view, "Form.version", arena_format(r->arena, "%" PRIu64, now.version));
    return 0;
}

enum http_status registration_post(struct request *r)
{
    const struct store store = request_store(r);
    const struct actor actor = request_actor(r);
    const struct registration wanted = {.mode = read_mode(r),
                                        .question =
                                            form_line(r, "question", 0, REGISTRATION_QUESTION_MAX),
                                        .answers =
                                            form_text(r, "answers", 0, REGISTRATION_ANSWERS_MAX),
                                        .version = (uint64_t)form_int(r, "version", 0, INT64_MAX)};
    int changed;

    set_settings(r, &wanted);
    if (form_ok(r) && *wanted.question != '\0' && *wanted.answers == '\0')
        form_error(r, "answers", _("A question needs an answer: one in each line."));
    if (!form_ok(r))
        return frame_again(r, HTTP_UNPROCESSABLE, registration_view);
    changed = registration_change(&store, &actor, r->site->id, &wanted);
    if (changed > 0)
        return redirect(r, HTTP_SEE_OTHER, "/admin/registration?done=saved");
    if (changed < 0 || set_theirs(r) != 0)
        return HTTP_UNAVAILABLE;
    form_error(r, "mode", _("Somebody else changed this meanwhile: see below what it is now."));
    return frame_again(r, HTTP_CONFLICT, registration_view);
}
