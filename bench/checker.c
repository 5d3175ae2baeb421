/* Is every read at least as new as the last write that was answered before it began?
 *
 *   checker --port N --host HOST --plan FILE --reads N [--readers N] [--pause MICROSECONDS]
 *         [--seconds N] [--tell N]
 *
 * Writers post, edit and rate without end, each waiting PAUSE after an answer; readers, guests and
 * logged in, plain and compressed, in two languages and two orders, read the threads and compare.
 * What a write sets is a *cell* with numbered versions, and consecutive ones always look different.
 * A read that began when version A had been answered, and ended when version B had been sent, must
 * show one of A to B, or it is stale; the first TELL of those are told of. A comment that was answered must be there.
 *
 * A version counts as verified when a read checked it that began after its answer and before the
 * next one's: so the figures tell how much was really put to the test.
 *
 * PLAN, a line each: `writer TOKEN COOKIE CSRF`, `thread ID PATH`, and, made before and standing on
 * the first page of their thread, `edited WRITER THREAD COMMENT` (text "v0v") and `rated WRITER
 * THREAD COMMENT SCORE` (rated 1 by that writer, so that it shows SCORE); WRITER and THREAD count
 * from 0.
 */
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client.h"
#include "page.h"

#define WRITERS_MAX 16
#define THREADS_MAX 64
#define CELLS_MAX 2048
#define POSTS_MAX 20000 /* a thread */
#define LOOK_BACK 30    /* posts that a page in the order "newest" must show */

enum kind { POST, EDIT, RATING, VOTE, KINDS };
static const char *const kind_names[KINDS] = {"posts", "edits", "ratings", "own votes"};

struct cell {
    enum kind kind; /* EDIT or RATING */
    uint64_t id;
    size_t thread;
    size_t writer;
    long base;                /* the score of version 0 */
    uint64_t sent, answered;  /* versions */
    uint64_t verified[KINDS]; /* the last version that counted */
};

struct post {
    uint64_t id;
    bool verified;
};

struct checked_thread {
    uint64_t id;
    char path[400];
    size_t cells[CELLS_MAX / 8];
    size_t cell_count;
    struct post *posts; /* answered */
    size_t post_count;
};

struct writer {
    char token[80], cookie[120], csrf[140];
    struct connection *connection;
    bool busy;
    int64_t next; /* not before this */
    enum kind doing;
    size_t thread;
    struct cell *cell;
};

struct reader {
    struct connection *connection;
    bool busy;
    size_t thread;
    bool newest;
    struct writer *as; /* NULL: a guest */
    const char *fields;
    size_t posts;                     /* answered when the read began */
    uint64_t answered[CELLS_MAX / 8]; /* of each of the thread's cells */
};

static struct {
    unsigned port;
    const char *host;
    long reads, readers, pause, seconds, tell;
} options = {.readers = 16, .pause = 20000, .seconds = 240, .tell = 8};

static struct cell cells[CELLS_MAX];
static size_t cell_count;
static struct checked_thread threads[THREADS_MAX];
static size_t thread_count;
static struct writer writers[WRITERS_MAX];
static size_t writer_count;
static size_t fresh_thread; /* of the write answered last, plus one; 0 once a read has gone there */

static struct {
    uint64_t sent[KINDS], answered[KINDS], verified[KINDS], checks[KINDS], stale_checks[KINDS];
    uint64_t reads, stale, refused;
    uint64_t telling; /* reads whose answer tells how many queries it took */
    uint64_t kept;    /* of these, those that found the thread in the cache: at most one query */
} count;

static bool calibrating; /* the first reads: nothing is written yet, everything must be found */

/* ---- what a version looks like ---- */

static int vote_of(uint64_t version)
{
    static const int votes[] = {1, -1, 0};

    return votes[version % 3];
}

static bool shows_version(const struct cell *cell, const struct article *article, uint64_t version)
{
    char text[32];
    int length;

    if (cell->kind == RATING)
        return article->score == cell->base - vote_of(0) + vote_of(version);
    length = snprintf(text, sizeof text, "v%" PRIu64 "v", version);
    return memmem(article->text, (size_t)(article->end - article->text), text, (size_t)length) !=
           NULL;
}

/* ---- checking a page ---- */

static void report_stale(const struct reader *reader, enum kind kind, uint64_t id, uint64_t version)
{
    count.stale_checks[kind]++;
    if (options.tell-- <= 0)
        return;
    fprintf(stderr,
            "stale: %s, comment %" PRIu64 ", version %" PRIu64 " was answered before; %s%s, %s\n",
            kind_names[kind], id, version, threads[reader->thread].path,
            reader->newest ? "?sort=newest" : "", reader->as != NULL ? "logged in" : "guest");
}

/* Whether any version from the one answered before the read to the one sent by now is shown. */
static bool current(struct cell *cell, const struct article *article, uint64_t answered)
{
    for (uint64_t version = answered; version <= cell->sent; version++)
        if (shows_version(cell, article, version))
            return true;
    return false;
}

static void verified(struct cell *cell, enum kind kind, uint64_t version)
{
    if (version <= cell->verified[kind])
        return;
    cell->verified[kind] = version;
    count.verified[kind]++;
}

/* What the reader's own list says of the vote on a comment. */
static bool vote_shown(const char *body, uint64_t id, int vote)
{
    char text[80];
    const char *place;

    snprintf(text, sizeof text, " data-comment=\"%" PRIu64 "\" data-value=\"", id);
    place = strstr(body, text);
    return place == NULL ? vote == 0 : vote != 0 && atoi(place + strlen(text)) == vote;
}

static bool check_vote(const struct reader *reader, struct cell *cell, const char *body,
                       uint64_t answered)
{
    count.checks[VOTE]++;
    for (uint64_t version = answered; version <= cell->sent; version++) {
        if (!vote_shown(body, cell->id, vote_of(version)))
            continue;
        verified(cell, VOTE, answered);
        return true;
    }
    report_stale(reader, VOTE, cell->id, answered);
    return false;
}

/* Whether the page shows what the thread's cells must look like. */
static bool check_cells(const struct reader *reader, const char *body)
{
    const struct checked_thread *thread = &threads[reader->thread];
    bool valid = true;

    for (size_t i = 0; i < thread->cell_count; i++) {
        struct cell *cell = &cells[thread->cells[i]];
        uint64_t answered = reader->answered[i];
        const struct article *article = page_article(cell->id);

        if (article != NULL) {
            count.checks[cell->kind]++;
            if (current(cell, article, answered)) {
                verified(cell, cell->kind, answered);
            } else {
                report_stale(reader, cell->kind, cell->id, answered);
                valid = false;
            }
        } else if (calibrating) {
            die("%s does not show comment %" PRIu64, thread->path, cell->id);
        }
        if (cell->kind == RATING && reader->as == &writers[cell->writer] &&
            !check_vote(reader, cell, body, answered))
            valid = false;
    }
    return valid;
}

static bool check_posts(const struct reader *reader)
{
    struct checked_thread *thread = &threads[reader->thread];
    size_t i = reader->posts > LOOK_BACK ? reader->posts - LOOK_BACK : 0;
    bool valid = true;

    for (; i < reader->posts; i++) {
        struct post *post = &thread->posts[i];

        count.checks[POST]++;
        if (page_article(post->id) == NULL) {
            report_stale(reader, POST, post->id, i);
            valid = false;
        } else if (!post->verified) {
            post->verified = true;
            count.verified[POST]++;
        }
    }
    return valid;
}

/* An administrator's answer tells its queries: of a thread that the cache has, none or, for the
 * reader's own marks, one. */
static void count_queries(const char *head)
{
    static const char name[] = "queries;desc=\"";
    const char *place = strstr(head, name);

    if (place == NULL)
        return;
    count.telling++;
    count.kept += atoi(place + sizeof name - 1) <= 1;
}

static void on_page(struct connection *connection, const struct answer *answer)
{
    struct reader *reader = connection_owner(connection);
    bool valid;

    reader->busy = false;
    if (answer->status != 200) {
        count.refused++;
        fprintf(stderr, "read: %.60s\n", answer->head);
        return;
    }
    if (page_read(answer->body, answer->length) == 0)
        die("%s shows no comment", threads[reader->thread].path);
    count_queries(answer->head);
    valid = check_cells(reader, answer->body);
    if (reader->newest && !check_posts(reader))
        valid = false;
    count.reads++;
    count.stale += !valid;
}

/* ---- requests ---- */

static void send_request(struct connection *connection, answer_handler *handler, const char *format,
                         ...) __attribute__((format(printf, 3, 4)));

static void send_request(struct connection *connection, answer_handler *handler, const char *format,
                         ...)
{
    char request[4096];
    va_list arguments;
    int length;

    va_start(arguments, format);
    length = vsnprintf(request, sizeof request, format, arguments);
    va_end(arguments);
    if (length < 0 || (size_t)length >= sizeof request)
        die("a request is too long");
    connection_send(connection, request, (size_t)length, handler);
}

/* Reads a thread, in one of the ways that differ in what the cache holds for them. */
static void read_thread(struct reader *reader, size_t index, bool newest)
{
    static const char *const fields[] = {
        "",
        "",
        "Accept-Encoding: gzip\r\n",
        "Accept-Language: de\r\n",
    };
    struct checked_thread *thread = &threads[index];
    char cookie[160] = "";

    reader->busy = true;
    reader->thread = index;
    reader->newest = newest;
    reader->fields = fields[random_below(4)];
    reader->as = random_below(3) == 0 ? &writers[random_below(writer_count)] : NULL;
    reader->posts = thread->post_count;
    for (size_t i = 0; i < thread->cell_count; i++)
        reader->answered[i] = cells[thread->cells[i]].answered;
    if (reader->as != NULL)
        snprintf(cookie, sizeof cookie, "Cookie: %s\r\n", reader->as->cookie);
    send_request(reader->connection, on_page, "GET %s%s HTTP/1.1\r\nHost: %s\r\n%s%s\r\n",
                 thread->path, newest ? "?sort=newest" : "", options.host, cookie, reader->fields);
}

static void send_edit(struct writer *writer, const struct cell *cell, const char *version);

/* A comment that was edited before is no longer the version that a fresh form has: the answer tells
 * which it is. */
static void edit_again(struct writer *writer, const struct answer *answer)
{
    static const char field[] = "name=\"version\" value=\"";
    const char *found = strstr(answer->body, field);
    char version[24];

    if (found == NULL)
        die("an edit was refused without the version that it needs");
    snprintf(version, sizeof version, "%.*s", (int)strspn(found + strlen(field), "0123456789"),
             found + strlen(field));
    send_edit(writer, writer->cell, version);
}

static void on_written(struct connection *connection, const struct answer *answer)
{
    struct writer *writer = connection_owner(connection);
    struct checked_thread *thread = &threads[writer->thread];
    const char *id = strstr(answer->body, "\"id\":");

    if (writer->doing == EDIT && answer->status == 409) {
        edit_again(writer, answer);
        return;
    }
    writer->busy = false;
    writer->next = now_microseconds() + options.pause;
    if (answer->status / 100 != 2 && answer->status != 303) {
        count.refused++;
        fprintf(stderr, "write (%s): %.60s\n", kind_names[writer->doing], answer->head);
        return;
    }
    count.answered[writer->doing]++;
    fresh_thread = writer->thread + 1;
    if (writer->doing != POST) {
        writer->cell->answered = writer->cell->sent;
        return;
    }
    if (id == NULL || thread->post_count == POSTS_MAX)
        die("a post was answered with %s", answer->body);
    thread->posts[thread->post_count++] =
        (struct post){.id = strtoull(id + strcspn(id, "0123456789"), NULL, 10)};
}

/* Sends a POST with a body of JSON by token, or of a form by cookie. */
static void send_body(struct writer *writer, const char *path, bool json, const char *body)
{
    send_request(writer->connection, on_written,
                 "POST %s HTTP/1.1\r\nHost: %s\r\n%s%s\r\nContent-Type: %s\r\n"
                 "Content-Length: %zu\r\n\r\n%s",
                 path, options.host, json ? "Authorization: Bearer " : "Cookie: ",
                 json ? writer->token : writer->cookie,
                 json ? "application/json" : "application/x-www-form-urlencoded", strlen(body),
                 body);
}

static void write_post(struct writer *writer, size_t index)
{
    char body[300];

    snprintf(body, sizeof body,
             "{\"subject\":\"thread:%" PRIu64 "\",\"body\":\"A reply of the *freshness* check, "
             "number %" PRIu64 ".\"}",
             threads[index].id, count.sent[POST]);
    writer->doing = POST;
    writer->thread = index;
    send_body(writer, "/api/v1/comments", true, body);
}

static void send_edit(struct writer *writer, const struct cell *cell, const char *version)
{
    char path[100], body[400];

    snprintf(path, sizeof path, "/forum/comment/%" PRIu64 "/edit", cell->id);
    snprintf(body, sizeof body, "csrf=%s&version=%s&body=An+edited+comment,+v%" PRIu64 "v.",
             writer->csrf, version, cell->sent);
    send_body(writer, path, false, body);
}

static void write_cell(struct writer *writer, struct cell *cell)
{
    char path[100], body[100];

    cell->sent++;
    writer->doing = cell->kind;
    writer->thread = cell->thread;
    writer->cell = cell;
    if (cell->kind == EDIT) {
        send_edit(writer, cell, "0");
        return;
    }
    snprintf(path, sizeof path, "/api/v1/comments/%" PRIu64 "/rating", cell->id);
    snprintf(body, sizeof body, "{\"value\":%d}", vote_of(cell->sent));
    send_body(writer, path, true, body);
}

static void write_something(struct writer *writer)
{
    size_t index = random_below(thread_count);
    struct checked_thread *thread = &threads[index];
    enum kind kind = (enum kind)random_below(3);
    size_t start = random_below(thread->cell_count);

    writer->busy = true;
    for (size_t i = 0; kind != POST && i < thread->cell_count; i++) {
        struct cell *cell = &cells[thread->cells[(start + i) % thread->cell_count]];

        if (cell->kind != kind || &writers[cell->writer] != writer)
            continue;
        count.sent[kind]++;
        write_cell(writer, cell);
        return;
    }
    count.sent[POST]++;
    write_post(writer, index);
}

/* ---- the run ---- */

/* Every thread once as every writer, before anything is written: what is looked for is there. */
static void calibrate(struct client *client, struct reader *reader)
{
    calibrating = true;
    for (size_t i = 0; i < thread_count; i++) {
        for (size_t w = 0; w < writer_count; w++) {
            do {
                read_thread(reader, i, false);
                while (reader->busy)
                    client_turn(client, 1000);
            } while (reader->as != &writers[w]);
        }
    }
    if (count.stale > 0 || count.refused > 0)
        die("the threads are not as the plan says");
    if (count.checks[EDIT] == 0 || count.checks[RATING] == 0 || count.checks[VOTE] == 0)
        die("the plan has nothing to look for");
    memset(&count, 0, sizeof count);
    calibrating = false;
}

static void progress(int64_t start)
{
    static int64_t last;
    int64_t now = now_microseconds();

    if (last == 0)
        last = now;
    if (now - last < 10000000)
        return;
    last = now;
    fprintf(stderr, "  %" PRIu64 " reads, %" PRIu64 " writes, %" PRId64 " s\n", count.reads,
            count.answered[POST] + count.answered[EDIT] + count.answered[RATING],
            (now - start) / 1000000);
}

static void run_checker(struct client *client, struct reader *readers)
{
    int64_t start = now_microseconds(), end = start + options.seconds * 1000000, now;
    double seconds;

    while ((now = now_microseconds()) < end && count.reads < (uint64_t)options.reads &&
           count.refused < 100) {
        for (size_t i = 0; i < writer_count; i++)
            if (!writers[i].busy && writers[i].next <= now)
                write_something(&writers[i]);
        for (long i = 0; i < options.readers; i++) {
            /* Where something was just written is where the next read goes. */
            size_t index = fresh_thread != 0 ? fresh_thread - 1 : random_below(thread_count);

            if (readers[i].busy)
                continue;
            fresh_thread = 0;
            read_thread(&readers[i], index, random_below(2) == 0);
        }
        client_turn(client, 5);
        progress(start);
    }
    seconds = (double)(now_microseconds() - start) / 1000000;
    printf("reads %" PRIu64 "\nstale %" PRIu64 "\nrefused %" PRIu64 "\nseconds %.2f\n", count.reads,
           count.stale, count.refused, seconds);
    printf("telling %" PRIu64 "\nkept %" PRIu64 "\n", count.telling, count.kept);
    for (int i = 0; i < KINDS; i++)
        printf("kind %s|%" PRIu64 "|%" PRIu64 "|%" PRIu64 "|%" PRIu64 "\n", kind_names[i],
               count.answered[i], count.verified[i], count.checks[i], count.stale_checks[i]);
}

/* ---- the plan ---- */

static void add_cell(enum kind kind, unsigned writer, unsigned thread, uint64_t id, long base)
{
    struct checked_thread *t = &threads[thread];

    if (writer >= writer_count || thread >= thread_count || cell_count == CELLS_MAX ||
        t->cell_count == CELLS_MAX / 8)
        die("the plan has too much, or names what it has not told of");
    t->cells[t->cell_count++] = cell_count;
    cells[cell_count++] =
        (struct cell){.kind = kind, .id = id, .thread = thread, .writer = writer, .base = base};
}

static void read_plan_line(const char *line)
{
    struct writer *w = &writers[writer_count];
    struct checked_thread *t = &threads[thread_count];
    unsigned writer, thread;
    uint64_t id;
    long score;

    if (sscanf(line, "writer %79s %119s %139s", w->token, w->cookie, w->csrf) == 3) {
        if (++writer_count == WRITERS_MAX)
            die("more than %d writers", WRITERS_MAX - 1);
    } else if (sscanf(line, "thread %" SCNu64 " %399s", &t->id, t->path) == 2) {
        t->posts = calloc(POSTS_MAX, sizeof *t->posts);
        if (t->posts == NULL || ++thread_count == THREADS_MAX)
            die("more than %d threads", THREADS_MAX - 1);
    } else if (sscanf(line, "edited %u %u %" SCNu64, &writer, &thread, &id) == 3) {
        add_cell(EDIT, writer, thread, id, 0);
    } else if (sscanf(line, "rated %u %u %" SCNu64 " %ld", &writer, &thread, &id, &score) == 4) {
        add_cell(RATING, writer, thread, id, score);
    } else {
        die("the plan's line is not understood: %s", line);
    }
}

static void read_checker_plan(const char *file)
{
    FILE *stream = fopen(file, "r");
    char line[1000];

    if (stream == NULL)
        die("%s cannot be read", file);
    while (fgets(line, sizeof line, stream) != NULL)
        read_plan_line(line);
    fclose(stream);
    if (writer_count == 0 || thread_count == 0 || cell_count == 0)
        die("%s has no writer, no thread or no comment", file);
}

static void read_checker_options(int argc, char **argv)
{
    for (int i = 1; i + 1 < argc; i += 2) {
        const char *name = argv[i], *value = argv[i + 1];

        if (strcmp(name, "--port") == 0)
            options.port = (unsigned)number_argument(value, 1, 65535);
        else if (strcmp(name, "--host") == 0)
            options.host = value;
        else if (strcmp(name, "--plan") == 0)
            read_checker_plan(value);
        else if (strcmp(name, "--reads") == 0)
            options.reads = number_argument(value, 1, 100000000);
        else if (strcmp(name, "--readers") == 0)
            options.readers = number_argument(value, 1, 256);
        else if (strcmp(name, "--pause") == 0)
            options.pause = number_argument(value, 0, 10000000);
        else if (strcmp(name, "--tell") == 0)
            options.tell = number_argument(value, 0, 1000000);
        else if (strcmp(name, "--seconds") == 0)
            options.seconds = number_argument(value, 1, 3600);
        else
            die("no option %s", name);
    }
    if (argc % 2 == 0 || options.port == 0 || options.host == NULL || options.reads == 0 ||
        thread_count == 0)
        die("usage: %s --port N --host HOST --plan FILE --reads N [--readers N]"
            " [--pause MICROSECONDS] [--seconds N] [--tell N]",
            argv[0]);
}

int main(int argc, char **argv)
{
    struct client *client;
    struct reader *readers;

    read_checker_options(argc, argv);
    client = client_open(options.port);
    readers = calloc((size_t)options.readers, sizeof *readers);
    if (readers == NULL)
        die("out of memory");
    for (long i = 0; i < options.readers; i++)
        readers[i].connection = connection_open(client, &readers[i]);
    for (size_t i = 0; i < writer_count; i++)
        writers[i].connection = connection_open(client, &writers[i]);
    calibrate(client, &readers[0]);
    run_checker(client, readers);
    return 0;
}
