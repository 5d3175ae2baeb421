/* Codes have six digits: what keeps them from being guessed is that few can be tried. Wrong ones
 * count by account and network, and by account from anywhere. Who comes to be asked has the password;
 * that somebody else has it, too, must not keep the owner out, so that a browser that the account was
 * used on before counts by itself. */
#include "second_factor.h"

#include <inttypes.h>

#include "auth/account.h"
#include "auth/device.h"
#include "auth/factor/factor.h"
#include "auth/factor/webauthn/challenge.h"
#include "auth/throttle.h"
#include "base/language.h"
#include "base/log.h"
#include "email.h"
#include "passkey.h"
#include "web/cookie.h"
#include "web/form/form.h"
#include "web/response.h"

#define TRIES_DEVICE_MAX 10
#define TRIES_NETWORK_MAX 10
#define TRIES_ACCOUNT_MAX 25 /* 100 an hour */
#define CODE_MAX 40          /* characters, with blanks between */

/* What is counted; the first is forgotten when a code is right. */
struct tries {
    struct throttle_key key[2];
    unsigned max[2];
    size_t count;
};

static struct tries tries_of(struct request *r, uint64_t account_id, uint64_t version)
{
    const char *id = arena_format(r->arena, "%" PRIu64, account_id);
    const char *device = device_cookie(r);

    if (device_known(&r->worker->secret, r->arena, device, account_id, version))
        return (struct tries){.key = {throttle_key(r->arena, "factor.device", device, NULL)},
                              .max = {TRIES_DEVICE_MAX},
                              .count = 1};
    return (struct tries){
        .key = {throttle_key(r->arena, "factor", id, throttle_network(r->arena, r->address)),
                throttle_key(r->arena, "factor", id, NULL)},
        .max = {TRIES_NETWORK_MAX, TRIES_ACCOUNT_MAX},
        .count = 2,
    };
}

/* Seconds to wait, 0 for none, -1 on failure. */
static int tries_wait(struct request *r, const struct tries *tries)
{
    int longest = 0;

    for (size_t i = 0; i < tries->count; i++) {
        int wait = throttle_wait(r->worker->database, r->arena, &tries->key[i], tries->max[i]);

        if (wait < 0)
            return -1;
        longest = wait > longest ? wait : longest;
    }
    return longest;
}

/* Counts and records a wrong one: the owner finds in it that somebody has the password. */
static enum http_status refuse_code(struct request *r, const struct tries *tries,
                                    const struct actor *actor)
{
    struct database *database = r->worker->database;

    for (size_t i = 0; i < tries->count; i++)
        if (throttle_fail(database, &tries->key[i]) != 0)
            return HTTP_UNAVAILABLE;
    log_info("second factor failed from %s", r->address);
    return audit_write(database, r->arena, actor,
                       &(struct audit_entry){.act = AUDIT_FACTOR_FAILED,
                                             .about_id = actor->account_id}) == 0
               ? HTTP_OK
               : HTTP_UNAVAILABLE;
}

/* Tells the owner, once in a while, that a code came that had been taken: somebody may have seen it. 0 or -1. */
static int tell_of_reuse(struct request *r, const struct actor *actor)
{
    struct database *database = r->worker->database;
    const struct throttle_key told =
        throttle_key(r->arena, "factor.reused",
                     arena_format(r->arena, "%" PRIu64, actor->account_id), NULL);
    const struct mail *notice;
    struct account account;
    int wait = throttle_wait(database, r->arena, &told, 1);
    int found = wait == 0 ? account_to_log_in(database, r->arena, actor->name, &account) : 0;

    if (wait < 0 || found < 0)
        return -1;
    notice = found > 0 ? notice_mail(r, "factor_reused", &account) : NULL;
    if (notice == NULL)
        return 0;
    return throttle_fail(database, &told) == 0 ? mail_queue(database, notice) : -1;
}

/* A passkey in the place of a code: the account's own, for this session or begun login. */
static enum http_status take_passkey(struct request *r, const char *field,
                                     const struct tries *tries, const struct actor *actor,
                                     bool verify_user)
{
    const struct challenge_use use = {"factor", passkey_binding(r)};
    struct webauthn_assertion assertion;
    struct passkey passkey;
    enum passkey_answer answer = passkey_judge(r, &use, verify_user, &passkey, &assertion);
    enum http_status status;

    if (answer == PASSKEY_UNAVAILABLE)
        return HTTP_UNAVAILABLE;
    if (answer == PASSKEY_RIGHT && passkey.account_id != actor->account_id)
        answer = PASSKEY_UNKNOWN;
    if (answer == PASSKEY_RIGHT) {
        status = passkey_used(r, actor, &passkey, &assertion);
        if (status != HTTP_CONFLICT)
            return status;
        answer = PASSKEY_UNKNOWN;
    }
    form_error(r, field, passkey_words(answer));
    return refuse_code(r, tries, actor);
}

/* Takes what was given, once somebody may try: a passkey, which has to show its owner where it stands for
 * the password too, or the code in FIELD. */
static enum http_status take_factor(struct request *r, const char *field, const struct actor *actor,
                                    bool verify_user)
{
    const struct store store = request_store(r);
    bool by_passkey = passkey_sent(r);
    const char *code = by_passkey ? "" : form_line(r, field, 1, CODE_MAX);
    struct tries tries;
    uint64_t version;
    int wait;

    if (!form_ok(r))
        return HTTP_OK;
    if (credentials_version(r->worker->database, r->arena, actor->account_id, &version) != 0)
        return HTTP_UNAVAILABLE;
    tries = tries_of(r, actor->account_id, version);
    wait = tries_wait(r, &tries);
    if (wait < 0)
        return HTTP_UNAVAILABLE;
    if (wait > 0) {
        response_header(r, "Retry-After", arena_format(r->arena, "%d", wait));
        form_error(r, field, _("Too many tries. Please wait a quarter of an hour."));
        return HTTP_TOO_MANY;
    }
    if (by_passkey)
        return take_passkey(r, field, &tries, actor, verify_user);
    switch (factor_take_code(&store, actor, code)) {
    case FACTOR_RIGHT:
        return throttle_clear(r->worker->database, &tries.key[0]) == 0 ? HTTP_OK : HTTP_UNAVAILABLE;
    case FACTOR_USED:
        form_error(r, field, _("This code was used already. Please wait for the next one."));
        return tell_of_reuse(r, actor) == 0 ? refuse_code(r, &tries, actor) : HTTP_UNAVAILABLE;
    case FACTOR_WRONG:
        form_error(
            r, field,
            _("This code is not right. Please type what your app shows now, or a recovery code."));
        return refuse_code(r, &tries, actor);
    case FACTOR_FAILED: break;
    }
    return HTTP_UNAVAILABLE;
}

enum http_status second_factor(struct request *r, const char *field, const struct actor *actor)
{
    return take_factor(r, field, actor, false);
}

enum http_status passkey_alone(struct request *r, const struct actor *actor)
{
    return take_factor(r, "code", actor, true);
}
