/* Values of fields: read from text, shown to people, kept in records. */
#ifndef LOREHALL_GAME_VALUE_H
#define LOREHALL_GAME_VALUE_H

#include "base/buffer.h"
#include "base/bytes.h"
#include "game/game.h"

/* Parses what a file, a form or a URL gives for FIELD: a number, a decimal ("12.5"), a choice's
 * number or name, a mask's number or names joined by commas, 0/1, text. False when it is none:
 * the value is not set then, as that of an empty text is not. */
bool value_parse(const struct field *field, struct arena *arena, const char *text,
                 struct value *value);

/* The value as files have it and value_parse reads it: "12.5", "3", a mask's and choice's number.
 * "" where it is not set. */
const char *value_plain(const struct field *field, struct arena *arena, const struct value *value);

/* The value as a player reads it, in the current language: "2pp 5gp", "Warrior, Cleric", "All",
 * "6 min 40 s". "" where there is nothing to show. */
const char *value_shown(const struct field *field, struct arena *arena, const struct value *value);

/* The same where room is short: "WAR CLR". */
const char *value_brief(const struct field *field, struct arena *arena, const struct value *value);

/* An interval: from LOW to HIGH, both included. */
struct interval {
    bool set;   /* either end is there */
    bool below; /* the lower one is; else it is 0 */
    bool open;  /* it has no upper end, which is INT64_MAX */
    int64_t low, high;
};

/* What an interval's two fields come to among VALUES; of a field that begins none it is its
 * value. */
struct interval values_interval(const struct field *field, const struct value *values);

/* What a number that differs by a mask's values (field->by) comes to. */
struct breakdown {
    bool set;          /* there is one */
    int64_t low, high; /* the least and the largest */
    size_t count;      /* of those that are told by value; 0: only the least of all is known */
    const struct by_value *list[64]; /* by their numbers */
};

/* It among VALUES, for those values of the mask that ASKED has (UINT64_MAX: all). */
struct breakdown values_breakdown(const struct field *field, const struct value *values,
                                  uint64_t asked);

/* The same where room is short: "9" where it is one number, "CLR 9 PAL 22" of two, else "from
 * 9". */
const char *values_asked(const struct field *field, struct arena *arena, const struct value *values,
                         uint64_t asked);

/* What value_shown, value_brief and value_present are for what FIELD holds among all VALUES of its
 * kind or relation: intervals are one value, "3–5", and so is what differs by a mask's values:
 * "Cleric 9, Paladin 22", in short "from 9". */
const char *values_shown(const struct field *field, struct arena *arena,
                         const struct value *values);
const char *values_brief(const struct field *field, struct arena *arena,
                         const struct value *values);
bool values_present(const struct field *field, const struct value *values);

/* The same as value_same. */
bool values_same(const struct field *field, const struct value *a, const struct value *b);

/* Whether there is something to show: of fields that are never shown there is not. */
bool value_present(const struct field *field, const struct value *value);

/* Whether a record keeps it: not an empty text, and not 0 unless the field has Zero. */
bool value_kept(const struct field *field, const struct value *value);

/* A number of FIELD, which is not text, from its plain form; whether a choice is one of the
 * enumeration's is not asked. Sets VALUE; false when it is none or too large. */
bool value_number(const struct field *field, const char *text, struct value *value);

/* Whether two values of FIELD are the same (0 and not set are, unless the field has Zero). */
bool value_same(const struct field *field, const struct value *a, const struct value *b);

/* The record of COUNT fields: a JSON object of the values that are there, in the fields' order, so
 * equal values give equal bytes: {"level":50,"weight":1.5,"lore":"…"}. */
const char *record_text(const struct field *fields, size_t count, struct arena *arena,
                        const struct value *values);

/* Parses it into COUNT values. What the fields do not have is left out, so that a record outlives a
 * change of the game's file. False when it is not such a record. */
bool record_parse(const struct field *fields, size_t count, struct arena *arena,
                  struct bytes record, struct value *values);

#endif
