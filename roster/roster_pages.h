/* Handlers of roster/, and what their templates show. */
#ifndef ROSTER_ROSTER_PAGES_H
#define ROSTER_ROSTER_PAGES_H
#include "roster/imports.h"
#include "roster/nces.h"
#include "roster/doubts.h"
#include "roster/roster_said.h"
#include "site/page.h"

enum { IMPORTS_SHOWN = 20, CHANGES_SHOWN = 6, CHANGES_PAGE = 50 };

struct roster_view {
	struct imports imports;
	int64_t page, doubts, schools;        /* schools: open ones without a federal number */
	bool more;
};

struct import_view {
	struct import *import;
	int64_t counts[CHANGE_KINDS];
	struct dones changes[CHANGE_KINDS];
	struct roster_files files;
	struct roster_lefts lefts;
	struct deeds deeds;
	int64_t doubts;
	bool may_undo;
	int kind;                                /* only this one, page by page; -1: the first of each */
	int64_t page;
};

struct nces_view {
	int64_t kept, sure;
	struct nces_matches without, with;
	const char *state;
};

enum lang   roster_lang(const struct request *);                 /* in a prepare step, once it is known who asks */
const char *state_said(enum lang, enum import_state);
const char *deed_said(struct arena *, enum lang, const struct deed *);

void roster_home(struct request *);
void roster_upload(struct request *);
void roster_upload_prepare(struct request *);
void import_show(struct request *);
void import_report(struct request *);
void import_changes_file(struct request *);
void import_apply_it(struct request *);
void import_apply_prepare(struct request *);
void import_discard_it(struct request *);
void import_undo_it(struct request *);
void import_undo_prepare(struct request *);
void nces_list(struct request *);
void nces_bring_it(struct request *);
void nces_bring_prepare(struct request *);
void nces_sure_it(struct request *);
void nces_sure_prepare(struct request *);
void nces_say(struct request *);
void doubt_list(struct request *);
void doubt_answer(struct request *);
void doubt_answer_prepare(struct request *);
void doubt_undo(struct request *);
#endif
