/* Reads a request's body, within the route's limit, in the form that it has. Forms in parts are
 * read as a stream, so that a file never lies in memory as a whole; all others are at most as
 * large as the route allows, and taken at once. */
#include "web/body.h"

#include <fcgiapp.h>
#include <string.h>
#include <strings.h>

#include "base/language.h"
#include "base/spool.h"
#include "base/text/text.h"
#include "web/form/multipart.h"
#include "web/form/upload.h"
#include "web/response.h"
#include "web/route.h"

#define CHUNK 16384 /* bytes of a form that are read at once */

/* Whether the body's media type (RFC 9110, 8.3.1) is TYPE, whatever its parameters. */
static bool is_of_type(const struct request *r, const char *type)
{
    size_t length = strlen(type);

    return strncasecmp(r->content_type, type, length) == 0 &&
           strchr(" \t;", r->content_type[length]) != NULL;
}

static bool takes_files(const struct request *r)
{
    return r->route->files_max > 0;
}

/* ---- refusals ---- */

static bool refused_size(struct request *r)
{
    if (takes_files(r))
        return refused(r, HTTP_TOO_LARGE, "too_large",
                       arena_format(r->arena,
                                    _("This is too large: at most %s may be sent here at once."),
                                    text_size(r->arena, r->route->body_max)));
    return refused(r, HTTP_TOO_LARGE, "too_large",
                   arena_format(r->arena,
                                _("This is too large: at most %zu bytes may be "
                                  "sent here."),
                                r->route->body_max));
}

static bool refused_count(struct request *r)
{
    return refused(r, HTTP_BAD_REQUEST, "too_many",
                   arena_format(r->arena, _("There are more than %d parameters."), PARAMETERS_MAX));
}

static bool refused_cut(struct request *r)
{
    return refused(r, HTTP_BAD_REQUEST, "incomplete", _("The request was cut off."));
}

static bool refused_storage(struct request *r)
{
    refused(r, HTTP_UNAVAILABLE, "storage",
            _("There is no room for files right now. Nothing was changed; please try again "
              "later."));
    response_header(r, "Retry-After", "60");
    return false;
}

/* ---- a form in parts ---- */

/* A form while it is read. */
struct form_reader {
    struct request *r;
    bool (*admit)(struct request *r);
    bool admitted;
    size_t parts;
    size_t text; /* bytes of all fields that are no files */
    bool in_file;
    const char *name;    /* of the field that is read */
    struct buffer value; /* its value, */
    struct upload file;  /* or file */
};

/* The sender is admitted at the first file and not before: a token may stand in any field ahead
 * of it. */
static bool begin_part(void *context, const struct multipart_part *part)
{
    struct form_reader *reader = context;

    if (reader->parts++ == PARAMETERS_MAX)
        return refused_count(reader->r);
    reader->in_file = takes_files(reader->r) && part->file != NULL;
    if (!reader->in_file) {
        reader->name = part->name;
        reader->value = buffer_open(reader->r->arena, 0);
        return true;
    }
    reader->file = upload_begin(reader->r, part);
    if (reader->admitted)
        return true;
    reader->admitted = true;
    return reader->admit(reader->r);
}

/* Whether the form may have one file more. */
static bool may_add(struct form_reader *reader)
{
    struct request *r = reader->r;

    return r->uploads->count < r->route->files_max ||
           refused(r, HTTP_BAD_REQUEST, "too_many",
                   arena_format(r->arena,
                                _("There are too many files: at most %zu may be sent here at "
                                  "once."),
                                r->route->files_max));
}

static bool add_text(struct form_reader *reader, const char *bytes, size_t length)
{
    struct request *r = reader->r;

    reader->text += length;
    if (takes_files(r) && reader->text > UPLOAD_TEXT_MAX)
        return refused(r, HTTP_TOO_LARGE, "too_large",
                       arena_format(r->arena,
                                    _("The texts of this form are too large: at most %s may be "
                                      "sent beside files."),
                                    text_size(r->arena, UPLOAD_TEXT_MAX)));
    buffer_put(&reader->value, bytes, length);
    return true;
}

static bool add_data(void *context, const char *bytes, size_t length)
{
    struct form_reader *reader = context;

    if (!reader->in_file)
        return add_text(reader, bytes, length);
    if (reader->file.size == 0 && !may_add(reader))
        return false;
    reader->file.size += length;
    return spool_put(reader->r->uploads->spool, bytes, length) == 0 || refused_storage(reader->r);
}

/* A file without a name and bytes is a field for which none was chosen. */
static bool end_part(void *context)
{
    struct form_reader *reader = context;
    struct uploads *uploads = reader->r->uploads;

    if (!reader->in_file)
        return parameters_add(&reader->r->form, reader->name, reader->value.data,
                              reader->value.length, PARAMETER_UNTYPED) ||
               refused_count(reader->r);
    if (reader->file.size == 0 && (*reader->file.name == '\0' || !may_add(reader)))
        return *reader->file.name == '\0';
    uploads->list[uploads->count++] = reader->file;
    return true;
}

/* Reads LENGTH bytes of a form in parts. */
static bool read_multipart(struct request *r, size_t length, bool (*admit)(struct request *r))
{
    static const struct multipart_writer writer = {begin_part, add_data, end_part};
    struct form_reader reader = {.r = r, .admit = admit};
    struct multipart *m = multipart_open(r->arena, r->content_type, &writer, &reader);
    enum multipart_state state = m != NULL ? MULTIPART_MORE : MULTIPART_MALFORMED;
    FCGX_Request *fcgi = r->fcgi;
    char *chunk = arena_alloc_uninitialized(r->arena, CHUNK);

    if (takes_files(r))
        r->uploads = uploads_open(r);
    while (length > 0 && (state == MULTIPART_MORE || state == MULTIPART_WHOLE)) {
        int wanted = length < CHUNK ? (int)length : CHUNK;

        if (FCGX_GetStr(chunk, wanted, fcgi->in) != wanted)
            return refused_cut(r);
        length -= (size_t)wanted;
        state = multipart_read(m, chunk, (size_t)wanted);
    }
    if (state == MULTIPART_STOPPED)
        return false;
    if (state == MULTIPART_TOO_LONG)
        return refused(r, HTTP_BAD_REQUEST, "too_long",
                       _("The name of a field or file in this form is too long. Nothing was "
                         "changed; please give it a shorter one."));
    if (state != MULTIPART_WHOLE)
        return refused(r, HTTP_BAD_REQUEST, "incomplete",
                       _("The form arrived incomplete. Nothing was changed; please send it "
                         "again."));
    return r->uploads == NULL || spool_finish(r->uploads->spool) == 0 || refused_storage(r);
}

/* ---- all of it at once ---- */

static bool read_whole(struct request *r, size_t length)
{
    FCGX_Request *fcgi = r->fcgi;

    r->body = arena_alloc(r->arena, length + 1);
    r->body_length = length;
    return length == 0 || FCGX_GetStr(r->body, (int)length, fcgi->in) == (int)length ||
           refused_cut(r);
}

/* Parses the body of a form. An empty one needs no type. */
static bool parse_form(struct request *r)
{
    if (is_of_type(r, "application/x-www-form-urlencoded"))
        return parameters_parse(&r->form, r->arena, r->body, r->body_length) == PARAMETERS_VALID ||
               refused_count(r);
    return (r->body_length == 0 && *r->content_type == '\0') ||
           refused(r, HTTP_UNSUPPORTED_TYPE, "type",
                   _("This kind of content is not understood here."));
}

/* The body's length, within the route's limit. nginx says where it kept a longer one back
 * (BODY_REFUSED), so that what people are told is the same whoever looked at it first. */
static bool find_length(struct request *r, size_t *length)
{
    const char *header = request_variable(r, "CONTENT_LENGTH");
    uint64_t number = 0;

    if (*header != '\0' && !text_u64(header, &number))
        return refused(r, HTTP_BAD_REQUEST, "length", _("The request's length is not a number."));
    if (number > r->route->body_max || *request_variable(r, "BODY_REFUSED") != '\0')
        return refused_size(r);
    *length = (size_t)number;
    return true;
}

bool body_read(struct request *r, bool (*admit)(struct request *r))
{
    bool parts = is_of_type(r, "multipart/form-data");
    bool api = (r->route->flags & ROUTE_API) != 0;
    size_t length = 0;

    if (!find_length(r, &length))
        return false;
    if (takes_files(r) && !parts)
        return refused(r, HTTP_UNSUPPORTED_TYPE, "type",
                       _("Files must be sent as a form, of the type multipart/form-data."));
    if (takes_files(r) || (parts && !api))
        return read_multipart(r, length, admit);
    if (!read_whole(r, length))
        return false;
    if (!api)
        return parse_form(r);
    return is_of_type(r, "application/json") ||
           refused(r, HTTP_UNSUPPORTED_TYPE, "type",
                   _("The API takes JSON only: send it as application/json."));
}
