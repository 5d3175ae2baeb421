/* Names that look alike ("I1l", "rn" and "m") are one skeleton, so that nobody can pass for
 * somebody else. */
#include "auth/name.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>

/* Names that nobody may register. */
static const char *const reserved[] = {
    "all",       "anonymous", "anybody",    "api",      "author", "deleted",  "everybody",
    "everyone",  "guest",     "help",       "here",     "info",   "mail",     "member",
    "members",   "mod",       "mods",       "news",     "nobody", "null",     "official",
    "owner",     "password",  "postmaster", "reviewer", "root",   "security", "somebody",
    "staff",     "support",   "suspended",  "sysop",    "system", "team",     "trusted",
    "undefined", "unknown",   "webmaster",  "www",      "you",    "abuse",    "me",
};

/* Words that no name may hold between its hyphens. */
static const char *const reserved_words[] = {"admin",      "admins",   "administrator", "moderator",
                                             "moderators", "lorehall", "gamemaster"};

static bool is_separator(char c)
{
    return c == '-' || c == '_';
}

/* The skeleton of the LENGTH bytes of NAME. */
static void part_skeleton(const char *name, size_t length, char skeleton[ACCOUNT_NAME_MAX + 1])
{
    static const char from[] = "01i", to[] = "oll";
    size_t n = 0;

    for (const char *end = name + length; name < end && n < ACCOUNT_NAME_MAX; name++) {
        char c = (char)tolower((unsigned char)*name);
        const char *found = strchr(from, c);

        c = found != NULL ? to[found - from] : c;
        if (is_separator(c))
            continue;
        if (n > 0 && c == 'n' && skeleton[n - 1] == 'r')
            skeleton[n - 1] = 'm';
        else if (n > 0 && c == 'v' && skeleton[n - 1] == 'v')
            skeleton[n - 1] = 'w';
        else
            skeleton[n++] = c;
    }
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

/* Held by skeleton, so that "adm1n" is reserved too. */
static bool is_reserved(const char *name)
{
    const size_t word_count = sizeof reserved_words / sizeof *reserved_words;

    if (looks_like(name, strlen(name), reserved, sizeof reserved / sizeof *reserved) ||
        looks_like(name, strlen(name), reserved_words, word_count))
        return true;
    while (*name != '\0') {
        size_t length = strcspn(name, "-_");

        if (looks_like(name, length, reserved_words, word_count))
            return true;
        name += length + (name[length] != '\0');
    }
    return false;
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
