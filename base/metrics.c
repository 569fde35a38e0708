#include "base/metrics.h"
#include <stdatomic.h>
#include <stddef.h>
#include <string.h>

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

/* One route's times; the first request on it takes a place in the table. */
struct timed_route { const char *_Atomic path; const char *_Atomic method; _Atomic int64_t n, ms, errors, slow; };
enum { ROUTES_MOST = 512, SLOW_MS = 100 };
static struct timed_route routes[ROUTES_MOST];

static struct timed_route *
route_place(const char *method, const char *path)
{
	size_t first = ((uintptr_t)path >> 3) % ROUTES_MOST;

	for (size_t i = 0; i < ROUTES_MOST; i++) {
		struct timed_route *t = &routes[(first + i) % ROUTES_MOST];
		const char *none = NULL;
		if (atomic_compare_exchange_strong(&t->path, &none, path))
			t->method = method;
		else if (none != path || (t->method != NULL && strcmp(t->method, method) != 0))
			continue;
		return t;
	}
	return NULL;
}

void
metric_route(const char *method, const char *path, int64_t ms, int status)
{
	struct timed_route *t = route_place(method, path);

	if (t == NULL)
		return;
	atomic_fetch_add_explicit(&t->n, 1, memory_order_relaxed);
	atomic_fetch_add_explicit(&t->ms, ms, memory_order_relaxed);
	atomic_fetch_add_explicit(&t->slow, ms > SLOW_MS, memory_order_relaxed);
	atomic_fetch_add_explicit(&t->errors, status >= 500, memory_order_relaxed);
}

static void
routes_write(struct buf *out, const char *name, const char *help, size_t offset, double unit)
{
	buf_printf(out, "# HELP %s %s\n# TYPE %s counter\n", name, help, name);
	for (struct timed_route *t = routes; t < routes + ROUTES_MOST; t++)
		if (t->path != NULL && t->method != NULL)
			buf_printf(out, "%s{method=\"%s\",route=\"%s\"} %.15g\n", name, t->method, t->path,
			    (double)*(_Atomic int64_t *)((char *)t + offset) * unit);
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
	    "groundswell_request_seconds_sum %.15g\ngroundswell_request_seconds_count %lld\n",
	    (long long)timed, (double)values[METRIC_MS] / 1000.0, (long long)timed);
	routes_write(out, "groundswell_route_requests_total", "Requests by route", offsetof(struct timed_route, n), 1);
	routes_write(out, "groundswell_route_seconds_total", "Time by route", offsetof(struct timed_route, ms), 0.001);
	routes_write(out, "groundswell_route_slow_total", "Requests of more than 100 ms by route", offsetof(struct timed_route, slow), 1);
	routes_write(out, "groundswell_route_errors_total", "Answers of 500 or more by route", offsetof(struct timed_route, errors), 1);
}
