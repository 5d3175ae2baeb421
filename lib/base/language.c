#include "base/language.h"

#include <ctype.h>
#include <libintl.h>
#include <locale.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/accept.h"
#include "base/log.h"

#define DOMAIN "lorehall"

const char *const language_codes[] = {"en", "de", NULL};

static const char *current;

/* gettext's own counter of catalogue changes: raising it drops its cache of the old language
 * (GNU gettext manual, "Being a gettext grok"). */
extern int _nl_msg_cat_cntr;

void language_open(const char *directory)
{
    /* C.UTF-8 is part of glibc itself; LANGUAGE then picks the catalogue, so that no locale needs
     * to be generated on the machine. */
    if (setlocale(LC_CTYPE, "C.UTF-8") == NULL || setlocale(LC_MESSAGES, "C.UTF-8") == NULL)
        log_warning("the locale C.UTF-8 is missing: messages stay English");
    bindtextdomain(DOMAIN, directory);
    bind_textdomain_codeset(DOMAIN, "UTF-8");
    textdomain(DOMAIN);
    current = NULL;
    language_set(language_codes[0]);
}

void language_set(const char *code)
{
    if (current != NULL && strcmp(current, code) == 0)
        return;
    setenv("LANGUAGE", code, 1);
    _nl_msg_cat_cntr++;
    current = language_known(code);
}

const char *language_known(const char *code)
{
    for (size_t i = 0; language_codes[i] != NULL; i++)
        if (strcmp(language_codes[i], code) == 0)
            return language_codes[i];
    return NULL;
}

/* The language of ours that an element of Accept-Language means; NULL for none. */
static const char *accepted_language(const struct accepted *accepted)
{
    size_t letters = strcspn(accepted->name, "-;, \t");
    char code[3] = "";

    if (*accepted->name == '*')
        return language_codes[0];
    if (letters != 2)
        return NULL;
    for (size_t i = 0; i < letters; i++)
        code[i] = (char)tolower((unsigned char)accepted->name[i]);
    return language_known(code);
}

const char *language_accepted(const char *header)
{
    const char *best = language_codes[0];
    int best_weight = 0;
    struct accepted accepted;

    while (header != NULL && accepted_next(&header, &accepted)) {
        const char *found = accepted_language(&accepted);

        if (found != NULL && accepted.weight > best_weight) {
            best = found;
            best_weight = accepted.weight;
        }
    }
    return best;
}

/* Messages are written in the first language: there is no catalogue to look into. */
static bool as_written(void)
{
    return current == language_codes[0];
}

const char *language_text(const char *message)
{
    /* gettext("") answers with the catalogue's header. */
    return *message == '\0' || as_written() ? message : gettext(message);
}

const char *language_plural(const char *one, const char *many, unsigned long count)
{
    if (as_written())
        return count == 1 ? one : many;
    return ngettext(one, many, count);
}
