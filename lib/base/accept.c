#include "base/accept.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

/* A quality value in thousandths, 0 when it is none (RFC 9110, 12.4.2: 0 to 1, at most three
 * decimals). */
static int quality(const char *text)
{
    int weight = *text == '1' ? 1000 : 0;

    if ((*text == '0' || *text == '1') && text[1] == '.')
        for (int unit = 100; unit > 0 && isdigit((unsigned char)text[2]); unit /= 10, text++)
            weight += (text[2] - '0') * unit;
    return weight < 1000 ? weight : 1000;
}

bool accepted_next(const char **rest, struct accepted *accepted)
{
    const char *element = *rest + strspn(*rest, " \t,");
    size_t length = strcspn(element, ",");
    const char *q = memchr(element, ';', length);

    if (length == 0)
        return false;
    *accepted =
        (struct accepted){.name = element, .length = strcspn(element, ";, \t"), .weight = 1000};
    if (q != NULL) {
        q += 1 + strspn(q + 1, " \t");
        if ((*q == 'q' || *q == 'Q') && q[1] == '=')
            accepted->weight = quality(q + 2);
    }
    *rest = element + length;
    return true;
}

bool accepts_coding(const char *field, const char *coding)
{
    struct accepted accepted;
    bool any = false;

    while (accepted_next(&field, &accepted)) {
        if (accepted.length == strlen(coding) &&
            strncasecmp(accepted.name, coding, accepted.length) == 0)
            return accepted.weight > 0;
        if (accepted.length == 1 && *accepted.name == '*')
            any = accepted.weight > 0;
    }
    return any;
}
