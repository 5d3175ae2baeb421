/* Microseconds since 1970 to the library's broken-down time and back, in UTC and without the C
 * library's zone tables: no lock, no environment, and a thread page does it hundreds of times. */
#include "store/instant.h"

#include <mysql.h>
#include <string.h>

#include "base/clock.h"

/* Days since 1970-01-01 to a civil date and back, proleptic Gregorian (Howard Hinnant's public
 * chrono-compatible date algorithms). gmtime() would do, but this runs for every timestamp. */
static void civil_from_days(int64_t days, MYSQL_TIME *time)
{
    int64_t z = days + 719468;
    int64_t era = (z >= 0 ? z : z - 146096) / 146097;
    int64_t day = z - era * 146097;
    int64_t year = (day - day / 1460 + day / 36524 - day / 146096) / 365;
    int64_t of_year = day - (365 * year + year / 4 - year / 100);
    int64_t month = (5 * of_year + 2) / 153;

    time->day = (unsigned)(of_year - (153 * month + 2) / 5 + 1);
    time->month = (unsigned)(month < 10 ? month + 3 : month - 9);
    time->year = (unsigned)(year + era * 400 + (time->month <= 2));
}

static int64_t days_from_civil(const MYSQL_TIME *time)
{
    int64_t year = (int64_t)time->year - (time->month <= 2);
    int64_t era = year / 400;
    int64_t of_era = year - era * 400;
    int64_t month = time->month > 2 ? (int64_t)time->month - 3 : (int64_t)time->month + 9;
    int64_t of_year = (153 * month + 2) / 5 + (int64_t)time->day - 1;

    return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

void instant_put(MYSQL_TIME *time, int64_t instant)
{
    const int64_t day = 86400 * CLOCK_SECOND;
    int64_t days = instant / day - (instant % day < 0);
    int64_t rest = instant - days * day;

    memset(time, 0, sizeof *time);
    time->time_type = MYSQL_TIMESTAMP_DATETIME;
    civil_from_days(days, time);
    time->second_part = (unsigned long)(rest % CLOCK_SECOND);
    rest /= CLOCK_SECOND;
    time->hour = (unsigned)(rest / 3600);
    time->minute = (unsigned)(rest / 60 % 60);
    time->second = (unsigned)(rest % 60);
}

int64_t instant_get(const MYSQL_TIME *time)
{
    int64_t seconds = days_from_civil(time) * 86400 + time->hour * 3600 + time->minute * 60 +
                      (int64_t)time->second;

    return seconds * CLOCK_SECOND + (int64_t)time->second_part;
}
