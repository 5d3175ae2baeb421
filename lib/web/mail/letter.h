/* Mails as views: plain text in views/mail/, whose first line is the subject, with an empty line
 * behind it.
 *
 *     struct letter *letter = letter_open(r, "reset");
 *
 *     letter_set(letter, "Mail.link", link);
 *     mail = letter_mail(letter, account.email, 3600 * CLOCK_SECOND);
 *     ... mail_queue within a transaction
 */
#ifndef LOREHALL_WEB_MAIL_LETTER_H
#define LOREHALL_WEB_MAIL_LETTER_H

#include "store/mail_spool.h"
#include "web/request.h"

struct letter;

/* Whether this installation sends mails at all. */
bool letters_sent(const struct request *r);

/* Where links of letters lead: our own pages, by the address that the installation says they have, whatever
 * port was asked by. */
const char *letter_origin(struct request *r);

/* A letter of the view mail/KIND.cs, in the request's language. It knows of Mail.site (its title),
 * Mail.origin (its address), Mail.address and Mail.device (from where and by what is asked) and
 * Mail.now. */
struct letter *letter_open(struct request *r, const char *kind);

/* Sets a value, of which a line is made: nothing that somebody typed begins a line of its own. The
 * path is a literal. */
#define letter_set(letter, path, value) letter_set_((letter), "" path, (value))
void letter_set_(struct letter *letter, const char *path, const char *value);

/* The mail to RECIPIENT (NULL: nobody), worth sending for so long (0: as long as any); on the
 * request's arena. NULL, with a line in the log, where the view makes none. The letter is gone. */
const struct mail *letter_mail(struct letter *letter, const char *recipient, int64_t lifetime);

/* Reads what letter_mail sealed; NULL where that was by another secret. */
const char *letter_body(const struct secret *secret, struct arena *arena, struct bytes sealed);

#endif
