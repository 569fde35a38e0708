/* One line a happening, on standard error: `level=warn at=… what="…" key=value`.
 * Never a password, token, mail text or anything a teacher wrote. */
#ifndef BASE_LOG_H
#define BASE_LOG_H
enum log_level { LOG_QUIET, LOG_ERROR, LOG_WARN, LOG_INFO, LOG_DEBUG };
void log_level_set(enum log_level);
void log_error(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
void log_warn(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
void log_info(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
#endif
