#include "auth/provider/fetch.h"

#include <curl/curl.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/memory.h"

#define CONNECT_SECONDS 4L

struct fetcher {
    CURL *curl;
};

struct fetched {
    struct buffer body;
    bool huge;
};

struct fetcher *fetcher_open(void)
{
    struct fetcher *fetcher = memory_checked(calloc(1, sizeof *fetcher));

    curl_global_init(CURL_GLOBAL_SSL);
    fetcher->curl = memory_checked(curl_easy_init());
    return fetcher;
}

void fetcher_close(struct fetcher *fetcher)
{
    if (fetcher == NULL)
        return;
    curl_easy_cleanup(fetcher->curl);
    free(fetcher);
}

/* Takes less than it was given where that would be too much, which ends the transfer. */
static size_t take_bytes(char *bytes, size_t size, size_t count, void *context)
{
    struct fetched *fetched = context;

    if (fetched->body.length + size * count > FETCH_BYTES_MAX) {
        fetched->huge = true;
        return 0;
    }
    buffer_put(&fetched->body, bytes, size * count);
    return size * count;
}

static void set_request(CURL *curl, const struct fetch *fetch, struct curl_slist *headers)
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
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
    curl_easy_setopt(curl, CURLOPT_USERAGENT, "lorehall");
    if (fetch->certificates != NULL)
        curl_easy_setopt(curl, CURLOPT_CAINFO, fetch->certificates);
    if (fetch->form != NULL)
        curl_easy_setopt(curl, CURLOPT_POSTFIELDS, fetch->form);
    if (fetch->user != NULL) {
        curl_easy_setopt(curl, CURLOPT_HTTPAUTH, (long)CURLAUTH_BASIC);
        curl_easy_setopt(curl, CURLOPT_USERNAME, fetch->user);
        curl_easy_setopt(curl, CURLOPT_PASSWORD, fetch->password);
    }
}

/* The answer's status; 0 with *FAULT where there is none. */
static long perform_fetch(CURL *curl, struct arena *arena, const struct fetch *fetch,
                          struct fetched *fetched, const char **fault)
{
    struct curl_slist *headers =
        memory_checked(curl_slist_append(NULL, "Accept: application/json"));
    char reason[CURL_ERROR_SIZE] = "";
    CURLcode code;
    long status = 0;

    curl_easy_reset(curl);
    set_request(curl, fetch, headers);
    curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, reason);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take_bytes);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, fetched);
    code = curl_easy_perform(curl);
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
    curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, NULL);
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, NULL);
    curl_slist_free_all(headers);
    if (code == CURLE_OK)
        return status;
    fetched->huge = fetched->huge || code == CURLE_FILESIZE_EXCEEDED;
    if (fetched->huge)
        *fault = "its answer is longer than any should be";
    else
        *fault = arena_string(arena, *reason != '\0' ? reason : curl_easy_strerror(code));
    return 0;
}

json_t *fetch_json(struct fetcher *fetcher, struct arena *arena, const struct fetch *fetch,
                   const char **fault, bool *away)
{
    struct fetched fetched = {.body = buffer_open(arena, 4096)};
    json_error_t wrong;
    json_t *json;
    long status;

    *away = false;
    if (!provider_address_safe(fetch->address)) {
        *fault = "its address is neither https nor of this machine";
        return NULL;
    }
    status = perform_fetch(fetcher->curl, arena, fetch, &fetched, fault);
    if (status == 0) {
        *away = !fetched.huge;
        return NULL;
    }
    if (status != 200) {
        *away = status >= 500;
        *fault = arena_format(arena, "it answers with status %ld", status);
        return NULL;
    }
    json = json_loadb(fetched.body.data, fetched.body.length, JSON_REJECT_DUPLICATES, &wrong);
    if (!json_is_object(json)) {
        json_decref(json);
        *fault = "its answer is no JSON object";
        return NULL;
    }
    return json;
}
