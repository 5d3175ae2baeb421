/* multipart/form-data: the first line is the content type, what follows the body. */
#include "web/multipart.h"

#include <string.h>

#include "base/text.h"
#include "form.h"
#include "fuzz.h"
#include "web/form.h"
#include "web/json.h"

const char fuzz_name[] = "multipart";
const char *const fuzz_words[] = {"--b",
                                  "\r\n--b",
                                  "\r\n--b\r\n",
                                  "\r\n--b--",
                                  "--",
                                  "\r\n",
                                  "\r\n\r\n",
                                  "; name=\"",
                                  "name=",
                                  "Content-Disposition: form-data; name=\"a\"",
                                  "; filename=\"x;y\"",
                                  "boundary=b",
                                  "\"",
                                  ";",
                                  "multipart/form-data; boundary=b\n",
                                  NULL};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct parameters parsed;
    struct arena *arena = arena_open(1);
    const uint8_t *line = size > 0 ? memchr(data, '\n', size) : NULL;
    size_t type_length = line != NULL ? (size_t)(line - data) : size;
    size_t length = line != NULL ? size - type_length - 1 : 0;
    char *type = arena_copy(arena, data, type_length);
    char *body = arena_copy(arena, line != NULL ? line + 1 : NULL, length);

    memset(&parsed, 0, sizeof parsed);
    multipart_parse(&parsed, arena, type, body, length);
    MUST(parsed.count <= PARAMETERS_MOST);
    for (size_t i = 0; i < parsed.count; i++) {
        const struct parameter *p = &parsed.list[i];

        MUST(p->name != NULL && p->value != NULL);
        MUST(p->length == 0 || (p->value >= body && p->value + p->length <= body + length));
        MUST(p->value[p->length] == '\0');
        MUST(i == 0 || p->length == 0 || p[-1].length == 0 ||
             p->value > p[-1].value + p[-1].length);
    }
    check_read(arena, &parsed);
    arena_close(arena);
    return 0;
}
