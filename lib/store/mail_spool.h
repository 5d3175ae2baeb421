/* The spool of mails: rows that are put there within the transaction of what they tell of, and sent
 * later by a process of its own (services/maild.c), on any host.
 *
 * It lies below the accounts, which queue mails in their own transactions; how a mail is written
 * and sent is known to web/mail alone. */
#ifndef LOREHALL_STORE_MAIL_SPOOL_H
#define LOREHALL_STORE_MAIL_SPOOL_H

#include <stdbool.h>
#include <stdint.h>

#include "base/clock.h"
#include "store/database.h"

#define MAIL_ADDRESS_MAX 254 /* bytes: RFC 5321, 4.5.3.1.3, without its angle brackets */
#define MAIL_PATIENCE                                                                              \
    (4 * 86400 * CLOCK_SECOND) /* a mail is tried for so long (RFC 5321, 4.5.4.1) */

/* A mail to be queued. Who reads the database reads neither its text nor the links in it. */
struct mail {
    const char *kind;      /* what it tells, as its view is called: "reset" */
    const char *sender;    /* whose name it bears */
    const char *recipient; /* an address; NULL: nobody, but a row is written all the same */
    const char *language;
    const char *subject;
    struct bytes body; /* sealed */
    int64_t lifetime;  /* how long it is worth sending, in microseconds; 0: MAIL_PATIENCE */
};

/* One of the spool. */
struct queued_mail {
    uint64_t id;
    int64_t created;
    int64_t expires;
    const char *kind;
    const char *sender;
    const char *recipient;
    const char *language;
    const char *subject;
    struct bytes body;
    const char *state; /* "waiting", "sending", "sent", "failed" */
    int64_t next_try;
    uint64_t tries;
    const char *answer; /* what the server said last; NULL: nothing yet */
};

extern const struct statement_set mail_statements;

/* Whether TEXT can be an address that we write to: one @, ASCII without blanks, a domain with a
 * dot. Whether it exists only a mail tells. */
bool mail_address_valid(const char *text);

/* Forgets all mails to an address, sent or not, in the open transaction. 0 or -1. */
int mail_forget(struct database *database, const char *recipient);

/* Queues a mail in the open transaction. 0 or -1. */
int mail_queue(struct database *database, const struct mail *mail);

/* Takes the mail that is due first, so that no other process does within the next ten minutes. One
 * that was taken before and of which nobody told more may have been sent or not: it is taken once
 * more, and not a third time. 1; 0: none is due; -1 on failure. */
int mail_take(struct database *database, struct arena *arena, struct queued_mail *mail);

/* What became of a mail that was taken; ANSWER is what the server said. Put off, it is tried again,
 * later each time, until it is not worth it any more: then, and where a try of it can change
 * nothing, it has failed. 0 or -1. */
int mail_sent(struct database *database, const struct queued_mail *mail, const char *answer);
int mail_put_off(struct database *database, const struct queued_mail *mail, const char *answer);
int mail_fail(struct database *database, const struct queued_mail *mail, const char *answer);

/* How long to wait behind so many tries, in microseconds: from a minute on three times as long each,
 * to four hours. */
int64_t mail_pause(uint64_t tries);

/* Removes what is long done. 0 or -1. */
int mail_sweep(struct database *database);

/* What waits, counted up to MAILS_COUNTED_MAX each. */
#define MAILS_COUNTED_MAX 10000
struct mail_queue_state {
    uint64_t waiting;
    uint64_t failed; /* of those that are still there */
    int64_t oldest;  /* since when the one waits that waits longest, in microseconds; 0: none */
};

/* 0 or -1. */
int mail_queue_read(struct database *database, struct arena *arena, struct mail_queue_state *state);

/* Drops a mail that waits or has failed, text and all: it is listed as dropped, and never sent. 1, 0
 * where there is none such, or -1. */
int mail_drop(struct database *database, uint64_t id);

/* An address as whoever looks after mails sees it, "r…@example.com"; and in a TEXT, such as what a
 * server said of it, wherever it stands there (NULL for NULL). */
char *mail_address_masked(struct arena *arena, const char *address);
const char *mail_text_masked(struct arena *arena, const char *text, const char *address);

/* Which mails are wanted. What is 0 or NULL does not matter. */
struct mail_query {
    const char *state;
    bool oldest;    /* first */
    uint64_t after; /* behind which one */
    unsigned limit;
};

/* Mails without their texts, on the arena; *COUNT tells how many. NULL on failure. */
struct queued_mail *mail_list(struct database *database, struct arena *arena,
                              const struct mail_query *query, size_t *count);

/* Has a mail (0: all) that waits or failed tried at once, for a day at least. How many there are is
 * told by *COUNT. 0 or -1. */
int mail_retry(struct database *database, uint64_t id, uint64_t *count);

#endif
