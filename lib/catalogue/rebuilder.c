/* Decides when a game's file is due, and has a child make it.
 *
 * A child because making one takes up to seconds, in which the follower would tell nobody of
 * anything, and because whatever a broken record makes of the packing ends the child only: the old
 * file stays, /health says so, and it is tried again in ten seconds. Threads would share the
 * follower's fate and its connection.
 *
 * One child at a time: games are few, and two builds at once would only take the database away
 * from requests. */
#include "catalogue/rebuilder.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "catalogue/internal.h"

#define LOOK_EVERY CLOCK_SECOND
#define TRY_AGAIN (10 * CLOCK_SECOND)
#define BETWEEN (5 * CLOCK_SECOND)       /* two files for many changes */
#define AFTER_IMPORT (60 * CLOCK_SECOND) /* between two files for a few changes of imports' size */
#define FAILS_LONG (30 * CLOCK_SECOND)
#define OLD_LONG (600 * CLOCK_SECOND)

/* A game whose file is kept. Times are of clock_ticks(). */
struct watched_game {
    const struct game *game;
    struct catalogue_state state;
    struct file_identity file; /* that the state is of */
    bool recheck;              /* the state may be another by now */
    bool imported;             /* since the file was made */
    int64_t made_at;           /* 0: not by us */
    int64_t tried_at;          /* 0: never */
    int64_t failing_since;     /* 0: it does not */
    int64_t behind_since;      /* 0: it is not far behind */
};

/* The child is remembered with the game that it is for; which file that then is, check_game() finds
 * out. */
struct rebuilder {
    const struct configuration *configuration;
    struct shared *shared;
    struct watched_game *games;
    size_t count;
    int64_t looked_at;
    pid_t child; /* that makes a file; 0: none */
    struct watched_game *making;
};

struct rebuilder *rebuilder_open(const struct configuration *configuration,
                                 const struct games *games, struct shared *shared)
{
    struct rebuilder *rebuilder = calloc(1, sizeof *rebuilder);
    size_t count = 0;

    while (games_at(games, count) != NULL)
        count++;
    if (rebuilder == NULL ||
        (rebuilder->games = calloc(count + 1, sizeof *rebuilder->games)) == NULL)
        abort();
    for (size_t i = 0; i < count; i++)
        rebuilder->games[i] = (struct watched_game){.game = games_at(games, i), .recheck = true};
    rebuilder->configuration = configuration;
    rebuilder->shared = shared;
    rebuilder->count = count;
    return rebuilder;
}

void rebuilder_close(struct rebuilder *rebuilder)
{
    if (rebuilder == NULL)
        return;
    if (rebuilder->child != 0) {
        kill(rebuilder->child, SIGKILL);
        waitpid(rebuilder->child, NULL, 0);
    }
    free(rebuilder->games);
    free(rebuilder);
}

void rebuilder_see(struct rebuilder *rebuilder, const struct journal_entry *entry)
{
    if (entry->kind != JOURNAL_ENTRY && entry->kind != JOURNAL_LORE)
        return;
    for (size_t i = 0; i < rebuilder->count; i++) {
        struct watched_game *watched = &rebuilder->games[i];

        if (watched->state.number != 0 && watched->state.number != entry->game_id)
            continue;
        watched->recheck = true;
        watched->imported |= entry->kind == JOURNAL_LORE;
    }
}

/* ---- the child ---- */

/* Makes the file; the follower's own connection and files are left alone. _exit, not exit:
 * handlers and buffers are the follower's, as is the database connection that it has inherited
 * and must not close in a way that the server hears of. */
static void make_file(struct rebuilder *rebuilder, const struct watched_game *watched)
{
    static const struct statement_set *const statements[] = {&catalogue_statements, NULL};
    struct database *database = database_open(rebuilder->configuration, statements);

    signal(SIGTERM, SIG_DFL);
    signal(SIGINT, SIG_DFL);
    signal(SIGUSR1, SIG_DFL);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    /* A low priority; what goes wrong with it is no matter. */
    if (nice(5) == -1)
        errno = 0;
    _exit(catalogue_build(database, rebuilder->shared, watched->game, watched->state.number,
                          rebuilder->configuration->lore) == 0
              ? 0
              : 1);
}

static void start_child(struct rebuilder *rebuilder, struct watched_game *watched)
{
    pid_t child = fork();

    watched->tried_at = clock_ticks();
    if (child == 0)
        make_file(rebuilder, watched);
    if (child < 0) {
        log_error("catalogue of %s: no process to make it in", watched->game->name);
        return;
    }
    rebuilder->child = child;
    rebuilder->making = watched;
}

/* Sees whether the child has ended, and how. */
static void reap(struct rebuilder *rebuilder)
{
    struct watched_game *watched = rebuilder->making;
    int64_t now = clock_ticks();
    int status;

    if (rebuilder->child == 0 || waitpid(rebuilder->child, &status, WNOHANG) != rebuilder->child)
        return;
    rebuilder->child = 0;
    watched->recheck = true;
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0) {
        log_info("catalogue of %s: made in %.1f s", watched->game->name,
                 (double)(now - watched->tried_at) / (double)CLOCK_SECOND);
        watched->made_at = now;
        watched->failing_since = 0;
        watched->imported = false;
        return;
    }
    if (WIFSIGNALED(status))
        log_error("catalogue of %s: signal %d ended its making", watched->game->name,
                  WTERMSIG(status));
    if (watched->failing_since == 0)
        watched->failing_since = now;
}

/* ---- looking ---- */

/* Asks the database only when a row of the journal or another file gave reason to; else it would
 * be a query a second for each game. */
static void check_game(struct rebuilder *rebuilder, struct watched_game *watched,
                       struct database *database, struct arena *arena)
{
    struct file_identity file = catalogue_file(rebuilder->configuration->lore, watched->game);
    bool behind;

    if (!watched->recheck && catalogue_same_file(&file, &watched->file))
        return;
    if (catalogue_state(database, arena, watched->game, rebuilder->configuration->lore,
                        &watched->state) != 0)
        return;
    watched->file = file;
    watched->recheck = false;
    behind = watched->state.number != 0 &&
             (!watched->state.valid || watched->state.overlay >= CATALOGUE_REBUILD);
    if (!behind)
        watched->behind_since = 0;
    else if (watched->behind_since == 0)
        watched->behind_since = clock_ticks();
}

/* Whether a game needs a new file now. A game that is imported is rebuilt soon, even if little
 * changed, but not after each of many small imports; single edits are left in the overlays until
 * there are many, as those cost next to nothing. */
static bool is_due(const struct watched_game *watched)
{
    int64_t now = clock_ticks();

    if (watched->state.number == 0 ||
        (watched->failing_since != 0 && now < watched->tried_at + TRY_AGAIN))
        return false;
    if (!watched->state.valid)
        return true;
    if (watched->state.overlay >= CATALOGUE_REBUILD)
        return watched->made_at == 0 || now >= watched->made_at + BETWEEN;
    return watched->imported && watched->state.overlay > 0 &&
           (watched->made_at == 0 || now >= watched->made_at + AFTER_IMPORT);
}

static void set_health_flags(struct rebuilder *rebuilder)
{
    int64_t now = clock_ticks();
    bool fails = false, old = false;

    for (size_t i = 0; i < rebuilder->count; i++) {
        const struct watched_game *watched = &rebuilder->games[i];

        fails |= watched->failing_since != 0 && now > watched->failing_since + FAILS_LONG;
        old |= watched->behind_since != 0 && now > watched->behind_since + OLD_LONG;
    }
    health_flag_set(rebuilder->shared, HEALTH_CATALOGUE_FAILS, fails);
    health_flag_set(rebuilder->shared, HEALTH_CATALOGUE_OLD, old);
}

void rebuilder_step(struct rebuilder *rebuilder, struct database *database, struct arena *arena)
{
    reap(rebuilder);
    if (clock_ticks() - rebuilder->looked_at < LOOK_EVERY)
        return;
    rebuilder->looked_at = clock_ticks();
    for (size_t i = 0; i < rebuilder->count; i++) {
        struct watched_game *watched = &rebuilder->games[i];

        /* What is being made will be looked at then. */
        if (rebuilder->child != 0 && rebuilder->making == watched)
            continue;
        check_game(rebuilder, watched, database, arena);
        if (rebuilder->child == 0 && is_due(watched))
            start_child(rebuilder, watched);
    }
    set_health_flags(rebuilder);
}
