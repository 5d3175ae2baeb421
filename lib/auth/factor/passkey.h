/* Passkeys: keys of which a device keeps the secret half, and the account's row the public one (Web Authentication).
 * One is a second factor beside the password, and, where its owner shows a finger, a face or a PIN to the
 * device, both at once. */
#ifndef LOREHALL_AUTH_FACTOR_PASSKEY_H
#define LOREHALL_AUTH_FACTOR_PASSKEY_H

#include "auth/factor/factor.h"
#include "auth/factor/webauthn/verify.h"

#define PASSKEYS_MAX 20     /* of one account */
#define PASSKEY_NAME_MAX 60 /* characters */

struct passkey {
    uint64_t id;
    uint64_t account_id;
    const char *account; /* its name; NULL: not read (passkeys_of) */
    const char *rp_id;   /* the domain that it is for */
    struct bytes credential;
    struct webauthn_key key;
    uint32_t counter;
    const char *transports; /* "internal,usb" */
    bool backed_up;         /* its owner's other devices have it too */
    const char *name;
    int64_t created;
    int64_t used;      /* 0: never */
    int64_t regressed; /* when its counter went back, as that of a copy does; 0: never */
};

extern const struct statement_set passkey_statements;

/* What an account is called in its owners' devices: no number or name of it. */
const char *passkey_user(const struct secret *secret, struct arena *arena, uint64_t account_id);

/* An account's, first made first; *COUNT tells how many. NULL on failure. */
struct passkey *passkeys_of(struct database *database, struct arena *arena, uint64_t account_id,
                            size_t *count);

/* The one with this id for RP_ID. 1 found; 0 not; -1 on failure. */
int passkey_find(struct database *database, struct arena *arena, const char *rp_id,
                 struct bytes credential, struct passkey *passkey);

/* One of the account's. The same. */
int passkey_of(struct database *database, struct arena *arena, uint64_t account_id, uint64_t id,
               struct passkey *passkey);

/* Adds one to the actor's account: CODES and NOTICE as of factor_add_totp. 1; 0: this one is somebody's
 * already, or there are PASSKEYS_MAX; -1 on failure. */
int passkey_add(const struct store *store, const struct actor *actor, const struct passkey *passkey,
                struct recovery_codes *codes, const struct mail *notice);

/* Gives one of the actor's another name. 1; 0: there is none; -1. */
int passkey_rename(const struct store *store, const struct actor *actor,
                   const struct passkey *passkey, const char *name);

/* Takes it away, and with the last factor the recovery codes. The same. */
int passkey_remove(const struct store *store, const struct actor *actor,
                   const struct passkey *passkey, const struct mail *notice);

/* What became of a use. */
enum passkey_use {
    PASSKEY_FAILED, /* the database */
    PASSKEY_GONE,   /* it was taken away meanwhile */
    PASSKEY_USED,
    PASSKEY_REGRESSED, /* the same, but its counter went back: there may be a copy of the device */
};

/* Notes a use that was judged right, as the actor's, whose it is. WARNING is queued where the counter
 * went back. */
enum passkey_use passkey_use(const struct store *store, const struct actor *actor,
                             const struct passkey *passkey,
                             const struct webauthn_authenticator *authenticator,
                             const struct mail *warning);

#endif
