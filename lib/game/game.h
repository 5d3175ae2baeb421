/* A game is data: what games/NAME.hdf declares. No C knows a game's field.
 *
 * A game has kinds (npc, item, zone …), a kind has fields, and relations lead from entries of one
 * kind to entries of another. Everything is read once, when a process starts, and never changes
 * while it runs. doc/add-a-game.md describes the file.
 */
#ifndef LOREHALL_GAME_GAME_H
#define LOREHALL_GAME_GAME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "base/arena.h"

#define DECIMALS_MAX 6
#define ARTICLES_MAX 8
#define ARTICLE_MAX 8 /* letters */
#define AMOUNT_FIELDS 3

enum field_type {
    FIELD_INTEGER, /* a whole number of 64 bits */
    FIELD_DECIMAL, /* a number with a fixed count of decimals, kept as the whole number times 10^n */
    FIELD_FLAG,    /* 0 or 1 */
    FIELD_CHOICE,  /* one of an enumeration's numbers */
    FIELD_MASK,    /* any of an enumeration's bits: choice N is bit 1 << N */
    FIELD_TEXT,
};

/* How a number is shown: "2pp 5gp" for coins, "6 min 40 s" for seconds, "+12", "12.5 %". */
enum field_shown {
    SHOWN_PLAIN,
    SHOWN_SIGNED,
    SHOWN_COINS,
    SHOWN_SECONDS,
    SHOWN_PERCENT,
    SHOWN_NEVER, /* kept, filtered and exported, but on no page */
};

/* One value of an enumeration. */
struct choice {
    int64_t number;
    const char *name;  /* in URLs and files: "shadow-knight" */
    const char *label; /* English; show it by choice_text() */
    const char *brief; /* where room is short: "SHD"; the label where none is given */
    const char *icon;  /* a symbol's name in static/img/items.svg; NULL: none */
    bool is_name;      /* its labels are names: the same in every language */
};

/* How the number beside a choice is told: "Stun" is 5000 for five seconds, "Illusion" 14 for a
 * werewolf. */
enum amount_how {
    AMOUNT_SIGNED, /* +12 */
    AMOUNT_PLAIN,
    AMOUNT_PERCENT,
    AMOUNT_OVER_HUNDRED, /* 170 is +70 %, 70 is -30 % */
    AMOUNT_MILLISECONDS,
    AMOUNT_NONE,  /* the choice alone says it */
    AMOUNT_NAMED, /* one of an enumeration; a negative one is excepted */
};

struct amount {
    int64_t number; /* the choice's */
    enum amount_how how;
    bool level;                       /* what it may be at most is the level of who it works on */
    bool tick;                        /* it comes again with each tick, where it lasts */
    const struct enumeration *values; /* of AMOUNT_NAMED */
};

struct enumeration {
    const char *name;
    const struct choice *choices; /* in the order of the file */
    size_t count;
    bool open; /* other numbers than these may come: they are shown as they are */
    const struct amount *amounts; /* of the choices whose number is not AMOUNT_SIGNED */
    size_t amount_count;
};

/* What a number is for one value of a mask. */
struct by_value {
    const struct choice *choice;
    const struct field *field;
};

/* A field, as its block declares it. What several fields are together (an interval, a number by
 * the values of a mask, an amount) is resolved to pointers once, so that pages and the catalogue
 * ask no names. */
struct field {
    /* In URLs, records and files: a lower-case letter, then those, digits and _. */
    const char *name;
    const char *label;
    const char *brief; /* where room is short */
    const char *unit;  /* NULL: none */
    const char *group; /* the group's label; NULL: none */
    enum field_type type;
    enum field_shown shown;
    unsigned decimals;          /* of FIELD_DECIMAL */
    const struct choice *coins; /* of SHOWN_COINS: the game's, largest first */
    size_t coin_count;
    const struct enumeration *values; /* of FIELD_CHOICE and FIELD_MASK */
    int better;                       /* 1: more is better; -1: less; 0: neither */
    bool zero; /* a value of 0 says something and is shown; else it counts as not there */
    /* Of a choice: the fields of its kind that tell how much it is, how much at most, and whether
     * that grows; NULL: none. game/effect_text.h makes one sentence of them. */
    const struct field *amount[AMOUNT_FIELDS];
    const struct field *lasts; /* the one that is not 0 where it lasts; NULL: none */
    /* Of a number that an interval begins with: the field that it ends with. NULL: it is none. */
    const struct field *high;
    const struct field *low; /* of the field that it ends with, the one that it begins with */
    bool high_open; /* an end that is not there is none; else the interval is its beginning alone */
    /* Of a number that differs by the values of a mask, as the level of a spell does by class: the
     * mask, and the fields of its values, in the enumeration's order. It holds the least of them
     * itself. NULL: it does not differ. */
    const struct field *by;
    const struct by_value *each;
    size_t each_count;
    /* Of the field of one value, the number that is told with all of them. */
    const struct field *whole;
    /* It is such a field, the end of an interval, or one of which the sentence has no need: not
     * shown beside it. */
    bool subsumed;
    size_t index; /* in its kind's or relation's fields */
};

/* What a field holds in one entry. Not set and 0 are the same unless the field has Zero: most
 * fields of most entries are 0 in sources that have no NULL, and say nothing by it. */
struct value {
    bool set;
    int64_t number;   /* of all types but text; a decimal's times 10^decimals */
    const char *text; /* of FIELD_TEXT */
};

struct relation;

struct kind {
    const char *name; /* in URLs, subjects and files: "npc" */
    const char *label;
    const char *plural;
    const char *icon; /* a symbol's name in static/img/kinds.svg */
    const struct field *fields;
    size_t field_count;
    const struct field **filters; /* in the order of the filter panel */
    size_t filter_count;
    const struct field **columns; /* of the list, unless the player chooses others */
    size_t column_count;
    const struct field **card; /* lines of the tooltip */
    size_t card_count;
    /* Choices and masks: the first whose value has an icon gives it. */
    const struct field **icon_by;
    size_t icon_by_count;
    const struct field *mark; /* a flag: entries that have it stand out on maps; NULL: none do */
    const struct field *sort; /* the list's first order; NULL: by name */
    bool sort_down;
    bool map; /* has a map: entries of other kinds have places in it */
    /* On its map, places' x grows to the west and y to the north, and players say Y, X, Z. Else x
     * grows to the east and y to the south. Lines of maps are always as the latter. */
    bool map_inverted;
    unsigned weight; /* a hit's weight among other kinds in a search: 1 to 100 */
    bool internal;   /* seldom looked for by name: its hits stand behind other kinds' */
    /* What tells entries of a name apart: where the first of a relation's leads, and fields. */
    const struct relation *note_relation; /* NULL: none */
    const struct field **note;
    size_t note_count;
    size_t index;
};

/* From each entry of one kind to any number of another's. It is kept once, and read from both
 * ends, whose names and headings differ. */
struct relation {
    const char *name;          /* "drops": also the filter's name in lists of `from` */
    const char *reverse_name;  /* "dropped_by": the filter's name in lists of `to` */
    const char *label;         /* heading on the page of `from`: "Drops" */
    const char *reverse_label; /* on the page of `to`: "Dropped by" */
    const struct kind *from, *to;
    const struct field *fields;
    size_t field_count;
    const struct field **columns; /* those that are shown, in the order in which they are */
    size_t column_count;
    const struct field *sort; /* NULL: by the other's name */
    bool sort_down;
    bool repeats;                     /* the same two entries may be related more than once */
    bool spots;                       /* places on the map of `to` tell the same, spot by spot */
    const struct field **from_fields; /* of `from`, shown beside it on the page of `to` */
    size_t from_field_count;
    const struct field **to_fields; /* of `to`, the same way */
    size_t to_field_count;
    const struct field *count; /* how many of the other it takes; NULL: one */
    /* Of a relation by which things are made (lore/recipe_tree.h; else NULL): the one that tells
     * what that takes, and the one that leads to what is bought rather than made. */
    const char *unfold;
    const char *unless;
    size_t index;
};

struct games;
struct legacy_url;

struct game {
    const char *name; /* the file's */
    const char *title;
    const struct enumeration *enumerations;
    size_t enumeration_count;
    const struct kind *kinds;
    size_t kind_count;
    const struct relation *relations;
    size_t relation_count;
    const struct choice *coins; /* the units of SHOWN_COINS, largest first: number is its worth */
    size_t coin_count;
    /* Words that do not count at a name's beginning, folded as names are, each with a blank behind
     * it. */
    const char *articles[ARTICLES_MAX];
    size_t article_count;
    const struct legacy_url *links; /* what old links mean: game/legacy_url.h */
    size_t link_count;
};

/* Reads games/NAME.hdf (FILE), none of whose kinds may have one of the names in RESERVED (ended by
 * NULL; NULL: none is): by these something else is talked about. What is wrong goes to ERRORS as
 * "FILE:LINE: what", all of it at once; NULL then. The game lives on ARENA. */
const struct game *game_read(struct arena *arena, const char *file, const char *const *reserved,
                             FILE *errors);

/* The length of the article that a folded name begins with, and of the blank behind it; 0: it has
 * none. */
uint32_t game_article(const struct game *game, const char *name);

/* The kind, field or relation with this name; NULL when there is none. */
const struct kind *game_kind(const struct game *game, const char *name);
const struct relation *game_relation(const struct game *game, const char *name);
const struct field *kind_field(const struct kind *kind, const char *name);
const struct field *relation_field(const struct relation *relation, const char *name);

/* The relations that notes begin with, by commas; "": there are none. */
const char *game_note_relations(struct arena *arena, const struct game *game);

/* The choice with this number or name; NULL when there is none. */
const struct choice *choice_by_number(const struct enumeration *values, int64_t number);
const struct choice *choice_by_name(const struct enumeration *values, const char *name);

/* The symbol in static/img/items.svg for an entry with VALUES; NULL: it has none but its kind's. */
const char *kind_icon(const struct kind *kind, const struct value *values);

/* A label of a game's file in the current language. */
const char *game_text(const char *label);

/* What a value is called in the current language; the short way where BRIEF. */
const char *choice_text(const struct choice *choice, bool brief);

#endif
