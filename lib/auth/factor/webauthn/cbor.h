/* Reading CBOR (RFC 8949) as authenticators write it (CTAP 2, 6: definite lengths, no tags): item by item,
 * without a tree, and never more than there are bytes for. */
#ifndef LOREHALL_AUTH_FACTOR_WEBAUTHN_CBOR_H
#define LOREHALL_AUTH_FACTOR_WEBAUTHN_CBOR_H

#include <stdbool.h>
#include <stdint.h>

#include "base/bytes.h"

enum cbor_kind {
    CBOR_UNSIGNED,
    CBOR_NEGATIVE, /* -1 - the number */
    CBOR_BYTES,
    CBOR_TEXT,
    CBOR_ARRAY,
    CBOR_MAP,
    CBOR_TAG, /* refused */
    CBOR_SIMPLE,
};

struct cbor_reader {
    const unsigned char *at;
    size_t left;
};

/* An item's beginning: of a list or map the items follow. */
struct cbor_item {
    enum cbor_kind kind;
    uint64_t number;    /* or how many elements, or pairs */
    struct bytes bytes; /* of CBOR_BYTES and CBOR_TEXT, where they came */
};

/* Reads what SOURCE holds. */
struct cbor_reader cbor_reader_of(struct bytes source);

/* Reads the next one. False: what is there is none that is understood. */
bool cbor_next(struct cbor_reader *reader, struct cbor_item *item);

/* Passes over one, with all that is in it. */
bool cbor_skip(struct cbor_reader *reader);

/* Whether an item is just this text. */
bool cbor_is_text(const struct cbor_item *item, const char *text);

/* A number that may be negative. False: it is none, or is too large. */
bool cbor_integer(const struct cbor_item *item, int64_t *number);

#endif
