#include "passkeys.h"

#include <inttypes.h>
#include <string.h>

#include "auth/factor/webauthn/challenge.h"
#include "base/language.h"
#include "base/log.h"
#include "base/text/text.h"
#include "email.h"
#include "factors.h"
#include "login.h"
#include "passkey.h"
#include "web/form/form.h"
#include "web/json.h"
#include "web/response.h"
#include "web/site.h"
#include "web/view.h"

static const char *const add_view = "account/passkey_add.cs";
static const char *const passkey_view = "account/passkey.cs";

static void set_passkey(struct request *r, struct view_node *node, const struct passkey *passkey)
{
    node_set(node, "path",
             arena_format(r->arena, "/account/factors/passkeys/%" PRIu64, passkey->id));
    node_set(node, "name", passkey->name);
    node_set(node, "created", clock_rfc3339(r->arena, passkey->created));
    if (passkey->used != 0)
        node_set(node, "used", clock_rfc3339(r->arena, passkey->used));
    if (passkey->regressed != 0)
        node_set(node, "regressed", clock_rfc3339(r->arena, passkey->regressed));
    if (passkey->backed_up)
        node_set(node, "backed_up", "1");
    if (strcmp(passkey->rp_id, passkey_party(r, false).id) != 0)
        node_set(node, "elsewhere", passkey->rp_id);
}

int passkeys_set(struct request *r)
{
    size_t count;
    const struct passkey *list =
        passkeys_of(r->worker->database, r->arena, r->session->account_id, &count);

    if (list == NULL)
        return -1;
    for (size_t i = 0; i < count; i++)
        set_passkey(r, view_item(r->view, "Passkeys"), &list[i]);
    return 0;
}

/* ---- a new one ---- */

static struct challenge_use add_use(struct request *r)
{
    return (struct challenge_use){"add", passkey_binding(r)};
}

static void put_algorithms(struct json_writer *json)
{
    static const int64_t algorithms[] = WEBAUTHN_ALGORITHMS;

    json_member_array(json, "pubKeyCredParams");
    for (size_t i = 0; i < sizeof algorithms / sizeof algorithms[0]; i++) {
        json_begin_object(json);
        json_member_text(json, "type", "public-key");
        json_member_i64(json, "alg", algorithms[i]);
        json_end_object(json);
    }
    json_end_array(json);
}

static void put_known(struct json_writer *json, struct arena *arena, const struct passkey *list,
                      size_t count)
{
    json_member_array(json, "excludeCredentials");
    for (size_t i = 0; i < count; i++) {
        json_begin_object(json);
        json_member_text(json, "id", base64url(arena, list[i].credential));
        json_end_object(json);
    }
    json_end_array(json);
}

/* What the browser has a device make, in JSON; NULL on failure. */
static const char *add_options(struct request *r)
{
    const struct challenge_use use = add_use(r);
    struct json_writer json = json_writer_open(r->arena, 1024);
    size_t count;
    const struct passkey *list =
        passkeys_of(r->worker->database, r->arena, r->session->account_id, &count);
    const char *user = passkey_user(&r->worker->secret, r->arena, r->session->account_id);

    if (list == NULL)
        return NULL;
    json_begin_object(&json);
    json_member_text(&json, "challenge", challenge_make(&r->worker->secret, r->arena, &use));
    json_member_object(&json, "rp");
    json_member_text(&json, "id", passkey_party(r, false).id);
    json_member_text(&json, "name", r->site->title);
    json_end_object(&json);
    json_member_object(&json, "user");
    json_member_text(&json, "id", user);
    json_member_text(&json, "name", r->session->name);
    json_member_text(&json, "displayName", r->session->name);
    json_end_object(&json);
    put_algorithms(&json);
    put_known(&json, r->arena, list, count);
    json_end_object(&json);
    return json_written(&json);
}

/* 0 or -1. */
static int set_add(struct request *r)
{
    const char *options = add_options(r), *next = return_path(r, "next");

    if (options == NULL)
        return -1;
    view_set(r->view, "Passkey.options", options);
    view_set(r->view, "Form.name", form_raw(r, "name"));
    if (strcmp(next, "/") != 0)
        view_set(r->view, "Form.next", next);
    return 0;
}

enum http_status passkey_add_form(struct request *r)
{
    return set_add(r) == 0 ? page(r, HTTP_OK, add_view) : HTTP_UNAVAILABLE;
}

/* Judges what the browser brought; false with an error noted. *STATUS is not HTTP_OK on failure. */
static bool read_new(struct request *r, struct passkey *passkey, enum http_status *status)
{
    const struct challenge_use use = add_use(r);
    const struct webauthn_party party = passkey_party(r, false);
    const struct parameter *sent = parameters_find(&r->form, PASSKEY_FIELD);
    struct webauthn_registration new;
    enum webauthn_verdict verdict;
    int taken;

    if (sent == NULL || !webauthn_read_registration(r->arena, sent->value, &new)) {
        form_error(r, "name", passkey_words(PASSKEY_UNREADABLE));
        return false;
    }
    taken = challenge_take(r->worker->database, r->arena, &r->worker->secret, &use,
                           new.client.challenge);
    if (taken <= 0) {
        form_error(r, "name", passkey_words(PASSKEY_LATE));
        *status = taken < 0 ? HTTP_UNAVAILABLE : *status;
        return false;
    }
    verdict = webauthn_judge_registration(r->arena, &party, &new, &passkey->key);
    if (verdict != WEBAUTHN_RIGHT) {
        log_info("new passkey refused from %s: %s", r->address, webauthn_verdict_name(verdict));
        form_error(r, "name", passkey_words(PASSKEY_WRONG));
        return false;
    }
    passkey->rp_id = party.id;
    passkey->credential = new.id;
    passkey->counter = new.authenticator.counter;
    passkey->transports = new.transports;
    passkey->backed_up = new.authenticator.backed_up;
    return true;
}

enum http_status passkey_add_post(struct request *r)
{
    const struct store store = request_store(r);
    const struct actor actor = request_actor(r);
    struct passkey passkey = {.name = form_line(r, "name", 1, PASSKEY_NAME_MAX)};
    struct recovery_codes codes;
    struct account account;
    enum http_status status = HTTP_OK;
    int added;

    if (form_ok(r) && !read_new(r, &passkey, &status) && status != HTTP_OK)
        return status;
    if (!form_ok(r))
        return set_add(r) == 0 ? page_again(r, add_view) : HTTP_UNAVAILABLE;
    if (account_by_name(r->worker->database, r->arena, r->session->name, &account) <= 0)
        return HTTP_UNAVAILABLE;
    added = passkey_add(&store, &actor, &passkey, &codes, notice_mail(r, "factor_added", &account));
    if (added < 0)
        return HTTP_UNAVAILABLE;
    if (added == 0)
        return refuse(r, HTTP_CONFLICT, "conflict",
                      _("This passkey was added before, or you have as many as there can be."));
    return factor_added(r, &codes);
}

/* ---- one that is there ---- */

/* Reads the one of the path: HTTP_OK, or the status to answer with. */
static enum http_status find_own(struct request *r, struct passkey *passkey)
{
    int found = passkey_of(r->worker->database, r->arena, r->session->account_id, path_id(r, "id"),
                           passkey);

    return found > 0 ? HTTP_OK : found == 0 ? HTTP_NOT_FOUND : HTTP_UNAVAILABLE;
}

static enum http_status show_passkey(struct request *r, const struct passkey *passkey)
{
    set_passkey(r, view_item(r->view, "Passkeys"), passkey);
    view_set(r->view, "Form.name", form_has(r, "name") ? form_raw(r, "name") : passkey->name);
    removal_set(r);
    return form_ok(r) ? page(r, HTTP_OK, passkey_view) : page_again(r, passkey_view);
}

enum http_status passkey_form(struct request *r)
{
    struct passkey passkey;
    enum http_status status = find_own(r, &passkey);

    return status == HTTP_OK ? show_passkey(r, &passkey) : status;
}

static enum http_status rename_passkey(struct request *r, const struct passkey *passkey)
{
    const struct store store = request_store(r);
    const struct actor actor = request_actor(r);
    const char *name = form_line(r, "name", 1, PASSKEY_NAME_MAX);

    if (!form_ok(r))
        return show_passkey(r, passkey);
    return strcmp(name, passkey->name) == 0 || passkey_rename(&store, &actor, passkey, name) >= 0
               ? redirect(r, HTTP_SEE_OTHER, "/account/factors")
               : HTTP_UNAVAILABLE;
}

static enum http_status remove_passkey(struct request *r, const struct passkey *passkey)
{
    const struct store store = request_store(r);
    const struct actor actor = request_actor(r);
    struct account account;

    if (account_by_name(r->worker->database, r->arena, r->session->name, &account) <= 0 ||
        passkey_remove(&store, &actor, passkey, notice_mail(r, "factor_removed", &account)) < 0)
        return HTTP_UNAVAILABLE;
    remember_device(r, r->session->account_id);
    return redirect(r, HTTP_SEE_OTHER, "/account/factors?done=removed");
}

enum http_status passkey_post(struct request *r)
{
    const char *action = form_line(r, "action", 1, 16);
    struct passkey passkey;
    enum http_status status = find_own(r, &passkey);

    if (status != HTTP_OK)
        return status;
    if (strcmp(action, "rename") == 0)
        return rename_passkey(r, &passkey);
    if (strcmp(action, "remove") == 0)
        return remove_passkey(r, &passkey);
    return refuse(r, HTTP_UNPROCESSABLE, "action", _("What is to be changed is missing."));
}
