/* Beside libFuzzer, which drives a target here: with LOREHALL_FUZZ_WORDS in the environment the
 * target's words are written to standard output, as a dictionary for -dict=, and that is all. */
#include <stdio.h>

#include "fuzz.h"

int LLVMFuzzerInitialize(int *argc, char ***argv);

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    (void)argc, (void)argv;
    if (getenv("LOREHALL_FUZZ_WORDS") == NULL)
        return 0;
    for (size_t i = 0; fuzz_words[i] != NULL; i++) {
        if (*fuzz_words[i] == '\0')
            continue; /* it begins with a NUL, and a dictionary takes no empty word */
        putchar('"');
        for (const char *c = fuzz_words[i]; *c != '\0'; c++)
            printf("\\x%02X", (unsigned)(uint8_t)*c);
        puts("\"");
    }
    exit(0);
}
