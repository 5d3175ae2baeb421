/* The mail queue: what waits and why, what failed, and what can be done about it. Whoever looks after
 * it needs no addresses: they are masked, and no text is shown. */
#include <inttypes.h>
#include <string.h>

#include "auth/account.h"
#include "bars.h"
#include "base/clock.h"
#include "base/language.h"
#include "frame.h"
#include "list.h"
#include "pages.h"
#include "store/mail_spool.h"
#include "web/form/form.h"
#include "web/mail/letter.h"
#include "web/response.h"
#include "web/site.h"
#include "web/view.h"

#define TEST_LIFETIME (3600 * CLOCK_SECOND)

static const struct list_choice states[] = {
    {"", N_("Any")},
    {"waiting", N_("waits")},
    {"sending", N_("is being sent")},
    {"failed", N_("failed")},
    {"sent", N_("sent")},
    {"dropped", N_("dropped")},
    {NULL, NULL},
};

static const char *mail_state_words(const char *state)
{
    for (size_t i = 0; states[i].name != NULL; i++)
        if (strcmp(states[i].name, state) == 0)
            return _(states[i].title);
    return state;
}

static char *mail_path(struct arena *arena, uint64_t id)
{
    return arena_format(arena, "/admin/mails/%" PRIu64, id);
}

static bool may_be_tried(const struct queued_mail *mail)
{
    return strcmp(mail->state, "waiting") == 0 || strcmp(mail->state, "failed") == 0;
}

/* ---- all of them ---- */

static const struct list_column columns[] = {
    {"created", N_("When"), "newest"},
    {"kind", N_("Kind"), NULL},
    {"to", N_("Recipient"), NULL},
    {"state", N_("State"), NULL},
    {"tries", N_("Tries"), NULL},
    {"next_try", N_("Next try"), NULL},
    {"answer", N_("What the server said"), NULL},
};

static int fetch_mails(struct admin_list *list, unsigned limit)
{
    const struct mail_query query = {.state = list->context,
                                     .oldest = list_oldest(list),
                                     .after = list->after,
                                     .limit = limit};
    size_t count;
    const struct queued_mail *mails =
        mail_list(list->r->worker->database, list->arena, &query, &count);

    for (size_t i = 0; mails != NULL && i < count; i++) {
        const struct queued_mail *mail = &mails[i];

        list_row(list, mail->id);
        list_time(list, mail->created);
        list_link(list, mail->kind, mail_path(list->arena, mail->id));
        list_text(list, mail_address_masked(list->arena, mail->recipient));
        list_text(list, list->csv ? mail->state : mail_state_words(mail->state));
        list_number(list, mail->tries);
        list_time(list, may_be_tried(mail) ? mail->next_try : 0);
        list_text(list, mail_text_masked(list->arena, mail->answer, mail->recipient));
    }
    return mails != NULL ? 0 : -1;
}

/* How many there are to be tried, and whether mails are sent at all. */
static int set_queue(struct request *r)
{
    struct mail_queue_state state;

    if (mail_queue_read(r->worker->database, r->arena, &state) != 0)
        return -1;
    view_set_number(r->view, "Queue.waiting", (int64_t)state.waiting);
    view_set_number(r->view, "Queue.failed", (int64_t)state.failed);
    view_set_number(r->view, "Queue.all", (int64_t)(state.waiting + state.failed));
    if (state.waiting >= MAILS_COUNTED_MAX || state.failed >= MAILS_COUNTED_MAX)
        view_set(r->view, "Queue.more", "1");
    if (!letters_sent(r))
        view_set(r->view, "Queue.unsent", "1");
    if (may_everywhere(r, PERMISSION_MAIL_EDIT))
        view_set(r->view, "May.edit", "1");
    return 0;
}

static enum http_status list_mails(struct request *r)
{
    struct admin_list list = {
        .r = r,
        .path = "/admin/mails",
        .view = "admin/mails.cs",
        .columns = columns,
        .column_count = sizeof columns / sizeof columns[0],
        .sorts = list_by_age,
        .fetch = fetch_mails,
    };
    size_t chosen;

    list_read(&list);
    chosen = list_choose(&list, "state", _("State"), states);
    list.context = chosen != 0 ? states[chosen].name : NULL;
    view_set(r->view, "Done", query_line(r, "done", 10));
    if (set_queue(r) != 0)
        return HTTP_UNAVAILABLE;
    return list_answer(&list);
}

enum http_status mails_page(struct request *r)
{
    return list_mails(r);
}

/* ---- what is done about them ---- */

/* Ends the transaction in which COUNT mails were changed, with the record of it. */
static int record_change(struct request *r, enum audit_act act, const char *subject,
                         const char *after)
{
    const struct actor actor = request_actor(r);

    return audit_commit(r->worker->database, r->arena, &actor,
                        &(struct audit_entry){.act = act, .subject = subject, .after = after});
}

/* ID 0: all. How many there were, or -1. */
static int64_t mails_retry(struct request *r, uint64_t id)
{
    struct database *database = r->worker->database;
    uint64_t count = 0;

    if (database_begin(database) != 0)
        return -1;
    if (mail_retry(database, id, &count) != 0 || count == 0) {
        database_rollback(database);
        return database_failure(database) == DATABASE_OK ? 0 : -1;
    }
    if (record_change(r, AUDIT_MAIL_RETRY,
                      id != 0 ? arena_format(r->arena, "mail:%" PRIu64, id) : "mails",
                      arena_format(r->arena, "%" PRIu64, count)) != 0)
        return -1;
    return (int64_t)count;
}

static int drop_mail(struct request *r, uint64_t id)
{
    struct database *database = r->worker->database;
    int dropped;

    if (database_begin(database) != 0)
        return -1;
    dropped = mail_drop(database, id);
    if (dropped <= 0) {
        database_rollback(database);
        return dropped;
    }
    return record_change(r, AUDIT_MAIL_DROP, arena_format(r->arena, "mail:%" PRIu64, id), NULL) == 0
               ? 1
               : -1;
}

static int queue_test(struct request *r, const char *address)
{
    struct database *database = r->worker->database;
    const struct mail *mail = letter_mail(letter_open(r, "test"), address, TEST_LIFETIME);

    if (mail == NULL || database_begin(database) != 0)
        return -1;
    if (mail_queue(database, mail) != 0) {
        database_rollback(database);
        return -1;
    }
    return record_change(r, AUDIT_MAIL_TEST, mail_address_masked(r->arena, address), NULL);
}

static enum http_status send_test(struct request *r)
{
    const char *address = form_line(r, "address", 1, MAIL_ADDRESS_MAX);

    if (form_ok(r) && !mail_address_valid(address))
        form_error(r, "address", _("This is no address that mails can go to."));
    if (!form_ok(r)) {
        view_set(r->view, "Form.address", form_raw(r, "address"));
        if (set_queue(r) != 0)
            return HTTP_UNAVAILABLE;
        return frame_again(r, HTTP_UNPROCESSABLE, "admin/mails.cs");
    }
    if (queue_test(r, address) != 0)
        return HTTP_UNAVAILABLE;
    return redirect(r, HTTP_SEE_OTHER, "/admin/mails?done=test");
}

/* The same to the caller, whose address is verified. */
static enum http_status send_mine(struct request *r)
{
    struct account account;
    int found = account_by_name(r->worker->database, r->arena, r->session->name, &account);

    if (found < 0)
        return HTTP_UNAVAILABLE;
    if (found == 0 || account.email == NULL)
        return refuse(r, HTTP_UNPROCESSABLE, "email",
                      _("You have no e-mail address yet: add one in your settings."));
    return queue_test(r, account.email) == 0 ? redirect(r, HTTP_SEE_OTHER, "/admin/mails?done=test")
                                             : HTTP_UNAVAILABLE;
}

enum http_status mails_post(struct request *r)
{
    const char *act = form_line(r, "act", 1, 10);

    if (!may_everywhere(r, PERMISSION_MAIL_EDIT))
        return HTTP_FORBIDDEN;
    if (strcmp(act, "test") == 0)
        return send_test(r);
    if (strcmp(act, "mine") == 0)
        return send_mine(r);
    if (strcmp(act, "retry") != 0)
        return refuse(r, HTTP_UNPROCESSABLE, "act", _("What is to be done is missing."));
    if (mails_retry(r, 0) < 0)
        return HTTP_UNAVAILABLE;
    return redirect(r, HTTP_SEE_OTHER, "/admin/mails?done=retry");
}

/* ---- one of them ---- */

static enum http_status find_mail(struct request *r, struct queued_mail *mail)
{
    uint64_t id = path_id(r, "id");
    const struct mail_query query = {.after = id + 1, .limit = 1};
    size_t count;
    const struct queued_mail *mails;

    if (id == 0 || id >= INT64_MAX)
        return HTTP_NOT_FOUND;
    mails = mail_list(r->worker->database, r->arena, &query, &count);
    if (mails == NULL)
        return HTTP_UNAVAILABLE;
    if (count == 0 || mails[0].id != id)
        return HTTP_NOT_FOUND;
    *mail = mails[0];
    return HTTP_OK;
}

enum http_status mail_page(struct request *r)
{
    struct queued_mail mail;
    enum http_status status = find_mail(r, &mail);

    if (status != HTTP_OK)
        return status;
    view_set(r->view, "Mail.path", mail_path(r->arena, mail.id));
    view_set(r->view, "Mail.kind", mail.kind);
    view_set(r->view, "Mail.to", mail_address_masked(r->arena, mail.recipient));
    view_set(r->view, "Mail.sender", mail.sender);
    view_set(r->view, "Mail.language", mail.language);
    view_set(r->view, "Mail.state", mail_state_words(mail.state));
    view_set(r->view, "Mail.created", clock_rfc3339(r->arena, mail.created));
    view_set(r->view, "Mail.expires", clock_rfc3339(r->arena, mail.expires));
    view_set(r->view, "Mail.tries", number_words(r->arena, mail.tries));
    view_set(r->view, "Mail.answer", mail_text_masked(r->arena, mail.answer, mail.recipient));
    if (may_be_tried(&mail) && mail.next_try != 0)
        view_set(r->view, "Mail.next_try", clock_rfc3339(r->arena, mail.next_try));
    if (may_be_tried(&mail) && may_everywhere(r, PERMISSION_MAIL_EDIT))
        view_set(r->view, "May.edit", "1");
    if (!letters_sent(r))
        view_set(r->view, "Queue.unsent", "1");
    view_set(r->view, "Asked", query_line(r, "ask", 10));
    view_set(r->view, "Done", query_line(r, "done", 10));
    return frame_page(r, HTTP_OK, "admin/mail.cs");
}

enum http_status mail_post(struct request *r)
{
    const char *act = form_line(r, "act", 1, 10);
    bool dropping = strcmp(act, "drop") == 0;
    struct queued_mail mail;
    enum http_status status;
    int64_t done;

    if (!may_everywhere(r, PERMISSION_MAIL_EDIT))
        return HTTP_FORBIDDEN;
    status = find_mail(r, &mail);
    if (status != HTTP_OK)
        return status;
    if (!dropping && strcmp(act, "retry") != 0)
        return refuse(r, HTTP_UNPROCESSABLE, "act", _("What is to be done is missing."));
    done = dropping ? drop_mail(r, mail.id) : mails_retry(r, mail.id);
    if (done < 0)
        return HTTP_UNAVAILABLE;
    if (done == 0)
        return refuse(r, HTTP_CONFLICT, "state",
                      _("This mail neither waits nor has failed any more; nothing was changed."));
    return redirect(r, HTTP_SEE_OTHER, "/admin/mails/%" PRIu64 "?done=%s", mail.id, act);
}
