/* A JSON body of the API: becomes form fields, which handlers read and refuse as those of a comment, or
 * an answer that is JSON itself. As a text it is written so that it can be read back. */
#include "web/json.h"

#include <jansson.h>
#include <string.h>

#include "base/log.h"
#include "base/text/text.h"
#include "fuzz.h"
#include "web/form/form.h"

const char fuzz_name[] = "json";
const char *const fuzz_words[] = {"{",
                                  "}",
                                  "[",
                                  "]",
                                  ":",
                                  ",",
                                  "\"",
                                  "\"a\":",
                                  "null",
                                  "true",
                                  "1e5",
                                  "-1",
                                  "\\u0000",
                                  "\\ud83d",
                                  "\\",
                                  "\\u00",
                                  "\xC3\xA9",
                                  "\xF0\x9F\x98\x80",
                                  "9223372036854775808",
                                  "\"subject\":\"thread:9\"",
                                  "[[[[[[[[[[[[[[[[",
                                  NULL};

static void check_answer(const struct request *r)
{
    const struct piece *piece = &r->response.pieces[0];
    json_t *document = json_loadb(piece->bytes, piece->length, 0, NULL);

    MUST(r->response.piece_count == 1);
    MUST(json_is_object(json_object_get(document, "error")));
    json_decref(document);
}

/* Reads the fields as the handlers of comments and ratings do, and answers with what is wrong. */
static void check_read_body(struct request *r)
{
    const char *subject = form_line(r, "subject", 1, 40);
    const char *body = form_text(r, "body", 1, 20000);
    int64_t value = form_int(r, "value", -1, 1);

    form_id(r, "parent");
    form_line(r, "idempotency_key", 0, 100);
    MUST(text_characters(subject) <= 40 && value >= -1 && value <= 1);
    MUST(text_check(body, strlen(body), true) == TEXT_VALID);
    if (form_ok(r))
        return;
    json_field_error(r);
    MUST(r->response.status == HTTP_UNPROCESSABLE);
    check_answer(r);
}

/* What our writer makes of any text, another parser reads back. */
static void check_written(struct arena *arena, const uint8_t *data, size_t size)
{
    struct json_writer json = json_writer_open(arena, 0);
    json_t *read;

    if (!text_utf8((const char *)data, size))
        return;
    json_begin_object(&json);
    json_name(&json, "a");
    json_put_bytes(&json, (const char *)data, size);
    json_end_object(&json);
    read = json_loads(json_written(&json), JSON_ALLOW_NUL, NULL);
    MUST(json_string_length(json_object_get(read, "a")) == size);
    MUST(memcmp(json_string_value(json_object_get(read, "a")), data, size) == 0);
    json_decref(read);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct request r;
    static struct worker worker;

    log_open("fuzz", LOG_LEVEL_ERROR); /* a refusal is no news here */
    memset(&r, 0, sizeof r);
    r.worker = &worker;
    r.arena = arena_open(1);
    r.method = METHOD_POST;
    r.path = "/api/v1/comments";
    r.body = arena_copy(r.arena, data, size);
    r.body_length = size;
    check_written(r.arena, data, size);
    if (json_body(&r)) {
        MUST(r.form.count <= PARAMETERS_MAX);
        for (size_t i = 0; i < r.form.count; i++) {
            const struct parameter *p = &r.form.list[i];

            MUST(p->name != NULL && strlen(p->value) <= p->length && p->value[p->length] == '\0');
            MUST(text_check(p->value, p->length, true) != TEXT_NOT_UTF8);
            MUST(p->type != PARAMETER_UNTYPED);
            MUST(p->type == PARAMETER_TEXT || p->type == PARAMETER_INTEGER || p->length == 0);
        }
        check_read_body(&r);
    } else {
        check_answer(&r);
    }
    arena_close(r.arena);
    return 0;
}
