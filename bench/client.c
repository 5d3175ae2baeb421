#include "client.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>
#include <zlib.h>

#include "base/memory.h"

#define EVENTS_AT_ONCE 256

struct client {
    unsigned port;
    int epoll;
    z_stream inflater;
    bool inflating; /* set up */
    char *plain;    /* the last answer's body, uncompressed */
    size_t plain_size;
};

struct connection {
    struct client *client;
    void *owner;
    int fd;       /* -1: not connected */
    bool waiting; /* for an answer, or for more of it */
    answer_handler *on_answer;
    stream_handler *on_bytes; /* one of the two */
    char *out;
    size_t out_length, out_sent, out_size;
    char *in; /* always with room for a NUL behind what came */
    size_t in_length, in_size;
};

_Noreturn void die(const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    vfprintf(stderr, format, arguments);
    va_end(arguments);
    fputc('\n', stderr);
    exit(1);
}

int64_t now_microseconds(void)
{
    struct timespec time;

    clock_gettime(CLOCK_MONOTONIC, &time);
    return (int64_t)time.tv_sec * 1000000 + time.tv_nsec / 1000;
}

int compare_doubles(const void *a, const void *b)
{
    double first = *(const double *)a, second = *(const double *)b;

    return first < second ? -1 : first > second;
}

long number_argument(const char *text, long min, long max)
{
    char *end;
    long value;

    errno = 0;
    value = strtol(text, &end, 10);
    if (errno != 0 || end == text || *end != '\0' || value < min || value > max)
        die("%s is not a number from %ld to %ld", text, min, max);
    return value;
}

void raise_descriptors(void)
{
    struct rlimit limit;

    if (getrlimit(RLIMIT_NOFILE, &limit) != 0)
        die("getrlimit: %s", strerror(errno));
    limit.rlim_cur = limit.rlim_max;
    if (setrlimit(RLIMIT_NOFILE, &limit) != 0)
        die("setrlimit: %s", strerror(errno));
}

struct client *client_open(unsigned port)
{
    struct client *client = memory_checked(calloc(1, sizeof *client));

    client->port = port;
    client->epoll = epoll_create1(EPOLL_CLOEXEC);
    if (client->epoll < 0)
        die("epoll: %s", strerror(errno));
    return client;
}

void client_close(struct client *client)
{
    close(client->epoll);
    if (client->inflating)
        inflateEnd(&client->inflater);
    free(client->plain);
    free(client);
}

struct connection *connection_open(struct client *client, void *owner)
{
    struct connection *connection = memory_checked(calloc(1, sizeof *connection));

    connection->client = client;
    connection->owner = owner;
    connection->fd = -1;
    return connection;
}

void *connection_owner(const struct connection *connection)
{
    return connection->owner;
}

/* Room for MORE bytes and a NUL in what came. */
static void reserve_input(struct connection *connection, size_t more)
{
    size_t wanted = connection->in_length + more + 1;

    if (wanted <= connection->in_size)
        return;
    connection->in_size = wanted * 2;
    connection->in = memory_checked(realloc(connection->in, connection->in_size));
}

static void watch(struct connection *connection, int operation, uint32_t events)
{
    struct epoll_event event = {.events = events, .data.ptr = connection};

    if (epoll_ctl(connection->client->epoll, operation, connection->fd, &event) != 0)
        die("epoll: %s", strerror(errno));
}

/* On loopback a connect is done at once, or the server's backlog is full. */
static void connect_loopback(struct connection *connection)
{
    struct sockaddr_in address = {
        .sin_family = AF_INET,
        .sin_port = htons((uint16_t)connection->client->port),
        .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
    };
    int on = 1;

    connection->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (connection->fd < 0 ||
        connect(connection->fd, (struct sockaddr *)&address, sizeof address) != 0)
        die("connect to port %u: %s", connection->client->port, strerror(errno));
    setsockopt(connection->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    watch(connection, EPOLL_CTL_ADD, EPOLLIN);
    connection->in_length = 0;
}

static void drop_connection(struct connection *connection)
{
    close(connection->fd);
    connection->fd = -1;
}

static void send_rest(struct connection *connection)
{
    while (connection->out_sent < connection->out_length) {
        ssize_t sent = send(connection->fd, connection->out + connection->out_sent,
                            connection->out_length - connection->out_sent,
                            MSG_DONTWAIT | MSG_NOSIGNAL);

        if (sent < 0 && errno == EAGAIN) {
            watch(connection, EPOLL_CTL_MOD, EPOLLIN | EPOLLOUT);
            return;
        }
        if (sent < 0)
            die("send: %s", strerror(errno));
        connection->out_sent += (size_t)sent;
    }
}

static void begin_request(struct connection *connection, const char *request, size_t length)
{
    if (connection->out_size < length) {
        connection->out_size = length * 2;
        connection->out = memory_checked(realloc(connection->out, connection->out_size));
    }
    memcpy(connection->out, request, length);
    connection->out_length = length;
    connection->out_sent = 0;
    connection->in_length = 0;
    connection->waiting = true;
    if (connection->fd < 0)
        connect_loopback(connection);
    send_rest(connection);
}

void connection_send(struct connection *connection, const char *request, size_t length,
                     answer_handler *handler)
{
    connection->on_answer = handler;
    connection->on_bytes = NULL;
    begin_request(connection, request, length);
}

void connection_listen(struct connection *connection, const char *request, size_t length,
                       stream_handler *handler)
{
    connection->on_answer = NULL;
    connection->on_bytes = handler;
    begin_request(connection, request, length);
}

/* The value of a field of an answer's head, or NULL. */
static const char *field(const char *head, const char *name)
{
    size_t length = strlen(name);
    const char *line = head;

    while ((line = strstr(line, "\r\n")) != NULL) {
        line += 2;
        if (strncasecmp(line, name, length) == 0 && line[length] == ':')
            return line + length + 1 + strspn(line + length + 1, " ");
    }
    return NULL;
}

/* Unpacks a gzip body; zlib checks its CRC and length. */
static void unpack(struct client *client, struct answer *answer)
{
    z_stream *stream = &client->inflater;
    size_t done = 0;
    int result;

    if (!client->inflating ? inflateInit2(stream, 16 + MAX_WBITS) != Z_OK
                           : inflateReset(stream) != Z_OK)
        die("inflate: %s", stream->msg);
    client->inflating = true;
    stream->next_in = (unsigned char *)(uintptr_t)answer->body;
    stream->avail_in = (unsigned)answer->length;
    do {
        if (client->plain_size < done + 65536) {
            client->plain_size = (done + 65536) * 2;
            client->plain = memory_checked(realloc(client->plain, client->plain_size));
        }
        stream->next_out = (unsigned char *)client->plain + done;
        stream->avail_out = (unsigned)(client->plain_size - done - 1);
        result = inflate(stream, Z_FINISH);
        done = client->plain_size - 1 - stream->avail_out;
    } while (result == Z_BUF_ERROR && stream->avail_out == 0);
    if (result != Z_STREAM_END || stream->avail_in != 0)
        die("a compressed answer is not whole: %s", stream->msg != NULL ? stream->msg : "cut off");
    client->plain[done] = '\0';
    answer->body = client->plain;
    answer->length = done;
}

/* Gives the answer to its handler when all of it is there. */
static void take_answer(struct connection *connection)
{
    char *end = strstr(connection->in, "\r\n\r\n");
    struct answer answer;
    const char *value;
    size_t length;

    if (end == NULL)
        return;
    end[2] = '\0';
    value = field(connection->in, "Content-Length");
    length = value != NULL ? strtoul(value, NULL, 10) : 0;
    if (value == NULL && field(connection->in, "Transfer-Encoding") != NULL)
        die("an answer in chunks is not understood here: %s", connection->in);
    if (connection->in_length < (size_t)(end + 4 - connection->in) + length) {
        end[2] = '\r';
        return;
    }
    answer = (struct answer){atoi(connection->in + strcspn(connection->in, " ")), connection->in,
                             end + 4, length};
    value = field(connection->in, "Connection");
    if (value != NULL && strncasecmp(value, "close", 5) == 0)
        drop_connection(connection);
    value = field(connection->in, "Content-Encoding");
    if (value != NULL && length > 0 && strncasecmp(value, "gzip", 4) == 0)
        unpack(connection->client, &answer);
    connection->waiting = false;
    connection->on_answer(connection, &answer);
}

static void take_bytes(struct connection *connection)
{
    size_t taken = connection->on_bytes(connection, connection->in, connection->in_length);

    memmove(connection->in, connection->in + taken, connection->in_length - taken + 1);
    connection->in_length -= taken;
}

static void receive(struct connection *connection)
{
    ssize_t got;

    reserve_input(connection, 65536);
    got = recv(connection->fd, connection->in + connection->in_length,
               connection->in_size - connection->in_length - 1, MSG_DONTWAIT);
    if (got < 0 && errno == EAGAIN)
        return;
    if (got < 0)
        die("receive: %s", strerror(errno));
    if (got == 0 && !connection->waiting) {
        drop_connection(connection);
        return;
    }
    if (got == 0)
        die("the server closed a connection in the middle of an answer");
    connection->in_length += (size_t)got;
    connection->in[connection->in_length] = '\0';
    if (connection->on_bytes != NULL)
        take_bytes(connection);
    else
        take_answer(connection);
}

void client_turn(struct client *client, int milliseconds)
{
    struct epoll_event events[EVENTS_AT_ONCE];
    int count = epoll_wait(client->epoll, events, EVENTS_AT_ONCE, milliseconds);

    if (count < 0 && errno != EINTR)
        die("epoll: %s", strerror(errno));
    for (int i = 0; i < count; i++) {
        struct connection *connection = events[i].data.ptr;

        if (connection->fd < 0)
            continue;
        if ((events[i].events & EPOLLOUT) != 0) {
            watch(connection, EPOLL_CTL_MOD, EPOLLIN);
            send_rest(connection);
        }
        if ((events[i].events & (EPOLLIN | EPOLLHUP | EPOLLERR)) != 0)
            receive(connection);
    }
}

uint64_t random_below(uint64_t bound)
{
    static uint64_t state = UINT64_C(0x9E3779B97F4A7C15);

    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return state % bound;
}
