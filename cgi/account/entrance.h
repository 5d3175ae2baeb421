/* Who may register here: as the site says (auth/registration/registration.h). */
#ifndef LOREHALL_ACCOUNT_ENTRANCE_H
#define LOREHALL_ACCOUNT_ENTRANCE_H

#include "auth/registration/registration.h"
#include "web/request.h"

struct entrance {
    struct registration registration;
    uint64_t invitation_id; /* 0: none was given */
    uint64_t rules; /* the revision of the site's rules, which are to be accepted; 0: it has none */
};

/* Reads what the site asks, and sets it in the view. 0 or -1. */
int entrance_read(struct request *r, struct entrance *entrance);

/* Whether the form's invitation and answer are right, and the rules accepted: HTTP_OK, or another status with an error noted. */
enum http_status entrance_check(struct request *r, struct entrance *entrance);

/* What is said of an invitation that does not hold. */
const char *entrance_spent(void);

#endif
