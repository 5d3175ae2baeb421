/* What an entry is made of, and what that is made of in its turn: recipes down to what is bought or
 * found.
 *
 * A game's file declares it: a relation with Unfold ("makes", from a recipe to its product, with
 * Unfold = uses) says that whoever asks what its `from` takes goes by the relation that it names,
 * and on from there by whatever makes that.
 */
#ifndef LOREHALL_LORE_RECIPE_TREE_H
#define LOREHALL_LORE_RECIPE_TREE_H

#include "lore/entry.h"

#define RECIPE_TREE_LEVELS 8

/* One line of it, in the order in which it is read: a thing, below it what it is made of. */
struct recipe_line {
    unsigned level; /* 0: what the entry itself takes */
    uint64_t id;    /* what is needed */
    const char *name;
    uint64_t count;    /* how many of it, for one making of the entry */
    uint64_t back;     /* how many of these are given back: a tool serves every making */
    uint64_t maker_id; /* by what it is made; 0: it is bought or found */
    const char *maker_name;
    bool again; /* its making stands higher up: it leads in a circle, and ends here */
};

/* One thing of the shopping list: what is not made by oneself. */
struct shopping_item {
    uint64_t id;
    const char *name;
    uint64_t count;
    uint64_t kept; /* how many of these are still there at the end */
};

extern const struct statement_set recipe_tree_statements;

/* The relation that recipe trees of KIND follow; NULL where there are none. */
const struct relation *recipe_tree_relation(const struct game *game, const struct kind *kind);

/* What ENTRY takes. One query. *COUNT tells how many lines; NULL on failure. */
struct recipe_line *recipe_tree(const struct game_context *context, const struct entry *entry,
                                size_t *count);

/* The lines' things that are not made, each once, by name. */
struct shopping_item *recipe_tree_wanted(struct arena *arena, const struct recipe_line *lines,
                                         size_t line_count, size_t *count);

#endif
