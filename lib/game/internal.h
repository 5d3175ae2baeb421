/* Reading a game's file: what its parts share. */
#ifndef LOREHALL_GAME_INTERNAL_H
#define LOREHALL_GAME_INTERNAL_H

#include "base/declaration.h"
#include "base/number.h"
#include "game/game.h"

/* One read. The game's arrays are filled as the parts are read: enumerations before fields, kinds
 * before relations. */
struct game_file {
    struct arena *arena;
    struct faults faults;
    struct game *game;
    const char *const *reserved; /* names that no kind may have; NULL: none */
};

/* One key that a block may have. */
struct game_key {
    const char *name;
    bool required;
    bool block; /* it opens a block; else it has a value */
};

/* Notes each name in BLOCK that is none of KEYS (ended by a NULL name), each that has a block for a
 * value or the reverse, and each required one that is missing. */
void game_keys(struct game_file *file, const struct declaration *block,
               const struct game_key *keys);

/* The value of KEY in BLOCK; NULL when it has none. */
const char *game_value(const struct declaration *block, const char *key);

/* The value of KEY, which must be a label: a line of 1 to 80 characters. OTHERWISE when there is
 * none. */
const char *game_label(struct game_file *file, const struct declaration *block, const char *key,
                       const char *otherwise);

/* The value of KEY, which must be 0 or 1. */
bool game_switch(struct game_file *file, const struct declaration *block, const char *key);

/* The value of KEY, which must be a whole number in RANGE. */
int64_t game_count(struct game_file *file, const struct declaration *block, const char *key,
                   struct number_range range, int64_t otherwise);

/* Which of WORDS (ended by NULL) the value of KEY is; 0 when it is none, which is noted, or not
 * there. */
size_t game_word(struct game_file *file, const struct declaration *block, const char *key,
                 const char *const *words);

/* Whether NAME can name a kind, a field, a relation: a lower-case letter, then those, digits and _,
 * at most MAX. What is wrong is noted on LINE. */
bool game_name(struct game_file *file, unsigned line, const char *name, size_t max);

/* Fills the game's enumerations from the block (NULL: there are none). */
void game_read_enumerations(struct game_file *file, const struct declaration *block);

/* How numbers beside the choices of an enumeration are told: its block Amounts, when all
 * enumerations are read. */
void game_read_amounts(struct game_file *file, const struct declaration *block,
                       struct enumeration *values);

/* The fields that tell how much a choice is: the names that Amount has, when all COUNT fields of
 * the block are read. */
void game_read_amount_fields(struct game_file *file, const struct declaration *block,
                             struct field *fields, size_t count);

/* Numbers that differ by the values of a mask: what By and Each name, when all COUNT fields of the
 * block are read. */
void game_read_by(struct game_file *file, const struct declaration *block, struct field *fields,
                  size_t count);

/* The enumeration with this name; NULL when there is none. */
const struct enumeration *game_enumeration(const struct game *game, const char *name);

/* The units of coins, the largest first. */
void game_read_coins(struct game_file *file, const struct declaration *block);

/* The old links that lead to the game's entries; after kinds. */
void game_read_links(struct game_file *file, const struct declaration *block);

/* The one of COUNT fields that is called NAME, to be completed; NULL: none is. */
struct field *game_field(struct field *fields, size_t count, const char *name);

/* The fields in a block; *COUNT tells how many. Those that are wrong are noted and left out. */
const struct field *game_read_fields(struct game_file *file, const struct declaration *block,
                                     size_t max, size_t *count);

/* The fields that a line may name, and whose they are. */
struct field_scope {
    const char *owner;
    const struct field *fields;
    size_t count;
};

/* All fields of a kind. */
static inline struct field_scope scope_of_kind(const struct kind *kind)
{
    return (struct field_scope){kind->name, kind->fields, kind->field_count};
}

/* The same of a relation. */
static inline struct field_scope scope_of_relation(const struct relation *relation)
{
    return (struct field_scope){relation->name, relation->fields, relation->field_count};
}

/* The fields of SCOPE that LINE's value (NULL: none) names by commas. */
const struct field **game_read_line(struct game_file *file, const struct declaration *line,
                                    struct field_scope scope, size_t *count);

/* The Note of each kind in the block, when all relations are read. */
void game_read_notes(struct game_file *file, const struct declaration *block);

/* The order that KEY's value names, "level" or "-level", among SCOPE's fields; "name" is NULL. */
const struct field *game_read_sort(struct game_file *file, const struct declaration *block,
                                   const char *key, struct field_scope scope, bool *down);

#endif
