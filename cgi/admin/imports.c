/* Imports from the browser: what an operator has put ready is tried, and taken in once somebody has seen
 * what that would change. lorehall-jobsd does both; here is its queue. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/language.h"
#include "frame.h"
#include "game/games.h"
#include "import.h"
#include "list.h"
#include "pages.h"
#include "talk/thread.h"
#include "web/form/form.h"
#include "web/response.h"
#include "web/site.h"
#include "web/view.h"

static const char *const imports_view = "admin/imports.cs";

/* What a file can be taken in as, in the order in which it is offered. */
static const struct {
    enum job_verb verb;
    const char *words;
    bool file, folder; /* which of them it takes */
} verbs[] = {
    {JOB_ENTRIES, N_("Entries, as exported (JSON lines)"), true, false},
    {JOB_PEQ, N_("A game server's database (SQL dump)"), true, true},
    {JOB_TABLE, N_("A table (CSV): by a mapping, or the entries of a kind"), true, true},
    {JOB_MAPS, N_("Maps (a folder of text files)"), false, true},
    {JOB_THREADS, N_("Threads of boards (JSON lines)"), true, false},
    {JOB_TALK, N_("Comments below pages of the database (JSON lines)"), true, false},
};
#define VERB_CHOICES (sizeof verbs / sizeof verbs[0])

const char *job_verb_words(enum job_verb verb)
{
    for (size_t i = 0; i < VERB_CHOICES; i++)
        if (verbs[i].verb == verb)
            return _(verbs[i].words);
    return "";
}

static const struct list_choice job_states[] = {
    {"", N_("Any")},
    {"waiting", N_("waits")},
    {"running", N_("running")},
    {"done", N_("finished")},
    {"failed", N_("failed")},
    {"cancelled", N_("was stopped")},
    {NULL, NULL},
};

const char *job_state_words(const struct job *job)
{
    if (job->cancelled && strcmp(job->state, "running") == 0)
        return _("is being stopped");
    for (size_t i = 0; job_states[i].name != NULL; i++)
        if (strcmp(job_states[i].name, job->state) == 0)
            return _(job_states[i].title);
    return job->state;
}

struct importer request_importer(const struct request *r)
{
    return (struct importer){r->worker->roles, r->worker->sites, &r->session->grants};
}

bool may_import(const struct request *r, enum job_verb verb)
{
    const struct importer who = request_importer(r);

    return permission_held(request_scopes(r), PERMISSION_IMPORT_RUN) &&
           import_allowed(&who, r->site, verb);
}

struct ready_place import_place(const struct request *r)
{
    return (struct ready_place){r->worker->configuration->imports, r->site->name,
                                may_everywhere(r, PERMISSION_IMPORT_RUN)};
}

/* ---- the list of them ---- */

static const struct list_column columns[] = {
    {"file", N_("File"), NULL},
    {"import", N_("As"), NULL},
    {"trial", N_("Trial"), NULL},
    {"state", N_("State"), NULL},
    {"by", N_("By"), NULL},
    {"created", N_("Asked for"), "newest"},
    {"finished", N_("Finished"), NULL},
    {"lines", N_("Lines told"), NULL},
};

static int fetch_asked(struct admin_list *list, unsigned limit)
{
    const struct job_query query = {.site_id = list->r->site->id,
                                    .state = list->context,
                                    .oldest = list_oldest(list),
                                    .after = list->after,
                                    .limit = limit};
    size_t count;
    const struct job *jobs = job_list(list->r->worker->database, list->arena, &query, &count);

    for (size_t i = 0; jobs != NULL && i < count; i++) {
        list_row(list, jobs[i].id);
        list_link(list, jobs[i].file,
                  arena_format(list->arena, "/admin/imports/%" PRIu64, jobs[i].id));
        list_text(list, list->csv ? job_verb_name(jobs[i].verb) : job_verb_words(jobs[i].verb));
        list_text(list, jobs[i].trial ? _("yes") : _("no"));
        list_text(list, list->csv ? jobs[i].state : job_state_words(&jobs[i]));
        list_text(list, jobs[i].by);
        list_time(list, jobs[i].created);
        list_time(list, jobs[i].finished);
        list_number(list, jobs[i].told);
    }
    return jobs != NULL ? 0 : -1;
}

/* ---- the form ---- */

/* "1.2 MB", as files' sizes are told. */
static const char *size_words(struct arena *arena, uint64_t bytes)
{
    static const char *const units[] = {"B", "KB", "MB", "GB", "TB"};
    double size = (double)bytes;
    size_t unit = 0;

    for (; size >= 1000 && unit < sizeof units / sizeof units[0] - 1; unit++)
        size /= 1000;
    return arena_format(arena, unit == 0 || size >= 100 ? "%.0f %s" : "%.1f %s", size, units[unit]);
}

static void set_ready(struct request *r, const struct ready_file *files, size_t count)
{
    const char *chosen = form_raw(r, "file"), *mapping = form_raw(r, "mapping");

    for (size_t i = 0; files != NULL && i < count; i++) {
        bool is_mapping = ready_file_ends(&files[i], ".hdf");
        struct view_node *node = is_mapping ? view_item(r->view, "Mappings")
                                            : view_item(r->view, "Ready");

        node_set(node, "name", files[i].name);
        node_set(node, "size", size_words(r->arena, files[i].size));
        node_set(node, "modified", clock_rfc3339(r->arena, files[i].modified));
        if (files[i].folder)
            node_set(node, "folder", "1");
        if (strcmp(files[i].name, is_mapping ? mapping : chosen) == 0)
            node_set(node, "chosen", "1");
    }
}

static void set_verbs(struct request *r)
{
    const char *chosen = form_raw(r, "import");

    for (size_t i = 0; i < VERB_CHOICES; i++) {
        const char *name = job_verb_name(verbs[i].verb);
        struct view_node *node;

        if (!may_import(r, verbs[i].verb) ||
            (job_verb_of_game(verbs[i].verb) && *r->site->own_game == '\0'))
            continue;
        node = view_item(r->view, "Verbs");
        node_set(node, "name", name);
        node_set(node, "title", _(verbs[i].words));
        if (strcmp(name, chosen) == 0)
            node_set(node, "chosen", "1");
    }
}

/* The kinds of the site's game, and its boards. 0 or -1. */
static int set_kinds_and_boards(struct request *r)
{
    const struct subject_place place = subject_place(r);
    const struct importer who = request_importer(r);
    const char *kind = form_raw(r, "kind"), *board = form_raw(r, "board");
    const struct game *game = import_game(r);
    size_t count;
    const struct board *boards = import_boards(&who, &place, &count);

    for (size_t i = 0; game != NULL && i < game->kind_count; i++) {
        struct view_node *node = view_item(r->view, "Kinds");

        node_set(node, "name", game->kinds[i].name);
        if (strcmp(game->kinds[i].name, kind) == 0)
            node_set(node, "chosen", "1");
    }
    for (size_t i = 0; boards != NULL && i < count; i++) {
        struct view_node *node = view_item(r->view, "Boards");

        node_set(node, "name", boards[i].name);
        node_set(node, "title", boards[i].title);
        if (strcmp(boards[i].name, board) == 0)
            node_set(node, "chosen", "1");
    }
    return boards != NULL ? 0 : -1;
}

static bool is_site(const void *context, const char *name)
{
    const struct request *r = context;
    const struct site *site;

    for (size_t i = 0; (site = site_at(r->worker->sites, i)) != NULL; i++)
        if (strcmp(site->name, name) == 0)
            return true;
    return false;
}

/* Where files are put, and what lies beside that: of no site any more. */
static void set_place(struct request *r, const struct ready_place *place)
{
    size_t stray = place->everywhere ? ready_stray(place->directory, is_site, r) : 0;

    if (place->directory == NULL)
        return;
    view_set(r->view, "Imports.directory", place->directory);
    view_set(r->view, "Imports.own",
             arena_format(r->arena, "%s/%s", place->directory, place->site));
    if (place->everywhere)
        view_set(r->view, "Imports.all",
                 arena_format(r->arena, "%s/%s", place->directory, READY_ALL));
    if (stray > 0)
        view_set_number(r->view, "Imports.stray", (int64_t)stray);
}

/* The form with what was typed, and what there is to choose from. 0 or -1. */
static int set_import_form(struct request *r)
{
    const struct ready_place place = import_place(r);
    size_t count = 0;
    const struct ready_file *files = ready_files(r->arena, &place, &count);

    set_place(r, &place);
    if (place.directory != NULL && files == NULL)
        view_set(r->view, "Imports.unreadable", "1");
    set_ready(r, files, count);
    if (count == READY_FILES_MAX)
        view_set(r->view, "Imports.more", "1");
    if (*form_raw(r, "allow_shrink") == '1')
        view_set(r->view, "Form.allow_shrink", "1");
    set_verbs(r);
    return set_kinds_and_boards(r);
}

enum http_status imports_page(struct request *r)
{
    struct admin_list list = {
        .r = r,
        .path = "/admin/imports",
        .view = imports_view,
        .columns = columns,
        .column_count = sizeof columns / sizeof columns[0],
        .sorts = list_by_age,
        .fetch = fetch_asked,
    };
    size_t chosen;

    list_read(&list);
    chosen = list_choose(&list, "state", _("State"), job_states);
    list.context = chosen != 0 ? job_states[chosen].name : NULL;
    if (!list.csv && set_import_form(r) != 0)
        return HTTP_UNAVAILABLE;
    return list_answer(&list);
}

/* ---- trying one ---- */

/* The name in FIELD of one that is ready; NULL where the field is empty, or with an error noted. */
static const char *form_ready(struct request *r, const char *field, struct ready_file *file)
{
    const struct ready_place place = import_place(r);
    const char *name = form_line(r, field, 0, JOB_PATH_MAX);

    if (*name == '\0')
        return NULL;
    if (ready_file_find(r->arena, &place, name, file))
        return file->name;
    form_error(r, field, _("This file is not there, or not there any more."));
    return NULL;
}

/* An empty field is NULL, as the command has its options. */
static const char *form_option(struct request *r, const char *field)
{
    const char *text = form_line(r, field, 0, 64);

    return *text != '\0' ? text : NULL;
}

static bool kind_there(struct request *r, const char *kind)
{
    const struct game *game = import_game(r);

    return game != NULL && game_kind(game, kind) != NULL;
}

static bool board_there(struct request *r, const char *name)
{
    const struct subject_place place = subject_place(r);
    const struct importer who = request_importer(r);
    struct board board;

    return board_find(&place, name, &board) > 0 &&
           import_board_allowed(&who, r->site->id, board.id);
}

/* What of the options the import does not take is left out; what is wrong is noted. */
static void read_import_options(struct request *r, struct job *job)
{
    struct ready_file mapping;

    if (job->verb == JOB_TABLE || job->verb == JOB_PEQ)
        job->mapping = form_ready(r, "mapping", &mapping);
    if (job->mapping != NULL) {
        job->mapping_size = mapping.size;
        job->mapping_modified = mapping.modified;
    }
    if (job->verb == JOB_TABLE && job->mapping == NULL)
        job->kind = form_option(r, "kind");
    if (job->verb == JOB_THREADS)
        job->board = form_option(r, "board");
    if (job_verb_of_game(job->verb) && job->verb != JOB_TALK && job->verb != JOB_MAPS)
        job->allow_shrink = *form_line(r, "allow_shrink", 0, 1) == '1';
    if (job->verb == JOB_TABLE && job->mapping == NULL && job->kind == NULL && form_ok(r))
        form_error(r, "kind", _("Choose a mapping, or the kind whose entries the table has."));
    if (job->mapping != NULL && !ready_file_ends(&mapping, ".hdf"))
        form_error(r, "mapping", _("This is none of the choices."));
    if (job->kind != NULL && !kind_there(r, job->kind))
        form_error(r, "kind", _("This is none of the choices."));
    if (job->board != NULL && !board_there(r, job->board))
        form_error(r, "board", _("This is none of the choices."));
}

/* HTTP_OK with what was chosen, also with errors noted. */
static enum http_status read_import(struct request *r, struct job *job)
{
    const char *name = form_line(r, "import", 1, 10);
    struct ready_file file = {.name = NULL};
    size_t i = 0;

    job->file = form_ready(r, "file", &file);
    job->size = file.size;
    job->modified = file.modified;
    job->site_id = r->site->id;
    if (job->file == NULL && form_ok(r))
        form_error(r, "file", _("Choose a file."));
    while (i < VERB_CHOICES && strcmp(job_verb_name(verbs[i].verb), name) != 0)
        i++;
    if (i == VERB_CHOICES) {
        form_error(r, "import", _("This is none of the choices."));
        return HTTP_OK;
    }
    job->verb = verbs[i].verb;
    if (!may_import(r, job->verb))
        return HTTP_FORBIDDEN;
    if (job_verb_of_game(job->verb) && *r->site->own_game == '\0')
        form_error(r, "import", _("This site has no database."));
    if (job->file != NULL && !(file.folder ? verbs[i].folder : verbs[i].file))
        form_error(r, "file",
                   file.folder ? _("This wants a file, and no folder.")
                               : _("This wants a folder, and no file."));
    read_import_options(r, job);
    return HTTP_OK;
}

enum http_status imports_post(struct request *r)
{
    const struct store store = request_store(r);
    const struct actor actor = request_actor(r);
    struct job job = {.trial = true};
    enum http_status status = read_import(r, &job);
    enum job_result result = JOB_DONE;
    uint64_t id = 0;

    if (status != HTTP_OK)
        return status;
    if (form_ok(r)) {
        result = job_try(&store, &actor, &job, &id);
        if (result == JOB_FAILED)
            return HTTP_UNAVAILABLE;
        if (result != JOB_DONE)
            form_error(r, "file", job_result_message(result));
    }
    if (form_ok(r))
        return redirect(r, HTTP_SEE_OTHER, "/admin/imports/%" PRIu64, id);
    if (set_import_form(r) != 0)
        return HTTP_UNAVAILABLE;
    return frame_again(r, result == JOB_TOO_MANY ? HTTP_CONFLICT : HTTP_UNPROCESSABLE,
                       imports_view);
}
