/* How hard a password is to guess is what libzxcvbn says: it knows the passwords that leaks have shown
 * to be common, words and names, and takes a password apart into these, dates, repetitions and rows of
 * keys, also where digits stand for letters. A list alone would not do: of what people make 12
 * characters of when they must, few are on any, and most is two of those that are. */
#include "auth/credentials/password.h"

#include <string.h>
#include <zxcvbn.h>

#include "base/language.h"
#include "base/text/text.h"

/* A thousand million guesses. Of a database that was stolen, with argon2id over 64 MiB, that is more than
 * a year of a processor's core for one account; our own forms let through some thousand guesses a day. */
#define BITS_MIN 30.0

#define WORDS_MAX 32
#define WORD_MIN 4 /* characters; what is shorter is in too many passwords by chance */

struct words {
    const char *list[WORDS_MAX + 1];
    size_t count;
};

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (unsigned char)c >= 0x80;
}

static void add_word(struct words *words, const char *word)
{
    if (words->count < WORDS_MAX && strlen(word) >= WORD_MIN)
        words->list[words->count++] = word;
}

/* Adds TEXT as it is and without what stands between its words, and each of these. */
static void add_words(struct arena *arena, struct words *words, const char *text)
{
    char *lower = arena_string(arena, text), *joined = arena_string(arena, text), *end = joined;

    for (char *c = lower; *c != '\0'; c++) {
        if (*c >= 'A' && *c <= 'Z')
            *c = (char)(*c - 'A' + 'a');
        if (is_letter(*c))
            *end++ = *c;
    }
    *end = '\0';
    add_word(words, joined);
    if (strcmp(joined, lower) != 0)
        add_word(words, lower);
    while (*lower != '\0') {
        size_t length = 0;

        while (is_letter(lower[length]))
            length++;
        if (length > 0 && length < strlen(joined))
            add_word(words, arena_copy(arena, lower, length));
        lower += length + (lower[length] != '\0');
    }
}

enum password_fault password_check(struct arena *arena, const char *password,
                                   const char *const known[])
{
    struct words words = {.count = 0};

    if (text_characters(password) < ACCOUNT_PASSWORD_MIN)
        return PASSWORD_SHORT;
    if (text_characters(password) > ACCOUNT_PASSWORD_MAX)
        return PASSWORD_LONG;
    if (ZxcvbnMatch(password, NULL, NULL) < BITS_MIN)
        return PASSWORD_GUESSABLE;
    for (size_t i = 0; known[i] != NULL; i++)
        add_words(arena, &words, known[i]);
    return ZxcvbnMatch(password, words.list, NULL) < BITS_MIN ? PASSWORD_PERSONAL : PASSWORD_FINE;
}

const char *password_fault_words(struct arena *arena, enum password_fault fault)
{
    switch (fault) {
    case PASSWORD_FINE: break;
    case PASSWORD_SHORT:
        return arena_format(
            arena, _("A password needs at least %d characters; a few words in a row do well."),
            ACCOUNT_PASSWORD_MIN);
    case PASSWORD_LONG:
        return arena_format(arena, _("A password has at most %d characters."),
                            ACCOUNT_PASSWORD_MAX);
    case PASSWORD_GUESSABLE:
        return _("This password is among the first that are tried. A few words in a row that have "
                 "nothing to do with each other do well.");
    case PASSWORD_PERSONAL:
        return _("This password is made of your name, your address or the site's name, which are "
                 "tried first.");
    }
    return "";
}
