#include "base/log.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static const char *const level_names[] = {"error", "warning", "info", "debug"};
static const char *program_name = "lorehall";
static const char *request_id;
static enum log_level threshold = LOG_LEVEL_INFO;

void log_open(const char *program, enum log_level level)
{
    program_name = program;
    threshold = level;
}

int log_level_named(const char *name)
{
    for (int i = 0; i <= LOG_LEVEL_DEBUG; i++)
        if (strcmp(name, level_names[i]) == 0)
            return i;
    return -1;
}

void log_request(const char *id)
{
    request_id = id;
}

void log_line(enum log_level level, const char *format, ...)
{
    int saved = errno;
    char line[2048], stamp[32];
    struct timespec now;
    struct tm parts;
    va_list arguments;
    int length;

    if (level > threshold)
        return;
    clock_gettime(CLOCK_REALTIME, &now);
    gmtime_r(&now.tv_sec, &parts);
    strftime(stamp, sizeof stamp, "%Y-%m-%dT%H:%M:%S", &parts);
    length = snprintf(line, sizeof line, "%s.%03ldZ %s %s[%d] %s ", stamp, now.tv_nsec / 1000000,
                      level_names[level], program_name, (int)getpid(),
                      request_id != NULL ? request_id : "-");
    va_start(arguments, format);
    errno = saved;
    vsnprintf(line + length, sizeof line - (size_t)length, format, arguments);
    va_end(arguments);
    for (char *c = line; *c != '\0'; c++)
        if ((unsigned char)*c < 0x20 || *c == 0x7F)
            *c = ' ';
    /* One write(2), so that lines of several workers do not mix in one file. */
    length = (int)strnlen(line, sizeof line - 2);
    line[length] = '\n';
    if (write(STDERR_FILENO, line, (size_t)length + 1) < 0)
        errno = saved;
    errno = saved;
}
