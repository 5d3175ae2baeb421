#include "web/sites/site_edit.h"

#include <inttypes.h>
#include <string.h>

#include "base/buffer.h"
#include "base/clock.h"
#include "base/language.h"
#include "base/text/text.h"
#include "store/journal.h"
#include "web/sites/accent.h"
#include "web/sites/site_history.h"

STATEMENT(SITE_LOCK, PARAMETERS(id(site)), COLUMNS(id(id)),
          "SELECT id FROM site WHERE id = ? FOR UPDATE");
STATEMENT(
    SITE_UPDATE,
    PARAMETERS(text(title), text(tagline), text(accent), text(logo), text(front),
               number(database_off), number(forum_off), text(banner), text(banner_level),
               instant_or_null(banner_until), number(fold_weight), id(site)),
    COLUMNS(),
    "UPDATE site SET title = ?, tagline = ?, accent = ?, logo = ?, front = ?, database_off = ?,"
    " forum_off = ?, banner = ?, banner_level = ?, banner_until = ?, fold_weight = ?, version = version + 1 WHERE id = ?");
STATEMENT(SITE_TEXTS_DROP, PARAMETERS(id(site)), COLUMNS(),
          "DELETE FROM site_text WHERE site_id = ?");
STATEMENT(SITE_TEXT_ADD, PARAMETERS(id(site), text(language), text(title), text(tagline)),
          COLUMNS(),
          "INSERT INTO site_text (site_id, language, title, tagline) VALUES (?, ?, ?, ?)");
STATEMENT_SET(site_edit_statements, &SITE_LOCK, &SITE_UPDATE, &SITE_TEXTS_DROP, &SITE_TEXT_ADD);

const char *site_result_message(enum site_result result)
{
    static const char *const messages[SITE_RESULTS] = {
        [SITE_DONE] = "",
        [SITE_FAILED] = N_("The database does not answer. Nothing was changed; please try again."),
        [SITE_MISSING] = N_("There is no such site."),
        [SITE_TITLE_INVALID] = N_("A site has a name, of at most 100 characters in one line."),
        [SITE_TAGLINE_INVALID] = N_("A tagline is one line of at most 200 characters."),
        [SITE_BANNER_INVALID] = N_("A banner is one line of at most 300 characters."),
        [SITE_BANNER_OVER] = N_("This day is over. Choose a later one, or none."),
        [SITE_ACCENT_INVALID] = N_("This is none of the choices."),
        [SITE_FOLD_INVALID] = N_("This is a number from 0 to 100."),
        [SITE_FRONT_INVALID] = N_("The site cannot open on this: it is not there, or not shown."),
        [SITE_NOTHING_SHOWN] =
            N_("A site shows its boards or its database: one of them stays switched on."),
        [SITE_IS_CHANGED] =
            N_("Somebody else changed these settings since you opened them. What they"
               " are now is marked below; send the form again to have it your way."),
        [SITE_CHANGED_SINCE] =
            N_("Some of this was changed again since: undo the later changes first, or"
               " change the settings by hand. Nothing was changed."),
    };

    return _(messages[result]);
}

static bool is_site_line(const char *text, size_t max, bool needed)
{
    return text_check(text, strlen(text), false) == TEXT_VALID && text_characters(text) <= max &&
           (!needed || !text_blank(text));
}

static enum site_result check_site(const struct site *site)
{
    if (!is_site_line(site->title, SITE_TITLE_MAX, true))
        return SITE_TITLE_INVALID;
    if (!is_site_line(site->tagline, SITE_TAGLINE_MAX, false))
        return SITE_TAGLINE_INVALID;
    for (size_t i = 0; i < site->text_count; i++) {
        if (!is_site_line(site->texts[i].title, SITE_TITLE_MAX, false))
            return SITE_TITLE_INVALID;
        if (!is_site_line(site->texts[i].tagline, SITE_TAGLINE_MAX, false))
            return SITE_TAGLINE_INVALID;
    }
    if (!is_site_line(site->banner, SITE_BANNER_MAX, false))
        return SITE_BANNER_INVALID;
    if (!accent_valid(site->accent))
        return SITE_ACCENT_INVALID;
    if (site->fold_weight > SITE_FOLD_MAX)
        return SITE_FOLD_INVALID;
    return site->forum_off && *site->game == '\0' ? SITE_NOTHING_SHOWN : SITE_DONE;
}

/* One side of what differs, as records have it. */
static const char *revision_record(struct arena *arena, const struct site_revision *revision,
                                   bool after)
{
    struct buffer text = buffer_open(arena, 512);

    for (size_t i = 0; i < revision->count; i++)
        buffer_format(&text, "%s%s \"%s\"", i > 0 ? "; " : "", revision->differences[i].name,
                      after ? revision->differences[i].after : revision->differences[i].before);
    return text.data;
}

static enum site_result write_site(const struct store *store, const struct site *wanted)
{
    struct database *database = store->database;

    if (database_run(database, &SITE_UPDATE, wanted->title, wanted->tagline, wanted->accent,
                     wanted->logo, wanted->front, wanted->database_off, wanted->forum_off,
                     wanted->banner, wanted->banner_level, wanted->banner_until,
                     wanted->fold_weight, wanted->id) != 0 ||
        database_run(database, &SITE_TEXTS_DROP, wanted->id) != 0)
        return SITE_FAILED;
    for (size_t i = 0; i < wanted->text_count; i++)
        if (database_run(database, &SITE_TEXT_ADD, wanted->id, wanted->texts[i].language,
                         wanted->texts[i].title, wanted->texts[i].tagline) != 0)
            return SITE_FAILED;
    return SITE_DONE;
}

/* A change that is being made: within a transaction, behind the site's lock. */
struct site_edit {
    const struct store *store;
    const struct actor *who;
    uint64_t site_id;
    struct sites *sites; /* as they are */
    const struct site *present;
};

/* Begins a change, and reads the settings as they are. */
static enum site_result begin_edit(struct site_edit *edit)
{
    struct SITE_LOCK_rows *locked;

    if (database_begin(edit->store->database) != 0)
        return SITE_FAILED;
    locked = database_query(edit->store->database, edit->store->arena, &SITE_LOCK, edit->site_id);
    edit->sites = sites_open();
    if (locked == NULL || sites_read(edit->sites, edit->store->database) != 0)
        return SITE_FAILED;
    edit->present = site_by_id(edit->sites, edit->site_id);
    return edit->present != NULL ? SITE_DONE : SITE_MISSING;
}

/* Writes the wanted settings with their revision and record, where they differ from what they are. */
static enum site_result write_edit(const struct site_edit *edit, const struct site *wanted,
                                   uint64_t undoes)
{
    const struct store *store = edit->store;
    struct journal_entry entry = {.kind = JOURNAL_SITE, .site_id = edit->site_id};
    struct site_revision revision = {.undoes = undoes};

    revision.differences = site_differences(store->arena, edit->present, wanted, &revision.count);
    if (revision.count == 0)
        return SITE_DONE;
    return write_site(store, wanted) == SITE_DONE &&
                   site_revision_add(store, edit->site_id, edit->who->account_id, &revision) == 0 &&
                   journal_append(store->database, &entry) == 0 &&
                   audit_append(store->database, store->arena, edit->who,
                                &(struct audit_entry){
                                    .act = undoes != 0 ? AUDIT_SITE_UNDO : AUDIT_SITE_CHANGE,
                                    .subject =
                                        arena_format(store->arena, "site:%" PRIu64, edit->site_id),
                                    .before = revision_record(store->arena, &revision, false),
                                    .after = revision_record(store->arena, &revision, true)}) == 0
               ? SITE_DONE
               : SITE_FAILED;
}

/* Commits what was done and tells of it, or rolls back. */
static enum site_result end_edit(const struct site_edit *edit, enum site_result result)
{
    const struct journal_entry entry = {.kind = JOURNAL_SITE, .site_id = edit->site_id};

    sites_close(edit->sites);
    if (result == SITE_DONE)
        return journal_commit(edit->store->database, edit->store->shared, &entry, 1) == 0
                   ? SITE_DONE
                   : SITE_FAILED;
    database_rollback(edit->store->database);
    return result;
}

/* A banner that was just written, or given another end, is one that will be seen. */
static bool is_banner_over(const struct site *wanted, const struct site *present)
{
    return *wanted->banner != '\0' && wanted->banner_until != 0 &&
           wanted->banner_until <= clock_now() &&
           (wanted->banner_until != present->banner_until ||
            strcmp(wanted->banner, present->banner) != 0);
}

enum site_result site_change(const struct store *store, const struct actor *who,
                             const struct site *wanted)
{
    struct site_edit edit = {.store = store, .who = who, .site_id = wanted->id};
    enum site_result result = check_site(wanted);

    if (result != SITE_DONE)
        return result;
    result = begin_edit(&edit);
    if (result == SITE_DONE && edit.present->version != wanted->version)
        result = SITE_IS_CHANGED;
    else if (result == SITE_DONE && is_banner_over(wanted, edit.present))
        result = SITE_BANNER_OVER;
    if (result == SITE_DONE)
        result = write_edit(&edit, wanted, 0);
    return end_edit(&edit, result);
}

/* Makes of WANTED, which is what the settings are, what they were before a revision. */
static enum site_result take_back(const struct site_edit *edit,
                                  const struct site_revision *revision, struct site *wanted)
{
    struct arena *arena = edit->store->arena;
    size_t differing;

    for (size_t i = 0; i < revision->count; i++)
        if (!site_value_set(arena, wanted, revision->differences[i].name,
                            revision->differences[i].after))
            return SITE_CHANGED_SINCE;
    site_differences(arena, edit->present, wanted, &differing);
    if (differing > 0)
        return SITE_CHANGED_SINCE;
    for (size_t i = 0; i < revision->count; i++)
        site_value_set(arena, wanted, revision->differences[i].name,
                       revision->differences[i].before);
    return check_site(wanted);
}

enum site_result site_undo(const struct store *store, const struct actor *who, uint64_t site_id,
                           uint64_t revision_id)
{
    struct site_edit edit = {.store = store, .who = who, .site_id = site_id};
    struct site_revision revision;
    struct site wanted;
    enum site_result result = begin_edit(&edit);

    if (result == SITE_DONE) {
        int found = site_revision_find(store, site_id, revision_id, &revision);

        wanted = *edit.present;
        result = found < 0    ? SITE_FAILED
                 : found == 0 ? SITE_MISSING
                              : take_back(&edit, &revision, &wanted);
    }
    if (result == SITE_DONE)
        result = write_edit(&edit, &wanted, revision_id);
    return end_edit(&edit, result);
}

_Static_assert(SITE_TITLE_MAX == 100 && SITE_TAGLINE_MAX == 200 && SITE_BANNER_MAX == 300 &&
                   SITE_BANNER_MAX <= SITE_VALUE_MAX,
               "messages say the numbers");
