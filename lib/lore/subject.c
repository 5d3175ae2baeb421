/* What of a game can carry a discussion: entries, their maps, lists and the search. talk knows
 * these by the table at the end alone and never asks a game for anything else. */
#include "lore/subject.h"

#include <inttypes.h>
#include <string.h>

#include "base/buffer.h"
#include "base/text/text.h"
#include "catalogue/game_number.h"
#include "lore/lore.h"
#include "lore/subject_note.h"

#define LIST_KIND "list"
#define SEARCH_KIND "search"
#define SEARCH_ID 1

STATEMENT(ENTRY_GAME, PARAMETERS(id(entry), id(changed)), COLUMNS(id(game_id)),
          "SELECT game_id FROM entry WHERE id = ? AND changed >= ?");
STATEMENT(ENTRY_CHANGE, PARAMETERS(id(entry), text(kind), id(after), id(game)),
          COLUMNS(id(changed)),
          "SELECT changed FROM entry WHERE id = ? AND kind = ? AND changed > ? AND game_id = ?"
          " AND withheld = 0");
STATEMENT_SET(subject_statements, &ENTRY_GAME, &ENTRY_CHANGE);

/* The game of PLACE's site. 1, 0 when it has none, -1 on failure. */
static int game_of_place(const struct subject_place *place, struct lore *lore,
                         struct game_context *at)
{
    *at = (struct game_context){.database = place->database, .arena = place->arena};
    return games_context(lore->games, place->game, at);
}

struct subject subject_of_list(const struct game *game, const struct kind *kind)
{
    /* An id that needs no table: the kind's name within the game's, hashed, above 0. */
    uint64_t hash = text_hash(kind->name, text_hash(game->name, 0));

    return subject_of(LIST_KIND, (hash >> 1) | 1);
}

static struct subject subject_of_entry(const struct entry *entry)
{
    return subject_of(entry->kind->name, entry->id);
}

struct subject subject_of_map(uint64_t entry_id)
{
    return subject_of(MAP_KIND, entry_id);
}

struct subject subject_of_search(void)
{
    return subject_of(SEARCH_KIND, SEARCH_ID);
}

/* ---- the search and lists ---- */

static int search_page(const struct subject_place *place, void *context,
                       const struct subject *subject, struct subject_page *page)
{
    struct game_context at;
    int found = game_of_place(place, context, &at);

    if (found <= 0 || subject->id != SEARCH_ID)
        return found < 0 ? -1 : 0;
    *page = (struct subject_page){"Search", "/search"};
    return 1;
}

static int search_imported(const struct subject_place *place, void *context, const char *kind,
                           const char *external_id, struct subject *subject)
{
    (void)place;
    (void)context;
    (void)kind;
    (void)external_id;
    *subject = subject_of_search();
    return 1;
}

/* The list of the kind that the subject's id stands for. */
static int list_page(const struct subject_place *place, void *context,
                     const struct subject *subject, struct subject_page *page)
{
    struct game_context at;
    int found = game_of_place(place, context, &at);

    for (size_t i = 0; found > 0 && i < at.game->kind_count; i++) {
        const struct kind *kind = &at.game->kinds[i];

        if (subject_of_list(at.game, kind).id == subject->id) {
            page->title = kind->plural;
            page->path = arena_format(place->arena, "/beastiary/%s/", kind->name);
            return 1;
        }
    }
    return found < 0 ? -1 : 0;
}

/* A list by the name of its kind. */
static int list_imported(const struct subject_place *place, void *context, const char *name,
                         const char *external_id, struct subject *subject)
{
    struct game_context at;
    const struct kind *kind;
    int found = game_of_place(place, context, &at);

    (void)name;
    if (found <= 0)
        return found;
    kind = external_id != NULL ? game_kind(at.game, external_id) : NULL;
    if (kind == NULL)
        return 0;
    *subject = subject_of_list(at.game, kind);
    return 1;
}

/* ---- entries and their maps ---- */

static int find_entry(const struct subject_place *place, struct lore *lore, uint64_t id,
                      struct entry *entry)
{
    struct game_context at;
    int found = game_of_place(place, lore, &at);

    return found > 0 ? entry_find(&at, id, entry) : found;
}

static int entry_subject_page(const struct subject_place *place, void *context,
                              const struct subject *subject, struct subject_page *page)
{
    struct entry entry;
    int found = find_entry(place, context, subject->id, &entry);

    if (found <= 0 || strcmp(entry.kind->name, subject->kind) != 0)
        return found < 0 ? -1 : 0;
    page->title = entry.name;
    page->path = entry_path(place->arena, entry.kind, entry.id, entry.name);
    return 1;
}

static int map_subject_page(const struct subject_place *place, void *context,
                            const struct subject *subject, struct subject_page *page)
{
    struct entry entry;
    int found = find_entry(place, context, subject->id, &entry);

    if (found <= 0 || !entry.kind->map)
        return found < 0 ? -1 : 0;
    page->title = entry.name;
    page->path = arena_format(place->arena, "%s/map",
                              entry_path(place->arena, entry.kind, entry.id, entry.name));
    return 1;
}

/* Any of the games' kinds: what a site's own game lacks is not found. */
static bool is_kind(void *context, const char *name)
{
    const struct lore *lore = context;
    const struct game *game;

    for (size_t i = 0; (game = games_at(lore->games, i)) != NULL; i++)
        if (game_kind(game, name) != NULL)
            return true;
    return false;
}

/* An entry by the id of its source: of the kind called KIND, or (NULL) of whichever has maps. */
static int imported_entry(const struct subject_place *place, struct lore *lore, const char *kind,
                          const char *external_id, struct entry *entry)
{
    struct game_context at;
    int found = game_of_place(place, lore, &at);

    if (found <= 0 || external_id == NULL)
        return found < 0 ? -1 : 0;
    found = 0;
    for (size_t i = 0; i < at.game->kind_count && found == 0; i++) {
        const struct kind *one = &at.game->kinds[i];

        if (kind == NULL ? one->map : strcmp(one->name, kind) == 0)
            found = entry_by_external(&at, one, external_id, entry);
    }
    return found;
}

static int entry_imported(const struct subject_place *place, void *context, const char *kind,
                          const char *external_id, struct subject *subject)
{
    struct entry entry;
    int found = imported_entry(place, context, kind, external_id, &entry);

    if (found > 0)
        *subject = subject_of_entry(&entry);
    return found;
}

static int map_imported(const struct subject_place *place, void *context, const char *kind,
                        const char *external_id, struct subject *subject)
{
    struct entry entry;
    int found = imported_entry(place, context, NULL, external_id, &entry);

    (void)kind;
    if (found > 0)
        *subject = subject_of_map(entry.id);
    return found;
}

static int entry_changed(const struct subject_place *place, const struct subject *subject,
                         uint64_t since, uint64_t *id)
{
    struct ENTRY_CHANGE_rows *rows = database_query(place->database, place->arena, &ENTRY_CHANGE,
                                                    subject->id, subject->kind, since,
                                                    place->game_id);
    const struct ENTRY_CHANGE_row *row;

    if (rows == NULL)
        return -1;
    row = rows_next(rows);
    if (row == NULL)
        return 0;
    *id = row->changed;
    return 1;
}

/* Its game's, unless ROW is not that of a change of it. */
static int entry_changed_space(struct database *database, struct arena *arena,
                               const struct journal_entry *row, struct subject_space *space)
{
    struct ENTRY_GAME_rows *rows =
        database_query(database, arena, &ENTRY_GAME, row->entry_id, row->id);
    const struct ENTRY_GAME_row *game;

    if (rows == NULL)
        return -1;
    game = rows_next(rows);
    *space = (struct subject_space){.game_id = game != NULL ? game->game_id : 0};
    return game != NULL;
}

/* ---- names in double brackets ---- */

/* The entry that "item:1001" or "item/12" means, as in the cards of other people's pages. 1, 0
 * (also where TEXT is neither) or -1. */
static int numbered_entry(const struct game_context *at, const char *text, struct entry *entry)
{
    size_t length = strcspn(text, ":/");
    const struct kind *kind = game_kind(at->game, arena_copy(at->arena, text, length));
    uint64_t id;
    int found;

    if (kind == NULL || text[length] == '\0')
        return 0;
    if (text[length] == ':')
        return entry_by_external(at, kind, text + length + 1, entry);
    if (!text_u64(text + length + 1, &id))
        return 0;
    found = entry_find(at, id, entry);
    return found > 0 && entry->kind != kind ? 0 : found;
}

/* The entry that a name in double brackets means; *SEVERAL tells whether others of its kind are
 * called so. 1, 0 or -1. */
static int named_entry(const struct game_context *at, const char *name, struct entry *entry,
                       bool *several)
{
    int found = numbered_entry(at, name, entry);
    const struct entry *meant;
    struct entry *entries;
    size_t count;

    *several = false;
    if (found != 0)
        return found;
    entries = entry_by_name(at, NULL, name, &count);
    if (entries == NULL)
        return -1;
    meant = entry_meant(entries, count, several);
    if (meant != NULL)
        *entry = *meant;
    return meant != NULL;
}

/* "item:1001" by what its source's links call it, "item/12" by the id in its address here, else
 * the one entry of that name (the current one where there are several, of the kind with the
 * greatest weight). */
static int entry_named(const struct subject_place *place, void *context, const char *name,
                       struct markup_target *target)
{
    struct game_context at;
    struct entry entry;
    bool several;
    int found = game_of_place(place, context, &at);

    if (found > 0)
        found = named_entry(&at, name, &entry, &several);
    if (found <= 0)
        return found;
    if (several) {
        struct buffer path = buffer_open(place->arena, 64);

        buffer_text(&path, "/search?list=1&q=");
        buffer_url(&path, entry.name);
        *target = (struct markup_target){.path = path.data, .name = entry.name};
        return 1;
    }
    *target = (struct markup_target){
        .subject = arena_format(place->arena, "%s:%" PRIu64, entry.kind->name, entry.id),
        .path = entry_path(place->arena, entry.kind, entry.id, entry.name),
        .name = entry.name,
    };
    return 1;
}

/* ---- the table ---- */

const struct subject_kind lore_subjects[] = {
    {
        .name = LIST_KIND,
        .scope = SUBJECT_OF_GAME,
        .read = PERMISSION_SITE_READ,
        .write = PERMISSION_COMMENT_WRITE,
        .page = list_page,
        .title_is_word = true,
        .imported = list_imported,
    },
    {
        .name = SEARCH_KIND,
        .scope = SUBJECT_OF_GAME,
        .read = PERMISSION_SITE_READ,
        .write = PERMISSION_COMMENT_WRITE,
        .page = search_page,
        .title_is_word = true,
        .imported = search_imported,
    },
    {
        .name = MAP_KIND,
        .scope = SUBJECT_OF_GAME,
        .read = PERMISSION_SITE_READ,
        .write = PERMISSION_COMMENT_WRITE,
        .page = map_subject_page,
        .imported = map_imported,
    },
    {
        .declared = is_kind, /* entries, by their kinds */
        .scope = SUBJECT_OF_GAME,
        .read = PERMISSION_SITE_READ,
        .write = PERMISSION_COMMENT_WRITE,
        .page = entry_subject_page,
        .note = entry_note,
        .note_keys = entry_note_keys,
        .named = entry_named,
        .imported = entry_imported,
        .changed = entry_changed,
        .changed_space = entry_changed_space,
    },
    {.name = NULL},
};
