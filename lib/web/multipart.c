#include "web/multipart.h"

#include <string.h>
#include <strings.h>

#define BOUNDARY_MOST 70 /* RFC 2046, 5.1.1 */

/* A parameter of a header field, such as boundary or name, quoted or not; NULL when absent. Only
 * the LENGTH bytes of FIELD are looked at. */
static char *field_parameter(struct arena *arena, const char *field, size_t length,
                             const char *name)
{
    const char *end = field + length;
    size_t name_length = strlen(name);
    const char *p = memchr(field, ';', length);

    while (p != NULL && p < end) {
        const char *value, *stop;

        for (p++; p < end && (*p == ' ' || *p == '\t'); p++)
            ;
        value = p + name_length + 1;
        if (value <= end && strncasecmp(p, name, name_length) == 0 && p[name_length] == '=') {
            if (value < end && *value == '"') {
                stop = memchr(value + 1, '"', (size_t)(end - value - 1));
                return stop != NULL ? arena_copy(arena, value + 1, (size_t)(stop - value - 1))
                                    : NULL;
            }
            stop = memchr(value, ';', (size_t)(end - value));
            stop = stop != NULL ? stop : end;
            return arena_copy(arena, value, (size_t)(stop - value));
        }
        /* A quoted value may hold a semicolon; step over it. */
        for (; p < end && *p != ';'; p++)
            if (*p == '"' && (p = memchr(p + 1, '"', (size_t)(end - p - 1))) == NULL)
                return NULL;
    }
    return NULL;
}

/* The name in a part's headers, which end at END. */
static char *part_name(struct arena *arena, const char *headers, const char *end)
{
    static const char disposition[] = "Content-Disposition:";

    while (headers < end) {
        const char *stop = memmem(headers, (size_t)(end - headers), "\r\n", 2);

        stop = stop != NULL ? stop : end;
        if ((size_t)(stop - headers) > sizeof disposition - 1 &&
            strncasecmp(headers, disposition, sizeof disposition - 1) == 0)
            return field_parameter(arena, headers, (size_t)(stop - headers), "name");
        headers = stop + 2;
    }
    return NULL;
}

/* Reads the part that begins at PART; returns the start of the next delimiter. NULL, with *FAULT, when
 * the part is not framed or there is no room for it. */
static char *read_part(struct parameters *parameters, struct arena *arena, char *part, char *end,
                       const char *delimiter, enum parameters_fault *fault)
{
    char *blank = memmem(part, (size_t)(end - part), "\r\n\r\n", 4);
    const char *name;
    char *stop;

    *fault = PARAMETERS_MALFORMED;
    if (blank == NULL)
        return NULL;
    /* The delimiter's own CRLF may be the blank line's second one: an empty value. Before that it
     * would be among the headers, in a part that has no blank line of its own. */
    stop = memmem(part, (size_t)(end - part), delimiter, strlen(delimiter));
    if (stop == NULL || stop < blank + 2)
        return NULL;
    name = part_name(arena, part, blank + 2);
    if (name == NULL)
        return NULL;
    *fault = PARAMETERS_TOO_MANY;
    return parameters_add(parameters, name, stop > blank + 2 ? blank + 4 : "",
                          stop > blank + 4 ? (size_t)(stop - blank - 4) : 0, PARAMETER_UNTYPED)
               ? stop
               : NULL;
}

enum parameters_fault multipart_parse(struct parameters *parameters, struct arena *arena,
                                      const char *content_type, char *body, size_t length)
{
    char *boundary = field_parameter(arena, content_type, strlen(content_type), "boundary");
    char *delimiter, *end = body + length, *stop = NULL, *next = NULL;
    size_t delimiter_length;

    if (boundary == NULL || *boundary == '\0' || strlen(boundary) > BOUNDARY_MOST)
        return PARAMETERS_MALFORMED;
    delimiter = arena_format(arena, "\r\n--%s", boundary);
    delimiter_length = strlen(delimiter);
    /* The first delimiter has no CRLF before it when there is no preamble. */
    if (length >= delimiter_length - 2 && memcmp(body, delimiter + 2, delimiter_length - 2) == 0)
        next = body + delimiter_length - 2;
    else if ((stop = memmem(body, length, delimiter, delimiter_length)) != NULL)
        next = stop + delimiter_length;
    while (next != NULL) {
        enum parameters_fault fault;

        if (end - next >= 2 && memcmp(next, "--", 2) == 0)
            return PARAMETERS_FINE;
        if (end - next < 2 || memcmp(next, "\r\n", 2) != 0)
            return PARAMETERS_MALFORMED;
        stop = read_part(parameters, arena, next, end, delimiter, &fault);
        if (stop == NULL)
            return fault;
        *stop = '\0'; /* ends the value */
        next = stop + delimiter_length;
    }
    return PARAMETERS_MALFORMED;
}
