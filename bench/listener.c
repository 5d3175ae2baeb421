/* How soon do open pages have what somebody wrote?
 *
 *   listener --port N --host HOST --subject thread:ID --token TOKEN [--pages N] [--posts N]
 *          [--pause MILLISECONDS]
 *
 * Opens PAGES streams of live events, then posts comments one at a time. For each post and page it
 * takes the time from the arrival of the answer to the post until the page has the comment's event;
 * an event that was there before the answer counts as 0. Reading a thousand sockets on the same
 * machine is part of the figure.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client.h"

#define PATIENCE 5000000 /* microseconds that an event may take before it counts as lost */

struct page {
    struct connection *connection;
    bool open;       /* the answer's head has come */
    long seen;       /* the number of the last post whose event came, from 1 */
    int64_t arrived; /* when that was */
    uint64_t bytes;
};

static struct {
    unsigned port;
    const char *host, *subject, *token;
    long pages, posts, pause;
} options = {.pages = 1000, .posts = 100, .pause = 50};

static long open_pages, have, posting;
static int64_t answered; /* when the current post's answer came; 0: not yet */

/* The number behind "arrival-", which is in the body of every post; 0 where there is none. */
static long arrival_number(const char *bytes, size_t length)
{
    static const char mark[] = "arrival-";
    const char *place = memmem(bytes, length, mark, sizeof mark - 1);

    return place != NULL ? strtol(place + sizeof mark - 1, NULL, 10) : 0;
}

static void take_event(struct page *page, const char *event, size_t length)
{
    if (arrival_number(event, length) != posting || page->seen == posting)
        return;
    page->seen = posting;
    page->arrived = now_microseconds();
    have++;
}

/* An answer's head, then events, each ended by an empty line. */
static size_t on_bytes(struct connection *connection, const char *bytes, size_t length)
{
    struct page *page = connection_owner(connection);
    size_t taken = 0;

    for (;;) {
        const char *break_at = page->open ? "\n\n" : "\r\n\r\n";
        const char *end = memmem(bytes + taken, length - taken, break_at, strlen(break_at));

        if (end == NULL)
            break;
        if (!page->open) {
            if (strncmp(bytes, "HTTP/1.1 200", 12) != 0)
                die("a stream was answered with %.80s", bytes);
            page->open = true;
            open_pages++;
        } else {
            take_event(page, bytes + taken, (size_t)(end - bytes) - taken);
        }
        taken = (size_t)(end - bytes) + strlen(break_at);
    }
    page->bytes += taken;
    return taken;
}

static void on_post_answered(struct connection *connection, const struct answer *answer)
{
    (void)connection;
    if (answer->status != 201)
        die("a post was answered with %.200s", answer->head);
    answered = now_microseconds();
}

static void open_streams(struct client *client, struct page *pages)
{
    char request[600];
    int length = snprintf(request, sizeof request,
                          "GET /live?subjects=%s HTTP/1.1\r\nHost: %s\r\n"
                          "Accept: text/event-stream\r\n\r\n",
                          options.subject, options.host);
    int64_t end = now_microseconds() + 60000000;

    for (long i = 0; i < options.pages; i++) {
        pages[i].connection = connection_open(client, &pages[i]);
        connection_listen(pages[i].connection, request, (size_t)length, on_bytes);
        /* A few at a time: it is the open ones that count here, not the opening. */
        while (i - open_pages > 16 && now_microseconds() < end)
            client_turn(client, 100);
    }
    while (open_pages < options.pages && now_microseconds() < end)
        client_turn(client, 100);
    if (open_pages < options.pages)
        die("only %ld of %ld streams opened", open_pages, options.pages);
}

static void post_comment(struct connection *connection)
{
    char body[400], request[1000];
    int length;

    snprintf(
        body, sizeof body,
        "{\"subject\":\"%s\",\"body\":\"A comment that a thousand people are waiting for: "
        "arrival-%ld. It is about as long as comments on a busy evening are, and no longer.\"}",
        options.subject, posting);
    length = snprintf(request, sizeof request,
                      "POST /api/v1/comments HTTP/1.1\r\nHost: %s\r\nAuthorization: Bearer %s\r\n"
                      "Content-Type: application/json\r\nContent-Length: %zu\r\n\r\n%s",
                      options.host, options.token, strlen(body), body);
    connection_send(connection, request, (size_t)length, on_post_answered);
}

/* Waits without sleeping through what comes. */
static void turn_for(struct client *client, int64_t microseconds)
{
    int64_t end = now_microseconds() + microseconds, now;

    while ((now = now_microseconds()) < end)
        client_turn(client, (int)((end - now) / 1000) + 1);
}

static int ascending(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

    return (x > y) - (x < y);
}

static void print_delays(const char *name, int64_t *times, size_t count)
{
    qsort(times, count, sizeof *times, ascending);
    printf("%s %.2f %.2f %.2f %.2f\n", name, (double)times[count / 2] / 1000,
           (double)times[count * 95 / 100] / 1000, (double)times[count * 99 / 100] / 1000,
           (double)times[count - 1] / 1000);
}

static void run_listener(struct client *client, struct page *pages)
{
    struct connection *writer = connection_open(client, NULL);
    int64_t *each = calloc((size_t)(options.pages * options.posts), sizeof *each);
    int64_t *last = calloc((size_t)options.posts, sizeof *last);
    size_t count = 0;
    uint64_t bytes = 0;
    long lost = 0;

    if (each == NULL || last == NULL)
        die("out of memory");
    for (posting = 1; posting <= options.posts; posting++) {
        int64_t begun = now_microseconds();

        have = 0;
        answered = 0;
        post_comment(writer);
        while ((have < options.pages || answered == 0) && now_microseconds() - begun < PATIENCE)
            client_turn(client, 100);
        if (answered == 0)
            die("a post was not answered");
        for (long i = 0; i < options.pages; i++) {
            int64_t after = pages[i].arrived > answered ? pages[i].arrived - answered : 0;

            if (pages[i].seen != posting) {
                lost++;
                continue;
            }
            each[count++] = after;
            if (after > last[posting - 1])
                last[posting - 1] = after;
        }
        turn_for(client, options.pause * 1000);
    }
    if (count == 0)
        die("no event arrived");
    for (long i = 0; i < options.pages; i++)
        bytes += pages[i].bytes;
    print_delays("each", each, count);
    print_delays("last", last, (size_t)options.posts);
    printf("events %zu\nlost %ld\nbytes %" PRIu64 "\n", count, lost, bytes / count);
}

static void read_listener_options(int argc, char **argv)
{
    for (int i = 1; i + 1 < argc; i += 2) {
        const char *name = argv[i], *value = argv[i + 1];

        if (strcmp(name, "--port") == 0)
            options.port = (unsigned)number_argument(value, 1, 65535);
        else if (strcmp(name, "--host") == 0)
            options.host = value;
        else if (strcmp(name, "--subject") == 0)
            options.subject = value;
        else if (strcmp(name, "--token") == 0)
            options.token = value;
        else if (strcmp(name, "--pages") == 0)
            options.pages = number_argument(value, 1, 100000);
        else if (strcmp(name, "--posts") == 0)
            options.posts = number_argument(value, 1, 100000);
        else if (strcmp(name, "--pause") == 0)
            options.pause = number_argument(value, 0, 60000);
        else
            die("no option %s", name);
    }
    if (argc % 2 == 0 || options.port == 0 || options.host == NULL || options.subject == NULL ||
        options.token == NULL)
        die("usage: %s --port N --host HOST --subject thread:ID --token TOKEN [--pages N]"
            " [--posts N] [--pause MILLISECONDS]",
            argv[0]);
}

int main(int argc, char **argv)
{
    struct client *client;
    struct page *pages;

    read_listener_options(argc, argv);
    raise_descriptors();
    client = client_open(options.port);
    pages = calloc((size_t)options.pages, sizeof *pages);
    if (pages == NULL)
        die("out of memory");
    open_streams(client, pages);
    run_listener(client, pages);
    return 0;
}
