/* What the tests of the catalogue share: a game, entries made up at random, a catalogue of them, and
 * how names are looked at without one. */
#ifndef LOREHALL_T_UNIT_TRIAL_H
#define LOREHALL_T_UNIT_TRIAL_H

#include "catalogue/internal.h"
#include "catalogue/snapshot_writer.h"
#include "unit.h"

#define ENTRIES 2600 /* more than two blocks of one kind */
#define CHANGES 300

static const char game_text_of_test[] =
    "Title = Trial\n"
    "Articles = a, An, the\n"
    "Enumerations {\n"
    "  slot {\n    0 = Head\n    3 = Hand\n    9 = Foot\n    40 = Tail\n  }\n"
    "  class {\n    0 = None\n    1 = Bard\n    2 = Monk\n    3 = Mage\n    77 = Thief\n  }\n"
    "  race {\n    Open = 1\n    -4 = Ghost\n    1 = Human\n    2250 = Drake\n    900000 = Thing\n"
    "    12 = Gnome\n  }\n"
    "}\n"
    "Kinds {\n"
    "  item {\n"
    "    Label = Item\n    Plural = Items\n    Weight = 60\n"
    "    Filters = level, price, weight, need, magic, class, race, slots, lore, learn\n"
    "    Fields {\n"
    "      level {\n Type = integer\n Label = Level\n }\n"
    "      price {\n Type = integer\n Label = Price\n High = dearest\n }\n"
    "      weight {\n Type = decimal\n Decimals = 1\n Label = Weight\n Zero = 1\n"
    " High = heaviest\n }\n"
    "      magic {\n Type = flag\n Label = Magic\n }\n"
    "      class {\n Type = choice\n Values = class\n Label = Class\n Zero = 1\n }\n"
    "      race {\n Type = choice\n Values = race\n Label = Race\n }\n"
    "      slots {\n Type = mask\n Values = slot\n Label = Slots\n }\n"
    "      lore {\n Type = text\n Label = Lore\n }\n"
    "      heaviest {\n Type = decimal\n Decimals = 1\n Label = Heaviest\n }\n"
    "      dearest {\n Type = integer\n Label = Dearest\n Zero = 1\n }\n"
    "      need {\n Type = integer\n Label = Need\n High = limit_of\n HighOpen = 1\n }\n"
    "      limit_of {\n Type = integer\n Label = Limit\n }\n"
    "      learn {\n Type = integer\n Label = Learnt\n By = slots\n"
    " Each {\n 40 = by_tail\n 0 = by_head\n 3 = by_hand\n }\n }\n"
    "      by_head {\n Type = integer\n Label = By head\n }\n"
    "      by_hand {\n Type = integer\n Label = By hand\n Zero = 1\n }\n"
    "      by_tail {\n Type = integer\n Label = By tail\n }\n"
    "    }\n"
    "  }\n"
    "  zone {\n"
    "    Label = Zone\n    Plural = Zones\n    Weight = 90\n"
    "    Fields {\n      level {\n Type = integer\n Label = Level\n }\n    }\n"
    "  }\n"
    "}\n";

static const struct game *game;
static struct arena *scratch; /* of one query */
static struct entry *model;   /* what there is, by id - 1 */
static uint64_t seed;

/* ---- entries ---- */

/* A text with what it is folded to behind its NUL. */
static inline const char *twofold(const char *text)
{
    size_t length = strlen(text);
    char *both = arena_alloc(arena, length + NAME_CAPACITY);

    memcpy(both, text, length);
    name_fold(text, both + length + 1, NAME_CAPACITY - 1);
    return arena_copy(arena, both, length + 1 + strlen(both + length + 1));
}

static inline const char *folded_of(const char *twofold)
{
    return twofold + strlen(twofold) + 1;
}

static inline const char *any_of(const char *const *list, size_t count)
{
    return list[unit_below(&seed, count)];
}

static inline const char *random_words(size_t max)
{
    static const char *const words[] = {"Rusty", "sword", "Éclair", "of",     "the", "Émile's",
                                        "10",    "9",     "Long",   "swords", "a",   "an",
                                        "Drake", "竜",    "straße", "Orc",    "orc", "Scalp"};
    size_t count = 1 + unit_below(&seed, max);
    const char *text = any_of(words, COUNT(words));

    while (count-- > 1)
        text = arena_format(arena, "%s %s", text, any_of(words, COUNT(words)));
    return twofold(text);
}

static inline int64_t random_choice(const struct enumeration *values)
{
    return values->choices[unit_below(&seed, values->count)].number;
}

static inline struct value random_value(const struct field *field)
{
    static const int64_t spans[] = {3, 250, 70000, INT64_C(5000000000)};
    struct value value = {.set = unit_below(&seed, 4) != 0};

    if (!value.set)
        return value;
    switch (field->type) {
    case FIELD_TEXT: value.text = random_words(3); return value;
    case FIELD_FLAG: value.number = (int64_t)unit_below(&seed, 2); break;
    case FIELD_CHOICE: value.number = random_choice(field->values); break;
    case FIELD_MASK: value.number = (int64_t)(unit_random(&seed) & unit_random(&seed)); break;
    default:
        value.number = (int64_t)unit_below(&seed, (size_t)spans[field->index % COUNT(spans)]);
        if (unit_below(&seed, 5) == 0)
            value.number = -value.number;
        if (field->index < 3 && unit_below(&seed, 40) == 0)
            value.number = unit_below(&seed, 2) == 0 ? INT64_MAX : INT64_MIN;
    }
    /* As records keep it. */
    if (!field->zero && value.number == 0)
        value.set = false;
    return value;
}

static inline struct entry random_entry(uint64_t id)
{
    struct entry entry = {
        .id = id,
        .kind = &game->kinds[id % 11 == 0],
        .external_id = arena_format(arena, "x%llu", (unsigned long long)id),
        .name = random_words(4),
        .state = unit_below(&seed, 15) == 0 ? ENTRY_VANISHED : ENTRY_CURRENT,
        .hidden = unit_below(&seed, 15) == 0,
        .revision = 1 + unit_below(&seed, 9),
        .created = (int64_t)unit_below(&seed, 1000000),
        .changed = (int64_t)unit_below(&seed, 1000000),
    };

    entry.values = arena_alloc(arena, entry.kind->field_count * sizeof *entry.values);
    for (size_t f = 0; f < entry.kind->field_count; f++)
        entry.values[f] = random_value(&entry.kind->fields[f]);
    return entry;
}

static inline void trial_read_game(void)
{
    game = game_read(arena, unit_file("trial.hdf", game_text_of_test), NULL, stderr);
    assert_non_null(game);
}

/* A catalogue of the model's first COUNT entries. */
static inline struct catalogue *trial_catalogue(size_t count)
{
    const struct snapshot_origin origin = {.declaration = snapshot_declaration(game), .game = 1};
    struct catalogue *catalogue = catalogue_open(game, 1, NULL);
    struct snapshot_writer *writer = snapshot_writer_open(game);
    uint8_t *bytes;
    size_t length;

    for (size_t i = 0; i < count; i++)
        snapshot_writer_add(writer, &model[i]);
    bytes = snapshot_writer_finish(writer, &origin, &length);
    assert_non_null(bytes);
    catalogue->snapshots[CATALOGUE_BASE] = snapshot_open(bytes, length, false, game);
    assert_non_null(catalogue->snapshots[CATALOGUE_BASE]);
    return catalogue;
}

/* Puts the model's entry I over what the catalogue has. */
static inline void trial_change(struct catalogue *catalogue, size_t i, uint64_t row)
{
    struct kept kept = {.id = model[i].id, .changed = row, .entry = &model[i]};

    kept.values = arena_alloc(arena, model[i].kind->field_count * sizeof *kept.values);
    for (size_t f = 0; f < model[i].kind->field_count; f++)
        if (model[i].values[f].set)
            kept.values[kept.count++] = (struct kept_value){(uint32_t)f, model[i].values[f]};
    catalogue_keep(catalogue, &kept, 1);
}

/* ---- the plain way ---- */

static inline bool name_holds(const char *name, const char *words)
{
    char *rest = NULL, list[200], text[200], begins[200];

    snprintf(list, sizeof list, "%s", folded_of(words));
    snprintf(text, sizeof text, " %s", folded_of(name));
    for (char *word = strtok_r(list, " ", &rest); word != NULL; word = strtok_r(NULL, " ", &rest)) {
        snprintf(begins, sizeof begins, " %s", word);
        if (strstr(text, strlen(word) > 2 ? word : begins) == NULL)
            return false;
    }
    return true;
}

static inline int compare_entry_names(const struct entry *a, const struct entry *b)
{
    int order = name_compare_texts(folded_of(a->name), a->name, folded_of(b->name), b->name);

    return order != 0 ? order : a->id < b->id ? -1 : a->id > b->id;
}

static inline void trial_fill(size_t count)
{
    trial_read_game();
    seed = 11;
    model = arena_alloc(arena, (count + CHANGES) * sizeof *model);
    for (size_t i = 0; i < count + CHANGES; i++)
        model[i] = random_entry(i + 1);
}

/* main()'s body. */
static inline int trial_run(const struct CMUnitTest *tests, size_t count)
{
    int failed;

    scratch = arena_open(1);
    failed = _cmocka_run_group_tests("tests", tests, count, NULL, NULL);
    arena_close(scratch);
    return failed;
}

#define TRIAL_RUN(tests)                                                                           \
    (cmocka_set_message_output(CM_OUTPUT_TAP), trial_run((tests), COUNT(tests)))

#endif
