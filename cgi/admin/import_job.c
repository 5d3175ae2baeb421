/* One import that was asked for: how far it is, what it told, and what follows of it. */
#include <inttypes.h>
#include <string.h>

#include "bars.h"
#include "base/clock.h"
#include "base/language.h"
#include "frame.h"
#include "import.h"
#include "lore/lore.h"
#include "pages.h"
#include "web/form/form.h"
#include "web/response.h"
#include "web/site.h"
#include "web/view.h"

#define REFRESH_SECONDS "3"

static const char *const job_view = "admin/import.cs";

const struct game *import_game(const struct request *r)
{
    return *r->site->own_game != '\0' ? games_find(lore_of(r->worker)->games, r->site->own_game)
                                      : NULL;
}

static bool job_lives(const struct job *job)
{
    return strcmp(job->state, "waiting") == 0 || strcmp(job->state, "running") == 0;
}

/* ---- what came of it ---- */

static const struct {
    const char *name, *title;
} counts[] = {
    {"read", N_("Read")},           {"added", N_("Added")},       {"changed", N_("Changed")},
    {"unchanged", N_("Unchanged")}, {"returned", N_("Returned")}, {"vanished", N_("Gone")},
    {"rejected", N_("Rejected")},
};
#define COUNTS (sizeof counts / sizeof counts[0])

/* A row of what came of a PART, where the command told of it. */
static void set_counts(struct request *r, const struct job *job, const char *part,
                       const char *title)
{
    struct view_node *node;

    if (job_counted(job, part, counts[0].name) < 0)
        return;
    node = view_item(r->view, "Result");
    node_set(node, "title", title);
    for (size_t i = 0; i < COUNTS; i++) {
        int64_t number = job_counted(job, part, counts[i].name);
        struct view_node *cell = node_item(node, "counts");

        node_set(cell, "title", _(counts[i].title));
        if (number >= 0)
            node_set(cell, "number", number_words(r->arena, (uint64_t)number));
    }
}

/* The line that the command ended with, as a table. */
static void set_result(struct request *r, const struct job *job)
{
    int64_t import = job_counted(job, NULL, "import");

    set_counts(r, job, NULL, import >= 0 ? _("Entries") : _("All of it"));
    set_counts(r, job, "relations", _("Relations"));
    set_counts(r, job, "places", _("Places"));
    set_counts(r, job, "maps", _("Maps"));
    if (import > 0 && r->site->game_id != 0)
        view_set(r->view, "Job.changes",
                 arena_format(r->arena, "/beastiary/imports/%" PRId64, import));
    for (size_t i = 0; i < COUNTS; i++)
        node_set(view_item(r->view, "Counts"), "title", _(counts[i].title));
}

static int set_lines(struct request *r, const struct job *job)
{
    uint64_t after = (uint64_t)query_int(r, "after", 0, JOB_LINES_KEPT, 0);
    size_t count;
    const struct job_line *lines = job_lines(r->worker->database, r->arena, job->id, after, &count);

    for (size_t i = 0; lines != NULL && i < count && i < JOB_LINES_AT_ONCE; i++)
        node_set(view_item(r->view, "Lines"), "text", lines[i].text);
    if (lines != NULL && count > JOB_LINES_AT_ONCE)
        view_set(r->view, "Pages.next",
                 arena_format(r->arena, "/admin/imports/%" PRIu64 "?after=%" PRIu64, job->id,
                              lines[JOB_LINES_AT_ONCE - 1].number));
    if (after > 0)
        view_set(r->view, "Pages.first",
                 arena_format(r->arena, "/admin/imports/%" PRIu64, job->id));
    if (lines != NULL && count == 0 && after == 0 && job->told > 0)
        view_set_number(r->view, "Job.forgotten", JOB_LINES_DAYS);
    else if (job->told > JOB_LINES_KEPT)
        view_set(r->view, "Job.unkept", number_words(r->arena, job->told - JOB_LINES_KEPT));
    return lines != NULL ? 0 : -1;
}

/* ---- the page ---- */

static void set_job(struct request *r, const struct job *job)
{
    view_set(r->view, "Job.file", job->file);
    view_set(r->view, "Job.path", arena_format(r->arena, "/admin/imports/%" PRIu64, job->id));
    view_set(r->view, "Job.verb", job_verb_words(job->verb));
    view_set(r->view, "Job.state", job_state_words(job));
    view_set(r->view, "Job.mapping", job->mapping);
    view_set(r->view, "Job.kind", job->kind);
    view_set(r->view, "Job.board", job->board);
    view_set(r->view, "Job.by", job->by);
    view_set(r->view, "Job.created", clock_rfc3339(r->arena, job->created));
    if (job->started != 0)
        view_set(r->view, "Job.started", clock_rfc3339(r->arena, job->started));
    if (job->finished != 0)
        view_set(r->view, "Job.finished", clock_rfc3339(r->arena, job->finished));
    if (job->trial)
        view_set(r->view, "Job.trial", "1");
    else
        view_set(r->view, "Job.trial_path",
                 arena_format(r->arena, "/admin/imports/%" PRIu64, job->trial_id));
    if (job->allow_shrink)
        view_set(r->view, "Job.allow_shrink", "1");
}

/* While it lives the page asks for itself again. */
static void set_progress(struct request *r, const struct job *job)
{
    if (!job_lives(job))
        return;
    view_set(r->view, "Job.lives", "1");
    response_header(r, "Refresh", REFRESH_SECONDS);
    if (strcmp(job->state, "running") != 0)
        return;
    view_set(r->view, "Job.step", job->step);
    view_set_number(r->view, "Job.percent", job->percent);
    view_set(r->view, "Job.runs", "1");
}

/* What can be done: to stop what lives; to import what was tried well, or to go where that was done. */
static int set_ways(struct request *r, const struct job *job)
{
    uint64_t following = 0;

    if (!may_import(r, job->verb))
        return 0;
    if (job_lives(job) && !job->cancelled)
        view_set(r->view, "May.stop", "1");
    if (!job->trial || strcmp(job->state, "done") != 0)
        return 0;
    if (job_following(r->worker->database, r->arena, job->id, &following) != 0)
        return -1;
    if (following != 0)
        view_set(r->view, "Job.following",
                 arena_format(r->arena, "/admin/imports/%" PRIu64, following));
    else
        view_set(r->view, "May.import", "1");
    return 0;
}

static enum http_status find_job(struct request *r, struct job *job)
{
    int found = job_find(r->worker->database, r->arena, r->site->id, path_id(r, "id"), job);

    return found > 0 ? HTTP_OK : found == 0 ? HTTP_NOT_FOUND : HTTP_UNAVAILABLE;
}

static enum http_status set_all(struct request *r, const struct job *job)
{
    set_job(r, job);
    set_result(r, job);
    return set_lines(r, job) == 0 && set_ways(r, job) == 0 ? HTTP_OK : HTTP_UNAVAILABLE;
}

enum http_status import_page(struct request *r)
{
    struct job job;
    enum http_status status = find_job(r, &job);

    if (status == HTTP_OK)
        status = set_all(r, &job);
    if (status != HTTP_OK)
        return status;
    set_progress(r, &job);
    view_set(r->view, "Done", query_line(r, "done", 10));
    return form_ok(r) ? frame_page(r, HTTP_OK, job_view)
                      : frame_again(r, HTTP_UNPROCESSABLE, job_view);
}

/* The trial's file as it is now; one that is gone is none that was tried. */
static enum job_result start_import(struct request *r, const struct job *trial, uint64_t *id)
{
    const struct store store = request_store(r);
    const struct actor actor = request_actor(r);
    const struct ready_place place = import_place(r);
    struct ready_import ready = {.mapping = {.name = NULL}};

    if (!ready_file_find(r->arena, &place, trial->file, &ready.file) ||
        (trial->mapping != NULL &&
         !ready_file_find(r->arena, &place, trial->mapping, &ready.mapping)))
        return JOB_FILE_CHANGED;
    return job_import(&store, &actor, trial, &ready, id);
}

enum http_status import_post(struct request *r)
{
    const struct store store = request_store(r);
    const struct actor actor = request_actor(r);
    bool stop = strcmp(form_line(r, "act", 1, 10), "stop") == 0;
    enum job_result result;
    struct job job;
    uint64_t id;
    enum http_status status = find_job(r, &job);

    if (status != HTTP_OK)
        return status;
    if (!may_import(r, job.verb))
        return HTTP_FORBIDDEN;
    if (!stop && strcmp(form_raw(r, "act"), "import") != 0)
        return refuse(r, HTTP_UNPROCESSABLE, "act", _("What is to be done is missing."));
    id = job.id;
    result = stop ? job_cancel(&store, &actor, &job) : start_import(r, &job, &id);
    if (result == JOB_DONE)
        return redirect(r, HTTP_SEE_OTHER, "/admin/imports/%" PRIu64 "%s", id,
                        stop ? "?done=stop" : "");
    if (result == JOB_FAILED)
        return HTTP_UNAVAILABLE;
    if (result == JOB_NOT_FOUND)
        return HTTP_NOT_FOUND;
    form_error(r, "act", job_result_message(result));
    status = set_all(r, &job);
    return status == HTTP_OK ? frame_again(r, HTTP_CONFLICT, job_view) : status;
}
