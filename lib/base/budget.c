#include "base/budget.h"

#include <string.h>

#include "base/text/text.h"

/* The number that TEXT begins with, from 1 to MAX; 0: it begins with none. *AFTER is set behind it. */
static unsigned leading_number(const char *text, unsigned max, const char **after)
{
    char digits[8];
    size_t length = strspn(text, "0123456789");
    int64_t number;

    *after = text + length;
    if (length == 0 || length >= sizeof digits)
        return 0;
    memcpy(digits, text, length);
    digits[length] = '\0';
    return text_i64(digits, 1, max, &number) ? (unsigned)number : 0;
}

static unsigned seconds_of(char unit)
{
    switch (unit) {
    case 's': return 1;
    case 'm': return 60;
    case 'h': return 3600;
    case 'd': return 86400;
    default: return 0;
    }
}

bool budget_parse(const char *text, struct budget *budget)
{
    const char *at;
    unsigned count, units, unit;

    if (strcmp(text, "unlimited") == 0) {
        *budget = (struct budget){.count = 0, .seconds = 1};
        return true;
    }
    count = leading_number(text, BUDGET_COUNT_MAX, &at);
    if (count == 0 || strncmp(at, " in ", 4) != 0)
        return false;
    at += 4;
    units = *at >= '0' && *at <= '9' ? leading_number(at, BUDGET_SECONDS_MAX, &at) : 1;
    unit = seconds_of(*at);
    if (units == 0 || unit == 0 || at[1] != '\0' || units > BUDGET_SECONDS_MAX / unit)
        return false;
    *budget = (struct budget){.count = count, .seconds = units * unit};
    return count <= BUDGET_RATE_MAX * budget->seconds;
}
