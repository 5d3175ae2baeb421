/* A live server, read in one consistent snapshot over one connection: a game server goes on while
 * its tables are read one after the other, and what is in one must go with what is in another.
 * Rows come one by one from the server (foreign.h), so that no table is ever held whole.
 *
 * There is no fingerprint: another reading is another state, and an interrupted import begins
 * anew. */
#include <stdlib.h>
#include <string.h>

#include "base/text/text.h"
#include "import/source/internal.h"
#include "store/foreign.h"

struct server {
    struct source *source;
    struct foreign *foreign;
    uint64_t done, all; /* rows; all is an estimate */
    const struct source_visit *visit;
    struct source_row row;
};

/* ---- the place's name ---- */

/* LENGTH bytes of a URL with its %XX taken back. NULL where one is wrong. */
static char *decoded(struct arena *arena, const char *text, size_t length)
{
    char *copy = arena_copy(arena, text, length), *to = copy;

    for (const char *from = copy; *from != '\0'; from++) {
        char hex[3] = {0};

        if (*from == '%') {
            memcpy(hex, from + 1, strnlen(from + 1, 2));
            if (!text_unhex(hex, to, 1))
                return NULL;
            from += 2;
            to++;
        } else {
            *to++ = *from;
        }
    }
    *to = '\0';
    return copy;
}

/* Takes "user:password@host:port". */
static bool parse_authority(struct arena *arena, const char *text, size_t length,
                            struct foreign_place *place)
{
    const char *end = text + length, *at = end, *colon;
    uint64_t port;

    while (at > text && at[-1] != '@')
        at--;
    if (at > text) {
        colon = memchr(text, ':', (size_t)(at - 1 - text));
        place->user = decoded(arena, text, (size_t)((colon != NULL ? colon : at - 1) - text));
        if (colon != NULL)
            place->password = decoded(arena, colon + 1, (size_t)(at - 1 - colon - 1));
    }
    colon = memchr(at, ':', (size_t)(end - at));
    place->host = decoded(arena, at, (size_t)((colon != NULL ? colon : end) - at));
    if (colon == NULL)
        return place->host != NULL;
    if (!text_u64(arena_copy(arena, colon + 1, (size_t)(end - colon - 1)), &port) || port == 0 ||
        port > 65535)
        return false;
    place->port = (unsigned)port;
    return place->host != NULL;
}

/* Takes "mysql://authority/database?socket=path" apart. */
static bool parse_place(struct arena *arena, const char *text, struct foreign_place *place)
{
    const char *authority = strstr(text, "://") + 3, *path = strchr(authority, '/'), *query;

    *place = (struct foreign_place){.port = 3306, .user = "", .password = ""};
    if (path == NULL || !parse_authority(arena, authority, (size_t)(path - authority), place))
        return false;
    query = strchr(path, '?');
    place->name =
        decoded(arena, path + 1, query != NULL ? (size_t)(query - path - 1) : strlen(path + 1));
    if (query != NULL) {
        if (!text_starts(query, "?socket="))
            return false;
        query += strlen("?socket=");
        place->socket = decoded(arena, query, strlen(query));
        if (place->socket == NULL)
            return false;
    }
    if (place->host[0] == '\0')
        place->host = "localhost";
    return place->name != NULL && place->name[0] != '\0' && place->user != NULL &&
           place->password != NULL;
}

/* ---- the reader ---- */

static bool server_open(struct source *source)
{
    struct server *server = arena_alloc(source->arena, sizeof *server);
    struct foreign_place place;

    *server = (struct server){.source = source};
    if (!parse_place(source->arena, source->place, &place))
        return source_fail(source, "what names a server looks like "
                                   "mysql://USER:PASSWORD@HOST:PORT/DATABASE or "
                                   "mysql://USER:PASSWORD@/DATABASE?socket=PATH");
    server->foreign = foreign_open(source->arena, &place, &source->error);
    source->own = server;
    return server->foreign != NULL;
}

/* How many rows a table has is the server's estimate: good for progress, never for knowing that a
 * table is done. */
static bool server_tables(struct source *source)
{
    struct server *server = source->own;
    struct source_column *own;
    struct source_table *table;
    size_t count, begin, end;
    struct foreign_column *columns =
        foreign_columns(server->foreign, source->arena, &count, &source->error);

    if (columns == NULL)
        return false;
    own = arena_alloc(source->arena, (count + 1) * sizeof *own);
    for (begin = 0; begin < count; begin = end) {
        for (end = begin; end < count && strcmp(columns[end].table, columns[begin].table) == 0;
             end++)
            own[end] =
                (struct source_column){.name = columns[end].name, .number = columns[end].number};
        table = source_table_add(source, "the database", columns[begin].table, own + begin,
                                 end - begin);
        if (table == NULL)
            return false;
        table->rows = columns[begin].rows;
    }
    return true;
}

static int server_row(void *context, const char *const *values, const size_t *lengths)
{
    struct server *server = context;

    server->done++;
    server->row.number++;
    server->row.values = values;
    server->row.lengths = lengths;
    return server->visit->row(server->visit->context, &server->row);
}

/* Columns are asked for by name and in the order that was told: one added meanwhile moves no
 * value. */
static int read_server_table(struct server *server, struct source_table *table)
{
    struct arena *own = arena_open(65536);
    const char **names = arena_alloc(own, (table->column_count + 1) * sizeof *names);
    int given;

    for (size_t i = 0; i < table->column_count; i++)
        names[i] = table->columns[i].name;
    server->row = (struct source_row){.table = table};
    given = foreign_rows(server->foreign, own,
                         &(struct foreign_query){.table = table->name,
                                                 .columns = names,
                                                 .count = table->column_count,
                                                 .row = server_row,
                                                 .context = server},
                         &server->source->error);
    if (given == 0)
        table->rows = server->row.number;
    arena_close(own);
    return given;
}

static int server_read(struct source *source, const struct source_visit *visit)
{
    struct server *server = source->own;
    bool *wanted = arena_alloc(source->arena, (source->count + 1) * sizeof *wanted);
    int given = 0;

    server->visit = visit;
    server->done = server->all = 0;
    for (size_t i = 0; i < source->count; i++) {
        wanted[i] = visit->wanted(visit->context, &source->tables[i]);
        server->all += wanted[i] ? source->tables[i].rows : 0;
    }
    for (size_t i = 0; given == 0 && i < source->count; i++)
        if (wanted[i])
            given = read_server_table(server, &source->tables[i]);
    return given;
}

static void server_progress(const struct source *source, uint64_t *done, uint64_t *all)
{
    const struct server *server = source->own;

    *done = server->done;
    *all = server->all > server->done ? server->all : server->done;
}

static void server_rest(struct source *source)
{
    (void)source; /* the snapshot is the connection's */
}

static void server_close(struct source *source)
{
    struct server *server = source->own;

    foreign_close(server->foreign);
}

const struct source_reader source_server = {
    .open = server_open,
    .tables = server_tables,
    .read = server_read,
    .progress = server_progress,
    .rest = server_rest,
    .close = server_close,
};
