#include "web/mail/notice.h"

#include "web/mail/letter.h"

const struct mail *notice_renamed(struct request *r, const struct account *account,
                                  const char *name, const char *reason)
{
    struct letter *letter;

    if (account->email == NULL || !letters_sent(r))
        return NULL;
    letter = letter_open(r, "name");
    letter_set(letter, "Mail.was", account->name);
    letter_set(letter, "Mail.name", name);
    if (reason != NULL) {
        letter_set(letter, "Mail.by_admin", "1");
        letter_set(letter, "Mail.reason", reason);
    }
    return letter_mail(letter, account->email, 0);
}
