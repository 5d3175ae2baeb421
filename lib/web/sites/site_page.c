#include "web/sites/site_page.h"

#include <inttypes.h>
#include <string.h>

#include "base/buffer.h"
#include "base/clock.h"
#include "base/language.h"
#include "base/text/text.h"
#include "store/journal.h"

ROW(site_page, id(id), text(slug), number(place), flag(removed), id(version), id(shown),
    instant(made), text(name));
#define PAGE_COLUMNS_SQL                                                                           \
    "SELECT p.id, r.slug, r.place, r.removed, r.id, p.revision_id, r.made, a.name"
#define PAGE_SQL                                                                                   \
    PAGE_COLUMNS_SQL " FROM site_page p JOIN site_page_revision r ON r.id = p.revision_id"         \
                     " LEFT JOIN account a ON a.id = r.account_id WHERE p.site_id = ?"
STATEMENT(PAGE_LIST, PARAMETERS(id(site)), ROW_OF(site_page), PAGE_SQL " ORDER BY p.slug");
STATEMENT(PAGE_BY_ID, PARAMETERS(id(site), id(page)), ROW_OF(site_page), PAGE_SQL " AND p.id = ?");
STATEMENT(PAGE_BY_SLUG, PARAMETERS(id(site), text(slug)), ROW_OF(site_page),
          PAGE_SQL " AND p.slug = CONVERT(? USING ascii) AND r.removed = 0");
#define PAGE_REVISION_SQL                                                                          \
    PAGE_COLUMNS_SQL " FROM site_page_revision r JOIN site_page p ON p.id = r.page_id"             \
                     " LEFT JOIN account a ON a.id = r.account_id WHERE r.page_id = ?"
SIGNATURE(page_revisions, PARAMETERS(id(page), id(account), again(account), STATEMENT_PAGE),
          ROW_OF(site_page));
STATEMENTS_BY_KEY(page_revisions, REVISIONS, PAGE_REVISION_SQL " AND (? = 0 OR r.account_id = ?)",
                  "r.id");
STATEMENT(PAGE_REVISION, PARAMETERS(id(page), id(revision)), ROW_OF(site_page),
          PAGE_REVISION_SQL " AND r.id = ?");
STATEMENT(PAGE_TEXTS, PARAMETERS(id(revision)), COLUMNS(text(language), text(title), text(body)),
          "SELECT language, title, body FROM site_page_text WHERE revision_id = ?"
          " ORDER BY language");
STATEMENT(PAGE_TITLES, PARAMETERS(id(site)), COLUMNS(id(revision), text(language), text(title)),
          "SELECT t.revision_id, t.language, t.title FROM site_page p"
          " JOIN site_page_text t ON t.revision_id = p.revision_id WHERE p.site_id = ?"
          " ORDER BY p.slug, t.language");
STATEMENT(PAGES_LOCK, PARAMETERS(id(site)), COLUMNS(id(id)),
          "SELECT id FROM site WHERE id = ? FOR UPDATE");
STATEMENT(PAGE_INSERT, PARAMETERS(id(site), text(slug)), COLUMNS(),
          "INSERT INTO site_page (site_id, slug) VALUES (?, ?)");
STATEMENT(PAGE_UPDATE, PARAMETERS(text(slug), id(revision), id(page)), COLUMNS(),
          "UPDATE site_page SET slug = ?, revision_id = ? WHERE id = ?");
STATEMENT(PAGE_REVISION_ADD,
          PARAMETERS(id(page), id_or_null(account), instant(made), text(slug), number(place),
                     number(removed)),
          COLUMNS(),
          "INSERT INTO site_page_revision (page_id, account_id, made, slug, place, removed)"
          " VALUES (?, ?, ?, ?, ?, ?)");
STATEMENT(PAGE_TEXT_ADD, PARAMETERS(id(revision), text(language), text(title), text(body)),
          COLUMNS(),
          "INSERT INTO site_page_text (revision_id, language, title, body) VALUES (?, ?, ?, ?)");
STATEMENT_SET(site_page_statements, &PAGE_LIST, &PAGE_BY_ID, &PAGE_BY_SLUG, &REVISIONS_NEWEST,
              &REVISIONS_OLDEST, &PAGE_REVISION, &PAGE_TEXTS, &PAGE_TITLES, &PAGES_LOCK,
              &PAGE_INSERT, &PAGE_UPDATE, &PAGE_REVISION_ADD, &PAGE_TEXT_ADD);

const char *page_result_message(enum page_result result)
{
    static const char *const messages[PAGE_RESULTS] = {
        [PAGE_DONE] = "",
        [PAGE_FAILED] = N_("The database does not answer. Nothing was changed; please try again."),
        [PAGE_MISSING] = N_("There is no such page."),
        [PAGE_SLUG_INVALID] = N_(
            "An address is 2 to 40 small letters, digits and hyphens, and begins and ends with no"
            " hyphen."),
        [PAGE_SLUG_TAKEN] =
            N_("There is a page at this address already, or a removed one that can be restored."),
        [PAGE_TITLE_INVALID] = N_("A title is one line of at most 100 characters."),
        [PAGE_BODY_INVALID] = N_("A page is text of at most 20,000 characters."),
        [PAGE_EMPTY] = N_("A page has a title and a text in at least one language; in each, both or"
                          " none."),
        [PAGE_TOO_MANY] = N_("A site has at most 50 pages, removed ones too: change one of them."),
        [PAGE_IS_CHANGED] =
            N_("Somebody else changed this page since you opened it. What it is now is"
               " shown below; send the form again to have it your way."),
    };

    return _(messages[result]);
}

/* ---- read ---- */

bool site_page_at_root(const char *slug)
{
    static const char *const at_root[] = {"about", "privacy", "rules", NULL};

    for (size_t i = 0; at_root[i] != NULL; i++)
        if (strcmp(at_root[i], slug) == 0)
            return true;
    return false;
}

const char *site_page_path(struct arena *arena, const char *slug)
{
    return arena_format(arena, site_page_at_root(slug) ? "/%s" : "/page/%s", slug);
}

static struct site_page page_of(const struct site_page_row *row)
{
    return (struct site_page){.id = row->id,
                              .slug = row->slug,
                              .place = row->place,
                              .removed = row->removed,
                              .version = row->version,
                              .shown = row->shown,
                              .made = row->made,
                              .by = row->name};
}

static struct site_page *pages_of(struct site_page_rows *rows, struct arena *arena, size_t *count)
{
    const struct site_page_row *row;
    struct site_page *list;

    *count = 0;
    if (rows == NULL)
        return NULL;
    list = arena_alloc(arena, (rows_count(rows) + 1) * sizeof *list);
    while ((row = rows_next(rows)) != NULL)
        list[(*count)++] = page_of(row);
    return list;
}

struct site_page *site_page_list(const struct store *store, uint64_t site_id, size_t *count)
{
    struct site_page *pages =
        pages_of(database_query(store->database, store->arena, &PAGE_LIST, site_id), store->arena,
                 count);
    struct PAGE_TITLES_rows *rows =
        pages != NULL ? database_query(store->database, store->arena, &PAGE_TITLES, site_id) : NULL;
    const struct PAGE_TITLES_row *row;
    struct page_text *texts;
    size_t read = 0, at = 0;

    if (rows == NULL)
        return NULL;
    texts = arena_alloc(store->arena, (rows_count(rows) + 1) * sizeof *texts);
    while ((row = rows_next(rows)) != NULL) {
        while (at < *count && pages[at].version != row->revision)
            at++;
        if (at == *count)
            break;
        texts[read] = (struct page_text){row->language, row->title, NULL};
        if (pages[at].text_count++ == 0)
            pages[at].texts = &texts[read];
        read++;
    }
    return pages;
}

/* The only one of ROWS, with what it says. */
static int whole_page(const struct store *store, struct site_page_rows *rows,
                      struct site_page *page)
{
    const struct site_page_row *row = rows_next(rows);
    struct PAGE_TEXTS_rows *found;
    const struct PAGE_TEXTS_row *text;
    struct page_text *texts;

    if (row == NULL)
        return rows == NULL ? -1 : 0;
    *page = page_of(row);
    found = database_query(store->database, store->arena, &PAGE_TEXTS, page->version);
    if (found == NULL)
        return -1;
    texts = arena_alloc(store->arena, (rows_count(found) + 1) * sizeof *texts);
    while ((text = rows_next(found)) != NULL)
        texts[page->text_count++] = (struct page_text){text->language, text->title, text->body};
    page->texts = texts;
    return 1;
}

int site_page_find(const struct store *store, uint64_t site_id, uint64_t id, struct site_page *page)
{
    return whole_page(store,
                      database_query(store->database, store->arena, &PAGE_BY_ID, site_id, id),
                      page);
}

int site_page_by_slug(const struct store *store, uint64_t site_id, const char *slug,
                      struct site_page *page)
{
    return whole_page(store,
                      database_query(store->database, store->arena, &PAGE_BY_SLUG, site_id, slug),
                      page);
}

struct site_page *site_page_revisions(const struct store *store, const struct site_page *page,
                                      const struct revision_query *query, size_t *count)
{
    return pages_of(database_query(store->database, store->arena,
                                   query->oldest ? &REVISIONS_OLDEST : &REVISIONS_NEWEST, page->id,
                                   query->account_id, query->after, query->limit),
                    store->arena, count);
}

int site_page_revision(const struct store *store, const struct site_page *page,
                       uint64_t revision_id, struct site_page *revision)
{
    return whole_page(store,
                      database_query(store->database, store->arena, &PAGE_REVISION, page->id,
                                     revision_id),
                      revision);
}

static const struct page_text *text_in(const struct site_page *page, const char *language)
{
    for (size_t i = 0; i < page->text_count; i++)
        if (strcmp(page->texts[i].language, language) == 0)
            return &page->texts[i];
    return NULL;
}

const struct page_text *site_page_text(const struct site_page *page, const char *language)
{
    const struct page_text *text = text_in(page, language);

    for (size_t i = 0; text == NULL && language_codes[i] != NULL; i++)
        text = text_in(page, language_codes[i]);
    return text;
}

/* ---- changed ---- */

static bool is_slug(const char *slug)
{
    size_t length = strlen(slug);

    return length >= 2 && length <= PAGE_SLUG_MAX &&
           strspn(slug, "abcdefghijklmnopqrstuvwxyz0123456789-") == length && slug[0] != '-' &&
           slug[length - 1] != '-';
}

static enum page_result check_page(const struct site_page *page)
{
    if (!is_slug(page->slug))
        return PAGE_SLUG_INVALID;
    for (size_t i = 0; i < page->text_count; i++) {
        const struct page_text *text = &page->texts[i];

        if (text_check(text->title, strlen(text->title), false) != TEXT_VALID ||
            text_characters(text->title) > PAGE_TITLE_MAX)
            return PAGE_TITLE_INVALID;
        if (text_check(text->body, strlen(text->body), true) != TEXT_VALID ||
            text_characters(text->body) > PAGE_BODY_MAX)
            return PAGE_BODY_INVALID;
        if (text_blank(text->title) || text_blank(text->body))
            return PAGE_EMPTY;
    }
    return page->text_count > 0 ? PAGE_DONE : PAGE_EMPTY;
}

static bool same_texts(const struct site_page *a, const struct site_page *b)
{
    if (a->text_count != b->text_count)
        return false;
    for (size_t i = 0; i < a->text_count; i++) {
        const struct page_text *other = text_in(b, a->texts[i].language);

        if (other == NULL || strcmp(other->title, a->texts[i].title) != 0 ||
            strcmp(other->body, a->texts[i].body) != 0)
            return false;
    }
    return true;
}

/* A page as records have it: not what it says, which its revision keeps. */
static const char *page_record(struct arena *arena, const struct site_page *page)
{
    struct buffer text = buffer_open(arena, 128);

    buffer_format(&text, "%s%s, in the footer %" PRIu64, page->removed ? "removed, " : "",
                  page->slug, page->place);
    for (size_t i = 0; i < page->text_count; i++)
        buffer_format(&text, "; %s \"%s\", %zu characters", page->texts[i].language,
                      page->texts[i].title, text_characters(page->texts[i].body));
    return text.data;
}

/* Writes a revision of a page, which is what is shown from then on. */
static enum page_result write_revision(const struct store *store, const struct actor *who,
                                       const struct site_page *page)
{
    struct database *database = store->database;
    uint64_t revision;

    if (database_run(database, &PAGE_REVISION_ADD, page->id, who->account_id, clock_now(),
                     page->slug, page->place, page->removed) != 0)
        return PAGE_FAILED;
    revision = database_made_id(database);
    for (size_t i = 0; i < page->text_count; i++)
        if (database_run(database, &PAGE_TEXT_ADD, revision, page->texts[i].language,
                         page->texts[i].title, page->texts[i].body) != 0)
            return PAGE_FAILED;
    if (database_run(database, &PAGE_UPDATE, page->slug, revision, page->id) != 0)
        return database_failure(database) == DATABASE_DUPLICATE ? PAGE_SLUG_TAKEN : PAGE_FAILED;
    return PAGE_DONE;
}

/* Commits what RESULT says was done, recorded and told; or rolls back. */
static enum page_result end_page(const struct store *store, const struct actor *who,
                                 enum page_result result, const struct audit_entry *record)
{
    struct journal_entry entry = {.kind = JOURNAL_SITE, .site_id = who->site_id};

    if (result == PAGE_DONE && (journal_append(store->database, &entry) != 0 ||
                                audit_append(store->database, store->arena, who, record) != 0))
        result = PAGE_FAILED;
    if (result == PAGE_DONE)
        return journal_commit(store->database, store->shared, &entry, 1) == 0 ? PAGE_DONE
                                                                              : PAGE_FAILED;
    database_rollback(store->database);
    return result;
}

static const char *page_subject(struct arena *arena, uint64_t id)
{
    return arena_format(arena, "page:%" PRIu64, id);
}

/* Inserts a page and its first revision, behind the site's lock. */
static enum page_result insert_page(const struct store *store, const struct actor *who,
                                    struct site_page *page)
{
    size_t count;

    if (database_query(store->database, store->arena, &PAGES_LOCK, who->site_id) == NULL ||
        site_page_list(store, who->site_id, &count) == NULL)
        return PAGE_FAILED;
    if (count >= PAGES_MAX)
        return PAGE_TOO_MANY;
    if (database_run(store->database, &PAGE_INSERT, who->site_id, page->slug) != 0)
        return database_failure(store->database) == DATABASE_DUPLICATE ? PAGE_SLUG_TAKEN
                                                                       : PAGE_FAILED;
    page->id = database_made_id(store->database);
    return write_revision(store, who, page);
}

enum page_result site_page_make(const struct store *store, const struct actor *who,
                                const struct site_page *page, uint64_t *id)
{
    struct site_page made = *page;
    enum page_result result = check_page(page);

    *id = 0;
    if (result != PAGE_DONE)
        return result;
    if (database_begin(store->database) != 0)
        return PAGE_FAILED;
    result = insert_page(store, who, &made);
    *id = made.id;
    return end_page(store, who, result,
                    &(struct audit_entry){.act = AUDIT_PAGE_MAKE,
                                          .subject = page_subject(store->arena, made.id),
                                          .after = page_record(store->arena, &made)});
}

/* Writes WANTED where the page is still the version that it says; PRESENT gets what it was. */
static enum page_result update_page(const struct store *store, const struct actor *who,
                                    const struct site_page *wanted, struct site_page *present)
{
    int found;

    if (database_query(store->database, store->arena, &PAGES_LOCK, who->site_id) == NULL)
        return PAGE_FAILED;
    found = site_page_find(store, who->site_id, wanted->id, present);
    if (found <= 0)
        return found == 0 ? PAGE_MISSING : PAGE_FAILED;
    if (present->version != wanted->version)
        return PAGE_IS_CHANGED;
    return write_revision(store, who, wanted);
}

/* What a change is called: to remove a page, to bring it back, or any other. */
static enum audit_act page_act(const struct site_page *before, const struct site_page *after)
{
    return before->removed == after->removed ? AUDIT_PAGE_CHANGE
           : after->removed                  ? AUDIT_PAGE_REMOVE
                                             : AUDIT_PAGE_RESTORE;
}

enum page_result site_page_change(const struct store *store, const struct actor *who,
                                  const struct site_page *wanted)
{
    struct site_page present = {.slug = ""};
    enum page_result result = check_page(wanted);

    if (result != PAGE_DONE)
        return result;
    if (database_begin(store->database) != 0)
        return PAGE_FAILED;
    result = update_page(store, who, wanted, &present);
    if (result == PAGE_DONE && same_texts(&present, wanted) &&
        strcmp(present.slug, wanted->slug) == 0 && present.place == wanted->place &&
        present.removed == wanted->removed) {
        database_rollback(store->database);
        return PAGE_DONE;
    }
    return end_page(store, who, result,
                    &(struct audit_entry){.act = page_act(&present, wanted),
                                          .subject = page_subject(store->arena, wanted->id),
                                          .before = page_record(store->arena, &present),
                                          .after = page_record(store->arena, wanted)});
}

_Static_assert(PAGE_TITLE_MAX == 100 && PAGE_BODY_MAX == 20000 && PAGES_MAX == 50 &&
                   PAGE_SLUG_MAX == 40,
               "messages say the numbers");
