#include "base/metrics.h"
#include <stdatomic.h>

static _Atomic int64_t values[METRICS];
static const int bounds[] = { 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 5000 };
enum { BOUNDS = sizeof(bounds) / sizeof(bounds[0]) };
static _Atomic int64_t within[BOUNDS], timed;

static const struct { const char *name, *help; } about[METRICS] = {
	[METRIC_REQUESTS] = { "groundswell_requests_total", "Requests answered" },
	[METRIC_ERRORS] = { "groundswell_errors_total", "Requests answered with 500 or more" },
	[METRIC_REFUSED] = { "groundswell_refused_total", "Requests refused while they were read" },
	[METRIC_MS] = { "groundswell_request_milliseconds_total", "Time spent on all requests" },
	[METRIC_WRITES] = { "groundswell_writes_total", "Pieces of work written" },
	[METRIC_GROUPS] = { "groundswell_write_groups_total", "Commits they were written in" },
};

void metric_add(enum metric m, int64_t n) { atomic_fetch_add_explicit(&values[m], n, memory_order_relaxed); }
int64_t metric_value(enum metric m)       { return atomic_load_explicit(&values[m], memory_order_relaxed); }

void
metric_ms(int64_t ms)
{
	metric_add(METRIC_MS, ms);
	atomic_fetch_add_explicit(&timed, 1, memory_order_relaxed);
	for (int i = 0; i < BOUNDS; i++)
		if (ms <= bounds[i]) {
			atomic_fetch_add_explicit(&within[i], 1, memory_order_relaxed);
			break;
		}
}

void
metrics_write(struct buf *out)
{
	int64_t sum = 0;

	for (int i = 0; i < METRICS; i++)
		buf_printf(out, "# HELP %s %s\n# TYPE %s counter\n%s %lld\n", about[i].name, about[i].help,
		    about[i].name, about[i].name, (long long)values[i]);
	buf_text(out, "# HELP groundswell_request_seconds Time from the first byte to the reply\n"
	    "# TYPE groundswell_request_seconds histogram\n");
	for (int i = 0; i < BOUNDS; i++) {
		sum += within[i];
		buf_printf(out, "groundswell_request_seconds_bucket{le=\"%g\"} %lld\n", bounds[i] / 1000.0, (long long)sum);
	}
	buf_printf(out, "groundswell_request_seconds_bucket{le=\"+Inf\"} %lld\n"
	    "groundswell_request_seconds_sum %g\ngroundswell_request_seconds_count %lld\n",
	    (long long)timed, (double)values[METRIC_MS] / 1000.0, (long long)timed);
}
