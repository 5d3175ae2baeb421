#include "items.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#define NUMBER(NAME, SPREAD, LEAST, MOST, SHARE, POPULAR)                                          \
    {                                                                                              \
        NAME, COLUMN_NUMBER, SPREAD, LEAST, MOST, SHARE, POPULAR                                   \
    }
#define MASK(NAME, BIT_COUNT, SHARE)                                                               \
    {                                                                                              \
        NAME, COLUMN_MASK, BITS, 0, BIT_COUNT, SHARE, true                                         \
    }
#define ENUM(NAME, MOST)                                                                           \
    {                                                                                              \
        NAME, COLUMN_ENUM, ONE_OF, 1, MOST, 0, true                                                \
    }

enum { TYPE, CLASSES, RACES, SLOTS, QUALITY, EXPANSION, LEVEL };

const struct item_field item_fields[ITEM_FIELDS] = {
    ENUM("type", 60),
    MASK("classes", 16, 30),
    MASK("races", 16, 60),
    MASK("slots", 22, 2),
    ENUM("quality", 7),
    ENUM("expansion", 20),
    NUMBER("level", LOW_MAX, 1, 75, 0, true),
    MASK("flags", 8, 1),
    NUMBER("ac", RARELY, 1, 120, 45, true),
    NUMBER("hp", RARELY, 1, 1500, 50, true),
    NUMBER("mana", RARELY, 1, 1500, 40, true),
    NUMBER("damage", RARELY, 1, 140, 30, true),
    NUMBER("delay", RARELY, 10, 60, 30, true),
    NUMBER("weight", LOW_MAX, 0, 400, 0, true),
    NUMBER("price", LOW_MAX, 0, 5000000, 0, true),
    NUMBER("deity", RARELY, 1, 65535, 3, false),
    NUMBER("size", EVENLY, 0, 4, 0, false),
    NUMBER("endurance", RARELY, 1, 1500, 35, false),
    NUMBER("reach", RARELY, 1, 300, 6, false),
    NUMBER("attack", RARELY, 1, 60, 15, false),
    NUMBER("haste", RARELY, 1, 60, 8, false),
    NUMBER("regeneration", RARELY, 1, 30, 10, false),
    NUMBER("mana_regeneration", RARELY, 1, 30, 10, false),
    NUMBER("shielding", RARELY, 1, 15, 5, false),
    NUMBER("strength", RARELY, 1, 80, 40, false),
    NUMBER("stamina", RARELY, 1, 80, 40, false),
    NUMBER("agility", RARELY, 1, 80, 35, false),
    NUMBER("dexterity", RARELY, 1, 80, 35, false),
    NUMBER("wisdom", RARELY, 1, 80, 35, false),
    NUMBER("intelligence", RARELY, 1, 80, 35, false),
    NUMBER("charisma", RARELY, 1, 80, 30, false),
    NUMBER("fire", RARELY, 1, 100, 25, false),
    NUMBER("cold", RARELY, 1, 100, 25, false),
    NUMBER("magic", RARELY, 1, 100, 30, false),
    NUMBER("poison", RARELY, 1, 100, 25, false),
    NUMBER("disease", RARELY, 1, 100, 25, false),
    NUMBER("corruption", RARELY, 1, 60, 8, false),
    NUMBER("stack", RARELY, 1, 1000, 15, false),
    NUMBER("charges", RARELY, 1, 20, 5, false),
    NUMBER("effect", RARELY, 1, 40000, 12, false),
};

const size_t item_facets[ITEM_FACETS] = {TYPE, CLASSES, RACES, SLOTS, QUALITY, EXPANSION};
const size_t item_shown[PLAN_SHOWN] = {TYPE, CLASSES, SLOTS, LEVEL, 8, 9, 10, 14};

/* splitmix64 */
uint64_t item_random(uint64_t *state)
{
    uint64_t z = *state += 0x9E3779B97F4A7C15U;

    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9U;
    z = (z ^ z >> 27) * 0x94D049BB133111EBU;
    return z ^ z >> 31;
}

/* Below COUNT. */
static unsigned item_below(uint64_t *state, unsigned count)
{
    return (unsigned)(item_random(state) % count);
}

/* From MIN to MAX; the low ones are more often, by the square. */
static int mostly_low(uint64_t *state, int min, int max)
{
    double part = (double)item_below(state, 1000000) / 1000000;

    return min + (int)(part * part * (max - min + 1));
}

static int64_t some_bits(uint64_t *state, const struct item_field *field)
{
    int64_t mask = 0;
    unsigned count = 1 + item_below(state, 4);

    if (item_below(state, 100) < (unsigned)field->share)
        return ((int64_t)1 << field->max) - 1;
    while (count-- > 0)
        mask |= (int64_t)1 << mostly_low(state, 0, field->max - 1);
    return mask;
}

static int64_t value_make(uint64_t *state, const struct item_field *field)
{
    switch (field->spread) {
    case EVENLY:
        return field->min + (int)item_below(state, (unsigned)(field->max - field->min + 1));
    case RARELY:
        if (item_below(state, 100) >= (unsigned)field->share)
            return 0;
        break;
    case BITS: return some_bits(state, field);
    case LOW_MAX:
    case ONE_OF: break;
    }
    return mostly_low(state, field->min, field->max);
}

void item_make(uint32_t id, int64_t values[ITEM_FIELDS])
{
    uint64_t state = id * 2654435761U;

    for (size_t i = 0; i < ITEM_FIELDS; i++)
        values[i] = value_make(&state, &item_fields[i]);
}

/* ---- names ---- */

static const char *const nouns[] = {
    "Sword",     "Dagger",  "Staff",     "Ring",     "Cloak",  "Helm",    "Boots",
    "Gauntlets", "Belt",    "Shield",    "Bow",      "Arrow",  "Potion",  "Scroll",
    "Tome",      "Amulet",  "Earring",   "Bracer",   "Mantle", "Robe",    "Tunic",
    "Mask",      "Spear",   "Hammer",    "Axe",      "Club",   "Flute",   "Drum",
    "Lute",      "Gem",     "Idol",      "Totem",    "Key",    "Lantern", "Breastplate",
    "Leggings",  "Sleeves", "Vambraces", "Scimitar", "Mace",
};

static const char *const adjectives[] = {
    "Rusty",   "Polished", "Ancient", "Glowing", "Cracked",   "Fine",   "Bloodied", "Runed",
    "Silver",  "Golden",   "Mithril", "Bone",    "Obsidian",  "Frozen", "Burning",  "Shadow",
    "Blessed", "Cursed",   "Ornate",  "Plain",   "Enchanted", "Woven",  "Leather",  "Velium",
};

#define COUNT(LIST) (sizeof(LIST) / sizeof(LIST)[0])

/* One of 3,000 made-up words, of two or three syllables. */
static void word_make(uint64_t *state, char word[20])
{
    static const char *const starts[] = {"b", "br", "d", "dr", "f", "g",  "gr", "k",  "kh", "l",
                                         "m", "n",  "p", "r",  "s", "sh", "t",  "th", "v",  "z"};
    static const char *const ends[] = {"a",  "ar", "e", "el", "en", "i",  "in", "o",
                                       "or", "os", "u", "ul", "yn", "ax", "eth"};
    uint64_t which = (uint64_t)mostly_low(state, 0, 2999) + 1;
    unsigned syllables = 2 + item_below(&which, 2);

    word[0] = '\0';
    while (syllables-- > 0) {
        size_t length = strlen(word);

        snprintf(word + length, 20 - length, "%s%s", starts[item_below(&which, COUNT(starts))],
                 ends[item_below(&which, COUNT(ends))]);
    }
    word[0] = (char)toupper((unsigned char)word[0]);
}

void name_make(uint32_t id, char name[NAME_SIZE])
{
    uint64_t state = id * 40503U + 7;
    const char *adjective = adjectives[item_below(&state, COUNT(adjectives))];
    const char *noun = nouns[item_below(&state, COUNT(nouns))];
    char first[20], second[20];

    word_make(&state, first);
    word_make(&state, second);
    switch (item_below(&state, 5)) {
    case 0: snprintf(name, NAME_SIZE, "%s %s", first, noun); break;
    case 1: snprintf(name, NAME_SIZE, "%s %s of %s", adjective, noun, first); break;
    case 2: snprintf(name, NAME_SIZE, "%s's %s %s", first, adjective, noun); break;
    case 3: snprintf(name, NAME_SIZE, "%s of %s %s", noun, first, second); break;
    default: snprintf(name, NAME_SIZE, "%s %s", first, second); break;
    }
}

/* ---- questions ---- */

struct plan plan_make(unsigned number)
{
    static const size_t masks[] = {CLASSES, RACES, SLOTS};
    static const size_t choices[] = {TYPE, QUALITY, EXPANSION};
    struct plan plan = {0};
    uint64_t state = 1000 + number;
    const struct item_field *range;

    /* The numbers begin with the level; what a player sorts by is a number too. By turns one of
     * the popular ones, and any. */
    do
        plan.range = LEVEL + item_below(&state, number % 2 ? ITEM_FIELDS - LEVEL : 9);
    while (item_fields[plan.range].kind != COLUMN_NUMBER);
    do
        plan.sort = LEVEL + item_below(&state, number % 3 ? 9 : ITEM_FIELDS - LEVEL);
    while (item_fields[plan.sort].kind != COLUMN_NUMBER);
    range = &item_fields[plan.range];
    plan.low = 1 + mostly_low(&state, 0, range->max / 4);
    plan.high = plan.low + range->max / 4 + (int)item_below(&state, (unsigned)range->max);
    plan.mask = masks[item_below(&state, COUNT(masks))];
    for (unsigned i = 1 + item_below(&state, 3); i > 0; i--)
        plan.bits |= (uint64_t)1 << item_below(&state, (unsigned)item_fields[plan.mask].max);
    plan.choice = choices[item_below(&state, COUNT(choices))];
    plan.value_count = 1 + item_below(&state, 5);
    for (size_t i = 0; i < plan.value_count; i++)
        plan.values[i] = 1 + (int)((unsigned)number + i * 3) % item_fields[plan.choice].max;
    return plan;
}
