#include "lore/lore.h"

#include "base/log.h"

int games_open(struct worker *worker, struct arena *permanent)
{
    size_t wrong;

    worker->games = games_read(permanent, worker->configuration->games, stderr, &wrong);
    if (worker->games == NULL)
        return -1;
    if (wrong > 0)
        log_error("%zu of the games cannot be read; lorehall check names the lines", wrong);
    return 0;
}
