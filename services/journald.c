/* lorehall-journald: the follower. One a host, it reads the journal in the order of commits and,
 * for each row, tells this host (generations) and the pages that are open (nginx).
 *
 * It is a process of its own, because what it does must happen for every committed row exactly on
 * time and once a host, whichever worker wrote it and whether that still lives; and because
 * rendering events, indexing words and building catalogues would otherwise be paid by whoever
 * posts.
 *
 * Its loop is ordered by urgency: bump the generations of a whole batch (until then this host
 * shows stale pages), publish the events (readers wait), move the heartbeat, rebuild catalogues,
 * and only then, a few rows at a time, the words of the search and older comments. Anything slow
 * would hold up the next round, so that each of these is cut into steps that say whether there is
 * more to do.
 *
 * Everything it does may be done twice and nothing may be left out. So it writes its position down
 * once a second at most, behind the work; after a crash it does that second again. An event that
 * comes twice is dropped by the page, which knows the last row's id.
 *
 * Its first act bumps everything: whatever was written while no follower ran may have left stale
 * entries in the cache. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/language.h"
#include "base/log.h"
#include "catalogue/game_number.h"
#include "catalogue/rebuilder.h"
#include "lore/entry.h"
#include "lore/lore.h"
#include "lore/retitle.h"
#include "lore/subject.h"
#include "store/gaps.h"
#include "store/journal.h"
#include "store/metrics/activity.h"
#include "talk/block.h"
#include "talk/frequency.h"
#include "talk/live.h"
#include "talk/mention.h"
#include "talk/moderation/thread/announcement.h"
#include "talk/reindex.h"
#include "talk/search.h"
#include "web/publish.h"
#include "web/sandbox.h"
#include "web/site.h"
#include "web/view.h"
#include "web/worker.h"

/* How long to wait for the wakeup before looking for rows that it was not rung for: other hosts'
 * writes, and those of a worker that died behind its commit. Less than half of what a write may
 * take to another host. */
#define POLL_MILLISECONDS 100
#define GAP_POLL_MILLISECONDS 25 /* while a row with a lower id may become visible at any time */
#define ROWS_AT_ONCE 500
#define INDEXED_AT_ONCE 8
#define LISTENERS_EVERY (5 * CLOCK_SECOND) /* how often nginx is asked how many pages listen */
#define HISTORY_EVERY (60 * CLOCK_SECOND)  /* how often what was counted is written down */
#define SWEEP_EVERY (3600 * CLOCK_SECOND)
#define ANNOUNCED_EVERY CLOCK_SECOND
#define REMEMBER_EVERY CLOCK_SECOND /* how often the position is written down */
/* innodb_trx tells starts in whole seconds and is itself up to 0.1 s old. It is not renewed while
 * it is read more often than that (CACHE_MIN_IDLE_TIME_NS in InnoDB's trx0i_s.cc). */
#define HORIZON_MARGIN (2 * CLOCK_SECOND)
#define HORIZON_EVERY (CLOCK_SECOND / 2)
/* Where the horizon cannot be asked for: longer than any of our transactions lasts. */
#define GAP_PATIENCE (600 * CLOCK_SECOND)

struct follower {
    struct worker worker; /* the same things that a worker keeps */
    struct publisher *publisher;
    struct rebuilder *rebuilder;
    struct gaps gaps;
    char host[65];
    uint64_t remembered; /* the position last written down */
    int64_t remembered_at;
    int64_t horizon_at; /* when it was last asked for */
    bool horizon_refused;
    int64_t history_at, swept_at; /* when it was last written, and cut */
    int64_t listeners_at;         /* when nginx was last asked */
    uint64_t unindexed;           /* the first row that the search does not have yet; 0: none */
    /* Of the comments that it is about, those that the search has. */
    struct search_cursor unindexed_after;
    /* Of the entries that it changed, up to which discussions bear their names. */
    uint64_t retitled;
    bool reindexing;  /* older versions' HTML and words are to be made anew */
    bool retrying;    /* comments that were skipped before this start are to be tried again */
    uint64_t retried; /* up to this one */
    struct frequency_sample *sample; /* of words, for the search */
    int64_t announced_at;            /* when it was looked for announcements that end */
};

static const struct statement_set *const statements[] = {
    &journal_statements,
    &comment_statements,
    &thread_statements,
    &window_statements,
    &site_statements,
    &block_statements,
    &mention_statements,
    &search_statements,
    &frequency_statements,
    &game_statements,
    &entry_statements,
    &reindex_statements,
    &catalogue_statements,
    &subject_statements,
    &retitle_statements,
    &activity_statements,
    &comment_change_statements,
    &announcement_statements,
    NULL,
};

static const struct route no_routes[] = {{.pattern = NULL}};
static const struct area journald = {.name = "journald",
                                     .routes = no_routes,
                                     .statements = statements,
                                     .open = lore_open};

static volatile sig_atomic_t stopping;

static void stop_following(int signal)
{
    (void)signal;
    stopping = 1;
}

/* Sends a row's event to the pages that show its subject, in the current language. */
static int publish_event(struct follower *f, const struct live_news *news, const char *language)
{
    struct worker *w = &f->worker;
    const char *event = live_event(w->views, w->arena, news);

    if (event == NULL ||
        publish(f->publisher, w->arena,
                live_channel(w->arena, &news->space, language, live_subject(w->arena, news->entry)),
                journal_kind_name(news->entry->kind), event) != 0)
        return -1;
    counter_add(w->shared, COUNTER_PUBLISHED, 1);
    return 0;
}

/* The same in each language. */
static void publish_row(struct follower *f, const struct journal_entry *entry)
{
    struct live_news news;
    int found =
        live_read(worker_subjects(&f->worker), f->worker.database, f->worker.arena, entry, &news);
    bool failed = found < 0;

    if (found > 0 && news.thread.is_private)
        return;
    for (size_t i = 0; found > 0 && language_codes[i] != NULL; i++) {
        language_set(language_codes[i]);
        failed = publish_event(f, &news, language_codes[i]) != 0 || failed;
    }
    /* A page that misses an event gets it when it connects again: the journal has it. */
    if (failed)
        counter_add(f->worker.shared, COUNTER_PUBLISH_FAILED, 1);
}

/* Ends the connections of pages that a row may have taken the right from: those of an account whose
 * sessions or roles changed, or all where roles did or a network was banned. Whoever still may comes
 * again by itself. */
static void end_connections(struct follower *f, const struct journal_entry *entry)
{
    const char *channel = live_ended_channel(f->worker.arena, entry);

    if (channel != NULL && publish_end(f->publisher, f->worker.arena, channel) != 0)
        counter_add(f->worker.shared, COUNTER_PUBLISH_FAILED, 1);
}

/* Remembers rows that the search does not have yet: it gets them when there is nothing more
 * urgent. One number is enough, the lowest of them: what lies behind is gone through again, as
 * indexing a row twice changes nothing. */
static void leave_unindexed(struct follower *f, const struct journal_entry *entries, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (f->unindexed == 0 || entries[i].id < f->unindexed)
            f->unindexed = entries[i].id;
}

static struct store store_of(const struct worker *w)
{
    return (struct store){.database = w->database,
                          .shared = w->shared,
                          .cache = w->cache,
                          .arena = w->arena};
}

/* Brings the search, or the titles of entries' discussions, up to date with a row; some at a time.
 * 1 when there may be more, 0 when all is done, -1 on failure. */
static int index_row(struct follower *f, const struct journal_entry *row)
{
    struct worker *w = &f->worker;
    const struct store store = store_of(w);

    return row->kind == JOURNAL_ENTRY || row->kind == JOURNAL_LORE
               ? retitle_follow(&store, worker_subjects(w), row, &f->retitled)
               : search_follow(w->database, w->arena, row, &f->unindexed_after);
}

/* Brings the search a few rows further, so that following never waits for long; a row done twice is
 * the same as once. False when there is nothing more to do now, or it failed. */
static bool index_some(struct follower *f)
{
    struct worker *w = &f->worker;
    struct journal_entry *entries;
    size_t count;

    if (f->unindexed == 0)
        return false;
    entries = journal_read(w->database, w->arena, f->unindexed - 1, INDEXED_AT_ONCE, &count);
    if (entries == NULL)
        return false;
    for (size_t i = 0; i < count; i++) {
        int more = index_row(f, &entries[i]);

        if (more != 0) {
            f->unindexed = entries[i].id;
            return more > 0;
        }
        f->unindexed = entries[i].id + 1;
        f->unindexed_after = (struct search_cursor){0};
        f->retitled = 0;
    }
    if (count < INDEXED_AT_ONCE)
        f->unindexed = 0;
    return count == INDEXED_AT_ONCE;
}

/* Brings what is stored of comments a little further to this program's versions, when there is
 * nothing more urgent. False when there is nothing more to do now, or it failed. */
static bool reindex_some(struct follower *f)
{
    struct worker *w = &f->worker;
    const struct store store = store_of(w);
    int more;

    if (f->retrying) {
        more = reindex_retry(&store, worker_subjects(w), &f->retried);
        f->retrying = more != 0;
        return more >= 0;
    }
    if (!f->reindexing)
        return false;
    more = reindex_step(&store, worker_subjects(w));
    f->reindexing = more != 0;
    return more > 0;
}

/* Counts a little further how common words are. False when there is nothing more to do now, or it
 * failed. */
static bool sample_some(struct follower *f)
{
    return frequency_step(f->sample, f->worker.database, f->worker.arena) > 0;
}

/* Ends announcements whose time has come; that is looked at once in a while. */
static void end_announcements(struct follower *f)
{
    const struct store store = store_of(&f->worker);

    if (clock_ticks() - f->announced_at < ANNOUNCED_EVERY)
        return;
    f->announced_at = clock_ticks();
    (void)announcements_end(&store); /* the next look does it */
}

/* One step of each of what can wait. False when there is nothing more to do now. */
static bool step_background(struct follower *f)
{
    bool indexed = index_some(f) || reindex_some(f);

    end_announcements(f);
    return sample_some(f) || indexed;
}

/* Deals with the rows behind the mark that were not dealt with yet. How many, or -1. It reads
 * from the mark and not from the highest id, so that rows that became visible late are found;
 * gaps_see sorts out the others. Generations of all of a batch move before its first event is
 * rendered: an event makes pages ask, and what they ask for must not come out of the cache as it
 * was. */
static int follow_journal(struct follower *f)
{
    struct worker *w = &f->worker;
    uint64_t after = gaps_mark(&f->gaps);
    int64_t now = clock_now();
    size_t count, fresh, dealt = 0;

    do {
        struct journal_entry *entries =
            journal_read(w->database, w->arena, after, ROWS_AT_ONCE, &count);

        if (entries == NULL)
            return -1;
        fresh = 0;
        for (size_t i = 0; i < count; i++) {
            after = entries[i].id;
            if (!gaps_see(&f->gaps, entries[i].id, now))
                continue;
            journal_bump(w->shared, &entries[i]);
            rebuilder_see(f->rebuilder, &entries[i]);
            entries[fresh++] = entries[i];
        }
        /* What was stale on this host is so no more, for the whole batch; now tell the pages. */
        for (size_t i = 0; i < fresh; i++) {
            end_connections(f, &entries[i]);
            publish_row(f, &entries[i]);
        }
        leave_unindexed(f, entries, fresh);
        counter_add(w->shared, COUNTER_JOURNAL_ROWS, fresh);
        dealt += fresh;
    } while (count == ROWS_AT_ONCE && !stopping);
    return (int)dealt;
}

/* Gives up gaps that no transaction can fill any more: those noticed before the oldest
 * transaction that is still open began. An id is given out inside a transaction; one that began
 * later than the gap was seen has a higher id. A fixed time instead would be too short for an
 * import's transaction or hold every mark for long. */
static void forget_gaps(struct follower *f)
{
    struct worker *w = &f->worker;
    int64_t oldest, server_now, offset;

    if (f->gaps.count == 0 || clock_ticks() - f->horizon_at < HORIZON_EVERY)
        return;
    f->horizon_at = clock_ticks();
    if (!f->horizon_refused && journal_horizon(w->database, w->arena, &oldest, &server_now) == 0) {
        /* Gaps were noticed by our clock; the horizon is of the server's. */
        offset = clock_now() - server_now;
        gaps_forget(&f->gaps, oldest + offset - HORIZON_MARGIN);
        return;
    }
    if (!f->horizon_refused && database_failure(w->database) == DATABASE_BROKEN) {
        log_warning("no PROCESS privilege: gaps in the journal are waited for %d s",
                    (int)(GAP_PATIENCE / CLOCK_SECOND));
        f->horizon_refused = true;
    }
    gaps_forget(&f->gaps, clock_now() - GAP_PATIENCE);
}

static void count_listeners(struct follower *f)
{
    int64_t now = clock_ticks();
    uint64_t count = 0;

    if (f->listeners_at != 0 && now - f->listeners_at < LISTENERS_EVERY)
        return;
    f->listeners_at = now;
    if (publisher_connections(f->publisher, &count) == 0)
        gauge_set(f->worker.shared, GAUGE_LIVE_CONNECTIONS, count);
}

/* The history is written by the follower, since there is just one on each host. */
static void write_history(struct follower *f, bool at_once)
{
    struct worker *w = &f->worker;
    int64_t now = clock_ticks();

    if (!at_once && f->history_at != 0 && now - f->history_at < HISTORY_EVERY)
        return;
    f->history_at = now;
    if (activity_write(w->database, w->shared, clock_now()) != 0)
        return;
    if (f->swept_at == 0 || now - f->swept_at >= SWEEP_EVERY) {
        f->swept_at = now;
        (void)activity_sweep(w->database, clock_now());
    }
}

/* Once a second and not with each row: it is a write of its own, as dear as a post. */
static void remember(struct follower *f, bool at_once)
{
    uint64_t mark = gaps_mark(&f->gaps);

    /* After a crash the search goes on where it was; rows that were told twice do no harm. */
    if (f->unindexed != 0 && f->unindexed <= mark)
        mark = f->unindexed - 1;
    if (mark == f->remembered || (!at_once && clock_ticks() - f->remembered_at < REMEMBER_EVERY))
        return;
    if (journal_position_set(f->worker.database, f->host, mark) == 0) {
        f->remembered = mark;
        f->remembered_at = clock_ticks();
    }
}

/* What the search lacks of what was written while none of this host's followers ran: the rows that
 * no other host's has dealt with; all comments where there was none at all. */
static int take_up_search(struct follower *f, bool first)
{
    struct worker *w = &f->worker;
    uint64_t known = 0;
    int more;

    if (first && journal_known(w->database, w->arena, &known) != 0)
        return -1;
    f->unindexed = first && known != 0 ? known + 1 : 0;
    more = reindex_open(w->database, w->arena, first && known == 0);
    f->reindexing = more > 0;
    f->retrying = true;
    f->retried = 0;
    return more < 0 ? -1 : 0;
}

/* Takes up where this host's follower stood; a host's first one begins at the end. */
static int take_up(struct follower *f)
{
    struct worker *w = &f->worker;
    uint64_t position;
    bool first;

    if (database_prepare(w->database) != 0 ||
        journal_position(w->database, w->arena, f->host, &position) != 0)
        return -1;
    first = position == 0;
    if ((first && journal_last(w->database, w->arena, &position) != 0) ||
        take_up_search(f, first) != 0)
        return -1;
    gaps_open(&f->gaps, position);
    f->remembered = position;
    /* Whatever happened while nobody followed: nothing cached before is trusted. */
    generation_bump_all(w->shared);
    log_info("following from journal row %llu", (unsigned long long)position);
    return 0;
}

/* While something is missing it is likely to come within milliseconds, and pages wait for the
 * mark. */
static int poll_after(const struct follower *f)
{
    return f->gaps.count > 0 ? GAP_POLL_MILLISECONDS : POLL_MILLISECONDS;
}

/* The wakeup is remembered before anything is read, so that a row that is committed meanwhile
 * ends the wait at its beginning. A failure of the database is waited out with the heartbeat
 * standing still, which /health shows. */
static void run_follower(struct follower *f)
{
    struct worker *w = &f->worker;
    bool started = false;

    while (!stopping) {
        uint32_t seen = wakeup_seen(w->shared);

        arena_reset(w->arena);
        if (!started && take_up(f) != 0) {
            wakeup_wait(w->shared, seen, 500);
            continue;
        }
        started = true;
        if (follow_journal(f) < 0) {
            /* Without the database there is no heartbeat: /health says so. */
            wakeup_wait(w->shared, seen, 500);
            continue;
        }
        forget_gaps(f);
        heartbeat_set(w->shared, gaps_mark(&f->gaps));
        remember(f, false);
        count_listeners(f);
        write_history(f, false);
        rebuilder_step(f->rebuilder, w->database, w->arena);
        wakeup_wait(w->shared, seen, step_background(f) ? 0 : poll_after(f));
    }
    if (started) {
        remember(f, true);
        write_history(f, true);
    }
}

int main(int argc, char **argv)
{
    struct sigaction action = {.sa_handler = stop_following};
    struct arena *permanent = arena_open(4096);
    struct follower f = {.remembered = 0};

    if (argc != 3 || strcmp(argv[1], "--config") != 0) {
        fprintf(stderr, "usage: %s --config FILE\n", argv[0]);
        return 2;
    }
    if (worker_open(&f.worker, argv[2], &journald, permanent) != 0)
        return 1;
    if (gethostname(f.host, sizeof f.host - 1) != 0)
        strcpy(f.host, "localhost");
    sigaction(SIGTERM, &action, NULL);
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGUSR1, &action, NULL); /* multiwatch's way to say it */
    signal(SIGPIPE, SIG_IGN);
    f.publisher = publisher_open(f.worker.configuration->publish_socket);
    f.rebuilder =
        rebuilder_open(f.worker.configuration, lore_of(&f.worker)->games, f.worker.shared);
    f.sample = frequency_open();
    if (sandbox_enter(f.worker.configuration->sandbox, SANDBOX_FOLLOWER) != 0)
        return 1;
    if (f.worker.pool != NULL)
        pool_ready(f.worker.pool, f.worker.place);
    run_follower(&f);
    frequency_close(f.sample);
    rebuilder_close(f.rebuilder);
    publisher_close(f.publisher);
    gaps_close(&f.gaps);
    worker_close(&f.worker);
    arena_close(permanent);
    return 0;
}
