#include "web/sites/site_history.h"

#include <inttypes.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/language.h"
#include "base/text/text.h"

STATEMENT(REVISION_ADD,
          PARAMETERS(id(site), id_or_null(account), instant(made), id_or_null(undoes)), COLUMNS(),
          "INSERT INTO site_revision (site_id, account_id, made, undoes) VALUES (?, ?, ?, ?)");
STATEMENT(REVISION_VALUE_ADD,
          PARAMETERS(id(revision), text(name), text(value_before), text(value_after)), COLUMNS(),
          "INSERT INTO site_revision_value (revision_id, name, value_before, value_after)"
          " VALUES (?, ?, ?, ?)");
#define REVISION_SQL                                                                               \
    "SELECT r.id, r.made, a.name, r.undoes,"                                                       \
    " (SELECT MAX(u.id) FROM site_revision u WHERE u.undoes = r.id)"                               \
    " FROM site_revision r LEFT JOIN account a ON a.id = r.account_id WHERE r.site_id = ?"
ROW(revision, id(id), instant(made), text(name), id(undoes), id(undone));
SIGNATURE(revisions, PARAMETERS(id(site), id(account), again(account), STATEMENT_PAGE),
          ROW_OF(revision));
STATEMENTS_BY_KEY(revisions, REVISIONS, REVISION_SQL " AND (? = 0 OR r.account_id = ?)", "r.id");
STATEMENT(REVISION, PARAMETERS(id(site), id(revision)), ROW_OF(revision),
          REVISION_SQL " AND r.id = ?");
STATEMENT(REVISION_VALUES, PARAMETERS(id(revision)),
          COLUMNS(text(name), text(value_before), text(value_after)),
          "SELECT name, value_before, value_after FROM site_revision_value WHERE revision_id = ?"
          " ORDER BY name");
STATEMENT_SET(site_history_statements, &REVISION_ADD, &REVISION_VALUE_ADD, &REVISIONS_NEWEST,
              &REVISIONS_OLDEST, &REVISION, &REVISION_VALUES);

/* ---- settings as values ---- */

/* Those that are texts as they are. */
static const struct {
    const char *name;
    size_t offset;
} lines[] = {
    {"title", offsetof(struct site, title)},
    {"tagline", offsetof(struct site, tagline)},
    {"accent", offsetof(struct site, accent)},
    {"logo", offsetof(struct site, logo)},
    {"front", offsetof(struct site, front)},
    {"banner", offsetof(struct site, banner)},
    {"banner_level", offsetof(struct site, banner_level)},
};
#define LINES (sizeof lines / sizeof lines[0])

#define VALUES_MAX (LINES + 4 + 2 * SITE_TEXTS_MAX)

struct value_list {
    struct site_difference *list;
    size_t count;
};

static void add_value(struct value_list *all, const char *name, const char *before,
                      const char *after)
{
    if (strcmp(before, after) != 0)
        all->list[all->count++] = (struct site_difference){name, before, after};
}

static const char *line_value(const struct site *site, size_t offset)
{
    return *(const char *const *)(const void *)((const char *)site + offset);
}

static const char *shown_words(bool off)
{
    return off ? "hidden" : "shown";
}

static const char *instant_words(struct arena *arena, int64_t instant)
{
    return instant != 0 ? clock_rfc3339(arena, instant) : "";
}

const struct site_difference *site_differences(struct arena *arena, const struct site *before,
                                               const struct site *after, size_t *count)
{
    struct value_list all = {.list = arena_alloc(arena, VALUES_MAX * sizeof *all.list)};

    for (size_t i = 0; i < LINES; i++)
        add_value(&all, lines[i].name, line_value(before, lines[i].offset),
                  line_value(after, lines[i].offset));
    add_value(&all, "banner_until", instant_words(arena, before->banner_until),
              instant_words(arena, after->banner_until));
    add_value(&all, "database", shown_words(before->database_off),
              shown_words(after->database_off));
    add_value(&all, "forum", shown_words(before->forum_off), shown_words(after->forum_off));
    add_value(&all, "fold", arena_format(arena, "%" PRIu64, before->fold_weight),
              arena_format(arena, "%" PRIu64, after->fold_weight));
    for (size_t i = 1; language_codes[i] != NULL && i <= SITE_TEXTS_MAX; i++) {
        const struct site_text was = site_text_in(before, language_codes[i]);
        const struct site_text is = site_text_in(after, language_codes[i]);

        add_value(&all, arena_format(arena, "title.%s", language_codes[i]), was.title, is.title);
        add_value(&all, arena_format(arena, "tagline.%s", language_codes[i]), was.tagline,
                  is.tagline);
    }
    *count = all.count;
    return all.list;
}

/* Gives a site's text of a language its title or tagline; the list is made anew. */
static bool set_text(struct arena *arena, struct site *site, const char *language, bool title,
                     const char *value)
{
    struct site_text *texts;
    size_t at = 0;

    if (language_known(language) == NULL)
        return false;
    while (at < site->text_count && strcmp(site->texts[at].language, language) != 0)
        at++;
    if (at >= SITE_TEXTS_MAX)
        return false;
    texts = arena_alloc(arena, SITE_TEXTS_MAX * sizeof *texts);
    for (size_t i = 0; i < site->text_count; i++)
        texts[i] = site->texts[i];
    if (at == site->text_count)
        texts[site->text_count++] = (struct site_text){language_known(language), "", ""};
    *(title ? &texts[at].title : &texts[at].tagline) = value;
    site->texts = texts;
    return true;
}

bool site_value_set(struct arena *arena, struct site *site, const char *name, const char *value)
{
    value = arena_string(arena, value);
    for (size_t i = 0; i < LINES; i++) {
        if (strcmp(name, lines[i].name) == 0) {
            *(const char **)(void *)((char *)site + lines[i].offset) = value;
            return true;
        }
    }
    if (strcmp(name, "database") == 0) {
        site->database_off = strcmp(value, "hidden") == 0;
        site->game = site->database_off ? "" : site->own_game;
        return true;
    }
    if (strcmp(name, "forum") == 0) {
        site->forum_off = strcmp(value, "hidden") == 0;
        return true;
    }
    if (strcmp(name, "fold") == 0) {
        site->fold_weight = strtoull(value, NULL, 10);
        return true;
    }
    if (strcmp(name, "banner_until") == 0) {
        site->banner_until = 0;
        return *value == '\0' || clock_parse(value, &site->banner_until);
    }
    if (text_starts(name, "title."))
        return set_text(arena, site, name + strlen("title."), true, value);
    return text_starts(name, "tagline.") &&
           set_text(arena, site, name + strlen("tagline."), false, value);
}

/* ---- what is kept ---- */

int site_revision_add(const struct store *store, uint64_t site_id, uint64_t account_id,
                      const struct site_revision *revision)
{
    uint64_t id;

    if (database_run(store->database, &REVISION_ADD, site_id, account_id, clock_now(),
                     revision->undoes) != 0)
        return -1;
    id = database_made_id(store->database);
    for (size_t i = 0; i < revision->count; i++) {
        const struct site_difference *difference = &revision->differences[i];

        if (database_run(store->database, &REVISION_VALUE_ADD, id, difference->name,
                         difference->before, difference->after) != 0)
            return -1;
    }
    return 0;
}

/* A revision with its values. 0 or -1. */
static int read_revision(const struct store *store, const struct revision_row *row,
                         struct site_revision *revision)
{
    struct REVISION_VALUES_rows *rows =
        database_query(store->database, store->arena, &REVISION_VALUES, row->id);
    const struct REVISION_VALUES_row *value;
    struct site_difference *list;

    if (rows == NULL)
        return -1;
    list = arena_alloc(store->arena, (rows_count(rows) + 1) * sizeof *list);
    *revision = (struct site_revision){.id = row->id,
                                       .made = row->made,
                                       .by = row->name,
                                       .undoes = row->undoes,
                                       .undone = row->undone,
                                       .differences = list};
    while ((value = rows_next(rows)) != NULL)
        list[revision->count++] =
            (struct site_difference){value->name, value->value_before, value->value_after};
    return 0;
}

struct site_revision *site_revisions(const struct store *store, uint64_t site_id,
                                     const struct revision_query *query, size_t *count)
{
    struct revision_rows *rows =
        database_query(store->database, store->arena,
                       query->oldest ? &REVISIONS_OLDEST : &REVISIONS_NEWEST, site_id,
                       query->account_id, query->after, query->limit);
    const struct revision_row *row;
    struct site_revision *list;

    *count = 0;
    if (rows == NULL)
        return NULL;
    list = arena_alloc(store->arena, (rows_count(rows) + 1) * sizeof *list);
    while ((row = rows_next(rows)) != NULL)
        if (read_revision(store, row, &list[(*count)++]) != 0)
            return NULL;
    return list;
}

int site_revision_find(const struct store *store, uint64_t site_id, uint64_t id,
                       struct site_revision *revision)
{
    struct revision_rows *rows =
        database_query(store->database, store->arena, &REVISION, site_id, id);
    const struct revision_row *row = rows_next(rows);

    if (row == NULL)
        return rows == NULL ? -1 : 0;
    return read_revision(store, row, revision) == 0 ? 1 : -1;
}
