#include "auth/credentials/code.h"

#include <sodium.h>

#include "base/buffer.h"

#define GROUP 4
#define TYPED_MAX 64 /* of a code, with whatever was typed between */

/* Without letters that are taken for digits or for each other (Crockford's base 32). */
static const char letters[] = "0123456789abcdefghjkmnpqrstvwxyz";

const char *code_make(struct arena *arena)
{
    struct buffer code = buffer_open(arena, 20);

    for (size_t i = 0; i < CODE_CHARACTERS; i++) {
        if (i > 0 && i % GROUP == 0)
            buffer_byte(&code, '-');
        buffer_byte(&code, letters[randombytes_uniform(sizeof letters - 1)]);
    }
    return code.data;
}

const char *code_meant(struct arena *arena, const char *typed)
{
    struct buffer code = buffer_open(arena, TYPED_MAX);

    for (; *typed != '\0' && code.length < TYPED_MAX; typed++) {
        char c = *typed >= 'A' && *typed <= 'Z' ? (char)(*typed - 'A' + 'a') : *typed;

        if (c == ' ' || c == '-')
            continue;
        buffer_byte(&code, c == 'o' ? '0' : c == 'i' || c == 'l' ? '1' : c);
    }
    return *typed == '\0' ? code.data : "";
}
