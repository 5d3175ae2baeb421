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

void name_skeleton(const char *name, char skeleton[ACCOUNT_NAME_MOST + 1])
{
    static const char from[] = "01i_", to[] = "oll-";
    size_t n = 0;

    for (; *name != '\0' && n < ACCOUNT_NAME_MOST; name++) {
        char c = (char)tolower((unsigned char)*name);
        const char *found = strchr(from, c);

        c = found != NULL ? to[found - from] : c;
        if (n > 0 && c == '-' && skeleton[n - 1] == '-')
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

/* Whether LENGTH bytes of a skeleton are that of NAME. */
static bool looks_like(const char *skeleton, size_t length, const char *name)
{
    char other[ACCOUNT_NAME_MOST + 1];

    name_skeleton(name, other);
    return strlen(other) == length && memcmp(skeleton, other, length) == 0;
}

static bool is_reserved(const char *name)
{
    char skeleton[ACCOUNT_NAME_MOST + 1];
    const char *word = skeleton;

    name_skeleton(name, skeleton);
    for (size_t i = 0; i < sizeof reserved / sizeof *reserved; i++)
        if (looks_like(skeleton, strlen(skeleton), reserved[i]))
            return true;
    while (*word != '\0') {
        size_t length = strcspn(word, "-");

        for (size_t i = 0; i < sizeof reserved_words / sizeof *reserved_words; i++)
            if (looks_like(word, length, reserved_words[i]))
                return true;
        word += length + (word[length] == '-');
    }
    return false;
}

static bool is_separator(char c)
{
    return c == '-' || c == '_';
}

enum name_fault name_check(const char *name)
{
    if (!account_name_fine(name))
        return NAME_SHAPE;
    if (is_separator(name[0]) || is_separator(name[strlen(name) - 1]))
        return NAME_EDGE;
    for (const char *c = name; *c != '\0'; c++)
        if (is_separator(c[0]) && is_separator(c[1]))
            return NAME_EDGE;
    return is_reserved(name) ? NAME_RESERVED : NAME_VALID;
}
