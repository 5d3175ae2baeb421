/* Query strings, forms and cookies. */
#include "web/form/parameters.h"

#include <string.h>

#include "base/buffer.h"
#include "base/text/text.h"
#include "form.h"
#include "fuzz.h"
#include "web/form/form.h"
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
    MUST(parsed.count <= PARAMETERS_MAX);
    MUST(fault == PARAMETERS_VALID ||
         (fault == PARAMETERS_TOO_MANY && parsed.count == PARAMETERS_MAX));
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
