#include "base/log.h"
#include "tests/test.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* What is said on standard error while `say` runs. */
static void
heard(void (*say)(void), char *ret_text, size_t room)
{
	FILE *file = tmpfile();
	int kept = dup(STDERR_FILENO);

	dup2(fileno(file), STDERR_FILENO);
	say();
	fflush(stderr);
	dup2(kept, STDERR_FILENO);
	close(kept);
	rewind(file);
	ret_text[fread(ret_text, 1, room - 1, file)] = '\0';
	fclose(file);
}

static void
say_some(void)
{
	log_level_set(LOG_WARN);
	log_info("what=\"nobody hears this\"");
	log_warn("what=\"%s\" n=%d", "two\nlines\x1b[31m", 7);
	log_error("what=\"that is bad\"");
	log_level_set(LOG_QUIET);
	log_error("what=\"nobody hears that\"");
}

TEST(log_says_one_line_for_each_happening)
{
	char text[1024], level[16], rest[256];
	int year;

	heard(say_some, text, sizeof(text));
	assert_null(strstr(text, "nobody"));
	assert_int_equal(sscanf(text, "level=%15s at=%4d-%*2d-%*2dT%*2d:%*2d:%*2dZ %255[^\n]", level, &year, rest), 3);
	assert_string_equal(level, "warn");
	assert_true(year > 2024);
	assert_string_equal(rest, "what=\"two lines [31m\" n=7");
	assert_non_null(strstr(text, "\nlevel=error at="));
	assert_ptr_equal(strchr(strchr(text, '\n') + 1, '\n') + 1, text + strlen(text));
}

static void
say_much(void)
{
	char *much = malloc(10000);

	memset(much, 'x', 9999);
	much[9999] = '\0';
	log_level_set(LOG_INFO);
	log_info("what=\"%s\"", much);
	log_level_set(LOG_QUIET);
	free(much);
}

TEST(log_cuts_a_line_that_is_too_long)
{
	char text[12000];

	heard(say_much, text, sizeof(text));
	assert_true(strlen(text) < 3000);
	assert_int_equal(text[strlen(text) - 1], '\n');
}
