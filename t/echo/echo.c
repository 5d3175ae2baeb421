/* An area for the tests alone: what takes a form with files, as any area may have it, and tells what
 * came; and what asks for a fresh password. */
#include <sodium.h>

#include "auth/account.h"
#include "base/text/text.h"
#include "store/journal.h"
#include "web/form/form.h"
#include "web/form/upload.h"
#include "web/json.h"
#include "web/response.h"
#include "web/site.h"
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
    char *chunk = arena_alloc_uninitialized(r->arena, CHUNK);
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

static void put_file(struct request *r, struct json_writer *json, const struct upload *upload)
{
    json_begin_object(json);
    json_member_text(json, "name", upload->name);
    json_member_text(json, "type", upload->type);
    json_member_u64(json, "size", upload->size);
    json_member_text(json, "sha256", digest_of(r, upload));
    json_end_object(json);
}

/* POST …/upload: the field `file`, once or more, and a `note`. */
static enum http_status echo_upload(struct request *r)
{
    const struct upload *upload = form_file(r, "file", ECHO_FILE_MAX);
    const char *note = form_line(r, "note", 0, 100);
    struct json_writer json = json_writer_open(r->arena, 1024);

    if (!form_ok(r))
        return json_field_error(r);
    json_begin_object(&json);
    json_member_array(&json, "files");
    for (; upload != NULL; upload = upload_next(r, "file", upload))
        put_file(r, &json, upload);
    json_end_array(&json);
    json_member_text(&json, "note", note);
    json_member_u64(&json, "memory", arena_used(r->arena));
    json_end_object(&json);
    return json_answer(r, HTTP_OK, &json);
}

/* GET and POST …/danger, which ask for a fresh password: the field `what`. */
static enum http_status echo_danger(struct request *r)
{
    return response_text(r, HTTP_OK, "text/plain", form_raw(r, "what"));
}

static const struct route routes[] = {
    ROUTE_UPLOAD("/echo/upload", ACCOUNT_EDIT_OWN, ROUTE_PLAIN, ECHO_BODY_MAX, ECHO_FILES_MAX,
                 echo_upload),
    ROUTE_UPLOAD("/echo/moderators", QUEUE_WORK, ROUTE_PLAIN, 65536, 1, echo_upload),
    ROUTE_UPLOAD("/api/v1/echo/:id/upload", COMMENT_WRITE, ROUTE_API, ECHO_BODY_MAX, ECHO_FILES_MAX,
                 echo_upload),
    ROUTE(GET, "/echo/danger", ACCOUNT_EDIT_OWN, PAGE, ROUTE_FRESH, BODY_NONE, echo_danger),
    ROUTE(POST, "/echo/danger", ACCOUNT_EDIT_OWN, WRITE, ROUTE_FRESH, BODY_SMALL, echo_danger),
    ROUTE(POST, "/api/v1/echo/danger", COMMENT_WRITE, WRITE, ROUTE_API | ROUTE_FRESH, BODY_SMALL,
          echo_danger),
    {.pattern = NULL},
};

static const struct statement_set *const statements[] = {WORKER_STATEMENTS, NULL};

static const struct area echo = {.name = "echo", .routes = routes, .statements = statements};

int main(int argc, char **argv)
{
    return worker_main(argc, argv, &echo);
}
