#include "talk/import_batch.h"

#include <stdlib.h>
#include <string.h>

static int compare_key(const void *key, const void *element)
{
    return strcmp(key, (*(struct import_item *const *)element)->line.id);
}

static int compare_ids(const void *a, const void *b)
{
    return compare_key((*(struct import_item *const *)a)->line.id, b);
}

/* Lists the items by their ids, and finds the parents that are among them. */
static void link_parents(struct import_batch *batch)
{
    for (size_t i = 0; i < batch->count; i++)
        batch->by_id[i] = &batch->items[i];
    qsort(batch->by_id, batch->count, sizeof(struct import_item *), compare_ids);
    for (size_t i = 0; i < batch->count; i++) {
        const char *parent = batch->items[i].line.parent;
        struct import_item **found = NULL;

        if (parent != NULL)
            found = bsearch(parent, batch->by_id, batch->count, sizeof(struct import_item *),
                            compare_key);
        batch->items[i].parent_item = found != NULL ? *found : NULL;
    }
}

static void reject(struct import_item *item, const char *reason)
{
    item->state = IMPORT_REJECTED;
    item->reason = reason;
}

static void add(struct import_batch *batch, struct import_item *item)
{
    item->state = IMPORT_ADDED;
    item->thread->added++;
    item->thread->touched = true;
    batch->added[batch->added_count++] = item;
}

static void change(struct import_item *item)
{
    item->state = IMPORT_CHANGED;
    item->thread->touched = true;
}

static void judge_known(struct import_item *item)
{
    if (item->comment.thread_id != item->thread->id)
        reject(item, "it was imported before, in another thread");
    else if (item->comment.parent_id != item->parent.id)
        reject(item, "it was imported before, with another parent");
    else if (item->same && item->line.score == item->imported_score)
        item->state = IMPORT_UNCHANGED;
    else
        change(item);
}

static void judge_opening(struct import_batch *batch, struct import_item *item)
{
    if (item->thread->id != 0 || item->thread->opening != NULL) {
        reject(item, "its thread has another opening post");
        return;
    }
    item->thread->opening = item;
    add(batch, item);
}

/* A reply whose parent is a line of this batch. */
static void judge_below(struct import_batch *batch, struct import_item *item)
{
    switch (item->parent_item->state) {
    case IMPORT_ADDED: add(batch, item); break;
    case IMPORT_REJECTED: reject(item, "its parent was rejected"); break;
    default: /* deferred, or one of a circle: the wave that moves nothing any more finds that out */
        item->state = IMPORT_DEFERRED;
    }
}

static void judge_reply(struct import_batch *batch, struct import_item *item)
{
    const char *elsewhere = "its parent is in another thread";

    if (item->parent.id != 0) {
        if (item->parent.thread_id == item->thread->id)
            add(batch, item);
        else
            reject(item, elsewhere);
        return;
    }
    if (item->staged_parent_thread == NULL)
        reject(item, arena_format(batch->job->arena,
                                  "its parent \"%s\" is not in the file, or was rejected",
                                  item->line.parent));
    else if (strcmp(item->staged_parent_thread, item->thread->external_id) != 0)
        reject(item, elsewhere);
    else if (item->parent_item != NULL)
        judge_below(batch, item);
    else
        item->state = IMPORT_DEFERRED;
}

static void judge(struct import_batch *batch, struct import_item *item)
{
    if (item->thread->id != 0 && item->thread->site_id != batch->job->options->site_id)
        reject(item, "its thread was imported to another site from this source");
    else if (item->comment.id != 0)
        judge_known(item);
    else if (item->line.parent == NULL)
        judge_opening(batch, item);
    else
        judge_reply(batch, item);
}

/* Judges an item after those of its ancestors that are not judged yet: so parents come before their
 * children, and else all in the order of their time. ABOVE has room for all items. */
static void judge_from_above(struct import_batch *batch, struct import_item *item,
                             struct import_item **above)
{
    size_t height = 0;

    for (; item != NULL && item->state == IMPORT_PENDING; item = item->parent_item) {
        item->state = IMPORT_NEXT;
        above[height++] = item;
    }
    while (height > 0)
        judge(batch, above[--height]);
}

void import_judge(struct import_batch *batch)
{
    struct import_item **above =
        arena_alloc(batch->job->arena, batch->count * sizeof(struct import_item *));

    link_parents(batch);
    for (size_t i = 0; i < batch->count; i++)
        judge_from_above(batch, &batch->items[i], above);
}
