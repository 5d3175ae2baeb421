/* The part of a game's file that lists old links: game/legacy_url.h. */
#include <string.h>

#include "game/internal.h"
#include "game/legacy_url.h"

#define LINKS_MAX 200

static const struct game_key link_keys[] = {
    {"Path", true, false},     {"Given", false, false},  {"Kind", false, false},
    {"Id", false, false},      {"Name", false, false},   {"Words", false, false},
    {"Comment", false, false}, {"Person", false, false}, {"To", false, false},
    {NULL, false, false},
};

/* The keys that tell what a parameter holds, in the order of enum legacy_url_sort. */
static const char *const sorts[] = {"Id", "Name", "Words", "Comment", "Person", "To"};

static void read_sort_parameter(struct game_file *file, const struct declaration *block,
                                struct legacy_url *link)
{
    size_t given = 0;

    for (size_t i = 0; i < sizeof sorts / sizeof sorts[0]; i++) {
        const char *parameter = game_value(block, sorts[i]);

        if (parameter == NULL)
            continue;
        given++;
        link->sort = (enum legacy_url_sort)i;
        link->parameter = parameter;
    }
    if (given != 1)
        fault_at(&file->faults, block->line,
                 "%s needs just one of Id, Name, Words, Comment, Person, To", block->name);
    else if (link->sort == LEGACY_URL_TO && link->parameter[0] != '/')
        fault_at(&file->faults, block->line, "%s: To must be a path of this site", block->name);
}

static void read_link(struct game_file *file, const struct declaration *block,
                      struct legacy_url *link)
{
    const char *kind = game_value(block, "Kind");

    game_keys(file, block, link_keys);
    link->path = game_value(block, "Path");
    if (link->path == NULL || link->path[0] != '/') {
        fault_at(&file->faults, block->line, "%s: Path must begin with /", block->name);
        link->path = "";
    }
    link->given = game_value(block, "Given");
    link->kind = kind != NULL ? game_kind(file->game, kind) : NULL;
    if (kind != NULL && link->kind == NULL)
        fault_at(&file->faults, block->line, "%s: there is no kind %s", block->name, kind);
    read_sort_parameter(file, block, link);
    if (link->kind == NULL && (link->sort == LEGACY_URL_ID || link->sort == LEGACY_URL_NAME))
        fault_at(&file->faults, block->line, "%s needs a Kind", block->name);
}

void game_read_links(struct game_file *file, const struct declaration *block)
{
    struct legacy_url *links =
        arena_alloc(file->arena, (declaration_count(block) + 1) * sizeof *links);
    size_t count = 0;

    for (const struct declaration *d = block != NULL ? block->inner : NULL; d != NULL;
         d = d->next) {
        if (d->value != NULL)
            fault_at(&file->faults, d->line, "%s must be a block", d->name);
        else if (count == LINKS_MAX)
            fault_at(&file->faults, d->line, "there are more than %d links", LINKS_MAX);
        else
            read_link(file, d, &links[count++]);
    }
    file->game->links = links;
    file->game->link_count = count;
}
