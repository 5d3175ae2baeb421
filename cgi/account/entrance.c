#include "entrance.h"

#include <string.h>

#include "auth/registration/invitation.h"
#include "auth/throttle.h"
#include "base/language.h"
#include "login.h"
#include "talk/markup.h"
#include "web/form/form.h"
#include "web/response.h"
#include "web/site.h"
#include "web/sites/site_page.h"
#include "web/view.h"

#define ANSWERS_MAX 10 /* wrong ones from a network within a quarter of an hour */
#define CODE_MAX 64

/* The code as it came with the form, or with the link that led to it. */
static const char *code_given(struct request *r)
{
    const char *code = r->method == METHOD_POST ? form_raw(r, "invitation")
                                                : query_line(r, "invitation", CODE_MAX);

    return code != NULL ? code : "";
}

int entrance_read(struct request *r, struct entrance *entrance)
{
    const struct page_title *rules = site_page_title(r->site, "rules", r->language);

    *entrance = (struct entrance){.rules = rules != NULL ? rules->version : 0};
    if (rules != NULL) {
        view_set(r->view, "Register.rules", rules->title);
        view_set_number(r->view, "Register.revision", (int64_t)rules->version);
    }
    if (form_has(r, "rules") && form_id(r, "rules") == entrance->rules)
        view_set(r->view, "Form.rules", "1");
    if (registration_read(r->worker->database, r->arena, r->site->id, &entrance->registration) != 0)
        return -1;
    view_set(r->view, "Register.mode", registration_mode_name(entrance->registration.mode));
    view_set(r->view, "Register.question", entrance->registration.question);
    view_set(r->view, "Form.invitation", code_given(r));
    view_set(r->view, "Form.answer", form_raw(r, "answer"));
    return 0;
}

const char *entrance_spent(void)
{
    return _("This invitation does not hold, or no more.");
}

static enum http_status check_invitation(struct request *r, struct entrance *entrance)
{
    const char *code = form_line(r, "invitation", 0, CODE_MAX);
    int found;

    if (*code == '\0') {
        if (entrance->registration.mode == REGISTRATION_INVITED)
            form_error(r, "invitation", _("You need an invitation to register here."));
        return HTTP_OK;
    }
    found =
        invitation_find(r->worker->database, r->arena, code, r->site->id, &entrance->invitation_id);
    if (found == 0)
        form_error(r, "invitation", entrance_spent());
    return found < 0 ? HTTP_UNAVAILABLE : HTTP_OK;
}

/* Answers that are wrong are counted, as nobody needs many. */
static enum http_status check_answer(struct request *r, const struct entrance *entrance)
{
    const struct throttle_key key =
        throttle_key(r->arena, "register.answer", NULL, throttle_network(r->arena, r->address));
    const char *answer;
    int wait;

    if (*entrance->registration.question == '\0')
        return HTTP_OK;
    answer = form_line(r, "answer", 1, REGISTRATION_ANSWERS_MAX);
    wait = throttle_wait(r->worker->database, r->arena, &key, ANSWERS_MAX);
    if (wait < 0)
        return HTTP_UNAVAILABLE;
    if (wait > 0) {
        form_error(r, "answer", _("Too many tries. Please wait a quarter of an hour."));
        return HTTP_TOO_MANY;
    }
    if (*answer == '\0' || registration_answer_right(r->arena, &entrance->registration, answer))
        return HTTP_OK;
    form_error(r, "answer", _("This is not the answer."));
    return throttle_fail(r->worker->database, &key) == 0 ? HTTP_OK : HTTP_UNAVAILABLE;
}

/* Shows the rules as they are, to who has read others. 0 or -1. */
static int show_rules(struct request *r)
{
    const struct store store = request_store(r);
    struct site_page written;
    int found = site_page_by_slug(&store, r->site->id, "rules", &written);
    const struct page_text *text = found > 0 ? site_page_text(&written, r->language) : NULL;

    if (text == NULL)
        return found;
    view_set(r->view, "Written.body_html", markup_html(r->arena, text->body, NULL));
    if (strcmp(text->language, r->language) != 0)
        view_set(r->view, "Written.language", text->language);
    return 0;
}

/* What is accepted is the revision that was shown: that it is recorded is the proof. */
static enum http_status check_acceptance(struct request *r, const struct entrance *entrance)
{
    if (entrance->rules == 0)
        return HTTP_OK;
    if (!form_has(r, "rules")) {
        form_error(r, "rules", _("Please read the rules, and accept them."));
        return HTTP_OK;
    }
    if (form_id(r, "rules") == entrance->rules)
        return HTTP_OK;
    form_error(r, "rules",
               _("The rules were changed since this page was opened. Please read them as they are "
                 "now, and accept them."));
    return show_rules(r) < 0 ? HTTP_UNAVAILABLE : HTTP_OK;
}

enum http_status entrance_check(struct request *r, struct entrance *entrance)
{
    enum http_status status;

    if (entrance->registration.mode == REGISTRATION_CLOSED) {
        form_error(r, "name", _("Nobody can register here at the moment."));
        return HTTP_FORBIDDEN;
    }
    status = check_acceptance(r, entrance);
    if (status == HTTP_OK)
        status = check_invitation(r, entrance);
    if (status == HTTP_OK)
        status = check_answer(r, entrance);
    return status == HTTP_OK && !form_ok(r) ? HTTP_UNPROCESSABLE : status;
}
