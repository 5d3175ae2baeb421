#include "base/language.h"

#include <ctype.h>
#include <libintl.h>
#include <locale.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

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

/* A quality value in thousandths, 0 when it is none (RFC 9110, 12.4.2: 0 to 1, at most three
 * decimals). */
static int quality(const char *text)
{
    int weight = *text == '1' ? 1000 : 0;

    if ((*text == '0' || *text == '1') && text[1] == '.')
        for (int unit = 100; unit > 0 && isdigit((unsigned char)text[2]); unit /= 10, text++)
            weight += (text[2] - '0') * unit;
    return weight < 1000 ? weight : 1000;
}

/* Reads one "de-AT;q=0.8" of LENGTH bytes; sets its weight in thousandths. */
static const char *range_language(const char *range, size_t length, int *weight)
{
    char code[3] = "";
    const char *q = memchr(range, ';', length);
    size_t letters = strcspn(range, "-;, \t");

    *weight = 1000;
    if (q != NULL) {
        q += 1 + strspn(q + 1, " \t");
        if ((*q == 'q' || *q == 'Q') && q[1] == '=')
            *weight = quality(q + 2);
    }
    if (*range == '*')
        return language_codes[0];
    if (letters != 2)
        return NULL;
    for (size_t i = 0; i < letters; i++)
        code[i] = (char)tolower((unsigned char)range[i]);
    return language_known(code);
}

const char *language_accepted(const char *header)
{
    const char *best = language_codes[0];
    int best_weight = 0;

    while (header != NULL && *header != '\0') {
        size_t length;
        int weight;
        const char *found;

        header += strspn(header, " \t,");
        length = strcspn(header, ",");
        found = range_language(header, length, &weight);
        if (found != NULL && weight > best_weight) {
            best = found;
            best_weight = weight;
        }
        header += length;
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
