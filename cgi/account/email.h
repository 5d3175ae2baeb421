/* An account's address, and what its owner is told by mail. */
#ifndef LOREHALL_ACCOUNT_EMAIL_H
#define LOREHALL_ACCOUNT_EMAIL_H

#include "auth/account.h"
#include "web/request.h"

/* Sets what the settings show of the address. 0 or -1. */
int set_email(struct request *r);

/* Reads an address; "" where the field is empty, or with an error noted. */
const char *new_email(struct request *r, const char *field);

/* Sends a link to the address, if it was not sent one just now; and a notice to the one that the
 * account has. 0 or -1. */
int ask_to_verify(struct request *r, const struct account *account, const char *email);

/* The mail that tells the account's owner of what happened, by the view mail/KIND.cs. NULL where
 * nobody can be told, or none is sent here. */
const struct mail *notice_mail(struct request *r, const char *kind, const struct account *account);

/* POST /account/settings, action=email: email (empty: none any more), email_password, email_code. */
enum http_status change_email(struct request *r);

/* GET and POST /account/verify: token, from the mail. */
enum http_status verify_form(struct request *r);
enum http_status verify_post(struct request *r);

/* Shows that the link is good no more. */
enum http_status link_gone(struct request *r);

/* The token of the link that was followed, from the query or the form; "" where there is none. */
const char *link_token(struct request *r);

#endif
