#include "list.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "auth/account.h"
#include "bars.h"
#include "base/language.h"
#include "base/log.h"
#include "base/text/spreadsheet.h"
#include "frame.h"
#include "talk/subject.h"
#include "talk/thread.h"
#include "web/form/form.h"
#include "web/limits.h"
#include "web/response.h"
#include "web/view.h"

#define ROWS_AT_ONCE 1000
#define CELLS_MAX 12

struct list_cell {
    const char *text;
    const char *path; /* of a link; NULL: none */
    bool is_time, is_number;
};

struct list_row {
    uint64_t key;
    size_t cell_count;
    struct list_cell cells[CELLS_MAX];
};

const char *const list_by_age[] = {"newest", "oldest", NULL};

bool list_oldest(const struct admin_list *list)
{
    return strcmp(list->sorts[list->sort], "oldest") == 0;
}

/* The orders that there are, called as the column is that each goes by. */
static void set_orders(struct admin_list *list)
{
    for (size_t i = 0; list->sorts[i] != NULL; i++) {
        const char *name = list->sorts[i];
        struct view_node *node = view_item(list->r->view, "List.orders");

        node_set(node, "name", name);
        if (i == list->sort)
            node_set(node, "chosen", "1");
        if (strcmp(name, "newest") == 0)
            node_set(node, "title", _("Newest first"));
        else if (strcmp(name, "oldest") == 0)
            node_set(node, "title", _("Oldest first"));
        for (size_t j = 0; strcmp(name, "newest") != 0 && j < list->column_count; j++)
            if (list->columns[j].sort != NULL && strcmp(list->columns[j].sort, name) == 0)
                node_set(node, "title", _(list->columns[j].title));
    }
}

void list_read(struct admin_list *list)
{
    static const char *const formats[] = {"page", "csv", NULL};
    struct request *r = list->r;

    list->sort = query_choice(r, "sort", list->sorts);
    list->after = (uint64_t)query_int(r, "after", 0, INT64_MAX, 0);
    list->csv = query_choice(r, "format", formats) == 1;
    view_set(r->view, "List.path", list->path);
    set_orders(list);
}

void list_filter(struct admin_list *list, const char *name, const char *value)
{
    if (value == NULL || *value == '\0' || list->filter_count == LIST_FILTERS_MAX)
        return;
    list->filters[list->filter_count].name = name;
    list->filters[list->filter_count++].value = value;
}

/* A filter as the view offers it. */
static struct view_node *offer_filter(struct admin_list *list, const char *name, const char *title,
                                      const char *value)
{
    struct view_node *node = view_item(list->r->view, "Filters");

    list_filter(list, name, value);
    node_set(node, "name", name);
    node_set(node, "title", title);
    node_set(node, "value", value);
    return node;
}

static size_t offer_choices(struct admin_list *list, const char *name, const char *title,
                            const struct list_choice *choices, bool translated)
{
    const char **names;
    struct view_node *node;
    size_t count = 0, chosen;

    while (choices[count].name != NULL)
        count++;
    names = arena_alloc(list->r->arena, (count + 1) * sizeof *names);
    for (size_t i = 0; i <= count; i++)
        names[i] = choices[i].name;
    chosen = query_choice(list->r, name, names);
    node = offer_filter(list, name, title, chosen > 0 ? names[chosen] : NULL);
    for (size_t i = 0; i < count; i++) {
        struct view_node *choice = node_item(node, "choices");

        node_set(choice, "name", names[i]);
        node_set(choice, "title", translated ? _(choices[i].title) : choices[i].title);
        if (i == chosen)
            node_set(choice, "chosen", "1");
    }
    return chosen;
}

size_t list_choose(struct admin_list *list, const char *name, const char *title,
                   const struct list_choice *choices)
{
    return offer_choices(list, name, title, choices, true);
}

size_t list_choose_named(struct admin_list *list, const char *name, const char *title,
                         const struct list_choice *choices)
{
    return offer_choices(list, name, title, choices, false);
}

const char *list_typed(struct admin_list *list, const char *name, const char *title, size_t max)
{
    const char *typed = query_line(list->r, name, max);

    offer_filter(list, name, title, typed);
    return typed != NULL ? typed : "";
}

uint64_t list_account(struct admin_list *list, const char *name, const char *title)
{
    const char *typed = list_typed(list, name, title, ACCOUNT_NAME_MAX);
    struct account account = {.id = 0};

    if (*typed != '\0' &&
        account_to_log_in(list->r->worker->database, list->r->arena, typed, &account) <= 0)
        form_error(list->r, name, _("There is no such account."));
    return account.id;
}

int list_board(struct admin_list *list, const char *name, uint64_t *board_id)
{
    const struct subject_place place = subject_place(list->r);
    size_t count, chosen;
    const struct board *boards = board_list(&place, &count);
    struct list_choice *choices;

    if (boards == NULL)
        return -1;
    choices = arena_alloc(place.arena, (count + 2) * sizeof *choices);
    choices[0] = (struct list_choice){"", _("Any")};
    for (size_t i = 0; i < count; i++)
        choices[i + 1] = (struct list_choice){boards[i].name, boards[i].title};
    choices[count + 1] = (struct list_choice){NULL, NULL};
    chosen = list_choose_named(list, name, _("Board"), choices);
    *board_id = chosen > 0 ? boards[chosen - 1].id : 0;
    return 0;
}

/* ---- rows ---- */

void list_row(struct admin_list *list, uint64_t key)
{
    list->rows[list->row_count++] = (struct list_row){.key = key};
}

static void add_cell(struct admin_list *list, struct list_cell cell)
{
    struct list_row *row = &list->rows[list->row_count - 1];

    if (row->cell_count < CELLS_MAX)
        row->cells[row->cell_count++] = cell;
}

void list_text(struct admin_list *list, const char *text)
{
    add_cell(list, (struct list_cell){.text = text != NULL ? text : ""});
}

void list_time(struct admin_list *list, int64_t instant)
{
    if (instant == 0)
        list_text(list, "");
    else
        add_cell(list,
                 (struct list_cell){.text = clock_rfc3339(list->arena, instant), .is_time = true});
}

void list_number(struct admin_list *list, uint64_t number)
{
    add_cell(list,
             (struct list_cell){.text = list->csv ? arena_format(list->arena, "%" PRIu64, number)
                                                  : number_words(list->arena, number),
                                .is_number = true});
}

void list_milliseconds(struct admin_list *list, uint64_t microseconds)
{
    add_cell(list,
             (struct list_cell){.text = list->csv
                                            ? arena_format(list->arena, "%" PRIu64 ".%03" PRIu64,
                                                           microseconds / 1000, microseconds % 1000)
                                            : milliseconds_words(list->arena, microseconds),
                                .is_number = true});
}

void list_link(struct admin_list *list, const char *text, const char *path)
{
    add_cell(list, (struct list_cell){.text = text != NULL ? text : "", .path = path});
}

static int fetch(struct admin_list *list, struct arena *arena, unsigned limit)
{
    list->arena = arena;
    list->row_count = 0;
    list->rows = arena_alloc(arena, limit * sizeof *list->rows);
    return list->fetch(list, limit);
}

/* ---- the page ---- */

/* The list's address in an order, from a place on, as a page or a file. */
static char *address(const struct admin_list *list, const char *sort, uint64_t after, bool csv)
{
    struct buffer out = buffer_open(list->r->arena, 128);
    char mark = '?';

    buffer_text(&out, list->path);
    for (size_t i = 0; i < list->filter_count; i++, mark = '&') {
        buffer_format(&out, "%c%s=", mark, list->filters[i].name);
        buffer_url(&out, list->filters[i].value);
    }
    if (strcmp(sort, list->sorts[0]) != 0) {
        buffer_format(&out, "%csort=%s", mark, sort);
        mark = '&';
    }
    if (after != 0) {
        buffer_format(&out, "%cafter=%" PRIu64, mark, after);
        mark = '&';
    }
    if (csv)
        buffer_format(&out, "%cformat=csv", mark);
    return out.data;
}

/* The order that a column's title leads to as the list stands. */
static const char *led_to(const struct admin_list *list, const struct list_column *column)
{
    bool by_age = strcmp(column->sort, "newest") == 0 &&
                  strcmp(list->sorts[list->sort], "newest") == 0;

    for (size_t i = 0; by_age && list->sorts[i] != NULL; i++)
        if (strcmp(list->sorts[i], "oldest") == 0)
            return list->sorts[i];
    return column->sort;
}

static void set_list_columns(const struct admin_list *list)
{
    const char *sort = list->sorts[list->sort];

    for (size_t i = 0; i < list->column_count; i++) {
        const struct list_column *column = &list->columns[i];
        struct view_node *node = view_item(list->r->view, "List.columns");

        node_set(node, "title", _(column->title));
        if (column->sort == NULL)
            continue;
        node_set(node, "address", address(list, led_to(list, column), 0, false));
        if (strcmp(column->sort, sort) == 0 ||
            (list_oldest(list) && strcmp(column->sort, "newest") == 0))
            node_set(node, "sorted", "1");
    }
}

static void set_row(const struct admin_list *list, const struct list_row *row)
{
    struct view_node *node = view_item(list->r->view, "List.rows");

    node_set_number(node, "key", (int64_t)row->key);
    for (size_t i = 0; i < row->cell_count; i++) {
        const struct list_cell *cell = &row->cells[i];
        struct view_node *shown = node_item(node, "cells");

        node_set(shown, "text", cell->text);
        node_set(shown, "title", _(list->columns[i].title));
        node_set(shown, "path", cell->path);
        if (cell->is_time)
            node_set(shown, "time", "1");
        if (cell->is_number)
            node_set(shown, "number", "1");
    }
}

static enum http_status show(struct admin_list *list)
{
    struct request *r = list->r;
    const char *sort = list->sorts[list->sort];
    size_t count;

    if (fetch(list, r->arena, LIST_PAGE + 1) != 0)
        return HTTP_UNAVAILABLE;
    count = list->row_count > LIST_PAGE ? LIST_PAGE : list->row_count;
    set_list_columns(list);
    for (size_t i = 0; i < count; i++)
        set_row(list, &list->rows[i]);
    if (list->row_count > count)
        view_set(r->view, "List.next", address(list, sort, list->rows[count - 1].key, false));
    if (list->after != 0)
        view_set(r->view, "List.first", address(list, sort, 0, false));
    view_set(r->view, "List.csv", address(list, sort, 0, true));
    view_set(r->view, "List.sort", sort);
    if (list->descending || strcmp(sort, "newest") == 0)
        view_set(r->view, "List.descending", "1");
    if (list->filter_count > 0)
        view_set(r->view, "List.filtered", "1");
    return frame_page(r, HTTP_OK, list->view);
}

/* ---- the file ---- */

static bool put_list_rows(struct admin_list *list)
{
    struct buffer out = buffer_open(list->arena, 65536);

    for (size_t i = 0; i < list->row_count; i++) {
        const struct list_row *row = &list->rows[i];

        for (size_t c = 0; c < row->cell_count; c++) {
            if (c > 0)
                buffer_byte(&out, ',');
            spreadsheet_cell(&out, row->cells[c].text, row->cells[c].is_number);
        }
        buffer_text(&out, "\r\n");
    }
    return response_more(list->r, out.data, out.length);
}

static void put_file(struct admin_list *list, struct arena *arena)
{
    struct buffer head = buffer_open(list->r->arena, 256);

    buffer_text(&head, SPREADSHEET_MARK);
    for (size_t i = 0; i < list->column_count; i++)
        buffer_format(&head, "%s%s", i > 0 ? "," : "", list->columns[i].name);
    buffer_text(&head, "\r\n");
    list->after = 0;
    if (!response_more(list->r, head.data, head.length))
        return;
    do {
        arena_reset(arena);
        if (fetch(list, arena, ROWS_AT_ONCE) != 0) {
            log_warning("export: the list cannot be read any further");
            response_cut(list->r); /* 200 is sent: only a broken end tells that it is not whole */
            return;
        }
        if (list->row_count > 0)
            list->after = list->rows[list->row_count - 1].key;
    } while (list->row_count > 0 && put_list_rows(list) && list->row_count == ROWS_AT_ONCE);
}

/* That somebody took a list with them is recorded before its first byte goes out. */
static int record_export(struct admin_list *list)
{
    const struct actor actor = request_actor(list->r);

    return audit_write(list->r->worker->database, list->r->arena, &actor,
                       &(struct audit_entry){.act = AUDIT_EXPORT,
                                             .subject =
                                                 address(list, list->sorts[list->sort], 0, false)});
}

static enum http_status send_list_file(struct admin_list *list)
{
    struct request *r = list->r;
    struct arena *arena;

    if (record_export(list) != 0)
        return HTTP_UNAVAILABLE;
    arena = arena_open(1 << 20);
    response_header(r, "Content-Disposition",
                    arena_format(r->arena, "attachment; filename=\"%s.csv\"",
                                 strrchr(list->path, '/') + 1));
    if (response_stream(r, HTTP_OK, "text/csv; charset=utf-8"))
        put_file(list, arena);
    arena_close(arena);
    return HTTP_OK;
}

static enum http_status export_admin_list(struct admin_list *list)
{
    struct request *r = list->r;
    enum http_status status;

    if (!limits_spend(r, RATE_EXPORT))
        return r->response.status;
    if (!long_answer_begin(r->worker->shared))
        return refuse_busy(r);
    status = send_list_file(list);
    long_answer_end(r->worker->shared);
    return status;
}

enum http_status list_answer(struct admin_list *list)
{
    if (!form_ok(list->r))
        return frame_again(list->r, HTTP_UNPROCESSABLE, list->view);
    return list->csv ? export_admin_list(list) : show(list);
}
