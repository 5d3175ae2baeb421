/* The site's boards: all of them in their order, and one to change. Who may read and write is asked by
 * role; where everybody may, nothing is kept for anybody. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "auth/role_explain.h"
#include "base/language.h"
#include "frame.h"
#include "list.h"
#include "pages.h"
#include "talk/board_edit.h"
#include "web/form/form.h"
#include "web/response.h"
#include "web/site.h"
#include "web/view.h"

static const char *const board_view = "admin/board.cs";

/* What may be kept for some, what a form's field begins with, and who has it where nothing is kept. */
static const struct board_act {
    enum permission permission;
    const char *field;
    const char *everybody;
} acts[] = {
    {PERMISSION_SITE_READ, "read", ROLE_GUEST},
    {PERMISSION_COMMENT_WRITE, "reply", ROLE_MEMBER},
    {PERMISSION_THREAD_START, "start", ROLE_MEMBER},
};
#define ACTS (sizeof acts / sizeof acts[0])

/* ---- all of them ---- */

static const struct list_column columns[] = {
    {"place", N_("Position"), "place"},    {"title", N_("Board"), "title"},
    {"name", N_("Address"), NULL},         {"read", N_("Read by"), NULL},
    {"reply", N_("Replies by"), NULL},     {"start", N_("Threads by"), NULL},
    {"threads", N_("Threads"), "threads"}, {"state", N_("State"), NULL},
};

/* Who has an act on a board, in words. */
static const char *holders_words(struct admin_list *list, const struct board_settings *board,
                                 const struct board_act *act)
{
    struct buffer words = buffer_open(list->arena, 64);

    for (size_t i = 0; i < board->access_count; i++) {
        const struct role *role = role_by_id(list->r->worker->roles, board->access[i].role_id);

        if (board->access[i].permission == act->permission && role != NULL)
            buffer_format(&words, "%s%s", words.length > 0 ? ", " : "", role_title(role));
    }
    if (words.length > 0)
        return words.data;
    return strcmp(act->everybody, ROLE_GUEST) == 0 ? _("everybody") : _("all members");
}

static void put_board(struct admin_list *list, const struct board_settings *board)
{
    list_row(list, board->id);
    list_text(list, arena_format(list->arena, "%" PRIu64, board->place));
    list_link(list, board->title, arena_format(list->arena, "/admin/boards/%" PRIu64, board->id));
    list_text(list, board->name);
    for (size_t i = 0; i < ACTS; i++)
        list_text(list, holders_words(list, board, &acts[i]));
    list_text(list, arena_format(list->arena, "%" PRIu64, board->threads));
    list_text(list, board->archived != 0 ? _("archived") : _("open"));
}

static int compare_board_titles(const void *a, const void *b)
{
    const struct board_settings *first = a, *second = b;
    int order = strcasecmp(first->title, second->title);

    return order != 0 ? order : (first->place > second->place) - (first->place < second->place);
}

static int compare_busy(const void *a, const void *b)
{
    const struct board_settings *first = a, *second = b;

    if (first->threads != second->threads)
        return first->threads < second->threads ? 1 : -1;
    return (first->place > second->place) - (first->place < second->place);
}

/* A site's boards are few and read at once, and put in the order that is asked for. */
static int fetch_boards(struct admin_list *list, unsigned limit)
{
    static int (*const orders[])(const void *, const void *) = {NULL, compare_board_titles,
                                                                compare_busy};
    struct store store = request_store(list->r);
    const bool *archived = list->context;
    struct board_settings *boards;
    bool behind = list->after == 0;
    size_t count;

    store.arena = list->arena;
    boards = board_settings_list(&store, list->r->site->id, &count);
    if (boards == NULL)
        return -1;
    if (orders[list->sort] != NULL)
        qsort(boards, count, sizeof *boards, orders[list->sort]);
    for (size_t i = 0; i < count && list->row_count < limit; i++) {
        if (behind && request_may_board(list->r, PERMISSION_BOARD_EDIT, boards[i].id) &&
            (archived == NULL || *archived == (boards[i].archived != 0)))
            put_board(list, &boards[i]);
        behind |= boards[i].id == list->after;
    }
    return 0;
}

enum http_status boards_page(struct request *r)
{
    static const char *const sorts[] = {"place", "title", "threads", NULL};
    static const struct list_choice states[] = {{"all", N_("All of them")},
                                                {"open", N_("open")},
                                                {"archived", N_("archived")},
                                                {NULL, NULL}};
    static const bool is_archived[] = {false, false, true};
    size_t state;
    struct admin_list list = {
        .r = r,
        .path = "/admin/boards",
        .view = "admin/boards.cs",
        .columns = columns,
        .column_count = sizeof columns / sizeof columns[0],
        .sorts = sorts,
        .fetch = fetch_boards,
    };

    list_read(&list);
    state = list_choose(&list, "state", _("State"), states);
    list.context = state > 0 ? &is_archived[state] : NULL;
    view_set(r->view, "Done", query_line(r, "done", 10));
    if (request_may(r, PERMISSION_BOARD_EDIT))
        view_set(r->view, "May.make", "1");
    return list_answer(&list);
}

/* ---- one of them ---- */

static bool has_access(const struct board_settings *board, enum permission permission,
                       const struct role *role)
{
    for (size_t i = 0; i < board->access_count; i++)
        if (board->access[i].permission == permission && board->access[i].role_id == role->id)
            return true;
    return false;
}

/* Whether a role's box of an act is ticked: who it is kept for, or everybody. */
static bool is_ticked(const struct board_settings *board, const struct board_act *act,
                      const struct role *role)
{
    for (size_t i = 0; i < board->access_count; i++)
        if (board->access[i].permission == act->permission)
            return has_access(board, act->permission, role);
    return strcmp(role->name, act->everybody) == 0 || strcmp(role->name, ROLE_ADMINISTRATOR) == 0;
}

/* Whether a role can be given an act at all. */
static bool is_offered(const struct board_act *act, const struct role *role)
{
    return !role->denies &&
           (strcmp(role->name, ROLE_GUEST) != 0 || strcmp(act->everybody, ROLE_GUEST) == 0);
}

/* One role's row of the matrix: WANTED as it is in the form, PRESENT as it is now (NULL: none). */
static int set_role_row(struct request *r, const struct role *role,
                        const struct board_settings *wanted, const struct board_settings *present)
{
    struct view_node *node = view_item(r->view, "Roles");
    bool all = strcmp(role->name, ROLE_GUEST) == 0 || strcmp(role->name, ROLE_MEMBER) == 0;
    uint64_t holders;

    node_set_number(node, "id", (int64_t)role->id);
    node_set(node, "title", role_title(role));
    node_set(node, "name", role->name);
    if (!all) {
        if (role_holders_count(r->worker->database, r->arena, role->id, &holders) != 0)
            return -1;
        node_set_number(node, "holders", (int64_t)holders);
    }
    for (size_t i = 0; i < ACTS; i++) {
        struct view_node *cell = node_item(node, "cells");
        bool ticked = is_ticked(wanted, &acts[i], role);

        node_set(cell, "act", acts[i].field);
        if (!is_offered(&acts[i], role))
            continue;
        node_set(cell, "field", arena_format(r->arena, "%s.%" PRIu64, acts[i].field, role->id));
        if (ticked)
            node_set(cell, "ticked", "1");
        if (strcmp(role->name, ROLE_ADMINISTRATOR) == 0)
            node_set(cell, "fixed", "1");
        if (present != NULL && ticked != is_ticked(present, &acts[i], role))
            node_set(cell, ticked ? "now_off" : "now_on", "1");
    }
    return 0;
}

static void set_now(struct request *r, const struct board_settings *wanted,
                    const struct board_settings *present)
{
    if (strcmp(wanted->name, present->name) != 0)
        view_set(r->view, "Now.name", present->name);
    if (strcmp(wanted->title, present->title) != 0)
        view_set(r->view, "Now.title", present->title);
    if (strcmp(wanted->description, present->description) != 0)
        view_set(r->view, "Now.description",
                 *present->description != '\0' ? present->description : _("none"));
    if (wanted->place != present->place)
        view_set_number(r->view, "Now.place", (int64_t)present->place);
}

/* Shows a board as a form: WANTED is what is in it, PRESENT what it is now; NULL: a new one. */
static int set_board_form(struct request *r, const struct board_settings *wanted,
                          const struct board_settings *present)
{
    const struct role *role;

    view_set(r->view, "Form.name", wanted->name);
    view_set(r->view, "Form.title", wanted->title);
    view_set(r->view, "Form.description", wanted->description);
    if (wanted->place != 0)
        view_set_number(r->view, "Form.place", (int64_t)wanted->place);
    for (size_t i = 0; (role = role_at(r->worker->roles, i)) != NULL; i++)
        if (!role->denies && set_role_row(r, role, wanted, present) != 0)
            return -1;
    if (present == NULL)
        return 0;
    view_set_number(r->view, "Board.id", (int64_t)present->id);
    view_set(r->view, "Board.name", present->name);
    view_set(r->view, "Board.title", present->title);
    view_set_number(r->view, "Board.threads", (int64_t)present->threads);
    view_set_number(r->view, "Board.comments", (int64_t)present->comments);
    view_set_number(r->view, "Board.version", (int64_t)present->version);
    view_set_number(r->view, "Board.place", (int64_t)present->place);
    if (present->archived != 0)
        view_set(r->view, "Board.archived", clock_rfc3339(r->arena, present->archived));
    set_now(r, wanted, present);
    return 0;
}

/* The board that the path names, which the caller may edit. HTTP_OK, or what is answered. */
static enum http_status find_board(struct request *r, struct board_settings *board)
{
    const struct store store = request_store(r);
    int found = board_settings_find(&store, r->site->id, path_id(r, "id"), board);

    if (found < 0)
        return HTTP_UNAVAILABLE;
    return found > 0 && request_may_board(r, PERMISSION_BOARD_EDIT, board->id) ? HTTP_OK
                                                                               : HTTP_NOT_FOUND;
}

enum http_status board_form(struct request *r)
{
    struct board_settings board;
    enum http_status status = find_board(r, &board);

    if (status != HTTP_OK)
        return status;
    if (set_board_form(r, &board, &board) != 0)
        return HTTP_UNAVAILABLE;
    view_set(r->view, "Done", query_line(r, "done", 10));
    return frame_page(r, HTTP_OK, board_view);
}

enum http_status board_new_form(struct request *r)
{
    const struct board_settings none = {.name = "", .title = "", .description = ""};

    return set_board_form(r, &none, NULL) == 0 ? frame_page(r, HTTP_OK, board_view)
                                               : HTTP_UNAVAILABLE;
}

/* ---- what is sent ---- */

/* For whom an act is kept, as the form says; nothing where everybody's box is ticked. */
static void read_access_act(struct request *r, const struct board_act *act,
                            struct board_access *access, size_t *count)
{
    const struct role *role;

    for (size_t i = 0; (role = role_at(r->worker->roles, i)) != NULL; i++)
        if (strcmp(role->name, act->everybody) == 0 &&
            form_has(r, arena_format(r->arena, "%s.%" PRIu64, act->field, role->id)))
            return;
    for (size_t i = 0; (role = role_at(r->worker->roles, i)) != NULL; i++)
        if (is_offered(act, role) &&
            (strcmp(role->name, ROLE_ADMINISTRATOR) == 0 ||
             form_has(r, arena_format(r->arena, "%s.%" PRIu64, act->field, role->id))))
            access[(*count)++] = (struct board_access){.site_id = r->site->id,
                                                       .permission = act->permission,
                                                       .role_id = role->id};
}

static struct board_settings read_board(struct request *r)
{
    struct board_settings board = {
        .site_id = r->site->id,
        .name = form_line(r, "name", 0, BOARD_NAME_MAX),
        .title = form_line(r, "title", 0, BOARD_TITLE_MAX),
        .description = form_line(r, "description", 0, BOARD_DESCRIPTION_MAX),
    };
    struct board_access *access;
    size_t roles = 0;

    if (*form_raw(r, "place") != '\0')
        board.place = (uint64_t)form_int(r, "place", 1, BOARDS_MAX);
    while (role_at(r->worker->roles, roles) != NULL)
        roles++;
    access = arena_alloc(r->arena, (roles * ACTS + 1) * sizeof *access);
    for (size_t i = 0; i < ACTS; i++)
        read_access_act(r, &acts[i], access, &board.access_count);
    board.access = access;
    return board;
}

static enum http_status board_result_status(enum board_result result)
{
    switch (result) {
    case BOARD_DONE: return HTTP_OK;
    case BOARD_FAILED: return HTTP_UNAVAILABLE;
    case BOARD_MISSING: return HTTP_NOT_FOUND;
    case BOARD_IS_CHANGED:
    case BOARD_NOT_EMPTY: return HTTP_CONFLICT;
    case BOARD_NOT_ALLOWED: return HTTP_FORBIDDEN;
    default: return HTTP_UNPROCESSABLE;
    }
}

static const char *field_of_board(enum board_result result)
{
    switch (result) {
    case BOARD_NAME_INVALID:
    case BOARD_NAME_TAKEN: return "name";
    case BOARD_DESCRIPTION_INVALID: return "description";
    case BOARD_LOCKED_OUT:
    case BOARD_ROLE_DENIES: return "access";
    default: return "title";
    }
}

/* Shows what was sent once more, beside what the board is now. */
static enum http_status show_board_again(struct request *r, enum board_result result,
                                         const struct board_settings *wanted)
{
    const struct store store = request_store(r);
    struct board_settings present;
    int found = 0;

    if (result == BOARD_FAILED || result == BOARD_MISSING)
        return board_result_status(result);
    if (wanted->id != 0)
        found = board_settings_find(&store, r->site->id, wanted->id, &present);
    if (found < 0 || (wanted->id != 0 && found == 0))
        return found < 0 ? HTTP_UNAVAILABLE : HTTP_NOT_FOUND;
    if (result != BOARD_DONE)
        form_error(r, field_of_board(result), board_result_message(result));
    if (set_board_form(r, wanted, found > 0 ? &present : NULL) != 0)
        return HTTP_UNAVAILABLE;
    return frame_again(r, result == BOARD_DONE ? HTTP_UNPROCESSABLE : board_result_status(result),
                       board_view);
}

enum http_status board_new_post(struct request *r)
{
    const struct store store = request_store(r);
    const struct actor actor = request_actor(r);
    const struct board_actor who = {&store, &actor, &r->session->grants};
    const struct board_settings board = read_board(r);
    enum board_result result = BOARD_DONE;
    uint64_t id = 0;

    if (form_ok(r))
        result = board_make(&who, &board, &id);
    if (!form_ok(r) || result != BOARD_DONE)
        return show_board_again(r, result, &board);
    return redirect(r, HTTP_SEE_OTHER, "/admin/boards/%" PRIu64 "?done=made", id);
}

/* The acts that need nothing but their button; true where ACT is one of them. */
static bool act_on_board(const struct board_actor *who, const struct board_settings *present,
                         const char *act, enum board_result *result)
{
    struct board_settings moved = *present;

    if (strcmp(act, "up") == 0 || strcmp(act, "down") == 0) {
        moved.place = *act == 'd'          ? present->place + 1
                      : present->place > 1 ? present->place - 1
                                           : 1;
        *result = board_change(who, &moved);
    } else if (strcmp(act, "archive") == 0 || strcmp(act, "restore") == 0) {
        *result = board_archive(who, present->id, *act == 'a');
    } else if (strcmp(act, "delete") == 0) {
        *result = board_delete(who, present->id);
    } else {
        return false;
    }
    return true;
}

enum http_status board_post(struct request *r)
{
    const struct store store = request_store(r);
    const struct actor actor = request_actor(r);
    const struct board_actor who = {&store, &actor, &r->session->grants};
    const char *act = form_line(r, "act", 0, 10);
    enum board_result result = BOARD_DONE;
    struct board_settings present, board;
    enum http_status status = find_board(r, &present);

    if (status != HTTP_OK)
        return status;
    if (act_on_board(&who, &present, act, &result)) {
        if (result != BOARD_DONE)
            return show_board_again(r, result, &present);
        if (strcmp(act, "delete") == 0)
            return redirect(r, HTTP_SEE_OTHER, "/admin/boards?done=deleted");
        return redirect(r, HTTP_SEE_OTHER, "/admin/boards/%" PRIu64 "?done=saved", present.id);
    }
    board = read_board(r);
    board.id = present.id;
    board.version = (uint64_t)form_int(r, "version", 1, INT64_MAX);
    if (*form_raw(r, "place_seen") != '\0')
        board.place_seen = (uint64_t)form_int(r, "place_seen", 1, BOARDS_MAX);
    if (board.place == board.place_seen)
        board.place = 0;
    if (form_ok(r))
        result = board_change(&who, &board);
    if (board.place == 0)
        board.place = board.place_seen != 0 && !form_ok(r) ? board.place_seen : present.place;
    if (!form_ok(r) || result != BOARD_DONE)
        return show_board_again(r, result, &board);
    return redirect(r, HTTP_SEE_OTHER, "/admin/boards/%" PRIu64 "?done=saved", board.id);
}
