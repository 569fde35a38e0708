#include "algo/shares_price.h"
#include <assert.h>
#include <string.h>

/* ── bounds of a price, in units ── */

/* Solves Σ min(some, x) = cost for x = *cost ÷ *rich; takes the poor out of `some`
 * (of *n) and off *cost and *rich.  False: they have less than that together.
 * `weighted` is written out where it is called, so that it costs nothing where it is false. */
static inline __attribute__((always_inline)) bool
solve_(struct shares *s, bool weighted, size_t *n, __int128 *cost, int64_t *rich)
{
	for (;;) {
		if (*rich == 0)
			return false;
		__int128 exactly = *cost > 0 ? (*cost - 1) / *rich + 1 : 0, poor_money = 0;
		int64_t price = exactly < NEVER ? (int64_t)exactly : NEVER, poor = 0;
		size_t kept = 0;
		for (size_t i = 0; i < *n; i++) {
			int64_t money = s->some[i], weight = weighted ? s->some_weight[i] : 1;
			bool less = money < price;
			poor_money += less ? weighted ? (__int128)money * weight : money : 0;
			poor += less ? weight : 0;
			s->some[kept] = money;
			if (weighted)
				s->some_weight[kept] = weight;
			kept += !less;
		}
		*n = kept;
		if (poor == 0)
			return true;
		*cost -= poor_money;
		*rich -= poor;
	}
}

static bool
solve(struct shares *s, size_t *n, __int128 *cost, int64_t *rich)
{
	return s->weighted ? solve_(s, true, n, cost, rich) : solve_(s, false, n, cost, rich);
}

/* The money of the supporters who have some; how many votes they are. */
static int64_t
gather(struct shares *s, struct project *p, size_t *ret_n)
{
	int64_t votes = 0;
	size_t n = 0;

	for (size_t i = 0; i < p->active;) {
		uint32_t ballot = p->supporter[i];
		int64_t money = s->money[ballot];
		if (money == 0 && s->spent[ballot]) {
			p->supporter[i] = p->supporter[--p->active];
			p->supporter[p->active] = ballot;
			continue;
		}
		s->some[n] = money;
		if (s->weighted)
			votes += s->some_weight[n] = s->profile->ballot[ballot].weight;
		n++, i++;
	}
	*ret_n = n;
	return s->weighted ? votes : (int64_t)n;
}

void
price_bound(struct shares *s, int project)
{
	struct project *p = &s->project[project];
	size_t n = 0;
	int64_t rich = gather(s, p, &n);
	__int128 cost = (__int128)s->rules->cost[project] << s->shift, slack = (__int128)s->error * rich;

	/* Everybody `error` richer: x − error solves it for what is error × supporters less. */
	cost -= slack;
	p->high = NEVER;
	p->all_rich = false;
	if (!solve(s, &n, &cost, &rich)) {
		p->low = NEVER;
		return;
	}
	int64_t low = cost > 0 ? (int64_t)(cost / rich) + s->error : 0;
	p->low = low > p->low ? low : p->low;                           /* S3 */
	cost += 2 * slack;
	if (!solve(s, &n, &cost, &rich))
		return;
	p->high = (int64_t)((cost - 1) / rich) + 1 - s->error;
	p->all_rich = rich == s->result.votes[project];
}

/* ── the same exactly ── */

void
money_add(const struct shares *s, uint32_t ballot, int64_t weight, int64_t *times)
{
	const struct ballot *b = &s->profile->ballot[ballot];

	if (s->spent[ballot])
		return;
	times[0] += weight;
	for (uint32_t i = b->from; i < b->from + b->choices; i++)
		times[s->purchase[s->profile->choice[i]]] -= weight;
}

int64_t
weight_of(const struct shares *s, uint32_t ballot)
{
	return s->weighted ? s->profile->ballot[ballot].weight : 1;
}

int
price_against_money(struct shares *s, uint32_t ballot, int64_t cost, const int64_t *times, int64_t rich)
{
	memset(s->other_times, 0, (size_t)(s->purchases + 1) * sizeof(*s->other_times));
	money_add(s, ballot, rich, s->other_times);
	for (int k = 0; k <= s->purchases; k++)
		s->other_times[k] -= times[k];
	return ledger_sign(s->ledger, (struct sum){ -cost, s->other_times, s->purchases + 1 });
}

/* Sorts the supporters who have money into those surely poor, surely rich, and
 * too close to the price to say. */
static int64_t
sort_supporters(struct shares *s, const struct project *p, int64_t *times)
{
	int64_t error = s->error, rich = 0;

	s->npoor = s->nclose = s->nrich = 0;
	memset(times, 0, (size_t)(s->purchases + 1) * sizeof(*times));
	for (size_t i = 0; i < p->active; i++) {
		uint32_t ballot = p->supporter[i];
		if (s->money[ballot] == 0 && s->spent[ballot])
			continue;
		if (s->money[ballot] + error <= p->low) {
			s->poor[s->npoor++] = ballot;
			money_add(s, ballot, -weight_of(s, ballot), times);
			continue;
		}
		rich += weight_of(s, ballot);
		if (p->high != NEVER && s->money[ballot] - error >= p->high)
			s->rich[s->nrich++] = ballot;
		else
			s->close[s->nclose++] = ballot;
	}
	return rich;
}

/* Any poor set gives a price that is not too high, so the poor are found by raising it until nobody
 * counted as rich has less. */
int64_t
price_exactly(struct shares *s, int project, int64_t *times)
{
	int64_t cost = s->rules->cost[project], rich = sort_supporters(s, &s->project[project], times);
	size_t before;

	do {
		size_t kept = 0;
		before = s->npoor;
		for (size_t i = 0; i < s->nclose; i++) {
			uint32_t ballot = s->close[i];
			if (price_against_money(s, ballot, cost, times, rich) >= 0) {
				s->close[kept++] = ballot;
				continue;
			}
			s->poor[s->npoor++] = ballot;
			money_add(s, ballot, -weight_of(s, ballot), times);
			rich -= weight_of(s, ballot);
		}
		s->nclose = kept;
	} while (s->npoor > before);
	assert(rich > 0);
	return rich;
}

bool
price_can_be_paid(struct shares *s, int project)
{
	const struct project *p = &s->project[project];

	memset(s->times, 0, (size_t)(s->purchases + 1) * sizeof(*s->times));
	for (size_t i = 0; i < p->n; i++)
		money_add(s, p->supporter[i], weight_of(s, p->supporter[i]), s->times);
	return ledger_sign(s->ledger, (struct sum){ -s->rules->cost[project], s->times, s->purchases + 1 }) >= 0;
}
