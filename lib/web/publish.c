/* Posts to nchan over nginx's unix socket, which is reachable by nobody from outside. One
 * connection is kept for all events. A failure is told and not repeated: pages ask for what they
 * missed. */
#include "web/publish.h"

#include <curl/curl.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/log.h"

struct publisher {
    CURL *curl;
    char *socket;
};

/* nginx answers with the channel's state, which nobody needs. */
static size_t discard(char *bytes, size_t size, size_t count, void *context)
{
    (void)bytes;
    (void)context;
    return size * count;
}

struct publisher *publisher_open(const char *socket)
{
    struct publisher *publisher = calloc(1, sizeof *publisher);

    if (publisher == NULL || (publisher->socket = strdup(socket)) == NULL)
        abort();
    curl_global_init(CURL_GLOBAL_NOTHING);
    publisher->curl = curl_easy_init();
    if (publisher->curl == NULL)
        abort();
    return publisher;
}

void publisher_close(struct publisher *publisher)
{
    if (publisher == NULL)
        return;
    curl_easy_cleanup(publisher->curl);
    free(publisher->socket);
    free(publisher);
}

/* Sets what all requests to nginx have. */
static void prepare_request(struct publisher *publisher, const char *url)
{
    CURL *curl = publisher->curl;

    curl_easy_reset(curl);
    curl_easy_setopt(curl, CURLOPT_UNIX_SOCKET_PATH, publisher->socket);
    curl_easy_setopt(curl, CURLOPT_URL, url);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, discard);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, 2000L);
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
}

static CURLcode request_perform(struct publisher *publisher, long *status)
{
    CURLcode result = curl_easy_perform(publisher->curl);

    curl_easy_getinfo(publisher->curl, CURLINFO_RESPONSE_CODE, status);
    return result;
}

/* The beginning of an answer. */
struct said {
    char text[1024];
    size_t length;
};

static size_t keep_beginning(char *bytes, size_t size, size_t count, void *context)
{
    struct said *said = context;
    size_t length = size * count, left = sizeof said->text - 1 - said->length;

    memcpy(said->text + said->length, bytes, length < left ? length : left);
    said->length += length < left ? length : left;
    return length;
}

int publisher_connections(struct publisher *publisher, uint64_t *count)
{
    static const char label[] = "subscribers: ";
    struct said said = {.length = 0};
    const char *found;
    long status = 0;

    prepare_request(publisher, "http://localhost/connections");
    curl_easy_setopt(publisher->curl, CURLOPT_WRITEFUNCTION, keep_beginning);
    curl_easy_setopt(publisher->curl, CURLOPT_WRITEDATA, &said);
    if (request_perform(publisher, &status) != CURLE_OK || status != 200)
        return -1;
    found = strstr(said.text, label);
    if (found == NULL)
        return -1;
    *count = strtoull(found + sizeof label - 1, NULL, 10);
    return 0;
}

static const char *channel_url(struct arena *arena, const char *channel)
{
    struct buffer url = buffer_open(arena, 128);

    buffer_text(&url, "http://localhost/publish/");
    buffer_url(&url, channel);
    return url.data;
}

int publish(struct publisher *publisher, struct arena *arena, const char *channel,
            const char *event, const char *data)
{
    struct curl_slist *headers;
    CURL *curl = publisher->curl;
    CURLcode result;
    long status = 0;

    headers = curl_slist_append(NULL, arena_format(arena, "X-EventSource-Event: %s", event));
    headers = curl_slist_append(headers, "Content-Type: application/json");
    headers = curl_slist_append(headers, "Expect:");
    prepare_request(publisher, channel_url(arena, channel));
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
    curl_easy_setopt(curl, CURLOPT_POSTFIELDS, data);
    curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE, (long)strlen(data));
    result = request_perform(publisher, &status);
    curl_slist_free_all(headers);
    if (result == CURLE_OK && status >= 200 && status < 300)
        return 0;
    log_warning("publish to %s: %s, status %ld", channel, curl_easy_strerror(result), status);
    return -1;
}

/* A channel to which nobody listens is unknown to nginx. */
int publish_end(struct publisher *publisher, struct arena *arena, const char *channel)
{
    CURLcode result;
    long status = 0;

    prepare_request(publisher, channel_url(arena, channel));
    curl_easy_setopt(publisher->curl, CURLOPT_CUSTOMREQUEST, "DELETE");
    result = request_perform(publisher, &status);
    if (result == CURLE_OK && ((status >= 200 && status < 300) || status == 404))
        return 0;
    log_warning("end of %s: %s, status %ld", channel, curl_easy_strerror(result), status);
    return -1;
}
