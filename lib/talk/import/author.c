/* Authors of imported comments are accounts of their source, which nobody can log in to and whose
 * names are free here. With `local_authors` they are accounts of this installation: then the same
 * name is the same person. */
#include "talk/import/batch.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "auth/account.h"
#include "base/clock.h"
#include "base/log.h"
#include "store/bulk.h"

#define NAMES " JSON_TABLE(?, '$[*]' COLUMNS (name " IMPORT_ID "'$[0]')) j"

STATEMENT(IMPORT_AUTHORS, PARAMETERS(text(names), id(source)), COLUMNS(text(handle), id(id)),
          "SELECT a.handle, COALESCE(a.merged_id, a.id) FROM" NAMES
          " STRAIGHT_JOIN account a ON a.source_id = ? AND a.handle = j.name");
STATEMENT(IMPORT_AUTHORS_ADD, PARAMETERS(id(source), instant(created), text(names), again(source)),
          COLUMNS(),
          "INSERT INTO account (source_id, handle, name, created)"
          " SELECT ?, j.name, j.name, ? FROM" NAMES
          " LEFT JOIN account a ON a.source_id = ? AND a.handle = j.name WHERE a.id IS NULL");
/* Closed accounts too: what their owners wrote is still theirs; and who was called so before. A name
 * fit for an account is ASCII. */
STATEMENT(IMPORT_AUTHOR_LOCAL, PARAMETERS(text(name), again(name)), COLUMNS(id(id)),
          "SELECT COALESCE(a.merged_id, a.id) FROM (SELECT id FROM account WHERE source_id = 0"
          " AND handle = LOWER(?) UNION ALL SELECT account_id FROM former_name"
          " WHERE handle = LOWER(?)) n JOIN account a ON a.id = n.id");
STATEMENT_SET(import_author_statements, &IMPORT_AUTHORS, &IMPORT_AUTHORS_ADD, &IMPORT_AUTHOR_LOCAL);

/* A name that lines of the batch are signed with. */
struct author {
    const char *name;
    uint64_t id; /* 0: not known yet */
};

struct authors {
    struct author *list; /* sorted by name, each once */
    size_t count;
};

static int compare_authors(const void *a, const void *b)
{
    return strcmp(((const struct author *)a)->name, ((const struct author *)b)->name);
}

static struct author *find_author(const struct authors *authors, const char *name)
{
    const struct author key = {.name = name};

    return bsearch(&key, authors->list, authors->count, sizeof key, compare_authors);
}

static bool is_signed(const struct import_item *item)
{
    return item->state == IMPORT_ADDED || (item->state == IMPORT_CHANGED && !item->same);
}

/* The names that are needed. */
static struct authors list_authors(const struct import_batch *batch)
{
    struct authors authors = {
        .list = arena_alloc(batch->job->arena, (batch->count + 1) * sizeof(struct author))};
    size_t count = 0;

    for (size_t i = 0; i < batch->count; i++)
        if (is_signed(&batch->items[i]))
            authors.list[count++].name = batch->items[i].line.author;
    qsort(authors.list, count, sizeof(struct author), compare_authors);
    for (size_t i = 0; i < count; i++)
        if (i == 0 || strcmp(authors.list[i].name, authors.list[i - 1].name) != 0)
            authors.list[authors.count++] = authors.list[i];
    return authors;
}

static const char *missing_names(struct arena *arena, const struct authors *authors)
{
    struct bulk bulk = bulk_open(arena, authors->count * 24);

    for (size_t i = 0; i < authors->count; i++) {
        if (authors->list[i].id != 0)
            continue;
        bulk_row(&bulk);
        bulk_text(&bulk, authors->list[i].name);
    }
    return bulk_end(&bulk);
}

/* Reads the ids of the source's accounts with these names. How many have none; -1 on failure. */
static int64_t read_ids(struct database *database, struct arena *arena, uint64_t source_id,
                        struct authors *authors, const char *names)
{
    struct IMPORT_AUTHORS_rows *rows =
        database_query(database, arena, &IMPORT_AUTHORS, names, source_id);
    const struct IMPORT_AUTHORS_row *row;

    if (rows == NULL)
        return -1;
    while ((row = rows_next(rows)) != NULL) {
        struct author *author = find_author(authors, row->handle);

        if (author != NULL)
            author->id = row->id;
    }
    return (int64_t)authors->count - (int64_t)rows_count(rows);
}

/* Finds or makes accounts of the source, which nobody can log in to. */
static int find_foreign(struct database *database, struct arena *arena, uint64_t source_id,
                        struct authors *authors)
{
    const char *names = missing_names(arena, authors);
    int64_t missing = read_ids(database, arena, source_id, authors, names);

    if (missing <= 0)
        return missing < 0 ? -1 : 0;
    if (database_run(database, &IMPORT_AUTHORS_ADD, source_id, clock_now(), names) != 0)
        return -1;
    missing = read_ids(database, arena, source_id, authors, names);
    if (missing <= 0)
        return missing < 0 ? -1 : 0;
    log_error("import: %" PRId64 " authors have no account", missing);
    return -1;
}

/* Finds an account of this installation; where there is none its id stays 0. 0 or -1. */
static int known_local(struct database *database, struct arena *arena, struct author *author)
{
    struct IMPORT_AUTHOR_LOCAL_rows *rows =
        database_query(database, arena, &IMPORT_AUTHOR_LOCAL, author->name);
    const struct IMPORT_AUTHOR_LOCAL_row *row = rows != NULL ? rows_next(rows) : NULL;

    if (row != NULL)
        author->id = row->id;
    return rows != NULL ? 0 : -1;
}

/* Finds or makes one. */
static int find_local(struct database *database, struct arena *arena, struct author *author)
{
    if (known_local(database, arena, author) != 0)
        return -1;
    return author->id != 0 ? 0 : account_create(database, author->name, &author->id);
}

/* Finds or makes all of them; SOURCE_ID as in import_author. 0 or -1. */
static int find_authors(struct database *database, struct arena *arena, uint64_t source_id,
                        struct authors *authors)
{
    if (source_id != 0)
        return find_foreign(database, arena, source_id, authors);
    for (size_t i = 0; i < authors->count; i++)
        if (find_local(database, arena, &authors->list[i]) != 0)
            return -1;
    return 0;
}

int import_author_known(struct database *database, struct arena *arena, uint64_t source_id,
                        const char *name, uint64_t *id)
{
    struct author author = {.name = name};
    struct authors authors = {&author, 1};
    int result = 0;

    if (source_id == 0)
        result = known_local(database, arena, &author);
    else if (read_ids(database, arena, source_id, &authors, missing_names(arena, &authors)) < 0)
        result = -1;

    *id = author.id;
    return result;
}

int import_author(struct database *database, struct arena *arena, uint64_t source_id,
                  const char *name, uint64_t *id)
{
    struct author author = {.name = name};
    struct authors authors = {&author, 1};
    int result = find_authors(database, arena, source_id, &authors);

    *id = author.id;
    return result;
}

int import_authors(struct import_batch *batch)
{
    struct import_job *job = batch->job;
    struct authors authors = list_authors(batch);

    if (authors.count == 0)
        return 0;
    if (find_authors(job->database, job->arena, job->options->local_authors ? 0 : job->source_id,
                     &authors) != 0)
        return -1;
    for (size_t i = 0; i < batch->count; i++)
        if (is_signed(&batch->items[i]))
            batch->items[i].comment.author_id =
                find_author(&authors, batch->items[i].line.author)->id;
    return 0;
}
