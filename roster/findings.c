#include "roster/findings.h"

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
	[WHY_OVER]       = N_("this role has ended, so it does not count"),
	[WHY_FILE]       = N_("not one of the files of this export; not read"),
	[WHY_COLUMN]     = N_("this column is missing; the file is not read"),
	[WHY_EMPTY]      = N_("the file is empty"),
	[WHY_BROKEN]     = N_("the file breaks off; what came before is read"),
	[WHY_UTF16]      = N_("the file is UTF-16; save it as CSV UTF-8"),
	[WHY_NO_ROWS]    = N_("the file has a header and no rows; nobody counts as absent"),
	[WHY_CUT]        = N_("the file ends in the middle of a row; nobody counts as absent"),
};

const char *
why_said(struct arena *a, enum lang lang, enum roster_why why, const char *what)
{
	if (why == WHY_ROLE || why == WHY_DATE || why == WHY_FLAG || why == WHY_NO_SCHOOL || why == WHY_GUESSED)
		return arena_printf(a, say(lang, whys[why]), what);
	return say(lang, whys[why]);
}

bool
why_row_left(enum roster_why why)
{
	return why < WHY_TWICE;
}

bool
why_known(int why)
{
	return why > 0 && why < WHYS && whys[why] != NULL;
}
