/* stencil IN.html OUT.c OUT.h INCLUDE: see tools/stencil.h. */
#include "tools/stencil.h"
#include <stdio.h>
#include <stdlib.h>

static const char *
read_file(const char *path)
{
	static char src[1 << 20];
	FILE *f = fopen(path, "r");

	if (f == NULL) {
		perror(path);
		exit(1);
	}
	size_t n = fread(src, 1, sizeof(src) - 1, f);
	src[n] = '\0';
	fclose(f);
	return src;
}

static void
write_file(const char *path, const char *intro, const char *text)
{
	FILE *f = fopen(path, "w");

	if (f == NULL || fprintf(f, "/* Made by tools/stencil.  Do not edit. */\n%s%s", intro, text) < 0 || fclose(f) != 0) {
		perror(path);
		exit(1);
	}
}

int
main(int argc, char **argv)
{
	struct stencil s = {0};
	char include[512];

	if (argc != 5)
		return fprintf(stderr, "usage: stencil IN.html OUT.c OUT.h INCLUDE\n"), 2;
	if (!stencil_compile(&s, argv[1], read_file(argv[1])))
		return fprintf(stderr, "%s:%d: %s\n", argv[1], s.line, s.problem), 1;
	snprintf(include, sizeof(include), "#include \"%s\"\n", argv[4]);
	write_file(argv[2], include, buf_str(&s.code));
	write_file(argv[3], "#pragma once\n", buf_str(&s.header));
	stencil_free(&s);
	return 0;
}
