/* Notes on an account, which those who may write them read. */
#include <inttypes.h>

#include "auth/account.h"
#include "auth/account_admin/account_note.h"
#include "base/clock.h"
#include "base/language.h"
#include "frame.h"
#include "pages.h"
#include "web/form/form.h"
#include "web/response.h"
#include "web/site.h"
#include "web/view.h"

int account_notes_set(struct request *r, uint64_t account_id)
{
    size_t count;
    const struct account_note *notes;

    if (!request_may(r, PERMISSION_ACCOUNT_NOTE))
        return 0;
    view_set(r->view, "May.note", "1");
    notes = account_notes(r->worker->database, r->arena, account_id,
                          only_site(r, PERMISSION_ACCOUNT_NOTE), &count);
    for (size_t i = 0; notes != NULL && i < count; i++) {
        struct view_node *node = view_item(r->view, "Notes");
        const struct site *site = site_by_id(r->worker->sites, notes[i].site_id);

        node_set(node, "created", clock_rfc3339(r->arena, notes[i].created));
        node_set(node, "by", notes[i].by);
        node_set(node, "text", notes[i].text);
        if (site != NULL && site->id != r->site->id)
            node_set(node, "where", site->title);
    }
    return notes != NULL ? 0 : -1;
}

/* Who may write notes and not see accounts has no page that shows what they typed. */
static enum http_status refuse_note(struct request *r, const struct account_line *account,
                                    const char *message)
{
    if (!request_may(r, PERMISSION_ACCOUNT_SEE))
        return refuse(r, HTTP_UNPROCESSABLE, "text", message);
    form_error(r, "text", message);
    view_set(r->view, "Form.text", form_raw(r, "text"));
    return account_again(r, account, HTTP_UNPROCESSABLE);
}

enum http_status account_notes_post(struct request *r)
{
    const struct store store = request_store(r);
    const struct actor actor = request_actor(r);
    const char *text = form_line(r, "text", 1, NOTE_MAX);
    struct account_line account;
    int found = account_by_id(r->worker->database, r->arena, path_id(r, "id"), &account);

    if (found <= 0)
        return found == 0 ? HTTP_NOT_FOUND : HTTP_UNAVAILABLE;
    if (!form_ok(r))
        return refuse_note(r, &account,
                           _("Write the note, in one line of at most 2,000 characters."));
    if (account_note_add(&store, &actor, account.id, text) != 0)
        return HTTP_UNAVAILABLE;
    return redirect(r, HTTP_SEE_OTHER, "/admin/accounts/%" PRIu64 "?done=noted", account.id);
}
