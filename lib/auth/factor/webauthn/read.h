/* What a browser sends of a passkey (Web Authentication level 2, W3C): JSON with pieces in base64url, as
 * PublicKeyCredential.toJSON() writes it, in which there is JSON again, and CBOR. All of it is
 * anybody's: here it is only taken apart. What it is worth tells webauthn/verify.h. */
#ifndef LOREHALL_AUTH_FACTOR_WEBAUTHN_READ_H
#define LOREHALL_AUTH_FACTOR_WEBAUTHN_READ_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/bytes.h"

#define WEBAUTHN_ID_MAX 1023    /* bytes of a credential's id (level 2, 5.8.3) */
#define WEBAUTHN_TEXT_MAX 65536 /* of all that is sent */

/* What the browser says that it was asked, and by whom. */
struct webauthn_client {
    struct bytes json; /* which is signed as it came */
    const char *type;
    const char *challenge; /* our own text */
    const char *origin;
    bool foreign; /* asked for by a page within a page of somebody else */
};

/* What the authenticator says (level 2, 6.1). */
struct webauthn_authenticator {
    struct bytes data; /* which is signed as it came */
    const unsigned char *rp_id_hash;
    bool user_present;
    bool user_verified;
    bool backed_up; /* it is kept elsewhere too (level 3, 6.1.3) */
    uint32_t counter;
};

/* Of navigator.credentials.get(). */
struct webauthn_assertion {
    struct bytes id;
    struct webauthn_client client;
    struct webauthn_authenticator authenticator;
    struct bytes signature;
    const char *user_handle; /* "": none */
};

/* Of navigator.credentials.create(). */
struct webauthn_registration {
    struct bytes id;
    struct webauthn_client client;
    struct webauthn_authenticator authenticator;
    const char *format;     /* of the attestation */
    struct bytes statement; /* CBOR */
    bool self_signed;       /* it has no certificate */
    int64_t algorithm;      /* COSE */
    const char *transports; /* "internal,usb": what is known of; "": nothing */
};

/* Takes TEXT apart, copied to the arena where it is decoded. False: it is not of that form. */
bool webauthn_read_assertion(struct arena *arena, const char *text,
                             struct webauthn_assertion *assertion);
bool webauthn_read_registration(struct arena *arena, const char *text,
                                struct webauthn_registration *registration);

/* Bytes as such texts have them, and back; DATA NULL: it is none. */
char *base64url(struct arena *arena, struct bytes bytes);
struct bytes base64url_read(struct arena *arena, const char *text);

#endif
