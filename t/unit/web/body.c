#include "web/body.h"

#include <fcgiapp.h>

#include "../unit.h"
#include "base/log.h"
#include "base/spool.h"
#include "web/form/upload.h"
#include "web/route.h"

#define TYPE "multipart/form-data; boundary=b"
#define FIELD(name, value)                                                                         \
    "--b\r\nContent-Disposition: form-data; name=\"" name "\"\r\n\r\n" value "\r\n"
#define FILE_PART(name, file, value)                                                               \
    "--b\r\nContent-Disposition: form-data; name=\"" name "\"; filename=\"" file                   \
    "\"\r\nContent-Type: text/plain\r\n\r\n" value "\r\n"
#define END "--b--\r\n"

#define MEGABYTE 1048576

static enum http_status nothing(struct request *r)
{
    return r->response.status;
}

static const struct route form_route =
    ROUTE(POST, "/form", COMMENT_WRITE, WRITE, ROUTE_PLAIN, BODY_SMALL, nothing);
static const struct route json_route =
    ROUTE(POST, "/api/v1/json", COMMENT_WRITE, WRITE, ROUTE_API, BODY_SMALL, nothing);
static const struct route upload_route =
    ROUTE_UPLOAD("/upload", COMMENT_WRITE, ROUTE_PLAIN, 4 * MEGABYTE, 2, nothing);

/* ---- a request without a server ---- */

static struct configuration configuration;
static struct worker worker;
static FCGX_Stream in;
static FCGX_Request fcgi;
static struct request *r;
static int asked;    /* how often it was asked whether files may be read */
static bool refuses; /* what the answer is */

static void end_of_input(FCGX_Stream *stream)
{
    stream->isClosed = 1;
}

static bool admit(struct request *asking)
{
    assert_ptr_equal(asking, r);
    asked++;
    if (refuses)
        r->response.status = HTTP_FORBIDDEN;
    return !refuses;
}

/* Reads a body of LENGTH bytes, of which the head tells SAID. */
static bool read_bytes(const struct route *route, const char *type, const char *body, size_t length,
                       const char *said)
{
    static char *environment[3];
    unsigned char *bytes = (unsigned char *)arena_copy(arena, body, length);

    log_open("unit", LOG_LEVEL_ERROR);
    unit_name("");
    asked = 0;
    configuration.uploads = unit_path;
    worker.configuration = &configuration;
    in = (FCGX_Stream){.rdNext = bytes,
                       .stop = bytes + length,
                       .stopUnget = bytes,
                       .isReader = 1,
                       .fillBuffProc = end_of_input};
    environment[0] = arena_format(arena, "CONTENT_LENGTH=%s", said);
    environment[1] = NULL;
    fcgi = (FCGX_Request){.in = &in, .envp = environment};
    r = arena_alloc(arena, sizeof *r);
    r->worker = &worker;
    r->arena = arena;
    r->method = METHOD_POST;
    r->path = route->pattern;
    r->api = (route->flags & ROUTE_API) != 0;
    r->content_type = type;
    r->route = route;
    r->fcgi = &fcgi;
    return body_read(r, admit);
}

static bool read_body(const struct route *route, const char *type, const char *body)
{
    return read_bytes(route, type, body, strlen(body), arena_format(arena, "%zu", strlen(body)));
}

static bool read_upload(const char *body)
{
    return read_body(&upload_route, TYPE, body);
}

/* Asserts that the last one was refused so. */
static void was_refused(enum http_status status, const char *message)
{
    assert_int_equal(r->response.status, status);
    assert_int_equal(r->response.piece_count, 1);
    if (strstr(r->response.pieces[0].bytes, message) == NULL)
        fail_msg("%s", r->response.pieces[0].bytes);
    uploads_close(r->uploads);
}

static void form_has_field(size_t i, const char *name, const char *value)
{
    assert_true(i < r->form.count);
    assert_string_equal(r->form.list[i].name, name);
    assert_string_equal(r->form.list[i].value, value);
    assert_int_equal(r->form.list[i].length, strlen(value));
}

/* ---- without files ---- */

static void a_form_is_read_whatever_its_kind(void **state)
{
    static const char *const bodies[] = {"a=1&b=2", FIELD("a", "1") FIELD("b", "2") END};

    (void)state;
    for (int i = 0; i < 2; i++) {
        assert_true(
            read_body(&form_route, i == 0 ? "application/x-www-form-urlencoded" : TYPE, bodies[i]));
        assert_int_equal(r->form.count, 2);
        form_has_field(0, "a", "1");
        form_has_field(1, "b", "2");
    }
    assert_true(read_body(&form_route, "", ""));
    assert_int_equal(r->form.count, 0);
}

static void a_file_is_a_field_where_none_are_taken(void **state)
{
    (void)state;
    assert_true(read_body(&form_route, TYPE, FILE_PART("a", "x.txt", "bytes") END));
    form_has_field(0, "a", "bytes");
    assert_null(r->uploads);
    assert_int_equal(asked, 0);
}

static void as_many_parts_are_taken_as_parameters_and_not_one_more(void **state)
{
    char *body = arena_copy(arena, "", 0);

    (void)state;
    for (int i = 0; i < PARAMETERS_MAX; i++)
        body = arena_format(arena, "%s%s", body, "--b\r\ncontent-disposition:;name=a\r\n\r\n\r\n");
    assert_false(read_upload(arena_format(arena, "%s" FIELD("a", "") END, body)));
    was_refused(HTTP_BAD_REQUEST, "more than 200 parameters");
    assert_true(read_upload(arena_format(arena, "%s" END, body)));
    assert_int_equal(r->form.count, PARAMETERS_MAX);
    while (parameters_add(&r->form, "a", "b", 1, PARAMETER_UNTYPED))
        ;
    assert_int_equal(r->form.count, PARAMETERS_MAX);
}

static void json_is_for_its_handler_to_parse(void **state)
{
    (void)state;
    assert_true(read_body(&json_route, "application/json; charset=utf-8", "{\"a\":1}"));
    assert_string_equal(r->body, "{\"a\":1}");
    assert_false(read_body(&json_route, TYPE, FIELD("a", "1") END));
    was_refused(HTTP_UNSUPPORTED_TYPE, "JSON only");
}

static void what_is_no_form_is_refused(void **state)
{
    (void)state;
    assert_false(read_body(&form_route, "text/plain", "a"));
    was_refused(HTTP_UNSUPPORTED_TYPE, "not understood");
    assert_false(read_body(&form_route, "multipart/form-datax; boundary=b", "a"));
    was_refused(HTTP_UNSUPPORTED_TYPE, "not understood");
    assert_false(read_body(&upload_route, "application/x-www-form-urlencoded", "a=1"));
    was_refused(HTTP_UNSUPPORTED_TYPE, "multipart/form-data");
    assert_false(read_body(&upload_route, "", ""));
    was_refused(HTTP_UNSUPPORTED_TYPE, "multipart/form-data");
}

/* ---- sizes ---- */

static void a_length_beyond_the_route_is_refused_before_anything_is_read(void **state)
{
    (void)state;
    assert_false(read_bytes(&form_route, TYPE, "", 0, "8193"));
    was_refused(HTTP_TOO_LARGE, "at most 8192 bytes");
    assert_false(read_bytes(&upload_route, TYPE, "", 0, "4194305"));
    was_refused(HTTP_TOO_LARGE, "at most 4 MB may be sent here at once");
    assert_false(read_bytes(&upload_route, TYPE, "", 0, "many"));
    was_refused(HTTP_BAD_REQUEST, "not a number");
    assert_false(read_bytes(&upload_route, TYPE, "", 0, "-1"));
    was_refused(HTTP_BAD_REQUEST, "not a number");
}

static void what_nginx_kept_back_is_refused_like_what_it_did_not(void **state)
{
    static char *environment[] = {"CONTENT_LENGTH=", "BODY_REFUSED=1", NULL};

    (void)state;
    assert_true(read_upload(END));
    fcgi.envp = environment;
    assert_false(body_read(r, admit));
    was_refused(HTTP_TOO_LARGE, "at most 4 MB");
}

static void what_is_cut_off_anywhere_is_refused(void **state)
{
    static const char body[] = FIELD("a", "1") FILE_PART("f", "x", "bytes") "--b--";
    const char *whole = arena_format(arena, "%zu", sizeof body - 1);

    (void)state;
    for (size_t length = 0; length < sizeof body - 1; length++) {
        assert_false(read_bytes(&upload_route, TYPE, body, length, whole));
        was_refused(HTTP_BAD_REQUEST, "cut off");
        assert_false(read_upload(arena_copy(arena, body, length)));
        was_refused(HTTP_BAD_REQUEST, "incomplete");
    }
    assert_true(read_upload(body));
    uploads_close(r->uploads);
    assert_false(read_body(&upload_route, "multipart/form-data", body));
    was_refused(HTTP_BAD_REQUEST, "incomplete");
}

/* A form with this long a text. */
static const char *form_with_text(size_t length)
{
    return arena_format(arena, FIELD("a", "%0*d") FILE_PART("f", "x", "y") END, (int)length, 1);
}

static void texts_beside_files_have_a_limit_of_their_own(void **state)
{
    (void)state;
    assert_true(read_upload(form_with_text(UPLOAD_TEXT_MAX)));
    assert_int_equal(r->form.list[0].length, UPLOAD_TEXT_MAX);
    uploads_close(r->uploads);
    assert_false(read_upload(form_with_text(UPLOAD_TEXT_MAX + 1)));
    was_refused(HTTP_TOO_LARGE, "at most 256 KB may be sent beside files");
}

/* ---- files ---- */

static void files_come_to_a_handler_by_field_with_name_type_and_bytes(void **state)
{
    const struct upload *file;
    char bytes[16];

    (void)state;
    assert_true(read_upload(FILE_PART("f", "one.txt", "first") FIELD("a", "1")
                                FILE_PART("g", "two.txt", "") END));
    assert_int_equal(r->form.count, 1);
    form_has_field(0, "a", "1");
    file = upload_next(r, "f", NULL);
    assert_string_equal(file->name, "one.txt");
    assert_string_equal(file->type, "text/plain");
    assert_int_equal(file->size, 5);
    assert_int_equal(upload_read(r, file, 0, bytes, sizeof bytes), 5);
    assert_memory_equal(bytes, "first", 5);
    assert_int_equal(upload_read(r, file, 3, bytes, 1), 1);
    assert_int_equal(bytes[0], 's');
    assert_int_equal(upload_read(r, file, 5, bytes, 1), 0);
    assert_int_equal(upload_read(r, file, SIZE_MAX, bytes, 1), 0);
    assert_memory_equal(upload_bytes(r, file), "first", 5);
    assert_null(upload_next(r, "f", file));
    file = upload_next(r, "g", NULL);
    assert_string_equal(file->name, "two.txt");
    assert_int_equal(file->size, 0);
    assert_int_equal(upload_read(r, file, 0, bytes, 1), 0);
    assert_null(upload_next(r, "a", NULL));
    uploads_close(r->uploads);
}

static void several_files_of_one_field_come_in_their_order(void **state)
{
    const struct upload *file;
    char bytes[4] = "";

    (void)state;
    assert_true(read_upload(FILE_PART("f", "1", "abc") FILE_PART("f", "2", "def") END));
    file = upload_next(r, "f", NULL);
    assert_string_equal(file->name, "1");
    file = upload_next(r, "f", file);
    assert_string_equal(file->name, "2");
    assert_int_equal(upload_read(r, file, 0, bytes, 4), 3);
    assert_string_equal(bytes, "def");
    assert_memory_equal(upload_bytes(r, file), "def", 3);
    assert_null(upload_next(r, "f", file));
    uploads_close(r->uploads);
}

static void so_many_files_are_taken_and_not_one_more(void **state)
{
    (void)state;
    assert_false(read_upload(FILE_PART("f", "1", "a") FILE_PART("g", "2", "b")
                                 FILE_PART("f", "3", "c") END));
    was_refused(HTTP_BAD_REQUEST, "too many files: at most 2");
    assert_false(
        read_upload(FILE_PART("f", "1", "a") FILE_PART("g", "", "b") FILE_PART("f", "3", "") END));
    was_refused(HTTP_BAD_REQUEST, "too many files: at most 2");
}

static void a_field_for_which_no_file_was_chosen_is_none(void **state)
{
    (void)state;
    assert_true(read_upload(FILE_PART("f", "", "") FILE_PART("f", "", "") FILE_PART("f", "", "")
                                FILE_PART("f", "x", "y") END));
    assert_int_equal(r->uploads->count, 1);
    assert_string_equal(r->uploads->list[0].name, "x");
    assert_int_equal(r->form.count, 0);
    uploads_close(r->uploads);
    assert_true(read_upload(FILE_PART("f", "", "bytes") END));
    assert_int_equal(r->uploads->count, 1);
    assert_string_equal(r->uploads->list[0].name, "");
    uploads_close(r->uploads);
}

static void a_name_is_a_line_of_text_without_folders(void **state)
{
    static const struct {
        const char *declared, *name;
    } cases[] = {
        {"../../etc/passwd", "passwd"},
        {"C:\\Users\\x\\a b.txt", "a b.txt"},
        {"a/b\\c", "c"},
        {"folder/", ""},
        {"  spaced.txt ", "spaced.txt"},
        {"caf\xE9.txt", "caf\xEF\xBF\xBD"
                        ".txt"},
        {"\xE2\x80\xAEtxt\xE2\x80\xAC.exe", "txt.exe"},
        {"a%0D%0Ab.txt", "a  b.txt"},
        {"<b>%22x%22", "<b>\"x\""},
        {"a\tb", "a b"},
        {"\xEF\xBB\xBF"
         "a",
         "a"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        assert_true(
            read_upload(arena_format(arena, FILE_PART("f", "%s", "y") END, cases[i].declared)));
        assert_int_equal(r->uploads->count, 1);
        assert_string_equal(r->uploads->list[0].name, cases[i].name);
        uploads_close(r->uploads);
    }
    assert_true(read_upload(arena_format(arena, FILE_PART("f", "%0500d", "y") END, 1)));
    assert_int_equal(strlen(r->uploads->list[0].name), UPLOAD_NAME_MAX + 3); /* with an ellipsis */
    uploads_close(r->uploads);
}

/* ---- who may ---- */

static void it_is_asked_once_and_before_the_first_file(void **state)
{
    (void)state;
    refuses = false;
    assert_true(
        read_upload(FIELD("csrf", "x") FILE_PART("f", "1", "a") FILE_PART("f", "2", "b") END));
    assert_int_equal(asked, 1);
    uploads_close(r->uploads);
    assert_true(read_upload(FIELD("csrf", "x") END));
    assert_int_equal(asked, 0);
    uploads_close(r->uploads);
    refuses = true;
    assert_false(read_upload(FIELD("csrf", "x") FILE_PART("f", "1", "a") FIELD("b", "1") END));
    assert_int_equal(r->response.status, HTTP_FORBIDDEN);
    assert_int_equal(r->form.count, 1);
    assert_int_equal(spool_length(r->uploads->spool), 0);
    uploads_close(r->uploads);
    refuses = false;
}

/* ---- much ---- */

/* A form with a file of SIZE bytes. */
static char *large_form(size_t size, size_t *length)
{
    static const char head[] = "--b\r\nContent-Disposition: form-data; name=f; filename=x\r\n\r\n";
    char *body = malloc(sizeof head + size + 16);

    assert_non_null(body);
    memcpy(body, head, sizeof head - 1);
    for (size_t i = 0; i < size; i++)
        body[sizeof head - 1 + i] = "\r\n--a"[(i * 2654435761u >> 7) % 5];
    memcpy(body + sizeof head - 1 + size, "\r\n" END, strlen("\r\n" END) + 1);
    *length = sizeof head - 1 + size + strlen("\r\n" END);
    return body;
}

/* The arena's bytes that reading a file of SIZE bytes takes. */
static size_t memory_for(size_t size)
{
    size_t length, before, used;
    char *body = large_form(size, &length);

    arena_reset(arena);
    before = arena_used(arena);
    assert_true(read_bytes(&upload_route, TYPE, body, length, arena_format(arena, "%zu", length)));
    used = arena_used(arena) - before - length; /* the input of this test */
    assert_int_equal(r->uploads->list[0].size, size);
    assert_memory_equal(upload_bytes(r, &r->uploads->list[0]), strchr(body, 'x') + 5, size);
    uploads_close(r->uploads);
    free(body);
    return used;
}

static void memory_does_not_grow_with_the_files(void **state)
{
    (void)state;
    assert_in_range(memory_for(4 * MEGABYTE - 1000), 0, memory_for(SPOOL_MEMORY_MAX + 1) + 64);
    assert_in_range(memory_for(4 * MEGABYTE - 1000), 0, 200000);
}

static void no_room_for_a_file_is_told_and_nothing_is_left(void **state)
{
    size_t length;
    char *body = large_form(200000, &length);

    (void)state;
    assert_true(read_upload(END));
    uploads_close(r->uploads);
    assert_int_equal(rmdir(unit_path), 0);
    assert_int_equal(unit_path[0] != '\0', 1);
    assert_false(read_bytes(&upload_route, TYPE, body, length, arena_format(arena, "%zu", length)));
    was_refused(HTTP_UNAVAILABLE, "no room for files");
    assert_string_equal(r->response.headers[0].name, "Retry-After");
    free(body);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT(a_form_is_read_whatever_its_kind),
        UNIT(a_file_is_a_field_where_none_are_taken),
        UNIT(as_many_parts_are_taken_as_parameters_and_not_one_more),
        UNIT(json_is_for_its_handler_to_parse),
        UNIT(what_is_no_form_is_refused),
        UNIT(a_length_beyond_the_route_is_refused_before_anything_is_read),
        UNIT(what_nginx_kept_back_is_refused_like_what_it_did_not),
        UNIT(what_is_cut_off_anywhere_is_refused),
        UNIT(texts_beside_files_have_a_limit_of_their_own),
        UNIT(files_come_to_a_handler_by_field_with_name_type_and_bytes),
        UNIT(several_files_of_one_field_come_in_their_order),
        UNIT(so_many_files_are_taken_and_not_one_more),
        UNIT(a_field_for_which_no_file_was_chosen_is_none),
        UNIT(a_name_is_a_line_of_text_without_folders),
        UNIT(it_is_asked_once_and_before_the_first_file),
        UNIT(memory_does_not_grow_with_the_files),
        UNIT(no_room_for_a_file_is_told_and_nothing_is_left),
    };

    return UNIT_RUN(tests);
}
