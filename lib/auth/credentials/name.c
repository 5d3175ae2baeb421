/* Names that look alike ("I1l", "rn" and "m") are one skeleton, so that nobody can pass for
 * somebody else. As names are ASCII, which Unicode's tables of confusables (TR 39) have next to nothing
 * of beyond 0, 1, l and I, a library of these (ICU's uspoof) would only repeat what their shape forbids:
 * other alphabets, and mixing them. */
#include "auth/credentials/name.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>

#include "base/digit.h"

/* Names that nobody may register: what is not somebody, what means somebody else, and what addresses
 * of pages begin with. */
static const char *const reserved[] = {
    "about",    "abuse",    "account",   "accounts",   "all",     "anonymous", "anybody",
    "api",      "author",   "beastiary", "characters", "db",      "everybody", "everyone",
    "forum",    "guest",    "health",    "help",       "here",    "info",      "live",
    "login",    "logout",   "mail",      "me",         "member",  "members",   "metrics",
    "news",     "nobody",   "null",      "official",   "owner",   "password",  "postmaster",
    "publish",  "register", "reviewer",  "robots",     "root",    "search",    "security",
    "sessions", "settings", "sitemap",   "somebody",   "static",  "support",   "suspended",
    "system",   "team",     "trusted",   "undefined",  "unknown", "www",       "you",
    "cbsig",    "accent",   "logo",      "privacy",    "rules",   "page",
};

/* Words of whoever runs a place, and what deleted accounts are called. No name may hold them among its words, with a number behind or not. */
static const char *const staff[] = {
    "admin", "admins",     "administrator", "administrators", "deleted",    "gamemaster",
    "gm",    "lorehall",   "mod",           "moderator",      "moderators", "mods",
    "staff", "superadmin", "superuser",     "sysadmin",       "sysop",      "webmaster",
};

static bool is_separator(char c)
{
    return c == '-' || c == '_';
}

/* What is seen instead of C: 0, 1 and i always, as they are hardly told from o and l; other digits where
 * they are written for letters. */
static char seen_as(char c, bool within_word)
{
    static const char always[] = "01i", as_always[] = "oll";
    static const char written[] = "2345789", as_written[] = "zeastbg";
    const char *found = strchr(always, c);

    if (found != NULL)
        return as_always[found - always];
    found = within_word ? strchr(written, c) : NULL;
    return found != NULL ? as_written[found - written] : c;
}

/* Appends C to what is seen of a name so far: rn is seen as m, and vv as w. */
static size_t append_seen(char *skeleton, size_t n, char c)
{
    if (n > 0 && c == 'n' && skeleton[n - 1] == 'r')
        skeleton[n - 1] = 'm';
    else if (n > 0 && c == 'v' && skeleton[n - 1] == 'v')
        skeleton[n - 1] = 'w';
    else
        skeleton[n++] = c;
    return n;
}

/* The skeleton of the LENGTH bytes of NAME. A digit is within a word while a letter comes behind it:
 * who is the second of a name puts a number at its end. */
static void part_skeleton(const char *name, size_t length, char skeleton[ACCOUNT_NAME_MAX + 1])
{
    size_t word = length, n = 0;

    while (word > 0 && (is_digit(name[word - 1]) || is_separator(name[word - 1])))
        word--;
    for (size_t i = 0; i < length && n < ACCOUNT_NAME_MAX; i++)
        if (!is_separator(name[i]))
            n = append_seen(skeleton, n, seen_as((char)tolower((unsigned char)name[i]), i < word));
    skeleton[n] = '\0';
}

void name_skeleton(const char *name, char skeleton[ACCOUNT_NAME_MAX + 1])
{
    part_skeleton(name, strlen(name), skeleton);
}

/* Whether the LENGTH bytes of NAME look like one of COUNT words. */
static bool looks_like(const char *name, size_t length, const char *const words[], size_t count)
{
    char ours[ACCOUNT_NAME_MAX + 1], theirs[ACCOUNT_NAME_MAX + 1];

    part_skeleton(name, length, ours);
    for (size_t i = 0; i < count; i++) {
        name_skeleton(words[i], theirs);
        if (strcmp(ours, theirs) == 0)
            return true;
    }
    return false;
}

/* The same as it stands, or without the number behind it; a number may be letters, too ("m0d5"). */
static bool looks_like_staff(const char *name, size_t length)
{
    static const size_t count = sizeof staff / sizeof *staff;
    char spelt[ACCOUNT_NAME_MAX + 1];
    size_t word = length;

    for (size_t i = 0; i < length; i++)
        spelt[i] = seen_as((char)tolower((unsigned char)name[i]), true);
    while (word > 0 && (is_digit(name[word - 1]) || is_separator(name[word - 1])))
        word--;
    return looks_like(name, word, staff, count) || looks_like(spelt, length, staff, count);
}

/* How long the first word of NAME is: to a separator, or a capital behind a small letter. */
static size_t first_word(const char *name)
{
    size_t length = 0;

    while (name[length] != '\0' && !is_separator(name[length]) &&
           (length == 0 || !islower((unsigned char)name[length - 1]) ||
            !isupper((unsigned char)name[length])))
        length++;
    return length;
}

/* Held by skeleton, so that "adm1n" is reserved too. */
static bool is_reserved(const char *name)
{
    if (looks_like(name, strlen(name), reserved, sizeof reserved / sizeof *reserved) ||
        looks_like_staff(name, strlen(name)))
        return true;
    while (*name != '\0') {
        size_t length = first_word(name);

        if (looks_like_staff(name, length))
            return true;
        name += length + (is_separator(name[length]) ? 1 : 0);
    }
    return false;
}

bool account_name_valid(const char *name)
{
    size_t length = strspn(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                                 "0123456789-_");

    return name[length] == '\0' && length >= 2 && length <= ACCOUNT_NAME_MAX;
}

void name_handle(const char *name, char handle[ACCOUNT_NAME_MAX + 1])
{
    size_t i = 0;

    for (; name[i] != '\0' && i < ACCOUNT_NAME_MAX; i++)
        handle[i] = (char)tolower((unsigned char)name[i]);
    handle[i] = '\0';
}

enum name_fault name_check(const char *name)
{
    if (!account_name_valid(name))
        return NAME_SHAPE;
    if (is_separator(name[0]) || is_separator(name[strlen(name) - 1]))
        return NAME_EDGE;
    for (const char *c = name; *c != '\0'; c++)
        if (is_separator(c[0]) && is_separator(c[1]))
            return NAME_EDGE;
    return is_reserved(name) ? NAME_RESERVED : NAME_VALID;
}
