#include "base/clock.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

static int64_t read_clock(clockid_t clock)
{
    struct timespec now;

    clock_gettime(clock, &now);
    return (int64_t)now.tv_sec * CLOCK_SECOND + now.tv_nsec / 1000;
}

int64_t clock_now(void)
{
    return read_clock(CLOCK_REALTIME);
}

int64_t clock_ticks(void)
{
    return read_clock(CLOCK_MONOTONIC);
}

char *clock_rfc3339(struct arena *arena, int64_t instant)
{
    time_t seconds = (time_t)(instant / CLOCK_SECOND - (instant % CLOCK_SECOND < 0));
    struct tm parts;
    char text[40] = "";

    if (gmtime_r(&seconds, &parts) != NULL)
        strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &parts);
    return arena_string(arena, text);
}

/* Whether TEXT begins as PATTERN shows, where a 9 is any digit: sscanf() alone would take signs and
 * blanks for digits. */
static bool laid_out(const char *text, const char *pattern)
{
    for (; *pattern != '\0'; pattern++, text++)
        if (*pattern == '9' ? !isdigit((unsigned char)*text) : *text != *pattern)
            return false;
    return true;
}

/* Reads ".123456…" after the seconds, microseconds at most; returns what follows. */
static const char *parse_fraction(const char *text, int64_t *micros)
{
    int64_t unit = CLOCK_SECOND / 10;

    *micros = 0;
    if (!laid_out(text, ".9"))
        return text;
    for (text++; isdigit((unsigned char)*text); text++) {
        *micros += (*text - '0') * unit;
        unit /= 10;
    }
    return text;
}

/* Reads "Z" or "+HH:MM"; false when it is neither or something follows. */
static bool parse_offset(const char *text, int64_t *seconds)
{
    int hours, minutes;

    *seconds = 0;
    if (strcmp(text, "Z") == 0 || strcmp(text, "z") == 0)
        return true;
    if ((*text != '+' && *text != '-') || !laid_out(text + 1, "99:99") || text[6] != '\0' ||
        sscanf(text + 1, "%2d:%2d", &hours, &minutes) != 2 || hours > 23 || minutes > 59)
        return false;
    *seconds = (hours * 3600 + minutes * 60) * (*text == '-' ? -1 : 1);
    return true;
}

bool clock_parse(const char *text, int64_t *instant)
{
    struct tm parts = {0}, check;
    int64_t micros, offset;
    time_t seconds;

    if (!laid_out(text, "9999-99-99") || (text[10] != 'T' && text[10] != 't' && text[10] != ' ') ||
        !laid_out(text + 11, "99:99:99") ||
        sscanf(text, "%4d-%2d-%2d%*c%2d:%2d:%2d", &parts.tm_year, &parts.tm_mon, &parts.tm_mday,
               &parts.tm_hour, &parts.tm_min, &parts.tm_sec) != 6 ||
        parts.tm_year < 1000)
        return false;
    if (!parse_offset(parse_fraction(text + strlen("YYYY-MM-DDTHH:MM:SS"), &micros), &offset))
        return false;
    parts.tm_year -= 1900;
    parts.tm_mon -= 1;
    if (parts.tm_sec == 60)
        parts.tm_sec = 59;
    check = parts;
    seconds = timegm(&check);
    /* timegm() normalises: a 31st of June comes back as another day. */
    if (check.tm_mon != parts.tm_mon || check.tm_mday != parts.tm_mday ||
        check.tm_hour != parts.tm_hour || check.tm_min != parts.tm_min)
        return false;
    *instant = ((int64_t)seconds - offset) * CLOCK_SECOND + micros;
    return true;
}
