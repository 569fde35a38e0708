/* bench_template: how long a page of 30 rows takes, every field escaped; the
 * sentences alone; the Markdown of one practice.  Best of ten rounds. */
#include "base/arena.h"
#include "base/id.h"
#include "bench/template_page.html.h"
#include "html/markdown.h"
#include <stdio.h>
#include <time.h>

enum { ROWS = 30, ROUNDS = 10, TIMES = 2000 };

static double
now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

static double
page_time(struct arena *a, struct buf *out, enum lang lang, const struct bench_row *rows)
{
	double best = 1e9;

	for (int round = 0; round < ROUNDS; round++) {
		double from = now();
		for (int i = 0; i < TIMES; i++) {
			struct html h = { .out = out, .arena = a, .lang = lang, .base = "/lincoln" };
			buf_clear(out);
			arena_reset(a);
			bench_page(&h, rows, ROWS);
		}
		double took = (now() - from) / TIMES;
		best = took < best ? took : best;
	}
	return best;
}

static double
say_time(const char *sentence)
{
	double best = 1e9;
	size_t seen = 0;

	for (int round = 0; round < ROUNDS; round++) {
		double from = now();
		for (int i = 0; i < TIMES * 100; i++)
			seen += (size_t)say(LANG_ES, sentence)[0];
		double took = (now() - from) * 10 / TIMES;
		best = took < best ? took : best;
	}
	return seen > 0 ? best : 0;
}

static double
markdown_time(struct arena *a)
{
	static const char text[] = "Ask for **one** thing they remember.\n\n1. Draw a grid of nine.\n2. Fill it in, "
	    "books closed.\n3. [Compare](https://school.example/grid) and mend.\n\n> It took two weeks.\n";
	double best = 1e9;

	for (int round = 0; round < ROUNDS; round++) {
		double from = now();
		for (int i = 0; i < TIMES; i++) {
			arena_reset(a);
			(void)markdown(a, text);
		}
		double took = (now() - from) / TIMES;
		best = took < best ? took : best;
	}
	return best;
}

int
main(void)
{
	struct arena *a = arena_new();
	struct buf out = {0};
	struct bench_row rows[ROWS];

	for (int i = 0; i < ROWS; i++)
		rows[i] = (struct bench_row){ id_make(), "Retrieval grid & \"exit\" ticket", "Three minutes at the start show "
		    "what stayed, and what didn't: nine boxes, books closed, no marks.", "Lakeside Elementary School", "3–5", i };
	double english = page_time(a, &out, LANG_EN, rows), spanish = page_time(a, &out, LANG_ES, rows);
	printf("page of %d rows, %zu bytes: %.1f us in English, %.1f us in Spanish\n", ROWS, out.len, english, spanish);
	printf("a sentence: %.0f ns; one that has no Spanish: %.0f ns\n", say_time("Monday"),
	    say_time("A sentence of some length, which nobody has translated yet."));
	printf("Markdown of a practice: %.1f us\n", markdown_time(a));
	buf_free(&out);
	arena_free(a);
	return 0;
}
