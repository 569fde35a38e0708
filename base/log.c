#include "base/log.h"
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <time.h>

static _Atomic int threshold = LOG_INFO;

void
log_level_set(enum log_level level)
{
	threshold = (int)level;
}

static void
line(enum log_level level, const char *name, const char *fmt, va_list ap)
{
	char when[32], text[2048];
	struct tm tm;
	time_t now = time(NULL);

	if ((int)level > threshold)
		return;
	gmtime_r(&now, &tm);
	strftime(when, sizeof(when), "%Y-%m-%dT%H:%M:%SZ", &tm);
	vsnprintf(text, sizeof(text), fmt, ap);
	for (char *p = text; *p != '\0'; p++)
		if ((unsigned char)*p < ' ')
			*p = ' ';
	fprintf(stderr, "level=%s at=%s %s\n", name, when, text);
}

#define LEVEL(FUNCTION, LEVEL_, NAME) \
	void FUNCTION(const char *fmt, ...) { va_list ap; va_start(ap, fmt); line(LEVEL_, NAME, fmt, ap); va_end(ap); }
LEVEL(log_error, LOG_ERROR, "error")
LEVEL(log_warn, LOG_WARN, "warn")
LEVEL(log_info, LOG_INFO, "info")
