/* Passkeys as pages ask for them and forms bring them. */
#ifndef LOREHALL_ACCOUNT_PASSKEY_H
#define LOREHALL_ACCOUNT_PASSKEY_H

#include "auth/factor/passkey.h"
#include "auth/factor/webauthn/challenge.h"
#include "web/request.h"

#define PASSKEY_FIELD "passkey" /* of a form: what the browser gave (static/js/passkey.js) */

/* Who asks for one on this site. */
struct webauthn_party passkey_party(struct request *r, bool verify_user);

/* What the challenge of a request is bound to: the session, or the browser's begun login; NULL: there
 * is neither. */
const char *passkey_binding(struct request *r);

/* Whether a form brought one. */
bool passkey_sent(const struct request *r);

/* What became of one that was brought. */
enum passkey_answer {
    PASSKEY_UNAVAILABLE, /* the database */
    PASSKEY_RIGHT,
    PASSKEY_UNREADABLE,
    PASSKEY_LATE,    /* its challenge is none that holds */
    PASSKEY_UNKNOWN, /* no account has it here */
    PASSKEY_WRONG,
};

/* Judges what came in PASSKEY_FIELD for USE. PASSKEY gets whose it is, also of PASSKEY_WRONG. */
enum passkey_answer passkey_judge(struct request *r, const struct challenge_use *use,
                                  bool verify_user, struct passkey *passkey,
                                  struct webauthn_assertion *assertion);

/* What is said of one that was not right. */
const char *passkey_words(enum passkey_answer answer);

/* Notes that it was used, and tells its owner where its counter went back. HTTP_OK, or the status to
 * answer with. */
enum http_status passkey_used(struct request *r, const struct actor *actor,
                              const struct passkey *passkey,
                              const struct webauthn_assertion *assertion);

/* GET /account/login/passkey: options of any passkey; POST: next, keep, passkey. */
enum http_status login_passkey_options(struct request *r);
enum http_status login_passkey_post(struct request *r);

/* GET /account/login/factor/passkey and /account/confirm/passkey: options of the account's. */
enum http_status login_factor_options(struct request *r);
enum http_status confirm_options(struct request *r);

#endif
