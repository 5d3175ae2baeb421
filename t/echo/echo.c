/* An area for the tests alone: what takes a form with files, as any area may have it, and tells what came. */
#include <sodium.h>

#include "auth/account.h"
#include "base/text.h"
#include "store/journal.h"
#include "web/form.h"
#include "web/json.h"
#include "web/site.h"
#include "web/upload.h"
#include "web/worker.h"

#define ECHO_BODY_MAX (16 * 1048576)
#define ECHO_FILE_MAX (12 * 1048576)
#define ECHO_FILES_MAX 3
#define CHUNK 16384

/* The file's SHA-256, read in pieces or, where the address asks for it, all at once. */
static const char *digest_of(struct request *r, const struct upload *upload)
{
    unsigned char digest[crypto_hash_sha256_BYTES];
    crypto_hash_sha256_state state;
    char *chunk = arena_room(r->arena, CHUNK);
    ssize_t count;

    crypto_hash_sha256_init(&state);
    if (parameters_find(&r->query, "whole") != NULL) {
        crypto_hash_sha256_update(&state, (const unsigned char *)upload_bytes(r, upload),
                                  upload->size);
    } else {
        for (size_t at = 0; (count = upload_read(r, upload, at, chunk, CHUNK)) > 0;
             at += (size_t)count)
            crypto_hash_sha256_update(&state, (const unsigned char *)chunk, (size_t)count);
    }
    crypto_hash_sha256_final(&state, digest);
    return text_hex(r->arena, digest, sizeof digest);
}

static json_t *file_told(struct request *r, const struct upload *upload)
{
    return json_pack("{s:s, s:s, s:I, s:s}", "name", upload->name, "type", upload->type, "size",
                     (json_int_t)upload->size, "sha256", digest_of(r, upload));
}

/* POST …/upload: the field `file`, once or more, and a `note`. */
static enum http_status echo_upload(struct request *r)
{
    const struct upload *upload = form_file(r, "file", ECHO_FILE_MAX);
    const char *note = form_line(r, "note", 0, 100);
    json_t *files;

    if (!form_ok(r))
        return json_field_error(r);
    files = json_array();
    for (; upload != NULL; upload = upload_next(r, "file", upload))
        json_array_append_new(files, file_told(r, upload));
    return json_answer(r, HTTP_OK,
                       json_pack("{s:o, s:s, s:I}", "files", files, "note", note, "memory",
                                 (json_int_t)arena_used(r->arena)));
}

static const struct route routes[] = {
    ROUTE_UPLOAD("/echo/upload", OWN, ROUTE_PLAIN, ECHO_BODY_MAX, ECHO_FILES_MAX, echo_upload),
    ROUTE_UPLOAD("/echo/moderators", MODERATE, ROUTE_PLAIN, 65536, 1, echo_upload),
    ROUTE_UPLOAD("/api/v1/echo/:id/upload", OWN, ROUTE_API, ECHO_BODY_MAX, ECHO_FILES_MAX,
                 echo_upload),
    {.pattern = NULL},
};

static const struct statement_set *const statements[] = {WORKER_STATEMENTS, NULL};

static const struct area echo = {.name = "echo", .routes = routes, .statements = statements};

int main(int argc, char **argv)
{
    return worker_main(argc, argv, &echo);
}
