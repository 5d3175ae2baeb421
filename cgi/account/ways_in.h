/* What lets somebody into an account besides its password, as forms that set another show it: each can be
 * ended with the old one (auth/credentials/ways_in.h). */
#ifndef LOREHALL_ACCOUNT_WAYS_IN_H
#define LOREHALL_ACCOUNT_WAYS_IN_H

#include "auth/account.h"
#include "web/request.h"

/* Those of an account. */
struct ways_in_form {
    struct way_in *list;
    size_t count;
    bool by_mail; /* its owner has shown no more than that they read its mails */
};

/* Reads them, and sets Ways.N for the view: field, title, created, new, ends, chosen (as the form that was
 * sent has it; of one that was not, the new ones where they come by mail). 0 or -1. */
int ways_in_read(struct request *r, uint64_t account_id, bool by_mail, struct ways_in_form *ways);

/* Those that were chosen in the form that was sent, and may be ended by it. */
struct ways_in_ended ways_in_chosen(struct request *r, const struct ways_in_form *ways);

/* The mail that tells the owner of a new password, with what ended by it and what did not. As notice_mail. */
const struct mail *password_mail(struct request *r, const struct account *account,
                                 const struct ways_in_form *ways);

#endif
