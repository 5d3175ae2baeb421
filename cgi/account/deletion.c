#include "deletion.h"

#include <string.h>

#include "auth/account.h"
#include "auth/deletion/deletion.h"
#include "base/language.h"
#include "pause.h"
#include "talk/erasure/erasure.h"
#include "web/form/form.h"
#include "web/mail/letter.h"
#include "web/response.h"
#include "web/view.h"

static const char *const deletion_view = "account/delete.cs";

/* What it touches, and how many. 0 or -1. */
static int set_deletion_reach(struct request *r)
{
    struct database *database = r->worker->database;
    const uint64_t id = r->session->account_id;
    struct erasure_reach written;
    struct deletion_reach owned;

    if (erasure_reach(database, r->arena, id, &written) != 0 ||
        deletion_reach(database, r->arena, id, &owned) != 0)
        return -1;
    view_set_number(r->view, "Reach.comments", (int64_t)written.comments);
    view_set_number(r->view, "Reach.threads", (int64_t)written.threads);
    view_set_number(r->view, "Reach.votes", (int64_t)written.votes);
    view_set_number(r->view, "Reach.reports", (int64_t)written.reports);
    view_set_number(r->view, "Reach.identities", (int64_t)owned.identities);
    view_set_number(r->view, "Reach.passkeys", (int64_t)owned.passkeys);
    view_set_number(r->view, "Reach.tokens", (int64_t)owned.tokens);
    view_set_number(r->view, "Reach.roles", (int64_t)owned.roles);
    view_set_number(r->view, "Reach.days", DELETION_GRACE / (86400 * CLOCK_SECOND));
    return 0;
}

enum http_status deletion_form(struct request *r)
{
    if (set_deletion_reach(r) != 0)
        return HTTP_UNAVAILABLE;
    view_set(r->view, "Form.comments", "stay");
    return page(r, HTTP_OK, deletion_view);
}

/* The mail that says until when it can be taken back; NULL: nobody can be told. */
static const struct mail *notice_of(struct request *r, const struct account *account, bool comments)
{
    struct letter *letter;

    if (account->email == NULL || !letters_sent(r))
        return NULL;
    letter = letter_open(r, "deletion");
    letter_set(letter, "Mail.name", account->name);
    letter_set(letter, "Mail.until", clock_rfc3339(r->arena, clock_now() + DELETION_GRACE));
    if (comments)
        letter_set(letter, "Mail.comments", "1");
    return letter_mail(letter, account->email, 0);
}

static enum http_status ask_for_deletion(struct request *r, bool comments)
{
    const struct store store = request_store(r);
    const struct actor actor = request_actor(r);
    const struct deletion wanted = {.account_id = r->session->account_id, .comments = comments};
    struct account account;

    if (account_by_name(r->worker->database, r->arena, r->session->name, &account) <= 0)
        return HTTP_UNAVAILABLE;
    return answer_leave(r, deletion_ask(&store, &actor, &wanted, notice_of(r, &account, comments)),
                        "deleted");
}

enum http_status deletion_post(struct request *r)
{
    const char *comments = form_line(r, "comments", 1, 10);
    bool go = strcmp(comments, "go") == 0;

    view_set(r->view, "Form.comments", comments);
    if (form_ok(r) && !go && strcmp(comments, "stay") != 0)
        form_error(r, "comments", _("Please choose what becomes of your comments."));
    if (!form_has(r, "sure"))
        form_error(r, "sure", _("Please tick that you want this."));
    if (form_ok(r))
        return ask_for_deletion(r, go);
    return set_deletion_reach(r) == 0 ? page_again(r, deletion_view) : HTTP_UNAVAILABLE;
}
