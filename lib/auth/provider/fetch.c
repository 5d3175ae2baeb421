#include "auth/provider/fetch.h"

#include <curl/curl.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/memory.h"

#define CONNECT_SECONDS 4L
#define STEP_MILLISECONDS 100

struct fetcher {
    CURLM *multi;
};

struct fetching {
    struct fetcher *fetcher;
    struct arena *arena;
    CURL *curl;
    struct curl_slist *headers;
    struct buffer body;
    bool huge;
    bool done;
    CURLcode code;
    const char *refused; /* before it began */
    char reason[CURL_ERROR_SIZE];
};

struct fetcher *fetcher_open(void)
{
    struct fetcher *fetcher = memory_checked(calloc(1, sizeof *fetcher));

    curl_global_init(CURL_GLOBAL_SSL);
    fetcher->multi = memory_checked(curl_multi_init());
    return fetcher;
}

void fetcher_close(struct fetcher *fetcher)
{
    if (fetcher == NULL)
        return;
    curl_multi_cleanup(fetcher->multi);
    free(fetcher);
}

/* Takes less than it was given where that would be too much, which ends the transfer. */
static size_t take_bytes(char *bytes, size_t size, size_t count, void *context)
{
    struct fetching *fetching = context;

    if (fetching->body.length + size * count > FETCH_BYTES_MAX) {
        fetching->huge = true;
        return 0;
    }
    buffer_put(&fetching->body, bytes, size * count);
    return size * count;
}

static void set_request(CURL *curl, const struct fetch *fetch)
{
    curl_easy_setopt(curl, CURLOPT_URL, fetch->address);
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(curl, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
    curl_easy_setopt(curl, CURLOPT_NOPROXY, "localhost,127.0.0.1,::1");
    curl_easy_setopt(curl, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, CONNECT_SECONDS);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT, FETCH_SECONDS_MAX);
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_MAXFILESIZE, (long)FETCH_BYTES_MAX);
    curl_easy_setopt(curl, CURLOPT_USERAGENT, "lorehall");
    if (fetch->certificates != NULL)
        curl_easy_setopt(curl, CURLOPT_CAINFO, fetch->certificates);
    if (fetch->form != NULL)
        curl_easy_setopt(curl, CURLOPT_COPYPOSTFIELDS, fetch->form);
    if (fetch->user != NULL) {
        curl_easy_setopt(curl, CURLOPT_HTTPAUTH, (long)CURLAUTH_BASIC);
        curl_easy_setopt(curl, CURLOPT_USERNAME, fetch->user);
        curl_easy_setopt(curl, CURLOPT_PASSWORD, fetch->password);
    }
}

struct fetching *fetch_begin(struct fetcher *fetcher, struct arena *arena,
                             const struct fetch *fetch)
{
    struct fetching *fetching = arena_alloc(arena, sizeof *fetching);

    *fetching =
        (struct fetching){.fetcher = fetcher, .arena = arena, .body = buffer_open(arena, 4096)};
    if (!provider_address_safe(fetch->address)) {
        fetching->refused = "its address is neither https nor of this machine";
        return fetching;
    }
    fetching->curl = memory_checked(curl_easy_init());
    fetching->headers = memory_checked(curl_slist_append(NULL, "Accept: application/json"));
    set_request(fetching->curl, fetch);
    curl_easy_setopt(fetching->curl, CURLOPT_HTTPHEADER, fetching->headers);
    curl_easy_setopt(fetching->curl, CURLOPT_ERRORBUFFER, fetching->reason);
    curl_easy_setopt(fetching->curl, CURLOPT_WRITEFUNCTION, take_bytes);
    curl_easy_setopt(fetching->curl, CURLOPT_WRITEDATA, fetching);
    curl_easy_setopt(fetching->curl, CURLOPT_PRIVATE, fetching);
    fetching->code = CURLE_OK;
    if (curl_multi_add_handle(fetcher->multi, fetching->curl) != CURLM_OK)
        abort(); /* it is out of memory */
    return fetching;
}

/* Takes those from the fetcher that are through. */
static void note_done(struct fetcher *fetcher)
{
    const CURLMsg *message;
    int left;

    while ((message = curl_multi_info_read(fetcher->multi, &left)) != NULL) {
        CURL *curl = message->easy_handle;
        struct fetching *fetching = NULL;

        if (message->msg != CURLMSG_DONE)
            continue;
        curl_easy_getinfo(curl, CURLINFO_PRIVATE, &fetching);
        fetching->code = message->data.result;
        curl_multi_remove_handle(fetcher->multi, curl);
        fetching->done = true;
    }
}

void fetcher_wait(struct fetcher *fetcher, int milliseconds)
{
    int running;

    curl_multi_poll(fetcher->multi, NULL, 0, milliseconds, NULL);
    curl_multi_perform(fetcher->multi, &running);
    note_done(fetcher);
}

bool fetch_is_done(const struct fetching *fetching)
{
    return fetching->done || fetching->refused != NULL;
}

/* The answer's status; 0 with *FAULT where there is none. */
static long status_of(const struct fetching *fetching, const char **fault, bool *away)
{
    long status = 0;

    *away = false;
    if (fetching->refused != NULL) {
        *fault = fetching->refused;
        return 0;
    }
    curl_easy_getinfo(fetching->curl, CURLINFO_RESPONSE_CODE, &status);
    if (fetching->done && fetching->code == CURLE_OK) {
        *away = status >= 500;
        return status;
    }
    if (fetching->huge || fetching->code == CURLE_FILESIZE_EXCEEDED) {
        *fault = "its answer is longer than any should be";
        return 0;
    }
    *away = true;
    *fault = !fetching->done
                 ? "it was given up"
                 : arena_string(fetching->arena, *fetching->reason != '\0'
                                                     ? fetching->reason
                                                     : curl_easy_strerror(fetching->code));
    return 0;
}

static json_t *read_fetched(struct fetching *fetching, const char **fault, bool *away)
{
    long status = status_of(fetching, fault, away);
    json_error_t wrong;
    json_t *json;

    if (status == 0)
        return NULL;
    if (status != 200) {
        *fault = arena_format(fetching->arena, "it answers with status %ld", status);
        return NULL;
    }
    json = json_loadb(fetching->body.data, fetching->body.length, JSON_REJECT_DUPLICATES, &wrong);
    if (!json_is_object(json)) {
        json_decref(json);
        *fault = "its answer is no JSON object";
        return NULL;
    }
    return json;
}

json_t *fetch_end(struct fetching *fetching, const char **fault, bool *away)
{
    json_t *json = read_fetched(fetching, fault, away);

    if (fetching->curl != NULL) {
        if (!fetching->done)
            curl_multi_remove_handle(fetching->fetcher->multi, fetching->curl);
        curl_easy_cleanup(fetching->curl);
        curl_slist_free_all(fetching->headers);
        fetching->curl = NULL;
    }
    return json;
}

json_t *fetch_json(struct fetcher *fetcher, struct arena *arena, const struct fetch *fetch,
                   const char **fault, bool *away)
{
    struct fetching *fetching = fetch_begin(fetcher, arena, fetch);

    while (!fetch_is_done(fetching))
        fetcher_wait(fetcher, STEP_MILLISECONDS);
    return fetch_end(fetching, fault, away);
}
