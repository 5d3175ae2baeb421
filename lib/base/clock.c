#include "base/clock.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#define EPOCH_DIGITS_MIN 9 /* of a text that counts from 1970: fewer could be a year or a day */

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
static bool matches_digit_pattern(const char *text, const char *pattern)
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
    if (!matches_digit_pattern(text, ".9"))
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
    if ((*text != '+' && *text != '-') || !matches_digit_pattern(text + 1, "99:99") ||
        text[6] != '\0' || sscanf(text + 1, "%2d:%2d", &hours, &minutes) != 2 || hours > 23 ||
        minutes > 59)
        return false;
    *seconds = (hours * 3600 + minutes * 60) * (*text == '-' ? -1 : 1);
    return true;
}

/* Reads an offset as other programs write it, also none. */
static bool parse_any_offset(const char *text, int64_t *seconds, bool *zoned)
{
    char offset[] = "+00:00";

    text += strspn(text, " ");
    *zoned = *text != '\0';
    *seconds = 0;
    if (!*zoned || strcasecmp(text, "UTC") == 0 || strcasecmp(text, "GMT") == 0)
        return true;
    if (!matches_digit_pattern(text + 1, "99") || strchr(text, ':') != NULL)
        return parse_offset(text, seconds);
    offset[0] = *text;
    memcpy(offset + 1, text + 1, 2);
    if (matches_digit_pattern(text + 3, "99"))
        memcpy(offset + 4, text + 3, 2);
    return (text[3] == '\0' || (matches_digit_pattern(text + 3, "99") && text[5] == '\0')) &&
           parse_offset(offset, seconds);
}

/* Reads "2001-11-07T21:20", T being a blank too, and ":11" where it follows. Returns what is
 * behind it; NULL: it is no such time. */
static const char *parse_civil(const char *text, struct tm *parts)
{
    *parts = (struct tm){0};
    if (!matches_digit_pattern(text, "9999-99-99") ||
        (text[10] != 'T' && text[10] != 't' && text[10] != ' ') ||
        !matches_digit_pattern(text + 11, "99:99") ||
        sscanf(text, "%4d-%2d-%2d%*c%2d:%2d", &parts->tm_year, &parts->tm_mon, &parts->tm_mday,
               &parts->tm_hour, &parts->tm_min) != 5 ||
        parts->tm_year < 1000)
        return NULL;
    text += strlen("YYYY-MM-DDTHH:MM");
    if (!matches_digit_pattern(text, ":99"))
        return text;
    parts->tm_sec = (text[1] - '0') * 10 + text[2] - '0';
    return text + strlen(":SS");
}

/* Seconds since 1970 of what stands in a calendar; false where there is no such moment. */
static bool civil_seconds(struct tm parts, int64_t *seconds)
{
    struct tm check;

    parts.tm_year -= 1900;
    parts.tm_mon -= 1;
    if (parts.tm_sec == 60)
        parts.tm_sec = 59;
    check = parts;
    *seconds = timegm(&check);
    /* timegm() normalises: a 31st of June comes back as another day. */
    return parts.tm_sec < 60 && check.tm_mon == parts.tm_mon && check.tm_mday == parts.tm_mday &&
           check.tm_hour == parts.tm_hour && check.tm_min == parts.tm_min;
}

bool clock_parse(const char *text, int64_t *instant)
{
    struct tm parts;
    int64_t micros, offset, seconds;
    const char *rest = parse_civil(text, &parts);

    if (rest == NULL || rest == text + strlen("YYYY-MM-DDTHH:MM") ||
        !parse_offset(parse_fraction(rest, &micros), &offset) || !civil_seconds(parts, &seconds))
        return false;
    *instant = (seconds - offset) * CLOCK_SECOND + micros;
    return true;
}

bool clock_from_epoch(double number, int64_t *instant)
{
    double size = fabs(number);

    if (!(size < 1e17))
        return false;
    *instant = (int64_t)(size < 1e11 ? number * 1e6 : size < 1e14 ? number * 1e3 : number);
    return true;
}

bool clock_parse_any(const char *text, int64_t *instant, bool *zoned)
{
    struct tm parts;
    int64_t micros, offset, seconds;
    const char *rest = parse_civil(text, &parts);
    size_t digits = strspn(text, "0123456789");

    *zoned = true;
    if (digits >= EPOCH_DIGITS_MIN && digits <= 17 &&
        text[digits + strspn(text + digits, ".0")] == '\0')
        return clock_from_epoch(strtod(text, NULL), instant);
    if (rest == NULL || !parse_any_offset(parse_fraction(rest, &micros), &offset, zoned) ||
        !civil_seconds(parts, &seconds))
        return false;
    *instant = (seconds - offset) * CLOCK_SECOND + micros;
    return true;
}
