#include "app/app.h"
#include "base/text.h"
#include "mail/smtp.h"

extern const struct feature
    account,
    trust,
    people,
    roster,
    practices,
    directory,
    letters,
    office,
    providers,
    ballots,
    home,
    days,
    coaching,
    demo;

const struct feature *const features[] = {
	&account,
	&trust,
	&people,
	&roster,
	&practices,
	&directory,
	&letters,
	&office,
	&providers,
	&ballots,
	&home,
	&days,
	&coaching,
	&demo,
	NULL
};

static const char *
routes_problem(struct arena *a, const struct feature *f)
{
	for (const struct route *r = f->routes; r != NULL && r->method != NULL; r++) {
		if (r->may == 0)
			return arena_printf(a, "%s: %s %s names no permission", f->name, r->method, r->path);
		if (r->run == NULL)
			return arena_printf(a, "%s: %s %s has no handler", f->name, r->method, r->path);
		for (const struct route *s = f->routes; s < r; s++)
			if (text_eq(r->method, s->method) && text_eq(r->path, s->path))
				return arena_printf(a, "%s: %s %s stands twice", f->name, r->method, r->path);
	}
	return NULL;
}

const char *
features_problem(struct arena *a)
{
	for (size_t i = 0; features[i] != NULL; i++) {
		const char *problem = routes_problem(a, features[i]);
		if (problem != NULL)
			return problem;
		for (const struct job *j = features[i]->jobs; j != NULL && j->kind != NULL; j++)
			if (j->run == NULL)
				return arena_printf(a, "%s: the job %s does nothing", features[i]->name, j->kind);
	}
	return NULL;
}

const struct job *const *
features_jobs(struct arena *a)
{
	LIST(const struct job *) jobs = {0};

	*LIST_ADD(a, &jobs) = mail_jobs;
	for (size_t i = 0; features[i] != NULL; i++)
		if (features[i]->jobs != NULL)
			*LIST_ADD(a, &jobs) = features[i]->jobs;
	*LIST_ADD(a, &jobs) = NULL;
	return jobs.at;
}
