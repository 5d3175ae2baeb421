/* Failures are counted in the database, as hosts share it, under a hash of what is guessed at:
 * neither names nor addresses are kept. A window begins with the first failure and is not
 * prolonged by others, so that nobody is locked out for longer than a quarter of an hour by
 * somebody else's persistence. */
#include "auth/throttle.h"

#include <arpa/inet.h>
#include <string.h>

#include "auth/secret.h"
#include "base/buffer.h"
#include "base/clock.h"

#define WINDOW (900 * CLOCK_SECOND)
#define HASH_BYTES ((size_t)THROTTLE_KEY_BYTES)

STATEMENT(THROTTLE_READ, PARAMETERS(bytes(subject), instant(after)),
          COLUMNS(number(failures), instant(first)),
          "SELECT failures, first FROM throttle WHERE subject_hash = ? AND first > ?");
STATEMENT(THROTTLE_COUNT, PARAMETERS(bytes(subject), instant(now), instant(after), again(now)),
          COLUMNS(),
          "INSERT INTO throttle (subject_hash, failures, first) VALUES (?, 1, ?)"
          " ON DUPLICATE KEY UPDATE failures = IF(first > ?, failures + 1, 1),"
          " first = IF(failures = 1, ?, first)");
STATEMENT(THROTTLE_CLEAR, PARAMETERS(bytes(subject)), COLUMNS(),
          "DELETE FROM throttle WHERE subject_hash = ?");
STATEMENT(THROTTLE_SWEEP, PARAMETERS(instant(before)), COLUMNS(),
          "DELETE FROM throttle WHERE first < ? LIMIT 100");
STATEMENT_SET(throttle_statements, &THROTTLE_READ, &THROTTLE_COUNT, &THROTTLE_CLEAR,
              &THROTTLE_SWEEP);

/* A part with its length before it: two keys are equal only where all their parts are. */
static void append_key_part(struct buffer *text, const char *part)
{
    if (part == NULL)
        buffer_text(text, "-");
    else
        buffer_format(text, "%zu:%s", strlen(part), part);
}

struct throttle_key throttle_key(struct arena *arena, const char *what, const char *who,
                                 const char *where)
{
    struct buffer text = buffer_open(arena, 128);
    unsigned char hash[DIGEST_BYTES];
    struct throttle_key key;

    append_key_part(&text, what);
    append_key_part(&text, who);
    append_key_part(&text, where);
    digest(text.data, hash);
    memcpy(key.hash, hash, sizeof key.hash);
    return key;
}

const char *throttle_network(struct arena *arena, const char *address)
{
    struct in6_addr six;
    char text[INET6_ADDRSTRLEN];

    if (inet_pton(AF_INET6, address, &six) != 1)
        return address;
    if (IN6_IS_ADDR_V4MAPPED(&six)) {
        inet_ntop(AF_INET, &six.s6_addr[12], text, sizeof text);
        return arena_string(arena, text);
    }
    memset(&six.s6_addr[8], 0, 8);
    inet_ntop(AF_INET6, &six, text, sizeof text);
    return arena_format(arena, "%s/64", text);
}

int throttle_wait(struct database *database, struct arena *arena, const struct throttle_key *key,
                  unsigned max)
{
    int64_t now = clock_now(), left;
    struct THROTTLE_READ_rows *rows = database_query(database, arena, &THROTTLE_READ,
                                                     bytes_of(key->hash, HASH_BYTES), now - WINDOW);
    const struct THROTTLE_READ_row *row;

    if (rows == NULL)
        return -1;
    row = rows_next(rows);
    if (row == NULL || row->failures < max)
        return 0;
    left = row->first + WINDOW - now;
    return (int)(left / CLOCK_SECOND) + 1;
}

int throttle_fail(struct database *database, const struct throttle_key *key)
{
    int64_t now = clock_now();

    if (database_run(database, &THROTTLE_SWEEP, now - WINDOW) != 0)
        return -1;
    return database_run(database, &THROTTLE_COUNT, bytes_of(key->hash, HASH_BYTES), now,
                        now - WINDOW);
}

int throttle_clear(struct database *database, const struct throttle_key *key)
{
    return database_run(database, &THROTTLE_CLEAR, bytes_of(key->hash, HASH_BYTES));
}

void throttle_login(struct arena *arena, const char *name, const char *network,
                    struct throttle_key keys[THROTTLE_LOGIN_KEYS])
{
    char *folded = name != NULL ? arena_string(arena, name) : NULL;

    for (char *c = folded; c != NULL && *c != '\0'; c++)
        if (*c >= 'A' && *c <= 'Z')
            *c = (char)(*c - 'A' + 'a');
    keys[0] = throttle_key(arena, "login", folded, network);
    keys[1] = throttle_key(arena, "login", folded, NULL);
    keys[2] = throttle_key(arena, "login", NULL, network);
}

int throttle_lift_logins(const struct store *store, const struct actor *actor, const char *name,
                         const char *address)
{
    struct arena *arena = store->arena;
    const char *network = address != NULL ? throttle_network(arena, address) : NULL;
    struct throttle_key keys[THROTTLE_LOGIN_KEYS];

    throttle_login(arena, name, network, keys);
    if (database_begin(store->database) != 0)
        return -1;
    for (size_t i = 0; i < THROTTLE_LOGIN_KEYS; i++)
        if (throttle_clear(store->database, &keys[i]) != 0) {
            database_rollback(store->database);
            return -1;
        }
    return audit_commit(
        store->database, arena, actor,
        &(struct audit_entry){.act = AUDIT_THROTTLE_LIFT,
                              .subject = arena_format(arena, "%s %s", name != NULL ? name : "",
                                                      network != NULL ? network : "")});
}
