/* Few and bounded (PARAMETERS_MAX), so that a list that is searched from its beginning is right,
 * and no hash of names can be attacked. */
#include "web/form/parameters.h"

#include <string.h>

#include "base/digit.h"

char *parameters_decode(struct arena *arena, const char *text, size_t length, bool plus,
                        size_t *out_length)
{
    char *out = arena_alloc(arena, length + 1);
    size_t n = 0;

    for (size_t i = 0; i < length; i++) {
        int high = -1, low = -1;

        if (text[i] == '%' && i + 2 < length) {
            high = hex_digit(text[i + 1]);
            low = hex_digit(text[i + 2]);
        }
        if (high >= 0 && low >= 0) {
            out[n++] = (char)(high << 4 | low);
            i += 2;
        } else {
            out[n++] = plus && text[i] == '+' ? ' ' : text[i];
        }
    }
    *out_length = n;
    return out;
}

bool parameters_add(struct parameters *parameters, const char *name, const char *value,
                    size_t length, enum parameter_type type)
{
    if (parameters->count == PARAMETERS_MAX)
        return false;
    parameters->list[parameters->count++] =
        (struct parameter){.name = name, .value = value, .length = length, .type = type};
    return true;
}

/* Adds the pair that stands from TEXT to END. */
static bool add_pair(struct parameters *parameters, struct arena *arena, const char *text,
                     const char *end)
{
    const char *equals = memchr(text, '=', (size_t)(end - text));
    const char *value = "", *name;
    size_t name_length, length = 0;

    name = parameters_decode(arena, text, (size_t)((equals != NULL ? equals : end) - text), true,
                             &name_length);
    if (equals != NULL)
        value = parameters_decode(arena, equals + 1, (size_t)(end - equals - 1), true, &length);
    return parameters_add(parameters, name, value, length, PARAMETER_UNTYPED);
}

enum parameters_fault parameters_parse(struct parameters *parameters, struct arena *arena,
                                       const char *text, size_t length)
{
    const char *end = text + length;

    while (text < end) {
        const char *stop = memchr(text, '&', (size_t)(end - text));

        stop = stop != NULL ? stop : end;
        if (stop > text && !add_pair(parameters, arena, text, stop))
            return PARAMETERS_TOO_MANY;
        text = stop + 1;
    }
    return PARAMETERS_VALID;
}

/* Whether the LENGTH bytes of NAME are one that is appended to links. Those that end with _ begin
 * such names. */
static bool is_tracking(const char *name, size_t length)
{
    static const char *const known[] = {
        "fbclid", "gclid",   "gclsrc",     "gbraid", "wbraid", "dclid",     "srsltid", "msclkid",
        "yclid",  "twclid",  "ttclid",     "igshid", "igsh",   "li_fat_id", "epik",    "rdt_cid",
        "mc_cid", "mc_eid",  "mkt_tok",    "_hsenc", "_hsmi",  "vero_id",   "ScCid",   "_ga",
        "_gl",    "ref_src", "oly_enc_id", "utm_",   "hsa_",   "mtm_",      "pk_",
    };

    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        size_t whole = strlen(known[i]);
        bool beginning = known[i][whole - 1] == '_';

        if ((beginning ? length > whole : length == whole) && memcmp(name, known[i], whole) == 0)
            return true;
    }
    return false;
}

const char *parameters_untracked(struct arena *arena, const char *target)
{
    const char *query = strchr(target, '?');
    char *left, *out;

    if (query == NULL)
        return target;
    left = arena_string(arena, target);
    out = left + (query - target) + 1;
    for (const char *pair = query + 1; *pair != '\0';) {
        size_t length = strcspn(pair, "&"), whole = length + (pair[length] == '&');

        if (!is_tracking(pair, strcspn(pair, "=&"))) {
            memcpy(out, pair, whole);
            out += whole;
        }
        pair += whole;
    }
    if (out == left + strlen(target))
        return target;
    *out = '\0';
    /* What is left of the last one is what parted it from those before. */
    if (out[-1] == '?' || out[-1] == '&')
        out[-1] = '\0';
    return left;
}

const struct parameter *parameters_find(const struct parameters *parameters, const char *name)
{
    for (size_t i = 0; i < parameters->count; i++)
        if (strcmp(parameters->list[i].name, name) == 0)
            return &parameters->list[i];
    return NULL;
}

const char *cookie_find(struct arena *arena, const char *header, const char *name)
{
    size_t name_length = strlen(name);

    while (header != NULL && *header != '\0') {
        size_t length;

        header += strspn(header, " \t;");
        length = strcspn(header, ";");
        if (length > name_length && header[name_length] == '=' &&
            memcmp(header, name, name_length) == 0)
            return arena_copy(arena, header + name_length + 1, length - name_length - 1);
        header += length;
    }
    return NULL;
}
