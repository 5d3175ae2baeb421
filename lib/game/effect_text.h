/* How much a choice is, in one sentence: "Stun 5 s, up to level 55", "Mana +1 to +9". The game's
 * file tells which fields have the figures (Amount) and how each choice reads them (Amounts). */
#ifndef LOREHALL_GAME_EFFECT_TEXT_H
#define LOREHALL_GAME_EFFECT_TEXT_H

#include "game/game.h"

/* The value of FIELD among VALUES, those of all fields of its kind, as a player reads it: with how
 * much it is where FIELD has an Amount, else as value_shown() has it. */
const char *effect_text(const struct field *field, struct arena *arena, const struct value *values);

#endif
