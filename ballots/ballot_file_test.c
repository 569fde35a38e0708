#include "ballots/ballot_file.h"
#include "base/arena.h"
#include "base/buf.h"
#include "tests/test.h"
#include <stdio.h>
#include <string.h>

/* The ballots as one line each, "5: 3,{1,2}", by the ids of the options. */
static const char *
told(struct arena *a, const struct ballot_file *f)
{
	struct buf out = { .arena = a };
	const struct profile *p = &f->profile;

	for (size_t i = 0; i < p->n; i++) {
		const struct ballot *b = &p->ballot[i];
		buf_printf(&out, "%lld:", (long long)b->weight);
		for (uint32_t k = b->from; k < b->from + b->choices; k++) {
			buf_text(&out, p->tied != NULL && p->tied[k] ? "=" : " ");
			buf_text(&out, f->option[p->choice[k]].id);
			if (p->points != NULL)
				buf_printf(&out, "*%lld", (long long)p->points[k]);
		}
		buf_char(&out, '\n');
	}
	return buf_str(&out);
}

static struct ballot_file
read_good(struct arena *a, const char *text)
{
	struct ballot_file f;
	const char *error = ballot_file_read(a, "f", text, strlen(text), &f);

	if (error != NULL)
		fail_msg("%s", error);
	return f;
}

static void
holds(const char *text, const char *ballots)
{
	struct arena *a = arena_new();
	struct ballot_file f = read_good(a, text);

	assert_string_equal(told(a, &f), ballots);
	arena_free(a);
}

static void
is_wrong(const char *text, const char *beginning)
{
	struct arena *a = arena_new();
	struct ballot_file f;
	const char *error = ballot_file_read(a, "f", text, strlen(text), &f);

	if (error == NULL)
		fail_msg("no error, but expected %s", beginning);
	if (strncmp(error, beginning, strlen(beginning)) != 0)
		fail_msg("%s\nbut expected: %s", error, beginning);
	arena_free(a);
}

#define HEAD "# FILE NAME: a.toi\n# TITLE: T: one\n# NUMBER ALTERNATIVES: 4\n# NUMBER VOTERS: 6\n" \
    "# ALTERNATIVE NAME 1: Ann, B.\n# ALTERNATIVE NAME 2: Bo\n# ALTERNATIVE NAME 3: Cy\n# ALTERNATIVE NAME 4: Di\n"

TEST(preflib_ballots_are_read_with_their_ties)
{
	holds(HEAD "3: 3, {1,2}, 4\n2: {4,3}\n1: 2\n", "3: 3 1=2 4\n2: 4=3\n1: 2\n");
	holds(HEAD "3: 3,{1,2},4,\n\n  2 :4 \n# a remark\n1:", "3: 3 1=2 4\n2: 4\n1:\n");
}

TEST(preflib_reads_what_editors_make_of_files)
{
	holds("\xEF\xBB\xBF# NUMBER ALTERNATIVES: 2\r\n#ALTERNATIVE NAME 1:A \r\n# alternative name 2: B\r\n1: 2,1\r\n", "1: 2 1\n");
	holds("# NUMBER ALTERNATIVES: 2\r# ALTERNATIVE NAME 1: A\r# ALTERNATIVE NAME 2: B\r1: 2,1\r", "1: 2 1\n");
	holds("\n\n2\n1,A\n2,B\n3,3,2\n2,1,2\n1,{1,2}\n", "2: 1 2\n1: 1=2\n");
}

TEST(preflib_names_and_title_stay_whole)
{
	struct arena *a = arena_new();
	struct ballot_file f = read_good(a, HEAD "6: 1\n");

	assert_string_equal(f.option[0].name, "Ann, B.");
	assert_string_equal(f.title, "T: one");
	assert_int_equal(f.notes.n, 0);
	f = read_good(a, "2\n1,Smith, John\n2,B\n1,1,1\n1,2,1\n");
	assert_string_equal(f.option[0].name, "Smith, John");
	f = read_good(a, "# NUMBER ALTERNATIVES: 1\n# ALTERNATIVE NAME 1: Rapha\xEBl\n1: 1\n");
	assert_string_equal(f.option[0].name, "Raphaël");
	assert_int_equal(f.notes.n, 1);
	arena_free(a);
}

TEST(preflib_categories_say_what_is_approved)
{
	struct arena *a = arena_new();
	struct ballot_file f = read_good(a, "# DATA TYPE: cat\n# NUMBER ALTERNATIVES: 3\n# NUMBER CATEGORIES: 2\n"
	    "# ALTERNATIVE NAME 1: A\n# ALTERNATIVE NAME 2: B\n# ALTERNATIVE NAME 3: C\n4: {1,3},2\n2: {},{1,2,3}\n1: 2, {}\n");

	assert_int_equal(f.kind, BALLOTS_SORTED);
	assert_string_equal(told(a, &f), "4: 1=3 2\n2: 1=2=3\n1: 2\n");
	f.profile = ballot_file_approvals(a, &f);
	assert_string_equal(told(a, &f), "4: 1 3\n2:\n1: 2\n");
	arena_free(a);
}

TEST(preflib_errors_say_where_and_what)
{
	is_wrong(HEAD "3: 3,5\n", "f:9:6: here stands “5”, but an alternative is a whole number from 1 to 4");
	is_wrong(HEAD "3: 3,{1,3}\n", "f:9:9: alternative 3 stands twice on this ballot");
	is_wrong(HEAD "3: 3,{1,2\n", "f:9:6: this “{” has no “}”");
	is_wrong(HEAD "3 4,1\n", "f:9:1: a ballot is written");
	is_wrong(HEAD "x: 4,1\n", "f:9:1: here stands “x”");
	is_wrong(HEAD "1: 4 1\n", "f:9:4: here stands “4 1”");
	is_wrong(HEAD "1: {4}1\n", "f:9:7: a comma is missing");
	is_wrong("# NUMBER ALTERNATIVES: 0\n1: 1\n", "f:2:1: there are no alternatives");
	is_wrong("# NUMBER ALTERNATIVES: 2\n# ALTERNATIVE NAME 1: A\n# ALTERNATIVE NAME 2: A\n1: 1\n", "f:4:1: alternatives 1 and 2 are both called “A”");
	is_wrong("# NUMBER ALTERNATIVES: 1\n# ALTERNATIVE NAME 2: ñ\n1: 1\n", "f:1:24: the header says 1 alternatives");
	is_wrong("3\n1,A\n2,B\n", "f:4:1: 3 alternatives are announced, but only 2 have names");
	is_wrong("2\n1,A\n2 B\n1,1,1\n", "f:3:1: an alternative is written “1,Name”");
}

TEST(blt_reads_what_droop_and_opavote_write)
{
	holds("3 2\n4 1 2 0\n2 3 0\n0\n\"A\"\n\"B\"\n\"C\"\n\"T\"\n", "4: 1 2\n2: 3\n");
	holds("3 2 4 1 2 0 2 3 0 0 /* nested /* */ */ \"A\" \"B\" # \"x\"\n\"C\" \"T\" \"source\" junk", "4: 1 2\n2: 3\n");
	holds("# first\n3 2 # three\n[nick a b c] [tie c b a ]\n[droop rule=meek]\n4 a b=c 0\n1 3 a 0\n0\n\"A\" \"B\" \"C\" \"T\"", "4: 1 2=3\n1: 3 1\n");
	holds("3 2 (id1) 1 2 0 ( i 2 ) 3 0 (\"3\") 0 0 \"A\" \"B\" \"C\" \"T\"", "1: 1 2\n1: 3\n1:\n");
	holds("3 1\n2 1 - 3 0\n1 (2 3) 1 0\n0\nA B C\nT", "2: 1 3\n1: 2=3 1\n");
}

TEST(blt_withdrawn_candidates_are_on_no_ballot)
{
	struct arena *a = arena_new();
	struct ballot_file f = read_good(a, "4 1 -2 [withdrawn 4] 3 2 1 4 0 1 1=2 3 0 1 2 0 0 \"A\" \"B\" \"C\" \"D\" \"T\"");

	assert_string_equal(told(a, &f), "3: 1\n1: 1 3\n1:\n");
	assert_true(f.withdrawn[1] && f.withdrawn[3] && !f.withdrawn[0]);
	arena_free(a);
}

TEST(blt_names_keep_their_quotes)
{
	struct arena *a = arena_new();
	struct ballot_file f = read_good(a, "5 1 1 1 0 0\n\"Pat \"Red\" Smith\"\n\"Jo \\\"B\\\" C\"\n\"Al \"\"Ace\"\" X\" \"# no   comment\"\n\"/* nor */\"\r\n\"The title \"");

	assert_string_equal(f.option[0].name, "Pat \"Red\" Smith");
	assert_string_equal(f.option[1].name, "Jo \"B\" C");
	assert_string_equal(f.option[2].name, "Al \"Ace\" X");
	assert_string_equal(f.option[3].name, "# no comment");
	assert_string_equal(f.option[4].name, "/* nor */");
	assert_string_equal(f.title, "The title");
	arena_free(a);
}

TEST(blt_errors_say_where_and_what)
{
	is_wrong("3x 2 4 1 0 0", "f:1:1: here stands “3x”, but the number of candidates");
	is_wrong("0 2\n0\n\"T\"", "f:1:1: here stands “0”, but the number of candidates");
	is_wrong("2 1\n4 1 3 0\n0\n\"A\" \"B\" \"T\"", "f:2:5: “3” is no candidate");
	is_wrong("2 1\n4 1 1 0\n0\n\"A\" \"B\" \"T\"", "f:2:5: “1” stands twice on this ballot");
	is_wrong("2 1\n4 1 0\n\"A\" \"B\" \"T\"", "f:3:1: here stands the name “A”, but the number of ballots alike");
	is_wrong("2 1\n4 1\n\"A\" \"B\" \"T\"", "f:3:1: the last ballot is not ended");
	is_wrong("2 1\n4 1 0\n0\n\"A\"\n\"B\n\"T\"", "f:5:1: the name that begins here has no quote");
	is_wrong("2 1\n4 1 0\n0\n\"A\"", "f:4:4: 2 candidates are announced, but only 1 have names");
	is_wrong("2 1\n[nick a]\n4 a 0\n0\n\"A\" \"B\"", "f:2:1: [nick …] lists 1 of 2 candidates");
	is_wrong("2 1\n[nick a a]\n4 a 0\n0\n\"A\" \"B\"", "f:2:1: “a” stands twice in [nick …]");
	is_wrong("2 1\n[tie 1 1]\n4 1 0\n0\n\"A\" \"B\"", "f:2:8: “1” stands twice in [tie …]");
	is_wrong("2 1\n[what 1]\n4 1 0\n0\n\"A\" \"B\"", "f:2:1: “[what …]” means nothing here");
	is_wrong("2 1 (x) 1 0 (y) 2 0 (x) 1 0 0 \"A\" \"B\"", "f:1:22: the ballot (x) stands twice");
	is_wrong("2 1 /* 4 1 0 0 \"A\" \"B\"", "f:1:5: this comment has no end");
	is_wrong("2 1\n3000000000 1 0\n0\n\"A\" \"B\"", "f:2:1: here stands “3000000000”");
	is_wrong("2 1\n2000000000 1 0\n1 2 0\n0\n\"A\" \"B\"", "f:3:1: with these ballots there are more than 2000000000");
}

#define PB(type, votes) "META\nkey;value\ndescription;D\nnum_projects;3\nbudget;100,50\nvote_type;" type "\nPROJECTS\n" \
    "project_id;cost;name;extra\n7;10.5;\"Seven; or \"\"7\"\"\";x\n10;20;Ten;\np 3;1;Three\nVOTES\n" votes

TEST(pabulib_reads_all_its_vote_types)
{
	holds(PB("approval", "voter_id;vote;age\n1;7,10;30\n2;;\n3; p 3 , 7 ;\n4;\"10,7\";None\n"), "1: 7 10\n1:\n1: p 3 7\n1: 10 7\n");
	holds(PB("choose-1", "voter_id;age;vote\n1;30;10\n"), "1: 10\n");
	holds(PB("ordinal", "voter_id;vote\r\n1;10,7\r\n\r\n2;7\r\n"), "1: 10 7\n1: 7\n");
	holds(PB("cumulative", "voter_id;vote;points\n1;10,7;2,0.5\n2;None;None\n"), "1: 10*2000000 7*500000\n1:\n");
	holds(PB("approval", "voter_id;vote\n1;7,7,10\n"), "1: 7 10\n");
}

TEST(pabulib_money_is_exact)
{
	struct arena *a = arena_new();
	struct ballot_file f = read_good(a, PB("approval", "voter_id;vote\n1;7\n"));

	assert_int_equal(f.money_places, 1);
	assert_int_equal(f.budget, 1005);
	assert_int_equal(f.option[0].cost, 105);
	assert_int_equal(f.option[1].cost, 200);
	assert_string_equal(f.option[0].name, "Seven; or \"7\"");
	assert_string_equal(f.title, "D");
	const int *place = ballot_file_places(a, &f);
	assert_true(place[0] == 0 && place[1] == 1 && place[2] == 2);      /* 7 before 10 before p 3 */
	arena_free(a);
}

TEST(pabulib_errors_say_where_and_what)
{
	is_wrong(PB("approval", "voter_id;vote\n1;7,8\n"), "f:14:5: project “8” is not among PROJECTS");
	is_wrong(PB("approval", "voter_id;vote\n1;\"7,8\"\n"), "f:14:1: project “8” is not among PROJECTS");
	is_wrong(PB("ordinal", "voter_id;vote\n1;7,10,7\n"), "f:14:8: project “7” stands twice on this ballot");
	is_wrong(PB("cumulative", "voter_id;vote;points\n1;7,10;1\n"), "f:14:5: there are fewer points");
	is_wrong(PB("cumulative", "voter_id;vote;points\n1;7;1,2\n"), "f:14:7: there are more points");
	is_wrong(PB("cumulative", "voter_id;vote;points\n1;7;many\n"), "f:14:5: “many” are no points");
	is_wrong(PB("approval", "voter_id;vote\n1;7;10\n"), "f:14:5: this line has 3 cells, its header line 2");
	is_wrong(PB("approval", "voter_id;vote\n1;\"7\n"), "f:14:3: the quote that begins here is never closed");
	is_wrong(PB("approval", "voter_id;choice\n1;7\n"), "f:13:1: VOTES needs a column “vote”");
	is_wrong(PB("fancy", "voter_id;vote\n1;7\n"), "f:6:11: vote_type “fancy” is not known");
	is_wrong("META\nkey;value\nbudget;0\nvote_type;approval\nPROJECTS\nproject_id;cost\n1;2\nVOTES\nvoter_id;vote\n", "f:3:8: the budget “0” is no amount");
	is_wrong("META\nkey;value\nbudget;5\nvote_type;approval\nPROJECTS\nproject_id;cost\n1;2\n1;3\nVOTES\nvoter_id;vote\n", "f:8:1: project “1” stands here a second time");
	is_wrong("META\nkey;value\nbudget;5\nvote_type;approval\nPROJECTS\nproject_id;cost\n1;-2\nVOTES\nvoter_id;vote\n", "f:7:3: the cost of project “1” is no amount");
	is_wrong("META\nkey;value\nbudget;5\nvote_type;approval\nPROJECTS\nproject_id;cost\nVOTES\nvoter_id;vote\n", "f:7:1: there are no projects");
	is_wrong("META\nkey;value\nbudget;5\nvote_type;approval\n", "f:5:1: the section PROJECTS is missing");
	is_wrong("META\nkey;value\nvote_type;approval\nPROJECTS\nproject_id;cost\n", "f:4:1: META does not say the budget");
}

TEST(ballot_files_are_known_by_their_content)
{
	is_wrong("", "f:1:1: this is no ballot file that is known here");
	is_wrong("hello\n", "f:1:1: this is no ballot file");
	is_wrong("<html>\n", "f:1:1: this is no ballot file");
	is_wrong("\xFF\xFE" "3", "f:1:1: this file is UTF-16");
	struct arena *a = arena_new();
	struct ballot_file f;
	assert_non_null(ballot_file_read(a, "f", "3 1\0 0", 6, &f));
	arena_free(a);
}
