/* What becomes of each line of a batch, by what is here and what came before it. The order of
 * lines lets one look decide: when a line is judged, its parent was.
 *
 * What was imported before is only changed, never moved: its branch, and those of all that answer
 * it, follow from where it stands. Where moderators merged or split its thread, that is another place
 * than the line says, and what answers it goes there. */
#include "talk/import/batch.h"

#include <stdlib.h>
#include <string.h>

static int compare_id_with_item(const void *key, const void *element)
{
    return strcmp(key, (*(struct import_item *const *)element)->line.id);
}

static int compare_items_by_id(const void *a, const void *b)
{
    return compare_id_with_item((*(struct import_item *const *)a)->line.id, b);
}

/* Lists the items by their ids, and finds the parents that are among them. */
static void link_parents(struct import_batch *batch)
{
    for (size_t i = 0; i < batch->count; i++)
        batch->by_id[i] = &batch->items[i];
    qsort(batch->by_id, batch->count, sizeof(struct import_item *), compare_items_by_id);
    for (size_t i = 0; i < batch->count; i++) {
        const char *parent = batch->items[i].line.parent;
        struct import_item **found = NULL;

        if (parent != NULL)
            found = bsearch(parent, batch->by_id, batch->count, sizeof(struct import_item *),
                            compare_id_with_item);
        batch->items[i].parent_item = found != NULL ? *found : NULL;
    }
}

static void mark_rejected(struct import_item *item, const char *reason)
{
    item->state = IMPORT_REJECTED;
    item->reason = reason;
}

static void mark_added(struct import_batch *batch, struct import_item *item)
{
    item->state = IMPORT_ADDED;
    item->home->added++;
    item->home->touched = true;
    batch->added[batch->added_count++] = item;
}

static void mark_changed(struct import_item *item)
{
    item->state = IMPORT_CHANGED;
    item->home->touched = true;
}

static void judge_known(struct import_item *item)
{
    if (item->comment.thread_id != item->home->id)
        mark_rejected(item, "it was imported before, in another thread");
    else if (item->comment.parent_id != item->parent.id && !item->thread->moved_from)
        mark_rejected(item, "it was imported before, with another parent");
    else if (item->same && item->line.score == item->imported_score)
        item->state = IMPORT_UNCHANGED;
    else
        mark_changed(item);
}

static void judge_opening(struct import_batch *batch, struct import_item *item)
{
    if (item->thread->id != 0 || item->thread->opening != NULL) {
        mark_rejected(item, "its thread has another opening post");
        return;
    }
    item->thread->opening = item;
    mark_added(batch, item);
}

/* Whether the line of this id, of an earlier batch that left no comment, would have: a trial takes
 * back what each wrote. */
static bool taken_before(const struct import_job *job, const char *id)
{
    return job->options->trial && text_map_get(&job->lost, NULL, id) == NULL;
}

/* A parent that is here counts before one in the file; one in the same batch must have been
 * taken, which its earlier place has decided. */
static void judge_reply(struct import_batch *batch, struct import_item *item)
{
    const char *elsewhere = "its parent is in another thread";

    if (item->parent.id != 0) {
        if (item->parent.thread_id == item->home->id)
            mark_added(batch, item);
        else
            mark_rejected(item, elsewhere);
        return;
    }
    if (item->staged_parent_thread == NULL)
        mark_rejected(item, arena_format(batch->job->arena,
                                         "its parent \"%s\" is not in the file, or was rejected",
                                         item->line.parent));
    else if (strcmp(item->staged_parent_thread, item->thread->external_id) != 0)
        mark_rejected(item, elsewhere);
    else if (item->parent_item != NULL ? item->parent_item->state == IMPORT_ADDED
                                       : taken_before(batch->job, item->line.parent))
        mark_added(batch, item);
    else
        mark_rejected(item, "its parent was rejected");
}

/* Whether what is written below a thread is on a board that may be. */
static bool board_is_closed(const struct import_job *job, const struct import_thread *thread)
{
    for (size_t i = 0; i < job->board_count; i++)
        if (job->boards[i].id == thread->board_id)
            return false;
    return thread->id != 0 && job->options->boards != NULL;
}

/* What is new goes to where its parent of the same batch goes. */
static void find_home(struct import_item *item)
{
    if (item->comment.id == 0 && item->parent.id == 0 && item->parent_item != NULL &&
        item->parent_item->thread == item->thread)
        item->home = item->parent_item->home;
}

static void judge_item(struct import_batch *batch, struct import_item *item)
{
    find_home(item);
    if (item->thread->id != 0 && item->thread->site_id != batch->job->options->site_id)
        mark_rejected(item, "its thread was imported to another site from this source");
    else if (board_is_closed(batch->job, item->home))
        mark_rejected(item, "its thread is not on a board that may be written");
    else if (item->comment.id != 0)
        judge_known(item);
    else if (item->line.parent == NULL)
        judge_opening(batch, item);
    else
        judge_reply(batch, item);
}

void import_judge(struct import_batch *batch)
{
    link_parents(batch);
    for (size_t i = 0; i < batch->count; i++)
        judge_item(batch, &batch->items[i]);
}
