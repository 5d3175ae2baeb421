/* The tree of one page's comments, in linear time and without recursion: depth is what writers
 * make it, and ClearSilver's own recursion ends in a crash. Children are linked in lists by index,
 * siblings in their order, and the walk goes down, along or up by these links.
 *
 * The rows are not trusted: a parent must stand earlier in the list, so that no cycle and no
 * endless walk can come of damaged ones. */
#include "talk/tree.h"

#include <stdlib.h>
#include <string.h>

#define NONE SIZE_MAX

const char *const thread_sort_names[] = {"conversation", "newest", "best", NULL};

/* Links between comments by index; parents are found through a table by id. */
struct links {
    size_t *parent;
    size_t *first_child;
    size_t *next;
    size_t *table; /* open addressing; holds index + 1 */
    size_t mask;
};

static size_t hash_id(uint64_t id)
{
    return (size_t)(id * UINT64_C(0x9E3779B97F4A7C15) >> 20);
}

static void index_ids(struct links *links, const struct comment *comments, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        size_t slot = hash_id(comments[i].id) & links->mask;

        while (links->table[slot] != 0)
            slot = (slot + 1) & links->mask;
        links->table[slot] = i + 1;
    }
}

/* The index of a comment that stands *before* BEFORE in the list, so that no cycle can form. */
static size_t find_id(const struct links *links, const struct comment *comments, uint64_t id,
                      size_t before)
{
    size_t slot = hash_id(id) & links->mask;

    for (; links->table[slot] != 0; slot = (slot + 1) & links->mask) {
        size_t i = links->table[slot] - 1;

        if (comments[i].id == id && i < before)
            return i;
    }
    return NONE;
}

/* A table of ids by open addressing, twice as large as needed: parents are found in one step, in
 * any order of comments. */
static struct links links_open(struct arena *arena, const struct comment *comments, size_t count)
{
    struct links links = {
        .parent = arena_alloc(arena, count * sizeof(size_t)),
        .first_child = arena_alloc(arena, count * sizeof(size_t)),
        .next = arena_alloc(arena, count * sizeof(size_t)),
    };
    size_t slots = 16;

    while (slots < count * 2)
        slots *= 2;
    links.mask = slots - 1;
    links.table = arena_alloc(arena, slots * sizeof(size_t));
    index_ids(&links, comments, count);
    for (size_t i = 0; i < count; i++) {
        links.first_child[i] = links.next[i] = NONE;
        links.parent[i] =
            comments[i].parent_id == 0 ? NONE : find_id(&links, comments, comments[i].parent_id, i);
    }
    return links;
}

struct ranked {
    int64_t score;
    uint64_t id;
    size_t index;
};

static int by_score(const void *a, const void *b)
{
    const struct ranked *x = a, *y = b;

    if (x->score != y->score)
        return x->score < y->score ? 1 : -1;
    return x->id < y->id ? -1 : x->id > y->id;
}

/* The order in which children are to be met: an array of indices. */
static size_t *sibling_order(struct arena *arena, const struct comment *comments, size_t count,
                             enum thread_sort sort)
{
    size_t *order = arena_alloc(arena, count * sizeof *order + 1);
    struct ranked *ranked;

    if (sort != SORT_BEST) {
        for (size_t i = 0; i < count; i++)
            order[i] = i;
        return order;
    }
    ranked = arena_alloc(arena, count * sizeof *ranked + 1);
    for (size_t i = 0; i < count; i++)
        ranked[i] = (struct ranked){comments[i].score, comments[i].id, i};
    qsort(ranked, count, sizeof *ranked, by_score);
    for (size_t i = 0; i < count; i++)
        order[i] = ranked[i].index;
    return order;
}

/* Hangs each child in front of its parent's list, last of the order first: lists are then in
 * order, and each took one step. */
static void link_children(struct links *links, const size_t *order, size_t count)
{
    for (size_t i = count; i-- > 0;) {
        size_t child = order[i], parent = links->parent[child];

        if (parent == NONE)
            continue;
        links->next[child] = links->first_child[parent];
        links->first_child[parent] = child;
    }
}

/* Emits the tree below ROOT, walking by the links: down, else along, else up. */
static size_t emit(const struct links *links, const struct comment *comments, size_t root,
                   struct tree_node *nodes)
{
    size_t at = root, depth = 0, count = 0;

    for (;;) {
        struct tree_node *node = &nodes[count++];

        *node = (struct tree_node){.comment = &comments[at], .depth = depth};
        if (links->first_child[at] != NONE) {
            at = links->first_child[at];
            depth++;
            continue;
        }
        node->closes = 1;
        while (at != root && links->next[at] == NONE) {
            at = links->parent[at];
            depth--;
            node->closes++;
        }
        if (at == root)
            return count;
        at = links->next[at];
    }
}

void tree_flatten(struct arena *arena, const struct comment *comments, size_t count,
                  enum thread_sort sort, struct tree_node *nodes)
{
    struct links links = links_open(arena, comments, count);
    size_t emitted = 0;

    link_children(&links, sibling_order(arena, comments, count, sort), count);
    for (size_t i = 0; i < count; i++) {
        size_t first = emitted;

        if (links.parent[i] != NONE)
            continue;
        emitted += emit(&links, comments, i, nodes + emitted);
        nodes[first].orphaned = comments[i].top_comment_id != comments[i].id;
    }
}
