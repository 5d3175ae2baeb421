/* multipart/form-data: the first line is the content type, what follows the body. */
#include "web/form/multipart.h"

#include <string.h>

#include "base/text/text.h"
#include "form.h"
#include "fuzz.h"
#include "web/form/form.h"
#include "web/form/upload.h"
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

/* What comes of one reading: the parts as a form, and what is told of those that are files. */
struct taken_parts {
    struct request *r;
    struct parameters form;
    struct buffer value;
    struct multipart_part part;
    struct buffer told;
};

static bool begin_taken(void *context, const struct multipart_part *part)
{
    struct taken_parts *taken = context;

    MUST(part->name != NULL && strlen(part->name) <= MULTIPART_NAME_MAX);
    MUST(strlen(part->type) <= MULTIPART_TYPE_MAX && strpbrk(part->type, " <>\"\r\n;") == NULL);
    taken->part = *part;
    taken->value = buffer_open(taken->r->arena, 0);
    if (part->file != NULL) {
        struct upload file = upload_begin(taken->r, part);

        MUST(text_check(file.name, strlen(file.name), false) == TEXT_VALID);
        MUST(strpbrk(file.name, "/\\") == NULL);
        MUST(text_characters(file.name) <= UPLOAD_NAME_MAX + 1);
        buffer_format(&taken->told, "%s|%s|%s|", part->name, file.name, file.type);
    }
    return true;
}

static bool add_taken_bytes(void *context, const char *bytes, size_t length)
{
    struct taken_parts *taken = context;

    MUST(length > 0);
    buffer_put(&taken->value, bytes, length);
    return true;
}

static bool end_taken(void *context)
{
    struct taken_parts *taken = context;

    return parameters_add(&taken->form, taken->part.name, taken->value.data, taken->value.length,
                          PARAMETER_UNTYPED);
}

/* Reads a body in chunks of SIZE bytes. */
static enum multipart_state read_pieces(struct taken_parts *taken, size_t size, const char *type,
                                        const char *body, size_t length)
{
    static const struct multipart_writer writer = {begin_taken, add_taken_bytes, end_taken};
    struct multipart *m = multipart_open(taken->r->arena, type, &writer, taken);
    enum multipart_state state = m != NULL ? MULTIPART_MORE : MULTIPART_MALFORMED;

    taken->told = buffer_open(taken->r->arena, 0);
    for (size_t at = 0; at < length && m != NULL; at += size)
        state = multipart_read(m, body + at, length - at < size ? length - at : size);
    return state;
}

/* Two readings of one body have come to the same. */
static void must_be_same(const struct taken_parts *one, const struct taken_parts *other)
{
    MUST(one->form.count == other->form.count && one->form.count <= PARAMETERS_MAX);
    MUST(one->told.length == other->told.length &&
         memcmp(one->told.data, other->told.data, one->told.length) == 0);
    for (size_t i = 0; i < one->form.count; i++) {
        const struct parameter *p = &one->form.list[i], *q = &other->form.list[i];

        MUST(strcmp(p->name, q->name) == 0 && p->length == q->length);
        MUST(memcmp(p->value, q->value, p->length) == 0 && p->value[p->length] == '\0');
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct taken_parts whole, chunked;
    struct arena *arena = arena_open(1);
    const uint8_t *line = size > 0 ? memchr(data, '\n', size) : NULL;
    size_t type_length = line != NULL ? (size_t)(line - data) : size;
    size_t length = line != NULL ? size - type_length - 1 : 0;
    char *type = arena_copy(arena, data, type_length);
    char *body = arena_copy(arena, line != NULL ? line + 1 : NULL, length);
    struct request *r = page_open(arena, "/", "Ann");

    r->uploads = uploads_open(r);
    whole = chunked = (struct taken_parts){.r = r};
    MUST(read_pieces(&whole, length + 1, type, body, length) ==
         read_pieces(&chunked, 1 + size % 7, type, body, length));
    must_be_same(&whole, &chunked);
    uploads_close(r->uploads);
    page_close(r);
    check_read(arena, &whole.form);
    arena_close(arena);
    return 0;
}
