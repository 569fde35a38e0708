/* The wall, walked: every route as everybody, in their own district and in
 * another, against docs/wall.md and tests/wall.txt.  What differs is printed. */
#include "app/app.h"
#include "base/clock.h"
#include "base/id.h"
#include "base/text.h"
#include "tests/test.h"
#include "tests/wall_walk.h"
#include <ctype.h>
#include <string.h>

enum { NOBODY = -1, HERE = 0, ELSEWHERE = 1 };
enum verdict { ALLOWED, SIGN_IN, NOT_THEIR_ROLE, MAY_NOT, HIDDEN };

/* One difference, and everybody who finds it. */
struct difference { const char *what, *who; int people; };
struct walk {
	struct wall_world *w;
	const struct wall_table *t;
	struct arena *a;                     /* of one line's requests */
	const struct wall_route *line;
	const struct route *route;
	const char *how;                     /* with what is asked: "", "with another district's record: " */
	unsigned seen_kinds, mailed_kinds;   /* by anybody, on this line */
	struct { struct difference *at; size_t n, cap; } differences;
	int problems;
};

static const char *
who_said(const struct walk *w, int who)
{
	return who < 0 ? "somebody not signed in" : w->t->who.at[who].words;
}

static void differs(struct walk *, int who, const char *fmt, ...) __attribute__((format(printf, 3, 4)));
static void
differs(struct walk *w, int who, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	const char *what = arena_printf(w->a, "%s%s", w->how, arena_vprintf(w->a, fmt, ap));
	va_end(ap);
	w->problems++;
	for (size_t i = 0; i < w->differences.n; i++) {
		struct difference *d = &w->differences.at[i];
		if (!text_eq(d->what, what))
			continue;
		if (d->people++ < 3)
			d->who = arena_printf(w->a, "%s, %s", d->who, who_said(w, who));
		return;
	}
	*LIST_ADD(w->a, &w->differences) = (struct difference){ what, who_said(w, who), 1 };
}

static void
differences_print(struct walk *w)
{
	struct buf params = { .arena = w->a };

	for (size_t i = 0; i < w->line->params.n; i++)
		buf_printf(&params, " %s=%s", w->line->params.at[i].name, w->line->params.at[i].value);
	if (w->differences.n > 0)
		print_message("# wall.txt:%d %s %s%s\n", w->line->line, w->line->method, w->line->path, buf_str(&params));
	for (size_t i = 0; i < w->differences.n; i++) {
		const struct difference *d = &w->differences.at[i];
		print_message("#   %s%s\n#     %s\n", d->who, d->people > 4 ? arena_printf(w->a, " and %d more", d->people - 4) : "", d->what);
	}
	w->differences.n = w->differences.cap = 0;
}

static bool
signed_in(const struct walk *w, int who)
{
	return who >= 0 && !w->t->who.at[who].gone;
}

/* The record that a parameter names, or NULL for a plain word. */
static const struct wall_object *
param_object(const struct walk *w, size_t i)
{
	const char *value = w->line->params.at[i].value;

	if (*value != '@')
		return NULL;
	const struct wall_object *o = wall_object(w->w, value + 1);
	if (o == NULL)
		fail_msg("tests/wall.txt:%d: %s is not planted", w->line->line, value);
	return o;
}

static enum verdict
verdict_of(const struct walk *w, int who)
{
	const struct wall_route *line = w->line;
	unsigned may = w->t->may[w->route->may], roles = who < 0 ? 0 : w->t->who.at[who].roles;
	int stands_for = line->proves >= 0 ? line->proves : who, owner = -1;
	bool owned = false;

	if (!signed_in(w, who) && w->route->may != MAY_ANYONE)
		return SIGN_IN;
	if (w->route->may != MAY_ANYONE && may != ~0u && !(may & roles))
		return NOT_THEIR_ROLE;
	for (size_t i = 0; i < line->params.n; i++) {
		const struct wall_object *o = param_object(w, i);
		if (o == NULL)
			continue;
		if (o->kind >= 0 && wall_expected(w->t, o->kind, stands_for, o->owner) < SEES_SUMMARY)
			return HIDDEN;
		owned = o->owner >= 0;
		owner = o->owner;
	}
	int by = line->by != BY_DEFAULT ? line->by : 
	    owned && text_eq(line->method, "POST") && w->route->may <= MAY_MEMBER ? BY_SELF : BY_ALL;
	bool right = by == BY_ROLES ? (line->by_roles & roles) != 0 : by == BY_ALL || owner == stands_for;
	return right ? ALLOWED : MAY_NOT;
}

static bool
status_fits(const struct walk *w, const struct wall_answer *x)
{
	bool any = false;

	for (int i = 0; i < 4; i++) {
		if (w->line->status[i] != 0 && w->line->status[i] == x->status)
			return true;
		any |= w->line->status[i] != 0;
	}
	if (any)
		return false;
	if (text_eq(w->line->method, "GET"))
		return x->status == 200;
	return x->status == 303 || (w->line->form.n == 0 && (x->status == 422 || x->status == 204));
}

static const char *
mark_said(const struct walk *w, const struct wall_mark *m)
{
	return arena_printf(w->a, "%s (%s.%s%s%s%s%s)", wall_kind_name((enum wall_kind)m->kind), m->table, m->column,
	    m->name != NULL ? " of " : "", m->name != NULL ? m->name : "", m->owner >= 0 ? ", of " : "",
	    m->owner >= 0 ? w->t->who.at[m->owner].name : "");
}

static bool
mark_is_for(const struct walk *w, const struct wall_mark *m, int who)
{
	enum sees sees = wall_expected(w->t, m->kind, who, m->owner);

	return sees == SEES_ALL || (sees == SEES_SUMMARY && !m->whole);
}

/* The frame of every page says who is signed in. */
static bool
is_own_name(const struct wall_mark *m, int who)
{
	return who >= 0 && m->owner == who && m->kind == WALL_PROFILE;
}

static bool
look_is_noted(const struct wall_answer *x, int by, const struct wall_mark *m)
{
	for (size_t i = 0; i < x->looks.n; i++)
		if (x->looks.at[i].by == by && x->looks.at[i].owner == m->owner && x->looks.at[i].kind == m->kind)
			return true;
	return false;
}

/* Why a mark should not be there, or NULL. */
static const char *
wrong_with(struct walk *w, int who, const struct wall_answer *x, const struct wall_mark *m)
{
	int stands_for = w->line->proves >= 0 ? w->line->proves : who;

	if (is_own_name(m, who))
		return NULL;
	w->seen_kinds |= 1u << m->kind;
	if (!mark_is_for(w, m, stands_for))
		return "sees what docs/wall.md hides";
	if (!(w->line->shows >> m->kind & 1))
		return "sees what this line does not list";
	if (wall_logged((enum wall_kind)m->kind) && m->owner >= 0 && m->owner != stands_for && !look_is_noted(x, who, m))
		return "sees, and no look is noted,";
	return NULL;
}

/* The marks of one kind in one sentence. */
struct found { const char *wrong; size_t first, n; };

static void
found_add(struct found *f, const char *wrong, size_t mark)
{
	if (wrong == NULL)
		return;
	if (f->n++ == 0) {
		f->wrong = wrong;
		f->first = mark;
	}
}

static void
found_say(struct walk *w, int who, const struct found f[WALL_KINDS])
{
	for (int k = 0; k < WALL_KINDS; k++)
		if (f[k].n > 0)
			differs(w, who, "%s: %s%s", f[k].wrong, mark_said(w, &w->w->marks.at[f[k].first]),
			    f[k].n > 1 ? arena_printf(w->a, " and %zu more of the kind", f[k].n - 1) : "");
}

static void
check_mail(struct walk *w, int who, const struct wall_mail *mail)
{
	for (size_t i = 0; i < w->w->marks.n; i++) {
		struct wall_mark mark = w->w->marks.at[i], *m = &mark;
		if (mail->seen.at[ELSEWHERE][i])
			differs(w, who, "a mail has %s of another district", mark_said(w, m));
		if (!mail->seen.at[HERE][i] || (m->owner == mail->to && (m->kind == WALL_PROFILE || m->kind == WALL_CONTACT)))
			continue;
		if (w->line->publishes >= 0 && m->owner == who && (m->kind == WALL_DRAFT || m->kind == WALL_TRY))
			m->kind = w->line->publishes;
		w->mailed_kinds |= 1u << m->kind;
		if (!mark_is_for(w, m, mail->to))
			differs(w, who, "a mail to %s has %s, which docs/wall.md hides", who_said(w, mail->to), mark_said(w, m));
		else if (!(w->line->mails >> m->kind & 1))
			differs(w, who, "a mail to %s has %s, which this line does not list", who_said(w, mail->to), mark_said(w, m));
	}
}

static void
check_allowed(struct walk *w, int who, const struct wall_answer *x)
{
	struct found found[WALL_KINDS] = {0};

	if (!status_fits(w, x))
		differs(w, who, "status %d%s%s, and this is theirs", x->status, *x->location ? " to " : "", x->location);
	for (size_t i = 0; i < w->w->marks.n; i++) {
		const struct wall_mark *m = &w->w->marks.at[i];
		found_add(&found[m->kind], x->seen.at[ELSEWHERE][i] ? "sees another district's" :
		    x->seen.at[HERE][i] ? wrong_with(w, who, x, m) : NULL, i);
	}
	found_say(w, who, found);
	for (size_t i = 0; i < x->mails.n; i++)
		check_mail(w, who, &x->mails.at[i]);
}

static void
check_denied(struct walk *w, int who, const struct wall_answer *x, enum verdict v)
{
	static const char *const expected[] = { "", "303 to /sign-in", "403", "403 or 404", "404" };
	bool right = v == SIGN_IN ? x->status == 303 && strstr(x->location, "/sign-in") != NULL :
	    v == HIDDEN ? x->status == 404 : v == MAY_NOT ? x->status == 403 || x->status == 404 : x->status == 403;
	struct found found[WALL_KINDS] = {0};

	if (!right)
		differs(w, who, "status %d%s%s, expected %s", x->status, *x->location ? " to " : "", x->location, expected[v]);
	if (v != SIGN_IN && x->changed != 0)
		differs(w, who, "may not, and %lld rows were changed", (long long)x->changed);
	for (size_t i = 0; i < w->w->marks.n; i++) {
		const struct wall_mark *m = &w->w->marks.at[i];
		if (x->seen.at[ELSEWHERE][i] || (x->seen.at[HERE][i] && !is_own_name(m, who)))
			found_add(&found[m->kind], "may not, and sees", i);
	}
	found_say(w, who, found);
}

/* "/practices/:practice?q={shared.title}" with what the line says in it. */
static const char *
path_of(struct walk *w, int district, int64_t instead)
{
	struct buf out = { .arena = w->a };

	for (const char *p = w->line->path; *p != '\0';) {
		size_t len = strcspn(p + 1, "/?}.");
		if (*p == '{') {
			const char *dot = strchr(p, '.'), *close = strchr(p, '}');
			const char *mark = dot == NULL || close == NULL ? NULL : wall_mark_of(w->a, w->w, district,
			    arena_copy(w->a, p + 1, (size_t)(dot - p) - 1), arena_copy(w->a, dot + 1, (size_t)(close - dot) - 1));
			if (mark == NULL)
				fail_msg("tests/wall.txt:%d: %s names no mark", w->line->line, p);
			buf_text(&out, mark);
			p = close + 1;
		} else if (*p == ':') {
			const char *name = arena_copy(w->a, p + 1, len);
			size_t i = 0;
			while (i < w->line->params.n && !text_eq(w->line->params.at[i].name, name))
				i++;
			if (i == w->line->params.n)
				fail_msg("tests/wall.txt:%d: say which %s", w->line->line, name);
			const struct wall_object *o = param_object(w, i);
			buf_text(&out, o == NULL ? w->line->params.at[i].value : id_text(w->a, instead != 0 ? instead : o->id[district]));
			p += len + 1;
		} else
			buf_char(&out, *p++);
	}
	return buf_str(&out);
}

static struct wall_answer *
ask(struct walk *w, int who, int from, int district, const char *path, bool token)
{
	return wall_ask(w->w, w->a, &(struct wall_asking){ .district = district, .who = who, .from = from,
	    .method = w->line->method, .path = path, .form = w->line->form, .token = token });
}

/* The page but for what is new in each answer: its address and its token. */
static const char *
plain(struct walk *w, const struct wall_answer *x, const char *path)
{
	struct buf out = { .arena = w->a };
	size_t n = strcspn(path, "?");

	for (const char *p = x->body; p < x->body + x->len;) {
		size_t hex = strspn(p, "0123456789abcdef");
		if (hex > 100)
			p += hex;
		else if (strncmp(p, path, n) == 0)
			p += n;
		else
			buf_char(&out, *p++);
	}
	return buf_str(&out);
}

static bool
has_objects(struct walk *w)
{
	for (size_t i = 0; i < w->line->params.n; i++)
		if (param_object(w, i) != NULL)
			return true;
	return false;
}

/* What one may not see, what another district has, and what never was look alike. */
static void
check_hidden(struct walk *w, int who, const struct wall_answer *own, enum verdict v)
{
	const char *none = path_of(w, HERE, id_make()), *theirs = path_of(w, ELSEWHERE, 0), *mine = path_of(w, HERE, 0);
	struct wall_answer *x = ask(w, who, HERE, HERE, none, true), *y = ask(w, who, HERE, HERE, theirs, true);
	enum verdict expected = v == SIGN_IN || v == NOT_THEIR_ROLE ? v : HIDDEN;

	w->how = "with a record that never was: ";
	check_denied(w, who, x, expected);
	w->how = "with another district's record: ";
	check_denied(w, who, y, expected);
	w->how = "";
	if (!text_eq(plain(w, x, none), plain(w, y, theirs)))
		differs(w, who, "another district's looks otherwise than what never was");
	if (v == HIDDEN && !text_eq(plain(w, x, none), plain(w, own, mine)))
		differs(w, who, "what is hidden looks otherwise than what never was");
}

/* Somebody here, a cookie from another district here, and a cookie from here in another district. */
static void
walk_as(struct walk *w, int who)
{
	const char *path = path_of(w, HERE, 0);
	enum verdict v = verdict_of(w, who), nobody = verdict_of(w, NOBODY);
	struct wall_answer *x = ask(w, who, HERE, HERE, path, true);

	if (v == ALLOWED)
		check_allowed(w, who, x);
	else
		check_denied(w, who, x, v);
	if (has_objects(w) && w->line->proves < 0)
		check_hidden(w, who, x, v);
	if (text_eq(w->line->method, "POST") && v == ALLOWED && !w->route->no_token) {
		x = ask(w, who, HERE, HERE, path, false);
		if (x->status != 403 || x->changed != 0)
			differs(w, who, "without a token: status %d, %lld rows changed", x->status, (long long)x->changed);
	}
	if (who >= 0 && nobody != ALLOWED && w->line->proves < 0) {
		w->how = "with this district's cookie in another: ";
		check_denied(w, who, ask(w, who, HERE, ELSEWHERE, path, true), nobody);
		w->how = "with another district's cookie: ";
		check_denied(w, who, ask(w, who, ELSEWHERE, HERE, path, true), nobody);
		w->how = "";
	}
}

static void
walk_line(struct walk *w)
{
	w->seen_kinds = w->mailed_kinds = 0;
	for (int who = NOBODY; who < (int)w->t->who.n; who++)
		walk_as(w, who);
	for (int k = 0; k < WALL_KINDS; k++) {
		if ((w->line->shows & ~w->seen_kinds) >> k & 1)
			differs(w, NOBODY, "nobody sees %s here, and the line lists it", wall_kind_name((enum wall_kind)k));
		if ((w->line->mails & ~w->mailed_kinds) >> k & 1)
			differs(w, NOBODY, "no mail has %s, and the line lists it", wall_kind_name((enum wall_kind)k));
	}
	differences_print(w);
	arena_reset(w->a);
}

static bool
line_is_for(const struct wall_route *line, const struct route *route)
{
	size_t n = strcspn(line->path, "?");

	return text_eq(line->method, route->method) && strlen(route->path) == n && strncmp(line->path, route->path, n) == 0;
}

static void
walk_route(struct walk *w, const struct route *route, bool *used)
{
	bool any = false;

	w->route = route;
	for (size_t i = 0; i < w->t->routes.n; i++)
		if (line_is_for(&w->t->routes.at[i], route)) {
			w->line = &w->t->routes.at[i];
			any = used[i] = true;
			walk_line(w);
		}
	if (!any) {
		print_message("# tests/wall.txt has no line for %s %s: add one, see HACKING.md\n", route->method, route->path);
		w->problems++;
	}
}

DB_TEST(wall_shows_every_route_as_the_table_says)
{
	const struct wall_table *t = wall_table_read(arena);
	struct walk w = { .t = t, .a = arena_new(), .how = "", .w = wall_world_plant(db, arena, t, district) };
	bool *used = NEW_N(arena, bool, t->routes.n + 1);

	for (size_t f = 0; features[f] != NULL; f++)
		for (const struct route *r = features[f]->routes; r != NULL && r->method != NULL; r++)
			walk_route(&w, r, used);
	for (size_t i = 0; i < t->routes.n; i++)
		if (!used[i]) {
			print_message("# wall.txt:%d: there is no route %s %s\n", t->routes.at[i].line, t->routes.at[i].method, t->routes.at[i].path);
			w.problems++;
		}
	arena_free(w.a);
	assert_int_equal(w.problems, 0);
}

/* Letters are written at night, by nobody: two weeks of them. */
struct nights { struct wall_world *w; struct arena *a; int district, wrong; size_t mails, marks; };

static void
check_letters(struct tx *tx, void *arg)
{
	struct nights *n = arg;
	struct walk walk = { .w = n->w, .t = n->w->t, .a = n->a };
	struct wall_mails mails = wall_mails(tx, n->w, n->a, n->district);

	n->mails += mails.n;
	for (size_t m = 0; m < mails.n; m++)
		for (size_t i = 0; i < n->w->marks.n; i++) {
			const struct wall_mark *mark = &n->w->marks.at[i];
			bool strange = mails.at[m].seen.at[1 - n->district][i], own = mark->owner == mails.at[m].to;
			n->marks += mails.at[m].seen.at[n->district][i];
			if (!strange && (!mails.at[m].seen.at[n->district][i] || own || mark_is_for(&walk, mark, mails.at[m].to)))
				continue;
			print_message("# a letter to %s has %s%s\n", who_said(&walk, mails.at[m].to), mark_said(&walk, mark),
			    strange ? " of another district" : ", which docs/wall.md hides");
			n->wrong++;
		}
}

DB_TEST(wall_letters_tell_people_only_what_they_may_see)
{
	struct nights n = { .a = arena, .w = wall_world_plant(db, arena, wall_table_read(arena), district) };
	const char *error = NULL;
	struct writer *writer = writer_start(test_place(), &error);
	int64_t now = clock_now();

	assert_non_null(writer);
	for (int half_day = 0; half_day < 30; half_day++) {
		clock_set_for_test(now + half_day * 43200);
		jobs_run_due(db, writer, features_jobs(arena), now + half_day * 43200);
	}
	for (n.district = 0; n.district < DISTRICTS; n.district++)
		assert_int_equal(db_run(db, DB_READ, n.w->district[n.district], arena, check_letters, &n), DB_DONE);
	writer_stop(writer);
	assert_int_equal(n.wrong, 0);
	assert_true(n.mails >= 4 && n.marks > 2 * n.mails);
}

TEST(wall_is_what_docs_wall_md_says)
{
	struct arena *a = arena_new();
	const struct wall_table *t = wall_table_read(a);
	int wrong = 0;

	for (int kind = 0; kind < WALL_KINDS; kind++)
		for (int c = 0; c < RELATIONS; c++) {
			enum sees sees = wall_sees((enum wall_kind)kind, 1u << c);
			if (sees == t->sees[kind][c])
				continue;
			print_message("# %s: %s see %s; docs/wall.md says %s\n", wall_kind_name((enum wall_kind)kind), relation_name(c),
			    sees_said(sees), sees_said(t->sees[kind][c]));
			wrong++;
		}
	arena_free(a);
	assert_int_equal(wrong, 0);
}

TEST(wall_permissions_are_what_wall_txt_says)
{
	struct arena *a = arena_new();
	const struct wall_table *t = wall_table_read(a);

	for (int may = 1; may < MAYS; may++)
		for (unsigned roles = 0; roles < 1u << ROLES; roles++) {
			struct person p = { .roles = roles };
			struct login l = { .person = &p };
			bool expected = may == MAY_ANYONE || t->may[may] == ~0u || (t->may[may] & roles);
			assert_int_equal(login_may(&l, (enum may)may), expected);
			assert_int_equal(login_may(NULL, (enum may)may), may == MAY_ANYONE);
		}
	arena_free(a);
}
