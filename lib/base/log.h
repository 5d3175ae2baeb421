/* One line of text an event, on stderr: time, level, program, request, message. */
#ifndef LOREHALL_BASE_LOG_H
#define LOREHALL_BASE_LOG_H

enum log_level { LOG_LEVEL_ERROR, LOG_LEVEL_WARNING, LOG_LEVEL_INFO, LOG_LEVEL_DEBUG };

/* Names the program and sets what is written. Levels above LEVEL are dropped. */
void log_open(const char *program, enum log_level level);

/* Parses "error", "warning", "info" or "debug"; -1 for anything else. */
int log_level_named(const char *name);

/* The request whose id stands in the lines from now on; NULL for none. Not copied. */
void log_request(const char *id);

/* Writes a line. Control characters in the message are replaced, so that nothing that came from
 * outside can forge a second line. */
void log_line(enum log_level level, const char *format, ...) __attribute__((format(printf, 2, 3)));

#define log_error(...) log_line(LOG_LEVEL_ERROR, __VA_ARGS__)
#define log_warning(...) log_line(LOG_LEVEL_WARNING, __VA_ARGS__)
#define log_info(...) log_line(LOG_LEVEL_INFO, __VA_ARGS__)
#define log_debug(...) log_line(LOG_LEVEL_DEBUG, __VA_ARGS__)

#endif
