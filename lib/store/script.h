/* A script of SQL, statement by statement. */
#ifndef LOREHALL_STORE_SCRIPT_H
#define LOREHALL_STORE_SCRIPT_H

#include "base/arena.h"

/* The next statement of a script, without the comments before it and the semicolon behind it;
 * semicolons in quotes and comments end none. NULL at the script's end. *POSITION goes on behind
 * it. DELIMITER is not known. */
const char *script_next(struct arena *arena, const char **position);

#endif
