/* Query strings, forms and cookies. */
#include "web/parameters.h"

#include <string.h>

#include "base/buffer.h"
#include "base/log.h"
#include "base/text.h"
#include "fuzz.h"
#include "web/form.h"
#include "web/json.h"

const char fuzz_name[] = "parameters";
const char *const fuzz_words[] = {
    "a=1",
    "&",
    "%00",
    "%2",
    "%",
    "%zz",
    "+",
    "%25",
    "=",
    "lorehall=",
    "; ",
    "__Host-lorehall=",
    "a=b&a=b&a=b&a=b&a=b&a=b&a=b&a=b&a=b&a=b&a=b&a=b&a=b&a=b&a=b&a=b&a=b&a=b&",
    NULL};

/* What is encoded again is decoded to the same. */
static void check_value(struct arena *arena, const char *value)
{
    struct buffer encoded = buffer_open(arena, 0);
    size_t length;

    buffer_url(&encoded, value);
    MUST(strcmp(parameters_decode(arena, encoded.data, encoded.length, true, &length), value) == 0);
    MUST(length == strlen(value));
}

/* Reads what was parsed as handlers do, by the names that came, and answers with what is wrong. */
static void check_read(struct arena *arena, const struct parameters *from)
{
    static struct request r;
    static struct worker worker;
    json_t *document;

    memset(&r, 0, sizeof r);
    log_open("fuzz", LOG_LEVEL_ERROR); /* a refusal is no news here */
    r.worker = &worker;
    r.arena = arena;
    r.path = "/";
    r.form = r.query = *from;
    for (size_t i = 0; i < from->count && i < 4; i++) {
        const char *name = text_showable(arena, from->list[i].name, strlen(from->list[i].name));

        MUST(text_characters(form_line(&r, name, 0, 40)) <= 40);
        MUST(query_int(&r, name, 1, 9, 5) >= 1 && query_int(&r, name, 1, 9, 5) <= 9);
        MUST(query_choice(&r, name, (const char *const[]){"1", "b", NULL}) <= 1);
        form_text(&r, name, 0, 40);
        form_id(&r, name);
        MUST(*return_path(&r, name) == '/');
    }
    if (form_ok(&r))
        return;
    json_field_error(&r);
    document = json_loadb(r.response.pieces[0].bytes, r.response.pieces[0].length, 0, NULL);
    MUST(json_is_string(json_object_get(json_object_get(document, "error"), "message")));
    json_decref(document);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct parameters parsed;
    struct arena *arena = arena_open(1);
    const char *text = (const char *)data;
    enum parameters_fault fault;
    const char *cookie;
    size_t length;

    memset(&parsed, 0, sizeof parsed);
    fault = parameters_parse(&parsed, arena, text, size);
    MUST(parsed.count <= PARAMETERS_MOST);
    MUST(fault == PARAMETERS_FINE ||
         (fault == PARAMETERS_TOO_MANY && parsed.count == PARAMETERS_MOST));
    for (size_t i = 0; i < parsed.count; i++) {
        const struct parameter *p = &parsed.list[i];

        MUST(p->length <= size && strlen(p->value) <= p->length && p->value[p->length] == '\0');
        MUST(parameters_find(&parsed, p->name) != NULL);
        check_value(arena, p->value);
    }
    parameters_decode(arena, text, size, false, &length);
    MUST(length <= size);
    cookie = cookie_find(arena, arena_copy(arena, data, size), "lorehall");
    MUST(cookie == NULL || (strchr(cookie, ';') == NULL && strlen(cookie) < size));
    check_read(arena, &parsed);
    arena_close(arena);
    return 0;
}
