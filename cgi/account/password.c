#include "password.h"

#include <string.h>

#include "base/language.h"
#include "web/form/form.h"
#include "web/site.h"

#define SITES_KNOWN_MAX 8

/* Accounts are of all sites, and so is what the first guess at one is. */
enum password_fault password_fault_of(struct request *r, const char *password, const char *name,
                                      const char *email)
{
    const char *known[2 * SITES_KNOWN_MAX + 3];
    const struct site *site;
    size_t count = 0;

    known[count++] = name;
    if (email != NULL)
        known[count++] = email;
    for (size_t i = 0; i < SITES_KNOWN_MAX && (site = site_at(r->worker->sites, i)) != NULL; i++) {
        known[count++] = site->name;
        known[count++] = site->title;
    }
    known[count] = NULL;
    return password_check(r->arena, password, known);
}

const char *new_password(struct request *r, const char *name, const char *email)
{
    size_t before = r->error_count;
    const char *password = form_password(r, "password", ACCOUNT_PASSWORD_BYTES);
    const char *repeat = form_password(r, "repeat", ACCOUNT_PASSWORD_BYTES);
    enum password_fault fault;

    if (r->error_count > before)
        return "";
    fault = password_fault_of(r, password, name, email);
    if (fault != PASSWORD_FINE)
        form_error(r, "password", password_fault_words(r->arena, fault));
    if (strcmp(password, repeat) != 0)
        form_error(r, "repeat", _("The two passwords differ."));
    return password;
}
