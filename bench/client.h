/* An HTTP/1.1 client for load: many kept connections to one server on loopback, one thread, epoll.
 *
 * A connection carries one request at a time. What the server closes is opened again with the next
 * request. A fault of the transport or an answer that is not understood ends the program: a
 * measurement with holes in it is none.
 */
#ifndef LOREHALL_BENCH_CLIENT_H
#define LOREHALL_BENCH_CLIENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct client;
struct connection;

/* What came back. It lives until the handler returns. */
struct answer {
    int status;
    const char *head; /* status line and fields, NUL-terminated */
    const char *body; /* uncompressed, NUL-terminated */
    size_t length;
};

typedef void answer_handler(struct connection *connection, const struct answer *answer);

typedef size_t stream_handler(struct connection *connection, const char *bytes, size_t length);

/* A client of 127.0.0.1:PORT. */
struct client *client_open(unsigned port);
void client_close(struct client *client);

/* A connection; OWNER is the caller's own. It connects with its first request. */
struct connection *connection_open(struct client *client, void *owner);
void *connection_owner(const struct connection *connection);

/* Sends LENGTH bytes, which are copied, and calls HANDLER with the answer. */
void connection_send(struct connection *connection, const char *request, size_t length,
                     answer_handler *handler);

/* Sends a request whose answer is a stream: HANDLER sees all that has come and was not taken yet,
 * head included, and returns how many bytes it has taken. */
void connection_listen(struct connection *connection, const char *request, size_t length,
                       stream_handler *handler);

/* Waits for what comes, at most MILLISECONDS, and calls the handlers. */
void client_turn(struct client *client, int milliseconds);

/* Microseconds on a clock that only grows. */
int64_t now_microseconds(void);

/* By size, for qsort(3): doubles. */
int compare_doubles(const void *a, const void *b);

/* A number below BOUND, the next of a sequence that is always the same (xorshift64). */
uint64_t random_below(uint64_t bound);

/* One line on stderr, and exit status 1. */
_Noreturn void die(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* The number in TEXT, within its range; dies where it is none. */
long number_argument(const char *text, long min, long max);

/* As many descriptors as the system grants. */
void raise_descriptors(void);

#endif
