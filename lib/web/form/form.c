/* Fields of forms, queries and JSON bodies. Reading never ends a handler: a wrong field gives a
 * harmless value and notes an error, so that all that is wrong is told at once and not one after
 * the other. Whoever reads asks form_ok() before anything is done.
 *
 * All text is checked here (UTF-8, no controls, no invisible turns of direction), so that behind
 * this nobody has to. */
#include "web/form/form.h"

#include <string.h>

#include "base/language.h"
#include "base/number.h"
#include "base/text/text.h"

/* A translated message for what text_check found, or NULL. */
static const char *fault_message(enum text_fault fault)
{
    switch (fault) {
    case TEXT_VALID: return NULL;
    case TEXT_NOT_UTF8: return _("This is not valid UTF-8 text.");
    case TEXT_NUL: return _("This contains a NUL character, which text cannot hold.");
    case TEXT_CONTROL: return _("This contains control characters, which cannot be shown.");
    case TEXT_NONCHARACTER: return _("This contains code points that are no characters.");
    case TEXT_BIDI_CONTROL:
        return _("This contains invisible characters that change the direction of text. Please "
                 "remove them.");
    }
    return NULL;
}

void form_error(struct request *r, const char *field, const char *message)
{
    if (r->error_count < FIELD_ERRORS_MAX)
        r->errors[r->error_count++] = (struct field_error){field, message};
}

bool form_ok(const struct request *r)
{
    return r->error_count == 0;
}

/* Whether a value is of TYPE or has none; an error is noted otherwise. */
static bool has_type(struct request *r, const struct parameter *p, enum parameter_type type)
{
    if (p->type == PARAMETER_UNTYPED || p->type == type)
        return true;
    form_error(r, p->name,
               type == PARAMETER_TEXT
                   ? _("This must be a text (in JSON: in quotes).")
                   : _("This must be a whole number (in JSON: without quotes)."));
    return false;
}

/* The field's clean text, or NULL with an error noted; absent is "". */
static const char *clean_text(struct request *r, const struct parameters *from, const char *field,
                              enum parameter_type type, bool lines)
{
    const struct parameter *p = parameters_find(from, field);
    const char *message;

    if (p == NULL)
        return "";
    if (!has_type(r, p, type))
        return NULL;
    message = fault_message(text_check(p->value, p->length, lines));
    if (message == NULL)
        return p->value;
    form_error(r, field, message);
    return NULL;
}

/* TEXT, trimmed already, if its length is right. */
static const char *check_size(struct request *r, const char *field, const char *text, size_t min,
                              size_t max)
{
    size_t length;

    length = text_characters(text);
    if (min > 0 && text_blank(text)) {
        form_error(r, field, _("Please write something here."));
        return "";
    }
    if (length < min || length > max) {
        form_error(r, field,
                   length < min
                       ? arena_format(r->arena, _("This is too short: at least %zu characters."),
                                      min)
                       : arena_format(r->arena,
                                      _("This is too long: %zu characters, where at most %zu fit."),
                                      length, max));
        return "";
    }
    return text;
}

const char *form_line(struct request *r, const char *field, size_t min, size_t max)
{
    const char *text = clean_text(r, &r->form, field, PARAMETER_TEXT, false);

    return text == NULL ? "" : check_size(r, field, text_normal(r->arena, text), min, max);
}

/* The parameter's text without what nobody sees; NULL when it is not there, or with an error
 * noted. What is looked for is often pasted, with a joiner or a mark from where it came: refusing
 * it would help nobody, and it is not kept. */
static const char *looked_up(struct request *r, const struct parameters *from, const char *field)
{
    const struct parameter *p = parameters_find(from, field);
    const char *message, *text;

    if (p == NULL || !has_type(r, p, PARAMETER_TEXT))
        return NULL;
    text = text_visible(r->arena, p->value);
    message = fault_message(strlen(p->value) == p->length ? text_check(text, strlen(text), false)
                                                          : TEXT_NUL);
    if (message == NULL)
        return text_normal(r->arena, text);
    form_error(r, field, message);
    return NULL;
}

const char *form_name(struct request *r, const char *field, size_t min, size_t max)
{
    const char *text = looked_up(r, &r->form, field);

    return text == NULL && form_has(r, field)
               ? ""
               : check_size(r, field, text != NULL ? text : "", min, max);
}

const char *form_text(struct request *r, const char *field, size_t min, size_t max)
{
    const char *text = clean_text(r, &r->form, field, PARAMETER_TEXT, true);

    if (text == NULL)
        return "";
    return check_size(r, field, text_body(r->arena, text), min, max);
}

/* As it was typed: neither trimmed nor put into a normal form, as another browser or client would
 * have to do the very same. */
const char *form_password(struct request *r, const char *field, size_t max)
{
    const char *text = clean_text(r, &r->form, field, PARAMETER_TEXT, false);

    if (text == NULL)
        return "";
    if (strlen(text) > max) {
        form_error(r, field, _("This password is too long."));
        return "";
    }
    return text;
}

const char *form_raw(const struct request *r, const char *field)
{
    const struct parameter *p = parameters_find(&r->form, field);

    return p != NULL ? text_showable(r->arena, p->value, p->length) : "";
}

bool form_has(const struct request *r, const char *field)
{
    return parameters_find(&r->form, field) != NULL;
}

/* TEXT as a number; OTHERWISE, with an error noted, when it is not one. */
static int64_t number(struct request *r, const char *field, const char *text,
                      struct number_range range, int64_t otherwise)
{
    int64_t value;

    if (text != NULL && text_i64(text, range.low, range.high, &value))
        return value;
    form_error(r, field,
               arena_format(r->arena, _("This must be a whole number from %lld to %lld."),
                            (long long)range.low, (long long)range.high));
    return otherwise;
}

int64_t form_int(struct request *r, const char *field, int64_t low, int64_t high)
{
    const char *text = clean_text(r, &r->form, field, PARAMETER_INTEGER, false);

    return text == NULL ? 0 : number(r, field, text, (struct number_range){low, high}, 0);
}

uint64_t form_id(struct request *r, const char *field)
{
    const struct parameter *p = parameters_find(&r->form, field);
    const char *text;
    uint64_t id;

    if (p == NULL)
        return 0;
    text = clean_text(r, &r->form, field, PARAMETER_INTEGER, false);
    if (text == NULL || *text == '\0')
        return 0;
    if (text_u64(text, &id) && id > 0)
        return id;
    form_error(r, field, _("This is not the number of anything here."));
    return 0;
}

const uint64_t *form_ids(struct request *r, const char *field, size_t *count)
{
    uint64_t *ids = arena_alloc(r->arena, (r->form.count + 1) * sizeof *ids);

    *count = 0;
    for (size_t i = 0; i < r->form.count; i++) {
        const struct parameter *p = &r->form.list[i];

        if (strcmp(p->name, field) != 0)
            continue;
        if (strlen(p->value) == p->length && text_u64(p->value, &ids[*count]) && ids[*count] > 0)
            (*count)++;
        else
            form_error(r, field, _("This is not the number of anything here."));
    }
    return ids;
}

int64_t query_int(struct request *r, const char *field, int64_t low, int64_t high, int64_t fallback)
{
    const char *text;

    if (parameters_find(&r->query, field) == NULL)
        return fallback;
    text = clean_text(r, &r->query, field, PARAMETER_INTEGER, false);
    return text == NULL ? fallback
                        : number(r, field, text, (struct number_range){low, high}, fallback);
}

size_t query_choice(struct request *r, const char *field, const char *const *choices)
{
    const char *text = clean_text(r, &r->query, field, PARAMETER_TEXT, false);

    if (text == NULL || *text == '\0')
        return 0;
    for (size_t i = 0; choices[i] != NULL; i++)
        if (strcmp(choices[i], text) == 0)
            return i;
    form_error(r, field, _("This is none of the choices."));
    return 0;
}

const char *query_line(struct request *r, const char *field, size_t max)
{
    const char *text;

    if (parameters_find(&r->query, field) == NULL)
        return NULL;
    text = looked_up(r, &r->query, field);
    return text != NULL ? check_size(r, field, text, 0, max) : "";
}

uint64_t path_id(const struct request *r, const char *name)
{
    uint64_t id;

    return text_id(path_text(r, name), &id) ? id : 0;
}

const char *path_text(const struct request *r, const char *name)
{
    const struct parameter *p = parameters_find(&r->captured, name);

    return p != NULL ? p->value : "";
}

/* Only a path of this site: "//host" and "/\host" are addresses elsewhere to a browser. */
const char *return_path(const struct request *r, const char *field)
{
    const struct parameter *p = parameters_find(&r->form, field);

    if (p == NULL)
        p = parameters_find(&r->query, field);
    if (p == NULL || p->value[0] != '/' || p->value[1] == '/' || strchr(p->value, '\\') != NULL ||
        text_check(p->value, p->length, false) != TEXT_VALID)
        return "/";
    return p->value;
}
