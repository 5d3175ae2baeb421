/* Comments a second through the whole stack.
 *
 *   poster --port N --host HOST --plan FILE --clients N --seconds N
 *
 * PLAN has lines `token TOKEN` and `thread ID`. Each client posts the next comment when the last
 * one was answered, to one thread after the other. Prints how many were answered 201, and the
 * seconds that it took.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "client.h"

#define TOKENS_MAX 64
#define THREADS_MAX 4096

static char tokens[TOKENS_MAX][80];
static uint64_t threads[THREADS_MAX];
static size_t token_count, thread_count;
static const char *host;
static uint64_t sent, made;
static long under_way;
static bool ending;

static void on_posted(struct connection *connection, const struct answer *answer);

static void post_next(struct connection *connection)
{
    const char *token = connection_owner(connection);
    char body[500], request[1200];
    int length;

    snprintf(body, sizeof body,
             "{\"subject\":\"thread:%" PRIu64 "\",\"body\":\"Comment %ld.%" PRIu64
             " of the benchmark: *as long* as the row of a hundred and eighty bytes that it is "
             "measured against, give or take, so that neither writes more.\"}",
             threads[sent % thread_count], (long)getpid(), sent);
    sent++;
    length = snprintf(request, sizeof request,
                      "POST /api/v1/comments HTTP/1.1\r\nHost: %s\r\nAuthorization: Bearer %s\r\n"
                      "Content-Type: application/json\r\nContent-Length: %zu\r\n\r\n%s",
                      host, token, strlen(body), body);
    under_way++;
    connection_send(connection, request, (size_t)length, on_posted);
}

static void on_posted(struct connection *connection, const struct answer *answer)
{
    under_way--;
    if (answer->status != 201)
        die("a post was answered with %.300s", answer->head);
    made++;
    if (!ending)
        post_next(connection);
}

static void read_poster_plan(const char *file)
{
    FILE *stream = fopen(file, "r");
    char line[200];

    if (stream == NULL)
        die("%s cannot be read", file);
    while (fgets(line, sizeof line, stream) != NULL) {
        if (token_count < TOKENS_MAX && sscanf(line, "token %79s", tokens[token_count]) == 1)
            token_count++;
        else if (thread_count < THREADS_MAX &&
                 sscanf(line, "thread %" SCNu64, &threads[thread_count]) == 1)
            thread_count++;
        else
            die("the plan's line is not understood: %s", line);
    }
    fclose(stream);
    if (token_count == 0 || thread_count == 0)
        die("%s has no token or no thread", file);
}

int main(int argc, char **argv)
{
    long clients = 0, seconds = 0;
    unsigned port = 0;
    struct client *client;
    int64_t start, end;

    for (int i = 1; i + 1 < argc; i += 2) {
        if (strcmp(argv[i], "--port") == 0)
            port = (unsigned)number_argument(argv[i + 1], 1, 65535);
        else if (strcmp(argv[i], "--host") == 0)
            host = argv[i + 1];
        else if (strcmp(argv[i], "--plan") == 0)
            read_poster_plan(argv[i + 1]);
        else if (strcmp(argv[i], "--clients") == 0)
            clients = number_argument(argv[i + 1], 1, 1000);
        else if (strcmp(argv[i], "--seconds") == 0)
            seconds = number_argument(argv[i + 1], 1, 600);
        else
            die("no option %s", argv[i]);
    }
    if (port == 0 || host == NULL || clients == 0 || seconds == 0 || thread_count == 0)
        die("usage: %s --port N --host HOST --plan FILE --clients N --seconds N", argv[0]);
    client = client_open(port);
    start = now_microseconds();
    end = start + seconds * 1000000;
    for (long i = 0; i < clients; i++)
        post_next(connection_open(client, tokens[(size_t)i % token_count]));
    while (under_way > 0) {
        client_turn(client, 10);
        ending = now_microseconds() >= end;
    }
    printf("%" PRIu64 " %.3f\n", made, (double)(now_microseconds() - start) / 1000000);
    return 0;
}
