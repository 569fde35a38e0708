#include "roster/roster.h"
#include "base/text.h"

static const char *const codes[FORMATS] = { "oneroster", "sds", "clever", "google" };
static const char *const names[FORMATS] = { "OneRoster", "Microsoft SDS", "Clever", "Google Workspace" };

const char *format_code(enum roster_format f) { return codes[f]; }
const char *format_name(enum roster_format f) { return names[f]; }

static const char *const whys[WHYS] = {
	[WHY_NO_ID]      = N_("no id, so nobody can tell next time who this was"),
	[WHY_NO_NAME]    = N_("no name"),
	[WHY_NO_ROLE]    = N_("no role, so staff cannot be told from students"),
	[WHY_ROLE]       = N_("“%s” is not a role we know"),
	[WHY_MORE]       = N_("more fields than the header has columns; a value with a comma needs quotes"),
	[WHY_UNCLOSED]   = N_("a quote is opened and never closed"),
	[WHY_ENDLESS]    = N_("a row far too long to be one"),
	[WHY_NO_USER]    = N_("a role of somebody who is not among the users"),
	[WHY_NOT_STAFF]  = N_("neither the unit nor the title says that this is staff"),
	[WHY_NO_CLASS]   = N_("a class that is not among the classes"),
	[WHY_TWICE]      = N_("this id stands here already; the first row counts"),
	[WHY_ACCOUNT]    = N_("no name; the name of the account stands for it"),
	[WHY_FOREIGN]    = N_("not UTF-8; read as Windows-1252"),
	[WHY_EMAIL]      = N_("not an e-mail address; the person is kept without one"),
	[WHY_DATE]       = N_("“%s” is not a date we can read; taken as not said"),
	[WHY_FLAG]       = N_("“%s” is neither yes nor no; taken as active"),
	[WHY_LONG]       = N_("longer than 255 characters; cut"),
	[WHY_NO_SCHOOL]  = N_("no school has the id “%s”; the person is kept without it"),
	[WHY_GUESSED]    = N_("this column is read as “%s”"),
	[WHY_SAME_EMAIL] = N_("somebody else has the same e-mail address; neither can sign in by it"),
	[WHY_FILE]       = N_("not one of the files of this export; not read"),
	[WHY_COLUMN]     = N_("this column is missing; the file is not read"),
	[WHY_EMPTY]      = N_("the file is empty"),
	[WHY_BROKEN]     = N_("the file breaks off; what came before is read"),
	[WHY_UTF16]      = N_("the file is UTF-16; save it as CSV UTF-8"),
};

const char *
why_said(struct arena *a, enum lang lang, enum roster_why why, const char *what)
{
	switch (why) {
	case WHY_ROLE:
	case WHY_DATE:
	case WHY_FLAG:
	case WHY_NO_SCHOOL:
	case WHY_GUESSED:
		return arena_printf(a, say(lang, whys[why]), what);
	case WHY_NO_ID: case WHY_NO_NAME: case WHY_NO_ROLE: case WHY_MORE: case WHY_UNCLOSED: case WHY_ENDLESS:
	case WHY_NO_USER: case WHY_NOT_STAFF: case WHY_NO_CLASS: case WHY_TWICE: case WHY_ACCOUNT: case WHY_FOREIGN: case WHY_EMAIL:
	case WHY_LONG: case WHY_SAME_EMAIL: case WHY_FILE: case WHY_COLUMN: case WHY_EMPTY: case WHY_BROKEN: case WHY_UTF16:
		break;
	}
	return say(lang, whys[why]);
}

bool
why_row_left(enum roster_why why)
{
	return why < WHY_TWICE;
}
