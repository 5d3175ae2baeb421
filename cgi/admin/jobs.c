/* What runs in the background, and what ran: imports of games, as the database keeps them, and what
 * the follower does besides. */
#include <inttypes.h>
#include <string.h>

#include "base/clock.h"
#include "base/language.h"
#include "frame.h"
#include "list.h"
#include "lore/revision.h"
#include "pages.h"
#include "store/journal.h"
#include "talk/reindex.h"
#include "web/form/form.h"
#include "web/site.h"
#include "web/view.h"

static const struct list_column columns[] = {
    {"game", N_("Game"), NULL},         {"source", N_("Source"), NULL},
    {"state", N_("State"), NULL},       {"started", N_("Started"), "newest"},
    {"finished", N_("Finished"), NULL}, {"parts", N_("Parts read"), NULL},
    {"added", N_("Added"), NULL},       {"changed", N_("Changed"), NULL},
    {"vanished", N_("Gone"), NULL},     {"rejected", N_("Rejected"), NULL},
};

/* In the order of enum game_import_state. */
static const struct list_choice states[] = {
    {"", N_("Any")},
    {"running", N_("running")},
    {"interrupted", N_("interrupted")},
    {"finished", N_("finished")},
    {NULL, NULL},
};

static const char *job_state(const struct game_import *job)
{
    return _(states[job->state].title);
}

static uint64_t parts_of(const char *names)
{
    uint64_t count = names != NULL && *names != '\0';

    for (; names != NULL && *names != '\0'; names++)
        count += *names == ',';
    return count;
}

static void add_job(struct admin_list *list, const struct game_import *job)
{
    const struct import_run *run = &job->run;
    bool shown = run->finished != 0 && job->game_id == list->r->site->game_id;

    list_row(list, run->id);
    list_text(list, job->game);
    list_link(list, run->source,
              shown ? arena_format(list->arena, "/beastiary/imports/%" PRIu64, run->id) : NULL);
    list_text(list, job_state(job));
    list_time(list, run->started);
    list_time(list, run->finished);
    list_number(list, parts_of(job->parts));
    list_number(list, run->added);
    list_number(list, run->changed);
    list_number(list, run->vanished);
    list_number(list, run->rejected);
}

static int fetch_jobs(struct admin_list *list, unsigned limit)
{
    struct game_import_query query = *(const struct game_import_query *)list->context;
    const struct game_import *jobs;
    size_t count;

    query.oldest = list_oldest(list);
    query.after = list->after;
    query.limit = limit;
    jobs = game_imports(list->r->worker->database, list->arena, &query, &count);

    for (size_t i = 0; jobs != NULL && i < count; i++)
        add_job(list, &jobs[i]);
    return jobs != NULL ? 0 : -1;
}

/* What the follower does when there is nothing more urgent. */
static int set_background(struct request *r)
{
    uint64_t below, last;

    if (reindex_below(r->worker->database, r->arena, &below) != 0 ||
        journal_last(r->worker->database, r->arena, &last) != 0)
        return -1;
    view_set_number(r->view, "Background.comments", (int64_t)below);
    view_set_number(r->view, "Background.journal",
                    (int64_t)(last > heartbeat_mark(r->worker->shared)
                                  ? last - heartbeat_mark(r->worker->shared)
                                  : 0));
    return 0;
}

enum http_status jobs_page(struct request *r)
{
    struct game_import_query query = {0};
    struct admin_list list = {
        .r = r,
        .path = "/admin/jobs",
        .view = "admin/jobs.cs",
        .columns = columns,
        .column_count = sizeof columns / sizeof columns[0],
        .sorts = list_by_age,
        .fetch = fetch_jobs,
        .context = &query,
    };

    list_read(&list);
    query.state = (enum game_import_state)list_choose(&list, "state", _("State"), states);
    if (!list.csv && set_background(r) != 0)
        return HTTP_UNAVAILABLE;
    return list_answer(&list);
}
