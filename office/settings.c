#include "office/settings.h"
#include "base/clock.h"
#include "base/id.h"
#include "base/text.h"
#include "db/setting.h"
#include <string.h>

const struct zone_choice zone_choices[] = {
	{ "America/New_York", N_("Eastern") }, { "America/Chicago", N_("Central") }, { "America/Denver", N_("Mountain") },
	{ "America/Phoenix", N_("Arizona") }, { "America/Los_Angeles", N_("Pacific") }, { "America/Anchorage", N_("Alaska") },
	{ "Pacific/Honolulu", N_("Hawaii") }, { "America/Puerto_Rico", N_("Puerto Rico") }, {0}
};

/* The district's own row. */
static const struct setting own[] = {
	{ .name = "district.name", .label = N_("Name of the district"), .min = 1, .max = 120, .about = N_("It stands under every page and on certificates.") },
	{ .name = "district.zone", .label = N_("Time zone"), .kind = SETTING_ZONE, .about = N_("Days, due dates and quiet hours go by it.") },
	{ .name = "district.language", .label = N_("Language"), .kind = SETTING_LANGUAGE, .about = N_("For pages before anybody is known. Everybody chooses their own.") },
	{0}
};

const struct setting *const *
settings_all(struct arena *a)
{
	LIST(const struct setting *) all = {0};

	for (const struct setting *s = own; s->name != NULL; s++)
		*LIST_ADD(a, &all) = s;
	for (size_t i = 0; features[i] != NULL; i++)
		for (const struct setting *s = features[i]->settings; s != NULL && s->name != NULL; s++)
			*LIST_ADD(a, &all) = s;
	*LIST_ADD(a, &all) = NULL;
	return all.at;
}

const struct setting *
setting_named(struct arena *a, const char *name)
{
	for (const struct setting *const *s = settings_all(a); *s != NULL; s++)
		if (text_eq((*s)->name, name))
			return *s;
	return NULL;
}

const char *
setting_value(struct tx *tx, const struct setting *s)
{
	struct district *d = district_find(tx, tx_district(tx));

	if (text_eq(s->name, "district.name"))
		return d->name;
	if (text_eq(s->name, "district.zone"))
		return d->zone;
	if (text_eq(s->name, "district.language"))
		return d->language;
	return setting_text(tx, s->name, s->otherwise != NULL ? s->otherwise : "");
}

static void
value_put(struct tx *tx, const struct setting *s, const char *value)
{
	struct district d = *district_find(tx, tx_district(tx));

	if (text_starts(s->name, "district.")) {
		d.name = text_eq(s->name, "district.name") ? value : d.name;
		d.zone = text_eq(s->name, "district.zone") ? value : d.zone;
		d.language = text_eq(s->name, "district.language") ? value : d.language;
		district_put(tx, &d);
	} else
		setting_put(tx, s->name, text_eq(value, s->otherwise != NULL ? s->otherwise : "") ? NULL : value);
}

const char *
setting_typed(struct arena *a, const struct setting *s, const char *typed)
{
	char *value = s->kind == SETTING_EMAIL ? text_lower(a, typed) : text_line(a, typed);
	size_t n = strlen(value);

	/* An address of a site ends without a slash: paths are put behind it. */
	while (s->kind == SETTING_URL && n > 0 && value[n - 1] == '/')
		value[--n] = '\0';
	if (s->kind == SETTING_CHECK)
		return n > 0 ? "1" : "0";
	return value;
}

static bool
is_url(const char *value)
{
	const char *host = text_starts(value, "https://") ? value + 8 : text_starts(value, "http://") ? value + 7 : "";

	return *host != '\0' && *host != '/' && strpbrk(value, " \"<>?#") == NULL;
}

const char *
setting_problem(struct arena *a, enum lang lang, const struct setting *s, const char *value)
{
	int64_t number;
	int64_t most = s->max != 0 ? s->max : 500;

	if (*value == '\0' && s->kind != SETTING_NUMBER && s->kind != SETTING_ZONE && s->kind != SETTING_LANGUAGE)
		return s->min > 0 ? say(lang, N_("This cannot be empty.")) : NULL;
	switch (s->kind) {
	case SETTING_NUMBER:
		if (!text_i64(value, &number) || number < s->min || number > s->max)
			return arena_printf(a, say(lang, N_("A number from %1$d to %2$d, please.")), (int)s->min, (int)s->max);
		return NULL;
	case SETTING_URL:
		return is_url(value) ? NULL : say(lang, N_("This needs an address such as https://learn.lincoln.example"));
	case SETTING_EMAIL:
		return strchr(value, '@') != NULL && strchr(value, ' ') == NULL ? NULL : say(lang, N_("This needs an address such as help@lincoln.example"));
	case SETTING_ZONE:
		return zone_find(value) != NULL ? NULL : say(lang, N_("There is no such time zone. Choose one from the list."));
	case SETTING_LANGUAGE:
		return lang_find(value) >= 0 ? NULL : say(lang, N_("Choose one of the languages."));
	case SETTING_TEXT:
	case SETTING_SECRET:
	case SETTING_CHECK:
		break;
	}
	return (int64_t)text_length(value) <= most ? NULL : arena_printf(a, say(lang, N_("At most %d characters, please.")), (int)most);
}

void
setting_change(struct tx *tx, const struct login *by, const struct setting *s, const char *value)
{
	const char *before = setting_value(tx, s);
	bool secret = s->kind == SETTING_SECRET;

	if (text_eq(before, value))
		return;
	value_put(tx, s, value);
	setting_log_insert(tx, &(struct setting_entry){ .id = id_make(), .at = clock_now(), .by_person = by->person->id,
	    .name = s->name, .before = secret && *before != '\0' ? "•" : before, .after = secret && *value != '\0' ? "•" : value });
}

const char *
setting_undo(struct tx *tx, const struct login *by, int64_t id)
{
	struct setting_entry *e = setting_entry_row(tx, id);
	const struct setting *s = e == NULL ? NULL : setting_named(tx_arena(tx), e->name);

	if (s == NULL || !e->latest)
		return N_("That was changed since. Look at the settings as they stand now.");
	if (s->kind == SETTING_SECRET)
		return N_("What was secret is not kept. Type it again.");
	setting_change(tx, by, s, e->before);
	return NULL;
}

const char *
setting_said(enum lang lang, const struct setting *s, const char *value)
{
	if (*value == '\0')
		return say(lang, N_("not set"));
	if (s == NULL)
		return value;
	if (s->kind == SETTING_SECRET)
		return say(lang, N_("set, and not shown"));
	if (s->kind == SETTING_CHECK)
		return say(lang, text_eq(value, "1") ? N_("yes") : N_("no"));
	if (s->kind == SETTING_LANGUAGE && lang_find(value) >= 0)
		return lang_name((enum lang)lang_find(value));
	for (const struct zone_choice *z = zone_choices; s->kind == SETTING_ZONE && z->zone != NULL; z++)
		if (text_eq(z->zone, value))
			return say(lang, z->said);
	return value;
}
