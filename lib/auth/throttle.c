#include "auth/throttle.h"

#include "auth/secret.h"
#include "base/clock.h"

#define WINDOW (900 * CLOCK_SECOND)
#define HASH_BYTES ((size_t)16) /* of the digest; a collision only throttles somebody too soon */

STATEMENT(THROTTLE_READ, "bt", "ut",
          "SELECT failures, first FROM throttle WHERE subject_hash = ? AND first > ?");
STATEMENT(THROTTLE_COUNT, "bttt", "",
          "INSERT INTO throttle (subject_hash, failures, first) VALUES (?, 1, ?)"
          " ON DUPLICATE KEY UPDATE failures = IF(first > ?, failures + 1, 1),"
          " first = IF(failures = 1, ?, first)");
STATEMENT(THROTTLE_CLEAR, "b", "", "DELETE FROM throttle WHERE subject_hash = ?");
STATEMENT(THROTTLE_SWEEP, "t", "", "DELETE FROM throttle WHERE first < ? LIMIT 100");
STATEMENT_SET(throttle_statements, &THROTTLE_READ, &THROTTLE_COUNT, &THROTTLE_CLEAR,
              &THROTTLE_SWEEP);

int throttle_wait(struct database *database, struct arena *arena, const char *subject,
                  unsigned most)
{
    unsigned char hash[DIGEST_BYTES];
    int64_t now = clock_now(), left;
    struct rows *rows;

    digest(subject, hash);
    rows = database_query(database, arena, &THROTTLE_READ, hash, HASH_BYTES, now - WINDOW);
    if (rows == NULL)
        return -1;
    if (!rows_next(rows) || rows_u64(rows, 0) < most)
        return 0;
    left = rows_instant(rows, 1) + WINDOW - now;
    return (int)(left / CLOCK_SECOND) + 1;
}

int throttle_fail(struct database *database, const char *subject)
{
    unsigned char hash[DIGEST_BYTES];
    int64_t now = clock_now();

    digest(subject, hash);
    if (database_run(database, &THROTTLE_SWEEP, now - WINDOW) != 0)
        return -1;
    return database_run(database, &THROTTLE_COUNT, hash, HASH_BYTES, now, now - WINDOW, now);
}

int throttle_clear(struct database *database, const char *subject)
{
    unsigned char hash[DIGEST_BYTES];

    digest(subject, hash);
    return database_run(database, &THROTTLE_CLEAR, hash, HASH_BYTES);
}
