/* What administrators change of sites. */
#include "web/site.h"

#include <inttypes.h>
#include <string.h>

#include "base/buffer.h"
#include "base/clock.h"
#include "base/language.h"
#include "base/text/text.h"
#include "store/journal.h"

STATEMENT(FREEZE_ADD, PARAMETERS(id(site), instant(since), id_or_null(account), text(reason)),
          COLUMNS(),
          "INSERT INTO site_freeze (site_id, since, account_id, reason) VALUES (?, ?, ?, ?)");
STATEMENT(FREEZE_DROP, PARAMETERS(id(site)), COLUMNS(),
          "DELETE FROM site_freeze WHERE site_id = ?");
STATEMENT(SITE_LOCK, PARAMETERS(id(site)), COLUMNS(id(id)),
          "SELECT id FROM site WHERE id = ? FOR UPDATE");
STATEMENT(SITE_UPDATE,
          PARAMETERS(text(title), text(tagline), text(accent), text(front), number(database_off),
                     text(banner), text(banner_level), instant_or_null(banner_until), id(site)),
          COLUMNS(),
          "UPDATE site SET title = ?, tagline = ?, accent = ?, front = ?, database_off = ?,"
          " banner = ?, banner_level = ?, banner_until = ?, version = version + 1 WHERE id = ?");
STATEMENT(SITE_TEXTS_DROP, PARAMETERS(id(site)), COLUMNS(),
          "DELETE FROM site_text WHERE site_id = ?");
STATEMENT(SITE_TEXT_ADD, PARAMETERS(id(site), text(language), text(title), text(tagline)),
          COLUMNS(),
          "INSERT INTO site_text (site_id, language, title, tagline) VALUES (?, ?, ?, ?)");
STATEMENT_SET(site_edit_statements, &FREEZE_ADD, &FREEZE_DROP, &SITE_LOCK, &SITE_UPDATE,
              &SITE_TEXTS_DROP, &SITE_TEXT_ADD);

/* Commits what RESULT says was done, recorded and told; or rolls back. */
static enum freeze_result end(const struct store *store, const struct actor *who, uint64_t site_id,
                              enum freeze_result result, const struct audit_entry *record)
{
    struct journal_entry entry = {.kind = JOURNAL_SITE, .site_id = site_id};

    if (result == FREEZE_DONE && (audit_append(store->database, store->arena, who, record) != 0 ||
                                  journal_append(store->database, &entry) != 0))
        result = FREEZE_FAILED;
    if (result == FREEZE_DONE)
        return journal_commit(store->database, store->shared, &entry, 1) == 0 ? FREEZE_DONE
                                                                              : FREEZE_FAILED;
    database_rollback(store->database);
    return result;
}

static const char *subject_of_freeze(struct arena *arena, uint64_t site_id)
{
    return site_id != 0 ? arena_format(arena, "site:%" PRIu64, site_id) : "all sites";
}

enum freeze_result freeze_set(const struct store *store, const struct actor *who, uint64_t site_id,
                              const char *reason)
{
    enum freeze_result result = FREEZE_DONE;

    if (text_check(reason, strlen(reason), false) != TEXT_VALID || text_blank(reason) ||
        text_characters(reason) > FREEZE_REASON_MAX)
        return FREEZE_REASON_INVALID;
    if (database_begin(store->database) != 0)
        return FREEZE_FAILED;
    if (database_run(store->database, &FREEZE_ADD, site_id, clock_now(), who->account_id, reason) !=
        0)
        result = database_failure(store->database) == DATABASE_DUPLICATE ? FREEZE_ALREADY
                                                                         : FREEZE_FAILED;
    return end(store, who, site_id, result,
               &(struct audit_entry){.act = AUDIT_SITE_FREEZE,
                                     .subject = subject_of_freeze(store->arena, site_id),
                                     .reason = reason});
}

enum freeze_result freeze_lift(const struct store *store, const struct actor *who, uint64_t site_id)
{
    enum freeze_result result = FREEZE_DONE;

    if (database_begin(store->database) != 0)
        return FREEZE_FAILED;
    if (database_run(store->database, &FREEZE_DROP, site_id) != 0)
        result = FREEZE_FAILED;
    else if (database_changed(store->database) == 0)
        result = FREEZE_ALREADY;
    return end(store, who, site_id, result,
               &(struct audit_entry){.act = AUDIT_SITE_UNFREEZE,
                                     .subject = subject_of_freeze(store->arena, site_id)});
}

/* ---- settings ---- */

const char *const site_accents[] = {"ember", "verdant", "azure", NULL};

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
        [SITE_FRONT_INVALID] = N_("The site cannot open on this: it is not there, or not shown."),
        [SITE_IS_CHANGED] =
            N_("Somebody else changed these settings since you opened them. What they"
               " are now is marked below; send the form again to have it your way."),
    };

    return _(messages[result]);
}

static bool is_site_line(const char *text, size_t max, bool needed)
{
    return text_check(text, strlen(text), false) == TEXT_VALID && text_characters(text) <= max &&
           (!needed || !text_blank(text));
}

static bool is_accent(const char *accent)
{
    for (size_t i = 0; site_accents[i] != NULL; i++)
        if (strcmp(site_accents[i], accent) == 0)
            return true;
    return false;
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
    if (site->banner_until != 0 && site->banner_until <= clock_now())
        return SITE_BANNER_OVER;
    if (!is_accent(site->accent))
        return SITE_ACCENT_INVALID;
    return strcmp(site->front, "beastiary") == 0 && *site->game == '\0' ? SITE_FRONT_INVALID
                                                                        : SITE_DONE;
}

/* All of a site that can change, as records have it. */
static const char *site_record(struct arena *arena, const struct site *site)
{
    struct buffer text = buffer_open(arena, 512);

    buffer_format(&text, "\"%s\" \"%s\" accent %s, front %s, database %s", site->title,
                  site->tagline, site->accent, site->front, site->database_off ? "off" : "on");
    for (size_t i = 0; i < site->text_count; i++)
        buffer_format(&text, "; %s \"%s\" \"%s\"", site->texts[i].language, site->texts[i].title,
                      site->texts[i].tagline);
    if (*site->banner != '\0')
        buffer_format(&text, "; banner %s \"%s\"%s%s", site->banner_level, site->banner,
                      site->banner_until != 0 ? " until " : "",
                      site->banner_until != 0 ? clock_rfc3339(arena, site->banner_until) : "");
    return text.data;
}

static enum site_result write_site(const struct store *store, const struct site *wanted)
{
    struct database *database = store->database;

    if (database_run(database, &SITE_UPDATE, wanted->title, wanted->tagline, wanted->accent,
                     wanted->front, wanted->database_off, wanted->banner, wanted->banner_level,
                     wanted->banner_until, wanted->id) != 0 ||
        database_run(database, &SITE_TEXTS_DROP, wanted->id) != 0)
        return SITE_FAILED;
    for (size_t i = 0; i < wanted->text_count; i++)
        if (database_run(database, &SITE_TEXT_ADD, wanted->id, wanted->texts[i].language,
                         wanted->texts[i].title, wanted->texts[i].tagline) != 0)
            return SITE_FAILED;
    return SITE_DONE;
}

/* Reads the site as it is, behind the lock, and writes it where it is the version that was seen. */
static enum site_result change_site(const struct store *store, const struct site *wanted,
                                    const char **before)
{
    struct SITE_LOCK_rows *locked =
        database_query(store->database, store->arena, &SITE_LOCK, wanted->id);
    struct sites *sites;
    const struct site *present;
    enum site_result result = SITE_MISSING;

    if (locked == NULL)
        return SITE_FAILED;
    sites = sites_open();
    if (sites_read(sites, store->database) != 0) {
        sites_close(sites);
        return SITE_FAILED;
    }
    present = site_by_id(sites, wanted->id);
    if (present != NULL) {
        *before = site_record(store->arena, present);
        result = present->version == wanted->version ? write_site(store, wanted) : SITE_IS_CHANGED;
    }
    sites_close(sites);
    return result;
}

enum site_result site_change(const struct store *store, const struct actor *who,
                             const struct site *wanted)
{
    struct journal_entry entry = {.kind = JOURNAL_SITE, .site_id = wanted->id};
    const char *before = NULL;
    enum site_result result = check_site(wanted);

    if (result != SITE_DONE)
        return result;
    if (database_begin(store->database) != 0)
        return SITE_FAILED;
    result = change_site(store, wanted, &before);
    if (result == SITE_DONE &&
        (audit_append(store->database, store->arena, who,
                      &(struct audit_entry){.act = AUDIT_SITE_CHANGE,
                                            .subject = arena_format(store->arena, "site:%" PRIu64,
                                                                    wanted->id),
                                            .before = before,
                                            .after = site_record(store->arena, wanted)}) != 0 ||
         journal_append(store->database, &entry) != 0))
        result = SITE_FAILED;
    if (result == SITE_DONE)
        return journal_commit(store->database, store->shared, &entry, 1) == 0 ? SITE_DONE
                                                                              : SITE_FAILED;
    database_rollback(store->database);
    return result;
}

_Static_assert(SITE_TITLE_MAX == 100 && SITE_TAGLINE_MAX == 200 && SITE_BANNER_MAX == 300,
               "messages say the numbers");
