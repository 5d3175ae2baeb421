/* What a fuzz target is: a file with libFuzzer's entry point, a name and the words of its language.
 *
 * `./dev fuzz NAME SECONDS` has libFuzzer drive it. Without that, among the unit tests, main.c does:
 * each file of the corpus, then mutations of them. */
#ifndef LOREHALL_T_FUZZ_H
#define LOREHALL_T_FUZZ_H

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/text/text.h"

/* The target's name, which is its corpus' too. */
extern const char fuzz_name[];

/* What mutations put in, ended by NULL. */
extern const char *const fuzz_words[];

/* Runs the target on SIZE bytes; always 0. What must never be ends the process. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Ends the process, and so the run, when CONDITION does not hold. */
#define MUST(condition)                                                                            \
    do {                                                                                           \
        if (!(condition))                                                                          \
            abort();                                                                               \
    } while (0)

/* Whether TEXT is one that may be shown, in lines. */
static inline bool fuzz_is_text(const char *text)
{
    return text_check(text, strlen(text), true) == TEXT_VALID;
}

#endif
