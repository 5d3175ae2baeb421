#include "lore/subject.h"

#include <inttypes.h>
#include <string.h>

#include "base/buffer.h"
#include "base/text.h"
#include "catalogue/game_number.h"
#include "web/site.h"

#define SEARCH_ID 1

int lore_place(struct request *r, struct lore_place *place)
{
    *place = (struct lore_place){.database = r->worker->database, .arena = r->arena};
    place->game = games_find(r->worker->games, r->site->game);
    if (place->game == NULL)
        return 0;
    return games_number(r->worker->games, place->database, place->arena, place->game,
                        &place->game_number) == 0
               ? 1
               : -1;
}

static struct subject subject_named(const char *kind, uint64_t id)
{
    struct subject subject = {.id = id};

    strncpy(subject.kind, kind, sizeof subject.kind - 1);
    return subject;
}

struct subject subject_of_list(const struct game *game, const struct kind *kind)
{
    /* An id that needs no table: the kind's name within the game's, hashed, above 0. */
    uint64_t hash = text_hash(kind->name, text_hash(game->name, 0));

    return subject_named("list", (hash >> 1) | 1);
}

struct subject subject_of_entry(const struct entry *entry)
{
    return subject_named(entry->kind->name, entry->id);
}

/* The list of the kind that the subject's id stands for. */
static int list_page(const struct lore_place *place, uint64_t id, struct subject_page *page)
{
    for (size_t i = 0; i < place->game->kind_count; i++) {
        const struct kind *kind = &place->game->kinds[i];

        if (subject_of_list(place->game, kind).id == id) {
            page->title = kind->plural;
            page->path = arena_format(place->arena, "/beastiary/%s/", kind->name);
            return 1;
        }
    }
    return 0;
}

int subject_page(const struct lore_place *place, const struct subject *subject,
                 struct subject_page *page)
{
    bool map = strcmp(subject->kind, "map") == 0;
    struct entry entry;
    int found;

    if (strcmp(subject->kind, "list") == 0)
        return list_page(place, subject->id, page);
    if (strcmp(subject->kind, "search") == 0) {
        if (subject->id != SEARCH_ID)
            return 0;
        *page = (struct subject_page){"Search", "/search"};
        return 1;
    }
    found = entry_find(place->database, place->arena, place->game, place->game_number, subject->id,
                       &entry);
    if (found <= 0)
        return found;
    if (map ? !entry.kind->map : strcmp(entry.kind->name, subject->kind) != 0)
        return 0;
    page->title = entry.name;
    page->path = arena_format(place->arena, "%s%s",
                              entry_path(place->arena, entry.kind, entry.id, entry.name),
                              map ? "/map" : "");
    return 1;
}

/* The entry that "item:1001" or "item/12" means, as in the cards of other people's pages. 1, 0 (also
 * where TEXT is neither) or -1. */
static int numbered_entry(const struct lore_place *place, const char *text, struct entry *entry)
{
    size_t length = strcspn(text, ":/");
    const struct kind *kind = game_kind(place->game, arena_copy(place->arena, text, length));
    uint64_t id;
    int found;

    if (kind == NULL || text[length] == '\0')
        return 0;
    if (text[length] == ':')
        return entry_by_external(place->database, place->arena, place->game, place->game_number,
                                 kind, text + length + 1, entry);
    if (!text_u64(text + length + 1, &id))
        return 0;
    found = entry_find(place->database, place->arena, place->game, place->game_number, id, entry);
    return found > 0 && entry->kind != kind ? 0 : found;
}

/* The entry that a name in double brackets means; *SEVERAL tells whether others of its kind are called
 * so. 1, 0 or -1. */
static int named_entry(const struct lore_place *place, const char *name, struct entry *entry,
                       bool *several)
{
    int found = numbered_entry(place, name, entry);
    const struct entry *meant;
    struct entry *entries;
    size_t count;

    *several = false;
    if (found != 0)
        return found;
    entries = entry_by_name(place->database, place->arena, place->game, place->game_number, NULL,
                            name, &count);
    if (entries == NULL)
        return -1;
    meant = entry_meant(entries, count, several);
    if (meant != NULL)
        *entry = *meant;
    return meant != NULL;
}

static bool find_named(void *context, const char *name, struct markup_target *target)
{
    const struct lore_place *place = context;
    struct entry entry;

    bool several;

    if (named_entry(place, name, &entry, &several) <= 0)
        return false;
    if (several) {
        struct buffer path = buffer_open(place->arena, 64);

        buffer_text(&path, "/search?list=1&q=");
        buffer_url(&path, entry.name);
        *target = (struct markup_target){.path = path.data, .name = entry.name};
        return true;
    }
    *target = (struct markup_target){
        .subject = arena_format(place->arena, "%s:%" PRIu64, entry.kind->name, entry.id),
        .path = entry_path(place->arena, entry.kind, entry.id, entry.name),
        .name = entry.name,
    };
    return true;
}

void lore_links(struct markup_links *links, struct lore_place *place)
{
    *links = (struct markup_links){.find = find_named, .context = place};
}
