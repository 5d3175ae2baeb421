/* A list as a file: written page by page, so that memory stays the same however long it is. */
#include <inttypes.h>
#include <string.h>

#include "api.h"
#include "base/fault.h"
#include "base/language.h"
#include "base/log.h"
#include "game/value.h"
#include "list.h"
#include "web/response.h"

#define ENTRIES_AT_ONCE 1000

/* One export on its way. */
struct file {
    struct request *r;
    struct list_query list_query;
    const struct linker *linker;
    struct arena *arena; /* of the entries at hand; reset between */
    struct buffer *out;  /* on it */
    /* Of CSV: the columns; the two ends of an interval, and what differs by a mask's values, side
     * by side, so that all are numbers. */
    const struct field **cells;
    size_t cell_count;
    uint64_t written; /* entries */
    void (*put)(struct file *file, const struct entry *entry);
};

/* ---- comma-separated values (RFC 4180) ---- */

/* A cell. What a spreadsheet would run as a formula gets an apostrophe before it; numbers do not,
 * as a leading minus is theirs by right. */
static void put_cell(struct buffer *out, const char *text, bool number)
{
    bool formula = !number && *text != '\0' && strchr("=+-@\t\r", *text) != NULL;

    buffer_byte(out, '"');
    if (formula)
        buffer_byte(out, '\'');
    for (; *text != '\0'; text++) {
        if (*text == '"')
            buffer_byte(out, '"');
        buffer_byte(out, *text);
    }
    buffer_byte(out, '"');
}

/* The value as files have it, choices and masks by their names. */
static const char *plain_text(struct arena *arena, const struct field *field,
                              const struct value *value)
{
    struct buffer text = buffer_open(arena, 32);

    if (field->values == NULL || !value->set)
        return value_plain(field, arena, value);
    for (size_t i = 0; i < field->values->count; i++) {
        const struct choice *choice = &field->values->choices[i];
        bool has = field->type == FIELD_MASK ? ((uint64_t)value->number >> choice->number & 1) != 0
                                             : choice->number == value->number;

        if (has)
            buffer_format(&text, "%s%s", text.length > 0 ? "," : "", choice->name);
    }
    return text.length > 0 ? text.data : value_plain(field, arena, value);
}

static void put_csv(struct file *file, const struct entry *entry)
{
    struct buffer *out = file->out;

    buffer_format(out, "%" PRIu64 ",", entry->id);
    put_cell(out, entry->external_id, false);
    buffer_byte(out, ',');
    put_cell(out, entry->name, false);
    for (size_t i = 0; i < file->cell_count; i++) {
        const struct field *field = file->cells[i];
        const char *text = plain_text(file->arena, field, &entry->values[field->index]);

        buffer_byte(out, ',');
        if (*text != '\0')
            put_cell(out, text, field->type == FIELD_INTEGER || field->type == FIELD_DECIMAL);
    }
    buffer_text(out, "\r\n");
}

static void choose(struct file *file, const struct field *field)
{
    for (size_t i = 0; i < file->cell_count; i++)
        if (file->cells[i] == field)
            return;
    file->cells[file->cell_count++] = field;
}

/* Whether a column that was chosen by itself stands where its interval, or its number, has it. */
static bool is_part(const struct list_query *list_query, const struct field *field)
{
    return (field->low != NULL && list_query_has_column(list_query, field->low)) ||
           (field->whole != NULL && list_query_has_column(list_query, field->whole) &&
            list_query_asked(list_query, field->whole->by) == UINT64_MAX);
}

static void choose_cells(struct file *file)
{
    const struct list_query *list_query = &file->list_query;

    file->cells =
        arena_alloc(file->r->arena, (list_query->kind->field_count + 1) * sizeof(struct field *));
    for (size_t i = 0; i < list_query->column_count; i++) {
        const struct field *field = list_query->columns[i];
        uint64_t asked = list_query_asked(list_query, field->by);

        if (!is_part(list_query, field))
            choose(file, field);
        if (field->high != NULL)
            choose(file, field->high);
        for (size_t e = 0; e < field->each_count; e++)
            if ((asked >> field->each[e].choice->number & 1) != 0)
                choose(file, field->each[e].field);
    }
}

/* Spreadsheets take a file that does not begin with U+FEFF for one in the computer's old code
 * page. */
static void put_csv_head(struct file *file)
{
    choose_cells(file);
    buffer_text(file->out, "\xEF\xBB\xBFid,external_id,name");
    for (size_t i = 0; i < file->cell_count; i++)
        buffer_format(file->out, ",%s", file->cells[i]->name);
    buffer_text(file->out, "\r\n");
}

/* ---- JSON ---- */

static void put_json(struct file *file, const struct entry *entry)
{
    struct json_writer json = json_writer_on(file->out);

    buffer_text(file->out, file->written > 0 ? ",\n" : "\n");
    entry_json(&json, file->linker, entry, file->list_query.columns, file->list_query.column_count);
}

/* ---- page by page ---- */

/* Writes one page; false at the end. */
static bool write_page(struct file *file, struct catalogue *catalogue)
{
    struct buffer out = buffer_open(file->arena, 65536);
    struct catalogue_query query;
    struct catalogue_page page;

    list_query_query(&file->list_query, ENTRIES_AT_ONCE, &query);
    if (catalogue_list(catalogue, file->arena, &query, &page) != 0) {
        log_warning("export: its place in the list is gone");
        response_cut(file->r);
        return false;
    }
    file->out = &out;
    for (size_t i = 0; i < page.count; i++, file->written++)
        file->put(file, &page.entries[i]);
    if (page.count > 0)
        file->list_query.after = page.entries[page.count - 1].id;
    if (!response_more(file->r, out.data, out.length))
        return false;
    fault_point("export");
    return page.more;
}

static void write_pages(struct file *file, struct catalogue *catalogue)
{
    while (write_page(file, catalogue))
        arena_reset(file->arena);
}

static enum http_status refuse_busy(struct request *r)
{
    enum http_status status =
        refuse(r, HTTP_UNAVAILABLE, "busy",
               _("Others are downloading whole lists right now. Try again in a few seconds."));

    response_header(r, "Retry-After", "5");
    return status;
}

/* Long answers have places of their own on a host (long_answer_begin), so that a few exports do
 * not take all workers away from pages. */
static enum http_status export_as(struct request *r, const struct linker *linker,
                                  const struct list_query *list_query, bool csv)
{
    struct file *file = arena_alloc(r->arena, sizeof *file);
    struct buffer head = buffer_open(r->arena, 512);

    if (!long_answer_begin(r->worker->shared))
        return refuse_busy(r);
    *file = (struct file){.r = r,
                          .list_query = *list_query,
                          .linker = linker,
                          .put = csv ? put_csv : put_json};
    file->arena = arena_open(1 << 20);
    file->list_query.after = 0;
    response_header(r, "Content-Disposition",
                    arena_format(r->arena, "attachment; filename=\"%s.%s\"", list_query->kind->name,
                                 csv ? "csv" : "json"));
    if (response_stream(r, HTTP_OK, csv ? "text/csv; charset=utf-8" : "application/json")) {
        file->out = &head;
        if (csv)
            put_csv_head(file);
        else
            buffer_text(&head, "[");
        if (response_more(r, head.data, head.length))
            write_pages(file, linker->catalogue);
        if (!csv)
            response_more(r, "\n]\n", 3);
    }
    arena_close(file->arena);
    long_answer_end(r->worker->shared);
    return HTTP_OK;
}

enum http_status export_csv(struct request *r, const struct linker *linker,
                            const struct list_query *list_query)
{
    return export_as(r, linker, list_query, true);
}

enum http_status export_json(struct request *r, const struct linker *linker,
                             const struct list_query *list_query)
{
    return export_as(r, linker, list_query, false);
}
