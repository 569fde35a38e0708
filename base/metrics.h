/* Counters for /metrics (Prometheus text format 0.0.4). */
#ifndef BASE_METRICS_H
#define BASE_METRICS_H
#include "base/buf.h"
#include <stdint.h>
enum metric { METRIC_REQUESTS, METRIC_ERRORS, METRIC_REFUSED, METRIC_MS, METRIC_WRITES, METRIC_GROUPS, METRICS };
void metric_add(enum metric, int64_t n);
int64_t metric_value(enum metric);
void metric_ms(int64_t ms);                    /* one request's time, into the histogram */
void metric_route(const char *method, const char *path, int64_t ms, int status);    /* both strings live for ever */
void metrics_write(struct buf *);
#endif
