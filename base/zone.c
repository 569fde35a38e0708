/* Time zones, read from ICU once into tables that never change. */
#include "base/clock.h"
#include "base/text.h"
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unicode/ucal.h>
#include <unicode/ustring.h>

enum { CHANGES = 400, ZONES = 64 };
static const int64_t LAST = 4102444800;      /* 2100-01-01 */

struct change { int64_t from, offset; };     /* seconds east of UTC from then on */
struct zone {
	char name[64];
	size_t n;
	struct change at[CHANGES];
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct zone *known[ZONES];

static int64_t
offset_at(UCalendar *cal, double ms, UErrorCode *err)
{
	ucal_setMillis(cal, ms, err);
	return (ucal_get(cal, UCAL_ZONE_OFFSET, err) + ucal_get(cal, UCAL_DST_OFFSET, err)) / 1000;
}

static struct zone *
zone_read(const char *name)
{
	UErrorCode err = U_ZERO_ERROR;
	UChar id[64], canonical[64];
	UBool is_system = false;
	struct zone *z;

	if (strlen(name) >= sizeof(z->name))
		return NULL;
	u_charsToUChars(name, id, (int32_t)strlen(name) + 1);
	ucal_getCanonicalTimeZoneID(id, -1, canonical, 64, &is_system, &err);
	if (U_FAILURE(err) || !is_system)
		return NULL;
	UCalendar *cal = ucal_open(id, -1, "en", UCAL_GREGORIAN, &err);
	if (U_FAILURE(err) || (z = calloc(1, sizeof(*z))) == NULL)
		return NULL;
	strcpy(z->name, name);
	UDate next = 0;
	z->at[z->n++] = (struct change){ INT64_MIN, offset_at(cal, 0, &err) };
	while (z->n < CHANGES && ucal_getTimeZoneTransitionDate(cal, UCAL_TZ_TRANSITION_NEXT, &next, &err) &&
	    U_SUCCESS(err) && (int64_t)(next / 1000) < LAST) {
		z->at[z->n].from = (int64_t)(next / 1000);
		z->at[z->n++].offset = offset_at(cal, next, &err);
	}
	ucal_close(cal);
	return z;
}

const struct zone *
zone_find(const char *name)
{
	struct zone *z = NULL;

	pthread_mutex_lock(&lock);
	for (size_t i = 0; i < ZONES; i++) {
		if (known[i] == NULL) {
			z = known[i] = zone_read(name);
			break;
		}
		if (strcmp(known[i]->name, name) == 0) {
			z = known[i];
			break;
		}
	}
	pthread_mutex_unlock(&lock);
	return z;
}

static int64_t
offset_of(const struct zone *z, int64_t at)
{
	size_t low = 0, high = z == NULL ? 0 : z->n;

	while (high - low > 1) {
		size_t mid = (low + high) / 2;
		if (z->at[mid].from <= at)
			low = mid;
		else
			high = mid;
	}
	return z == NULL ? 0 : z->at[low].offset;
}

struct civil
zone_civil(const struct zone *z, int64_t at)
{
	int64_t local = at + offset_of(z, at);
	int64_t days = (local >= 0 ? local : local - 86399) / 86400, rest = local - days * 86400;
	struct civil c = date_from_number(days);

	c.hour = (int)(rest / 3600);
	c.minute = (int)(rest / 60 % 60);
	c.second = (int)(rest % 60);
	return c;
}

int64_t
zone_seconds(const struct zone *z, struct civil c)
{
	int64_t local = date_number(c) * 86400 + c.hour * 3600 + c.minute * 60 + c.second;
	int64_t before = offset_of(z, local - 86400), guess = local - before;

	/* Just after a change the new offset holds, unless the hour does not exist. */
	int64_t after = offset_of(z, guess);
	if (after != before && offset_of(z, local - after) == after)
		return local - after;
	return guess;
}
