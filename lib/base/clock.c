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

/* Reads ".123456…" after the seconds, microseconds at most; returns what follows. */
static const char *parse_fraction(const char *text, int64_t *micros)
{
    int64_t unit = CLOCK_SECOND / 10;

    *micros = 0;
    if (*text != '.')
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
    int hours, minutes, length = 0;

    *seconds = 0;
    if (strcmp(text, "Z") == 0 || strcmp(text, "z") == 0)
        return true;
    if ((*text != '+' && *text != '-') || !isdigit((unsigned char)text[1]) ||
        sscanf(text + 1, "%2d:%2d%n", &hours, &minutes, &length) != 2 || length != 5 ||
        text[6] != '\0' || hours > 23 || minutes > 59 || minutes < 0)
        return false;
    *seconds = (hours * 3600 + minutes * 60) * (*text == '-' ? -1 : 1);
    return true;
}

bool clock_parse(const char *text, int64_t *instant)
{
    struct tm parts = {0}, check;
    int64_t micros, offset;
    time_t seconds;
    int length = 0;

    if (!isdigit((unsigned char)*text) ||
        sscanf(text, "%4d-%2d-%2d%*[Tt ]%2d:%2d:%2d%n", &parts.tm_year, &parts.tm_mon,
               &parts.tm_mday, &parts.tm_hour, &parts.tm_min, &parts.tm_sec, &length) != 6 ||
        length != 19 || parts.tm_year < 1000)
        return false;
    if (!parse_offset(parse_fraction(text + length, &micros), &offset))
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
