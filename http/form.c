#include "http/form.h"
#include "base/clock.h"
#include "base/id.h"
#include "base/text.h"
#include <string.h>


struct reading { struct request *r; const struct field *f; const char *typed; void *to; };

static void __attribute__((format(printf, 2, 3)))
problem(struct reading *in, const char *english, ...)
{
	va_list ap;

	va_start(ap, english);
	problem_add(in->r, in->f->name, arena_vprintf(in->r->arena, say(in->r->lang, english), ap));
	va_end(ap);
}

static const char *
label(struct reading *in)
{
	return say(in->r->lang, in->f->label);
}

static bool
missing(struct reading *in)
{
	if (!text_empty(in->typed))
		return false;
	if (in->f->min > 0)
		problem(in, N_("%s: please write something here."), label(in));
	return true;
}

static void
read_text(struct reading *in)
{
	const char *text = in->f->kind == FORM_PROSE ? text_trim(in->r->arena, in->typed) :
	    text_line(in->r->arena, in->typed);
	int64_t n = (int64_t)text_length(text);

	*(const char **)in->to = text;
	if (missing(in))
		return;
	if (n < in->f->min)
		problem(in, N_("%s: please write at least %d characters."), label(in), (int)in->f->min);
	else if (in->f->max > 0 && n > in->f->max)
		problem(in, N_("%1$s: this has %2$d characters, and %3$d fit. Please shorten it."), label(in), (int)n, (int)in->f->max);
}

static void
read_email(struct reading *in)
{
	const char *text = text_lower(in->r->arena, in->typed);

	*(const char **)in->to = text;
	if (missing(in))
		return;
	const char *at = strchr(text, '@');
	if (at == NULL || at == text || at[1] == '\0' || strchr(at + 1, '@') != NULL || strpbrk(text, " ,;<>\"()\\") != NULL)
		problem(in, N_("%s: this needs an address such as rosa@school.example."), label(in));
}

static void
read_number(struct reading *in)
{
	const char *text = text_line(in->r->arena, in->typed);
	int64_t n = 0;

	*(int64_t *)in->to = 0;
	if (missing(in))
		return;
	if (!text_i64(text, &n))
		problem(in, N_("%s: please write a number, such as 20."), label(in));
	else if (n < in->f->min || (in->f->max > 0 && n > in->f->max))
		problem(in, N_("%1$s: please write a number from %2$d to %3$d."), label(in), (int)in->f->min, (int)in->f->max);
	else
		*(int64_t *)in->to = n;
}

static void
read_choice(struct reading *in)
{
	*(int64_t *)in->to = -1;
	for (int i = 0; in->f->choices[i].value != NULL; i++)
		if (text_eq(in->f->choices[i].value, in->typed)) {
			*(int64_t *)in->to = i;
			return;
		}
	if (in->f->min > 0 || !text_empty(in->typed))
		problem(in, N_("%s: please choose one."), label(in));
}

static void
read_set(struct reading *in)
{
	unsigned set = 0;

	for (size_t i = 0; i < in->r->form.n; i++)
		for (int c = 0; text_eq(in->r->form.at[i].name, in->f->name) && in->f->choices[c].value != NULL; c++)
			if (text_eq(in->f->choices[c].value, in->r->form.at[i].value))
				set |= 1u << c;
	*(unsigned *)in->to = set;
	if (set == 0 && in->f->min > 0)
		problem(in, N_("%s: please choose at least one."), label(in));
}

static void
read_date(struct reading *in)
{
	const char *text = text_line(in->r->arena, in->typed);
	struct civil c;

	*(const char **)in->to = text;
	if (missing(in))
		return;
	if (!date_read(text, &c))
		problem(in, N_("%s: please write a date as year-month-day, such as 2026-10-12."), label(in));
}

static void
read_id(struct reading *in)
{
	*(int64_t *)in->to = 0;
	if (!missing(in) && !id_read(in->typed, strlen(in->typed), in->to))
		problem(in, N_("%s: please choose one."), label(in));
}

bool
form_read(struct request *r, const struct field *f, void *into)
{
	for (; f->name != NULL; f++) {
		struct reading in = { r, f, request_form(r, f->name), (char *)into + f->offset };
		switch (f->kind) {
		case FORM_LINE:
		case FORM_PROSE:
			read_text(&in);
			break;
		case FORM_NUMBER:
			read_number(&in);
			break;
		case FORM_CHECK:
			*(bool *)in.to = *in.typed != '\0';
			break;
		case FORM_CHOICE:
			read_choice(&in);
			break;
		case FORM_SET:
			read_set(&in);
			break;
		case FORM_DATE:
			read_date(&in);
			break;
		case FORM_EMAIL:
			read_email(&in);
			break;
		case FORM_ID:
			read_id(&in);
			break;
		}
	}
	return r->problems.n == 0;
}
