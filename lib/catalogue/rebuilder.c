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
struct charge {
    const struct game *game;
    struct catalogue_state state;
    struct file_identity file; /* that the state is of */
    bool look;                 /* the state may be another by now */
    bool imported;             /* since the file was made */
    int64_t made_at;           /* 0: not by us */
    int64_t tried_at;          /* 0: never */
    int64_t failing_since;     /* 0: it does not */
    int64_t behind_since;      /* 0: it is not far behind */
};

/* The child is remembered with the charge that it is for; which file that then is, look() finds
 * out. */
struct rebuilder {
    const struct configuration *configuration;
    struct shared *shared;
    struct charge *charges;
    size_t count;
    int64_t looked_at;
    pid_t child; /* that makes a file; 0: none */
    struct charge *making;
};

struct rebuilder *rebuilder_open(const struct configuration *configuration,
                                 const struct games *games, struct shared *shared)
{
    struct rebuilder *rebuilder = calloc(1, sizeof *rebuilder);
    size_t count = 0;

    while (games_at(games, count) != NULL)
        count++;
    if (rebuilder == NULL ||
        (rebuilder->charges = calloc(count + 1, sizeof *rebuilder->charges)) == NULL)
        abort();
    for (size_t i = 0; i < count; i++)
        rebuilder->charges[i] = (struct charge){.game = games_at(games, i), .look = true};
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
    free(rebuilder->charges);
    free(rebuilder);
}

void rebuilder_see(struct rebuilder *rebuilder, const struct journal_entry *entry)
{
    if (entry->kind != JOURNAL_ENTRY && entry->kind != JOURNAL_LORE)
        return;
    for (size_t i = 0; i < rebuilder->count; i++) {
        struct charge *charge = &rebuilder->charges[i];

        if (charge->state.number != 0 && charge->state.number != entry->game_id)
            continue;
        charge->look = true;
        charge->imported |= entry->kind == JOURNAL_LORE;
    }
}

/* ---- the child ---- */

/* Makes the file; the follower's own connection and files are left alone. _exit, not exit:
 * handlers and buffers are the follower's, as is the database connection that it has inherited
 * and must not close in a way that the server hears of. */
static void make_file(struct rebuilder *rebuilder, const struct charge *charge)
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
    _exit(catalogue_build(database, rebuilder->shared, charge->game, charge->state.number,
                          rebuilder->configuration->lore) == 0
              ? 0
              : 1);
}

static void start(struct rebuilder *rebuilder, struct charge *charge)
{
    pid_t child = fork();

    charge->tried_at = clock_ticks();
    if (child == 0)
        make_file(rebuilder, charge);
    if (child < 0) {
        log_error("catalogue of %s: no process to make it in", charge->game->name);
        return;
    }
    rebuilder->child = child;
    rebuilder->making = charge;
}

/* Sees whether the child has ended, and how. */
static void reap(struct rebuilder *rebuilder)
{
    struct charge *charge = rebuilder->making;
    int64_t now = clock_ticks();
    int status;

    if (rebuilder->child == 0 || waitpid(rebuilder->child, &status, WNOHANG) != rebuilder->child)
        return;
    rebuilder->child = 0;
    charge->look = true;
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0) {
        log_info("catalogue of %s: made in %.1f s", charge->game->name,
                 (double)(now - charge->tried_at) / (double)CLOCK_SECOND);
        charge->made_at = now;
        charge->failing_since = 0;
        charge->imported = false;
        return;
    }
    if (WIFSIGNALED(status))
        log_error("catalogue of %s: signal %d ended its making", charge->game->name,
                  WTERMSIG(status));
    if (charge->failing_since == 0)
        charge->failing_since = now;
}

/* ---- looking ---- */

/* Asks the database only when a row of the journal or another file gave reason to; else it would
 * be a query a second for each game. */
static void check_charge(struct rebuilder *rebuilder, struct charge *charge,
                         struct database *database, struct arena *arena)
{
    struct file_identity file = catalogue_file(rebuilder->configuration->lore, charge->game);
    bool behind;

    if (!charge->look && catalogue_same_file(&file, &charge->file))
        return;
    if (catalogue_state(database, arena, charge->game, rebuilder->configuration->lore,
                        &charge->state) != 0)
        return;
    charge->file = file;
    charge->look = false;
    behind = charge->state.number != 0 &&
             (!charge->state.valid || charge->state.overlay >= CATALOGUE_REBUILD);
    if (!behind)
        charge->behind_since = 0;
    else if (charge->behind_since == 0)
        charge->behind_since = clock_ticks();
}

/* Whether a game needs a new file now. A game that is imported is rebuilt soon, even if little
 * changed, but not after each of many small imports; single edits are left in the overlays until
 * there are many, as those cost next to nothing. */
static bool is_due(const struct charge *charge)
{
    int64_t now = clock_ticks();

    if (charge->state.number == 0 ||
        (charge->failing_since != 0 && now < charge->tried_at + TRY_AGAIN))
        return false;
    if (!charge->state.valid)
        return true;
    if (charge->state.overlay >= CATALOGUE_REBUILD)
        return charge->made_at == 0 || now >= charge->made_at + BETWEEN;
    return charge->imported && charge->state.overlay > 0 &&
           (charge->made_at == 0 || now >= charge->made_at + AFTER_IMPORT);
}

static void flag(struct rebuilder *rebuilder)
{
    int64_t now = clock_ticks();
    bool fails = false, old = false;

    for (size_t i = 0; i < rebuilder->count; i++) {
        const struct charge *charge = &rebuilder->charges[i];

        fails |= charge->failing_since != 0 && now > charge->failing_since + FAILS_LONG;
        old |= charge->behind_since != 0 && now > charge->behind_since + OLD_LONG;
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
        struct charge *charge = &rebuilder->charges[i];

        /* What is being made will be looked at then. */
        if (rebuilder->child != 0 && rebuilder->making == charge)
            continue;
        check_charge(rebuilder, charge, database, arena);
        if (rebuilder->child == 0 && is_due(charge))
            start(rebuilder, charge);
    }
    flag(rebuilder);
}
