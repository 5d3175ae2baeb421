/* How a number that differs by a mask's values is shown. Only value.c includes this. */
#ifndef LOREHALL_GAME_VALUE_BY_MASK_H
#define LOREHALL_GAME_VALUE_BY_MASK_H

#include "game/value.h"

/* values_shown and values_brief of such a field. */
const char *by_shown(const struct field *field, struct arena *arena, const struct value *values);
const char *by_brief(const struct field *field, struct arena *arena, const struct value *values);

#endif
