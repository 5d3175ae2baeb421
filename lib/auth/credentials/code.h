/* Codes that people type: what is used once in the place of a second factor, or to confirm by a mail. */
#ifndef LOREHALL_AUTH_CREDENTIALS_CODE_H
#define LOREHALL_AUTH_CREDENTIALS_CODE_H

#include "base/arena.h"

#define CODE_CHARACTERS 12 /* of 32 kinds: 60 bits */

/* A fresh random one, of 60 bits, in groups with hyphens between. */
const char *code_make(struct arena *arena);

/* What was meant by what was typed: no blanks or hyphens, small letters, digits for the letters that
 * look like them. Of a text that is too long for a code, nothing. */
const char *code_meant(struct arena *arena, const char *typed);

#endif
