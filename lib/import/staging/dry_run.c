/* What a dry run finds at its end, as the import would: relations and places of which an end is
 * neither here nor in the source as it must be.
 *
 * It writes nothing, so that the statements that judge staged rows have nothing to read. It
 * remembers instead: of each relation and place the hashes of both ends, 40 bytes or so, and of
 * entries that were refused those that are not here either. The rest was judged by the mapping,
 * which knows all ids of the source. */
#include "base/memory.h"
#include "base/text/text.h"
#include "import/staging/internal.h"

#define ENDS_FIRST 1024

/* An entry that was refused and is not here. */
struct lost {
    uint64_t key;
    const char *kind, *external_id;
};

/* Both ends of something that was taken. */
struct ends {
    struct staging_part *part;
    const char *name; /* the part's */
    uint64_t from, to, row;
};

struct dry_run {
    struct lost *lost;
    struct ends *ends;
    size_t lost_count, lost_capacity, end_count, end_capacity;
};

/* Room for one more than COUNT. */
static void *reserve_one(void *list, size_t count, size_t *capacity, size_t size)
{
    if (count < *capacity)
        return list;
    *capacity = *capacity * 2 + ENDS_FIRST;
    return memory_checked(realloc(list, *capacity * size));
}

static uint64_t end_key(const struct kind *kind, const char *external_id)
{
    return text_hash(external_id, text_hash(kind->name, 0));
}

struct dry_run *dry_run_open(void)
{
    return memory_checked(calloc(1, sizeof(struct dry_run)));
}

void dry_run_close(struct dry_run *dry)
{
    if (dry == NULL)
        return;
    free(dry->lost);
    free(dry->ends);
    free(dry);
}

int dry_run_refused(struct staging *staging, const struct kind *kind, const char *external_id)
{
    struct dry_run *dry = staging->dry;
    struct entry entry;
    int found;

    arena_reset(staging->context.arena);
    found = entry_of_external(&staging->context, kind, external_id, &entry);
    if (found < 0 || (found == 1 && entry.state == ENTRY_CURRENT))
        return found < 0 ? -1 : 0;
    dry->lost = reserve_one(dry->lost, dry->lost_count, &dry->lost_capacity, sizeof *dry->lost);
    dry->lost[dry->lost_count++] =
        (struct lost){.key = end_key(kind, external_id),
                      .kind = kind->name,
                      .external_id = arena_string(staging->keep, external_id)};
    return 0;
}

void dry_run_add_ends(struct staging *staging, struct staging_part *part, const char *name,
                      struct dry_run_end from, struct dry_run_end to)
{
    struct dry_run *dry = staging->dry;

    dry->ends = reserve_one(dry->ends, dry->end_count, &dry->end_capacity, sizeof *dry->ends);
    dry->ends[dry->end_count++] = (struct ends){.part = part,
                                                .name = name,
                                                .from = end_key(from.kind, from.external_id),
                                                .to = end_key(to.kind, to.external_id),
                                                .row = staging->row};
}

static int compare_lost(const void *left, const void *right)
{
    uint64_t a = ((const struct lost *)left)->key, b = ((const struct lost *)right)->key;

    return (a > b) - (a < b);
}

static const struct lost *find_lost(const struct dry_run *dry, uint64_t key)
{
    const struct lost wanted = {.key = key};

    return bsearch(&wanted, dry->lost, dry->lost_count, sizeof *dry->lost, compare_lost);
}

void dry_run_judge(struct staging *staging)
{
    struct dry_run *dry = staging->dry;

    if (dry->lost_count == 0)
        return;
    qsort(dry->lost, dry->lost_count, sizeof *dry->lost, compare_lost);
    for (size_t i = 0; i < dry->end_count; i++) {
        const struct ends *ends = &dry->ends[i];
        const struct lost *lost = find_lost(dry, ends->from);

        if (lost == NULL)
            lost = find_lost(dry, ends->to);
        if (lost == NULL)
            continue;
        ends->part->counts.rejected++;
        if (staging->rejected == NULL)
            continue;
        arena_reset(staging->context.arena);
        staging->rejected(staging->rejected_context, ends->row,
                          arena_format(staging->context.arena, "%s: there is no such %s as %s",
                                       ends->name, lost->kind, lost->external_id));
    }
}
