/* A list as a file: written page by page, so that memory stays the same however long it is. */
#include <inttypes.h>
#include <string.h>

#include "api.h"
#include "base/fault.h"
#include "base/language.h"
#include "base/log.h"
#include "base/text/spreadsheet.h"
#include "game/value.h"
#include "list.h"
#include "web/limits.h"
#include "web/response.h"

#define ENTRIES_AT_ONCE 1000

/* One export on its way. */
struct list_export {
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
    void (*put)(struct list_export *export, const struct entry *entry);
};

/* ---- comma-separated values (RFC 4180) ---- */

/* The value as files have it, choices and masks by their names. */
static const char *names_or_plain(struct arena *arena, const struct field *field,
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

static void put_csv_row(struct list_export *export, const struct entry *entry)
{
    struct buffer *out = export->out;

    buffer_format(out, "%" PRIu64 ",", entry->id);
    spreadsheet_cell(out, entry->external_id, false);
    buffer_byte(out, ',');
    spreadsheet_cell(out, entry->name, false);
    for (size_t i = 0; i < export->cell_count; i++) {
        const struct field *field = export->cells[i];
        const char *text = names_or_plain(export->arena, field, &entry->values[field->index]);

        buffer_byte(out, ',');
        if (*text != '\0')
            spreadsheet_cell(out, text,
                             field->type == FIELD_INTEGER || field->type == FIELD_DECIMAL);
    }
    buffer_text(out, "\r\n");
}

static void add_csv_column(struct list_export *export, const struct field *field)
{
    for (size_t i = 0; i < export->cell_count; i++)
        if (export->cells[i] == field)
            return;
    export->cells[export->cell_count++] = field;
}

/* Whether a column that was chosen by itself stands where its interval, or its number, has it. */
static bool is_part(const struct list_query *list_query, const struct field *field)
{
    return (field->low != NULL && list_query_has_column(list_query, field->low)) ||
           (field->whole != NULL && list_query_has_column(list_query, field->whole) &&
            list_query_asked(list_query, field->whole->by) == UINT64_MAX);
}

static void choose_csv_columns(struct list_export *export)
{
    const struct list_query *list_query = &export->list_query;

    export->cells =
        arena_alloc(export->r->arena, (list_query->kind->field_count + 1) * sizeof(struct field *));
    for (size_t i = 0; i < list_query->column_count; i++) {
        const struct field *field = list_query->columns[i];
        uint64_t asked = list_query_asked(list_query, field->by);

        if (!is_part(list_query, field))
            add_csv_column(export, field);
        if (field->high != NULL)
            add_csv_column(export, field->high);
        for (size_t e = 0; e < field->each_count; e++)
            if ((asked >> field->each[e].choice->number & 1) != 0)
                add_csv_column(export, field->each[e].field);
    }
}

static void put_csv_head(struct list_export *export)
{
    choose_csv_columns(export);
    buffer_text(export->out, SPREADSHEET_MARK "id,external_id,name");
    for (size_t i = 0; i < export->cell_count; i++)
        buffer_format(export->out, ",%s", export->cells[i]->name);
    buffer_text(export->out, "\r\n");
}

/* ---- JSON ---- */

static void put_json_entry(struct list_export *export, const struct entry *entry)
{
    struct json_writer json = json_writer_on(export->out);

    buffer_text(export->out, export->written > 0 ? ",\n" : "\n");
    entry_json(&json, export->linker, entry, export->list_query.columns,
               export->list_query.column_count);
}

/* ---- page by page ---- */

/* Writes one page; false at the end. */
static bool write_page(struct list_export *export, struct catalogue *catalogue)
{
    struct buffer out = buffer_open(export->arena, 65536);
    struct catalogue_query query;
    struct catalogue_page page;

    list_query_query(&export->list_query, ENTRIES_AT_ONCE, &query);
    if (catalogue_list(catalogue, export->arena, &query, &page) != 0) {
        log_warning("export: its place in the list is gone");
        response_cut(export->r); /* 200 is sent: only a broken end tells that it is not whole */
        return false;
    }
    export->out = &out;
    for (size_t i = 0; i < page.count; i++, export->written++)
        export->put(export, &page.entries[i]);
    if (page.count > 0)
        export->list_query.after = page.entries[page.count - 1].id;
    if (!response_more(export->r, out.data, out.length))
        return false;
    fault_point("export");
    return page.more;
}

static void write_pages(struct list_export *export, struct catalogue *catalogue)
{
    while (write_page(export, catalogue))
        arena_reset(export->arena);
}

/* Long answers have places of their own on a host (long_answer_begin), so that a few exports do
 * not take all workers away from pages. */
static enum http_status export_list(struct request *r, const struct linker *linker,
                                    const struct list_query *list_query, bool csv)
{
    struct list_export *export = arena_alloc(r->arena, sizeof *export);
    struct buffer head = buffer_open(r->arena, 512);

    if (!limits_spend(r, RATE_EXPORT))
        return r->response.status;
    if (!long_answer_begin(r->worker->shared))
        return refuse_busy(r);
    *export = (struct list_export){.r = r,
                                   .list_query = *list_query,
                                   .linker = linker,
                                   .put = csv ? put_csv_row : put_json_entry};
    export->arena = arena_open(1 << 20);
    export->list_query.after = 0;
    response_header(r, "Content-Disposition",
                    arena_format(r->arena, "attachment; filename=\"%s.%s\"", list_query->kind->name,
                                 csv ? "csv" : "json"));
    if (response_stream(r, HTTP_OK, csv ? "text/csv; charset=utf-8" : "application/json")) {
        export->out = &head;
        if (csv)
            put_csv_head(export);
        else
            buffer_text(&head, "[");
        if (response_more(r, head.data, head.length))
            write_pages(export, linker->catalogue);
        if (!csv)
            response_more(r, "\n]\n", 3);
    }
    arena_close(export->arena);
    long_answer_end(r->worker->shared);
    return HTTP_OK;
}

enum http_status list_export_csv(struct request *r, const struct linker *linker,
                                 const struct list_query *list_query)
{
    return export_list(r, linker, list_query, true);
}

enum http_status list_export_json(struct request *r, const struct linker *linker,
                                  const struct list_query *list_query)
{
    return export_list(r, linker, list_query, false);
}
