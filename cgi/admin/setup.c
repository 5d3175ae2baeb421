/* The guided set-up of a fresh site: a few short steps, in any order, each of which can be skipped. What is
 * done is kept, so that it goes on where it was left; at its end is the dashboard. */
#include "setup.h"

#include <inttypes.h>
#include <string.h>

#include "auth/account.h"
#include "auth/registration/registration.h"
#include "base/language.h"
#include "frame.h"
#include "pages.h"
#include "talk/board_edit.h"
#include "web/form/form.h"
#include "web/mail/letter.h"
#include "web/response.h"
#include "web/site.h"
#include "web/sites/site_edit.h"
#include "web/sites/site_setup.h"
#include "web/view.h"

static const char *const setup_view = "admin/setup.cs";

static const struct {
    const char *name, *title;
    unsigned bit;
} steps[] = {
    {"name", N_("Name"), SETUP_NAME},
    {"boards", N_("Boards"), SETUP_BOARDS},
    {"registration", N_("Registration"), SETUP_REGISTRATION},
    {"mail", N_("Mails"), SETUP_MAIL},
};
#define STEPS (sizeof steps / sizeof steps[0])

int setup_offer(struct request *r)
{
    const struct store store = request_store(r);
    const struct board_settings *boards;
    size_t count;

    if ((r->site->setup & SETUP_FINISHED) != 0 || !request_may(r, PERMISSION_SITE_EDIT))
        return 0;
    boards = board_settings_list(&store, r->site->id, &count);
    if (boards == NULL)
        return -1;
    for (size_t i = 0; i < count; i++)
        if (boards[i].threads > 0)
            return 0;
    view_set(r->view, "Setup.offered", "1");
    return 0;
}

/* The first step that is still to do; STEPS: none is. */
static size_t first_open_step(unsigned done)
{
    size_t at = 0;

    while (at < STEPS && (done & steps[at].bit) != 0)
        at++;
    return at;
}

static size_t step_named(const char *name)
{
    size_t at = 0;

    while (at < STEPS && strcmp(steps[at].name, name) != 0)
        at++;
    return at;
}

/* ---- what each step shows ---- */

static int set_name_step(struct request *r)
{
    view_set(r->view, "Form.title", form_has(r, "title") ? form_raw(r, "title") : r->site->title);
    view_set(r->view, "Form.tagline",
             form_has(r, "tagline") ? form_raw(r, "tagline") : r->site->tagline);
    view_set(r->view, "Form.version", arena_format(r->arena, "%" PRIu64, r->site->version));
    return 0;
}

static int set_boards_step(struct request *r)
{
    const struct store store = request_store(r);
    size_t count;
    const struct board_settings *boards = board_settings_list(&store, r->site->id, &count);

    for (size_t i = 0; boards != NULL && i < count; i++) {
        struct view_node *node = view_item(r->view, "Boards");

        node_set(node, "title", boards[i].title);
        node_set(node, "path", arena_format(r->arena, "/admin/boards/%" PRIu64, boards[i].id));
    }
    view_set(r->view, "Form.title", form_raw(r, "title"));
    view_set(r->view, "Form.name", form_raw(r, "name"));
    return boards != NULL ? 0 : -1;
}

static int set_registration_step(struct request *r)
{
    struct registration registration;

    if (registration_read(r->worker->database, r->arena, r->site->id, &registration) != 0)
        return -1;
    view_set(r->view, "Form.mode", registration_mode_name(registration.mode));
    view_set(r->view, "Form.version", arena_format(r->arena, "%" PRIu64, registration.version));
    return 0;
}

static int set_mail_step(struct request *r)
{
    struct account account;

    if (letters_sent(r))
        view_set(r->view, "Mail.sent", "1");
    if (!may_everywhere(r, PERMISSION_MAIL_EDIT))
        return 0;
    if (account_by_name(r->worker->database, r->arena, r->session->name, &account) < 0)
        return -1;
    view_set(r->view, "Mail.may", "1");
    view_set(r->view, "Mail.mine", account.email);
    return 0;
}

static int set_setup(struct request *r, size_t at)
{
    static int (*const set_step[STEPS])(struct request *) = {set_name_step, set_boards_step,
                                                             set_registration_step, set_mail_step};

    for (size_t i = 0; i < STEPS; i++) {
        struct view_node *node = view_item(r->view, "Steps");

        node_set(node, "name", steps[i].name);
        node_set(node, "title", _(steps[i].title));
        if (i == at)
            node_set(node, "here", "1");
        if ((r->site->setup & steps[i].bit) != 0)
            node_set(node, "done", "1");
    }
    if (at == STEPS)
        return 0;
    view_set(r->view, "Step", steps[at].name);
    return set_step[at](r);
}

enum http_status setup_form(struct request *r)
{
    const char *asked = query_line(r, "step", 20);
    size_t at = asked != NULL ? step_named(asked) : first_open_step(r->site->setup);

    view_set(r->view, "Done", query_line(r, "done", 10));
    return set_setup(r, at) == 0 ? frame_page(r, HTTP_OK, setup_view) : HTTP_UNAVAILABLE;
}

/* ---- what each step does: HTTP_OK, or another status with an error noted ---- */

static enum http_status save_name(struct request *r)
{
    const struct store store = request_store(r);
    const struct actor actor = request_actor(r);
    struct site wanted = *r->site;
    enum site_result result;

    wanted.title = form_line(r, "title", 1, SITE_TITLE_MAX);
    wanted.tagline = form_line(r, "tagline", 0, SITE_TAGLINE_MAX);
    wanted.version = (uint64_t)form_int(r, "version", 1, INT64_MAX);
    if (!form_ok(r))
        return HTTP_UNPROCESSABLE;
    result = site_change(&store, &actor, &wanted);
    if (result == SITE_DONE)
        return HTTP_OK;
    form_error(r, "title", site_result_message(result));
    return result == SITE_FAILED       ? HTTP_UNAVAILABLE
           : result == SITE_IS_CHANGED ? HTTP_CONFLICT
                                       : HTTP_UNPROCESSABLE;
}

static enum http_status add_board(struct request *r)
{
    const struct store store = request_store(r);
    const struct actor actor = request_actor(r);
    const struct board_actor who = {&store, &actor, &r->session->grants};
    const struct board_settings board = {.site_id = r->site->id,
                                         .title = form_line(r, "title", 1, BOARD_TITLE_MAX),
                                         .name = form_line(r, "name", 1, BOARD_NAME_MAX),
                                         .description = ""};
    enum board_result result;
    uint64_t id;

    if (!form_ok(r))
        return HTTP_UNPROCESSABLE;
    result = board_make(&who, &board, &id);
    if (result == BOARD_DONE)
        return HTTP_OK;
    form_error(r, result == BOARD_NAME_INVALID || result == BOARD_NAME_TAKEN ? "name" : "title",
               board_result_message(result));
    return result == BOARD_FAILED        ? HTTP_UNAVAILABLE
           : result == BOARD_NOT_ALLOWED ? HTTP_FORBIDDEN
                                         : HTTP_UNPROCESSABLE;
}

static enum http_status save_registration(struct request *r)
{
    const struct store store = request_store(r);
    const struct actor actor = request_actor(r);
    const char *mode = form_line(r, "mode", 1, 10);
    struct registration wanted;
    int changed;

    if (registration_read(r->worker->database, r->arena, r->site->id, &wanted) != 0)
        return HTTP_UNAVAILABLE;
    wanted.version = (uint64_t)form_int(r, "version", 0, INT64_MAX);
    wanted.mode = REGISTRATION_OPEN;
    while (wanted.mode < REGISTRATION_CLOSED &&
           strcmp(registration_mode_name(wanted.mode), mode) != 0)
        wanted.mode++;
    if (strcmp(registration_mode_name(wanted.mode), mode) != 0)
        form_error(r, "mode", _("This is none of the choices."));
    if (!form_ok(r))
        return HTTP_UNPROCESSABLE;
    changed = registration_change(&store, &actor, r->site->id, &wanted);
    if (changed > 0)
        return HTTP_OK;
    form_error(r, "mode", _("Somebody else changed this meanwhile: see below what it is now."));
    return changed < 0 ? HTTP_UNAVAILABLE : HTTP_CONFLICT;
}

/* Notes that a step is behind the caller, and leads to the next one or to the end. */
static enum http_status next_step(struct request *r, size_t at)
{
    const struct store store = request_store(r);
    const struct actor actor = request_actor(r);
    unsigned bits = r->site->setup | steps[at].bit;
    size_t next = first_open_step(bits);

    if (site_setup_mark(&store, &actor, next < STEPS ? bits : bits | SETUP_FINISHED) != 0)
        return HTTP_UNAVAILABLE;
    return next < STEPS
               ? redirect(r, HTTP_SEE_OTHER, "/admin/setup?step=%s&done=step", steps[next].name)
               : redirect(r, HTTP_SEE_OTHER, "/admin/?done=setup");
}

static enum http_status finish_setup(struct request *r)
{
    const struct store store = request_store(r);
    const struct actor actor = request_actor(r);

    return site_setup_mark(&store, &actor, SETUP_FINISHED) == 0
               ? redirect(r, HTTP_SEE_OTHER, "/admin/?done=setup")
               : HTTP_UNAVAILABLE;
}

enum http_status setup_post(struct request *r)
{
    const char *act = form_line(r, "act", 0, 10);
    size_t at = step_named(form_line(r, "step", 0, 20));
    enum http_status status = HTTP_OK;

    if (strcmp(act, "finish") == 0)
        return finish_setup(r);
    if (at == STEPS)
        return HTTP_UNPROCESSABLE;
    if (strcmp(act, "skip") == 0)
        return next_step(r, at);
    if (steps[at].bit == SETUP_NAME)
        status = save_name(r);
    else if (steps[at].bit == SETUP_BOARDS)
        status = add_board(r);
    else if (steps[at].bit == SETUP_REGISTRATION)
        status = save_registration(r);
    if (status == HTTP_UNAVAILABLE || status == HTTP_FORBIDDEN)
        return status;
    if (status != HTTP_OK)
        return set_setup(r, at) == 0 ? frame_again(r, status, setup_view) : HTTP_UNAVAILABLE;
    if (steps[at].bit == SETUP_BOARDS)
        return redirect(r, HTTP_SEE_OTHER, "/admin/setup?step=boards&done=board");
    return next_step(r, at);
}
