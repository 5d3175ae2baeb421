/* Whether what an authenticator says is so: the signature by libfido2, and what Web Authentication (level 2,
 * 7.1 and 7.2) has a site look at beside it, but for the challenge (webauthn/challenge.h). */
#ifndef LOREHALL_AUTH_FACTOR_WEBAUTHN_VERIFY_H
#define LOREHALL_AUTH_FACTOR_WEBAUTHN_VERIFY_H

#include "auth/factor/webauthn/read.h"

/* Who asks, and for what. */
struct webauthn_party {
    const char *id;     /* the domain that keys are made for */
    const char *origin; /* of the page: "https://everquest.example.com" */
    bool verify_user;   /* a finger, a face or a PIN has to be shown, and not a touch only */
};

/* The public half of a passkey. */
struct webauthn_key {
    int64_t algorithm;   /* one of WEBAUTHN_ALGORITHMS */
    struct bytes public; /* as libfido2 has it */
};

/* What is asked for, best first (COSE): Ed25519, ECDSA with P-256, RSA with SHA-256. */
#define WEBAUTHN_ALGORITHMS                                                                        \
    {                                                                                              \
        -8, -7, -257                                                                               \
    }

enum webauthn_verdict {
    WEBAUTHN_RIGHT,
    WEBAUTHN_OTHER_TYPE, /* of another ceremony */
    WEBAUTHN_OTHER_ORIGIN,
    WEBAUTHN_OTHER_PARTY, /* for another domain */
    WEBAUTHN_ABSENT,      /* nobody touched it */
    WEBAUTHN_UNVERIFIED,  /* nobody showed that they are its owner */
    WEBAUTHN_ALGORITHM,   /* none that was asked for, or an attestation that is not understood */
    WEBAUTHN_FORGED,      /* the signature is not the key's, or of something else */
};

/* In a word, for the log: "origin", "signature", … */
const char *webauthn_verdict_name(enum webauthn_verdict verdict);

/* Judges a new passkey; KEY gets its public half, on the arena. Of the attestation only the signature
 * counts, where it has one: whose device it is, nobody is asked to prove. */
enum webauthn_verdict webauthn_judge_registration(struct arena *arena,
                                                  const struct webauthn_party *party,
                                                  const struct webauthn_registration *registration,
                                                  struct webauthn_key *key);

/* Judges a use of one. */
enum webauthn_verdict webauthn_judge_assertion(const struct webauthn_party *party,
                                               const struct webauthn_assertion *assertion,
                                               const struct webauthn_key *key);

#endif
