#include "web/json.h"

#include <jansson.h>
#include <string.h>

#include "base/json_reader.h"
#include "base/language.h"
#include "base/log.h"
#include "base/text/text.h"
#include "web/response.h"

enum http_status json_answer(struct request *r, enum http_status status,
                             const struct json_writer *json)
{
    response_text(r, status, "application/json", json_written(json));
    r->response.status = status;
    return status;
}

enum http_status json_answer_once(struct request *r, const struct json_writer *json)
{
    return response_matches(r, json_written(json)) ? HTTP_NOT_MODIFIED
                                                   : json_answer(r, HTTP_OK, json);
}

enum http_status json_error(struct request *r, enum http_status status, const char *code,
                            const char *message, const char *field)
{
    struct json_writer json = json_writer_open(r->arena, 512);

    log_info("refused %s: %d %s: %s", r->path, status, code, message);
    json_begin_object(&json);
    json_member_object(&json, "error");
    json_member_text(&json, "code", code);
    json_member_text(&json, "message", message);
    if (field != NULL)
        json_member_text(&json, "field", field);
    json_end_object(&json);
    json_end_object(&json);
    return json_answer(r, status, &json);
}

enum http_status json_field_error(struct request *r)
{
    return json_error(r, r->method == METHOD_GET ? HTTP_BAD_REQUEST : HTTP_UNPROCESSABLE, "invalid",
                      r->errors[0].message, r->errors[0].field);
}

/* What the form accessors ask of a value's type. */
static enum parameter_type parameter_type_of(const json_t *value)
{
    switch (json_typeof(value)) {
    case JSON_STRING: return PARAMETER_TEXT;
    case JSON_INTEGER: return PARAMETER_INTEGER;
    default: return PARAMETER_OTHER;
    }
}

/* The digits of a whole number that jansson's integers do not hold, as the body has them: what is too
 * large is told by whoever reads the field, as of a form. NULL: it is none. */
static const char *large_number(struct request *r, const char *name)
{
    size_t length, sign;
    const char *digits = json_find_member(r->body, r->body + r->body_length, name, &length);

    if (digits == NULL)
        return NULL;
    sign = *digits == '-';
    return length > sign && strspn(digits + sign, "0123456789") >= length - sign
               ? arena_copy(r->arena, digits, length)
               : NULL;
}

/* Adds one member to the form, as the text that a form would have sent and with the type that it
 * has. False when there is no room for it. */
static bool add_member(struct request *r, const char *name, const json_t *value)
{
    enum parameter_type type = parameter_type_of(value);
    const char *text = "";
    size_t length = 0;

    if (type == PARAMETER_TEXT) {
        length = json_string_length(value);
        text = arena_copy(r->arena, json_string_value(value), length);
    } else if (type == PARAMETER_INTEGER) {
        text = arena_format(r->arena, "%" JSON_INTEGER_FORMAT, json_integer_value(value));
        length = strlen(text);
    } else if (json_is_real(value)) {
        const char *digits = large_number(r, name);

        if (digits != NULL) {
            type = PARAMETER_INTEGER;
            text = digits;
            length = strlen(text);
        }
    }
    return parameters_add(&r->form, arena_string(r->arena, name), text, length, type);
}

bool json_body(struct request *r)
{
    json_error_t error;
    const size_t flags = JSON_ALLOW_NUL | JSON_REJECT_DUPLICATES;
    json_t *document = json_loadb(r->body, r->body_length, flags, &error);
    const char *name;
    json_t *value;

    if (document == NULL && json_error_code(&error) == json_error_numeric_overflow)
        document = json_loadb(r->body, r->body_length, flags | JSON_DECODE_INT_AS_REAL, &error);

    if (!json_is_object(document)) {
        json_error(r, HTTP_BAD_REQUEST, "malformed",
                   document == NULL
                       ? arena_format(r->arena, _("The body is not JSON: %s (line %d)."),
                                      text_showable(r->arena, error.text, strlen(error.text)),
                                      error.line)
                       : _("The body must be a JSON object."),
                   NULL);
        json_decref(document);
        return false;
    }
    json_object_foreach(document, name, value)
    {
        /* Who says that there is none says no more than who says nothing. */
        if (json_is_null(value) || add_member(r, name, value))
            continue;
        json_error(r, HTTP_BAD_REQUEST, "too_many",
                   arena_format(r->arena, _("There are more than %d parameters."), PARAMETERS_MAX),
                   NULL);
        json_decref(document);
        return false;
    }
    json_decref(document);
    return true;
}
