/* bench_writer PLACE [PRODUCERS [SECONDS]]: small durable writes through the
 * writer, each producer waiting for its acknowledgement before the next. */
#include "base/clock.h"
#include "base/id.h"
#include "db/migrate.h"
#include "db/writer.h"
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

enum { DISTRICT = 1, SLOTS = 20000 };        /* a slot of the histogram is 0.1 ms */

static const struct migration tables[] = {
	{ "bench", "-- 1: what is written\n"
	    "CREATE TABLE bench (\n\tdistrict_id BIGINT NOT NULL,\n\tid BIGINT NOT NULL,\n"
	    "\tspot BIGINT NOT NULL,\n\tnote TEXT NOT NULL,\n\tPRIMARY KEY (district_id, id)\n);\n"
	    "CREATE INDEX bench_by_spot ON bench (district_id, spot);\n" },
	{ NULL, NULL },
};

static struct writer *writer;
static int64_t until;
static _Atomic size_t slots[SLOTS], failed;
static _Atomic int64_t slowest;

static void
put(struct tx *tx, void *arg)
{
	int64_t id = id_make();

	(void)arg;
	/* The index is written all over, as those of real tables are. */
	db_exec(tx, "INSERT INTO bench (district_id, id, spot, note) VALUES ($1, $2, $3, $4)", tx_district(tx),
	    id, (int64_t)((uint64_t)id * 0x9E3779B97F4A7C15 >> 1), "It went better in the second period, when they had the cards in their hands.");
}

static int64_t
micros(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (int64_t)ts.tv_sec * 1000000 + ts.tv_nsec / 1000;
}

static void *
produce(void *arg)
{
	struct arena *a = arena_new();

	while (clock_ms() < until) {
		int64_t began = micros();
		if (writer_run(writer, DISTRICT, a, put, arg) != DB_DONE)
			failed++;
		int64_t took = micros() - began, seen = slowest;
		while (took > seen && !atomic_compare_exchange_weak(&slowest, &seen, took))
			;
		slots[took / 100 < SLOTS ? took / 100 : SLOTS - 1]++;
		arena_reset(a);
	}
	arena_free(a);
	return NULL;
}

static double
quantile(size_t n, double of)
{
	size_t seen = 0, i = 0;

	while (i < SLOTS && (double)(seen += slots[i]) < (double)n * of)
		i++;
	return (double)i / 10;
}

int
main(int argc, char **argv)
{
	const char *place = argc > 1 ? argv[1] : "bench.db", *error = NULL;
	int producers = argc > 2 ? atoi(argv[2]) : 64, seconds = argc > 3 ? atoi(argv[3]) : 10;
	pthread_t *threads = calloc((size_t)producers, sizeof(*threads));
	struct db *db = db_open(place, &error);
	size_t n = 0;

	if (db == NULL || (error = db_migrate(db, tables)) != NULL ||
	    (writer = writer_start(place, &error)) == NULL)
		return fprintf(stderr, "%s\n", error), 1;
	db_close(db);
	until = clock_ms() + seconds * 1000;
	for (int i = 0; i < producers; i++)
		pthread_create(&threads[i], NULL, produce, NULL);
	for (int i = 0; i < producers; i++)
		pthread_join(threads[i], NULL);
	writer_stop(writer);
	for (int i = 0; i < SLOTS; i++)
		n += slots[i];
	printf("%zu writes, %.0f/s, %d producers; median %.1f ms, p99 %.1f ms, slowest %.1f ms; %zu failed\n",
	    n, (double)n / seconds, producers, quantile(n, 0.5), quantile(n, 0.99),
	    (double)slowest / 1000, (size_t)failed);
	free(threads);
	return failed != 0;
}
