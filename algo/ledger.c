#include "algo/ledger.h"
#include "base/arena.h"
#include <assert.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <tommath.h>

struct ledger {
	mp_int under;                           /* amount k is over[k] / under */
	mp_int *over;
	int n, most;
	mp_int a, b, c, d;                      /* for the work at hand */
};

/* The library fails only for want of memory. */
static void
must(mp_err e)
{
	if (e != MP_OKAY) {
		fprintf(stderr, "out of memory: a number does not fit\n");
		abort();
	}
}

struct ledger *
ledger_open(int most)
{
	struct ledger *l = calloc(1, sizeof(*l));
	mp_int *over = calloc((size_t)most + 1, sizeof(*over));

	if (l == NULL || over == NULL)
		must(MP_MEM);
	l->over = over;
	l->most = most;
	must(mp_init_multi(&l->under, &l->a, &l->b, &l->c, &l->d, NULL));
	for (int i = 0; i < most; i++)
		must(mp_init(&l->over[i]));
	ledger_clear(l);
	return l;
}

void
ledger_close(struct ledger *l)
{
	mp_clear_multi(&l->under, &l->a, &l->b, &l->c, &l->d, NULL);
	for (int i = 0; i < l->most; i++)
		mp_clear(&l->over[i]);
	free(l->over);
	free(l);
}

void
ledger_clear(struct ledger *l)
{
	l->n = 0;
	mp_set_i64(&l->under, 1);
}

/* ret = sum × under; uses d. */
static void
add_up(struct ledger *l, struct sum sum, mp_int *ret)
{
	assert(sum.n <= l->n);
	mp_set_i64(&l->d, sum.whole);
	must(mp_mul(&l->d, &l->under, ret));
	for (int k = 0; k < sum.n; k++) {
		if (sum.times[k] == 0)
			continue;
		mp_set_i64(&l->d, sum.times[k]);
		must(mp_mul(&l->d, &l->over[k], &l->d));
		must(mp_add(ret, &l->d, ret));
	}
}

int
ledger_sign(struct ledger *l, struct sum sum)
{
	add_up(l, sum, &l->a);
	return mp_iszero(&l->a) ? 0 : mp_isneg(&l->a) ? -1 : 1;
}

static void
times(struct ledger *l, mp_int *x, int64_t by)
{
	mp_set_i64(&l->d, by);
	must(mp_mul(x, &l->d, x));
}

int
ledger_compare(struct ledger *l, struct sum a, int64_t over_a, int64_t more_a, struct sum b, int64_t over_b, int64_t more_b)
{
	add_up(l, a, &l->a);
	times(l, &l->a, over_b);
	times(l, &l->a, more_b);
	add_up(l, b, &l->b);
	times(l, &l->b, over_a);
	times(l, &l->b, more_a);
	return mp_cmp(&l->a, &l->b);
}

int
ledger_enter(struct ledger *l, struct sum sum, int64_t over)
{
	assert(l->n < l->most && over > 0);
	/* sum ÷ over = (sum × under) ÷ (over × under): what over and sum × under have in common need not be carried. */
	add_up(l, sum, &l->a);
	mp_set_i64(&l->b, over);
	must(mp_gcd(&l->a, &l->b, &l->c));
	must(mp_div(&l->a, &l->c, &l->over[l->n], NULL));
	must(mp_div(&l->b, &l->c, &l->b, NULL));
	if (mp_cmp_d(&l->b, 1) != MP_EQ) {
		must(mp_mul(&l->under, &l->b, &l->under));
		for (int k = 0; k < l->n; k++)
			must(mp_mul(&l->over[k], &l->b, &l->over[k]));
	}
	return l->n++;
}

int64_t
ledger_floor(struct ledger *l, int amount, int shift)
{
	assert(amount < l->n && shift >= 0 && !mp_isneg(&l->over[amount]));
	must(mp_mul_2d(&l->over[amount], shift, &l->a));
	must(mp_div(&l->a, &l->under, &l->b, NULL));
	assert(mp_count_bits(&l->b) < 63);
	return mp_get_i64(&l->b);
}

static const char *
digits(struct arena *a, const mp_int *x)
{
	int size;

	must(mp_radix_size(x, 10, &size));
	char *text = arena_alloc(a, (size_t)size + 1, 1);
	must(mp_to_decimal(x, text, (size_t)size + 1));
	return text;
}

struct amount
ledger_amount(struct arena *a, struct ledger *l, struct sum sum, int64_t over)
{
	struct amount amount;

	add_up(l, sum, &l->a);
	must(mp_copy(&l->under, &l->b));
	times(l, &l->b, over);
	must(mp_gcd(&l->a, &l->b, &l->c));
	must(mp_div(&l->a, &l->c, &l->a, NULL));
	must(mp_div(&l->b, &l->c, &l->b, NULL));
	amount.exact = mp_cmp_d(&l->b, 1) == MP_EQ ? digits(a, &l->a) :
	    arena_printf(a, "%s/%s", digits(a, &l->a), digits(a, &l->b));
	bool negative = mp_isneg(&l->a);
	mp_digit cents;
	must(mp_abs(&l->a, &l->a));
	times(l, &l->a, 100);
	must(mp_div(&l->a, &l->b, &l->a, NULL));
	must(mp_div_d(&l->a, 100, &l->a, &cents));
	amount.about = arena_printf(a, "%s%s.%02u", negative ? "-" : "", digits(a, &l->a), (unsigned)cents);
	return amount;
}
