/* Links that are sent by mail and are good once: to show that an address is one's own, and to set a
 * new password; and codes, to confirm that it is oneself. Only a hash of what makes them good is kept. */
#ifndef LOREHALL_AUTH_LINK_H
#define LOREHALL_AUTH_LINK_H

#include <stdint.h>

#include "auth/audit.h"
#include "store/mail_spool.h"
#include "store/store.h"

#define LINK_VERIFY_LIFETIME (86400 * CLOCK_SECOND)
#define LINK_RESET_LIFETIME (3600 * CLOCK_SECOND)
#define LINK_CONFIRM_LIFETIME (600 * CLOCK_SECOND)

enum link_purpose { LINK_VERIFY, LINK_RESET, LINK_CONFIRM };

struct account_link {
    enum link_purpose purpose;
    const char *token;   /* what its bearer has */
    uint64_t account_id; /* 0: nobody's; such a link is good for nothing */
    const char *email;   /* where it was sent */
    const char *name;    /* the account's; of a link that was found */
    const char *was;     /* its address until now, NULL: none; the same */
};

extern const struct statement_set link_statements;

/* Makes the link good, with its record, and queues the mails: the one that it is sent by, and a
 * notice (NULL: none). All but those to verify one are good only where the account still has the address.
 * 0 or -1, also where the actor's session has ended. */
int link_open(const struct store *store, const struct actor *actor, const struct account_link *link,
              const struct mail *mail, const struct mail *notice);

/* The link that TOKEN is good for. 1; 0: none; -1 on failure. */
int link_find(struct database *database, struct arena *arena, enum link_purpose purpose,
              const char *token, struct account_link *link);

/* Uses it up, within the open transaction, and all others of its account with it; one to confirm by uses
 * up itself only, also without a transaction. 1; 0: it is good no
 * more; -1 on failure. */
int link_use(struct database *database, const struct account_link *link);

/* Ends all links of an account within the open transaction. 0 or -1. */
int link_end_all(struct database *database, uint64_t account_id);

/* The address that an account's last link to verify one was sent to, as long as that is good; NULL:
 * none, or on failure. */
const char *link_pending_email(struct database *database, struct arena *arena, uint64_t account_id);

#endif
