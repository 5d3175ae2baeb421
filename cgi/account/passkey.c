/* The domain that passkeys are made for is the installation's, so that one lets in on all of its sites. Of
 * a domain without a dot (localhost) browsers make none: there, each site has its own. */
#include "passkey.h"

#include <string.h>

#include "auth/factor/pending_login.h"
#include "auth/factor/webauthn/challenge.h"
#include "base/language.h"
#include "base/log.h"
#include "email.h"
#include "login.h"
#include "pause.h"
#include "web/cookie.h"
#include "web/form/form.h"
#include "web/json.h"
#include "web/response.h"

struct webauthn_party passkey_party(struct request *r, bool verify_user)
{
    const struct configuration *c = r->worker->configuration;
    bool usual = c->port == (c->secure ? 443 : 80);

    return (struct webauthn_party){
        .id = strchr(c->domain, '.') != NULL ? c->domain : r->host,
        .origin = arena_format(r->arena, usual ? "%s://%s" : "%s://%s:%u",
                               c->secure ? "https" : "http", r->host, c->port),
        .verify_user = verify_user,
    };
}

const char *passkey_binding(struct request *r)
{
    return r->session != NULL ? session_key(r->arena, r->session) : login_cookie(r);
}

/* ---- what is asked for ---- */

static void put_transports(struct json_writer *json, struct arena *arena, const char *transports)
{
    json_member_array(json, "transports");
    while (*transports != '\0') {
        size_t length = strcspn(transports, ",");

        json_put_text(json, arena_format(arena, "%.*s", (int)length, transports));
        transports += length + (transports[length] == ',');
    }
    json_end_array(json);
}

/* Those for this domain. */
static void put_passkeys(struct json_writer *json, struct arena *arena, const char *rp_id,
                         const struct passkey *list, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(list[i].rp_id, rp_id) != 0)
            continue;
        json_begin_object(json);
        json_member_text(json, "id", base64url(arena, list[i].credential));
        put_transports(json, arena, list[i].transports);
        json_end_object(json);
    }
}

/* Answers with what a browser asks its devices for, in JSON: one of ACCOUNT_ID's passkeys; 0: any that
 * a device knows for this site. */
static enum http_status passkey_options(struct request *r, uint64_t account_id,
                                        const struct challenge_use *use)
{
    const struct webauthn_party party = passkey_party(r, false);
    struct json_writer json = json_writer_open(r->arena, 512);
    struct passkey *list = NULL;
    size_t count = 0;

    if (account_id != 0) {
        list = passkeys_of(r->worker->database, r->arena, account_id, &count);
        if (list == NULL)
            return HTTP_UNAVAILABLE;
    }
    json_begin_object(&json);
    json_member_text(&json, "challenge", challenge_make(&r->worker->secret, r->arena, use));
    json_member_text(&json, "rpId", party.id);
    json_member_array(&json, "allowCredentials");
    put_passkeys(&json, r->arena, party.id, list, count);
    json_end_array(&json);
    json_end_object(&json);
    r->cacheable = false;
    return json_answer(r, HTTP_OK, &json);
}

/* ---- what is brought ---- */

bool passkey_sent(const struct request *r)
{
    const struct parameter *sent = parameters_find(&r->form, PASSKEY_FIELD);

    return sent != NULL && sent->length > 0;
}

static enum passkey_answer judge_sent(struct request *r, const struct challenge_use *use,
                                      bool verify_user, struct passkey *passkey,
                                      struct webauthn_assertion *assertion)
{
    const struct webauthn_party party = passkey_party(r, verify_user);
    struct database *database = r->worker->database;
    enum webauthn_verdict verdict;
    int found;

    found =
        challenge_take(database, r->arena, &r->worker->secret, use, assertion->client.challenge);
    if (found <= 0)
        return found < 0 ? PASSKEY_UNAVAILABLE : PASSKEY_LATE;
    found = passkey_find(database, r->arena, party.id, assertion->id, passkey);
    if (found <= 0)
        return found < 0 ? PASSKEY_UNAVAILABLE : PASSKEY_UNKNOWN;
    verdict = webauthn_judge_assertion(&party, assertion, &passkey->key);
    if (verdict == WEBAUTHN_RIGHT)
        return PASSKEY_RIGHT;
    log_info("passkey refused from %s: %s", r->address, webauthn_verdict_name(verdict));
    return PASSKEY_WRONG;
}

enum passkey_answer passkey_judge(struct request *r, const struct challenge_use *use,
                                  bool verify_user, struct passkey *passkey,
                                  struct webauthn_assertion *assertion)
{
    const struct parameter *sent = parameters_find(&r->form, PASSKEY_FIELD);

    *passkey = (struct passkey){.id = 0};
    return sent != NULL && use->binding != NULL &&
                   webauthn_read_assertion(r->arena, sent->value, assertion)
               ? judge_sent(r, use, verify_user, passkey, assertion)
               : PASSKEY_UNREADABLE;
}

const char *passkey_words(enum passkey_answer answer)
{
    switch (answer) {
    case PASSKEY_LATE: return _("That took too long. Please try again.");
    case PASSKEY_UNKNOWN:
        return _("This passkey is not known here. Was it removed, or is it another account's?");
    default: return _("This passkey did not work. Please try again.");
    }
}

enum http_status passkey_used(struct request *r, const struct actor *actor,
                              const struct passkey *passkey,
                              const struct webauthn_assertion *assertion)
{
    const struct store store = request_store(r);
    struct account account;
    int found = account_to_log_in(store.database, r->arena, actor->name, &account);

    if (found <= 0)
        return found < 0 ? HTTP_UNAVAILABLE : HTTP_CONFLICT;
    switch (passkey_use(&store, actor, passkey, &assertion->authenticator,
                        notice_mail(r, "passkey_regressed", &account))) {
    case PASSKEY_FAILED: return HTTP_UNAVAILABLE;
    case PASSKEY_GONE: return HTTP_CONFLICT;
    case PASSKEY_REGRESSED:
        log_warning("the counter of passkey %llu went back", (unsigned long long)passkey->id);
        return HTTP_OK;
    case PASSKEY_USED: break;
    }
    return HTTP_OK;
}

/* ---- logging in by one alone ---- */

/* The browser that is given a challenge is known again by a cookie. */
static struct challenge_use login_use(const char *browser)
{
    return (struct challenge_use){.purpose = "login", .binding = browser};
}

enum http_status login_passkey_options(struct request *r)
{
    const struct challenge_use use = login_use(again_cookie_set(r));

    return passkey_options(r, 0, &use);
}

/* Says no, and records it about whose passkey it was. */
static enum http_status refuse_passkey_login(struct request *r, enum passkey_answer answer,
                                             const struct passkey *passkey)
{
    const struct actor nobody = request_actor(r),
                       actor = actor_as(&nobody, 0, passkey->id != 0 ? passkey->account : "");

    if (passkey->id != 0 && audit_write(r->worker->database, r->arena, &actor,
                                        &(struct audit_entry){.act = AUDIT_LOGIN_FAILED,
                                                              .about_id = passkey->account_id,
                                                              .subject = "passkey"}) != 0)
        return HTTP_UNAVAILABLE;
    form_error(r, "password", passkey_words(answer));
    return login_again(r);
}

enum http_status login_passkey_post(struct request *r)
{
    const struct challenge_use use = login_use(again_cookie(r));
    const struct actor nobody = request_actor(r);
    struct webauthn_assertion assertion;
    struct passkey passkey;
    struct account account;
    struct login_proof proof;
    struct actor actor;
    enum passkey_answer answer = passkey_judge(r, &use, true, &passkey, &assertion);
    enum http_status status;
    int found;

    if (answer == PASSKEY_UNAVAILABLE)
        return HTTP_UNAVAILABLE;
    /* A device that says whose it is must say the same. */
    if (answer == PASSKEY_RIGHT &&
        secret_equal(assertion.user_handle,
                     passkey_user(&r->worker->secret, r->arena, passkey.account_id)) == 0)
        answer = PASSKEY_WRONG;
    if (answer != PASSKEY_RIGHT)
        return refuse_passkey_login(r, answer, &passkey);
    found = account_to_log_in(r->worker->database, r->arena, passkey.account, &account);
    if (found <= 0 || account.id != passkey.account_id)
        return found < 0 ? HTTP_UNAVAILABLE : refuse_passkey_login(r, PASSKEY_UNKNOWN, &passkey);
    actor = actor_as(&nobody, account.id, account.name);
    status = passkey_used(r, &actor, &passkey, &assertion);
    if (status != HTTP_OK)
        return status == HTTP_CONFLICT ? refuse_passkey_login(r, PASSKEY_UNKNOWN, &passkey)
                                       : status;
    proof = proof_of(&account, true, clock_now());
    if (account.paused)
        return ask_to_resume(r, &account, &proof);
    return welcome(r, &account, &proof, return_path(r, "next"));
}

/* ---- as a second factor ---- */

enum http_status login_factor_options(struct request *r)
{
    const struct challenge_use use = {"factor", passkey_binding(r)};
    struct pending_login pending;
    int found = pending_login_find(r->worker->database, r->arena, login_cookie(r), &pending);

    if (found <= 0)
        return found < 0 ? HTTP_UNAVAILABLE : HTTP_NOT_FOUND;
    return passkey_options(r, pending.account_id, &use);
}

enum http_status confirm_options(struct request *r)
{
    const struct challenge_use use = {"factor", passkey_binding(r)};

    return r->by_token ? HTTP_NOT_FOUND : passkey_options(r, r->session->account_id, &use);
}
