#include "import/job/allowed.h"

#include <string.h>

#include "base/clock.h"

static bool may_at(const struct importer *who, struct role_scope scope, enum permission permission)
{
    return permission_held(permissions_at(who->roles, who->grants, scope, clock_now()), permission);
}

bool import_everywhere(const struct importer *who)
{
    const struct role_scope everywhere = {0, 0};

    return permission_held(permissions_throughout(who->roles, who->grants, everywhere, clock_now()),
                           PERMISSION_IMPORT_RUN);
}

/* Whether an import to SITE changes what OTHER shows. */
static bool is_touched(const struct site *site, const struct site *other, enum job_verb verb)
{
    return other->id == site->id || (job_verb_of_game(verb) && *site->own_game != '\0' &&
                                     strcmp(other->own_game, site->own_game) == 0);
}

bool import_allowed(const struct importer *who, const struct site *site, enum job_verb verb)
{
    const struct site *other;

    for (size_t i = 0; (other = site_at(who->sites, i)) != NULL; i++)
        if (is_touched(site, other, verb) &&
            !may_at(who, (struct role_scope){other->id, 0}, PERMISSION_IMPORT_RUN))
            return false;
    return true;
}

bool import_board_allowed(const struct importer *who, uint64_t site_id, uint64_t board_id)
{
    const struct role_scope scope = {site_id, board_id};

    return may_at(who, scope, PERMISSION_IMPORT_RUN) &&
           (board_is_archived(who->roles, board_id) || may_at(who, scope, PERMISSION_THREAD_START));
}

struct board *import_boards(const struct importer *who, const struct subject_place *place,
                            size_t *count)
{
    size_t all;
    struct board *boards = board_list(place, &all);

    *count = 0;
    for (size_t i = 0; boards != NULL && i < all; i++)
        if (import_board_allowed(who, place->site_id, boards[i].id))
            boards[(*count)++] = boards[i];
    return boards;
}

bool import_writable(const struct sites *sites, const struct site *site, enum job_verb verb)
{
    const struct site *other;

    for (size_t i = 0; (other = site_at(sites, i)) != NULL; i++)
        if (is_touched(site, other, verb) && site_frozen(sites, other) != NULL)
            return false;
    return true;
}
